//! What must not matter: for every question of every scenario, and of accounts that are drawn, the order of files and entries, what ids are called, and, as
//! far as definite answers go, how much of the documents there is.

mod answer;
mod designs;
mod less;
mod member;
mod nested;
mod question;
mod rename;
mod reorder;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hopwise_tests::documents;
use libtest_mimic::{Arguments, Failed, Trial};

use crate::answer::Answer;
use crate::question::{Folder, Scenario};

/// How many definite verdicts of steps and traces each property compared.
#[derive(Default)]
struct Compared {
    reordered: AtomicUsize,
    renamed: AtomicUsize,
    less: AtomicUsize,
    /// Of these, those that stayed definite although something was taken away.
    kept: AtomicUsize,
    /// Of these, those of which a list within a record was cut that another document contradicts.
    nested: AtomicUsize,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let compared = Arc::new(Compared::default());
    let trials = match trials(&compared) {
        Ok(trials) => trials,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::FAILURE;
        }
    };
    let filtered = arguments.filter.is_some() || !arguments.skip.is_empty() || arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    if filtered || conclusion.has_failed() {
        return conclusion.exit_code();
    }
    // A comparison that never got to a definite verdict proves nothing.
    for (what, count, least) in [
        ("reordered", &compared.reordered, 1000),
        ("renamed", &compared.renamed, 500),
        ("with less", &compared.less, 1000),
        ("with less, still definite", &compared.kept, 500),
        ("with a cut list within a record", &compared.nested, 5000),
    ] {
        let count = count.load(Ordering::Relaxed);
        println!("{count} definite verdicts {what}");
        if count < least {
            eprintln!("error: fewer than {least} definite verdicts {what}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

type Check = fn(&Scenario, &Compared) -> Result<(), String>;

/// Three tests for each scenario and each account.
fn trials(compared: &Arc<Compared>) -> Result<Vec<Trial>, String> {
    let root = documents::root();
    let mut trials = Vec::new();
    let checks: [(&str, Check); 3] = [("reordered", reordered), ("renamed", renamed), ("with less", less)];
    for design in designs::scenarios()?.into_iter().map(Arc::new) {
        for (what, check) in checks {
            let (design, compared) = (Arc::clone(&design), Arc::clone(compared));
            let name = format!("{}, {what}", design.name);
            trials.push(Trial::test(name, move || check(&design, &compared).map_err(Failed::from)));
        }
    }
    for name in documents::names(&root)? {
        for (what, check) in checks {
            let (root, name, compared) = (root.clone(), name.clone(), Arc::clone(compared));
            trials.push(Trial::test(format!("{name}, {what}"), move || {
                check(&Scenario::read(&root, &name)?, &compared).map_err(Failed::from)
            }));
        }
    }
    Ok(trials)
}

/// AWS gives entries in no order, and files are read in that of their names.
fn reordered(scenario: &Scenario, compared: &Compared) -> Result<(), String> {
    for question in &scenario.questions {
        let before = scenario.ask(&scenario.documents, question)?;
        for (how, documents) in reorder::all(&scenario.documents) {
            let after = scenario.ask(&documents, question)?;
            if before != after {
                return Err(format!("{how}, {question}:\n{}", before.difference(&after)));
            }
            compared.reordered.fetch_add(before.definite(), Ordering::Relaxed);
        }
    }
    Ok(())
}

/// An id means nothing but the thing that has it.
fn renamed(scenario: &Scenario, compared: &Compared) -> Result<(), String> {
    let ids = rename::Ids::of(&scenario.documents);
    let documents = ids.rename_documents(&scenario.documents)?;
    for question in &scenario.questions {
        let before = scenario.ask(&scenario.documents, question)?;
        let after = scenario.ask_in_words_of(&documents, &ids.rename_question(question), &ids)?;
        if before != after {
            return Err(format!("renamed, {question}:\n{}", before.difference(&after)));
        }
        compared.renamed.fetch_add(before.definite(), Ordering::Relaxed);
    }
    Ok(())
}

/// Less knowledge may leave an answer open, and never gives another.
fn less(scenario: &Scenario, compared: &Compared) -> Result<(), String> {
    let folder = Folder::of(&scenario.documents)?;
    let before: Vec<Answer> =
        scenario.questions.iter().map(|question| folder.ask(question)).collect::<Result<_, _>>()?;
    let mut violations = Vec::new();
    for (question, before) in scenario.questions.iter().zip(&before) {
        let with_remedies = scenario.ask(&scenario.documents, question)?;
        if *before != with_remedies {
            violations.push(format!("what to change, {question}:\n{}", before.difference(&with_remedies)));
        }
    }
    // What is open already can only stay so.
    let definite = || scenario.questions.iter().zip(&before).filter(|(_, before)| !before.is_open());
    let (name, documents) = (&scenario.name, &scenario.documents);
    let members = less::all(name, documents).into_iter().chain(member::ways(name, documents)).map(|less| (less, false));
    let nested = nested::ways(documents).into_iter().map(|less| (less, true));
    for (less, is_nested) in members.chain(nested) {
        let after = folder.with(&scenario.documents, &less.files, |folder| {
            definite().map(|(question, _)| folder.ask(question)).collect::<Result<Vec<_>, _>>()
        })?;
        for ((question, before), after) in definite().zip(&after) {
            let (definite, kept) = before.kept(after);
            compared.less.fetch_add(definite, Ordering::Relaxed);
            compared.kept.fetch_add(kept, Ordering::Relaxed);
            compared.nested.fetch_add(if is_nested { definite } else { 0 }, Ordering::Relaxed);
            let found = before.contradictions(after);
            violations.extend(found.into_iter().map(|what| format!("{}, {question}: {what}", less.how)));
        }
    }
    if violations.is_empty() { Ok(()) } else { Err(violations.join("\n")) }
}
