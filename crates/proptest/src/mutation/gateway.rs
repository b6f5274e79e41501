//! Gateways, endpoints, interfaces, instances, and what a VPC has switched on.

use hopwise_model::resource::{
    BlockPublicAccess, BlockPublicAccessOptions, EndpointState, FirewallConnectivity, GatewayAttachment, NatState,
    Route, RouteTarget, Scope,
};
use hopwise_model::{Coverage, DocumentKind, Evidence, Inventory};
use ipnet::IpNet;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::filter::{denied, deny_first};
use crate::fixture::{cidr, id};
use crate::pick::{behind, record, record_mut};

/// A change to a gateway, an endpoint, an interface, an instance, or a VPC's controls.
#[derive(Clone, Debug)]
pub enum GatewayChange {
    /// An internet gateway is detached, on its way to be, or attached elsewhere.
    Attach {
        /// Which gateway.
        gateway: Index,
        /// VPC and state; `None` is no attachment at all.
        attachment: Option<(&'static str, &'static str)>,
    },
    /// A NAT gateway is in another state.
    NatState {
        /// Which gateway.
        gateway: Index,
        /// Its state.
        state: NatState,
    },
    /// An appliance is attached to a NAT gateway.
    NatAppliance {
        /// Which gateway.
        gateway: Index,
    },
    /// A NAT gateway's first addresses lose something.
    NatAddresses {
        /// Which gateway.
        gateway: Index,
        /// How many of its addresses.
        addresses: usize,
        /// What they lose.
        loss: AddressLoss,
    },
    /// A NAT gateway is in the second VPC.
    NatVpc {
        /// Which gateway.
        gateway: Index,
    },
    /// The second VPC uses the addresses of the first, and a NAT gateway is in it.
    NatOverlap {
        /// Which gateway.
        gateway: Index,
    },
    /// The regional NAT gateway's zones are set by hand.
    NatZones {
        /// The zone name that its addresses state, if any.
        zone: Option<&'static str>,
    },
    /// An endpoint is in another state.
    EndpointState {
        /// Which endpoint.
        endpoint: Index,
        /// Its state.
        state: EndpointState,
    },
    /// An instance is in another state.
    InstanceState {
        /// Which instance.
        instance: Index,
        /// Its state.
        state: Option<&'static str>,
    },
    /// An interface's attachment is in another state.
    InterfaceStatus {
        /// Which interface.
        interface: Index,
        /// Its status; none where the document does not tell it.
        status: Option<&'static str>,
    },
    /// Block Public Access of a subnet.
    BlockSubnet {
        /// Which subnet.
        subnet: Index,
        /// The mode.
        mode: BlockPublicAccess,
    },
    /// Block Public Access of a VPC.
    BlockVpc {
        /// Which VPC.
        vpc: Index,
        /// The mode.
        mode: BlockPublicAccess,
    },
    /// The account blocks, and nobody says what that comes to for VPCs and subnets.
    BlockAccount {
        /// The mode; none where the call for it was denied.
        mode: Option<BlockPublicAccess>,
    },
    /// A firewall inspects what passes a VPC's internet gateway.
    InternetFirewall {
        /// Whose document says so.
        printed: FirewallPrinted,
        /// Which VPC, route table or subnet.
        place: Index,
    },
    /// Encryption control of a VPC is enforced.
    Encryption {
        /// Which VPC.
        vpc: Index,
    },
    /// The endpoint of a firewall is in subnets; the network ACL of the first lets a block in no more.
    FirewallSubnets {
        /// Which subnets.
        subnets: Vec<Index>,
        /// The block.
        denied: Option<IpNet>,
        /// The endpoint's state.
        state: EndpointState,
    },
    /// An endpoint is of another kind.
    EndpointKind {
        /// Which endpoint.
        endpoint: Index,
        /// The kind.
        kind: hopwise_model::resource::EndpointKind,
    },
}

/// Where a firewall is told of that inspects what passes an internet gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallPrinted {
    /// The VPC names it.
    Vpc,
    /// Each route to an internet gateway names it.
    Route,
    /// The subnet is connected so.
    Subnet(FirewallConnectivity),
    /// The VPC names it, and a subnet is connected so.
    Both(FirewallConnectivity),
}

/// What an address of a NAT gateway can lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressLoss {
    /// Its public address.
    Public,
    /// Its private address.
    Private,
    /// Its use.
    Use,
}

