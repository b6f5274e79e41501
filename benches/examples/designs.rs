//! How long it takes to check drawn designs: three zones, three tiers, endpoints, two services; every placement of each.
//!
//! `cargo run --release -p hopwise-benches --example designs -- [HOW MANY] [THREADS]`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a command")]

use std::process::ExitCode;
use std::time::Instant;

use hopwise::build::Account;
use hopwise::{Selection, Snapshot, load_account};
use hopwise_proptest::{Designs, Nat};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What the endpoints are of.
const SERVICES: [&str; 4] = ["ecr.api", "ecr.dkr", "logs", "s3"];

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|own| own.parse::<usize>());
    let (Some(Ok(count)), Some(Ok(threads))) = (numbers.next().or(Some(Ok(1_000))), numbers.next().or(Some(Ok(2))))
    else {
        eprintln!("two numbers are expected: how many designs, and how many threads");
        return ExitCode::FAILURE;
    };
    let drawn = Instant::now();
    let wanted = Designs::new().zones(3).tiers(3).services(2).nat(Nat::PerZone).endpoints(SERVICES);
    let mut runner = TestRunner::deterministic();
    let designs: Result<Vec<Account>, _> = (0..count)
        .map(|_| Ok(wanted.new_tree(&mut runner)?.current()))
        .collect::<Result<_, proptest::test_runner::Reason>>();
    let designs = match designs {
        Ok(designs) => designs,
        Err(reason) => {
            eprintln!("no design is drawn: {reason}");
            return ExitCode::FAILURE;
        }
    };
    println!("drawn in {:.2} s", drawn.elapsed().as_secs_f64());
    let checked = Instant::now();
    let held: usize = std::thread::scope(|scope| {
        let parts = designs.chunks(count.div_ceil(threads.max(1)).max(1));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().filter(|own| can_pull(own)).count())).collect();
        running.into_iter().filter_map(|own| own.join().ok()).sum()
    });
    println!(
        "checked in {:.2} s by {threads} threads: in {held} of {count} every task can pull",
        checked.elapsed().as_secs_f64()
    );
    ExitCode::SUCCESS
}

fn can_pull(account: &Account) -> bool {
    let network = load_account(account).and_then(Snapshot::network);
    network.is_ok_and(|network| network.can_pull(&Selection::default()).is_ok())
}
