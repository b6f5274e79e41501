//! Differences of documents that go together, as one call of AWS's API makes them, or one thing that breaks.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use hopwise_ecs::Arn;
use hopwise_model::difference::{Part, What, mentions};
use hopwise_model::resource::{Route, RouteDestination, RouteTable, RouteTarget};
use hopwise_model::{Difference, DocumentClass, DocumentKind, Inventory, field_name, for_each_kind};

/// Differences that go together.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What differs: what was done first, then what follows from it.
    pub parts: Vec<Difference>,
    /// Whether it is no change of the network: what it is about was read on one side only.
    pub is_unread: bool,
}

impl Edit {
    /// Makes an inventory what the second one is, in this.
    pub fn apply(&self, inventory: &mut Inventory) {
        self.parts.iter().for_each(|part| part.apply(inventory));
    }
}

/// What of an endpoint says where its interfaces are.
const PLACES: [&str; 3] =
    [field_name!(VpcEndpoint.interfaces), field_name!(VpcEndpoint.subnets), field_name!(VpcEndpoint.in_no_subnet)];

/// What says which subnets a network ACL or a table is for.
const OF_A_SUBNET: [&str; 2] = [field_name!(NetworkAcl.subnets), field_name!(RouteTable.associations)];

/// How the ids of network interfaces begin.
const INTERFACE: &str = "eni-";

/// Everything that differs, by what goes together. Interfaces come and go by thousands: who names one is looked up. What else
/// goes together is asked of each pair.
pub(super) fn edits(before: &Inventory, after: &Inventory) -> Vec<Edit> {
    let all = before.differences(after);
    let unread = unread(&all, [before, after]);
    let mut groups = Groups((0..all.len()).collect());
    let mut naming: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, own) in all.iter().enumerate() {
        for id in own.mentioned(INTERFACE) {
            naming.entry(id).or_default().push(place);
        }
    }
    for (place, own) in all.iter().enumerate() {
        if own.document == DocumentKind::NetworkInterfaces && matches!(own.what, What::Record { .. }) {
            let naming = naming.get(own.id.as_str()).into_iter().flatten();
            naming.filter(|other| **other != place).for_each(|other| groups.join(place, *other));
            continue;
        }
        for (other, with) in all.iter().enumerate() {
            if place != other && follows(own, with, [before, after]) {
                groups.join(place, other);
            }
        }
    }
    for (gone, new) in replaced(&all, [before, after]) {
        groups.join(gone, new);
        let ids: Vec<&str> = [gone, new].iter().filter_map(|own| all.get(*own)).map(|own| own.id.as_str()).collect();
        for (place, own) in all.iter().enumerate() {
            if place != gone && place != new && ids.iter().any(|id| own.mentions(id)) {
                groups.join(place, gone);
            }
        }
    }
    let mut edits: BTreeMap<usize, Edit> = BTreeMap::new();
    for (place, (own, is_unread)) in all.into_iter().zip(unread).enumerate() {
        let edit = edits.entry(groups.head(place)).or_insert_with(|| Edit { parts: Vec::new(), is_unread: false });
        edit.parts.push(own);
        edit.is_unread |= is_unread;
    }
    let mut edits: Vec<Edit> = edits.into_values().collect();
    for edit in &mut edits {
        edit.parts.sort_by_key(order);
    }
    edits
}

/// What is gone, and what is there in its stead by another id, as where a tool deletes something and makes it anew: half of that is
/// nothing that anybody did, and who named the one names the other.
fn replaced(all: &[Difference], [before, after]: [&Inventory; 2]) -> Vec<(usize, usize)> {
    let of = |added: bool, side: &Inventory| -> Vec<(usize, DocumentKind, BTreeSet<String>)> {
        let records =
            all.iter().enumerate().filter(|(_, own)| matches!(own.what, What::Record { added: is } if is == added));
        records
            .map(|(place, own)| (place, own.document, roles(side, own)))
            .filter(|(.., own)| !own.is_empty())
            .collect()
    };
    let (gone, new) = (of(false, before), of(true, after));
    let mut pairs = Vec::new();
    for (place, document, own) in &gone {
        let is_it = |(_, of, its): &&(usize, DocumentKind, BTreeSet<String>)| of == document && !its.is_disjoint(own);
        pairs.extend(new.iter().filter(is_it).map(|(other, ..)| (*place, *other)));
    }
    pairs
}

