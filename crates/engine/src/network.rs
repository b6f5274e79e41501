//! A design compiled for walking.

use hopwise_model::design::{Design, Ix, NetworkAcl, RouteTable, SecurityGroup};
use hopwise_model::resource::Direction;

use crate::filter::{CompiledEntry, CompiledGroup, compile_entries};
use crate::graph::Graph;
use crate::question::Question;
use crate::route::CompiledTable;
use crate::trace::Trace;
use crate::walk::Walk;

/// A design with its filters as boxes and its route tables as partitions.
#[derive(Debug)]
pub struct Network<'d> {
    design: &'d Design,
    groups: Vec<CompiledGroup>,
    acls: Vec<(Vec<CompiledEntry>, Vec<CompiledEntry>)>,
    tables: Vec<CompiledTable>,
}

impl<'d> Network<'d> {
    /// Compiles a design: O(n log n) in the number of resources, rules, routes and prefix list entries.
    #[must_use]
    pub fn compile(design: &'d Design) -> Self {
        Self {
            design,
            groups: design.security_groups.iter().map(|(_, group)| CompiledGroup::new(group)).collect(),
            acls: design
                .network_acls
                .iter()
                .map(|(_, acl)| (compile_entries(&acl.ingress), compile_entries(&acl.egress)))
                .collect(),
            tables: design.route_tables.iter().map(|(_, table)| CompiledTable::new(table)).collect(),
        }
    }

    /// The design.
    #[must_use]
    pub fn design(&self) -> &'d Design {
        self.design
    }

    /// The map that packets move on.
    #[must_use]
    pub fn graph(&self) -> Graph<'d> {
        Graph::new(self.design)
    }

    /// Follows the packets of a question there and back.
    ///
    /// Takes time linear in the number of hops and rules on the way, times the size of the packet sets, which stay
    /// small for prefixes and port ranges. The answer's flows are disjoint and cover the question.
    #[must_use]
    pub fn trace(&self, question: &Question) -> Trace {
        Walk::run(self, question)
    }

    pub(crate) fn group(&self, group: Ix<SecurityGroup>) -> Option<&CompiledGroup> {
        self.groups.get(group.index())
    }

    pub(crate) fn acl(&self, acl: Ix<NetworkAcl>, direction: Direction) -> &[CompiledEntry] {
        self.acls.get(acl.index()).map_or(&[], |(ingress, egress)| match direction {
            Direction::Ingress => ingress,
            Direction::Egress => egress,
        })
    }

    pub(crate) fn table(&self, table: Ix<RouteTable>) -> Option<&CompiledTable> {
        self.tables.get(table.index())
    }
}
