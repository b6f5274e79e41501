//! Private hosted zones, Resolver rules and DNS Firewall.

use hopwise_explain::cause::{PointingRecord, Void};
use hopwise_explain::{Cause, Change, Condition, DnsAttribute, Hint, conditions};
use hopwise_model::resource::{
    AliasTarget, BlockResponse, FirewallAction, FirewallDomains, FirewallRule, FirewallRuleGroupAssociation,
    FirewallRules, HostedZoneSummary, ResolverRule, ResolverRuleAssociation, ResourceRecordSet, ResourceRecordSets,
    RouteTarget, Routing, RuleType, VpcHostedZones,
};

use crate::network::{Net, here, id};
use crate::{cause, opens, plans};

const DKR: &str = "dkr.ecr.eu-west-1.amazonaws.com";

fn record(name: &str, kind: &str, value: &str) -> ResourceRecordSet {
    ResourceRecordSet {
        name: name.to_owned(),
        kind: kind.to_owned(),
        values: vec![value.to_owned()],
        alias: None,
        routing: Routing::Simple,
        evidence: here(),
    }
}

fn alias(name: &str, target: &str) -> ResourceRecordSet {
    let alias = Some(AliasTarget { zone: Some(id("Z0AWS")), dns_name: target.to_owned() });
    ResourceRecordSet { alias, values: Vec::new(), ..record(name, "A", "") }
}

impl Net {
    /// Associates the VPC with a private hosted zone that has these records.
    fn zone(&mut self, zone: &str, name: &str, records: Vec<ResourceRecordSet>) {
        let summary = HostedZoneSummary {
            id: id(zone),
            name: name.to_owned(),
            owner: None,
            owning_service: None,
            evidence: here(),
        };
        self.inventory.vpc_hosted_zones.first_mut().unwrap().zones.push(summary);
        let (zone, evidence) = (id(zone), here());
        self.inventory.resource_record_sets.push(ResourceRecordSets { zone, records, complete: true, evidence });
    }

    /// Gives the private subnet a way out.
    fn way_out(&mut self) {
        self.nat("nat-a", "subnet-a-public-a");
        self.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    }

    fn forward(&mut self, domain: &str) {
        self.inventory.resolver_rules.push(ResolverRule {
            id: id("rslvr-rr-a"),
            domain: domain.to_owned(),
            kind: RuleType::Forward,
            status: Some("COMPLETE".to_owned()),
            targets: vec!["10.9.0.53".to_owned()],
            name: None,
            evidence: here(),
        });
        self.inventory.resolver_rule_associations.push(ResolverRuleAssociation {
            id: "rslvr-rrassoc-a".to_owned(),
            rule: id("rslvr-rr-a"),
            vpc: id("vpc-a"),
            status: Some("COMPLETE".to_owned()),
            evidence: here(),
        });
    }
}

