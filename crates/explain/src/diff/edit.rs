//! Differences of documents that go together, as one call of AWS's API makes them, or one thing that breaks.

use std::collections::BTreeMap;

use hopwise_model::difference::{Part, What};
use hopwise_model::resource::{Route, RouteDestination, RouteTarget};
use hopwise_model::{Difference, DocumentKind, Inventory};

/// Differences that go together.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What differs: what was done first, then what follows from it.
    pub parts: Vec<Difference>,
}

impl Edit {
    /// Makes an inventory what the second one is, in this.
    pub fn apply(&self, inventory: &mut Inventory) {
        self.parts.iter().for_each(|part| part.apply(inventory));
    }
}

/// Everything that differs, by what goes together.
pub(super) fn edits(before: &Inventory, after: &Inventory) -> Vec<Edit> {
    let all = before.differences(after);
    let mut groups = Groups((0..all.len()).collect());
    for (place, own) in all.iter().enumerate() {
        for (other, with) in all.iter().enumerate() {
            if place != other && follows(own, with, [before, after]) {
                groups.join(place, other);
            }
        }
    }
    let mut edits: BTreeMap<usize, Vec<Difference>> = BTreeMap::new();
    for (place, own) in all.into_iter().enumerate() {
        edits.entry(groups.head(place)).or_default().push(own);
    }
    let sorted = edits.into_values().map(|mut parts| {
        parts.sort_by_key(order);
        Edit { parts }
    });
    sorted.collect()
}

/// What is done comes before what follows: interfaces and routes change with what they belong to.
fn order(own: &Difference) -> u8 {
    match (own.document, &own.what) {
        (_, What::Knowledge { .. }) => 0,
        (DocumentKind::NetworkInterfaces | DocumentKind::Addresses, _) => 4,
        (DocumentKind::RouteTables, What::Part { name: "routes", .. }) => 3,
        (_, What::Record { .. }) => 1,
        _ => 2,
    }
}

/// Whether a difference is not made without another one.
fn follows(own: &Difference, other: &Difference, sides: [&Inventory; 2]) -> bool {
    let is_part = |own: &Difference, document: DocumentKind, names: &[&str]| {
        own.document == document && matches!(own.what, What::Part { name, .. } if names.contains(&name))
    };
    match (own.document, &own.what) {
        // What is not known any more is not gone.
        (document, What::Knowledge { less, more }) => match other.what {
            What::Record { added } if other.document == document => (*less && !added) || (*more && added),
            _ => false,
        },
        // An interface comes and goes with whose it is, a revision with who runs it.
        (DocumentKind::NetworkInterfaces | DocumentKind::TaskDefinition, What::Record { .. }) => {
            other.mentions(&own.id)
        }
        (DocumentKind::NetworkInterfaces, What::Part { name: "groups", .. }) => {
            let is_of = |side: &&Inventory| {
                let mut all = side.vpc_endpoints.iter().filter(|own| own.id.as_str() == other.id);
                all.any(|endpoint| endpoint.interfaces.iter().any(|id| id.as_str() == own.id))
            };
            is_part(other, DocumentKind::VpcEndpoints, &["groups"]) && sides.iter().any(is_of)
        }
        (DocumentKind::VpcEndpoints, What::Part { name: "interfaces", .. }) => {
            other.id == own.id && is_part(other, DocumentKind::VpcEndpoints, &["interfaces", "subnets", "in_no_subnet"])
        }
        (DocumentKind::RouteTables, What::Part { name: "routes", before, after }) => {
            let (was, is) = (route(before.as_ref()), route(after.as_ref()));
            // What leads to something that is gone drops packets, and was not changed by anybody.
            let became_void = match (was, is) {
                (Some(was), Some(is)) => was.target == is.target && was.state != is.state && other.id == is.target.id(),
                _ => false,
            };
            // AWS makes and takes the routes of gateway endpoints.
            let of_endpoint = |route: &Route| match (&route.destination, &route.target) {
                (RouteDestination::PrefixList(_), RouteTarget::VpcEndpoint(endpoint)) => {
                    let whole = matches!(other.what, What::Record { .. });
                    let table =
                        is_part(other, DocumentKind::VpcEndpoints, &["route_tables"]) && other.mentions(&own.id);
                    other.id == endpoint.as_str() && (whole || table)
                }
                _ => false,
            };
            became_void || was.into_iter().chain(is).any(of_endpoint)
        }
        // A subnet has one table and one network ACL: it goes from one to the other.
        (document @ DocumentKind::NetworkAcls, What::Part { name: "subnets", before, after })
        | (document @ DocumentKind::RouteTables, What::Part { name: "associations", before, after }) => {
            let subnet = before.iter().chain(after).find_map(|part| match part {
                Part::Text(text) => Some(text.as_str()),
                _ => None,
            });
            let is_other = matches!(other.what, What::Record { .. })
                || is_part(other, document, &["subnets", "associations"]) && other.document == document;
            other.document == document && is_other && subnet.is_some_and(|subnet| other.mentions(subnet))
        }
        _ => false,
    }
}

fn route(part: Option<&Part>) -> Option<&Route> {
    match part {
        Some(Part::Route(route)) => Some(route),
        _ => None,
    }
}

/// Which of some belong together, by the first of them.
struct Groups(Vec<usize>);

impl Groups {
    fn head(&self, place: usize) -> usize {
        let mut own = place;
        while let Some(next) = self.0.get(own).copied().filter(|next| *next != own) {
            own = next;
        }
        own
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.head(one), self.head(other));
        if let Some(own) = self.0.get_mut(one.max(other)) {
            *own = one.min(other);
        }
    }
}
