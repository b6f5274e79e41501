//! Diagrams from boxes: the union of many, and which of a list holds a packet first.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::apply::Binary;
use super::marks::last_mark;
use super::node::{EVERYTHING, Id, NOTHING, TERMINAL, last_of};
use super::store::Store;
use crate::boxes::PacketBox;

/// A box, and the terminal that its packets reach.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) packets: &'a PacketBox,
    pub(super) terminal: Id,
}

impl<'a> Part<'a> {
    /// The packets of a box.
    pub(super) fn new(packets: &'a PacketBox) -> Self {
        Self { packets, terminal: EVERYTHING }
    }

    /// Whether every value of a level's field is in the box.
    fn is_free(&self, level: u8) -> bool {
        match level {
            0 => self.packets.protocols.is_all(),
            1 => self.packets.destinations.is_all(),
            2 => self.packets.sources.is_all(),
            3 => self.packets.destination_ports.is_all(),
            _ => self.packets.source_ports.is_all(),
        }
    }

    /// Adds the ranges of the level's field, which is none of the ports, to `ranges`, each with this part's place.
    fn ranges(&self, level: u8, place: usize, ranges: &mut Vec<Range>) {
        let mut add = |(low, high)| ranges.push(Range { low, high, part: place });
        match level {
            0 => self.packets.protocols.0.coordinates().for_each(&mut add),
            1 => self.packets.destinations.0.coordinates().for_each(&mut add),
            _ => self.packets.sources.0.coordinates().for_each(&mut add),
        }
    }
}

/// Values of one field that a part holds.
#[derive(Clone, Copy)]
struct Range {
    low: u128,
    high: u128,
    part: usize,
}

impl Store {
    /// The packets of each part, led to its terminal; where parts overlap, to the first of theirs.
    pub(super) fn union_of(&mut self, level: u8, parts: &[Part]) -> Id {
        /// From here on diagrams are small, and ranges cross: joining diagrams pair by pair is the better way.
        const PORTS: u8 = 3;
        match parts {
            [] => return NOTHING,
            [part] => return self.product_from(level, part),
            _ => {}
        }
        if level >= PORTS {
            let diagrams = parts.iter().map(|part| self.product_from(level, part)).collect();
            return self.union_all(diagrams);
        }
        // Most lists name addresses of one end alone.
        let is_free = parts.iter().filter(|part| part.is_free(level)).count();
        if is_free == parts.len() {
            return self.union_of(level + 1, parts);
        }
        if is_free == 0 {
            return self.sweep(level, parts);
        }
        let (free, bound): (Vec<Part>, Vec<Part>) = parts.iter().partition(|part| part.is_free(level));
        let (rest, swept) = (self.union_of(level + 1, &free), self.sweep(level, &bound));
        self.apply(Binary::Union, swept, rest)
    }

    /// A sweep along the axis of a level's field, over ranges most of which contain each other or are disjoint, as
    /// prefixes do: then each range costs one union of what is below it with what encloses it. Ranges that cross
    /// another are left to a sweep of their own.
    fn sweep(&mut self, level: u8, parts: &[Part]) -> Id {
        let mut ranges = Vec::with_capacity(parts.len());
        for (place, part) in parts.iter().enumerate() {
            part.ranges(level, place, &mut ranges);
        }
        ranges.sort_unstable_by_key(|range| (range.low, Reverse(range.high), range.part));
        // Parts of one range each are met once.
        let single = if ranges.len() > parts.len() { vec![None; parts.len()] } else { Vec::new() };
        let mut below = Below { parts, level: level + 1, single, many: FxHashMap::default() };
        let mut layers = Vec::new();
        while !ranges.is_empty() {
            let (layer, crossing) = self.layer(level, &ranges, &mut below);
            layers.push(layer);
            ranges = crossing;
        }
        self.union_all(layers)
    }

