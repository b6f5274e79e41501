//! Access scopes about packets that come in by what is not followed from.

use hopwise::build::{Account, Instance, NetworkAcl, SecurityGroup, Target, Tier, Vpc, all, tcp};
use hopwise::model::resource::{AssociationState, Peer, RouteTableAssociation};
use hopwise::model::{Coverage, DocumentKind};
use hopwise::{Inventory, RuleResult, rules};

fn made(group: SecurityGroup, acl: Option<NetworkAcl>, change: impl Fn(&mut Inventory)) -> (RuleResult, Vec<String>) {
    let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("data")).group(group);
    let vpc = acl.into_iter().fold(vpc, Vpc::acl).instance(Instance::new("db", "data").group("db"));
    let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(vpc)).unwrap();
    change(&mut snapshot.inventory);
    let types = r#"["AWS::EC2::VPCPeeringConnection", "AWS::EC2::VPNGateway", "AWS::EC2::TransitGatewayAttachment"]"#;
    let scope = format!(r#"{{"MatchPaths": [{{"Source": {{"ResourceStatement": {{"ResourceTypes": {types}}}}}}}]}}"#);
    let rule = snapshot.network().unwrap().check(&[rules::rules("scope.json", &scope).unwrap()]).rules.remove(0);
    (rule.result, rule.findings.into_iter().map(|own| own.message).collect())
}

/// Where nothing is let in there is no path, whatever leads to the VPC; where something is, or may be, nobody knows of one.
#[test]
fn nothing_comes_in_where_nothing_is_let_in() {
    let db = |peer: &str| SecurityGroup::new("db").ingress(tcp(5432), peer);
    let nothing = |_: &mut Inventory| {};
    let holds = |own: (RuleResult, Vec<String>)| assert_eq!(own.0, RuleResult::Holds, "{:?}", own.1);
    let open = |own: (RuleResult, Vec<String>)| {
        assert_eq!(own.0, RuleResult::Undetermined, "{:?}", own.1);
        assert!(own.1.iter().all(|message| message.contains("let in to eni-shop-db")), "{:?}", own.1);
    };
    holds(made(SecurityGroup::new("db"), None, nothing));
    holds(made(db("10.20.0.0/16"), None, nothing));
    holds(made(db("db"), None, nothing));
    open(made(db("10.0.0.0/8"), None, nothing));
    let denies = NetworkAcl::new("data").tier("data").allow_in(100, all(), "10.20.0.0/16");
    holds(made(db("10.0.0.0/8"), Some(denies), nothing));
    // A group of a peer, a list that nobody read, a table of a gateway, an ACL that is not there.
    let first = |inventory: &mut Inventory, peer: Peer| {
        let group = inventory.security_groups.find_mut(|own| own.name.as_deref() == Some("db")).unwrap();
        group.ingress[0].peer = peer;
    };
    open(made(db("db"), None, |own| first(own, Peer::Group("sg-0peer".try_into().unwrap()))));
    open(made(db("db"), None, |own| first(own, Peer::PrefixList("pl-0list".try_into().unwrap()))));
    open(made(db("db"), None, |own| {
        let table = own.route_tables.find_mut(|_| true).unwrap();
        let evidence = table.evidence.clone();
        let (subnet, gateway) = (None, Some("vgw-0a".to_owned()));
        table.associations.push(RouteTableAssociation {
            main: false,
            subnet,
            gateway,
            state: AssociationState::Associated,
            evidence,
        });
    }));
    open(made(db("db"), None, |own| own.network_acls.clear()));
    open(made(db("db"), None, |own| {
        let scope = own.vpcs[0].scope.clone();
        own.knowledge.record(DocumentKind::RouteTables, &scope, Coverage::Partial);
    }));
}

/// A database here, and somebody in the VPC behind a peering connection: whether packets may come in by it.
fn peered(db: SecurityGroup, office: SecurityGroup, pc: Instance, is_routed: bool) -> (RuleResult, Vec<String>, bool) {
    let peer = |name: &str| Target::Peering(name.to_owned());
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("data").route("10.30.0.0/16", peer("office")))
        .tier(Tier::isolated("app"))
        .group(db)
        .instance(Instance::new("db", "data").group("db"));
    let desks = Tier::isolated("desks");
    let desks = if is_routed { desks.route("10.20.0.0/16", peer("shop")) } else { desks };
    // Somebody's table leads to the connection in any case.
    let office = Vpc::new("office", "10.30.0.0/16")
        .tier(desks)
        .tier(Tier::isolated("empty").route("10.20.0.0/17", peer("shop")))
        .group(office)
        .instance(pc);
    let account = Account::new("eu-west-1").vpc(shop).vpc(office).peering("shop", "office");
    let network = hopwise::load_account(&account).unwrap().network().unwrap();
    let scope = r#"{"MatchPaths": [{"Source": {"ResourceStatement": {"Resources": ["pcx-shop-office"]}}}]}"#;
    let report = network.check(&[rules::rules("scope.json", scope).unwrap()]);
    let is_assumed = report.assumptions.iter().any(|own| own.contains("are taken to come from addresses"));
    let rule = report.rules.into_iter().next().unwrap();
    (rule.result, rule.findings.into_iter().map(|own| own.message).collect(), is_assumed)
}

