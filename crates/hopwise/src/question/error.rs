//! Why a trace cannot be asked.

use std::net::IpAddr;

use hopwise_ecs::SelectionError;
use hopwise_model::DocumentKind;
use thiserror::Error;

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
    /// `ICMPv6`, which only packets between IPv6 addresses are: flows are asked for IPv4.
    #[error("icmpv6 goes between IPv6 addresses only, and a flow is asked between IPv4 addresses")]
    Icmpv6,
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
    /// Nothing that packets are at.
    #[error("there is no place `{}` in the snapshot", .0.escape_default())]
    NoPlace(String),
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
    /// An interface endpoint that is in no subnet: it has no interface that could be asked.
    #[error("VPC endpoint `{0}` is in no subnet (`SubnetIds` is empty): it has no address")]
    EndpointInNoSubnet(String),
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
            Self::EndpointInNoSubnet(_) => "give it subnets: aws ec2 modify-vpc-endpoint --add-subnet-ids",
            Self::NoInterface(_) | Self::EndpointInterfaces(_) => {
                return Some(format!("add what `{}` prints", DocumentKind::NetworkInterfaces.bare_command()));
            }
            Self::NoAddress(_) | Self::Selection(_) => return None,
            Self::NoPlace(_) => {
                "name the id of a VPC, subnet, route table, gateway, endpoint, attachment, connection, network interface or instance, a task, or an address"
            }
            Self::Icmpv6 => "name the protocol icmp",
            Self::Nobody(_) => {
                "name an interface (eni-...), an instance (i-...), a task, an address that one of them has, or a public address"
            }
            Self::Ambiguous { .. } => "name the network interface instead",
            Self::TaskWithoutPlace(_) => {
                let command = DocumentKind::NetworkInterfaces.bare_command();
                return Some(format!("add what `{command}` prints, or name its interface"));
            }
            Self::NoRegion(_) => "name the Region, or the host",
            Self::NameFromInternet(_) => "name an interface, an instance, a task, or an address",
            Self::Unreadable { .. } => {
                "name an interface (eni-...), an instance (i-...), a task, an address, a host name, or a service of AWS by the name of its VPC endpoint, such as ecr.api or s3"
            }
        };
        Some(hint.to_owned())
    }
}
