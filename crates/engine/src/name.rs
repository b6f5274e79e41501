//! The shape of AWS's host names: which service and Region they belong to, which endpoint they are for.

use hopwise_model::resource::VpcEndpoint;
use hopwise_model::{Partition, Region};

use crate::published::Listed;

/// What stands before the suffix in a host name of AWS's.
fn labels(host: &str) -> Option<&str> {
    Partition::host_suffixes().find_map(|suffix| host.strip_suffix(suffix)?.strip_suffix('.'))
}

/// Endings of names that only a private zone or a company's own server can answer.
const PRIVATE_ENDINGS: &[&str] = &[".internal", ".local", ".corp", ".lan", ".home", ".intranet", ".private"];

/// Whether public DNS is sure not to know a name: a single label, or an ending that is not public.
pub(crate) fn is_private(host: &str) -> bool {
    !host.contains('.') || PRIVATE_ENDINGS.iter().any(|ending| host.ends_with(ending))
}

/// The Region that an AWS host name carries as one of its labels.
pub(crate) fn region(host: &str) -> Option<Region> {
    let labels = labels(host)?;
    labels.rsplit('.').find_map(|label| Region::try_from(label).ok())
}

/// The Region that stands right before the suffix, where nearly all names have it: a label further ahead that is like one
/// may be a bucket's.
pub(crate) fn last_region(host: &str) -> Option<Region> {
    labels(host)?.rsplit('.').next().and_then(|label| Region::try_from(label).ok())
}

/// The service of a host name that has public addresses to itself, with its Region where the name tells: S3 in all its
/// forms (`BUCKET.s3.REGION`, dual-stack, `s3-REGION`, and the global one, which tells none), `DynamoDB`, S3 Express.
pub(crate) fn listed_service(host: &str) -> Option<(Listed, Option<Region>)> {
    let labels = labels(host)?;
    let labels: Vec<&str> = labels.split('.').collect();
    let (region, before) = match labels.split_last() {
        Some((last, before)) => match Region::try_from(*last) {
            Ok(region) => (Some(region), before),
            Err(_) => (None, labels.as_slice()),
        },
        None => return None,
    };
    match before {
        [.., "s3", "dualstack"] | [.., "s3" | "s3-fips" | "s3-control" | "s3-accesspoint"] => {
            Some((Listed::S3, region))
        }
        [.., "dynamodb"] => Some((Listed::DynamoDb, region)),
        [.., express] if express.starts_with("s3express-") => Some((Listed::S3Express, region)),
        [.., dash] => {
            let region = Region::try_from(dash.strip_prefix("s3-")?).ok()?;
            Some((Listed::S3, Some(region)))
        }
        _ => None,
    }
}

/// Labels of AWS host names, behind the first, that stand for a customer's own resources, whose addresses may be private. In
/// front they are the API of the service, `rds.REGION`.
const RESOURCE_LABELS: &[&str] = &[
    "elb",
    "rds",
    "compute",
    "compute-1",
    "cache",
    "redshift",
    "redshift-serverless",
    "kafka",
    "mq",
    "es",
    "aos",
    "aoss",
    "docdb",
    "neptune",
    "dax-clusters",
    "lambda-url",
    "execute-api",
    "fsx",
    "vpce",
    "vpc-lattice-svcs",
    "awsapps",
    "directory",
    "memorydb",
    "efs",
    "s3files",
];

/// Registries and their layer stores that answer at public addresses everywhere.
const PUBLIC_HOSTS: &[&str] = &[
    "docker.io",
    "docker.com",
    "ghcr.io",
    "githubusercontent.com",
    "quay.io",
    "mcr.microsoft.com",
    "gcr.io",
    "pkg.dev",
    "registry.k8s.io",
    "public.ecr.aws",
    "cloudfront.net",
    "registry.gitlab.com",
    "nvcr.io",
    "cloudflarestorage.com",
];

