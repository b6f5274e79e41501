//! Public DNS: the addresses that a service, or anybody else, may have.

use hopwise_model::design::{Ix, Vpc};
use hopwise_packet::AddressSet;

use super::answer::{Answer, AnswerKind, By, Via};
use super::resolver::Resolver;
use crate::family::FOLLOWED;
use crate::name;
use crate::published::Listed;

impl Resolver<'_> {
    /// What public DNS may say: the service's prefix list where it has one, the ranges that AWS publishes where the
    /// user brought them, else every public address that nothing else is known to have.
    pub(super) fn public(&self, host: &str, vpc: Option<Ix<Vpc>>) -> Answer {
        let answer = self.public_addresses(host, vpc);
        let list = match &answer.kind {
            AnswerKind::PrefixList(list) => self.design.prefix_lists.find(list),
            _ => None,
        };
        let evidence = list.map(|list| self.design.prefix_lists.get(list).record.evidence.clone());
        answer.because(Via { name: host.to_owned(), by: By::Public, evidence, leads_to: None })
    }

    fn public_addresses(&self, host: &str, vpc: Option<Ix<Vpc>>) -> Answer {
        let listed = name::listed_service(host);
        if let Some((service, Some(region))) = &listed {
            let ending = format!(".{region}{}", service.list_ending());
            let list = self.design.prefix_lists.iter().find(|(_, list)| {
                list.record.name.as_deref().is_some_and(|name| name.ends_with(&ending)) && list.entries.is_ok()
            });
            let own = list.map(|(_, list)| {
                let entries = list.entries.clone().unwrap_or_default();
                (list, AddressSet::from_nets(entries.iter().copied()).of(FOLLOWED))
            });
            // No service is without addresses: a list without any says nothing.
            if let Some((list, own)) = own.filter(|(_, own)| !own.is_empty()) {
                return Answer::new(AnswerKind::PrefixList(list.record.id.to_string()), own);
            }
        }
        let (service, region) = match listed {
            Some((service, region)) => (Some(service), region),
            None => (None, name::region(host)),
        };
        // A list is the host's own where it is of the same service and, as far as the name tells, of the same Region.
        let is_own = |name: &str| {
            service.is_some()
                && Listed::of_list(name) == service
                && region.as_ref().is_none_or(|region| {
                    let ending = service.map_or("", Listed::list_ending);
                    name.ends_with(&format!(".{region}{ending}"))
                })
        };
        let mut addresses = AddressSet::public(FOLLOWED);
        let mut kind = AnswerKind::Public;
        if let Some(region) = &region
            && let Some(published) = self.published.of(region, service)
        {
            addresses = addresses.intersection(published);
            kind = AnswerKind::Published(region.clone());
        }
        if let Some(vpc) = vpc {
            let cidrs = self.design.vpcs.get(vpc).record.cidrs.iter().copied();
            addresses = addresses.difference(&AddressSet::from_nets(cidrs));
        }
        // S3 and DynamoDB have their addresses to themselves (VPC user guide, AWS IP address ranges), and a service
        // never answers at an address of the snapshot's own. Which Region's list a name without a Region is on, it does
        // not tell.
        for (_, list) in self.design.prefix_lists.iter() {
            let name = list.record.name.as_deref().unwrap_or_default();
            let others = Listed::of_list(name).is_some() && !is_own(name);
            if let (true, Ok(entries)) = (others, &list.entries) {
                addresses = addresses.difference(&AddressSet::from_nets(entries.iter().copied()));
            }
        }
        let own = AddressSet::from_addresses(self.design.public_addresses());
        Answer::new(kind, addresses.difference(&own))
    }
}
