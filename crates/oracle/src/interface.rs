//! What an interface opens and takes because of who is behind it. Read from the document of the interface itself, and from
//! that of the endpoint which it belongs to.

use hopwise_model::design::{Ix, NetworkInterface, VpcEndpoint};
use hopwise_model::resource::EndpointKind;
use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_model::{Code, Component, Gap, NotEvaluated};

use crate::flow::Flow;
use crate::stop::Stop;
use crate::walk::Walk;

/// Who is behind an interface, in the words of AWS's enumeration where it has one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Host,
    Lambda,
    Endpoint,
    FirewallEndpoint,
    TransitGateway,
    NatGateway,
    MountTarget,
    LoadBalancer,
    AnswersDns,
    AsksDns,
    /// An EC2 Instance Connect Endpoint.
    Tunnel,
    Nobody,
    Service,
}

impl Walk<'_> {
    fn behind(&self, index: Ix<NetworkInterface>) -> Behind {
        let interface = self.design.network_interfaces.get(index);
        if interface.nat_gateway.is_some() {
            return Behind::NatGateway;
        }
        if let Some(endpoint) = interface.endpoint {
            let firewall = self.design.vpc_endpoints.get(endpoint).record.kind == EndpointKind::GatewayLoadBalancer;
            return if firewall { Behind::FirewallEndpoint } else { Behind::Endpoint };
        }
        let record = &interface.record;
        match record.kind.as_str() {
            "interface" => {}
            "efa" | "efa-only" | "branch" | "trunk" => return Behind::Host,
            "lambda" => return Behind::Lambda,
            "vpc_endpoint" => return Behind::Endpoint,
            "gateway_load_balancer_endpoint" => return Behind::FirewallEndpoint,
            "transit_gateway" => return Behind::TransitGateway,
            "natGateway" | "nat_gateway" => return Behind::NatGateway,
            "efs" => return Behind::MountTarget,
            "ec2_instance_connect_endpoint" => return Behind::Tunnel,
            "load_balancer" | "network_load_balancer" | "gateway_load_balancer" => return Behind::LoadBalancer,
            _ => return Behind::Service,
        }
        // Instances, and what people make themselves, may be described in any words.
        if record.instance.is_some() || record.requester_managed == Some(false) {
            return Behind::Host;
        }
        let begins = |text: &str| record.description.starts_with(text);
        let requester = record.requester.as_deref().unwrap_or_default();
        if begins("ENI reserved by ELB for subnet") {
            Behind::Nobody
        } else if begins("Route 53 Resolver: rslvr-in-") {
            Behind::AnswersDns
        } else if begins("Route 53 Resolver: rslvr-out-") {
            Behind::AsksDns
        } else if begins("EC2 Instance Connect Endpoint") {
            Behind::Tunnel
        } else if begins("EFS mount target for ") {
            Behind::MountTarget
        } else if begins("AWS Lambda VPC ENI") {
            Behind::Lambda
        } else if begins("VPC Endpoint Interface ") {
            Behind::Endpoint
        } else if begins("Interface for NAT Gateway ") {
            Behind::NatGateway
        } else if begins("Network Interface for Transit Gateway Attachment ") {
            Behind::TransitGateway
        } else if begins("ELB ") || requester == "amazon-elb" {
            Behind::LoadBalancer
        } else if requester.contains(":awslambda_") {
            Behind::Lambda
        } else {
            Behind::Host
        }
    }

    /// Whether an interface is one of a transit gateway's.
    pub(crate) fn is_attachment(&self, interface: Ix<NetworkInterface>) -> bool {
        self.behind(interface) == Behind::TransitGateway
    }

    /// Whether an interface may send on what is for others: a gateway's does, a host's unless its source/destination check is on.
    pub(crate) fn may_send_on(&self, interface: Ix<NetworkInterface>) -> bool {
        match self.behind(interface) {
            Behind::TransitGateway | Behind::FirewallEndpoint => true,
            Behind::Host => self.design.network_interfaces.get(interface).record.source_dest_check != Some(true),
            _ => false,
        }
    }

    /// Fails where an interface opens no connections.
    pub(crate) fn opens(&self, interface: Ix<NetworkInterface>) -> Result<(), Stop> {
        let code = match self.behind(interface) {
            Behind::Host
            | Behind::Lambda
            | Behind::LoadBalancer
            | Behind::AsksDns
            | Behind::Tunnel
            | Behind::Service => return Ok(()),
            Behind::Endpoint | Behind::FirewallEndpoint => Code::VpceIntraVpcTraffic,
            Behind::TransitGateway | Behind::NatGateway | Behind::MountTarget | Behind::AnswersDns | Behind::Nobody => {
                Code::EniOpensNoConnections
            }
        };
        let record = &self.design.network_interfaces.get(interface).record;
        Err(Stop::blocked(Component::NetworkInterface, &record.id, code, &record.evidence))
    }

    /// Why nobody can tell whether the first packet was ever sent.
    pub(crate) fn sender_gap(&self, interface: Ix<NetworkInterface>) -> Option<Gap> {
        let (component, what) = (Component::NetworkInterface, NotEvaluated::InterfaceKind);
        let id = self.design.network_interfaces.get(interface).record.id.to_string();
        (self.behind(interface) == Behind::Service).then_some(Gap::NotEvaluated { component, id, what })
    }

    /// Fails where nobody is behind an interface who takes connections.
    pub(crate) fn takes_any(&self, interface: Ix<NetworkInterface>) -> Result<(), Stop> {
        match self.behind(interface) {
            Behind::Lambda
            | Behind::FirewallEndpoint
            | Behind::TransitGateway
            | Behind::NatGateway
            | Behind::AsksDns
            | Behind::Tunnel
            | Behind::Nobody => {
                let (record, code) =
                    (&self.design.network_interfaces.get(interface).record, Code::EniTakesNoConnections);
                Err(Stop::blocked(Component::NetworkInterface, &record.id, code, &record.evidence))
            }
            Behind::Host
            | Behind::Endpoint
            | Behind::MountTarget
            | Behind::LoadBalancer
            | Behind::AnswersDns
            | Behind::Service => Ok(()),
        }
    }

    /// Whether who is behind an interface takes a packet: it does, it does not, or nobody knows. The last is told apart, as
    /// everything else that stops a packet comes before it.
    pub(crate) fn takes(&self, interface: Ix<NetworkInterface>, packet: Flow) -> Result<Option<Gap>, Stop> {
        let record = &self.design.network_interfaces.get(interface).record;
        let unknown = |what| {
            Ok(Some(Gap::NotEvaluated { component: Component::NetworkInterface, id: record.id.to_string(), what }))
        };
        match self.behind(interface) {
            // `ELB app/NAME/ID` and `ELB NAME` have no listener but for HTTP and what else runs on TCP.
            Behind::LoadBalancer => {
                let words: Vec<&str> = record.description.split('/').collect();
                let is_tcp =
                    matches!(words.as_slice(), ["ELB app", ..] | [_]) && record.description.starts_with("ELB ");
                if is_tcp && record.kind == "interface" && !matches!(packet.protocol, TCP | ICMP) {
                    let (component, code) = (Component::NetworkInterface, Code::ProtocolRestriction);
                    return Err(Stop::blocked(component, &record.id, code, &record.evidence));
                }
                unknown(NotEvaluated::Listeners)
            }
            Behind::Service => unknown(NotEvaluated::InterfaceKind),
            Behind::AnswersDns => match (packet.protocol, packet.destination_port) {
                (TCP | UDP, 53) => Ok(None),
                (TCP, 443) => unknown(NotEvaluated::DnsOverHttps),
                _ => {
                    let (component, code) = (Component::NetworkInterface, Code::ProtocolRestriction);
                    Err(Stop::blocked(component, &record.id, code, &record.evidence))
                }
            },
            Behind::MountTarget if (packet.protocol, packet.destination_port) != (TCP, 2049) => {
                let (component, code) = (Component::NetworkInterface, Code::ProtocolRestriction);
                Err(Stop::blocked(component, &record.id, code, &record.evidence))
            }
            Behind::Endpoint => {
                let endpoint = self.design.network_interfaces.get(interface).endpoint;
                match endpoint.map(|endpoint| self.design.vpc_endpoints.get(endpoint)) {
                    Some(endpoint) => endpoint_takes(endpoint, packet).map_or_else(Err, |what| match what {
                        Some(what) => unknown(what),
                        None => Ok(None),
                    }),
                    None if packet.protocol == TCP && packet.destination_port == 443 => Ok(None),
                    None if packet.protocol == TCP => unknown(NotEvaluated::EndpointServicePort),
                    None if packet.protocol == UDP => unknown(NotEvaluated::EndpointServiceUdp),
                    None => {
                        let (component, code) = (Component::NetworkInterface, Code::ProtocolRestriction);
                        Err(Stop::blocked(component, &record.id, code, &record.evidence))
                    }
                }
            }
            _ => Ok(None),
        }
    }
}

