//! From an id to what has it.

use crate::component::Component;
use crate::design::{Arena, Design, Reference, Vpc};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::identified::Identified;

/// What has an id in an arena, or the gap that the reference leaves.
pub(super) fn lookup<T: Identified>(
    arena: &Arena<T>,
    id: &str,
    component: Component,
    document: DocumentKind,
    referenced_by: &str,
) -> Reference<T> {
    arena.find(id).ok_or_else(|| {
        let (id, referenced_by) = (id.to_owned(), referenced_by.to_owned());
        Gap::MissingResource { component, id, referenced_by, document }.into()
    })
}

/// The VPC of an id.
pub(super) fn vpc_of(design: &Design, id: &str, referenced_by: &str) -> Reference<Vpc> {
    lookup(&design.vpcs, id, Component::Vpc, DocumentKind::Vpcs, referenced_by)
}
