//! What AWS decoded.

use hopwise_ecs::stopped::{Class, Decoded, ErrorName, FailedStep, ReasonSource, decode, redact};
use hopwise_explain::ComparedReason;

use super::Builder;
use crate::reason::{DecodeReport, DecodedReport, DecodedTextReport, StoppedReasonReport};
use crate::report::SCHEMA_VERSION;
use crate::words;

impl Builder<'_> {
    pub(super) fn stopped_reason(&self, compared: &ComparedReason) -> StoppedReasonReport {
        let reason = &compared.reason;
        let (source, container, created_at) = match &reason.source {
            ReasonSource::Task => ("task", None, None),
            ReasonSource::Container { name } => ("container", Some(name.clone()), None),
            ReasonSource::ServiceEvent { created_at } => ("service-event", None, created_at.clone()),
        };
        let (finding, message) = words::comparison(&compared.finding);
        let blames_other = reason.decoded.class.is_elsewhere();
        let elsewhere = blames_other && compared.finding.agrees() != Some(false);
        StoppedReasonReport {
            source,
            container,
            created_at,
            decoded: decoded(&reason.text, &reason.decoded),
            evidence: self.evidence(&reason.evidence),
            agrees: compared.finding.agrees(),
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
        let found = decode(text);
        DecodedTextReport { decoded: decoded(text, &found), collect: words::collect(&found) }
    });
    DecodeReport { schema_version: SCHEMA_VERSION, command: "decode", texts: texts.collect() }
}

fn decoded(text: &str, decoded: &Decoded) -> DecodedReport {
    let facts = &decoded.facts;
    DecodedReport {
        text: redact(text).into_owned(),
        known: decoded.is_known(),
        error: decoded.error.map(ErrorName::as_str),
        class: decoded.class.as_str(),
        detail: decoded.class.detail(),
        refusal: match decoded.class {
            Class::Permission(refusal) => refusal.kind.as_str(),
            _ => None,
        },
        step: decoded.step.map(FailedStep::as_str),
        arrived: decoded.arrived,
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
        decided_by: decoded
            .decided_by
            .clone()
            .and_then(|words| text.get(words))
            .map(|words| redact(words).into_owned()),
        meaning: words::meaning(decoded),
        points_to: words::points_to(decoded),
    }
}
