//! What is known of which account and Region: an empty answer, half an answer and no answer are different things.

use std::collections::BTreeMap;

use crate::document_kind::{DocumentClass, DocumentKind, Listing};
use crate::failed_call::FailedCall;
use crate::id::{AccountId, Region};
use crate::resource::Scope;

/// How much is known of a kind of document in one account and Region. Later ones win where documents disagree: a page
/// that is missing is missing whatever else was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// Nothing was read, and no call is known to have failed: nobody asked.
    #[default]
    NotAsked,
    /// Everything: what was not read does not exist.
    Complete,
    /// A part: a page is missing, or only some ids were asked for.
    Partial,
    /// A call for it failed, so that there may be more than what was read. [`Knowledge::failed`] tells which and why.
    Failed,
}

/// An account and Region as far as they are named. Documents of which nobody says whose they are belong to `None`, which is
/// a place of its own: the account or Region that the snapshot does not name.
type Place = (Option<AccountId>, Option<Region>);

/// What was collected, by account, Region and kind of document.
///
/// Documents of one account or Region say nothing about another, so that what is absent is asked of the place whose
/// documents would show it: [`Knowledge::place_of`] tells that place, [`Knowledge::knows`] whether they are complete.
///
/// ```
/// use hopwise_model::resource::Scope;
/// use hopwise_model::{Coverage, DocumentKind, Knowledge};
///
/// let here = Scope { account: None, region: Some("eu-west-1".try_into().unwrap()) };
/// let there = Scope { account: None, region: Some("us-east-1".try_into().unwrap()) };
/// let mut knowledge = Knowledge::default();
/// knowledge.record(DocumentKind::VpcEndpoints, &here, Coverage::Complete);
/// knowledge.record(DocumentKind::Vpcs, &there, Coverage::Complete);
/// assert!(knowledge.knows(DocumentKind::VpcEndpoints, &here));
/// assert_eq!(knowledge.coverage(DocumentKind::VpcEndpoints, &there), Coverage::NotAsked);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Knowledge {
    places: BTreeMap<Place, BTreeMap<DocumentKind, Coverage>>,
    calls: Vec<FailedCall>,
    /// Records that lack members which AWS always prints, by id: those members, by the place of the document.
    edited: BTreeMap<(DocumentKind, String), BTreeMap<Place, Vec<&'static str>>>,
}

impl Knowledge {
    /// Notes what a document, or the lack of one, tells of a kind. Of what was noted before, the less complete holds, but
    /// for [`Coverage::NotAsked`].
    pub fn record(&mut self, kind: DocumentKind, scope: &Scope, coverage: Coverage) {
        let known = self.places.entry(key(scope)).or_default().entry(kind).or_default();
        *known = (*known).max(coverage);
    }

    /// Notes that every document of some kinds is there, in the one place that an inventory without places has.
    pub fn complete(&mut self, kinds: impl IntoIterator<Item = DocumentKind>) {
        for kind in kinds {
            self.record(kind, &Scope::default(), Coverage::Complete);
        }
    }

    /// Notes a call that failed: what it would have said is not known where it was made.
    pub fn fail(&mut self, call: FailedCall) {
        if let Some(kind) = call.document {
            self.record(kind, &call.scope, Coverage::Failed);
        }
        self.calls.push(call);
    }

    /// Notes a record that lacks a member which AWS always prints, and where its document belongs. Those of the network and of
    /// permissions are left out: they are known by nothing but their id. What runs is kept, since most of what it says stands
    /// without the rest.
    pub fn lacks(&mut self, kind: DocumentKind, scope: &Scope, id: String, member: &'static str) {
        let members = self.edited.entry((kind, id)).or_default().entry(key(scope)).or_default();
        if !members.contains(&member) {
            members.push(member);
        }
    }

    /// The records of a kind that lack members which AWS always prints: account and Region, id, and each of those members.
    pub fn edited(
        &self,
        kind: DocumentKind,
    ) -> impl Iterator<Item = (Option<&AccountId>, Option<&Region>, &str, &'static str)> {
        let of_kind = self.edited.iter().filter(move |((own, _), _)| *own == kind);
        of_kind.flat_map(|((_, id), places)| {
            places.iter().flat_map(|((account, region), members)| {
                members.iter().map(|member| (account.as_ref(), region.as_ref(), id.as_str(), *member))
            })
        })
    }

    /// Whether a record lacks a member that AWS always prints: what it would say is not known. O(log n) in the number of records that
    /// lack one.
    #[must_use]
    pub fn is_without(&self, kind: DocumentKind, id: &str, member: &str) -> bool {
        let places = if self.edited.is_empty() { None } else { self.edited.get(&(kind, id.to_owned())) };
        places.is_some_and(|places| places.values().any(|own| own.contains(&member)))
    }

    /// Forgets that a kind was asked for, everywhere.
    pub fn forget(&mut self, kind: DocumentKind) {
        for kinds in self.places.values_mut() {
            kinds.remove(&kind);
        }
        self.places.retain(|_, kinds| !kinds.is_empty());
        self.calls.retain(|call| call.document != Some(kind));
        self.edited.retain(|(own, ..), _| *own != kind);
    }

