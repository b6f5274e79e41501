//! Values of the SDK become documents, which the importer reads as the network that the values were made of.

mod details;
mod exclusions;
mod expected;
mod filters;
mod gateways;
mod hosts;
mod peerings;
mod routes;
mod task_values;
mod tasks;
mod transit;
mod vpcs;

use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_import::{Options, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{DocumentKind, Inventory, Records};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use super::super::Document;
use details::Dice;

/// The Region of everything.
const REGION: &str = "eu-west-1";

/// The documents of one case.
#[derive(Debug, Default)]
pub(super) struct Documents(Vec<(String, String)>);

impl Documents {
    /// Adds a document that holds one member.
    fn add(&mut self, stem: &str, key: &str, value: &impl Document) {
        self.push(stem, &json!({ key: value.document() }));
    }

    /// Adds a document.
    fn push(&mut self, stem: &str, document: &serde_json::Value) {
        self.0.push((format!("{REGION}/{stem}.json"), document.to_string()));
    }

    /// Adds the document of a kind, if the network's documents have one, with a value for each of its resources.
    fn list<R, D: Document>(&mut self, from: &Inventory, kind: DocumentKind, of: &Records<R>, make: impl Fn(&R) -> D) {
        if from.knowledge.knows(kind, &Scope::default()) {
            self.add(kind.file_stem(), kind.key(), &of.iter().map(make).collect::<Vec<_>>());
        }
    }
}

/// An optional id, or something else that has a text, as the builders take it.
fn text(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

/// Texts of ids, or of something else that has a text.
fn texts_of<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

/// Account and Region, as a file in the Region's folder and a resource with that owner say them.
fn scope(owner: Option<&hopwise_model::AccountId>) -> Scope {
    Scope { account: owner.cloned(), region: Some(REGION.try_into().unwrap()) }
}

fn documents(inventory: &Inventory) -> Documents {
    let mut documents = Documents::default();
    vpcs::add(inventory, &mut documents);
    routes::add(inventory, &mut documents);
    gateways::add(inventory, &mut documents);
    filters::add(inventory, &mut documents);
    hosts::add(inventory, &mut documents);
    task_values::add(inventory, &mut documents);
    exclusions::add(inventory, &mut documents);
    peerings::add(inventory, &mut documents);
    transit::add(inventory, &mut documents);
    documents
}

#[test]
fn what_was_captured_is_what_is_read() {
    let seen: RefCell<BTreeMap<DocumentKind, usize>> = RefCell::default();
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let network = hopwise_proptest::design::broken();
    let throws = proptest::collection::vec(any::<bool>(), 0..600);
    let test = |(network, throws): (hopwise_proptest::design::Broken, Vec<bool>)| {
        let mut inventory = network.inventory;
        let mut dice = Dice::new(throws);
        details::add(&mut inventory, &mut dice);
        tasks::draw(&mut inventory, &mut dice);
        exclusions::draw(&mut inventory, &mut dice);
        peerings::draw(&mut inventory, &mut dice);
        transit::draw(&mut inventory, &mut dice);
        let documents = documents(&inventory);
        let read = read_documents(documents.0.iter().map(|(name, text)| (name, text)), &Options::default());
        let read = read.map_err(|error| TestCaseError::fail(format!("{error}\n{documents:#?}")))?;
        // A list without an interface that an endpoint or a NAT gateway has is a part of one, as is a list within a record, and a route that only the endpoint or
        // the table tells of is not read as it is told.
        let is_part = read.warnings.iter().any(|own| {
            use hopwise_import::Warning;
            matches!(own, Warning::Filtered { .. } | Warning::EndpointRoute { .. } | Warning::Cut { .. })
        });
        let mut read = read.inventory;
        if is_part {
            return Ok(());
        }
        // A public NAT gateway that was drawn without its public address, an instance without its state, a route table without local
        // routes and a network ACL without the entries `*` are taken for edited: AWS prints none.
        let is_edited = |kind| read.knowledge.edited(kind).next().is_some();
        let left_out = [
            DocumentKind::NatGateways,
            DocumentKind::Reservations,
            DocumentKind::RouteTables,
            DocumentKind::NetworkAcls,
        ];
        if left_out.into_iter().any(is_edited) {
            return Ok(());
        }
        expected::forget_places(&mut read);
        let mut wanted = expected::as_read(inventory);
        // What runs is kept without what AWS prints of it always, and its lack is noted.
        for kind in DocumentKind::ALL {
            for (account, region, id, member) in read.knowledge.edited(*kind) {
                let scope = Scope { account: account.cloned(), region: region.cloned() };
                wanted.knowledge.lacks(*kind, &scope, id.to_owned(), member);
            }
        }
        prop_assert_eq!(&read, &wanted);
        for kind in DocumentKind::ALL {
            *seen.borrow_mut().entry(*kind).or_default() += read.count(*kind);
        }
        Ok(())
    };
    TestRunner::new(config).run(&(network, throws), test).unwrap();
    // Networks and tasks are drawn. Zones, rules, roles and policies are written beside what reads them.
    let names = DocumentKind::HostedZoneSummaries..=DocumentKind::FirewallConfigs;
    let drawn = |kind: &&DocumentKind| **kind <= DocumentKind::ContainerInstances && !names.contains(*kind);
    for kind in DocumentKind::ALL.iter().filter(drawn) {
        assert!(seen.borrow().get(kind).is_some_and(|count| *count > 50), "{kind}: {:?}", seen.borrow());
    }
}
