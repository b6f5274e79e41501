//! Accounts that are drawn: AWS would make them, they are what was asked for, most of them work, and they shrink to what
//! a failure needs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod shrinking;

use hopwise::build::{Account, Endpoint, Target};
use hopwise::{Selection, Verdict, load_account};
use hopwise_proptest::{Designs, Nat, questions};
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
        (wants_nat, designs, account) in (1..=3_usize, 1..=6_usize, 1..=6_usize, 0..=4_usize, 0..=4_usize, any::<[bool; 3]>())
            .prop_map(|(vpcs, zones, tiers, services, instances, [nat, endpoints, acls])| {
                let designs = Designs::new().vpcs(vpcs).zones(zones).tiers(tiers).services(services).instances(instances);
                let designs = if nat { designs.nat(Nat::Single) } else { designs.without_nat() };
                let designs = if endpoints { designs.endpoints(["s3", "logs"]) } else { designs };
                (nat, if acls { designs } else { designs.without_acls() })
            })
            .prop_flat_map(|(nat, designs)| (Just(nat), Just(designs.clone()), designs))
    ) {
        // NAT gateways are in a tier of their own.
        prop_assert!(designs.admits(&account) || wants_nat && account.vpcs[0].tiers.len() == 2, "{account}");
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
fn a_design_reads_as_a_story() {
    let account = some(&Designs::new().zones(2).nat(Nat::PerZone).tiers(3).services(2).instances(1), 3).remove(2);
    insta::assert_snapshot!(account);
}