#[test]
fn an_empty_zone_shadows_the_names() {
    let mut net = Net::new();
    net.way_out();
    net.zone("Z0A", "amazonaws.com", Vec::new());
    let step = net.step("ecr.api");
    let Cause::ShadowedByZone(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((found.zone_name.as_str(), &found.vpc), ("amazonaws.com", &id("vpc-a")));
    assert_eq!(found.name, "api.ecr.eu-west-1.amazonaws.com");
    // The last VPC of a zone cannot be taken away from it, but the zone can be deleted while it is empty.
    let disassociate = Change::DisassociateZone { zone: id("Z0A"), vpc: id("vpc-a") };
    let last = [Condition::OtherVpc { zone: id("Z0A"), vpc: id("vpc-a") }];
    assert_eq!(plans(&step), [[Change::DeleteZone { zone: id("Z0A") }], [disassociate.clone()]]);
    assert_eq!(conditions(&[disassociate], &net.inventory), [last]);
    assert!(opens(&step).is_empty());
    assert!(step.hints.contains(&Hint::ZoneHoldsOtherNames { zone: id("Z0A") }));
}

#[test]
fn a_zone_with_another_vpc_is_only_taken_away() {
    let mut net = Net::new();
    net.way_out();
    net.zone("Z0A", "amazonaws.com", Vec::new());
    let zones = net.inventory.vpc_hosted_zones[0].zones.clone();
    let (complete, evidence) = (true, here());
    net.inventory.vpc_hosted_zones.push(VpcHostedZones { vpc: id("vpc-b"), zones, complete, evidence });
    net.inventory.vpcs.push(hopwise_model::resource::Vpc { id: id("vpc-b"), ..net.inventory.vpcs[0].clone() });
    let disassociate = Change::DisassociateZone { zone: id("Z0A"), vpc: id("vpc-a") };
    assert_eq!(plans(&net.step("ecr.api")), [[disassociate.clone()]]);
    assert_eq!(conditions(&[disassociate], &net.inventory), [[]]);
}

#[test]
fn a_zone_with_records_is_not_deleted() {
    let mut net = Net::new();
    net.way_out();
    net.zone("Z0A", "amazonaws.com", vec![record("x.amazonaws.com", "A", "10.0.1.99")]);
    let disassociate = Change::DisassociateZone { zone: id("Z0A"), vpc: id("vpc-a") };
    assert_eq!(plans(&net.step("ecr.api")), [[disassociate]]);
    // Nor one of which there may be more than is shown.
    net.inventory.resource_record_sets[0].records.clear();
    net.inventory.resource_record_sets[0].complete = false;
    let changes: Vec<_> = net.step("ecr.api").plans.into_iter().flat_map(|plan| plan.changes).collect();
    assert!(!changes.iter().any(|change| matches!(change, Change::DeleteZone { .. })), "{changes:?}");
}

#[test]
fn a_zone_of_a_service_stays_as_it_is() {
    let mut net = Net::new();
    net.way_out();
    net.zone("Z0A", "amazonaws.com", Vec::new());
    net.inventory.vpc_hosted_zones[0].zones[0].owning_service = Some("efs.amazonaws.com".to_owned());
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::ShadowedByZone(_)));
    assert_eq!(step.plans, []);
}

#[test]
fn private_dns_is_more_specific_than_a_wide_zone() {
    let mut net = Net::new();
    net.zone("Z0A", "amazonaws.com", Vec::new());
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::ShadowedByZone(_)), "{:?}", step.cause);
    // The zone may stay: the one that AWS keeps for the endpoint comes before it.
    assert_eq!(plans(&step)[0], [Change::EnablePrivateDns { endpoint: id("vpce-ecr-api") }]);
}

