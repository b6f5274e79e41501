//! `Principal` and `NotPrincipal`.

use crate::pattern::{Mode, Pattern};
use crate::policy::{Effect, Listed, PrincipalName};
use crate::truth::Truth;
use crate::{Layer, Principal, Value, arn};

/// By which name a statement means the principal. It decides what else must allow (fact base F.5).
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrincipalMatch {
    /// As everybody, as this session, or as this service: nothing else need allow, and no boundary limits it.
    pub(crate) directly: Truth,
    /// By the ARN of the role: the boundary limits it.
    pub(crate) as_role: Truth,
    /// By its account: the account's own policies must allow too.
    pub(crate) as_account: Truth,
}

impl PrincipalMatch {
    const NONE: Self = Self { directly: Truth::False, as_role: Truth::False, as_account: Truth::False };

    fn directly(directly: Truth) -> Self {
        Self { directly, ..Self::NONE }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            directly: self.directly.or(other.directly),
            as_role: self.as_role.or(other.as_role),
            as_account: self.as_account.or(other.as_account),
        }
    }

    /// By whatever name.
    pub(crate) fn any(self) -> Truth {
        self.directly.or(self.as_role).or(self.as_account)
    }

    /// With everything that is not known taken to be so.
    pub(crate) fn settled(self, truth: Truth) -> Self {
        let settle = |name: Truth| if name == Truth::Unknown { truth } else { name };
        Self { directly: settle(self.directly), as_role: settle(self.as_role), as_account: settle(self.as_account) }
    }

    /// All names, if something else holds as well.
    pub(crate) fn and(self, other: Truth) -> Self {
        Self {
            directly: self.directly.and(other),
            as_role: self.as_role.and(other),
            as_account: self.as_account.and(other),
        }
    }
}

/// Where a statement stands, as far as that matters to whom it means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatementContext {
    pub(crate) layer: Layer,
    pub(crate) effect: Effect,
    /// That the principal has a permissions boundary.
    pub(crate) bounded: bool,
    /// That the policy is that of a gateway endpoint.
    pub(crate) gateway: bool,
}

/// Whether a statement means the principal.
pub(crate) fn match_principal(
    listed: Option<&Listed<Vec<PrincipalName>>>,
    principal: &Principal,
    context: StatementContext,
) -> PrincipalMatch {
    let of_identity = matches!(context.layer, Layer::Identity | Layer::Boundary);
    match listed {
        // An identity's policies mean the identity and cannot say so; others must say whom they mean.
        None => PrincipalMatch::directly(if of_identity { Truth::True } else { Truth::Unknown }),
        Some(_) if of_identity => PrincipalMatch::directly(Truth::Unknown),
        Some(Listed::In(names)) => {
            names.iter().map(|name| named(name, principal, context)).fold(PrincipalMatch::NONE, PrincipalMatch::or)
        }
        Some(Listed::NotIn(names)) => {
            let names =
                names.iter().map(|name| named(name, principal, StatementContext { gateway: false, ..context }).any());
            PrincipalMatch::directly(not_listed(Truth::any(names), principal, context))
        }
    }
}

/// Whether `NotPrincipal` means a principal that may be listed in it.
fn not_listed(listed: Truth, principal: &Principal, context: StatementContext) -> Truth {
    match (context.effect, principal) {
        // "Using it with Allow is not supported."
        (Effect::Allow, _) => Truth::Unknown,
        // It "will always deny any IAM principal that has a permissions boundary policy attached, regardless of the
        // values specified".
        (Effect::Deny, Principal::Role { .. }) if context.bounded => Truth::True,
        // The role, its account and its session must all be listed or it "might" be denied, depending on the service;
        // the name of the session is not known.
        (Effect::Deny, Principal::Role { .. }) if listed != Truth::False => Truth::Unknown,
        (Effect::Deny, _) => !listed,
    }
}

