//! Values of the AWS SDK as the JSON that the AWS CLI prints for them.
//!
//! The CLI prints the members of AWS's API model under the names that they have there: `VpcId` in EC2, `taskArn` in
//! ECS. The SDK has the same members in snake case. So a record is a list of fields; the key follows from the field's
//! name, and the few that do not follow are spelled out.

mod ec2;
mod ecs;

use std::collections::HashMap;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value};

/// What the AWS CLI prints for a value of the SDK.
pub(crate) trait Document {
    /// The JSON. Members that AWS did not send are left out, as the CLI leaves them out.
    fn document(&self) -> Value;
}

/// How a service spells the members of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `VpcId`: EC2, IAM, STS.
    Pascal,
    /// `taskArn`: ECS, ECR.
    Camel,
}

/// Adds a member to an object, unless AWS did not send it.
pub(crate) fn member<T: Document>(object: &mut Map<String, Value>, key: String, value: Option<&T>) {
    if let Some(value) = value {
        object.insert(key, value.document());
    }
}

/// `vpc_id` as `VpcId` or `vpcId`.
pub(crate) fn key(field: &str, spelling: Spelling) -> String {
    let mut key = String::with_capacity(field.len());
    let mut upper = spelling == Spelling::Pascal;
    for character in field.chars() {
        match character {
            '_' => upper = true,
            _ if upper => {
                key.push(character.to_ascii_uppercase());
                upper = false;
            }
            _ => key.push(character),
        }
    }
    key
}

impl Document for String {
    fn document(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Document for bool {
    fn document(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Document for DateTime {
    /// As the second version of the AWS CLI prints it: `2025-03-12T10:15:02.417000+00:00`.
    fn document(&self) -> Value {
        let text = self.fmt(Format::DateTimeWithOffset).unwrap_or_default();
        Value::String(text.strip_suffix('Z').map_or_else(|| text.clone(), |time| format!("{time}+00:00")))
    }
}

impl<T: Document> Document for Vec<T> {
    fn document(&self) -> Value {
        self.iter().map(Document::document).collect()
    }
}

impl<T: Document> Document for HashMap<String, T> {
    fn document(&self) -> Value {
        self.iter().map(|(key, value)| (key.clone(), value.document())).collect::<Map<_, _>>().into()
    }
}
