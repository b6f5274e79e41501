//! What holds for every sentence: it is one, and it names what it is about.

use crate::gap::Lack;
use hopwise_ecs::{Caller, StepNote};
use hopwise_engine::Block;
use hopwise_explain::cause::{
    AclDenies, EndpointGroupLacksIngress, FirewallBlocksName, GroupLacksEgress, Instead, NatNotAvailable, NoRoute,
    ShadowedByZone, ZoneLacksWildcard, ZoneRecordLoop,
};
use hopwise_explain::{Cause, Hint};
use hopwise_model::resource::{BlockResponse, Direction, NatState, Peer, Scope};
use hopwise_model::{
    Code, Component, DocumentKind, Evidence, FailedCall, FailureKind, Gap, Inventory, Leg, NotEvaluated, Traffic,
};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};

fn id<T: for<'a> TryFrom<&'a str, Error = hopwise_model::InvalidId>>(text: &str) -> T {
    T::try_from(text).unwrap()
}

const HTTPS: Traffic = Traffic::Ports { protocol: 6, from: 443, to: 443 };

#[track_caller]
fn assert_sentence(text: &str) {
    assert!(text.ends_with('.') && !text.ends_with(".."), "{text}");
    assert!(!text.contains("  ") && !text.starts_with(' '), "{text}");
    assert!(text.len() < 260, "{text}");
}

fn block(code: Code, component: Component, leg: Leg, direction: Option<Direction>) -> String {
    let packets = PacketBox::any().protocol(Protocol::TCP).to_ports(PortSet::single(443));
    let net = |text: &str| hopwise_packet::AddressSet::from_net(text.parse().unwrap());
    let block = Block {
        leg,
        component,
        id: "thing-0a".to_owned(),
        ids: vec!["thing-0a".to_owned()],
        hop: Some("hop-0a".to_owned()),
        code,
        direction,
        rule: None,
        evidence: None,
        packets: vec![packets.from(net("10.0.1.25/32")).to(net("10.0.3.18/32"))],
    };
    super::block(&super::Known::of(&Inventory::default().validate().unwrap()), &block)
}

#[test]
fn every_code_has_a_sentence() {
    for &code in Code::ALL {
        for &component in Component::ALL {
            for (leg, direction) in
                [(Leg::Forward, None), (Leg::Forward, Some(Direction::Egress)), (Leg::Return, Some(Direction::Ingress))]
            {
                let text = block(code, component, leg, direction);
                assert_sentence(&text);
                // What has no owner is named by the address instead.
                let named = text.contains("thing-0a") || text.contains("10.0.3.18");
                assert!(named, "{code} {component}: {text}");
            }
        }
    }
}

#[test]
fn blocks_say_which_way_the_packets_went() {
    let group = |direction| block(Code::EniSgRulesMismatch, Component::SecurityGroup, Leg::Forward, Some(direction));
    assert_eq!(group(Direction::Egress), "No outbound rule of security group thing-0a allows tcp 443 to 10.0.3.18.");
    assert_eq!(group(Direction::Ingress), "No inbound rule of security group thing-0a allows tcp 443 from 10.0.1.25.");
    assert_eq!(
        block(Code::SubnetAclRestriction, Component::NetworkAcl, Leg::Return, Some(Direction::Ingress)),
        "Inbound rule * of network ACL thing-0a of hop-0a denies the replies (tcp 443) from 10.0.1.25."
    );
    assert_eq!(
        block(Code::NoRouteToDestination, Component::RouteTable, Leg::Return, None),
        "Route table thing-0a has no route to 10.0.3.18, so that the replies are lost."
    );
}

