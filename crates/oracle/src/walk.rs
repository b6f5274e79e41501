//! The two legs, and what both of them need.

use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, NatGateway, NetworkInterface, PublicAddress, Source, Subnet, Vpc, Wanted};
use hopwise_model::resource::Direction;
use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_model::{Code, Component, DocumentKind, Evidence, Gap, Leg, NotEvaluated, Rule};
use hopwise_packet::Packet;

use crate::answer::{Answer, Check, Choices, Hop, Outcome};
use crate::{back, forward};

/// Follows one packet through the design, and its answer back.
///
/// The packet's source address must be one of the source: an address of the interface, the placement's address (any of
/// its subnet where that is not known), or a public address outside every VPC for [`Source::Internet`].
#[must_use]
pub fn walk(design: &Design, source: &Source, wanted: Wanted, packet: &Packet, choices: &Choices) -> Answer {
    let Some(flow) = Flow::of(packet) else { return ipv6(design, source) };
    let own_address = flow.source;
    let (hops, translations) = (Vec::new(), Vec::new());
    let mut walk = Walk { design, source, wanted, choices, own_address, hops, translations };
    let arrival = match forward::run(&mut walk, flow) {
        Ok(arrival) => arrival,
        Err(stop) => {
            let (outcome, stopped_by) = walk.end(stop, Leg::Forward);
            return Answer { outcome, forward: walk.hops, back: Vec::new(), stopped_by };
        }
    };
    let forward = std::mem::take(&mut walk.hops);
    let (outcome, stopped_by) = match back::run(&mut walk, &arrival) {
        Ok(()) => (Outcome::Delivered, None),
        Err(stop) => walk.end(stop, Leg::Return),
    };
    Answer { outcome, forward, back: walk.hops, stopped_by }
}

/// What there is to say about an IPv6 packet: that it leaves its source, and nothing more.
fn ipv6(design: &Design, source: &Source) -> Answer {
    let ipv6 = |component, id| Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 };
    let (gap, forward) = match home(design, source) {
        None => (ipv6(Component::Internet, "internet".to_owned()), Vec::new()),
        Some(Err(gap)) => (gap, vec![source_hop(design, source)]),
        Some(Ok((_, vpc))) => {
            (ipv6(Component::Vpc, design.vpcs.get(vpc).record.id.to_string()), vec![source_hop(design, source)])
        }
    };
    Answer { outcome: Outcome::Undetermined { leg: Leg::Forward, gap }, forward, back: Vec::new(), stopped_by: None }
}

/// The subnet and the VPC of a source.
type Home = Result<(Ix<Subnet>, Ix<Vpc>), Gap>;

/// Where a source is; nowhere for the internet.
pub(crate) fn home(design: &Design, source: &Source) -> Option<Home> {
    let in_vpc = |subnet| match &design.subnets.get(subnet).vpc {
        Ok(vpc) => Ok((subnet, *vpc)),
        Err(gap) => Err(gap.clone()),
    };
    Some(source.subnet(design)?.and_then(in_vpc))
}

/// An IPv4 packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    pub(crate) protocol: u8,
    pub(crate) source: IpAddr,
    pub(crate) source_port: u16,
    pub(crate) destination: IpAddr,
    pub(crate) destination_port: u16,
}

impl Flow {
    fn of(packet: &Packet) -> Option<Self> {
        let (source, destination) = (packet.source.to_canonical(), packet.destination.to_canonical());
        if source.is_ipv6() || destination.is_ipv6() {
            return None;
        }
        let (source_port, destination_port) = (packet.source_port, packet.destination_port);
        Some(Self { protocol: packet.protocol.0, source, source_port, destination, destination_port })
    }

    /// What answers it. Echo request and echo reply answer each other (RFC 792).
    pub(crate) fn answered(self) -> Self {
        const ECHO_REQUEST: u16 = 8 << 8;
        const ECHO_REPLY: u16 = 0;
        let (source_port, destination_port) = match (self.protocol, self.destination_port) {
            (TCP | UDP, _) => (self.destination_port, self.source_port),
            (ICMP, ECHO_REQUEST) => (self.source_port, ECHO_REPLY),
            (ICMP, ECHO_REPLY) => (self.source_port, ECHO_REQUEST),
            (ICMP, other) => (self.source_port, other),
            _ => (0, 0),
        };
        let (source, destination) = (self.destination, self.source);
        Self { protocol: self.protocol, source, source_port, destination, destination_port }
    }
}

