//! One inventory out of many documents.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{Coverage, DocumentClass, DocumentKind, Evidence, Inventory, Knowledge, Listing, Region, VpcId};

use crate::consistency::contradictions;
use crate::enumeration::Enumeration;
use crate::error::ImportError;
use crate::manifest::Manifest;
use crate::page::{Paged, Pages};
use crate::provenance::{Extent, FileRead, Placed, Provenance};
use crate::refusal::Refusal;
use crate::resource::{Lists, Resource, forget_parts, forget_record, sorted};
use crate::warning::Warning;
use crate::wire::{At, Lacks};
use crate::{
    Options, Snapshot, cut, endpoint_routes, enumeration, filtered, nameless, refused, unanswered, uncaptured,
};

/// An inventory that grows document by document.
#[derive(Debug, Default)]
pub(crate) struct Merge {
    inventory: Inventory,
    warnings: Vec<Warning>,
    /// How many files there are.
    count: usize,
    /// Where in its list a resource is, by kind and key. Only looked up, never iterated.
    seen: HashMap<(DocumentKind, String), usize>,
    /// The lists that resources may have in common.
    lists: Lists,
    /// Which warning tells of resources that two files share.
    twice: HashMap<(Arc<str>, Arc<str>), usize>,
    /// Lists of one id that came in pages.
    pages: Pages,
    /// Which warning tells of the files with a document that is not evaluated, by its key.
    not_evaluated: HashMap<String, usize>,
    /// The manifests, in the order of the files.
    manifests: Vec<Manifest>,
    /// Errors that were saved where documents should be: of which kind, and where.
    refusals: Vec<(Refusal, Option<DocumentKind>, Evidence)>,
    /// Repositories that have no policy, as AWS answered.
    absent: Vec<RepositoryPolicy>,
    /// The files, with what tells where their documents are from.
    files: Vec<FileRead>,
    /// Lists of what there is that do not describe it.
    enumerations: Vec<Enumeration>,
    /// Records that two listings tell differently, of which neither is the later one: what of, its key, the member, and the file.
    unsettled: Vec<(DocumentKind, String, &'static str, Arc<str>)>,
    /// Files that hold no answer, and of which nothing tells what they should hold; and what their paths say.
    nameless: Vec<(Arc<str>, Scope)>,
}

impl Merge {
    pub(crate) fn count_file(&mut self) {
        self.count += 1;
    }

