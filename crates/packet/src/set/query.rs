//! What a diagram holds: one packet, how many, which values of a field, which boxes.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{Id, NOTHING, TERMINAL, last_of};
use super::store::Store;
use crate::address::AddressSet;
use crate::boxes::PacketBox;
use crate::port::PortSet;
use crate::protocol::ProtocolSet;
use crate::ranges::Ranges;

/// One range list for each level.
type Product = [Vec<(u128, u128)>; 5];

impl Store {
    /// The terminal that the packet with these coordinates reaches.
    pub(super) fn terminal(&self, root: Id, coordinates: [u128; 5]) -> Id {
        (0..TERMINAL).zip(coordinates).fold(root, |id, (level, value)| self.child_at(level, id, value))
    }

    /// The coordinates of the lowest packet, fields compared in the order of levels.
    pub(super) fn lowest(&self, root: Id) -> Option<[u128; 5]> {
        if root == NOTHING {
            return None;
        }
        let mut id = root;
        let mut coordinates = [0; 5];
        for (level, value) in (0..TERMINAL).zip(&mut coordinates) {
            if self.level(id) != level {
                continue;
            }
            if let Some((low, _, child)) = self.ranges_at(level, id).find(|(.., child)| *child != NOTHING) {
                (*value, id) = (low, child);
            }
        }
        Some(coordinates)
    }

    /// The number of packets.
    pub(super) fn count(&self, root: Id) -> BigUint {
        let mut counts: FxHashMap<Id, BigUint> = FxHashMap::default();
        // A count covers the levels from the node's own downwards; the levels that an edge skips multiply it.
        let below = |counts: &FxHashMap<Id, BigUint>, level: u8, child: Id| match child {
            NOTHING => BigUint::ZERO,
            _ => (level..self.level(child))
                .map(|skipped| BigUint::from(last_of(skipped)) + 1_u8)
                .fold(counts.get(&child).cloned().unwrap_or_else(|| BigUint::from(1_u8)), |product, size| {
                    product * size
                }),
        };
        for id in self.reachable(root) {
            let level = self.level(id);
            let mut sum = BigUint::ZERO;
            for (low, high, child) in self.ranges_at(level, id).filter(|(.., child)| *child != NOTHING) {
                sum += (BigUint::from(high - low) + 1_u8) * below(&counts, level + 1, child);
            }
            counts.insert(id, sum);
        }
        below(&counts, 0, root)
    }

    /// The values that a field takes in some packet of the set, ascending, possibly touching.
    pub(super) fn values(&self, level: u8, root: Id) -> Vec<(u128, u128)> {
        let mut values = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = vec![root];
        while let Some(id) = pending.pop() {
            if id == NOTHING || !seen.insert(id) {
                continue;
            }
            let own = self.level(id);
            if own > level {
                return vec![(0, last_of(level))];
            }
            if own == level {
                let members = self.ranges_at(level, id).filter(|(.., child)| *child != NOTHING);
                values.extend(members.map(|(low, high, _)| (low, high)));
            } else {
                pending.extend(self.edges_of(id).iter().map(|edge| edge.child));
            }
        }
        values
    }

    /// The set as disjoint products, few and in order.
    pub(super) fn boxes(&self, root: Id) -> Vec<PacketBox> {
        let mut products = Vec::new();
        let mut path = Product::default();
        self.decompose(0, root, &mut path, &mut products);
        let mut boxes: Vec<PacketBox> = products.iter().map(box_of).collect();
        loop {
            let before = boxes.len();
            boxes = merged(boxes);
            if boxes.len() == before {
                break;
            }
        }
        boxes.sort_unstable();
        boxes
    }

    /// One product for each way from the root to the terminal, where all values with the same child are one way.
    fn decompose(&self, level: u8, id: Id, path: &mut Product, products: &mut Vec<Product>) {
        if id == NOTHING {
            return;
        }
        if level == TERMINAL {
            products.push(path.clone());
            return;
        }
        for (child, ranges) in self.ways(level, id) {
            if let Some(place) = path.get_mut(usize::from(level)) {
                *place = ranges;
            }
            self.decompose(level + 1, child, path, products);
        }
    }

    /// The distinct children of a diagram seen from a level, nothing left out, each with all values that lead to it; in
    /// the order of their lowest values.
    pub(super) fn ways(&self, level: u8, id: Id) -> Vec<(Id, Vec<(u128, u128)>)> {
        let mut ways: Vec<(Id, Vec<(u128, u128)>)> = Vec::new();
        let mut places: FxHashMap<Id, usize> = FxHashMap::default();
        for (low, high, child) in self.ranges_at(level, id).filter(|(.., child)| *child != NOTHING) {
            let place = *places.entry(child).or_insert(ways.len());
            match ways.get_mut(place) {
                Some((_, ranges)) => ranges.push((low, high)),
                None => ways.push((child, vec![(low, high)])),
            }
        }
        ways
    }
}

fn box_of([protocols, destinations, sources, destination_ports, source_ports]: &Product) -> PacketBox {
    PacketBox {
        protocols: ProtocolSet(Ranges::from_coordinates(protocols)),
        destinations: AddressSet(Ranges::from_coordinates(destinations)),
        sources: AddressSet(Ranges::from_coordinates(sources)),
        destination_ports: PortSet(Ranges::from_coordinates(destination_ports)),
        source_ports: PortSet(Ranges::from_coordinates(source_ports)),
    }
}

/// Disjoint boxes that differ in one field only become one box; each field is tried once.
fn merged(mut boxes: Vec<PacketBox>) -> Vec<PacketBox> {
    boxes = merged_by(boxes, |item| &mut item.source_ports, PortSet::union);
    boxes = merged_by(boxes, |item| &mut item.destination_ports, PortSet::union);
    boxes = merged_by(boxes, |item| &mut item.sources, AddressSet::union);
    boxes = merged_by(boxes, |item| &mut item.destinations, AddressSet::union);
    merged_by(boxes, |item| &mut item.protocols, ProtocolSet::union)
}

fn merged_by<S: Default + Ord>(
    boxes: Vec<PacketBox>,
    field: impl Fn(&mut PacketBox) -> &mut S,
    union: impl Fn(&S, &S) -> S,
) -> Vec<PacketBox> {
    let mut groups: BTreeMap<PacketBox, S> = BTreeMap::new();
    for mut item in boxes {
        let values = std::mem::take(field(&mut item));
        let together = groups.entry(item).or_default();
        *together = union(together, &values);
    }
    let refilled = groups.into_iter().map(|(mut item, values)| {
        *field(&mut item) = values;
        item
    });
    refilled.collect()
}