/// Why a leg ends before its arrival.
#[derive(Debug)]
pub(crate) enum Stop {
    Blocked(Check, Code),
    Unknown(Gap),
}

impl Stop {
    /// A stop by a thing and not by a rule; `evidence` is where the reason was read, none for what no document holds.
    pub(crate) fn blocked<'a>(
        component: Component,
        id: &(impl AsRef<str> + ?Sized),
        code: Code,
        evidence: impl Into<Option<&'a Evidence>>,
    ) -> Self {
        Self::Blocked(Check::of(component, id.as_ref(), false, Vec::new(), evidence.into()), code)
    }
}

impl Check {
    pub(crate) fn of(component: Component, id: &str, passes: bool, rules: Vec<Rule>, at: Option<&Evidence>) -> Self {
        Self { component, ids: vec![id.to_owned()], direction: None, passes, rules, evidence: at.cloned() }
    }

    pub(crate) fn going(self, direction: Direction) -> Self {
        Self { direction: Some(direction), ..self }
    }
}

impl From<Gap> for Stop {
    fn from(gap: Gap) -> Self {
        Self::Unknown(gap)
    }
}

impl From<&Gap> for Stop {
    fn from(gap: &Gap) -> Self {
        Self::Unknown(gap.clone())
    }
}

/// Where a packet is when a route table is asked. A regional NAT gateway is in a VPC but in no subnet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) vpc: Ix<Vpc>,
    pub(crate) subnet: Option<Ix<Subnet>>,
}

/// Whose an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An interface of the snapshot.
    Interface(Ix<NetworkInterface>),
    /// The placement that sends the packet.
    Placement,
}

/// Where the way there ends well; the packet is as it arrived, with the private address of its sender.
#[derive(Debug)]
pub(crate) enum Arrival {
    Interface { owner: Owner, subnet: Ix<Subnet>, vpc: Ix<Vpc>, packet: Flow },
    Internet { gateway: Ix<hopwise_model::design::InternetGateway>, from: Place, packet: Flow },
    Service { endpoint: Ix<hopwise_model::design::VpcEndpoint>, from: Place, packet: Flow },
}

/// What a NAT gateway changed, to be undone on the way back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Translation {
    pub(crate) gateway: Ix<NatGateway>,
    pub(crate) source: IpAddr,
    pub(crate) source_port: u16,
}

/// One walk: the question, and what has happened so far.
pub(crate) struct Walk<'a> {
    pub(crate) design: &'a Design,
    pub(crate) source: &'a Source,
    /// Who must take the packet.
    pub(crate) wanted: Wanted,
    pub(crate) choices: &'a Choices,
    /// The address that the packet is sent from.
    pub(crate) own_address: IpAddr,
    /// What was entered on this leg.
    pub(crate) hops: Vec<Hop>,
    /// What NAT gateways changed, in order.
    pub(crate) translations: Vec<Translation>,
}

