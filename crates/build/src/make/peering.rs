//! Peering connections, and what AWS would refuse of them.

use hopwise_model::resource::{PeeredVpc, VpcPeeringConnection};

use super::made::{Made, nowhere};
use super::placed::Placed;
use crate::peering::Peering;
use crate::refused::Refused;

/// The peering connections, which their accepters accepted.
pub(crate) fn make(made: &mut Made<'_>, placed: &[Placed<'_>]) -> Result<(), Refused> {
    let account = made.account;
    for (index, peering) in account.peerings.iter().enumerate() {
        let earlier = account.peerings.iter().take(index);
        let (requester, accepter) = checked(peering, earlier, placed)?;
        let side = |own: &Placed<'_>, resolves: bool| {
            let mut cidrs: Vec<_> = own.cidrs().collect();
            cidrs.sort_unstable();
            let (owner, region) = (Some(made.owner.clone()), Some(made.region.clone()));
            PeeredVpc { vpc: own.id.clone(), owner, region, cidrs, resolves_for_peer: Some(resolves) }
        };
        let requester = side(requester, peering.requester_resolves);
        let accepter = side(accepter, peering.accepter_resolves);
        made.inventory.vpc_peering_connections.push(VpcPeeringConnection {
            id: peering.id(),
            state: "active".to_owned(),
            requester,
            accepter,
            name: None,
            evidence: nowhere(),
        });
    }
    Ok(())
}

/// The two VPCs, where AWS would make the connection.
fn checked<'p, 'v, 'a>(
    peering: &Peering,
    mut earlier: impl Iterator<Item = &'a Peering>,
    placed: &'p [Placed<'v>],
) -> Result<(&'p Placed<'v>, &'p Placed<'v>), Refused> {
    let Peering { requester, accepter, requester_resolves, accepter_resolves } = peering;
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
    if let Some((own, theirs)) = pairs.into_iter().find(|(own, theirs)| own.contains(*theirs) || theirs.contains(*own))
    {
        return Err(Refused::new(&what, "failed", format!("{own} and {theirs} overlap")));
    }
    // VPC peering guide, "Enable DNS resolution": both VPCs have DNS hostnames and DNS resolution on.
    let resolves = *requester_resolves || *accepter_resolves;
    if let Some(own) = [one, other].into_iter().find(|own| resolves && !(own.vpc.dns_hostnames && own.vpc.dns_support))
    {
        let why = format!("DNS resolution needs DNS hostnames and DNS support of VPC {}", own.vpc.name);
        return Err(Refused::new(&what, "OperationNotPermitted", why));
    }
    Ok((one, other))
}
