//! The way round by IPv6, which is not walked: where one may be open, a block of IPv4 proves nothing.
//!
//! Clients of registries and of AWS ask for both kinds of addresses and go by whichever answers (fact base L.7): what arrives by
//! IPv4 arrives, and what IPv4 stops may get through by IPv6.

use hopwise_model::design::{Design, Reference, SecurityGroup, Source};
use hopwise_model::resource::{Peer, RouteDestination, RouteState, RouteTarget};
use hopwise_model::{Component, Gap, NotEvaluated};

use crate::name;

/// What is not known where packets to a host may go by IPv6 instead: the host may have such an address, and so has the source,
/// with a route, a rule of its groups and an entry of its network ACL that lead out.
pub(crate) fn way_round(design: &Design, source: &Source, host: &str) -> Option<Gap> {
    let index = source.subnet(design)?.ok()?;
    let subnet = design.subnets.get(index);
    let has_address = match source {
        Source::Interface(own) => {
            design.network_interfaces.get(*own).record.addresses.iter().any(|address| address.private.is_ipv6())
        }
        Source::Placement(_) => subnet.record.cidrs.iter().any(|cidr| cidr.addr().is_ipv6()),
        Source::Internet => false,
    };
    if !has_address || !name::may_have_ipv6(host) {
        return None;
    }
    let routed = subnet.route_table.as_ref().map_or(true, |table| {
        design.route_tables.get(*table).record.routes.iter().any(|route| {
            let beyond = !matches!(route.target, RouteTarget::Local) && route.state != RouteState::Blackhole;
            beyond && matches!(route.destination, RouteDestination::Cidr(block) if block.addr().is_ipv6())
        })
    });
    let entered = subnet.network_acl.as_ref().map_or(true, |acl| {
        design.network_acls.get(*acl).egress.iter().any(|entry| entry.allow && entry.cidr.addr().is_ipv6())
    });
    let groups = match source {
        Source::Interface(own) => &*design.network_interfaces.get(*own).groups,
        Source::Placement(placement) => placement.groups.as_slice(),
        Source::Internet => &[],
    };
    let (component, id, what) = (Component::Subnet, subnet.record.id.to_string(), NotEvaluated::Ipv6);
    let open = routed && entered && groups.iter().any(|group| lets_out(design, group));
    open.then_some(Gap::NotEvaluated { component, id, what })
}

/// Whether a group may let anything out to an IPv6 address that is not the VPC's own.
fn lets_out(design: &Design, group: &Reference<SecurityGroup>) -> bool {
    let Ok(group) = group else { return true };
    design.security_groups.get(*group).record.egress.iter().any(|rule| match &rule.peer {
        Peer::Cidr(block) => block.addr().is_ipv6(),
        Peer::PrefixList(_) => true,
        Peer::Group(_) => false,
    })
}
