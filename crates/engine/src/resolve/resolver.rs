//! What names are resolved in.

use hopwise_model::design::Design;

use crate::published::PublishedRanges;

/// Resolves names for a source in a design.
#[derive(Clone, Copy, Debug)]
pub struct Resolver<'d> {
    pub(super) design: &'d Design,
    pub(super) published: &'d PublishedRanges,
}

impl<'d> Resolver<'d> {
    /// A resolver for a design. `published` narrows the addresses of AWS's services.
    #[must_use]
    pub fn new(design: &'d Design, published: &'d PublishedRanges) -> Self {
        Self { design, published }
    }
}
