//! Whoever breaks a rule in two networks, compared as sets: of each pair the packets, and the ways that they go.
//!
//! Tasks and their interfaces come and go. One that is on one side only stands for what it is like: a task of its service, an
//! interface of its subnet and groups; it is a difference where nobody like it is on the other side.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_model::Inventory;
use hopwise_packet::{Field, PacketBox, PacketSet, Space};
use hopwise_report::{Breach, Extent, RuleBecame, RuleFinding, RuleReport, RuleResult};

/// What is lost, who sends, and who takes.
type Key = (Option<String>, String, String);

/// What became of a rule on one side.
pub(super) struct Found<'r> {
    pub(super) report: &'r RuleReport,
    /// What stands for tasks and interfaces, where others are like them.
    classes: BTreeMap<String, Option<String>>,
}

/// The pairs that differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differing {
    /// Of whom a rule is violated, or of more packets; with what is new of those of whom it was before.
    added: BTreeMap<Key, Vec<PacketBox>>,
    /// Likewise of whom it is not any more.
    mended: BTreeMap<Key, Vec<PacketBox>>,
    /// Of whom it is violated of the same packets, on another way.
    otherwise: BTreeSet<Key>,
    /// Of whom it was not known.
    known: BTreeSet<Key>,
    /// Of whom it is not known any more.
    not_known: BTreeSet<Key>,
    /// All of them, each by its own names.
    names: BTreeSet<Key>,
}

impl Differing {
    /// What differs between two sides.
    pub(super) fn between(was: &Found<'_>, is: &Found<'_>) -> Self {
        let (added, known) = more(was, is);
        let (mended, not_known) = more(is, was);
        let (before, after) = (was.own(is), is.own(was));
        let is_elsewhere = |(key, own): &(&Key, &Merged<'_>)| {
            let other = before.get(*key);
            let other = other.filter(|other| other.is_violated && own.is_violated && !other.ways.is_empty());
            let is_told = added.contains_key(*key) || mended.contains_key(*key);
            !is_told && own.is_there && other.is_some_and(|other| other.ways != own.ways)
        };
        let otherwise = after.iter().filter(is_elsewhere).map(|(key, _)| key.clone()).collect();
        let mut all = Self { added, mended, otherwise, known, not_known, names: BTreeSet::new() };
        all.names = all.names_of(was, is).chain(all.names_of(is, was)).collect();
        all
    }

    /// What a rule came to that is violated on both sides; none where it is by the same.
    pub(super) fn became(&self) -> Option<RuleBecame> {
        let all = [
            (self.added.is_empty(), RuleBecame::ViolatedMore),
            (self.not_known.is_empty(), RuleBecame::NotKnown),
            (self.known.is_empty(), RuleBecame::Known),
            (self.mended.is_empty(), RuleBecame::ViolatedLess),
            (self.otherwise.is_empty(), RuleBecame::ViolatedOtherwise),
        ];
        all.into_iter().find(|(is_none, _)| !is_none).map(|(_, became)| became)
    }

    /// Whether none of these pairs differs here: each is what it is on the second side.
    pub(super) fn none_of(&self, other: &Self) -> bool {
        // Whom others stand for depends on what both sides have.
        self.names.is_disjoint(&other.names)
    }

    fn has(&self, key: &Key) -> bool {
        let is_in = |own: &BTreeSet<Key>| own.contains(key);
        self.added.contains_key(key)
            || self.mended.contains_key(key)
            || [&self.otherwise, &self.known, &self.not_known].into_iter().any(is_in)
    }

    /// The breaches of one side that differ, by their own names.
    fn names_of(&self, own: &Found<'_>, other: &Found<'_>) -> impl Iterator<Item = Key> {
        let differ = own.breaches().filter(|breach| self.has(&own.key(breach, other).0));
        differ.map(|own| (own.when.clone(), own.from.clone(), own.to.clone()))
    }

    /// The findings of the second side about whom a rule is violated of more.
    pub(super) fn added(&self, was: &Found<'_>, is: &Found<'_>) -> Vec<RuleFinding> {
        findings_of(is, was, |key| self.added.get(key).map(Vec::as_slice))
    }

    /// The findings of the first side about whom a rule was violated of more.
    pub(super) fn mended(&self, was: &Found<'_>, is: &Found<'_>) -> Vec<RuleFinding> {
        findings_of(was, is, |key| self.mended.get(key).map(Vec::as_slice))
    }

    /// The findings of the second side about whom a rule is violated on another way.
    pub(super) fn otherwise(&self, was: &Found<'_>, is: &Found<'_>) -> Vec<RuleFinding> {
        findings_of(is, was, |key| self.otherwise.contains(key).then_some(&[][..]))
    }