/// An endpoint of a firewall, mostly available and in one subnet.
pub(super) fn firewall() -> impl Strategy<Value = GatewayChange> {
    let subnets = prop_oneof![4 => vec(any::<Index>(), 1), 1 => vec(any::<Index>(), 0), 1 => vec(any::<Index>(), 2)];
    let state = prop_oneof![5 => Just(EndpointState::Available), 1 => Just(EndpointState::Failed)];
    (subnets, denied(), state).prop_map(|(subnets, denied, state)| GatewayChange::FirewallSubnets {
        subnets,
        denied,
        state,
    })
}

fn firewall_printed() -> impl Strategy<Value = FirewallPrinted> {
    use FirewallConnectivity::{AzUnsupported, Bidirectional, Exclude, Flexible, OutboundOnly};
    let connected = || {
        let other = FirewallConnectivity::Other("new".to_owned());
        select(vec![Flexible, OutboundOnly, Bidirectional, Exclude, AzUnsupported, other])
    };
    prop_oneof![
        Just(FirewallPrinted::Vpc),
        Just(FirewallPrinted::Route),
        connected().prop_map(FirewallPrinted::Subnet),
        connected().prop_map(FirewallPrinted::Both),
    ]
}

pub(super) fn overlap() -> impl Strategy<Value = GatewayChange> {
    any::<Index>().prop_map(|gateway| GatewayChange::NatOverlap { gateway })
}

pub(super) fn change() -> impl Strategy<Value = GatewayChange> {
    use hopwise_model::resource::EndpointKind as Kind;
    let some = any::<Index>;
    let attachments = vec![
        None,
        Some(("vpc-a", "detaching")),
        Some(("vpc-a", "attached")),
        Some(("vpc-b", "available")),
        Some(("vpc-gone", "available")),
    ];
    let nat_states = vec![
        NatState::Failed,
        NatState::Pending,
        NatState::Deleting,
        NatState::Deleted,
        NatState::Other("partial".to_owned()),
    ];
    let endpoint_states = vec![
        EndpointState::Pending,
        EndpointState::PendingAcceptance,
        EndpointState::Deleting,
        EndpointState::Deleting,
        EndpointState::Deleting,
        EndpointState::Deleted,
        EndpointState::Rejected,
        EndpointState::Failed,
        EndpointState::Expired,
        EndpointState::Other("partial".to_owned()),
    ];
    let losses = vec![AddressLoss::Public, AddressLoss::Private, AddressLoss::Use];
    let modes = || select(vec![BlockPublicAccess::BlockBidirectional, BlockPublicAccess::BlockIngress]);
    let mode = prop_oneof![1 => Just(BlockPublicAccess::Off), 3 => modes()];
    let instance_states = vec![Some("stopped"), Some("terminated"), Some("shutting-down"), Some("pending"), None];
    prop_oneof![
        3 => (some(), select(attachments))
            .prop_map(|(gateway, attachment)| GatewayChange::Attach { gateway, attachment }),
        10 => (some(), select(nat_states)).prop_map(|(gateway, state)| GatewayChange::NatState { gateway, state }),
        5 => some().prop_map(|gateway| GatewayChange::NatAppliance { gateway }),
        2 => (some(), 1..=2_usize, select(losses))
            .prop_map(|(gateway, addresses, loss)| GatewayChange::NatAddresses { gateway, addresses, loss }),
        1 => some().prop_map(|gateway| GatewayChange::NatVpc { gateway }),
        2 => some().prop_map(|gateway| GatewayChange::NatOverlap { gateway }),
        5 => select(vec![None, Some("eu-west-1b"), Some("eu-west-1a"), Some("eu-west-1c"), Some("eu-west-1d")])
            .prop_map(|zone| GatewayChange::NatZones { zone }),
        10 => (some(), select(endpoint_states))
            .prop_map(|(endpoint, state)| GatewayChange::EndpointState { endpoint, state }),
        2 => (some(), select(instance_states))
            .prop_map(|(instance, state)| GatewayChange::InstanceState { instance, state }),
        8 => (some(), select(vec![Some("available"), Some("attaching"), Some("detaching"), None, Some("in-use")]))
            .prop_map(|(interface, status)| GatewayChange::InterfaceStatus { interface, status }),
        1 => (some(), mode).prop_map(|(subnet, mode)| GatewayChange::BlockSubnet { subnet, mode }),
        1 => (some(), modes()).prop_map(|(vpc, mode)| GatewayChange::BlockVpc { vpc, mode }),
        1 => prop_oneof![3 => modes().prop_map(Some), 1 => Just(None)]
            .prop_map(|mode| GatewayChange::BlockAccount { mode }),
        1 => some().prop_map(|vpc| GatewayChange::Encryption { vpc }),
        2 => (firewall_printed(), some()).prop_map(|(printed, place)| GatewayChange::InternetFirewall { printed, place }),
        1 => (some(), select(vec![Kind::GatewayLoadBalancer, Kind::Other("Resource".to_owned()), Kind::Gateway]))
            .prop_map(|(endpoint, kind)| GatewayChange::EndpointKind { endpoint, kind }),
    ]
}

