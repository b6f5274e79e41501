//! Tasks and where they are.

use hopwise_ecs::stopped::redact;
use hopwise_ecs::{Groups, HostPlacement, LaunchType, Placement, PublicAddress, Subject};
use hopwise_explain::PlacementDiagnosis;
use hopwise_model::DocumentKind;
use hopwise_model::design::NetworkInterface;
use hopwise_model::resource::Scope;

use super::region::region_of;
use super::{Builder, Gaps, fold};
use crate::report::{HostReport, PlacementReport, StepReport, TaskReport};
use crate::words::{self, Next};

impl Builder<'_> {
    pub(super) fn task(&self, found: &PlacementDiagnosis, all: &mut Gaps) -> TaskReport {
        let workload = &found.workload;
        let (task, id) = match &workload.subject {
            Subject::Task { arn } => (Some(arn.clone()), arn.clone()),
            Subject::Service { arn, .. } => (None, arn.clone()),
            Subject::Hypothetical => (None, "placement".to_owned()),
        };
        let mut gaps = Gaps::default();
        for unknown in &found.unknowns {
            gaps.add(self.unknown(unknown, &id));
        }
        if let Some(gap) = words::unconfirmed(found, &id) {
            gaps.add(gap);
        }
        let scope = Scope { account: workload.account.clone(), region: workload.region.clone() };
        let placement = found.placement.as_ref().map(|placement| self.placement(placement, task.is_some(), &scope));
        let groups = placement.as_ref().map_or(&[][..], |placement| &placement.security_groups);
        let running = task.as_ref().and_then(|arn| self.tasks.get(arn.as_str()));
        let next = Next { groups, task_definition: running.and_then(|own| own.task_definition.as_deref()) };
        let mut steps: Vec<_> = found.steps.iter().map(|step| self.step(step, next)).collect();
        let subnet = found.placement.as_ref().and_then(|own| region_of(self.design, own.subnet.as_str()));
        let region = subnet.as_ref().or(workload.region.as_ref());
        self.in_regions(&mut steps, region);
        self.gaps_in_regions(&mut gaps.0, region);
        let mut findings = fold::findings(&found.steps, &steps);
        for finding in &mut findings {
            self.gaps_in_regions(&mut finding.gaps, region);
        }
        let of_step = |(position, step): (usize, &'_ StepReport)| {
            let finding = findings.iter().find(|finding| finding.steps.contains(&position));
            finding.map_or(&step.gaps, |finding| &finding.gaps).clone()
        };
        let of_steps = steps.iter().enumerate().flat_map(of_step);
        for gap in gaps.0.iter().cloned().chain(of_steps) {
            all.add(gap);
        }
        TaskReport {
            task,
            service: workload.service.clone(),
            cluster: workload.cluster.clone(),
            launch_type: workload.platform.launch_type.map(LaunchType::as_str),
            platform_version: workload.platform.version.map(|version| version.to_string()),
            last_status: workload.last_status.clone(),
            stopped_reason: workload.stopped_reason.as_deref().map(|reason| redact(reason).into_owned()),
            stopped_reasons: found.stopped_reasons.iter().map(|reason| self.stopped_reason(reason)).collect(),
            placement,
            verdict: found.verdict,
            beside: words::beside(found),
            findings,
            steps,
            gaps: gaps.0,
            remarks: workload.remarks.iter().map(words::remark).collect(),
        }
    }

    /// A placement, and the account and Region of who is placed.
    fn placement(&self, placement: &Placement, is_started: bool, scope: &Scope) -> PlacementReport {
        let interface = placement.interface.as_ref().and_then(|id| self.design.network_interfaces.find(id.as_str()));
        let interface = interface.map(|interface| self.design.network_interfaces.get(interface));
        let private_ip = interface.and_then(NetworkInterface::primary_address).or(placement.private_address);
        let public_ip = interface.and_then(|interface| interface.public_of(interface.primary_address()?));
        let subnet = self.design.subnets.find(placement.subnet.as_str());
        let vpc = subnet.and_then(|subnet| self.design.subnets.get(subnet).vpc.clone().ok());
        // Where its VPC is not known, the task's own account and Region would show its interface.
        let knowledge = &self.design.knowledge;
        let place = vpc.map_or_else(|| knowledge.place_of(None, scope), |vpc| self.design.place(vpc));
        let are_all_known = knowledge.knows(DocumentKind::NetworkInterfaces, &place);
        PlacementReport {
            subnet: placement.subnet.to_string(),
            subnet_name: subnet.and_then(|subnet| self.design.subnets.get(subnet).record.name.clone()),
            security_groups: self.groups(placement, interface),
            network_interface: placement.interface.as_ref().map(ToString::to_string),
            network_interface_unread: is_started && placement.interface.is_none() && !are_all_known,
            private_ip,
            public_ip,
            assign_public_ip: match placement.public_address {
                PublicAddress::FromInterface => None,
                PublicAddress::None => Some(Some(false)),
                PublicAddress::Assigned => Some(Some(true)),
                PublicAddress::Unknown => Some(None),
            },
            host: placement.host.as_ref().map(host),
        }
    }

    fn groups(&self, placement: &Placement, interface: Option<&NetworkInterface>) -> Vec<String> {
        match &placement.groups {
            Groups::Listed(groups) => groups.iter().map(ToString::to_string).collect(),
            Groups::VpcDefault => {
                let subnet = self.design.subnets.find(placement.subnet.as_str());
                let vpc = subnet.and_then(|subnet| self.design.subnets.get(subnet).vpc.clone().ok());
                let group = vpc.and_then(|vpc| self.design.vpcs.get(vpc).default_group);
                group.map(|group| self.design.security_groups.get(group).record.id.to_string()).into_iter().collect()
            }
            Groups::FromInterface => interface
                .map(|interface| interface.record.groups.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            Groups::Unknown => Vec::new(),
        }
    }
}

fn host(host: &HostPlacement) -> HostReport {
    HostReport {
        instance: host.instance.to_string(),
        network_interface: host.interface.to_string(),
        subnet: host.subnet.as_ref().map(ToString::to_string),
    }
}
