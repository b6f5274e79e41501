//! Documents that do not list all there is, although nothing in them says so: of a listing that was filtered, such as by
//! `--vpc-endpoint-ids`, something else in the snapshot is the proof.
//!
//! Whose an interface is, AWS writes into its description (EC2 user guide, "Requester-managed network interfaces"): the
//! endpoint or the NAT gateway that it is made for exists as long as the interface does. A task that runs has its
//! interface (ECS developer guide, "Allocate a network interface for an Amazon ECS task"), and an
//! instance its primary one until it is terminated (EC2 user guide, "Elastic network interfaces"). Nobody can delete a route table or
//! an interface while an endpoint or a NAT gateway has it (EC2 API, `DependencyViolation`).

use std::collections::{BTreeMap, BTreeSet};

use hopwise_model::resource::{EndpointState, NatState, NetworkInterface, Scope, Vpc};
use hopwise_model::{AccountId, Coverage, DocumentKind, Evidence, Inventory, VpcId};

use crate::warning::Warning;

/// Something that exists, and that the document of its kind lacks.
struct Unlisted {
    kind: DocumentKind,
    id: String,
    /// The account and Region whose document should list it.
    place: Scope,
    evidence: Evidence,
}

/// Takes listings that lack something which exists for parts. One warning for each listing, with the first thing that
/// it lacks.
pub(crate) fn note(inventory: &mut Inventory) -> Vec<Warning> {
    let mut found = unlisted(inventory);
    found.retain(|own| inventory.knowledge.knows(own.kind, &own.place));
    let mut reported = BTreeSet::new();
    let mut warnings = Vec::new();
    for Unlisted { kind, id, place, evidence } in found {
        inventory.knowledge.record(kind, &place, Coverage::Partial);
        if reported.insert((kind, place.account, place.region)) {
            warnings.push(Warning::Filtered { kind, id, evidence });
        }
    }
    warnings
}

fn unlisted(inventory: &Inventory) -> Vec<Unlisted> {
    let place = |owner: Option<&AccountId>, scope: &Scope| inventory.knowledge.place_of(owner, scope);
    let endpoints: BTreeSet<&str> = inventory.vpc_endpoints.iter().map(|own| own.id.as_str()).collect();
    let gateways: BTreeSet<&str> = inventory.nat_gateways.iter().map(|own| own.id.as_str()).collect();
    let interfaces: BTreeSet<&str> = inventory.network_interfaces.iter().map(|own| own.id.as_str()).collect();
    let made_for = |interface: &NetworkInterface| {
        let (kind, prefix, known) = match interface.kind.as_str() {
            "vpc_endpoint" | "gateway_load_balancer_endpoint" => (DocumentKind::VpcEndpoints, "vpce-", &endpoints),
            "nat_gateway" | "natGateway" => (DocumentKind::NatGateways, "nat-", &gateways),
            _ => return None,
        };
        let id = interface.description.split([' ', ',', ':', '/']).find(|word| word.starts_with(prefix))?;
        let scope = Scope { account: None, ..interface.scope.clone() };
        let place = place(interface.owner.as_ref(), &scope);
        let evidence = interface.evidence.clone();
        (!known.contains(id)).then(|| Unlisted { kind, id: id.to_owned(), place, evidence })
    };
    let of_task =
        inventory.tasks.iter().filter(|task| task.last_status.as_deref() == Some("RUNNING")).filter_map(|task| {
            let id = task.interface.as_ref().filter(|id| !interfaces.contains(id.as_str()))?;
            let (kind, place) = (DocumentKind::NetworkInterfaces, place(None, &task.scope));
            Some(Unlisted { kind, id: id.to_string(), place, evidence: task.evidence.clone() })
        });
    // An instance has its primary interface until it is terminated. Others, such as those of tasks, come and go beside it, so that one
    // may be gone that was there when the instances were listed.
    let has_ended = |state: Option<&str>| matches!(state, Some("terminated" | "shutting-down") | None);
    let of_instance =
        inventory.instances.iter().filter(|own| !has_ended(own.state.as_deref())).filter_map(|instance| {
            let id = instance.interfaces.first().filter(|id| !interfaces.contains(id.as_str()))?;
            let (kind, place) = (DocumentKind::NetworkInterfaces, place(None, &instance.scope));
            Some(Unlisted { kind, id: id.to_string(), place, evidence: instance.evidence.clone() })
        });
    let made = inventory.network_interfaces.iter().filter_map(made_for);
    made.chain(of_task).chain(of_instance).chain(held(inventory)).collect()
}

/// Route tables and interfaces that an endpoint or a NAT gateway has. Where a table is not listed, it is not known
/// which one a subnet has, nor, where an interface is not, who has an address.
fn held(inventory: &Inventory) -> Vec<Unlisted> {
    let tables: BTreeSet<&str> = inventory.route_tables.iter().map(|own| own.id.as_str()).collect();
    let interfaces: BTreeSet<&str> = inventory.network_interfaces.iter().map(|own| own.id.as_str()).collect();
    let vpcs: BTreeMap<&VpcId, &Vpc> = inventory.vpcs.iter().map(|own| (&own.id, own)).collect();
    let of_vpc = |vpc: &VpcId| vpcs.get(vpc).map(|vpc| inventory.knowledge.place_of(vpc.owner.as_ref(), &vpc.scope));
    let mut found = Vec::new();
    let mut note = |kind, id: &str, place: Option<Scope>, evidence: &Evidence| {
        found.extend(place.map(|place| Unlisted { kind, id: id.to_owned(), place, evidence: evidence.clone() }));
    };
    for endpoint in inventory.vpc_endpoints.iter().filter(|own| own.state == EndpointState::Available) {
        for id in endpoint.route_tables.iter().filter(|own| !tables.contains(own.as_str())) {
            note(DocumentKind::RouteTables, id.as_str(), of_vpc(&endpoint.vpc), &endpoint.evidence);
        }
        for id in endpoint.interfaces.iter().filter(|own| !interfaces.contains(own.as_str())) {
            note(DocumentKind::NetworkInterfaces, id.as_str(), of_vpc(&endpoint.vpc), &endpoint.evidence);
        }
    }
    for gateway in inventory.nat_gateways.iter().filter(|own| own.state == NatState::Available) {
        let own = gateway.addresses.iter().filter_map(|address| address.interface.as_ref());
        for id in own.filter(|own| !interfaces.contains(own.as_str())) {
            note(DocumentKind::NetworkInterfaces, id.as_str(), of_vpc(&gateway.vpc), &gateway.evidence);
        }
    }
    found
}
