//! A snapshot on disk is whole or is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hopwise_capture::{
    Call, CaptureError, Captured, Interrupt, Observer, Purpose, SaveError, Scope, SilentObserver, capture, check, save,
};
use tempfile::TempDir;

use crate::fake::{Fake, Reply};
use crate::support::{answer, region, request, run, task};
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
    let observer: Arc<dyn Observer> = Arc::new(SilentObserver);
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
    let observer: Arc<dyn Observer> = Arc::new(SilentObserver);
    let (interrupt, trigger) = Interrupt::with_trigger();
    trigger.pull();
    let fake = Fake::new(World::new());
    let request = request(&fake, Scope::default(), Purpose::Keep);
    assert!(matches!(capture(&request, &observer, &interrupt), Err(CaptureError::Interrupted)));
    assert_eq!(fake.count(), 0);
}

/// The files that a manifest names.
fn named(captured: &Captured) -> BTreeSet<String> {
    let places = captured.manifest.places.iter();
    places
        .flat_map(|place| {
            let files = place.calls.iter().filter_map(|call| call.file.as_ref());
            files.map(|file| format!("{}/{file}", place.directory))
        })
        .collect()
}

#[track_caller]
fn names_every_file(captured: &Captured) {
    let there: BTreeSet<String> = captured.documents.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(there.len(), captured.documents.len());
    assert_eq!(named(captured), there);
}

#[test]
fn the_manifest_names_every_file() {
    for purpose in [Purpose::Answer, Purpose::Keep] {
        for scope in [Scope::default(), task(TASK), Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..task("") }] {
            let scope = Scope { tasks: scope.tasks.into_iter().filter(|task| !task.is_empty()).collect(), ..scope };
            names_every_file(&run(&request(&Fake::new(World::new()), scope, purpose)).unwrap());
        }
    }
    for &call in Call::ALL {
        let fake =
            Fake::with(World::new(), move |asked, _| (asked.action() == call.action()).then(|| Reply::denied(asked)));
        names_every_file(&region(&fake));
    }
    let mut empty = World::new();
    empty.clusters.clear();
    names_every_file(&region(&Fake::new(empty)));
}

#[test]
fn a_whole_region_is_replaced_by_force() {
    let (parent, directory) = folder();
    for _ in 0..2 {
        let captured = region(&Fake::new(World::new()));
        save(&captured, &directory, true, &Interrupt::never()).unwrap();
        assert_eq!(files(&directory), wanted(&captured));
    }
    assert_eq!(names(parent.path()), ["snapshot"]);
}

#[test]
fn a_snapshot_that_somebody_added_to_is_not_replaced() {
    for added in ["notes.txt", "eu-west-1/notes.txt", "more/notes.txt", "eu-west-1/vpcs-2.json"] {
        let (_parent, directory) = folder();
        save(&captured(), &directory, false, &Interrupt::never()).unwrap();
        let path = directory.join(added);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "years of work").unwrap();
        let before = files(&directory);
        for saved in [check(&directory, true), save(&captured(), &directory, true, &Interrupt::never())] {
            let error = saved.unwrap_err();
            assert!(matches!(&error, SaveError::Foreign(found) if *found == path), "{error:?}");
            assert!(error.hint().is_some() && error.to_string().contains("notes.txt") == added.contains("notes.txt"));
        }
        assert_eq!(files(&directory), before);
        fs::remove_file(&path).unwrap();
        save(&captured(), &directory, true, &Interrupt::never()).unwrap();
    }
}

#[test]
fn a_directory_that_cannot_be_given_away_is_none_for_a_snapshot() {
    let mut all = vec![PathBuf::from("."), PathBuf::from(".."), PathBuf::from("/"), PathBuf::from("src/..")];
    // Something is mounted there on every Linux.
    all.extend(cfg!(target_os = "linux").then(|| PathBuf::from("/proc")));
    for directory in all {
        for force in [false, true] {
            let error = check(&directory, force).unwrap_err();
            assert!(matches!(&error, SaveError::Nameless(path) if *path == directory), "{error:?}");
            assert!(error.hint().is_some());
        }
    }
}

#[test]
fn where_nothing_can_be_written_is_known_before_anything_is_asked() {
    let (parent, directory) = folder();
    check(&directory, false).unwrap();
    check(&directory.join("a/b/c"), false).unwrap();
    assert_eq!(names(parent.path()), [""; 0], "to look leaves nothing");
    fs::write(&directory, "a file").unwrap();
    for below in ["snapshot", "a/b/snapshot"] {
        let error = check(&directory.join(below), false).unwrap_err();
        assert!(matches!(error, SaveError::Unwritable { .. }), "{error:?}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = parent.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
        // The superuser may write everywhere.
        if fs::write(closed.join("probe"), "").is_err() {
            for below in ["snapshot", "a/b/snapshot"] {
                let error = check(&closed.join(below), false).unwrap_err();
                assert!(matches!(error, SaveError::Unwritable { .. }), "{error:?}");
            }
        }
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// A world with a second cluster whose name differs in case only, and what is in it.
fn two_cases() -> World {
    let mut world = World::new();
    let lists = [&mut world.clusters, &mut world.services, &mut world.tasks, &mut world.hosts];
    for list in lists {
        let text = serde_json::to_string(list).unwrap();
        let other: Vec<serde_json::Value> =
            serde_json::from_str(&text.replace("/prod", "/Prod").replace("\"prod\"", "\"Prod\"")).unwrap();
        list.extend(other.into_iter().filter(|one| one["clusterArn"].as_str().unwrap().ends_with("/Prod")));
    }
    world
}

#[test]
fn names_that_differ_in_case_only_are_told_apart() {
    let captured = region(&Fake::new(two_cases()));
    let lower: BTreeSet<String> = captured.documents.iter().map(|(name, _)| name.to_lowercase()).collect();
    assert_eq!(lower.len(), captured.documents.len());
    names_every_file(&captured);
    let text = |name: &str| &captured.documents.iter().find(|(there, _)| there == name).unwrap().1;
    for stem in ["tasks", "services", "container-instances"] {
        assert!(text(&format!("eu-west-1/{stem}-Prod.json")).contains("/Prod"), "{stem}");
        assert!(text(&format!("eu-west-1/{stem}-prod-2.json")).contains("/prod"), "{stem}");
        let calls = &captured.manifest.places[0].calls;
        let files = calls.iter().filter(|call| call.arguments.as_deref() == Some("prod"));
        let files: BTreeSet<&str> = files.filter_map(|call| call.file.as_deref()).collect();
        assert!(files.contains(format!("{stem}-prod-2.json").as_str()), "{files:?}");
    }
    let (_parent, directory) = folder();
    for _ in 0..2 {
        save(&captured, &directory, true, &Interrupt::never()).unwrap();
    }
}

#[test]
fn folders_are_named_as_what_is_described() {
    let captured = region(&Fake::new(World::new()));
    for name in [
        "ecr/shop/orders",
        "iam/roles/execution",
        "iam/role-policies/execution/logs",
        "iam/role-policies/execution/pull",
        "iam/policies/111122223333/team",
        "iam/policies/111122223333/boundary",
        "iam/policies/aws/service-role/AmazonECSTaskExecutionRolePolicy",
    ] {
        let name = format!("eu-west-1/{name}.json");
        assert!(captured.documents.iter().any(|(there, _)| *there == name), "{name}");
    }
}
