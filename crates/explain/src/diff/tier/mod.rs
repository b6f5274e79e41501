//! What tiers can reach of each other and of the internet, on two sides.

mod blame;
mod hosts;
mod ipv6;
mod name;
mod party;
mod reach;
mod scope;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hopwise_engine::{Network, protocols, source_addresses};
use hopwise_model::design::{Source, Target};
use hopwise_model::difference::What;
use hopwise_model::{Difference, DocumentClass, Gap, Inventory, NetworkInterfaceId};
use hopwise_packet::{AddressSet, Packet, PacketBox, PacketSet, Protocol, Space};

use super::DiffResult;
use super::edit::{Edit, edits};
use super::flows::Side;
use super::search::{Blamed, Search};
use crate::confirm::Disagreement;
use hosts::{SideWithHosts, Supposed, with_the_same_hosts};
use name::tiers;
use party::{Party, parties};
use reach::{Asked, Reached, Who, outside};
use scope::Scope;

pub use name::{Role, Tier};

/// How many pairs of parties are compared at the most: some seconds.
pub const MOST_PAIRS: usize = 100_000;

/// How many networks are tried to find what did it.
const MOST: usize = 300;

/// What differs between two networks for pairs of tiers.
#[derive(Clone, Debug, Default)]
pub struct TierComparison {
    /// The tiers of both sides.
    pub tiers: Vec<Tier>,
    /// What differs.
    pub flows: Vec<TierDifference>,
    /// What differs in the documents, where something of the network does.
    pub edits: Vec<Edit>,
    /// How many pairs of parties were asked about on both sides: hosts that the network cannot tell apart are one party.
    pub compared: usize,
    /// How many were not, as they are too many.
    pub not_compared: usize,
    /// What is not known: VPCs with IPv6 in which something differs that is not about IPv4 alone.
    pub gaps: Vec<Gap>,
}

/// What a pair of tiers came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TierBecame {
    /// Packets arrive that did not.
    Opened,
    /// Packets do not arrive that did.
    Closed,
    /// It is not known any more of packets that arrived.
    NotKnown,
    /// The same packets arrive by other gateways.
    AnotherWay,
}

impl TierBecame {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::NotKnown => "not_known",
            Self::AnotherWay => "another_way",
        }
    }
}

/// Who sends or takes: a tier by its place among [`TierComparison::tiers`], or the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TierEnd {
    /// A tier.
    Tier(usize),
    /// Public addresses that nobody has on either side.
    Internet,
}

/// A difference of a pair of tiers.
#[derive(Clone, Debug)]
pub struct TierDifference {
    /// Who sends.
    pub from: TierEnd,
    /// Who takes.
    pub to: TierEnd,
    /// What it came to.
    pub became: TierBecame,
    /// Exactly these packets, as few disjoint boxes. Addresses count only where they are the internet's.
    pub packets: Vec<PacketBox>,
    /// A pair of interfaces of which it is so: none for the internet, and for a host that was supposed.
    pub example: [Option<NetworkInterfaceId>; 2],
    /// Of how many pairs of interfaces it is so.
    pub pairs: usize,
    /// Of what opened or closed: a packet that arrives on one side and not on the other, followed on both.
    pub witness: Option<Packet>,
    /// The gateways that packets pass on one side only, before and after.
    pub ways: [BTreeSet<String>; 2],
    /// The edits of the documents that did it; none where that was not found.
    pub blamed: Option<Blamed>,
    /// Of what closed: other edits that close it each for itself.
    pub others: Vec<Blamed>,
}

impl TierDifference {
    /// What it comes to for the whole: nobody says whether what opened or closed was meant to.
    #[must_use]
    pub const fn result(&self) -> DiffResult {
        match self.became {
            TierBecame::NotKnown => DiffResult::Undetermined,
            TierBecame::Opened | TierBecame::Closed | TierBecame::AnotherWay => DiffResult::Changed,
        }
    }
}

impl TierComparison {
    /// What all of it comes to.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        let open = if self.gaps.is_empty() { DiffResult::Same } else { DiffResult::Undetermined };
        self.flows.iter().map(TierDifference::result).max().unwrap_or(DiffResult::Same).max(open)
    }
}