#[test]
fn the_registrys_zone_lacks_the_wildcard() {
    let mut net = Net::new();
    let endpoint = net.endpoint("ecr.dkr", "10.0.1.12", "sg-a-endpoint");
    endpoint.private_dns_enabled = false;
    let own = "vpce-ecr-dkr-1a2b.dkr.ecr.eu-west-1.vpce.amazonaws.com";
    endpoint.dns_names = vec![own.to_owned()];
    net.zone("Z0DKR", DKR, vec![alias(DKR, own)]);
    let step = net.step("ecr.dkr");
    let Cause::ZoneLacksWildcard(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((&found.zone, found.domain.as_str()), (&id("Z0DKR"), DKR));
    let add = Change::CreateRecord { zone: id("Z0DKR"), name: format!("*.{DKR}"), like: DKR.to_owned() };
    assert_eq!(plans(&step)[0], [add]);
    assert!(opens(&step).is_empty());
    // With the record there is nothing to say.
    net.inventory.resource_record_sets[0].records.push(alias(&format!("*.{DKR}"), own));
    assert_eq!(net.step("ecr.dkr").cause, None);
}

#[test]
fn records_go_round() {
    let mut net = Net::new();
    net.way_out();
    let host = "api.ecr.eu-west-1.amazonaws.com";
    net.zone("Z0A", host, vec![record(host, "CNAME", "a.corp.example.")]);
    net.zone("Z0B", "corp.example", vec![record("a.corp.example", "CNAME", host)]);
    let step = net.step("ecr.api");
    let Cause::ZoneRecordLoop(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!(found.names, [host, "a.corp.example", host]);
    assert!(step.plans.is_empty());
}

#[test]
fn the_firewall_blocks_the_name() {
    let mut net = Net::new();
    net.way_out();
    net.inventory.firewall_rule_group_associations.push(FirewallRuleGroupAssociation {
        id: "rslvr-frgassoc-a".to_owned(),
        group: id("rslvr-frg-a"),
        vpc: id("vpc-a"),
        priority: 101,
        status: Some("COMPLETE".to_owned()),
        evidence: here(),
    });
    let rule = FirewallRule {
        name: Some("no-aws".to_owned()),
        priority: 1,
        action: FirewallAction::Block(BlockResponse::NoData),
        domains: Some(id("rslvr-fdl-a")),
        inspects_redirection: true,
        query_type: None,
        evidence: here(),
    };
    let (group, evidence) = (id("rslvr-frg-a"), here());
    net.inventory.firewall_rules.push(FirewallRules { group, rules: vec![rule], complete: true, evidence });
    net.inventory.firewall_domains.push(FirewallDomains {
        list: id("rslvr-fdl-a"),
        domains: vec!["*.amazonaws.com".to_owned()],
        complete: true,
        evidence: here(),
    });
    let step = net.step("ecr.api");
    let Cause::FirewallBlocksName(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((found.rule.as_deref(), found.domain.as_str()), (Some("no-aws"), "*.amazonaws.com"));
    assert_eq!(found.response, Some(BlockResponse::NoData));
    assert!(step.plans.is_empty());
    let name = "api.ecr.eu-west-1.amazonaws.com".to_owned();
    assert!(step.hints.contains(&Hint::AllowNameInFirewall { group: id("rslvr-frg-a"), name }));
}

#[test]
fn a_rule_that_forwards_is_worth_a_hint() {
    let mut net = Net::new();
    net.way_out();
    net.forward("amazonaws.com");
    net.egress("sg-a-task", &[]);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::GroupAllowsNothingOut(_)), "{:?}", step.cause);
    let targets = vec!["10.9.0.53".to_owned()];
    assert!(step.hints.contains(&Hint::NameIsForwarded { rule: id("rslvr-rr-a"), targets }));
}

#[test]
fn a_record_that_leads_nowhere_is_no_matter_of_private_dns() {
    let mut net = Net::new();
    let host = "api.ecr.eu-west-1.amazonaws.com";
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    net.zone("Z0A", host, vec![record(host, "A", "10.30.1.101")]);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoRoute(found) if found.table == id("rtb-a-private")), "{:?}", step.cause);
}

#[test]
fn a_zone_that_leads_to_an_endpoint_is_void() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    let name = "api.ecr.eu-west-1.amazonaws.com";
    net.zone("Z0API", name, vec![record(name, "A", "10.0.1.11")]);
    net.inventory.vpc_attributes[0].dns_hostnames = Some(false);
    let step = net.step("ecr.api");
    assert!(
        matches!(cause(&step), Cause::DnsHostnamesOff(found) if found.void == Void::Zone(id("Z0API"))),
        "private DNS of the endpoint is off on purpose"
    );
    let on = Change::EnableDnsAttribute { vpc: id("vpc-a"), attribute: DnsAttribute::Hostnames };
    assert_eq!(plans(&step)[0], [on]);
}

#[test]
fn a_zone_may_have_the_name_of_a_single_label() {
    let mut net = Net::new();
    net.way_out();
    net.flags.images = vec!["registry:5000/shop:1".to_owned()];
    net.zone("Z0OWN", "registry", Vec::new());
    let step = net.step("registry");
    assert!(
        matches!(cause(&step), Cause::ShadowedByZone(found) if found.zone_name == "registry" && found.name == "registry"),
        "{:?}",
        cause(&step)
    );
}

