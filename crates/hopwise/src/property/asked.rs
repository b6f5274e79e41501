//! What a property can be asked of.

use hopwise_build::Account;

use super::violation::Violation;
use crate::network::Network;
use crate::snapshot::{Snapshot, load_account};

/// A network, or what one is made of.
pub trait Asked {
    /// The network.
    ///
    /// # Errors
    ///
    /// When there is none: AWS would refuse what a program wrote, or documents contradict each other.
    fn asked(&self) -> Result<Network, Violation>;
}

impl Asked for Network {
    fn asked(&self) -> Result<Network, Violation> {
        Ok(self.clone())
    }
}

impl Asked for Snapshot {
    fn asked(&self) -> Result<Network, Violation> {
        self.clone().network().map_err(|error| Violation::unasked("the network can be there", &error))
    }
}

impl Asked for Account {
    fn asked(&self) -> Result<Network, Violation> {
        let network = load_account(self).and_then(Snapshot::network);
        network.map_err(|error| Violation::unasked("the network can be there", &error))
    }
}

impl<T: Asked> Asked for &T {
    fn asked(&self) -> Result<Network, Violation> {
        (*self).asked()
    }
}