impl Walk<'_> {
    pub(crate) fn enter(&mut self, component: Component, id: &(impl AsRef<str> + ?Sized)) {
        self.hops.push(Hop { component, id: id.as_ref().to_owned(), checks: Vec::new() });
    }

    /// Tells of a check at the thing entered last. What is asked before anything is entered is told of nowhere.
    pub(crate) fn note(&mut self, check: Check) {
        if let Some(hop) = self.hops.last_mut() {
            hop.checks.push(check);
        }
    }

    fn end(&mut self, stop: Stop, leg: Leg) -> (Outcome, Option<Check>) {
        match stop {
            Stop::Blocked(check, code) => {
                let id = check.ids.first().cloned().unwrap_or_default();
                self.note(check.clone());
                (Outcome::Blocked { leg, component: check.component, id, code }, Some(check))
            }
            Stop::Unknown(gap) => (Outcome::Undetermined { leg, gap }, None),
        }
    }

    pub(crate) fn enter_source(&mut self) {
        self.hops.push(source_hop(self.design, self.source));
    }

    pub(crate) fn enter_subnet(&mut self, subnet: Ix<Subnet>) {
        self.enter(Component::Subnet, &self.design.subnets.get(subnet).record.id);
    }

    pub(crate) fn enter_owner(&mut self, owner: Owner) {
        match owner {
            Owner::Interface(interface) => {
                self.enter(Component::NetworkInterface, &self.design.network_interfaces.get(interface).record.id);
            }
            Owner::Placement => self.enter(Component::NetworkInterface, ""),
        }
    }

    pub(crate) fn subnet_contains(&self, subnet: Ix<Subnet>, address: IpAddr) -> bool {
        self.design.subnets.get(subnet).record.contains(address)
    }

    /// The subnet of a VPC that an address is in. Nothing else can have the address: AWS refuses overlapping subnets.
    pub(crate) fn subnet_of(&self, vpc: Ix<Vpc>, address: IpAddr) -> Result<Ix<Subnet>, Stop> {
        let subnets = &self.design.vpcs.get(vpc).subnets;
        if let Some(subnet) = subnets.iter().copied().find(|subnet| self.subnet_contains(*subnet, address)) {
            return Ok(subnet);
        }
        // Somebody has the address, in a subnet that the snapshot lacks.
        if let Some(interface) = self.design.interface_at(vpc, address) {
            self.design.network_interfaces.get(interface).subnet.clone()?;
        }
        let record = &self.design.vpcs.get(vpc).record;
        let id = &record.id;
        // A VPC that is shared with those who made the snapshot may have subnets that are not.
        self.seen_in_full(vpc, id.as_str())?;
        self.read_in_full(DocumentKind::Subnets, vpc, id.as_str())?;
        Err(Stop::blocked(Component::Vpc, id, Code::NoPossibleDestination, &record.evidence))
    }

    /// Fails where the VPC is another account's, which alone is shown all that is in it. `needed_for` is what would
    /// need that.
    pub(crate) fn seen_in_full(&self, vpc: Ix<Vpc>, needed_for: &str) -> Result<(), Gap> {
        let vpc = self.design.vpcs.get(vpc);
        match &vpc.hidden_by {
            Some(owner) => Err(Gap::SharedVpc {
                vpc: vpc.record.id.clone(),
                owner: owner.clone(),
                needed_for: needed_for.to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Whether an internet gateway knows a public address for an address of an interface or of the placement.
    pub(crate) fn has_public_address(&self, owner: Owner, private: IpAddr) -> bool {
        match (owner, self.source) {
            (Owner::Interface(interface), _) => {
                self.design.network_interfaces.get(interface).public_of(private).is_some()
            }
            (Owner::Placement, Source::Placement(placement)) => placement.public != PublicAddress::None,
            (Owner::Placement, _) => false,
        }
    }
}

fn source_hop(design: &Design, source: &Source) -> Hop {
    let (component, id) = match source {
        Source::Interface(interface) => {
            (Component::NetworkInterface, design.network_interfaces.get(*interface).record.id.to_string())
        }
        Source::Placement(_) => (Component::NetworkInterface, String::new()),
        Source::Internet => (Component::Internet, "internet".to_owned()),
    };
    Hop { component, id, checks: Vec::new() }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn icmp(kind_and_code: u16) -> Flow {
        let (source, destination) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        Flow { protocol: ICMP, source, source_port: 0, destination, destination_port: kind_and_code }
    }

    #[test]
    fn an_answer_swaps_both_ends() {
        let asked = Flow { protocol: TCP, source_port: 40_000, destination_port: 443, ..icmp(0) };
        let answer = asked.answered();
        assert_eq!((answer.source, answer.source_port), (asked.destination, 443));
        assert_eq!((answer.destination, answer.destination_port), (asked.source, 40_000));
    }

    #[test]
    fn an_echo_request_is_answered_by_a_reply_and_other_types_keep_theirs() {
        assert_eq!(icmp(8 << 8).answered().destination_port, 0);
        assert_eq!(icmp(0).answered().destination_port, 8 << 8);
        assert_eq!(icmp(3 << 8 | 4).answered().destination_port, 3 << 8 | 4);
    }

    #[test]
    fn an_ipv4_packet_in_ipv6_clothes_is_an_ipv4_packet() {
        let mapped = |last: u8| IpAddr::V6(Ipv4Addr::new(10, 0, 0, last).to_ipv6_mapped());
        let protocol = hopwise_packet::Protocol::TCP;
        let (source, destination) = (mapped(1), mapped(2));
        let packet = Packet { protocol, source, source_port: 1, destination, destination_port: 2 };
        assert_eq!(Flow::of(&packet).unwrap().destination, Ipv4Addr::new(10, 0, 0, 2));
        assert!(Flow::of(&Packet { source: "2001:db8::1".parse().unwrap(), ..packet }).is_none());
    }
}
