use hopwise_model::resource::{self, GatewayAttachment};
use hopwise_model::{InternetGatewayId, VpcId};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Objects, Required};
use crate::document::{Read, Reader};
use crate::resource::{Sign, by_life, resource};

/// An internet gateway of `describe-internet-gateways`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InternetGateway {
    internet_gateway_id: Required<InternetGatewayId>,
    attachments: Option<Objects<Attachment>>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment {
    vpc_id: Required<VpcId>,
    state: Maybe<String>,
}

impl InternetGateway {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::InternetGateway, Unusable> {
        let id = self.internet_gateway_id.0;
        let attachments = self.attachments.ok_or_else(|| Unusable::lacks(&id, "Attachments"))?;
        let attachments = attachments.0.into_iter().map(|attachment| {
            let state = attachment.state.0.ok_or_else(|| Unusable::lacks(&id, "State"))?;
            Ok(GatewayAttachment { vpc: attachment.vpc_id.0, state })
        });
        let attachments = attachments.collect::<Result<_, Unusable>>()?;
        Ok(resource::InternetGateway { id, attachments, name: name(self.tags), evidence: at.evidence() })
    }
}

resource! {
    InternetGateway {
        key: |gateway| gateway.id.to_string(),
        sign: |gateway| gateway.attachments.first().map(|attachment| Sign::Vpc(attachment.vpc.clone())),
        share: [name],
        nested_state: |mut gateway, other| {
            let both = gateway.attachments.iter_mut().zip(&other.attachments);
            both.for_each(|(own, other)| own.state.clone_from(&other.state));
            gateway
        },
        order: |one, other| by_life(lifecycle(one), lifecycle(other), DETACHING),
        compare: [id, attachments],
    }
}

/// The stage from which an attachment goes.
const DETACHING: usize = 2;

/// How far the attachment of a gateway is in its life (EC2 API reference, `InternetGatewayAttachment`).
fn lifecycle(gateway: &resource::InternetGateway) -> Option<usize> {
    let stage = |own: &GatewayAttachment| match own.state.to_ascii_lowercase().as_str() {
        "attaching" => Some(0),
        "available" | "attached" => Some(1),
        "detaching" => Some(DETACHING),
        "detached" => Some(3),
        _ => None,
    };
    gateway.attachments.iter().filter_map(stage).max()
}

impl Read for resource::InternetGateway {
    const READER: Reader = Reader::elements(|list| list.each_whole(InternetGateway::into_model))
        .list_of(&[&["InternetGatewayId", "Attachments"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one};

    #[test]
    fn attachments_keep_their_state() {
        let text = r#"{"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": "detaching"}]}]}"#;
        let gateway = one(inventory(text).internet_gateways);
        assert!(!one(gateway.attachments).is_usable());
        let text = r#"{"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": []}]}"#;
        assert!(one(inventory(text).internet_gateways).attachments.is_empty());
    }
}
