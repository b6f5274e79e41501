//! Strategies for questions about a design.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, NetworkInterface, Placement, PublicAddress, Source, VpcEndpoint, Wanted};
use hopwise_model::resource::RouteDestination;
use hopwise_model::{Component, DocumentKind, Gap};
use hopwise_oracle::{Choices, NatChoice};
use hopwise_packet::{Packet, Protocol};
use ipnet::IpNet;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::pick::{behind, one, port};

/// A question about one packet.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who sends it.
    pub source: Source,
    /// The packet.
    pub packet: Packet,
    /// Who must take it.
    pub wanted: Wanted,
    /// What NAT gateways pick.
    pub choices: Choices,
}

/// A question before it knows its design.
#[derive(Clone, Debug)]
pub struct Seed {
    sender: Sender,
    aim: Aim,
    protocol: Protocol,
    source_port: u16,
    destination_port: u16,
    icmp: (u8, u8),
    nat: Vec<(Index, u16)>,
    wanted: WantedSeed,
}

/// Who is asked for, before it is known who there is.
#[derive(Clone, Copy, Debug)]
enum WantedSeed {
    Anyone,
    /// Whoever of the first VPC has the destination address.
    Owner,
    Interface(Index),
    Endpoint(Index),
    Service(Index),
    OtherService(Index),
}

/// Who sends a packet.
#[derive(Clone, Debug)]
enum Sender {
    /// The first interface where `which` is none.
    Interface {
        which: Option<Index>,
        address: Index,
    },
    Placement {
        subnet: Index,
        address: Option<u32>,
        groups: Vec<&'static str>,
        public: PublicAddress,
        is_anybody: bool,
    },
    Internet {
        address: IpAddr,
    },
}

/// Which kind of address a packet goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Internet,
    Endpoint,
    PrefixList,
    Interface,
    Public,
    Unusual,
    Refused,
    Ipv6,
}

type Aim = (Target, Index);

/// A question about any of the interesting packets of a design.
pub fn seed() -> impl Strategy<Value = Seed> {
    let target = prop_oneof![
        6 => Just(Target::Internet),
        4 => Just(Target::Endpoint),
        4 => Just(Target::PrefixList),
        4 => Just(Target::Interface),
        1 => Just(Target::Public),
        3 => Just(Target::Unusual),
        1 => Just(Target::Refused),
        1 => prop_oneof![1 => Just(Target::Ipv6), 5 => Just(Target::Internet)],
    ];
    let sender = prop_oneof![6 => interface(), 3 => placement(), 2 => internet()];
    about(sender, target)
}

/// A question about what an interface sends to another one.
pub fn inside() -> impl Strategy<Value = Seed> {
    about(interface(), prop_oneof![2 => Just(Target::Interface), 1 => Just(Target::Endpoint)])
}

/// An interface, most often the first, which is a task's.
fn interface() -> impl Strategy<Value = Sender> {
    (proptest::option::weighted(0.33, any::<Index>()), any::<Index>())
        .prop_map(|(which, address)| Sender::Interface { which, address })
}

fn placement() -> impl Strategy<Value = Sender> {
    let public = vec![PublicAddress::None, PublicAddress::Assigned, PublicAddress::Known(IpAddr::from([54, 0, 3, 3]))];
    let groups = vec![
        (vec!["sg-task"], false),
        (vec!["sg-task"], false),
        (vec!["sg-task"], true),
        (vec!["sg-task", "sg-gone"], false),
        (vec!["sg-task", "sg-closed"], false),
        (vec!["sg-task", "sg-closed"], true),
        (vec![], false),
        (vec!["sg-gone"], false),
        (vec!["sg-closed", "sg-gone"], false),
    ];
    let place = select(vec![Some(9_u32), Some(9), Some(2), Some(0), None, None]);
    (any::<Index>(), place, select(groups), select(public)).prop_map(
        |(subnet, address, (groups, is_anybody), public)| Sender::Placement {
            subnet,
            address,
            groups,
            public,
            is_anybody,
        },
    )
}

fn internet() -> impl Strategy<Value = Sender> {
    select(vec![IpAddr::from([8, 8, 8, 8]), IpAddr::from([54, 0, 9, 9])])
        .prop_map(|address| Sender::Internet { address })
}

