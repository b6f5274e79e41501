//! VPCs and subnets.

use std::collections::BTreeMap;

use hopwise_model::resource::{self, DhcpOptions, VpcAttribute, VpcHostedZones};

use super::made::{Interface, Made, id, nowhere};
use super::place::Place;
use super::placed::Placed;
use super::space::{Space, blocks};
use super::{endpoints, filters, gateways, routes, transit_gateway};
use crate::refused::Refused;
use crate::vpc::Vpc;

/// A name that is there twice.
fn twice<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

fn distinct(vpc: &Vpc) -> Result<(), Refused> {
    let kinds = [
        ("tier", twice(vpc.tiers.iter().map(|own| own.name.as_str()))),
        ("security group", twice(vpc.groups.iter().map(|own| own.name.as_str()).chain(["default"]))),
        ("network ACL", twice(vpc.acls.iter().map(|own| own.name.as_str()).chain(["default"]))),
        ("instance", twice(vpc.instances.iter().map(|own| own.name.as_str()))),
    ];
    for (kind, name) in kinds {
        if let Some(name) = name {
            let code = if kind == "security group" { "InvalidGroup.Duplicate" } else { "InvalidParameterValue" };
            let what = format!("{kind} {name} of VPC {}", vpc.name);
            return Err(Refused::new(what, code, format!("there are two {kind}s of this name")));
        }
    }
    Ok(())
}

pub(crate) fn make<'v>(made: &mut Made<'_>, vpc: &'v Vpc) -> Result<Placed<'v>, Refused> {
    let what = format!("VPC {}", vpc.name);
    distinct(vpc)?;
    if !(1..=6).contains(&vpc.zones) {
        return Err(Refused::new(
            what,
            "InvalidParameterValue",
            format!("{} zones: from 1 to 6 are possible", vpc.zones),
        ));
    }
    let (ipv4, ipv6) = blocks(&what, &vpc.blocks)?;
    let mut placed = Placed { vpc, id: id(&format!("vpc-{}", vpc.name))?, ipv4, ipv6, tiers: BTreeMap::new() };

    let dhcp_options = format!("dopt-{}", vpc.name);
    made.inventory.dhcp_options.push(DhcpOptions {
        id: id(&dhcp_options)?,
        domain_name_servers: vec!["AmazonProvidedDNS".to_owned()],
        evidence: nowhere(),
    });
    made.inventory.vpcs.push(resource::Vpc {
        id: placed.id.clone(),
        cidrs: placed.cidrs().collect(),
        dhcp_options: Some(dhcp_options),
        is_default: false,
        owner: Some(made.owner.clone()),
        block_public_access: Some(resource::BlockPublicAccess::Off),
        encryption_enforced: false,
        internet_firewalls: Vec::new(),
        name: Some(vpc.name.clone()),
        scope: made.scope(),
        evidence: nowhere(),
    });
    made.inventory.vpc_attributes.push(VpcAttribute {
        vpc: placed.id.clone(),
        dns_support: Some(vpc.dns_support),
        dns_hostnames: Some(vpc.dns_hostnames),
        evidence: nowhere(),
    });
    made.inventory.vpc_hosted_zones.push(VpcHostedZones {
        vpc: placed.id.clone(),
        zones: Vec::new(),
        complete: true,
        evidence: nowhere(),
    });

    subnets(made, &mut placed)?;
    filters::groups(made, &placed)?;
    instances(made, &mut placed)?;
    gateways::make(made, &mut placed)?;
    transit_gateway::attach(made, &mut placed)?;
    routes::make(made, &mut placed)?;
    endpoints::make(made, &mut placed)?;
    filters::acls(made, &mut placed)?;
    Ok(placed)
}

