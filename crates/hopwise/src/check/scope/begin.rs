//! Where paths begin, and where packets may be sent to from there.

use std::net::IpAddr;

use hopwise_engine::{carried_addresses, internet_addresses};
use hopwise_model::DocumentKind;
use hopwise_model::design::{Design, InternetGateway, Ix, NetworkInterface, Source, Vpc};
use hopwise_packet::AddressSet;
use hopwise_rules::Resources;

use super::ends::{self, PathEnd, followed};

/// Where a path begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Begin {
    /// Outside, by the internet gateway of a VPC; none where one of the two is not known.
    Internet(Option<Ix<Vpc>>, Option<Ix<InternetGateway>>),
    /// At an interface.
    Interface(Ix<NetworkInterface>),
}

/// Everywhere where a path may begin: VPCs with public addresses and an internet gateway, as far as is known, and interfaces
/// that open connections. No path begins at a Network Load Balancer (Network Access Analyzer guide, how it works).
pub(super) fn all(design: &Design) -> Vec<Begin> {
    let from_outside = design.vpcs.iter().filter_map(|(index, vpc)| {
        let none_is_known =
            design.knows(DocumentKind::InternetGateways, index) && vpc.unseen(vpc.record.id.as_str()).is_none();
        (vpc.internet_gateway.is_some() || !none_is_known).then_some(Begin::Internet(Some(index), vpc.internet_gateway))
    });
    let is_somewhere = design.network_interfaces.iter().any(|(_, own)| own.vpc.is_err());
    let from_outside = from_outside.chain(is_somewhere.then_some(Begin::Internet(None, None)));
    let senders = design
        .network_interfaces
        .indices()
        .filter(|own| design.interface_kind(*own).opens_connections() && !ends::is_network_load_balancer(design, *own));
    from_outside.chain(senders.map(Begin::Interface)).collect()
}

impl Begin {
    /// Who sends.
    pub(super) fn source(&self) -> Source {
        match self {
            Self::Internet(..) => Source::Internet,
            Self::Interface(own) => Source::Interface(*own),
        }
    }

    /// The id of where it is.
    pub(super) fn id(&self, design: &Design) -> String {
        self.end(design).id(design)
    }

    fn end(&self, design: &Design) -> PathEnd {
        match self {
            Self::Internet(_, gateway) => {
                PathEnd::InternetGateway(gateway.map(|own| design.internet_gateways.get(own).record.id.to_string()))
            }
            Self::Interface(own) => PathEnd::Interface(*own),
        }
    }

    /// Whether it is one of some resources; anybody is if none are said.
    pub(super) fn is_one_of(&self, design: &Design, resources: Option<&Resources>) -> Option<bool> {
        resources.map_or(Some(true), |resources| ends::is_at(design, resources, &self.end(design)))
    }

    /// The addresses that packets come from.
    pub(super) fn sources(&self, design: &Design) -> AddressSet {
        match self {
            Self::Internet(..) => internet_addresses(),
            Self::Interface(own) => followed(design.network_interfaces.get(*own).record.blocks()),
        }
    }

    /// The addresses that packets are sent to if they arrive at some of these: from outside public ones.
    pub(super) fn sent_to(&self, design: &Design, arriving: &AddressSet) -> AddressSet {
        match self {
            Self::Internet(..) => {
                let is_one = |public: &IpAddr| {
                    design.interface_at_public(*public).is_some_and(|(_, private)| arriving.contains(private))
                };
                AddressSet::from_addresses(design.public_addresses().filter(is_one))
            }
            Self::Interface(_) => arriving.clone(),
        }
    }
}

/// Where packets have to be sent to for a path to end at some resources.
pub(super) struct Targets {
    /// The interfaces among them.
    interfaces: Vec<Ix<NetworkInterface>>,
    /// Their private addresses.
    inside: AddressSet,
    /// Whether there may be others, which packets leave the VPC for.
    leads_out: bool,
}

impl Targets {
    /// Those of some resources; of anybody if none are said.
    pub(super) fn of(design: &Design, resources: Option<&Resources>) -> Self {
        let is_one = |own: &Ix<NetworkInterface>| {
            resources.is_none_or(|resources| ends::is_at(design, resources, &PathEnd::Interface(*own)) != Some(false))
        };
        let interfaces: Vec<_> = design.network_interfaces.indices().filter(is_one).collect();
        let blocks = interfaces.iter().flat_map(|own| design.network_interfaces.get(*own).record.blocks());
        let inside = followed(blocks);
        Self { inside, interfaces, leads_out: resources.is_none_or(ends::leads_out) }
    }

    /// The interfaces among them.
    pub(super) fn interfaces(&self) -> &[Ix<NetworkInterface>] {
        &self.interfaces
    }

    /// The addresses that lead to them from where a path begins. No path turns round at an internet gateway, and none leads
    /// to where it began (Network Access Analyzer guide, how it works).
    pub(super) fn from(&self, design: &Design, begin: &Begin) -> AddressSet {
        let of = |own: &Ix<NetworkInterface>| design.network_interfaces.get(*own);
        match begin {
            Begin::Internet(vpc, _) => {
                let here = self.interfaces.iter().map(of).filter(|own| own.vpc.as_ref().ok() == vpc.as_ref());
                AddressSet::from_addresses(here.flat_map(|own| &own.record.addresses).filter_map(|own| own.public))
            }
            Begin::Interface(own) => {
                let (record, vpc) = (&of(own).record, of(own).vpc.as_ref().ok());
                let vpc = vpc.map(|vpc| &design.vpcs.get(*vpc).record);
                let mut addresses = self.inside.clone();
                if self.leads_out {
                    let local = followed(vpc.into_iter().flat_map(|vpc| vpc.cidrs.iter().copied()));
                    let public = AddressSet::from_addresses(design.public_addresses());
                    addresses = addresses.union(&carried_addresses().difference(&local).difference(&public));
                }
                let resolver = vpc.and_then(|vpc| vpc.resolver_address());
                let resolver = resolver.map_or_else(AddressSet::empty, AddressSet::single);
                addresses.difference(&followed(record.blocks())).difference(&resolver)
            }
        }
    }
}
