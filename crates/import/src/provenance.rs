//! Which account and Region each document is of: documents of one say nothing about another.
//!
//! In this order: the path, or the manifest whose call wrote the file; what the document itself shows; what else is in
//! its file; the user's `--region`; what else is in its folder; the only Region that the snapshot speaks of, unless that
//! has such documents already. An account is told by the path and by the manifest only: owners of what a document shows may
//! be anybody, since VPCs, groups and prefix lists are shared.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hopwise_model::resource::Scope;
use hopwise_model::{AccountId, DocumentClass, DocumentKind, Listing, Region, VpcId};

use crate::manifest::{self, Manifest};
use crate::resource::Sign;

/// How much of what its command prints a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// A page, after which it says that there is another.
    Page,
    /// One record of a list, of which nothing says whether it is the only one.
    Record,
}

/// A file with the kinds of document in it, and what tells where they are from.
#[derive(Debug)]
pub(crate) struct FileRead {
    /// The file.
    pub(crate) file: Arc<str>,
    /// What its path says.
    path: Scope,
    /// Its documents, and how much of each is there.
    documents: Vec<(DocumentKind, Extent)>,
    /// Whether it is empty: its document is one that somebody asked for in vain.
    is_empty: bool,
    /// The kinds of which a record was left out, because it lacks what AWS always prints.
    edited: Vec<DocumentKind>,
    signs: Vec<(DocumentKind, Sign)>,
}

impl FileRead {
    pub(crate) fn new(file: &Arc<str>, path: &Scope) -> Self {
        let (documents, edited, signs) = (Vec::new(), Vec::new(), Vec::new());
        Self { file: Arc::clone(file), path: path.clone(), documents, is_empty: false, edited, signs }
    }

    /// A file that should hold a document, and is empty.
    pub(crate) fn unanswered(file: &Arc<str>, path: &Scope, kind: DocumentKind) -> Self {
        Self { documents: vec![(kind, Extent::Page)], is_empty: true, ..Self::new(file, path) }
    }

    /// Notes a document.
    pub(crate) fn document(&mut self, kind: DocumentKind, extent: Extent) {
        self.documents.push((kind, extent));
    }

    /// Notes that a record of a kind was left out.
    pub(crate) fn edited(&mut self, kind: DocumentKind) {
        if !self.edited.contains(&kind) {
            self.edited.push(kind);
        }
    }

    /// Notes what something in a document tells, where the path does not.
    pub(crate) fn sign(&mut self, kind: DocumentKind, sign: impl FnOnce() -> Option<Sign>) {
        if self.path.region.is_some() {
            return;
        }
        let Some(sign) = sign() else { return };
        let known = |(other, own): &(DocumentKind, Sign)| *other == kind && *own == sign;
        if !self.signs.last().is_some_and(known) {
            self.signs.push((kind, sign));
        }
    }

    /// The folder, of an account.
    fn folder(&self) -> Folder<'_> {
        let end = self.file.rfind(['/', '\\']).unwrap_or_default();
        (self.file.get(..end).unwrap_or_default(), self.path.account.as_ref())
    }

    fn whole_kinds(&self) -> impl Iterator<Item = DocumentKind> {
        let kinds = self.documents.iter().map(|(kind, _)| *kind);
        kinds.filter(|kind| kind.listing() == Listing::Whole)
    }
}

type Folder<'f> = (&'f str, Option<&'f AccountId>);

/// A document, and where it is from.
#[derive(Debug)]
pub(crate) struct Placed {
    /// Its file.
    pub(crate) file: Arc<str>,
    /// What it is.
    pub(crate) kind: DocumentKind,
    /// How much of it is there.
    pub(crate) extent: Extent,
    /// Whether its file is empty.
    pub(crate) is_empty: bool,
    /// Whether a record of it was left out.
    pub(crate) is_edited: bool,
    /// Whether a call of a manifest's wrote it.
    pub(crate) written: bool,
    /// The accounts and Regions that it shows; none where it may be of any of several.
    pub(crate) scopes: Vec<Scope>,
}

