//! Causes in route tables.

use hopwise_engine::Rule;
use hopwise_model::resource::{RouteDestination, RouteTarget};
use hopwise_model::{RouteTableId, SubnetId};
use hopwise_packet::AddressSet;

use super::case::Case;
use super::destination::PointingRecord;

/// ## What it means
/// The route table of the subnet has no route to the destination.
/// ## Why it is easy to miss
/// A subnet without an association of its own uses the main table of its VPC, whatever the table called "public" says.
/// ## Fix safety
/// A default route opens the way to every address; an endpoint opens none. Both are tried, the endpoint is listed
/// first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoute {
    /// The table.
    pub table: RouteTableId,
    /// The subnet that uses it; none behind a regional NAT gateway.
    pub subnet: Option<SubnetId>,
    /// Whether the subnet uses it because nobody associated another one with it.
    pub by_main_table: bool,
    /// The record that the addresses come from which have no route, if from one of a private hosted zone.
    pub record: Option<PointingRecord>,
    /// These addresses; none where they come from no record.
    pub addresses: AddressSet,
}

impl NoRoute {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let subnet = case.last_subnet().map(|subnet| case.design.subnets.get(subnet));
        let record = PointingRecord::find(case);
        Some(Self {
            table: case.design.route_tables.get(case.table()?).record.id.clone(),
            subnet: subnet.map(|subnet| subnet.record.id.clone()),
            by_main_table: case.is_by_main_table(),
            addresses: match &record {
                Some(_) => case.flow().map(|(_, flow)| flow.destinations.clone()).unwrap_or_default(),
                None => AddressSet::empty(),
            },
            record,
        })
    }
}

/// ## What it means
/// The route that decides leads to something that is gone or detached. Packets that match it are dropped, also where
/// another route with a shorter prefix would work (VPC user guide, route priority).
/// ## Why it is easy to miss
/// Deleting a NAT gateway leaves its routes behind. The table still shows a default route.
/// ## Fix safety
/// Pointing the route elsewhere changes the way of every subnet that uses the table. Deleting it hands its destinations
/// to the next shorter prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blackhole {
    /// The table.
    pub table: RouteTableId,
    /// The route's destination.
    pub destination: RouteDestination,
    /// What it leads to and is not there.
    pub target: RouteTarget,
}

impl Blackhole {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let Some(Rule::Route { table, route }) = case.block.rule.as_deref() else { return None };
        Some(Self { table: table.clone(), destination: route.destination.clone(), target: route.target.clone() })
    }
}
