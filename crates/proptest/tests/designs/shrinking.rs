//! What remains of a failing design.

use std::cell::RefCell;

use hopwise::build::{Account, Target, Vpc};
use hopwise_proptest::{Designs, Nat};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// The smallest design of a kind for which something is so, and the one that it was last asked of.
fn smallest(designs: &Designs, seed: u8, is_so: impl Fn(&Account) -> bool) -> (Account, Option<Account>) {
    let config = Config { cases: 1000, failure_persistence: None, max_shrink_iters: 10_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let last = RefCell::new(None);
    let failed = TestRunner::new_with_rng(config, rng).run(designs, |account| {
        if !is_so(&account) {
            return Ok(());
        }
        *last.borrow_mut() = Some(account);
        Err(TestCaseError::fail("it is so"))
    });
    let Err(TestError::Fail(_, smallest)) = failed else { unreachable!("nothing was found: {failed:?}") };
    (smallest, last.into_inner())
}

#[test]
fn nothing_is_left_but_what_a_failure_needs() {
    let has_logs = |own: &Account| own.vpcs.iter().any(|vpc| vpc.endpoints.iter().any(|own| own.service == "logs"));
    let (account, last) = smallest(&Designs::new().vpcs(1..=3), 1, has_logs);
    insta::assert_snapshot!(account, @r"
account 111122223333 in eu-west-1
VPC shop 172.31.0.0/16, 1 zone, DNS hostnames on
  tier endpoints: no route out of the VPC; 172.31.0.0/24 in a
  endpoint logs in endpoints, default security group
");
    // What a test leaves behind is about the smallest.
    assert_eq!(last, Some(account));

    let uses_nat = |own: &Account| {
        own.vpcs
            .iter()
            .flat_map(|vpc| &vpc.tiers)
            .flat_map(|tier| &tier.routes)
            .any(|(_, target)| matches!(target, Target::NatGateway(_)))
    };
    insta::assert_snapshot!(smallest(&Designs::new(), 2, uses_nat).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16, 1 zone
  tier public: 0.0.0.0/0 → internet gateway; 10.0.0.0/24 in a
  tier app: 0.0.0.0/0 → NAT gateway in public, in the same zone; 10.0.1.0/24 in a
");

    let has_secret = |own: &Account| own.services.iter().any(|own| !own.secrets.is_empty());
    insta::assert_snapshot!(smallest(&Designs::new().vpcs(2), 3, has_secret).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16, 1 zone
  tier app: no route out of the VPC; 10.0.0.0/24 in a
VPC lab 10.1.0.0/16, 1 zone
  tier data: no route out of the VPC; 10.1.0.0/24 in a
service billing of VPC shop in app, default security group: image billing:latest, secret billing-db, platform 1.4.0
");
}

#[test]
fn what_was_asked_for_stays() {
    let designs = Designs::new().zones(2..=3).nat(Nat::Single).endpoints(["s3", "logs"]).services(1).instances(1..=2);
    insta::assert_snapshot!(smallest(&designs, 4, |_| true).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16, 2 zones, DNS hostnames on
  tier public: 0.0.0.0/0 → internet gateway; 10.0.0.0/24 in a, 10.0.1.0/24 in b
  tier app: 0.0.0.0/0 → the one NAT gateway in public; 10.0.2.0/24 in a, 10.0.3.0/24 in b
  endpoint logs in app, default security group
  gateway endpoint s3 for app
  instance cache in app-a, default security group
service orders in app, default security group: image orders:latest, platform 1.4.0
");
}

/// An account with one thing less, for whatever no other thing leans on.
fn fewer(account: &Account) -> Vec<Account> {
    let mut all = Vec::new();
    let mut take = |change: &dyn Fn(&mut Account) -> Option<()>| {
        let mut own = account.clone();
        if change(&mut own).is_some() {
            all.push(own);
        }
    };
    for index in 0..account.services.len() {
        take(&|own| own.services.get(index).cloned().map(|gone| own.services.retain(|other| *other != gone)));
    }
    for (index, vpc) in account.vpcs.iter().enumerate() {
        let mut of = |count: usize, change: fn(&mut Vpc, usize)| {
            (0..count).for_each(|it| take(&|own| own.vpcs.get_mut(index).map(|own| change(own, it))));
        };
        of(vpc.endpoints.len(), |own, it| drop(own.endpoints.remove(it)));
        of(vpc.instances.len(), |own, it| drop(own.instances.remove(it)));
        of(vpc.groups.len(), |own, it| drop(own.groups.remove(it)));
        of(vpc.tiers.len(), |own, it| drop(own.tiers.remove(it)));
        of(1, |own, _| own.zones -= 1);
    }
    all.retain(|own| own.check().is_ok() && own.vpcs.iter().all(|vpc| !vpc.tiers.is_empty()));
    all
}

#[test]
fn a_smallest_design_has_nothing_that_could_go() {
    // Failures that hang on several things at once, each of which could make up for another.
    let fails = |seed: u8| {
        move |own: &Account| {
            let parts = |vpc: &Vpc| {
                vpc.zones * vpc.tiers.len() + 2 * vpc.endpoints.len() + 3 * vpc.instances.len() + vpc.groups.len()
            };
            own.vpcs.iter().map(parts).sum::<usize>() + 2 * own.services.len() >= 8 + usize::from(seed % 5)
        }
    };
    for seed in 0..20 {
        let (account, last) = smallest(&Designs::new(), seed, fails(seed));
        assert_eq!(last.as_ref(), Some(&account));
        let could_go = fewer(&account).into_iter().find(|fewer| fails(seed)(fewer));
        assert_eq!(could_go, None, "seed {seed}: that would have done instead of\n{account}");
    }
}
