//! Parts of networks, for designs that a test writes itself and of which some parts vary.

use hopwise_build::{
    Endpoint, NetworkAcl, Ports, SecurityGroup, Service, Target, Tier, all, icmp, tcp, tcp_range, udp,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// What people open and ask for: HTTPS first, then the ports of what they run, now and then everything.
///
/// ```
/// use hopwise::build::{Account, Instance, SecurityGroup, Tier, Vpc};
/// use hopwise_proptest::ports;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(ports in ports())| {
///     let shop = Vpc::new("shop", "10.20.0.0/16")
///         .tier(Tier::isolated("app"))
///         .group(SecurityGroup::new("db").ingress(ports.clone(), "10.20.0.0/16"))
///         .instance(Instance::new("web", "app"))
///         .instance(Instance::new("db", "app").group("db"));
///     hopwise::assert_reaches!(Account::new("eu-west-1").vpc(shop), "i-shop-web", "i-shop-db", ports);
/// });
/// ```
pub fn ports() -> impl Strategy<Value = Ports> + Clone {
    prop_oneof![
        4 => Just(tcp(443)),
        2 => select(vec![tcp(22), tcp(80), tcp(5432), tcp(6379), tcp(8080)]),
        1 => select(vec![udp(53), icmp(), tcp_range(1024..=65535), all()]),
    ]
}

/// A tier of this name: without a way out, with one by NAT gateways of the tier `public`, or public itself.
///
/// ```
/// use hopwise::build::{Account, Tier, Vpc};
/// use hopwise_proptest::tiers;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(app in tiers("app", "public"))| {
///     let shop = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(app);
///     prop_assert_eq!(Account::new("eu-west-1").vpc(shop).check(), Ok(()));
/// });
/// ```
pub fn tiers(name: &str, public: &str) -> impl Strategy<Value = Tier> + use<> {
    let one = Tier::isolated(name).route("0.0.0.0/0", Target::OneNatGateway(public.to_owned()));
    let all = vec![Tier::isolated(name), Tier::private(name, public), one, Tier::public(name)];
    (select(all), select(vec![24_u8, 26, 22, 20])).prop_map(|(tier, size)| tier.size(size))
}

/// A group of this name that lets in up to three kinds of packets from some of these: blocks, or names of groups. Most let
/// everything out; others nothing but HTTPS.
///
/// ```
/// use hopwise_proptest::security_groups;
/// use proptest::prelude::*;
///
/// proptest!(|(group in security_groups("db", &["10.20.0.0/16", "web"]))| {
///     prop_assert!(group.ingress.iter().all(|(_, peer)| peer == "web" || peer == "10.20.0.0/16"));
/// });
/// ```
pub fn security_groups(name: &str, peers: &[&str]) -> impl Strategy<Value = SecurityGroup> + use<> {
    let name = name.to_owned();
    let peers: Vec<String> = peers.iter().map(|own| (*own).to_owned()).collect();
    let most = if peers.is_empty() { 0 } else { 3 };
    let peers = if peers.is_empty() { vec![String::new()] } else { peers };
    let rules = prop::collection::vec((ports(), select(peers)), 0..=most);
    (rules, prop::bool::weighted(0.3)).prop_map(move |(rules, is_strict)| {
        let mut distinct: Vec<(Ports, String)> = Vec::new();
        for rule in rules {
            // AWS refuses the same rule twice.
            if !distinct.contains(&rule) {
                distinct.push(rule);
            }
        }
        let group =
            distinct.into_iter().fold(SecurityGroup::new(&name), |group, (ports, peer)| group.ingress(ports, &peer));
        if is_strict { group.without_default_egress().egress(tcp(443), "0.0.0.0/0") } else { group }
    })
}

/// A network ACL for a tier, as people write them: what is asked inside of a block, answers from anywhere, and out either
/// everything, or HTTPS and answers. Some forget the answers, or deny a port first.
///
/// ```
/// use hopwise::build::{Account, Tier, Vpc};
/// use hopwise_proptest::network_acls;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(acl in network_acls("app", "10.20.0.0/16"))| {
///     let shop = Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("app")).acl(acl);
///     prop_assert_eq!(Account::new("eu-west-1").vpc(shop).check(), Ok(()));
/// });
/// ```
pub fn network_acls(tier: &str, block: &str) -> impl Strategy<Value = NetworkAcl> + use<> {
    let (tier, block) = (tier.to_owned(), block.to_owned());
    let denied = prop::option::weighted(0.2, select(vec![tcp(22), tcp(443), udp(53)]));
    (any::<bool>(), prop::bool::weighted(0.85), denied).prop_map(move |(is_open, has_answers, denied)| {
        let answers = || tcp_range(1024..=65535);
        let mut acl = NetworkAcl::new("strict").tier(&tier).allow_in(100, all(), &block);
        if has_answers {
            acl = acl.allow_in(110, answers(), "0.0.0.0/0");
        }
        if let Some(ports) = denied {
            acl = acl.deny_in(90, ports, "0.0.0.0/0");
        }
        if is_open {
            return acl.allow_out(100, all(), "0.0.0.0/0");
        }
        let acl = acl.allow_out(100, all(), &block).allow_out(110, tcp(443), "0.0.0.0/0");
        if has_answers { acl.allow_out(120, answers(), "0.0.0.0/0") } else { acl }
    })
}

/// Endpoints of some of what the start of a task asks, in a tier: interfaces with a group, and one without private DNS now and
/// then; a gateway endpoint of S3.
///
/// ```
/// use hopwise::build::{Account, SecurityGroup, Tier, Vpc, tcp};
/// use hopwise_proptest::endpoints;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(endpoints in endpoints("app", "endpoints"))| {
///     let shop = Vpc::new("shop", "10.20.0.0/16").dns_hostnames().tier(Tier::isolated("app"));
///     let shop = shop.group(SecurityGroup::new("endpoints").ingress(tcp(443), "10.20.0.0/16"));
///     let shop = endpoints.into_iter().fold(shop, |shop, endpoint| shop.endpoint(endpoint));
///     prop_assert_eq!(Account::new("eu-west-1").vpc(shop).check(), Ok(()));
/// });
/// ```
pub fn endpoints(tier: &str, group: &str) -> impl Strategy<Value = Vec<Endpoint>> + use<> {
    let (tier, group) = (tier.to_owned(), group.to_owned());
    let services = subsequence(vec!["ecr.api", "ecr.dkr", "s3", "logs", "secretsmanager"], 0..=5);
    (services, prop::bool::weighted(0.1)).prop_map(move |(services, forgets)| {
        let endpoint = |service: &str| match service {
            "s3" => Endpoint::gateway(service).tier(&tier),
            _ => Endpoint::interface(service).tier(&tier).group(&group),
        };
        let mut all: Vec<Endpoint> = services.into_iter().map(endpoint).collect();
        if let Some(own) = all.iter_mut().find(|own| forgets && !own.is_gateway) {
            own.private_dns = false;
        }
        all
    })
}

/// A service of this name on Fargate, in a tier and with a group: its logs, its secret, its image and its platform vary.
///
/// ```
/// use hopwise::build::{Account, SecurityGroup, Tier, Vpc};
/// use hopwise_proptest::services;
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(orders in services("orders", "app", "orders"))| {
///     let shop = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(Tier::private("app", "public"));
///     let shop = shop.group(SecurityGroup::new("orders"));
///     hopwise::assert_can_pull!(Account::new("eu-west-1").vpc(shop).service(orders), "orders");
/// });
/// ```
pub fn services(name: &str, tier: &str, group: &str) -> impl Strategy<Value = Service> + use<> {
    let plain = Service::fargate(name).tier(tier).group(group);
    let platform = select(vec!["1.4.0", "LATEST", "1.3.0"]);
    (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2), platform, 0..=2_u32).prop_map(
        move |(logs, secret, is_public, platform, tasks)| {
            let mut service = plain.clone().platform(platform).tasks(tasks);
            if is_public {
                service = service.image("public.ecr.aws/nginx/nginx:1.27");
            }
            if logs {
                service.log_group = Some(format!("/ecs/{}", service.name));
            }
            if secret {
                let name = format!("{}-db", service.name);
                service = service.secret(&name);
            }
            service
        },
    )
}
