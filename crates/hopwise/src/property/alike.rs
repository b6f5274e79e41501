//! Interfaces that the network cannot tell apart: what holds of one pair of them holds of the others.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::{self, InterfaceKind};
use hopwise_model::{Evidence, Inventory};
use hopwise_packet::Protocol;
use ipnet::IpNet;

use crate::question::{Origin, Target};

/// Classes of interfaces, and the pairs of classes of which a sentence holds.
///
/// Two interfaces are alike where all that is read of them is the same but for their ids, names and addresses, and no block of a
/// rule, a route or a prefix list has the address of the one and not of the other. Only hosts with one address are, which nothing
/// else has.
pub(super) struct Alike {
    classes: HashMap<Ix<NetworkInterface>, usize>,
    held: HashSet<Pair>,
    /// Those of which it does not, and whether that is certain.
    broken: HashMap<Pair, bool>,
}

/// What a pair is asked, of everything that decides about it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pair {
    from: String,
    asked: String,
    /// The class of who takes; none where that is no interface.
    to: Option<usize>,
    name: String,
}

impl Alike {
    /// The classes of a network: O(n log n) in interfaces, times the blocks that divide their subnets.
    pub(super) fn of(inventory: &Inventory, design: &Design) -> Self {
        let blocks = inventory.named_blocks();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut classes = HashMap::new();
        let mut dividing: HashMap<&str, Vec<IpNet>> = HashMap::new();
        for (index, own) in design.network_interfaces.iter() {
            let Some(address) = only_address(design, index) else { continue };
            let within = dividing.entry(own.record.subnet.as_str()).or_insert_with(|| {
                let of_subnet = own.subnet.as_ref().ok().map(|own| &design.subnets.get(*own).record.cidrs);
                let of_subnet = of_subnet.map_or(&[][..], |own| own.as_slice());
                let divides = |block: &&IpNet| of_subnet.iter().any(|own| own.contains(*block) && own != *block);
                blocks.iter().filter(divides).copied().collect()
            });
            let within: Vec<bool> = within.iter().map(|block| block.contains(&address)).collect();
            let Some(looks) = looks(design, index) else { continue };
            let next = known.len();
            classes.insert(index, *known.entry(format!("{looks} {within:?}")).or_insert(next));
        }
        Self { classes, held: HashSet::new(), broken: HashMap::new() }
    }

    /// What tells a pair from others, where it may be like others: who sends, and who or what takes.
    pub(super) fn pair(&self, origin: &Origin, target: &Target, protocol: Protocol) -> Option<Pair> {
        let Origin { source, only: None, within, source_ports } = origin else { return None };
        let from = match source {
            Source::Interface(from) => format!("interface {}", self.classes.get(from)?),
            // Nobody else is like it, and it asks many who are alike.
            Source::Placement(_) | Source::Internet => format!("{source:?} {within:?}"),
        };
        let (to, name) = match target {
            Target::Addresses(_, Wanted::Interface(to)) => (Some(*self.classes.get(to)?), String::new()),
            Target::Addresses(addresses, _) => (None, addresses.to_string()),
            Target::Host { host, .. } => (None, host.clone()),
        };
        Some(Pair { from, asked: format!("{source_ports:?} {protocol:?}"), to, name })
    }

    /// Whether a pair like it is known to hold.
    pub(super) fn is_held(&self, pair: &Pair) -> bool {
        self.held.contains(pair)
    }

    /// Whether a pair like it is known to break the sentence, and whether that is certain.
    pub(super) fn is_broken(&self, pair: &Pair) -> Option<bool> {
        self.broken.get(pair).copied()
    }

    /// Keeps that a pair breaks the sentence.
    pub(super) fn break_by(&mut self, pair: Pair, is_certain: bool) {
        self.broken.insert(pair, is_certain);
    }

    /// Keeps that a sentence holds of a pair.
    pub(super) fn hold(&mut self, pair: Pair) {
        self.held.insert(pair);
    }
}

/// The address of an interface that has one, which is nobody else's.
fn only_address(design: &Design, index: Ix<NetworkInterface>) -> Option<IpAddr> {
    let own = design.network_interfaces.get(index);
    let [only] = own.record.addresses.as_slice() else { return None };
    let vpc = own.vpc.as_ref().ok()?;
    let is_plain = own.record.prefixes.is_empty() && design.interface_at(*vpc, only.private) == Some(index);
    is_plain.then_some(only.private)
}

/// All that is read of a host but for what tells it from others of its kind.
fn looks(design: &Design, index: Ix<NetworkInterface>) -> Option<String> {
    let own = design.network_interfaces.get(index);
    let kind = design.interface_kind(index);
    if !matches!(kind, InterfaceKind::Host | InterfaceKind::Lambda) {
        return None;
    }
    let instance = match (&own.record.instance, own.instance) {
        (None, None) => None,
        (Some(_), Some(instance)) => {
            let record = &design.instances.get(instance).record;
            Some(format!("{:?} {:?}", record.state, record.scope))
        }
        _ => return None,
    };
    let public = own.record.addresses.iter().any(|own| own.public.is_some());
    let mut groups = own.record.groups.clone();
    groups.make_mut().sort();
    let record = resource::NetworkInterface {
        id: "eni-0".try_into().ok()?,
        description: "".into(),
        addresses: Vec::new(),
        name: None,
        instance: None,
        requester: None,
        groups,
        evidence: Evidence::supposed(""),
        ..own.record.as_ref().clone()
    };
    Some(format!("{kind:?} {public} {instance:?} {:?} {record:?}", own.endpoint))
}
