//! What a change presupposes and what it brings about: the order in which AWS accepts changes, and those that it wants
//! first.

use hopwise_model::resource::{Direction, GatewayAttachment, RouteDestination, RouteTarget};
use hopwise_model::{
    HostedZoneId, InternetGatewayId, Inventory, NetworkAclId, RouteTableId, SubnetId, VpcEndpointId, VpcId,
};

use super::{Change, DnsAttribute};

/// Something that a change makes true, or that has to be true before AWS accepts it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fact {
    /// Something is there under an id that a change of the plan made up.
    Exists(String),
    /// A DNS attribute of a VPC is on. Private DNS needs both (`InvalidParameter`: "Enabling private DNS requires both
    /// enableDnsSupport and enableDnsHostnames VPC attributes set to true"), and host names need support (EC2 API,
    /// `ModifyVpcAttribute`).
    DnsAttribute(VpcId, DnsAttribute),
    /// A VPC has an internet gateway, which public NAT gateways and Elastic IP addresses need (`Gateway.NotAttached`).
    HasGateway(VpcId),
    /// An internet gateway is attached, without which no route leads to it.
    Attached(InternetGatewayId),
    /// A table has no route for a destination (`RouteAlreadyExists`).
    FreeRoute(RouteTableId, RouteDestination),
    /// A number of a network ACL is free (`NetworkAclEntryAlreadyExists`).
    FreeEntry(NetworkAclId, Direction, u32),
    /// An endpoint has private DNS, of which there are options to set.
    PrivateDns(VpcEndpointId),
    /// A zone is no longer associated: private DNS of a name that a zone has conflicts with it (`InvalidParameter`: "there
    /// is already a conflicting DNS domain").
    WithoutZone(HostedZoneId),
    /// No service of AWS owns a zone: of such a zone nobody else may change a record or an association (Route 53 API,
    /// `DisassociateVPCFromHostedZone`).
    NotOfService(HostedZoneId),
}

impl Fact {
    /// Whether it is so; none where the inventory does not tell, or where trying the change tells.
    fn holds(&self, inventory: &Inventory) -> Option<bool> {
        match self {
            Self::DnsAttribute(vpc, attribute) => {
                let documents = inventory.vpc_attributes.iter().filter(|own| own.vpc == *vpc);
                let mut values = documents.filter_map(|own| match attribute {
                    DnsAttribute::Support => own.dns_support,
                    DnsAttribute::Hostnames => own.dns_hostnames,
                });
                values.next()
            }
            Self::NotOfService(zone) => {
                let mut zones = inventory.vpc_hosted_zones.iter().flat_map(|own| &own.zones);
                Some(!zones.any(|own| own.id == *zone && own.owning_service.is_some()))
            }
            Self::Attached(gateway) => {
                let own = inventory.internet_gateways.by_id(gateway)?;
                Some(own.attachments.iter().any(GatewayAttachment::is_usable))
            }
            Self::WithoutZone(_)
            | Self::HasGateway(_)
            | Self::Exists(_)
            | Self::FreeRoute(..)
            | Self::FreeEntry(..)
            | Self::PrivateDns(_) => None,
        }
    }

    /// The change that brings it about, where one does by what is known.
    fn maker(&self) -> Option<Change> {
        match self {
            Self::DnsAttribute(vpc, attribute) => {
                Some(Change::EnableDnsAttribute { vpc: vpc.clone(), attribute: *attribute })
            }
            Self::Exists(_)
            | Self::HasGateway(_)
            | Self::Attached(_)
            | Self::FreeRoute(..)
            | Self::FreeEntry(..)
            | Self::PrivateDns(_)
            | Self::WithoutZone(_)
            | Self::NotOfService(_) => None,
        }
    }
}

fn both(vpc: &VpcId) -> impl Iterator<Item = Fact> {
    [DnsAttribute::Support, DnsAttribute::Hostnames]
        .map(|attribute| Fact::DnsAttribute(vpc.clone(), attribute))
        .into_iter()
}

/// That a VPC has none of the zones that it has, as far as a plan takes them away.
fn without_zones<'i>(vpc: &'i VpcId, inventory: &'i Inventory) -> impl Iterator<Item = Fact> + 'i {
    let own = inventory.vpc_hosted_zones.iter().filter(move |own| own.vpc == *vpc);
    own.flat_map(|own| &own.zones).map(|zone| Fact::WithoutZone(zone.id.clone()))
}

