//! Names with several answers, of which the asker gets one.

use hopwise_engine::Verdict;
use hopwise_model::resource::{ResourceRecordSet, Routing};

use crate::stand_in::{ask, with_record};

/// What the task reaches where a name has one of two addresses, by weight: the neighbour's, the endpoint's, or nobody's.
fn reach(addresses: [&str; 2]) -> Verdict {
    let mut inventory = with_record(&[]);
    let records = &mut inventory.resource_record_sets.find_mut(|sets| sets.zone.as_str() == "Z0").unwrap().records;
    let own = records.pop().unwrap();
    records.extend(addresses.iter().map(|address| ResourceRecordSet {
        values: vec![(*address).to_owned()],
        routing: Routing::Weighted { set: (*address).to_owned(), weight: 1, is_checked: false },
        ..own.clone()
    }));
    ask(inventory, false, &[], &[]).verdict
}

#[test]
fn where_all_answers_fare_alike_the_name_does() {
    let (neighbour, other, nobody, nobody_else) = ("10.0.0.5", "10.0.0.4", "10.0.0.14", "10.0.0.13");
    for (addresses, verdict) in [
        ([neighbour, other], Verdict::Delivered),
        ([nobody, nobody_else], Verdict::Blocked),
        ([neighbour, nobody], Verdict::Undetermined),
        ([nobody, neighbour], Verdict::Undetermined),
    ] {
        assert_eq!(reach(addresses), verdict, "{addresses:?}");
    }
}
