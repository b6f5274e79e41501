//! Whom a text names as refused.

use hopwise_ecs::stopped::Decoded;

/// A principal, by what IAM knows it as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Principal<'a> {
    /// A role.
    Role(&'a str),
    /// A role whose session bears an instance's ID: that of an instance.
    InstanceRole(&'a str),
    /// A user.
    User(&'a str),
    /// A federated user, the root user, or another form of an ARN.
    Other(&'a str),
}

impl<'a> Principal<'a> {
    /// The principal of `User: ARN is not authorized to perform: …`, such as
    /// `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION` (IAM user guide, "IAM identifiers").
    pub(super) fn of(decoded: &'a Decoded) -> Option<Self> {
        let arn = decoded.facts.principal.as_deref()?;
        let resource = arn.splitn(6, ':').nth(5).filter(|resource| !resource.is_empty());
        let Some((kind, name)) = resource.and_then(|resource| resource.split_once('/')) else {
            return Some(Self::Other(arn));
        };
        let last = name.rsplit('/').next().filter(|last| !last.is_empty());
        let found = match kind {
            "assumed-role" => {
                let (role, session) = name.split_once('/').unwrap_or((name, ""));
                let of = if session.starts_with("i-") { Self::InstanceRole } else { Self::Role };
                Some(role).filter(|role| !role.is_empty()).map(of)
            }
            // Paths stand before the name.
            "role" => last.map(Self::Role),
            "user" => last.map(Self::User),
            _ => None,
        };
        Some(found.unwrap_or(Self::Other(arn)))
    }

    /// The same in a sentence.
    pub(super) fn words(self) -> String {
        match self {
            Self::Role(name) => format!("role {name} (named in the text)"),
            Self::InstanceRole(name) => format!("the instance's role {name} (named in the text)"),
            Self::User(name) => format!("user {name} (named in the text)"),
            Self::Other(arn) => format!("the principal {arn}"),
        }
    }
}