fn vpc_of_subnet<'i>(inventory: &'i Inventory, subnet: &SubnetId) -> Option<&'i VpcId> {
    inventory.subnets.by_id(subnet).map(|own| &own.vpc)
}

/// What a route's target has to be first.
fn of_target(target: &RouteTarget) -> Option<Fact> {
    match target {
        RouteTarget::InternetGateway(gateway) => Some(Fact::Attached(gateway.clone())),
        RouteTarget::NatGateway(nat) => Some(Fact::Exists(nat.to_string())),
        RouteTarget::VpcEndpoint(endpoint) => Some(Fact::Exists(endpoint.to_string())),
        _ => None,
    }
}

impl Change {
    /// What has to be so before AWS accepts the change.
    fn needs(&self, inventory: &Inventory) -> Vec<Fact> {
        match self {
            Self::AddAclEntry { acl, number, direction, .. } | Self::DenyByAcl { acl, number, direction, .. } => {
                vec![Fact::FreeEntry(acl.clone(), *direction, *number)]
            }
            Self::CreateRoute { table, destination, target } => {
                let free = Fact::FreeRoute(table.clone(), destination.clone());
                of_target(target).into_iter().chain([free]).collect()
            }
            Self::ReplaceRoute { target, .. } => of_target(target).into_iter().collect(),
            Self::CreateInterfaceEndpoint { vpc, .. } => both(vpc).chain(without_zones(vpc, inventory)).collect(),
            Self::EnablePrivateDns { endpoint } => {
                let own = inventory.vpc_endpoints.by_id(endpoint);
                let exists = Fact::Exists(endpoint.to_string());
                own.into_iter()
                    .flat_map(|own| both(&own.vpc).chain(without_zones(&own.vpc, inventory)))
                    .chain([exists])
                    .collect()
            }
            Self::AnswerInsideVpc { endpoint } => {
                vec![Fact::Exists(endpoint.to_string()), Fact::PrivateDns(endpoint.clone())]
            }
            Self::AssociateGatewayEndpoint { endpoint, .. }
            | Self::AddEndpointSubnets { endpoint, .. }
            | Self::AddEndpointGroup { endpoint, .. } => {
                vec![Fact::Exists(endpoint.to_string())]
            }
            Self::EnableDnsAttribute { vpc, attribute: DnsAttribute::Hostnames } => {
                vec![Fact::DnsAttribute(vpc.clone(), DnsAttribute::Support)]
            }
            Self::CreateRecord { zone, .. }
            | Self::AssociateZone { zone, .. }
            | Self::DisassociateZone { zone, .. }
            | Self::DeleteZone { zone } => {
                vec![Fact::NotOfService(zone.clone())]
            }
            Self::AssociateAddress { interface } => {
                let own = inventory.network_interfaces.by_id(interface);
                let vpc = own.and_then(|own| vpc_of_subnet(inventory, &own.subnet));
                vpc.cloned().map(Fact::HasGateway).into_iter().collect()
            }
            Self::CreateNatGateway { subnet, .. } => {
                vpc_of_subnet(inventory, subnet).cloned().map(Fact::HasGateway).into_iter().collect()
            }
            Self::AuthorizeEgress { .. }
            | Self::AuthorizeIngress { .. }
            | Self::RevokeEgress { .. }
            | Self::RevokeIngress { .. }
            | Self::DisassociateGatewayEndpoint { .. }
            | Self::ReplaceAclEntry { .. }
            | Self::DeleteAclEntry { .. }
            | Self::DeleteRoute { .. }
            | Self::AssociateRouteTable { .. }
            | Self::CreateGatewayEndpoint { .. }
            | Self::CreateMountTarget { .. }
            | Self::EnableDnsAttribute { attribute: DnsAttribute::Support, .. }
            | Self::UseAmazonDns { .. }
            | Self::AssignPublicIp { .. }
            | Self::PlaceInSubnet { .. }
            | Self::AttachInternetGateway { .. }
            | Self::AcceptVpcPeeringConnection { .. }
            | Self::AddSubnetToAttachment { .. }
            | Self::AssociateTransitGatewayTable { .. }
            | Self::CreateTransitGatewayRoute { .. }
            | Self::ExcludeFromBlockPublicAccess { .. } => Vec::new(),
        }
    }

