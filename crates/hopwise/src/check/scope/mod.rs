//! Scopes of AWS's Network Access Analyzer: every path that matches a condition and no exclusion is a violation.
//!
//! A path is of packets over TCP or UDP and IPv4, and goes one way: whether they are answered does not matter (Network Access
//! Analyzer guide, how it works). Each sender's packets are cut into parts of which each header statement is either true or
//! not, each part is walked, and each flow is a path or none. What is said of one is true, not true, or not known; where that
//! matters, the rule is undetermined.

mod begin;
mod elsewhere;
mod ends;
mod header;
mod path;
mod peering;
mod three_valued;

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use hopwise_engine::{Answer, AnswerKind, End, Flow, Question, Reach, Resolution, Trace, Verdict};
use hopwise_explain::{Leak, confirm};
use hopwise_model::design::Wanted;
use hopwise_model::{Gap, Leg};
use hopwise_packet::{PacketBox, Protocol, ProtocolSet};
use hopwise_report::{RuleFinding, RuleResult, Traced, assumptions, scope_words};
use hopwise_rules::{AccessScope, Resources, ScopePath};

use super::{Checked, broken};
use crate::error::Error;
use crate::network::Network;
use crate::property::are_to_start;
use begin::{Begin, Targets};
use ends::{Side, Standing};
use header::{Cell, Conditions};
use path::Path;
use peering::Peering;
use three_valued::{all, any};

/// Whether no path is a finding of a scope.
pub(super) fn rule(network: &Network, scope: &AccessScope) -> Checked {
    let texts = |paths: &[ScopePath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    let property = scope_words::property(&texts(&scope.matches), &texts(&scope.excludes));
    let (checked, found, open) = (Checked::new(network, property), HashMap::new(), Vec::new());
    let mut asked = Asked { network, scope, checked, found, open };
    asked.checked.assume(assumptions(&BTreeSet::new()));
    asked.checked.assume(vec![scope_words::ONE_WAY.to_owned()]);
    asked.checked.assume(are_to_start(network).then(|| scope_words::TO_START.to_owned()).into_iter().collect());
    if !ends::knows_interfaces(network.design(), &scope.matches) {
        asked.unknown(scope_words::cut_short());
    }
    let begins = begin::all(network.design());
    for path in &scope.matches {
        asked.matching(path, &begins);
    }
    asked.checked
}

/// A scope being asked.
struct Asked<'n> {
    network: &'n Network,
    scope: &'n AccessScope,
    checked: Checked,
    /// The ends and the way of the paths that were told, and whether each is certain; with the place of its finding.
    found: HashMap<(String, String, Vec<String>, bool), usize>,
    /// What is not known and was told.
    open: Vec<Gap>,
}

