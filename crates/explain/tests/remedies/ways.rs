//! Routes, gateways and addresses.

use hopwise_ecs::LaunchType;
use hopwise_engine::Verdict;
use hopwise_explain::{Cause, Change, Hint};
use hopwise_model::Gap;
use hopwise_model::resource::{
    BlockPublicAccess, BlockPublicAccessExclusion, Connectivity, ContainerInstance, Direction, ExclusionMode, Instance,
    NatState, RouteTarget,
};

use hopwise_proptest::fixture;

use crate::network::{EPHEMERAL, HTTPS, Net, destination, here, id};
use crate::{cause, opens, plans};

fn in_public_subnet() -> Net {
    let mut net = Net::new();
    net.flags.subnets = vec![id("subnet-a-public-a")];
    net
}

fn behind_nat() -> Net {
    let mut net = Net::new();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    net
}

fn default_route(table: &str, target: RouteTarget) -> Change {
    Change::ReplaceRoute { table: id(table), destination: destination("0.0.0.0/0"), target }
}

#[test]
fn both_ways_work() {
    let mut public = in_public_subnet();
    public.flags.assign_public_ip = true;
    for net in [public, behind_nat()] {
        let steps = net.diagnose().placements.remove(0).steps;
        assert!(steps.iter().all(|step| step.cause.is_none() && step.plans.is_empty()));
    }
}

#[test]
fn no_public_address() {
    let step = in_public_subnet().step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoPublicAddress(found) if found.gateway == id("igw-a")));
    assert!(step.hints.contains(&Hint::PublicAddressNeedsNewTask));
    let assign = Change::AssignPublicIp { service: None, cluster: None, subnet: id("subnet-a-public-a") };
    assert_eq!(plans(&step)[0], [assign]);
    // The address exposes what the groups let through: outbound only.
    assert!(opens(&step).iter().all(|part| part.starts_with("any protocol 10.0.2.")), "{:?}", opens(&step));
}

#[test]
fn the_private_subnet_would_do_as_well() {
    let mut net = in_public_subnet();
    net.nat("nat-a", "subnet-a-public-a");
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    let step = net.step("ecr.api");
    let place = Change::PlaceInSubnet {
        service: None,
        cluster: None,
        from: id("subnet-a-public-a"),
        to: id("subnet-a-private-a"),
    };
    assert!(plans(&step).contains(&[place].as_slice()), "{:?}", step.plans);
}

#[test]
fn assign_public_ip_is_no_remedy_on_ec2() {
    let mut net = in_public_subnet();
    net.flags.launch_type = Some(LaunchType::Ec2);
    net.interface("eni-host", "subnet-a-public-a", "10.0.2.9", None, &["sg-a-task"]);
    net.inventory.instances.push(Instance {
        subnet: Some(id("subnet-a-public-a")),
        interfaces: vec![id("eni-host")],
        ..fixture::instance("i-host")
    });
    net.inventory.container_instances.push(ContainerInstance {
        arn: "arn:aws:ecs:eu-west-1:111122223333:container-instance/prod/1".to_owned(),
        instance: Some(id("i-host")),
        status: None,
        agent_connected: None,
        os_type: Some("linux".to_owned()),
        evidence: here(),
    });
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoPublicAddress(_)));
    assert!(step.hints.contains(&Hint::NoPublicAddressOnEc2) && step.hints.contains(&Hint::HostAsks));
    let changes: Vec<_> = plans(&step).into_iter().flatten().collect();
    assert!(!changes.iter().any(|change| matches!(change, Change::AssignPublicIp { .. })), "{changes:?}");
}

#[test]
fn a_subnet_left_on_the_main_table() {
    let mut net = behind_nat();
    net.table_mut("rtb-a-private").associations.clear();
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoRoute(found) if found.by_main_table && found.table == id("rtb-a-main")));
    let associate = Change::AssociateRouteTable { subnet: id("subnet-a-private-a"), table: id("rtb-a-private") };
    assert_eq!(plans(&step)[0], [associate]);
}

#[test]
fn a_route_to_nowhere_is_led_to_the_other_nat_gateway() {
    let mut net = Net::new();
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-gone")));
    net.blackhole("rtb-a-private");
    net.nat("nat-b", "subnet-a-public-a");
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::Blackhole(found) if found.target == RouteTarget::NatGateway(id("nat-gone"))));
    assert!(step.hints.contains(&Hint::RouteOutlivesTarget));
    assert_eq!(plans(&step)[0], [default_route("rtb-a-private", RouteTarget::NatGateway(id("nat-b")))]);
}

