//! What is known where: whether a thing that was not read does not exist.

use hopwise_model::design::{Ix, Vpc};
use hopwise_model::{AccountId, Coverage, DocumentClass, DocumentKind, Gap, Region};

use crate::stop::Stop;
use crate::walk::Walk;

/// A record of what was read: whose, where, what, and how much of it.
pub(crate) type Record<'a> = (Option<&'a AccountId>, Option<&'a Region>, DocumentKind, Coverage);

impl Walk<'_> {
    /// Whether all documents of a kind were read that could show something in a VPC.
    pub(crate) fn is_complete(&self, kind: DocumentKind, vpc: Ix<Vpc>) -> bool {
        self.record(kind, vpc).is_some_and(|(.., coverage)| coverage == Coverage::Complete)
    }

    /// What was read of a kind where it could show something in a VPC. That is in the documents of the VPC's Region, and of
    /// the account that owns it if any documents are that account's, since AWS shows all of a VPC to its owner; else of the
    /// account in whose documents it was read; else of the account that nobody names.
    pub(crate) fn record(&self, kind: DocumentKind, vpc: Ix<Vpc>) -> Option<Record<'_>> {
        let record = &self.design.vpcs.get(vpc).record;
        let all: Vec<Record<'_>> = self.design.knowledge.records().collect();
        let region = record.scope.region.as_ref();
        let mut here: Vec<Record<'_>> = all.iter().copied().filter(|(_, own, ..)| *own == region).collect();
        if here.is_empty() {
            here = all.into_iter().filter(|(account, region, ..)| account.is_none() && region.is_none()).collect();
        }
        let mut whose = None;
        for account in [record.scope.account.as_ref(), record.owner.as_ref()].into_iter().flatten() {
            let speaks =
                |(own, _, kind, _): &Record<'_>| *own == Some(account) && kind.class() != DocumentClass::Permission;
            if here.iter().any(speaks) {
                whose = Some(account);
            }
        }
        here.into_iter().find(|(account, _, own, _)| *account == whose && *own == kind)
    }

    /// Fails where a kind is not known in full in a VPC. `needed_for` is what would need that.
    pub(crate) fn read_in_full(&self, kind: DocumentKind, vpc: Ix<Vpc>, needed_for: &str) -> Result<(), Stop> {
        if self.is_complete(kind, vpc) {
            return Ok(());
        }
        Err(Stop::Unknown(Gap::MissingDocument { document: kind, needed_for: needed_for.to_owned() }))
    }

    /// Whether all documents of a kind were read in every place of whose network any document was.
    pub(crate) fn is_complete_everywhere(&self, kind: DocumentKind) -> bool {
        let records = || self.design.knowledge.records();
        let network = records().filter(|(.., kind, _)| kind.class() == DocumentClass::Network);
        let mut places = network.map(|(account, region, ..)| (account, region)).peekable();
        let complete = |place| {
            records().any(|(account, region, own, coverage)| {
                (account, region) == place && own == kind && coverage == Coverage::Complete
            })
        };
        places.peek().is_some() && places.all(complete)
    }
}
