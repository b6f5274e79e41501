//! Which resources are meant: some, by id or ARN, or all of some types.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::kind::ResourceType;

/// Resources by id or ARN, or by type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "WrittenResources")]
pub enum Resources {
    /// These, by id or ARN.
    Ids(Vec<String>),
    /// All of these types.
    Types(Vec<ResourceType>),
}

/// Resources: either by id or ARN, or by type.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[schemars(rename = "ResourceStatement")]
struct WrittenResources {
    /// Ids or ARNs: of instances, interfaces, subnets, security groups, VPCs, internet and virtual private gateways as ends, of
    /// NAT gateways, firewalls and load balancers that are led through, of endpoints, peering connections and attachments.
    #[serde(default)]
    resources: Vec<String>,
    /// Types.
    #[serde(default)]
    #[schemars(with = "Vec<ResourceType>")]
    resource_types: Vec<String>,
}

impl TryFrom<WrittenResources> for Resources {
    type Error = String;

    fn try_from(written: WrittenResources) -> Result<Self, String> {
        if let Some(wild) = written.resources.iter().chain(&written.resource_types).find(|own| own.contains('*')) {
            return Err(format!(
                "`{}` is no resource: a statement that is left out means all of them",
                wild.escape_default()
            ));
        }
        match (written.resources.is_empty(), written.resource_types.is_empty()) {
            (false, true) => Ok(Self::Ids(written.resources)),
            (true, false) => {
                let kinds = written.resource_types.iter().filter_map(|text| text.parse().ok());
                Ok(Self::Types(kinds.collect()))
            }
            _ => Err("a `ResourceStatement` has either `Resources` or `ResourceTypes`".to_owned()),
        }
    }
}

impl Resources {
    /// Each of them on its own.
    #[must_use]
    pub fn each(&self) -> Vec<Self> {
        match self {
            Self::Ids(ids) => ids.iter().map(|id| Self::Ids(vec![id.clone()])).collect(),
            Self::Types(kinds) => kinds.iter().map(|kind| Self::Types(vec![kind.clone()])).collect(),
        }
    }

    /// Several as one, all of them ids or all types; none of none.
    #[must_use]
    pub fn of_all(parts: Vec<Self>) -> Option<Self> {
        parts.into_iter().reduce(|all, own| match (all, own) {
            (Self::Ids(all), Self::Ids(own)) => Self::Ids([all, own].concat()),
            (Self::Types(all), Self::Types(own)) => Self::Types([all, own].concat()),
            (all, _) => all,
        })
    }

    /// Whether all of others are among these.
    pub(super) fn covers(&self, others: &Self) -> bool {
        match (self, others) {
            (Self::Ids(own), Self::Ids(others)) => {
                others.iter().all(|other| own.iter().any(|own| resource_id(own) == resource_id(other)))
            }
            (Self::Types(own), Self::Types(others)) => others.iter().all(|other| own.contains(other)),
            _ => false,
        }
    }
}

/// The id at the end of an ARN of EC2, such as `arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0a`; anything else as it is.
#[must_use]
pub fn resource_id(text: &str) -> &str {
    let mut parts = text.splitn(6, ':');
    let (is_arn, _, service) = (parts.next() == Some("arn"), parts.next(), parts.next());
    let resource = parts.nth(2).and_then(|resource| resource.split_once('/')).map(|(_, id)| id);
    resource.filter(|_| is_arn && service == Some("ec2")).unwrap_or(text)
}

impl fmt::Display for Resources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = match self {
            Self::Ids(ids) => ids.clone(),
            Self::Types(kinds) => kinds.iter().map(ToString::to_string).collect(),
        };
        f.write_str(&texts.join(", "))
    }
}

impl JsonSchema for Resources {
    fn schema_name() -> Cow<'static, str> {
        WrittenResources::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        WrittenResources::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_of_ec2_names_what_its_id_does() {
        for (text, id) in [
            ("vpc-0a", "vpc-0a"),
            ("arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0a", "vpc-0a"),
            ("arn:aws-cn:ec2:cn-north-1:111122223333:network-interface/eni-0a", "eni-0a"),
            (
                "arn:aws:resource-groups:eu-west-1:111122223333:group/jump",
                "arn:aws:resource-groups:eu-west-1:111122223333:group/jump",
            ),
            ("arn:aws:ec2", "arn:aws:ec2"),
        ] {
            assert_eq!(resource_id(text), id);
        }
    }
}
