//! Names inside a VPC: which addresses a host name means to a task there.
//!
//! Private DNS of an endpoint decides where packets go before any route does. What is not read yet, and so assumed
//! absent: private hosted zones, Resolver rules, DNS Firewall. Where a name could well be served by one of them, because
//! it is neither AWS's own nor a well-known public registry's, the answer is not taken for known.

mod endpoint;
mod file_system;
mod public;

use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::design::{Design, DnsServers, Ix, NetworkInterface, Source, Vpc, VpcEndpoint};
use hopwise_model::resource::EndpointState;
use hopwise_model::{DocumentKind, Gap, Region};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::name;
use crate::published::PublishedRanges;

/// What a host name means to a source.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The name asked for.
    pub host: String,
    /// What the answer is, or may be where `gap` says why it is not known.
    pub answers: Vec<Answer>,
    /// Why there is more than one possible answer.
    pub gap: Option<Gap>,
    /// Endpoints of the VPC that are for this name, and why they do not answer it.
    pub passed_over: Vec<PassedOver>,
}

/// One answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it comes from.
    pub kind: AnswerKind,
    /// The addresses; for public names every address that the name may have.
    pub addresses: AddressSet,
    /// Where some of the addresses are not known.
    pub gap: Option<Gap>,
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// The question named an address.
    Literal,
    /// The interfaces of an endpoint, by its private DNS or its own names.
    Endpoint(Ix<VpcEndpoint>),
    /// The service's entry in a prefix list: its public addresses.
    PrefixList(String),
    /// Public DNS: any public address that nothing else is known to have.
    Public,
    /// Public DNS, within the ranges that AWS publishes for the Region.
    Published(Region),
    /// A mount target of a file system.
    MountTarget(Ix<NetworkInterface>),
    /// Whatever a server that is not Amazon's may say.
    Anything,
    /// None: the resolver does not answer.
    Nothing,
}

/// An endpoint that is for a name but does not answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The endpoint.
    pub endpoint: Ix<VpcEndpoint>,
    /// Why it does not answer.
    pub reason: PassedOverReason,
}

/// Why an endpoint does not answer a name that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOverReason {
    /// Its private DNS is off.
    PrivateDnsOff,
    /// The VPC's `enableDnsHostnames` is off, which makes private DNS void.
    DnsHostnamesOff,
    /// It is not available.
    State(EndpointState),
    /// It is an S3 endpoint whose private DNS answers inbound Resolver queries only.
    InboundResolverOnly,
}

/// Resolves names for a source in a design.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'d> {
    design: &'d Design,
    published: &'d PublishedRanges,
}

impl<'d> Resolver<'d> {
    /// A resolver for a design. `published` narrows the addresses of AWS's services.
    #[must_use]
    pub fn new(design: &'d Design, published: &'d PublishedRanges) -> Self {
        Self { design, published }
    }

    /// What a host name, or an address written as one, means to a source.
    #[must_use]
    pub fn resolve(&self, source: &Source, host: &str) -> Resolution {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let mut resolution = Resolution { host, answers: Vec::new(), gap: None, passed_over: Vec::new() };
        if let Ok(address) = resolution.host.parse::<IpAddr>() {
            resolution.answers.push(answer(AnswerKind::Literal, AddressSet::single(address)));
            return resolution;
        }
        let vpc = match source.subnet(self.design) {
            None => {
                resolution.answers.push(self.public(&resolution.host, None));
                return resolution;
            }
            Some(Ok(subnet)) => self.design.subnets.get(subnet).vpc.clone(),
            Some(Err(gap)) => Err(gap),
        };
        match vpc {
            Ok(vpc) => self.resolve_inside(&mut resolution, source, vpc),
            Err(gap) => {
                resolution.answers.extend([anything(None), nothing()]);
                resolution.gap = Some(gap);
            }
        }
        resolution
    }

