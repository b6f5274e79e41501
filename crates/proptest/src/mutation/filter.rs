//! Network ACLs and security groups.

use hopwise_model::resource::{AclEntry, Direction, Peer, SecurityGroup, SecurityGroupRule};
use hopwise_model::traffic::TCP;
use hopwise_model::{Inventory, SubnetId, Traffic};
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fixture::{acl_entry, cidr, evidence, id, rule};
use crate::pick::{block, one, record_mut, traffic};

/// A change to a network ACL or a security group.
#[derive(Clone, Debug)]
pub enum FilterChange {
    /// An allowing entry of a network ACL is gone.
    DropAllowEntry {
        /// Which ACL.
        acl: Index,
        /// Which of its allowing entries.
        entry: Index,
    },
    /// A network ACL has one entry more.
    AddEntry {
        /// Which ACL.
        acl: Index,
        /// The entry's number.
        number: u32,
        /// Its direction.
        direction: Direction,
        /// Whether it allows.
        allow: bool,
        /// What it matches.
        traffic: Traffic,
        /// Far addresses that it matches.
        block: IpNet,
    },
    /// Every network ACL denies answers to some ports.
    CutAnswers {
        /// The lowest and the highest of them.
        ports: (u16, u16),
    },
    /// A security group has one rule less.
    DropRule {
        /// Which group.
        group: Index,
        /// Whether an outbound rule.
        egress: bool,
        /// Which of them.
        rule: Index,
    },
    /// A security group's only rule of one direction is another.
    ReplaceRules {
        /// Which group.
        group: Index,
        /// Whether the outbound rules.
        egress: bool,
        /// What the rule allows.
        traffic: Traffic,
        /// The other end.
        peer: Peer,
    },
    /// A security group has one rule more.
    AddRule {
        /// Which group.
        group: Index,
        /// Whether an outbound rule.
        egress: bool,
        /// What the rule allows.
        traffic: Traffic,
        /// The other end.
        peer: Peer,
    },
    /// A security group has no rules of one direction.
    ClearRules {
        /// Which group.
        group: Index,
        /// Whether the outbound ones.
        egress: bool,
    },
    /// An interface, or else an endpoint, carries other groups.
    Regroup {
        /// Which interface.
        interface: Index,
        /// The groups.
        groups: Vec<&'static str>,
    },
}

fn peer() -> impl Strategy<Value = Peer> {
    prop_oneof![
        3 => block().prop_map(Peer::Cidr),
        3 => select(vec!["sg-task", "sg-endpoint", "sg-closed", "sg-gone"]).prop_map(|group| Peer::Group(id(group))),
        2 => select(vec!["pl-s3", "pl-custom", "pl-unknown"]).prop_map(|list| Peer::PrefixList(id(list))),
        1 => Just(Peer::Cidr(ipnet::Ipv6Net::default().into())),
    ]
}

/// A block that holds some of the senders, or none.
pub(super) fn denied() -> impl Strategy<Value = Option<IpNet>> {
    select(vec![Some(cidr("10.0.0.0/24")), Some(cidr("10.0.0.0/28")), None])
}

/// Makes the network ACL of the first of some subnets deny what comes in from a block.
pub(super) fn deny_first(inventory: &mut Inventory, subnets: &[SubnetId], denied: Option<IpNet>) {
    let Some((first, block)) = subnets.first().zip(denied) else { return };
    let Some(acl) = inventory.network_acls.find_mut(|acl| acl.subnets.contains(first)) else { return };
    let entry = acl_entry(acl.id.as_str(), 1, Direction::Ingress, false);
    acl.entries.push(AclEntry { cidr: block, ..entry });
}

