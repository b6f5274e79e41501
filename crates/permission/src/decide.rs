//! The evaluation order (fact base F.5): a denial anywhere ends it; then every layer that has a say must allow, except
//! that within one account the policy of the resource may do so alone.

use crate::evaluate::LayerEvaluation;
use crate::policy::Effect;
use crate::principal::PrincipalMatch;
use crate::truth::Truth;
use crate::{Decision, Layer, Layers, Owner, Principal, Request, Unsettled};

/// Decides a request by the policies that have a say about it.
#[must_use]
pub fn decide(request: &Request<'_>, layers: &Layers<'_>) -> Decision {
    let bounded = !matches!(layers.boundary, crate::Documents::NotApplicable);
    let evaluate = |documents, layer| LayerEvaluation::new(documents, request, layer, bounded, layers.gateway_endpoint);
    let evaluation = Evaluation {
        layers: [
            evaluate(&layers.trust, Layer::Trust),
            evaluate(&layers.identity, Layer::Identity),
            evaluate(&layers.boundary, Layer::Boundary),
            evaluate(&layers.resource, Layer::Resource),
            evaluate(&layers.endpoint, Layer::Endpoint),
        ],
        reach: Reach::of(request),
        resource_must_allow: layers.resource_must_allow,
    };
    evaluation.decide()
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

struct Evaluation {
    /// In the order of [`Layer`].
    layers: [LayerEvaluation; 5],
    reach: Reach,
    resource_must_allow: bool,
}

/// What each layer grants.
#[derive(Clone, Copy)]
struct Grants {
    trust: PrincipalMatch,
    identity: PrincipalMatch,
    boundary: PrincipalMatch,
    resource: PrincipalMatch,
    endpoint: PrincipalMatch,
}

impl Evaluation {
    fn decide(&self) -> Decision {
        for own in &self.layers {
            if let Some(statement) = own.denial() {
                let explicit = Some(statement.clone());
                return Decision::Denied { layer: own.layer, explicit, nearest: Vec::new() };
            }
        }
        let allowed = self.allowed(self.grants());
        let denied = Truth::any(self.layers.iter().map(|own| own.denies));
        match (allowed, denied) {
            (Truth::False, _) => self.refused(),
            (Truth::True, Truth::False) => self.granted(),
            _ => self.unsettled(allowed),
        }
    }

    fn grants(&self) -> Grants {
        let [trust, identity, boundary, resource, endpoint] = &self.layers;
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
    fn filter(&self, layer: Layer, grants: PrincipalMatch) -> Truth {
        if self.applies(layer) { grants.any() } else { Truth::True }
    }

    fn applies(&self, layer: Layer) -> bool {
        self.layers.iter().any(|own| own.layer == layer && own.applies)
    }

    /// Whether the layers before the endpoint allow, if the request crosses accounts or does not.
    fn granted_by(&self, grants: Grants, across: bool) -> Truth {
        if self.applies(Layer::Trust) {
            return grants.trust.any();
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
            (true, true) if across => own.and(resource.any()),
            (true, true) if both => alone.or(own.and(resource.any())),
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
        let needed = self.layers.iter().filter(|own| needed(own.layer));
        Decision::Allowed { by: needed.flat_map(|own| own.allowing().cloned()).collect() }
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
        let nearest = self.layers.iter().filter(|own| own.layer == layer).flat_map(LayerEvaluation::nearest).collect();
        Decision::Denied { layer, explicit: None, nearest }
    }

    fn unsettled(&self, allowed: Truth) -> Decision {
        let mut because: Vec<(Layer, &Unsettled)> = Vec::new();
        let single: Vec<bool> = self.layers.iter().map(|own| self.matters(own)).collect();
        let none_alone = !single.iter().any(|matters| *matters);
        for (own, matters) in self.layers.iter().zip(single) {
            let unknown = own.applies && own.grants.any() == Truth::Unknown;
            if allowed == Truth::Unknown && (matters || none_alone && unknown) {
                because.extend(own.unsettled(Effect::Allow).map(|unsettled| (own.layer, unsettled)));
            }
            if own.denies == Truth::Unknown {
                because.extend(own.unsettled(Effect::Deny).map(|unsettled| (own.layer, unsettled)));
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
    fn matters(&self, own: &LayerEvaluation) -> bool {
        let settled = |truth| {
            let mut grants = self.grants();
            let place = match own.layer {
                Layer::Trust => &mut grants.trust,
                Layer::Identity => &mut grants.identity,
                Layer::Boundary => &mut grants.boundary,
                Layer::Resource => &mut grants.resource,
                Layer::Endpoint => &mut grants.endpoint,
            };
            *place = place.settled(truth);
            self.allowed(grants) != Truth::Unknown
        };
        settled(Truth::True) || settled(Truth::False)
    }
}