fn about(sender: impl Strategy<Value = Sender>, target: impl Strategy<Value = Target>) -> impl Strategy<Value = Seed> {
    let protocol = prop_oneof![
        14 => Just(Protocol::TCP),
        2 => Just(Protocol::UDP),
        3 => Just(Protocol::ICMP),
        1 => Just(Protocol(47)),
    ];
    let icmp = select(vec![(8_u8, 0_u8), (8, 0), (0, 0), (3, 4), (8, 4)]);
    let nat = vec((any::<Index>(), prop_oneof![port(), Just(1024)]), 0..=2);
    (sender, (target, any::<Index>()), protocol, port(), port(), icmp, nat, wanted()).prop_map(
        |(sender, aim, protocol, source_port, destination_port, icmp, nat, wanted)| Seed {
            sender,
            aim,
            protocol,
            source_port,
            destination_port,
            icmp,
            nat,
            wanted,
        },
    )
}

fn wanted() -> impl Strategy<Value = WantedSeed> {
    prop_oneof![
        12 => Just(WantedSeed::Anyone),
        2 => Just(WantedSeed::Owner),
        2 => any::<Index>().prop_map(WantedSeed::Interface),
        1 => any::<Index>().prop_map(WantedSeed::Endpoint),
        2 => any::<Index>().prop_map(WantedSeed::Service),
        1 => any::<Index>().prop_map(WantedSeed::OtherService),
    ]
}

impl WantedSeed {
    /// Who that is in a design; anyone where there is nobody of the kind.
    fn on(self, design: &Design, destination: IpAddr) -> Wanted {
        let interfaces: Vec<Ix<NetworkInterface>> = design.network_interfaces.indices().collect();
        let endpoints: Vec<Ix<VpcEndpoint>> = design.vpc_endpoints.indices().collect();
        let found = match self {
            Self::Anyone => None,
            Self::Owner => {
                let mut owners = design.vpcs.indices().filter_map(|vpc| design.interface_at(vpc, destination));
                owners.next().map(Wanted::Interface)
            }
            Self::Interface(which) => one(&interfaces, which).copied().map(Wanted::Interface),
            Self::Endpoint(which) => one(&endpoints, which).copied().map(Wanted::Endpoint),
            Self::Service(which) => one(&endpoints, which).copied().map(Wanted::Service),
            Self::OtherService(which) => one(&endpoints, which).copied().map(Wanted::OtherService),
        };
        found.unwrap_or(Wanted::Anyone)
    }
}

