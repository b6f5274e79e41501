//! EFS: the mount target that a file system's name means.

use hopwise_model::Gap;
use hopwise_model::design::{Ix, Source, Vpc};

use super::{Answer, AnswerKind, By, NoAnswer, Resolution, Resolver, Via, interface_addresses, nothing, unknown_name};

impl Resolver<'_> {
    /// The mount target of a file system in the source's Availability Zone, told by the description that EFS gives
    /// its interfaces: `EFS mount target for fs-… (fsmt-…)`.
    pub(super) fn mount_target(
        &self,
        resolution: &mut Resolution,
        source: &Source,
        vpc: Ix<Vpc>,
        file_system: &str,
    ) -> Vec<Answer> {
        let zone = source
            .subnet(self.design)
            .and_then(Result::ok)
            .and_then(|subnet| self.design.subnets.get(subnet).record.availability_zone.clone());
        let found = self.design.network_interfaces.iter().find(|(_, interface)| {
            let here = interface.vpc.as_ref().is_ok_and(|own| *own == vpc);
            let own_zone = interface
                .subnet
                .as_ref()
                .ok()
                .and_then(|subnet| self.design.subnets.get(*subnet).record.availability_zone.clone());
            here && own_zone == zone && interface.record.description.split(' ').any(|word| word == file_system)
        });
        let Some((index, _)) = found else {
            return unknown_name(resolution, &resolution.host.clone(), self.design.vpcs.get(vpc));
        };
        let answer = Answer::new(AnswerKind::MountTarget(index), interface_addresses(self.design, index));
        let evidence = Some(self.design.network_interfaces.get(index).record.evidence.clone());
        let via = Via { name: resolution.host.clone(), by: By::FileSystem, evidence, leads_to: None };
        let mut answers = vec![answer.because(via)];
        let found = self.design.vpcs.get(vpc);
        if found.dns_hostnames != Some(true) {
            // The name of a file system needs both DNS attributes of the VPC (Amazon EFS user guide, mounting by DNS
            // name); what happens without, nobody says for certain.
            let attribute = "enableDnsHostnames";
            resolution.doubt(Gap::DnsAttribute { vpc: found.record.id.clone(), attribute });
            answers.push(nothing(NoAnswer::Possible));
        }
        answers
    }
}
