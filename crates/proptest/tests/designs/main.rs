//! Accounts that are drawn: AWS would make them, they are what was asked for, most of them work, and they shrink to what
//! a failure needs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod shrinking;

use hopwise::build::{Account, Endpoint, Families, Target, Tier, Vpc};
use hopwise::{Selection, Verdict, load_account};
use hopwise_proptest::{Also, Designs, Nat, questions};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Every kind of design that can be asked for.
fn any_design() -> impl Strategy<Value = Account> {
    prop_oneof![
        Designs::new(),
        Designs::new().vpcs(2..=4).zones(1..=6).tiers(1..=6).services(0..=6).instances(0..=4),
        Designs::new().without_nat(),
        Designs::new().nat(Nat::Single),
        Designs::new().nat(Nat::PerZone).zones(6).tiers(1),
        Designs::new().endpoints(["s3", "dynamodb", "logs", "kms"]).without_acls(),
        Designs::new().dual_stack().tiers(1..=6).instances(0..=4),
        Designs::new().hub().vpcs(2..=4).zones(1..=6),
        Designs::new().hub().dual_stack().nat(Nat::PerZone),
        Designs::new().peered().dual_stack().vpcs(2..=4),
        Designs::new().everything().vpcs(1..=3).services(0..=3).instances(0..=4).zones(1..=6),
        Designs::new().everything().hub().dual_stack(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn aws_would_make_every_design(account in any_design()) {
        prop_assert_eq!(account.check(), Ok(()));
    }

    #[test]
    fn a_design_is_what_was_asked_for(
        (wants_nat, designs, account) in (1..=3_usize, 1..=6_usize, 1..=6_usize, 0..=4_usize, 0..=4_usize, any::<[bool; 6]>())
            .prop_map(|(vpcs, zones, tiers, services, instances, [nat, endpoints, acls, ipv6, hub, peered])| {
                let designs = Designs::new().vpcs(vpcs).zones(zones).tiers(tiers).services(services).instances(instances);
                let designs = if ipv6 { designs.dual_stack() } else { designs };
                let designs = if hub { designs.hub() } else if peered { designs.peered() } else { designs };
                let designs = if nat { designs.nat(Nat::Single) } else { designs.without_nat() };
                let designs = if endpoints { designs.endpoints(["s3", "logs"]) } else { designs };
                (nat, if acls { designs } else { designs.without_acls() })
            })
            .prop_flat_map(|(nat, designs)| (Just(nat), Just(designs.clone()), designs))
    ) {
        // NAT gateways are in a tier of their own.
        let own = account.vpcs[0].tiers.iter().filter(|tier| tier.name != "attachments").count();
        prop_assert!(designs.admits(&account) || wants_nat && own == 2, "{account}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn documents_of_a_design_are_read_and_written_again(account in any_design()) {
        let documents = account.documents().unwrap();
        let named = documents.iter().map(|document| (&document.path, &document.contents));
        let snapshot = hopwise_import::read_documents(named, &hopwise_import::Options::default()).unwrap();
        prop_assert_eq!(snapshot.warnings, []);
        prop_assert_eq!(hopwise_export::documents(&snapshot.inventory), documents);
        prop_assert!(snapshot.inventory.validate().is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_question_is_about_somebody(account in Designs::new().zones(1..=2), seed in questions()) {
        let asked = seed.on(&account).unwrap();
        let network = load_account(&account).unwrap().network().unwrap();
        let held = network.never_reaches(&asked.from, &asked.to, &asked.ports);
        // A tier may be empty, an instance may be asked about itself, and `all()` is several ports; no name is unknown.
        if let Err(violation) = held {
            prop_assert!(!violation.to_string().contains("there is no"), "{violation}");
        }
    }
}

/// So many designs, always the same.
fn some(designs: &Designs, count: usize) -> Vec<Account> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| designs.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn most_services_can_pull_and_some_cannot() {
    let accounts = some(&Designs::new().services(1..=2), 150);
    let verdict = |account: &Account| {
        load_account(account).unwrap().network().unwrap().diagnose(&Selection::default()).unwrap().verdict()
    };
    let verdicts: Vec<Verdict> = accounts.iter().map(verdict).collect();
    let share = |wanted: Verdict| verdicts.iter().filter(|own| **own == wanted).count();
    assert!(share(Verdict::Delivered) >= 100, "{} can pull", share(Verdict::Delivered));
    assert!(share(Verdict::Blocked) + share(Verdict::Partial) >= 7, "too few cannot");
    // Whatever a design lacks is lacking in the account, not in what is known of it.
    assert_eq!(share(Verdict::Undetermined), 0);
}

#[test]
fn designs_hold_what_people_build() {
    let accounts = some(&Designs::new(), 300);
    let vpcs = || accounts.iter().flat_map(|account| &account.vpcs);
    let endpoints = || vpcs().flat_map(|vpc| &vpc.endpoints);
    let leads = |wanted: fn(&Target) -> bool| {
        vpcs().filter(|vpc| vpc.tiers.iter().flat_map(|tier| &tier.routes).any(|(_, target)| wanted(target))).count()
    };
    let counts = [
        ("a NAT gateway in each zone", leads(|target| matches!(target, Target::NatGateway(_)))),
        ("one NAT gateway", leads(|target| matches!(target, Target::OneNatGateway(_)))),
        ("no NAT gateway but an internet gateway", leads(|target| *target == Target::InternetGateway)),
        ("a gateway endpoint", endpoints().filter(|own| own.is_gateway).count()),
        ("an interface endpoint", endpoints().filter(|own| !own.is_gateway).count()),
        (
            "an endpoint without private DNS",
            endpoints().filter(|own: &&Endpoint| !own.is_gateway && !own.private_dns).count(),
        ),
        ("an ACL", vpcs().filter(|vpc| !vpc.acls.is_empty()).count()),
        (
            "a group that lets out what is needed",
            vpcs().flat_map(|vpc| &vpc.groups).filter(|own| !own.default_egress).count(),
        ),
        ("an instance", vpcs().filter(|vpc| !vpc.instances.is_empty()).count()),
        ("three zones", vpcs().filter(|vpc| vpc.zones == 3).count()),
        ("public addresses", accounts.iter().flat_map(|own| &own.services).filter(|own| own.public_ip).count()),
        ("a secret", accounts.iter().flat_map(|own| &own.services).filter(|own| !own.secrets.is_empty()).count()),
        ("a task", accounts.iter().flat_map(|own| &own.services).filter(|own| own.tasks > 0).count()),
        ("platform 1.3.0", accounts.iter().flat_map(|own| &own.services).filter(|own| own.platform == "1.3.0").count()),
    ];
    for (what, count) in counts {
        assert!(count >= 5, "{count} of 300 designs have {what}");
    }
}

#[test]
fn designs_between_vpcs_and_with_ipv6_hold_what_people_build() {
    let of = |designs: &Designs| some(designs, 150);
    let tiers = |accounts: &[Account], wanted: &dyn Fn(&Tier) -> bool| {
        let has = |account: &&Account| account.vpcs.iter().flat_map(|vpc| &vpc.tiers).any(wanted);
        accounts.iter().filter(has).count()
    };
    let leads = |accounts: &[Account], wanted: fn(&Target) -> bool| {
        tiers(accounts, &|tier: &Tier| tier.routes.iter().any(|(_, target)| wanted(target)))
    };
    let dual_stack = of(&Designs::new().dual_stack().services(1..=2));
    let hubs = of(&Designs::new().hub().services(1));
    let peers = of(&Designs::new().peered().instances(1));
    let endpoints = dual_stack.iter().flat_map(|own| &own.vpcs).flat_map(|vpc| &vpc.endpoints);
    let counts = [
        ("tier of both families", tiers(&dual_stack, &|tier| tier.families == Families::DualStack)),
        ("tier of IPv6 alone", tiers(&dual_stack, &|tier| tier.families == Families::Ipv6)),
        ("tier of IPv4 alone", tiers(&dual_stack, &|tier| tier.families == Families::Ipv4)),
        ("resolver that makes addresses up", tiers(&dual_stack, &|tier| tier.dns64)),
        ("egress-only gateway", leads(&dual_stack, |target| *target == Target::EgressOnlyInternetGateway)),
        ("endpoint with IPv6", endpoints.filter(|own| own.dual_stack).count()),
        ("tasks with IPv6", dual_stack.iter().filter(|own| own.dual_stack_tasks).count()),
        ("route to a hub", leads(&hubs, |target| matches!(target, Target::TransitGateway(_)))),
        ("table of a hub", hubs.iter().filter(|own| !own.transit_gateways[0].tables.is_empty()).count()),
        ("way out in the default table", hubs.iter().filter(|own| !own.transit_gateways[0].routes.is_empty()).count()),
        ("endpoint for spokes", hubs.iter().filter(|own| !own.zones.is_empty()).count()),
        (
            "zone that is not attached",
            hubs.iter()
                .filter(|own| own.transit_gateways[0].attachments.iter().any(|own| !own.zones.is_empty()))
                .count(),
        ),
        ("hub with NAT gateways", leads(&hubs, |target| matches!(target, Target::NatGateway(_)))),
        ("route to a peer", leads(&peers, |target| matches!(target, Target::Peering(_)))),
    ];
    for (what, count) in counts {
        assert!(count >= 5, "{count} of 150 designs have a {what}");
    }
    // Who is forgotten, and what is not evaluated yet, may stop a service or leave it open; others can pull.
    let verdict = |account: &Account| {
        load_account(account).unwrap().network().unwrap().diagnose(&Selection::default()).unwrap().verdict()
    };
    for (kind, accounts) in [("dual stack", &dual_stack), ("hub", &hubs)] {
        let verdicts: Vec<Verdict> = accounts.iter().map(verdict).collect();
        let share = |wanted: Verdict| verdicts.iter().filter(|own| **own == wanted).count();
        assert!(share(Verdict::Delivered) >= 40, "{kind}: {} can pull", share(Verdict::Delivered));
        // A hub is known whole; what IPv6 does is not evaluated yet.
        let is_open = share(Verdict::Undetermined);
        let wanted = if kind == "hub" { 0..=15 } else { 1..=150 };
        assert!(wanted.contains(&is_open), "{kind}: {is_open} are left open");
        let cannot = share(Verdict::Blocked) + share(Verdict::Partial);
        assert!(kind != "hub" || cannot >= 15, "{kind}: {cannot} cannot");
    }
}

#[test]
fn designs_with_everything_hold_names_policies_and_hosts() {
    let all = some(&Designs::new().everything().services(1..=2).instances(1..=2), 200);
    let has = |wanted: &dyn Fn(&Account) -> bool| all.iter().filter(|own| wanted(own)).count();
    let vpc = |wanted: &dyn Fn(&Vpc) -> bool| has(&|own| own.vpcs.iter().any(wanted));
    let counts = [
        ("name of an instance", has(&|own| own.zones.iter().any(|zone| zone.name.ends_with(".internal")))),
        ("name of a service of AWS", has(&|own| own.zones.iter().any(|zone| zone.name.ends_with(".amazonaws.com")))),
        ("policy of an endpoint", vpc(&|own| own.endpoints.iter().any(|own| own.policy.is_some()))),
        ("tier in a further block", vpc(&|own| own.tiers.iter().any(|tier| !tier.blocks.is_empty()))),
        ("NAT instance", vpc(&|own| own.instances.iter().any(|own| own.name == "nat"))),
        ("service on instances", has(&|own| own.services.iter().any(|own| !own.is_fargate))),
    ];
    for (what, count) in counts {
        assert!(count >= 4, "{count} of 200 designs have a {what}");
    }
    let verdict = |account: &Account| {
        load_account(account).unwrap().network().unwrap().diagnose(&Selection::default()).unwrap().verdict()
    };
    let verdicts: Vec<Verdict> = all.iter().map(verdict).collect();
    let share = |wanted: Verdict| verdicts.iter().filter(|own| **own == wanted).count();
    assert!(share(Verdict::Delivered) >= 40, "{} can pull", share(Verdict::Delivered));
    assert!(share(Verdict::Blocked) + share(Verdict::Partial) >= 20, "too few cannot");
}

#[test]
fn only_what_is_asked_for_besides_is_there() {
    for also in Also::ALL {
        let designs = Designs::new().with([also]).services(1).instances(1);
        let all = some(&designs, 60);
        assert!(all.iter().all(|own| designs.admits(own)), "{also:?}");
        assert!(all.iter().any(|own| !Designs::new().services(1).instances(1).admits(own)), "{also:?} is never there");
    }
}

#[test]
fn a_hub_with_ipv6_reads_as_a_story() {
    let designs = Designs::new().hub().dual_stack().zones(2).nat(Nat::Single).services(1);
    insta::assert_snapshot!(some(&designs, 3).remove(2));
}

#[test]
fn a_design_reads_as_a_story() {
    let account = some(&Designs::new().zones(2).nat(Nat::PerZone).tiers(3).services(2).instances(1), 3).remove(2);
    insta::assert_snapshot!(account);
}