/// Where the documents of a snapshot are from.
#[derive(Debug, Default)]
pub(crate) struct Provenance {
    /// Every document.
    pub(crate) documents: Vec<Placed>,
    /// By file, where a resource is that says nothing itself.
    by_file: HashMap<Arc<str>, Scope>,
}

impl Provenance {
    /// Places every document. `of_vpc` tells the Regions of VPCs, `region` is the user's.
    pub(crate) fn of(
        files: &[FileRead],
        manifests: &[Manifest],
        of_vpc: &BTreeMap<VpcId, Region>,
        region: Option<&Region>,
    ) -> Self {
        let context = Context::of(files, manifests, of_vpc, region);
        let mut provenance = Self::default();
        for read in files {
            let whole = context.whole_file(read);
            for (kind, extent) in &read.documents {
                let regions = context.regions(read, *kind, &whole);
                let scope = |region: Option<Region>| Scope { account: context.account(read, region.as_ref()), region };
                provenance.documents.push(Placed {
                    file: Arc::clone(&read.file),
                    kind: *kind,
                    extent: *extent,
                    is_empty: read.is_empty,
                    is_edited: read.edited.contains(kind),
                    written: context.written.contains_key(&read.file),
                    scopes: regions.into_iter().map(scope).collect(),
                });
            }
            let region = whole.unwrap_or_default();
            let account = context.account(read, region.as_ref());
            // An error in a file tells nothing of where the file is from.
            if !read.is_empty {
                provenance.by_file.insert(Arc::clone(&read.file), Scope { account, region });
            }
        }
        provenance
    }

    /// Where a file's documents are from, as far as it is one place.
    pub(crate) fn of_file(&self, file: &Arc<str>) -> Option<&Scope> {
        self.by_file.get(file)
    }
}

/// Regions that things in some documents tell.
#[derive(Debug, Default)]
struct Regions {
    /// Those of the network and of names.
    network: BTreeSet<Region>,
    /// Those of what runs, which count where there are no others.
    workload: BTreeSet<Region>,
}

impl Regions {
    fn add(&mut self, kind: DocumentKind, region: &Region) {
        let regions = match kind.class() {
            DocumentClass::Network | DocumentClass::Name => &mut self.network,
            DocumentClass::Workload => &mut self.workload,
            DocumentClass::Permission => return,
        };
        if !regions.contains(region) {
            regions.insert(region.clone());
        }
    }

    fn regions(&self) -> &BTreeSet<Region> {
        if self.network.is_empty() { &self.workload } else { &self.network }
    }
}

/// The Region of what does not tell it: one or none in particular, or, as `None`, any of several.
type Whole = Option<Option<Region>>;

struct Context<'f> {
    of_vpc: &'f BTreeMap<VpcId, Region>,
    region: Option<&'f Region>,
    /// The place of each file that a manifest's call wrote.
    written: HashMap<Arc<str>, Scope>,
    /// The accounts of manifests, by Region.
    accounts: BTreeMap<Region, BTreeSet<Option<AccountId>>>,
    folders: BTreeMap<Folder<'f>, Regions>,
    /// The kinds that are listed in each folder.
    listed: BTreeMap<Folder<'f>, BTreeSet<DocumentKind>>,
    /// The only Region that the snapshot speaks of, and the kinds that are listed there.
    only: Option<(Region, BTreeSet<DocumentKind>)>,
}

