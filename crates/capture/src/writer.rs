//! Documents as text: laid out as the AWS CLI lays them out, resources in the order of their ids.

use serde::Serialize;
use serde_json::Value;

/// A document `{"Vpcs": […]}` that grows by one resource after another.
///
/// Resources are kept as text: a page of the SDK's values can be dropped as soon as it is taken over. They are sorted by
/// their ids, so that two captures of the same network differ only where the network does, whatever order AWS answers in.
#[derive(Debug)]
pub(crate) struct ListDocument {
    key: &'static str,
    /// The member that holds a resource's id.
    id: &'static str,
    resources: Vec<(Box<str>, Box<str>)>,
}

impl ListDocument {
    /// An empty document with this top-level key.
    pub(crate) fn new(key: &'static str, id: &'static str) -> Self {
        Self { key, id, resources: Vec::new() }
    }

    /// Adds a resource.
    pub(crate) fn push(&mut self, resource: &Value) {
        let id = resource.get(self.id).and_then(Value::as_str).unwrap_or_default().into();
        self.resources.push((id, pretty(resource, 2).into()));
    }

    /// How many resources it has.
    pub(crate) fn len(&self) -> usize {
        self.resources.len()
    }

    /// The text, with further members behind the list. Takes n log n for n resources.
    pub(crate) fn finish(mut self, beside: &[(&str, Value)]) -> String {
        self.resources.sort();
        let beginning = format!("{{\n{INDENT}\"{}\": [", self.key);
        let mut end = if self.resources.is_empty() { "]".to_owned() } else { format!("\n{INDENT}]") };
        for (key, value) in beside {
            end.extend([",\n", INDENT, "\"", key, "\": ", pretty(value, 1).trim_start()]);
        }
        end.push_str("\n}\n");
        // The resources and their text are in memory together, and nothing else: a text that grows would take twice as much.
        let length: usize = self.resources.iter().map(|(_, resource)| resource.len() + ",\n".len()).sum();
        let mut text = String::with_capacity(beginning.len() + length + end.len());
        text.push_str(&beginning);
        for (index, (_, resource)) in self.resources.into_iter().enumerate() {
            text.push_str(if index == 0 { "\n" } else { ",\n" });
            text.push_str(&resource);
        }
        text.push_str(&end);
        text
    }
}

const INDENT: &str = "    ";

/// A document that is one object.
pub(crate) fn object_document(value: &impl Serialize) -> String {
    let mut text = pretty(value, 0);
    text.push('\n');
    text
}

/// JSON with four blanks for each level, as the AWS CLI prints it, from a given level on.
fn pretty(value: &impl Serialize, level: usize) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(INDENT.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Writing a JSON value to memory cannot fail, and is UTF-8.
    let written = value.serialize(&mut serializer).is_ok();
    let text = if written { String::from_utf8(bytes).unwrap_or_default() } else { String::new() };
    // No string of JSON spans lines: a line break always begins a line of the layout.
    let indent = INDENT.repeat(level);
    let mut indented = String::with_capacity(text.len() + indent.len());
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            indented.push('\n');
        }
        indented.push_str(&indent);
        indented.push_str(line);
    }
    indented
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_laid_out_as_the_cli_does_and_sorted() {
        let mut document = ListDocument::new("Vpcs", "VpcId");
        document.push(&json!({"VpcId": "vpc-0b", "Tags": []}));
        document.push(&json!({"VpcId": "vpc-0a", "Tags": [{"Key": "a\nb", "Value": ""}]}));
        assert_eq!(document.len(), 2);
        let text = document.finish(&[("failures", json!([]))]);
        assert_eq!(
            text,
            r#"{
    "Vpcs": [
        {
            "Tags": [
                {
                    "Key": "a\nb",
                    "Value": ""
                }
            ],
            "VpcId": "vpc-0a"
        },
        {
            "Tags": [],
            "VpcId": "vpc-0b"
        }
    ],
    "failures": []
}
"#
        );
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }

    #[test]
    fn an_empty_list_is_a_document_too() {
        assert_eq!(ListDocument::new("Vpcs", "VpcId").finish(&[]), "{\n    \"Vpcs\": []\n}\n");
        assert_eq!(object_document(&json!({"a": {"b": 1}})), "{\n    \"a\": {\n        \"b\": 1\n    }\n}\n");
    }
}
