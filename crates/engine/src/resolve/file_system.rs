//! EFS: the mount target that a file system's name means.

use hopwise_model::design::{Ix, NetworkInterface, Source, Vpc};
use hopwise_model::{DocumentKind, Gap};

use super::answer::{Answer, AnswerKind, By, NoAnswer, Resolution, Via, interface_addresses, nothing, unknown_name};
use super::resolver::Resolver;
use crate::name;

impl Resolver<'_> {
    /// The mount target of a file system in the source's Availability Zone, told by the description that EFS gives
    /// its interfaces: `EFS mount target for fs-… (fsmt-…)`. How S3 Files describes them, AWS does not say; that they name the
    /// file system, too, is taken for proof where it is so.
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
        let zone_of = |interface: &NetworkInterface| {
            let subnet = interface.subnet.as_ref().ok()?;
            self.design.subnets.get(*subnet).record.availability_zone.clone()
        };
        let named = self.design.of_file_system(file_system);
        let named = named.map(|index| (index, self.design.network_interfaces.get(index)));
        let mut targets: Vec<_> = named.filter(|(_, own)| own.vpc == Ok(vpc)).collect();
        let is_here = |own: &NetworkInterface| zone.is_some() && zone_of(own) == zone;
        let Some(place) = targets.iter().position(|(_, own)| is_here(own)) else {
            // Where every interface is known, so is every mount target, if it is known of each in which zone it is. One that is
            // described tells how the others are.
            let apart = zone.is_some() && targets.iter().all(|(_, own)| zone_of(own).is_some());
            let elsewhere = targets.pop().filter(|_| apart);
            let whole = self.design.knows(DocumentKind::NetworkInterfaces, vpc) && name::is_efs(&resolution.host);
            return match elsewhere.filter(|_| whole) {
                Some((_, other)) => {
                    let evidence = Some(other.record.evidence.clone());
                    let via = Via { name: resolution.host.clone(), by: By::FileSystem, evidence, leads_to: None };
                    vec![nothing(NoAnswer::NoMountTarget { file_system: file_system.to_owned() }).because(via)]
                }
                None => unknown_name(resolution, &resolution.host.clone(), self.design.vpcs.get(vpc)),
            };
        };
        let (index, _) = targets.swap_remove(place);
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
