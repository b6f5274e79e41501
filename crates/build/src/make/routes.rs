//! Route tables: the main one, and those of tiers.

use hopwise_model::SubnetId;
use hopwise_model::resource::{
    AssociationState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
use ipnet::IpNet;

use super::gateways::{internet_gateway_id, nat_gateway_id};
use super::made::{Made, id, nowhere};
use super::place::Place;
use super::placed::Placed;
use super::transit_gateway::transit_gateway_id;
use crate::refused::Refused;
use crate::tier::{Target, Tier};
use crate::vpc::Vpc;

/// The ids of a tier's own tables with the places of their subnets; none where it uses the main table.
pub(crate) fn tables_of(vpc: &Vpc, tier: &Tier) -> Vec<(String, Vec<usize>)> {
    let by_endpoint = |endpoint: &crate::Endpoint| endpoint.is_gateway && endpoint.tiers.contains(&tier.name);
    if tier.routes.is_empty() && !vpc.endpoints.iter().any(by_endpoint) {
        return Vec::new();
    }
    let name = format!("rtb-{}-{}", vpc.name, tier.name);
    if !tier.routes.iter().any(|(_, target)| matches!(target, Target::NatGateway(_))) {
        return vec![(name, (0..vpc.zones).collect())];
    }
    let zones = ('a'..='f').take(vpc.zones).enumerate();
    zones.map(|(index, zone)| (format!("{name}-{zone}"), vec![index])).collect()
}

fn association(main: bool, subnet: Option<SubnetId>) -> RouteTableAssociation {
    RouteTableAssociation { main, subnet, gateway: None, state: AssociationState::Associated, evidence: nowhere() }
}

fn local(blocks: impl Iterator<Item = IpNet>) -> Vec<Route> {
    let local = |block: IpNet| Route {
        destination: RouteDestination::Cidr(block),
        target: RouteTarget::Local,
        origin: RouteOrigin::Local,
        state: RouteState::Active,
        firewall: None,
        evidence: nowhere(),
    };
    blocks.map(local).collect()
}

fn table(
    made: &Made<'_>,
    placed: &Placed<'_>,
    (id_, name): (&str, &str),
    own: Vec<RouteTableAssociation>,
) -> Result<RouteTable, Refused> {
    Ok(RouteTable {
        id: id(id_)?,
        vpc: placed.id.clone(),
        associations: own,
        routes: local(placed.cidrs()),
        owner: Some(made.owner.clone()),
        name: Some(name.to_owned()),
        evidence: nowhere(),
    })
}

pub(crate) fn make(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    let main = format!("rtb-{}-main", vpc.name);
    let main = table(made, placed, (&main, "main"), vec![association(true, None)])?;
    made.inventory.route_tables.push(main);
    for tier in &vpc.tiers {
        let what = format!("route of tier {}", tier.name);
        let subnets = placed.tier(&what, &tier.name)?.clone();
        for (table_id, indices) in tables_of(vpc, tier) {
            let own: Vec<&Place> = indices.iter().filter_map(|index| subnets.get(*index)).collect();
            let associations = own.iter().map(|place| association(false, Some(place.subnet.clone()))).collect();
            let name = table_id.trim_start_matches("rtb-").to_owned();
            let mut table = table(made, placed, (&table_id, &name), associations)?;
            for (destination, target) in &tier.routes {
                let zone = own.first().map_or('a', |place| place.zone);
                let route = route(made, placed, &what, (destination, target), zone)?;
                if table.routes.iter().any(|other| other.destination == route.destination) {
                    let why = format!("there is a route to {destination} already");
                    return Err(Refused::new(placed.of(&what), "RouteAlreadyExists", why));
                }
                table.routes.push(route);
            }
            made.inventory.route_tables.push(table);
        }
    }
    Ok(())
}

/// What leads to a NAT gateway of IPv6: the addresses that DNS64 makes (fact base L.2, L.4).
const NAT64: &str = "64:ff9b::/96";

/// Why AWS would not take a route to a target, whatever its id.
fn refused(placed: &Placed<'_>, block: IpNet, target: &Target) -> Option<String> {
    // What is as specific as the local route or more so may lead a whole subnet's packets to a middlebox, and nothing else
    // (fact base A.3).
    if placed.cidrs().any(|own| own.contains(&block)) {
        let is_middlebox = matches!(target, Target::Instance(_) | Target::NatGateway(_) | Target::OneNatGateway(_));
        let is_subnet = placed.tiers.values().flatten().any(|place| place.cidrs().contains(&block));
        if !is_middlebox {
            return Some(format!("{block} is within the VPC, where no route leads to {}", target.noun()));
        }
        if !is_subnet {
            return Some(format!("{block} is within the VPC, and not the whole block of a subnet"));
        }
    }
    let is_ipv4 = matches!(block, IpNet::V4(_));
    let is_nat64 = || NAT64.parse::<IpNet>().is_ok_and(|all| all.contains(&block));
    match target {
        Target::EgressOnlyInternetGateway if is_ipv4 => Some("an egress-only internet gateway is for IPv6".to_owned()),
        Target::NatGateway(_) | Target::OneNatGateway(_) if !is_ipv4 && !is_nat64() => {
            Some(format!("of IPv6 a NAT gateway takes {NAT64} alone"))
        }
        _ => None,
    }
}

fn route(
    made: &Made<'_>,
    placed: &Placed<'_>,
    what: &str,
    (destination, target): (&str, &Target),
    zone: char,
) -> Result<Route, Refused> {
    let vpc = &placed.vpc.name;
    let unknown = |code: &'static str, why: String| Err(Refused::new(placed.of(what), code, why));
    let Ok(block) = destination.parse::<IpNet>().map(|block| block.trunc()) else {
        return unknown("InvalidParameterValue", format!("`{destination}` is no block of addresses"));
    };
    if let Some(why) = refused(placed, block, target) {
        return unknown("InvalidParameterValue", why);
    }
    let target = match target {
        Target::InternetGateway => RouteTarget::InternetGateway(internet_gateway_id(vpc)?),
        Target::NatGateway(tier) => RouteTarget::NatGateway(id(&nat_gateway_id(vpc, tier, zone))?),
        Target::OneNatGateway(tier) => RouteTarget::NatGateway(id(&nat_gateway_id(vpc, tier, 'a'))?),
        Target::EgressOnlyInternetGateway => RouteTarget::EgressOnlyInternetGateway(format!("eigw-{vpc}")),
        Target::Instance(name) => {
            if !placed.vpc.instances.iter().any(|instance| instance.name == *name) {
                return unknown("InvalidInstanceID.NotFound", format!("there is no instance `{name}`"));
            }
            RouteTarget::NetworkInterface {
                interface: Some(id(&format!("eni-{vpc}-{name}"))?),
                instance: Some(id(&format!("i-{vpc}-{name}"))?),
            }
        }
        Target::TransitGateway(name) => {
            let mut gateways = made.account.transit_gateways.iter().filter(|gateway| gateway.name == *name);
            if !gateways.any(|gateway| gateway.attachment_of(vpc).is_some()) {
                let why = format!("no transit gateway `{name}` is attached to the VPC");
                return unknown("InvalidTransitGatewayID.NotFound", why);
            }
            RouteTarget::TransitGateway(transit_gateway_id(name))
        }
        Target::Peering(name) => {
            let Some(peering) = made.account.peerings.iter().find(|own| own.connects(vpc, name)) else {
                let why = format!("the VPC has no peering connection with VPC `{name}`");
                return unknown("InvalidVpcPeeringConnectionID.NotFound", why);
            };
            RouteTarget::VpcPeeringConnection(peering.id())
        }
    };
    Ok(Route {
        destination: RouteDestination::Cidr(block),
        target,
        origin: RouteOrigin::Static,
        state: RouteState::Active,
        firewall: None,
        evidence: nowhere(),
    })
}
