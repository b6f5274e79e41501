//! What remains of a failing design.

use std::cell::RefCell;

use hopwise::build::{Account, Families, Target, TransitGateway, TransitTable, Vpc};
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

#[test]
fn what_vpcs_reach_each_other_by_goes_unless_it_is_needed() {
    let leads = |own: &Account, wanted: fn(&Target) -> bool| {
        let tiers = own.vpcs.iter().flat_map(|vpc| &vpc.tiers);
        tiers.flat_map(|tier| &tier.routes).any(|(_, target)| wanted(target))
    };
    let to_hub = |own: &Account| leads(own, |target| matches!(target, Target::TransitGateway(_)));
    insta::assert_snapshot!(smallest(&Designs::new().hub().vpcs(2..=4), 5, to_hub).0, @r"
account 111122223333 in eu-west-1
VPC shop 172.31.0.0/16, 1 zone
  tier app: 172.30.0.0/16 → transit gateway hub; 172.31.0.0/24 in a
  tier attachments: no route out of the VPC; 172.31.1.0/24 in a
VPC lab 172.30.0.0/16, 1 zone
  tier jobs: no route out of the VPC; 172.30.0.0/24 in a
  tier attachments: no route out of the VPC; 172.30.1.0/24 in a
transit gateway hub: shop by attachments, lab by attachments
");
    let has_blackhole = |own: &Account| {
        let tables = own.transit_gateways.iter().flat_map(|own| &own.tables);
        tables.flat_map(|own| &own.routes).any(|own| own.vpc.is_none())
    };
    insta::assert_snapshot!(smallest(&Designs::new().hub().vpcs(2..=4), 11, has_blackhole).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16, 1 zone
  tier mgmt: no route out of the VPC; 10.0.0.0/24 in a
  tier attachments: no route out of the VPC; 10.0.1.0/24 in a
VPC lab 10.1.0.0/16, 1 zone
  tier endpoints: no route out of the VPC; 10.1.0.0/24 in a
  tier attachments: no route out of the VPC; 10.1.1.0/24 in a
transit gateway hub: shop by attachments, lab by attachments
  table spokes of nothing: propagated by nothing; 172.16.0.0/12 → blackhole
");
    let to_peer = |own: &Account| leads(own, |target| matches!(target, Target::Peering(_)));
    insta::assert_snapshot!(smallest(&Designs::new().peered().vpcs(2..=4), 6, to_peer).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16, 1 zone
  tier jobs: 10.3.0.0/16 → peering with data; 10.0.0.0/24 in a
VPC data 10.3.0.0/16, 1 zone
  tier mgmt: no route out of the VPC; 10.3.0.0/24 in a
peering of shop with data
");
    // What is needed is a tier, whatever the designs may hold.
    let has_data = |own: &Account| own.vpcs.iter().flat_map(|vpc| &vpc.tiers).any(|tier| tier.name == "data");
    insta::assert_snapshot!(smallest(&Designs::new().peered().dual_stack(), 7, has_data).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16 and 2a05:d018:10::/56, 1 zone
  tier app: no route out of the VPC; 10.0.0.0/24 and 2a05:d018:10::/64 in a
VPC lab 10.1.0.0/16 and 2a05:d018:20::/56, 1 zone
  tier app: no route out of the VPC; 10.1.0.0/24 and 2a05:d018:20::/64 in a
  tier data: no route out of the VPC; 10.1.1.0/24 in a
peering of shop with lab
");
}

#[test]
fn ipv6_goes_unless_it_is_needed() {
    let only = |own: &Account| own.vpcs.iter().flat_map(|vpc| &vpc.tiers).any(|tier| tier.families == Families::Ipv6);
    insta::assert_snapshot!(smallest(&Designs::new().dual_stack(), 8, only).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16 and 2a05:d018:10::/56, 1 zone
  tier app: no route out of the VPC; 2a05:d018:10::/64 in a
  tier mgmt: no route out of the VPC; 10.0.0.0/24 and 2a05:d018:10:1::/64 in a
");
    let nat64 = |own: &Account| own.vpcs.iter().flat_map(|vpc| &vpc.tiers).any(|tier| tier.dns64);
    insta::assert_snapshot!(smallest(&Designs::new().dual_stack().services(1), 9, nat64).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16 and 2a05:d018:10::/56, 1 zone
  tier app: no route out of the VPC; 10.0.0.0/24 and 2a05:d018:10::/64 in a
  tier jobs: DNS64, no route out of the VPC; 2a05:d018:10:1::/64 in a
service orders in app, default security group: image orders:latest, platform 1.4.0
");
    let with_endpoint = |own: &Account| own.vpcs.iter().flat_map(|vpc| &vpc.endpoints).any(|own| own.dual_stack);
    insta::assert_snapshot!(smallest(&Designs::new().dual_stack(), 10, with_endpoint).0, @r"
account 111122223333 in eu-west-1
VPC shop 10.0.0.0/16 and 2a05:d018:10::/56, 1 zone, DNS hostnames on
  tier endpoints: no route out of the VPC; 10.0.0.0/24 and 2a05:d018:10::/64 in a
  endpoint ecr.dkr in endpoints, default security group, with IPv6
");
}

/// An account with one thing less, for whatever no other thing leans on.
fn fewer(account: &Account) -> Vec<Account> {
    let mut all = Vec::new();
    let mut take = |change: &dyn Fn(&mut Account) -> Option<()>| {
        let mut own = account.clone();
        if change(&mut own).is_some() && own != *account {
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
        of(vpc.endpoints.len(), |own, it| own.endpoints.get_mut(it).unwrap().dual_stack = false);
        of(vpc.tiers.len(), |own, it| own.tiers.get_mut(it).unwrap().dns64 = false);
        for (it, tier) in vpc.tiers.iter().enumerate() {
            for route in 0..tier.routes.len() {
                take(&|own| own.vpcs.get_mut(index)?.tiers.get_mut(it).map(|own| drop(own.routes.remove(route))));
            }
        }
    }
    for (index, gateway) in account.transit_gateways.iter().enumerate() {
        take(&|own| {
            own.transit_gateways.remove(index);
            Some(())
        });
        let mut of = |count: usize, change: &dyn Fn(&mut TransitGateway, usize)| {
            (0..count).for_each(|it| take(&|own| own.transit_gateways.get_mut(index).map(|own| change(own, it))));
        };
        of(gateway.routes.len(), &|own, it| drop(own.routes.remove(it)));
        of(gateway.tables.len(), &|own, it| drop(own.tables.remove(it)));
        of(gateway.attachments.len(), &|own, it| drop(own.attachments.remove(it)));
        for (table, found) in gateway.tables.iter().enumerate() {
            let mut of = |count: usize, change: fn(&mut TransitTable, usize)| {
                of(count, &|own, it| own.tables.get_mut(table).into_iter().for_each(|own| change(own, it)));
            };
            of(found.routes.len(), |own, it| drop(own.routes.remove(it)));
            of(found.propagations.len(), |own, it| drop(own.propagations.remove(it)));
            of(found.associations.len(), |own, it| drop(own.associations.remove(it)));
        }
    }
    for index in 0..account.peerings.len() {
        take(&|own| {
            own.peerings.remove(index);
            Some(())
        });
    }
    take(&|own| {
        own.dual_stack_tasks = false;
        Some(())
    });
    all.retain(|own| own != account);
    all.retain(|own| own.check().is_ok() && own.vpcs.iter().all(|vpc| !vpc.tiers.is_empty()));
    all
}

#[test]
fn a_smallest_design_has_nothing_that_could_go() {
    // Failures that hang on several things at once, each of which could make up for another.
    let fails = |seed: u8| {
        move |own: &Account| {
            let parts = |vpc: &Vpc| {
                let routes: usize = vpc.tiers.iter().map(|tier| tier.routes.len() + usize::from(tier.dns64)).sum();
                let places = vpc.zones * vpc.tiers.len() + vpc.endpoints.iter().filter(|own| own.dual_stack).count();
                places + routes + 2 * vpc.endpoints.len() + 3 * vpc.instances.len() + vpc.groups.len()
            };
            let hub = |own: &TransitGateway| 1 + own.attachments.len() + own.routes.len() + 2 * own.tables.len();
            let hubs: usize = own.transit_gateways.iter().map(hub).sum();
            let between = hubs + 2 * own.peerings.len() + usize::from(own.dual_stack_tasks);
            own.vpcs.iter().map(parts).sum::<usize>() + between + 2 * own.services.len() >= 12 + usize::from(seed % 5)
        }
    };
    let kinds = [
        Designs::new(),
        Designs::new().dual_stack(),
        Designs::new().hub().dual_stack().vpcs(2..=3),
        Designs::new().peered().vpcs(2..=4),
        Designs::new().everything(),
    ];
    for (seed, designs) in (0..32).zip(kinds.iter().cycle()) {
        let (account, last) = smallest(designs, seed, fails(seed));
        assert_eq!(last.as_ref(), Some(&account));
        let could_go = fewer(&account).into_iter().find(|fewer| designs.admits(fewer) && fails(seed)(fewer));
        assert_eq!(could_go, None, "seed {seed}: that would have done instead of\n{account}");
    }
}
