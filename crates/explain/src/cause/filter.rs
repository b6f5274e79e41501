//! Causes in security groups and network ACLs.

use std::net::IpAddr;

use hopwise_engine::{Rule, Verdict};
use hopwise_model::design::{Ix, NetworkInterface, SecurityGroup, Source, Subnet, Vpc};
use hopwise_model::resource::{Direction, Peer, SecurityGroupRule};
use hopwise_model::{
    Leg, NetworkAclId, NetworkInterfaceId, PrefixListId, SecurityGroupId, SubnetId, Traffic, VpcEndpointId,
};
use hopwise_packet::{Packet, PacketBox, PortSet};
use ipnet::IpNet;

use super::case::{Case, destination_ports, wanted};

/// ## What it means
/// The security groups of the source have no outbound rule at all.
/// ## Why it is easy to miss
/// A group made by hand allows everything out. One that Terraform makes without an `egress` block allows nothing.
/// ## Fix safety
/// A rule for the port and the destination's group, prefix list or block opens nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupAllowsNothingOut {
    /// The groups.
    pub groups: Vec<SecurityGroupId>,
    /// The interface that they guard, where it is not the asker's: it is to send on what others sent.
    pub router: Option<String>,
}

impl GroupAllowsNothingOut {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (groups, rules) = rules(case, |group| &group.record.egress);
        let own = match &case.inquiry.source {
            Source::Interface(own) => Some(case.design.network_interfaces.get(*own).record.id.as_str()),
            Source::Placement(_) | Source::Internet => None,
        };
        let router = case.block.hop.clone().filter(|hop| Some(hop.as_str()) != own);
        rules.is_empty().then_some(Self { groups, router })
    }
}

/// ## What it means
/// The security groups of the source have outbound rules, and none is for these packets.
/// ## Why it is easy to miss
/// Some steps pass: a rule for the VPC's own block is enough for interface endpoints, yet not for S3 behind a gateway
/// endpoint, whose addresses are public.
/// ## Fix safety
/// A rule for the port and the destination's group, prefix list or block opens nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLacksEgress {
    /// The groups.
    pub groups: Vec<SecurityGroupId>,
    /// What they do not allow.
    pub wanted: Traffic,
    /// What they allow instead, in short.
    pub instead: Instead,
    /// All their outbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}

impl GroupLacksEgress {
    pub(super) fn find(case: &Case<'_>) -> Self {
        let (groups, rules) = rules(case, |group| &group.record.egress);
        let vpc = case.vpc().map(|vpc| case.design.vpcs.get(vpc));
        Self {
            groups,
            wanted: wanted(&case.block.packets),
            instead: instead(&rules, &case.block.packets, vpc),
            rules: pairs(&rules),
        }
    }

    /// Whether the rules were written for endpoints: they let the port out to addresses of the VPC, and else to prefix lists,
    /// as to those of gateway endpoints.
    pub(super) fn is_for_endpoints(&self, case: &Case<'_>) -> bool {
        let vpc = case.vpc().map(|vpc| case.design.vpcs.get(vpc));
        let fitting = || self.rules.iter().filter(|(traffic, _)| matches(*traffic, &case.block.packets));
        let leads_inside = |(_, peer): &(Traffic, Peer)| is_inside(peer, vpc);
        fitting().any(leads_inside) && fitting().all(|rule| leads_inside(rule) || matches!(rule.1, Peer::PrefixList(_)))
    }
}

/// ## What it means
/// The security groups of the endpoint do not admit the source.
/// ## Why it is easy to miss
/// An endpoint made without a group has the VPC's default group, which admits only its own members. Private DNS sends
/// everybody to the endpoint, also where a NAT gateway would work.
/// ## Fix safety
/// A rule that names the task's group admits nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointGroupLacksIngress {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The interface of it that refused first.
    pub interface: Option<NetworkInterfaceId>,
    /// Its groups.
    pub groups: Vec<SecurityGroupId>,
    /// Whether one of them is the VPC's default group.
    pub default_group: bool,
    /// What they do not admit.
    pub wanted: Traffic,
    /// All their inbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}

impl EndpointGroupLacksIngress {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let interface = interface(case)?;
        let endpoint = interface.endpoint?;
        let (groups, rules) = rules(case, |group| &group.record.ingress);
        Some(Self {
            endpoint: case.design.vpc_endpoints.get(endpoint).record.id.clone(),
            interface: Some(interface.record.id.clone()),
            groups,
            default_group: case.groups().any(|group| group.record.name.as_deref() == Some("default")),
            wanted: wanted(&case.block.packets),
            rules: pairs(&rules),
        })
    }
}

/// ## What it means
/// The security groups of the destination do not admit the source.
/// ## Why it is easy to miss
/// The source's own group is open; both ends have a say.
/// ## Fix safety
/// A rule that names the source's group admits nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLacksIngress {
    /// The destination's interface.
    pub interface: Option<NetworkInterfaceId>,
    /// Its groups.
    pub groups: Vec<SecurityGroupId>,
    /// What they do not admit.
    pub wanted: Traffic,
    /// All their inbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}

impl GroupLacksIngress {
    pub(super) fn find(case: &Case<'_>) -> Self {
        let (groups, rules) = rules(case, |group| &group.record.ingress);
        let interface = interface(case).map(|interface| interface.record.id.clone());
        Self { interface, groups, wanted: wanted(&case.block.packets), rules: pairs(&rules) }
    }
}

