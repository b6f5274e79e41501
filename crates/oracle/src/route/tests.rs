use hopwise_model::Inventory;
use hopwise_model::design::Design;
use hopwise_model::resource::{PrefixList, Route, RouteTable as Record, RouteTarget};
use hopwise_proptest::fixture;

use super::*;

/// `10.0.0.0/16 tgw-a`, with `pl-` for a prefix list; then `propagated`, `advertised` or `blackhole` where it is so.
fn route(text: &str) -> Route {
    let words: Vec<&str> = text.split(' ').collect();
    let target = match words[1] {
        "local" => RouteTarget::Local,
        other => RouteTarget::TransitGateway(other.to_owned()),
    };
    let has = |word| words.contains(&word);
    let origin = match () {
        () if has("propagated") => RouteOrigin::Propagated,
        () if has("advertised") => RouteOrigin::Advertised,
        () if has("local") => RouteOrigin::Local,
        () => RouteOrigin::Static,
    };
    let state = if has("blackhole") { RouteState::Blackhole } else { RouteState::Active };
    Route { origin, state, ..fixture::route(fixture::destination(words[0]), target) }
}

fn design(routes: &[&str]) -> Design {
    let list = fixture::prefix_list;
    let routes = routes.iter().map(|text| route(text)).collect();
    let table = Record { routes, ..fixture::route_table("rtb-0", "vpc-0") };
    Inventory {
        route_tables: [table].into(),
        prefix_lists: [
            list("pl-wide", &["52.0.0.0/8", "10.9.0.0/16"]),
            list("pl-narrow", &["52.1.0.0/16", "52.1.2.0/24"]),
            list("pl-hosts", &["52.1.2.3/32"]),
            PrefixList { entries: None, ..list("pl-unknown", &[]) },
        ]
        .into(),
        ..Inventory::default()
    }
    .validate()
    .unwrap()
}

/// The target that is chosen, `none`, `A or B` where it is ambiguous, or the list whose entries are missing.
fn chosen(routes: &[&str], destination: &str) -> String {
    let design = design(routes);
    let (_, table) = design.route_tables.iter().next().unwrap();
    match select(table, destination.parse().unwrap()) {
        Ok(routes) => routes.first().map_or_else(|| "none".to_owned(), |(_, route)| route.target.id()),
        Err(Gap::AmbiguousRoutes { first, second, .. }) => format!("{first} or {second}"),
        Err(Gap::PrefixListEntries { prefix_list }) => prefix_list.to_string(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_longest_prefix_wins_whatever_its_kind_and_state() {
    let routes = ["0.0.0.0/0 tgw-all", "52.1.0.0/16 tgw-blackhole blackhole", "pl-wide tgw-list", "10.0.0.0/16 local"];
    assert_eq!(chosen(&routes, "52.1.2.3"), "tgw-blackhole");
    assert_eq!(chosen(&routes, "52.2.2.3"), "tgw-list");
    assert_eq!(chosen(&routes, "10.9.0.1"), "tgw-list");
    assert_eq!(chosen(&routes, "10.0.0.1"), "local");
    assert_eq!(chosen(&routes, "8.8.8.8"), "tgw-all");
    assert_eq!(chosen(&routes[1..], "8.8.8.8"), "none");
}

#[test]
fn a_list_counts_by_its_longest_entry() {
    let routes = ["52.1.0.0/20 tgw-block", "pl-narrow tgw-list"];
    assert_eq!(chosen(&routes, "52.1.2.9"), "tgw-list");
    assert_eq!(chosen(&routes, "52.1.3.9"), "tgw-block");
    assert_eq!(chosen(&routes, "52.1.16.9"), "tgw-list");
}

#[test]
fn a_written_block_beats_a_list_and_a_list_beats_a_propagated_route() {
    let (written, list, propagated) = ("52.1.0.0/16 tgw-w", "pl-narrow tgw-l", "52.1.0.0/16 tgw-p propagated");
    for order in [[written, list, propagated], [propagated, list, written], [list, propagated, written]] {
        assert_eq!(chosen(&order, "52.1.99.1"), "tgw-w");
    }
    assert_eq!(chosen(&[propagated, list], "52.1.99.1"), "tgw-l");
    assert_eq!(chosen(&[propagated], "52.1.99.1"), "tgw-p");
}

#[test]
fn two_lists_of_the_same_length_are_ambiguous_only_with_different_targets() {
    assert_eq!(chosen(&["pl-hosts tgw-a", "52.1.2.3/32 tgw-b"], "52.1.2.3"), "tgw-b");
    let again = "52.1.0.0/16 tgw-b propagated";
    assert_eq!(chosen(&["52.1.0.0/16 tgw-a propagated", again], "52.1.2.3"), "tgw-a or tgw-b");
    assert_eq!(chosen(&[again, again], "52.1.2.3"), "tgw-b");
}

#[test]
fn what_is_propagated_never_beats_local() {
    assert_eq!(chosen(&["10.0.0.0/16 local", "10.0.1.0/24 tgw-p propagated"], "10.0.1.1"), "local");
    assert_eq!(chosen(&["10.0.0.0/16 local", "10.0.1.0/24 tgw-w"], "10.0.1.1"), "tgw-w");
    assert_eq!(chosen(&["10.0.0.0/16 local", "10.1.0.0/16 tgw-p propagated"], "10.1.1.1"), "tgw-p");
}

#[test]
fn an_advertised_route_counts_alone_and_is_ambiguous_beside_another() {
    let advertised = "52.1.0.0/16 tgw-a advertised";
    assert_eq!(chosen(&["0.0.0.0/0 tgw-b", advertised], "52.1.2.3"), "tgw-a");
    assert_eq!(chosen(&["52.1.0.0/16 tgw-b", advertised], "52.1.2.3"), "tgw-b or tgw-a");
    assert_eq!(chosen(&["52.1.0.0/16 tgw-a", advertised], "52.1.2.3"), "tgw-a");
}

#[test]
fn a_list_without_entries_could_hold_anything_but_a_written_host_route() {
    assert_eq!(chosen(&["0.0.0.0/0 tgw-a", "pl-unknown tgw-b"], "52.1.2.3"), "pl-unknown");
    assert_eq!(chosen(&["52.1.2.3/32 tgw-a", "pl-unknown tgw-b"], "52.1.2.3"), "tgw-a");
    assert_eq!(chosen(&["pl-hosts tgw-a", "pl-unknown tgw-b"], "52.1.2.3"), "pl-unknown");
    assert_eq!(chosen(&["pl-unknown tgw-b"], "52.1.2.3"), "pl-unknown");
}