pub(super) fn change() -> impl Strategy<Value = FilterChange> {
    let some = any::<Index>;
    let groups = vec![
        vec!["sg-closed"],
        vec!["sg-task", "sg-endpoint"],
        vec!["sg-unknown"],
        vec!["sg-gone"],
        vec!["sg-task", "sg-gone"],
        vec![],
    ];
    let direction = select(vec![Direction::Ingress, Direction::Egress]);
    // Around the ports of NAT gateways, 1024 to 65535, and of Linux, 32768 to 60999.
    let cuts = vec![
        (1024, u16::MAX),
        (32_768, u16::MAX),
        (61_000, u16::MAX),
        (u16::MAX, u16::MAX),
        (0, 1023),
        (0, 1024),
        (0, 32_768),
        (40_000, 50_000),
    ];
    let number = select(vec![1_u32, 99, 100, 115, 200]);
    prop_oneof![
        2 => (some(), some()).prop_map(|(acl, entry)| FilterChange::DropAllowEntry { acl, entry }),
        6 => (some(), number, direction, prop::bool::weighted(0.3), traffic(), block()).prop_map(
            |(acl, number, direction, allow, traffic, block)| {
                FilterChange::AddEntry { acl, number, direction, allow, traffic, block }
            }
        ),
        14 => select(cuts).prop_map(|ports| FilterChange::CutAnswers { ports }),
        1 => (some(), any::<bool>(), some())
            .prop_map(|(group, egress, rule)| FilterChange::DropRule { group, egress, rule }),
        2 => (some(), any::<bool>(), traffic(), peer())
            .prop_map(|(group, egress, traffic, peer)| FilterChange::ReplaceRules { group, egress, traffic, peer }),
        2 => (some(), any::<bool>(), traffic(), peer())
            .prop_map(|(group, egress, traffic, peer)| FilterChange::AddRule { group, egress, traffic, peer }),
        1 => (some(), any::<bool>()).prop_map(|(group, egress)| FilterChange::ClearRules { group, egress }),
        1 => (some(), select(groups)).prop_map(|(interface, groups)| FilterChange::Regroup { interface, groups }),
    ]
}

impl FilterChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::DropAllowEntry { acl, entry } => {
                let acl = record_mut(&mut inventory.network_acls, *acl)?;
                let allowing: Vec<usize> = (0..).zip(&acl.entries).filter(|(_, e)| e.allow).map(|(n, _)| n).collect();
                let gone = acl.entries.remove(*one(&allowing, *entry)?);
                Some(format!("{} lost entry {} of {:?}", acl.id, gone.number, gone.direction))
            }
            Self::AddEntry { acl, number, direction, allow, traffic, block } => {
                let acl = record_mut(&mut inventory.network_acls, *acl)?;
                let (direction, cidr) = (*direction, *block);
                acl.entries.retain(|entry| (entry.number, entry.direction) != (*number, direction));
                let evidence = evidence(acl.id.as_str(), acl.entries.len());
                acl.entries.push(AclEntry {
                    number: *number,
                    direction,
                    allow: *allow,
                    traffic: *traffic,
                    cidr,
                    evidence,
                });
                let verb = if *allow { "allows" } else { "denies" };
                Some(format!("{} {verb} {traffic} of {block} by entry {number} of {direction:?}", acl.id))
            }
            Self::CutAnswers { ports: (from, to) } => {
                let traffic = Traffic::Ports { protocol: TCP, from: *from, to: *to };
                for acl in &mut inventory.network_acls {
                    let (number, direction, cidr) = (50, Direction::Ingress, cidr("0.0.0.0/0"));
                    let evidence = evidence(acl.id.as_str(), acl.entries.len());
                    acl.entries.retain(|entry| (entry.number, entry.direction) != (number, direction));
                    acl.entries.push(AclEntry { number, direction, allow: false, traffic, cidr, evidence });
                }
                Some(format!("no answers to ports {from} to {to}"))
            }
            Self::DropRule { group, egress, rule } => {
                let (name, rules) = rules(inventory, *group, *egress)?;
                if rules.is_empty() {
                    return None;
                }
                let gone = rules.remove(rule.index(rules.len()));
                Some(format!("{name} lost its rule for {} and {:?}", gone.traffic, gone.peer))
            }
            Self::ReplaceRules { group, egress, traffic, peer } => {
                let (name, rules) = rules(inventory, *group, *egress)?;
                *rules = vec![rule(&name, 0, *traffic, peer.clone())];
                Some(format!("{name} allows {traffic} and {peer:?} alone"))
            }
            Self::AddRule { group, egress, traffic, peer } => {
                let (name, rules) = rules(inventory, *group, *egress)?;
                rules.push(rule(&name, rules.len(), *traffic, peer.clone()));
                Some(format!("{name} allows {traffic} and {peer:?} too"))
            }
            Self::ClearRules { group, egress } => {
                let (name, rules) = rules(inventory, *group, *egress)?;
                rules.clear();
                Some(format!("{name} has no rules left"))
            }
            Self::Regroup { interface, groups } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.groups = groups.iter().map(|group| id(group)).collect();
                Some(format!("{} carries {groups:?}", interface.id))
            }
        }
    }
}

fn rules(inventory: &mut Inventory, group: Index, egress: bool) -> Option<(String, &mut Vec<SecurityGroupRule>)> {
    let SecurityGroup { id, ingress, egress: outbound, .. } = record_mut(&mut inventory.security_groups, group)?;
    Some((id.to_string(), if egress { outbound } else { ingress }))
}
