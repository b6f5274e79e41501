//! What to take away so that packets that arrive do so no more: candidates, each to be tried, the narrowest kinds first.

mod acl;
mod group;
mod packets;
mod route;

use hopwise_ecs::{Groups, Placement, PublicAddress};
use hopwise_engine::{CheckResult, Flow, Network};
use hopwise_model::design::Source;
use hopwise_model::{Inventory, Rule};
use hopwise_packet::{PacketBox, PacketSet};

use crate::change::Change;
use crate::plan::opens;
use packets::Forbidden;

/// Packets that arrive and must not, or not so.
#[derive(Clone, Debug)]
pub struct Leak {
    /// Who sends them.
    pub source: Source,
    /// The packets as they are sent.
    pub packets: PacketBox,
    /// The way that they go.
    pub flow: Flow,
    /// Whether whoever sends is meant by where it is: whoever else will be there, too.
    pub source_by_place: bool,
    /// Likewise whoever takes.
    pub destination_by_place: bool,
}

/// Of what kind a closing is. The first of them give away the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClosingKind {
    /// Packets are led through what they have to pass.
    Redirect,
    /// A rule of a security group lets fewer through.
    NarrowRule,
    /// A rule of a security group is gone.
    RevokeRule,
    /// A network ACL denies them.
    Deny,
    /// A route is gone.
    Unroute,
}

impl ClosingKind {
    /// Whether it is about the way, and not about what passes.
    const fn is_of_way(self) -> bool {
        matches!(self, Self::Redirect | Self::Unroute)
    }
}

/// Changes that may close a leak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Of what kind they are.
    pub kind: ClosingKind,
    /// The changes, in the order to make them: what replaces something comes before that is gone.
    pub changes: Vec<Change>,
}

/// What may close the first of some leaks, and what of the others it can on the way; `via` are components of which packets
/// have to pass one, where they may arrive so.
///
/// An internet gateway is not detached, and no Elastic IP address taken away: AWS refuses the one while addresses are mapped
/// (`DependencyViolation`), and gives an instance another public address after the other (EC2 user guide, instance addressing).
#[must_use]
pub fn closings(inventory: &Inventory, network: &Network, leaks: &[Leak], via: &[String]) -> Vec<Closing> {
    let Some(first) = leaks.first() else { return Vec::new() };
    let mut found: Vec<Closing> = Vec::new();
    for hop in &first.flow.forward {
        for check in hop.checks.iter().filter(|check| check.result == CheckResult::Pass) {
            let Some(rule) = check.rule.as_deref() else { continue };
            let forbidden = Forbidden::at(network.design(), leaks, rule, check.direction);
            found.extend(match rule {
                Rule::Group { group, rule } => group::closings(inventory, group, rule, &forbidden),
                Rule::Acl { acl, entry } => acl::closings(inventory, acl, entry, &forbidden).into_iter().collect(),
                Rule::Route { table, route } => route::closings(inventory, table, route, via),
                // Its owner decides who else uses it.
                Rule::TransitRoute { .. } => Vec::new(),
            });
        }
    }
    found.extend(route::by_name(inventory, via));
    // Filters that are met last are nearest to whom it is about, and tables that are met first to whoever sends.
    let (mut found, filters): (Vec<Closing>, Vec<Closing>) = found.into_iter().partition(|own| own.kind.is_of_way());
    found.extend(filters.into_iter().rev());
    found.sort_by_key(|own| own.kind);
    let mut distinct: Vec<Closing> = Vec::new();
    for own in found {
        if !distinct.contains(&own) {
            distinct.push(own);
        }
    }
    distinct
}

/// An inventory with changes made; none where AWS would refuse one of them.
#[must_use]
pub fn closed_inventory(inventory: &Inventory, changes: &[Change]) -> Option<Inventory> {
    let mut after = inventory.clone();
    // No closing is about where a task is put.
    let mut nowhere = Placement {
        subnet: inventory.subnets.iter().next()?.id.clone(),
        groups: Groups::FromInterface,
        interface: None,
        private_address: None,
        public_address: PublicAddress::FromInterface,
        host: None,
    };
    changes.iter().all(|change| change.apply(&mut after, &mut nowhere)).then_some(after)
}

/// What security groups, network ACLs and routes let through no more in a network that was changed, where somebody asks.
#[must_use]
pub fn closed(before: &Network, after: &Network, source: &Source) -> PacketSet {
    // Nobody comes or goes by a closing, so that the source is the same in both.
    opens((after, source), (before, source)).all
}
