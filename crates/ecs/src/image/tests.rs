use super::*;

fn parse(raw: &str) -> ImageReference {
    ImageReference::parse(raw).unwrap_or_else(|error| panic!("{raw}: {error}"))
}

/// `(text, registry, repository, tag, has a digest)`
const OTHERS: &[(&str, &str, &str, Option<&str>)] = &[
    ("nginx", "docker.io", "library/nginx", None),
    ("nginx:1.27-alpine", "docker.io", "library/nginx", Some("1.27-alpine")),
    ("org/app", "docker.io", "org/app", None),
    ("docker.io/org/app", "docker.io", "org/app", None),
    ("docker.io/nginx", "docker.io", "library/nginx", None),
    ("index.docker.io/library/nginx", "docker.io", "library/nginx", None),
    ("Docker.IO/nginx", "docker.io", "library/nginx", None),
    ("docker.io:5000/nginx", "docker.io:5000", "nginx", None),
    ("localhost/app", "localhost", "app", None),
    ("localhost:5000/app:v1", "localhost:5000", "app", Some("v1")),
    ("registry/app", "docker.io", "registry/app", None),
    ("registry:443/app", "registry:443", "app", None),
    ("registry:5000/app", "registry:5000", "app", None),
    ("ghcr.io/org/team/app:sha-0a", "ghcr.io", "org/team/app", Some("sha-0a")),
    ("quay.io:443/org/app", "quay.io", "org/app", None),
    (
        "000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566/app",
        "000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566",
        "app",
        None,
    ),
    ("10.0.0.5:8443/app", "10.0.0.5:8443", "app", None),
    ("[fd00::5]:8443/app", "[fd00::5]:8443", "app", None),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", "mcr.microsoft.com", "windows/servercore", Some("ltsc2022")),
    ("public.ecr.aws/docker/library/nginx:latest", "public.ecr.aws", "docker/library/nginx", Some("latest")),
    ("org/a--b__c.d/e_f:_x", "docker.io", "org/a--b__c.d/e_f", Some("_x")),
];

#[test]
fn registries_other_than_private_ecr() {
    for &(raw, registry, repository, tag) in OTHERS {
        let image = parse(raw);
        assert_eq!(image.registry.to_string(), registry, "{raw}");
        assert_eq!((image.repository.as_str(), image.tag.as_deref(), image.digest), (repository, tag, None), "{raw}");
    }
    assert_eq!(parse("public.ecr.aws/x/y").registry, Registry::EcrPublic);
    assert_eq!(parse("nginx").registry, Registry::DockerHub);
}

/// `(host, Region, FIPS, dual stack, API host, layer host)`
const ECR: &[(&str, &str, bool, bool, &str, &str)] = &[
    (
        "dkr.ecr.eu-west-1.amazonaws.com",
        "eu-west-1",
        false,
        false,
        "api.ecr.eu-west-1.amazonaws.com",
        "prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com",
    ),
    (
        "dkr.ecr-fips.us-gov-west-1.amazonaws.com",
        "us-gov-west-1",
        true,
        false,
        "ecr-fips.us-gov-west-1.amazonaws.com",
        "prod-us-gov-west-1-starport-layer-bucket.s3.us-gov-west-1.amazonaws.com",
    ),
    (
        "dkr-ecr.us-east-1.on.aws",
        "us-east-1",
        false,
        true,
        "api.ecr.us-east-1.amazonaws.com",
        "prod-us-east-1-starport-layer-bucket.s3.dualstack.us-east-1.amazonaws.com",
    ),
    (
        "dkr-ecr-fips.us-west-2.on.aws",
        "us-west-2",
        true,
        true,
        "ecr-fips.us-west-2.amazonaws.com",
        "prod-us-west-2-starport-layer-bucket.s3.dualstack.us-west-2.amazonaws.com",
    ),
    (
        "dkr.ecr.cn-north-1.amazonaws.com.cn",
        "cn-north-1",
        false,
        false,
        "api.ecr.cn-north-1.amazonaws.com.cn",
        "prod-cn-north-1-starport-layer-bucket.s3.cn-north-1.amazonaws.com.cn",
    ),
    (
        "dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn",
        "cn-northwest-1",
        false,
        true,
        "api.ecr.cn-northwest-1.amazonaws.com.cn",
        "prod-cn-northwest-1-starport-layer-bucket.s3.dualstack.cn-northwest-1.amazonaws.com.cn",
    ),
    (
        "dkr.ecr.eusc-de-east-1.amazonaws.eu",
        "eusc-de-east-1",
        false,
        false,
        "api.ecr.eusc-de-east-1.amazonaws.eu",
        "prod-eusc-de-east-1-starport-layer-bucket.s3.eusc-de-east-1.amazonaws.eu",
    ),
    (
        "dkr.ecr.us-iso-east-1.c2s.ic.gov",
        "us-iso-east-1",
        false,
        false,
        "api.ecr.us-iso-east-1.c2s.ic.gov",
        "prod-us-iso-east-1-starport-layer-bucket.s3.us-iso-east-1.c2s.ic.gov",
    ),
    (
        "dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
        "us-isob-east-1",
        false,
        false,
        "api.ecr.us-isob-east-1.sc2s.sgov.gov",
        "prod-us-isob-east-1-starport-layer-bucket.s3.us-isob-east-1.sc2s.sgov.gov",
    ),
    (
        "dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk",
        "eu-isoe-west-1",
        false,
        false,
        "api.ecr.eu-isoe-west-1.cloud.adc-e.uk",
        "prod-eu-isoe-west-1-starport-layer-bucket.s3.eu-isoe-west-1.cloud.adc-e.uk",
    ),
    (
        "dkr.ecr.us-isof-south-1.csp.hci.ic.gov",
        "us-isof-south-1",
        false,
        false,
        "api.ecr.us-isof-south-1.csp.hci.ic.gov",
        "prod-us-isof-south-1-starport-layer-bucket.s3.us-isof-south-1.csp.hci.ic.gov",
    ),
];

