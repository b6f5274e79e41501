//! Documents that do not list all there is, although nothing in them says so: of a listing that was filtered, such as by
//! `--vpc-endpoint-ids`, something else in the snapshot is the proof.
//!
//! Whose an interface is, AWS writes into its description (EC2 user guide, "Requester-managed network interfaces"): the
//! endpoint or the NAT gateway that it is made for exists as long as the interface does. A task that runs has its
//! interface (ECS developer guide, "Allocate a network interface for an Amazon ECS task").

use std::collections::BTreeSet;

use hopwise_model::resource::{NetworkInterface, Scope};
use hopwise_model::{AccountId, Coverage, DocumentKind, Evidence, Inventory};

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
    inventory.network_interfaces.iter().filter_map(made_for).chain(of_task).collect()
}
