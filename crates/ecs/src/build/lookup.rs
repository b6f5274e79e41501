//! Records of the snapshot by what names them.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Deref;

use hopwise_model::resource::{ContainerInstance, Instance, NetworkInterface, Subnet};
use hopwise_model::{InstanceId, Inventory, NetworkInterfaceId, SubnetId};

/// Records by id. Of those that share one, the first counts.
type Index<'i, T> = OnceCell<HashMap<&'i str, &'i T>>;

/// An inventory in which many workloads look for what they name. Each index is made when it is first asked, O(n); a look-up
/// is O(1) then.
pub(crate) struct Lookup<'i> {
    inventory: &'i Inventory,
    subnets: Index<'i, Subnet>,
    interfaces: Index<'i, NetworkInterface>,
    attached: OnceCell<HashMap<&'i str, Vec<&'i NetworkInterface>>>,
    instances: Index<'i, Instance>,
    container_instances: Index<'i, ContainerInstance>,
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
        }
    }

    pub(super) fn subnet(&self, id: &SubnetId) -> Option<&'i Subnet> {
        find(&self.subnets, self.inventory.subnets.iter(), |own| own.id.as_str(), id.as_str())
    }

    pub(super) fn interface(&self, id: &NetworkInterfaceId) -> Option<&'i NetworkInterface> {
        find(&self.interfaces, self.inventory.network_interfaces.iter(), |own| own.id.as_str(), id.as_str())
    }

    /// The interfaces that are attached to an instance, in the order of the documents.
    pub(super) fn attached_to(&self, instance: &InstanceId) -> &[&'i NetworkInterface] {
        let attached = self.attached.get_or_init(|| {
            let mut attached: HashMap<&str, Vec<_>> = HashMap::new();
            for interface in &self.inventory.network_interfaces {
                if let Some(instance) = &interface.instance {
                    attached.entry(instance.as_str()).or_default().push(interface);
                }
            }
            attached
        });
        attached.get(instance.as_str()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn instance(&self, id: &InstanceId) -> Option<&'i Instance> {
        find(&self.instances, self.inventory.instances.iter(), |own| own.id.as_str(), id.as_str())
    }

    /// The container instance with an ARN.
    pub(super) fn container_instance(&self, arn: &str) -> Option<&'i ContainerInstance> {
        find(&self.container_instances, self.inventory.container_instances.iter(), |own| own.arn.as_str(), arn)
    }
}

fn find<'i, T>(
    index: &Index<'i, T>,
    records: impl DoubleEndedIterator<Item = &'i T>,
    id_of: impl Fn(&'i T) -> &'i str,
    id: &str,
) -> Option<&'i T> {
    index.get_or_init(|| records.rev().map(|record| (id_of(record), record)).collect()).get(id).copied()
}
