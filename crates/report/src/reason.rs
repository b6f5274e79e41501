//! Stopped reasons, decoded, and compared with the simulation.

use std::net::IpAddr;

use serde::Serialize;

use crate::flow::EvidenceReport;

/// What a text of AWS's says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecodedReport {
    /// The text, without what may be secret in its URLs.
    pub text: String,
    /// Whether the text is known.
    pub known: bool,
    /// The error's name, such as `CannotPullContainerError`.
    pub error: Option<&'static str>,
    /// The class, such as `network` or `permission`.
    pub class: &'static str,
    /// The fault, the layer of policies, or what is missing, such as `unanswered`.
    pub detail: Option<&'static str>,
    /// For a permission, whether nothing allows it (`implicit`) or something denies it (`explicit`), where the text says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<&'static str>,
    /// The step that failed, as far as the text tells.
    pub step: Option<&'static str>,
    /// Whether the text quotes an answer, which proves that packets went there and back.
    pub arrived: bool,
    /// The host that was asked.
    pub host: Option<String>,
    /// The address that was asked.
    pub address: Option<IpAddr>,
    /// The port that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Whether the address is a proxy's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub proxy: bool,
    /// The DNS server that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_server: Option<IpAddr>,
    /// The IAM action that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource that it was refused on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Who was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// How often it was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// The status of HTTP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
    /// The image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The ARN of what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The words that decided about the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// What it means.
    pub meaning: String,
    /// Which hop or setting it points to.
    pub points_to: String,
}

/// A stopped reason of a task, and what the simulation has to say about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoppedReasonReport {
    /// `task`, `container` or `service-event`.
    pub source: &'static str,
    /// The container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// When a service reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// What it says.
    #[serde(flatten)]
    pub decoded: DecodedReport,
    /// Where it was read.
    pub evidence: Option<EvidenceReport>,
    /// Whether AWS and the simulation agree; null where they cannot be compared.
    pub agrees: Option<bool>,
    /// What came of the comparison, such as `stopped` or `endpoint-unused`.
    pub finding: &'static str,
    /// The same in words.
    pub message: String,
    /// Whether the text blames something other than the network.
    #[serde(skip)]
    pub(crate) blames_other: bool,
    /// What to say first then, unless the simulation contradicts it.
    #[serde(skip)]
    pub(crate) elsewhere: Option<&'static str>,
}

/// The answer of `decode`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecodeReport {
    /// [`crate::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// `decode`.
    pub command: &'static str,
    /// One entry for each text, in order.
    pub texts: Vec<DecodedTextReport>,
}

/// A text without a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecodedTextReport {
    /// What it says.
    #[serde(flatten)]
    pub decoded: DecodedReport,
    /// Commands that print what to look at next.
    pub collect: Vec<String>,
}

impl DecodeReport {
    /// Whether every text is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.texts.iter().all(|text| text.decoded.known)
    }
}