/// The subnets: first those whose blocks are written, then the others in the room that is left.
fn subnets(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let Placed { vpc, id: vpc_id, ipv4, ipv6, tiers } = placed;
    let mut space = Space::new(ipv4, ipv6);
    let (written, free): (Vec<_>, Vec<_>) = vpc.tiers.iter().partition(|tier| !tier.blocks.is_empty());
    for tier in written.into_iter().chain(free) {
        let what = format!("tier {} of VPC {}", tier.name, vpc.name);
        if !tier.families.has_ipv4() && !tier.blocks.is_empty() {
            let why = "a subnet of IPv6 alone has no block of IPv4";
            return Err(Refused::new(what, "InvalidParameterCombination", why));
        }
        if tier.dns64 && !tier.families.has_ipv6() {
            return Err(Refused::new(what, "InvalidParameterValue", "DNS64 is for subnets with IPv6"));
        }
        if !tier.blocks.is_empty() && tier.blocks.len() != vpc.zones {
            let why = format!("{} blocks for {} zones", tier.blocks.len(), vpc.zones);
            return Err(Refused::new(what, "InvalidParameterValue", why));
        }
        let mut made_subnets = Vec::new();
        for (index, zone) in ('a'..='f').take(vpc.zones).enumerate() {
            let ipv4 = match tier.blocks.get(index) {
                Some(text) => Some(space.take(&what, text)?),
                None if tier.families.has_ipv4() => Some(space.take_any(&what, tier.size)?),
                None => None,
            };
            let ipv6 = if tier.families.has_ipv6() { Some(space.take_ipv6(&what)?) } else { None };
            let subnet = id(&format!("subnet-{}-{}-{zone}", vpc.name, tier.name))?;
            made_subnets.push(Place::new(vpc_id, subnet, zone, (ipv4, ipv6)));
        }
        tiers.insert(&tier.name, made_subnets);
    }
    // In the order in which they were written.
    for tier in &vpc.tiers {
        for place in tiers.get(tier.name.as_str()).into_iter().flatten() {
            made.inventory.subnets.push(resource::Subnet {
                id: place.subnet.clone(),
                vpc: vpc_id.clone(),
                cidrs: place.cidrs(),
                availability_zone: Some(format!("{}{}", made.region, place.zone)),
                availability_zone_id: None,
                available_addresses: Some(place.left()),
                unavailable: None,
                owner: Some(made.owner.clone()),
                dns64: tier.dns64,
                block_public_access: Some(resource::BlockPublicAccess::Off),
                firewall_connectivity: None,
                name: Some(format!("{}-{}", tier.name, place.zone)),
                scope: made.scope(),
                evidence: nowhere(),
            });
        }
    }
    Ok(())
}

fn instances(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    for own in &vpc.instances {
        let what = format!("instance {}", own.name);
        let groups = placed.groups(&what, &own.groups)?;
        let name = format!("{}-{}", vpc.name, own.name);
        let why = format!("tier `{}` has no subnet in zone {}", own.tier, own.zone);
        let unknown = Refused::new(placed.of(&what), "InvalidSubnetID.NotFound", why);
        let place = placed.tier(&what, &own.tier)?.iter_mut().find(|place| place.zone == own.zone).ok_or(unknown)?;
        let mut interface = made.interface(
            place,
            Interface {
                name: &name,
                kind: "interface",
                description: String::new(),
                groups,
                public: None,
                ipv6: true,
                source_dest_check: own.source_dest_check,
            },
        )?;
        let instance = resource::Instance {
            id: id(&format!("i-{name}"))?,
            state: Some("running".to_owned()),
            subnet: Some(interface.subnet.clone()),
            interfaces: vec![interface.id.clone()],
            platform: Some(if own.windows { "windows" } else { "Linux/UNIX" }.to_owned()),
            private_dns_name: None,
            resource_name_record: Some(false),
            name: Some(own.name.clone()),
            scope: made.scope(),
            evidence: nowhere(),
        };
        interface.instance = Some(instance.id.clone());
        made.inventory.network_interfaces.push(interface);
        made.inventory.instances.push(instance);
    }
    Ok(())
}
