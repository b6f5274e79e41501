//! What must stay true of the module, over its parameters and over designs that use it.

use hopwise::build::{Account, all, tcp};
use hopwise::{FaultKind, Network, Selection, load_account};
use hopwise_example::shop;
use hopwise_proptest::{Designs, Nat};
use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

/// Every way to use the module.
fn shops() -> impl Strategy<Value = Account> {
    (1..=3_usize, any::<bool>()).prop_map(|(zones, open)| shop(zones, open))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_task_can_pull(account in shops()) {
        hopwise::assert_can_pull!(account, "orders");
    }

    #[test]
    fn nobody_outside_reaches_anything(account in shops()) {
        hopwise::assert_unreachable!(account, "internet", "vpc-shop", all());
    }

    #[test]
    fn a_lost_zone_takes_no_other_with_it(open: bool) {
        let can_pull = |network: &Network| network.can_pull(&Selection::default());
        hopwise::assert_survives!(shop(2, open), [FaultKind::Zone], can_pull);
    }

    // Whoever could be in the tier is meant, whether or not anybody is.
    #[test]
    fn the_app_tier_has_one_way_out(account in shops()) {
        hopwise::assert_only_via!(account, "tier:app", "internet", all(), "nat-*");
    }

    #[test]
    fn any_task_in_the_app_tier_can_pull(account in shops()) {
        hopwise::assert_can_pull!(account, in "tier:app", with "group:orders");
    }

    // Of designs as people build them, with whatever endpoints, tiers and groups.
    #[test]
    fn no_database_is_reached_from_the_internet(account in Designs::new().nat(Nat::Single)) {
        hopwise::assert_unreachable!(account, "internet", "vpc-shop", tcp(5432));
    }
}

/// The mistake of the tutorial: an endpoint is forgotten. The smallest network that shows it has one zone and no way out,
/// since where there is a NAT gateway nothing is missed.
#[test]
fn a_forgotten_endpoint_is_found_and_shrinks_to_one_closed_zone() {
    let forgetful = (1..=3_usize, any::<bool>()).prop_map(|(zones, open)| {
        let mut account = shop(zones, open);
        account.vpcs[0].endpoints.retain(|endpoint| endpoint.service != "logs");
        (zones, open, account)
    });
    let failed = TestRunner::deterministic().run(&forgetful, |(_, _, account)| {
        let network = load_account(&account).and_then(hopwise::Snapshot::network);
        let network = network.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let held = network.can_pull(&Selection::default());
        held.map_err(|violation| TestCaseError::fail(violation.to_string()))
    });
    let Err(TestError::Fail(why, (zones, open, account))) = failed else { panic!("{failed:?}") };
    assert_eq!((zones, open), (1, false));
    assert!(why.to_string().contains("vpc-shop has no endpoint for logs"), "{why}");
    assert!(account.to_string().contains("1 zone"), "{account}");
}
