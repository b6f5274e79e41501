//! One design for each error that AWS would answer.

use hopwise_build::{
    Account, Endpoint, Instance, NetworkAcl, NetworkMode, PrivateZone, SecurityGroup, Service, Target, Tier, Vpc, all,
    tcp, tcp_range,
};

use super::account;

fn shop() -> Vpc {
    Vpc::new("shop", "10.20.0.0/16").dns_hostnames().tier(Tier::public("public")).tier(Tier::private("app", "public"))
}

fn group(group: SecurityGroup) -> Account {
    account(shop().group(group))
}

fn acl(acl: NetworkAcl) -> Account {
    account(shop().acl(acl))
}

fn endpoint(endpoint: Endpoint) -> Account {
    account(shop().endpoint(endpoint))
}

fn service(service: Service) -> Account {
    account(shop()).service(service)
}

/// A group of as many rules as there are numbers below `count`.
fn many(count: u16) -> SecurityGroup {
    (0..count).fold(SecurityGroup::new("many"), |group, port| group.ingress(tcp(port), "0.0.0.0/0"))
}

fn many_entries(count: u32) -> NetworkAcl {
    (1..=count).fold(NetworkAcl::new("many"), |acl, number| acl.allow_in(number, all(), "0.0.0.0/0"))
}

fn groups(count: usize) -> Account {
    let names: Vec<String> = (0..count).map(|number| format!("group-{number}")).collect();
    let vpc = names.iter().fold(shop(), |vpc, name| vpc.group(SecurityGroup::new(name)));
    let service = names.iter().fold(Service::fargate("web").tier("app"), |service, name| service.group(name));
    account(vpc).service(service)
}

/// Each is refused with the code of the API, and with words that hold what is wrong.
pub(super) fn refused(cases: Vec<(Account, &str, &str)>) {
    for (account, code, why) in cases {
        let refused = account.inventory().map(|_| ()).expect_err(code);
        assert_eq!(refused.code, code, "{refused}");
        assert!(refused.to_string().contains(why), "{refused} does not say `{why}`");
    }
}

#[test]
fn vpcs_and_subnets() {
    refused(vec![
        (account(Vpc::new("shop", "10.0.0.0/8")), "InvalidVpc.Range", "VPC shop"),
        (account(Vpc::new("shop", "10.0.0.0/29")), "InvalidVpc.Range", "VPC shop"),
        (account(Vpc::new("shop", "ten")), "InvalidParameterValue", "`ten` is no block of addresses"),
        (account(Vpc::new("a shop", "10.0.0.0/16")), "InvalidParameterValue", "vpc-a shop"),
        (account(shop().zones(7)), "InvalidParameterValue", "7 zones"),
        (account(shop()).vpc(shop()), "InvalidParameterValue", "another VPC"),
        (account(shop().tier(Tier::isolated("app"))), "InvalidParameterValue", "two tiers"),
        (account(shop().tier(Tier::isolated("big").size(15))), "InvalidSubnet.Range", "/15"),
        (account(shop().tier(Tier::isolated("big").size(16))), "InvalidSubnet.Range", "no room"),
        (
            account(shop().tier(Tier::isolated("one").blocks(["10.20.9.0/24"]))),
            "InvalidParameterValue",
            "1 blocks for 2 zones",
        ),
        (
            account(shop().tier(Tier::isolated("out").blocks(["10.21.0.0/24", "10.21.1.0/24"]))),
            "InvalidSubnet.Range",
            "not within the blocks",
        ),
        (
            account(shop().tier(Tier::isolated("twice").blocks(["10.20.9.0/24", "10.20.9.128/25"]))),
            "InvalidSubnet.Conflict",
            "overlaps 10.20.9.0/24",
        ),
    ]);
}

