//! What packets have to pass, as a network has it.

use std::collections::BTreeSet;

use hopwise_ecs::AwsService;
use hopwise_engine::{Check, CheckResult, Flow, Hop};
use hopwise_model::design::{Design, Ix, NetworkInterface, Subnet};
use hopwise_model::{Component, Evidence, Partition};
use hopwise_rules::{Pattern, Selector, Via};

use super::party::{Party, party, subnets};
use crate::network::Network;

/// What packets have to pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Through {
    /// As it was named.
    named: Vec<String>,
    /// By the ids of components.
    ids: BTreeSet<String>,
    /// By patterns of ids.
    patterns: Vec<Pattern>,
    /// What was named and means nothing of the network, or may mean what is not known.
    doubts: Vec<Doubt>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Doubt {
    Nothing,
    NotKnown(String),
}

impl Through {
    /// What some names mean in a network.
    pub(crate) fn of(network: &Network, all: &[Via]) -> Self {
        let mut found = Self { named: all.iter().map(ToString::to_string).collect(), ..Self::default() };
        for via in all {
            match (via, meant(network, via)) {
                // An id that nothing has is passed by nobody, and what nobody evaluates is in no list.
                (Via::Id(id), _) => found.patterns.push(id.clone()),
                (_, None) => found.doubts.push(Doubt::NotKnown(via.to_string())),
                (_, Some(own)) if own.is_empty() => found.doubts.push(Doubt::Nothing),
                (_, Some(own)) => found.ids.extend(own),
            }
        }
        found
    }

    /// All names in a sentence.
    pub(super) fn words(&self) -> String {
        self.named.join(" or ")
    }

    /// The ids of the components.
    pub(crate) fn ids(&self) -> Vec<String> {
        let exact = self.patterns.iter().filter(|own| !own.is_wild()).map(|own| own.as_str().to_owned());
        self.ids.iter().cloned().chain(exact).collect()
    }

    /// Why packets that seem to pass none of it are no proof, if they are not.
    pub(super) fn doubt(&self) -> Option<String> {
        let not_known = |own: &Doubt| match own {
            Doubt::NotKnown(name) => Some(format!("it is not known which components `{name}` means")),
            Doubt::Nothing => None,
        };
        if let Some(why) = self.doubts.iter().find_map(not_known) {
            return Some(why);
        }
        let all = self.doubts.len() == self.named.len();
        let names: Vec<String> = self.named.iter().map(|name| format!("`{name}`")).collect();
        all.then(|| format!("{} means no component of the snapshot that packets pass", names.join(" or ")))
    }

    /// Whether packets go through it: not where they begin, and where they end only if that is an endpoint or a gateway.
    pub(super) fn is_passed_by(&self, flow: &Flow) -> bool {
        let is_end = |hop: &Hop| hop.component == Component::NetworkInterface;
        let mut hops: &[Hop] = &flow.forward;
        if let Some((first, rest)) = hops.split_first()
            && is_end(first)
        {
            hops = rest;
        }
        if let Some((last, rest)) = hops.split_last()
            && is_end(last)
            && last.endpoint.is_none()
            && flow.destination.id.as_deref() == Some(last.id.as_str())
        {
            hops = rest;
        }
        let is_one = |id: &str| self.ids.contains(id) || self.patterns.iter().any(|own| own.matches(id));
        // A network ACL and a route table are no hops: packets pass them at one.
        let is_passed =
            |own: &Check| matches!(own.component, Component::NetworkAcl | Component::RouteTable) && is_one(&own.id);
        let of_way = flow.forward.iter().flat_map(|hop| &hop.checks);
        of_way.filter(|own| own.result == CheckResult::Pass).any(is_passed)
            || hops.iter().any(|hop| {
                is_one(&hop.id)
                    || hop.instance.as_ref().is_some_and(|own| is_one(own.as_str()))
                    || hop.endpoint.as_ref().is_some_and(|own| is_one(own.as_str()))
            })
    }
}