#[test]
fn every_gap_has_a_sentence_and_a_command_where_one_would_settle_it() {
    let text = |text: &str| text.to_owned();
    let document = DocumentKind::RouteTables;
    let component = Component::RouteTable;
    let gaps = [
        (Gap::MissingResource { component, id: text("rtb-0a"), referenced_by: text("subnet-0a"), document }, true),
        (Gap::MissingResource { component, id: text(""), referenced_by: text("subnet-0a"), document }, false),
        (Gap::MissingDocument { document, needed_for: text("subnet-0a") }, true),
        (Gap::UncertainState { component, id: text("rtb-0a"), state: text("odd") }, false),
        (Gap::AmbiguousRoutes { route_table: id("rtb-0a"), first: text("igw-0a"), second: text("nat-0a") }, false),
        (Gap::PrefixListEntries { prefix_list: id("pl-0a") }, true),
        (Gap::CustomDns { vpc: id("vpc-0a"), servers: vec![text("10.0.0.53")], udp_stopped: false }, false),
        (Gap::CustomDns { vpc: id("vpc-0a"), servers: vec![text("10.0.0.53")], udp_stopped: true }, false),
        (Gap::CustomDns { vpc: id("vpc-0a"), servers: Vec::new(), udp_stopped: false }, false),
        (Gap::DnsAttribute { vpc: id("vpc-0a"), attribute: "enableDnsSupport" }, true),
        (Gap::SharedSubnet { subnet: id("subnet-0a"), owner: id("111122223333") }, false),
        (Gap::ZoneRecords { zone: id("Z0A"), name: text("amazonaws.com") }, true),
        (Gap::ConflictingZones { vpc: id("vpc-0a"), name: text("a.b"), zones: vec![id("Z0A"), id("Z0B")] }, false),
        (Gap::RoutingPolicy { zone: id("Z0A"), record: text("a.b") }, false),
        (Gap::Forwarded { rule: id("rslvr-rr-0a"), domain: String::new(), targets: vec![text("10.0.0.53")] }, false),
        (Gap::FirewallRules { group: id("rslvr-frg-0a") }, true),
        (Gap::FirewallDomains { list: id("rslvr-fdl-0a") }, true),
        (Gap::MissingDocument { document: DocumentKind::HostedZoneSummaries, needed_for: text("vpc-0a") }, true),
        (Gap::SharedVpc { vpc: id("vpc-0a"), owner: id("111122223333"), needed_for: text("sg-0a") }, false),
        (Gap::SharedVpc { vpc: id("vpc-0a"), owner: id("111122223333"), needed_for: text("vpc-0a") }, false),
        (Gap::PeerVpc { connection: text("pcx-0a"), vpc: id("vpc-0a"), owner: None, region: None }, false),
        (
            Gap::PeerVpc {
                connection: text("pcx-0a"),
                vpc: id("vpc-0a"),
                owner: Some(id("111122223333")),
                region: Some(id("eu-west-1")),
            },
            false,
        ),
        (Gap::NotEvaluated { component, id: text("rtb-0a"), what: NotEvaluated::Inspection }, false),
        (Gap::ServiceAddresses { host: text("api.ecr.eu-west-1.amazonaws.com"), ranges_would_tell: true }, false),
        (Gap::ServiceAddresses { host: text("registry-1.docker.io"), ranges_would_tell: false }, false),
        (Gap::UnknownName { host: text("db.internal") }, false),
    ];
    let kinds: std::collections::BTreeSet<usize> = gaps.iter().map(|(gap, _)| kind_of(gap)).collect();
    assert!(kinds.into_iter().eq(0..=kind_of(&Gap::UnknownName { host: String::new() })), "a kind of gap is not tried");
    for (gap, has_command) in gaps {
        let report = super::gap(&gap, false);
        assert_sentence(&report.message);
        assert_eq!(report.command.is_some(), has_command, "{report:?}");
        // Where no command settles it, something else is to be done.
        assert_eq!(report.hint.is_none(), has_command, "{report:?}");
        report.hint.iter().for_each(|hint| assert_sentence(hint));
        assert!(!has_command || report.lack == Lack::NotInSnapshot, "{report:?}");
        assert!(report.command.is_none_or(|command| command.starts_with("aws ") && command.contains(" > ")));
    }
    let what = [
        NotEvaluated::TransitGateway,
        NotEvaluated::Ipv6,
        NotEvaluated::Appliance,
        NotEvaluated::Dns64,
        NotEvaluated::Listeners,
        NotEvaluated::ZoneDelegation,
        NotEvaluated::StandIn,
        NotEvaluated::EndpointServiceName,
        NotEvaluated::PublicServicePort,
    ];
    for what in what {
        let report = super::gap(&Gap::NotEvaluated { component, id: text("rtb-0a"), what }, false);
        assert_sentence(&report.message);
        assert_sentence(&report.hint.unwrap());
        assert_eq!((report.lack, report.command), (Lack::NotSupported, None));
    }
}