#[test]
#[expect(clippy::reversed_empty_ranges, reason = "that is what AWS refuses")]
fn groups_and_acls() {
    refused(vec![
        (group(SecurityGroup::new("default")), "InvalidGroup.Duplicate", "default"),
        (group(SecurityGroup::new("a").ingress(tcp(1), "b")), "InvalidGroup.NotFound", "`b`"),
        (group(SecurityGroup::new("a").ingress(tcp(1), "10.0.0.0/40")), "InvalidParameterValue", "no block"),
        (group(SecurityGroup::new("a").ingress(tcp_range(2..=1), "0.0.0.0/0")), "InvalidParameterValue", "ends before"),
        (
            group(SecurityGroup::new("a").ingress(tcp(1), "10.0.0.0/8").ingress(tcp(1), "10.1.0.0/8")),
            "InvalidPermission.Duplicate",
            "there already",
        ),
        (group(SecurityGroup::new("a").egress(all(), "0.0.0.0/0")), "InvalidPermission.Duplicate", "there already"),
        (group(many(61)), "RulesPerSecurityGroupLimitExceeded", "61 rules"),
        (acl(NetworkAcl::new("a").allow_in(0, all(), "0.0.0.0/0")), "InvalidParameterValue", "from 1 to 32766"),
        (acl(NetworkAcl::new("a").allow_in(32767, all(), "0.0.0.0/0")), "InvalidParameterValue", "from 1 to 32766"),
        (
            acl(NetworkAcl::new("a").allow_in(1, all(), "0.0.0.0/0").deny_in(1, all(), "10.0.0.0/8")),
            "NetworkAclEntryAlreadyExists",
            "taken",
        ),
        (acl(many_entries(41)), "NetworkAclEntryLimitExceeded", "41 entries"),
        (acl(NetworkAcl::new("a").tier("lab")), "InvalidSubnetID.NotFound", "`lab`"),
        (
            account(shop().acl(NetworkAcl::new("a").tier("app")).acl(NetworkAcl::new("b").tier("app"))),
            "InvalidParameterValue",
            "another network ACL",
        ),
    ]);
}

#[test]
fn routes_gateways_and_endpoints() {
    let logs = || Endpoint::interface("logs").tier("app");
    refused(vec![
        (
            account(Vpc::new("shop", "10.20.0.0/16").tier(Tier::isolated("a")).tier(Tier::private("app", "a"))),
            "Gateway.NotAttached",
            "needs an internet gateway",
        ),
        (account(shop().tier(Tier::private("lab", "nowhere"))), "InvalidSubnetID.NotFound", "`nowhere`"),
        (
            account(shop().tier(Tier::public("lab").route("0.0.0.0/0", Target::InternetGateway))),
            "RouteAlreadyExists",
            "0.0.0.0/0",
        ),
        (
            account(shop().tier(Tier::isolated("lab").route("10.20.0.0/16", Target::InternetGateway))),
            "InvalidParameterValue",
            "within the VPC",
        ),
        (
            account(shop().tier(Tier::isolated("lab").route("0.0.0.0/0", Target::Instance("nat".to_owned())))),
            "InvalidInstanceID.NotFound",
            "`nat`",
        ),
        (account(shop().instance(Instance::new("db", "lab"))), "InvalidSubnetID.NotFound", "`lab`"),
        (endpoint(Endpoint::interface("logs")), "InvalidParameter", "in no tier"),
        (endpoint(logs().group("nobody")), "InvalidGroup.NotFound", "`nobody`"),
        (endpoint(logs().tier("public")), "DuplicateSubnetsInSameZone", "same zones"),
        (account(shop().endpoint(logs()).endpoint(logs())), "InvalidParameter", "conflict"),
        (
            account(Vpc::new("a", "10.0.0.0/16").tier(Tier::isolated("app")).endpoint(logs())),
            "InvalidParameter",
            "dns_hostnames",
        ),
        (account(shop().without_dns_support().endpoint(logs())), "InvalidParameter", "DNS support"),
        (endpoint(Endpoint::gateway("logs").tier("app")), "InvalidServiceName", "S3 and DynamoDB"),
        (
            account(shop().endpoint(Endpoint::gateway("s3").tier("app")).endpoint(Endpoint::gateway("s3").tier("app"))),
            "RouteAlreadyExists",
            "pl-s3",
        ),
    ]);
}

#[test]
fn services() {
    let web = || Service::fargate("web").tier("app");
    refused(vec![
        (service(Service::fargate("web")), "InvalidParameterException", "names no subnet"),
        (service(web().vpc("other")), "InvalidParameterException", "`other`"),
        (service(web().platform("1.2.0")), "PlatformUnknownException", "1.2.0"),
        (service(web()).service(web()), "InvalidParameterException", "another service"),
        (account(shop()).vpc(Vpc::new("b", "10.0.0.0/16")).service(web()), "InvalidParameterException", "Service::vpc"),
        (groups(6), "SecurityGroupsPerInterfaceLimitExceeded", "not 6"),
        (
            account(shop().tier(Tier::isolated("tiny").size(28)))
                .service(Service::fargate("web").tier("tiny").tasks(23)),
            "InsufficientFreeAddressesInSubnet",
            "all 11 addresses",
        ),
        (Account::new("nowhere"), "InvalidParameterValue", "nowhere"),
        (Account::new("eu-west-1").id("12"), "InvalidParameterValue", "12"),
    ]);
}