#[test]
fn private_ecr_in_every_partition() {
    for &(host, region, fips, dual_stack, api, layers) in ECR {
        let raw = format!("111122223333.{host}/team/app:1.0");
        let Registry::EcrPrivate(registry) = parse(&raw).registry else { panic!("{raw}") };
        assert_eq!((registry.account.as_str(), registry.region.as_str()), ("111122223333", region), "{raw}");
        assert_eq!((registry.fips, registry.dual_stack), (fips, dual_stack), "{raw}");
        assert_eq!(registry.host, format!("111122223333.{host}"));
        assert_eq!((registry.api_host().as_str(), registry.layer_host().as_str()), (api, layers), "{raw}");
        assert_eq!(parse(&raw).to_string(), raw);
    }
}

#[test]
fn private_ecr_host_in_capitals_or_with_its_port() {
    let plain = parse("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app");
    assert_eq!(parse("111122223333.DKR.ECR.eu-west-1.amazonaws.com/app"), plain);
    assert_eq!(parse("111122223333.dkr.ecr.eu-west-1.amazonaws.com:443/app"), plain);
}

#[test]
fn a_new_registry_has_the_host_that_parses_back() {
    for &(_, region, ..) in ECR {
        let region = hopwise_model::Region::try_from(region).unwrap();
        let account = hopwise_model::AccountId::try_from("111122223333").unwrap();
        let made = EcrRegistry::new(&account, &region);
        assert_eq!(parse(&format!("{}/app", made.host)).registry, Registry::EcrPrivate(made));
    }
}

#[test]
fn tag_and_digest() {
    let digest = format!("sha256:{}", "0a".repeat(32));
    let raw = format!("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:v1@{digest}");
    let image = parse(&raw);
    assert_eq!((image.tag.as_deref(), image.digest.as_deref()), (Some("v1"), Some(digest.as_str())));
    assert_eq!(image.to_string(), raw);
    assert_eq!(parse(&format!("nginx@{digest}")).to_string(), format!("docker.io/library/nginx@{digest}"));
}

#[test]
fn a_parsed_reference_prints_to_one_that_parses_to_the_same() {
    for &(raw, ..) in OTHERS {
        let image = parse(raw);
        assert_eq!(parse(&image.to_string()), image, "{raw}");
    }
}

#[test]
fn what_is_no_image_reference() {
    type Check = fn(&ImageError) -> bool;
    let bad: &[(&str, Check)] = &[
        ("", |e| matches!(e, ImageError::Empty)),
        ("https://ghcr.io/org/app", |e| matches!(e, ImageError::Scheme(_))),
        ("ghcr.io/", |e| matches!(e, ImageError::NoRepository(_))),
        ("ghcr.io/:v1", |e| matches!(e, ImageError::NoRepository(_))),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com", |e| matches!(e, ImageError::NoRepository(_))),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com:v1", |e| matches!(e, ImageError::NoRepository(_))),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/", |e| matches!(e, ImageError::NoRepository(_))),
        ("11112222333.dkr.ecr.eu-west-1.amazonaws.com/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("111122223333.dkr.ecr.europe.amazonaws.com/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com.cn/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("111122223333.dkr.ecr.cn-north-1.amazonaws.com/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("111122223333.dkr-ecr.eu-west-1.amazonaws.com/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com:8443/app", |e| matches!(e, ImageError::EcrHost(_))),
        ("Nginx", |e| matches!(e, ImageError::Repository(_))),
        ("ghcr.io/Org/app", |e| matches!(e, ImageError::Repository(_))),
        ("ghcr.io//app", |e| matches!(e, ImageError::Repository(_))),
        ("ghcr.io/org/app/", |e| matches!(e, ImageError::Repository(_))),
        ("org/-app", |e| matches!(e, ImageError::Repository(_))),
        ("org/a___b", |e| matches!(e, ImageError::Repository(_))),
        ("org/a..b", |e| matches!(e, ImageError::Repository(_))),
        ("${IMAGE}", |e| matches!(e, ImageError::Repository(_))),
        (" nginx", |e| matches!(e, ImageError::Repository(_))),
        ("nginx:", |e| matches!(e, ImageError::Tag(_))),
        ("nginx:-x", |e| matches!(e, ImageError::Tag(_))),
        ("nginx:a:b", |e| matches!(e, ImageError::Tag(_))),
        ("nginx:\u{1b}[31m", |e| matches!(e, ImageError::Tag(_))),
        ("nginx@sha256:0a", |e| matches!(e, ImageError::Digest(_))),
        ("nginx@", |e| matches!(e, ImageError::Digest(_))),
        ("registry:port/app", |e| matches!(e, ImageError::Host(_))),
        ("registry:0/app", |e| matches!(e, ImageError::Host(_))),
        ("registry:70000/app", |e| matches!(e, ImageError::Host(_))),
        ("a..b/app", |e| matches!(e, ImageError::Host(_))),
        ("[fd00::5/app", |e| matches!(e, ImageError::Host(_))),
    ];
    for (raw, check) in bad {
        let error = ImageReference::parse(raw).expect_err(raw);
        assert!(check(&error), "{raw:?}: {error:?}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
    assert!(ImageReference::parse(&"a".repeat(300)).is_err());
}
