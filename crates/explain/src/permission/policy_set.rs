//! The policies that have a say about one request.

use hopwise_permission::{Layer, Layers};

use super::finding::Missing;
use super::layer::LayerPolicies;

/// Everything that has a say about one request.
#[derive(Clone, Default)]
pub(super) struct PolicySet {
    pub(super) trust: LayerPolicies,
    pub(super) identity: LayerPolicies,
    pub(super) boundary: LayerPolicies,
    pub(super) resource: LayerPolicies,
    pub(super) endpoint: LayerPolicies,
    /// Whether the endpoint is a gateway endpoint.
    pub(super) gateway: bool,
    /// Whether the resource's policy must allow even within one account.
    pub(super) resource_must_allow: bool,
}

impl PolicySet {
    /// As the evaluation takes them.
    pub(super) fn layers(&self) -> Layers<'_> {
        Layers {
            trust: self.trust.documents(),
            identity: self.identity.documents(),
            boundary: self.boundary.documents(),
            resource: self.resource.documents(),
            endpoint: self.endpoint.documents(),
            gateway_endpoint: self.gateway,
            resource_must_allow: self.resource_must_allow,
        }
    }

    /// The same, with every document that is missing supplied: as one that says nothing, or that allows everything,
    /// as `allows` tells of each.
    pub(super) fn supplied(&self, allows: impl Fn(Layer, &Missing) -> bool) -> Self {
        let supplied = |layer| self.layer(layer).supplied(|missing| allows(layer, missing));
        Self {
            trust: supplied(Layer::Trust),
            identity: supplied(Layer::Identity),
            boundary: supplied(Layer::Boundary),
            resource: supplied(Layer::Resource),
            endpoint: supplied(Layer::Endpoint),
            gateway: self.gateway,
            resource_must_allow: self.resource_must_allow,
        }
    }

    /// Those of one layer.
    pub(super) fn layer(&self, layer: Layer) -> &LayerPolicies {
        match layer {
            Layer::Trust => &self.trust,
            Layer::Identity => &self.identity,
            Layer::Boundary => &self.boundary,
            Layer::Resource => &self.resource,
            Layer::Endpoint => &self.endpoint,
        }
    }
}
