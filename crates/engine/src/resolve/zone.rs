//! Private hosted zones: the record that answers a name, or that there is none.

use std::net::IpAddr;

use hopwise_model::design::{HostedZone, Ix};
use hopwise_model::resource::{AliasTarget, ResourceRecordSet, Routing};
use hopwise_model::{Component, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, Family};

use super::answer::{Answer, AnswerKind, By, NoAnswer, Resolution, Via, VoidZone, anything, dedup, nothing};
use super::may_have_ipv6;
use super::query::{Chain, Query};
use super::resolver::Resolver;
use crate::name;

impl Resolver<'_> {
    /// The zones associated with a VPC that hold a name and do not count there. AWS's own are left out: what they are
    /// for says the same.
    pub(super) fn void_zones(&self, query: Query<'_>, host: &str) -> Vec<VoidZone> {
        let own = self.design.vpcs.get(query.vpc).hosted_zones.iter().flat_map(|own| own.zones.iter().copied());
        own.filter_map(|index| {
            let zone = self.design.hosted_zones.get(index);
            if !name::is_within(host, &zone.record.name) || zone.record.owning_service.is_some() {
                return None;
            }
            let records = zone.records.as_ref().map(|records| records.records.as_slice()).unwrap_or_default();
            let mut matching = matching(records, host).into_iter();
            let answers = matching.any(|record| matches!(record.kind.as_str(), "A" | "CNAME"));
            Some(VoidZone { zone: index, answers })
        })
        .collect()
    }

    /// What a zone says about a name within it. What it has no record for does not exist: nobody else is asked.
    pub(super) fn zone_answers(
        &self,
        resolution: &mut Resolution,
        query: Query<'_>,
        index: Ix<HostedZone>,
        host: &str,
        chain: &mut Chain,
    ) -> Vec<Answer> {
        let zone = self.design.hosted_zones.get(index);
        let via = |record: Option<&ResourceRecordSet>| Via {
            name: host.to_owned(),
            by: By::Zone { zone: index, record: record.map(|record| record.name.clone()) },
            evidence: Some(record.map_or(&zone.record.evidence, |record| &record.evidence).clone()),
            leads_to: None,
        };
        let unknown = |resolution: &mut Resolution, gap: Gap| {
            resolution.doubt(gap);
            let vpc = self.design.vpcs.get(query.vpc);
            vec![anything(Some(vpc)).because(via(None)), nothing(NoAnswer::Possible)]
        };
        let (id, zone_name) = (&zone.record.id, &zone.record.name);
        let records = match &zone.records {
            Ok(records) => records,
            Err(gap) => return unknown(resolution, gap.clone()),
        };
        if records.records.iter().any(|record| delegates(record, zone_name, host)) {
            let (component, id) = (Component::Dns, id.to_string());
            return unknown(resolution, Gap::NotEvaluated { component, id, what: NotEvaluated::ZoneDelegation });
        }
        let matching = matching(&records.records, host);
        // Of a zone of which not all was read, only the one record that answers tells that no other one does.
        let answers = |record: &&ResourceRecordSet| {
            record.name == host && record.routing == Routing::Simple && ["A", "CNAME"].contains(&record.kind.as_str())
        };
        if !records.complete && !matching.iter().any(answers) {
            return unknown(resolution, Gap::ZoneRecords { zone: id.clone(), name: zone_name.clone() });
        }
        let of_kind = |kind: &str| -> Vec<&ResourceRecordSet> {
            matching.iter().copied().filter(|record| record.kind == kind).collect()
        };
        let (aliases, addresses) = (of_kind("CNAME"), of_kind("A"));
        let sets = &handed_out(if addresses.is_empty() { aliases } else { addresses });
        if sets.is_empty() {
            let none = || nothing(NoAnswer::NoRecord { zone: index, name: host.to_owned() });
            return match of_kind("AAAA").first() {
                Some(record) if !may_have_ipv6(query.source, self.design) => {
                    vec![nothing(NoAnswer::OnlyIpv6 { zone: index, name: host.to_owned() }).because(via(Some(record)))]
                }
                // Whoever has an IPv6 address of its own may get along with these.
                Some(record) => {
                    let (component, id) = (Component::Dns, id.to_string());
                    let gap = Some(Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 });
                    let ipv6 = Answer::new(AnswerKind::Record(index), AddressSet::empty());
                    vec![Answer { gap, ..ipv6 }.because(via(Some(record)))]
                }
                None => vec![none().because(via(None))],
            };
        }
        let mut answers: Vec<Answer> = Vec::new();
        for set in chosen(sets) {
            for record in &set {
                let mut found = self.record_answers(resolution, query, index, record, chain);
                let leads_to = target(record).map(str::to_ascii_lowercase);
                found = found
                    .into_iter()
                    .map(|answer| answer.because(Via { leads_to: leads_to.clone(), ..via(Some(record)) }))
                    .collect();
                answers.extend(found);
            }
            if set.len() > 1 {
                answers = together(answers);
            }
        }
        let mut answers = dedup(answers);
        if is_by_location(sets) {
            answers.push(nothing(NoAnswer::Possible));
        }
        if answers.len() > 1 && sets.iter().any(|record| record.routing != Routing::Simple) {
            let record = sets.first().map(|record| record.name.clone()).unwrap_or_default();
            resolution.doubt(Gap::RoutingPolicy { zone: id.clone(), record });
        }
        answers
    }

    /// What a record says: addresses, or the name that stands behind it.
    fn record_answers(
        &self,
        resolution: &mut Resolution,
        query: Query<'_>,
        zone: Ix<HostedZone>,
        record: &ResourceRecordSet,
        chain: &mut Chain,
    ) -> Vec<Answer> {
        if let Some(alias) = &record.alias {
            return self.alias_answers(resolution, query, zone, alias, chain);
        }
        if let Some(target) = target(record) {
            return self.look_up(resolution, query, &target.to_ascii_lowercase(), chain);
        }
        // Records of type A: their values are IPv4 addresses (RFC 1035).
        let values = record.values.iter().filter_map(|value| value.parse::<IpAddr>().ok());
        let addresses: Vec<IpAddr> = values.filter(|address| Family::Ipv4.has(*address)).collect();
        let gap = (addresses.len() < record.values.len()).then(|| Gap::UnknownName { host: record.name.clone() });
        let addresses = AddressSet::from_addresses(addresses);
        vec![Answer { gap, ..Answer::new(AnswerKind::Record(zone), addresses) }]
    }

    /// An alias means what its target means: an endpoint's own name, another record of the zone, or a name in a zone of
    /// AWS's that the snapshot does not show. Nobody asks the VPC's resolver about it.
    fn alias_answers(
        &self,
        resolution: &mut Resolution,
        query: Query<'_>,
        zone: Ix<HostedZone>,
        alias: &AliasTarget,
        chain: &mut Chain,
    ) -> Vec<Answer> {
        let name = alias.dns_name.strip_prefix("dualstack.").unwrap_or(&alias.dns_name);
        if let Some(answer) = self.endpoint_name_answer(name) {
            return vec![answer];
        }
        let own = &self.design.hosted_zones.get(zone).record;
        if alias.zone.as_ref() == Some(&own.id) && name::is_within(name, &own.name) {
            return match chain.enter(name) {
                Some(circle) => vec![circle],
                None => self.zone_answers(resolution, query, zone, name, chain),
            };
        }
        resolution.doubt(Gap::UnknownName { host: name.to_owned() });
        vec![anything(Some(self.design.vpcs.get(query.vpc))), nothing(NoAnswer::Possible)]
    }
}