impl Seed {
    /// The question on a design; `None` where the design holds nobody who could send it.
    #[must_use]
    pub fn on(&self, design: &Design) -> Option<Question> {
        let (source, from) = self.sender.on(design)?;
        let (target, which) = self.aim;
        let inbound = matches!(source, Source::Internet);
        let destination = match target {
            Target::Ipv6 => IpAddr::V6(std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
            Target::Unusual | Target::Refused => *one(&addresses(design, target), which)?,
            _ if inbound => *one(&addresses(design, Target::Public), which)?,
            target => *one(&addresses(design, target), which)?,
        };
        let (source_port, destination_port) = match self.protocol {
            Protocol::TCP | Protocol::UDP => (self.source_port, self.destination_port),
            Protocol::ICMP => (0, u16::from_be_bytes([self.icmp.0, self.icmp.1])),
            _ => (0, 0),
        };
        let packet = Packet { protocol: self.protocol, source: from, source_port, destination, destination_port };
        let wanted = self.wanted.on(design, destination);
        Some(Question { source, packet, wanted, choices: self.choices(design) })
    }

    /// What NAT gateways pick: each entry is one of the addresses that any gateway of the design has.
    fn choices(&self, design: &Design) -> Choices {
        let addresses: Vec<IpAddr> = design
            .nat_gateways
            .iter()
            .flat_map(|(_, gateway)| &gateway.record.addresses)
            .filter_map(|address| address.private)
            .collect();
        let nat = self.nat.iter().filter_map(|(which, port)| {
            one(&addresses, *which).map(|address| NatChoice { address: *address, port: (*port).max(1024) })
        });
        Choices { nat: nat.collect() }
    }
}

impl Sender {
    /// Who that is in a design, and an address of it.
    fn on(&self, design: &Design) -> Option<(Source, IpAddr)> {
        match self {
            Self::Interface { which, address } => {
                let senders: Vec<Ix<NetworkInterface>> = design.network_interfaces.indices().collect();
                let of_its_own = |own: &&Ix<NetworkInterface>| {
                    let own = design.network_interfaces.get(**own);
                    own.endpoint.is_none() && own.nat_gateway.is_none()
                };
                let index = match which {
                    Some(which) => one(&senders, *which)?,
                    None => senders.iter().find(of_its_own)?,
                };
                let own: Vec<IpNet> = design.network_interfaces.get(*index).record.blocks().collect();
                let address = one(&own, *address)?.broadcast();
                Some((Source::Interface(*index), address))
            }
            Self::Placement { subnet, address, groups, public, is_anybody } => {
                let subnets: Vec<_> =
                    design.subnets.iter().filter(|(_, own)| own.record.ipv4_cidr().is_some()).collect();
                let (index, subnet) = one(&subnets, *subnet)?;
                let first = subnet.record.ipv4_cidr()?.network();
                // The address may be somebody else's, as when the snapshot still holds the interface of the task.
                let known = address.map(|places| behind(first, 4 + places));
                let taken = |address: &IpAddr| {
                    subnet.vpc.as_ref().is_ok_and(|vpc| design.interface_at(*vpc, *address).is_some())
                };
                let free = (4..15).rev().map(|places| behind(first, places)).find(|address| !taken(address))?;
                let groups = groups.iter().map(|group| {
                    design.security_groups.find(group).ok_or_else(|| {
                        let (component, document) = (Component::SecurityGroup, DocumentKind::SecurityGroups);
                        let (id, referenced_by) = ((*group).to_owned(), "placement".to_owned());
                        Gap::MissingResource { component, id, referenced_by, document }.into()
                    })
                });
                let (subnet, groups, is_anybody) = (*index, groups.collect(), *is_anybody);
                let placement = Placement { subnet, groups, address: known, public: *public, is_anybody };
                Some((Source::Placement(placement), known.unwrap_or(free)))
            }
            Self::Internet { address } => Some((Source::Internet, *address)),
        }
    }
}

/// Addresses of one kind that mean something in a design; never empty.
fn addresses(design: &Design, target: Target) -> Vec<IpAddr> {
    let interfaces = || design.network_interfaces.iter().map(|(_, interface)| interface);
    let private = |endpoint: bool| -> Vec<IpAddr> {
        interfaces()
            .filter(|interface| interface.endpoint.is_some() == endpoint && interface.nat_gateway.is_none())
            .flat_map(|interface| interface.record.blocks().flat_map(|block| [block.network(), block.broadcast()]))
            .collect()
    };
    let mut found = match target {
        Target::Internet | Target::Ipv6 => vec![IpAddr::from([8, 8, 8, 8]), IpAddr::from([9, 9, 9, 9])],
        Target::Endpoint => private(true),
        Target::Interface => private(false),
        Target::PrefixList => design
            .prefix_lists
            .iter()
            .flat_map(|(_, list)| list.entries.as_deref().unwrap_or_default())
            .flat_map(edges)
            .collect(),
        Target::Public => design.public_addresses().collect(),
        Target::Unusual => unusual_addresses(design),
        Target::Refused => REFUSED.map(IpAddr::from).to_vec(),
    };
    if found.is_empty() {
        found.push(IpAddr::from([52, 218, 9, 1]));
    }
    found
}

/// Private and shared addresses of no design, which internet gateways refuse.
const REFUSED: [[u8; 4]; 3] = [[192, 168, 7, 7], [100, 64, 0, 9], [10, 99, 0, 1]];

/// Addresses where something ends or begins, and those that no network should reach.
fn unusual_addresses(design: &Design) -> Vec<IpAddr> {
    let mut found: BTreeSet<IpAddr> = [
        [169, 254, 169, 254],
        [10, 0, 0, 2],
        [10, 0, 0, 200],
        [10, 1, 0, 60],
        [54, 0, 9, 9],
        [128, 0, 0, 1],
        [127, 0, 0, 1],
        [224, 0, 0, 251],
    ]
    .map(IpAddr::from)
    .into();
    for (_, subnet) in design.subnets.iter() {
        if let Some(block) = subnet.record.ipv4_cidr() {
            found.extend([behind(block.network(), 3), behind(block.network(), 11), block.broadcast()]);
        }
    }
    for (_, table) in design.route_tables.iter() {
        for route in &table.record.routes {
            if let RouteDestination::Cidr(block) = &route.destination {
                found.extend(edges(block));
            }
        }
    }
    for (_, gateway) in design.nat_gateways.iter() {
        found.extend(gateway.record.addresses.iter().filter_map(|address| address.private));
    }
    found.into_iter().collect()
}

/// The first and the last address of a block, where it is not the whole internet.
fn edges(block: &IpNet) -> Vec<IpAddr> {
    match block {
        IpNet::V4(block) if block.prefix_len() > 1 => vec![block.network().into(), block.broadcast().into()],
        _ => Vec::new(),
    }
}

/// Every address that means something in a design, in order.
#[must_use]
pub fn interesting_addresses(design: &Design) -> Vec<IpAddr> {
    let kinds =
        [Target::Internet, Target::Endpoint, Target::PrefixList, Target::Interface, Target::Public, Target::Unusual];
    let all: BTreeSet<IpAddr> = kinds.into_iter().flat_map(|target| addresses(design, target)).collect();
    all.into_iter().collect()
}
