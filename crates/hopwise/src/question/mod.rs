//! A trace asked in words: from and to as people name them.

mod from;
mod to;

use std::net::IpAddr;
use std::ops::RangeInclusive;

use hopwise_ecs::{AwsService, SelectionError};
use hopwise_engine::{Answer, AnswerKind, Inquiry, Network, PublishedRanges, Question, Reach, Resolution, Verdict};
use hopwise_explain::confirm;
use hopwise_model::design::Source;
use hopwise_model::{Inventory, Region};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
use hopwise_report::Traced;
use thiserror::Error;

use crate::Error as Failure;
use from::Origin;
use to::Target;

/// A question about one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRequest {
    /// Who asks: the id of a network interface, an instance or a task, an address of one of them, or a public address
    /// outside the snapshot.
    pub from: String,
    /// Who is asked: any of these, the id of an interface endpoint, a host name, or the name of a service of AWS such as `ecr.api`.
    pub to: String,
    /// The protocol.
    pub protocol: Protocol,
    /// The destination port, 443 if `None`; ignored for protocols without ports. ICMP asks with echo requests.
    pub port: Option<u16>,
    /// The ports that the client may use; `None` stands for those that it would use by itself.
    pub source_ports: Option<RangeInclusive<u16>>,
    /// The Region of a service where nothing in the snapshot tells it.
    pub region: Option<Region>,
}

impl TraceRequest {
    /// A question about tcp 443, from any port that the source would use.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        let (from, to, protocol) = (from.into(), to.into(), Protocol::TCP);
        Self { from, to, protocol, port: None, source_ports: None, region: None }
    }
}

/// Why a trace cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TraceError {
    /// Nothing in the snapshot has this id.
    #[error("there is no {what} `{}` in the snapshot", .id.escape_default())]
    NoSuch {
        /// What the id is of, such as "network interface".
        what: &'static str,
        /// The id.
        id: String,
        /// What there is, for the hint.
        there_is: String,
    },
    /// An instance without an interface in the snapshot.
    #[error("the network interface of instance `{0}` is not in the snapshot")]
    NoInterface(String),
    /// Something without an address.
    #[error("`{}` has no IPv4 address", .0.escape_default())]
    NoAddress(String),
    /// A private address that no interface has.
    #[error("no network interface of the snapshot has the address {0}")]
    Nobody(IpAddr),
    /// A private address that interfaces of several VPCs have.
    #[error("network interfaces of several VPCs have the address {address}: {ids}")]
    Ambiguous {
        /// The address.
        address: IpAddr,
        /// The interfaces.
        ids: String,
    },
    /// A task whose place in the network is not known.
    #[error("it is not known where task `{}` is in the network", .0.escape_default())]
    TaskWithoutPlace(String),
    /// A service whose Region is not known.
    #[error("the Region of service `{0}` is not known")]
    NoRegion(&'static str),
    /// A name where an address is needed.
    #[error("packets from the internet need an address to go to, not the name `{}`", .0.escape_default())]
    NameFromInternet(String),
    /// A text that means nothing here.
    #[error("`{}` is neither {expected}", .text.escape_default())]
    Unreadable {
        /// The text.
        text: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A source that is none of what can be one.
    #[error("`{}` is neither a network interface, an instance, a task nor an address", .text.escape_default())]
    NotASource {
        /// The text.
        text: String,
        /// What to name instead.
        hint: String,
    },
    /// A URL, an image, a host with a port.
    #[error("`{}` is more than a host name or an address", .text.escape_default())]
    MoreThanAHost {
        /// The text.
        text: String,
        /// The host in it.
        host: String,
    },
    /// A gateway endpoint or another one that is no destination of packets.
    #[error("VPC endpoint `{id}` has no address of its own: it is not an interface endpoint")]
    EndpointWithoutAddress {
        /// The endpoint.
        id: String,
        /// The service that it leads to, where a question can name it.
        service: Option<&'static str>,
    },
    /// An interface endpoint whose interfaces, or their addresses, are not all known.
    #[error("the network interfaces of VPC endpoint `{0}` are not all in the snapshot")]
    EndpointInterfaces(String),
    /// A task that cannot be found.
    #[error(transparent)]
    Selection(#[from] SelectionError),
}

impl TraceError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoSuch { there_is, .. } if there_is.is_empty() => return None,
            Self::NoSuch { there_is, .. } => return Some(format!("there is: {there_is}")),
            Self::NotASource { hint, .. } => return Some(hint.clone()),
            Self::MoreThanAHost { host, .. } => {
                let host = host.escape_default();
                return Some(format!(
                    "leave out what is around {host}, such as https:// and the path; a port is named apart"
                ));
            }
            Self::EndpointWithoutAddress { service: Some(service), .. } => {
                return Some(format!("name the service: {service}"));
            }
            Self::EndpointWithoutAddress { service: None, .. } => "name a host or an address behind it",
            Self::NoInterface(_) | Self::EndpointInterfaces(_) => {
                "add what `aws ec2 describe-network-interfaces` prints"
            }
            Self::NoAddress(_) | Self::Selection(_) => return None,
            Self::Nobody(_) => {
                "name an interface (eni-...), an instance (i-...), a task, an address that one of them has, or a public address"
            }
            Self::Ambiguous { .. } => "name the network interface instead",
            Self::TaskWithoutPlace(_) => "add what `aws ec2 describe-network-interfaces` prints, or name its interface",
            Self::NoRegion(_) => "name the Region, or the host",
            Self::NameFromInternet(_) => "name an interface, an instance, a task, or an address",
            Self::Unreadable { .. } => {
                "name an interface (eni-...), an instance (i-...), a task, an address, a host name, or a service of AWS by the name of its VPC endpoint, such as ecr.api or s3"
            }
        };
        Some(hint.to_owned())
    }
}

