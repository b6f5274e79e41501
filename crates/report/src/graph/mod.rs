//! What was understood of a network, drawn: places, and the moves of packets between them.

mod dot;
mod folding;
mod mermaid;
mod node;
mod text;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{self, Write};

use hopwise_engine::{Graph, Move, Place};
use hopwise_model::design::{Design, Ix, Vpc};
use serde::Serialize;

use crate::report::{SCHEMA_VERSION, Warning};
use folding::{Folding, Key, ends, is_shown};

/// How many destinations of routes are written at an edge; of more, how many there are.
const DESTINATIONS: usize = 3;

/// What is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Every VPC as one place, and what joins them to each other and to the internet.
    Overview,
    /// One VPC, and what its packets leave it by.
    Vpc(Ix<Vpc>),
    /// One place, where its packets may go next, and from where packets come to it.
    Around(Place),
}

impl Area {
    /// The only VPC of a design, or all of them in small.
    #[must_use]
    pub fn of(design: &Design) -> Self {
        let mut all = design.vpcs.indices();
        match (all.next(), all.next()) {
            (Some(only), None) => Self::Vpc(only),
            _ => Self::Overview,
        }
    }

    /// What an id stands for: a VPC, or a place. None where nothing has the id. O(log n), and O(a) for a attachments.
    #[must_use]
    pub fn around(design: &Design, id: &str) -> Option<Self> {
        Some(match folding::place(design, id)? {
            Place::Vpc(vpc) => Self::Vpc(vpc),
            place => Self::Around(place),
        })
    }
}

/// The answer of `graph`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphReport {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// `graph`.
    pub command: &'static str,
    /// What was asked for, where something was.
    pub around: Option<String>,
    /// The places, each with the VPC that it is in.
    pub nodes: Vec<GraphNode>,
    /// The moves between them.
    pub edges: Vec<GraphEdge>,
    /// What looks odd in the input.
    pub warnings: Vec<Warning>,
}

/// A place, or several that are drawn as one: the interfaces of a subnet, a VPC with all that is in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphNode {
    /// Its id, which no other node has: AWS's, where it stands for one thing.
    pub id: String,
    /// The kind of thing, in the words of other answers.
    pub component: &'static str,
    /// Its name tag.
    pub name: Option<String>,
    /// The id of the VPC that it is in; none for what joins VPCs, and for the internet.
    pub vpc: Option<String>,
    /// What else there is to say of it, a line each.
    pub details: Vec<String>,
    /// The ids of what is drawn as one.
    pub members: Vec<String>,
}

/// A move from one place to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphEdge {
    /// The id of the node that packets leave.
    pub from: String,
    /// The id of the node that they come to.
    pub to: String,
    /// How: `wire`, `leave`, `enter`, `route`, `outside`, `inside`, `across` or `back`.
    pub by: &'static str,
    /// Whether packets move the other way as well.
    pub both: bool,
    /// The destinations of its routes: blocks and prefix lists.
    pub destinations: Vec<String>,
    /// Whether AWS says that nothing comes through: a blackhole.
    pub blackhole: bool,
}

impl GraphReport {
    /// Draws an area of a design. Takes O(n) time in the number of interfaces, routes and places.
    #[must_use]
    pub fn new(design: &Design, area: Area, around: Option<String>, warnings: Vec<Warning>) -> Self {
        let folding = Folding::new(design, area);
        let mut members: BTreeMap<Key, Vec<Place>> = BTreeMap::new();
        for place in Graph::new(design).places() {
            if let Some(key) = folding.key(place) {
                members.entry(key).or_default().push(place);
            }
        }
        let moves = moves(design, &folding, &members);
        let drawn = drawn(&folding, area, members.keys(), &moves);
        let nodes = members.iter().filter(|(key, _)| drawn.contains(key));
        let nodes = nodes.map(|(key, places)| node::node(design, &folding, *key, places)).collect();
        let edges = edges(design, &moves, &drawn);
        Self { schema_version: SCHEMA_VERSION, command: "graph", around, nodes, edges, warnings }
    }
}

/// What leads from one node to another: the moves, and the routes among them by table and place.
type Moves = BTreeMap<(Key, Key), BTreeSet<(Move, Place)>>;

fn moves(design: &Design, folding: &Folding<'_>, members: &BTreeMap<Key, Vec<Place>>) -> Moves {
    let graph = Graph::new(design);
    let mut moves = Moves::new();
    for (from, places) in members {
        for place in places {
            for (by, next) in graph.moves(*place) {
                let Some(to) = folding.key(next).filter(|to| to != from && is_shown(*place, by)) else {
                    continue;
                };
                // Of a route it matters in which table it is.
                moves.entry((*from, to)).or_default().insert((by, *place));
            }
        }
    }
    moves
}

