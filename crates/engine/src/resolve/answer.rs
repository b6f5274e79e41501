//! What a name means, and why.

use hopwise_model::design::{Design, HostedZone, Ix, NetworkInterface, Vpc, VpcEndpoint, Wanted};
use hopwise_model::resource::{EndpointState, FirewallRule, ResolverRule};
use hopwise_model::{Evidence, FirewallRuleGroupId, Gap, Region};
use hopwise_packet::AddressSet;

use crate::family::FOLLOWED;

/// What a host name means to a source.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The name asked for, in lower case, without the dot at the end.
    pub host: String,
    /// What the answer is, or may be where `gap` says why it is not known.
    pub answers: Vec<Answer>,
    /// Why there is more than one possible answer.
    pub gap: Option<Gap>,
    /// Endpoints of the VPC that are for this name, and why they do not answer it.
    pub passed_over: Vec<PassedOver>,
    /// Private hosted zones that hold the name and are void, since the VPC's `enableDnsHostnames` is off.
    pub void_zones: Vec<VoidZone>,
    /// What could decide about names in the VPC and was not read: it is taken to be absent.
    pub unread: Vec<Unread>,
}

impl Resolution {
    /// A name with no answer yet.
    #[must_use]
    pub fn new(host: impl Into<String>) -> Self {
        Self {
            host: host.into(),
            answers: Vec::new(),
            gap: None,
            passed_over: Vec::new(),
            void_zones: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Notes why the answer is not known; the first reason stays.
    pub(super) fn doubt(&mut self, gap: Gap) {
        self.gap.get_or_insert(gap);
    }
}

/// What can decide about names in a VPC and is not in every snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unread {
    /// Private hosted zones that are associated with the VPC.
    PrivateHostedZones,
    /// Resolver rules that are associated with the VPC.
    ResolverRules,
    /// DNS Firewall.
    DnsFirewall,
    /// Route 53 Profiles that are associated with the VPC.
    Profiles,
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
    /// Why this is the answer: what decided about the name, then about the names that it led to, in order.
    pub via: Vec<Via>,
}

impl Answer {
    /// An answer that is known in full.
    #[must_use]
    pub fn new(kind: AnswerKind, addresses: AddressSet) -> Self {
        Self { kind, addresses, gap: None, via: Vec::new() }
    }

    /// The private hosted zone that decided last about what the name leads to, if one did.
    pub(crate) fn last_zone(&self) -> Option<Ix<HostedZone>> {
        self.via.iter().rev().find_map(|via| match via.by {
            By::Zone { zone, .. } => Some(zone),
            _ => None,
        })
    }

    /// The same answer, with one more reason in front.
    pub(super) fn because(mut self, via: Via) -> Self {
        self.via.insert(0, via);
        self
    }
}

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// The question named an address.
    Literal,
    /// The interfaces of an endpoint, by its private DNS, its own names, or a record that leads to these.
    Endpoint(Ix<VpcEndpoint>),
    /// The service's entry in a prefix list: its public addresses.
    PrefixList(String),
    /// Public DNS: any public address that nothing else is known to have.
    Public,
    /// Public DNS, within the ranges that AWS publishes for the Region.
    Published(Region),
    /// A mount target of a file system.
    MountTarget(Ix<NetworkInterface>),
    /// The addresses of a record in a private hosted zone.
    Record(Ix<HostedZone>),
    /// IPv6 addresses that the resolver makes up for the name (DNS64), which are not evaluated.
    Dns64,
    /// Whatever a server that is not Amazon's may say.
    Anything,
    /// None.
    Nothing(NoAnswer),
}

impl AnswerKind {
    /// Who must take packets to the addresses of such an answer. They are the service's that the name is of, or nobody's.
    #[must_use]
    pub const fn wanted(&self) -> Wanted {
        match self {
            Self::Endpoint(endpoint) => Wanted::Service(*endpoint),
            Self::MountTarget(interface) => Wanted::Interface(*interface),
            Self::Literal
            | Self::PrefixList(_)
            | Self::Public
            | Self::Published(_)
            | Self::Record(_)
            | Self::Dns64
            | Self::Anything
            | Self::Nothing(_) => Wanted::Anyone,
        }
    }
}

/// Why a name means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// `enableDnsSupport` of the VPC is off: the resolver does not answer.
    DnsSupportOff,
    /// The zone that decides has no address for the name, and public DNS is not asked (Route 53 developer guide,
    /// considerations when working with a private hosted zone).
    NoRecord {
        /// The zone.
        zone: Ix<HostedZone>,
        /// The name that it has no address for: the one that was asked for, or one that a record led to.
        name: String,
    },
    /// The zone that decides has IPv6 addresses alone for the name, and whoever asks has none to send from.
    OnlyIpv6 {
        /// The zone.
        zone: Ix<HostedZone>,
        /// The name that has no IPv4 address: the one that was asked for, or one that a record led to.
        name: String,
    },
    /// Names lead to one another in a circle, or through more names than a resolver follows.
    Loop {
        /// The name at which it was noticed.
        name: String,
    },
    /// The file system has mount targets in other Availability Zones only: its name resolves in theirs (EFS user guide,
    /// "Mounting on Amazon EC2 with a DNS name").
    NoMountTarget {
        /// The file system.
        file_system: String,
    },
    /// DNS Firewall blocks the name.
    Firewall(Box<FirewallMatch>),
    /// The VPC's own name servers are asked, and no packet to any of them arrives, by UDP or TCP.
    ServersOutOfReach,
    /// Only perhaps: it depends on something that is not known.
    Possible,
}

