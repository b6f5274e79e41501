//! Inventories of which no answer could be the right one.

use std::fmt::Debug;

use hopwise_model::Inventory;
use hopwise_model::resource::{RouteOrigin, RouteTable};
use ipnet::IpNet;

/// Whether an inventory holds what AWS refuses, so that either of two could be the one that is meant: two internet gateways
/// attached to one VPC, two routes of one table for one destination, two interfaces with one address, be it listed or in a
/// delegated block.
pub(crate) fn is_ambiguous(inventory: &Inventory) -> bool {
    let gateways = inventory.internet_gateways.iter();
    let attached = gateways.flat_map(|gateway| &gateway.attachments).map(|attachment| attachment.vpc.to_string());
    let interfaces = || inventory.network_interfaces.iter();
    let single = interfaces().flat_map(|own| own.addresses.iter().map(move |address| (own, address.private.into())));
    let delegated = interfaces().flat_map(|own| own.prefixes.iter().map(move |block| (own, *block)));
    let private = single.chain(delegated).map(|(own, block): (_, IpNet)| (format!("{:?}", own.vpc.as_ref()), block));
    let public = interfaces().flat_map(|own| own.addresses.iter().filter_map(|address| address.public));
    let destinations = |table: &RouteTable| {
        let all = table.routes.iter().map(|route| {
            let is_propagated = route.origin == RouteOrigin::Propagated;
            format!("{:?} {is_propagated}", route.destination)
        });
        has_twice(all.collect(), PartialEq::eq)
    };
    has_twice(attached.collect(), PartialEq::eq)
        || has_twice(private.collect(), |(vpc, one), (other_vpc, other)| vpc == other_vpc && one.contains(other))
        || has_twice(public.collect(), PartialEq::eq)
        || inventory.route_tables.iter().any(destinations)
}

/// Whether two neighbours in order are alike. A block comes before all that it holds.
fn has_twice<T: Ord + Debug>(mut all: Vec<T>, are_alike: impl Fn(&T, &T) -> bool) -> bool {
    all.sort();
    all.windows(2).any(|pair| matches!(pair, [one, other] if are_alike(one, other)))
}
