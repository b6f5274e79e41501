//! What the words for a change need to know besides it.

use hopwise_model::Inventory;
use hopwise_model::design::Design;
use hopwise_model::resource::PeeredVpc;

use super::new::New;

/// What a change is about and what commands about it need.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The design before the change.
    pub(crate) design: &'a Design,
    /// What was read, for what a service's network configuration holds besides.
    pub(crate) inventory: &'a Inventory,
    /// What the plan creates.
    pub(crate) new: &'a New,
    /// The next task.
    pub(crate) next: Next<'a>,
}

impl<'a> Context<'a> {
    /// The side of a peering connection that was asked.
    pub(crate) fn accepter_of(&self, connection: &str) -> Option<&'a PeeredVpc> {
        let connections = &self.design.vpc_peering_connections;
        Some(&connections.get(connections.find(connection)?).record.accepter)
    }
}

/// What is known of a task that is to be started anew.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Next<'a> {
    /// Its security groups.
    pub(crate) groups: &'a [String],
    /// The ARN of its definition, or its family with a revision.
    pub(crate) task_definition: Option<&'a str>,
}
