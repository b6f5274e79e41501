//! Host names and endpoint names in every partition.

use hopwise_ecs::AwsService;
use hopwise_model::Region;

fn region(code: &str) -> Region {
    Region::try_from(code).unwrap()
}

#[test]
fn names_lead_back_to_their_service() {
    for &service in AwsService::ALL {
        assert_eq!(AwsService::from_name(service.name()), Some(service));
    }
    assert_eq!(AwsService::from_name("ecr"), None);
    for (name, service) in [("firehose", AwsService::Firehose), ("kinesis", AwsService::KinesisStreams)] {
        assert_eq!(AwsService::from_name(name), Some(service), "people say it so");
    }
}

#[test]
fn hosts() {
    let host = |name: &str, code: &str| AwsService::from_name(name).unwrap().host(&region(code));
    assert_eq!(host("ecr.api", "eu-west-1"), "api.ecr.eu-west-1.amazonaws.com");
    assert_eq!(host("s3", "cn-north-1"), "s3.cn-north-1.amazonaws.com.cn");
    assert_eq!(host("ecs-agent", "us-gov-west-1"), "ecs-a.us-gov-west-1.amazonaws.com");
    assert_eq!(host("kinesis-firehose", "eu-west-1"), "firehose.eu-west-1.amazonaws.com");
    assert_eq!(host("logs", "us-isob-east-1"), "logs.us-isob-east-1.sc2s.sgov.gov");
    for service in ["rds", "sqs", "lambda", "events", "states"] {
        assert_eq!(host(service, "eu-west-1"), format!("{service}.eu-west-1.amazonaws.com"));
    }
    let numbered = AwsService::EcsTelemetry.numbered_host(&region("eu-west-1"));
    assert_eq!(numbered.as_deref(), Some("ecs-t-1.eu-west-1.amazonaws.com"));
    assert_eq!(AwsService::Ecs.numbered_host(&region("eu-west-1")), None);
}

#[test]
fn endpoint_names_differ_by_partition() {
    use AwsService::{EcrApi, EcrDkr, Ecs, ElasticFileSystem, Logs, S3, Sts};
    let name = |service: AwsService, code: &str, gateway| service.endpoint_service_name(&region(code), gateway);
    assert_eq!(name(EcrApi, "eu-west-1", false), "com.amazonaws.eu-west-1.ecr.api");
    assert_eq!(name(EcrDkr, "us-gov-west-1", false), "com.amazonaws.us-gov-west-1.ecr.dkr");
    assert_eq!(name(EcrDkr, "cn-north-1", false), "cn.com.amazonaws.cn-north-1.ecr.dkr");
    assert_eq!(name(S3, "cn-north-1", false), "cn.com.amazonaws.cn-north-1.s3");
    assert_eq!(name(S3, "cn-north-1", true), "com.amazonaws.cn-north-1.s3");
    assert_eq!(name(Logs, "cn-north-1", false), "com.amazonaws.cn-north-1.logs");
    assert_eq!(name(Sts, "cn-northwest-1", false), "cn.com.amazonaws.cn-northwest-1.sts");
    assert_eq!(name(EcrApi, "eusc-de-east-1", false), "eu.amazonaws.eusc-de-east-1.ecr.api");
    assert_eq!(name(Ecs, "eusc-de-east-1", false), "com.amazonaws.eusc-de-east-1.ecs");
    assert_eq!(name(EcrApi, "us-iso-east-1", false), "gov.ic.c2s.us-iso-east-1.ecr.api");
    assert_eq!(name(ElasticFileSystem, "us-iso-east-1", false), "gov.ic.c2s.us-iso-east-1.elasticfilesystem");
    assert_eq!(name(EcrApi, "us-isob-east-1", false), "gov.sgov.sc2s.us-isob-east-1.ecr.api");
    assert_eq!(name(EcrApi, "eu-isoe-west-1", false), "uk.adc-e.cloud.eu-isoe-west-1.ecr.api");
    assert_eq!(name(EcrApi, "us-isof-south-1", false), "gov.ic.hci.csp.us-isof-south-1.ecr.api");
}

#[test]
fn every_endpoint_name_matches_its_own_service_and_no_other() {
    for code in ["eu-west-1", "cn-north-1", "eusc-de-east-1", "us-iso-east-1", "us-isof-south-1"] {
        for &service in AwsService::ALL {
            for gateway in [false, true] {
                let name = service.endpoint_service_name(&region(code), gateway);
                for &other in AwsService::ALL {
                    assert_eq!(other.matches_endpoint(&name, &region(code)), other == service, "{name} {other}");
                }
                assert!(!service.matches_endpoint(&name, &region("eu-west-2")));
                assert_eq!(AwsService::of_endpoint(&name), Some(service), "{name}");
            }
        }
    }
    let customers = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";
    assert!(AwsService::ALL.iter().all(|service| !service.matches_endpoint(customers, &region("eu-west-1"))));
    assert_eq!(AwsService::of_endpoint(customers), None);
}

#[test]
fn hosts_of_services() {
    let of = |host| AwsService::of_host(host, &region("eu-west-1"));
    assert_eq!(of("logs.eu-west-1.amazonaws.com"), Some(AwsService::Logs));
    assert_eq!(of("API.ECR.eu-west-1.amazonaws.com."), Some(AwsService::EcrApi));
    assert_eq!(of("111122223333.dkr.ecr.eu-west-1.amazonaws.com"), Some(AwsService::EcrDkr));
    assert_eq!(of("prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com"), Some(AwsService::S3));
    for other in
        ["logs.us-east-1.amazonaws.com", "mylogs.eu-west-1.amazonaws.com", "vpce-0.logs.eu-west-1.vpce.amazonaws.com"]
    {
        assert_eq!(of(other), None, "{other}");
    }
}

#[test]
fn names_that_private_dns_answers() {
    let names = |service: AwsService| service.default_private_dns_names(&region("eu-west-1"));
    assert_eq!(names(AwsService::EcrApi), ["api.ecr.eu-west-1.amazonaws.com"]);
    assert_eq!(names(AwsService::EcrDkr), ["dkr.ecr.eu-west-1.amazonaws.com", "*.dkr.ecr.eu-west-1.amazonaws.com"]);
    assert_eq!(names(AwsService::EcsAgent), ["ecs-a.eu-west-1.amazonaws.com"]);
    assert!(names(AwsService::S3).contains(&"*.s3.eu-west-1.amazonaws.com".to_owned()));
    assert!(AwsService::S3.has_gateway_endpoint() && !AwsService::EcrApi.has_gateway_endpoint());
}
