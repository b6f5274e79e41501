//! Scenarios that nobody told: accounts that are drawn, as people build them.

use hopwise_proptest::Designs;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::question::{Documents, Question, Scenario};

/// How many accounts of each kind.
const COUNT: usize = 4;

/// Accounts of each kind, always the same.
pub(crate) fn scenarios() -> Result<Vec<Scenario>, String> {
    let one = Designs::new().services(1..=2).zones(1..=2);
    let kinds = [
        ("one VPC", one.clone()),
        ("dual stack", one.clone().dual_stack()),
        ("hub", one.clone().hub().services(1)),
        ("peers with IPv6", one.peered().dual_stack().services(1)),
    ];
    let mut runner = TestRunner::deterministic();
    let mut scenarios = Vec::new();
    for (kind, designs) in kinds {
        for number in 1..=COUNT {
            let account = designs.new_tree(&mut runner).map_err(|reason| reason.to_string())?.current();
            let mut documents = Documents::new();
            for document in account.documents().map_err(|refused| refused.to_string())? {
                let contents = serde_json::from_str(&document.contents).map_err(|error| error.to_string())?;
                documents.insert(document.path, Some(contents));
            }
            scenarios.push(Scenario {
                name: format!("design {number}: {kind}"),
                documents,
                questions: vec![Question { command: "diagnose".to_owned(), args: Vec::new() }],
            });
        }
    }
    Ok(scenarios)
}
