//! Candidates: what might help against a block. Whether it does, the engine says.

mod acl;
mod endpoint;
mod filter;
mod mount_target;
mod name;
mod nat;
mod path;
mod peering;
mod transit_gateway;

use hopwise_ecs::Placement;
use hopwise_model::design::{Design, Ix, NatGateway, RouteTable, SecurityGroup, Subnet, Target};
use hopwise_model::resource::{Connectivity, NatState, RouteDestination, RouteState};
use hopwise_model::{Code, Component, InternetGatewayId};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::opens::carried;
use crate::cause::{Case, Cause};
use crate::change::Change;

/// Changes that belong together, to be tried as one.
pub(super) type Candidate = Vec<Change>;

/// A block to be removed, and where the task is put.
#[derive(Clone, Copy)]
pub(super) struct BlockedStep<'a> {
    pub(super) case: Case<'a>,
    pub(super) placement: &'a Placement,
    /// Changes that are proposed already, for other steps and placements.
    pub(super) proposed: &'a [Change],
}

impl BlockedStep<'_> {
    /// What might help, the most fitting first.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let cause = self.case.cause_of_block();
        let record = if let Cause::NoRoute(found) = &cause { found.record.clone() } else { None };
        let mut found = match cause {
            Cause::GroupAllowsNothingOut(_) | Cause::GroupLacksEgress(_) => self.open_group_out(),
            Cause::EndpointGroupLacksIngress(_) | Cause::GroupLacksIngress(_) => self.open_group_in(),
            Cause::AclDenies(_) => self.open_acl(),
            Cause::DnsSupportOff(found) => vec![vec![Change::EnableDnsAttribute {
                vpc: found.vpc,
                attribute: crate::change::DnsAttribute::Support,
            }]],
            Cause::ShadowedByZone(found) => self.without_zone(found.zone, found.vpc),
            Cause::ZoneLacksWildcard(found) => self.add_wildcard(found),
            Cause::EndpointOfOtherService(found) => {
                found.record.map(|record| self.without_zone(record.zone, found.vpc)).unwrap_or_default()
            }
            Cause::RecordLeadsToAsker(found) => self.without_zone(found.record.zone, found.vpc),
            Cause::AddressOfAnotherVpc(found) => {
                let of = found.record.zip(found.vpc);
                of.map(|(record, vpc)| self.without_zone(record.zone, vpc)).unwrap_or_default()
            }
            Cause::Other(found) if found.code == Code::NoMountTargetInZone => self.create_mount_target(),
            Cause::PeeringNotActive(found) => Self::accept_peering(&found).into_iter().collect(),
            Cause::NoRouteToPeer(_) => self.lead_to_peer().into_iter().collect(),
            Cause::ZoneNotAttached(found) => self.add_zone(&found).into_iter().collect(),
            Cause::NotAssociated(found) => self.associate_attachment(&found),
            Cause::NoTransitRoute(found) => Self::write_transit_route(&found).into_iter().collect(),
            Cause::NoRouteToGateway(_) => self.lead_to_gateway().into_iter().collect(),
            Cause::ZoneRecordLoop(_)
            | Cause::FirewallBlocksName(_)
            | Cause::NobodyHasAddress(_)
            | Cause::DestinationStopped(_)
            | Cause::ProtocolNotCarried(_)
            | Cause::PrivateDestination(_)
            | Cause::BehindPeer(_)
            // Its owner accepts it.
            | Cause::AttachmentNotAvailable(_)
            // Never that of a block, but what follows from one.
            | Cause::NameServersOutOfReach(_)
            | Cause::Other(_) => Vec::new(),
            Cause::NoPublicAddress(_)
            | Cause::NoRoute(_)
            | Cause::Blackhole(_)
            | Cause::GatewayEndpointNotOnTable(_)
            | Cause::EndpointInNoSubnet(_)
            | Cause::PrivateDnsOff(_)
            | Cause::DnsHostnamesOff(_)
            | Cause::InboundResolverOnly(_)
            | Cause::EndpointNotAvailable(_)
            | Cause::EndpointLacksName(_)
            | Cause::NoEndpoint(_)
            | Cause::RegistryNeedsInternet(_)
            | Cause::CrossRegion(_)
            | Cause::NatInPrivateSubnet(_)
            | Cause::NatRoutesToItself(_)
            | Cause::NatNotAvailable(_)
            | Cause::PrivateNat(_)
            | Cause::NatWithoutPublicAddress(_)
            | Cause::NatWithoutZone(_)
            | Cause::NatInAnotherVpc(_)
            | Cause::InternetGatewayDetached(_)
            | Cause::PublicAccessBlocked(_) => self.open_path(),
        };
        // What leads where no route leads may be wrong itself.
        if let (Some(record), Some(vpc)) = (record, self.case.vpc()) {
            found.extend(self.without_zone(record.zone, self.design().vpcs.get(vpc).record.id.clone()));
        }
        found.extend(self.use_amazon_dns());
        found.retain(|candidate| !candidate.is_empty());
        found
    }

    fn design(&self) -> &Design {
        self.case.design
    }

    /// The table in force at the source's subnet.
    fn own_table(&self) -> Option<Ix<RouteTable>> {
        self.design().subnets.get(self.case.subnet()?).route_table.clone().ok()
    }

    fn table_of(&self, subnet: Ix<Subnet>) -> Option<Ix<RouteTable>> {
        self.design().subnets.get(subnet).route_table.clone().ok()
    }

    /// The other subnets of the source's VPC, in the order of the documents.
    fn other_subnets(&self) -> Vec<Ix<Subnet>> {
        let (Some(vpc), own) = (self.case.vpc(), self.case.subnet()) else { return Vec::new() };
        let subnets = &self.design().vpcs.get(vpc).subnets;
        subnets.iter().copied().filter(|subnet| Some(*subnet) != own).collect()
    }

    /// The internet gateway that is attached to the source's VPC.
    fn internet_gateway(&self) -> Option<InternetGatewayId> {
        let vpc = self.case.vpc()?;
        let mut gateways = self.design().internet_gateways.iter();
        let (_, found) = gateways.find(|(_, gateway)| matches!(&gateway.attached, Some(Ok(own)) if *own == vpc))?;
        Some(found.record.id.clone())
    }

    /// All addresses of each family that the blocked packets go to.
    fn everywhere(&self) -> Vec<IpNet> {
        let far = self.case.block.packets.iter().map(|part| &part.destinations);
        AddressSet::union_all(far).families()
    }

    /// The destination of the default route that the blocked packets would take.
    fn default_route(&self) -> Option<RouteDestination> {
        self.everywhere().first().copied().map(RouteDestination::Cidr)
    }

    /// Where the table's default route leads, if it works.
    fn default_target(&self, table: Ix<RouteTable>) -> Option<&Target> {
        let (table, default) = (self.design().route_tables.get(table), self.default_route());
        let mut routes = table.record.routes.iter().zip(&table.routes);
        let (_, found) = routes
            .find(|(record, _)| record.state == RouteState::Active && default.as_ref() == Some(&record.destination))?;
        Some(&found.target)
    }

    /// Whether a table's default route leads to an internet gateway that is attached to the source's VPC.
    fn is_public(&self, table: Ix<RouteTable>) -> bool {
        let Some(Target::InternetGateway(gateway)) = self.default_target(table) else { return false };
        matches!((&self.design().internet_gateways.get(*gateway).attached, self.case.vpc()),
            (Some(Ok(attached)), Some(vpc)) if *attached == vpc)
    }

    /// The public NAT gateways of the source's VPC that are available, in the order of the documents.
    fn working_nats(&self) -> Vec<Ix<NatGateway>> {
        let Some(vpc) = self.case.vpc() else { return Vec::new() };
        let nats = self.design().nat_gateways.iter().filter(|(_, nat)| {
            nat.vpc.as_ref().is_ok_and(|own| *own == vpc)
                && nat.record.state == NatState::Available
                && nat.record.connectivity == Connectivity::Public
        });
        nats.map(|(index, _)| index).collect()
    }

    /// Whether the source asks with a public address.
    fn is_mapped(&self) -> bool {
        use hopwise_model::design::{PublicAddress, Source};
        match &self.case.inquiry.source {
            Source::Interface(interface) => {
                let record = &self.design().network_interfaces.get(*interface).record;
                record.addresses.first().is_some_and(|address| address.public.is_some())
            }
            Source::Placement(placement) => placement.public != PublicAddress::None,
            Source::Internet => true,
        }
    }

    /// The group to add a rule to: rather not the VPC's default group, rather one that few addresses are behind.
    fn narrowest<'g>(&self, groups: impl Iterator<Item = &'g SecurityGroup>) -> Option<&'g SecurityGroup> {
        groups.min_by_key(|group| {
            let default = group.record.name.as_deref() == Some("default");
            (default, carried(self.design(), group.record.id.as_str()), group.record.id.clone())
        })
    }

    /// Whether the packets were stopped on a public path: behind the source's own filters.
    fn is_on_the_way(&self) -> bool {
        !matches!(self.case.block.component, Component::SecurityGroup | Component::NetworkAcl | Component::Dns)
    }
}

/// The destination of a default route of either family.
fn is_default(destination: &RouteDestination) -> bool {
    matches!(destination, RouteDestination::Cidr(block) if block.prefix_len() == 0)
}