    /// Knows of a kind what another knows of it, everywhere, and no more. Where only one of them names the account or the
    /// Region, and there is just one place that it may be, it is that place.
    pub fn adopt(&mut self, kind: DocumentKind, other: &Self) {
        let own: Vec<Place> = self.places.keys().cloned().collect();
        let here = |scope: Scope| -> Scope {
            let place = key(&scope);
            let is_alike = |own: &&Place| {
                own.0.as_ref().zip(place.0.as_ref()).is_none_or(|(one, other)| one == other)
                    && own.1.as_ref().zip(place.1.as_ref()).is_none_or(|(one, other)| one == other)
            };
            let mut alike = own.iter().filter(is_alike);
            match (own.contains(&place), alike.next(), alike.next()) {
                (false, Some((account, region)), None) => Scope { account: account.clone(), region: region.clone() },
                _ => scope,
            }
        };
        self.forget(kind);
        for (account, region, _, coverage) in other.records().filter(|(_, _, own, _)| *own == kind) {
            let scope = here(Scope { account: account.cloned(), region: region.cloned() });
            self.record(kind, &scope, coverage);
        }
        let calls = other.calls.iter().filter(|call| call.document == Some(kind));
        self.calls.extend(calls.map(|call| FailedCall { scope: here(call.scope.clone()), ..call.clone() }));
        for (account, region, id, member) in other.edited(kind) {
            let scope = here(Scope { account: account.cloned(), region: region.cloned() });
            self.lacks(kind, &scope, id.to_owned(), member);
        }
    }

    /// Every record, by account, Region and kind.
    pub fn records(&self) -> impl Iterator<Item = (Option<&AccountId>, Option<&Region>, DocumentKind, Coverage)> {
        self.places.iter().flat_map(|((account, region), kinds)| {
            kinds.iter().map(move |(kind, coverage)| (account.as_ref(), region.as_ref(), *kind, *coverage))
        })
    }

    /// Every call that failed when the snapshot was made, in the order of its manifest.
    #[must_use]
    pub fn failed_calls(&self) -> &[FailedCall] {
        &self.calls
    }

    /// The place whose documents would show what is in something of `owner` that was read at `scope`: its owner's, who is
    /// shown everything, where the snapshot has documents of the owner's; else where it was read; else those documents
    /// of which nobody says whose they are. An id of an owner in somebody's documents makes no documents of the owner's.
    #[must_use]
    pub fn place_of(&self, owner: Option<&AccountId>, scope: &Scope) -> Scope {
        let region = scope.region.clone();
        let is_place = |place: &Place| {
            let kinds = self.places.get(place);
            kinds.is_some_and(|kinds| kinds.keys().any(|kind| kind.class() != DocumentClass::Permission))
        };
        let named = owner.into_iter().chain(&scope.account).map(|account| (Some(account.clone()), region.clone()));
        let unnamed = (None, region.clone());
        let found = named.chain([unnamed.clone()]).find(is_place);
        // Nobody may say of any document where it is from, while a resource does.
        let is_named = || self.places.keys().any(|(_, own)| own.is_some() && *own == region);
        let (account, region) = found.unwrap_or_else(|| if is_named() { unnamed } else { (None, None) });
        Scope { account, region }
    }

    /// How much is known of a kind in a place, as [`Self::place_of`] tells it. O(log n) in the number of places.
    #[must_use]
    pub fn coverage(&self, kind: DocumentKind, place: &Scope) -> Coverage {
        self.places.get(&key(place)).and_then(|kinds| kinds.get(&kind)).copied().unwrap_or_default()
    }

    /// Whether a kind is known in full in a place, so that what was not read of it does not exist there.
    #[must_use]
    pub fn knows(&self, kind: DocumentKind, place: &Scope) -> bool {
        self.coverage(kind, place) == Coverage::Complete
    }

    /// Whether a kind was asked for in a place, and not all of it answered, so that there may be more than what was read.
    /// What is asked for by id is always a part, and cut short only where a call failed.
    #[must_use]
    pub fn is_cut_short(&self, kind: DocumentKind, place: &Scope) -> bool {
        match self.coverage(kind, place) {
            Coverage::Failed => true,
            Coverage::Partial => kind.listing() == Listing::Whole,
            Coverage::Complete | Coverage::NotAsked => false,
        }
    }

    /// Whether a kind is known in full in every place of which the snapshot shows something of the network, and there is
    /// one.
    #[must_use]
    pub fn knows_everywhere(&self, kind: DocumentKind) -> bool {
        let mut places = self.network_places().peekable();
        places.peek().is_some() && places.all(|place| self.knows(kind, &place))
    }

    /// The places of which the snapshot shows something of the network.
    pub fn network_places(&self) -> impl Iterator<Item = Scope> {
        let is_network =
            |kinds: &BTreeMap<DocumentKind, Coverage>| kinds.keys().any(|kind| kind.class() == DocumentClass::Network);
        let places = self.places.iter().filter(move |(_, kinds)| is_network(kinds));
        places.map(|((account, region), _)| Scope { account: account.clone(), region: region.clone() })
    }

    /// The calls for a kind that failed in a place.
    pub fn failed<'k>(&'k self, kind: DocumentKind, place: &'k Scope) -> impl Iterator<Item = &'k FailedCall> {
        self.calls.iter().filter(move |call| call.document == Some(kind) && call.scope == *place)
    }

    /// Whether nothing at all was read or asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.calls.is_empty()
    }
}

/// Every document of these kinds is there, as [`Knowledge::complete`] notes it.
impl FromIterator<DocumentKind> for Knowledge {
    fn from_iter<I: IntoIterator<Item = DocumentKind>>(kinds: I) -> Self {
        let mut knowledge = Self::default();
        knowledge.complete(kinds);
        knowledge
    }
}

fn key(scope: &Scope) -> Place {
    (scope.account.clone(), scope.region.clone())
}
