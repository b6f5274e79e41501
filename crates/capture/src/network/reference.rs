//! The second round: what the documents of the first one refer to.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{NetworkInterface, PrefixList, RouteTable, SecurityGroup, VpcAttributeName, VpcEndpoint};
use futures_util::future::try_join_all;
use tokio::try_join;

use super::{Extent, FILTER_VALUES, Found, PAGE, SMALL_PAGE, filter};
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::session::{Listing, Session};

/// Ids that documents mention.
#[derive(Debug, Default)]
pub(super) struct References {
    /// Prefix lists that `describe-prefix-lists` has described.
    known_prefix_lists: BTreeSet<String>,
    prefix_lists: BTreeSet<String>,
    known_groups: BTreeSet<String>,
    groups: BTreeSet<String>,
    /// Sets of DHCP options.
    pub(super) dhcp_options: BTreeSet<String>,
    /// Peering connections.
    pub(super) peerings: BTreeSet<String>,
    /// Transit gateways.
    pub(super) transit_gateways: BTreeSet<String>,
    /// Virtual private gateways.
    pub(super) vpn_gateways: BTreeSet<String>,
    /// Whether a route leads to an egress-only internet gateway.
    pub(super) egress_only: bool,
}

impl References {
    pub(super) fn add(&mut self, other: Self) {
        self.known_prefix_lists.extend(other.known_prefix_lists);
        self.prefix_lists.extend(other.prefix_lists);
        self.known_groups.extend(other.known_groups);
        self.groups.extend(other.groups);
        self.dhcp_options.extend(other.dhcp_options);
        self.peerings.extend(other.peerings);
        self.transit_gateways.extend(other.transit_gateways);
        self.vpn_gateways.extend(other.vpn_gateways);
        self.egress_only |= other.egress_only;
    }

    pub(super) fn of_route_table(&mut self, table: &RouteTable) {
        for route in table.routes() {
            self.prefix_lists.extend(route.destination_prefix_list_id.clone());
            self.peerings.extend(route.vpc_peering_connection_id.clone());
            self.transit_gateways.extend(route.transit_gateway_id.clone());
            self.vpn_gateways.extend(route.gateway_id.clone().filter(|id| id.starts_with("vgw-")));
            self.egress_only |= route.egress_only_internet_gateway_id.is_some();
        }
        let propagating = table.propagating_vgws().iter().filter_map(|gateway| gateway.gateway_id.clone());
        self.vpn_gateways.extend(propagating);
    }

    pub(super) fn of_security_group(&mut self, group: &SecurityGroup) {
        self.known_groups.extend(group.group_id.clone());
        for permission in group.ip_permissions().iter().chain(group.ip_permissions_egress()) {
            let lists = permission.prefix_list_ids().iter().filter_map(|list| list.prefix_list_id.clone());
            self.prefix_lists.extend(lists);
            for pair in permission.user_id_group_pairs() {
                self.groups.extend(pair.group_id.clone());
                self.peerings.extend(pair.vpc_peering_connection_id.clone());
            }
        }
    }

    /// One whose blocks are not printed has to be asked for by itself: AWS's own are never empty.
    pub(super) fn of_prefix_list(&mut self, list: &PrefixList) {
        if list.cidrs().is_empty() {
            self.prefix_lists.extend(list.prefix_list_id.clone());
        } else {
            self.known_prefix_lists.extend(list.prefix_list_id.clone());
        }
    }

    /// Lists that are mentioned, and whose blocks are not known yet.
    pub(super) fn unknown_prefix_lists(&self) -> impl Iterator<Item = &String> {
        self.prefix_lists.difference(&self.known_prefix_lists)
    }

    pub(super) fn of_interface(&mut self, interface: &NetworkInterface) {
        self.groups.extend(interface.groups().iter().filter_map(|group| group.group_id.clone()));
    }

    pub(super) fn of_endpoint(&mut self, endpoint: &VpcEndpoint) {
        self.groups.extend(endpoint.groups().iter().filter_map(|group| group.group_id.clone()));
    }
}

/// Captures what the first round leads to: DNS attributes, DHCP options, rule ids, prefix lists, groups of other VPCs.
pub(super) async fn capture(session: &Session, extent: &Extent, found: &Found) -> Result<(), CaptureError> {
    try_join!(
        attributes(session, &found.vpcs),
        dhcp_options(session, extent, &found.references.dhcp_options),
        rules(session, extent, &found.references.known_groups),
        prefix_lists(session, &found.references),
        groups_elsewhere(session, extent, &found.references),
    )?;
    Ok(())
}

