//! The evaluation order.

use crate::{Decision, Layer, Layers, Request, Unsettled};

/// Decides a request by the policies that have a say about it.
#[must_use]
pub fn decide(request: &Request<'_>, layers: &Layers<'_>) -> Decision {
    let _ = (request, layers);
    Decision::Unknown { layer: Layer::Identity, because: vec![Unsettled::Owner] }
}
