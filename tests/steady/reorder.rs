//! The same documents in other orders.

use serde_json::Value;

use crate::question::Documents;

/// Lists in which the order means something. Every other one is a set: what order AWS gives its entries in is not documented.
///
/// - `Values` and `AttributeValues`: the name servers of DHCP options are asked in their order (VPC user guide, "DHCP option sets");
/// - `DnsEntries`: the first name is the regional one (EC2 API reference, `VpcEndpoint`, by example);
/// - `events`: the newest first (ECS API reference, `Service`);
/// - `command`, `entryPoint`: words of a command line.
const SEQUENCES: [&str; 5] = ["Values", "DnsEntries", "events", "command", "entryPoint"];

/// Each order, and what it is called.
pub(crate) fn all(documents: &Documents) -> Vec<(&'static str, Documents)> {
    let each = |change: fn(&mut Vec<Value>)| {
        let mut documents = documents.clone();
        for document in documents.values_mut().flatten() {
            reorder(document, change);
        }
        documents
    };
    let backwards = each(|list| list.reverse());
    // A manifest says where its files are.
    let moved = if documents.contains_key("manifest.json") {
        backwards
    } else {
        let count = backwards.len();
        let files = backwards.into_iter().enumerate();
        files.map(|(place, (path, document))| (format!("{:03}/{path}", count - place), document)).collect()
    };
    let rotated = each(|list| {
        let by = 1.min(list.len());
        list.rotate_right(by);
    });
    vec![("files and entries backwards", moved), ("the last entry first", rotated)]
}

fn reorder(value: &mut Value, change: fn(&mut Vec<Value>)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                if let (false, Value::Array(list)) = (SEQUENCES.contains(&key.as_str()), &mut *value) {
                    change(list);
                }
                reorder(value, change);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| reorder(value, change)),
        _ => {}
    }
}
