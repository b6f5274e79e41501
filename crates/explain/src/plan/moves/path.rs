//! Other ways: routes, gateways, addresses and subnets.

use hopwise_ecs::{Caller, HostPlacement};
use hopwise_engine::Rule;
use hopwise_model::design::{Ix, NetworkInterface, RouteTable, Target};
use hopwise_model::resource::{BlockPublicAccess, ExclusionMode, RouteDestination, RouteTarget};
use hopwise_model::{Component, RouteTableId, SubnetId};

use super::{BlockedStep, Candidate, is_default};
use crate::cause::Cause;
use crate::change::Change;

/// How many alternatives of one kind are tried.
const FEW: usize = 2;

impl BlockedStep<'_> {
    /// Excludes a subnet from Block Public Access: where nothing passes, first for what begins inside; else for both
    /// ways. By the exclusion that it has where that only lets out: one that lets both ways pass already is not in force
    /// yet, or is contradicted, and another one would not help.
    fn exclude(&self, subnet: &SubnetId, mode: BlockPublicAccess) -> Vec<Candidate> {
        let design = self.case.design;
        let Some(index) = design.subnets.find(subnet.as_str()) else { return Vec::new() };
        let exclusion = match &design.subnets.get(index).exclusion {
            None => None,
            Some(own) if own.mode == ExclusionMode::AllowEgress => Some(own.id.clone()),
            Some(_) => return Vec::new(),
        };
        // `allow-egress` counts only where the account blocks both ways (EC2 API, `VpcBlockPublicAccessExclusion`).
        let out = (mode == BlockPublicAccess::BlockBidirectional && exclusion.is_none())
            .then_some(ExclusionMode::AllowEgress);
        let modes = out.into_iter().chain([ExclusionMode::AllowBidirectional]);
        let exclude =
            |mode| Change::ExcludeFromBlockPublicAccess { subnet: subnet.clone(), exclusion: exclusion.clone(), mode };
        modes.map(|mode| vec![exclude(mode)]).collect()
    }

    /// Everything that may give packets on a public path another way.
    pub(super) fn open_path(&self) -> Vec<Candidate> {
        let mut found = self.open_names();
        if self.waits_for_nat() {
            // What is there already may serve meanwhile; nothing is to be made for a matter of minutes.
            found.extend(self.lead_out());
            return found;
        }
        if !self.is_on_the_way() {
            // An idle endpoint explains why, and yet the rule that is missing would do.
            found.extend(if self.case.block.component == Component::SecurityGroup {
                self.open_group_out()
            } else {
                Vec::new()
            });
            return found;
        }
        match self.case.cause_of_block() {
            Cause::NoPublicAddress(_) => {
                found.extend(self.assign_address());
                found.extend(self.place_elsewhere());
            }
            Cause::PublicAccessBlocked(blocked) => {
                found.extend(self.place_elsewhere());
                found.extend(blocked.subnet.iter().flat_map(|subnet| self.exclude(subnet, blocked.mode)));
            }
            Cause::Blackhole(gone) => found.extend(without_route(&gone.table, &gone.destination)),
            Cause::InternetGatewayDetached(_) => {}
            _ => found.extend(self.associate_table()),
        }
        found.extend(self.attach_gateway());
        found.extend(self.open_nat_subnet());
        found.extend(self.create_endpoints());
        found.extend(self.lead_out());
        found
    }

    /// The route that the source's packets took, where they took one: its table and destination.
    fn route_taken(&self) -> Option<(Ix<RouteTable>, RouteDestination)> {
        let (_, flow) = self.case.flow()?;
        let checks = flow.forward.iter().flat_map(|hop| &hop.checks);
        let mut rules = checks.filter_map(|check| check.rule.as_deref());
        let (table, route) = rules.find_map(|rule| match rule {
            Rule::Route { table, route } => Some((table, route)),
            Rule::Group { .. } | Rule::Acl { .. } | Rule::TransitRoute { .. } => None,
        })?;
        Some((self.design().route_tables.find(table.as_str())?, route.destination.clone()))
    }

    /// A default route, or the route taken pointed elsewhere: to the internet gateway for a source with a public
    /// address, else to a NAT gateway.
    fn lead_out(&self) -> Vec<Candidate> {
        let own = self.own_table().zip(self.default_route());
        let Some((table, destination)) = self.route_taken().or(own) else { return Vec::new() };
        let mut found = Vec::new();
        let gateway =
            self.internet_gateway().filter(|_| self.is_mapped() || self.leads_to_gateway(table, &destination));
        if let Some(gateway) = gateway {
            found.push(vec![self.lead(table, destination.clone(), RouteTarget::InternetGateway(gateway))]);
        }
        // What leads to an internet gateway may serve others with public addresses: it is not taken from them.
        if !self.leads_to_gateway(table, &destination) || self.serves_nobody_public(table) {
            found.extend(self.use_nat(table, &destination));
        }
        found
    }

    /// Whether nothing that the snapshot shows in the subnets of a table has a public address, the source included.
    fn serves_nobody_public(&self, table: Ix<RouteTable>) -> bool {
        let interfaces = &self.design().network_interfaces;
        let mut public =
            interfaces.iter().filter(|(_, own)| own.record.addresses.iter().any(|own| own.public.is_some()));
        let serves = |own: &NetworkInterface| own.subnet.clone().is_ok_and(|own| self.table_of(own) == Some(table));
        !self.is_mapped() && interfaces.iter().next().is_some() && !public.any(|(_, own)| serves(own))
    }

    fn leads_to_gateway(&self, table: Ix<RouteTable>, destination: &RouteDestination) -> bool {
        let routes = &self.design().route_tables.get(table).record.routes;
        let mut routes = routes.iter().filter(|route| route.destination == *destination);
        routes.any(|route| matches!(route.target, RouteTarget::InternetGateway(_)))
    }

    /// Associates the source's subnet with another table of the VPC that leads out, where nobody has associated it with
    /// any.
    fn associate_table(&self) -> Vec<Candidate> {
        let design = self.design();
        let Some(subnet) = self.case.subnet().map(|subnet| design.subnets.get(subnet)) else { return Vec::new() };
        if subnet.explicit_association {
            return Vec::new();
        }
        let leads_out = |table: &Ix<RouteTable>| match self.default_target(*table) {
            Some(Target::InternetGateway(_)) => self.is_mapped(),
            Some(Target::NatGateway(_)) => true,
            Some(
                Target::Local
                | Target::GatewayEndpoint(_)
                | Target::VpcPeeringConnection(_)
                | Target::TransitGateway(_)
                | Target::Unknown { .. },
            )
            | None => false,
        };
        let tables = self.tables().filter(|table| Some(*table) != self.own_table()).filter(leads_out);
        let subnet = &subnet.record.id;
        let associate = |table: Ix<RouteTable>| {
            let table = design.route_tables.get(table).record.id.clone();
            vec![Change::AssociateRouteTable { subnet: subnet.clone(), table }]
        };
        tables.take(FEW).map(associate).collect()
    }

    /// A public address for the next task, or for the instance.
    fn assign_address(&self) -> Option<Candidate> {
        match (self.case.step.from, &self.placement.host) {
            (Caller::Task, None) => Some(vec![Change::AssignPublicIp {
                service: self.case.workload.service.clone(),
                cluster: self.case.workload.cluster.clone(),
                subnet: self.placement.subnet.clone(),
            }]),
            (Caller::Host, Some(HostPlacement { interface, .. })) => {
                Some(vec![Change::AssociateAddress { interface: interface.clone() }])
            }
            _ => None,
        }
    }

    /// Other subnets of the VPC for the next task: those behind a NAT gateway.
    fn place_elsewhere(&self) -> Vec<Candidate> {
        if self.case.step.from != Caller::Task || self.placement.host.is_some() {
            return Vec::new();
        }
        let design = self.design();
        let behind_nat = self.other_subnets().into_iter().filter(|subnet| {
            let table = self.table_of(*subnet);
            matches!(table.and_then(|table| self.default_target(table)), Some(Target::NatGateway(_)))
        });
        let place = |to: &hopwise_model::SubnetId| {
            vec![Change::PlaceInSubnet {
                service: self.case.workload.service.clone(),
                cluster: self.case.workload.cluster.clone(),
                from: self.placement.subnet.clone(),
                to: to.clone(),
            }]
        };
        behind_nat.take(FEW).map(|subnet| place(&design.subnets.get(subnet).record.id)).collect()
    }

    /// Attaches the internet gateway that the route names, where it and the VPC are free.
    fn attach_gateway(&self) -> Option<Candidate> {
        let design = self.design();
        let named = match (self.case.block.rule.as_deref(), self.case.block.component) {
            (Some(Rule::Route { route, .. }), _) => match &route.target {
                RouteTarget::InternetGateway(id) => Some(id.as_str()),
                _ => None,
            },
            (_, Component::InternetGateway) => Some(self.case.block.id.as_str()),
            _ => None,
        };
        let gateway = &design.internet_gateways.get(design.internet_gateways.find(named?)?).record;
        let free = !gateway.attachments.iter().any(hopwise_model::resource::GatewayAttachment::is_usable);
        if !free || self.internet_gateway().is_some() {
            return None;
        }
        let vpc = design.vpcs.get(self.case.vpc()?).record.id.clone();
        Some(vec![Change::AttachInternetGateway { gateway: gateway.id.clone(), vpc }])
    }
}

/// Deletes a route to nowhere, where a shorter prefix may take over.
fn without_route(table: &RouteTableId, destination: &RouteDestination) -> Option<Candidate> {
    (!is_default(destination))
        .then(|| vec![Change::DeleteRoute { table: table.clone(), destination: destination.clone() }])
}