/// ## What it means
/// The network ACL of a subnet denies the packets or their replies: by an entry, or because no entry allows them.
/// ## Why it is easy to miss
/// Security groups remember connections, network ACLs do not: replies need an entry for the client's ephemeral ports.
/// The lowest matching number decides, so that a deny before an allow wins.
/// ## Fix safety
/// Opens one port range, to or from the far addresses concerned only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclDenies {
    /// The network ACL.
    pub acl: NetworkAclId,
    /// The subnet at whose border the packets were.
    pub subnet: Option<SubnetId>,
    /// The number of the entry that denies; none where no entry matches.
    pub entry: Option<u32>,
    /// Into the subnet or out of it.
    pub direction: Direction,
    /// On the way there or on the way back.
    pub leg: Leg,
    /// What it denies.
    pub wanted: Traffic,
    /// The destination ports concerned: on the way back, the client's ephemeral ports.
    pub ports: PortSet,
    /// Whether the ACL lets other packets of the same connection's kind pass: some ports or addresses work, some do
    /// not.
    pub partly: bool,
}

impl AclDenies {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (design, block) = (case.design, case.block);
        let acl = design.network_acls.get(design.network_acls.find(&block.id)?);
        let entry = match block.rule.as_deref() {
            // AWS prints the final `*` entry, which matches when nothing else does, under this number and the next.
            Some(Rule::Acl { entry, .. }) => Some(entry.number).filter(|number| *number < 32767),
            Some(Rule::Group { .. } | Rule::Route { .. } | Rule::TransitRoute { .. }) | None => None,
        };
        let hop = block.hop.as_deref();
        let subnet = hop.and_then(|id| design.subnets.find(id)).or_else(|| {
            // Packets to a NAT gateway meet the ACL of its subnet when they are told its name.
            let nat = design.nat_gateways.find(hop?);
            nat.and_then(|nat| design.nat_gateways.get(nat).subnet.clone()?.ok())
        });
        let subnet = subnet.or_else(|| {
            // And those to a transit gateway that of the attachment's subnet.
            let attachment = design.transit_gateway_attachments.iter().find(|(_, own)| Some(own.id.as_str()) == hop)?.1;
            let mut own = attachment.subnets.iter().flatten().copied();
            let has_acl = |subnet: &Ix<Subnet>| {
                let own = design.subnets.get(*subnet).network_acl.as_ref();
                own.is_ok_and(|own| design.network_acls.get(*own).record.id == acl.record.id)
            };
            own.find(has_acl)
        });
        Some(Self {
            acl: acl.record.id.clone(),
            subnet: subnet.map(|subnet| design.subnets.get(subnet).record.id.clone()),
            entry,
            direction: block.direction?,
            leg: block.leg,
            wanted: wanted(&block.packets),
            ports: destination_ports(&block.packets),
            partly: case.reach.verdict == Verdict::Partial,
        })
    }
}

/// What outbound rules allow instead of what is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The port, yet only to addresses of the VPC.
    OwnVpcOnly,
    /// The port, yet only to prefix lists.
    PrefixListsOnly(Vec<PrefixListId>),
    /// The port, yet to other groups, lists or blocks.
    OtherPeers,
    /// Other ports or protocols only.
    OtherTraffic,
}

/// The groups that decided, and all their rules of one direction.
fn rules<'a>(
    case: &Case<'a>,
    of: impl Fn(&'a SecurityGroup) -> &'a [SecurityGroupRule],
) -> (Vec<SecurityGroupId>, Vec<&'a SecurityGroupRule>) {
    (case.groups().map(|group| group.record.id.clone()).collect(), case.groups().flat_map(of).collect())
}

fn pairs(rules: &[&SecurityGroupRule]) -> Vec<(Traffic, Peer)> {
    rules.iter().map(|rule| (rule.traffic, rule.peer.clone())).collect()
}

/// The interface whose groups decided.
fn interface<'a>(case: &Case<'a>) -> Option<&'a NetworkInterface> {
    let interface = case.design.network_interfaces.find(case.block.hop.as_deref()?)?;
    Some(case.design.network_interfaces.get(interface))
}

fn matches(traffic: Traffic, packets: &[PacketBox]) -> bool {
    let packet = packets.first().and_then(|part| {
        let zero = IpAddr::from([0, 0, 0, 0]);
        Some(Packet {
            protocol: part.protocols.first()?,
            source: zero,
            destination: zero,
            source_port: 0,
            destination_port: part.destination_ports.first()?,
        })
    });
    packet.is_some_and(|packet| traffic.matches(packet.protocol.0, packet.destination_port))
}

/// Whether an outbound rule leads to addresses of the VPC only.
fn is_inside(peer: &Peer, vpc: Option<&Vpc>) -> bool {
    let own = |block: &IpNet| vpc.is_some_and(|vpc| vpc.record.cidrs.iter().any(|cidr| cidr.contains(block)));
    match peer {
        Peer::Group(_) => true,
        Peer::Cidr(block) => own(block),
        Peer::PrefixList(_) => false,
    }
}

fn instead(rules: &[&SecurityGroupRule], packets: &[PacketBox], vpc: Option<&Vpc>) -> Instead {
    let fitting: Vec<&&SecurityGroupRule> = rules.iter().filter(|rule| matches(rule.traffic, packets)).collect();
    if fitting.is_empty() {
        return Instead::OtherTraffic;
    }
    if fitting.iter().all(|rule| is_inside(&rule.peer, vpc)) {
        return Instead::OwnVpcOnly;
    }
    let lists: Option<Vec<_>> = fitting
        .iter()
        .map(|rule| match &rule.peer {
            Peer::PrefixList(list) => Some(list.clone()),
            Peer::Cidr(_) | Peer::Group(_) => None,
        })
        .collect();
    lists.map_or(Instead::OtherPeers, Instead::PrefixListsOnly)
}
