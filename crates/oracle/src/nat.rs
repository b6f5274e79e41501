//! NAT gateways, on the way out.

use std::net::IpAddr;

use hopwise_model::design::{NatGateway, Subnet};
use hopwise_model::resource::Direction;
use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_model::{Code, Component, DocumentKind, Gap};

use crate::flow::Flow;
use crate::sender::{Leaving, Sender, SenderKind, Step};
use crate::status;
use crate::stop::Stop;
use crate::visited::Visited;
use crate::walk::{Place, Translation, Walk};

type Gateway = hopwise_model::design::Ix<NatGateway>;

/// The lowest source port that a NAT gateway uses (VPC user guide, NAT gateway basics).
const LOWEST_PORT: u16 = 1024;

/// A packet enters a NAT gateway, gets a new source and leaves the gateway's subnet.
pub(crate) fn pass(walk: &mut Walk<'_>, index: Gateway, arriving: Leaving) -> Result<Step, Stop> {
    let design = walk.design;
    let Leaving { packet, from, .. } = arriving;
    let gateway = design.nat_gateways.get(index);
    let id = &gateway.record.id;
    walk.enter(Component::NatGateway, id);
    let blocked = |code| Err(Stop::blocked(Component::NatGateway, id, code, &gateway.record.evidence));

    status::of_nat_gateway(gateway)?;
    if gateway.record.has_appliance {
        return Err(Stop::Unknown(Gap::NotEvaluated {
            component: Component::NatGateway,
            id: id.to_string(),
            what: hopwise_model::NotEvaluated::NatAppliance,
        }));
    }
    if walk.translations.iter().any(|translation| translation.gateway == index) {
        return blocked(Code::NgwRouteLoop);
    }
    if ![TCP, UDP, ICMP].contains(&packet.protocol) {
        return blocked(Code::ProtocolRestriction);
    }
    let vpc = *gateway.vpc.as_ref()?;
    // What a transit gateway brought may be anybody's (VPC user guide, NAT gateway basics).
    if !walk.in_transit && !design.vpcs.get(vpc).record.cidrs.iter().any(|cidr| cidr.contains(&packet.source)) {
        return blocked(Code::NgwRequiresSourceInVpc);
    }
    if gateway.record.regional && !gateway.record.automatic_zones {
        serves_zone(gateway, from.subnet.map(|subnet| design.subnets.get(subnet)))?;
    }
    let (address, public) = address(walk, gateway)?;
    let own_subnet = gateway.subnet.as_ref().map(|subnet| subnet.as_ref().copied()).transpose()?;
    if let Some(own) = own_subnet
        && from.subnet != Some(own)
    {
        walk.network_acl(own, Direction::Ingress, packet)?;
    }

    let translated = translate(walk, index, address, packet);
    let from = Place { vpc, subnet: own_subnet };
    if let Some(own) = own_subnet {
        walk.meet(Visited::Subnet(own))?;
        walk.enter_subnet(own);
        if walk.subnet_contains(own, translated.destination) {
            return walk.deliver(own, vpc, translated).map(Step::Arrives);
        }
    }
    let sender = Sender { kind: SenderKind::Nat(index), public, answers: false };
    Ok(Step::Goes(Leaving { packet: translated, from, sender }))
}

/// Whether a regional gateway whose zones are set by hand is present in the zone that a packet comes from.
///
/// A zone has a name and an id. Some documents print one, some the other; what cannot be compared is not known.
fn serves_zone(gateway: &NatGateway, subnet: Option<&Subnet>) -> Result<(), Stop> {
    let subnet = subnet.map(|subnet| &subnet.record);
    let name = subnet.and_then(|subnet| subnet.availability_zone.as_ref());
    let id = subnet.and_then(|subnet| subnet.availability_zone_id.as_ref());
    let mut all_elsewhere = true;
    let mut any = false;
    for address in gateway.record.addresses.iter().filter(|address| address.usable) {
        any = true;
        let names = name.zip(address.availability_zone.as_ref());
        let ids = id.zip(address.availability_zone_id.as_ref());
        let same: Vec<bool> = names.into_iter().chain(ids).map(|(here, there)| here == there).collect();
        if same.contains(&true) {
            return Ok(());
        }
        all_elsewhere &= !same.is_empty();
    }
    if any && all_elsewhere {
        let (record, code) = (&gateway.record, Code::RegionalNgwRouteAzRestriction);
        return Err(Stop::blocked(Component::NatGateway, &record.id, code, &record.evidence));
    }
    Err(Stop::Unknown(Gap::UncertainState {
        component: Component::NatGateway,
        id: gateway.record.id.to_string(),
        state: "zones unknown".to_owned(),
    }))
}

/// The address that the gateway picks, and whether the internet sees a public one.
fn address(walk: &Walk<'_>, gateway: &NatGateway) -> Result<(IpAddr, bool), Stop> {
    let chosen = walk.choices.nat.get(walk.translations.len()).map(|choice| choice.address);
    let mut senders = gateway.record.senders();
    let picked = senders.find(|(address, _)| Some(*address) == chosen).or_else(|| gateway.record.senders().next());
    picked.ok_or_else(|| {
        Stop::Unknown(Gap::MissingResource {
            component: Component::NetworkInterface,
            id: String::new(),
            referenced_by: gateway.record.id.to_string(),
            document: DocumentKind::NatGateways,
        })
    })
}

fn translate(walk: &mut Walk<'_>, gateway: Gateway, address: IpAddr, packet: Flow) -> Flow {
    let chosen = walk.choices.nat.get(walk.translations.len()).map_or(LOWEST_PORT, |choice| choice.port);
    let Flow { source, source_port, .. } = packet;
    walk.forget_met();
    walk.translations.push(Translation { gateway, source, source_port });
    Flow {
        source: address,
        source_port: if packet.protocol == ICMP { source_port } else { chosen.max(LOWEST_PORT) },
        ..packet
    }
}
