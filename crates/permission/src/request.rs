//! Who asks for what.

use crate::{Context, Value};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A session of an IAM role, such as the one in which ECS pulls an image. The name of the session is not known.
    Role {
        /// The ARN of the role, `arn:aws:iam::111122223333:role/path/name`.
        arn: String,
        /// The twelve digits of its account.
        account: String,
        /// Its unique id, `AROA…`, where it is known.
        unique_id: Option<String>,
    },
    /// An AWS service, such as `ecs-tasks.amazonaws.com` when it assumes a role.
    Service {
        /// The service principal.
        name: String,
    },
    /// Somebody of whom only is known who it is not: S3 sees a download of an image layer as a request of an AWS-owned
    /// role (fact base F.4).
    Foreign {
        /// The accounts to which the principal does not belong: the customer's.
        not_accounts: Vec<String>,
    },
}

/// Which account owns the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'r> {
    /// The principal's own, or the action has no resource (`ecr:GetAuthorizationToken`).
    Caller,
    /// This account, which may be the principal's.
    Account(&'r str),
    /// Not known: the ARN of a bucket does not say.
    Unknown,
}

/// One action of one principal on one resource.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Who asks.
    pub principal: &'r Principal,
    /// The action, `ecr:BatchGetImage`. Case does not matter.
    pub action: &'r str,
    /// The ARN of the resource, or `*` for an action that has none.
    pub resource: &'r str,
    /// Who owns the resource: two accounts must both allow.
    pub owner: Owner<'r>,
    /// What is known of the condition keys.
    pub context: &'r Context,
}

impl Request<'_> {
    /// What is known of a condition key: what the context says, else what follows from the request itself.
    #[must_use]
    pub fn value(&self, key: &str) -> Value {
        self.context.get(key).cloned().unwrap_or_else(|| self.derived(&key.to_ascii_lowercase()))
    }

    fn derived(&self, key: &str) -> Value {
        match (key, self.principal) {
            ("aws:principalarn", Principal::Role { arn, .. }) => Value::one(arn),
            ("aws:principalaccount", Principal::Role { account, .. }) => Value::one(account),
            ("aws:principalaccount", Principal::Foreign { not_accounts }) => Value::NoneOf(not_accounts.clone()),
            ("aws:principaltype", Principal::Role { .. }) => Value::one("AssumedRole"),
            ("aws:principalisawsservice", Principal::Role { .. }) => Value::one("false"),
            ("aws:principalisawsservice", Principal::Service { .. }) => Value::one("true"),
            // Only services and users have these.
            ("aws:principalservicename" | "aws:username", Principal::Role { .. }) => Value::Absent,
            ("aws:principalservicename", Principal::Service { name }) => Value::one(name),
            ("aws:resourceaccount" | "s3:resourceaccount", _) => match (self.owner, self.principal) {
                (Owner::Account(account), _) => Value::one(account),
                (Owner::Caller, Principal::Role { account, .. }) if self.resource != "*" => Value::one(account),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }
}
