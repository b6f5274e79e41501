//! Which resources are at the ends of paths, and of which nothing can be said.

use hopwise_engine::FOLLOWED;
use hopwise_model::DocumentKind;
use hopwise_model::design::{Design, Ix, NetworkInterface, Vpc, VpcEndpoint};
use hopwise_model::resource::InterfaceKind;
use hopwise_packet::AddressSet;
use hopwise_report::scope_words;
use hopwise_rules::{ResourceType, Resources, ScopeEnd, ScopePath, resource_id};

use super::three_valued::any;
use crate::property::vpc_of_id;

/// Where a path ends, or begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathEnd {
    /// An internet gateway by id, where that is known.
    InternetGateway(Option<String>),
    /// An interface.
    Interface(Ix<NetworkInterface>),
    /// A gateway endpoint.
    Endpoint(Ix<VpcEndpoint>),
    /// A peering connection, by id.
    Peering(String),
    /// A virtual private gateway, by id.
    VirtualPrivateGateway(String),
    /// A transit gateway, by id: by which of its attachments packets come to it is not known.
    TransitGateway(String),
}

impl PathEnd {
    /// What it is called.
    pub(super) fn id(&self, design: &Design) -> String {
        match self {
            Self::InternetGateway(id) => id.clone().unwrap_or_else(|| "internet".to_owned()),
            Self::Interface(own) => design.network_interfaces.get(*own).record.id.to_string(),
            Self::Endpoint(own) => design.vpc_endpoints.get(*own).record.id.to_string(),
            Self::Peering(id) | Self::VirtualPrivateGateway(id) | Self::TransitGateway(id) => id.clone(),
        }
    }
}

/// An end of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Destination,
}

impl Side {
    pub(super) fn of(self, path: &mut ScopePath) -> &mut ScopeEnd {
        match self {
            Self::Source => &mut path.source,
            Self::Destination => &mut path.destination,
        }
    }

    /// Whoever may be there where nothing is said (Network Access Analyzer guide, resource statements).
    pub(super) fn anybody(self) -> Resources {
        use ResourceType::{
            InternetGateway, NetworkInterface, TransitGatewayAttachment, VpcEndpoint, VpcEndpointService,
            VpcPeeringConnection, VpnGateway,
        };
        let own = match self {
            Self::Source => NetworkInterface,
            Self::Destination => VpcEndpoint,
        };
        let both = [
            InternetGateway,
            NetworkInterface,
            VpcPeeringConnection,
            VpnGateway,
            TransitGatewayAttachment,
            VpcEndpointService,
        ];
        let mut kinds = both.to_vec();
        if !kinds.contains(&own) {
            kinds.push(own);
        }
        Resources::Types(kinds)
    }
}

/// What can be said of a resource at an end of paths.
pub(super) enum Standing {
    /// Whether it is there.
    Decidable,
    /// That it is not, and why nobody needs to be told.
    Nobody,
    /// Nothing, and why.
    Unknown(String),
}

/// Whether the lists are whole that say who is at the ends of some paths: in the VPCs of what they name by id, else everywhere.
pub(super) fn knows_interfaces<'p>(design: &Design, paths: impl IntoIterator<Item = &'p ScopePath>) -> bool {
    let named = |end: &ScopeEnd| match &end.resource_statement {
        Some(Resources::Ids(ids)) => {
            ids.iter().map(|id| vpc_of_id(design, resource_id(id))).collect::<Option<Vec<Ix<Vpc>>>>()
        }
        Some(Resources::Types(_)) | None => None,
    };
    let mut ends = paths.into_iter().flat_map(|path| [&path.source, &path.destination]);
    ends.all(|end| match named(end) {
        Some(vpcs) => LISTS.iter().all(|list| vpcs.iter().all(|vpc| design.knows(*list, *vpc))),
        None => knows_all_interfaces(design),
    })
}

/// Whether the lists are whole everywhere.
fn knows_all_interfaces(design: &Design) -> bool {
    LISTS.iter().all(|list| design.knowledge.knows_everywhere(*list))
}

/// What says who is in something.
const LISTS: [DocumentKind; 2] = [DocumentKind::NetworkInterfaces, DocumentKind::Subnets];

/// What can be said of one resource, or type of resources, at an end of paths.
pub(super) fn standing(design: &Design, side: Side, one: &Resources) -> Standing {
    match one {
        Resources::Types(kinds) => kinds.first().map_or(Standing::Nobody, |kind| of_type(design, side, kind)),
        Resources::Ids(ids) => ids.first().map_or(Standing::Nobody, |id| of_id(design, side, id)),
    }
}

