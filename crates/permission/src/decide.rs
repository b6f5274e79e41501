//! The evaluation order (fact base F.5): a denial anywhere ends it; then every layer that has a say must allow, except
//! that within one account the policy of the resource may do so alone.

use crate::judge::Panel;
use crate::policy::Effect;
use crate::truth::Truth;
use crate::who::Meant;
use crate::{Decision, Layer, Layers, Owner, Principal, Request, Unsettled};

/// Decides a request by the policies that have a say about it.
#[must_use]
pub fn decide(request: &Request<'_>, layers: &Layers<'_>) -> Decision {
    let bounded = !matches!(layers.boundary, crate::Documents::NotApplicable);
    let hear = |documents, layer| Panel::hear(documents, request, layer, bounded, layers.gateway_endpoint);
    let bench = Bench {
        panels: [
            hear(&layers.trust, Layer::Trust),
            hear(&layers.identity, Layer::Identity),
            hear(&layers.boundary, Layer::Boundary),
            hear(&layers.resource, Layer::Resource),
            hear(&layers.endpoint, Layer::Endpoint),
        ],
        reach: Reach::of(request),
        resource_must_allow: layers.resource_must_allow,
    };
    bench.decide()
}

/// Whether the request leaves the principal's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Within,
    Across,
    Unknown,
}

impl Reach {
    fn of(request: &Request<'_>) -> Self {
        match (request.principal, request.owner) {
            // Accounts matter where the principal's own account has a say.
            (Principal::Service { .. } | Principal::Foreign { .. }, _) | (_, Owner::Caller) => Self::Within,
            (Principal::Role { account, .. }, Owner::Account(owner)) if account == owner => Self::Within,
            (Principal::Role { .. }, Owner::Account(_)) => Self::Across,
            (Principal::Role { .. }, Owner::Unknown) => Self::Unknown,
        }
    }
}

struct Bench {
    /// In the order of [`Layer`].
    panels: [Panel; 5],
    reach: Reach,
    resource_must_allow: bool,
}

/// What each layer grants.
#[derive(Clone, Copy)]
struct Grants {
    trust: Meant,
    identity: Meant,
    boundary: Meant,
    resource: Meant,
    endpoint: Meant,
}

impl Bench {
    fn decide(&self) -> Decision {
        for panel in &self.panels {
            if let Some(statement) = panel.denial() {
                let explicit = Some(statement.clone());
                return Decision::Denied { layer: panel.layer, explicit, nearest: Vec::new() };
            }
        }
        let allowed = self.allowed(self.grants());
        let denied = Truth::any(self.panels.iter().map(|panel| panel.denies));
        match (allowed, denied) {
            (Truth::False, _) => self.refused(),
            (Truth::True, Truth::False) => self.granted(),
            _ => self.unsettled(allowed),
        }
    }

    fn grants(&self) -> Grants {
        let [trust, identity, boundary, resource, endpoint] = &self.panels;
        Grants {
            trust: trust.grants,
            identity: identity.grants,
            boundary: boundary.grants,
            resource: resource.grants,
            endpoint: endpoint.grants,
        }
    }

    /// Whether all that must allow do.
    fn allowed(&self, grants: Grants) -> Truth {
        let granted = match self.reach {
            Reach::Within => self.granted_by(grants, false),
            Reach::Across => self.granted_by(grants, true),
            Reach::Unknown => self.granted_by(grants, false).agreed(self.granted_by(grants, true)),
        };
        granted.and(self.filter(Layer::Endpoint, grants.endpoint))
    }

    /// What a layer leaves through that filters, if it has a say.
    fn filter(&self, layer: Layer, grants: Meant) -> Truth {
        if self.applies(layer) { grants.at_all() } else { Truth::True }
    }

    fn applies(&self, layer: Layer) -> bool {
        self.panels.iter().any(|panel| panel.layer == layer && panel.applies)
    }

    /// Whether the layers before the endpoint allow, if the request crosses accounts or does not.
    fn granted_by(&self, grants: Grants, across: bool) -> Truth {
        if self.applies(Layer::Trust) {
            return grants.trust.at_all();
        }
        let boundary = self.filter(Layer::Boundary, grants.boundary);
        let own = self.filter(Layer::Identity, grants.identity).and(boundary);
        let resource = grants.resource;
        // What the resource's policy gives without the identity's: all but what it gives to the account, and to the
        // role only within the boundary.
        let alone = resource.directly.or(resource.as_role.and(boundary));
        let both = across || self.resource_must_allow;
        match (self.applies(Layer::Identity), self.applies(Layer::Resource)) {
            (false, false) => boundary,
            (false, true) => alone.or(resource.as_account.and(boundary)),
            // The resource's side is needed and was not asked for.
            (true, false) if both => own.and(Truth::Unknown),
            (true, false) => own,
            (true, true) if across => own.and(resource.at_all()),
            (true, true) if both => alone.or(own.and(resource.at_all())),
            (true, true) => alone.or(own),
        }
    }

