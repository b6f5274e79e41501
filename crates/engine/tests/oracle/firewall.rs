//! Firewalls that inspect what passes an internet gateway, asked of both sides.

use hopwise_engine::{Network, Question as Asked};
use hopwise_model::design::Source;
use hopwise_model::resource::{BlockPublicAccess, FirewallConnectivity, Route, RouteTarget};
use hopwise_model::{Code, DocumentKind, Gap, NotEvaluated};
use hopwise_oracle::Outcome;
use hopwise_packet::{AddressSet, Packet, PacketBox};
use hopwise_proptest::design::{Egress, Plan};
use hopwise_proptest::question::Question;

use crate::fate::{Fate, confirm, engine};
use crate::rare::{code, https, outcome, plan, task};

/// A firewall at an internet gateway inspects what passes it, to and from subnets that are not left out. What stops packets
/// before it still does; a public address is not needed where it may translate.
#[test]
fn a_firewall_at_the_internet_gateway_is_in_doubt_behind_what_stops() {
    use FirewallConnectivity::{AzUnsupported, Bidirectional, Exclude, Flexible, OutboundOnly};
    let asked =
        |of_vpc: bool, of_route: bool, connectivity: Option<FirewallConnectivity>, change: Change, inbound: bool| {
            let mut inventory = Plan { egress: Egress::InternetGateway, ..plan() }.build();
            let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
            let public = (change != Change::NoPublicAddress).then(|| [203, 0, 113, 9].into());
            own.addresses[0].public = public;
            for vpc in inventory.vpcs.filter_mut(|_| of_vpc) {
                vpc.internet_firewalls = vec!["firewall/edge".to_owned()];
            }
            for table in inventory.route_tables.filter_mut(|_| of_route) {
                let to_gateway = |route: &&mut Route| matches!(route.target, RouteTarget::InternetGateway(_));
                table.routes.iter_mut().filter(to_gateway).for_each(|route| route.firewall = Some(String::new()));
            }
            for subnet in inventory.subnets.filter_mut(|_| true) {
                subnet.firewall_connectivity = connectivity.clone();
                subnet.block_public_access =
                    (change == Change::Blocked).then_some(BlockPublicAccess::BlockBidirectional);
            }
            let design = inventory.validate().unwrap();
            let out = https(task(&design), [8, 8, 8, 8]);
            let packet = Packet { source: [8, 8, 8, 8].into(), destination: [203, 0, 113, 9].into(), ..out.packet };
            outcome(&design, &if inbound { Question { source: Source::Internet, packet, ..out } } else { out })
        };
    let doubt = |outcome: &Outcome| match outcome {
        Outcome::Undetermined { gap: Gap::NotEvaluated { id, what: NotEvaluated::InternetFirewall, .. }, .. } => {
            Some(id.clone())
        }
        _ => None,
    };
    let (edge, nameless) = (Some("firewall/edge"), Some("vpc-a"));
    for (of_vpc, of_route, connectivity, expected) in [
        (false, false, None, None),
        (true, false, None, edge),
        (true, true, None, edge),
        (false, true, None, nameless),
        (false, false, Some(Flexible), nameless),
        (true, true, Some(Flexible), edge),
        (true, true, Some(OutboundOnly), edge),
        (true, true, Some(Bidirectional), edge),
        (true, true, Some(FirewallConnectivity::Other("new".to_owned())), edge),
        (true, true, Some(Exclude), None),
        (true, true, Some(AzUnsupported), None),
    ] {
        let case = format!("{of_vpc} {of_route} {connectivity:?}");
        let asked = |change, inbound| asked(of_vpc, of_route, connectivity.clone(), change, inbound);
        for inbound in [false, true] {
            let found = asked(Change::None, inbound);
            assert_eq!(doubt(&found).as_deref(), expected, "{case} {inbound}: {found:?}");
            assert!(expected.is_some() || found == Outcome::Delivered, "{case} {inbound}: {found:?}");
            let blocked = asked(Change::Blocked, inbound);
            assert_eq!(code(&blocked), Some(Code::VpcBlockPublicAccessEnabled), "{case} {inbound}: {blocked:?}");
        }
        let without = asked(Change::NoPublicAddress, false);
        let is_stopped = expected.is_none() || connectivity == Some(Bidirectional);
        let stop = is_stopped.then_some(Code::IgwPublicIpAssociationForEgress);
        assert_eq!(code(&without), stop, "{case}: {without:?}");
        assert!(is_stopped || doubt(&without).is_some(), "{case}: {without:?}");
    }
}

/// What else is there beside a firewall at an internet gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    /// The task has no public address.
    NoPublicAddress,
    /// Block Public Access is on.
    Blocked,
}

/// Who is behind a network ACL that was not read, and leaves by a gateway with a firewall, ends there for the one reason, whoever it
/// asks: the internet, or a public address of the same network.
#[test]
fn what_is_open_before_a_firewall_is_one_flow() {
    let mut inventory = Plan { egress: Egress::InternetGateway, ..plan() }.build();
    inventory.vpcs.iter_mut().for_each(|vpc| vpc.internet_firewalls = vec!["firewall/edge".to_owned()]);
    inventory.network_acls.retain(|_| false);
    inventory.knowledge.forget(DocumentKind::NetworkAcls);
    let design = inventory.validate().unwrap();
    let asked = https(task(&design), [8, 8, 8, 8]);
    let both = AddressSet::from_addresses([[8, 8, 8, 8].into(), [54, 0, 0, 6].into()]);
    let packets = PacketBox { destinations: both, ..PacketBox::single(&asked.packet) };
    let trace = Network::new(design.clone()).trace(&Asked { source: task(&design), packets, wanted: asked.wanted });
    let fates = engine(&asked, &trace).unwrap();
    assert!(matches!(fates.as_slice(), [Fate { outcome: Outcome::Undetermined { .. }, .. }]), "{fates:?}");
    confirm(&design, &asked, &trace).unwrap();
}
