use std::net::IpAddr;

use compact_str::CompactString;
use ecow::{EcoString, EcoVec};
use ipnet::IpNet;

use super::Scope;
use crate::component::Component;
use crate::evidence::Evidence;
use crate::gap::Gap;
use crate::id::{AccountId, InstanceId, NetworkInterfaceId, SecurityGroupId, SubnetId, VpcId};

/// A network interface (`describe-network-interfaces`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkInterface {
    /// Its id.
    pub id: NetworkInterfaceId,
    /// `InterfaceType` as printed, such as `interface`, `vpc_endpoint`, `natGateway` (or `nat_gateway`).
    pub kind: CompactString,
    /// Free text that AWS or the user gave it. An ECS task's says `arn:aws:ecs:REGION:ACCOUNT:attachment/UUID`.
    pub description: EcoString,
    /// The VPC it is in.
    pub vpc: Option<VpcId>,
    /// The subnet it is in.
    pub subnet: SubnetId,
    /// Its security groups. Interfaces that have the same ones may share the list.
    pub groups: EcoVec<SecurityGroupId>,
    /// Its addresses inside the VPC: IPv4 ones, primary first, then IPv6 ones.
    pub addresses: Vec<PrivateAddress>,
    /// Blocks that are delegated to it (`Ipv4Prefixes`, `Ipv6Prefixes`): every address in them is its own, without a
    /// public one.
    pub prefixes: EcoVec<IpNet>,
    /// Whether it drops packets that are neither from nor to one of its addresses; none where the document does not say.
    pub source_dest_check: Option<bool>,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Who had it made (`RequesterId`), such as `amazon-elb`.
    pub requester: Option<EcoString>,
    /// Whether a service made it for somebody (`RequesterManaged`).
    pub requester_managed: Option<bool>,
    /// The instance it is attached to.
    pub instance: Option<InstanceId>,
    /// Status as printed, such as `in-use`; of an interface without one that it is attached, where its attachment says so.
    pub status: Option<CompactString>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl NetworkInterface {
    /// The primary private IPv4 address; an IPv6-only interface has none.
    #[must_use]
    pub fn primary_address(&self) -> Option<IpAddr> {
        self.addresses.first().map(|address| address.private).filter(IpAddr::is_ipv4)
    }

    /// Whether an address is its own: listed, or in a block that is delegated to it.
    #[must_use]
    pub fn has_address(&self, address: IpAddr) -> bool {
        self.addresses.iter().any(|own| own.private == address)
            || self.prefixes.iter().any(|own| own.contains(&address))
    }

    /// Every block of addresses that are its own; a single address is a block of one.
    pub fn blocks(&self) -> impl Iterator<Item = IpNet> + '_ {
        self.addresses.iter().map(|own| IpNet::from(own.private)).chain(self.prefixes.iter().map(IpNet::trunc))
    }

    /// Whether AWS gives every interface of this kind a security group, so that a document without one is incomplete.
    /// NAT gateways, transit gateway attachments and some load balancers have none.
    #[must_use]
    pub fn always_has_groups(&self) -> bool {
        matches!(self.kind.as_str(), "interface" | "efa" | "lambda" | "vpc_endpoint" | "branch" | "trunk")
    }

    /// Why it is not known whether anything is attached to it: it is about to be or not to be any more, or no status was
    /// printed of an interface that no document says is attached to an instance.
    #[must_use]
    pub fn attachment_gap(&self) -> Option<Gap> {
        let state = match self.status.as_deref() {
            Some(state @ ("attaching" | "detaching")) => state,
            None if self.instance.is_none() => "no status printed",
            _ => return None,
        };
        let (component, id) = (Component::NetworkInterface, self.id.to_string());
        Some(Gap::UncertainState { component, id, state: state.to_owned() })
    }

    /// Why its security groups are not known, where AWS must have printed some and the document has none.
    #[must_use]
    pub fn groups_gap(&self) -> Option<Gap> {
        (self.groups.is_empty() && self.always_has_groups()).then(|| Gap::UncertainState {
            component: Component::NetworkInterface,
            id: self.id.to_string(),
            state: "no security groups printed".to_owned(),
        })
    }
}

/// An address of an interface inside its VPC, and the public one that an internet gateway maps it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivateAddress {
    /// The address inside.
    pub private: IpAddr,
    /// The public address, if there is one; none for IPv6, which nobody translates. The mapping belongs to the private
    /// address, not to the interface.
    pub public: Option<IpAddr>,
}