/// Compares what tiers can reach of each other and of the internet by IPv4: TCP, UDP and ICMP, from the ports of clients, and
/// only what is answered. IPv6 is not followed: where it may matter is among the gaps.
///
/// Subnets of a VPC are a tier by their name without the zone, else by their role. Hosts that come and go are no difference:
/// both sides are asked about the hosts of both. Hosts that the network cannot tell apart (subnet, groups, kind, the blocks of
/// rules that they are in) are one party, of which one is asked. Where nothing of the network differs, nothing is walked; where
/// only groups, tables and network ACLs of hosts differ, only the parties that these decide about are. Else it takes a walk for
/// each party and protocol on each side: O(p) walks, each over p addresses of its VPC, or of all where anything may lead from
/// one VPC to another. No more than `most` pairs are compared; how many were not is said.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub fn diff_tiers(before: Side<'_>, after: Side<'_>, most: usize) -> Result<TierComparison, Disagreement> {
    if !is_changed(before.inventory, after.inventory) {
        let (tiers, _) = tiers([before.inventory, after.inventory]);
        return Ok(TierComparison { tiers, ..TierComparison::default() });
    }
    let Some((sides, supposed)) = with_the_same_hosts([before, after]) else { return Ok(TierComparison::default()) };
    Pair::new(before, &sides, &supposed).compare(most)
}

/// Edits in which what was supposed of a subnet comes and goes with it: nobody made it.
fn with_their_subnets(edits: Vec<Edit>) -> Vec<Edit> {
    let is_all_supposed = |own: &Edit| own.parts.iter().all(|part| is_supposed(&part.id));
    let (supposed, mut edits): (Vec<Edit>, Vec<Edit>) = edits.into_iter().partition(is_all_supposed);
    // The host of a subnet, the group of a VPC.
    let is_of = |own: &Edit, part: &Difference| {
        let place = part.id.strip_prefix(hosts::INTERFACE).or_else(|| part.id.strip_prefix(hosts::GROUP));
        let is_place = |it: &Difference| matches!(it.what, What::Record { .. }) && Some(it.id.as_str()) == place;
        own.parts.iter().any(is_place)
    };
    for part in supposed.into_iter().flat_map(|own| own.parts) {
        if let Some(own) = edits.iter_mut().find(|own| is_of(own, &part)) {
            own.parts.push(part);
        }
    }
    edits
}

/// Whether something was supposed, by its id.
fn is_supposed(id: &str) -> bool {
    id.starts_with(hosts::INTERFACE) || id.starts_with(hosts::GROUP)
}

/// Whether something of the network differs. What a snapshot shares with no other is no difference.
fn is_changed(before: &Inventory, after: &Inventory) -> bool {
    before.differences(after).iter().any(|own| own.document.class() == DocumentClass::Network)
}

/// Both sides with the same hosts.
struct Pair<'a> {
    before: Side<'a>,
    sides: &'a [SideWithHosts; 2],
    supposed: &'a Supposed,
    tiers: Vec<Tier>,
    parties: Vec<Party>,
    outside: AddressSet,
    space: Space,
    protocols: Vec<Protocol>,
}

/// A difference of a pair of parties.
#[derive(Clone, Debug)]
struct Found {
    from: Who,
    to: Who,
    /// What the documents say, whether or not it is known that it changed.
    is: TierBecame,
    became: TierBecame,
    packets: PacketSet,
    ways: [BTreeSet<String>; 2],
    blamed: Option<Blamed>,
    others: Vec<Blamed>,
}

impl<'a> Pair<'a> {
    fn new(before: Side<'a>, sides: &'a [SideWithHosts; 2], supposed: &'a Supposed) -> Self {
        let [one, other] = sides;
        let (tiers, of) = tiers([&one.inventory, &other.inventory]);
        let parties = parties([one, other].map(|own| (&own.inventory, own.network.design())), &of);
        let outside = outside([&one.network, &other.network]);
        let protocols = protocols([one.network.design(), other.network.design()]);
        Self { before, sides, supposed, tiers, parties, outside, space: Space::new(), protocols }
    }

    fn asked<'s>(&'s self, network: &'s Network) -> Asked<'s> {
        Asked {
            network,
            parties: &self.parties,
            outside: &self.outside,
            space: &self.space,
            protocols: &self.protocols,
        }
    }

    fn tier(&self, who: Who) -> TierEnd {
        match who {
            Who::Internet => TierEnd::Internet,
            Who::Party(place) => self.parties.get(place).map_or(TierEnd::Internet, |own| TierEnd::Tier(own.tier)),
        }
    }

    fn is_on(&self, who: Who, side: usize) -> bool {
        match who {
            Who::Internet => true,
            Who::Party(place) => self.parties.get(place).is_some_and(|own| own.is_on.get(side) == Some(&true)),
        }
    }

