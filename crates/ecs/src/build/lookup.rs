//! Records of the snapshot by what names them.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::Deref;

use hashbrown::HashTable;
use hopwise_model::resource::{
    Cluster, ContainerInstance, Instance, NetworkInterface, Service, Subnet, Task, TaskDefinition,
};
use hopwise_model::{InstanceId, Inventory, NetworkInterfaceId, SubnetId};

use super::same_cluster;
use crate::arn::Arn;

/// Records by id. Of those that share one, the first counts. No id is kept: there may be very many records.
type Index<'i, T> = OnceCell<(RandomState, HashTable<&'i T>)>;

/// Records by something that several may share, in the order of the documents.
type Groups<'i, T> = OnceCell<HashMap<&'i str, Vec<&'i T>>>;

/// An inventory in which many workloads look for what they name. Each index is made when it is first asked, O(n); a look-up
/// is O(1) then.
pub(crate) struct Lookup<'i> {
    inventory: &'i Inventory,
    subnets: Index<'i, Subnet>,
    interfaces: Index<'i, NetworkInterface>,
    attached: Groups<'i, NetworkInterface>,
    instances: Index<'i, Instance>,
    container_instances: Index<'i, ContainerInstance>,
    /// By ARN.
    definitions: Index<'i, TaskDefinition>,
    /// Those of a revision, by `FAMILY:REVISION`.
    revisions: Index<'i, TaskDefinition>,
    /// By name.
    clusters: Groups<'i, Cluster>,
    /// By name.
    services: Groups<'i, Service>,
}

impl Deref for Lookup<'_> {
    type Target = Inventory;

    fn deref(&self) -> &Inventory {
        self.inventory
    }
}

impl<'i> Lookup<'i> {
    pub(crate) fn new(inventory: &'i Inventory) -> Self {
        Self {
            inventory,
            subnets: OnceCell::new(),
            interfaces: OnceCell::new(),
            attached: OnceCell::new(),
            instances: OnceCell::new(),
            container_instances: OnceCell::new(),
            definitions: OnceCell::new(),
            revisions: OnceCell::new(),
            clusters: OnceCell::new(),
            services: OnceCell::new(),
        }
    }

    pub(super) fn subnet(&self, id: &SubnetId) -> Option<&'i Subnet> {
        find(&self.subnets, self.inventory.subnets.iter(), |own| own.id.as_str(), id.as_str())
    }

    pub(crate) fn interface(&self, id: &NetworkInterfaceId) -> Option<&'i NetworkInterface> {
        find(&self.interfaces, self.inventory.network_interfaces.iter(), |own| own.id.as_str(), id.as_str())
    }

    /// The interfaces that are attached to an instance, in the order of the documents.
    pub(super) fn attached_to(&self, instance: &InstanceId) -> &[&'i NetworkInterface] {
        let attached = self.inventory.network_interfaces.iter().filter_map(|own| Some((own.instance.as_ref()?, own)));
        group(&self.attached, attached.map(|(instance, own)| (instance.as_str(), own)), instance.as_str())
    }

    pub(super) fn instance(&self, id: &InstanceId) -> Option<&'i Instance> {
        find(&self.instances, self.inventory.instances.iter(), |own| own.id.as_str(), id.as_str())
    }

    /// The container instance with an ARN.
    pub(super) fn container_instance(&self, arn: &str) -> Option<&'i ContainerInstance> {
        find(&self.container_instances, self.inventory.container_instances.iter(), |own| own.arn.as_str(), arn)
    }

    /// A task definition by its ARN, or by `FAMILY:REVISION`.
    pub(super) fn definition(&self, named: &str) -> Option<&'i TaskDefinition> {
        let all = || self.inventory.task_definitions.iter();
        find(&self.definitions, all(), |own| own.arn.as_str(), named).or_else(|| {
            let short = Some(named).filter(|named| !named.starts_with("arn:"))?;
            let revisions = all().filter(|own| own.revision.is_some());
            find(&self.revisions, revisions, |own| own.arn.rsplit('/').next().unwrap_or_default(), short)
        })
    }

    /// A cluster by its ARN or its name.
    pub(super) fn cluster(&self, named: Option<&str>) -> Option<&'i Cluster> {
        let clusters = self.inventory.clusters.iter().map(|own| (Arn::last_part(&own.arn), own));
        let alike = group(&self.clusters, clusters, Arn::last_part(named?));
        alike.iter().copied().find(|cluster| named.is_some_and(|named| same_cluster(&cluster.arn, named)))
    }

    /// The service that started a task: of the same name, cluster and Region.
    pub(crate) fn service_of(&self, task: &Task) -> Option<&'i Service> {
        let services = self.inventory.services.iter().map(|own| (own.name.as_str(), own));
        let alike = group(&self.services, services, task.service()?);
        alike.iter().copied().find(|service| {
            let cluster = match (&service.cluster, &task.cluster) {
                (Some(one), Some(other)) => same_cluster(one, other),
                _ => true,
            };
            let region = match (&service.scope.region, &task.scope.region) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            cluster && region
        })
    }
}

/// The records of a key.
fn group<'g, 'i, T>(
    groups: &'g Groups<'i, T>,
    records: impl Iterator<Item = (&'i str, &'i T)>,
    key: &str,
) -> &'g [&'i T] {
    let groups = groups.get_or_init(|| {
        let mut groups: HashMap<&str, Vec<&T>> = HashMap::new();
        for (key, record) in records {
            groups.entry(key).or_default().push(record);
        }
        groups
    });
    groups.get(key).map_or(&[], Vec::as_slice)
}

fn find<'i, T>(
    index: &Index<'i, T>,
    records: impl Iterator<Item = &'i T>,
    id_of: impl Fn(&'i T) -> &'i str,
    id: &str,
) -> Option<&'i T> {
    let (hasher, records) = index.get_or_init(|| {
        let hasher = RandomState::new();
        let hash = |record: &&'i T| hasher.hash_one(id_of(record));
        let mut table: HashTable<&'i T> = HashTable::with_capacity(records.size_hint().0);
        for record in records {
            table.entry(hash(&record), |other| id_of(other) == id_of(record), hash).or_insert(record);
        }
        (hasher, table)
    });
    records.find(hasher.hash_one(id), |record| id_of(record) == id).copied()
}
