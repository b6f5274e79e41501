//! A node in words.

use hopwise_engine::{Move, Place};
use hopwise_model::design::{Design, TransitGatewayAttachment};
use hopwise_model::resource::{RouteDestination, RouteState};
use hopwise_model::{Component, Identified as _};

use super::GraphNode;
use super::folding::{Folding, Key, vpc_of};

/// How many interfaces of a subnet are named; of more, how many there are.
const NAMED: usize = 4;

/// The id of a node.
pub(super) fn id(design: &Design, key: Key) -> String {
    match key {
        Key::Interfaces(subnet) => format!("interfaces in {}", design.subnets.get(subnet).record.id),
        Key::Endpoint(endpoint) => design.vpc_endpoints.get(endpoint).record.id.to_string(),
        Key::Place(place) => id_of(design, place),
    }
}

fn id_of(design: &Design, place: Place) -> String {
    match place {
        Place::Internet => "internet".to_owned(),
        Place::Vpc(own) => design.vpcs.get(own).record.id.to_string(),
        Place::RouteTable(own) => design.route_tables.get(own).record.id.to_string(),
        Place::Subnet(own) => design.subnets.get(own).record.id.to_string(),
        Place::Placement(own) => format!("a task in {}", design.subnets.get(own).record.id),
        Place::Interface(own) => design.network_interfaces.get(own).record.id.to_string(),
        Place::InternetGateway(own) => design.internet_gateways.get(own).record.id.to_string(),
        Place::NatGateway(own) => design.nat_gateways.get(own).record.id.to_string(),
        Place::Endpoint(own) => design.vpc_endpoints.get(own).record.id.to_string(),
        Place::Peering(own) => design.vpc_peering_connections.get(own).record.id.clone(),
        Place::Attachment(own) => {
            let found = design.transit_gateway_attachments.get(own);
            // Both ends of a peering of gateways may have one id.
            let is_again =
                |(other, attachment): (_, &TransitGatewayAttachment)| other != own && attachment.id == found.id;
            let is_twice = design.transit_gateway_attachments.iter().any(is_again);
            if is_twice { found.id().to_owned() } else { found.id.clone() }
        }
        Place::TransitGateway(own) => design.transit_gateways.get(own).id.clone(),
        Place::Beyond(own) => design.beyond.get(own).id.clone(),
    }
}

/// A node with what is to be said of it.
pub(super) fn node(design: &Design, folding: &Folding<'_>, key: Key, places: &[Place]) -> GraphNode {
    let id = id(design, key);
    let (component, name, details) = match key {
        Key::Interfaces(_) => (Component::NetworkInterface, None, interfaces(design, places)),
        Key::Endpoint(own) => {
            let record = &design.vpc_endpoints.get(own).record;
            let mut details = vec![record.service_name.clone()];
            let interfaces = places.iter().filter(|place| matches!(place, Place::Interface(_)));
            details.extend(plural(interfaces.count(), "interface"));
            (Component::VpcEndpoint, record.name.clone(), details)
        }
        Key::Place(place) => described(design, place),
    };
    let vpc = match key {
        Key::Place(Place::Vpc(_)) => None,
        Key::Place(place) => vpc_of(design, place),
        Key::Interfaces(_) | Key::Endpoint(_) => folding.detailed,
    };
    let vpc = vpc.map(|vpc| design.vpcs.get(vpc).record.id.to_string());
    let members = match key {
        Key::Interfaces(_) | Key::Endpoint(_) => {
            let interfaces = places.iter().filter(|place| matches!(place, Place::Interface(_)));
            interfaces.map(|place| id_of(design, *place)).collect()
        }
        Key::Place(_) => Vec::new(),
    };
    GraphNode { id, component: component.as_str(), name, vpc, details, members }
}

fn plural(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}

