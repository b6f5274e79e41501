//! Peering connections of VPCs.

/// An active peering connection between two VPCs of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering {
    /// The VPC that asked for it.
    pub requester: String,
    /// The VPC that accepted it.
    pub accepter: String,
    /// Whether public names of the requester's instances stand for private addresses in the accepter
    /// (`AllowDnsResolutionFromRemoteVpc` of the requester's side).
    pub requester_resolves: bool,
    /// The same of the accepter's side.
    pub accepter_resolves: bool,
}

impl Peering {
    /// A connection between two VPCs, by their names, with DNS resolution from the other side off, as AWS makes it.
    #[must_use]
    pub fn new(requester: &str, accepter: &str) -> Self {
        Self {
            requester: requester.to_owned(),
            accepter: accepter.to_owned(),
            requester_resolves: false,
            accepter_resolves: false,
        }
    }

    /// Turns DNS resolution from the other side on, on both sides.
    #[must_use]
    pub const fn dns_resolution(mut self) -> Self {
        (self.requester_resolves, self.accepter_resolves) = (true, true);
        self
    }

    /// Whether it connects two VPCs, whoever asked.
    #[must_use]
    pub fn connects(&self, one: &str, other: &str) -> bool {
        let ends = (self.requester.as_str(), self.accepter.as_str());
        ends == (one, other) || ends == (other, one)
    }

    /// Its id.
    pub(crate) fn id(&self) -> String {
        format!("pcx-{}-{}", self.requester, self.accepter)
    }
}