impl GatewayChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Attach { gateway, attachment } => {
                let gateway = record_mut(&mut inventory.internet_gateways, *gateway)?;
                let attachments = attachment
                    .iter()
                    .map(|(vpc, state)| GatewayAttachment { vpc: id(vpc), state: (*state).to_owned() });
                gateway.attachments = attachments.collect();
                Some(format!("{} is attached as {attachment:?}", gateway.id))
            }
            Self::NatState { gateway, state } => {
                let gateway = record_mut(&mut inventory.nat_gateways, *gateway)?;
                gateway.state = state.clone();
                Some(format!("{} is {state:?}", gateway.id))
            }
            Self::NatAppliance { gateway } => {
                let gateway = record_mut(&mut inventory.nat_gateways, *gateway)?;
                gateway.has_appliance = true;
                Some(format!("{} has an appliance", gateway.id))
            }
            Self::NatAddresses { gateway, addresses, loss } => {
                let gateway = record_mut(&mut inventory.nat_gateways, *gateway)?;
                for address in gateway.addresses.iter_mut().take(*addresses) {
                    match loss {
                        AddressLoss::Public => address.public = None,
                        AddressLoss::Private => address.private = None,
                        AddressLoss::Use => address.usable = false,
                    }
                }
                Some(format!("{addresses} addresses of {} lost their {loss:?}", gateway.id))
            }
            Self::NatOverlap { gateway } => {
                let first = inventory.subnets.first()?.ipv4_cidr()?;
                let vpc = inventory.vpcs.find_mut(|vpc| vpc.id.as_str() == "vpc-b")?;
                vpc.cidrs = vec![cidr("10.0.0.0/24")];
                inventory.subnets.find_mut(|subnet| subnet.vpc.as_str() == "vpc-b")?.cidrs = vec![first];
                if let Some(other) = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-other") {
                    other.addresses.first_mut()?.private = behind(first.network(), 4);
                }
                Self::NatVpc { gateway: *gateway }.apply(inventory)
            }
            Self::NatVpc { gateway } => {
                let subnet = inventory.subnets.iter().find(|subnet| subnet.vpc.as_str() == "vpc-b")?;
                let gateway = record_mut(&mut inventory.nat_gateways, *gateway)?;
                gateway.vpc = subnet.vpc.clone();
                gateway.subnet = Some(subnet.id.clone());
                gateway.regional = false;
                for (place, address) in (8..).zip(&mut gateway.addresses) {
                    address.private = subnet.ipv4_cidr().map(|cidr| behind(cidr.network(), place));
                }
                Some(format!("{} is in vpc-b", gateway.id))
            }
            Self::NatZones { zone } => {
                let gateway = inventory.nat_gateways.find_mut(|gateway| gateway.regional)?;
                gateway.automatic_zones = false;
                for address in &mut gateway.addresses {
                    address.availability_zone = zone.map(str::to_owned);
                    address.availability_zone_id = None;
                }
                Some(format!("{} is in zone {zone:?} alone", gateway.id))
            }
            Self::EndpointState { endpoint, state } => {
                let endpoint = record_mut(&mut inventory.vpc_endpoints, *endpoint)?;
                endpoint.state = state.clone();
                Some(format!("{} is {}", endpoint.id, state.as_str()))
            }
            Self::InstanceState { instance, state } => {
                let instance = record_mut(&mut inventory.instances, *instance)?;
                instance.state = state.map(str::to_owned);
                Some(format!("{} is {state:?}", instance.id))
            }
            Self::InterfaceStatus { interface, status } => {
                let interface = record_mut(&mut inventory.network_interfaces, *interface)?;
                interface.status = status.map(Into::into);
                Some(format!("{} is {}", interface.id, status.unwrap_or("in a state that is not printed")))
            }
            Self::BlockSubnet { subnet, mode } => {
                let subnet = record_mut(&mut inventory.subnets, *subnet)?;
                subnet.block_public_access = Some(*mode);
                Some(format!("{} has Block Public Access {mode:?}", subnet.id))
            }
            Self::BlockVpc { vpc, mode } => {
                let vpc = record_mut(&mut inventory.vpcs, *vpc)?;
                vpc.block_public_access = Some(*mode);
                Some(format!("{} has Block Public Access {mode:?}", vpc.id))
            }
            Self::BlockAccount { mode } => Some(block_account(inventory, *mode)),
            Self::Encryption { vpc } => {
                let vpc = record_mut(&mut inventory.vpcs, *vpc)?;
                vpc.encryption_enforced = true;
                Some(format!("{} enforces encryption", vpc.id))
            }
            Self::InternetFirewall { printed, place } => put_firewall(inventory, printed, *place),
            Self::FirewallSubnets { subnets, denied, state } => place_firewall(inventory, subnets, *denied, state),
            Self::EndpointKind { endpoint, kind } => {
                let endpoint = record_mut(&mut inventory.vpc_endpoints, *endpoint)?;
                endpoint.kind = kind.clone();
                Some(format!("{} is of kind {kind:?}", endpoint.id))
            }
        }
    }
}

