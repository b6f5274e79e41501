//! Conditions.

use crate::compare::{Comparison, Order};
use crate::pattern::{Mode, Pattern};
use crate::truth::Truth;
use crate::{Request, Value, arn};

/// One key of one operator of a `Condition` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    /// As written.
    pub(crate) written: String,
    /// `None` if it is none that this crate evaluates.
    operator: Option<Operator>,
    pub(crate) key: String,
    pub(crate) values: Vec<Pattern>,
}

/// Whether a condition is met, and why that is not known.
#[derive(Clone, Debug)]
pub(crate) struct ConditionResult {
    pub(crate) truth: Truth,
    /// The keys whose value is not known. If there are none an unknown truth is the condition's own fault.
    pub(crate) keys: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Operator {
    set: Set,
    test: Test,
    /// `Not…`: the values must not match.
    negated: bool,
    /// `…IfExists`: met if the request does not carry the key.
    if_exists: bool,
}

/// How several values of the request count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Set {
    /// The key has one value.
    One,
    /// `ForAllValues:`.
    All,
    /// `ForAnyValue:`.
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Text(Mode),
    /// `ArnLike`, and `ArnEquals`, which is the same.
    Arn,
    Typed(Comparison),
    /// `Null`: the key is absent.
    Null,
}

impl Operator {
    fn read(written: &str) -> Option<Self> {
        let (set, rest) = match written.split_once(':') {
            Some(("ForAllValues", rest)) => (Set::All, rest),
            Some(("ForAnyValue", rest)) => (Set::Any, rest),
            Some(_) => return None,
            None => (Set::One, written),
        };
        let (name, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |name| (name, true));
        let (test, negated) = match name {
            "StringEquals" => (Test::Text(Mode::Equals), false),
            "StringNotEquals" => (Test::Text(Mode::Equals), true),
            "StringEqualsIgnoreCase" => (Test::Text(Mode::EqualsIgnoreCase), false),
            "StringNotEqualsIgnoreCase" => (Test::Text(Mode::EqualsIgnoreCase), true),
            "StringLike" => (Test::Text(Mode::Like), false),
            "StringNotLike" => (Test::Text(Mode::Like), true),
            "ArnEquals" | "ArnLike" => (Test::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Test::Arn, true),
            "NumericEquals" => (Test::Typed(Comparison::Numeric(Order::Equal)), false),
            "NumericNotEquals" => (Test::Typed(Comparison::Numeric(Order::Equal)), true),
            "NumericLessThan" => (Test::Typed(Comparison::Numeric(Order::Less)), false),
            "NumericLessThanEquals" => (Test::Typed(Comparison::Numeric(Order::LessOrEqual)), false),
            "NumericGreaterThan" => (Test::Typed(Comparison::Numeric(Order::Greater)), false),
            "NumericGreaterThanEquals" => (Test::Typed(Comparison::Numeric(Order::GreaterOrEqual)), false),
            "DateEquals" => (Test::Typed(Comparison::Date(Order::Equal)), false),
            "DateNotEquals" => (Test::Typed(Comparison::Date(Order::Equal)), true),
            "DateLessThan" => (Test::Typed(Comparison::Date(Order::Less)), false),
            "DateLessThanEquals" => (Test::Typed(Comparison::Date(Order::LessOrEqual)), false),
            "DateGreaterThan" => (Test::Typed(Comparison::Date(Order::Greater)), false),
            "DateGreaterThanEquals" => (Test::Typed(Comparison::Date(Order::GreaterOrEqual)), false),
            "Bool" => (Test::Typed(Comparison::Bool), false),
            "IpAddress" => (Test::Typed(Comparison::IpAddress), false),
            "NotIpAddress" => (Test::Typed(Comparison::IpAddress), true),
            "Null" if set == Set::One && !if_exists => (Test::Null, false),
            _ => return None,
        };
        Some(Self { set, test, negated, if_exists })
    }

    /// Whether the condition is met when the request does not carry the key.
    fn absent(self) -> Truth {
        match (self.set, self.if_exists) {
            // "returns true if there are no context keys in the request"
            (Set::All, _) => Truth::True,
            (Set::Any, false) => Truth::False,
            // AWS documents both that ForAnyValue fails and that IfExists succeeds without the key.
            (Set::Any, true) => Truth::Unknown,
            // "if the policy condition requires that the key is not matched […] the condition is true"
            (Set::One, if_exists) => Truth::from(if_exists || self.negated),
        }
    }
}

