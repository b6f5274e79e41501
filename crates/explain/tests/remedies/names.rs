//! Names and endpoints.

use hopwise_explain::cause::Void;
use hopwise_explain::{Cause, Change, DnsAttribute, Hint};
use hopwise_model::resource::RouteTarget;
use hopwise_model::resource::{EndpointState, Peer};

use crate::network::{HTTPS, Net, id};
use crate::{cause, opens, plans};

#[test]
fn hostnames_off_makes_private_dns_void() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.inventory.vpc_attributes[0].dns_hostnames = Some(false);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::DnsHostnamesOff(found) if found.void == Void::Endpoint(id("vpce-ecr-api"))));
    let on = Change::EnableDnsAttribute { vpc: id("vpc-a"), attribute: DnsAttribute::Hostnames };
    assert_eq!(plans(&step)[0], [on]);
    assert!(opens(&step).is_empty());
}

#[test]
fn private_dns_off() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::PrivateDnsOff(_)));
    assert_eq!(plans(&step)[0], [Change::EnablePrivateDns { endpoint: id("vpce-ecr-api") }]);
}

/// Through an endpoint whose policy denies everything, packets arrive and the task does not start all the same.
#[test]
fn no_remedy_leads_to_an_endpoint_whose_policy_denies() {
    let through = Change::EnablePrivateDns { endpoint: id("vpce-s3") };
    for (effect, leads) in [("Allow", true), ("Deny", false)] {
        let mut net = Net::new();
        net.ecr_endpoints();
        let statement = format!(r#"{{"Effect":"{effect}","Principal":"*","Action":"*","Resource":"*"}}"#);
        let endpoint = net.endpoint("s3", "10.0.1.13", "sg-a-endpoint");
        endpoint.private_dns_enabled = false;
        endpoint.policy = Some(format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#));
        let step = net.step("s3");
        assert!(matches!(cause(&step), Cause::PrivateDnsOff(_)));
        let plans = plans(&step);
        assert_eq!(plans.iter().any(|changes| changes.contains(&through)), leads, "{effect}: {plans:?}");
        assert!(!plans.is_empty());
    }
}

#[test]
fn private_dns_and_hostnames_off_are_two_changes() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").private_dns_enabled = false;
    net.inventory.vpc_attributes[0].dns_hostnames = Some(false);
    let step = net.step("ecr.api");
    let on = Change::EnableDnsAttribute { vpc: id("vpc-a"), attribute: DnsAttribute::Hostnames };
    // AWS refuses private DNS while host names are off.
    assert_eq!(plans(&step)[0], [on, Change::EnablePrivateDns { endpoint: id("vpce-ecr-api") }]);
}

#[test]
fn attributes_come_before_a_new_endpoint() {
    let mut net = Net::new();
    net.inventory.vpc_attributes[0].dns_hostnames = Some(false);
    let step = net.step("ecr.api");
    let on = Change::EnableDnsAttribute { vpc: id("vpc-a"), attribute: DnsAttribute::Hostnames };
    let plans = plans(&step);
    let making = plans.iter().find(|plan| plan.iter().any(|own| matches!(own, Change::CreateInterfaceEndpoint { .. })));
    assert_eq!(making.unwrap()[0], on, "{plans:?}");
}

#[test]
fn a_gateway_endpoint_that_is_gone_gives_way_to_a_new_one() {
    let mut net = Net::new();
    net.gateway_endpoint(&[]);
    net.inventory.vpc_endpoints.last_mut().unwrap().state = hopwise_model::resource::EndpointState::Deleted;
    let step = net.step("s3");
    let is_new = |change: &Change| matches!(change, Change::CreateGatewayEndpoint { .. });
    assert!(plans(&step).iter().any(|plan| plan.iter().any(is_new)), "{:?}", step.plans);
}

#[test]
fn nothing_is_reached_by_reaching_oneself() {
    let mut net = Net::new();
    net.flags.subnets = vec![id("subnet-a-public-a")];
    // Who answers names is not known: any address may be meant, the task's own among them.
    net.inventory.dhcp_options.clear();
    let step = net.step("ecr.api");
    let changes: Vec<_> = step.plans.iter().flat_map(|plan| &plan.changes).collect();
    assert!(changes.iter().any(|change| matches!(change, Change::AssignPublicIp { .. })), "{changes:?}");
    let is_ingress = |change: &Change| matches!(change, Change::AuthorizeIngress { .. });
    assert!(step.plans.iter().all(|plan| !plan.changes.iter().all(is_ingress)), "{changes:?}");
}

#[test]
fn support_off_means_no_name_at_all() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.inventory.vpc_attributes[0].dns_support = Some(false);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::DnsSupportOff(found) if found.vpc == id("vpc-a")));
    let on = Change::EnableDnsAttribute { vpc: id("vpc-a"), attribute: DnsAttribute::Support };
    assert_eq!(plans(&step), [[on]]);
}

