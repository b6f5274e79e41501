//! Which policies stand between a principal and what it asks for.

use crate::Policy;

/// One kind of policy that has its own say.
///
/// The order is the order in which a refusal is attributed when several layers refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The trust policy of a role: who may assume it.
    Trust,
    /// The policies of the identity: inline, attached, AWS-managed.
    Identity,
    /// The permissions boundary of the identity.
    Boundary,
    /// The policy of the resource: of a repository, a secret, a key, a bucket.
    Resource,
    /// The policy of the VPC endpoint that the request passes.
    Endpoint,
}

/// A policy with the name under which it is shown: that of an inline policy, the ARN of a managed one, the id of an
/// endpoint, whatever tells the reader which document is meant.
#[derive(Clone, Copy, Debug)]
pub struct NamedPolicy<'p> {
    /// The name, repeated in [`StatementRef`](crate::StatementRef).
    pub name: &'p str,
    /// The policy.
    pub policy: &'p Policy,
}

/// What is known of the policies of one layer.
#[derive(Clone, Debug, Default)]
pub enum Documents<'p> {
    /// The layer has no say in this request: the role has no boundary, no endpoint is passed, the action has no
    /// resource that could carry a policy.
    #[default]
    NotApplicable,
    /// All policies of the layer. An empty list is a layer that has a say and allows nothing: a role without policies,
    /// a repository of another account without a repository policy.
    Known(Vec<NamedPolicy<'p>>),
    /// Some policies of the layer are not in the snapshot. What the known ones deny is denied; beyond that nothing is
    /// proven, because a missing one may allow or deny.
    Incomplete {
        /// The policies that were read.
        known: Vec<NamedPolicy<'p>>,
        /// The names of those that were not, as they are to appear in [`Unsettled::Document`](crate::Unsettled).
        missing: Vec<String>,
    },
}

/// Everything that has a say about one request. A layer that is left out does not apply.
#[derive(Clone, Debug, Default)]
pub struct Layers<'p> {
    /// The trust policy. It must allow explicitly; when it applies it alone grants.
    pub trust: Documents<'p>,
    /// The policies of the principal.
    pub identity: Documents<'p>,
    /// The principal's permissions boundary.
    pub boundary: Documents<'p>,
    /// The policy of the resource.
    pub resource: Documents<'p>,
    /// The policy of the endpoint that the request passes.
    pub endpoint: Documents<'p>,
    /// That the endpoint is a gateway endpoint: in its policy an account means the root user only, and a role cannot be
    /// named but by `aws:PrincipalArn` (VPC guide, "Principals for gateway endpoints").
    pub gateway_endpoint: bool,
    /// That the resource's policy must allow even within one account, as the key policy of a KMS key must (fact base
    /// F.5): the identity's policies count only where the resource's policy names the account.
    pub resource_must_allow: bool,
}
