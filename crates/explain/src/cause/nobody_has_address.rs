use hopwise_model::Component;
use hopwise_packet::AddressSet;

/// ## What it means
/// No interface has the destination address.
/// ## Why it is easy to miss
/// A name may still mean the address of something that was deleted.
/// ## Fix safety
/// Nothing in the network is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NobodyHasAddress {
    /// What the packets were in: a subnet, a VPC or the internet.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The addresses.
    pub addresses: AddressSet,
}