    /// The diagram of those of the ranges, ascending and the widest first, that cross none before them; and the others.
    fn layer(&mut self, level: u8, ranges: &[Range], below: &mut Below) -> (Id, Vec<Range>) {
        let mut crossing = Vec::new();
        // The ranges around the present place, the innermost last, each with everything that holds there.
        let mut open: Vec<(u128, Id)> = Vec::new();
        let start = self.scratch.len();
        let mut next = 0;
        for same in ranges.chunk_by(|one, other| (one.low, one.high) == (other.low, other.high)) {
            let Some(&Range { low, high, .. }) = same.first() else { continue };
            while let Some(&(end, diagram)) = open.last()
                && end < low
            {
                open.pop();
                if next <= end {
                    self.push_to(level, start, end, diagram);
                    next = end + 1;
                }
            }
            let around = open.last().copied();
            if around.is_some_and(|(end, _)| high > end) {
                crossing.extend_from_slice(same);
                continue;
            }
            let around = around.map_or(NOTHING, |(_, diagram)| diagram);
            if next < low {
                self.push_to(level, start, low - 1, around);
                next = low;
            }
            let own = below.diagram(self, same);
            let diagram = self.apply(Binary::Union, around, own);
            open.push((high, diagram));
        }
        let last = last_of(level);
        let mut ended = false;
        while let Some((end, diagram)) = open.pop() {
            if !ended && next <= end {
                self.push_to(level, start, end, diagram);
                ended = end == last;
                next = end.saturating_add(1);
            }
        }
        if !ended {
            self.push(start, last_mark(level), NOTHING);
        }
        (self.finish(level, start), crossing)
    }

    /// The diagram of a part seen from a level: the fields above are taken as decided.
    fn product_from(&mut self, level: u8, part: &Part) -> Id {
        if part.packets.is_empty() {
            return NOTHING;
        }
        let PacketBox { protocols, destinations, sources, destination_ports, source_ports } = part.packets;
        let mut below = part.terminal;
        for own in (level..TERMINAL).rev().filter(|own| !part.is_free(*own)) {
            below = match own {
                0 => self.chain(own, protocols.0.coordinates(), below),
                1 => self.chain(own, destinations.0.coordinates(), below),
                2 => self.chain(own, sources.0.coordinates(), below),
                3 => self.chain(own, destination_ports.0.coordinates(), below),
                _ => self.chain(own, source_ports.0.coordinates(), below),
            };
        }
        below
    }

    /// The diagram of a product.
    pub(super) fn product(&mut self, part: &Part) -> Id {
        self.product_from(0, part)
    }

    /// The union of many diagrams, pair by pair, so that each is walked a logarithmic number of times.
    pub(super) fn union_all(&mut self, mut diagrams: Vec<Id>) -> Id {
        diagrams.sort_unstable();
        diagrams.dedup();
        while diagrams.len() > 1 {
            let pairs = diagrams.len().div_ceil(2);
            for place in 0..pairs {
                let at = |place: usize| diagrams.get(place).copied().unwrap_or(NOTHING);
                let both = self.apply(Binary::Union, at(2 * place), at(2 * place + 1));
                if let Some(own) = diagrams.get_mut(place) {
                    *own = both;
                }
            }
            diagrams.truncate(pairs);
        }
        diagrams.first().copied().unwrap_or(NOTHING)
    }
}

/// The diagrams of parts below the level that is swept, each built once.
struct Below<'a> {
    parts: &'a [Part<'a>],
    level: u8,
    /// Those of single parts; empty where none is met twice.
    single: Vec<Option<Id>>,
    many: FxHashMap<Vec<usize>, Id>,
}

impl Below<'_> {
    /// What is below ranges that are equal.
    fn diagram(&mut self, store: &mut Store, ranges: &[Range]) -> Id {
        if let [range] = ranges {
            let Some(part) = self.parts.get(range.part) else { return NOTHING };
            return match self.single.get_mut(range.part) {
                Some(known) => *known.get_or_insert_with(|| store.product_from(self.level, part)),
                None => store.product_from(self.level, part),
            };
        }
        if self.single.is_empty() {
            let parts: Vec<Part> = ranges.iter().filter_map(|range| self.parts.get(range.part)).copied().collect();
            return store.union_of(self.level, &parts);
        }
        let places: Vec<usize> = ranges.iter().map(|range| range.part).collect();
        if let Some(known) = self.many.get(&places) {
            return *known;
        }
        let parts: Vec<Part> = places.iter().filter_map(|place| self.parts.get(*place)).copied().collect();
        let diagram = store.union_of(self.level, &parts);
        self.many.insert(places, diagram);
        diagram
    }
}
