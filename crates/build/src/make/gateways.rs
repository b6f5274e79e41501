//! Internet gateways and NAT gateways: those that routes lead to.

use hopwise_model::InternetGatewayId;
use hopwise_model::resource::{
    Address, Connectivity, GatewayAttachment, InternetGateway, NatAddress, NatGateway, NatState,
};

use super::made::{Interface, Made, id, nowhere};
use super::placed::Placed;
use crate::refused::Refused;
use crate::tier::Target;

/// The id of the gateway of a VPC.
pub(crate) fn internet_gateway_id(vpc: &str) -> Result<InternetGatewayId, Refused> {
    id(&format!("igw-{vpc}"))
}

/// The id of the NAT gateway of a tier in a zone.
pub(crate) fn nat_gateway_id(vpc: &str, tier: &str, zone: char) -> String {
    format!("nat-{vpc}-{tier}-{zone}")
}

pub(crate) fn make(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    let targets = || vpc.tiers.iter().flat_map(|tier| tier.routes.iter().map(move |(_, target)| (tier, target)));
    let is_public = vpc.internet_gateway || targets().any(|(_, target)| *target == Target::InternetGateway);
    if is_public {
        made.inventory.internet_gateways.push(InternetGateway {
            id: internet_gateway_id(&vpc.name)?,
            attachments: vec![GatewayAttachment { vpc: placed.id.clone(), state: "available".to_owned() }],
            name: Some(vpc.name.clone()),
            evidence: nowhere(),
        });
    }
    let mut with_gateways: Vec<(&str, usize)> = Vec::new();
    for (_, target) in targets() {
        let (tier, zones) = match target {
            Target::NatGateway(tier) => (tier, vpc.zones),
            Target::OneNatGateway(tier) => (tier, 1),
            _ => continue,
        };
        match with_gateways.iter_mut().find(|(other, _)| *other == tier.as_str()) {
            Some((_, most)) => *most = (*most).max(zones),
            None => with_gateways.push((tier, zones)),
        }
    }
    for (tier, zones) in with_gateways {
        let what = format!("NAT gateway in tier {tier}");
        if !is_public {
            let why = "a public NAT gateway needs an internet gateway at its VPC";
            return Err(Refused::new(placed.of(&what), "Gateway.NotAttached", why));
        }
        for index in 0..zones {
            nat_gateway(made, placed, (&what, tier), index)?;
        }
    }
    Ok(())
}

fn nat_gateway(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    (what, tier): (&str, &str),
    index: usize,
) -> Result<(), Refused> {
    let (vpc, vpc_id) = (placed.vpc, placed.id.clone());
    let Some(place) = placed.tier(what, tier)?.get_mut(index) else { return Ok(()) };
    if !place.families().has_ipv4() {
        let why = format!("{} has no block of IPv4", place.subnet);
        return Err(Refused::new(format!("{what} of VPC {}", vpc.name), "InvalidParameterValue", why));
    }
    let name = nat_gateway_id(&vpc.name, tier, place.zone);
    let (public, zone) = (made.public_address(), format!("{}{}", made.region, place.zone));
    let interface = made.interface(
        place,
        Interface {
            name: &name,
            kind: "nat_gateway",
            description: format!("Interface for NAT Gateway {name}"),
            groups: Vec::new(),
            public: Some(public),
            ipv6: false,
            source_dest_check: false,
        },
    )?;
    let private = interface.addresses.first().map(|address| address.private);
    made.inventory.nat_gateways.push(NatGateway {
        id: id(&name)?,
        vpc: vpc_id,
        subnet: Some(interface.subnet.clone()),
        state: NatState::Available,
        connectivity: Connectivity::Public,
        regional: false,
        automatic_zones: false,
        route_table: None,
        addresses: vec![NatAddress {
            interface: Some(interface.id.clone()),
            private,
            public: Some(public.into()),
            usable: true,
            availability_zone: Some(zone),
            availability_zone_id: None,
        }],
        has_appliance: false,
        failure: None,
        name: Some(format!("{tier}-{}", place.zone)),
        evidence: nowhere(),
    });
    made.inventory.addresses.push(Address {
        public: public.into(),
        interface: Some(interface.id.clone()),
        private,
        evidence: nowhere(),
    });
    made.inventory.network_interfaces.push(interface);
    Ok(())
}