/// Both DNS attributes of each VPC: two calls for each, since AWS tells one at a time.
async fn attributes(session: &Session, vpcs: &BTreeSet<String>) -> Result<(), CaptureError> {
    let calls = vpcs.iter().flat_map(|vpc| {
        [VpcAttributeName::EnableDnsSupport, VpcAttributeName::EnableDnsHostnames].map(|name| (vpc, name))
    });
    try_join_all(calls.map(|(vpc, name)| async move {
        let about = format!("{vpc} {}", name.as_str());
        let answer = Box::pin(session.ec2.describe_vpc_attribute().vpc_id(vpc).attribute(name.clone()).send());
        let file = format!("vpc-attributes/{vpc}-{}", name.as_str());
        session.single(Call::DescribeVpcAttribute, Some(&about), &file, answer, Document::document).await
    }))
    .await?;
    Ok(())
}

async fn dhcp_options(session: &Session, extent: &Extent, ids: &BTreeSet<String>) -> Result<(), CaptureError> {
    if ids.is_empty() && *extent != Extent::Region {
        return Ok(());
    }
    let few = *extent != Extent::Region && ids.len() <= FILTER_VALUES;
    let filters = few.then(|| vec![filter("dhcp-options-id", ids)]);
    let pages = session.ec2.describe_dhcp_options().set_filters(filters).max_results(PAGE).into_paginator().send();
    let listing = Listing::new(Call::DescribeDhcpOptions, "dhcp-options", "DhcpOptionsId");
    session.listing(listing, pages, |page| page.dhcp_options, |_| ()).await?;
    Ok(())
}

/// The ids of rules. This call has no filter for VPCs, only one for groups.
async fn rules(session: &Session, extent: &Extent, groups: &BTreeSet<String>) -> Result<(), CaptureError> {
    let groups: Vec<String> = groups.iter().cloned().collect();
    let chunks: Vec<Option<&[String]>> = match extent {
        Extent::Region => vec![None],
        Extent::Vpcs(_) => groups.chunks(FILTER_VALUES).map(Some).collect(),
    };
    let several = chunks.len() > 1;
    try_join_all(chunks.into_iter().enumerate().map(|(index, chunk)| async move {
        let filters = chunk.map(|chunk| vec![filter("group-id", chunk)]);
        let call = session.ec2.describe_security_group_rules().set_filters(filters).max_results(PAGE);
        let file =
            if several { format!("security-group-rules-{}", index + 1) } else { "security-group-rules".to_owned() };
        let about = several.then(|| format!("part {}", index + 1));
        let mut listing = Listing::new(Call::DescribeSecurityGroupRules, &file, "SecurityGroupRuleId");
        listing.about = about.as_deref();
        session.listing(listing, call.into_paginator().send(), |page| page.security_group_rules, |_| ()).await
    }))
    .await?;
    Ok(())
}

/// The entries of lists that rules and routes name and that `describe-prefix-lists` does not describe: the customer's own,
/// those of other accounts, and AWS's that no gateway endpoint uses.
async fn prefix_lists(session: &Session, references: &References) -> Result<(), CaptureError> {
    entries(session, references.unknown_prefix_lists()).await
}

/// The entries of prefix lists, one call each.
pub(super) async fn entries<'l>(
    session: &Session,
    lists: impl Iterator<Item = &'l String>,
) -> Result<(), CaptureError> {
    try_join_all(lists.map(|list| async move {
        let pages = session
            .ec2
            .get_managed_prefix_list_entries()
            .prefix_list_id(list)
            .max_results(SMALL_PAGE)
            .into_paginator()
            .send();
        // Its answer does not tell the list's id: the file's stem does.
        let listing = Listing::new(Call::GetManagedPrefixListEntries, list, "Cidr").about(list);
        session.listing(listing, pages, |page| page.entries, |_| ()).await
    }))
    .await?;
    Ok(())
}

/// Groups of other VPCs that interfaces carry or rules name.
async fn groups_elsewhere(session: &Session, extent: &Extent, references: &References) -> Result<(), CaptureError> {
    if *extent == Extent::Region {
        return Ok(());
    }
    let elsewhere: Vec<String> = references.groups.difference(&references.known_groups).cloned().collect();
    try_join_all(elsewhere.chunks(FILTER_VALUES).enumerate().map(|(index, groups)| async move {
        // By filter and not by id: an id that does not exist any more would be an error.
        let filters = vec![filter("group-id", groups)];
        let call = session.ec2.describe_security_groups().set_filters(Some(filters)).max_results(PAGE);
        let file = format!("security-groups-elsewhere-{}", index + 1);
        let about = format!("groups of other VPCs, part {}", index + 1);
        let listing = Listing::new(Call::DescribeSecurityGroups, &file, "GroupId").about(&about);
        session.listing(listing, call.into_paginator().send(), |page| page.security_groups, |_| ()).await
    }))
    .await?;
    Ok(())
}
