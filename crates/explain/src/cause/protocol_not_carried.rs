use hopwise_model::Component;

/// ## What it means
/// The component takes some protocols only: endpoints no ping, NAT gateways TCP, UDP and ICMP.
/// ## Why it is easy to miss
/// A failed ping says nothing about HTTPS.
/// ## Fix safety
/// Nothing in the network is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolNotCarried {
    /// What it is.
    pub component: Component,
    /// Its id.
    pub id: String,
}
