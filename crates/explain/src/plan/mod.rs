//! Remedies: changes that the engine has tried.

mod alike;
mod behind;
mod elsewhere;
mod flow;
mod moves;
mod opens;
mod rank;
mod remedies;
mod search;
mod together;

use hopwise_engine::{Block, Check, Verdict};
use hopwise_packet::PacketBox;

use crate::change::Change;
use crate::permission::finding::Permission;
pub use elsewhere::Elsewhere;
pub use flow::{FlowQuestion, flow_remedies};
pub use opens::Among;
pub(crate) use opens::opens;
pub(crate) use remedies::Remedies;

/// Changes that, made together, were run again by the engine and confirmed by the oracle.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What to change, in the order to do it; at least one.
    pub changes: Vec<Change>,
    /// What the engine said about the network with these changes.
    pub proof: Proof,
}

/// What becomes of a step once a plan is carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The verdict on the step: `delivered`, or where something is not known, better than before. `blocked` where only
    /// what packets carry is refused then, as it would have been before had they arrived; `undetermined` where policies
    /// leave open whether it is.
    pub verdict: Verdict,
    /// The packets that rules, network ACL entries and routes newly let through, on each of them: few disjoint boxes.
    pub opens: Vec<PacketBox>,
    /// What security group rules newly let through that name a group which a new interface has.
    pub among: Vec<Among>,
    /// What blocks the rest, where the verdict is `partial`.
    pub still: Option<Block>,
    /// Other places that tasks of the same workload get, of which this changes what stops them, and not that they are stopped.
    pub elsewhere: Vec<Elsewhere>,
    /// The permissions that are denied all the same, for want of which the task does not start: no change of the network
    /// grants them.
    pub denied: Vec<Permission>,
    /// What security groups and network ACLs behind the block decide about the packets that this lets through it, as they are
    /// before the plan is carried out; nothing where it leads past the block.
    pub behind: Vec<Check>,
}