    /// Every layer that had to allow, with the statements that do.
    fn granted(&self) -> Decision {
        let grants = self.grants();
        let own = self.filter(Layer::Identity, grants.identity).and(self.filter(Layer::Boundary, grants.boundary));
        let by_own = own == Truth::True && self.applies(Layer::Identity);
        let both = self.reach != Reach::Within || self.resource_must_allow;
        let needed = |layer| match layer {
            Layer::Trust | Layer::Endpoint => true,
            Layer::Identity => by_own,
            Layer::Boundary => by_own || grants.resource.directly != Truth::True,
            Layer::Resource => both || !by_own,
        };
        let needed = self.panels.iter().filter(|panel| needed(panel.layer));
        Decision::Allowed { by: needed.flat_map(|panel| panel.allowing().cloned()).collect() }
    }

    /// Nothing denies, and a layer that had to allow does not.
    fn refused(&self) -> Decision {
        let grants = self.grants();
        let across = self.reach == Reach::Across;
        let boundary = self.filter(Layer::Boundary, grants.boundary);
        let as_role = if across { Truth::False } else { grants.resource.as_role };
        let layer = if self.granted_by(grants, across) != Truth::False {
            Layer::Endpoint
        } else if self.applies(Layer::Trust) {
            Layer::Trust
        } else if self.filter(Layer::Identity, grants.identity) == Truth::False && as_role == Truth::False {
            Layer::Identity
        } else if boundary == Truth::False {
            Layer::Boundary
        } else {
            Layer::Resource
        };
        let nearest = self.panels.iter().filter(|panel| panel.layer == layer).flat_map(Panel::nearest).collect();
        Decision::Denied { layer, explicit: None, nearest }
    }

    fn unsettled(&self, allowed: Truth) -> Decision {
        let mut because: Vec<(Layer, &Unsettled)> = Vec::new();
        let single: Vec<bool> = self.panels.iter().map(|panel| self.matters(panel)).collect();
        let none_alone = !single.iter().any(|matters| *matters);
        for (panel, matters) in self.panels.iter().zip(single) {
            let unknown = panel.applies && panel.grants.at_all() == Truth::Unknown;
            if allowed == Truth::Unknown && (matters || none_alone && unknown) {
                because.extend(panel.unsettled(Effect::Allow).map(|unsettled| (panel.layer, unsettled)));
            }
            if panel.denies == Truth::Unknown {
                because.extend(panel.unsettled(Effect::Deny).map(|unsettled| (panel.layer, unsettled)));
            }
        }
        let absent = Unsettled::Document { layer: Layer::Resource, name: None };
        if allowed == Truth::Unknown && !self.applies(Layer::Trust) {
            let asked = self.applies(Layer::Resource) || !self.applies(Layer::Identity);
            if !asked && (self.reach != Reach::Within || self.resource_must_allow) {
                because.push((Layer::Resource, &absent));
            }
            let grants = self.grants();
            if self.reach == Reach::Unknown && self.granted_by(grants, false) != self.granted_by(grants, true) {
                because.push((Layer::Resource, &Unsettled::Owner));
            }
        }
        let layer = because.first().map_or(Layer::Identity, |(layer, _)| *layer);
        let mut listed: Vec<Unsettled> = Vec::new();
        for (_, unsettled) in because {
            if !listed.contains(unsettled) {
                listed.push(unsettled.clone());
            }
        }
        Decision::Unknown { layer, because: listed }
    }

    /// Whether it would be settled, if this layer were.
    fn matters(&self, panel: &Panel) -> bool {
        let settled = |truth| {
            let mut grants = self.grants();
            let place = match panel.layer {
                Layer::Trust => &mut grants.trust,
                Layer::Identity => &mut grants.identity,
                Layer::Boundary => &mut grants.boundary,
                Layer::Resource => &mut grants.resource,
                Layer::Endpoint => &mut grants.endpoint,
            };
            *place = place.settled(truth);
            self.allowed(grants) != Truth::Unknown
        };
        panel.grants.is_unknown() && (settled(Truth::True) || settled(Truth::False))
    }
}
