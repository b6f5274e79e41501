//! Properties of image references that hold for any text.

use hopwise_ecs::{EcrRegistry, ImageReference, Registry};
use hopwise_model::{AccountId, Region};
use proptest::prelude::*;

fn component() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,6}((\\.|_|__|-{1,3})[a-z0-9]{1,4}){0,2}"
}

fn host() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z0-9]{0,6}(\\.[a-z][a-z0-9-]{0,6}[a-z]){1,3}",
        "[a-z]{1,8}:[1-9][0-9]{0,3}",
        Just("localhost".to_owned())
    ]
}

fn tail() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        ":[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}",
        "@sha256:[0-9a-f]{64}",
        ":[a-z0-9]{1,5}@sha256:[0-9a-f]{64}"
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_without_control_characters(raw in any::<String>()) {
        if let Err(error) = ImageReference::parse(&raw) {
            prop_assert!(!error.to_string().chars().any(char::is_control));
        }
    }

    #[test]
    fn what_the_grammar_makes_is_read_whole(
        host in host(), path in prop::collection::vec(component(), 1..4), tail in tail(),
    ) {
        let raw = format!("{host}/{}{tail}", path.join("/"));
        let image = ImageReference::parse(&raw).unwrap();
        let parts = [image.tag.as_ref().map(|tag| format!(":{tag}")), image.digest.as_ref().map(|d| format!("@{d}"))];
        prop_assert_eq!(parts.into_iter().flatten().collect::<String>(), tail);
        prop_assert_eq!(&image.repository, &path.join("/"));
        prop_assert_eq!(&ImageReference::parse(&image.to_string()).unwrap(), &image);
    }

    #[test]
    fn a_name_without_host_is_on_docker_hub(path in prop::collection::vec("[a-z0-9]{1,8}", 1..4), tail in tail()) {
        prop_assume!(path.first().is_none_or(|first| first != "localhost"));
        let image = ImageReference::parse(&format!("{}{tail}", path.join("/"))).unwrap();
        prop_assert_eq!(&image.registry, &Registry::DockerHub);
        prop_assert!(image.repository.contains('/'));
    }

    #[test]
    fn a_private_registry_is_told_from_a_host_that_only_resembles_one(
        account in "[0-9]{12}", region in "(eu|us|cn|us-gov|eusc-de|us-iso)-(north|west)-[1-9]",
        suffix in prop_oneof![
            "[a-z]{2,8}\\.(example|net)",
            Just("amazonaws.com".to_owned()),
            Just("amazonaws.com.cn".to_owned()),
            Just("amazonaws.eu".to_owned()),
            Just("c2s.ic.gov".to_owned()),
        ],
    ) {
        let (account, region) = (AccountId::try_from(account.as_str()).unwrap(), Region::try_from(region.as_str()).unwrap());
        let registry = EcrRegistry::new(&account, &region);
        let image = ImageReference::parse(&format!("{}/app", registry.host)).unwrap();
        prop_assert_eq!(&image.registry, &Registry::EcrPrivate(registry.clone()));
        let changed = format!("{account}.dkr.ecr.{region}.{suffix}");
        let other = ImageReference::parse(&format!("{changed}/app"));
        if changed == registry.host {
            return Ok(());
        }
        let elsewhere = other.is_ok_and(|image| matches!(image.registry, Registry::Other { .. }));
        let aws = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "c2s.ic.gov"].contains(&suffix.as_str());
        prop_assert_eq!(elsewhere, !aws);
    }
}
