//! Names inside a VPC: which addresses a host name means to a task there.
//!
//! Private DNS of an endpoint decides where packets go before any route does. What is not read yet, and so assumed
//! absent: private hosted zones, Resolver rules, DNS Firewall.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::design::{Design, DnsServers, Ix, NetworkInterface, Source, Vpc, VpcEndpoint};
use hopwise_model::resource::{EndpointKind, EndpointState};
use hopwise_model::{Component, DocumentKind, Gap, Region};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::name;

/// The public addresses of AWS by Region, where the user brought AWS's published list; empty otherwise.
pub type PublishedRanges = BTreeMap<Region, AddressSet>;

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
        let mut answers = self.answers_of_amazon(resolution, source, index);
        match &vpc.dns_servers {
            DnsServers::Amazon => {}
            DnsServers::Custom(servers) => {
                // They may forward to the VPC's resolver or not, and may say anything.
                resolution.gap = Some(Gap::CustomDns { vpc: vpc.record.id.clone(), servers: servers.clone() });
                answers.push(self.public(&host, Some(index)));
                answers.push(anything(Some(vpc)));
                answers.push(nothing());
                resolution.answers = dedup(answers);
                return;
            }
            DnsServers::Unknown(gap) => {
                resolution.gap = Some(gap.clone());
                answers.push(self.public(&host, Some(index)));
                answers.push(anything(Some(vpc)));
                answers.push(nothing());
            }
        }
        match vpc.dns_support {
            Some(true) => {}
            Some(false) => answers = vec![nothing()],
            None => {
                let attribute = "enableDnsSupport";
                let gap = Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute };
                resolution.gap.get_or_insert(gap);
                answers.push(nothing());
            }
        }
        resolution.answers = dedup(answers);
    }

    /// What the Amazon resolver says, provided it is on.
    fn answers_of_amazon(&self, resolution: &mut Resolution, source: &Source, index: Ix<Vpc>) -> Vec<Answer> {
        let host = resolution.host.clone();
        if let Some(endpoint) = self.endpoint_by_own_name(&host) {
            return vec![self.endpoint_answer(endpoint)];
        }
        if let Some(file_system) = name::file_system(&host) {
            return self.mount_target(resolution, source, index, file_system);
        }
        if name::is_private(&host) {
            resolution.gap = Some(Gap::UnknownName { host });
            return vec![anything(Some(self.design.vpcs.get(index))), nothing()];
        }
        let mut answers = Vec::new();
        match self.endpoint_by_private_dns(resolution, index, &host) {
            Some(endpoint) => {
                answers.push(self.endpoint_answer(endpoint));
                if let Some(gap) = self.private_dns_doubt(index, endpoint) {
                    resolution.gap = Some(gap);
                    answers.push(self.public(&host, Some(index)));
                }
            }
            None => answers.push(self.public(&host, Some(index))),
        }
        if let Some(gap) = self.shared_subnet(source, index) {
            resolution.gap = Some(gap);
            answers.push(anything(Some(self.design.vpcs.get(index))));
        }
        answers
    }

    /// Whether it is certain that an endpoint's private DNS is in force.
    fn private_dns_doubt(&self, index: Ix<Vpc>, endpoint: Ix<VpcEndpoint>) -> Option<Gap> {
        let (vpc, record) = (self.design.vpcs.get(index), &self.design.vpc_endpoints.get(endpoint).record);
        if matches!(record.state, EndpointState::Deleting | EndpointState::Other(_)) {
            let (component, id) = (Component::VpcEndpoint, record.id.to_string());
            return Some(Gap::UncertainState { component, id, state: record.state.as_str().to_owned() });
        }
        let unknown = vpc.dns_hostnames.is_none();
        unknown.then(|| Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute: "enableDnsHostnames" })
    }

    /// In a shared subnet the owner's endpoints are not visible to the account that only uses it (VPC user guide,
    /// share your VPC subnets).
    fn shared_subnet(&self, source: &Source, index: Ix<Vpc>) -> Option<Gap> {
        let Source::Interface(interface) = source else { return None };
        let interface = self.design.network_interfaces.get(*interface);
        let subnet = &self.design.subnets.get(interface.subnet.clone().ok()?).record;
        let (user, owner) = (interface.record.owner.as_ref()?, subnet.owner.as_ref()?);
        let unseen = self.design.vpcs.get(index).endpoints.is_empty();
        (user != owner && unseen).then(|| Gap::SharedSubnet { subnet: subnet.id.clone(), owner: owner.clone() })
    }

    /// `vpce-…` names mean an endpoint's interfaces from anywhere.
    fn endpoint_by_own_name(&self, host: &str) -> Option<Ix<VpcEndpoint>> {
        let id = name::endpoint_id(host)?;
        let found = self.design.vpc_endpoints.iter().find(|(_, endpoint)| {
            id.strip_prefix(endpoint.record.id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        });
        found.map(|(index, _)| index)
    }

    /// The interface endpoint of a VPC whose private DNS answers a name: the most specific of them.
    ///
    /// Needs the endpoint's private DNS and both DNS attributes of the VPC (AWS PrivateLink guide, private DNS).
    fn endpoint_by_private_dns(
        &self,
        resolution: &mut Resolution,
        index: Ix<Vpc>,
        host: &str,
    ) -> Option<Ix<VpcEndpoint>> {
        let vpc = self.design.vpcs.get(index);
        let mut best: Option<(usize, Ix<VpcEndpoint>)> = None;
        for endpoint in &vpc.endpoints {
            let record = &self.design.vpc_endpoints.get(*endpoint).record;
            if record.kind != EndpointKind::Interface {
                continue;
            }
            let Some(length) = name::covered_by(record, host) else { continue };
            let reason = if !record.private_dns_enabled {
                Some(PassedOverReason::PrivateDnsOff)
            } else if name::is_s3(&record.service_name) && record.private_dns_only_for_inbound_resolver != Some(false) {
                Some(PassedOverReason::InboundResolverOnly)
            } else if vpc.dns_hostnames == Some(false) {
                Some(PassedOverReason::DnsHostnamesOff)
            } else {
                match &record.state {
                    EndpointState::Available | EndpointState::Deleting | EndpointState::Other(_) => None,
                    state => Some(PassedOverReason::State(state.clone())),
                }
            };
            match reason {
                Some(reason) => resolution.passed_over.push(PassedOver { endpoint: *endpoint, reason }),
                None if best.is_none_or(|(other, _)| length > other) => best = Some((length, *endpoint)),
                None => {}
            }
        }
        best.map(|(_, endpoint)| endpoint)
    }

    /// The addresses of an endpoint's interfaces; the resolver hands them out in turn, so all of them count.
    fn endpoint_answer(&self, endpoint: Ix<VpcEndpoint>) -> Answer {
        let found = self.design.vpc_endpoints.get(endpoint);
        let mut addresses = AddressSet::empty();
        let mut gap = None;
        for interface in &found.interfaces {
            match interface {
                Ok(interface) => addresses = addresses.union(&interface_addresses(self.design, *interface)),
                Err(missing) => gap = gap.or(Some(missing.clone())),
            }
        }
        if found.interfaces.is_empty() {
            gap = Some(Gap::MissingResource {
                component: Component::NetworkInterface,
                id: String::new(),
                referenced_by: found.record.id.to_string(),
                document: DocumentKind::VpcEndpoints,
            });
        }
        Answer { kind: AnswerKind::Endpoint(endpoint), addresses, gap }
    }

    /// The mount target of a file system in the source's Availability Zone, told by the description that EFS gives
    /// its interfaces: `EFS mount target for fs-… (fsmt-…)`.
    fn mount_target(
        &self,
        resolution: &mut Resolution,
        source: &Source,
        vpc: Ix<Vpc>,
        file_system: &str,
    ) -> Vec<Answer> {
        let zone = source
            .subnet(self.design)
            .and_then(Result::ok)
            .and_then(|subnet| self.design.subnets.get(subnet).record.availability_zone.clone());
        let found = self.design.network_interfaces.iter().find(|(_, interface)| {
            let here = interface.vpc.as_ref().is_ok_and(|own| *own == vpc);
            let own_zone = interface
                .subnet
                .as_ref()
                .ok()
                .and_then(|subnet| self.design.subnets.get(*subnet).record.availability_zone.clone());
            here && own_zone == zone && interface.record.description.split(' ').any(|word| word == file_system)
        });
        if let Some((index, _)) = found {
            vec![answer(AnswerKind::MountTarget(index), interface_addresses(self.design, index))]
        } else {
            resolution.gap = Some(Gap::UnknownName { host: resolution.host.clone() });
            vec![anything(Some(self.design.vpcs.get(vpc))), nothing()]
        }
    }

    /// What public DNS may say: the service's prefix list where it has one, the ranges that AWS publishes where the
    /// user brought them, else every public address that nothing else is known to have.
    fn public(&self, host: &str, vpc: Option<Ix<Vpc>>) -> Answer {
        if let Some(region) = name::s3_region(host) {
            let suffix = format!(".{region}.s3");
            let list = self.design.prefix_lists.iter().find(|(_, list)| {
                list.record.name.as_deref().is_some_and(|name| name.ends_with(&suffix)) && list.entries.is_ok()
            });
            if let Some((_, list)) = list {
                let entries = list.entries.clone().unwrap_or_default();
                let v4 = AddressSet::from_nets(entries).intersection(&AddressSet::all_v4());
                return answer(AnswerKind::PrefixList(list.record.id.to_string()), v4);
            }
        }
        let mut addresses = AddressSet::public_v4();
        let mut kind = AnswerKind::Public;
        if let Some((region, published)) = name::region(host).and_then(|region| self.published.get_key_value(&region)) {
            addresses = addresses.intersection(published);
            kind = AnswerKind::Published(region.clone());
        }
        if let Some(vpc) = vpc {
            let cidrs = self.design.vpcs.get(vpc).record.cidrs.iter().map(|cidr| IpNet::V4(*cidr));
            addresses = addresses.difference(&AddressSet::from_nets(cidrs));
        }
        // S3 and DynamoDB have their addresses to themselves (VPC user guide, AWS IP address ranges), and a service
        // never answers at an address of the snapshot's own.
        for (_, list) in self.design.prefix_lists.iter() {
            let exclusive = list.record.name.as_deref().is_some_and(name::is_exclusive_list);
            if let (true, Ok(entries)) = (exclusive, &list.entries) {
                addresses = addresses.difference(&AddressSet::from_nets(entries.iter().copied()));
            }
        }
        let own = self.design.public_addresses().map(|address| IpNet::from(IpAddr::V4(address)));
        answer(kind, addresses.difference(&AddressSet::from_nets(own)))
    }
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
