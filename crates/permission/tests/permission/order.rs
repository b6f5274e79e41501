//! The documented order (fact base F.5): rows of layers and what they decide together.

use hopwise_permission::{
    Context, Decision, Documents, Layer, Layers, NamedPolicy, Owner, Policy, Request, Unsettled, decide,
};

use crate::support::{ACCOUNT, Answer, OTHER, PULL, REPOSITORY, ROLE, known, role, statements};

/// What one layer of a row says.
#[derive(Clone, Copy, Debug)]
enum Say {
    /// Does not apply.
    Na,
    /// Applies and says nothing about the request.
    Silent,
    Allow,
    Deny,
    /// Allows and denies.
    Both,
    /// Allows, if the unknown key has a value.
    Maybe,
    /// Denies, if the unknown key has a value.
    MayDeny,
    /// One policy that allows, and one that was not read.
    AllowPart,
    /// Only a policy that was not read.
    Missing,
    /// Only a policy that was not read, beside one that denies.
    DenyPart,
    /// A resource's policy that names the role.
    Role,
    /// A resource's policy that names the role's account.
    Account,
    /// A resource's policy that names another account.
    Stranger,
}
use Say::*;

fn text(say: Say, with_principal: bool) -> String {
    let who = match say {
        Role => format!(r#""Principal": {{"AWS": "{ROLE}"}},"#),
        Account => format!(r#""Principal": {{"AWS": "arn:aws:iam::{ACCOUNT}:root"}},"#),
        Stranger => r#""Principal": {"AWS": "999988887777"},"#.to_owned(),
        _ if with_principal => r#""Principal": "*","#.to_owned(),
        _ => String::new(),
    };
    let one = |effect: &str, condition: &str| {
        format!(r#"{{"Effect": "{effect}", {who} "Action": "ecr:*", "Resource": "*"{condition}}}"#)
    };
    let unknown = r#", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#;
    match say {
        Na | Silent | Missing => one("Allow", "").replace("ecr:*", "s3:*"),
        Allow | AllowPart | Role | Account | Stranger => one("Allow", ""),
        Deny | DenyPart => one("Deny", ""),
        Both => format!("{}, {}", one("Allow", ""), one("Deny", "")),
        Maybe => one("Allow", unknown),
        MayDeny => format!("{}, {}", one("Allow", ""), one("Deny", unknown)),
    }
}

fn documents(say: Say, policy: &Policy) -> Documents<'_> {
    let known = vec![NamedPolicy { name: "p", policy }];
    match say {
        Na => Documents::NotApplicable,
        Missing | AllowPart | DenyPart => Documents::Incomplete { known, missing: vec!["q".to_owned()] },
        _ => Documents::Known(known),
    }
}

struct Row {
    identity: Say,
    boundary: Say,
    resource: Say,
    endpoint: Say,
    owner: Owner<'static>,
    must: bool,
}

impl Row {
    fn answer(&self) -> Answer {
        let policies = [(self.identity, false), (self.boundary, false), (self.resource, true), (self.endpoint, true)];
        let policies = policies.map(|(say, with_principal)| statements(&text(say, with_principal)));
        let [identity, boundary, resource, endpoint] = &policies;
        let (principal, context) = (role(), Context::new());
        let request =
            Request { principal: &principal, action: PULL, resource: REPOSITORY, owner: self.owner, context: &context };
        Answer::from(&decide(
            &request,
            &Layers {
                identity: documents(self.identity, identity),
                boundary: documents(self.boundary, boundary),
                resource: documents(self.resource, resource),
                endpoint: documents(self.endpoint, endpoint),
                resource_must_allow: self.must,
                ..Layers::default()
            },
        ))
    }
}

fn check(owner: Owner<'static>, must: bool, rows: &[(Say, Say, Say, Say, Answer)]) {
    for (identity, boundary, resource, endpoint, expected) in rows {
        let row =
            Row { identity: *identity, boundary: *boundary, resource: *resource, endpoint: *endpoint, owner, must };
        let what =
            format!("identity {identity:?}, boundary {boundary:?}, resource {resource:?}, endpoint {endpoint:?}");
        assert_eq!(row.answer(), *expected, "{what}");
    }
}

#[test]
fn within_one_account() {
    use Answer::{Allowed, Denied, Refused, Unknown};
    check(
        Owner::Caller,
        false,
        &[
            // The identity alone.
            (Allow, Na, Na, Na, Allowed),
            (Silent, Na, Na, Na, Refused(Layer::Identity)),
            (Both, Na, Na, Na, Denied(Layer::Identity)),
            (Maybe, Na, Na, Na, Unknown(Layer::Identity)),
            (MayDeny, Na, Na, Na, Unknown(Layer::Identity)),
            (AllowPart, Na, Na, Na, Unknown(Layer::Identity)),
            (Missing, Na, Na, Na, Unknown(Layer::Identity)),
            (DenyPart, Na, Na, Na, Denied(Layer::Identity)),
            // A boundary limits and grants nothing.
            (Allow, Allow, Na, Na, Allowed),
            (Allow, Silent, Na, Na, Refused(Layer::Boundary)),
            (Allow, Both, Na, Na, Denied(Layer::Boundary)),
            (Allow, Maybe, Na, Na, Unknown(Layer::Boundary)),
            (Allow, Missing, Na, Na, Unknown(Layer::Boundary)),
            (Silent, Allow, Na, Na, Refused(Layer::Identity)),
            (Silent, Silent, Na, Na, Refused(Layer::Identity)),
            (Silent, Missing, Na, Na, Refused(Layer::Identity)),
            // The policy of the resource may suffice: always if it names everybody …
            (Silent, Na, Allow, Na, Allowed),
            (Silent, Silent, Allow, Na, Allowed),
            // … within the boundary if it names the role …
            (Silent, Na, Role, Na, Allowed),
            (Silent, Allow, Role, Na, Allowed),
            (Silent, Silent, Role, Na, Refused(Layer::Boundary)),
            (Silent, Maybe, Role, Na, Unknown(Layer::Boundary)),
            // … and never if it names the account, which only lets the account decide.
            (Silent, Na, Account, Na, Refused(Layer::Identity)),
            (Allow, Na, Account, Na, Allowed),
            (Allow, Silent, Account, Na, Refused(Layer::Boundary)),
            // It need not allow, but it may deny.
            (Allow, Na, Silent, Na, Allowed),
            (Allow, Na, Stranger, Na, Allowed),
            (Allow, Na, Deny, Na, Denied(Layer::Resource)),
            (Allow, Na, Both, Na, Denied(Layer::Resource)),
            (Allow, Na, Maybe, Na, Allowed),
            (Allow, Na, MayDeny, Na, Unknown(Layer::Resource)),
            (Allow, Na, Missing, Na, Unknown(Layer::Resource)),
            (Silent, Na, Silent, Na, Refused(Layer::Identity)),
            (Silent, Na, Maybe, Na, Unknown(Layer::Resource)),
            (Silent, Na, Missing, Na, Unknown(Layer::Resource)),
            (Deny, Na, Allow, Na, Denied(Layer::Identity)),
            (Allow, Deny, Allow, Na, Denied(Layer::Boundary)),
            // The endpoint filters whatever the rest says.
            (Allow, Na, Na, Allow, Allowed),
            (Allow, Na, Na, Silent, Refused(Layer::Endpoint)),
            (Allow, Na, Na, Both, Denied(Layer::Endpoint)),
            (Allow, Na, Na, Maybe, Unknown(Layer::Endpoint)),
            (Allow, Na, Na, Missing, Unknown(Layer::Endpoint)),
            (Silent, Na, Allow, Silent, Refused(Layer::Endpoint)),
            (Silent, Na, Na, Allow, Refused(Layer::Identity)),
            (Silent, Na, Na, Silent, Refused(Layer::Identity)),
            (Silent, Na, Na, Missing, Refused(Layer::Identity)),
            (Maybe, Na, Na, Silent, Refused(Layer::Endpoint)),
            (Missing, Na, Na, Silent, Refused(Layer::Endpoint)),
            (Allow, Allow, Allow, Allow, Allowed),
            (Maybe, Na, Na, Deny, Denied(Layer::Endpoint)),
            // Either of two may allow and a third refuse: only the third could settle it alone.
            (Maybe, Na, Maybe, Maybe, Unknown(Layer::Endpoint)),
            (Allow, Na, Na, Role, Allowed),
            (Allow, Na, Na, Account, Allowed),
            (Allow, Na, Na, Stranger, Refused(Layer::Endpoint)),
            // Only the endpoint's policy is asked.
            (Na, Na, Na, Allow, Allowed),
            (Na, Na, Na, Silent, Refused(Layer::Endpoint)),
            // Nobody is asked.
            (Na, Na, Na, Na, Allowed),
        ],
    );
}

#[test]
fn between_two_accounts() {
    use Answer::{Allowed, Denied, Refused, Unknown};
    check(
        Owner::Account(OTHER),
        false,
        &[
            (Allow, Na, Allow, Na, Allowed),
            (Allow, Na, Role, Na, Allowed),
            (Allow, Na, Account, Na, Allowed),
            (Allow, Na, Stranger, Na, Refused(Layer::Resource)),
            (Allow, Na, Silent, Na, Refused(Layer::Resource)),
            (Allow, Na, Maybe, Na, Unknown(Layer::Resource)),
            (Allow, Na, Missing, Na, Unknown(Layer::Resource)),
            (Allow, Na, Na, Na, Unknown(Layer::Resource)),
            (Silent, Na, Allow, Na, Refused(Layer::Identity)),
            (Silent, Na, Role, Na, Refused(Layer::Identity)),
            (Silent, Na, Missing, Na, Refused(Layer::Identity)),
            (Missing, Na, Silent, Na, Refused(Layer::Resource)),
            (Allow, Silent, Allow, Na, Refused(Layer::Boundary)),
            (Allow, Allow, Allow, Allow, Allowed),
            (Allow, Na, Allow, Silent, Refused(Layer::Endpoint)),
            (Allow, Na, Both, Na, Denied(Layer::Resource)),
            (Deny, Na, Allow, Na, Denied(Layer::Identity)),
        ],
    );
    // The account is named, but it is the principal's own.
    check(Owner::Account(ACCOUNT), false, &[(Silent, Na, Role, Na, Allowed), (Allow, Na, Silent, Na, Allowed)]);
}

#[test]
fn where_the_owner_is_not_known_both_must_agree() {
    use Answer::{Allowed, Refused, Unknown};
    check(
        Owner::Unknown,
        false,
        &[
            (Allow, Na, Allow, Na, Allowed),
            (Silent, Na, Silent, Na, Refused(Layer::Identity)),
            (Silent, Na, Allow, Na, Unknown(Layer::Resource)),
            (Allow, Na, Silent, Na, Unknown(Layer::Resource)),
            (Allow, Na, Na, Na, Unknown(Layer::Resource)),
            (Silent, Na, Na, Na, Refused(Layer::Identity)),
            (Allow, Na, Allow, Silent, Refused(Layer::Endpoint)),
            (Silent, Na, Allow, Silent, Refused(Layer::Endpoint)),
        ],
    );
}

#[test]
fn a_key_policy_must_allow_also_within_the_account() {
    use Answer::{Allowed, Refused, Unknown};
    check(
        Owner::Caller,
        true,
        &[
            (Allow, Na, Account, Na, Allowed),
            (Silent, Na, Account, Na, Refused(Layer::Identity)),
            (Silent, Na, Role, Na, Allowed),
            (Allow, Na, Silent, Na, Refused(Layer::Resource)),
            (Allow, Na, Stranger, Na, Refused(Layer::Resource)),
            (Allow, Na, Missing, Na, Unknown(Layer::Resource)),
            (Allow, Na, Na, Na, Unknown(Layer::Resource)),
            (Silent, Na, Na, Na, Refused(Layer::Identity)),
        ],
    );
}

#[test]
fn the_reason_is_what_would_settle_it() {
    let (allow, may) = (statements(&text(Allow, false)), statements(&text(Maybe, true)));
    let principal = role();
    let context = Context::new();
    let request =
        Request { principal: &principal, action: PULL, resource: REPOSITORY, owner: Owner::Caller, context: &context };
    // What the resource's policy allows does not matter where the identity's allows, the endpoint's does.
    let layers = Layers {
        identity: known("inline", &allow),
        resource: known("repository", &may),
        endpoint: Documents::Incomplete { known: Vec::new(), missing: vec!["vpce-1".to_owned()] },
        ..Layers::default()
    };
    let expected = vec![Unsettled::Document { layer: Layer::Endpoint, name: Some("vpce-1".to_owned()) }];
    let decision = decide(&request, &layers);
    assert_eq!(decision, Decision::Unknown { layer: Layer::Endpoint, because: expected });
}

/// The reasons of a decision about pulling that is not settled: keys and documents, by name.
fn reasons(owner: Owner<'_>, layers: &Layers<'_>) -> Vec<String> {
    let context = Context::new();
    let decision =
        decide(&Request { principal: &role(), action: PULL, resource: REPOSITORY, owner, context: &context }, layers);
    let Decision::Unknown { because, .. } = decision else { panic!("{decision:?}") };
    let name = |reason: &Unsettled| match reason {
        Unsettled::Key { key, .. } => key.clone(),
        Unsettled::Document { layer, name } => format!("{layer:?} {name:?}"),
        Unsettled::Owner => "owner".to_owned(),
        other => panic!("{other:?}"),
    };
    because.iter().map(name).collect()
}

#[test]
fn a_policy_that_was_read_is_no_missing_document() {
    let (allow, may) = (statements(&text(Allow, false)), statements(&text(Maybe, true)));
    let layers = Layers { identity: known("i", &allow), resource: known("r", &may), ..Layers::default() };
    assert_eq!(reasons(Owner::Account(OTHER), &layers), ["aws:PrincipalOrgID"]);
    let unread = Layers { identity: known("i", &allow), ..Layers::default() };
    assert_eq!(reasons(Owner::Account(OTHER), &unread), ["Resource None"]);
}

/// The identity's policies do not allow, the resource's do, whatever their other statement means: who owns it decides.
#[test]
fn a_layer_that_allows_anyway_is_no_reason() {
    let (silent, allow) = (statements(&text(Silent, false)), format!("{}, {}", text(Allow, true), text(Maybe, true)));
    let allow = statements(&allow);
    let layers = Layers { identity: known("i", &silent), resource: known("r", &allow), ..Layers::default() };
    assert_eq!(reasons(Owner::Unknown, &layers), ["owner"]);
}

/// "When it applies it alone grants": what else was not read has no part in it.
#[test]
fn beside_a_trust_policy_nothing_else_is_a_reason() {
    let allow = statements(&text(Allow, false));
    let trust = Documents::Incomplete { known: Vec::new(), missing: vec!["trust".to_owned()] };
    let layers = Layers { trust, identity: known("i", &allow), ..Layers::default() };
    assert_eq!(reasons(Owner::Account(OTHER), &layers), [r#"Trust Some("trust")"#]);
}
