//! What designs have now and then where it is asked for: names, policies, hosts, and rarer ways out.

use std::collections::BTreeSet;

use hopwise_build::{Account, Families, Instance, PrivateZone, SecurityGroup, Service, Target, Tier, Vpc, all};
use proptest::test_runner::Reason;

use super::decide::Draw;
use super::parts::ATTACHMENTS;

/// What designs may have besides, each in about every second one that it could be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Also {
    /// Private hosted zones: names of instances, and names of AWS's services that lead to endpoints without private DNS.
    PrivateZones,
    /// Policies of endpoints: some allow what the start of a task asks, some forget it.
    EndpointPolicies,
    /// A further block of the VPC, from which a tier has its subnets.
    FurtherBlocks,
    /// A NAT instance, by which a tier that has no other way reaches the internet.
    NatInstances,
    /// Services on instances that joined the cluster.
    OnInstances,
}

impl Also {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::PrivateZones, Self::EndpointPolicies, Self::FurtherBlocks, Self::NatInstances, Self::OnInstances];
}

/// Instances that are there for others, by name: not of those that are counted.
pub(super) const HELPERS: [&str; 2] = ["nat", "host"];

/// Further blocks of VPCs: shared address space, which a VPC of any private block may have besides (RFC 6598).
const FURTHER: [&str; 4] = ["100.64.0.0/20", "100.64.16.0/20", "100.64.32.0/20", "100.64.48.0/20"];

pub(super) fn give(draw: &mut Draw<'_>, account: &mut Account, also: &BTreeSet<Also>) -> Result<(), Reason> {
    for own in also {
        match own {
            Also::PrivateZones => zones(draw, account)?,
            Also::EndpointPolicies => policies(draw, account)?,
            Also::FurtherBlocks => blocks(draw, account)?,
            Also::NatInstances => nat_instances(draw, account)?,
            Also::OnInstances => hosts(draw, account)?,
        }
    }
    Ok(())
}

/// The part of a service's own name before the Region's, and the name of the record in a zone of it.
pub(super) fn own_name(service: &str) -> Option<(&'static str, &'static str)> {
    Some(match service {
        "ecr.api" => ("api.ecr", ""),
        "ecr.dkr" => ("dkr.ecr", "*"),
        "logs" => ("logs", ""),
        "secretsmanager" => ("secretsmanager", ""),
        _ => return None,
    })
}

fn zones(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let mut zones = Vec::new();
    for (index, vpc) in account.vpcs.iter().enumerate() {
        let zone = |name: &str| PrivateZone::new(name).vpc(&vpc.name);
        if draw.chance(0.5)? {
            let mut own = zone(&format!("{}.internal", vpc.name));
            for (number, instance) in vpc.instances.iter().enumerate() {
                own = own.address(&instance.name, &format!("10.{index}.0.{}", 10 + number));
            }
            if let Some(first) = vpc.instances.first() {
                own = own.cname("main", &format!("{}.{}.internal", first.name, vpc.name));
            }
            zones.push(own);
        }
        for endpoint in vpc.endpoints.iter().filter(|own| !own.is_gateway && !own.private_dns) {
            if let Some((name, record)) = own_name(&endpoint.service)
                && draw.chance(0.5)?
            {
                let name = format!("{name}.{}.amazonaws.com", account.region);
                zones.push(zone(&name).endpoint(record, &endpoint.service));
            }
        }
    }
    account.zones.extend(zones);
    Ok(())
}

fn policies(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let (id, region) = (account.id.clone(), account.region.clone());
    for endpoint in account.vpcs.iter_mut().flat_map(|vpc| &mut vpc.endpoints) {
        if !draw.chance(0.5)? {
            continue;
        }
        let service = match endpoint.service.as_str() {
            "ecr.api" | "ecr.dkr" => "ecr",
            other => other,
        };
        let layers = format!("arn:aws:s3:::prod-{region}-starport-layer-bucket/*");
        let own = format!("arn:aws:s3:::{id}-assets/*");
        // Whoever writes one for its own buckets forgets those of the registry's layers.
        let resources: &[String] = match service {
            "s3" if draw.chance(0.3)? => &[own],
            "s3" => &[layers, own],
            _ => &["*".to_owned()],
        };
        let resources: Vec<String> = resources.iter().map(|own| format!("\"{own}\"")).collect();
        endpoint.policy = Some(format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Principal": "*", "Action": "{service}:*", "Resource": [{}]}}]}}"#,
            resources.join(", ")
        ));
    }
    Ok(())
}