fn of_type(design: &Design, side: Side, kind: &ResourceType) -> Standing {
    use ResourceType as Type;
    let is_none = |own: &[InterfaceKind]| {
        let mut all = design.network_interfaces.indices();
        knows_all_interfaces(design) && !all.any(|it| own.contains(&design.interface_kind(it)))
    };
    let not_followed = || Standing::Unknown(scope_words::not_followed(&kind.to_string()));
    match (kind, side) {
        (Type::Other(text), _) => Standing::Unknown(scope_words::unknown_type(text, kind.meant())),
        // An attachment has an interface in each of its subnets; a service has a load balancer in front of it.
        (Type::TransitGatewayAttachment, Side::Source) if is_none(&[InterfaceKind::TransitGatewayAttachment]) => {
            Standing::Nobody
        }
        (Type::VpcEndpointService, Side::Source) if is_none(&[InterfaceKind::LoadBalancer, InterfaceKind::Other]) => {
            Standing::Nobody
        }
        (
            Type::TransitGatewayAttachment | Type::VpcEndpointService | Type::VpcPeeringConnection | Type::VpnGateway,
            Side::Source,
        ) => not_followed(),
        (Type::InternetGateway | Type::NetworkInterface | Type::Instance, _)
        | (
            Type::TransitGatewayAttachment
            | Type::VpcEndpointService
            | Type::VpcPeeringConnection
            | Type::VpnGateway
            | Type::VpcEndpoint,
            Side::Destination,
        ) => Standing::Decidable,
        (
            Type::VpcEndpoint
            | Type::NatGateway
            | Type::ClassicLoadBalancer
            | Type::LoadBalancer
            | Type::NetworkFirewall,
            _,
        ) => Standing::Unknown(scope_words::no_end(&kind.to_string())),
    }
}

fn of_id(design: &Design, side: Side, text: &str) -> Standing {
    let id = resource_id(text);
    let nobody = || Standing::Unknown(scope_words::nobody(text));
    let known = |is_there: bool| if is_there { Standing::Decidable } else { nobody() };
    match (prefix(id), side) {
        ("eni" | "subnet" | "sg" | "vpc" | "i", _) => {
            let mut all = design.network_interfaces.indices();
            known(all.any(|own| of_interface(design, id, own) != Some(false)))
        }
        ("igw", _) => known(design.internet_gateways.find(id).is_some()),
        ("vpce", Side::Destination) => known(design.vpc_endpoints.find(id).is_some()),
        ("vgw" | "pcx" | "tgw-attach" | "vpce-svc", Side::Destination) => Standing::Decidable,
        ("vgw" | "pcx" | "tgw-attach" | "vpce-svc", Side::Source) => Standing::Unknown(scope_words::not_followed(text)),
        ("nat" | "vpce", _) => Standing::Unknown(scope_words::no_end(text)),
        _ if text.contains(":resource-groups:") => Standing::Unknown(scope_words::resource_group(text)),
        _ => Standing::Unknown(scope_words::unknown_resource(text)),
    }
}