#[test]
fn the_gateway_endpoint_is_on_another_table() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.gateway_endpoint(&["rtb-a-public"]);
    let step = net.step("s3");
    let Cause::GatewayEndpointNotOnTable(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((&found.endpoint, &found.table), (&id("vpce-s3-gateway"), &id("rtb-a-private")));
    let associate = Change::AssociateGatewayEndpoint { endpoint: id("vpce-s3-gateway"), table: id("rtb-a-private") };
    assert_eq!(plans(&step)[0], [associate]);
    assert_eq!(opens(&step), ["any protocol 10.0.1.0/24 -> {52.92.0.0/17, 52.218.0.0/17}"]);
}

#[test]
fn one_endpoint_is_missing() {
    let mut net = Net::new();
    net.endpoint("ecr.dkr", "10.0.1.12", "sg-a-endpoint");
    net.gateway_endpoint(&["rtb-a-private"]);
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoEndpoint(found) if found.service.name() == "ecr.api"));
    let create = Change::CreateInterfaceEndpoint {
        vpc: id("vpc-a"),
        service_name: "com.amazonaws.eu-west-1.ecr.api".to_owned(),
        subnets: vec![id("subnet-a-private-a")],
        groups: vec![id("sg-a-endpoint")],
        id: id("vpce-new"),
    };
    assert_eq!(plans(&step)[0], [create]);
}

#[test]
fn a_new_endpoint_with_the_tasks_own_group_needs_a_rule() {
    let mut net = Net::new();
    net.endpoint("ecr.dkr", "10.0.1.12", "sg-a-task");
    let step = net.step("ecr.api");
    let rule = Change::AuthorizeIngress { group: id("sg-a-task"), traffic: HTTPS, peer: Peer::Group(id("sg-a-task")) };
    assert!(matches!(plans(&step)[0], [Change::CreateInterfaceEndpoint { .. }, added] if *added == rule));
}

#[test]
fn a_new_gateway_endpoint_serves_the_layers() {
    let mut net = Net::new();
    net.ecr_endpoints();
    let step = net.step("s3");
    let create = Change::CreateGatewayEndpoint {
        vpc: id("vpc-a"),
        service_name: "com.amazonaws.eu-west-1.s3".to_owned(),
        table: id("rtb-a-private"),
        id: id("vpce-new"),
    };
    assert_eq!(plans(&step)[0], [create]);
}

#[test]
fn an_s3_interface_endpoint_for_inbound_queries_only() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.endpoint("s3", "10.0.1.13", "sg-a-endpoint").private_dns_only_for_inbound_resolver = Some(true);
    let step = net.step("s3");
    assert!(matches!(cause(&step), Cause::InboundResolverOnly(found) if found.endpoint == id("vpce-s3")));
    assert!(plans(&step).contains(&[Change::AnswerInsideVpc { endpoint: id("vpce-s3") }].as_slice()));
}

#[test]
fn nothing_in_the_network_makes_an_endpoint_available() {
    let mut net = Net::new();
    net.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint").state = EndpointState::PendingAcceptance;
    let step = net.step("ecr.api");
    assert!(
        matches!(cause(&step), Cause::EndpointNotAvailable(found) if found.state == EndpointState::PendingAcceptance)
    );
    assert!(step.hints.contains(&Hint::AcceptEndpoint { endpoint: id("vpce-ecr-api") }));
    assert!(
        plans(&step)
            .iter()
            .flat_map(|plan| *plan)
            .all(|change| !matches!(change, Change::CreateInterfaceEndpoint { .. }))
    );
}

#[test]
fn other_registries_and_regions_need_the_internet() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.flags.images = vec!["nginx".to_owned(), "111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:1".to_owned()];
    let step = net.step("registry-1.docker.io");
    assert!(matches!(cause(&step), Cause::RegistryNeedsInternet(found) if found.host == "registry-1.docker.io"));
    assert!(step.hints.contains(&Hint::CopyImageToPrivateEcr));
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::CrossRegion(found) if found.region.as_str() == "us-east-1"));
    // A public subnet is there to put a NAT gateway into.
    let route = Change::CreateRoute {
        table: id("rtb-a-private"),
        destination: crate::network::destination("0.0.0.0/0"),
        target: RouteTarget::NatGateway(id("nat-new")),
    };
    let nat = Change::CreateNatGateway { subnet: id("subnet-a-public-a"), id: id("nat-new") };
    assert_eq!(plans(&step), [[nat, route]]);
}

#[test]
fn a_dual_stack_name_is_not_the_endpoints() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.flags.images = vec!["111122223333.dkr-ecr.eu-west-1.on.aws/shop:1".to_owned()];
    let step = net.step("ecr.dkr");
    assert!(matches!(cause(&step), Cause::EndpointLacksName(found) if found.endpoint == id("vpce-ecr-dkr")));
    assert!(step.hints.contains(&Hint::UseNameOfEndpoint { endpoint: id("vpce-ecr-dkr") }));
}

#[test]
fn without_a_local_route_the_table_is_the_cause() {
    let mut net = Net::new();
    net.ecr_endpoints();
    net.inventory.network_interfaces[0].subnet = id("subnet-a-public-a");
    net.inventory.network_interfaces[0].addresses[0].private = "10.0.2.11".parse().unwrap();
    net.table_mut("rtb-a-private").routes.clear();
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoRoute(found) if found.table == id("rtb-a-private")), "{:?}", step.cause);
}
