//! A snapshot on disk is whole or is not there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hopwise_capture::{
    CaptureError, Captured, Interrupt, Nobody, Observer, Purpose, SaveError, Scope, capture, check, save,
};
use tempfile::TempDir;

use crate::fake::{Fake, Reply};
use crate::support::{answer, request, task};
use crate::world::{TASK, World};

fn captured() -> Captured {
    answer(&Fake::new(World::new()), task(TASK)).unwrap()
}

/// Every file below a folder, with what it holds.
fn files(folder: &Path) -> Vec<(String, String)> {
    fn walk(folder: &Path, top: &Path, into: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, top, into);
            } else {
                let name = entry.strip_prefix(top).unwrap().to_str().unwrap().to_owned();
                into.push((name, fs::read_to_string(&entry).unwrap()));
            }
        }
    }
    let mut all = Vec::new();
    walk(folder, folder, &mut all);
    all.sort();
    all
}

/// What is in a folder itself.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn wanted(captured: &Captured) -> Vec<(String, String)> {
    let manifest = ("manifest.json".to_owned(), captured.manifest.document());
    let mut all: Vec<(String, String)> = captured.documents.iter().cloned().chain([manifest]).collect();
    all.sort();
    all
}

fn folder() -> (TempDir, PathBuf) {
    let parent = TempDir::new().unwrap();
    let directory = parent.path().join("snapshot");
    (parent, directory)
}