/// The nodes of an area: those of its own, and what packets that leave them come to, up to other VPCs and the internet. Around one
/// place, only what leads to it or comes after it.
fn drawn<'k>(folding: &Folding<'_>, area: Area, all: impl Iterator<Item = &'k Key>, moves: &Moves) -> BTreeSet<Key> {
    let begin: Vec<Key> = match area {
        Area::Overview => return all.copied().collect(),
        Area::Vpc(_) => all.filter(|key| folding.is_own(**key)).copied().collect(),
        Area::Around(place) => folding.key(place).into_iter().collect(),
    };
    let mut drawn = reached(&begin, moves.keys().copied());
    if let Area::Around(_) = area {
        drawn.extend(reached(&begin, moves.keys().map(|(from, to)| (*to, *from))));
    }
    drawn
}

/// What is reached by moves, past no other VPC and not past the internet. O(n log n) for n moves.
fn reached(begin: &[Key], moves: impl Iterator<Item = (Key, Key)>) -> BTreeSet<Key> {
    let mut next: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for (from, to) in moves {
        next.entry(from).or_default().push(to);
    }
    let mut reached: BTreeSet<Key> = begin.iter().copied().collect();
    let mut waiting: VecDeque<Key> = begin.iter().copied().collect();
    while let Some(at) = waiting.pop_front() {
        if ends(at) && !begin.contains(&at) {
            continue;
        }
        let found = next.get(&at).into_iter().flatten().copied();
        waiting.extend(found.filter(|key| reached.insert(*key)).collect::<Vec<_>>());
    }
    reached
}

fn edges(design: &Design, moves: &Moves, drawn: &BTreeSet<Key>) -> Vec<GraphEdge> {
    let mut edges = Vec::new();
    for ((from, to), by) in moves.iter().filter(|((from, to), _)| drawn.contains(from) && drawn.contains(to)) {
        let (is_route, plain): (Vec<_>, Vec<_>) = by.iter().partition(|(by, _)| matches!(by, Move::Route(_)));
        let back = moves.get(&(*to, *from));
        for (kind, both) in plain_moves(&plain, back) {
            // What leads both ways is drawn once.
            if !both || from < to {
                edges.push(edge(design, (*from, *to), kind, both, Vec::new(), false));
            }
        }
        for blackhole in [false, true] {
            let own = is_route.iter().filter_map(|(by, place)| node::destination(design, *place, *by));
            let destinations: Vec<String> =
                own.filter(|(_, is)| *is == blackhole).map(|(destination, _)| destination).collect();
            if !destinations.is_empty() {
                edges.push(edge(design, (*from, *to), "route", false, destinations, blackhole));
            }
        }
    }
    edges
}

/// The moves between two nodes that are no routes, each once, and whether the same lead back.
fn plain_moves(plain: &[&(Move, Place)], back: Option<&BTreeSet<(Move, Place)>>) -> BTreeSet<(&'static str, bool)> {
    let leads_back = |kind| back.into_iter().flatten().any(|(by, _)| name(*by) == kind);
    plain.iter().map(|(by, _)| name(*by)).map(|kind| (kind, leads_back(kind))).collect()
}

fn edge(
    design: &Design,
    (from, to): (Key, Key),
    by: &'static str,
    both: bool,
    mut destinations: Vec<String>,
    blackhole: bool,
) -> GraphEdge {
    destinations.sort();
    destinations.dedup();
    GraphEdge { from: node::id(design, from), to: node::id(design, to), by, both, destinations, blackhole }
}

const fn name(by: Move) -> &'static str {
    match by {
        Move::Wire => "wire",
        Move::Leave => "leave",
        Move::Enter => "enter",
        Move::Route(_) => "route",
        Move::Outside => "outside",
        Move::Inside => "inside",
        Move::Across => "across",
        Move::Back => "back",
    }
}

impl GraphEdge {
    /// What is written at it: its first destinations, and that nothing comes through.
    fn label(&self) -> String {
        let mut words: Vec<String> = self.destinations.iter().take(DESTINATIONS).cloned().collect();
        let more = self.destinations.len().saturating_sub(DESTINATIONS);
        if more > 0 {
            words.push(format!("and {more} more"));
        }
        let label = words.join(", ");
        if self.blackhole { format!("{label} (blackhole)") } else { label }
    }
}

impl GraphNode {
    /// What is written in it, a line each.
    fn lines(&self) -> Vec<String> {
        let title = self.name.as_ref().map_or_else(|| self.id.clone(), |name| format!("{} ({name})", self.id));
        std::iter::once(title).chain(self.details.iter().cloned()).collect()
    }
}

/// Writes a drawing for Graphviz: `hopwise graph SOURCE --format dot | dot -Tsvg`.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_graph_dot(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    dot::write(report, out)
}

/// Writes a drawing for mermaid, which GitHub, GitLab and many wikis show in a block of Markdown.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_graph_mermaid(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    mermaid::write(report, out)
}

/// Writes a drawing as text: each place, and below it where packets go from there.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_graph_text(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    text::write(report, out)
}

/// The nodes by the VPC that frames them, those outside first.
fn by_vpc(report: &GraphReport) -> BTreeMap<Option<&str>, Vec<&GraphNode>> {
    let mut by_vpc: BTreeMap<Option<&str>, Vec<&GraphNode>> = BTreeMap::new();
    for node in &report.nodes {
        by_vpc.entry(node.vpc.as_deref()).or_default().push(node);
    }
    by_vpc
}
