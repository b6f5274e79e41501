//! What is said of single faults is what a whole diagnosis of the broken network says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use hopwise_build::Account;
use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_explain::{Diagnosis, Fault, FaultKind, FaultyPolicy, OtherWay, Severity, harden, judge};
use hopwise_model::Inventory;
use hopwise_proptest::Designs;
use proptest::prelude::*;

/// How many placements of each service can start, by subnet and group: those of tasks, and of next ones.
fn sound(found: &Diagnosis) -> BTreeMap<String, usize> {
    let mut sound = BTreeMap::new();
    for own in &found.placements {
        let name = own.workload.service.clone().unwrap_or_default();
        *sound.entry(name).or_default() += usize::from(own.verdict == Verdict::Delivered);
    }
    sound
}

fn judged(inventory: &Inventory) -> Diagnosis {
    let network = Network::new(inventory.clone().validate().unwrap());
    let mut selected = workloads(inventory, &Selection::default()).unwrap();
    // Each place counts, also where a service's next task fares as its tasks do.
    selected.workloads.iter_mut().for_each(|own| own.current.clear());
    judge(inventory, &network, selected, &PublishedRanges::new()).unwrap()
}

/// As people build them, and with everything that there may be besides.
fn designs() -> impl Strategy<Value = Account> {
    let plain = Designs::new().zones(1..=2).services(1..=2);
    prop_oneof![plain.clone(), plain.clone().hub(), plain.everything()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_fault_does_what_a_new_diagnosis_says(account in designs()) {
        let inventory = account.inventory().unwrap();
        let network = Network::new(inventory.clone().validate().unwrap());
        let selected = workloads(&inventory, &Selection::default()).unwrap();
        let found = harden(&inventory, &network, selected, &PublishedRanges::new()).unwrap();
        let before = sound(&judged(&inventory));
        for own in &found.workloads {
            prop_assert_eq!(before.get(&own.name), Some(&own.sound));
        }
        let effects = found.weaknesses.iter().map(|own| (&own.fault, own.effects.as_slice()));
        let all: Vec<_> = effects.chain(found.survived.iter().map(|fault| (fault, [].as_slice()))).collect();
        for (fault, effects) in all {
            let mut after = inventory.clone();
            prop_assert!(fault.apply(&mut after));
            let now = sound(&judged(&after));
            for (index, own) in found.workloads.iter().enumerate() {
                let effect = effects.iter().find(|effect| effect.workload == index);
                let gone = effect.map_or(0, |effect| effect.stopped + effect.unknown + effect.lost);
                let left = now.get(&own.name).copied().unwrap_or_default();
                if fault.kind() == FaultKind::Zone {
                    // The tasks of a lost zone are gone, and if all are, the service's next places are looked at instead.
                    let stops = effect.is_some_and(|own| own.severity == Severity::Stops);
                    prop_assert!(own.sound == 0 || stops == (left == 0), "{fault:?}: {effect:?}, {left} are left");
                } else {
                    // What could not start before may start without what stood in its way: nobody asks that of `harden`.
                    let healed = left.saturating_sub(own.sound - gone);
                    prop_assert!(left >= own.sound - gone, "{fault:?} does {effect:?} to {}", own.name);
                    prop_assert!(healed <= own.placements - own.sound, "{fault:?} does {effect:?} to {}", own.name);
                }
            }
        }
    }
}

#[test]
fn each_kind_of_fault_is_among_all() {
    use hopwise_build::{Endpoint, SecurityGroup, Service, Target, Tier, TransitGateway, Vpc, tcp};
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .dns_hostnames()
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public").route("10.30.0.0/16", Target::Peering("lab".to_owned())))
        .tier(Tier::isolated("attachments").route("10.0.0.0/8", Target::TransitGateway("hub".to_owned())))
        .group(SecurityGroup::new("endpoints").ingress(tcp(443), "10.20.0.0/16"))
        .endpoint(Endpoint::interface("ecr.api").tier("app").group("endpoints"))
        .endpoint(Endpoint::gateway("s3").tier("app"));
    let account = Account::new("eu-west-1")
        .vpc(shop)
        .vpc(Vpc::new("lab", "10.30.0.0/16"))
        .peering("shop", "lab")
        .transit_gateway(TransitGateway::new("hub").attach("shop", "attachments").route("10.0.0.0/8", "shop"))
        .service(Service::fargate("orders").vpc("shop").tier("app").secret("db"));
    let all = Fault::all(&account.inventory().unwrap());
    let names: std::collections::BTreeSet<&str> = all.iter().map(Fault::as_str).collect();
    assert_eq!(names.len(), 24, "{names:?}");
}

/// The tasks of a subnet that a transit gateway's table tells apart: replies to one of them are dropped there.
#[test]
fn tasks_that_a_table_of_a_transit_gateway_tells_apart_are_not_alike() {
    use hopwise_build::{Service, Target, Tier, TransitGateway, Vpc};
    let to_hub = || Target::TransitGateway("hub".to_owned());
    let found = |hub: TransitGateway| {
        let network = Vpc::new("network", "10.0.0.0/16").zones(1);
        let network = network.tier(Tier::public("public").route("10.1.0.0/16", to_hub()));
        let network = network.tier(Tier::private("attachments", "public"));
        let shop = Vpc::new("shop", "10.1.0.0/16").zones(1).tier(Tier::isolated("attachments"));
        let shop = shop.tier(Tier::isolated("app").route("0.0.0.0/0", to_hub()));
        let orders =
            Service::fargate("orders").vpc("shop").tier("app").image("public.ecr.aws/nginx/nginx:1.27").tasks(2);
        let hub = hub.attach("network", "attachments").attach("shop", "attachments").route("0.0.0.0/0", "network");
        let account = Account::new("eu-west-1").vpc(network).vpc(shop).transit_gateway(hub).service(orders);
        let inventory = account.inventory().unwrap();
        let network = Network::new(inventory.clone().validate().unwrap());
        let selected = workloads(&inventory, &Selection::default()).unwrap();
        let found = harden(&inventory, &network, selected, &PublishedRanges::new()).unwrap();
        let task = inventory.tasks.iter().next().and_then(|own| own.interface.clone()).unwrap();
        let address = inventory.network_interfaces.by_id(&task).unwrap().addresses[0].private;
        (found, address)
    };
    let hub = || TransitGateway::new("hub");
    let (sound, first) = found(hub());
    assert_eq!((sound.workloads[0].placements, sound.workloads[0].sound), (2, 2));
    let (apart, _) = found(hub().blackhole(&format!("{first}/32")));
    assert_eq!((apart.workloads[0].placements, apart.workloads[0].sound), (2, 1));
    // With the gateway's part of the way anything of it is lost that nothing makes up for.
    let stops: Vec<&str> = sound.weaknesses.iter().map(|own| own.fault.as_str()).collect();
    for fault in [
        "transit_gateway_attachment_deleted",
        "transit_gateway_attachment_disassociated",
        "transit_gateway_propagation_off",
        "transit_gateway_route_deleted",
    ] {
        assert!(stops.contains(&fault), "{fault} is not among {stops:?}");
    }
}

#[test]
fn of_a_gateway_that_is_gone_it_is_told_what_else_leads_there() {
    use hopwise_build::{Service, Target, Tier, Vpc};
    let found = |app: Tier| {
        let shop = Vpc::new("shop", "10.20.0.0/16").zones(2).tier(Tier::public("public")).tier(app);
        let account = Account::new("eu-west-1").vpc(shop).service(Service::fargate("orders").tier("app"));
        let inventory = account.inventory().unwrap();
        let network = Network::new(inventory.clone().validate().unwrap());
        let selected = workloads(&inventory, &Selection::default()).unwrap();
        let found = harden(&inventory, &network, selected, &PublishedRanges::new()).unwrap();
        let ways = found.weaknesses.iter().filter_map(|own| Some((own.fault.resource().1, own.other_way.clone()?)));
        let ways: BTreeMap<String, OtherWay> = ways.collect();
        (ways, inventory)
    };
    let (each, inventory) = found(Tier::private("app", "public"));
    let nats: Vec<String> = inventory.nat_gateways.iter().map(|own| own.id.to_string()).collect();
    let gateway = inventory.internet_gateways[0].id.to_string();
    let [first, second] = nats.as_slice() else { panic!("a NAT gateway in each zone: {nats:?}") };
    assert_eq!(each.get(first), Some(&OtherWay::Gateways(vec![second.clone()])));
    assert_eq!(each.get(second), Some(&OtherWay::Gateways(vec![first.clone()])));
    assert_eq!(each.get(&gateway), Some(&OtherWay::None));
    let (single, inventory) =
        found(Tier::isolated("app").route("0.0.0.0/0", Target::OneNatGateway("public".to_owned())));
    // The public tier has a way to the internet, for who has an address of his own.
    assert_eq!(single.get(inventory.nat_gateways[0].id.as_str()), Some(&OtherWay::Otherwise));
}

/// ECR Public's layers come from its content network, whatever the policy of an endpoint of S3 says.
#[test]
fn the_policy_of_an_s3_endpoint_does_not_concern_ecr_public() {
    use hopwise_build::{Endpoint, Service, Tier, Vpc};
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .endpoint(Endpoint::gateway("s3").tier("app"));
    let orders = Service::fargate("orders").tier("app").image("public.ecr.aws/nginx/nginx:1.27");
    let mut inventory = Account::new("eu-west-1").vpc(shop).service(orders).inventory().unwrap();
    let of_endpoint = |fault: &Fault| matches!(fault, Fault::Statement { policy: FaultyPolicy::Endpoint { .. }, .. });
    let fault = Fault::all(&inventory).into_iter().find(of_endpoint).unwrap();
    assert!(fault.apply(&mut inventory));
    assert_eq!(judged(&inventory).verdict(), Verdict::Delivered);
}

/// Of another registry, a policy of S3's endpoint that lets less through leaves open whether its layers come.
#[test]
fn the_policy_of_an_s3_endpoint_concerns_a_registry_that_may_send_on_to_s3() {
    use hopwise_build::{Endpoint, Service, Tier, Vpc};
    let shop = Vpc::new("shop", "10.20.0.0/16")
        .tier(Tier::public("public"))
        .tier(Tier::private("app", "public"))
        .endpoint(Endpoint::gateway("s3").tier("app"));
    let orders = Service::fargate("orders").tier("app").image("docker.io/library/nginx:1.27");
    let inventory = Account::new("eu-west-1").vpc(shop).service(orders).inventory().unwrap();
    let network = Network::new(inventory.clone().validate().unwrap());
    let selected = workloads(&inventory, &Selection::default()).unwrap();
    let found = harden(&inventory, &network, selected, &PublishedRanges::new()).unwrap();
    let of_endpoint = |fault: &Fault| matches!(fault, Fault::Statement { policy: FaultyPolicy::Endpoint { .. }, .. });
    let weakness = found.weaknesses.iter().find(|own| of_endpoint(&own.fault)).unwrap();
    assert_eq!(weakness.effects[0].severity, Severity::Unknown);
}