impl Asked<'_> {
    fn unknown(&mut self, message: String) {
        self.checked.asked += 1;
        self.checked.add(RuleFinding::without_answer(message));
    }

    fn all_unknown(&mut self, messages: Vec<String>) {
        for message in messages {
            self.unknown(message);
        }
    }

    /// The paths of which one condition is true.
    fn matching(&mut self, path: &ScopePath, begins: &[Begin]) {
        let Some(path) = self.decidable(path) else { return };
        let (design, before) = (self.network.design(), self.checked.asked);
        let targets = Targets::of(design, path.destination.resource_statement.as_ref());
        for begin in begins {
            match begin.is_one_of(design, path.source.resource_statement.as_ref()) {
                Some(true) => self.from(&path, begin, &targets),
                Some(false) => {}
                None => self.unknown(scope_words::undecided(&begin.id(design), None, &path.to_string())),
            }
        }
        // That nobody is there was asked, too.
        self.checked.asked += usize::from(self.checked.asked == before);
    }

    /// A condition without what is excluded as a whole, and without the resources at its ends of which nothing can be said,
    /// each of which is told; none if nothing is left.
    fn decidable(&mut self, path: &ScopePath) -> Option<ScopePath> {
        let is_excluded = |path: &ScopePath| self.scope.excludes.iter().any(|exclude| exclude.covers(path));
        if is_excluded(path) {
            self.checked.asked += 1;
            return None;
        }
        let (mut path, mut unknown) = (path.clone(), Vec::new());
        for side in [Side::Source, Side::Destination] {
            let named = side.of(&mut path).resource_statement.take();
            let mut left = Vec::new();
            for one in named.as_ref().unwrap_or(&side.anybody()).each() {
                side.of(&mut path).resource_statement = Some(one.clone());
                match ends::standing(self.network.design(), side, &one) {
                    _ if is_excluded(&path) => {}
                    Standing::Unknown(_) if side == Side::Source && elsewhere::are_entrances(&one) => {
                        unknown.extend(self.coming_in(&path, &one));
                    }
                    Standing::Decidable => left.push(one),
                    Standing::Nobody => {}
                    Standing::Unknown(message) => unknown.push(message),
                }
            }
            side.of(&mut path).resource_statement = named.as_ref().and_then(|_| Resources::of_all(left.clone()));
            if named.is_some() && left.is_empty() {
                self.checked.asked += usize::from(unknown.is_empty());
                self.all_unknown(unknown);
                return None;
            }
        }
        self.all_unknown(unknown);
        Some(path)
    }

    /// What is not known of packets that come in by something that is not followed from; none where nothing lets them in.
    fn coming_in(&mut self, path: &ScopePath, by: &Resources) -> Option<String> {
        let targets = Targets::of(self.network.design(), path.destination.resource_statement.as_ref());
        if let Some(peering) = Peering::of(self.network.design(), by) {
            let entry = peering.first_entry(self.network, targets.interfaces());
            return entry.map(|own| scope_words::coming_in_from(&by.to_string(), &own.from, &own.to));
        }
        self.checked.assume(vec![scope_words::FROM_OUTSIDE.to_owned()]);
        let open = elsewhere::first_open(self.network, targets.interfaces());
        open.map(|interface| scope_words::coming_in(&by.to_string(), &interface))
    }

    /// The paths of a condition from where they begin.
    fn from(&mut self, path: &ScopePath, begin: &Begin, targets: &Targets) {
        let design = self.network.design();
        let (sources, destinations) = (begin.sources(design), targets.from(design, begin));
        let conditions = match Conditions::of(design, begin, path, &self.scope.excludes) {
            Ok(conditions) => conditions,
            Err(list) => return self.unknown(scope_words::prefix_list(&list)),
        };
        let protocols = ProtocolSet::single(Protocol::TCP).union(&ProtocolSet::single(Protocol::UDP));
        let packets = PacketBox::any().protocols(protocols).from(sources).to(destinations);
        for cell in conditions.cells(&packets) {
            if any(self.excluded(begin, &cell, None)) != Some(true) {
                self.walk(path, begin, &cell);
            }
        }
    }

    fn walk(&mut self, path: &ScopePath, begin: &Begin, cell: &Cell) {
        let source = begin.source();
        let question = Question { source: source.clone(), packets: cell.packets.clone(), wanted: Wanted::Anyone };
        for flow in self.network.engine().trace(&question).flows {
            self.checked.asked += 1;
            if let Err(error) = confirm(self.network.design(), &source, &flow) {
                self.unknown(Error::from(error).to_string());
                continue;
            }
            self.flow(path, begin, cell, &flow);
        }
    }

    /// Whether each exclusion is true of packets: of all their paths, or of one.
    fn excluded(&self, begin: &Begin, cell: &Cell, path: Option<&Path<'_>>) -> Vec<Option<bool>> {
        let design = self.network.design();
        let one = |(exclude, header): (&ScopePath, &header::Truth)| {
            let ends = match path {
                Some(path) => path.is_of(design, exclude),
                None if exclude.destination.resource_statement.is_none() && exclude.through_resources.is_empty() => {
                    Some(true)
                }
                None => None,
            };
            let begins = begin.is_one_of(design, exclude.source.resource_statement.as_ref());
            all([begins, ends, header.of(path)])
        };
        self.scope.excludes.iter().zip(&cell.excludes).map(one).collect()
    }

    fn flow(&mut self, condition: &ScopePath, begin: &Begin, cell: &Cell, flow: &Flow) {
        for path in Path::all(self.network.design(), begin, flow) {
            self.path(condition, begin, cell, flow, &path);
        }
    }

    fn path(&mut self, condition: &ScopePath, begin: &Begin, cell: &Cell, flow: &Flow, path: &Path<'_>) {
        let design = self.network.design();
        let matches = all([path.is_of(design, condition), cell.own.of(Some(path))]);
        let excluded = self.excluded(begin, cell, Some(path));
        let is_certain = match all([matches, any(excluded.iter().copied()).map(|own| !own)]) {
            Some(false) => return,
            found => found.is_some(),
        };
        if is_certain {
            self.checked.leak(vec![leak(condition, begin, cell, flow)]);
        }
        let (from, to) = (begin.id(design), path.end_id(design));
        let hops: Vec<String> = flow.forward.iter().map(|hop| hop.id.clone()).collect();
        let result = if is_certain { RuleResult::Violated } else { RuleResult::Undetermined };
        let breach = broken::of_path(result, (&from, &to), (&cell.packets, flow));
        // What is not known is told once for all packets that it concerns; a path once for all parts of its packets.
        let is_repeated = match &flow.end {
            End::Undetermined { leg: Leg::Forward, gap } if !is_certain => {
                let is_repeated = self.open.contains(gap);
                self.open.push(gap.clone());
                is_repeated
            }
            _ => {
                let own = (from.clone(), to.clone(), hops, is_certain);
                let next = self.checked.findings.len();
                match self.found.entry(own) {
                    Entry::Vacant(entry) => {
                        entry.insert(next);
                        false
                    }
                    Entry::Occupied(entry) => {
                        // Where it was not kept, what is there is another one, of which this is not so.
                        let known = self.checked.findings.get_mut(*entry.get());
                        if let Some(known) = known.filter(|own| own.breaches.iter().any(|own| own.is_of(&breach))) {
                            known.breaches.push(breach);
                            return;
                        }
                        true
                    }
                }
            }
        };
        if is_repeated {
            return;
        }
        let whose = if matches.is_none() {
            condition.to_string()
        } else {
            let open = self.scope.excludes.iter().zip(excluded).filter(|(_, own)| own.is_none());
            open.map(|(exclude, _)| exclude.to_string()).collect::<Vec<_>>().join("; ")
        };
        let reason = path.arrives().then(|| scope_words::undecided(&from, Some(&to), &whose));
        let is_followed = !matches!(flow.end, End::Undetermined { leg: Leg::Forward, .. });
        let answer = self.network.report_of_trace(traced(from, to, flow.clone()));
        let mut finding = RuleFinding::of_trace(result, true, answer);
        if let Some(reason) = reason.filter(|_| !is_certain) {
            finding.message = reason;
        }
        if is_certain && !is_followed {
            // What lies behind the gateway does not matter.
            finding.answer = None;
        }
        finding.breaches = vec![breach];
        self.checked.add(finding);
    }
}

/// A flow as one to be closed.
fn leak(condition: &ScopePath, begin: &Begin, cell: &Cell, flow: &Flow) -> Leak {
    let by_place = |resources: Option<&Resources>| resources.is_none_or(|own| !ends::is_one_by_one(own));
    Leak {
        source: begin.source(),
        packets: cell.packets.clone(),
        flow: flow.clone(),
        source_by_place: by_place(condition.source.resource_statement.as_ref()),
        destination_by_place: by_place(condition.destination.resource_statement.as_ref()),
    }
}

/// A flow as an answer of its own.
fn traced(from: String, to: String, flow: Flow) -> Traced {
    let answer = Answer::new(AnswerKind::Literal, flow.destinations.clone());
    let resolution = Resolution { answers: vec![answer.clone()], ..Resolution::new(&to) };
    let (verdict, block) = (flow.verdict(), flow.block().cloned());
    let block = block.filter(|_| verdict == Verdict::Blocked);
    let reach = Reach { resolution, traces: vec![(answer, Trace { flows: vec![flow] })], verdict, block };
    let source_ports = hopwise_packet::PortSet::all().to_string();
    Traced { from, to, service: None, named: false, source_ports, reach, plans: Vec::new(), by_interface: None }
}
