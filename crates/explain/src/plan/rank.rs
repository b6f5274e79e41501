//! Which of several remedies to show first.

use hopwise_engine::Verdict;
use hopwise_model::design::Design;
use hopwise_model::resource::{EndpointKind, ExclusionMode, Peer, RouteDestination};
use hopwise_packet::PacketSet;
use num_bigint::BigUint;

use crate::change::Change;

/// The place of a plan among others: lowest first.
///
/// What delivers comes before what only helps. Then what changes things that are there, before what makes new ones,
/// which cost money, and before new rules and routes for every address. Then the fewest packets newly let through, the
/// fewest changes, and the fewest routes that lead elsewhere from then on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    verdict: Verdict,
    effort: u32,
    opens: BigUint,
    changes: usize,
    diverted: usize,
}

impl Rank {
    /// Whether all that a change can achieve is achieved.
    pub(super) fn is_full(&self) -> bool {
        self.verdict == Verdict::Delivered
    }
}

pub(super) fn rank(changes: &[Change], verdict: Verdict, before: &Design, opens: &PacketSet) -> Rank {
    Rank {
        verdict,
        effort: changes.iter().map(|change| effort(change, before)).max().unwrap_or(0),
        opens: opens.count(),
        changes: changes.len(),
        diverted: changes.iter().filter(|change| matches!(change, Change::ReplaceRoute { .. })).count(),
    }
}

/// Whether a change adds a rule or a route for every address. An ACL's entry is left out of account: it can name no
/// prefix list, so that there is no narrower one for a service.
fn is_for_everywhere(change: &Change) -> bool {
    match change {
        Change::AuthorizeEgress { peer, .. } | Change::AuthorizeIngress { peer, .. } => match peer {
            Peer::Cidr(block) => block.prefix_len() == 0,
            Peer::PrefixList(_) | Peer::Group(_) => false,
        },
        Change::CreateRoute { destination: RouteDestination::Cidr(block), .. } => block.prefix_len() == 0,
        _ => false,
    }
}

/// How much a change takes, or gives away: 0 to change a setting, 1 to move the task or make what is free, 2 to 4 to
/// make what is billed, to ask for what is guarded, or to allow every address.
fn effort(change: &Change, before: &Design) -> u32 {
    if is_for_everywhere(change) {
        return 3;
    }
    match change {
        Change::CreateNatGateway { .. } | Change::ExcludeFromBlockPublicAccess { .. } => 3,
        // A VPC that has none yet would need one for each service.
        Change::CreateInterfaceEndpoint { vpc, .. } => {
            let vpc = before.vpcs.find(vpc.as_str()).map(|vpc| before.vpcs.get(vpc));
            let has = vpc.is_some_and(|vpc| {
                let mut endpoints = vpc.endpoints.iter().map(|endpoint| before.vpc_endpoints.get(*endpoint));
                endpoints.any(|endpoint| endpoint.record.kind == EndpointKind::Interface)
            });
            if has { 2 } else { 4 }
        }
        // What somebody denied on purpose is given away, what is deleted is lost.
        Change::AssociateAddress { .. }
        | Change::AcceptVpcPeeringConnection { .. }
        | Change::AddSubnetToAttachment { .. }
        | Change::AssociateTransitGatewayTable { .. }
        | Change::CreateTransitGatewayRoute { .. }
        | Change::ReplaceAclEntry { .. }
        | Change::DeleteAclEntry { .. }
        | Change::UseAmazonDns { .. } => 2,
        // S3's gateway endpoint is free, its interface endpoint is billed by volume.
        // Without its zone the VPC loses other names, too.
        Change::CreateGatewayEndpoint { .. }
        | Change::CreateMountTarget { .. }
        | Change::PlaceInSubnet { .. }
        | Change::AnswerInsideVpc { .. }
        | Change::AssociateZone { .. }
        | Change::DisassociateZone { .. }
        | Change::DeleteZone { .. }
        | Change::RevokeEgress { .. }
        | Change::RevokeIngress { .. }
        | Change::DenyByAcl { .. }
        | Change::DisassociateGatewayEndpoint { .. } => 1,
        Change::AuthorizeEgress { .. }
        | Change::AuthorizeIngress { .. }
        | Change::AddAclEntry { .. }
        | Change::CreateRoute { .. }
        | Change::ReplaceRoute { .. }
        | Change::DeleteRoute { .. }
        | Change::AssociateRouteTable { .. }
        | Change::AssociateGatewayEndpoint { .. }
        | Change::AddEndpointSubnets { .. }
        | Change::AddEndpointGroup { .. }
        | Change::EnablePrivateDns { .. }
        | Change::EnableDnsAttribute { .. }
        | Change::CreateRecord { .. }
        | Change::AssignPublicIp { .. }
        | Change::AttachInternetGateway { .. } => 0,
    }
}

/// Whether one change does no more than another: the same, or the same with a narrower far end.
fn is_within(narrow: &Change, wide: &Change) -> bool {
    use Change::{AddAclEntry, AuthorizeEgress, AuthorizeIngress, ExcludeFromBlockPublicAccess as Exclude};
    match (narrow, wide) {
        (
            AddAclEntry { acl, direction, traffic, cidr, .. },
            AddAclEntry { acl: other, direction: way, traffic: same, cidr: block, .. },
        ) => acl == other && direction == way && traffic == same && block.contains(cidr),
        (AuthorizeEgress { group, traffic, peer }, AuthorizeEgress { group: other, traffic: same, peer: far })
        | (AuthorizeIngress { group, traffic, peer }, AuthorizeIngress { group: other, traffic: same, peer: far }) => {
            group == other
                && traffic == same
                && (peer == far || matches!(far, Peer::Cidr(all) if all.prefix_len() == 0))
        }
        (
            Exclude { subnet, exclusion, .. },
            Exclude { subnet: other, exclusion: same, mode: ExclusionMode::AllowBidirectional },
        ) => subnet == other && exclusion == same,
        _ => narrow == wide,
    }
}

/// Whether one plan does everything that another does, or more.
pub(super) fn does_more(more: &[Change], than: &[Change]) -> bool {
    than.iter().all(|narrow| more.iter().any(|wide| is_within(narrow, wide)))
}

/// Whether a change lets more through and changes nobody's way: it cannot do harm.
pub(super) fn only_adds(change: &Change) -> bool {
    matches!(
        change,
        Change::AuthorizeEgress { .. }
            | Change::AuthorizeIngress { .. }
            | Change::AddAclEntry { .. }
            | Change::ReplaceAclEntry { .. }
            | Change::DeleteAclEntry { .. }
            | Change::AddEndpointGroup { .. }
            | Change::AttachInternetGateway { .. }
            | Change::CreateMountTarget { .. }
            | Change::CreateRecord { .. }
    )
}
