//! Routes to an interface: what is for itself it takes, what is for others it would send on.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_model::resource::{NetworkInterface, RouteTarget};
use hopwise_model::{Code, Inventory, NotEvaluated};
use hopwise_oracle::Outcome;
use hopwise_packet::Packet;
use hopwise_proptest::fixture::{destination, id, route};
use hopwise_proptest::question::Question;

use crate::rare::{code, https, network, not_evaluated, outcome, task};

/// The address of `eni-host`, and one of its neighbours in its subnet.
const ITS_OWN: [u8; 4] = [10, 0, 0, 38];
const NEIGHBOURS: [u8; 4] = [10, 0, 0, 44];

/// The network with a route for the subnet of `eni-host`, which leads to it or to its instance.
fn led_to(by_instance: bool, change: impl Fn(&mut NetworkInterface)) -> Inventory {
    let mut inventory = network();
    let target = if by_instance {
        RouteTarget::NetworkInterface { interface: None, instance: Some(id("i-host")) }
    } else {
        RouteTarget::NetworkInterface { interface: Some(id("eni-host")), instance: None }
    };
    for table in &mut inventory.route_tables {
        table.routes.push(route(destination("10.0.0.32/28"), target.clone()));
    }
    change(inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-host").unwrap());
    inventory
}

fn asked(inventory: Inventory, to: [u8; 4]) -> Outcome {
    let design = inventory.validate().unwrap();
    outcome(&design, &https(task(&design), to))
}

/// Forwarding and the source/destination check are about others' packets (VPC user guide, NAT instances).
#[test]
fn an_interface_takes_what_is_for_itself_whatever_its_check_says() {
    for by_instance in [false, true] {
        for check in [Some(true), Some(false), None] {
            let set = |own: &mut NetworkInterface| own.source_dest_check = check;
            assert_eq!(asked(led_to(by_instance, set), ITS_OWN), Outcome::Delivered, "{check:?}");
            let found = asked(led_to(by_instance, set), NEIGHBOURS);
            match check {
                Some(true) => assert_eq!(code(&found), Some(Code::EniSourceDestCheckRestriction)),
                _ => assert_eq!(not_evaluated(&found), Some(NotEvaluated::Appliance), "{check:?}: {found:?}"),
            }
        }
        let closed = led_to(by_instance, |own| own.groups = [id("sg-closed")].into());
        assert_eq!(code(&asked(closed, ITS_OWN)), Some(Code::SgHasNoRules), "its groups are asked");
        let mut stopped = led_to(by_instance, |_| {});
        let instance = stopped.instances.find_mut(|own| own.id.as_str() == "i-host").unwrap();
        instance.state = Some("stopped".to_owned());
        assert_eq!(code(&asked(stopped, ITS_OWN)), Some(Code::BadState), "it has to run");
    }
}

/// The answers to what it asked come by the route to it.
#[test]
fn an_interface_takes_the_answers_to_its_own_questions() {
    for by_instance in [false, true] {
        let design = led_to(by_instance, |own| own.source_dest_check = Some(true)).validate().unwrap();
        let host = hopwise_model::design::Source::Interface(design.network_interfaces.find("eni-host").unwrap());
        let there = https(host, [10, 0, 0, 4]);
        let packet = Packet { source: ITS_OWN.into(), ..there.packet };
        assert_eq!(outcome(&design, &Question { packet, ..there }), Outcome::Delivered);
    }
}
