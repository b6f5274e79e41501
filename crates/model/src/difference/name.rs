//! What names stand for.

use super::compared::compared;

compared! {
    VpcAttribute |own| {
        // Each attribute has a document of its own.
        format!("{} {:?}", own.vpc, (own.dns_support.is_some(), own.dns_hostnames.is_some()))
    }, own.vpc.to_string();
        fields { dns_support, dns_hostnames } lists {} ignored { vpc }
    DhcpOptions |own| own.id.to_string(), own.id.to_string();
        fields { domain_name_servers } lists {} ignored { id }
    VpcHostedZones |own| own.vpc.to_string(), own.vpc.to_string();
        fields { complete } lists { zones } ignored { vpc }
    ResourceRecordSets |own| own.zone.to_string(), own.zone.to_string();
        fields { complete } lists { records } ignored { zone }
    ResolverRule |own| own.id.to_string(), own.id.to_string();
        fields { domain, kind, status, targets } lists {} ignored { id, name }
    ResolverRuleAssociation |own| own.id.clone(), own.id.clone();
        fields { rule, vpc, status } lists {} ignored { id }
    ProfileAssociation |own| own.id.clone(), own.id.clone();
        fields { profile, vpc, status } lists {} ignored { id }
    FirewallRuleGroupAssociation |own| own.id.clone(), own.id.clone();
        fields { group, vpc, priority, status } lists {} ignored { id }
    FirewallRules |own| own.group.to_string(), own.group.to_string();
        fields { complete } lists { rules } ignored { group }
    FirewallDomains |own| own.list.to_string(), own.list.to_string();
        fields { complete } lists { domains } ignored { list }
    FirewallConfig |own| own.resource.clone(), own.resource.clone();
        fields { fail_open } lists {} ignored { resource }
}
