//! One inventory out of many documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{DocumentKind, Evidence, Inventory, Region};

use crate::consistency::contradictions;
use crate::error::ImportError;
use crate::manifest::{self, Ended, Manifest};
use crate::resource::{Resource, sorted};
use crate::warning::Warning;
use crate::{Options, Snapshot};

/// An inventory that grows document by document.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    inventory: Inventory,
    warnings: Vec<Warning>,
    files: usize,
    /// Where in its list a resource is, by kind and key. Only looked up, never iterated.
    seen: HashMap<(DocumentKind, String), usize>,
    /// Which warning tells of resources that two files share.
    twice: HashMap<(Arc<str>, Arc<str>), usize>,
    /// For each kind whose documents came in pages: the last file that promised another one, and whether one did not.
    pages: BTreeMap<DocumentKind, (Option<Arc<str>>, bool)>,
    /// Which warning tells of the files with a document that is not evaluated, by its key.
    not_evaluated: HashMap<String, usize>,
    /// The manifests, in the order of the files.
    manifests: Vec<Manifest>,
    /// The files that hold the end of a kind of document.
    ended: Vec<Ended>,
}

impl Merge {
    pub(crate) fn count_file(&mut self) {
        self.files += 1;
    }

    pub(crate) fn warn(&mut self, warning: Warning) {
        if let Warning::NotEvaluated { key, .. } = &warning {
            let index = *self.not_evaluated.entry(key.clone()).or_insert(self.warnings.len());
            if let Some(Warning::NotEvaluated { more, .. }) = self.warnings.get_mut(index) {
                *more += 1;
                return;
            }
        }
        self.warnings.push(warning);
    }

    /// Notes which calls made the snapshot.
    pub(crate) fn manifest(&mut self, manifest: Manifest) {
        self.manifests.push(manifest);
    }

    /// Notes that a kind of document was seen, be it empty.
    pub(crate) fn document(&mut self, kind: DocumentKind, file: &Arc<str>, scope: &Scope, more: bool) {
        self.inventory.documents.insert(kind);
        let (promised, ended) = self.pages.entry(kind).or_default();
        if more {
            *promised = Some(Arc::clone(file));
        } else {
            *ended = true;
            self.ended.push(Ended { kind, file: Arc::clone(file), scope: scope.clone() });
        }
    }

    /// Adds a resource, or makes sure that it says what the first description of it said.
    pub(crate) fn add<R: Resource>(&mut self, mut new: R) -> Result<(), ImportError> {
        let list = R::list(&mut self.inventory);
        let key = new.key();
        let index = *self.seen.entry((R::KIND, key.clone())).or_insert(list.len());
        let Some(old) = list.get_mut(index) else {
            list.push(new);
            return Ok(());
        };
        let adds_something = old.complete(&mut new);
        if let Some(field) = old.difference(&new) {
            let (first, second) = (old.evidence().clone(), new.evidence().clone());
            return Err(ImportError::Conflict { id: key, field, first, second });
        }
        if !adds_something {
            let (first, second) = (old.evidence().clone(), new.evidence().clone());
            self.read_twice(key, first, second);
        }
        Ok(())
    }

    fn read_twice(&mut self, id: String, first: Evidence, second: Evidence) {
        let pair = (Arc::clone(&first.file), Arc::clone(&second.file));
        let index = *self.twice.entry(pair).or_insert(self.warnings.len());
        match self.warnings.get_mut(index) {
            Some(Warning::ReadTwice { count, .. }) => *count += 1,
            _ => self.warnings.push(Warning::ReadTwice { id, count: 1, first, second }),
        }
    }

    /// Ends the reading.
    pub(crate) fn finish(mut self, options: &Options) -> Result<Snapshot, ImportError> {
        manifest::check(&self.manifests, &self.inventory)?;
        manifest::apply(self.manifests, &self.ended, &mut self.inventory);
        check_prefix_lists(&self.inventory)?;
        self.warnings.extend(manifest::warnings(&self.inventory.failed_calls));
        place(&mut self.inventory, options.region.as_ref());
        for (kind, (promised, ended)) in self.pages {
            if let (Some(file), false) = (promised, ended) {
                self.inventory.documents.remove(&kind);
                self.warnings.push(Warning::MorePages { file, kind });
            }
        }
        self.warnings.extend(contradictions(&self.inventory));
        Ok(Snapshot { inventory: self.inventory, warnings: self.warnings, files: self.files })
    }
}