#[test]
fn a_longer_prefix_to_nowhere_is_deleted() {
    let mut net = behind_nat();
    net.route("rtb-a-private", "52.218.0.0/16", RouteTarget::VpcPeeringConnection("pcx-gone".to_owned()));
    net.blackhole("rtb-a-private");
    let step = net.step("s3");
    let delete = Change::DeleteRoute { table: id("rtb-a-private"), destination: destination("52.218.0.0/16") };
    assert_eq!(plans(&step)[0], [delete]);
    assert_eq!(opens(&step), ["any protocol 10.0.1.0/24 -> 52.218.0.0/16"]);
}

#[test]
fn a_nat_gateway_in_a_private_subnet() {
    let mut net = behind_nat();
    net.table("rtb-other", &[]);
    net.route("rtb-other", "0.0.0.0/0", RouteTarget::InternetGateway(id("igw-a")));
    net.table_mut("rtb-a-public").routes.pop();
    let step = net.step("ecr.api");
    let Cause::NatInPrivateSubnet(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((&found.nat, &found.table), (&id("nat-a"), &id("rtb-a-public")));
    let associate = Change::AssociateRouteTable { subnet: id("subnet-a-public-a"), table: id("rtb-other") };
    let create = Change::CreateRoute {
        table: id("rtb-a-public"),
        destination: destination("0.0.0.0/0"),
        target: RouteTarget::InternetGateway(id("igw-a")),
    };
    assert_eq!(plans(&step)[0], [associate]);
    assert!(plans(&step).contains(&[create].as_slice()), "{:?}", step.plans);
}

#[test]
fn a_nat_gateway_that_routes_to_itself() {
    let mut net = behind_nat();
    net.table_mut("rtb-a-public").routes.pop();
    net.route("rtb-a-public", "0.0.0.0/0", RouteTarget::NatGateway(id("nat-a")));
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NatRoutesToItself(found) if found.nat == id("nat-a")));
    assert_eq!(plans(&step)[0], [default_route("rtb-a-public", RouteTarget::InternetGateway(id("igw-a")))]);
}

#[test]
fn a_nat_gateway_that_failed_is_replaced() {
    let mut net = behind_nat();
    net.inventory.nat_gateways[0].state = NatState::Failed;
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NatNotAvailable(found) if found.state == NatState::Failed));
    let create = Change::CreateNatGateway { subnet: id("subnet-a-public-a"), id: id("nat-new") };
    assert_eq!(plans(&step)[0], [create, default_route("rtb-a-private", RouteTarget::NatGateway(id("nat-new")))]);
}

#[test]
fn a_pending_nat_gateway_is_waited_for() {
    let mut net = behind_nat();
    net.inventory.nat_gateways[0].state = NatState::Pending;
    let step = net.step("ecr.api");
    assert!(step.hints.contains(&Hint::WaitForNat { nat: id("nat-a") }));
    assert!(plans(&step).is_empty(), "{:?}", step.plans);
    // Another one that works already may serve meanwhile.
    net.nat("nat-b", "subnet-a-public-a");
    let step = net.step("ecr.api");
    assert_eq!(plans(&step), [[default_route("rtb-a-private", RouteTarget::NatGateway(id("nat-b")))]]);
}

#[test]
fn a_private_subnet_behind_an_internet_gateway_is_led_to_the_nat_gateway() {
    let mut net = behind_nat();
    net.table_mut("rtb-a-private").routes.pop();
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::InternetGateway(id("igw-a")));
    let to_nat = [default_route("rtb-a-private", RouteTarget::NatGateway(id("nat-a")))];
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NoPublicAddress(_)));
    assert!(plans(&step).contains(&to_nat.as_slice()), "{:?}", step.plans);
    // Not where somebody else leaves through the internet gateway.
    net.interface("eni-bastion", "subnet-a-private-a", "10.0.1.99", Some("54.0.0.99"), &[]);
    let step = net.step("ecr.api");
    assert!(!plans(&step).is_empty() && !plans(&step).contains(&to_nat.as_slice()), "{:?}", step.plans);
}

#[test]
fn routes_that_outlive_a_nat_gateway_are_spoken_of_where_there_was_one() {
    let mut net = Net::new();
    net.route("rtb-a-private", "0.0.0.0/0", RouteTarget::VpcPeeringConnection("pcx-gone".to_owned()));
    net.blackhole("rtb-a-private");
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::Blackhole(_)));
    assert!(!step.hints.contains(&Hint::RouteOutlivesTarget));
}