fn put_firewall(inventory: &mut Inventory, printed: &FirewallPrinted, place: Index) -> Option<String> {
    let arn = || "arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge".to_owned();
    match printed {
        FirewallPrinted::Vpc => {
            let vpc = record_mut(&mut inventory.vpcs, place)?;
            vpc.internet_firewalls = vec![arn()];
            Some(format!("a firewall inspects what passes the internet gateway of {}", vpc.id))
        }
        FirewallPrinted::Route => {
            let table = record_mut(&mut inventory.route_tables, place)?;
            let to_gateway = |route: &&mut Route| matches!(route.target, RouteTarget::InternetGateway(_));
            table.routes.iter_mut().filter(to_gateway).for_each(|route| route.firewall = Some(arn()));
            Some(format!("a firewall inspects what routes of {} send to an internet gateway", table.id))
        }
        FirewallPrinted::Subnet(connectivity) => {
            let subnet = record_mut(&mut inventory.subnets, place)?;
            subnet.firewall_connectivity = Some(connectivity.clone());
            Some(format!("{} is connected with a firewall as {}", subnet.id, connectivity.as_str()))
        }
        FirewallPrinted::Both(connectivity) => {
            let vpc = record(&inventory.subnets, place)?.vpc.clone();
            inventory.vpcs.by_id_mut(&vpc)?.internet_firewalls = vec![arn()];
            put_firewall(inventory, &FirewallPrinted::Subnet(connectivity.clone()), place)
        }
    }
}

fn block_account(inventory: &mut Inventory, mode: Option<BlockPublicAccess>) -> String {
    for vpc in inventory.vpcs.filter_mut(|vpc| vpc.block_public_access.is_some()) {
        vpc.block_public_access = None;
    }
    for subnet in inventory.subnets.filter_mut(|subnet| subnet.block_public_access.is_some()) {
        subnet.block_public_access = None;
    }
    let (kind, scope) = (DocumentKind::VpcBlockPublicAccessOptions, Scope::default());
    inventory.knowledge.forget(kind);
    inventory.block_public_access_options.retain(|_| false);
    let Some(mode) = mode else {
        inventory.knowledge.record(kind, &scope, Coverage::Failed);
        return "what the account blocks was denied".to_owned();
    };
    inventory.knowledge.record(kind, &scope, Coverage::Partial);
    let evidence = Evidence::supposed("account");
    inventory.block_public_access_options.push(BlockPublicAccessOptions { mode, scope, evidence });
    format!("the account has Block Public Access {mode:?}")
}

fn place_firewall(
    inventory: &mut Inventory,
    subnets: &[Index],
    denied: Option<IpNet>,
    state: &EndpointState,
) -> Option<String> {
    let one = |which: &Index| Some(record(&inventory.subnets, *which)?.id.clone());
    let subnets = subnets.iter().map(one).collect::<Option<Vec<_>>>()?;
    let endpoint = inventory.vpc_endpoints.find_mut(|own| own.id.as_str() == "vpce-firewall")?;
    (endpoint.subnets, endpoint.state) = (subnets.clone(), state.clone());
    deny_first(inventory, &subnets, denied);
    Some(format!("vpce-firewall is in {subnets:?}, where {denied:?} may not come in, and {}", state.as_str()))
}