fn named(name: &PrincipalName, principal: &Principal, context: StatementContext) -> PrincipalMatch {
    match (principal, name) {
        // A trust policy must allow a service explicitly.
        (Principal::Service { .. }, PrincipalName::Everyone)
            if context.layer == Layer::Trust && context.effect == Effect::Allow =>
        {
            PrincipalMatch::directly(Truth::Unknown)
        }
        (_, PrincipalName::Everyone) => PrincipalMatch::directly(Truth::True),
        // Documented as the same as `"*"` "for anonymous users"; services are not said to be under `AWS`.
        (Principal::Service { .. }, PrincipalName::Aws(name)) => {
            PrincipalMatch::directly(if name == "*" { Truth::Unknown } else { Truth::False })
        }
        (Principal::Service { name: own }, PrincipalName::Service(name)) => {
            PrincipalMatch::directly(service(own, name))
        }
        (Principal::Role { arn, account, unique_id }, PrincipalName::Aws(name)) => match unique_id {
            Some(own) if is_unique_id(name) && is_unique_id(own) => {
                as_role(Truth::from(own == name).and(role_counts(context)))
            }
            _ => role(name, arn, account, context),
        },
        (Principal::Foreign { not_accounts }, PrincipalName::Aws(name)) => {
            PrincipalMatch::directly(foreign(name, not_accounts))
        }
        // S3's notation for an account does not show which.
        (Principal::Role { .. } | Principal::Foreign { .. }, PrincipalName::CanonicalUser) => {
            PrincipalMatch { as_account: Truth::Unknown, ..PrincipalMatch::NONE }
        }
        (Principal::Service { .. }, PrincipalName::CanonicalUser)
        | (Principal::Role { .. } | Principal::Foreign { .. }, PrincipalName::Service(_))
        | (_, PrincipalName::Federated) => PrincipalMatch::NONE,
    }
}

/// Service principals are compared whole. Whether the form with the suffix of China or of a Region means the same
/// service depends on the service.
fn service(own: &str, name: &str) -> Truth {
    let first = |name: &str| name.split('.').next().map(str::to_ascii_lowercase);
    if own == name {
        Truth::True
    } else if first(own) == first(name) {
        Truth::Unknown
    } else {
        Truth::False
    }
}

const fn as_role(as_role: Truth) -> PrincipalMatch {
    PrincipalMatch { as_role, ..PrincipalMatch::NONE }
}

/// Whether naming a role counts: in the policy of a gateway endpoint, roles cannot be named.
const fn role_counts(context: StatementContext) -> Truth {
    if context.gateway { Truth::Unknown } else { Truth::True }
}

/// Whether a name is the unique id of a role or a user. AWS stores these, and prints them where the identity was deleted: one that
/// was made anew under its name has another (IAM user guide, "AWS JSON policy elements: Principal", "IAM identifiers").
fn is_unique_id(name: &str) -> bool {
    ["AROA", "AIDA"].iter().any(|prefix| name.starts_with(prefix))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn role(name: &str, arn: &str, account: &str, context: StatementContext) -> PrincipalMatch {
    if name == "*" {
        return PrincipalMatch::directly(Truth::True);
    }
    let as_account = |truth| PrincipalMatch { as_account: truth, ..PrincipalMatch::NONE };
    // In the policy of a gateway endpoint an account is its root user.
    let account_counts = if context.gateway { Truth::False } else { Truth::True };
    if arn::is_account(name) {
        return as_account(Truth::from(name == account).and(account_counts));
    }
    if name == arn {
        return as_role(role_counts(context));
    }
    match arn::identity(name) {
        Some(("iam", of, "root")) => as_account(Truth::from(of == account).and(account_counts)),
        Some(("sts", of, session)) => {
            let assumed = session.strip_prefix("assumed-role/").and_then(|rest| rest.split('/').next());
            let same = of == account && assumed.is_some() && assumed == arn.rsplit('/').next();
            PrincipalMatch::directly(Truth::from(same).and(Truth::Unknown))
        }
        // "You cannot use a wildcard to match part of a principal name or ARN": what a stored one does is not said.
        Some(_) => {
            let pattern = Pattern::new(name.to_owned(), false).resolve(Mode::Like, &|_| Value::Unknown);
            as_role(pattern.matches(arn, Mode::Like).and(Truth::Unknown))
        }
        // The unique id of an identity that was deleted, where that of the role is not known.
        None => as_role(Truth::Unknown),
    }
}

fn foreign(name: &str, not_accounts: &[String]) -> Truth {
    if name == "*" {
        return Truth::True;
    }
    let account = if arn::is_account(name) { Some(name) } else { arn::identity(name).map(|(_, account, _)| account) };
    match account {
        Some(account) if not_accounts.iter().any(|not| not == account) => Truth::False,
        _ => Truth::Unknown,
    }
}