impl<'f> Context<'f> {
    fn of(
        files: &'f [FileRead],
        manifests: &[Manifest],
        of_vpc: &'f BTreeMap<VpcId, Region>,
        region: Option<&'f Region>,
    ) -> Self {
        let mut context = Self {
            of_vpc,
            region,
            written: manifest::written(manifests, files.iter().map(|read| &read.file)),
            accounts: BTreeMap::new(),
            folders: BTreeMap::new(),
            listed: BTreeMap::new(),
            only: None,
        };
        let mut known = Regions::default();
        for scope in manifests.iter().flat_map(Manifest::scopes) {
            if let Some(region) = &scope.region {
                context.accounts.entry(region.clone()).or_default().insert(scope.account.clone());
                known.network.insert(region.clone());
            }
        }
        for read in files {
            if let Some(region) = context.place_of_file(read) {
                read.documents.iter().for_each(|(kind, _)| known.add(*kind, &region));
                continue;
            }
            context.listed.entry(read.folder()).or_default().extend(read.whole_kinds());
            for (kind, sign) in &read.signs {
                if let Some(region) = region_of(of_vpc, sign) {
                    known.add(*kind, region);
                    context.folders.entry(read.folder()).or_default().add(*kind, region);
                }
            }
        }
        if let (Some(only), 1) = (known.regions().first(), known.regions().len()) {
            let there = |read: &&FileRead| {
                context.place_of_file(read).as_ref() == Some(only)
                    || context.folders.get(&read.folder()).is_some_and(|regions| !regions.regions().is_empty())
            };
            let kinds = files.iter().filter(there).flat_map(FileRead::whole_kinds).collect();
            context.only = Some((only.clone(), kinds));
        }
        context
    }

    /// The Region that a file's path, or a manifest, says.
    fn place_of_file(&self, read: &FileRead) -> Option<Region> {
        let written = || self.written.get(&read.file).and_then(|scope| scope.region.clone());
        read.path.region.clone().or_else(written)
    }

    fn account(&self, read: &FileRead, region: Option<&Region>) -> Option<AccountId> {
        let written = || self.written.get(&read.file).and_then(|scope| scope.account.clone());
        let only = || {
            let accounts = self.accounts.get(region?)?;
            accounts.first().filter(|_| accounts.len() == 1).cloned().flatten()
        };
        read.path.account.clone().or_else(written).or_else(only)
    }

    /// The Region of what in a file does not tell it.
    fn whole_file(&self, read: &FileRead) -> Whole {
        if let Some(region) = self.place_of_file(read) {
            return Some(Some(region));
        }
        let mut of_file = Regions::default();
        for (kind, sign) in &read.signs {
            if let Some(region) = region_of(self.of_vpc, sign) {
                of_file.add(*kind, region);
            }
        }
        if let (Some(region), 1) = (of_file.regions().first(), of_file.regions().len()) {
            return Some(Some(region.clone()));
        }
        let folder = self.folders.get(&read.folder()).map(Regions::regions);
        let folder: Vec<&Region> = folder.into_iter().flatten().collect();
        match (self.region, folder.as_slice()) {
            (Some(region), _) => Some(Some(region.clone())),
            (None, [only]) => Some(Some((*only).clone())),
            (None, []) => Some(self.joined(read)),
            (None, _) => None,
        }
    }

    /// Of a folder in which nothing tells a Region: the only one of the snapshot, unless it has such documents already.
    fn joined(&self, read: &FileRead) -> Option<Region> {
        let (only, kinds) = self.only.as_ref()?;
        let listed = self.listed.get(&read.folder());
        listed.is_none_or(|listed| listed.is_disjoint(kinds)).then(|| only.clone())
    }

    /// The Regions that a kind of document of a file shows.
    fn regions(&self, read: &FileRead, kind: DocumentKind, whole: &Whole) -> Vec<Option<Region>> {
        if let Some(region) = self.place_of_file(read) {
            return vec![Some(region)];
        }
        let own = read.signs.iter().filter(|(own, _)| *own == kind);
        let own: BTreeSet<&Region> = own.filter_map(|(_, sign)| region_of(self.of_vpc, sign)).collect();
        if own.is_empty() {
            return whole.iter().cloned().collect();
        }
        own.into_iter().cloned().map(Some).collect()
    }
}

/// The Region that a sign tells of.
fn region_of<'r>(of_vpc: &'r BTreeMap<VpcId, Region>, sign: &'r Sign) -> Option<&'r Region> {
    match sign {
        Sign::Region(region) => Some(region),
        Sign::Vpc(vpc) => of_vpc.get(vpc),
    }
}
