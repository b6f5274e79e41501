//! Attachments of transit gateways, and what AWS would refuse of them and of peering connections.

use hopwise_model::resource::{PeeredVpc, VpcPeeringConnection};

use super::made::{Interface, Made, nowhere};
use super::placed::Placed;
use crate::account::Account;
use crate::refused::Refused;
use crate::transit_gateway::{Peering, TransitGateway};

/// The id of a transit gateway.
pub(crate) fn transit_gateway_id(name: &str) -> String {
    format!("tgw-{name}")
}

/// The interfaces of a VPC's attachments: one in each subnet, without security groups (fact base M.3).
pub(crate) fn attachments(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    for gateway in &made.account.transit_gateways {
        let Some(tier) = gateway.tier_of(&vpc.name) else { continue };
        let name = format!("{}-{}", gateway.name, vpc.name);
        for place in placed.tier(&format!("attachment to transit gateway {}", gateway.name), tier)? {
            if !place.families().has_ipv4() {
                let why = format!("{} has no block of IPv4", place.subnet);
                let what = format!("attachment of VPC {} to transit gateway {}", vpc.name, gateway.name);
                return Err(Refused::new(what, "InvalidParameterValue", why));
            }
            let interface = made.interface(
                place,
                Interface {
                    name: &format!("tgw-{name}-{}", place.zone),
                    kind: "transit_gateway",
                    description: format!("Network Interface for Transit Gateway Attachment tgw-attach-{name}"),
                    groups: Vec::new(),
                    public: None,
                    ipv6: false,
                    source_dest_check: false,
                },
            )?;
            made.inventory.network_interfaces.push(interface);
        }
    }
    Ok(())
}

/// What AWS would refuse of the connections between VPCs.
pub(crate) fn check(account: &Account, placed: &[Placed<'_>]) -> Result<(), Refused> {
    for (index, gateway) in account.transit_gateways.iter().enumerate() {
        let earlier = account.transit_gateways.iter().take(index);
        transit_gateway(gateway, earlier, placed)?;
    }
    for (index, peering) in account.peerings.iter().enumerate() {
        let earlier = account.peerings.iter().take(index);
        connection(peering, earlier, placed)?;
    }
    Ok(())
}

/// The peering connections, which their accepters accepted.
pub(crate) fn peerings(made: &mut Made<'_>, placed: &[Placed<'_>]) {
    for peering in &made.account.peerings {
        let side = |name: &str| {
            let own = placed.iter().find(|own| own.vpc.name == *name)?;
            let mut cidrs: Vec<_> = own.cidrs().collect();
            cidrs.sort_unstable();
            let (owner, region) = (Some(made.owner.clone()), Some(made.region.clone()));
            Some(PeeredVpc { vpc: own.id.clone(), owner, region, cidrs, resolves_for_peer: Some(false) })
        };
        let (Some(requester), Some(accepter)) = (side(&peering.requester), side(&peering.accepter)) else { continue };
        made.inventory.vpc_peering_connections.push(VpcPeeringConnection {
            id: peering.id(),
            state: "active".to_owned(),
            requester,
            accepter,
            name: None,
            evidence: nowhere(),
        });
    }
}

fn transit_gateway<'a>(
    gateway: &TransitGateway,
    mut earlier: impl Iterator<Item = &'a TransitGateway>,
    placed: &[Placed<'_>],
) -> Result<(), Refused> {
    let what = format!("transit gateway {}", gateway.name);
    if earlier.any(|other| other.name == gateway.name) {
        return Err(Refused::new(what, "InvalidParameterValue", "there is another transit gateway of this name"));
    }
    for (index, (vpc, _)) in gateway.attachments.iter().enumerate() {
        if !placed.iter().any(|own| own.vpc.name == *vpc) {
            return Err(Refused::new(what, "InvalidVpcID.NotFound", format!("there is no VPC `{vpc}`")));
        }
        if gateway.attachments.iter().take(index).any(|(other, _)| other == vpc) {
            let why = format!("it has an attachment to VPC {vpc} already");
            return Err(Refused::new(what, "DuplicateTransitGatewayAttachment", why));
        }
    }
    Ok(())
}

fn connection<'a>(
    peering: &Peering,
    mut earlier: impl Iterator<Item = &'a Peering>,
    placed: &[Placed<'_>],
) -> Result<(), Refused> {
    let Peering { requester, accepter } = peering;
    let what = format!("peering of VPC {requester} with VPC {accepter}");
    let find = |name: &str| {
        let found = placed.iter().find(|own| own.vpc.name == name);
        found.ok_or_else(|| Refused::new(&what, "InvalidVpcID.NotFound", format!("there is no VPC `{name}`")))
    };
    let (one, other) = (find(requester)?, find(accepter)?);
    if earlier.any(|own| own.connects(requester, accepter)) {
        return Err(Refused::new(&what, "VpcPeeringConnectionAlreadyExists", "they have a connection already"));
    }
    // Of any IPv4 blocks, also where IPv6 alone is to go by it (fact base M.12). AWS makes such a connection in this status.
    let pairs = one.ipv4.iter().flat_map(|own| other.ipv4.iter().map(move |theirs| (own, theirs)));
    match pairs.into_iter().find(|(own, theirs)| own.contains(*theirs) || theirs.contains(*own)) {
        Some((own, theirs)) => Err(Refused::new(&what, "failed", format!("{own} and {theirs} overlap"))),
        None => Ok(()),
    }
}
