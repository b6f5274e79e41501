//! What is particular to secrets: that they can be marked for deletion, and that a key encrypts them.

use hopwise_ecs::Access;
use hopwise_model::Component;
use hopwise_permission::Layer;

use super::evaluate::{Evaluator, is_foreign};
use super::finding::{Doubt, Missing, Outcome, Refusal, RefusalCause};
use super::outcome::refused;

impl Evaluator<'_> {
    /// The refusal of a secret that is marked for deletion, whoever asks.
    pub(super) fn deleted(&self, access: &Access) -> Option<Refusal> {
        let is_read = access.action == "secretsmanager:GetSecretValue";
        let secret = Some(access.resource.as_str()).filter(|_| is_read && !self.restored.contains(&access.resource))?;
        let (at, evidence) = self.store.marked_for_deletion(secret)?;
        let cause = RefusalCause::MarkedForDeletion { at: at.to_owned() };
        Some(refused(cause, Component::ResourcePolicy, secret, evidence))
    }

    /// What is known of reading a secret where nothing tells the key that encrypts it.
    ///
    /// AWS's own serves nobody but its account, and the policy of a customer managed one must allow another account too (Secrets
    /// Manager user guide, "Access AWS Secrets Manager secrets from a different account"). Within an account AWS's own is what there
    /// is where nobody asked; where the snapshot asked in vain, another one may deny.
    pub(super) fn under_its_key(&self, access: &Access, account: &str, outcome: Outcome) -> Outcome {
        let is_known = access.action != "secretsmanager:GetSecretValue" || self.store.is_described(&access.resource);
        if is_known || matches!(outcome, Outcome::Denied(_)) {
            return outcome;
        }
        let key = self.store.description(&access.resource);
        let doubt = match (&key, is_foreign(access, account)) {
            (_, true) => Doubt::OtherAccountMustAllow(key.clone()),
            (Missing::Refused { .. }, false) => Doubt::MayBeDenied(Layer::Resource, key.clone()),
            (_, false) => return outcome,
        };
        let (layer, mut missing, mut doubts, evidence) = match outcome {
            Outcome::Unknown { layer, missing, doubts, evidence } => (layer, missing, doubts, evidence),
            Outcome::Allowed { .. } | Outcome::Denied(_) => (Layer::Resource, Vec::new(), Vec::new(), None),
        };
        missing.push(key);
        doubts.push(doubt);
        Outcome::Unknown { layer, missing, doubts, evidence }
    }
}