/// The two ways to ask for the entries of a prefix list have to give the same ones.
fn check_prefix_lists(inventory: &Inventory) -> Result<(), ImportError> {
    let lists: BTreeMap<&str, _> = inventory.prefix_lists.iter().map(|list| (list.id.as_str(), list)).collect();
    for entries in &inventory.prefix_list_entries {
        let Some(list) = lists.get(entries.list.as_str()) else { continue };
        if list.entries.as_ref().is_some_and(|own| sorted(own) != sorted(&entries.entries)) {
            return Err(ImportError::Conflict {
                id: entries.list.to_string(),
                field: "entries",
                first: list.evidence.clone(),
                second: entries.evidence.clone(),
            });
        }
    }
    Ok(())
}

/// Fills in the Region of resources that say nothing themselves: those of their VPC, then the user's
/// Region, then the only Region that the snapshot speaks of.
fn place(inventory: &mut Inventory, region: Option<&Region>) {
    let mut of_vpc: BTreeMap<String, Region> = BTreeMap::new();
    let vpcs = inventory.vpcs.iter().map(|vpc| (Some(&vpc.id), &vpc.scope));
    let subnets = inventory.subnets.iter().map(|subnet| (Some(&subnet.vpc), &subnet.scope));
    let interfaces = inventory.network_interfaces.iter().map(|interface| (interface.vpc.as_ref(), &interface.scope));
    for (vpc, scope) in vpcs.chain(subnets).chain(interfaces) {
        if let (Some(vpc), Some(region)) = (vpc, &scope.region)
            && !of_vpc.contains_key(vpc.as_str())
        {
            of_vpc.insert(vpc.to_string(), region.clone());
        }
    }
    let only = only_region(inventory);
    let place = |scope: &mut Scope, vpc: Option<&str>| {
        let of_vpc = vpc.and_then(|vpc| of_vpc.get(vpc));
        let known = of_vpc.or(region).or(only.as_ref());
        scope.region = scope.region.take().or_else(|| known.cloned());
    };
    for vpc in &mut inventory.vpcs {
        place(&mut vpc.scope, Some(vpc.id.as_str()));
    }
    for subnet in &mut inventory.subnets {
        place(&mut subnet.scope, Some(subnet.vpc.as_str()));
    }
    for interface in &mut inventory.network_interfaces {
        place(&mut interface.scope, interface.vpc.as_ref().map(hopwise_model::VpcId::as_str));
    }
    let rest = (inventory.instances.iter_mut().map(|instance| &mut instance.scope))
        .chain(inventory.services.iter_mut().map(|service| &mut service.scope))
        .chain(inventory.tasks.iter_mut().map(|task| &mut task.scope))
        .chain(inventory.task_definitions.iter_mut().map(|definition| &mut definition.scope));
    for scope in rest {
        place(scope, None);
    }
}

/// The Region of everything, where there is only one.
fn only_region(inventory: &Inventory) -> Option<Region> {
    let mut regions = (inventory.vpcs.iter().map(|vpc| &vpc.scope))
        .chain(inventory.subnets.iter().map(|subnet| &subnet.scope))
        .chain(inventory.network_interfaces.iter().map(|interface| &interface.scope))
        .chain(inventory.instances.iter().map(|instance| &instance.scope))
        .chain(inventory.services.iter().map(|service| &service.scope))
        .chain(inventory.tasks.iter().map(|task| &task.scope))
        .chain(inventory.task_definitions.iter().map(|definition| &definition.scope))
        .filter_map(|scope| scope.region.as_ref());
    let first = regions.next()?;
    regions.all(|region| region == first).then(|| first.clone())
}