/// Whether a record gives a part of the zone, in which the name is, name servers of its own.
fn delegates(record: &ResourceRecordSet, zone: &str, host: &str) -> bool {
    record.kind == "NS" && record.name != zone && name::is_within(host, &record.name)
}

/// The records that answer a name: those that bear it, else those of the wildcard right below the closest name above it
/// that exists (RFC 4592). A name exists that has a record of any type, or records below it.
fn matching<'z>(records: &'z [ResourceRecordSet], host: &str) -> Vec<&'z ResourceRecordSet> {
    let exists = |name: &str| records.iter().any(|record| name::is_within(&record.name, name));
    if exists(host) {
        return records.iter().filter(|record| record.name == host).collect();
    }
    let mut above = host;
    while let Some((_, parent)) = above.split_once('.') {
        if exists(parent) {
            let wildcard = format!("*.{parent}");
            return records.iter().filter(|record| record.name == wildcard).collect();
        }
        above = parent;
    }
    Vec::new()
}

/// The record sets without those of weight 0 that are never handed out: Route 53 considers them only where all others
/// have weight 0 too, or are unhealthy, which a record that no health check is for never is (Route 53 developer guide,
/// weighted routing, and how Route 53 chooses records when health checking is configured).
fn handed_out(mut sets: Vec<&ResourceRecordSet>) -> Vec<&ResourceRecordSet> {
    let always = |record: &&ResourceRecordSet| {
        matches!(record.routing, Routing::Weighted { weight: 1.., is_checked: false, .. })
    };
    if sets.iter().any(always) {
        sets.retain(|record| !matches!(record.routing, Routing::Weighted { weight: 0, .. }));
    }
    sets
}

/// The record sets of one name and type, as Route 53 hands them out: those of a multivalue answer together, the others
/// one at a time.
fn chosen<'z>(sets: &[&'z ResourceRecordSet]) -> Vec<Vec<&'z ResourceRecordSet>> {
    let (together, alone): (Vec<_>, Vec<_>) =
        sets.iter().copied().partition(|record| matches!(record.routing, Routing::MultiValue(_)));
    let alone = alone.into_iter().map(|record| vec![record]);
    std::iter::once(together).filter(|set| !set.is_empty()).chain(alone).collect()
}

/// Whether whoever asks from elsewhere gets no answer.
fn is_by_location(sets: &[&ResourceRecordSet]) -> bool {
    sets.iter().all(|record| matches!(record.routing, Routing::ByLocation(_)))
}

/// One answer with the addresses of several: a client may take any of them.
fn together(answers: Vec<Answer>) -> Vec<Answer> {
    let mut joined: Vec<Answer> = Vec::new();
    for answer in answers {
        match joined.iter_mut().find(|other| other.kind == answer.kind) {
            Some(other) => {
                other.addresses = other.addresses.union(&answer.addresses);
                other.gap = other.gap.take().or(answer.gap);
            }
            None => joined.push(answer),
        }
    }
    joined
}

/// The name that a record leads to.
fn target(record: &ResourceRecordSet) -> Option<&str> {
    match &record.alias {
        Some(alias) => Some(&alias.dns_name),
        None if record.kind == "CNAME" => record.values.first().map(|value| value.trim_end_matches('.')),
        None => None,
    }
}