/// Whether a name is sure to have public addresses wherever nothing private overrides it: the name of one of AWS's
/// services, or a well-known public registry. Anybody else's name may be served from a private zone.
pub(crate) fn is_public(host: &str) -> bool {
    let below = |parent: &&str| host.strip_suffix(*parent).is_some_and(|head| head.is_empty() || head.ends_with('.'));
    if PUBLIC_HOSTS.iter().any(below) {
        return true;
    }
    let Some(labels) = labels(host) else {
        return false;
    };
    // Of AWS's own only registries have names that end in `on.aws`; the others are of customers' resources.
    let is_of_registries = |partition: &Partition| is_within(host, partition.registry_dual_stack_suffix());
    if Partition::ALL.iter().any(is_of_registries) {
        return host.contains(".dkr-ecr");
    }
    !labels.split('.').skip(1).any(|label| RESOURCE_LABELS.contains(&label))
}

/// Names of AWS's own that are not below the suffixes of its services.
const OWN_HOSTS: &[&str] = &["public.ecr.aws", "cloudfront.net"];

/// Whether a public name is that of one of AWS's services, and not of anybody else's registry.
pub(crate) fn is_of_aws(host: &str) -> bool {
    is_public(host) && (labels(host).is_some() || OWN_HOSTS.iter().any(|own| is_within(host, own)))
}

/// The TCP ports on which a service of AWS is known to answer at its public addresses: that of HTTPS (fact base E.2), for S3,
/// `DynamoDB` and `CloudFront` that of HTTP as well, and those that the endpoints and quotas of a few name (AWS General Reference: Amazon
/// SES, Amazon Keyspaces, AWS `CodeCommit`, AWS `IoT` Core, Amazon Transcribe, AWS Transfer Family). It may answer on others.
pub(crate) fn known_ports(host: &str) -> &'static [u16] {
    if listed_service(host).is_some() || is_within(host, "cloudfront.net") {
        return &[80, 443];
    }
    let mut labels = host.split('.');
    match (labels.next().unwrap_or_default(), labels.next().unwrap_or_default()) {
        ("email-smtp" | "email-smtp-fips", _) => &[25, 465, 587, 2465, 2587],
        ("inbound-smtp", _) => &[25],
        ("cassandra" | "cassandra-fips", _) => &[9142],
        ("git-codecommit" | "git-codecommit-fips", _) => &[22, 443],
        ("transcribestreaming", _) => &[443, 8443],
        (_, "iot") => &[443, 8443, 8883],
        (server, "server") if server.starts_with("s-") => &[22],
        _ => &[443],
    }
}

/// The file system of a mount name: `fs-….efs.REGION.SUFFIX` of EFS; `fs-….s3files.REGION.on.aws` of S3 Files, which the mount
/// helper puts the id of a zone in front of.
pub(crate) fn file_system(host: &str) -> Option<&str> {
    let mut labels = host.split('.').skip_while(|label| !label.starts_with("fs-"));
    let (id, kind) = (labels.next()?, labels.next()?);
    let behind_zone = host.split_once('.').is_some_and(|(_, rest)| rest.starts_with(id));
    match kind {
        "efs" => host.starts_with(id).then_some(id),
        "s3files" => (host.starts_with(id) || behind_zone).then_some(id),
        _ => None,
    }
}

/// Whether a mount name is of EFS, of whose mount targets it is known how their interfaces are described.
pub(crate) fn is_efs(host: &str) -> bool {
    file_system(host).is_some() && host.split('.').nth(1) == Some("efs")
}

/// Classic names of AWS's that are said to have IPv6 addresses as well (fact base L.6).
const WITH_IPV6: [&str; 2] = ["sqs", "secretsmanager"];

/// Whether a host may have an IPv6 address: the dual-stack names of AWS's services have, the others have not but for some.
/// Of anybody else's name it is not known.
pub(crate) fn may_have_ipv6(host: &str) -> bool {
    if host == "public.ecr.aws" {
        return false;
    }
    let dual_stack = |partition: &Partition| {
        let suffixes = [partition.dual_stack_suffix(), partition.registry_dual_stack_suffix()];
        suffixes.into_iter().any(|suffix| is_within(host, suffix))
    };
    match labels(host) {
        Some(labels) => {
            let mut labels = labels.split('.');
            Partition::ALL.iter().any(dual_stack) || labels.any(|own| own == "dualstack" || WITH_IPV6.contains(&own))
        }
        None => true,
    }
}