#[test]
fn services_on_instances() {
    let ec2 = || Service::ec2("web");
    let on =
        |service: Service| account(shop().instance(Instance::new("host", "app").container_instance())).service(service);
    let windows = account(shop().instance(Instance::new("host", "app").windows().container_instance()));
    refused(vec![
        (on(ec2()), "InvalidParameterException", "names no subnet"),
        (on(ec2().tier("app").platform("1.4.0")), "InvalidParameterException", "only Fargate"),
        (on(ec2().tier("app").public_ip()), "InvalidParameterException", "Assign public IP"),
        (on(ec2().network_mode(NetworkMode::Bridge).tier("app")), "InvalidParameterException", "given networkMode"),
        (on(ec2().network_mode(NetworkMode::Host).group("default")), "InvalidParameterException", "given networkMode"),
        (
            on(Service::fargate("web").tier("app").network_mode(NetworkMode::Bridge)),
            "InvalidParameterException",
            "need network mode awsvpc, not bridge",
        ),
        (service(ec2().tier("app").tasks(1)), "InvalidParameterException", "No Container Instances"),
        (windows.service(ec2().tier("app").tasks(1)), "InvalidParameterException", "No Container Instances"),
        (account(shop().instance(Instance::new("host", "app").zone('e'))), "InvalidSubnetID.NotFound", "in zone e"),
        (
            account(shop())
                .vpc(
                    Vpc::new("b", "10.1.0.0/16")
                        .tier(Tier::isolated("x"))
                        .instance(Instance::new("host", "x").container_instance()),
                )
                .service(ec2().vpc("shop").tier("app").tasks(1)),
            "InvalidParameterException",
            "No Container Instances",
        ),
    ]);
    on(ec2().tier("app").tasks(2)).inventory().unwrap();
}

#[test]
fn zones() {
    let zone = |zone: PrivateZone| account(shop()).zone(zone);
    let own = || PrivateZone::new("internal.example");
    refused(vec![
        (zone(PrivateZone::new("Not A Name")), "InvalidDomainName", "domain"),
        (zone(own().vpc("other")), "InvalidVPCId", "`other`"),
        (account(shop()).vpc(Vpc::new("b", "10.0.0.0/16")).zone(own()), "InvalidInput", "PrivateZone::vpc"),
        (zone(own()).zone(own()), "ConflictingDomainExists", "already"),
        (zone(own().vpc("shop").vpc("shop")), "ConflictingDomainExists", "already"),
        (zone(own().address("db", "10.0.0.300")), "InvalidChangeBatch", "10.0.0.300"),
        (zone(own().address("d b", "10.0.0.3")), "InvalidChangeBatch", "d b"),
        (zone(own().cname("db", "no name")), "InvalidChangeBatch", "no name"),
        (zone(own().cname("", "x.example")), "InvalidChangeBatch", "CNAME record and one of type NS"),
        (zone(own().cname("db", "x.example").address("db", "10.0.0.3")), "InvalidChangeBatch", "of type CNAME"),
        (zone(own().cname("db", "x.example").cname("db", "y.example")), "InvalidChangeBatch", "another CNAME"),
        (zone(own().endpoint("db", "ecr.api")), "InvalidChangeBatch", "no VPC has an interface endpoint"),
        (
            account(shop().dns_hostnames().endpoint(Endpoint::interface("ecr.dkr").tier("app")))
                .zone(PrivateZone::new("dkr.ecr.eu-west-1.amazonaws.com")),
            "ConflictingDomainExists",
            "private DNS of endpoint ecr.dkr",
        ),
    ]);
    zone(own()).zone(PrivateZone::new("example")).inventory().unwrap();
}

#[test]
fn what_is_just_within_the_limits_is_made() {
    for account in [group(many(60)), acl(many_entries(40)), groups(5)] {
        account.inventory().unwrap();
    }
}
