//! Writes an account into a folder, to measure the command as a whole.
//!
//! `cargo run --release -p hopwise-benches --example account -- FOLDER [interfaces=N] [vpcs=N] [tasks=N] [services=N]
//! [rules=N] [blocked=endpoint-group|no-endpoints|unread-endpoints]`

#![expect(clippy::print_stderr, reason = "this is a command")]

use std::path::Path;
use std::process::ExitCode;

use hopwise_benches::account::{Account, Blocked};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("the folder is missing");
        return ExitCode::FAILURE;
    };
    let mut account = Account::default();
    for argument in arguments {
        if set(&mut account, &argument).is_none() {
            eprintln!("`{argument}` means nothing");
            return ExitCode::FAILURE;
        }
    }
    match account.write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn set(account: &mut Account, argument: &str) -> Option<()> {
    let (name, value) = argument.split_once('=')?;
    if name == "blocked" {
        account.blocked = match value {
            "endpoint-group" => Blocked::EndpointGroup,
            "no-endpoints" => Blocked::NoEndpoints,
            "unread-endpoints" => Blocked::UnreadEndpoints,
            _ => return None,
        };
        return Some(());
    }
    let number = value.parse().ok().filter(|number| *number > 0)?;
    match name {
        "interfaces" => account.interfaces = number,
        "vpcs" => account.vpcs = number,
        "tasks" => account.tasks = number,
        "services" => account.services = number,
        "rules" => account.rules = number,
        _ => return None,
    }
    Some(())
}
