//! That there is none is an answer, and no failure.

use hopwise_capture::{CaptureError, Captured, Purpose, Scope};

use crate::fake::{Fake, Reply};
use crate::support::{Scribe, documents, observed, request, task};
use crate::world::{TASK, World};

/// What is told of a world in which an operation answers that there is none.
fn without(operation: &'static str, code: &'static str) -> Captured {
    let fake = Fake::with(World::new(), move |asked, _| asked.is(operation).then(|| Reply::error(asked, 400, code)));
    let (captured, told) = observed(&request(&fake, Scope::default(), Purpose::Keep));
    assert!(fake.asked().iter().any(|asked| asked.is(operation)));
    let captured = captured.unwrap();
    no_failure(&captured, &told);
    captured
}

#[track_caller]
fn no_failure(captured: &Captured, told: &Scribe) {
    assert!(captured.is_complete(), "{:#?}", captured.manifest.failures().collect::<Vec<_>>());
    for event in told.events() {
        assert!(!event.contains("failure: Some") && event != "Retried", "{event}");
    }
}

#[test]
fn what_does_not_exist_is_no_failure() {
    let mut all = vec![
        ("GetRepositoryPolicy", "RepositoryPolicyNotFoundException", "eu-west-1/ecr/shop/orders.json"),
        ("GetRepositoryPolicy", "RepositoryNotFoundException", "eu-west-1/ecr/shop/orders.json"),
        ("GetRolePolicy", "NoSuchEntity", "eu-west-1/iam/role-policies/execution/pull.json"),
        ("GetPolicy", "NoSuchEntity", "eu-west-1/iam/policies/111122223333/team.json"),
        ("GetPolicyVersion", "NoSuchEntity", "eu-west-1/iam/policies/111122223333/team.json"),
        ("DescribeSecret", "ResourceNotFoundException", "eu-west-1/secrets/shop/database-AbCdEf.json"),
        ("GetResourcePolicy", "ResourceNotFoundException", "eu-west-1/secret-policies/shop/database-AbCdEf.json"),
        ("DescribeTasks", "ClusterNotFoundException", "eu-west-1/tasks-prod.json"),
        ("DescribeServices", "ClusterNotFoundException", "eu-west-1/services-prod.json"),
        ("DescribeContainerInstances", "ClusterNotFoundException", "eu-west-1/container-instances-prod.json"),
    ];
    for (operation, code, file) in all.drain(..) {
        let captured = without(operation, code);
        assert!(!documents(&captured).contains_key(file), "{operation}");
        let calls = captured.manifest.places.iter().flat_map(|place| &place.calls);
        let made: Vec<_> = calls.filter(|call| call.action.ends_with(operation) && call.requests > 0).collect();
        assert!(!made.is_empty() && made.iter().all(|call| call.requests == 1 && call.failure.is_none()), "{made:?}");
    }
    // What is empty then is known to be so.
    for (operation, file, list) in [
        ("ListTasks", "tasks-prod", "tasks"),
        ("ListServices", "services-prod", "services"),
        ("ListContainerInstances", "container-instances-prod", "containerInstances"),
    ] {
        let captured = without(operation, "ClusterNotFoundException");
        let document = &documents(&captured)[format!("eu-west-1/{file}.json").as_str()];
        // Tasks tell of their services and hosts all the same.
        assert!(
            document[list].is_array() && (operation != "ListTasks" || document[list].as_array().unwrap().is_empty())
        );
    }
}

#[test]
fn a_role_that_is_gone_leaves_no_document() {
    let mut world = World::new();
    world.roles.clear();
    let fake = Fake::new(world);
    let (captured, told) = observed(&request(&fake, task(TASK), Purpose::Keep));
    let captured = captured.unwrap();
    no_failure(&captured, &told);
    let names: Vec<&str> = documents(&captured).into_keys().filter(|name| name.contains("/iam/")).collect();
    assert_eq!(names, [""; 0], "a role without policies would be another one");
}

#[test]
fn a_repository_without_a_policy_is_one() {
    let mut world = World::new();
    world.repositories.clear();
    let (captured, told) = observed(&request(&Fake::new(world), task(TASK), Purpose::Keep));
    no_failure(&captured.unwrap(), &told);
}

#[test]
fn a_service_that_is_gone_is_not_there() {
    let fake = Fake::with(World::new(), |asked, _| {
        let named = asked.is("ListTasks") && asked.parameter("serviceName").is_some();
        named.then(|| Reply::error(asked, 400, "ServiceNotFoundException"))
    });
    let scope = Scope { clusters: vec!["prod".to_owned()], services: vec!["ordres".to_owned()], ..Scope::default() };
    let (captured, told) = observed(&request(&fake, scope, Purpose::Answer));
    let error = captured.unwrap_err();
    assert!(matches!(&error, CaptureError::NoSuch { what: "service", name, .. } if name == "ordres"), "{error:?}");
    assert!(told.events().iter().all(|event| !event.contains("failure: Some")), "{:?}", told.events());
}

#[test]
fn the_same_code_of_another_call_is_a_failure() {
    let fake = Fake::with(World::new(), |asked, _| {
        asked.is("DescribeSubnets").then(|| Reply::error(asked, 400, "NoSuchEntity"))
    });
    let (captured, told) = observed(&request(&fake, Scope::default(), Purpose::Keep));
    assert_eq!(captured.unwrap().manifest.failures().count(), 1);
    assert!(told.events().iter().any(|event| event.contains("failure: Some")));
}