    /// What is so once the change is made.
    fn makes(&self) -> Vec<Fact> {
        match self {
            Self::CreateGatewayEndpoint { id, .. } | Self::CreateInterfaceEndpoint { id, .. } => {
                vec![Fact::Exists(id.to_string()), Fact::PrivateDns(id.clone())]
            }
            Self::CreateNatGateway { id, .. } => vec![Fact::Exists(id.to_string())],
            Self::EnablePrivateDns { endpoint } => vec![Fact::PrivateDns(endpoint.clone())],
            Self::EnableDnsAttribute { vpc, attribute } => vec![Fact::DnsAttribute(vpc.clone(), *attribute)],
            Self::AttachInternetGateway { gateway, vpc } => {
                vec![Fact::Attached(gateway.clone()), Fact::HasGateway(vpc.clone())]
            }
            Self::DisassociateZone { zone, .. } | Self::DeleteZone { zone } => vec![Fact::WithoutZone(zone.clone())],
            Self::DeleteRoute { table, destination } => vec![Fact::FreeRoute(table.clone(), destination.clone())],
            Self::DeleteAclEntry { acl, number, direction } => {
                vec![Fact::FreeEntry(acl.clone(), *direction, *number)]
            }
            Self::AuthorizeEgress { .. }
            | Self::AuthorizeIngress { .. }
            | Self::RevokeEgress { .. }
            | Self::RevokeIngress { .. }
            | Self::DisassociateGatewayEndpoint { .. }
            | Self::DenyByAcl { .. }
            | Self::AddAclEntry { .. }
            | Self::ReplaceAclEntry { .. }
            | Self::CreateRoute { .. }
            | Self::ReplaceRoute { .. }
            | Self::AssociateRouteTable { .. }
            | Self::AssociateGatewayEndpoint { .. }
            | Self::AddEndpointSubnets { .. }
            | Self::CreateMountTarget { .. }
            | Self::AddEndpointGroup { .. }
            | Self::AnswerInsideVpc { .. }
            | Self::CreateRecord { .. }
            | Self::AssociateZone { .. }
            | Self::UseAmazonDns { .. }
            | Self::AssignPublicIp { .. }
            | Self::PlaceInSubnet { .. }
            | Self::AssociateAddress { .. }
            | Self::AcceptVpcPeeringConnection { .. }
            | Self::AddSubnetToAttachment { .. }
            | Self::AssociateTransitGatewayTable { .. }
            | Self::CreateTransitGatewayRoute { .. }
            | Self::ExcludeFromBlockPublicAccess { .. } => Vec::new(),
        }
    }

    /// Whether something that AWS wants first is known not to be so.
    pub(super) fn lacks(&self, inventory: &Inventory) -> bool {
        self.needs(inventory).iter().any(|need| need.holds(inventory) == Some(false))
    }
}

/// Puts changes into an order in which each finds what it needs, as far as others of them bring it about, and leaves
/// those that need nothing of each other in the order in which they are.
pub(crate) fn in_order(changes: Vec<Change>, inventory: &Inventory) -> Vec<Change> {
    let mut rest = changes;
    let mut ordered = Vec::new();
    while !rest.is_empty() {
        let waits = |change: &Change| {
            let needs = change.needs(inventory);
            rest.iter().any(|other| other != change && other.makes().iter().any(|fact| needs.contains(fact)))
        };
        // Were there a circle, the order would not matter: no order would do.
        let next = rest.iter().position(|change| !waits(change)).unwrap_or(0);
        ordered.push(rest.remove(next));
    }
    ordered
}

/// Adds the changes without which AWS would refuse some of these, as far as they are known to be missing, and puts all
/// into order.
pub(crate) fn complete(changes: Vec<Change>, inventory: &Inventory) -> Vec<Change> {
    let mut all = changes;
    let mut place = 0;
    while let Some(change) = all.get(place) {
        let needs = change.needs(inventory).into_iter();
        let missing = needs.filter(|need| need.holds(inventory) == Some(false));
        let makers: Vec<Change> =
            missing.filter_map(|need| need.maker()).filter(|maker| !all.contains(maker)).collect();
        all.extend(makers);
        place += 1;
    }
    in_order(all, inventory)
}