/// The label of a name of an endpoint's own that begins with its id: `vpce-ID-HASH.SERVICE.REGION.vpce.SUFFIX`.
pub(crate) fn endpoint_id(host: &str) -> Option<&str> {
    let is_own = host.split('.').any(|label| label == "vpce");
    host.split('.').find(|label| is_own && label.starts_with("vpce-"))
}

/// Whether an endpoint may have a name that begins with its id: of those that are printed, which AWS prints whole, one has the same hash
/// and service. Zones count by themselves; where no such name is printed, the id counts alone.
pub(crate) fn is_own_name(endpoint: &VpcEndpoint, host: &str) -> bool {
    let parts = |name: &str| {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        let label = endpoint_id(&name)?;
        let (_, service) = name.split_once(label)?;
        let hash = label.strip_prefix(endpoint.id.as_str())?.trim_start_matches('-').split('-').next()?;
        Some((hash.to_owned(), service.to_owned()))
    };
    let printed: Vec<_> = endpoint.dns_names.iter().filter_map(|name| parts(name)).collect();
    printed.is_empty() || parts(host).is_none_or(|own| printed.contains(&own))
}

/// Whether an endpoint of one of AWS's services may answer for a public name: it serves its one service, by the names that it prints
/// and those that it has by default (AWS `PrivateLink` guide, "Private DNS"). Those of other endpoint services, whose certificates nobody
/// knows, may answer for any.
pub(crate) fn may_serve(endpoint: &VpcEndpoint, host: &str) -> bool {
    let is_of_others = endpoint.service_name.split('.').any(|label| label.starts_with("vpce-svc-"));
    is_of_others || covered_by(endpoint, host).is_some() || endpoint_id(host).is_some()
}

/// How specific an endpoint's private names are about a host: the length of the domain that holds the name, which for a
/// wildcard is what comes behind it.
///
/// The names that the snapshot prints count, and the name that the service is called by: private DNS holds it whenever it is on, so
/// that a list without it was cut (AWS `PrivateLink` guide, "Private DNS"), and an endpoint that could answer with it is noticed where
/// it is off. Names of other domains, such as `api.aws`, are those alone that are printed.
pub(crate) fn covered_by(endpoint: &VpcEndpoint, host: &str) -> Option<usize> {
    let printed = endpoint.dns_names.iter().map(|name| name.trim_end_matches('.'));
    let private = printed.filter(|name| endpoint_id(name).is_none() && matches(name, host));
    let by_default = covers_by_default(&endpoint.service_name, host);
    private.map(|name| zone_of(name).len()).chain(by_default).max()
}

/// The domain that a name, or a wildcard, is looked for in.
fn zone_of(name: &str) -> &str {
    name.strip_prefix("*.").or_else(|| name.strip_prefix("\\052.")).unwrap_or(name)
}

/// Whether a zone that AWS keeps for endpoints is this endpoint's, as far as its names tell.
pub(crate) fn has_zone(endpoint: &VpcEndpoint, zone: &str) -> bool {
    let names = endpoint.dns_names.iter().map(|name| name.trim_end_matches('.').to_ascii_lowercase());
    let mut names = names.filter(|name| endpoint_id(name).is_none());
    names.any(|name| is_within(zone_of(&name), zone)) || covers_by_default(&endpoint.service_name, zone).is_some()
}

/// Whether a name is a domain or within it; the empty domain is the root, which holds every name. Both are in lower
/// case, without the dot at the end.
pub(crate) fn is_within(host: &str, domain: &str) -> bool {
    domain.is_empty() || host.strip_suffix(domain).is_some_and(|head| head.is_empty() || head.ends_with('.'))
}

/// Whether a domain of DNS Firewall's matches a name: an asterisk at its beginning stands for whatever comes before.
pub(crate) fn matches_firewall(domain: &str, host: &str) -> bool {
    match domain.strip_prefix('*') {
        Some(rest) => host.ends_with(rest),
        None => domain == host,
    }
}

/// Whether a name, or a wildcard such as `*.dkr.ecr.eu-west-1.amazonaws.com`, covers a host. A wildcard stands for one
/// label or more, never for none (RFC 4592).
fn matches(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.to_ascii_lowercase());
    match name.strip_prefix("*.").or_else(|| name.strip_prefix("\\052.")) {
        Some(parent) => host.strip_suffix(parent).is_some_and(|head| head.ends_with('.')),
        None => name == host,
    }
}

