//! Which steps of the simulation a text is about.

use hopwise_ecs::stopped::{FailedStep, ReasonSource};
use hopwise_ecs::{Caller, ImageReference, StepKind};

use super::Comparison;
use crate::diagnosis::StepDiagnosis;

impl<'a> Comparison<'a> {
    /// The steps that it may be about: those that ask the host that it names; without one, those of the kind.
    pub(super) fn steps(&self) -> Vec<&'a StepDiagnosis> {
        if let Some(host) = self.decoded.facts.host.as_deref() {
            return self.of_host(host);
        }
        let kinds = self.decoded.step.map_or(&[][..], FailedStep::kinds);
        if kinds == [StepKind::ImageManifest] && self.registry().is_some() {
            return self.registry().map(|host| self.of_host(&host)).unwrap_or_default();
        }
        self.of_kinds(kinds)
    }

    /// The steps of which an answer proves that packets arrived. A refused layer may have been refused by the registry,
    /// before it sends on to S3.
    pub(super) fn steps_that_answered(&self) -> Vec<&'a StepDiagnosis> {
        match self.decoded.step {
            Some(FailedStep::ImageLayers | FailedStep::ImagePull | FailedStep::ImageManifest) => {
                let host = self.decoded.facts.host.clone().or_else(|| self.registry());
                match host {
                    Some(host) => self.of_host(&host),
                    None => self.of_kinds(&[StepKind::ImageManifest]),
                }
            }
            _ => self.steps(),
        }
    }

    /// The registry of the image that the text names.
    fn registry(&self) -> Option<String> {
        let image = ImageReference::parse(self.decoded.facts.image.as_deref()?).ok()?;
        Some(image.registry.host().to_owned())
    }

    fn of_host(&self, host: &str) -> Vec<&'a StepDiagnosis> {
        self.steps.iter().filter(|step| asked_alike(&step.step.host, host)).collect()
    }

    /// The steps of these kinds; where a container speaks that needs some of them, those.
    fn of_kinds(&self, kinds: &[StepKind]) -> Vec<&'a StepDiagnosis> {
        let all: Vec<_> = self.steps.iter().filter(|step| kinds.contains(&step.step.kind)).collect();
        let ReasonSource::Container { name } = &self.reason.source else { return all };
        let needs = |step: &&&StepDiagnosis| {
            step.step.needs.iter().any(|need| need.container.as_ref().is_none_or(|container| container == name))
        };
        let own: Vec<_> = all.iter().filter(needs).copied().collect();
        if own.is_empty() { all } else { own }
    }
}

/// Whether two names are the same but for case and for the number of the ECS agent's channel, which varies: `ecs-a.…`,
/// `ecs-a-1.…` and `ecs-a-7.…` are one service's (ECS developer guide, "Understanding Amazon ECS endpoint naming patterns").
fn asked_alike(one: &str, other: &str) -> bool {
    let unnumbered = |host: &str| {
        let host = host.to_ascii_lowercase();
        let channel =
            host.split_once('.').filter(|(label, _)| label.starts_with("ecs-a") || label.starts_with("ecs-t"));
        match channel.and_then(|(label, rest)| Some((label.rsplit_once('-')?, rest))) {
            Some(((channel, number), rest)) if number.bytes().all(|digit| digit.is_ascii_digit()) => {
                format!("{channel}.{rest}")
            }
            _ => host,
        }
    };
    unnumbered(one) == unnumbered(other)
}

/// Whether AWS asks in all of these steps, from outside the VPC.
pub(super) fn off_vpc(steps: &[&StepDiagnosis]) -> bool {
    steps.iter().all(|step| step.step.from == Caller::Fargate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_the_same_whatever_their_number() {
        let region = ".eu-west-1.amazonaws.com";
        let alike = |one: &str, other: &str| asked_alike(&format!("{one}{region}"), &format!("{other}{region}"));
        assert!(alike("ecs-a", "ecs-a-7") && alike("ecs-a-1", "ecs-a-12") && alike("ecs-t-2", "ECS-T"));
        assert!(!alike("ecs-a-1", "ecs-t-1") && !alike("ecs", "ecs-a") && !alike("api.ecr", "ecr"));
    }
}
