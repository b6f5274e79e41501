//! Whoever could be in a place.
//!
//! A sentence about what must never be, such as "nothing in this tier reaches the internet", is one about the design: who is
//! there today is an accident, and what is started there tomorrow is meant, too. So in each subnet of a place stands a host that
//! does not exist: at any free address, with a public one, and with what any group of the VPC lets out. Rules that name one of
//! these groups do not mean it: who is in the tier need not carry the group of who may ask the database.

use hopwise_engine::FOLLOWED;
use hopwise_model::design::{Design, Ix, Placement, PublicAddress, Reference, SecurityGroup, Source, Subnet};
use hopwise_model::{DocumentKind, Gap};
use hopwise_rules::Selector;
use ipnet::IpNet;

use super::party::subnets;
use super::supposed::is_supposed_in;
use crate::network::Network;
use crate::question::Origin;

/// How somebody who could be in a subnet is called, before the subnet's id.
pub(super) const ANY_HOST: &str = "any host in ";

/// A host that could be put into each subnet of what a selector means, where that is a place; none where it is not known which
/// subnets are meant.
pub(super) fn anybody(network: &Network, selector: &Selector) -> Option<Vec<Origin>> {
    use Selector::{Everybody, Subnet, Tag, Tier, Vpc};
    if !matches!(selector, Everybody | Tier(_) | Subnet(_) | Vpc(_) | Tag(..)) {
        return Some(Vec::new());
    }
    let design = network.design();
    let meant = subnets(network, selector)?;
    // A task that is supposed at every free address, for rules tell one from another, leaves none for anybody else: what would
    // become of what he sends is not known.
    if meant.iter().any(|own| is_supposed_in(design, *own) && !has_room(design, *own)) {
        return None;
    }
    let found = meant.into_iter().filter(|own| has_room(design, *own));
    Some(found.map(|own| Origin::anybody(host(design, own))).collect())
}

/// Whether a host could be there, by either version of IP.
fn has_room(design: &Design, subnet: Ix<Subnet>) -> bool {
    let by_ipv6 = || design.subnets.get(subnet).record.cidrs.iter().any(|block| matches!(block, IpNet::V6(_)));
    !design.free_addresses(subnet, FOLLOWED).is_empty() || by_ipv6()
}

/// Any host in a subnet.
fn host(design: &Design, subnet: Ix<Subnet>) -> Source {
    Source::Placement(Placement {
        subnet,
        groups: groups(design, subnet),
        address: None,
        public: PublicAddress::Assigned,
        is_anybody: true,
    })
}

/// The groups that something in a subnet could carry, and whatever would tell of others: those of its VPC.
fn groups(design: &Design, subnet: Ix<Subnet>) -> Vec<Reference<SecurityGroup>> {
    let subnet = design.subnets.get(subnet);
    let vpc = match &subnet.vpc {
        Ok(vpc) => *vpc,
        Err(gap) => return vec![Err(gap.clone())],
    };
    let is_its = |own: &SecurityGroup| own.vpc == Some(vpc);
    let known = design.security_groups.iter().filter(|(_, own)| is_its(own)).map(|(index, _)| Ok(index));
    let mut all: Vec<Reference<SecurityGroup>> = known.collect();
    let id = subnet.record.id.as_str();
    // Each VPC has a group that nobody can delete (VPC user guide, default security groups): where there is none, it was not read.
    let missing = || {
        let (document, needed_for) = (DocumentKind::SecurityGroups, id.to_owned());
        let is_whole = design.knows(document, vpc) && !all.is_empty();
        (!is_whole).then_some(Gap::MissingDocument { document, needed_for })
    };
    let others = design.vpcs.get(vpc).unseen(id).or_else(missing);
    all.extend(others.map(|gap| Err(gap.into())));
    all
}