/// The services whose endpoints answer for every name below theirs.
fn has_wildcard(service: &str) -> bool {
    matches!(service, "ecr.dkr" | "s3" | "ecs-agent" | "ecs-telemetry")
}

/// Whether the usual private names of a service (`SERVICE.REGION.SUFFIX`, its labels reversed) cover a host.
fn covers_by_default(service_name: &str, host: &str) -> Option<usize> {
    let labels: Vec<&str> = service_name.split('.').collect();
    let at = labels.iter().position(|label| Region::try_from(*label).is_ok())?;
    let region = labels.get(at)?;
    let service = labels.get(at + 1..)?.join(".");
    let base = match service.as_str() {
        "ecs-agent" => "ecs-a".to_owned(),
        "ecs-telemetry" => "ecs-t".to_owned(),
        _ => labels.get(at + 1..)?.iter().rev().copied().collect::<Vec<_>>().join("."),
    };
    let suffix = Partition::of(&Region::try_from(*region).ok()?).dns_suffix();
    let name = format!("{base}.{region}.{suffix}");
    let wildcard = has_wildcard(&service) && matches(&format!("*.{name}"), host);
    (name == host || wildcard).then_some(name.len())
}

#[cfg(test)]
mod tests {
    use hopwise_proptest::fixture;

    use super::*;

    #[test]
    fn regions_of_hosts() {
        assert_eq!(region("api.ecr.eu-west-1.amazonaws.com").unwrap().as_str(), "eu-west-1");
        assert_eq!(region("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn").unwrap().as_str(), "cn-north-1");
        let dual_stack = "111122223333.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn";
        assert_eq!(region(dual_stack).unwrap().as_str(), "cn-north-1");
        assert!(is_public(dual_stack));
        assert_eq!(region("registry-1.docker.io"), None);
        assert_eq!(region("eu-west-1.example.com"), None);
    }

    #[test]
    fn services_with_addresses_of_their_own() {
        let listed = |host| listed_service(host).map(|(service, region)| (service, region.map(|r| r.to_string())));
        let in_region = |service, region: &str| Some((service, Some(region.to_owned())));
        assert_eq!(
            listed("prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com"),
            in_region(Listed::S3, "eu-west-1")
        );
        assert_eq!(listed("s3.us-gov-west-1.amazonaws.com"), in_region(Listed::S3, "us-gov-west-1"));
        assert_eq!(listed("b.s3.cn-north-1.amazonaws.com.cn"), in_region(Listed::S3, "cn-north-1"));
        assert_eq!(listed("b.s3.dualstack.eu-west-1.amazonaws.com"), in_region(Listed::S3, "eu-west-1"));
        assert_eq!(listed("b.s3-eu-west-1.amazonaws.com"), in_region(Listed::S3, "eu-west-1"));
        assert_eq!(listed("b.s3.amazonaws.com"), Some((Listed::S3, None)));
        assert_eq!(listed("dynamodb.eu-west-1.amazonaws.com"), in_region(Listed::DynamoDb, "eu-west-1"));
        assert_eq!(
            listed("b--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com"),
            in_region(Listed::S3Express, "eu-west-1")
        );
        assert_eq!(listed("s3-outposts.eu-west-1.amazonaws.com"), None);
        assert_eq!(listed("api.ecr.eu-west-1.amazonaws.com"), None);
    }

    #[test]
    fn public_names() {
        for host in [
            "api.ecr.eu-west-1.amazonaws.com",
            "111122223333.dkr-ecr.eu-west-1.on.aws",
            "registry-1.docker.io",
            "production.cloudflare.docker.com",
            "public.ecr.aws",
        ] {
            assert!(is_public(host), "{host}");
        }
        for host in [
            "registry.example.com",
            "internal-r-1.eu-west-1.elb.amazonaws.com",
            "c.lambda-url.eu-west-1.on.aws",
            "c.dsql.eu-west-1.on.aws",
            "notdocker.io",
        ] {
            assert!(!is_public(host), "{host}");
        }
    }

