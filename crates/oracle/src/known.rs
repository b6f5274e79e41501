//! What is known where: whether a thing that was not read does not exist.

use hopwise_model::design::{Ix, NetworkInterface, Vpc};
use hopwise_model::resource::Scope;
use hopwise_model::{AccountId, Component, Coverage, DocumentClass, DocumentKind, Gap, Region};

use crate::stop::Stop;
use crate::walk::Walk;

/// A record of what was read: whose, where, what, and how much of it.
pub(crate) type Record<'a> = (Option<&'a AccountId>, Option<&'a Region>, DocumentKind, Coverage);

impl Walk<'_> {
    /// Whether all documents of a kind were read that could show something in a VPC.
    pub(crate) fn is_complete(&self, kind: DocumentKind, vpc: Ix<Vpc>) -> bool {
        self.record(kind, vpc).is_some_and(|(.., coverage)| coverage == Coverage::Complete)
    }

    /// What was read of a kind where it could show something in a VPC.
    pub(crate) fn record(&self, kind: DocumentKind, vpc: Ix<Vpc>) -> Option<Record<'_>> {
        let record = &self.design.vpcs.get(vpc).record;
        self.record_of(kind, record.owner.as_ref(), &record.scope)
    }

    /// What was read of a kind where it could show something of an owner's that was read in a place. That is in the documents
    /// of the place's Region, and of the owner if any documents are the owner's, since AWS shows all to who owns it; else of
    /// the account in whose documents it was read; else of the account that nobody names.
    pub(crate) fn record_of(&self, kind: DocumentKind, owner: Option<&AccountId>, scope: &Scope) -> Option<Record<'_>> {
        let all: Vec<Record<'_>> = self.design.knowledge.records().collect();
        let region = scope.region.as_ref();
        let mut here: Vec<Record<'_>> = all.iter().copied().filter(|(_, own, ..)| *own == region).collect();
        if here.is_empty() {
            here = all.into_iter().filter(|(account, region, ..)| account.is_none() && region.is_none()).collect();
        }
        let mut whose = None;
        for account in [scope.account.as_ref(), owner].into_iter().flatten() {
            let speaks =
                |(own, _, kind, _): &Record<'_>| *own == Some(account) && kind.class() != DocumentClass::Permission;
            if let Some((spoken, ..)) = here.iter().find(|record| speaks(record)) {
                whose = *spoken;
            }
        }
        here.into_iter().find(|(account, _, own, _)| *account == whose && *own == kind)
    }

    /// Fails where AWS made an interface for a NAT gateway or an endpoint, none that was read has it, and not all were read:
    /// nobody knows what is behind it. Of an interface whose VPC was not read, it is not known what was read there.
    pub(crate) fn maker_known(&self, interface: Ix<NetworkInterface>) -> Result<(), Stop> {
        let found = self.design.network_interfaces.get(interface);
        let (is_found, document) = match found.record.kind.as_str() {
            "vpc_endpoint" => (found.endpoint.is_some(), DocumentKind::VpcEndpoints),
            "natGateway" | "nat_gateway" => (found.nat_gateway.is_some(), DocumentKind::NatGateways),
            _ => return Ok(()),
        };
        let id = found.record.id.as_str();
        match found.vpc {
            _ if is_found => Ok(()),
            Ok(vpc) => self.read_in_full(document, vpc, id),
            Err(_) => Err(Stop::Unknown(Gap::MissingDocument { document, needed_for: id.to_owned() })),
        }
    }

    /// The instance behind an interface, where it is not listed and the whole list was not read: it may be stopped. One that is
    /// listed may be on its way to run.
    pub(crate) fn unlisted_instance(&self, interface: Ix<NetworkInterface>) -> Option<Gap> {
        if let Some(own) = self.design.network_interfaces.get(interface).instance {
            let own = &self.design.instances.get(own).record;
            let state = own.state.clone().filter(|state| state != "running")?;
            return Some(Gap::UncertainState { component: Component::Instance, id: own.id.to_string(), state });
        }
        let record = &self.design.network_interfaces.get(interface).record;
        let (instance, document) = (record.instance.as_ref()?, DocumentKind::Reservations);
        let read = self.record_of(document, record.owner.as_ref(), &record.scope);
        let is_whole = read.is_some_and(|(.., coverage)| coverage == Coverage::Complete);
        let is_listed = self.design.instances.find(instance.as_str()).is_some();
        let (component, id, referenced_by) = (Component::Instance, instance.to_string(), record.id.to_string());
        (!is_whole && !is_listed).then_some(Gap::MissingResource { component, id, referenced_by, document })
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
