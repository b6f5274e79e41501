//! What of a task definition is nobody's business: values that may be secret.

use hopwise_model::resource::{is_kept_log_option, kept_driver_option};
use serde_json::{Map, Value};

/// Whether documents may hold values that may be secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Redaction {
    /// Keep everything.
    pub(crate) off: bool,
}

impl Redaction {
    /// A task definition without what may be secret: values of environment variables and Docker labels, command lines,
    /// options of log drivers and volume drivers but those that say where logs go and what is mounted.
    pub(crate) fn definition(self, mut definition: Value) -> Value {
        if !self.off {
            each(&mut definition, "containerDefinitions", container);
            each(&mut definition, "volumes", |volume| {
                if let Some(driver) = volume.get_mut("dockerVolumeConfiguration").and_then(Value::as_object_mut) {
                    driver_options(driver);
                }
            });
        }
        definition
    }

    /// A service without what may be secret in the log configuration of Service Connect.
    pub(crate) fn service(self, mut service: Value) -> Value {
        if !self.off {
            each(&mut service, "deployments", |deployment| {
                if let Some(connect) = deployment.get_mut("serviceConnectConfiguration").and_then(Value::as_object_mut)
                {
                    with_options(connect);
                }
            });
        }
        service
    }

    /// A task without what may be secret in its overrides.
    pub(crate) fn task(self, mut task: Value) -> Value {
        if !self.off
            && let Some(overrides) = task.get_mut("overrides")
        {
            each(overrides, "containerOverrides", container);
        }
        task
    }
}

/// A container definition, or what overrides one.
fn container(container: &mut Map<String, Value>) {
    container.remove("command");
    container.remove("entryPoint");
    if let Some(check) = container.get_mut("healthCheck").and_then(Value::as_object_mut) {
        check.remove("command");
    }
    for variable in container.get_mut("environment").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(variable) = variable.as_object_mut() {
            variable.remove("value");
        }
    }
    if let Some(labels) = container.get_mut("dockerLabels").and_then(Value::as_object_mut) {
        labels.values_mut().for_each(|value| *value = Value::String(String::new()));
    }
    with_options(container);
}

/// What configures logs, without options that may be secret.
fn with_options(of: &mut Map<String, Value>) {
    for configuration in ["logConfiguration", "firelensConfiguration"] {
        if let Some(configuration) = of.get_mut(configuration).and_then(Value::as_object_mut) {
            options(configuration, "options");
        }
    }
}

/// Leaves out the values of options, but of those that say where logs go; and of these too where a URL names a user or
/// carries a query.
fn options(of: &mut Map<String, Value>, key: &str) {
    if let Some(options) = of.get_mut(key).and_then(Value::as_object_mut) {
        let plain = |value: &Value| value.as_str().is_none_or(|text| !text.contains(['@', '?', '=']));
        // None of CloudWatch Logs' own options is a secret (ECS API reference, `LogConfiguration`).
        let kept = |name: &str, value: &Value| is_kept_log_option(name) && plain(value);
        options.retain(|name, value| name.starts_with("awslogs-") || kept(name, value));
    }
}

/// Leaves out the options of a volume driver, but for those that say what is mounted from where.
fn driver_options(driver: &mut Map<String, Value>) {
    if let Some(options) = driver.get_mut("driverOpts").and_then(Value::as_object_mut) {
        let given = std::mem::take(options).into_iter();
        let kept = given.filter_map(|(name, value)| {
            let kept = kept_driver_option(&name, value.as_str()?)?;
            Some((name, Value::String(kept)))
        });
        *options = kept.collect();
    }
}

fn each(of: &mut Value, key: &str, edit: impl FnMut(&mut Map<String, Value>)) {
    let items = of.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten();
    items.filter_map(Value::as_object_mut).for_each(edit);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition() -> Value {
        json!({
            "family": "orders",
            "containerDefinitions": [{
                "name": "app",
                "image": "nginx",
                "command": ["serve", "--password=hunter2"],
                "entryPoint": ["sh", "-c", "TOKEN=hunter2 serve"],
                "healthCheck": {"command": ["curl", "-u", "me:hunter2"], "interval": 5},
                "environment": [{"name": "PASSWORD", "value": "hunter2"}],
                "dockerLabels": {"api": "hunter2"},
                "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s"}],
                "logConfiguration": {"logDriver": "splunk", "options": {
                    "splunk-token": "hunter2", "splunk-url": "https://me:hunter2@splunk", "awslogs-group": "/ecs", "Header": "Authorization Bearer hunter2", "URI": "/in?key=hunter2"}}
            }],
            "volumes": [{"name": "v", "dockerVolumeConfiguration": {"driverOpts": {"password": "hunter2", "type": "nfs", "device": ":/x", "o": "addr=10.0.0.7,password=hunter2,vers=4"}}}]
        })
    }

    #[test]
    fn nothing_secret_stays() {
        let redacted = Redaction::default().definition(definition());
        assert!(!redacted.to_string().contains("hunter2"), "{redacted:#}");
        let container = &redacted["containerDefinitions"][0];
        assert_eq!(container["environment"], json!([{"name": "PASSWORD"}]));
        assert_eq!(container["logConfiguration"]["options"], json!({"awslogs-group": "/ecs"}));
        assert!(container["secrets"][0]["valueFrom"].is_string(), "what is named is no secret");
        let mounted = json!({"type": "nfs", "device": ":/x", "o": "addr=10.0.0.7,vers=4"});
        assert_eq!(redacted["volumes"][0]["dockerVolumeConfiguration"]["driverOpts"], mounted);
    }

    #[test]
    fn overrides_of_tasks_are_treated_alike() {
        let task = json!({"overrides": {"containerOverrides": [{"name": "app", "command": ["hunter2"],
            "environment": [{"name": "A", "value": "hunter2"}]}]}});
        assert!(!Redaction::default().task(task).to_string().contains("hunter2"));
    }

    #[test]
    fn service_connect_logs_too() {
        let service = json!({"deployments": [{"serviceConnectConfiguration": {"logConfiguration": {"logDriver": "splunk",
            "options": {"splunk-token": "hunter2", "splunk-url": "https://splunk"}}}}]});
        let service = Redaction::default().service(service);
        let options = &service["deployments"][0]["serviceConnectConfiguration"]["logConfiguration"]["options"];
        assert_eq!(*options, json!({"splunk-url": "https://splunk"}));
    }

    #[test]
    fn whoever_asks_for_everything_gets_it() {
        assert_eq!(Redaction { off: true }.definition(definition()), definition());
    }
}