#[test]
fn some_of_all_public_addresses_prove_nothing_of_a_service() {
    let mut net = behind_nat();
    net.route("rtb-a-private", "52.218.0.0/16", RouteTarget::VpcPeeringConnection("pcx-gone".to_owned()));
    net.blackhole("rtb-a-private");
    let step = net.step("ecr.api");
    assert_eq!(step.verdict, Verdict::Undetermined);
    assert!(matches!(step.gaps.as_slice(), [Gap::ServiceAddresses { .. }]), "{:?}", step.gaps);
    // Where some of the ports are stopped, at every address, they are at the service's,
    let mut ports = behind_nat();
    ports.without_entry("acl-a-public", 100, Direction::Ingress);
    ports.entry("acl-a-public", 100, Direction::Ingress, true, HTTPS, "10.0.0.0/16");
    ports.entry("acl-a-public", 110, Direction::Ingress, true, EPHEMERAL, "0.0.0.0/0");
    assert_eq!(ports.step("ecr.api").verdict, Verdict::Partial);
    // and so they are where all of the addresses are.
    net.route("rtb-a-private", "0.0.0.0/1", RouteTarget::VpcPeeringConnection("pcx-gone".to_owned()));
    net.blackhole("rtb-a-private");
    net.route("rtb-a-private", "128.0.0.0/1", RouteTarget::VpcPeeringConnection("pcx-gone".to_owned()));
    net.blackhole("rtb-a-private");
    assert_eq!(net.step("ecr.api").verdict, Verdict::Blocked);
}

#[test]
fn private_nat_gateways_and_lost_addresses() {
    let mut net = behind_nat();
    net.inventory.nat_gateways[0].addresses[0].public = None;
    net.nat("nat-b", "subnet-a-public-a");
    let to_other = [default_route("rtb-a-private", RouteTarget::NatGateway(id("nat-b")))];
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::NatWithoutPublicAddress(found) if found.nat == id("nat-a")));
    assert_eq!(plans(&step)[0], to_other);
    net.inventory.nat_gateways[0].connectivity = Connectivity::Private;
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::PrivateNat(found) if found.nat == id("nat-a")));
    assert_eq!(plans(&step)[0], to_other);
}

#[test]
fn a_regional_nat_gateway_without_the_zone() {
    let mut net = behind_nat();
    let nat = &mut net.inventory.nat_gateways[0];
    (nat.subnet, nat.regional, nat.route_table) = (None, true, Some(id("rtb-a-public")));
    nat.addresses[0].availability_zone = Some("eu-west-1c".to_owned());
    let step = net.step("ecr.api");
    let Cause::NatWithoutZone(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!(found.zone.as_deref(), Some("eu-west-1a"));
    assert!(step.hints.contains(&Hint::AddZoneToNat { nat: id("nat-a") }));
    assert!(!plans(&step).is_empty());
}

#[test]
fn a_detached_internet_gateway_is_attached() {
    let mut net = in_public_subnet();
    net.flags.assign_public_ip = true;
    net.inventory.internet_gateways[0].attachments.clear();
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::InternetGatewayDetached(found) if found.attached_to.is_none()));
    let attach = Change::AttachInternetGateway { gateway: id("igw-a"), vpc: id("vpc-a") };
    assert_eq!(plans(&step)[0], std::slice::from_ref(&attach));
    net.blackhole("rtb-a-public");
    let step = net.step("ecr.api");
    assert!(matches!(cause(&step), Cause::Blackhole(_)));
    assert_eq!(plans(&step)[0], [attach]);
}

#[test]
fn block_public_access() {
    let mut net = in_public_subnet();
    net.flags.assign_public_ip = true;
    net.inventory.vpcs[0].block_public_access = Some(BlockPublicAccess::BlockIngress);
    let step = net.step("ecr.api");
    let Cause::PublicAccessBlocked(found) = cause(&step) else { panic!("{:?}", step.cause) };
    assert_eq!((found.subnet.as_ref(), found.mode), (Some(&id("subnet-a-public-a")), BlockPublicAccess::BlockIngress));
    assert!(step.hints.contains(&Hint::BlockPublicAccessIsAccountWide));
    let exclude = Change::ExcludeFromBlockPublicAccess {
        subnet: id("subnet-a-public-a"),
        exclusion: None,
        mode: ExclusionMode::AllowBidirectional,
    };
    assert!(plans(&step).contains(&[exclude].as_slice()), "{:?}", step.plans);
}

