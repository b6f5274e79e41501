//! The network that properties and rules are asked of.

use hopwise::Network;
use hopwise::build::{Account, Endpoint, Instance, SecurityGroup, Service, Tier, Vpc, tcp};
use hopwise::property::Asked;

/// Public web servers, private tasks behind NAT gateways, and a database that only the tasks may ask.
pub(crate) fn shop() -> Vpc {
    Vpc::new("shop", "10.20.0.0/16")
        .dns_hostnames()
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .tier(Tier::isolated("data"))
        .group(SecurityGroup::new("orders"))
        .group(SecurityGroup::new("db").ingress(tcp(5432), "orders").without_default_egress())
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "orders"))
        .endpoint(Endpoint::interface("ecr.api").tier("app").group("endpoints"))
        .endpoint(Endpoint::gateway("s3").tier("app"))
        .instance(Instance::new("db", "data").group("db"))
}

pub(crate) fn account(vpc: Vpc) -> Account {
    Account::new("eu-west-1").vpc(vpc).service(Service::fargate("orders").tier("app").group("orders").tasks(2))
}

pub(crate) fn network(vpc: Vpc) -> Network {
    account(vpc).asked().unwrap()
}