/// A number for each kind of gap, the last one's being that of an unknown name: a new kind does not compile without one.
fn kind_of(gap: &Gap) -> usize {
    match gap {
        Gap::MissingResource { .. } => 0,
        Gap::MissingDocument { .. } => 1,
        Gap::UncertainState { .. } => 2,
        Gap::AmbiguousRoutes { .. } => 3,
        Gap::PrefixListEntries { .. } => 4,
        Gap::CustomDns { .. } => 5,
        Gap::DnsAttribute { .. } => 6,
        Gap::SharedSubnet { .. } => 7,
        Gap::ZoneRecords { .. } => 8,
        Gap::ConflictingZones { .. } => 9,
        Gap::RoutingPolicy { .. } => 10,
        Gap::Forwarded { .. } => 11,
        Gap::FirewallRules { .. } => 12,
        Gap::FirewallDomains { .. } => 13,
        Gap::SharedVpc { .. } => 14,
        Gap::NotEvaluated { .. } => 15,
        Gap::ServiceAddresses { .. } => 16,
        Gap::PeerVpc { .. } => 17,
        Gap::UnknownName { .. } => 18,
    }
}

#[test]
fn failed_calls_are_named_with_what_to_do() {
    let gap = Gap::MissingDocument { document: DocumentKind::VpcEndpoints, needed_for: "vpc-0a".to_owned() };
    for kind in FailureKind::ALL {
        let call = FailedCall {
            action: "ec2:DescribeVpcEndpoints".try_into().unwrap(),
            document: Some(DocumentKind::VpcEndpoints),
            kind: *kind,
            code: None,
            arguments: None,
            scope: Scope { account: None, region: Some("us-east-1".try_into().unwrap()) },
            evidence: Evidence::supposed("test"),
        };
        for elsewhere in [false, true] {
            let report = super::failed_call(super::gap(&gap, elsewhere), &call, elsewhere);
            assert_sentence(&report.message);
            assert_sentence(report.hint.as_deref().unwrap());
            assert!(report.message.contains("`ec2:DescribeVpcEndpoints`"), "{}", report.message);
            assert_eq!(report.message.contains("us-east-1"), elsewhere, "{}", report.message);
            assert_eq!(report.permission.is_some(), *kind == FailureKind::Denied);
            assert_eq!(report.failed_call.as_ref().unwrap().failure, kind.name());
            #[cfg(feature = "terminal")]
            assert!(super::settled_by(&report).contains("apture again, or add to"), "{}", super::settled_by(&report));
        }
    }
}

