//! The same documents with something taken out of a list within a record, although another document shows that it is in it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::less::Less;
use crate::question::Documents;

/// Lists within records whose elements other documents name together with the record: by the list of records, its member for the id, the
/// member with the list, and the list of records that shows what is in it.
const SHOWN: [(&str, &str, &str, &str); 5] = [
    // What AWS describes as an interface of the endpoint.
    ("VpcEndpoints", "VpcEndpointId", "NetworkInterfaceIds", "NetworkInterfaces"),
    // Routes to the endpoint in the table.
    ("VpcEndpoints", "VpcEndpointId", "RouteTableIds", "RouteTables"),
    ("NatGateways", "NatGatewayId", "NatGatewayAddresses", "NetworkInterfaces"),
    // The groups of the endpoint that has the interface.
    ("NetworkInterfaces", "NetworkInterfaceId", "Groups", "VpcEndpoints"),
    // The blocks of the VPC's subnets.
    ("Vpcs", "VpcId", "CidrBlockAssociationSet", "Subnets"),
];

/// Each element of such a list, taken away where something shows that it was there.
pub(crate) fn ways(documents: &Documents) -> Vec<Less> {
    let mut all = Vec::new();
    for (key, id, member, shown_by) in SHOWN {
        let witnesses: Vec<String> = records(documents, shown_by).map(|(_, _, own)| own.to_string()).collect();
        for (file, index, record) in records(documents, key) {
            let Some(own) = record.get(id).and_then(Value::as_str) else { continue };
            let list = record.get(member).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for (position, element) in list.iter().enumerate() {
                // Of the names of an element, one that nothing else in the record has tells it.
                let is_shown = names(element)
                    .iter()
                    .any(|name| witnesses.iter().any(|text| text.contains(own) && text.contains(name.as_str())));
                if !is_shown {
                    continue;
                }
                let Some(Some(mut document)) = documents.get(file).cloned() else { continue };
                if let Some(list) =
                    document.pointer_mut(&format!("/{key}/{index}/{member}")).and_then(Value::as_array_mut)
                {
                    list.remove(position);
                }
                let how = format!("{file} without element {position} of {member} of {own}");
                all.push(Less { how, files: vec![(file.to_owned(), Some(document.to_string()))] });
            }
        }
    }
    all
}

fn records<'a>(documents: &'a Documents, key: &'a str) -> impl Iterator<Item = (&'a str, usize, &'a Value)> {
    let lists =
        documents.iter().filter_map(move |(file, document)| Some((file, document.as_ref()?.get(key)?.as_array()?)));
    lists.flat_map(|(file, list)| list.iter().enumerate().map(move |(index, own)| (file.as_str(), index, own)))
}

/// The ids in an element, and the beginning of a block.
fn names(element: &Value) -> BTreeSet<String> {
    match element {
        Value::String(text) => {
            let block = text.split_once(".0.0/").map(|(begin, _)| format!("\"{begin}."));
            let id = text.split_once('-').filter(|(kind, _)| ["eni", "sg", "rtb"].contains(kind)).map(|_| text.clone());
            block.into_iter().chain(id).collect()
        }
        Value::Object(members) => members.values().flat_map(names).collect(),
        _ => BTreeSet::new(),
    }
}
