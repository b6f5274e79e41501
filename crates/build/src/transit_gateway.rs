//! Transit gateways, and the peering connections of VPCs.

/// A transit gateway with its attachments to VPCs of the account. As AWS makes it, one route table of its own serves all
/// attachments and has the blocks of all of them: whoever has a route to it reaches the others.
///
/// The documents of an account show the interfaces of attachments and the routes to it. hopwise reads no document of
/// transit gateways yet, and says of packets for one that what is behind it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGateway {
    /// Its name.
    pub name: String,
    /// Its attachments: each a VPC, and the tier of it whose subnets hold the attachment's interfaces.
    pub attachments: Vec<(String, String)>,
}

impl TransitGateway {
    /// A transit gateway of this name that nothing is attached to.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), attachments: Vec::new() }
    }

    /// Attaches a VPC by an interface in each subnet of one of its tiers.
    #[must_use]
    pub fn attach(mut self, vpc: &str, tier: &str) -> Self {
        self.attachments.push((vpc.to_owned(), tier.to_owned()));
        self
    }

    /// The tier by which a VPC is attached.
    pub(crate) fn tier_of(&self, vpc: &str) -> Option<&str> {
        self.attachments.iter().find(|(name, _)| name == vpc).map(|(_, tier)| tier.as_str())
    }
}

/// An active peering connection between two VPCs of the account.
///
/// The documents of an account show the routes to it. hopwise reads no document of peering connections yet, and says of
/// packets for one that what is behind it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering {
    /// The VPC that asked for it.
    pub requester: String,
    /// The VPC that accepted it.
    pub accepter: String,
}

impl Peering {
    /// A connection between two VPCs, by their names.
    #[must_use]
    pub fn new(requester: &str, accepter: &str) -> Self {
        Self { requester: requester.to_owned(), accepter: accepter.to_owned() }
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
