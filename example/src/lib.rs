#![doc = include_str!("../README.md")]

use hopwise::build::{Account, Endpoint, SecurityGroup, Service, Tier, Vpc, tcp};

/// What the tasks of a closed network must reach, as endpoints.
const SERVICES: [&str; 4] = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"];

/// The network of a shop: tasks of the service `orders` in private subnets, which an endpoint leads to AWS's services, and a
/// NAT gateway to the internet where it is `open`.
#[must_use]
pub fn shop(zones: usize, open: bool) -> Account {
    let app = if open { Tier::private("app", "public") } else { Tier::isolated("app") };
    let mut vpc = Vpc::new("shop", "10.20.0.0/16")
        .zones(zones)
        .dns_hostnames()
        .tier(app)
        .group(SecurityGroup::new("orders"))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"))
        .endpoint(Endpoint::gateway("s3").tier("app"));
    if open {
        vpc = vpc.tier(Tier::public("public"));
    }
    for service in SERVICES {
        vpc = vpc.endpoint(Endpoint::interface(service).tier("app").group("endpoints"));
    }
    let orders = Service::fargate("orders").tier("app").group("orders").log_group("/ecs/orders").secret("db");
    Account::new("eu-west-1").vpc(vpc).service(orders)
}
