use hopwise_model::{InstanceId, resource};
use serde::Deserialize;

use super::at::{At, missing};
use super::value::{Arn, List, Maybe, Required, Scalar};
use crate::document::{Read, Reader};
use crate::resource::resource;

/// A cluster of `ecs describe-clusters`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cluster {
    cluster_arn: Required<Arn>,
    cluster_name: Required<String>,
    default_capacity_provider_strategy: List<StrategyItem>,
}

/// One item of a capacity provider strategy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StrategyItem {
    capacity_provider: Maybe<String>,
}

/// The names in a capacity provider strategy.
pub(crate) fn capacity_providers(strategy: List<StrategyItem>) -> Vec<String> {
    strategy.0.into_iter().filter_map(|item| item.capacity_provider.0).collect()
}

/// A container instance of `ecs describe-container-instances`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContainerInstance {
    container_instance_arn: Required<Arn>,
    // ECS Anywhere puts the id of a managed node (`mi-...`) here, which is no EC2 instance.
    ec2_instance_id: Maybe<String>,
    status: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    agent_connected: Option<bool>,
    attributes: List<Attribute>,
}

/// One attribute of a container instance: its agent's, or one that somebody gave it.
#[derive(Debug, Deserialize)]
struct Attribute {
    name: Maybe<String>,
    value: Maybe<String>,
}

impl Cluster {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::Cluster {
        resource::Cluster {
            arn: self.cluster_arn.0.0,
            name: self.cluster_name.0,
            default_capacity_providers: capacity_providers(self.default_capacity_provider_strategy),
            evidence: at.evidence(),
        }
    }
}

impl ContainerInstance {
    /// What AWS prints of every container instance, and this one lacks.
    fn lacks(&self) -> Vec<&'static str> {
        missing([("status", self.status.0.is_none()), ("agentConnected", self.agent_connected.is_none())])
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> resource::ContainerInstance {
        resource::ContainerInstance {
            arn: self.container_instance_arn.0.0,
            instance: self.ec2_instance_id.0.as_deref().and_then(InstanceId::parse),
            status: self.status.0,
            agent_connected: self.agent_connected,
            os_type: self.attributes.0.into_iter().find(|own| own.name.is("ecs.os-type")).and_then(|own| own.value.0),
            evidence: at.evidence(),
        }
    }
}

resource! {
    Cluster {
        key: |cluster| cluster.arn.clone(),
        compare: [arn, name, default_capacity_providers],
    }
}

resource! {
    ContainerInstance {
        key: |instance| instance.arn.clone(),
        share: [os_type],
        state: [status, agent_connected],
        compare: [arn, instance],
    }
}

impl Read for resource::Cluster {
    const READER: Reader = Reader::elements(|list| list.each(|it: Cluster, at| Ok(it.into_model(at))))
        .list_of(&[&["clusterArn", "clusterName"]]);
}

impl Read for resource::ContainerInstance {
    const READER: Reader = Reader::elements(|list| {
        list.each_noting_lacks(ContainerInstance::lacks, |it: ContainerInstance, at| Ok(it.into_model(at)))
    })
    .list_of(&[&["containerInstanceArn", "ec2InstanceId"]]);
}

#[cfg(test)]
mod tests {
    use crate::Warning;
    use crate::wire::testing::{inventory, one, snapshot};

    #[test]
    fn clusters() {
        let cluster = one(inventory(
            r#"{"clusters": [{"clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/c", "clusterName": "c",
                "capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}]}"#,
        )
        .clusters);
        assert_eq!((cluster.name.as_str(), cluster.default_capacity_providers.len()), ("c", 1));
    }

    #[test]
    fn container_instances() {
        let text = |id: &str| {
            format!(
                r#"{{"containerInstances": [{{"containerInstanceArn": "arn:aws:ecs:eu-west-1:111122223333:container-instance/c/1",
                     "ec2InstanceId": "{id}", "agentConnected": true}}]}}"#
            )
        };
        assert_eq!(one(inventory(&text("i-1")).container_instances).instance.unwrap().as_str(), "i-1");
        assert_eq!(one(inventory(&text("mi-1")).container_instances).instance, None, "ECS Anywhere");
    }

    #[test]
    fn failures_are_reported() {
        let snapshot = snapshot(r#"{"clusters": [], "failures": [{"arn": "arn:x\u001b", "reason": "MISSING"}]}"#);
        let [warning @ Warning::Failure { .. }] = snapshot.warnings.as_slice() else {
            panic!("{:?}", snapshot.warnings)
        };
        assert_eq!(warning.to_string(), "`f.json`: ECS could not describe `arn:x\\u{1b}`: MISSING");
    }
}