/// Interface endpoints carry TCP (VPC user guide, interface endpoints), and services of AWS answer where their guides say so,
/// on other ports perhaps. Services that somebody offers, whose names hold
/// `vpce-svc-` and an id, may take UDP as well.
fn endpoint_takes(endpoint: &VpcEndpoint, packet: Flow) -> Result<Option<NotEvaluated>, Stop> {
    let record = &endpoint.record;
    if let EndpointKind::Other(kind) = &record.kind
        && kind != "Resource"
        && kind != "ServiceNetwork"
    {
        return Ok(Some(NotEvaluated::EndpointKind));
    }
    let of_somebody = record.kind == EndpointKind::Gateway || record.service_name.contains(".vpce-svc-");
    let tcp_only = matches!(record.kind, EndpointKind::Other(_)) || !of_somebody;
    let own_port = match record.service_name.rsplit('.').next() {
        Some("email-smtp") => [25, 465, 587, 2465, 2587].contains(&packet.destination_port),
        Some("cassandra" | "cassandra-fips") => packet.destination_port == 9142,
        Some(name) if name.starts_with("dsql-") => packet.destination_port == 5432,
        _ => packet.destination_port == 443,
    };
    match packet.protocol {
        TCP if record.kind == EndpointKind::Interface && !of_somebody && !own_port => {
            Ok(Some(NotEvaluated::EndpointServicePort))
        }
        TCP => Ok(None),
        UDP if !tcp_only => Ok(Some(NotEvaluated::EndpointServiceUdp)),
        _ => Err(Stop::blocked(Component::VpcEndpoint, &record.id, Code::ProtocolRestriction, &record.evidence)),
    }
}