/// The ids of what a name means; none where that is not known.
fn meant(network: &Network, via: &Via) -> Option<BTreeSet<String>> {
    let design = network.design();
    match via {
        Via::Id(_) => Some(BTreeSet::new()),
        Via::Endpoints(name) => {
            let service = AwsService::from_name(&name.to_ascii_lowercase());
            // Its whole name, what stands behind the Region in it (`com.amazonaws.eu-west-1.ecr.api`), or what AWS calls it.
            let leads_there = |own: &str| {
                let region = Partition::region_in_service_name(own).map(|region| format!(".{region}."));
                let short = region.and_then(|region| own.split_once(&region)).map(|(_, short)| short);
                own == name || short == Some(name) || (service.is_some() && AwsService::of_endpoint(own) == service)
            };
            let endpoints = design.vpc_endpoints.iter().filter(|(_, own)| leads_there(&own.record.service_name));
            Some(endpoints.map(|(_, own)| own.record.id.to_string()).collect())
        }
        Via::Of(Selector::Name(name)) => {
            let named = components(design).filter(|own| own.name.is_some_and(|own| name.matches(own)));
            Some(named.map(|own| own.id.to_owned()).collect())
        }
        Via::Of(Selector::Tag(key, value)) => {
            let mut found = BTreeSet::new();
            for own in components(design) {
                if network.has_tag((own.id, own.evidence), key, value.as_ref())? {
                    found.insert(own.id.to_owned());
                }
            }
            Some(found)
        }
        Via::Of(own @ (Selector::Tier(_) | Selector::Subnet(_) | Selector::Vpc(_))) => {
            let within: BTreeSet<Ix<Subnet>> = subnets(network, own)?.into_iter().collect();
            let nats = design
                .nat_gateways
                .iter()
                .filter(|(_, own)| matches!(&own.subnet, Some(Ok(subnet)) if within.contains(subnet)));
            let nats = nats.map(|(_, own)| own.record.id.to_string());
            Some(nats.chain(ids(network, own)?).collect())
        }
        Via::Of(own) => Some(ids(network, own)?.into_iter().collect()),
    }
}

/// The ids of the interfaces that a selector means.
fn ids(network: &Network, selector: &Selector) -> Option<Vec<String>> {
    let id = |own: Ix<NetworkInterface>| network.design().network_interfaces.get(own).record.id.to_string();
    match party(network, selector) {
        Party::Interfaces(all) => Some(all.into_iter().map(id).collect()),
        Party::Placements(_) | Party::Internet | Party::One | Party::Unknown => None,
    }
}

/// Something that packets may pass.
struct Passed<'a> {
    id: &'a str,
    name: Option<&'a str>,
    evidence: &'a Evidence,
}

/// Everything of a design that packets may pass.
fn components(design: &Design) -> impl Iterator<Item = Passed<'_>> {
    macro_rules! each {
        ($($kind:ident),+) => {
            std::iter::empty()$(.chain(design.$kind.iter().map(|(_, own)| Passed {
                id: own.record.id.as_str(),
                name: own.record.name.as_deref(),
                evidence: &own.record.evidence,
            })))+
        };
    }
    each!(
        nat_gateways,
        vpc_endpoints,
        internet_gateways,
        vpc_peering_connections,
        network_interfaces,
        instances,
        network_acls,
        route_tables
    )
}

/// Names of what packets have to pass: one, or several.
pub trait Named {
    /// Each name.
    fn names(self) -> Vec<String>;
}

impl Named for &str {
    fn names(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Named for &String {
    fn names(self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl Named for &[&str] {
    fn names(self) -> Vec<String> {
        self.iter().map(|own| (*own).to_owned()).collect()
    }
}

impl<const N: usize> Named for [&str; N] {
    fn names(self) -> Vec<String> {
        self.as_slice().names()
    }
}

impl<const N: usize> Named for &[&str; N] {
    fn names(self) -> Vec<String> {
        self.as_slice().names()
    }
}