    #[test]
    fn names_of_aws_and_their_ports() {
        for (host, ports) in [
            ("logs.eu-west-1.amazonaws.com", [443].as_slice()),
            ("ecs.eu-west-1.api.aws", &[443]),
            ("api.ecr-public.us-east-1.amazonaws.com", &[443]),
            ("111122223333.dkr-ecr.eu-west-1.on.aws", &[443]),
            ("public.ecr.aws", &[443]),
            ("b.s3.eu-west-1.amazonaws.com", &[80, 443]),
            ("d111111abcdef8.cloudfront.net", &[80, 443]),
            ("email-smtp.eu-west-1.amazonaws.com", &[25, 465, 587, 2465, 2587]),
            ("inbound-smtp.eu-west-1.amazonaws.com", &[25]),
            ("cassandra.eu-west-1.amazonaws.com", &[9142]),
            ("git-codecommit.eu-west-1.amazonaws.com", &[22, 443]),
            ("codecommit.eu-west-1.amazonaws.com", &[443]),
            ("a1b2c3-ats.iot.eu-west-1.amazonaws.com", &[443, 8443, 8883]),
            ("s-0123456789abcdef0.server.transfer.eu-west-1.amazonaws.com", &[22]),
        ] {
            assert!(is_of_aws(host), "{host}");
            assert_eq!(known_ports(host), ports, "{host}");
        }
        for host in ["docker.io", "ghcr.io", "api.example.com", "db.x.eu-west-1.rds.amazonaws.com"] {
            assert!(!is_of_aws(host), "{host}");
        }
    }

    #[test]
    fn wildcards_need_a_label() {
        assert!(matches("*.dkr.ecr.eu-west-1.amazonaws.com", "1.dkr.ecr.eu-west-1.amazonaws.com"));
        assert!(!matches("*.dkr.ecr.eu-west-1.amazonaws.com", "dkr.ecr.eu-west-1.amazonaws.com"));
        assert!(!matches("*.dkr.ecr.eu-west-1.amazonaws.com", "xdkr.ecr.eu-west-1.amazonaws.com"));
    }

    #[test]
    fn domains_of_firewalls_and_zones() {
        assert!(is_within("a.shop.corp", "shop.corp") && is_within("shop.corp", "shop.corp"));
        assert!(!is_within("workshop.corp", "shop.corp") && is_within("anything", ""));
        assert!(matches_firewall("*.corp", "a.b.corp") && !matches_firewall("*.corp", "corp"));
        assert!(matches_firewall("*", "corp") && matches_firewall("a.corp", "a.corp"));
        assert!(!matches_firewall("a.corp", "b.a.corp"));
    }

    #[test]
    fn usual_names_of_services() {
        let covers = |service: &str, host: &str| covers_by_default(service, host).is_some();
        assert!(covers("com.amazonaws.eu-west-1.ecr.api", "api.ecr.eu-west-1.amazonaws.com"));
        assert!(covers("com.amazonaws.eu-west-1.ecr.dkr", "111122223333.dkr.ecr.eu-west-1.amazonaws.com"));
        assert!(!covers("com.amazonaws.eu-west-1.ecr.api", "111122223333.dkr.ecr.eu-west-1.amazonaws.com"));
        assert!(!covers("com.amazonaws.eu-west-1.ecr.api", "below.api.ecr.eu-west-1.amazonaws.com"));
        assert!(!covers("com.amazonaws.eu-west-1.logs", "logs.eu-central-1.amazonaws.com"));
        assert!(covers("cn.com.amazonaws.cn-north-1.ecr.api", "api.ecr.cn-north-1.amazonaws.com.cn"));
        assert!(covers("com.amazonaws.eu-west-1.ecs-agent", "ecs-a.eu-west-1.amazonaws.com"));
        assert!(!covers("com.amazonaws.eu-west-1.ecs-agent", "ecs-a-1.eu-west-1.amazonaws.com"));
        assert!(covers("com.amazonaws.eu-west-1.ecs-telemetry", "ecs-t-2.ecs-t.eu-west-1.amazonaws.com"));
        assert!(covers("com.amazonaws.eu-west-1.s3", "b.s3.eu-west-1.amazonaws.com"));
    }

