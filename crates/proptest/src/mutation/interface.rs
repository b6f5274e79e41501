//! Network interfaces: who is behind them, what is delegated to them, and whether they send on what is for others.

use std::net::IpAddr;

use hopwise_model::Inventory;
use hopwise_model::resource::{NetworkInterface, PrivateAddress, RouteTable, RouteTarget};
use ipnet::IpNet;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::filter::{denied, deny_first};
use crate::fixture;
use crate::pick::{behind, record, record_mut};

/// A change to an interface.
#[derive(Clone, Debug)]
pub enum InterfaceChange {
    /// AWS made it for something else.
    Kind {
        /// Which interface.
        interface: Index,
        /// `InterfaceType`.
        kind: &'static str,
        /// `Description`.
        description: &'static str,
        /// `RequesterId` and `RequesterManaged`.
        requester: (Option<&'static str>, Option<bool>),
    },
    /// A block in its subnet is delegated to it.
    Prefix {
        /// Which interface.
        interface: Index,
    },
    /// Its source/destination check is on or off.
    SourceDestCheck {
        /// Which interface; that of the instance where none.
        interface: Option<Index>,
        /// Whether it is on.
        on: bool,
    },
    /// The interface of the instance sends on what is for others, from a subnet whose own table leads to an internet
    /// gateway.
    Router {
        /// Its public address.
        public: Option<IpAddr>,
    },
    /// Subnets have interfaces of a transit gateway's attachment; the network ACL of the first lets a block in no more.
    Attachments {
        /// Which subnets.
        subnets: Vec<Index>,
        /// The block.
        denied: Option<IpNet>,
    },
    /// An endpoint leads to a service that somebody offers.
    EndpointService {
        /// Which endpoint.
        endpoint: Index,
    },
}

/// `InterfaceType`, `Description`, `RequesterId` and `RequesterManaged`.
type Printed = (&'static str, &'static str, (Option<&'static str>, Option<bool>));

/// What AWS prints of interfaces that are no hosts', and of some that only look so.
const KINDS: [Printed; 22] = [
    ("interface", "EC2 Instance Connect Endpoint: eice-1", (None, Some(true))),
    ("ec2_instance_connect_endpoint", "", (None, Some(true))),
    ("interface", "Route 53 Resolver: rslvr-in-1:rni-1", (Some("AROA0:route53resolver"), None)),
    ("interface", "Route 53 Resolver: rslvr-in-2:rni-2", (None, None)),
    ("interface", "Route 53 Resolver: rslvr-in-1:rni-1", (None, Some(true))),
    ("interface", "Route 53 Resolver: rslvr-out-1:rni-1", (None, Some(true))),
    ("lambda", "AWS Lambda VPC ENI-pull-1", (None, Some(true))),
    ("interface", "AWS Lambda VPC ENI-pull-1", (Some("AROA0:awslambda_1"), Some(true))),
    ("interface", "", (Some("AROA0:awslambda_1"), None)),
    ("transit_gateway", "", (None, Some(true))),
    ("interface", "Network Interface for Transit Gateway Attachment tgw-attach-1", (None, None)),
    ("gateway_load_balancer_endpoint", "", (None, Some(true))),
    ("vpc_endpoint", "", (None, Some(true))),
    ("interface", "EFS mount target for fs-1 (fsmt-1)", (None, Some(true))),
    ("efs", "", (None, None)),
    ("interface", "ELB app/shop/0123456789abcdef", (Some("amazon-elb"), Some(true))),
    ("interface", "ENI reserved by ELB for subnet", (Some("amazon-elb"), Some(true))),
    ("network_load_balancer", "ELB net/shop/0123456789abcdef", (None, Some(true))),
    ("interface", "ELB in name only", (None, Some(false))),
    ("trunk", "", (None, None)),
    ("a_new_kind", "", (None, Some(true))),
    ("interface", "RDSNetworkInterface", (Some("amazon-rds"), Some(true))),
];

pub(super) fn change() -> impl Strategy<Value = InterfaceChange> {
    let some = any::<Index>;
    prop_oneof![
        6 => kind(),
        3 => some().prop_map(|interface| InterfaceChange::Prefix { interface }),
        1 => (some(), any::<bool>()).prop_map(|(interface, on)| {
            InterfaceChange::SourceDestCheck { interface: Some(interface), on }
        }),
        2 => some().prop_map(|endpoint| InterfaceChange::EndpointService { endpoint }),
    ]
}

/// An instance that sends on what is for others, or may not.
pub(super) fn router() -> impl Strategy<Value = InterfaceChange> {
    let public = Some(IpAddr::from([54, 0, 0, 6]));
    prop_oneof![
        1 => Just(InterfaceChange::SourceDestCheck { interface: None, on: true }),
        2 => Just(InterfaceChange::SourceDestCheck { interface: None, on: false }),
        2 => Just(InterfaceChange::Router { public: None }),
        1 => Just(InterfaceChange::Router { public }),
    ]
}

/// A transit gateway that is attached, mostly in one subnet.
pub(super) fn attachments() -> impl Strategy<Value = InterfaceChange> {
    let subnets = prop_oneof![3 => vec(any::<Index>(), 1), 2 => vec(any::<Index>(), 2..=3)];
    (subnets, denied()).prop_map(|(subnets, denied)| InterfaceChange::Attachments { subnets, denied })
}

/// An interface that AWS made for something else.
pub(super) fn kind() -> impl Strategy<Value = InterfaceChange> {
    (any::<Index>(), select(KINDS.to_vec())).prop_map(|(interface, (kind, description, requester))| {
        InterfaceChange::Kind { interface, kind, description, requester }
    })
}

impl InterfaceChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Kind { interface, kind, description, requester: (requester, managed) } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.kind = (*kind).into();
                interface.description = (*description).into();
                interface.requester = requester.map(Into::into);
                interface.requester_managed = *managed;
                Some(format!("{} is of kind {kind} ({description}), {requester:?}, {managed:?}", interface.id))
            }
            Self::Prefix { interface } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                let subnet = inventory.subnets.by_id(&interface.subnet)?;
                let prefix = IpNet::new(behind(subnet.ipv4_cidr()?.network(), 8), 30).ok()?;
                interface.prefixes = [prefix].into();
                Some(format!("{prefix} is delegated to {}", interface.id))
            }
            Self::SourceDestCheck { interface, on } => {
                let interface = match interface {
                    Some(interface) => record_mut(&mut inventory.network_interfaces, *interface)?,
                    None => inventory.network_interfaces.find_mut(|own| own.instance.is_some())?,
                };
                interface.source_dest_check = Some(*on);
                Some(format!("{} has its source/destination check {}", interface.id, if *on { "on" } else { "off" }))
            }
            Self::Router { public } => {
                let leads_out = |table: &&RouteTable| {
                    table.routes.iter().any(|route| matches!(route.target, RouteTarget::InternetGateway(_)))
                };
                let of_table = |table: &RouteTable| table.associations.iter().find_map(|own| own.subnet.clone());
                let outer = inventory.route_tables.iter().filter(leads_out).find_map(of_table)?;
                let subnet = inventory.subnets.by_id(&outer)?;
                let private = behind(subnet.ipv4_cidr()?.network(), 10);
                let interface = inventory.network_interfaces.find_mut(|own| own.instance.is_some())?;
                interface.subnet = subnet.id.clone();
                interface.addresses = vec![PrivateAddress { private, public: *public }];
                interface.source_dest_check = Some(false);
                Some(format!("{} is in {} and has {public:?}", interface.id, interface.subnet))
            }
            Self::Attachments { subnets, denied } => {
                let mut own = Vec::new();
                for (number, which) in (60..).zip(subnets) {
                    let subnet = record(&inventory.subnets, *which)?;
                    let name = format!("eni-attachment-{number}");
                    let private = behind(subnet.ipv4_cidr()?.network(), 14);
                    let attached = fixture::interface(&name, subnet.vpc.as_str(), subnet.id.as_str(), private);
                    own.push(subnet.id.clone());
                    let kind = "transit_gateway".into();
                    inventory.network_interfaces.push(NetworkInterface { kind, ..attached });
                }
                deny_first(inventory, &own, *denied);
                Some(format!("a transit gateway is attached in {own:?}, where {denied:?} may not come in"))
            }
            Self::EndpointService { endpoint } => {
                let endpoint = record_mut(&mut inventory.vpc_endpoints, *endpoint)?;
                "com.amazonaws.vpce.eu-west-1.vpce-svc-0".clone_into(&mut endpoint.service_name);
                Some(format!("{} leads to {}", endpoint.id, endpoint.service_name))
            }
        }
    }
}