    /// The findings of the second side about whom it was not known, or is not any more.
    pub(super) fn open(&self, was: &Found<'_>, is: &Found<'_>) -> Vec<RuleFinding> {
        let is_open = |key: &Key| self.known.contains(key) || self.not_known.contains(key);
        findings_of(is, was, |key| is_open(key).then_some(&[][..]))
    }
}

/// The findings of one side about some pairs, of these alone, without their answers.
fn findings_of<'p>(
    own: &Found<'_>,
    other: &Found<'_>,
    which: impl Fn(&Key) -> Option<&'p [PacketBox]>,
) -> Vec<RuleFinding> {
    let mut all = Vec::new();
    for finding in &own.report.findings {
        let (mut from, mut packets): (Vec<&str>, Vec<&PacketBox>) = (Vec::new(), Vec::new());
        let mut is_whole = true;
        for breach in &finding.breaches {
            let Some(new) = which(&own.key(breach, other).0) else { continue };
            let (own, is_all) = of_breach(breach, new);
            if !new.is_empty() && own.is_empty() {
                continue;
            }
            is_whole &= is_all;
            packets.extend(own);
            if !from.contains(&breach.from.as_str()) {
                from.push(&breach.from);
            }
        }
        if !from.is_empty() {
            let of_these = finding.only_from(&from);
            all.push(if is_whole { of_these } else { of_these.with_packets(&packets) });
        }
    }
    all
}

/// Which of some packets of a pair a breach is about, wherever they go, and whether it is about no others.
fn of_breach<'p>(breach: &Breach, some: &'p [PacketBox]) -> (Vec<&'p PacketBox>, bool) {
    let Extent::Packets { broken, .. } = &breach.extent else { return (some.iter().collect(), true) };
    let space = Space::new();
    let set = |boxes: &[PacketBox]| PacketSet::from_boxes(&space, boxes).forget(Field::Destination);
    let (broken, all) = (set(broken), set(some));
    let own = some.iter().filter(|own| set(std::slice::from_ref(*own)).overlaps(&broken));
    (own.collect(), some.is_empty() || broken.is_subset(&all))
}

/// All breaches of one pair.
#[derive(Default)]
struct Merged<'r> {
    is_violated: bool,
    /// Whether both are there on both sides.
    is_there: bool,
    extents: Vec<&'r Extent>,
    ways: BTreeSet<&'r [String]>,
}

impl<'r> Merged<'r> {
    fn add(&mut self, breach: &'r Breach, is_there: bool) {
        let is_violated = breach.result == RuleResult::Violated;
        self.is_violated |= is_violated;
        self.is_there = is_there;
        self.extents.push(&breach.extent);
        if is_violated {
            self.ways.extend(breach.ways.iter().map(Vec::as_slice));
        }
    }

    fn is_whole(&self) -> bool {
        self.extents.contains(&&Extent::Whole)
    }

    fn boxes(&self) -> [Vec<&'r PacketBox>; 3] {
        let mut all = [Vec::new(), Vec::new(), Vec::new()];
        for extent in &self.extents {
            if let Extent::Packets { asked, broken, open } = extent {
                for (all, own) in all.iter_mut().zip([asked, broken, open]) {
                    all.extend(own);
                }
            }
        }
        all
    }
}

/// How much more one side has of a pair than the other.
enum More {
    Nothing,
    /// These packets; none are named of steps of tasks.
    Of(Vec<PacketBox>),
    /// What may be no more.
    Perhaps,
}

impl Merged<'_> {
    /// How much more this is than it was.
    fn than(&self, was: &Self) -> More {
        if !self.is_violated {
            return More::Nothing;
        }
        if !was.is_violated {
            return More::Perhaps;
        }
        let ([asked, broken, _], [was_asked, was_broken, was_open]) = (self.boxes(), was.boxes());
        if broken.is_empty() || was_asked.is_empty() {
            return if self.is_whole() && !was.is_whole() { More::Of(Vec::new()) } else { More::Nothing };
        }
        let space = Space::new();
        let set = |boxes: &[&PacketBox]| PacketSet::from_boxes(&space, boxes.iter().copied());
        // On both sides the rule asks the same protocols and ports, of which nothing is kept where it holds; whom it asks may differ.
        let [asked, was_asked] =
            [set(&asked), set(&was_asked)].map(|own| own.forget(Field::Protocol).forget(Field::DestinationPort));
        // Whoever has other addresses is still the same.
        let is_moved = !asked.overlaps(&was_asked);
        let seen = |own: PacketSet| if is_moved { own.forget(Field::Destination) } else { own };
        let [broken, was_broken, was_open] = [&broken, &was_broken, &was_open].map(|own| seen(set(own)));
        let more = broken.intersection(&seen(was_asked)).difference(&was_broken);
        let sure = more.difference(&was_open);
        match (more.is_empty(), sure.is_empty()) {
            (true, _) => More::Nothing,
            (false, true) => More::Perhaps,
            (false, false) => More::Of(sure.boxes()),
        }
    }
}

