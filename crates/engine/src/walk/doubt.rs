//! What is not known on the way, behind which the packets go on all the same.

use hopwise_model::resource::Direction;
use hopwise_model::{Component, Evidence, Gap};

use super::state::{Decided, DraftCheck, State};
use crate::trace::CheckResult;

/// Packets that go on although it is not known whether something lets them through. The first such thing is told, and where it was
/// met; what else is not known behind it comes up once that is.
pub(super) fn doubt(mut state: State, gap: impl Into<Gap>) -> State {
    if state.open.is_none() {
        let gap = gap.into();
        let (component, id) = subject(&gap);
        record(&mut state, component, vec![id], None, CheckResult::Unknown, Vec::new(), None);
        state.open = Some(Box::new((state.leg, gap)));
    }
    state
}

/// What a gap is about.
fn subject(gap: &Gap) -> (Component, String) {
    match gap {
        Gap::MissingResource { component, id, .. }
        | Gap::NotEvaluated { component, id, .. }
        | Gap::UncertainState { component, id, .. } => (*component, id.clone()),
        Gap::MissingDocument { needed_for, .. } => (Component::Vpc, needed_for.clone()),
        Gap::AmbiguousRoutes { route_table, .. } => (Component::RouteTable, route_table.to_string()),
        Gap::PrefixListEntries { prefix_list } => (Component::PrefixList, prefix_list.to_string()),
        Gap::CustomDns { vpc, .. } | Gap::DnsAttribute { vpc, .. } | Gap::ConflictingZones { vpc, .. } => {
            (Component::Dns, vpc.to_string())
        }
        Gap::SharedVpc { vpc, .. } | Gap::PeerVpc { vpc, .. } => (Component::Vpc, vpc.to_string()),
        Gap::SharedSubnet { subnet, .. } => (Component::Subnet, subnet.to_string()),
        Gap::UnknownName { host } | Gap::ServiceAddresses { host, .. } => (Component::Dns, host.clone()),
        Gap::Forwarded { rule, .. } => (Component::Dns, rule.to_string()),
        Gap::ZoneRecords { zone, .. } | Gap::RoutingPolicy { zone, .. } => (Component::Dns, zone.to_string()),
        Gap::FirewallRules { group } => (Component::Dns, group.to_string()),
        Gap::FirewallDomains { list } => (Component::Dns, list.to_string()),
    }
}

/// Tells of a check that its hop made.
pub(super) fn record(
    state: &mut State,
    component: Component,
    ids: Vec<String>,
    direction: Option<Direction>,
    result: CheckResult,
    rules: Decided,
    evidence: Option<Evidence>,
) {
    let (leg, rewritten) = (state.leg, state.stage());
    let id = ids.first().cloned().unwrap_or_default();
    state.record(DraftCheck { component, id, ids, direction, result, rules, evidence, leg, stage: rewritten });
}
