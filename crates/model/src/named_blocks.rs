//! The blocks that rules, entries and routes name.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::inventory::Inventory;
use crate::resource::{Peer, RouteDestination};

impl Inventory {
    /// Every block that a security group's rule, a network ACL's entry, a route of a VPC's table or of a transit gateway's, or an entry
    /// of a prefix list names, host bits dropped: addresses of a subnet are told from each other by those that are within it, and by nothing else of these.
    /// O(n log n) in the number of rules, entries and routes.
    #[must_use]
    pub fn named_blocks(&self) -> BTreeSet<IpNet> {
        let rules = self.security_groups.iter().flat_map(|own| own.ingress.iter().chain(&own.egress));
        let of_groups = rules.filter_map(|rule| match rule.peer {
            Peer::Cidr(block) => Some(block),
            Peer::Group(_) | Peer::PrefixList(_) => None,
        });
        let of_acls = self.network_acls.iter().flat_map(|own| &own.entries).map(|entry| entry.cidr);
        let routes = self.route_tables.iter().flat_map(|own| &own.routes);
        let of_routes = routes.filter_map(|route| match route.destination {
            RouteDestination::Cidr(block) => Some(block),
            RouteDestination::PrefixList(_) => None,
        });
        let of_lists = self.prefix_list_entries.iter().flat_map(|own| own.entries.iter().copied());
        let of_transit = self.transit_gateway_routes.iter().flat_map(|own| &own.routes).filter_map(|route| route.block);
        of_groups.chain(of_acls).chain(of_routes).chain(of_transit).chain(of_lists).map(|own| own.trunc()).collect()
    }
}