/// The pairs of which a rule is violated on the second side and not on the first, or of more; and those of which that is not
/// known of the first.
fn more(was: &Found<'_>, is: &Found<'_>) -> (BTreeMap<Key, Vec<PacketBox>>, BTreeSet<Key>) {
    let (mut added, mut open) = (BTreeMap::new(), BTreeSet::new());
    let before = was.all();
    // What was not known of nobody in particular may have been of anybody.
    let vague = |own: &Found<'_>| {
        let vague = own.report.findings.iter().filter(|own| own.breaches.is_empty());
        vague.map(|own| own.message.clone()).collect::<BTreeSet<String>>()
    };
    let was_vague = was.report.more_findings > 0 || !vague(was).is_subset(&vague(is));
    for (key, own) in is.own(was) {
        if !own.is_violated {
            continue;
        }
        match before.get(&key).map(|was| own.than(was)) {
            None if was_vague => {
                open.insert(key);
            }
            None => {
                added.insert(key, Vec::new());
            }
            Some(More::Of(packets)) => {
                added.insert(key, packets);
            }
            Some(More::Perhaps) => {
                open.insert(key);
            }
            Some(More::Nothing) => {}
        }
    }
    (added, open)
}

impl<'r> Found<'r> {
    pub(super) fn new(inventory: &Inventory, report: &'r RuleReport) -> Self {
        // What does not differ by pairs is not compared by them.
        let is_violated = report.result == RuleResult::Violated;
        Self { report, classes: if is_violated { classes(inventory) } else { BTreeMap::new() } }
    }

    fn class(&self, name: &str) -> Option<&str> {
        self.classes.get(name)?.as_deref()
    }

    fn breaches(&self) -> impl Iterator<Item = &'r Breach> {
        self.report.findings.iter().flat_map(|own| &own.breaches)
    }

    /// Whom a breach is about, and whether both are there on the other side.
    fn key(&self, breach: &Breach, other: &Found<'_>) -> (Key, bool) {
        let name = |name: &str| match self.class(name) {
            Some(class) if !other.classes.contains_key(name) => (class.to_owned(), false),
            _ => (name.to_owned(), true),
        };
        let ((from, is_from), (to, is_to)) = (name(&breach.from), name(&breach.to));
        ((breach.when.clone(), from, to), is_from && is_to)
    }

    /// The breaches of each pair.
    fn own(&self, other: &Found<'_>) -> BTreeMap<Key, Merged<'r>> {
        let mut all: BTreeMap<Key, Merged<'r>> = BTreeMap::new();
        for breach in self.breaches() {
            let (key, is_there) = self.key(breach, other);
            all.entry(key).or_default().add(breach, is_there);
        }
        all
    }

    /// The breaches of each pair, and of whoever is like them.
    fn all(&self) -> BTreeMap<Key, Merged<'r>> {
        let mut all: BTreeMap<Key, Merged<'r>> = BTreeMap::new();
        for breach in self.breaches() {
            let names = |name: &str| std::iter::once(name.to_owned()).chain(self.class(name).map(str::to_owned));
            for from in names(&breach.from) {
                for to in names(&breach.to) {
                    all.entry((breach.when.clone(), from.clone(), to)).or_default().add(breach, true);
                }
            }
        }
        all
    }
}

/// The tasks and interfaces of an inventory, each with what stands for it where others are like it.
fn classes(inventory: &Inventory) -> BTreeMap<String, Option<String>> {
    let mut all: BTreeMap<String, Option<String>> = BTreeMap::new();
    for own in &inventory.network_interfaces {
        let groups: BTreeSet<&str> = own.groups.iter().map(AsRef::as_ref).collect();
        let class = format!("{} {}", own.subnet, groups.into_iter().collect::<Vec<_>>().join(" "));
        all.insert(own.id.to_string(), Some(class));
    }
    for own in &inventory.tasks {
        all.insert(format!("task {}", own.short_id()), own.group.clone());
        if let (Some(interface), Some(group)) = (&own.interface, &own.group) {
            all.insert(interface.to_string(), Some(group.clone()));
        }
    }
    all
}