/// Where the other VPC is in the snapshot, its interfaces say what comes in by the connection, and nothing is assumed.
#[test]
fn what_comes_in_by_a_peering_connection_comes_from_the_other_vpc() {
    let open = || SecurityGroup::new("office");
    let pc = || Instance::new("pc", "desks").group("office");
    let db = |peer: &str| SecurityGroup::new("db").ingress(tcp(5432), peer);
    let shut = || open().without_default_egress();
    for (db, office, pc, is_routed, expected, what) in [
        (db("10.0.0.0/8"), open(), pc(), true, RuleResult::Undetermined, "they are let in"),
        (db("10.30.0.0/24"), open(), pc(), true, RuleResult::Undetermined, "they alone are let in"),
        (db("10.30.9.0/24"), open(), pc(), true, RuleResult::Holds, "others are let in"),
        (db("192.168.0.0/16"), open(), pc(), true, RuleResult::Holds, "nobody there has the addresses"),
        (db("10.0.0.0/8"), open(), pc(), false, RuleResult::Holds, "no route leads there"),
        (db("10.0.0.0/8"), shut().egress(tcp(443), "0.0.0.0/0"), pc(), true, RuleResult::Holds, "other ports leave"),
        (db("10.0.0.0/8"), shut(), pc(), true, RuleResult::Holds, "nothing leaves"),
        (
            db("192.168.0.0/16"),
            open(),
            pc().without_source_dest_check(),
            true,
            RuleResult::Undetermined,
            "a router sends on what others sent",
        ),
    ] {
        let (result, messages, is_assumed) = peered(db, office, pc, is_routed);
        assert_eq!((result, is_assumed), (expected, false), "{what}: {messages:?}");
        let names = |own: &String| own.contains("eni-office-pc") && own.contains("eni-shop-db");
        assert!(messages.iter().all(names), "{what}: {messages:?}");
    }
}

/// What comes in by internet gateways, where the gateways were not read: nothing is known before packets meet anything.
#[test]
fn what_was_not_read_of_gateways_lets_nothing_hold() {
    let web = SecurityGroup::new("web").ingress(tcp(443), "0.0.0.0/0");
    let vpc = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).group(web);
    let vpc = vpc.instance(Instance::new("web", "public").group("web"));
    let scope =
        r#"{"MatchPaths": [{"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}}}]}"#;
    for (are_read, expected) in [(true, RuleResult::Violated), (false, RuleResult::Undetermined)] {
        let mut snapshot = hopwise::load_account(&Account::new("eu-west-1").vpc(vpc.clone())).unwrap();
        for own in snapshot.inventory.network_interfaces.filter_mut(|_| true) {
            own.addresses[0].public = Some([54, 0, 0, 1].into());
        }
        if !are_read {
            snapshot.inventory.internet_gateways.clear();
            let scope = snapshot.inventory.vpcs[0].scope.clone();
            snapshot.inventory.knowledge.record(DocumentKind::InternetGateways, &scope, Coverage::Partial);
        }
        let rule = snapshot.network().unwrap().check(&[rules::rules("scope.json", scope).unwrap()]).rules.remove(0);
        let messages: Vec<String> = rule.findings.into_iter().map(|own| own.message).collect();
        assert_eq!(rule.result, expected, "{are_read}: {messages:?}");
    }
}

/// Whoever could be in the other VPC carries no group that a rule here names.
#[test]
fn anybody_of_a_peer_carries_no_group() {
    let peer = |name: &str| Target::Peering(name.to_owned());
    let db = SecurityGroup::new("db").ingress(tcp(5432), "db");
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::isolated("data").route("10.30.0.0/16", peer("office")))
        .group(db)
        .instance(Instance::new("db", "data").group("db"));
    let office = Vpc::new("office", "10.30.0.0/16")
        .tier(Tier::isolated("desks").route("10.20.0.0/16", peer("shop")))
        .group(SecurityGroup::new("desk"));
    let account = Account::new("eu-west-1").vpc(shop).vpc(office).peering("shop", "office");
    let mut snapshot = hopwise::load_account(&account).unwrap();
    let group = snapshot.inventory.security_groups.find_mut(|own| own.name.as_deref() == Some("db")).unwrap();
    group.ingress[0].peer = Peer::Group("sg-office-desk".try_into().unwrap());
    let network = snapshot.network().unwrap();
    for ports in ["tcp 5432", "tcp 3306"] {
        let rule = format!("never_reaches = {{ from = 'tier:desks', to = 'name:db', ports = '{ports}' }}");
        let report = super::one(&network, &rule);
        let messages: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(report.result, RuleResult::Holds, "{ports}: {messages:?}");
    }
}