fn interfaces(design: &Design, places: &[Place]) -> Vec<String> {
    if places.len() > NAMED {
        return plural(places.len(), "interface").into_iter().collect();
    }
    let described = places.iter().map(|place| match place {
        Place::Interface(own) => {
            let record = &design.network_interfaces.get(*own).record;
            let address = record.addresses.first().map(|own| format!(" {}", own.private)).unwrap_or_default();
            format!("{}{address}", record.id)
        }
        place => id_of(design, *place),
    });
    described.collect()
}

type Described = (Component, Option<String>, Vec<String>);

fn described(design: &Design, place: Place) -> Described {
    let blocks = |blocks: &[ipnet::IpNet]| blocks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match place {
        Place::Internet => (Component::Internet, None, Vec::new()),
        Place::Vpc(own) => {
            let found = design.vpcs.get(own);
            let mut details = vec![blocks(&found.record.cidrs)];
            details.extend(plural(found.subnets.len(), "subnet"));
            (Component::Vpc, found.record.name.clone(), details)
        }
        Place::RouteTable(own) => {
            let record = &design.route_tables.get(own).record;
            let is_main = record.associations.iter().any(|own| own.main);
            let details = if is_main { vec!["main".to_owned()] } else { Vec::new() };
            (Component::RouteTable, record.name.clone(), details)
        }
        Place::Subnet(own) | Place::Placement(own) => {
            let found = design.subnets.get(own);
            let mut details = vec![blocks(&found.record.cidrs)];
            details.extend(found.record.availability_zone.clone());
            details.extend(found.network_acl.iter().map(|acl| design.network_acls.get(*acl).record.id.to_string()));
            (Component::Subnet, found.record.name.clone(), details)
        }
        Place::Interface(own) => {
            let record = &design.network_interfaces.get(own).record;
            let addresses = record.addresses.iter().map(|own| match own.public {
                Some(public) => format!("{} (public {public})", own.private),
                None => own.private.to_string(),
            });
            let groups = record.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let details = addresses.chain((!groups.is_empty()).then_some(groups));
            (Component::NetworkInterface, record.name.clone(), details.collect())
        }
        Place::InternetGateway(own) => {
            (Component::InternetGateway, design.internet_gateways.get(own).record.name.clone(), Vec::new())
        }
        Place::NatGateway(own) => {
            let record = &design.nat_gateways.get(own).record;
            let public = record.addresses.iter().filter_map(|own| own.public);
            (Component::NatGateway, record.name.clone(), public.map(|own| own.to_string()).collect())
        }
        Place::Endpoint(own) => {
            let record = &design.vpc_endpoints.get(own).record;
            (Component::VpcEndpoint, record.name.clone(), vec![record.service_name.clone()])
        }
        Place::Peering(own) => {
            let record = &design.vpc_peering_connections.get(own).record;
            (Component::VpcPeeringConnection, record.name.clone(), vec![record.state.clone()])
        }
        Place::Attachment(own) => {
            let found = design.transit_gateway_attachments.get(own);
            let record = found.record.as_ref();
            let resource = record.map(|own| format!("{} {}", own.kind, own.resource.as_deref().unwrap_or_default()));
            let table = record.and_then(|own| own.association.as_ref()?.table.clone());
            let details = resource.into_iter().chain(table).collect();
            (Component::TransitGatewayAttachment, found.name().cloned(), details)
        }
        Place::TransitGateway(_) => (Component::TransitGateway, None, Vec::new()),
        Place::Beyond(own) => (design.beyond.get(own).component, None, Vec::new()),
    }
}

/// The destination of a route as it is written, and whether it is a blackhole.
pub(super) fn destination(design: &Design, table: Place, by: Move) -> Option<(String, bool)> {
    let (Place::RouteTable(table), Move::Route(number)) = (table, by) else { return None };
    let route = design.route_tables.get(table).record.routes.get(number)?;
    let text = match &route.destination {
        RouteDestination::Cidr(block) => block.to_string(),
        RouteDestination::PrefixList(list) => list.to_string(),
    };
    Some((text, route.state == RouteState::Blackhole))
}