    #[test]
    fn the_longest_private_name_of_an_endpoint_counts() {
        let covers = |names: &[&str], host: &str| {
            let kind = hopwise_model::resource::EndpointKind::Interface;
            let mut endpoint = fixture::endpoint("vpce-a", "vpc-a", kind, "com.amazonaws.eu-west-1.ecr.dkr");
            endpoint.dns_names = names.iter().map(|&name| name.to_owned()).collect();
            covered_by(&endpoint, host)
        };
        let registry = "1.dkr.ecr.eu-west-1.amazonaws.com";
        let (wide, narrow) = ("*.eu-west-1.amazonaws.com", "*.dkr.ecr.eu-west-1.amazonaws.com.");
        assert_eq!(covers(&[wide], "logs.eu-west-1.amazonaws.com"), Some("eu-west-1.amazonaws.com".len()));
        assert_eq!(covers(&[wide, narrow, wide], registry), Some("dkr.ecr.eu-west-1.amazonaws.com".len()));
        assert_eq!(covers(&[registry], registry), Some(registry.len()));
        assert_eq!(covers(&[narrow], "logs.eu-west-1.amazonaws.com"), None);
        // The service's own name is one of them, be it printed or not; those of other domains are if they are printed.
        let own = Some("dkr.ecr.eu-west-1.amazonaws.com".len());
        assert_eq!(covers(&[wide], registry), own);
        assert_eq!(covers(&["dkr.ecr.eu-west-1.amazonaws.com"], registry), own);
        assert_eq!(covers(&[narrow], "1.dkr-ecr.eu-west-1.on.aws"), None);
        // A name of the endpoint's own says nothing of the private ones.
        let own = "vpce-a-1.dkr.ecr.eu-west-1.vpce.amazonaws.com";
        assert_eq!(covers(&[own], registry), Some("dkr.ecr.eu-west-1.amazonaws.com".len()));
    }

    #[test]
    fn names_of_endpoints_and_file_systems() {
        assert_eq!(endpoint_id("vpce-0a-x1.logs.eu-west-1.vpce.amazonaws.com"), Some("vpce-0a-x1"));
        assert_eq!(endpoint_id("*.vpce-0a-x1.s3.eu-west-1.vpce.amazonaws.com"), Some("vpce-0a-x1"));
        assert_eq!(endpoint_id("logs.eu-west-1.amazonaws.com"), None);
        assert_eq!(endpoint_id("vpce-0a-x1.logs.example.com"), None);
        for (host, id, efs) in [
            ("fs-0a.efs.eu-west-1.amazonaws.com", Some("fs-0a"), true),
            ("fs-0a.s3files.eu-west-1.on.aws", Some("fs-0a"), false),
            // The mount helper of S3 Files puts a zone in front, nobody puts more.
            ("euw1-az1.fs-0a.s3files.eu-west-1.on.aws", Some("fs-0a"), false),
            ("a.euw1-az1.fs-0a.s3files.eu-west-1.on.aws", None, false),
            ("a.fs-0a.efs.eu-west-1.amazonaws.com", None, false),
            ("a.efs.eu-west-1.amazonaws.com", None, false),
            ("fs-0a.fsx.eu-west-1.amazonaws.com", None, false),
        ] {
            assert_eq!((file_system(host), is_efs(host)), (id, efs), "{host}");
        }
        assert!(is_private("db.shop.internal"));
        assert!(!is_private("quay.io"));
    }

    #[test]
    fn names_that_may_have_ipv6() {
        for (host, may) in [
            ("logs.eu-west-1.amazonaws.com", false),
            ("logs.eu-west-1.api.aws", true),
            ("1.dkr.ecr.eu-west-1.amazonaws.com", false),
            ("1.dkr-ecr.eu-west-1.on.aws", true),
            ("b.s3.eu-west-1.amazonaws.com", false),
            ("b.s3.dualstack.eu-west-1.amazonaws.com", true),
            ("sqs.eu-west-1.amazonaws.com", true),
            ("secretsmanager.eu-west-1.amazonaws.com", true),
            ("public.ecr.aws", false),
            ("quay.io", true),
        ] {
            assert_eq!(may_have_ipv6(host), may, "{host}");
        }
    }
}
