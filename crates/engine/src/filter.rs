//! Rules as boxes, compiled once for each design.

use std::sync::Arc;

use hopwise_model::design::{Design, Ix, NetworkAcl, SecurityGroup, Vpc};
use hopwise_model::resource::{AclEntry, Direction, Peer, SecurityGroupRule};
use hopwise_model::{DocumentKind, Evidence, Gap, NetworkAclId, Rule, SecurityGroupId, Traffic};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};

/// Which packets a rule's protocol and ports stand for, whatever their addresses.
#[must_use]
pub fn traffic_box(traffic: Traffic) -> PacketBox {
    let any = PacketBox::any();
    match traffic {
        Traffic::All => any,
        Traffic::Protocol(protocol) => any.protocol(Protocol(protocol)),
        Traffic::Ports { protocol, from, to } => any.protocol(Protocol(protocol)).to_ports(PortSet::range(from..=to)),
        Traffic::Icmp { protocol, kind, code } => {
            let value = |kind: u8, code: u8| u16::from_be_bytes([kind, code]);
            let ports = match (kind, code) {
                (None, None) => PortSet::all(),
                (Some(kind), None) => PortSet::range(value(kind, 0)..=value(kind, u8::MAX)),
                (Some(kind), Some(code)) => PortSet::single(value(kind, code)),
                (None, Some(code)) => {
                    PortSet::from_ranges((0..=u8::MAX).map(|kind| value(kind, code)..=value(kind, code)))
                }
            };
            any.protocol(Protocol(protocol)).to_ports(ports)
        }
    }
}

/// Restricts a box to a far address: the destination of outbound packets, the source of inbound ones.
fn far(packets: PacketBox, direction: Direction, addresses: AddressSet) -> PacketBox {
    match direction {
        Direction::Egress => packets.to(addresses),
        Direction::Ingress => packets.from(addresses),
    }
}

/// A network ACL entry as a box.
#[derive(Clone, Debug)]
pub(crate) struct CompiledEntry {
    pub(crate) rule: Arc<Rule>,
    pub(crate) allow: bool,
    pub(crate) packets: PacketBox,
}

/// A network ACL, compiled.
#[derive(Clone, Debug)]
pub(crate) struct CompiledAcl {
    ingress: Vec<CompiledEntry>,
    egress: Vec<CompiledEntry>,
}

impl CompiledAcl {
    pub(crate) fn new(acl: &NetworkAcl) -> Self {
        let id = &acl.record.id;
        Self { ingress: compile_entries(id, &acl.ingress), egress: compile_entries(id, &acl.egress) }
    }

    /// The entries of one direction, the first to be asked first.
    pub(crate) fn entries(&self, direction: Direction) -> &[CompiledEntry] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

fn compile_entries(acl: &NetworkAclId, entries: &[AclEntry]) -> Vec<CompiledEntry> {
    entries
        .iter()
        .map(|entry| CompiledEntry {
            packets: far(traffic_box(entry.traffic), entry.direction, AddressSet::from_net(entry.cidr)),
            rule: Arc::new(Rule::Acl { acl: acl.clone(), entry: entry.clone() }),
            allow: entry.allow,
        })
        .collect()
}

/// A security group rule as a box, as far as its peer is known beforehand.
#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    pub(crate) rule: Arc<Rule>,
    pub(crate) traffic: PacketBox,
    pub(crate) ends: CompiledEnds,
}

#[derive(Clone, Debug)]
pub(crate) enum CompiledEnds {
    Addresses(AddressSet),
    Group(SecurityGroupId),
    Unknown(Gap),
}

/// A security group, compiled.
#[derive(Clone, Debug)]
pub(crate) struct CompiledGroup {
    pub(crate) evidence: Evidence,
    pub(crate) ingress: Vec<CompiledRule>,
    pub(crate) egress: Vec<CompiledRule>,
}

impl CompiledGroup {
    pub(crate) fn new(design: &Design, group: &SecurityGroup) -> Self {
        let ends = |peer: &Peer| match peer {
            Peer::Cidr(block) => CompiledEnds::Addresses(AddressSet::from_net(*block)),
            Peer::Group(group) => CompiledEnds::Group(group.clone()),
            Peer::PrefixList(list) => match design.entries_of(list) {
                Ok(entries) => CompiledEnds::Addresses(AddressSet::from_nets(entries.iter().copied())),
                Err(gap) => CompiledEnds::Unknown(gap),
            },
        };
        let compile = |rules: &[SecurityGroupRule]| {
            let compiled = rules.iter().map(|rule| CompiledRule {
                traffic: traffic_box(rule.traffic),
                ends: ends(&rule.peer),
                rule: Arc::new(Rule::Group { group: group.record.id.clone(), rule: rule.clone() }),
            });
            compiled.collect()
        };
        Self {
            evidence: group.record.evidence.clone(),
            ingress: compile(&group.record.ingress),
            egress: compile(&group.record.egress),
        }
    }

    pub(crate) fn rules(&self, direction: Direction) -> &[CompiledRule] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

/// What a reference to a group stands for.
#[derive(Clone, Debug)]
pub(crate) struct Peers {
    /// Addresses that are known to be members'.
    pub(crate) known: AddressSet,
    /// Other addresses that may be, and why that is not known.
    pub(crate) possible: Option<(AddressSet, Gap)>,
}

/// The private addresses of the interfaces that carry a group in a VPC: what a reference to the group stands for.
/// Never their public addresses (VPC user guide, security group rules).
pub(crate) fn peers(design: &Design, vpc: Ix<Vpc>, group: &str) -> Peers {
    if !design.knows(DocumentKind::NetworkInterfaces, vpc) {
        let gap = Gap::MissingDocument { document: DocumentKind::NetworkInterfaces, needed_for: group.to_owned() };
        return Peers { known: AddressSet::empty(), possible: Some((AddressSet::all(), gap)) };
    }
    let blocks = design.members(group).flat_map(|interface| {
        let interface = design.network_interfaces.get(interface);
        let here = interface.vpc.as_ref().is_ok_and(|own| *own == vpc);
        interface.record.blocks().filter(move |_| here)
    });
    let unseen = design.vpcs.get(vpc).unseen(group);
    Peers { known: AddressSet::from_nets(blocks), possible: unseen.map(|gap| (unseen_addresses(design, vpc), gap)) }
}

/// The addresses of a VPC at which there may be somebody whom the snapshot cannot show.
fn unseen_addresses(design: &Design, vpc: Ix<Vpc>) -> AddressSet {
    let found = design.vpcs.get(vpc);
    let seen = AddressSet::from_nets(design.interfaces_in(vpc).map(|(block, _)| block));
    AddressSet::from_nets(found.record.cidrs.iter().copied()).difference(&seen)
}
