//! Root causes at VPC peering connections, in sentences.

use hopwise_explain::cause::{BehindPeer, NoRouteToPeer, PeeringNotActive};

pub(super) fn not_active(found: &PeeringNotActive) -> String {
    let owner = found.owner.as_ref().map_or_else(String::new, |owner| format!(" of account {owner}"));
    let place = found.region.as_ref().map_or_else(String::new, |region| format!(" in {region}"));
    match found.state.as_str() {
        "pending-acceptance" => format!(
            "Peering connection {} waits for its acceptance (pending-acceptance) by the owner of {}{owner}{place}: until then it passes no packets, and routes to it are blackholes.",
            found.connection, found.accepter
        ),
        state => format!("Peering connection {} is {state}: it passes no packets.", found.connection),
    }
}

/// There may be a wider route, which leads elsewhere.
pub(super) fn no_route(found: &NoRouteToPeer) -> String {
    let place = found.subnet.as_ref().map_or_else(String::new, |subnet| format!(", which {subnet} uses"));
    let what = if found.is_for_replies { "replies to" } else { "packets to" };
    format!(
        "{}{place}, does not lead {what} {} of {} to peering connection {}: both sides need such a route.",
        found.table, found.block, found.peer, found.connection
    )
}

pub(super) fn behind(found: &BehindPeer) -> String {
    let peer = found.peer.as_ref().map_or_else(|| "the peer VPC".to_owned(), ToString::to_string);
    let what = if found.is_for_replies { "These replies are" } else { "This is" };
    format!(
        "Peering connection {} leads to addresses of {peer} alone, not on to the internet or to other networks behind it. {what} for somebody else.",
        found.connection
    )
}