/// What a thing is there for, whatever its id: nothing of what comes and goes, or is many.
fn roles(side: &Inventory, own: &Difference) -> BTreeSet<String> {
    let id = own.id.as_str();
    match own.document {
        DocumentKind::RouteTables => {
            let found = side.route_tables.iter().find(|own| own.id.as_str() == id);
            let of = |table: &RouteTable| -> BTreeSet<String> {
                let vpc = table.vpc.to_string();
                let subnets = table.associations.iter().filter_map(|own| own.subnet.as_ref()).map(ToString::to_string);
                subnets.chain(table.associations.iter().any(|own| own.main).then_some(vpc)).collect()
            };
            found.map(of).unwrap_or_default()
        }
        DocumentKind::NetworkAcls => {
            let found = side.network_acls.iter().find(|own| own.id.as_str() == id);
            found.into_iter().flat_map(|own| own.subnets.iter().map(ToString::to_string)).collect()
        }
        DocumentKind::SecurityGroups => {
            let found = side.security_groups.iter().find(|own| own.id.as_str() == id);
            found.and_then(|own| Some(format!("{}/{}", own.vpc.as_ref()?, own.name.as_ref()?))).into_iter().collect()
        }
        DocumentKind::NatGateways => {
            let found = side.nat_gateways.iter().find(|own| own.id.as_str() == id);
            found.and_then(|own| own.subnet.as_ref().map(ToString::to_string)).into_iter().collect()
        }
        DocumentKind::VpcEndpoints => {
            let found = side.vpc_endpoints.iter().find(|own| own.id.as_str() == id);
            found.map(|own| format!("{}/{}", own.vpc, own.service_name)).into_iter().collect()
        }
        DocumentKind::Subnets => {
            let found = side.subnets.iter().find(|own| own.id.as_str() == id);
            found.into_iter().flat_map(|own| own.cidrs.iter().map(|cidr| format!("{}/{cidr}", own.vpc))).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// Of each difference, whether it is one of what was read and not one of the network.
fn unread(all: &[Difference], sides: [&Inventory; 2]) -> Vec<bool> {
    let texts = sides.map(|side| LazyCell::new(|| referring(side)));
    let [before, after] = &texts;
    let is_record = |own: &Difference| match own.what {
        What::Record { added } if is_named(own.document) => {
            let (text, side) = if added { (before, sides[0]) } else { (after, sides[1]) };
            is_referred(own, text, side)
        }
        _ => false,
    };
    let is_unread = |own: &Difference| match own.what {
        // What nobody names on the other side was not to be read there.
        What::Knowledge { less, more } if is_named(own.document) => {
            let mut records = all.iter().filter(|other| {
                other.document == own.document
                    && matches!(other.what, What::Record { added } if if added { more } else { less })
            });
            (less || more) && records.any(is_record)
        }
        What::Knowledge { less, more } => less || more,
        What::Record { .. } => is_record(own),
        What::Part { .. } => false,
    };
    all.iter().map(is_unread).collect()
}

/// Whether documents of a kind are asked for one by one, for what others name.
fn is_named(document: DocumentKind) -> bool {
    !document.lists_all() && (document.class() != DocumentClass::Workload || document == DocumentKind::TaskDefinition)
}

macro_rules! naming {
    ({ $side:ident $text:ident } $($(#[$doc:meta])* $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* })*) => {
        $(if !DocumentKind::$kind.leads_to().is_empty() {
            let _ = write!($text, "{:?}", $side.$list);
        })*
    };
}

/// All that names what is asked for one by one.
fn referring(side: &Inventory) -> String {
    let mut text = String::new();
    for_each_kind!(naming { side text });
    text
}

/// Whether a side names what a record is about, which it does not have.
fn is_referred(own: &Difference, text: &str, side: &Inventory) -> bool {
    // The last part of a task definition's ARN is the number of its revision, which any number may be.
    let short = |id: &str| match own.document {
        DocumentKind::TaskDefinition => id.rsplit('/').next().unwrap_or(id).to_owned(),
        _ => Arn::last_part(id).to_owned(),
    };
    let is_there = |id: &str| mentions(text, id) || mentions(text, &short(id));
    match own.id.split_once(" of ") {
        Some((policy, role)) if own.document == DocumentKind::RolePolicy => {
            let mut lists = side.role_policy_names.iter().filter(|own| own.role == role).peekable();
            let is_listed = lists.peek().is_none() || lists.any(|own| own.names.iter().any(|name| name == policy));
            is_there(role) && is_listed
        }
        _ => is_there(&own.id),
    }
}

/// What is done comes before what follows: interfaces and routes change with what they belong to.
fn order(own: &Difference) -> u8 {
    match (own.document, &own.what) {
        (_, What::Knowledge { .. }) | (DocumentKind::Services, What::Part { .. }) => 0,
        (DocumentKind::NetworkInterfaces | DocumentKind::Addresses, _) => 4,
        (DocumentKind::RouteTables, What::Part { name, .. }) if *name == field_name!(RouteTable.routes) => 3,
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
        // A revision comes and goes with who runs it, as an interface does with whose it is.
        (DocumentKind::TaskDefinition, What::Record { .. }) => other.mentions(&own.id),
        (DocumentKind::NetworkInterfaces, What::Part { name, .. }) if *name == field_name!(NetworkInterface.groups) => {
            let is_of = |side: &&Inventory| {
                let mut all = side.vpc_endpoints.iter().filter(|own| own.id.as_str() == other.id);
                all.any(|endpoint| endpoint.interfaces.iter().any(|id| id.as_str() == own.id))
            };
            is_part(other, DocumentKind::VpcEndpoints, &[field_name!(VpcEndpoint.groups)]) && sides.iter().any(is_of)
        }
        (DocumentKind::VpcEndpoints, What::Part { name, .. }) if *name == field_name!(VpcEndpoint.interfaces) => {
            other.id == own.id && is_part(other, DocumentKind::VpcEndpoints, &PLACES)
        }
        (DocumentKind::RouteTables, What::Part { name, before, after }) if *name == field_name!(RouteTable.routes) => {
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
                    let table = is_part(other, DocumentKind::VpcEndpoints, &[field_name!(VpcEndpoint.route_tables)])
                        && other.mentions(&own.id);
                    other.id == endpoint.as_str() && (whole || table)
                }
                _ => false,
            };
            became_void || was.into_iter().chain(is).any(of_endpoint)
        }
        // A subnet has one table and one network ACL: it goes from one to the other.
        (document @ (DocumentKind::NetworkAcls | DocumentKind::RouteTables), What::Part { name, before, after })
            if OF_A_SUBNET.contains(name) =>
        {
            let subnet = before.iter().chain(after).find_map(|part| match part {
                Part::Text(text) => Some(text.as_str()),
                _ => None,
            });
            let is_other = matches!(other.what, What::Record { .. }) || is_part(other, document, &OF_A_SUBNET);
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
