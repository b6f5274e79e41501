//! Root causes at transit gateways, in sentences.

use hopwise_explain::cause::{
    AttachmentNotAvailable, NoRouteToGateway, NoTransitRoute, NotAssociated, ZoneNotAttached,
};

pub(super) fn zone(found: &ZoneNotAttached) -> String {
    let zone = found.zone.as_deref().unwrap_or("that zone");
    let what = if found.is_for_replies { "replies that leave" } else { "packets that leave" };
    format!(
        "Transit gateway attachment {} has no subnet in {zone}: {what} {} there do not get to the transit gateway.",
        found.attachment, found.subnet
    )
}

pub(super) fn not_associated(found: &NotAssociated) -> String {
    let vpc = found.vpc.as_ref().map_or_else(String::new, |vpc| format!(" of {vpc}"));
    format!(
        "Attachment {}{vpc} is associated with no route table of transit gateway {}: what comes from it is not forwarded.",
        found.attachment, found.gateway
    )
}

pub(super) fn not_available(found: &AttachmentNotAvailable) -> String {
    match found.state.as_str() {
        "pendingAcceptance" => format!(
            "Transit gateway attachment {} waits for its acceptance (pendingAcceptance) by the owner of the transit gateway: until then it carries nothing.",
            found.attachment
        ),
        state => format!("Transit gateway attachment {} is {state}: it carries nothing.", found.attachment),
    }
}

pub(super) fn no_route(found: &NoTransitRoute) -> String {
    let what = if found.is_for_replies { "replies" } else { "packets" };
    let to = found
        .to
        .as_ref()
        .map_or_else(String::new, |to| format!(" Attachment {} leads to {} of {}.", to.attachment, to.block, to.vpc));
    match found.blackhole {
        Some(block) => format!(
            "Transit gateway route table {} drops these {what}: its route to {block} is a blackhole.{to}",
            found.table
        ),
        None => format!(
            "Transit gateway route table {} has no route for these {what}: nobody propagates one to it, and no static one is there.{to}",
            found.table
        ),
    }
}

/// There may be a wider route, which leads elsewhere.
pub(super) fn no_route_to_gateway(found: &NoRouteToGateway) -> String {
    let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(", which {subnet} uses"));
    let what = if found.is_for_replies { "replies to" } else { "packets to" };
    format!(
        "{}{place}, does not lead {what} {} of {} to transit gateway {}: both sides need such a route.",
        found.table, found.to.block, found.to.vpc, found.gateway
    )
}
