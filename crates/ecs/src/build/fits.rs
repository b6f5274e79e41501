//! Whether AWS makes the interface that a task needs.

use hopwise_model::{Evidence, SecurityGroupId, SubnetId};

use super::Lookup;
use crate::problem::{ProblemKind, Remark};
use crate::step::Collector;

/// Notes what keeps interfaces from being made in these subnets with these groups: groups of another VPC, which ECS refuses
/// (fact base E.1, G.4), and subnets whose addresses are used up (E.6). One full subnet of several is only told.
pub(super) fn check(
    inventory: &Lookup<'_>,
    (subnets, groups): (&[SubnetId], &[SecurityGroupId]),
    collector: &mut Collector<'_>,
    evidence: &Evidence,
) {
    let found = || subnets.iter().filter_map(|id| inventory.subnet(id));
    let records = inventory.security_groups.iter().filter(|own| groups.contains(&own.id));
    for (group, vpc) in records.filter_map(|own| Some((own, own.vpc.as_ref()?))) {
        if let Some(subnet) = found().find(|subnet| subnet.vpc != *vpc) {
            let kind = ProblemKind::GroupOfOtherVpc {
                group: group.id.clone(),
                vpc: vpc.clone(),
                subnet: subnet.id.clone(),
                subnet_vpc: subnet.vpc.clone(),
            };
            collector.problem(kind, evidence.clone());
        }
    }
    let full: Vec<_> = found().filter(|subnet| subnet.available_addresses == Some(0)).collect();
    let all = full.len() == subnets.len();
    for subnet in full {
        let (id, evidence) = (subnet.id.clone(), subnet.evidence.clone());
        if all {
            collector.problem(ProblemKind::SubnetFull(id), evidence);
        } else {
            collector.remark(Remark::SubnetFull { subnet: id, evidence });
        }
    }
}
