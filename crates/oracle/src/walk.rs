//! A packet's walk: what is asked, and what has happened so far.

use std::net::IpAddr;
use std::sync::Arc;

use hopwise_model::design::{
    Design, Ix, NatGateway, NetworkInterface, PublicAddress, Source, Subnet, Vpc, VpcPeeringConnection, Wanted,
};
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg};

use crate::answer::{Check, Choices, Hop, Outcome};
use crate::flow::Flow;
use crate::stop::Stop;
use crate::visited::Visited;

/// The subnet and the VPC of a source.
type Location = Result<(Ix<Subnet>, Ix<Vpc>), Arc<Gap>>;

/// Where a source is; nowhere for the internet.
pub(crate) fn location(design: &Design, source: &Source) -> Option<Location> {
    let in_vpc = |subnet| match &design.subnets.get(subnet).vpc {
        Ok(vpc) => Ok((subnet, *vpc)),
        Err(gap) => Err(gap.clone()),
    };
    Some(source.subnet(design)?.and_then(in_vpc))
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
    /// The peering connection by which the packet came.
    pub(crate) crossed: Option<Ix<VpcPeeringConnection>>,
    /// What it met since it has the addresses that it has.
    pub(crate) met: Vec<Visited>,
    /// Whether a transit gateway brought it into the VPC where it is.
    pub(crate) in_transit: bool,
    /// The first thing that may have stopped the packet, for all that is known.
    pub(crate) open: Option<Gap>,
}

impl Walk<'_> {
    /// Goes on past something that may stop the packet: what stops it further on stops it in any case.
    pub(crate) fn doubt(&mut self, gap: Gap) {
        self.open.get_or_insert(gap);
    }

    pub(crate) fn enter(&mut self, component: Component, id: &(impl AsRef<str> + ?Sized)) {
        self.hops.push(Hop { component, id: id.as_ref().to_owned(), checks: Vec::new() });
    }

    /// Tells of a check at the thing entered last. What is asked before anything is entered is told of nowhere.
    pub(crate) fn note(&mut self, check: Check) {
        if let Some(hop) = self.hops.last_mut() {
            hop.checks.push(check);
        }
    }

    /// How a leg ended, and the check that stopped it.
    pub(crate) fn end(&mut self, stop: Stop, leg: Leg) -> (Outcome, Option<Check>) {
        match stop {
            Stop::Blocked(check, code) | Stop::Unanswered(_, check, code) => {
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
        if let Some(interface) = self.holder(vpc, address) {
            self.design.network_interfaces.get(interface).subnet.clone()?;
        }
        let record = &self.design.vpcs.get(vpc).record;
        let id = &record.id;
        // A VPC that is shared with those who made the snapshot may have subnets that are not.
        self.seen_in_full(vpc, id.as_str())?;
        self.read_in_full(DocumentKind::Subnets, vpc, id.as_str())?;
        Err(Stop::blocked(Component::Vpc, id, Code::NoPossibleDestination, &record.evidence))
    }

    /// The interface of a VPC that an address belongs to, alone or with the block that it is in. Asked for each packet that is
    /// confirmed, and so looked up; that a search of all interfaces finds the same is a law that the engine's tests hold.
    pub(crate) fn holder(&self, vpc: Ix<Vpc>, address: IpAddr) -> Option<Ix<NetworkInterface>> {
        self.design.interface_at(vpc, address)
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

pub(crate) fn source_hop(design: &Design, source: &Source) -> Hop {
    let (component, id) = match source {
        Source::Interface(interface) => {
            (Component::NetworkInterface, design.network_interfaces.get(*interface).record.id.to_string())
        }
        Source::Placement(_) => (Component::NetworkInterface, String::new()),
        Source::Internet => (Component::Internet, "internet".to_owned()),
    };
    Hop { component, id, checks: Vec::new() }
}
