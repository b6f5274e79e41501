//! A flow as a path: where it ends, what it leads through, and whether it may go on where nobody knows.

use hopwise_engine::{End, Flow, Hop};
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::resource::InterfaceKind;
use hopwise_model::{Component, Gap, Leg, NotEvaluated};
use hopwise_rules::{ResourceType, Resources, ScopePath, resource_id};

use super::begin::Begin;
use super::ends::{self, PathEnd};
use super::three_valued::{all, any};

/// A way that packets go.
pub(super) struct Path<'f> {
    flow: &'f Flow,
    /// What it enters, up to its end.
    hops: &'f [Hop],
    /// Where they are at the end, if that is somewhere where a path ends.
    end: Option<PathEnd>,
    /// Whether they may go on from there.
    goes_on: bool,
    /// Whether their source may be another one when they arrive.
    is_translated: bool,
}

impl<'f> Path<'f> {
    /// The paths of a flow: one to where its packets arrive, unless they are stopped on their way there, and one to each
    /// peering connection that they leave their VPC by, which is an end of paths, too (Network Access Analyzer guide, "How
    /// Network Access Analyzer works").
    pub(super) fn all(design: &Design, begin: &Begin, flow: &'f Flow) -> Vec<Self> {
        let whole = Self::of(design, begin, flow);
        let is_outside = matches!(begin, Begin::Internet(..));
        let last = flow.forward.len().saturating_sub(1);
        // The other VPC, which may have nobody for them, is no hop.
        let is_behind = match &flow.end {
            End::Blocked(block) => block.component != Component::VpcPeeringConnection,
            End::Delivered | End::Undetermined { .. } => false,
        };
        let crossed = (0..)
            .zip(&flow.forward)
            .filter(|(place, hop)| hop.component == Component::VpcPeeringConnection && (*place < last || is_behind));
        let crossed = crossed.filter_map(|(place, hop)| {
            let hops = flow.forward.get(..=place)?;
            let by_nat = hops.iter().any(|hop| hop.translation.is_some());
            // What is not known of the way may be in front of the connection.
            let is_certain = flow.open.is_none() && !matches!(flow.end, End::Undetermined { leg: Leg::Forward, .. });
            let end = is_certain.then(|| PathEnd::Peering(hop.id.clone()));
            Some(Self { flow, hops, end, goes_on: !is_certain, is_translated: !is_outside && by_nat })
        });
        crossed.chain(whole).collect()
    }

    fn of(design: &Design, begin: &Begin, flow: &'f Flow) -> Option<Self> {
        let (end, goes_on) = match &flow.end {
            End::Blocked(block) if block.leg == Leg::Forward => return None,
            End::Undetermined { leg: Leg::Forward, gap } => match flow.forward.last() {
                Some(last) => beyond(gap, last),
                // What is not known is met before anything else is.
                None => (None, true),
            },
            // Its replies are stopped in any case; it may not have arrived.
            End::Blocked(_) if flow.open.is_some() => (None, true),
            // That it arrives does not depend on the answer.
            End::Delivered | End::Blocked(_) | End::Undetermined { .. } => {
                let end = arrived(design, flow);
                let is_known = end.is_some();
                (end, !is_known)
            }
        };
        let is_outside = matches!(begin, Begin::Internet(..));
        let by_nat = flow.forward.iter().any(|hop| hop.translation.is_some());
        let is_translated = !is_outside && (by_nat || goes_on || matches!(end, Some(PathEnd::InternetGateway(_))));
        Some(Self { flow, hops: &flow.forward, end, goes_on, is_translated })
    }

    /// Whether it is known to end.
    pub(super) fn arrives(&self) -> bool {
        self.end.is_some() && !self.goes_on
    }

    /// Whether the source of packets may be another one when they arrive.
    pub(super) fn is_translated(&self) -> bool {
        self.is_translated
    }

    /// What is at its end, or where knowledge of it ends.
    pub(super) fn end_id(&self, design: &Design) -> String {
        let intended = || self.flow.destination.id.clone();
        let last = || self.hops.last().map(|hop| hop.id.clone());
        let end = self.end.as_ref().map(|end| end.id(design));
        end.or_else(intended).or_else(last).unwrap_or_default()
    }

    /// Whether what a condition says of where it ends and of what it leads through is true.
    pub(super) fn is_of(&self, design: &Design, condition: &ScopePath) -> Option<bool> {
        let ends = self.leads_to(design, condition.destination.resource_statement.as_ref());
        let through = condition.through_resources.iter().map(|own| self.leads_through(design, &own.resource_statement));
        all(std::iter::once(ends).chain(through))
    }

    fn leads_to(&self, design: &Design, resources: Option<&Resources>) -> Option<bool> {
        let here = match (&self.end, resources) {
            (None, _) => Some(false),
            // Whether the attachment takes them depends on the zone.
            (Some(PathEnd::TransitGateway(_)), None) => None,
            (Some(_), None) => Some(true),
            (Some(end), Some(resources)) => ends::is_at(design, resources, end),
        };
        self.or_beyond(here)
    }

    /// What is not true of the known part of a path may be of the rest.
    fn or_beyond(&self, here: Option<bool>) -> Option<bool> {
        if self.goes_on { here.filter(|own| *own) } else { here }
    }

