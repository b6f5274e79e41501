use hopwise_model::resource::{self, NetworkConfiguration as ModelConfiguration, ServiceEvent};
use hopwise_model::{SecurityGroupId, SubnetId};
use serde::Deserialize;

use super::at::{At, Problem, missing};
use super::cluster::{StrategyItem, capacity_providers};
use super::container::{LogConfiguration, forget_log};
use super::value::{Arn, List, Maybe, Object, Required, Stamp, Strings};
use crate::document::{Read, Reader};
use crate::resource::{Sign, nowhere, resource};

/// A service of `ecs describe-services`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    service_arn: Required<Arn>,
    service_name: Required<String>,
    cluster_arn: Maybe<Arn>,
    status: Maybe<String>,
    launch_type: Maybe<String>,
    capacity_provider_strategy: List<StrategyItem>,
    platform_version: Maybe<String>,
    platform_family: Maybe<String>,
    task_definition: Maybe<String>,
    desired_count: Option<u32>,
    running_count: Option<u32>,
    pending_count: Option<u32>,
    network_configuration: Option<Object<NetworkConfiguration>>,
    deployment_controller: Option<Object<DeploymentController>>,
    deployments: List<Revision>,
    events: List<Event>,
    task_sets: List<Revision>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    created_at: Option<Stamp>,
    message: Maybe<String>,
}

#[derive(Debug, Deserialize)]
struct DeploymentController {
    #[serde(rename = "type")]
    kind: Maybe<String>,
}