/// A rule of DNS Firewall that a name matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallMatch {
    /// The name: the one that was asked for, or one that a record led to.
    pub name: String,
    /// The rule's group.
    pub group: FirewallRuleGroupId,
    /// The rule.
    pub rule: FirewallRule,
    /// The domain of the rule's list that matched.
    pub domain: String,
}

/// What decided about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// The name.
    pub name: String,
    /// What decided.
    pub by: By,
    /// Where it was read; none for public DNS.
    pub evidence: Option<Evidence>,
    /// The name that it led to, if to one.
    pub leads_to: Option<String>,
}

/// What can decide about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A private hosted zone.
    Zone {
        /// The zone.
        zone: Ix<HostedZone>,
        /// The name of the record that matched; none where none did.
        record: Option<String>,
    },
    /// A Resolver rule that forwards the name.
    ForwardRule(Ix<ResolverRule>),
    /// A Resolver rule that takes the name out of a wider one that forwards.
    SystemRule(Ix<ResolverRule>),
    /// Private DNS of an interface endpoint: a zone that AWS keeps for it.
    PrivateDns(Ix<VpcEndpoint>),
    /// A name of an endpoint's own.
    EndpointName(Ix<VpcEndpoint>),
    /// The name of an EFS file system, which means its mount target.
    FileSystem,
    /// DNS Firewall, which blocks the name or answers with another one.
    Firewall(Box<FirewallMatch>),
    /// Public DNS.
    Public,
}

/// An endpoint that is for a name but does not answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The endpoint.
    pub endpoint: Ix<VpcEndpoint>,
    /// Why it does not answer.
    pub reason: PassedOverReason,
}

/// A private hosted zone that would decide about a name if it were not void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoidZone {
    /// The zone.
    pub zone: Ix<HostedZone>,
    /// Whether it has an address, or another name, for the name.
    pub answers: bool,
}

/// Why an endpoint does not answer a name that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassedOverReason {
    /// It is in no subnet: it has no interface.
    InNoSubnet,
    /// Its private DNS is off.
    PrivateDnsOff,
    /// The VPC's `enableDnsHostnames` is off, which makes private DNS void.
    DnsHostnamesOff,
    /// It is not available.
    State(EndpointState),
    /// It is an S3 endpoint whose private DNS answers inbound Resolver queries only.
    InboundResolverOnly,
}

/// Every address that a server might name for a service: public ones and private ones, of the VPC and beyond, without
/// the resolver's own. Link-local addresses are no service's.
pub(super) fn anything(vpc: Option<&Vpc>) -> Answer {
    let cidrs = vpc.map(|vpc| vpc.record.cidrs.as_slice()).unwrap_or_default();
    let resolver = vpc.and_then(|vpc| vpc.record.resolver_address());
    let private = AddressSet::internal(FOLLOWED);
    let inside = AddressSet::from_nets(cidrs.iter().copied()).union(&private);
    let resolver = AddressSet::from_addresses(resolver);
    Answer::new(AnswerKind::Anything, AddressSet::public(FOLLOWED).union(&inside).difference(&resolver))
}

/// No answer.
pub(super) fn nothing(why: NoAnswer) -> Answer {
    Answer::new(AnswerKind::Nothing(why), AddressSet::empty())
}

/// Answers that differ in what they are or in their addresses, the first of each.
pub(super) fn dedup(answers: Vec<Answer>) -> Vec<Answer> {
    let mut kept: Vec<Answer> = Vec::new();
    for answer in answers {
        let same = |other: &Answer| other.kind == answer.kind && other.addresses == answer.addresses;
        if !kept.iter().any(same) {
            kept.push(answer);
        }
    }
    kept.shrink_to_fit();
    kept
}

/// A name that only somebody's own zone can answer.
pub(super) fn unknown_name(resolution: &mut Resolution, host: &str, vpc: &Vpc) -> Vec<Answer> {
    resolution.doubt(Gap::UnknownName { host: host.to_owned() });
    vec![anything(Some(vpc)), nothing(NoAnswer::Possible)]
}

/// The addresses of an interface that packets are followed to.
pub(super) fn interface_addresses(design: &Design, interface: Ix<NetworkInterface>) -> AddressSet {
    let addresses = design.network_interfaces.get(interface).record.addresses.iter().map(|address| address.private);
    AddressSet::from_addresses(addresses).of(FOLLOWED)
}