#[test]
fn causes_look_behind_the_hop() {
    let sentence = |cause| super::cause(&cause, super::asker(Caller::Task)).1;
    let route = |by_main_table| {
        Cause::NoRoute(NoRoute {
            table: id("rtb-0a"),
            subnet: Some(id("subnet-0a")),
            by_main_table,
            record: None,
            addresses: AddressSet::empty(),
        })
    };
    assert_eq!(
        sentence(route(true)),
        "Route table rtb-0a has no route to the destination. It is the main table of the VPC, which subnet-0a uses because no table is associated with it."
    );
    let peers = vec![(HTTPS, Peer::PrefixList(id("pl-0a"))), (Traffic::All, Peer::Group(id("sg-0b")))];
    let egress = |instead, groups| {
        Cause::GroupLacksEgress(GroupLacksEgress { groups, wanted: HTTPS, instead, rules: peers.clone() })
    };
    assert_eq!(
        sentence(egress(Instead::OtherPeers, vec![id("sg-0a"), id("sg-0c")])),
        "The security groups sg-0a and sg-0c have no outbound rule for tcp 443 from the task to the destination: they allow tcp 443 to pl-0a and all traffic to sg-0b."
    );
    assert_eq!(
        sentence(egress(Instead::OwnVpcOnly, vec![id("sg-0a")])),
        "Security group sg-0a has no outbound rule for tcp 443 from the task to the destination: it allows the port to addresses of the VPC only."
    );
    let ingress = |default_group| {
        Cause::EndpointGroupLacksIngress(EndpointGroupLacksIngress {
            endpoint: id("vpce-0a"),
            interface: None,
            groups: vec![id("sg-0a")],
            default_group,
            wanted: HTTPS,
            rules: vec![(HTTPS, Peer::Group(id("sg-0a")))],
        })
    };
    assert!(
        sentence(ingress(true)).ends_with("vpce-0a. It is the VPC's default group, which admits its own members only.")
    );
    assert!(sentence(ingress(false)).ends_with("vpce-0a. What is admitted is tcp 443 from sg-0a."));
    let acl = |entry, leg| {
        Cause::AclDenies(AclDenies {
            acl: id("acl-0a"),
            subnet: Some(id("subnet-0a")),
            entry,
            direction: Direction::Ingress,
            leg,
            wanted: HTTPS,
            ports: PortSet::range(32768..=60999),
            partly: false,
        })
    };
    assert_eq!(
        sentence(acl(Some(90), Leg::Forward)),
        "Inbound rule 90 of network ACL acl-0a of subnet-0a denies the packets (tcp 443)."
    );
    for entry in [None, Some(32767)] {
        assert_eq!(
            sentence(acl(entry, Leg::Return)),
            "No inbound rule of network ACL acl-0a of subnet-0a allows the replies to ports 32768-60999."
        );
    }
    let nat =
        NatNotAvailable { nat: id("nat-0a"), state: NatState::Failed, failure: Some("no free address".to_owned()) };
    assert_eq!(
        sentence(Cause::NatNotAvailable(nat)),
        "NAT gateway nat-0a is in state failed (no free address): it passes no packets."
    );
}

#[test]
fn causes_of_names_that_mean_nothing() {
    let sentence = |cause| super::cause(&cause, super::asker(Caller::Task)).1;
    let text = |text: &str| text.to_owned();
    assert_eq!(
        sentence(Cause::ShadowedByZone(ShadowedByZone {
            vpc: id("vpc-0a"),
            zone: id("Z0A"),
            zone_name: text("amazonaws.com"),
            name: text("a.amazonaws.com"),
        })),
        "Private hosted zone Z0A (amazonaws.com) is associated with vpc-0a and has no record for a.amazonaws.com: the name does not exist there, and public DNS is not asked."
    );
    assert_eq!(
        sentence(Cause::ZoneLacksWildcard(ZoneLacksWildcard {
            zone: id("Z0A"),
            zone_name: text("dkr.ecr"),
            name: text("1.dkr.ecr"),
            domain: text("dkr.ecr"),
        })),
        "Private hosted zone Z0A has a record for dkr.ecr, but none for *.dkr.ecr: 1.dkr.ecr does not exist there, and public DNS is not asked."
    );
    assert_eq!(
        sentence(Cause::ZoneRecordLoop(ZoneRecordLoop { names: vec![text("a"), text("b"), text("a")] })),
        "Records of private hosted zones lead from one name to the next without end: a → b → a."
    );
    assert_eq!(
        sentence(Cause::FirewallBlocksName(FirewallBlocksName {
            group: id("rslvr-frg-0a"),
            rule: None,
            domain: text("*.b"),
            name: text("a.b"),
            response: Some(BlockResponse::NxDomain),
        })),
        "A rule of DNS Firewall rule group rslvr-frg-0a blocks a.b (*.b): the resolver answers that there is no such name."
    );
}

