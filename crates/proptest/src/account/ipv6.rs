//! IPv6 in VPCs that have IPv4.

use hopwise_build::{Account, Families, Target, Tier, Vpc, all, icmpv6, tcp, tcp_range};
use hopwise_model::resource::Direction;
use proptest::test_runner::Reason;

use super::decide::Draw;
use super::parts::{ATTACHMENTS, IPV6_BLOCKS};

const DEFAULT: &str = "::/0";
const NAT64: &str = "64:ff9b::/96";

/// Gives every VPC a block, and most of its subnets one of it.
pub(super) fn give(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    for (vpc, block) in account.vpcs.iter_mut().zip(IPV6_BLOCKS) {
        vpc.blocks.push(block.to_owned());
        tiers(draw, vpc)?;
        rules(draw, vpc, block)?;
    }
    account.dual_stack_tasks = draw.chance(0.6)?;
    // Old platforms have no IPv6, so that no task of theirs could be where nothing else is.
    for service in &mut account.services {
        let vpc = account.vpcs.iter().find(|vpc| service.vpc.as_ref().is_none_or(|name| *name == vpc.name));
        let tiers = vpc.into_iter().flat_map(|vpc| &vpc.tiers);
        let mut own = tiers.filter(|tier| service.tiers.contains(&tier.name));
        if own.any(|tier| tier.families == Families::Ipv6) {
            "1.4.0".clone_into(&mut service.platform);
            service.public_ip = false;
        }
    }
    Ok(())
}

/// Whether all that is in a tier can do without IPv4.
fn may_be_alone(vpc: &Vpc, tier: &Tier) -> bool {
    let has_endpoint = vpc.endpoints.iter().any(|own| !own.is_gateway && own.tiers.contains(&tier.name));
    let is_public = tier.routes.iter().any(|(_, target)| *target == Target::InternetGateway);
    !has_endpoint && !is_public && tier.name != ATTACHMENTS
}

fn tiers(draw: &mut Draw<'_>, vpc: &mut Vpc) -> Result<(), Reason> {
    let alone: Vec<bool> = vpc.tiers.iter().map(|tier| may_be_alone(vpc, tier)).collect();
    for (index, (tier, alone)) in vpc.tiers.iter_mut().zip(alone).enumerate() {
        // The first is what VPCs are made for.
        let families = if index == 0 {
            Families::DualStack
        } else if tier.name == ATTACHMENTS {
            Families::Ipv4
        } else {
            draw.one(&[Families::DualStack, Families::DualStack, Families::DualStack, Families::Ipv6, Families::Ipv4])?
        };
        tier.families = if alone || families.has_ipv4() { families } else { Families::DualStack };
        if !tier.families.has_ipv6() {
            continue;
        }
        let out = tier.routes.iter().find(|(block, _)| block == "0.0.0.0/0").map(|(_, target)| target.clone());
        match out {
            None => {}
            Some(Target::InternetGateway) => tier.routes.push((DEFAULT.to_owned(), Target::InternetGateway)),
            Some(out) => {
                // Of the way out by IPv6 only, people forget the whole more often than of the other.
                if draw.chance(0.8)? {
                    tier.routes.push((DEFAULT.to_owned(), Target::EgressOnlyInternetGateway));
                }
                // The NAT gateways that a design has are there for somebody.
                let is_nat = matches!(out, Target::NatGateway(_) | Target::OneNatGateway(_));
                if is_nat && !tier.families.has_ipv4() {
                    tier.dns64 = true;
                    tier.routes.push((NAT64.to_owned(), out));
                }
            }
        }
        if !tier.families.has_ipv4() {
            tier.routes.retain(|(block, _)| block.contains(':'));
        }
    }
    for endpoint in &mut vpc.endpoints {
        let tiers = vpc.tiers.iter().filter(|tier| endpoint.tiers.contains(&tier.name));
        let both = tiers.into_iter().all(|tier| tier.families == Families::DualStack);
        endpoint.dual_stack = !endpoint.is_gateway && both && draw.chance(0.3)?;
    }
    Ok(())
}

/// What was open to IPv4 is open to IPv6, where nobody forgot it.
fn rules(draw: &mut Draw<'_>, vpc: &mut Vpc, block: &str) -> Result<(), Reason> {
    let own = vpc.blocks.first().cloned().unwrap_or_default();
    let of_ipv6 = |peer: &str| match peer {
        "0.0.0.0/0" => Some(DEFAULT.to_owned()),
        peer if *peer == own => Some(block.to_owned()),
        _ => None,
    };
    for group in &mut vpc.groups {
        for rules in [&mut group.ingress, &mut group.egress] {
            let more: Vec<_> = rules.iter().filter_map(|(ports, peer)| Some((ports.clone(), of_ipv6(peer)?))).collect();
            if draw.chance(0.7)? {
                rules.extend(more);
            }
        }
    }
    for acl in &mut vpc.acls {
        if !draw.chance(0.8)? {
            continue;
        }
        let own = std::mem::replace(acl, hopwise_build::NetworkAcl::new(""));
        let own = own.allow_in(101, all(), block).allow_in(111, tcp_range(1024..=65535), DEFAULT);
        let own = own.allow_in(121, icmpv6(), DEFAULT);
        let everything = own
            .entries
            .iter()
            .any(|entry| entry.direction == Direction::Egress && entry.ports == all() && entry.block == "0.0.0.0/0");
        *acl = if everything {
            own.allow_out(101, all(), DEFAULT)
        } else {
            own.allow_out(101, all(), block).allow_out(111, tcp(443), DEFAULT)
        };
    }
    Ok(())
}
