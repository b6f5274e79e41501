//! Route 53 Resolver: which names are asked elsewhere, and which DNS Firewall refuses; and Route 53 Profiles.

use std::collections::BTreeSet;

use aws_sdk_route53resolver::types::{Filter, FirewallRule, FirewallRuleGroupAssociation};
use futures_util::future::try_join_all;
use tokio::try_join;

use super::Extent;
use crate::call::Call;
use crate::failure::CaptureError;
use crate::session::{Listing, Session};

/// The most resources that a page may hold, unless said otherwise (Route 53 Resolver API reference, `MaxResults`).
const PAGE: i32 = 100;

/// The most that a page of `ListFirewallConfigs` may hold (likewise).
const CONFIGS: i32 = 10;

/// The most that a page of `ListFirewallDomains` may hold (likewise).
const DOMAINS: i32 = 5000;

/// Captures rules, what DNS Firewall does, and which VPCs have Route 53 Profiles. Nothing of it has to be known before: it can be asked for at once.
pub(super) async fn capture(session: &Session, extent: &Extent) -> Result<(), CaptureError> {
    try_join!(rules(session, extent), firewall(session, extent), profiles(session, extent))?;
    Ok(())
}

/// Route 53 Profiles, which may bring more of both, and zones.
async fn profiles(session: &Session, extent: &Extent) -> Result<(), CaptureError> {
    let pages = session.profiles.list_profile_associations().set_resource_id(only_vpc(extent).cloned());
    let listing = Listing::new(Call::ListProfileAssociations, "profile-associations", "Id");
    let pages = pages.max_results(PAGE).into_paginator().send();
    session.listing(listing, pages, |page| page.profile_associations, |_| ()).await?;
    Ok(())
}

/// The VPC to ask for. The calls take one only: of several VPCs, those of the Region are asked for.
fn only_vpc(extent: &Extent) -> Option<&String> {
    match extent {
        Extent::Vpcs(vpcs) if vpcs.len() == 1 => vpcs.first(),
        Extent::Vpcs(_) | Extent::Region => None,
    }
}

async fn rules(session: &Session, extent: &Extent) -> Result<(), CaptureError> {
    let resolver = &session.resolver;
    let of_vpc = only_vpc(extent).map(|vpc| vec![Filter::builder().name("VPCId").values(vpc).build()]);
    let associations = resolver.list_resolver_rule_associations().set_filters(of_vpc).max_results(PAGE);
    try_join!(
        session.listing(
            Listing::new(Call::ListResolverRules, "resolver-rules", "Id"),
            resolver.list_resolver_rules().max_results(PAGE).into_paginator().send(),
            |page| page.resolver_rules,
            |_| (),
        ),
        session.listing(
            Listing::new(Call::ListResolverRuleAssociations, "resolver-rule-associations", "Id"),
            associations.into_paginator().send(),
            |page| page.resolver_rule_associations,
            |_| (),
        ),
    )?;
    Ok(())
}

async fn firewall(session: &Session, extent: &Extent) -> Result<(), CaptureError> {
    let resolver = &session.resolver;
    let groups = async {
        let mut groups = BTreeSet::new();
        let of_vpc = only_vpc(extent).cloned();
        let pages = resolver.list_firewall_rule_group_associations().set_vpc_id(of_vpc).max_results(PAGE);
        let listing = Listing::new(Call::ListFirewallRuleGroupAssociations, "firewall-rule-group-associations", "Id");
        let see = |association: &FirewallRuleGroupAssociation| {
            groups.extend(association.firewall_rule_group_id.clone());
        };
        let pages = pages.into_paginator().send();
        session.listing(listing, pages, |page| page.firewall_rule_group_associations, see).await?;
        firewall_rules(session, &groups).await
    };
    let configs = session.listing(
        Listing::new(Call::ListFirewallConfigs, "firewall-configs", "Id"),
        resolver.list_firewall_configs().max_results(CONFIGS).into_paginator().send(),
        |page| page.firewall_configs,
        |_| (),
    );
    try_join!(groups, configs)?;
    Ok(())
}

/// The rules of groups, and the domains that they are about.
async fn firewall_rules(session: &Session, groups: &BTreeSet<String>) -> Result<(), CaptureError> {
    let lists = try_join_all(groups.iter().map(|group| async move {
        let mut lists = Vec::new();
        let pages = session.resolver.list_firewall_rules().firewall_rule_group_id(group).max_results(PAGE);
        // A group without rules says nowhere which it is, but in the file's stem.
        let file = format!("firewall-rules/{group}");
        let listing = Listing::new(Call::ListFirewallRules, &file, "Name").about(group);
        let see = |rule: &FirewallRule| lists.extend(rule.firewall_domain_list_id.clone());
        session.listing(listing, pages.into_paginator().send(), |page| page.firewall_rules, see).await?;
        Ok::<_, CaptureError>(lists)
    }))
    .await?;
    let lists: BTreeSet<String> = lists.into_iter().flatten().collect();
    if lists.is_empty() {
        return Ok(());
    }
    let managed = managed_lists(session).await?;
    try_join_all(lists.difference(&managed).map(|list| async move {
        let pages = session.resolver.list_firewall_domains().firewall_domain_list_id(list).max_results(DOMAINS);
        // The answer does not tell the list's id: the file's stem does.
        let file = format!("firewall-domains/{list}");
        let listing = Listing::new(Call::ListFirewallDomains, &file, "").about(list);
        session.listing(listing, pages.into_paginator().send(), |page| page.domains, |_| ()).await
    }))
    .await?;
    Ok(())
}

/// The lists that somebody else keeps, such as AWS: nobody may see what is in those, and to be denied it would look like a
/// lack of permissions. Where the lists cannot be had, none is known to be one.
async fn managed_lists(session: &Session) -> Result<BTreeSet<String>, CaptureError> {
    let mut managed = BTreeSet::new();
    let pages = session.resolver.list_firewall_domain_lists().max_results(PAGE).into_paginator().send();
    session
        .pages(Call::ListFirewallDomainLists, None, pages, |page| {
            let lists = page.firewall_domain_lists.unwrap_or_default().into_iter();
            managed.extend(lists.filter(|list| list.managed_owner_name.is_some()).filter_map(|list| list.id));
        })
        .await?;
    Ok(managed)
}