impl Condition {
    pub(crate) fn new(written: String, key: String, values: Vec<Pattern>) -> Self {
        Self { operator: Operator::read(&written), written, key, values }
    }

    /// Whether a request meets the condition.
    pub(crate) fn evaluate(&self, request: &Request<'_>) -> ConditionResult {
        let Some(operator) = self.operator else { return ConditionResult { truth: Truth::Unknown, keys: Vec::new() } };
        if self.values.is_empty() {
            return ConditionResult { truth: Truth::Unknown, keys: Vec::new() };
        }
        let actual = request.value(&self.key);
        if operator.test == Test::Null {
            return self.null(&actual);
        }
        let mut keys = Vec::new();
        let truth = match &actual {
            Value::Absent => operator.absent(),
            // A key without values is a key that is not there.
            Value::Known(values) if values.is_empty() => operator.absent(),
            Value::Known(values) => {
                let met = |value: &String| self.evaluate_value(operator, value, request, &mut keys);
                let each: Vec<Truth> = values.iter().map(met).collect();
                let (all, any) = (Truth::all(each.iter().copied()), Truth::any(each));
                match operator.set {
                    Set::All => all,
                    Set::Any => any,
                    // AWS does not say what an operator for one value makes of several.
                    Set::One => all.agreed(any),
                }
            }
            Value::NoneOf(values) => {
                keys.push(self.key.clone());
                self.evaluate_none_of(operator, values)
            }
            Value::Unknown => {
                keys.push(self.key.clone());
                Truth::Unknown
            }
        };
        ConditionResult { truth, keys: if truth == Truth::Unknown { keys } else { Vec::new() } }
    }

    /// Whether one value of the request meets the condition.
    fn evaluate_value(&self, operator: Operator, value: &str, request: &Request<'_>, keys: &mut Vec<String>) -> Truth {
        let mut matched = Truth::False;
        let mut invalid = false;
        for pattern in &self.values {
            let (truth, resolved) = match operator.test {
                Test::Text(mode) => {
                    let resolved = pattern.resolve(mode, &|key| request.value(key));
                    (resolved.matches(value, mode), resolved)
                }
                Test::Arn => arn::like(pattern, value, &|key| request.value(key)),
                Test::Typed(comparison) => {
                    let holds = comparison.holds(value, pattern.text());
                    (holds.map_or(Truth::Unknown, Truth::from), crate::pattern::Resolved::default())
                }
                Test::Null => (Truth::Unknown, crate::pattern::Resolved::default()),
            };
            if truth == Truth::Unknown || resolved.doubtful {
                keys.extend(resolved.unknown);
            }
            invalid |= resolved.invalid || resolved.doubtful;
            matched = matched.or(truth);
        }
        let met = if operator.negated { !matched } else { matched };
        // "might cause the entire statement to be invalid": then the statement says nothing.
        let met = if invalid { met.and(Truth::Unknown) } else { met };
        // "or if the context key value resolves to a null dataset, such as an empty string"
        if value.is_empty() && operator.set == Set::All { met.or(Truth::Unknown) } else { met }
    }

    /// Whether the condition is met by a key that may be absent and else has none of some values.
    fn evaluate_none_of(&self, operator: Operator, none_of: &[String]) -> Truth {
        let excluded = |pattern: &Pattern| pattern.literal().is_some_and(|literal| none_of.contains(&literal));
        let comparable = matches!(operator.test, Test::Text(Mode::Equals | Mode::Like) | Test::Arn);
        if !(comparable && self.values.iter().all(excluded)) {
            return Truth::Unknown;
        }
        operator.absent().agreed(Truth::from(operator.negated))
    }

    fn null(&self, actual: &Value) -> ConditionResult {
        let absent = match actual {
            Value::Absent => true,
            Value::Known(values) if values.is_empty() => true,
            // "the key exists and its value is not null"
            Value::Known(values) if values.iter().all(String::is_empty) => {
                return ConditionResult { truth: Truth::Unknown, keys: Vec::new() };
            }
            Value::Known(_) => false,
            Value::Unknown | Value::NoneOf(_) => {
                return ConditionResult { truth: Truth::Unknown, keys: vec![self.key.clone()] };
            }
        };
        let wanted = |pattern: &Pattern| match pattern.text().to_ascii_lowercase().as_str() {
            "true" => Truth::from(absent),
            "false" => Truth::from(!absent),
            _ => Truth::Unknown,
        };
        ConditionResult { truth: Truth::any(self.values.iter().map(wanted)), keys: Vec::new() }
    }
}