    fn compare(self, most: usize) -> Result<TierComparison, Disagreement> {
        let [one, other] = self.sides;
        let edits = edits(&one.inventory, &other.inventory);
        if edits.is_empty() {
            return Ok(TierComparison { tiers: self.tiers, ..TierComparison::default() });
        }
        let scope = Scope::of(&edits, &self.parties, [&one.network, &other.network]);
        let mut found = Vec::new();
        let (mut compared, mut not_compared) = (0, 0);
        for (from, to) in self.questions(&scope) {
            if compared + to.len() > most {
                not_compared += to.len();
                continue;
            }
            let sides = [self.asked(&one.network).reached(from, &to), self.asked(&other.network).reached(from, &to)];
            for who in to {
                compared += 1;
                let nothing = || Reached::nothing(&self.space);
                let [was, is] = sides.each_ref().map(|own| own.get(&who).cloned().unwrap_or_else(nothing));
                found.extend(self.differences((from, who), &was, &is));
            }
        }
        self.beyond_the_tier(&mut found);
        let side = Side { inventory: &one.inventory, network: &one.network, ..self.before };
        let mut search = Search::new(side, &other.inventory, MOST);
        search.edits = with_their_subnets(search.edits);
        blame::blame(&self, &mut found, &mut search);
        let mut edits = search.edits;
        for own in &mut edits {
            own.parts.retain(|part| !is_supposed(&part.id));
        }
        let flows = self.folded(found)?;
        let gaps = ipv6::gaps([&one.inventory, &other.inventory], &edits);
        Ok(TierComparison { tiers: self.tiers, flows, edits, compared, not_compared, gaps })
    }

    /// Who is asked about whom.
    fn questions(&self, scope: &Scope) -> Vec<(Who, Vec<Who>)> {
        let all = || (0..self.parties.len()).filter_map(|place| Some((Who::Party(place), self.parties.get(place)?)));
        let takers: Vec<(Who, &Party)> = all().filter(|(_, own)| own.takes).collect();
        let is_apart = self.sides.iter().all(|own| is_apart(&own.network));
        let vpc = |own: &Party| self.tiers.get(own.tier).map(|own| &own.vpc);
        let to = |is_asked: bool, is_inside: bool, from: Option<&Party>| -> Vec<Who> {
            let met = takers.iter().filter(|(who, _)| is_asked || scope.is_touched(*who));
            let met = met.filter(|(_, own)| is_inside || own.is_public);
            let met = met.filter(|(_, own)| !is_apart || from.is_none_or(|from| vpc(from) == vpc(own)));
            let met = met.map(|(who, _)| *who);
            met.chain((is_asked && is_inside).then_some(Who::Internet)).collect()
        };
        let senders =
            all().filter(|(_, own)| own.sends).map(|(who, own)| (who, to(scope.is_touched(who), true, Some(own))));
        let internet = (Who::Internet, to(scope.is_whole(), false, None));
        senders.chain([internet]).filter(|(_, to)| !to.is_empty()).collect()
    }

    fn differences(&self, (from, to): (Who, Who), was: &Reached, is: &Reached) -> Vec<Found> {
        let opened = is.delivered.difference(&was.delivered).difference(&was.open);
        let closed = was.delivered.difference(&is.delivered);
        let (lost, closed) = (closed.intersection(&is.open), closed.difference(&is.open));
        // Who is gone reaches nobody, and was not cut off.
        let is_there = self.is_on(from, 1) && self.is_on(to, 1);
        let mut found = Vec::new();
        for (became, packets) in
            [(TierBecame::Opened, opened), (TierBecame::Closed, closed), (TierBecame::NotKnown, lost)]
        {
            if !packets.is_empty() && (became == TierBecame::Opened || is_there) {
                found.push(Found {
                    from,
                    to,
                    is: became,
                    became,
                    packets,
                    ways: Default::default(),
                    blamed: None,
                    others: Vec::new(),
                });
            }
        }
        let both = is.delivered.intersection(&was.delivered);
        if found.is_empty() && !both.is_empty() && was.ways != is.ways {
            let passed = [&was.ways - &is.ways, &is.ways - &was.ways];
            let became = TierBecame::AnotherWay;
            found.push(Found {
                from,
                to,
                is: became,
                became,
                packets: both,
                ways: passed,
                blamed: None,
                others: Vec::new(),
            });
        }
        found
    }

    /// Of a party that is new, only what nobody of its tier could is a difference.
    fn beyond_the_tier(&self, found: &mut Vec<Found>) {
        let mut could: BTreeMap<(TierEnd, TierEnd), Reached> = BTreeMap::new();
        for own in found.iter_mut() {
            if self.is_on(own.from, 0) && self.is_on(own.to, 0) {
                continue;
            }
            let (from, to) = (self.tier(own.from), self.tier(own.to));
            let could = could.entry((from, to)).or_insert_with(|| self.all_between(from, to));
            own.packets = own.packets.difference(&could.delivered).difference(&could.open);
        }
        found.retain(|own| !own.packets.is_empty());
    }

