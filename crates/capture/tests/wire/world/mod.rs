//! An account to capture, in the names that its parts have on the wire. Members that begin with `_` are the fake's own.
//!
//! Two of everything, so that there is a second page, and the second one first, as AWS gives no order.

mod behind;
mod guard;
mod many;
mod names;
mod network;
mod permission;
mod workload;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use many::many;

/// Whose it is.
pub(crate) const ACCOUNT: &str = "111122223333";

/// The id of a task on Fargate.
pub(crate) const TASK: &str = "3f9c0e5d7a1b4c2e8d6f00112233aabb";
/// The id of a task on an EC2 instance.
pub(crate) const HOSTED_TASK: &str = "7e0b1c2d3e4f5a6b7c8d9e0f10213243";
/// What must not be in any output.
pub(crate) const SECRET: &str = "Tr0ub4dor-and-3";

/// What there is.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    /// How many resources a page holds at the most, whatever was asked for.
    pub(crate) page: Option<usize>,
    /// The lists of EC2.
    pub(crate) lists: Vec<List>,
    pub(crate) clusters: Vec<Value>,
    pub(crate) services: Vec<Value>,
    pub(crate) tasks: Vec<Value>,
    pub(crate) definitions: Vec<Value>,
    /// Container instances.
    pub(crate) hosts: Vec<Value>,
    pub(crate) roles: Vec<Value>,
    /// Managed policies.
    pub(crate) policies: Vec<Value>,
    /// Policies of repositories.
    pub(crate) repositories: BTreeMap<String, Value>,
    pub(crate) secrets: Vec<Value>,
    /// Hosted zones.
    pub(crate) zones: Vec<Value>,
    /// Records of hosted zones.
    pub(crate) records: Vec<Value>,
    /// The lists of Resolver.
    pub(crate) names: Vec<List>,
}

/// What one call of EC2 or of Resolver lists.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) operation: &'static str,
    /// The element around them.
    pub(crate) key: &'static str,
    pub(crate) resources: Vec<Value>,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut lists: Vec<List> = Vec::new();
        let all = network::lists().into_iter().chain(guard::lists()).chain(behind::lists());
        lists.extend(all.map(|(operation, key, resources)| List { operation, key, resources: items(resources) }));
        let list = |(operation, key, resources)| List { operation, key, resources: items(resources) };
        Self {
            page: None,
            lists,
            clusters: items(workload::clusters()),
            services: items(workload::services()),
            tasks: items(workload::tasks()),
            definitions: items(workload::definitions()),
            hosts: items(workload::hosts()),
            roles: items(permission::roles()),
            policies: items(permission::policies()),
            repositories: BTreeMap::from([("shop/orders".to_owned(), permission::of_repository())]),
            secrets: items(permission::secrets()),
            zones: items(names::zones()),
            records: items(names::records()),
            names: names::lists().map(list).into(),
        }
    }

    /// With pages of one resource: every list takes several.
    pub(crate) fn in_small_pages() -> Self {
        Self { page: Some(1), ..Self::new() }
    }

    /// What a call of EC2 lists, to be changed.
    pub(crate) fn list(&mut self, operation: &str) -> &mut Vec<Value> {
        &mut self.lists.iter_mut().find(|list| list.operation == operation).unwrap().resources
    }
}

fn items(mut list: Value) -> Vec<Value> {
    let items = list.as_array_mut().unwrap();
    items.reverse();
    std::mem::take(items)
}