fn blocks(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    for (vpc, block) in account.vpcs.iter_mut().zip(FURTHER) {
        if !draw.chance(0.5)? {
            continue;
        }
        vpc.blocks.push(block.to_owned());
        let is_free = |tier: &Tier| tier.blocks.is_empty() && tier.families != Families::Ipv6;
        let free: Vec<usize> =
            vpc.tiers.iter().enumerate().filter(|(_, tier)| is_free(tier)).map(|(index, _)| index).collect();
        let Some(prefix) = block.strip_suffix(".0/20") else { continue };
        let Some((rest, third)) = prefix.rsplit_once('.') else { continue };
        let third: usize = third.parse().unwrap_or_default();
        if !free.is_empty() && draw.chance(0.7)? {
            let index = draw.one(&free)?;
            let zones = vpc.zones;
            if let Some(tier) = vpc.tiers.get_mut(index) {
                tier.blocks = (0..zones).map(|zone| format!("{rest}.{}.0/24", third + zone)).collect();
            }
        }
    }
    Ok(())
}

/// Whether packets for everywhere leave a tier.
fn leads_out(tier: &Tier) -> bool {
    tier.routes.iter().any(|(block, _)| block == "0.0.0.0/0")
}

fn public_tier(vpc: &Vpc) -> Option<String> {
    let is_public = |tier: &&Tier| tier.routes.iter().any(|(_, to)| *to == Target::InternetGateway);
    vpc.tiers.iter().find(is_public).map(|tier| tier.name.clone())
}

fn nat_instances(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    for vpc in &mut account.vpcs {
        let Some(public) = public_tier(vpc) else { continue };
        let closed: Vec<usize> = vpc
            .tiers
            .iter()
            .enumerate()
            .filter(|(_, tier)| !leads_out(tier) && tier.name != ATTACHMENTS && tier.families != Families::Ipv6)
            .map(|(index, _)| index)
            .collect();
        if closed.is_empty() || !draw.chance(0.5)? {
            continue;
        }
        let index = draw.one(&closed)?;
        if let Some(tier) = vpc.tiers.get_mut(index) {
            tier.routes.push(("0.0.0.0/0".to_owned(), Target::Instance("nat".to_owned())));
        }
        let blocks: Vec<String> = vpc.blocks.iter().filter(|block| !block.contains(':')).cloned().collect();
        let group = blocks.iter().fold(SecurityGroup::new("nat"), |group, block| group.ingress(all(), block));
        vpc.groups.push(group);
        let mut instance = Instance::new("nat", &public).group("nat");
        // Whoever forgets it has a router that forwards nothing.
        if draw.chance(0.8)? {
            instance = instance.without_source_dest_check();
        }
        vpc.instances.push(instance);
    }
    Ok(())
}

fn hosts(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    for vpc in &mut account.vpcs {
        let is_here = |own: &&mut Service| own.vpc.as_ref().is_none_or(|name| *name == vpc.name);
        let mut tiers: Vec<String> = Vec::new();
        let is_ipv6 = |name: &String| vpc.tiers.iter().any(|own| own.name == *name && own.families == Families::Ipv6);
        for service in account.services.iter_mut().filter(is_here) {
            if !service.tiers.iter().any(is_ipv6) && draw.chance(0.5)? {
                (service.is_fargate, service.public_ip) = (false, false);
                service.platform.clear();
                tiers.extend(service.tiers.first().cloned());
            }
        }
        if let Some(tier) = tiers.first() {
            vpc.groups.push(SecurityGroup::new("host"));
            vpc.instances.push(Instance::new("host", tier).group("host").container_instance());
        }
    }
    Ok(())
}

/// Whether an instance is there for others.
pub(super) fn is_helper(instance: &Instance) -> bool {
    HELPERS.contains(&instance.name.as_str())
}

/// Whether an account has only what was asked for. Zones of a hub's endpoints belong to the hub.
pub(super) fn is_admitted(account: &Account, also: &BTreeSet<Also>, has_hub: bool) -> bool {
    let vpcs = || account.vpcs.iter();
    let has = |own: Also| match own {
        Also::PrivateZones => account.zones.iter().any(|own| !(has_hub && own.name.ends_with(".amazonaws.com"))),
        Also::EndpointPolicies => vpcs().flat_map(|vpc| &vpc.endpoints).any(|own| own.policy.is_some()),
        Also::FurtherBlocks => vpcs().any(|vpc| vpc.blocks.iter().filter(|block| !block.contains(':')).count() > 1),
        Also::NatInstances => vpcs().flat_map(|vpc| &vpc.instances).any(|own| own.name == "nat"),
        Also::OnInstances => account.services.iter().any(|own| !own.is_fargate),
    };
    Also::ALL.into_iter().all(|own| also.contains(&own) || !has(own))
}
