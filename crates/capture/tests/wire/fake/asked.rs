//! What the SDK asked, read from its HTTP request.

use std::collections::BTreeMap;
use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The service, as IAM names it.
    pub(crate) service: String,
    /// The operation.
    pub(crate) operation: String,
    /// The Region that it was signed for.
    pub(crate) region: String,
    /// The access key that it was signed with.
    pub(crate) access_key: String,
    /// Its parameters: `Filter.1.Name`, and `tasks.1` where the body was JSON.
    pub(crate) parameters: BTreeMap<String, String>,
}

impl Asked {
    /// Reads a request. EC2, IAM and STS are sent forms (AWS Query), Route 53 and its Profiles what is in a path (REST), the
    /// others JSON (AWS JSON 1.1).
    pub(crate) fn of(request: &HttpRequest) -> Self {
        assert!(request.uri().starts_with("http://fake"), "{} is elsewhere", request.uri());
        let body = std::str::from_utf8(request.body().bytes().unwrap()).unwrap();
        // AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
        let authorization = request.headers().get("authorization").unwrap();
        let (_, scope) = authorization.split_once("Credential=").unwrap();
        let scope: Vec<&str> = scope.split('/').collect();
        let (kind, mut parameters) = if request.method() == "GET" {
            (None, resource(request.uri()))
        } else if let Some(target) = request.headers().get("x-amz-target") {
            let mut parameters = BTreeMap::new();
            flatten("", &serde_json::from_str(body).unwrap(), &mut parameters);
            parameters.insert("Action".to_owned(), target.rsplit('.').next().unwrap().to_owned());
            (Some("application/x-amz-json-1.1"), parameters)
        } else {
            let pairs = body.split('&').map(|pair| pair.split_once('=').unwrap());
            let parameters = pairs.map(|(name, value)| (text(name), text(value))).collect();
            (Some("application/x-www-form-urlencoded"), parameters)
        };
        assert_eq!(request.method(), if kind.is_some() { "POST" } else { "GET" });
        assert_eq!(request.headers().get("content-type"), kind);
        let operation = parameters.remove("Action").unwrap();
        parameters.remove("Version");
        Self {
            service: scope[3].to_owned(),
            operation,
            region: scope[2].to_owned(),
            access_key: scope[0].to_owned(),
            parameters,
        }
    }

    /// The IAM action that permits it.
    pub(crate) fn action(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }

    pub(crate) fn is(&self, operation: &str) -> bool {
        self.operation == operation
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The values of a list: `tasks.1`, `tasks.2` …
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        (1..).map_while(|index| self.parameter(&format!("{name}.{index}"))).collect()
    }

    /// The filters, by name.
    pub(crate) fn filters(&self) -> Vec<(&str, Vec<&str>)> {
        let filter = |index| {
            let name = self.parameter(&format!("Filter.{index}.Name"))?;
            Some((name, self.list(&format!("Filter.{index}.Value"))))
        };
        (1..).map_while(filter).collect()
    }

    /// The token of the page that is asked for.
    pub(crate) fn token(&self) -> Option<&str> {
        ["NextToken", "nextToken", "Marker", "nexttoken", "name"].into_iter().find_map(|name| self.parameter(name))
    }

    /// How many resources the page may hold.
    pub(crate) fn limit(&self) -> Option<usize> {
        let limit =
            ["MaxResults", "maxResults", "MaxItems", "maxitems"].into_iter().find_map(|name| self.parameter(name))?;
        Some(limit.parse().unwrap())
    }
}

/// `ec2:DescribeSubnets vpc-id=vpc-0a`: what it is about; later pages are told apart, sizes of pages are left out.
impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.action())?;
        for (name, values) in self.filters() {
            write!(f, " {name}={}", values.join(","))?;
        }
        for (name, value) in &self.parameters {
            match name.as_str() {
                "MaxResults" | "maxResults" | "MaxItems" | "maxitems" => {}
                "NextToken" | "nextToken" | "Marker" | "nexttoken" => write!(f, " from={value}")?,
                name if name.starts_with("Filter.") => {}
                name => write!(f, " {name}={}", value.rsplit(":task-definition/").next().unwrap())?,
            }
        }
        Ok(())
    }
}

/// The operation and the parameters of a request of Route 53 or of its Profiles.
fn resource(uri: &str) -> BTreeMap<String, String> {
    let (path, query) = uri.split_once('?').unwrap();
    let mut parameters: BTreeMap<String, String> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (text(name), text(value)))
        .collect();
    let parts: Vec<&str> = path.split('/').skip(3).collect();
    let operation = match parts.as_slice() {
        ["2013-04-01", "hostedzonesbyvpc"] => "ListHostedZonesByVPC",
        ["2013-04-01", "hostedzone", id, "rrset"] => {
            parameters.insert("Id".to_owned(), text(id));
            "ListResourceRecordSets"
        }
        ["profileassociations"] => "ListProfileAssociations",
        _ => panic!("nobody should ask Route 53 for {path}"),
    };
    parameters.insert("Action".to_owned(), operation.to_owned());
    parameters
}

fn text(encoded: &str) -> String {
    percent_decode_str(&encoded.replace('+', " ")).decode_utf8().unwrap().into_owned()
}

fn flatten(prefix: &str, value: &Value, into: &mut BTreeMap<String, String>) {
    let name = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| flatten(&name(key), value, into)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| flatten(&name(&(index + 1).to_string()), item, into));
        }
        Value::String(text) => drop(into.insert(prefix.to_owned(), text.clone())),
        other => drop(into.insert(prefix.to_owned(), other.to_string())),
    }
}
