//! Records whose own lists lack what other documents show to be in them, as when somebody cut them: what else they lack is not known.
//!
//! Whose an interface is, AWS writes into its description (EC2 user guide, "Requester-managed network interfaces"). An interface
//! endpoint has one interface in each of its subnets, and all of them have the endpoint's security groups (AWS `PrivateLink` guide,
//! "Interface endpoints"). Documents of different times may differ likewise: which one is true now is not known either.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_model::resource::{
    EndpointKind, EndpointState, InterfaceKind, NatState, NetworkInterface, Scope, VpcEndpoint,
};
use hopwise_model::{Coverage, DocumentKind, Evidence, Inventory, Knowledge};

use crate::warning::Warning;

/// A record with a list that lacks something.
struct Cut {
    kind: DocumentKind,
    id: String,
    member: &'static str,
    /// The account and Region of its document.
    place: Scope,
    /// What the list lacks.
    lacks: String,
    /// What shows that.
    evidence: Evidence,
}

/// Takes records out whose lists lack something: what they say is not known. One warning for each record.
pub(crate) fn note(inventory: &mut Inventory) -> Vec<Warning> {
    let mut found = endpoints(inventory);
    found.extend(nat_gateways(inventory));
    found.extend(groups(inventory));
    let mut reported = BTreeSet::new();
    let mut warnings = Vec::new();
    for Cut { kind, id, member, place, lacks, evidence } in found {
        if !reported.insert((kind, id.clone())) {
            continue;
        }
        inventory.knowledge.record(kind, &place, Coverage::Partial);
        inventory.knowledge.lacks(kind, &place, id.clone(), member);
        warnings.push(Warning::Cut { kind, id, member, lacks, evidence });
    }
    let stays = |kind, id: &dyn ToString| !reported.contains(&(kind, id.to_string()));
    if !reported.is_empty() {
        inventory.vpc_endpoints.retain(|own| stays(DocumentKind::VpcEndpoints, &own.id));
        inventory.nat_gateways.retain(|own| stays(DocumentKind::NatGateways, &own.id));
        inventory.network_interfaces.retain(|own| stays(DocumentKind::NetworkInterfaces, &own.id));
    }
    warnings
}

/// The account and Region whose document has something of a VPC, by what one of its interfaces says.
fn place(knowledge: &Knowledge, interface: &NetworkInterface) -> Scope {
    let scope = Scope { account: None, ..interface.scope.clone() };
    knowledge.place_of(interface.owner.as_ref(), &scope)
}

/// The interfaces that AWS describes as somebody's, by whose they are.
fn described<'a>(
    inventory: &'a Inventory,
    kind: InterfaceKind,
    prefix: &str,
) -> BTreeMap<&'a str, Vec<&'a NetworkInterface>> {
    let mut described: BTreeMap<&str, Vec<&NetworkInterface>> = BTreeMap::new();
    for interface in inventory.network_interfaces.iter().filter(|own| InterfaceKind::of(own) == kind) {
        let words = interface.description.split([' ', ',', ':', '/']);
        for owner in words.filter(|word| word.starts_with(prefix)) {
            described.entry(owner).or_default().push(interface);
        }
    }
    described
}

fn endpoints(inventory: &Inventory) -> Vec<Cut> {
    let described = described(inventory, InterfaceKind::InterfaceEndpoint, "vpce-");
    let scopes: BTreeMap<_, _> = inventory.vpcs.iter().map(|vpc| (&vpc.id, (vpc.owner.as_ref(), &vpc.scope))).collect();
    let cut = |endpoint: &VpcEndpoint| {
        let (kind, member) = (DocumentKind::VpcEndpoints, "NetworkInterfaceIds");
        let id = endpoint.id.to_string();
        let theirs = described.get(endpoint.id.as_str());
        let theirs = theirs.into_iter().flatten().filter(|own| own.vpc.as_ref() == Some(&endpoint.vpc));
        let unlisted = theirs.into_iter().find(|own| !endpoint.interfaces.contains(&own.id));
        if let Some(interface) = unlisted {
            let (place, lacks) = (place(&inventory.knowledge, interface), interface.id.to_string());
            return Some(Cut { kind, id, member, place, lacks, evidence: interface.evidence.clone() });
        }
        let is_settled = endpoint.kind == EndpointKind::Interface && endpoint.state == EndpointState::Available;
        let missing = endpoint
            .subnets
            .get(endpoint.interfaces.len())
            .filter(|_| is_settled && !endpoint.interfaces.is_empty())?;
        let (owner, scope) = scopes.get(&endpoint.vpc).copied().unwrap_or((None, NOWHERE));
        let place = inventory.knowledge.place_of(endpoint.owner.as_ref().or(owner), scope);
        let lacks = format!("an interface in {missing} or another of its {} subnets", endpoint.subnets.len());
        Some(Cut { kind, id, member, place, lacks, evidence: endpoint.evidence.clone() })
    };
    inventory.vpc_endpoints.iter().filter_map(cut).collect()
}

/// Of what nobody says where it is.
const NOWHERE: &Scope = &Scope { account: None, region: None };

/// A NAT gateway has an interface for itself and tells of it where it has addresses at all.
fn nat_gateways(inventory: &Inventory) -> Vec<Cut> {
    let described = described(inventory, InterfaceKind::NatGateway, "nat-");
    let gateways = inventory.nat_gateways.iter().filter(|own| own.state == NatState::Available);
    let cut = gateways.filter_map(|gateway| {
        let named: Option<Vec<_>> = gateway.addresses.iter().map(|own| own.interface.as_ref()).collect();
        let named = named?;
        let theirs = described.get(gateway.id.as_str())?.iter().filter(|own| own.vpc.as_ref() == Some(&gateway.vpc));
        let interface = theirs.into_iter().find(|own| !named.contains(&&own.id))?;
        Some(Cut {
            kind: DocumentKind::NatGateways,
            id: gateway.id.to_string(),
            member: "NatGatewayAddresses",
            place: place(&inventory.knowledge, interface),
            lacks: interface.id.to_string(),
            evidence: interface.evidence.clone(),
        })
    });
    cut.collect()
}

/// Interfaces of endpoints that lack a group of the endpoint's.
fn groups(inventory: &Inventory) -> Vec<Cut> {
    let of: BTreeMap<&str, &VpcEndpoint> = (inventory.vpc_endpoints.iter())
        .filter(|own| own.kind == EndpointKind::Interface && own.state == EndpointState::Available)
        .flat_map(|endpoint| endpoint.interfaces.iter().map(move |own| (own.as_str(), endpoint)))
        .collect();
    // One that prints no group at all has those of its endpoint.
    let interfaces = inventory.network_interfaces.iter().filter(|own| !own.groups.is_empty());
    let cut = interfaces.filter_map(|interface| {
        let endpoint = of.get(interface.id.as_str())?;
        let group = endpoint.groups.iter().find(|own| !interface.groups.contains(own))?;
        Some(Cut {
            kind: DocumentKind::NetworkInterfaces,
            id: interface.id.to_string(),
            member: "Groups",
            place: place(&inventory.knowledge, interface),
            lacks: group.to_string(),
            evidence: endpoint.evidence.clone(),
        })
    });
    cut.collect()
}
