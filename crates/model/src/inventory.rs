//! Everything that was read, before anything was checked against anything else.

use crate::document_kind::DocumentKind;
use crate::knowledge::Knowledge;
use crate::records::Records;
use crate::resource;

/// What the documents of a kind describe, one by one.
pub trait Record: Sized {
    /// The kind of document it is read from.
    const KIND: DocumentKind;

    /// The records of an inventory.
    fn list(inventory: &Inventory) -> &Records<Self>;

    /// The records of an inventory, to change them.
    fn list_mut(inventory: &mut Inventory) -> &mut Records<Self>;
}

macro_rules! inventory {
    ({} $(
        $(#[$doc:meta])*
        $name:ident {
            key: $key:literal, list: $list:ident of $record:ident, call: $service:ident $call:ident,
            $($about:tt)*
        }
    )*) => {
        /// What the documents hold. Partial by nature: [`Inventory::knowledge`] tells an empty answer from no answer.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Inventory {
            /// Which kinds of document are known of which account and Region, and which calls failed.
            pub knowledge: Knowledge,
            $($(#[$doc])* pub $list: Records<resource::$record>,)*
        }

        impl Inventory {
            /// How many records of a kind there are.
            #[must_use]
            pub fn count(&self, kind: DocumentKind) -> usize {
                match kind { $(DocumentKind::$name => self.$list.len(),)* }
            }

            /// The kinds whose records may not be the same as another inventory's. Of which it does not say so, they are.
            pub(crate) fn changed_kinds<'i>(&'i self, other: &'i Self) -> impl Iterator<Item = DocumentKind> + 'i {
                let is_same = |kind| match kind { $(DocumentKind::$name => self.$list.ptr_eq(&other.$list),)* };
                DocumentKind::ALL.iter().copied().filter(move |kind| !is_same(*kind))
            }
        }

        $(impl Record for resource::$record {
            const KIND: DocumentKind = DocumentKind::$name;

            fn list(inventory: &Inventory) -> &Records<Self> {
                &inventory.$list
            }

            fn list_mut(inventory: &mut Inventory) -> &mut Records<Self> {
                &mut inventory.$list
            }
        })*
    };
}

crate::for_each_kind!(inventory {});
