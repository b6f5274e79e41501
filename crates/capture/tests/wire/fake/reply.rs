//! Answers as they stand on the wire.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value, json};

use super::Asked;

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// An HTTP response.
    Answer {
        /// Its status.
        status: u16,
        /// Its body.
        body: String,
    },
    /// The connection breaks.
    Dropped,
    /// Nothing ever comes.
    Nothing,
}

pub(super) fn response(status: u16, body: String) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body))
}

const REQUEST_ID: &str = "59dbff89-35bd-4eac-99ed-be587ed81825";

impl Reply {
    pub(crate) fn raw(status: u16, body: &str) -> Self {
        Self::Answer { status, body: body.to_owned() }
    }

    /// The error that a service answers in its own form.
    pub(crate) fn error(asked: &Asked, status: u16, code: &str) -> Self {
        // AWS's messages quote what was asked, and those about signatures the headers.
        let message = format!("{} by {} is not possible", asked.action(), asked.access_key);
        let body = match asked.service.as_str() {
            "ec2" => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code>\
                 <Message>{message}</Message></Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
            ),
            "iam" | "route53" | "sts" => format!(
                "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    \
                 <Message>{message}</Message>\n  </Error>\n  <RequestId>{REQUEST_ID}</RequestId>\n</ErrorResponse>\n",
                namespace(&asked.service)
            ),
            _ => json!({"__type": code, "message": message}).to_string(),
        };
        Self::Answer { status, body }
    }

    /// AWS says no, in the words of the service.
    pub(crate) fn denied(asked: &Asked) -> Self {
        match asked.service.as_str() {
            "ec2" => Self::error(asked, 403, "UnauthorizedOperation"),
            "iam" | "route53" | "sts" => Self::error(asked, 403, "AccessDenied"),
            _ => Self::error(asked, 400, "AccessDeniedException"),
        }
    }

    /// AWS says to slow down, in the words of the service.
    pub(crate) fn throttled(asked: &Asked) -> Self {
        match asked.service.as_str() {
            "ec2" => Self::error(asked, 503, "RequestLimitExceeded"),
            "iam" | "route53" | "sts" => Self::error(asked, 400, "Throttling"),
            _ => Self::error(asked, 400, "ThrottlingException"),
        }
    }

    /// An answer with these members.
    pub(super) fn members(asked: &Asked, members: &Map<String, Value>) -> Self {
        let operation = &asked.operation;
        let body = match asked.service.as_str() {
            "ec2" => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{operation}Response xmlns=\"{}\">\n    \
                 <requestId>{REQUEST_ID}</requestId>\n    {}</{operation}Response>",
                namespace("ec2"),
                xml(members, "item"),
            ),
            "route53" => format!(
                "<?xml version=\"1.0\"?>\n<{operation}Response xmlns=\"{}\">{}</{operation}Response>",
                namespace("route53"),
                xml(members, ""),
            ),
            "iam" | "sts" => format!(
                "<{operation}Response xmlns=\"{}\">\n  <{operation}Result>{}</{operation}Result>\n  \
                 <ResponseMetadata>\n    <RequestId>{REQUEST_ID}</RequestId>\n  </ResponseMetadata>\n\
                 </{operation}Response>\n",
                namespace(&asked.service),
                xml(members, "member"),
            ),
            _ => Value::Object(shown(members)).to_string(),
        };
        Self::Answer { status: 200, body }
    }
}

fn namespace(service: &str) -> &'static str {
    match service {
        "ec2" => "http://ec2.amazonaws.com/doc/2016-11-15/",
        "route53" => "https://route53.amazonaws.com/doc/2013-04-01/",
        "iam" => "https://iam.amazonaws.com/doc/2010-05-08/",
        _ => "https://sts.amazonaws.com/doc/2011-06-15/",
    }
}

/// Members as elements, those whose names begin with `_` left out: they are the fake's own. `item` is what the elements of
/// lists are called; where that is nothing, they have the singular of the list's name.
fn xml(members: &Map<String, Value>, item: &str) -> String {
    let shown = members.iter().filter(|(name, _)| !name.starts_with('_'));
    shown.map(|(name, value)| element(name, value, item)).collect()
}

fn element(name: &str, value: &Value, item: &str) -> String {
    let inner = match value {
        Value::Object(members) => xml(members, item),
        Value::Array(items) => {
            let singular =
                name.strip_suffix("ies").map_or(name.trim_end_matches('s').to_owned(), |word| format!("{word}y"));
            let own = if item.is_empty() { &singular } else { item };
            items.iter().map(|value| element(own, value, item)).collect()
        }
        Value::String(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        other => other.to_string(),
    };
    if inner.is_empty() { format!("<{name}/>") } else { format!("<{name}>{inner}</{name}>") }
}

/// Members without the fake's own.
fn shown(members: &Map<String, Value>) -> Map<String, Value> {
    let shown = members.iter().filter(|(name, _)| !name.starts_with('_'));
    shown.map(|(name, value)| (name.clone(), strip(value))).collect()
}

fn strip(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(shown(members)),
        Value::Array(items) => items.iter().map(strip).collect(),
        other => other.clone(),
    }
}
