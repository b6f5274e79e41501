//! Transit gateways: what is attached to them, and their route tables.

/// A transit gateway with its attachments to VPCs of the account.
///
/// As AWS makes it, its default route table serves all attachments and has the blocks of all of them: whoever has a route
/// to it reaches the others. Tables of one's own serve the attachments that are associated with them.
///
/// ```
/// use hopwise_build::{TransitGateway, TransitTable};
///
/// let hub = TransitGateway::new("hub")
///     .attach("network", "attachments")
///     .attach("shop", "attachments")
///     .attach("lab", "attachments")
///     .table(TransitTable::new("spokes").associate("shop").associate("lab").route("0.0.0.0/0", "network"))
///     .table(TransitTable::new("egress").associate("network").propagate("shop").propagate("lab"));
/// assert_eq!(hub.tables.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGateway {
    /// Its name.
    pub name: String,
    /// Its attachments, in the order in which they were made.
    pub attachments: Vec<Attachment>,
    /// Whether an attachment that no own table is associated with is with the default table
    /// (`DefaultRouteTableAssociation`).
    pub default_association: bool,
    /// Whether the default table has the blocks of all attachments (`DefaultRouteTablePropagation`).
    pub default_propagation: bool,
    /// The static routes of the default table.
    pub routes: Vec<TransitRoute>,
    /// Its tables besides the default one.
    pub tables: Vec<TransitTable>,
}

impl TransitGateway {
    /// A transit gateway of this name that nothing is attached to.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            attachments: Vec::new(),
            default_association: true,
            default_propagation: true,
            routes: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// Attaches a VPC by an interface in each subnet of one of its tiers.
    #[must_use]
    pub fn attach(self, vpc: &str, tier: &str) -> Self {
        self.attachment(Attachment::new(vpc, tier))
    }

    /// Attaches a VPC in some of its zones, or in appliance mode.
    #[must_use]
    pub fn attachment(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// A static route of the default table, to the attachment of a VPC.
    #[must_use]
    pub fn route(mut self, destination: &str, vpc: &str) -> Self {
        self.routes.push(TransitRoute::new(destination, Some(vpc)));
        self
    }

    /// A static route of the default table that drops what it is for.
    #[must_use]
    pub fn blackhole(mut self, destination: &str) -> Self {
        self.routes.push(TransitRoute::new(destination, None));
        self
    }

    /// A table of its own.
    #[must_use]
    pub fn table(mut self, table: TransitTable) -> Self {
        self.tables.push(table);
        self
    }

    /// Turns `DefaultRouteTableAssociation` off: an attachment that no table is associated with sends nothing.
    #[must_use]
    pub const fn without_default_association(mut self) -> Self {
        self.default_association = false;
        self
    }

    /// Turns `DefaultRouteTablePropagation` off: the default table has static routes only.
    #[must_use]
    pub const fn without_default_propagation(mut self) -> Self {
        self.default_propagation = false;
        self
    }

    /// How a VPC is attached.
    pub(crate) fn attachment_of(&self, vpc: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|own| own.vpc == vpc)
    }
}

/// The attachment of a VPC: the tier of it whose subnets hold the attachment's interfaces, one in each zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The VPC.
    pub vpc: String,
    /// The tier.
    pub tier: String,
    /// The zones of its subnets; none for all of the VPC's.
    pub zones: Vec<char>,
    /// Whether both ways of a connection pass one zone (`ApplianceModeSupport`).
    pub appliance_mode: bool,
}

impl Attachment {
    /// The attachment of a VPC in all its zones.
    #[must_use]
    pub fn new(vpc: &str, tier: &str) -> Self {
        Self { vpc: vpc.to_owned(), tier: tier.to_owned(), zones: Vec::new(), appliance_mode: false }
    }

    /// One of the zones that it is in, by its letter, instead of all. What is in other zones has no way to the gateway.
    #[must_use]
    pub fn zone(mut self, zone: char) -> Self {
        self.zones.push(zone);
        self
    }

    /// Turns appliance mode on.
    #[must_use]
    pub const fn appliance_mode(mut self) -> Self {
        self.appliance_mode = true;
        self
    }

    /// Whether it has a subnet in a zone.
    pub(crate) fn is_in(&self, zone: char) -> bool {
        self.zones.is_empty() || self.zones.contains(&zone)
    }
}

/// A route table of a transit gateway besides the default one. Nothing is in it but what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitTable {
    /// Its name.
    pub name: String,
    /// The VPCs whose attachments are associated with it: it decides about what comes from them.
    pub associations: Vec<String>,
    /// The VPCs whose attachments propagate to it: it has their blocks.
    pub propagations: Vec<String>,
    /// Its static routes.
    pub routes: Vec<TransitRoute>,
}

impl TransitTable {
    /// A table of this name that is empty.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), associations: Vec::new(), propagations: Vec::new(), routes: Vec::new() }
    }

    /// Associates the attachment of a VPC with it, instead of with the default table.
    #[must_use]
    pub fn associate(mut self, vpc: &str) -> Self {
        self.associations.push(vpc.to_owned());
        self
    }

    /// Lets the attachment of a VPC propagate to it.
    #[must_use]
    pub fn propagate(mut self, vpc: &str) -> Self {
        self.propagations.push(vpc.to_owned());
        self
    }

    /// A static route to the attachment of a VPC.
    #[must_use]
    pub fn route(mut self, destination: &str, vpc: &str) -> Self {
        self.routes.push(TransitRoute::new(destination, Some(vpc)));
        self
    }

    /// A static route that drops what it is for.
    #[must_use]
    pub fn blackhole(mut self, destination: &str) -> Self {
        self.routes.push(TransitRoute::new(destination, None));
        self
    }
}

/// A static route of a transit gateway's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitRoute {
    /// The block of addresses that it is for.
    pub destination: String,
    /// The VPC whose attachment it leads to; none for a blackhole.
    pub vpc: Option<String>,
}

impl TransitRoute {
    fn new(destination: &str, vpc: Option<&str>) -> Self {
        Self { destination: destination.to_owned(), vpc: vpc.map(str::to_owned) }
    }
}