#[test]
fn an_empty_zone_that_is_void_is_no_cause() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    net.zone("Z0REGION", "eu-west-1.amazonaws.com", Vec::new());
    net.inventory.vpc_attributes[0].dns_hostnames = Some(false);
    assert!(matches!(cause(&net.step("ecr.api")), Cause::PrivateDnsOff(_)));
}

#[test]
fn a_record_points_at_an_address_of_nobody() {
    let mut net = Net::new();
    net.ecr_endpoints();
    let name = "api.ecr.eu-west-1.amazonaws.com";
    net.zone("Z0API", name, vec![record(name, "A", "10.0.1.200")]);
    let step = net.step("ecr.api");
    let Cause::NobodyHasAddress(found) = cause(&step) else { panic!("{:?}", cause(&step)) };
    assert_eq!(found.record, Some(PointingRecord { zone: id("Z0API"), name: name.to_owned() }));
}

/// What was meant is told, and nothing else: a zone beside it, right or not at all for the service, is accused of nothing.
#[test]
fn zones_that_were_meant_are_told() {
    for (name, is_meant) in [
        ("ecr.api.eu-west-1.amazonaws.com", true),
        ("api.ecr.eu-west-2.amazonaws.com", true),
        ("api.erc.eu-west-1.amazonaws.com", true),
        ("api.ecs.eu-west-1.amazonaws.com", false),
        ("dkr.ecr.eu-west-1.amazonaws.com", false),
        ("shop.internal", false),
    ] {
        let mut net = Net::new();
        net.zone("Z0A", name, vec![record(name, "A", "10.0.1.99")]);
        let step = net.step("ecr.api");
        let has_hint = step.hints.iter().any(|hint| matches!(hint, Hint::MisnamedZone { .. }));
        assert_eq!(has_hint, is_meant, "{name}: {:?}", step.hints);
    }
}

/// A zone of another VPC alone is associated, where it has the name and leads to an endpoint.
#[test]
fn a_zone_of_another_vpc_is_associated() {
    for (name, is_for) in [("api.ecr.eu-west-1.amazonaws.com", true), ("logs.eu-west-1.amazonaws.com", false)] {
        let mut net = Net::new();
        net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
        net.inventory.vpcs.push(hopwise_model::resource::Vpc {
            dhcp_options: Some("dopt-a".to_owned()),
            ..hopwise_proptest::fixture::vpc("vpc-b", "10.9.0.0/16")
        });
        net.zone("Z0A", name, vec![record(name, "A", "10.0.1.11")]);
        let mut own = net.inventory.vpc_hosted_zones.first_mut().unwrap().clone();
        net.inventory.vpc_hosted_zones.first_mut().unwrap().zones.clear();
        own.vpc = id("vpc-b");
        net.inventory.vpc_hosted_zones.push(own);
        let step = net.step("ecr.api");
        let associate = Change::AssociateZone { zone: id("Z0A"), vpc: id("vpc-a") };
        assert_eq!(plans(&step).contains(&[associate].as_slice()), is_for, "{name}: {:?}", step.plans);
        let has_hint = step.hints.iter().any(|hint| matches!(hint, Hint::ZoneElsewhere { .. }));
        assert_eq!(has_hint, is_for, "{name}: {:?}", step.hints);
    }
}

#[test]
fn an_endpoint_for_fips_names_is_mentioned() {
    let mut net = Net::new();
    let endpoint = net.endpoint("ecr.api-fips", "10.0.1.11", "sg-a-endpoint");
    let own = endpoint.id.clone();
    let step = net.step("ecr.api");
    let host = "api.ecr.eu-west-1.amazonaws.com".to_owned();
    assert!(step.hints.contains(&Hint::FipsEndpoint { endpoint: own, host }), "{:?}", step.hints);
}
