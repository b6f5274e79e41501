//! VPCs that reach each other: by a transit gateway, or by peering.

use std::collections::BTreeMap;

use hopwise_build::{
    Account, Attachment, Endpoint, Ports, PrivateZone, SecurityGroup, Target, Tier, TransitGateway, TransitTable, Vpc,
    tcp,
};
use proptest::test_runner::Reason;

use super::also::own_name;
use super::decide::Draw;
use super::parts::{ATTACHMENTS, HUB, needs};

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

/// A hub and its spokes: the first VPC leads the way to the internet, as far as it has one, and to endpoints for all, and the
/// others send it what is for nobody of their own.
pub(super) fn hub(draw: &mut Draw<'_>, account: &mut Account, may_share: bool) -> Result<(), Reason> {
    attached(draw, account)?;
    tables(draw, account)?;
    // Where it is said which endpoints there are, these are all.
    if may_share { share(draw, account) } else { Ok(()) }
}

/// The attachments, and the routes of the VPCs to them.
fn attached(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let target = || Target::TransitGateway(HUB.to_owned());
    let blocks: Vec<String> = (0..account.vpcs.len()).map(|index| block_of(account, index)).collect();
    let mut gateway = TransitGateway::new(HUB);
    for (index, vpc) in account.vpcs.iter_mut().enumerate() {
        let mut attachment = Attachment::new(&vpc.name, ATTACHMENTS);
        // A zone that was added later, and not to the attachment.
        if vpc.zones > 1 && draw.chance(0.1)? {
            attachment = attachment.zone('a');
        }
        if draw.chance(0.1)? {
            attachment = attachment.appliance_mode();
        }
        gateway = gateway.attachment(attachment);
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

/// The tables of the gateway: the default one, with the way out, or one for the spokes and one for the hub, as AWS's guide
/// has central egress (fact base M.11). Some have less than they need.
fn tables(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    let names: Vec<String> = account.vpcs.iter().map(|vpc| vpc.name.clone()).collect();
    let (Some((hub, spokes)), Some(gateway)) = (names.split_first(), account.transit_gateways.first_mut()) else {
        return Ok(());
    };
    let leads_out = draw.chance(0.9)?;
    if draw.chance(0.5)? {
        if leads_out {
            gateway.routes.extend(TransitTable::new("default").route(DEFAULT, hub).routes);
        }
        return Ok(());
    }
    let mut of_spokes = TransitTable::new("spokes").propagate(hub);
    let mut of_hub = TransitTable::new("egress").associate(hub);
    if leads_out {
        of_spokes = of_spokes.route(DEFAULT, hub);
    }
    // Spokes that must not reach each other.
    if draw.chance(0.3)? {
        of_spokes = ["10.0.0.0/8", "172.16.0.0/12"].into_iter().fold(of_spokes, TransitTable::blackhole);
    }
    for spoke in spokes {
        // Whoever adds a VPC may forget its association, or that the hub must answer it.
        if draw.chance(0.95)? {
            of_spokes = of_spokes.associate(spoke);
        }
        if draw.chance(0.9)? {
            of_hub = of_hub.propagate(spoke);
        }
    }
    gateway.tables.extend([of_spokes, of_hub]);
    // Whoever makes tables has often no use for the default one.
    gateway.default_association = draw.chance(0.3)?;
    gateway.default_propagation = gateway.default_association;
    Ok(())
}

/// Endpoints of the hub that spokes use, by a private zone that they are associated with.
fn share(draw: &mut Draw<'_>, account: &mut Account) -> Result<(), Reason> {
    if !draw.chance(0.6)? {
        return Ok(());
    }
    let Some((hub, spokes)) = account.vpcs.split_first_mut() else { return Ok(()) };
    let Some(home) = hub.tiers.iter().rev().find(|tier| tier.name != ATTACHMENTS).map(|tier| tier.name.clone()) else {
        return Ok(());
    };
    let mut shared: BTreeMap<&'static str, Vec<&Vpc>> = BTreeMap::new();
    for spoke in &*spokes {
        let services = account.services.iter().filter(|own| own.vpc.as_ref() == Some(&spoke.name));
        for needed in services.flat_map(needs) {
            let has_own = spoke.endpoints.iter().any(|own| own.service == needed);
            let users = shared.entry(needed).or_default();
            if !has_own && own_name(needed).is_some() && !users.contains(&spoke) {
                users.push(spoke);
            }
        }
    }
    shared.retain(|_, users| !users.is_empty());
    for (service, users) in shared {
        let Some((name, record)) = own_name(service) else { continue };
        if !hub.endpoints.iter().any(|own| own.service == service) {
            hub.endpoints.push(Endpoint::interface(service).tier(&home).group("endpoints"));
        }
        let zone = PrivateZone::new(&format!("{name}.{}.amazonaws.com", account.region));
        let zone = users.iter().fold(zone, |zone, spoke| zone.vpc(&spoke.name));
        account.zones.push(zone.endpoint(record, service));
        if !hub.groups.iter().any(|group| group.name == "endpoints") {
            hub.groups.push(SecurityGroup::new("endpoints"));
        }
        let blocks: Vec<String> = users.iter().filter_map(|spoke| spoke.blocks.first().cloned()).collect();
        for group in hub.groups.iter_mut().filter(|group| group.name == "endpoints") {
            for block in &blocks {
                let rule = (tcp(443), block.clone());
                // Groups of another VPC are no peers of endpoints: who forgets the block lets nobody in (fact base M.6).
                if !group.ingress.contains(&rule) && draw.chance(0.9)? {
                    group.ingress.push(rule);
                }
            }
        }
    }
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
