//! Values of the AWS SDK as the JSON that the AWS CLI prints for them.
//!
//! The CLI prints the members of AWS's API model under the names that they have there: `VpcId` in EC2, `taskArn` in
//! ECS. The SDK has the same members in snake case. So a record is a list of fields; the key follows from the field's
//! name, and the few that do not follow are spelled out. The lists are complete, and their tests fail when a new version
//! of the SDK has a member that they lack.

mod ec2;
mod ecs;
mod iam;
mod route53;
mod route53profiles;
mod route53resolver;
mod scalar;
mod secretsmanager;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;

use serde_json::{Map, Value};

/// What the AWS CLI prints for a value of the SDK.
pub(crate) trait Document {
    /// The JSON. Members that AWS did not send are left out, as the CLI leaves them out.
    fn document(&self) -> Value;
}

/// A field of a record.
pub(crate) trait Member {
    /// What it holds.
    type Held;

    /// What AWS sent, or `None` if it sent nothing. The SDK fills in a field that it holds to be required, so that such
    /// a one always counts as sent.
    fn sent(&self) -> Option<&Self::Held>;
}

impl<T> Member for Option<T> {
    type Held = T;

    fn sent(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<T: Document> Member for T {
    type Held = T;

    fn sent(&self) -> Option<&T> {
        Some(self)
    }
}

/// How a service spells the members of its API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `VpcId`: EC2, IAM, Route 53, Secrets Manager, STS.
    Pascal,
    /// `taskArn`: ECS, ECR.
    Camel,
}

/// `vpc_id` as `VpcId` or `vpcId`.
pub(crate) fn key(field: &str, spelling: Spelling) -> String {
    let field = field.strip_prefix("r#").unwrap_or(field);
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

/// An object with a single member: what a union is.
pub(crate) fn only(key: &str, value: &impl Document) -> Value {
    Value::Object(Map::from_iter([(key.to_owned(), value.document())]))
}

/// Structures of the SDK as JSON objects: `Vpc { vpc_id, state }`. A key that does not follow from the field's name is
/// written behind it, `size_in_gib as "sizeInGiB"`, and so is a function that makes the JSON of a string which is more
/// than a string, `document by policy`.
///
/// The lists of a file are compared with the fields of the SDK in a test beside them.
macro_rules! records {
    ($($spelling:ident of $module:ident {
        $($name:ident { $($field:ident $(as $key:literal)? $(by $function:ident)?),* $(,)? })*
    })+) => {
        $($(
            impl $crate::document::Document for $module::$name {
                fn document(&self) -> serde_json::Value {
                    let mut object = serde_json::Map::new();
                    $(
                        if let Some(value) = $crate::document::Member::sent(&self.$field) {
                            let key = $crate::document::records!(@key $field $spelling $($key)?);
                            object.insert(key, $crate::document::records!(@value value $($function)?));
                        }
                    )*
                    serde_json::Value::Object(object)
                }
            }
        )*)+

        #[cfg(test)]
        mod members {
            #[test]
            fn are_all_that_the_sdk_has() {
                $($(
                    let builder = format!("{:?}", super::$module::$name::builder());
                    $crate::document::tests::same_members(&builder, &[$(stringify!($field)),*]);
                )*)+
            }
        }
    };
    (@key $field:ident $spelling:ident) => {
        $crate::document::key(stringify!($field), $crate::document::Spelling::$spelling)
    };
    (@key $field:ident $spelling:ident $key:literal) => {
        $key.to_owned()
    };
    (@value $value:ident) => {
        $crate::document::Document::document($value)
    };
    (@value $value:ident $function:ident) => {
        $function($value)
    };
}

/// Enumerations of the SDK as the texts that AWS sent, those that this version of the SDK does not know among them.
macro_rules! texts {
    ($module:ident: $($name:ident),* $(,)?) => {$(
        impl $crate::document::Document for $module::$name {
            fn document(&self) -> serde_json::Value {
                serde_json::Value::String(self.as_str().to_owned())
            }
        }
    )*};
}

pub(crate) use {records, texts};

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