#[test]
fn a_snapshot_is_what_was_captured() {
    let (parent, directory) = folder();
    let captured = captured();
    check(&directory, false).unwrap();
    save(&captured, &directory, false, &Interrupt::never()).unwrap();
    assert_eq!(files(&directory), wanted(&captured));
    assert_eq!(names(parent.path()), ["snapshot"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let read = hopwise_import::read(&[hopwise_import::Source::Path(directory)], &hopwise_import::Options::default());
    assert_eq!(read.unwrap().inventory.network_interfaces.len(), 4);
}

#[test]
fn folders_above_are_made_and_an_empty_one_is_taken() {
    let (parent, directory) = folder();
    let deep = directory.join("a/b");
    save(&captured(), &deep, false, &Interrupt::never()).unwrap();
    assert_eq!(names(&directory.join("a")), ["b"]);
    let empty = parent.path().join("empty");
    fs::create_dir(&empty).unwrap();
    save(&captured(), &empty, false, &Interrupt::never()).unwrap();
    assert!(empty.join("manifest.json").is_file());
    assert_eq!(names(parent.path()), ["empty", "snapshot"]);
}

#[test]
fn nothing_is_replaced_unless_by_force() {
    let (parent, directory) = folder();
    let first = captured();
    save(&first, &directory, false, &Interrupt::never()).unwrap();
    let mut second = first.clone();
    second.documents.retain(|(name, _)| name.ends_with("vpcs.json"));
    for saved in [check(&directory, false), save(&second, &directory, false, &Interrupt::never())] {
        assert!(matches!(saved, Err(SaveError::Exists(path)) if path == directory));
    }
    assert_eq!(files(&directory), wanted(&first));
    check(&directory, true).unwrap();
    save(&second, &directory, true, &Interrupt::never()).unwrap();
    assert_eq!(files(&directory), wanted(&second), "nothing of the first one stays");
    assert_eq!(names(parent.path()), ["snapshot"]);
}

#[test]
fn what_is_no_snapshot_is_not_replaced_by_force_either() {
    let (parent, directory) = folder();
    fs::create_dir(&directory).unwrap();
    fs::write(directory.join("thesis.txt"), "years of work").unwrap();
    fs::write(directory.join("manifest.json"), "{\"files\": []}").unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "text").unwrap();
    let mut others = vec![directory.clone(), file.clone()];
    #[cfg(unix)]
    {
        let link = parent.path().join("link");
        std::os::unix::fs::symlink(&directory, &link).unwrap();
        others.push(link);
    }
    let before = files(parent.path());
    for other in others {
        for force in [false, true] {
            let error = save(&captured(), &other, force, &Interrupt::never()).unwrap_err();
            let fits =
                if force { matches!(error, SaveError::NotASnapshot(_)) } else { matches!(error, SaveError::Exists(_)) };
            assert!(fits && error.hint().is_some(), "{force} {error:?}");
        }
    }
    assert_eq!(files(parent.path()), before);
}

/// A capture whose last document cannot be written: no file system takes such a name.
fn unwritable() -> Captured {
    let mut captured = captured();
    captured.documents.push((format!("eu-west-1/{}.json", "x".repeat(300)), "{}".to_owned()));
    captured
}

#[test]
fn half_a_snapshot_is_none() {
    let (parent, directory) = folder();
    let error = save(&unwritable(), &directory, false, &Interrupt::never()).unwrap_err();
    assert!(matches!(error, SaveError::Unwritable { .. }), "{error:?}");
    assert_eq!(names(parent.path()), [""; 0]);
    let first = captured();
    save(&first, &directory, false, &Interrupt::never()).unwrap();
    save(&unwritable(), &directory, true, &Interrupt::never()).unwrap_err();
    assert_eq!(files(&directory), wanted(&first), "what was there is still there");
    assert_eq!(names(parent.path()), ["snapshot"]);
}

#[test]
fn a_name_that_cannot_be_given_leaves_nothing() {
    // `rename` takes no target that ends with a dot (rename(2)).
    let (parent, directory) = folder();
    let error = save(&captured(), &directory.join("."), false, &Interrupt::never()).unwrap_err();
    assert!(matches!(error, SaveError::Unwritable { .. }), "{error:?}");
    assert_eq!(names(parent.path()), [""; 0]);
    let first = captured();
    save(&first, &directory, false, &Interrupt::never()).unwrap();
    save(&captured(), &directory.join("."), true, &Interrupt::never()).unwrap_err();
    assert_eq!(files(&directory), wanted(&first));
    assert_eq!(names(parent.path()), ["snapshot"]);
}

#[test]
fn a_place_where_nothing_can_be_written_is_named() {
    let (parent, directory) = folder();
    fs::write(&directory, "a file").unwrap();
    let error = save(&captured(), &directory.join("snapshot"), false, &Interrupt::never()).unwrap_err();
    assert!(error.to_string().contains("snapshot"), "{error}");
    assert_eq!(names(parent.path()), ["snapshot"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = parent.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
        // The superuser may write everywhere.
        if fs::write(closed.join("probe"), "").is_err() {
            let error = save(&captured(), &closed.join("snapshot"), false, &Interrupt::never()).unwrap_err();
            assert!(matches!(error, SaveError::Unwritable { .. }), "{error:?}");
            assert_eq!(names(&closed), [""; 0]);
        }
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn whoever_is_interrupted_leaves_nothing() {
    let (parent, directory) = folder();
    let (interrupt, trigger) = Interrupt::with_trigger();
    let first = captured();
    save(&first, &directory, false, &interrupt).unwrap();
    trigger.pull();
    assert!(interrupt.has_come());
    let other = parent.path().join("other");
    for (directory, force) in [(&other, false), (&directory, true)] {
        let error = save(&captured(), directory, force, &interrupt).unwrap_err();
        assert!(matches!(error, SaveError::Interrupted), "{error:?}");
    }
    assert_eq!(files(&directory), wanted(&first));
    assert_eq!(names(parent.path()), ["snapshot"]);
}

#[test]
fn a_capture_that_is_interrupted_is_none() {
    let observer: Arc<dyn Observer> = Arc::new(Nobody);
    // At the first request, in the middle, and while an answer never comes.
    for (operation, reply) in
        [("GetCallerIdentity", None), ("DescribeVpcAttribute", None), ("DescribeNetworkAcls", Some(Reply::Nothing))]
    {
        let (interrupt, trigger) = Interrupt::with_trigger();
        let fake = Fake::with(World::new(), move |asked, _| {
            if asked.is(operation) {
                trigger.pull();
                return reply.clone();
            }
            None
        });
        let mut request = request(&fake, Scope::default(), Purpose::Keep);
        // One after the other, so that the trigger is not the last thing that happens.
        request.access.limits.in_flight = 1;
        let error = capture(&request, &observer, &interrupt).unwrap_err();
        assert!(matches!(error, CaptureError::Interrupted), "{operation}: {error:?}");
        assert!(error.to_string().contains("nothing was written"));
        assert!(fake.count() < 60, "{operation}: {}", fake.count());
    }
}

#[test]
fn whoever_is_interrupted_before_asks_nothing() {
    let observer: Arc<dyn Observer> = Arc::new(Nobody);
    let (interrupt, trigger) = Interrupt::with_trigger();
    trigger.pull();
    let fake = Fake::new(World::new());
    let request = request(&fake, Scope::default(), Purpose::Keep);
    assert!(matches!(capture(&request, &observer, &interrupt), Err(CaptureError::Interrupted)));
    assert_eq!(fake.count(), 0);
}
