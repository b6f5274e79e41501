//! What a host name means.

use hopwise_engine::{AnswerKind, PassedOverReason};
use hopwise_model::design::Design;

/// The word for the kind of an answer, and the id of what answers.
pub(crate) fn answer_kind(design: &Design, kind: &AnswerKind) -> (&'static str, Option<String>) {
    match kind {
        AnswerKind::Literal => ("address", None),
        AnswerKind::Endpoint(endpoint) => ("endpoint", Some(design.vpc_endpoints.get(*endpoint).record.id.to_string())),
        AnswerKind::PrefixList(list) => ("prefix_list", Some(list.clone())),
        AnswerKind::Public => ("public", None),
        AnswerKind::Published(region) => ("published", Some(region.to_string())),
        AnswerKind::MountTarget(interface) => {
            ("mount_target", Some(design.network_interfaces.get(*interface).record.id.to_string()))
        }
        AnswerKind::Anything => ("anything", None),
        AnswerKind::Nothing => ("nothing", None),
    }
}

/// Why an endpoint does not answer a name that it is for: a code, and words that finish "does not answer: …".
pub(crate) fn passed_over(reason: &PassedOverReason) -> (&'static str, String) {
    match reason {
        PassedOverReason::PrivateDnsOff => ("PRIVATE_DNS_OFF", "its private DNS is off".to_owned()),
        PassedOverReason::DnsHostnamesOff => {
            ("DNS_HOSTNAMES_OFF", "enableDnsHostnames of the VPC is off, which makes private DNS void".to_owned())
        }
        PassedOverReason::State(state) => ("STATE", format!("it is in state {}", state.as_str())),
        PassedOverReason::InboundResolverOnly => (
            "INBOUND_RESOLVER_ONLY",
            "its private DNS is only for queries from on premises (inbound Resolver endpoints)".to_owned(),
        ),
    }
}
