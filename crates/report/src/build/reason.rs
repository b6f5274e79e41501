//! What AWS said.

use hopwise_ecs::stopped::{Class, Decoded, ErrorName, FailedStep, ReasonSource, decode, redact};
use hopwise_explain::Said;

use super::Builder;
use crate::reason::{DecodeReport, DecodedReport, DecodedTextReport, SaidReport};
use crate::report::SCHEMA_VERSION;
use crate::words;

impl Builder<'_> {
    pub(super) fn said(&self, said: &Said) -> SaidReport {
        let reason = &said.reason;
        let (source, container, created_at) = match &reason.source {
            ReasonSource::Task => ("task", None, None),
            ReasonSource::Container { name } => ("container", Some(name.clone()), None),
            ReasonSource::ServiceEvent { created_at } => ("service-event", None, created_at.clone()),
        };
        let (finding, message) = words::said(&said.finding);
        let blames_other = reason.decoded.class.is_elsewhere();
        let elsewhere = blames_other && said.finding.agrees() != Some(false);
        SaidReport {
            source,
            container,
            created_at,
            decoded: decoded(&reason.text, &reason.decoded),
            evidence: self.evidence(&reason.evidence),
            agrees: said.finding.agrees(),
            finding,
            message,
            blames_other,
            elsewhere: elsewhere.then(|| words::elsewhere(&reason.decoded)),
        }
    }
}

/// What texts of AWS's say: `stoppedReason` of a task, `reason` of a container, an event of a service.
///
/// Needs no snapshot. Secrets in the texts' URLs are left out of the report.
#[must_use]
pub fn decode_texts<T: AsRef<str>>(texts: &[T]) -> DecodeReport {
    let texts = texts.iter().map(|text| {
        let text = text.as_ref();
        let said = decode(text);
        DecodedTextReport { decoded: decoded(text, &said), collect: words::collect(&said) }
    });
    DecodeReport { schema_version: SCHEMA_VERSION, command: "decode", texts: texts.collect() }
}

fn decoded(text: &str, said: &Decoded) -> DecodedReport {
    let facts = &said.facts;
    DecodedReport {
        text: redact(text).into_owned(),
        known: said.is_known(),
        error: said.error.map(ErrorName::as_str),
        class: said.class.as_str(),
        detail: said.class.detail(),
        refusal: match said.class {
            Class::Permission(refusal) => refusal.kind.as_str(),
            _ => None,
        },
        step: said.step.map(FailedStep::as_str),
        arrived: said.arrived,
        host: facts.host.clone(),
        address: facts.address,
        port: facts.port,
        proxy: facts.proxy,
        dns_server: facts.dns_server,
        action: facts.action.clone(),
        resource: facts.resource.clone(),
        principal: facts.principal.clone(),
        retries: facts.retries,
        http_status: facts.http_status,
        image: facts.image.clone(),
        arn: facts.arn.clone(),
        decided_by: said.decided_by.clone().and_then(|words| text.get(words)).map(|words| redact(words).into_owned()),
        meaning: words::meaning(said),
        points_to: words::points_to(said),
    }
}
