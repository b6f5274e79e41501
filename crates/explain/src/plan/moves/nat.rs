//! NAT gateways that need another table, other NAT gateways, and new ones.

use hopwise_engine::FOLLOWED;
use hopwise_model::NatGatewayId;
use hopwise_model::design::{Ix, NatGateway, RouteTable};
use hopwise_model::resource::{NatState, RouteDestination, RouteTarget};

use super::{BlockedStep, Candidate};
use crate::cause::Cause;
use crate::change::Change;
use crate::change::fresh::fresh;

/// How many alternatives of one kind are tried.
const FEW: usize = 2;

impl BlockedStep<'_> {
    /// Gives the subnet of the NAT gateway that stops the packets, or leads them astray, a way to the internet gateway.
    pub(super) fn open_nat_subnet(&self) -> Vec<Candidate> {
        let design = self.design();
        let Some(nat) = self.case.nat().map(|nat| design.nat_gateways.get(nat)) else { return Vec::new() };
        let Some(Ok(subnet)) = &nat.subnet else { return Vec::new() };
        // In the subnet of the task itself a public table would only take the task's own way out.
        let Some(table) = self.table_of(*subnet).filter(|_| self.case.subnet() != Some(*subnet)) else {
            return Vec::new();
        };
        let subnet = &design.subnets.get(*subnet).record.id;
        let public = self.tables().filter(|other| *other != table && self.is_public(*other));
        let mut found: Vec<Candidate> = public
            .take(FEW)
            .map(|other| {
                let other = design.route_tables.get(other).record.id.clone();
                vec![Change::AssociateRouteTable { subnet: subnet.clone(), table: other }]
            })
            .collect();
        let default = self.default_route().filter(|_| Some(table) != self.own_table());
        if let (Some(gateway), Some(default)) = (self.internet_gateway(), default) {
            found.push(vec![self.lead(table, default, RouteTarget::InternetGateway(gateway))]);
        }
        found
    }

    /// Whether the packets stop at a NAT gateway that is still being made.
    pub(super) fn waits_for_nat(&self) -> bool {
        matches!(self.case.cause(), Cause::NatNotAvailable(found) if found.state == NatState::Pending)
    }

    /// The tables of the source's VPC, in the order of the documents.
    pub(super) fn tables(&self) -> impl Iterator<Item = Ix<RouteTable>> {
        let vpc = self.case.vpc();
        let tables = self.design().route_tables.iter();
        tables.filter(move |(_, table)| table.vpc.as_ref().ok() == vpc.as_ref()).map(|(index, _)| index)
    }

    /// Makes a route, or points it elsewhere where the table has one.
    pub(super) fn lead(&self, table: Ix<RouteTable>, destination: RouteDestination, target: RouteTarget) -> Change {
        let record = &self.design().route_tables.get(table).record;
        let table = record.id.clone();
        if record.routes.iter().any(|route| route.destination == destination) {
            Change::ReplaceRoute { table, destination, target }
        } else {
            Change::CreateRoute { table, destination, target }
        }
    }

    /// Leads a route of the source's table to another NAT gateway that works, or to a new one in a public subnet.
    pub(super) fn use_nat(&self, table: Ix<RouteTable>, destination: &RouteDestination) -> Vec<Candidate> {
        let design = self.design();
        let culprit = self.case.nat();
        let fits = |nat: &Ix<NatGateway>| {
            let subnet = design.nat_gateways.get(*nat).subnet.clone().and_then(Result::ok);
            Some(*nat) != culprit && subnet.and_then(|subnet| self.table_of(subnet)) != Some(table)
        };
        let ids =
            self.working_nats().into_iter().filter(fits).map(|nat| design.nat_gateways.get(nat).record.id.clone());
        let lead = |id: NatGatewayId| self.lead(table, destination.clone(), RouteTarget::NatGateway(id));
        let mut found: Vec<Candidate> = ids.take(FEW).map(|id| vec![lead(id)]).collect();
        if self.waits_for_nat() {
            return found;
        }
        let public = self.other_subnets().into_iter().find(|subnet| {
            design.subnets.get(*subnet).record.cidr_of(FOLLOWED).is_some()
                && self.table_of(*subnet).is_some_and(|own| own != table && self.is_public(own))
        });
        let id = fresh::<NatGatewayId>("nat-new", |id| design.nat_gateways.find(id).is_some());
        if let (Some(subnet), Some(id)) = (public, id) {
            let subnet = design.subnets.get(subnet).record.id.clone();
            found.push(vec![Change::CreateNatGateway { subnet, id: id.clone() }, lead(id)]);
        }
        found
    }
}
