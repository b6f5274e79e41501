//! One statement, one layer.

use crate::condition::ConditionResult;
use crate::pattern::{Mode, Pattern, Resolved};
use crate::policy::{Effect, Listed, Statement};
use crate::principal::{PrincipalMatch, StatementContext, match_principal};
use crate::truth::Truth;
use crate::{Documents, Layer, NamedPolicy, NearMiss, Part, Request, StatementRef, Unsettled, arn};

/// What the policies of one layer say.
#[derive(Debug)]
pub(crate) struct LayerEvaluation {
    pub(crate) layer: Layer,
    /// Whether the layer has a say.
    pub(crate) applies: bool,
    /// Whether a statement allows, and by which name it means the principal.
    pub(crate) grants: PrincipalMatch,
    /// Whether a statement denies.
    pub(crate) denies: Truth,
    statements: Vec<StatementEvaluation>,
    missing: Vec<Unsettled>,
}

/// What one statement says.
#[derive(Debug)]
struct StatementEvaluation {
    statement: StatementRef,
    effect: Effect,
    principal: PrincipalMatch,
    /// Why it is not known whether the statement matches.
    because: Vec<Unsettled>,
    /// The only part that does not match.
    failed: Option<Part>,
}

impl StatementEvaluation {
    fn matches(&self) -> Truth {
        self.principal.any()
    }
}

impl LayerEvaluation {
    /// Evaluates the policies of a layer: `bounded` says that the principal has a permissions boundary, `gateway` that the
    /// endpoint is a gateway endpoint.
    pub(crate) fn new(
        documents: &Documents<'_>,
        request: &Request<'_>,
        layer: Layer,
        bounded: bool,
        gateway: bool,
    ) -> Self {
        let (applies, known, missing) = match documents {
            Documents::NotApplicable => (false, &[][..], None),
            Documents::Known(known) => (true, known.as_slice(), None),
            Documents::Incomplete { known, missing } => (true, known.as_slice(), Some(missing)),
        };
        let mut statements = Vec::new();
        for named in known {
            for (index, statement) in named.policy.statements.iter().enumerate() {
                let context = StatementContext {
                    layer,
                    effect: statement.effect,
                    bounded,
                    gateway: gateway && layer == Layer::Endpoint,
                };
                statements.push(evaluate(named, index, statement, request, context));
            }
        }
        let unread = if missing.is_some() { Truth::Unknown } else { Truth::False };
        let unread = PrincipalMatch { directly: unread, as_role: unread, as_account: unread };
        let of = |effect| statements.iter().filter(move |own| own.effect == effect);
        let grants = of(Effect::Allow).fold(unread, |grants, own| grants.or(own.principal));
        let denies = of(Effect::Deny).fold(unread.any(), |denies, own| denies.or(own.matches()));
        let document = |name| Unsettled::Document { layer, name };
        let missing = match missing.map(Vec::as_slice) {
            None => Vec::new(),
            Some([]) => vec![document(None)],
            Some(names) => names.iter().map(|name| document(Some(name.clone()))).collect(),
        };
        Self { layer, applies, grants, denies, statements, missing }
    }

    /// The first statement that certainly denies.
    pub(crate) fn denial(&self) -> Option<&StatementRef> {
        self.with(Effect::Deny, Truth::True).map(|own| &own.statement).next()
    }

    /// The statements that certainly allow.
    pub(crate) fn allowing(&self) -> impl Iterator<Item = &StatementRef> {
        self.with(Effect::Allow, Truth::True).map(|own| &own.statement)
    }

    /// Why it is not known whether statements allow, or deny.
    pub(crate) fn unsettled(&self, effect: Effect) -> impl Iterator<Item = &Unsettled> {
        self.with(effect, Truth::Unknown).flat_map(|own| &own.because).chain(&self.missing)
    }

    /// The statements that would allow, but for one part.
    pub(crate) fn nearest(&self) -> Vec<NearMiss> {
        let near = |own: &StatementEvaluation| {
            let failed = own.failed.clone().filter(|_| own.effect == Effect::Allow)?;
            Some(NearMiss { statement: own.statement.clone(), failed })
        };
        self.statements.iter().filter_map(near).collect()
    }

    fn with(&self, effect: Effect, matches: Truth) -> impl Iterator<Item = &StatementEvaluation> {
        self.statements.iter().filter(move |own| own.effect == effect && own.matches() == matches)
    }
}

