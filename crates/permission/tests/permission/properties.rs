//! Laws that hold of every decision, on generated policies of every layer.

use hopwise_permission::{
    Context, Decision, Documents, Layers, NamedPolicy, Owner, Policy, Principal, Request, Value, decide,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;

use crate::support::{ACCOUNT, OTHER, REPOSITORY, met, role};

const KEYS: [&str; 3] = ["k:x", "k:y", "aws:SourceVpce"];

/// What one layer has: nothing, or statements, and perhaps a policy that was not read.
type Side = Option<(Vec<String>, bool)>;

#[derive(Clone, Debug)]
struct World {
    /// Trust, identity, boundary, resource, endpoint.
    sides: [Side; 5],
    keys: Vec<Value>,
    owner: Owner<'static>,
    must: bool,
    gateway: bool,
    principal: Principal,
}

impl World {
    fn decide(&self) -> Decision {
        // A policy that cannot be read is one that is not there; with no statement there is none.
        let policies = self.sides.clone().map(|side| {
            let all = side.unwrap_or_default().0;
            let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, all.join(", "));
            if all.is_empty() { Ok(None) } else { Policy::parse(&text).map(Some) }
        });
        let documents = |index: usize| {
            let known = policies[index].as_ref().ok().and_then(Option::as_ref);
            let known = known.map(|policy| NamedPolicy { name: "p", policy }).into_iter().collect();
            let unread = policies[index].is_err().then_some("p");
            match &self.sides[index] {
                None => Documents::NotApplicable,
                Some((_, false)) if unread.is_none() => Documents::Known(known),
                Some((_, missing)) => {
                    let missing = unread.into_iter().chain(missing.then_some("q")).map(str::to_owned).collect();
                    Documents::Incomplete { known, missing }
                }
            }
        };
        let mut context = Context::new();
        for (key, value) in KEYS.into_iter().zip(&self.keys) {
            context.set(key, value.clone());
        }
        let request = Request {
            principal: &self.principal,
            action: "ecr:BatchGetImage",
            resource: REPOSITORY,
            owner: self.owner,
            context: &context,
        };
        let decision = decide(
            &request,
            &Layers {
                trust: documents(0),
                identity: documents(1),
                boundary: documents(2),
                resource: documents(3),
                endpoint: documents(4),
                gateway_endpoint: self.gateway,
                resource_must_allow: self.must,
            },
        );
        if let Decision::Unknown { because, .. } = &decision {
            assert!(!because.is_empty(), "an unknown decision without a reason");
        }
        if let Decision::Allowed { by } = &decision {
            let asked = self.sides.iter().any(Option::is_some);
            assert!(!asked || !by.is_empty(), "allowed by nobody");
        }
        decision
    }
}

/// Denied, unknown, allowed.
fn rank(decision: &Decision) -> u8 {
    match decision {
        Decision::Denied { .. } => 0,
        Decision::Unknown { .. } => 1,
        Decision::Allowed { .. } => 2,
    }
}

