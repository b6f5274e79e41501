//! What the words for a change need to know besides it.

use hopwise_model::Inventory;
use hopwise_model::design::Design;

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
    /// The security groups of the task.
    pub(crate) groups: &'a [String],
}