#[test]
fn a_nat_gateway_needs_no_more_than_a_way_out() {
    let mut net = behind_nat();
    net.inventory.vpcs[0].block_public_access = Some(BlockPublicAccess::BlockBidirectional);
    let step = net.step("ecr.api");
    let exclude =
        |mode| Change::ExcludeFromBlockPublicAccess { subnet: id("subnet-a-public-a"), exclusion: None, mode };
    let of_exclusion = |step: &hopwise_explain::StepDiagnosis| {
        let changes = step.plans.iter().flat_map(|plan| plan.changes.clone());
        changes.filter(|own| matches!(own, Change::ExcludeFromBlockPublicAccess { .. })).collect::<Vec<_>>()
    };
    assert_eq!(of_exclusion(&step), [exclude(ExclusionMode::AllowEgress)]);
    assert!(opens(&step).iter().all(|part| part.starts_with("any protocol 10.0.2.")), "{:?}", opens(&step));
    // A task with a public address opens connections by itself, which `block-ingress` and `allow-egress` do not let it.
    let mut net = in_public_subnet();
    net.flags.assign_public_ip = true;
    net.inventory.vpcs[0].block_public_access = Some(BlockPublicAccess::BlockBidirectional);
    assert_eq!(of_exclusion(&net.step("ecr.api")), [exclude(ExclusionMode::AllowBidirectional)]);
}

#[test]
fn an_exclusion_that_is_there_is_modified() {
    let exclusions = |mode, state: &str| {
        let mut net = in_public_subnet();
        net.flags.assign_public_ip = true;
        net.inventory.vpcs[0].block_public_access = Some(BlockPublicAccess::BlockIngress);
        let subnet = net.inventory.subnets.by_id_mut("subnet-a-public-a").unwrap();
        subnet.block_public_access = Some(BlockPublicAccess::BlockIngress);
        net.inventory.block_public_access_exclusions.push(BlockPublicAccessExclusion {
            id: "vpcbpa-exclude-1".to_owned(),
            resource: "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a-public-a".to_owned(),
            mode,
            state: Some(state.to_owned()),
            evidence: here(),
        });
        let step = net.step("ecr.api");
        let changes = step.plans.iter().flat_map(|plan| plan.changes.iter().cloned());
        let exclusions = changes.filter_map(|change| match change {
            Change::ExcludeFromBlockPublicAccess { exclusion, .. } => Some(exclusion),
            _ => None,
        });
        exclusions.collect::<Vec<_>>()
    };
    let own = || Some("vpcbpa-exclude-1".to_owned());
    assert_eq!(exclusions(ExclusionMode::AllowEgress, "create-complete"), [own()]);
    assert_eq!(exclusions(ExclusionMode::AllowEgress, "delete-complete"), [None], "it is gone");
    assert_eq!(exclusions(ExclusionMode::AllowBidirectional, "create-failed"), [None], "it never was");
    assert_eq!(exclusions(ExclusionMode::AllowBidirectional, "create-in-progress"), [], "it takes time");
}

#[test]
fn a_public_address_without_a_route() {
    let mut net = Net::new();
    net.flags.assign_public_ip = true;
    let step = net.step("ecr.api");
    let create = Change::CreateRoute {
        table: id("rtb-a-private"),
        destination: destination("0.0.0.0/0"),
        target: RouteTarget::InternetGateway(id("igw-a")),
    };
    assert!(plans(&step).contains(&[create].as_slice()), "{:?}", step.plans);
}

#[test]
fn what_unblocks_one_step_must_not_block_another() {
    let mut net = behind_nat();
    net.table_mut("rtb-a-private").associations.clear();
    net.gateway_endpoint(&["rtb-a-main"]);
    let associate = Change::AssociateRouteTable { subnet: id("subnet-a-private-a"), table: id("rtb-a-private") };
    let associate = std::slice::from_ref(&associate);
    assert!(net.step("s3").cause.is_none());
    assert!(plans(&net.step("ecr.api")).contains(&associate));
    // The other table would take the layers away.
    net.route("rtb-a-private", "pl-s3", RouteTarget::NatGateway(id("nat-gone")));
    net.blackhole("rtb-a-private");
    let step = net.step("ecr.api");
    assert!(!step.plans.is_empty() && !plans(&step).contains(&associate), "{:?}", step.plans);
}