fn evaluate(
    named: &NamedPolicy<'_>,
    index: usize,
    statement: &Statement,
    request: &Request<'_>,
    context: StatementContext,
) -> StatementEvaluation {
    let reference = StatementRef {
        layer: context.layer,
        policy: named.name.to_owned(),
        index,
        pointer: statement.pointer.clone(),
        sid: statement.sid.clone(),
    };
    let mut parts = Parts { reference: &reference, because: Vec::new(), failed: Vec::new() };

    let principal = match_principal(statement.principals.as_ref(), request.principal, context);
    parts.add(principal.any(), || Part::Principal, |statement| vec![Unsettled::Principal { statement }]);
    let action = request.action.to_ascii_lowercase();
    parts.add(acts(&statement.actions, &action), || Part::Action, |_| Vec::new());
    let (resource, resolved) = covers(statement.resources.as_ref(), request, context.layer);
    parts.add(
        resource,
        || Part::Resource,
        |statement| {
            if resolved.unknown.is_empty() {
                vec![Unsettled::Resource { statement }]
            } else {
                keys(&resolved.unknown, &statement)
            }
        },
    );
    let mut met = Truth::True;
    for condition in &statement.conditions {
        let ConditionResult { truth, keys: unknown } = condition.evaluate(request);
        met = met.and(truth);
        let failed = || Part::Condition {
            operator: condition.written.clone(),
            key: condition.key.clone(),
            expected: condition.values.iter().map(|value| value.text().to_owned()).collect(),
            actual: request.value(&condition.key),
        };
        parts.add(truth, failed, |statement| {
            if unknown.is_empty() {
                vec![Unsettled::Condition {
                    operator: condition.written.clone(),
                    key: condition.key.clone(),
                    statement,
                }]
            } else {
                keys(&unknown, &statement)
            }
        });
    }

    let Parts { because, failed, .. } = parts;
    let rest = acts(&statement.actions, &action).and(resource).and(met);
    let only = match <[Part; 1]>::try_from(failed) {
        Ok([Part::Action]) if !same_service(&statement.actions, &action) => None,
        Ok([part]) if because.is_empty() => Some(part),
        _ => None,
    };
    StatementEvaluation {
        statement: reference,
        effect: statement.effect,
        principal: principal.and(rest),
        because,
        failed: only,
    }
}

/// What of a statement did not match, and what is not known.
struct Parts<'s> {
    reference: &'s StatementRef,
    because: Vec<Unsettled>,
    failed: Vec<Part>,
}

impl Parts<'_> {
    fn add(&mut self, truth: Truth, part: impl Fn() -> Part, because: impl Fn(StatementRef) -> Vec<Unsettled>) {
        match truth {
            Truth::True => {}
            Truth::False => self.failed.push(part()),
            Truth::Unknown => self.because.extend(because(self.reference.clone())),
        }
    }
}

fn keys(keys: &[String], statement: &StatementRef) -> Vec<Unsettled> {
    keys.iter().map(|key| Unsettled::Key { key: key.clone(), statement: statement.clone() }).collect()
}

fn acts(actions: &Listed<Vec<Pattern>>, action: &str) -> Truth {
    let covers = |patterns: &Vec<Pattern>| {
        let no_variables = |_: &str| crate::Value::Unknown;
        Truth::any(
            patterns.iter().map(|pattern| pattern.resolve(Mode::Like, &no_variables).matches(action, Mode::Like)),
        )
    };
    match actions {
        Listed::In(patterns) => covers(patterns),
        Listed::NotIn(patterns) => !covers(patterns),
    }
}

/// Whether a statement that does not cover an action is about the same service at all.
fn same_service(actions: &Listed<Vec<Pattern>>, action: &str) -> bool {
    let service = |action: &str| action.split(':').next().map(str::to_owned);
    match actions {
        Listed::In(patterns) => patterns.iter().any(|pattern| service(pattern.text()) == service(action)),
        Listed::NotIn(_) => true,
    }
}

fn is_of_registry(request: &Request<'_>) -> bool {
    request.action.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("ecr:"))
}

fn covers(resources: Option<&Listed<Vec<Pattern>>>, request: &Request<'_>, layer: Layer) -> (Truth, Resolved) {
    let of_identity = matches!(layer, Layer::Identity | Layer::Boundary);
    let any = |patterns: &Vec<Pattern>| {
        let mut all = Resolved::default();
        let mut covered = Truth::False;
        for pattern in patterns {
            let (truth, resolved) = arn::covers(pattern, request.resource, of_identity, &|key| request.value(key));
            if truth == Truth::Unknown || resolved.doubtful {
                all.unknown.extend(resolved.unknown);
            }
            all.invalid |= resolved.invalid || resolved.doubtful;
            covered = covered.or(truth);
        }
        (covered, all)
    };
    let (truth, resolved) = match resources {
        // The resource that carries the policy. Only what is always about it may leave it out: who may assume a role, and what
        // may be done with a repository (IAM user guide, "Resource"; ECR user guide, "Private repository policies").
        None if layer == Layer::Trust || (layer == Layer::Resource && is_of_registry(request)) => {
            (Truth::True, Resolved::default())
        }
        None => (Truth::Unknown, Resolved::default()),
        Some(Listed::In(patterns)) => any(patterns),
        Some(Listed::NotIn(patterns)) => {
            let (truth, resolved) = any(patterns);
            (!truth, resolved)
        }
    };
    // "might cause the entire statement to be invalid"
    (if resolved.invalid { truth.and(Truth::Unknown) } else { truth }, resolved)
}