/// A deployment or a task set: what the service runs when another version of it is on its way in or out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revision {
    status: Maybe<String>,
    launch_type: Maybe<String>,
    capacity_provider_strategy: List<StrategyItem>,
    platform_version: Maybe<String>,
    platform_family: Maybe<String>,
    task_definition: Maybe<String>,
    network_configuration: Option<Object<NetworkConfiguration>>,
    service_connect_configuration: Option<Object<ServiceConnect>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceConnect {
    #[serde(default, deserialize_with = "super::flag::maybe")]
    enabled: Option<bool>,
    log_configuration: Option<Object<LogConfiguration>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NetworkConfiguration {
    awsvpc_configuration: Option<Object<AwsvpcConfiguration>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AwsvpcConfiguration {
    subnets: Strings<SubnetId>,
    security_groups: Option<Strings<SecurityGroupId>>,
    assign_public_ip: Maybe<String>,
}

impl AwsvpcConfiguration {
    /// Whether it tells all that AWS prints of it: one subnet at the least, the groups, be there none, and whether there is a public
    /// address.
    fn is_whole(&self) -> bool {
        !self.subnets.0.is_empty() && self.security_groups.is_some() && self.assign_public_ip.0.is_some()
    }
}

fn network(
    configuration: Option<Object<NetworkConfiguration>>,
    at: &At<'_>,
) -> Result<Option<ModelConfiguration>, Problem> {
    let configuration = configuration.and_then(|outer| outer.0.awsvpc_configuration);
    let Some(Object(configuration)) = configuration.filter(|Object(own)| own.is_whole()) else { return Ok(None) };
    let at = at.member("networkConfiguration").member("awsvpcConfiguration");
    let assign_public_ip = match configuration.assign_public_ip.0.as_deref() {
        Some("ENABLED") => true,
        Some("DISABLED") | None => false,
        Some(_) => return Err(at.member("assignPublicIp").expected("`ENABLED` or `DISABLED`")),
    };
    Ok(Some(ModelConfiguration {
        subnets: configuration.subnets.0,
        groups: configuration.security_groups.map(|groups| groups.0).unwrap_or_default(),
        assign_public_ip,
        evidence: at.evidence(),
    }))
}

/// Events, in the order in which AWS prints them: newest first.
fn events(events: List<Event>, at: &At<'_>) -> Vec<ServiceEvent> {
    let events = events.0.into_iter().enumerate().filter_map(|(index, event)| {
        let evidence = at.element(index).member("message").evidence();
        Some(ServiceEvent { message: event.message.0?, created_at: event.created_at.and_then(Stamp::time), evidence })
    });
    events.collect()
}

/// The primary one of some deployments or task sets, with its place.
fn primary(revisions: List<Revision>) -> Option<(usize, Revision)> {
    revisions.0.into_iter().enumerate().find(|(_, revision)| revision.status.is("PRIMARY"))
}

impl Service {
    /// What AWS prints of every service, and this one lacks.
    fn lacks(&self) -> Vec<&'static str> {
        // A configuration in part says nothing of where tasks are, and a service on Fargate has one.
        let is_whole =
            |own: &NetworkConfiguration| own.awsvpc_configuration.as_ref().is_some_and(|Object(own)| own.is_whole());
        let own = self.network_configuration.as_ref();
        let of_revisions = self.deployments.0.iter().chain(&self.task_sets.0);
        let mut theirs = of_revisions.filter_map(|own| own.network_configuration.as_ref());
        let names_some = own.is_some_and(|Object(own)| own.awsvpc_configuration.is_some());
        let is_placed = names_some || self.launch_type.is("FARGATE");
        let is_printed = own.is_some_and(|Object(own)| is_whole(own)) || theirs.any(|Object(own)| is_whole(own));
        missing([("status", self.status.0.is_none()), ("networkConfiguration", is_placed && !is_printed)])
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::Service, Problem> {
        // With these controllers the service itself says nothing, and its task sets everything.
        let by_task_sets = self
            .deployment_controller
            .is_some_and(|Object(controller)| controller.kind.is("CODE_DEPLOY") || controller.kind.is("EXTERNAL"));
        let (revision, list) = match primary(self.task_sets) {
            Some(task_set) if by_task_sets => (Some(task_set), "taskSets"),
            _ => (primary(self.deployments), "deployments"),
        };
        let own_providers = capacity_providers(self.capacity_provider_strategy);
        let own_network = network(self.network_configuration, at)?;
        let mut service = resource::Service {
            scope: at.scope_of_arn(&self.service_arn.0.0),
            arn: self.service_arn.0.0,
            name: self.service_name.0,
            cluster: self.cluster_arn.text(),
            status: self.status.0,
            launch_type: self.launch_type.0,
            capacity_providers: own_providers,
            platform_version: self.platform_version.0,
            platform_family: self.platform_family.0,
            task_definition: self.task_definition.0,
            network: own_network,
            connect: None,
            desired_count: self.desired_count,
            live_count: self.running_count.map(|count| count.saturating_add(self.pending_count.unwrap_or_default())),
            events: events(self.events, &at.member("events")),
            evidence: at.evidence(),
        };
        if let Some((index, revision)) = revision {
            let theirs = network(revision.network_configuration, &at.member(list).element(index))?;
            let connect_at = at.member(list).element(index).member("serviceConnectConfiguration");
            let connect = revision.service_connect_configuration.filter(|Object(own)| own.enabled == Some(true));
            service.connect = connect.map(|Object(own)| resource::ServiceConnect {
                log: own.log_configuration.map(|Object(log)| log.into_model(&connect_at.member("logConfiguration"))),
                evidence: connect_at.evidence(),
            });
            service.network = if by_task_sets { theirs.or(service.network) } else { service.network.or(theirs) };
            if service.launch_type.is_none() && service.capacity_providers.is_empty() {
                service.launch_type = revision.launch_type.0;
                service.capacity_providers = capacity_providers(revision.capacity_provider_strategy);
            }
            service.platform_version = service.platform_version.or(revision.platform_version.0);
            service.platform_family = service.platform_family.or(revision.platform_family.0);
            service.task_definition = service.task_definition.or(revision.task_definition.0);
        }
        Ok(service)
    }
}

resource! {
    Service {
        key: |service| service.arn.clone(),
        sign: |service| Sign::of(&service.scope, None),
        scope: scope,
        state: [status, desired_count, live_count],
        // How many tasks are wanted, or live, stops no packet.
        open: |_, other| Some(other.clone()),
        compare: [
            arn, name, cluster, launch_type, capacity_providers, platform_version, platform_family, task_definition,
            network, connect, events,
        ],
        gain: share_events,
        nested: |service| {
            service.network.iter_mut().for_each(|network| network.evidence = nowhere());
            service.events.iter_mut().for_each(|event| event.evidence = nowhere());
            if let Some(connect) = &mut service.connect {
                connect.evidence = nowhere();
                connect.log.iter_mut().for_each(forget_log);
            }
        },
    }
}

/// Events come with time, so that two reads may differ in them without a contradiction. The one that has more is kept.
fn share_events(one: &mut resource::Service, two: &mut resource::Service) -> bool {
    let (more, fewer) = if two.events.len() > one.events.len() { (two, one) } else { (one, two) };
    fewer.events.clone_from(&more.events);
    false
}

impl Read for resource::Service {
    const READER: Reader = Reader::elements(|list| list.each_noting_lacks(Service::lacks, Service::into_model))
        .list_of(&[&["serviceArn", "serviceName"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};
    use crate::{Options, read_documents};

    fn service(fields: &str) -> String {
        format!(
            r#"{{"services": [{{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/c/web", "serviceName": "web",
                 "clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/c", {fields}}}]}}"#
        )
    }

    fn network(subnet: &str) -> String {
        format!(
            r#""networkConfiguration": {{"awsvpcConfiguration": {{"subnets": ["{subnet}"], "securityGroups": ["sg-1"],
               "assignPublicIp": "ENABLED"}}}}"#
        )
    }

    fn subnet_of(fields: &str) -> (String, String) {
        let network = one(inventory(&service(fields)).services).network.unwrap();
        (one(network.subnets).to_string(), network.evidence.pointer.to_string())
    }

    #[test]
    fn service_connect_is_that_of_the_primary_deployment_where_it_is_on() {
        let connect = |enabled: bool| {
            let document = format!(
                r#"{{"services": [{{"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/c/s", "serviceName": "s",
                    "deployments": [{{"status": "PRIMARY", "serviceConnectConfiguration": {{"enabled": {enabled},
                        "logConfiguration": {{"logDriver": "awslogs", "options": {{"awslogs-region": "eu-west-1"}}}}}}}}]}}]}}"#
            );
            one(inventory(&document).services).connect
        };
        let log = connect(true).unwrap().log.unwrap();
        let place = "f.json#/services/0/deployments/0/serviceConnectConfiguration/logConfiguration";
        assert_eq!((log.driver.as_str(), log.evidence.to_string().as_str()), ("awslogs", place));
        assert_eq!(connect(false), None);
    }

    #[test]
    fn a_rolling_service_has_its_own_network() {
        let fields = format!(
            r#""launchType": "FARGATE", "desiredCount": 2, "platformVersion": "LATEST", {},
               "deployments": [{{"status": "PRIMARY", {}}}]"#,
            network("subnet-own"),
            network("subnet-deployment")
        );
        let service = one(inventory(&service(&fields)).services);
        assert!(service.network.unwrap().assign_public_ip);
        assert_eq!(service.desired_count, Some(2));
        assert_eq!(service.scope.region.unwrap().as_str(), "eu-west-1");
        let pointer = "/services/0/networkConfiguration/awsvpcConfiguration".to_owned();
        assert_eq!(subnet_of(&fields), ("subnet-own".to_owned(), pointer));
    }

    #[test]
    fn events_keep_their_order_and_their_places() {
        let fields = r#""events": [{"id": "2", "createdAt": "2026-11-25T10:00:00+00:00", "message": "newer"},
            {"id": "0"}, {"id": "1", "createdAt": 1735689600.5, "message": "older"}]"#;
        let events = one(inventory(&service(fields)).services).events;
        let messages: Vec<_> =
            events.iter().map(|event| (event.message.as_str(), event.evidence.pointer.to_string())).collect();
        let expected = [("newer", "/services/0/events/0/message"), ("older", "/services/0/events/2/message")];
        assert_eq!(messages, expected.map(|(message, place)| (message, place.to_owned())));
        assert_eq!(events[1].created_at.as_deref(), Some("1735689600.5"));
    }

    #[test]
    fn two_reads_may_differ_in_events() {
        let read = |events: &str| service(&format!(r#""events": [{events}]"#));
        let (old, new) = (r#"{"message": "old"}"#, r#"{"message": "new"}, {"message": "old"}"#);
        let documents = [("a.json", read(old)), ("b.json", read(new))];
        let documents = documents.iter().map(|(name, text)| (*name, text.as_str()));
        let events = one(read_documents(documents, &Options::default()).unwrap().inventory.services).events;
        assert_eq!(events.iter().map(|event| event.message.as_str()).collect::<Vec<_>>(), ["new", "old"]);
        assert_eq!(&*events[0].evidence.file, "b.json");
    }

    #[test]
    fn task_sets_decide_under_other_controllers() {
        let fields = format!(
            r#""deploymentController": {{"type": "CODE_DEPLOY"}}, "taskSets": [{{"status": "ACTIVE", {}}},
               {{"status": "PRIMARY", "launchType": "FARGATE", "taskDefinition": "web:3", {}}}]"#,
            network("subnet-old"),
            network("subnet-new")
        );
        let pointer = "/services/0/taskSets/1/networkConfiguration/awsvpcConfiguration".to_owned();
        assert_eq!(subnet_of(&fields), ("subnet-new".to_owned(), pointer));
        let service = one(inventory(&service(&fields)).services);
        assert_eq!(service.launch_type.as_deref(), Some("FARGATE"));
        assert_eq!(service.task_definition.as_deref(), Some("web:3"));
    }

    #[test]
    fn the_primary_deployment_fills_in() {
        let fields = format!(
            r#""capacityProviderStrategy": [{{"capacityProvider": "FARGATE_SPOT", "weight": 1}}],
               "deployments": [{{"status": "ACTIVE", {}}}, {{"status": "PRIMARY", "launchType": "EC2", {}}}]"#,
            network("subnet-old"),
            network("subnet-new")
        );
        assert_eq!(subnet_of(&fields).0, "subnet-new");
        let service = one(inventory(&service(&fields)).services);
        assert_eq!((service.launch_type, service.capacity_providers), (None, vec!["FARGATE_SPOT".to_owned()]));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let fields = r#""networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1", 5]}}"#;
        assert_eq!(
            error(&service(fields)),
            "`f.json`: expected a subnet id such as `subnet-0a1b2c3d` at \
             `/services/0/networkConfiguration/awsvpcConfiguration/subnets/1`"
        );
    }
}
