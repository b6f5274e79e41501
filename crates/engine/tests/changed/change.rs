//! Changes to one kind of record each: all that a design can be made from without resolving everything again, and all
//! that it cannot.

mod between;
mod filter;
mod gateway;
mod interface;
mod name;
mod other;
mod route;

use hopwise_model::{DocumentKind, Inventory, Records};

/// A change to records of one kind.
#[derive(Clone, Copy)]
pub(crate) struct Change {
    /// The kind.
    pub(crate) kind: DocumentKind,
    /// The change in words.
    pub(crate) what: &'static str,
    /// What becomes of [`inventory`](crate::inventory::inventory) by it.
    pub(crate) made: Made,
    /// Whether AWS could show it: what is in a VPC never leaves it, which walks rely on.
    pub(crate) possible: bool,
    /// Changes an inventory that holds what is changed.
    apply: fn(&mut Inventory) -> Option<()>,
}

/// How a design of a changed inventory is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// From the design before.
    Derived,
    /// From nothing.
    Anew,
    /// From the design before, and it is the same.
    DerivedSame,
    /// From nothing, and it is the same.
    AnewSame,
    /// Not at all: the inventory contradicts itself.
    Refused,
}

impl Change {
    /// Changes an inventory; `None` where it does not hold what is changed.
    pub(crate) fn apply(&self, inventory: &mut Inventory) -> Option<()> {
        (self.apply)(inventory)
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind, self.what)
    }
}

/// The kinds of which a design can be made of the design before, record by record.
pub(crate) const DERIVED: &[DocumentKind] = &[
    DocumentKind::VpcAttribute,
    DocumentKind::Subnets,
    DocumentKind::RouteTables,
    DocumentKind::InternetGateways,
    DocumentKind::NatGateways,
    DocumentKind::VpcEndpoints,
    DocumentKind::SecurityGroups,
    DocumentKind::NetworkAcls,
    DocumentKind::NetworkInterfaces,
    DocumentKind::HostedZoneSummaries,
    DocumentKind::ResourceRecordSets,
    DocumentKind::DhcpOptions,
    DocumentKind::ResolverRules,
    DocumentKind::ResolverRuleAssociations,
    DocumentKind::ProfileAssociations,
    DocumentKind::FirewallRuleGroupAssociations,
    DocumentKind::FirewallRules,
    DocumentKind::FirewallDomains,
    DocumentKind::VpcPeeringConnections,
    DocumentKind::TransitGatewayAttachments,
    DocumentKind::TransitGatewayVpcAttachments,
    DocumentKind::TransitGatewayRoutes,
    DocumentKind::TransitGatewayPropagations,
    DocumentKind::VpcBlockPublicAccessOptions,
    DocumentKind::VpcBlockPublicAccessExclusions,
];

/// Every change.
pub(crate) fn changes() -> Vec<Change> {
    let of_files = [
        between::CHANGES,
        filter::CHANGES,
        gateway::CHANGES,
        interface::CHANGES,
        name::CHANGES,
        other::CHANGES,
        route::CHANGES,
    ];
    of_files.concat()
}

const fn derived(kind: DocumentKind, what: &'static str, apply: fn(&mut Inventory) -> Option<()>) -> Change {
    made(Made::Derived, kind, what, apply)
}

const fn anew(kind: DocumentKind, what: &'static str, apply: fn(&mut Inventory) -> Option<()>) -> Change {
    made(Made::Anew, kind, what, apply)
}

const fn impossible(kind: DocumentKind, what: &'static str, apply: fn(&mut Inventory) -> Option<()>) -> Change {
    Change { possible: false, ..anew(kind, what, apply) }
}

const fn made(made: Made, kind: DocumentKind, what: &'static str, apply: fn(&mut Inventory) -> Option<()>) -> Change {
    Change { kind, what, made, possible: true, apply }
}

/// Takes the last record away.
fn lose_last<T>(records: &mut Records<T>) -> Option<()> {
    records.remove(records.len().checked_sub(1)?);
    Some(())
}

/// Lists the first record a second time, at the end.
fn repeat_first<T: Clone>(records: &mut Records<T>) -> Option<()> {
    let first = records.first()?.clone();
    records.push(first);
    Some(())
}

/// Adds records.
#[expect(clippy::unnecessary_wraps, reason = "as every change does that finds what it changes")]
fn add<T>(records: &mut Records<T>, new: impl IntoIterator<Item = T>) -> Option<()> {
    records.extend(new);
    Some(())
}