    fn resolve_inside(&self, resolution: &mut Resolution, source: &Source, index: Ix<Vpc>) {
        let vpc = self.design.vpcs.get(index);
        let host = resolution.host.clone();
        let mut answers = match vpc.dns_support {
            Some(false) => vec![nothing()],
            Some(true) => self.answers_of_amazon(resolution, source, index),
            None => {
                let mut answers = self.answers_of_amazon(resolution, source, index);
                let attribute = "enableDnsSupport";
                resolution.gap.get_or_insert(Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute });
                answers.push(nothing());
                answers
            }
        };
        let gap = match &vpc.dns_servers {
            DnsServers::Amazon => None,
            DnsServers::Custom(servers) => {
                Some(Gap::CustomDns { vpc: vpc.record.id.clone(), servers: servers.clone() })
            }
            DnsServers::Unknown(gap) => Some(gap.clone()),
        };
        if let Some(gap) = gap {
            // Other servers may forward to the VPC's resolver or not, and may say anything.
            resolution.gap = Some(gap);
            answers.extend([self.public(&host, Some(index)), anything(Some(vpc)), nothing()]);
        }
        resolution.answers = dedup(answers);
    }

    /// What the Amazon resolver says, provided it is on.
    fn answers_of_amazon(&self, resolution: &mut Resolution, source: &Source, index: Ix<Vpc>) -> Vec<Answer> {
        let vpc = self.design.vpcs.get(index);
        let host = resolution.host.clone();
        if name::endpoint_id(&host).is_some() {
            return match self.endpoint_by_own_name(&host) {
                Some((endpoint, zone)) => vec![self.endpoint_answer(endpoint, zone.as_deref())],
                None => unknown_name(resolution, vpc),
            };
        }
        if let Some(file_system) = name::file_system(&host) {
            return self.mount_target(resolution, source, index, file_system);
        }
        if name::is_private(&host) {
            return unknown_name(resolution, vpc);
        }
        let mut answers = Vec::new();
        if let Some(endpoint) = self.endpoint_by_private_dns(resolution, index, &host) {
            answers.push(self.endpoint_answer(endpoint, None));
            if let Some(gap) = self.private_dns_doubt(index, endpoint) {
                resolution.gap = Some(gap);
                answers.push(self.public(&host, Some(index)));
            }
            return answers;
        }
        answers.push(self.public(&host, Some(index)));
        let unknown = || (!name::is_public(&host)).then(|| Gap::UnknownName { host: host.clone() });
        if let Some(gap) = self.unseen_endpoints(source, index).or_else(unknown) {
            resolution.gap = Some(gap);
            answers.push(anything(Some(vpc)));
        }
        answers
    }

    /// Why an endpoint that the snapshot does not show may answer: nobody asked for endpoints, or the subnet is shared
    /// and its owner's endpoints are not visible to the account that only uses it (VPC user guide, share your VPC
    /// subnets). Whose question it is tells that, or what the snapshot shows of the VPC.
    fn unseen_endpoints(&self, source: &Source, index: Ix<Vpc>) -> Option<Gap> {
        let vpc = self.design.vpcs.get(index);
        if !self.design.has(DocumentKind::VpcEndpoints) {
            let document = DocumentKind::VpcEndpoints;
            return Some(Gap::MissingDocument { document, needed_for: vpc.record.id.to_string() });
        }
        let subnet = source.subnet(self.design)?.ok()?;
        let record = &self.design.subnets.get(subnet).record;
        let owner = record.owner.as_ref().or(vpc.hidden_by.as_ref())?;
        let user = match source {
            Source::Interface(interface) => self.design.network_interfaces.get(*interface).record.owner.as_ref(),
            Source::Placement(placement) => placement
                .groups
                .iter()
                .flatten()
                .find_map(|group| self.design.security_groups.get(*group).record.owner.as_ref()),
            Source::Internet => None,
        };
        let seen = vpc.endpoints.iter().any(|endpoint| {
            self.design.vpc_endpoints.get(*endpoint).record.owner.as_ref().is_none_or(|other| other == owner)
        });
        let takes_part = vpc.hidden_by.is_some() || user.is_some_and(|user| user != owner);
        (takes_part && !seen).then(|| Gap::SharedSubnet { subnet: record.id.clone(), owner: owner.clone() })
    }
}

/// A name that only somebody's own zone can answer.
fn unknown_name(resolution: &mut Resolution, vpc: &Vpc) -> Vec<Answer> {
    resolution.gap = Some(Gap::UnknownName { host: resolution.host.clone() });
    vec![anything(Some(vpc)), nothing()]
}

fn interface_addresses(design: &Design, interface: Ix<NetworkInterface>) -> AddressSet {
    let addresses = design.network_interfaces.get(interface).record.addresses.iter().map(|address| address.private);
    AddressSet::from_nets(addresses.map(|address: Ipv4Addr| IpNet::from(IpAddr::V4(address))))
}

fn answer(kind: AnswerKind, addresses: AddressSet) -> Answer {
    Answer { kind, addresses, gap: None }
}

/// Every address that a server might name for a service: public ones and private ones, of the VPC and beyond, without
/// the resolver's own. Link-local addresses are no service's.
fn anything(vpc: Option<&Vpc>) -> Answer {
    let cidrs = vpc.map(|vpc| vpc.record.cidrs.as_slice()).unwrap_or_default();
    let resolver = cidrs.first().map(|cidr| Ipv4Addr::from(u32::from(cidr.network()).wrapping_add(2)));
    let private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];
    let private = private.iter().filter_map(|text| text.parse::<IpNet>().ok());
    let inside = AddressSet::from_nets(private.chain(cidrs.iter().map(|cidr| IpNet::V4(*cidr))));
    let resolver = AddressSet::from_nets(resolver.map(|address| IpNet::from(IpAddr::V4(address))));
    answer(AnswerKind::Anything, AddressSet::public_v4().union(&inside).difference(&resolver))
}

fn nothing() -> Answer {
    answer(AnswerKind::Nothing, AddressSet::empty())
}

fn dedup(answers: Vec<Answer>) -> Vec<Answer> {
    let mut kept: Vec<Answer> = Vec::new();
    for answer in answers {
        if kept.iter().all(|other| other.kind != answer.kind) {
            kept.push(answer);
        }
    }
    kept
}