fn value() -> impl Strategy<Value = Value> {
    let text = || select(vec!["a", "b", "ab", "*", ""]).prop_map(str::to_owned);
    prop_oneof![
        2 => Just(Value::Absent),
        3 => text().prop_map(Value::one),
        1 => vec(text(), 0..3).prop_map(Value::Known),
        1 => vec(text(), 0..3).prop_map(Value::NoneOf),
        4 => Just(Value::Unknown),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    let operator = select(vec![
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLike",
        "StringEqualsIfExists",
        "StringNotEqualsIfExists",
        "ForAllValues:StringEquals",
        "ForAnyValue:StringLike",
        "ForAnyValue:StringNotEquals",
        "ForAllValues:StringNotLike",
        "ForAnyValue:StringEqualsIfExists",
        "Null",
        "ArnLike",
        "BinaryEquals",
    ]);
    let pattern = select(vec!["a", "b", "a*", "*", "${k:y}", "${k:x, 'a'}", "${k:y}b", "true", "false"]);
    (operator, select(KEYS.to_vec()), vec(pattern, 1..3))
        .prop_map(|(operator, key, values)| format!(r#""{operator}": {{"{key}": ["{}"]}}"#, values.join(r#"", ""#)))
}

fn statement(effect: Option<&'static str>, principal: bool) -> impl Strategy<Value = String> {
    let effect = effect.map_or_else(|| select(vec!["Allow", "Allow", "Allow", "Deny"]).boxed(), |e| Just(e).boxed());
    let action = select(vec![
        r#""Action": "ecr:*""#,
        r#""Action": "ecr:BatchGetImage""#,
        r#""Action": "*""#,
        r#""Action": "s3:*""#,
        r#""NotAction": "s3:*""#,
        r#""NotAction": "ecr:Batch*""#,
    ]);
    let resource = select(vec![
        r#""Resource": "*""#,
        r#""Resource": "*""#,
        r#""Resource": "arn:aws:ecr:*:*:repository/shop/*""#,
        r#""Resource": "arn:aws:ecr:*:*:repository/${k:x}/*""#,
        r#""NotResource": "arn:aws:ecr:*:*:repository/${k:y}""#,
        r#""NotResource": "arn:aws:ecr:*:*:repository/shop/*""#,
        r#""Resource": "arn:aws:ecr""#,
        r#""Resource": "arn:aws:*:*:*:repository/*""#,
    ]);
    let who = if principal {
        select(vec![
            r#""Principal": "*", "#,
            r#""Principal": {"AWS": "*"}, "#,
            r#""Principal": {"AWS": "111122223333"}, "#,
            r#""Principal": {"AWS": "arn:aws:iam::111122223333:role/ecs/execution"}, "#,
            r#""Principal": {"AWS": "arn:aws:sts::111122223333:assumed-role/execution/x"}, "#,
            r#""Principal": {"Service": "ecs-tasks.amazonaws.com"}, "#,
            r#""Principal": {"AWS": "444455556666"}, "#,
            r#""NotPrincipal": {"AWS": "444455556666"}, "#,
            r#""NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/ecs/execution"}, "#,
        ])
    } else {
        select(vec![""])
    };
    let condition = option::weighted(0.5, condition());
    (effect, action, resource, who, condition).prop_map(|(effect, action, resource, who, condition)| {
        let condition = condition.map_or_else(String::new, |condition| format!(r#", "Condition": {{{condition}}}"#));
        format!(r#"{{"Effect": "{effect}", {who}{action}, {resource}{condition}}}"#)
    })
}

fn side(chance: f64, principal: bool) -> impl Strategy<Value = Side> {
    option::weighted(chance, (vec(statement(None, principal), 0..4), prop::bool::weighted(0.15)))
}

fn world() -> impl Strategy<Value = World> {
    let sides = [side(0.1, true), side(0.8, false), side(0.3, false), side(0.5, true), side(0.4, true)];
    let principal = prop_oneof![
        6 => Just(role()),
        1 => Just(Principal::Service { name: "ecs-tasks.amazonaws.com".to_owned() }),
        1 => Just(Principal::Foreign { not_accounts: vec![ACCOUNT.to_owned()] }),
    ];
    let owner =
        select(vec![Owner::Caller, Owner::Caller, Owner::Account(ACCOUNT), Owner::Account(OTHER), Owner::Unknown]);
    (sides, vec(value(), KEYS.len()), owner, any::<bool>(), any::<bool>(), principal).prop_map(
        |(sides, keys, owner, must, gateway, principal)| World { sides, keys, owner, must, gateway, principal },
    )
}

/// A world and the same with one more statement of an effect somewhere in a layer that has a say.
fn with_one_more(effect: &'static str) -> impl Strategy<Value = (World, World)> {
    (world(), 0..5_usize, statement(Some(effect), true), statement(Some(effect), false), any::<prop::sample::Index>())
        .prop_map(|(mut world, layer, with_principal, without, place)| {
            let statement = if matches!(layer, 1 | 2) { without } else { with_principal };
            let (present, _) = world.sides[layer].get_or_insert_default();
            let at = place.index(present.len() + 1);
            let mut more = world.clone();
            more.sides[layer].get_or_insert_default().0.insert(at, statement);
            (world, more)
        })
}

/// Members of a statement that it must have in some layer, and the layers in which it need not: what a repository's policy is
/// about, and who may assume what; whom an identity's own policies mean.
const REQUIRED: [(&[&str], &[usize]); 4] = [
    (&["Effect"], &[]),
    (&["Action", "NotAction"], &[]),
    (&["Resource", "NotResource"], &[0, 3]),
    (&["Principal", "NotPrincipal"], &[1, 2]),
];

/// A world, and the same after a member was taken out of a statement that must have it there.
fn with_a_member_less() -> impl Strategy<Value = (World, World)> {
    (world(), 0..5_usize, any::<prop::sample::Index>(), select(REQUIRED.to_vec())).prop_filter_map(
        "no such member is required there",
        |(world, layer, which, (members, optional))| {
            let mut less = world.clone();
            let (all, _) = less.sides[layer].as_mut()?;
            if all.is_empty() || optional.contains(&layer) {
                return None;
            }
            let text = which.get_mut(all);
            let mut statement: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
            statement.retain(|name, _| !members.contains(&name.as_str()));
            *text = serde_json::Value::Object(statement).to_string();
            Some((world, less))
        },
    )
}

/// A value that agrees with what is known of another.
fn refine(known: &Value, to: Value) -> Value {
    match (known, to) {
        (Value::Unknown, to) => to,
        (Value::NoneOf(not), Value::Known(values)) if !values.iter().any(|value| not.contains(value)) => {
            Value::Known(values)
        }
        (Value::NoneOf(_), Value::Absent) => Value::Absent,
        (known, _) => known.clone(),
    }
}

/// The same world, of which more is known: keys, policies, the owner.
fn known_better() -> impl Strategy<Value = (World, World)> {
    let read = [(); 5].map(|()| vec(statement(None, true), 0..3));
    let read_own = vec(statement(None, false), 0..3);
    (
        world(),
        vec(value(), KEYS.len()),
        read,
        read_own,
        any::<bool>(),
        select(vec![Owner::Caller, Owner::Account(OTHER)]),
    )
        .prop_map(|(world, keys, read, own, all, owner)| {
            let mut better = world.clone();
            for (known, to) in better.keys.iter_mut().zip(keys) {
                *known = refine(known, to);
            }
            for (index, (side, read)) in better.sides.iter_mut().zip(read).enumerate() {
                if let Some((present, missing)) = side
                    && *missing
                    && all
                {
                    present.extend(if matches!(index, 1 | 2) { own.clone() } else { read });
                    *missing = false;
                }
            }
            if better.owner == Owner::Unknown && all {
                better.owner = owner;
            }
            (world, better)
        })
}

/// The plainest matcher that can be right.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], text) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
        (['?', rest @ ..], [_, after @ ..]) => naive(rest, after),
        ([wanted, rest @ ..], [found, after @ ..]) => wanted == found && naive(rest, after),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn an_allow_more_never_takes_away((before, after) in with_one_more("Allow")) {
        prop_assert!(rank(&after.decide()) >= rank(&before.decide()));
    }

    #[test]
    fn a_deny_more_never_gives((before, after) in with_one_more("Deny")) {
        prop_assert!(rank(&after.decide()) <= rank(&before.decide()));
    }

    #[test]
    fn knowing_more_never_overturns_a_proof((before, after) in known_better()) {
        let (before, after) = (before.decide(), after.decide());
        prop_assert!(rank(&before) == 1 || rank(&before) == rank(&after), "{before:?} became {after:?}");
    }

    #[test]
    fn a_member_less_never_overturns_a_proof((before, after) in with_a_member_less()) {
        let (before, after) = (before.decide(), after.decide());
        prop_assert!(rank(&after) == 1 || rank(&before) == rank(&after), "{before:?} became {after:?}");
    }

    #[test]
    fn wildcards_match_as_the_plainest_matcher_does(pattern in "[ab*?é]{0,8}", text in "[abé*]{0,8}") {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        let expected = naive(&chars(&pattern), &chars(&text));
        let condition = format!(r#""StringLike": {{"k:x": "{pattern}"}}"#);
        prop_assert_eq!(met(&condition, "k:x", Value::one(text)), Some(expected));
    }

    #[test]
    fn any_text_is_a_policy_or_an_error(text in r#"[\[\]{}":,a-zA-Z*0-9\\ ]{0,60}"#) {
        let _ = Policy::parse(&text);
    }
}

/// The generator reaches every outcome, also where the laws could be void.
#[test]
fn every_outcome_is_reached() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [[0_u32; 3]; 3];
    for _ in 0..4096 {
        let (before, after) = known_better().new_tree(&mut runner).unwrap().current();
        seen[usize::from(rank(&before.decide()))][usize::from(rank(&after.decide()))] += 1;
    }
    let [[_, 0, 0], [from, stay, to], [0, 0, _]] = seen else { panic!("{seen:?}") };
    assert!(seen[0][0] > 200 && seen[2][2] > 200 && from > 20 && stay > 20 && to > 20, "{seen:?}");
}