/// The kind of an id: what is before its number.
pub(super) fn prefix(id: &str) -> &str {
    let kinds = ["vpce-svc", "tgw-attach", "vpce", "eni", "subnet", "sg", "vpc", "igw", "vgw", "pcx", "nat", "i"];
    kinds.into_iter().find(|kind| id.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'))).unwrap_or("")
}

/// Whether a path has one of some resources at an end.
pub(super) fn is_at(design: &Design, resources: &Resources, end: &PathEnd) -> Option<bool> {
    match resources {
        Resources::Types(kinds) => any(kinds.iter().map(|kind| is_of_type(design, kind, end))),
        Resources::Ids(ids) => any(ids.iter().map(|id| has_id(design, resource_id(id), end))),
    }
}

fn is_of_type(design: &Design, kind: &ResourceType, end: &PathEnd) -> Option<bool> {
    use ResourceType as Type;
    let endpoint = |own: &Ix<NetworkInterface>| design.network_interfaces.get(*own).endpoint;
    match (kind, end) {
        (Type::InternetGateway, PathEnd::InternetGateway(_))
        | (Type::NetworkInterface, PathEnd::Interface(_))
        | (Type::VpcPeeringConnection, PathEnd::Peering(_))
        | (Type::VpnGateway, PathEnd::VirtualPrivateGateway(_))
        | (Type::VpcEndpoint, PathEnd::Endpoint(_)) => Some(true),
        (Type::Instance, PathEnd::Interface(own)) => {
            Some(design.network_interfaces.get(*own).record.instance.is_some())
        }
        (Type::VpcEndpoint, PathEnd::Interface(own)) => Some(endpoint(own).is_some()),
        // Which service an endpoint leads to says no document of the service's account; AWS's own are none of anybody's.
        (Type::VpcEndpointService, PathEnd::Interface(own)) => {
            let service = endpoint(own).map(|own| &design.vpc_endpoints.get(own).record);
            service.filter(|own| !own.is_aws_service()).map_or(Some(false), |_| None)
        }
        (Type::TransitGatewayAttachment, PathEnd::TransitGateway(_)) | (Type::Other(_), _) => None,
        _ => Some(false),
    }
}

fn has_id(design: &Design, id: &str, end: &PathEnd) -> Option<bool> {
    let endpoint = |own: &Ix<VpcEndpoint>| {
        let record = &design.vpc_endpoints.get(*own).record;
        record.id.as_str() == id || record.service_name.ends_with(&format!(".{id}"))
    };
    match (prefix(id), end) {
        ("eni" | "subnet" | "sg" | "vpc" | "i", PathEnd::Interface(own)) => of_interface(design, id, *own),
        ("igw", PathEnd::InternetGateway(own)) => own.as_ref().map(|own| own == id),
        ("pcx", PathEnd::Peering(own)) | ("vgw", PathEnd::VirtualPrivateGateway(own)) => Some(own == id),
        ("vpce" | "vpce-svc", PathEnd::Endpoint(own)) => Some(endpoint(own)),
        ("vpce" | "vpce-svc", PathEnd::Interface(own)) => {
            Some(design.network_interfaces.get(*own).endpoint.is_some_and(|own| endpoint(&own)))
        }
        ("tgw-attach", PathEnd::TransitGateway(_)) | ("", _) => None,
        _ => Some(false),
    }
}

/// Whether an interface has an id, or is in, with or of what has it.
fn of_interface(design: &Design, id: &str, interface: Ix<NetworkInterface>) -> Option<bool> {
    let found = design.network_interfaces.get(interface);
    let record = &found.record;
    match prefix(id) {
        "eni" => Some(record.id.as_str() == id),
        "subnet" => Some(record.subnet.as_str() == id),
        "sg" => match record.groups_gap().filter(|_| found.groups.is_empty()) {
            Some(_) => None,
            None => Some(
                record.groups.iter().any(|own| own.as_str() == id)
                    || found
                        .groups
                        .iter()
                        .flatten()
                        .any(|own| design.security_groups.get(*own).record.id.as_str() == id),
            ),
        },
        "vpc" => match (&record.vpc, &found.vpc) {
            (Some(own), _) => Some(own.as_str() == id),
            (None, Ok(own)) => Some(design.vpcs.get(*own).record.id.as_str() == id),
            (None, Err(_)) => None,
        },
        "i" => Some(record.instance.as_ref().is_some_and(|own| own.as_str() == id)),
        _ => Some(false),
    }
}

/// Whether resources are single interfaces or instances, and nothing that others may be in.
pub(super) fn is_one_by_one(resources: &Resources) -> bool {
    matches!(resources, Resources::Ids(ids) if ids.iter().all(|id| matches!(prefix(resource_id(id)), "eni" | "i")))
}

/// Whether packets to some resources may leave the VPC.
pub(super) fn leads_out(resources: &Resources) -> bool {
    match resources {
        Resources::Types(kinds) => {
            kinds.iter().any(|kind| !matches!(kind, ResourceType::NetworkInterface | ResourceType::Instance))
        }
        Resources::Ids(ids) => {
            ids.iter().any(|id| !matches!(prefix(resource_id(id)), "eni" | "subnet" | "sg" | "vpc" | "i"))
        }
    }
}

/// Whether an interface is one of a Network Load Balancer (Elastic Load Balancing user guide, descriptions of interfaces).
pub(super) fn is_network_load_balancer(design: &Design, interface: Ix<NetworkInterface>) -> bool {
    let record = &design.network_interfaces.get(interface).record;
    design.interface_kind(interface) == InterfaceKind::LoadBalancer
        && (record.kind == "network_load_balancer" || record.description.starts_with("ELB net/"))
}

/// The addresses of blocks that are followed: access scopes are about IPv4 alone.
pub(super) fn followed(blocks: impl IntoIterator<Item = ipnet::IpNet>) -> AddressSet {
    AddressSet::from_nets(blocks).of(FOLLOWED)
}
