//! Route tables: the main one, and those of tiers.

use hopwise_model::SubnetId;
use hopwise_model::resource::{
    Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
use ipnet::{IpNet, Ipv4Net};

use super::gateways::{internet_gateway_id, nat_gateway_id};
use super::space::Place;
use super::vpc::Placed;
use super::{Made, id, nowhere};
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
    RouteTableAssociation { main, subnet, gateway: None, associated: true, evidence: nowhere() }
}

fn local(blocks: &[Ipv4Net]) -> Vec<Route> {
    let local = |block: &Ipv4Net| Route {
        destination: RouteDestination::Cidr(IpNet::V4(*block)),
        target: RouteTarget::Local,
        origin: RouteOrigin::Local,
        state: RouteState::Active,
        evidence: nowhere(),
    };
    blocks.iter().map(local).collect()
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
        routes: local(&placed.blocks),
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
                let route = route(placed, &what, (destination, target), zone)?;
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

fn route(
    placed: &mut Placed<'_>,
    what: &str,
    (destination, target): (&str, &Target),
    zone: char,
) -> Result<Route, Refused> {
    let vpc = placed.vpc;
    let block = destination.parse::<Ipv4Net>().map(|block| block.trunc());
    let block = block.map_err(|_| {
        Refused::new(placed.of(what), "InvalidParameterValue", format!("`{destination}` is no IPv4 block"))
    })?;
    // What is more specific than the local route may lead to middleboxes only (VPC guide, "Route priority").
    let is_within = placed.blocks.iter().any(|own| own.contains(&block));
    if is_within && *target == Target::InternetGateway {
        let why = format!("{block} is within the VPC, where no route leads to an internet gateway");
        return Err(Refused::new(placed.of(what), "InvalidParameterValue", why));
    }
    let target = match target {
        Target::InternetGateway => RouteTarget::InternetGateway(internet_gateway_id(&vpc.name)?),
        Target::NatGateway(tier) => RouteTarget::NatGateway(id(&nat_gateway_id(&vpc.name, tier, zone))?),
        Target::OneNatGateway(tier) => RouteTarget::NatGateway(id(&nat_gateway_id(&vpc.name, tier, 'a'))?),
        Target::Instance(name) => {
            if !vpc.instances.iter().any(|instance| instance.name == *name) {
                let why = format!("there is no instance `{name}`");
                return Err(Refused::new(placed.of(what), "InvalidInstanceID.NotFound", why));
            }
            RouteTarget::NetworkInterface {
                interface: Some(id(&format!("eni-{}-{name}", vpc.name))?),
                instance: Some(id(&format!("i-{}-{name}", vpc.name))?),
            }
        }
    };
    Ok(Route {
        destination: RouteDestination::Cidr(IpNet::V4(block)),
        target,
        origin: RouteOrigin::Static,
        state: RouteState::Active,
        evidence: nowhere(),
    })
}
