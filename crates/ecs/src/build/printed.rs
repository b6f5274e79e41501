//! What records lack of what AWS always prints, where it matters.

use hopwise_model::resource::Task;
use hopwise_model::{DocumentKind, Evidence};

use super::Lookup;
use crate::access::ExecutionRole;
use crate::arn::cut;
use crate::problem::{Problem, ProblemKind};
use crate::step::Collector;

/// Notes that a record lacks a member that AWS always prints, where it does. Whether it has it.
pub(super) fn check(
    inventory: &Lookup<'_>,
    record: (DocumentKind, &str, &'static str),
    evidence: &Evidence,
    collector: &mut Collector<'_>,
) -> bool {
    let problem = problem(inventory, record, evidence);
    let is_printed = problem.is_none();
    if let Some(Problem { kind, evidence }) = problem {
        collector.problem(kind, evidence);
    }
    is_printed
}

/// What the document of a task lacks that would show of one that has no time of its start that it started, or that a container ran.
pub(super) fn of_start(inventory: &Lookup<'_>, task: &Task) -> Vec<Problem> {
    let members = ["lastStatus", "containers"].into_iter().filter(|_| !task.has_started());
    members.filter_map(|member| problem(inventory, (DocumentKind::Tasks, &task.arn, member), &task.evidence)).collect()
}

/// A role as far as it is known: a definition that requires what ECS does in a role, and names none, lost it.
pub(super) fn execution_role(inventory: &Lookup<'_>, role: ExecutionRole) -> ExecutionRole {
    match &role {
        ExecutionRole::Absent { definition, .. }
            if inventory.knowledge.is_without(DocumentKind::TaskDefinition, definition, "executionRoleArn") =>
        {
            ExecutionRole::Unknown
        }
        _ => role,
    }
}

fn problem(
    inventory: &Lookup<'_>,
    (kind, arn, member): (DocumentKind, &str, &'static str),
    evidence: &Evidence,
) -> Option<Problem> {
    let is_without = inventory.knowledge.is_without(kind, arn, member);
    let kind = ProblemKind::MissingMember { kind, id: cut(arn), member };
    is_without.then(|| Problem { kind, evidence: evidence.clone() })
}