    fn leads_through(&self, design: &Design, resources: &Resources) -> Option<bool> {
        let hop = |hop: &Hop| match resources {
            Resources::Types(kinds) => any(kinds.iter().map(|kind| is_of_type(design, kind, hop))),
            Resources::Ids(ids) => any(ids.iter().map(|id| is_one(design, id, hop))),
        };
        self.or_beyond(any(self.hops.iter().map(hop)))
    }
}

/// Where packets are that arrived.
fn arrived(design: &Design, flow: &Flow) -> Option<PathEnd> {
    let id = flow.destination.id.as_deref();
    match flow.destination.component {
        Component::NetworkInterface => design.network_interfaces.find(id?).map(PathEnd::Interface),
        Component::AwsService => design.vpc_endpoints.find(id?).map(PathEnd::Endpoint),
        Component::Internet => {
            let mut hops = flow.forward.iter().rev();
            let gateway = hops.find(|hop| hop.component == Component::InternetGateway);
            Some(PathEnd::InternetGateway(gateway.map(|hop| hop.id.clone())))
        }
        _ => None,
    }
}

/// Where packets are of which it is not known how they go on, and whether they may: behind a virtual private gateway no
/// path of the Region leads on.
fn beyond(gap: &Gap, last: &Hop) -> (Option<PathEnd>, bool) {
    match gap {
        // Of which the snapshot lacks what it joins, or the other VPC.
        _ if last.component == Component::VpcPeeringConnection => (Some(PathEnd::Peering(last.id.clone())), true),
        Gap::NotEvaluated { what: NotEvaluated::VirtualPrivateGateway, id, .. } if last.id == *id => {
            (Some(PathEnd::VirtualPrivateGateway(id.clone())), false)
        }
        Gap::NotEvaluated { what: NotEvaluated::TransitGateway, id, .. } if last.id == *id => {
            (Some(PathEnd::TransitGateway(id.clone())), true)
        }
        _ => (None, true),
    }
}

fn interface(design: &Design, hop: &Hop) -> Option<Ix<NetworkInterface>> {
    design.network_interfaces.find(&hop.id).filter(|_| hop.component == Component::NetworkInterface)
}

/// The load balancer that a hop is of, by what AWS writes into descriptions: `app/NAME/NUMBER`, or the name of a Classic one;
/// empty where nothing is written.
fn balancer<'d>(design: &'d Design, hop: &Hop) -> Option<&'d str> {
    let interface = interface(design, hop)?;
    let record = &design.network_interfaces.get(interface).record;
    let is_one = design.interface_kind(interface) == InterfaceKind::LoadBalancer;
    is_one.then(|| record.description.strip_prefix("ELB ").unwrap_or(""))
}

fn is_of_type(design: &Design, kind: &ResourceType, hop: &Hop) -> Option<bool> {
    use ResourceType as Type;
    let is = |component: Component| Some(hop.component == component);
    match kind {
        Type::NatGateway => is(Component::NatGateway),
        Type::VpcPeeringConnection => is(Component::VpcPeeringConnection),
        Type::VpcEndpoint => Some(hop.component == Component::VpcEndpoint || hop.endpoint.is_some()),
        // Behind which a firewall may be, or another appliance.
        Type::NetworkFirewall => (hop.component != Component::Firewall).then_some(false),
        Type::TransitGatewayAttachment => (hop.component != Component::TransitGateway).then_some(false),
        Type::ClassicLoadBalancer | Type::LoadBalancer => match balancer(design, hop) {
            None => Some(false),
            Some("") => None,
            Some(name) => Some(name.contains('/') == (*kind == Type::LoadBalancer)),
        },
        Type::VpcEndpointService => match interface(design, hop) {
            Some(own) => ends::is_at(design, &Resources::Types(vec![kind.clone()]), &PathEnd::Interface(own)),
            None => (hop.component != Component::Firewall).then_some(false),
        },
        // No path leads through these (Network Access Analyzer guide, resource statements); what is meant is not known.
        Type::InternetGateway | Type::VpnGateway | Type::NetworkInterface | Type::Instance | Type::Other(_) => None,
    }
}

fn is_one(design: &Design, text: &str, hop: &Hop) -> Option<bool> {
    let id = resource_id(text);
    match ends::prefix(id) {
        "nat" | "pcx" => Some(hop.id == id),
        "vpce" => Some(hop.id == id || hop.endpoint.as_ref().is_some_and(|own| own.as_str() == id)),
        "vpce-svc" => match interface(design, hop) {
            Some(own) => ends::is_at(design, &Resources::Ids(vec![text.to_owned()]), &PathEnd::Interface(own)),
            None => (hop.component != Component::Firewall).then_some(false),
        },
        "tgw-attach" => (hop.component != Component::TransitGateway).then_some(false),
        _ => {
            if let Some((_, name)) = text.split_once(":loadbalancer/") {
                return match balancer(design, hop) {
                    None => Some(false),
                    Some("") => None,
                    Some(own) => Some(own == name),
                };
            }
            let is_firewall = text.contains(":network-firewall:");
            (is_firewall && hop.component != Component::Firewall).then_some(false)
        }
    }
}