#[test]
fn causes_that_differ_in_their_subjects_are_told_once() {
    use hopwise_ecs::AwsService;
    use hopwise_explain::cause::{NoEndpoint, PrivateDnsOff};

    let lacks = |service: AwsService, table: &str| {
        Cause::NoEndpoint(NoEndpoint { vpc: id("vpc-0a"), service, region: id("eu-west-1"), table: id(table) })
    };
    let off = |endpoint: &str| Cause::PrivateDnsOff(PrivateDnsOff { endpoint: id(endpoint) });
    let sentence = |causes: &[Cause]| {
        super::causes(&causes.iter().map(|cause| (cause, super::asker(Caller::Task))).collect::<Vec<_>>())
    };
    let (api, dkr, logs) = (AwsService::EcrApi, AwsService::EcrDkr, AwsService::Logs);
    assert_eq!(
        sentence(&[
            lacks(api, "rtb-0a"),
            lacks(dkr, "rtb-0a"),
            off("vpce-0a"),
            lacks(api, "rtb-0a"),
            lacks(logs, "rtb-0b")
        ]),
        [
            "vpc-0a has no endpoint for ecr.api and ecr.dkr and no way to the internet: route table rtb-0a leads nowhere for them.",
            "Interface endpoint vpce-0a is for this service, but its private DNS is off: the name means public addresses, and no way leads to them.",
            "vpc-0a has no endpoint for logs and no way to the internet: route table rtb-0b leads nowhere for it.",
        ]
    );
    assert_eq!(
        sentence(&[off("vpce-0a"), off("vpce-0b")]),
        [
            "Interface endpoints vpce-0a and vpce-0b are for these services, but their private DNS is off: the names mean public addresses, and no way leads to them."
        ]
    );
}

#[test]
fn notes_and_hints_are_sentences() {
    for note in [
        StepNote::OffVpc,
        StepNote::RedirectsElsewhere,
        StepNote::ForeignLayersFromMicrosoft,
        StepNote::PullThroughCacheMayNeedInternet,
        StepNote::BucketRegionAssumed,
        StepNote::HostToldByEcs,
        StepNote::GaugedByHost,
    ] {
        assert_sentence(super::note(note));
    }
    let endpoint = || id("vpce-0a");
    for hint in [
        Hint::PublicAddressNeedsNewTask,
        Hint::AclForgetsConnections,
        Hint::EndpointOverridesInternet { endpoint: endpoint() },
        Hint::WaitForEndpoint { endpoint: endpoint() },
        Hint::RecreateEndpoint { endpoint: endpoint() },
        Hint::UseNameOfEndpoint { endpoint: endpoint() },
        Hint::ZoneHoldsOtherNames { zone: id("Z0A") },
        Hint::AddRecordToZone { zone: id("Z0A"), name: "a.b".to_owned() },
        Hint::CentralEndpoint { endpoint: endpoint(), vpc: id("vpc-0b"), zone: None },
        Hint::MisnamedZone { zone: id("Z0A"), name: "ecr.api.b".to_owned(), host: "api.ecr.b".to_owned() },
        Hint::AllowNameInFirewall { group: id("rslvr-frg-0a"), name: "a.b".to_owned() },
        Hint::NameIsForwarded { rule: id("rslvr-rr-0a"), targets: Vec::new() },
        Hint::AskByTcpToo,
        Hint::FipsEndpoint { endpoint: endpoint(), host: "a.b".to_owned() },
        Hint::ZoneElsewhere { zone: id("Z0A"), name: "a.b".to_owned(), vpc: id("vpc-0a") },
        Hint::OwnNamesAreLost { vpc: id("vpc-0a"), servers: vec!["10.0.0.53".to_owned()] },
    ] {
        assert_sentence(&super::hint(&hint));
    }
}
