//! VPCs that reach each other: by a transit gateway, or by peering.

use hopwise_build::{Account, Ports, Target, Tier, TransitGateway, Vpc};
use proptest::test_runner::Reason;

use super::decide::Draw;
use super::parts::{ATTACHMENTS, HUB};

/// Everything that is not in the VPC.
const DEFAULT: &str = "0.0.0.0/0";

/// The ports that one VPC may open to another.
fn ports(vpc: &Vpc) -> Vec<(usize, Ports)> {
    let groups = vpc.groups.iter().enumerate();
    groups.filter_map(|(index, group)| Some((index, group.ingress.first()?.0.clone()))).collect()
}

/// Opens a group of a VPC to another VPC, now and then.
fn open(draw: &mut Draw<'_>, vpc: &mut Vpc, block: &str) -> Result<(), Reason> {
    let ports = ports(vpc);
    if ports.is_empty() || !draw.chance(0.5)? {
        return Ok(());
    }
    let (index, ports) = draw.one(&ports)?;
    if let Some(group) = vpc.groups.get_mut(index) {
        group.ingress.push((ports, block.to_owned()));
    }
    Ok(())
}

fn block_of(account: &Account, index: usize) -> String {
    account.vpcs.get(index).and_then(|vpc| vpc.blocks.first()).cloned().unwrap_or_default()
}

/// A hub and its spokes: the first VPC leads the way to the internet, as far as it has one, and the others send it what is
/// for nobody of their own.
pub(super) fn hub(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let target = || Target::TransitGateway(HUB.to_owned());
    let blocks: Vec<String> = (0..account.vpcs.len()).map(|index| block_of(account, index)).collect();
    let mut gateway = TransitGateway::new(HUB);
    for (index, vpc) in account.vpcs.iter_mut().enumerate() {
        gateway = gateway.attach(&vpc.name, ATTACHMENTS);
        let is_hub = index == 0;
        let mut attachments = Tier::isolated(ATTACHMENTS).size(28);
        for tier in &mut vpc.tiers {
            let has_default = tier.routes.iter().any(|(block, _)| block == DEFAULT);
            if is_hub {
                // What came by the hub goes out as what the hub has itself.
                let nat = |(_, target): &&(String, Target)| !matches!(target, Target::InternetGateway);
                if let Some(route) = tier.routes.iter().find(nat).filter(|_| attachments.routes.is_empty()) {
                    attachments.routes.push(route.clone());
                }
                // Without a way back nothing is answered: people forget it.
                if draw.chance(0.9)? {
                    tier.routes.extend(blocks.iter().skip(1).map(|block| (block.clone(), target())));
                }
            } else if !has_default && draw.chance(0.9)? {
                tier.routes.push((DEFAULT.to_owned(), target()));
            }
        }
        vpc.tiers.push(attachments);
        for (_, block) in blocks.iter().enumerate().filter(|(other, _)| *other != index) {
            open(draw, vpc, block)?;
        }
    }
    account.transit_gateways.push(gateway);
    Ok(())
}

/// Each further VPC is a peer of the first.
pub(super) fn peering(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let Some(first) = account.vpcs.first().map(|vpc| vpc.name.clone()) else { return Ok(()) };
    let names: Vec<String> = account.vpcs.iter().skip(1).map(|vpc| vpc.name.clone()).collect();
    for (index, name) in names.iter().enumerate() {
        let blocks = (block_of(account, 0), block_of(account, index + 1));
        for (here, block, other) in [(0, &blocks.1, name), (index + 1, &blocks.0, &first)] {
            let Some(vpc) = account.vpcs.get_mut(here) else { continue };
            for tier in &mut vpc.tiers {
                // One side without a route is what people forget.
                if draw.chance(0.9)? {
                    tier.routes.push((block.clone(), Target::Peering(other.clone())));
                }
            }
            open(draw, vpc, block)?;
        }
        account.peerings.push(hopwise_build::Peering::new(&first, name));
    }
    Ok(())
}
