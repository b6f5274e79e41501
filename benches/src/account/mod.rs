//! Accounts of any size, as the AWS CLI prints them.

mod network;
mod workload;

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

/// The account's own id.
const ACCOUNT: &str = "111122223333";
/// The one Region.
const REGION: &str = "us-east-1";
/// Interfaces that the private addresses of one block of a VPC (a /16) are meant to hold.
const IN_A_BLOCK: usize = 40_000;

/// What an account holds. The same account gives the same documents.
#[derive(Clone, Debug)]
pub struct Account {
    /// VPCs, each with endpoints, groups and interfaces of its own; up to 256 of them have addresses of their own.
    pub vpcs: usize,
    /// Interfaces of others, over all VPCs: those of endpoints and tasks come in addition.
    pub interfaces: usize,
    /// Rules of each security group that is not the tasks' or the endpoints'.
    pub rules: usize,
    /// Tasks, over the VPCs in turn. Their interfaces hold the groups of nobody else.
    pub tasks: usize,
    /// Services, each with a task definition, that the tasks are of in turn.
    pub services: usize,
    /// Whether instances own the interfaces of others, rather than tasks of services that nobody asks about.
    pub instances: bool,
    /// What keeps the tasks from starting.
    pub blocked: Blocked,
}

/// What keeps an image from being pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocked {
    /// Nothing.
    Not,
    /// The security group of the endpoints admits other addresses.
    EndpointGroup,
    /// There is no endpoint, and no other way out of the VPC.
    NoEndpoints,
    /// The same, where nobody listed endpoints: names may mean any address then.
    UnreadEndpoints,
}

impl Default for Account {
    fn default() -> Self {
        Self { vpcs: 1, interfaces: 0, rules: 20, tasks: 1, services: 1, instances: true, blocked: Blocked::Not }
    }
}

impl Account {
    /// The documents, by the names of their files.
    #[must_use]
    pub fn documents(&self) -> Vec<(String, String)> {
        let mut made = Made::default();
        let mut vpcs = network::vpcs(self, &mut made);
        workload::tasks(self, &mut vpcs, &mut made);
        workload::roles(&mut made);
        made.documents()
    }

    /// Writes the documents into a folder, which is made if need be.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        for (name, text) in self.documents() {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, text)?;
        }
        Ok(())
    }

    /// The id of a task, from 0.
    #[must_use]
    pub fn task(number: usize) -> String {
        format!("{number:08x}7a1b4c2e8d6f00112233aabb")
    }
}

/// What was made so far.
#[derive(Debug, Default)]
struct Made {
    /// How many ids were given.
    ids: u64,
    /// Resources by the key of their list, in the order in which the lists were begun.
    lists: Vec<(&'static str, Vec<Value>)>,
    /// Other documents, by the names of their files.
    single: Vec<(String, Value)>,
}

impl Made {
    /// A new id, such as `eni-00000000000000001`.
    fn id(&mut self, kind: &str) -> String {
        self.ids += 1;
        format!("{kind}-{:017x}", self.ids)
    }

    /// Adds a resource to a list.
    fn add(&mut self, key: &'static str, resource: Value) {
        let list = self.list(key);
        list.push(resource);
    }

    /// A list, begun if need be: an empty one says that there is nothing of the kind.
    fn list(&mut self, key: &'static str) -> &mut Vec<Value> {
        let index = self.lists.iter().position(|(own, _)| *own == key).unwrap_or(self.lists.len());
        if index == self.lists.len() {
            self.lists.push((key, Vec::new()));
        }
        &mut self.lists[index].1
    }

    fn documents(self) -> Vec<(String, String)> {
        let lists = self.lists.into_iter().map(|(key, list)| (format!("{}.json", file(key)), json!({ key: list })));
        lists.chain(self.single).map(|(name, document)| (name, text(&document))).collect()
    }
}

/// The name of a list's file: `network-interfaces` for `NetworkInterfaces`.
fn file(key: &str) -> String {
    let mut name = String::new();
    for (index, letter) in key.char_indices() {
        if letter.is_uppercase() && index > 0 {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// As the AWS CLI prints it: with an indent of four.
fn text(document: &Value) -> String {
    let mut bytes = Vec::new();
    let format = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, format);
    serde::Serialize::serialize(document, &mut serializer).expect("a value is written into memory");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}