/// Asks about one flow and lets the oracle confirm the answer.
///
/// Names are resolved as the source would resolve them; ids and addresses are not. Takes one walk for each answer of
/// the resolver.
///
/// # Errors
///
/// When the question names something that is not there, or the oracle disagrees.
pub(crate) fn trace(
    inventory: &Inventory,
    network: &Network<'_>,
    published: &PublishedRanges,
    request: &TraceRequest,
) -> Result<Traced, Failure> {
    let design = network.design();
    let origin = from::origin(inventory, design, &request.from)?;
    let target = to::target(inventory, design, &origin, request)?;
    let source_ports = request.source_ports.clone().unwrap_or_else(|| origin.source_ports.clone());
    let port = if request.protocol.is_icmp() { ECHO_REQUEST } else { request.port.unwrap_or(HTTPS) };
    let (reach, service, named) = match target {
        Target::Host { host, service } => {
            let inquiry = Inquiry {
                source: origin.source.clone(),
                host,
                protocol: request.protocol,
                port,
                source_ports: source_ports.clone(),
            };
            (network.reach(&inquiry, published), service, true)
        }
        Target::Addresses(addresses) => {
            let question = question(network, &origin, addresses.clone(), request.protocol, port, &source_ports);
            (reach(network, &question, &request.to, addresses), None, false)
        }
    };
    for flow in reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
        confirm(design, &origin.source, flow)?;
    }
    Ok(Traced {
        from: request.from.clone(),
        to: request.to.clone(),
        service,
        named,
        source_ports: PortSet::range(source_ports).to_string(),
        reach,
    })
}

/// The port that registries and the services of AWS are asked at.
const HTTPS: u16 = 443;

/// Type 8, code 0 (RFC 792).
const ECHO_REQUEST: u16 = 8 << 8;

fn question(
    network: &Network<'_>,
    origin: &Origin,
    to: AddressSet,
    protocol: Protocol,
    port: u16,
    source_ports: &RangeInclusive<u16>,
) -> Question {
    let (source, ports) = (origin.source.clone(), PortSet::single(port));
    let question = Question::new(network.design(), source, to, protocol, ports, source_ports.clone());
    match &origin.only {
        None => question,
        Some(only) => {
            Question { packets: PacketBox { sources: AddressSet::single(*only), ..question.packets }, ..question }
        }
    }
}

/// The walk to addresses as an answer: an address means itself.
fn reach(network: &Network<'_>, question: &Question, to: &str, addresses: AddressSet) -> Reach {
    let answer = Answer::new(AnswerKind::Literal, addresses);
    let resolution = Resolution { answers: vec![answer.clone()], ..Resolution::new(to) };
    let trace = network.trace(question);
    let verdict = trace.verdict();
    let block = match verdict {
        Verdict::Blocked | Verdict::Partial => trace.flows.iter().find_map(|flow| flow.block().cloned()),
        Verdict::Delivered | Verdict::Undetermined => None,
    };
    Reach { resolution, traces: vec![(answer, trace)], verdict, block }
}

/// The services that a question can name.
fn service(name: &str) -> Option<AwsService> {
    AwsService::from_name(&name.to_ascii_lowercase())
}

/// Whether a source is outside of every VPC.
fn is_internet(source: &Source) -> bool {
    matches!(source, Source::Internet)
}