    /// What anybody of a tier could reach of another one.
    fn all_between(&self, from: TierEnd, to: TierEnd) -> Reached {
        let [one, _] = self.sides;
        let all = |end: TierEnd| -> Vec<Who> {
            let parties = (0..self.parties.len()).map(Who::Party).chain([Who::Internet]);
            parties.filter(|who| self.tier(*who) == end && self.is_on(*who, 0)).collect()
        };
        let mut reached = Reached::nothing(&self.space);
        for from in all(from) {
            self.asked(&one.network).reached(from, &all(to)).values().for_each(|own| reached.join(own));
        }
        reached
    }

    /// Like differences of a pair of tiers, together.
    fn folded(&self, found: Vec<Found>) -> Result<Vec<TierDifference>, Disagreement> {
        let mut flows: Vec<TierDifference> = Vec::new();
        // The places of those that may be like one.
        let mut places: HashMap<(TierEnd, TierEnd, TierBecame, Vec<PacketBox>), Vec<usize>> = HashMap::new();
        for own in found {
            let (from, to) = (self.tier(own.from), self.tier(own.to));
            let packets: Vec<PacketBox> = own.packets.boxes().into_iter().map(|own| self.without_whole(own)).collect();
            let pairs = self.members(own.from) * self.members(own.to);
            let same = places.entry((from, to, own.became, packets.clone())).or_default();
            let is_like =
                |it: &TierDifference| (&it.ways, &it.blamed, &it.others) == (&own.ways, &own.blamed, &own.others);
            let like = same.iter().find(|place| flows.get(**place).is_some_and(is_like));
            if let Some(like) = like.and_then(|place| flows.get_mut(*place)) {
                like.pairs += pairs;
                continue;
            }
            same.push(flows.len());
            let example = [(own.from, false), (own.to, true)].map(|(who, is_taker)| self.interface(who, is_taker));
            let witness = self.witness(&own)?;
            let Found { became, ways, blamed, others, .. } = own;
            flows.push(TierDifference { from, to, became, packets, example, pairs, witness, ways, blamed, others });
        }
        flows.sort_by_key(|own| (own.from, own.to, own.became));
        Ok(flows)
    }

    /// Packets of the internet's whole side, without its addresses.
    fn without_whole(&self, own: PacketBox) -> PacketBox {
        let bare = |addresses: AddressSet, whole: &AddressSet| {
            if addresses == *whole { AddressSet::all() } else { addresses }
        };
        let sources = bare(own.sources, &source_addresses(self.before.network.design(), &Source::Internet));
        PacketBox { sources, destinations: bare(own.destinations, &self.outside), ..own }
    }

    fn members(&self, who: Who) -> usize {
        match who {
            Who::Internet => 1,
            Who::Party(place) => self.parties.get(place).map_or(0, |own| own.members),
        }
    }

    fn interface(&self, who: Who, is_taker: bool) -> Option<NetworkInterfaceId> {
        let Who::Party(place) = who else { return None };
        let party = self.parties.get(place)?;
        let id = if is_taker { &party.first } else { &party.last };
        (!self.supposed.contains_key(id)).then(|| id.clone())
    }

    /// A packet that arrives on one side and not on the other, as the oracle sees it, too.
    fn witness(&self, own: &Found) -> Result<Option<Packet>, Disagreement> {
        let [one, other] = self.sides;
        let (there, elsewhere) = match own.became {
            TierBecame::Opened => (other, one),
            TierBecame::Closed => (one, other),
            TierBecame::NotKnown | TierBecame::AnotherWay => return Ok(None),
        };
        let asked = self.asked(&there.network);
        // The one that people ask for most is the easiest to try.
        let of = |own: &PacketSet| {
            self.protocols
                .iter()
                .map(|protocol| own.intersect_box(&PacketBox::any().protocol(*protocol)))
                .find(|own| !own.is_empty())
        };
        let Some(packets) = of(&own.packets) else { return Ok(None) };
        let Some(packet) = asked.packet(own.from, own.to, &packets) else { return Ok(None) };
        let arrives = asked.arrives(own.from, &packet)?;
        let not = self.asked(&elsewhere.network).arrives(own.from, &packet)?;
        Ok((arrives == Some(true) && not == Some(false)).then_some(packet))
    }
}

/// Whether no route leads from one VPC to another: none goes by a peering connection, or where nobody knows.
fn is_apart(network: &Network) -> bool {
    let mut routes = network.design().route_tables.iter().flat_map(|(_, own)| &own.routes);
    !routes.any(|own| matches!(own.target, Target::Unknown { .. } | Target::VpcPeeringConnection(_)))
}
