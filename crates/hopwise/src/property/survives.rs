//! What must hold still when one thing is broken.

use hopwise_explain::{Fault, FaultKind};
use hopwise_report::fault_words;

use super::violation::Violation;
use crate::network::Network;

impl Network {
    /// A sentence holds as things are, and after the loss of any one thing of these kinds: the others are as they were.
    ///
    /// With a zone its subnets are lost: what is said is said of what is left in the others. A service that has no subnet
    /// elsewhere does not survive.
    ///
    /// # Errors
    ///
    /// What the sentence fails with, and what was broken first.
    pub fn survives(
        &self,
        kinds: &[FaultKind],
        sentence: impl Fn(&Self) -> Result<(), Violation>,
    ) -> Result<(), Violation> {
        sentence(self)?;
        for fault in self.faults().into_iter().filter(Fault::takes_away).filter(|fault| kinds.contains(&fault.kind())) {
            let Some(broken) = self.broken(&fault) else { continue };
            sentence(&broken).map_err(|violation| violation.when(&fault_words(&fault), broken))?;
        }
        Ok(())
    }
}