    pub(crate) fn warn(&mut self, warning: Warning) {
        if let Warning::OtherSpelling { .. } = &warning {
            let known = self.warnings.iter_mut().find_map(|own| match own {
                Warning::OtherSpelling { more, .. } => Some(more),
                _ => None,
            });
            if let Some(more) = known {
                *more += 1;
                return;
            }
        }
        if let Warning::SingleRecord { file, kind, .. } = &warning {
            let known = self.warnings.iter_mut().find_map(|own| match own {
                Warning::SingleRecord { file: other, kind: same, more } if (&*other, &*same) == (file, kind) => {
                    Some(more)
                }
                _ => None,
            });
            if let Some(more) = known {
                *more += 1;
                return;
            }
        }
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

    /// Begins with the documents of a file.
    pub(crate) fn file(&mut self, file: &Arc<str>, path: &Scope) {
        self.files.push(FileRead::new(file, path));
    }

    /// Notes a file with nothing in it: somebody asked for what it should hold, and got no answer.
    pub(crate) fn unanswered(&mut self, file: &Arc<str>, path: &Scope) {
        let kind = unanswered::kind_of(file);
        self.warn(Warning::Empty { file: Arc::clone(file), kind, role: None });
        match kind {
            Some(kind) => self.files.push(FileRead::unanswered(file, path, kind)),
            None => self.nameless.push((Arc::clone(file), path.clone())),
        }
    }

    /// Notes an error where a document should be: somebody asked, and got no answer.
    pub(crate) fn refused(&mut self, refusal: Refusal, at: &At<'_>) {
        if let Some((registry, repository)) = refusal.without_policy {
            let scope = Scope { account: Some(registry), ..at.scope(None, None) };
            self.document(DocumentKind::RepositoryPolicy, Extent::Whole);
            self.absent.push(RepositoryPolicy { scope, repository, document: None, evidence: at.evidence() });
            return;
        }
        let kind = refusal.document().or_else(|| unanswered::kind_of(at.file()));
        if let Some(kind) = kind {
            // What follows belongs to the file still.
            let before = self.files.len().saturating_sub(1);
            self.files.insert(before, FileRead::unanswered(at.file(), at.path_scope(), kind));
        } else if refusal.action.is_none() && refusal.none.is_none() {
            self.nameless.push((Arc::clone(at.file()), at.path_scope().clone()));
        }
        self.refusals.push((refusal, kind, at.evidence()));
    }

    /// Notes that a kind of document was seen in the file, be it empty.
    pub(crate) fn document(&mut self, kind: DocumentKind, extent: Extent) {
        if let Some(file) = self.files.last_mut() {
            file.document(kind, extent);
        }
    }

    /// Notes a record that lacks what AWS always prints: what it says is not known.
    pub(crate) fn lacks(&mut self, kind: DocumentKind, lacks: Lacks, at: &At<'_>) {
        if let Some(file) = self.files.last_mut() {
            file.edited(kind);
        }
        let Lacks { id, member } = lacks;
        self.inventory.knowledge.lacks(kind, &at.scope(None, None), id.clone(), member);
        self.warn(Warning::Edited { kind, id, member, evidence: at.evidence() });
    }

    /// Notes a list of what there is that does not describe it.
    pub(crate) fn enumerated(&mut self, enumeration: Enumeration) {
        self.enumerations.push(enumeration);
    }

    /// Adds what a command prints of one id, or the next page of it.
    pub(crate) fn add_page<R: Paged>(&mut self, new: R, more: bool) -> Result<(), ImportError> {
        let is_page = self.pages.note(&new, more);
        let index = self.seen.get(&(R::KIND, new.key())).copied().filter(|_| is_page);
        match index.and_then(|index| R::list_mut(&mut self.inventory).get_mut(index)) {
            Some(old) => {
                old.append(new);
                Ok(())
            }
            None => self.add(new),
        }
    }

    /// Adds a resource, or makes sure that it says what the first description of it said.
    pub(crate) fn add<R: Resource>(&mut self, mut new: R) -> Result<(), ImportError> {
        if let Some(file) = self.files.last_mut() {
            file.sign(R::KIND, || new.sign());
        }
        let list = R::list_mut(&mut self.inventory);
        let key = new.key();
        let index = *self.seen.entry((R::KIND, key.clone())).or_insert(list.len());
        let Some(old) = list.get_mut(index) else {
            new.share_lists(&mut self.lists);
            list.push(new);
            return Ok(());
        };
        let adds_something = old.complete(&mut new);
        if let Some(field) = old.difference(&new) {
            let (first, second) = (old.evidence().clone(), new.evidence().clone());
            if !old.is_same_but_for_state(&new) {
                return Err(ImportError::Conflict { id: key, field, first, second });
            }
            match old.order(&new) {
                Ordering::Greater => self.warn(Warning::Changed { id: key, field, first: second, second: first }),
                Ordering::Less => {
                    *old = new;
                    self.warn(Warning::Changed { id: key, field, first, second });
                }
                Ordering::Equal => {
                    match old.open(&new) {
                        Some(open) => *old = open,
                        None => self.unsettled.push((R::KIND, key.clone(), printed(field), Arc::clone(&second.file))),
                    }
                    self.warn(Warning::Unsettled { id: key, field, first, second });
                }
            }
            return Ok(());
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
        let open = self.pages.open();
        for (kind, key, _) in &open {
            forget_parts(*kind, &mut self.inventory, |own, _| own == key);
        }
        let of_vpc = regions_of_vpcs(&self.inventory);
        let provenance = Provenance::of(&self.files, &self.manifests, &of_vpc, options.region.as_ref());
        uncaptured::check(&self.manifests, &provenance.documents)?;
        refused::check(&self.refusals, &provenance.documents)?;
        unanswered::check(&provenance.documents)?;
        uncaptured::apply(self.manifests, &provenance.documents, &mut self.inventory);
        for mut none in self.absent {
            let of_file = provenance.of_file(&none.evidence.file).and_then(|own| own.region.clone());
            none.scope.region = none.scope.region.or(of_file);
            uncaptured::add_absent(none, &mut self.inventory);
        }
        check_prefix_lists(&self.inventory)?;
        self.warnings.extend(nobodys_lists(&self.inventory));
        self.warnings.extend(uncaptured::warnings(self.inventory.knowledge.failed_calls()));
        self.warnings.extend(open.into_iter().map(|(kind, _, file)| Warning::MorePages { file, kind }));
        place(&mut self.inventory, &of_vpc, &provenance);
        leave_open(&mut self.inventory, self.unsettled, &provenance);
        self.warnings.extend(cover(&mut self.inventory.knowledge, &provenance));
        refused::apply(self.refusals, &provenance.documents, &mut self.inventory.knowledge, &mut self.warnings);
        nameless::apply(&self.nameless, &mut self.inventory, &mut self.warnings);
        enumeration::apply(&self.enumerations, &mut self.inventory, &self.warnings);
        self.warnings.extend(filtered::note(&mut self.inventory));
        self.warnings.extend(cut::note(&mut self.inventory));
        self.warnings.extend(endpoint_routes::note(&mut self.inventory));
        self.warnings.extend(contradictions(&self.inventory));
        Ok(Snapshot { inventory: self.inventory, warnings: self.warnings, files: self.count })
    }
}

/// Leaves out records of which two listings tell different states: what they say is not known. What runs is kept, as where it lacks
/// that member.
fn leave_open(
    inventory: &mut Inventory,
    unsettled: Vec<(DocumentKind, String, &'static str, Arc<str>)>,
    provenance: &Provenance,
) {
    for (kind, key, member, file) in unsettled {
        let coverage = if kind.listing() == Listing::Whole { Coverage::Partial } else { Coverage::Failed };
        for document in provenance.documents.iter().filter(|own| own.kind == kind && own.file == file) {
            for scope in &document.scopes {
                inventory.knowledge.record(kind, scope, coverage);
                inventory.knowledge.lacks(kind, scope, key.clone(), member);
            }
        }
        if kind.class() != DocumentClass::Workload {
            forget_record(kind, inventory, &key);
        }
    }
}

/// How AWS calls the member that a field is read from.
fn printed(field: &'static str) -> &'static str {
    match field {
        "state" | "unavailable" => "State",
        "status" => "Status",
        "mode" => "InternetGatewayBlockMode",
        "deleted_at" => "DeletedDate",
        "agent_connected" => "agentConnected",
        "addresses" => "NatGatewayAddresses",
        "attachments" => "Attachments",
        "instance" => "Attachment",
        "interfaces" => "NetworkInterfaces",
        "dns_names" => "DnsEntries",
        other => other,
    }
}

/// Notes how much the documents tell where they are from, and warns of what is not whole.
fn cover(knowledge: &mut Knowledge, provenance: &Provenance) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut open: BTreeMap<(DocumentKind, usize), Option<&Placed>> = BTreeMap::new();
    let mut scopes: Vec<&Scope> = Vec::new();
    let mut unplaced: Vec<&Arc<str>> = Vec::new();
    for document in &provenance.documents {
        let kind = document.kind;
        if kind.listing() != Listing::Whole {
            // What is asked for by id is a part, and so is a record of it; what announces a page, or is empty, may have told anything besides.
            let coverage = if document.extent == Extent::Page { Coverage::Failed } else { Coverage::Partial };
            for scope in &document.scopes {
                knowledge.record(kind, scope, coverage);
            }
            continue;
        }
        if document.scopes.is_empty() {
            // It may be about any of them, so that it is whole for none.
            knowledge.record(kind, &Scope::default(), Coverage::Partial);
            if !document.is_empty && !unplaced.contains(&&document.file) {
                unplaced.push(&document.file);
            }
        }
        for scope in &document.scopes {
            if document.is_edited {
                knowledge.record(kind, scope, Coverage::Partial);
            }
            let place = scopes.iter().position(|known| *known == scope).unwrap_or_else(|| {
                scopes.push(scope);
                scopes.len() - 1
            });
            let promised = open.entry((kind, place)).or_insert(Some(document));
            // The page that announces no other is the last one.
            *promised = promised.filter(|_| document.extent != Extent::Whole).map(|_| document);
        }
    }
    for ((kind, place), promised) in open {
        let Some(scope) = scopes.get(place) else { continue };
        let coverage = if promised.is_some() { Coverage::Partial } else { Coverage::Complete };
        knowledge.record(kind, scope, coverage);
        // Of an empty file, and of a single record, there is a warning already.
        if let Some(page) = promised.filter(|page| !page.is_empty && page.extent == Extent::Page) {
            warnings.push(Warning::MorePages { file: Arc::clone(&page.file), kind });
        }
    }
    warnings.extend(unplaced.into_iter().map(|file| Warning::Unplaced { file: Arc::clone(file) }));
    warnings
}

/// Lists of policies whose role nothing else names, where roles are named: their files are called after something else.
fn nobodys_lists(inventory: &Inventory) -> impl Iterator<Item = Warning> {
    let inline = inventory.called_after_no_role(inventory.role_policy_names.iter(), |own| &own.role);
    let attached = inventory.called_after_no_role(inventory.attached_policies.iter(), |own| &own.role);
    let inline = inline.map(|own| (&own.role, &own.evidence));
    let attached = attached.map(|own| (&own.role, &own.evidence));
    let lists = inline.chain(attached);
    lists.map(|(role, evidence)| Warning::NobodysList { role: role.clone(), evidence: evidence.clone() })
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

/// The Regions of VPCs, as something in them says.
fn regions_of_vpcs(inventory: &Inventory) -> BTreeMap<VpcId, Region> {
    let mut of_vpc: BTreeMap<VpcId, Region> = BTreeMap::new();
    let vpcs = inventory.vpcs.iter().map(|vpc| (Some(&vpc.id), &vpc.scope));
    let subnets = inventory.subnets.iter().map(|subnet| (Some(&subnet.vpc), &subnet.scope));
    let interfaces = inventory.network_interfaces.iter().map(|interface| (interface.vpc.as_ref(), &interface.scope));
    for (vpc, scope) in vpcs.chain(subnets).chain(interfaces) {
        if let (Some(vpc), Some(region)) = (vpc, &scope.region)
            && !of_vpc.contains_key(vpc)
        {
            of_vpc.insert(vpc.clone(), region.clone());
        }
    }
    of_vpc
}

/// Fills in the Region of resources that say nothing themselves: those of their VPC, then those of their documents. Of
/// VPCs and subnets it tells, where that is known, whose documents they were read in.
fn place(inventory: &mut Inventory, of_vpc: &BTreeMap<VpcId, Region>, provenance: &Provenance) {
    let fill = |scope: &mut Scope, vpc: Option<&VpcId>, evidence: &Evidence| {
        if scope.region.is_none() {
            let of_file = || provenance.of_file(&evidence.file).and_then(|own| own.region.clone());
            scope.region = vpc.and_then(|vpc| of_vpc.get(vpc)).cloned().or_else(of_file);
        }
    };
    let read_by = |scope: &mut Scope, evidence: &Evidence| {
        let account = provenance.of_file(&evidence.file).and_then(|own| own.account.clone());
        scope.account = account.or_else(|| scope.account.take());
    };
    for vpc in &mut inventory.vpcs {
        fill(&mut vpc.scope, Some(&vpc.id), &vpc.evidence);
        read_by(&mut vpc.scope, &vpc.evidence);
    }
    for subnet in &mut inventory.subnets {
        fill(&mut subnet.scope, Some(&subnet.vpc), &subnet.evidence);
        read_by(&mut subnet.scope, &subnet.evidence);
    }
    for interface in &mut inventory.network_interfaces {
        fill(&mut interface.scope, interface.vpc.as_ref(), &interface.evidence);
    }
    let rest = (inventory.instances.iter_mut().map(|own| (&mut own.scope, &own.evidence)))
        .chain(inventory.services.iter_mut().map(|own| (&mut own.scope, &own.evidence)))
        .chain(inventory.tasks.iter_mut().map(|own| (&mut own.scope, &own.evidence)))
        .chain(inventory.task_definitions.iter_mut().map(|own| (&mut own.scope, &own.evidence)));
    for (scope, evidence) in rest {
        fill(scope, None, evidence);
    }
}
