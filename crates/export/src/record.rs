//! What a record prints, and where. Each kind says it beside what prints it, and is found by the table of kinds.

use hopwise_model::resource::Scope;
use hopwise_model::{Inventory, Record, VpcId};
use serde_json::Value;

use crate::object::object;

/// What a record prints.
pub(crate) enum Printed {
    /// An element of the list that its command prints.
    Element(Value),
    /// A document of its own.
    Document {
        /// The name of its file: of some kinds that is all that tells what the document is about.
        stem: String,
        /// All its members.
        members: Value,
        /// Whether it tells all that there is to tell.
        complete: bool,
    },
}

/// Whose documents tell of a record.
pub(crate) enum Whose<'r> {
    /// Those of an account and Region, as far as they are named.
    Scope(Scope),
    /// Those that tell of a VPC.
    Vpc(&'r VpcId),
    /// Any that tell of its kind.
    Anybody,
    /// Those of which nobody says whose they are.
    Nobody,
}

/// A record that can be printed.
pub(crate) trait Export: Record + 'static {
    /// What it prints, among the documents of a place.
    fn printed(&self, inventory: &Inventory, place: &Scope) -> Vec<Printed>;

    /// Whose documents tell of it.
    fn whose(&self) -> Whose<'_>;
}

/// Those of the account and Region that an ARN names.
pub(crate) fn of_arn(arn: &str) -> Whose<'_> {
    Whose::Scope(Scope::of_arn(arn))
}

/// A name as it may stand in that of a file.
pub(crate) fn stem(name: &str) -> String {
    name.replace(['/', '\\', ':'], "-")
}

/// A document of one member, whose file is named after what it is about.
pub(crate) fn one(about: &impl ToString, member: &str, value: Value, complete: bool) -> Vec<Printed> {
    vec![Printed::Document { stem: about.to_string(), members: object([(member, value)]), complete }]
}

/// A list of something of that name, and whether it is all of it.
pub(crate) fn list_of(name: &str, (members, complete): (Value, bool)) -> Vec<Printed> {
    vec![Printed::Document { stem: stem(name), members, complete }]
}

/// A document whose members tell what it is about.
pub(crate) fn whole(name: &str, members: Value) -> Vec<Printed> {
    vec![Printed::Document { stem: stem(name), members, complete: true }]
}

/// Records that are elements of a list: the function that prints each, and whose it is.
macro_rules! elements {
    ($($record:ident: $print:path, |$own:ident| $whose:expr;)*) => {$(
        impl $crate::record::Export for hopwise_model::resource::$record {
            fn printed(&self, _: &hopwise_model::Inventory, _: &hopwise_model::resource::Scope) -> Vec<$crate::record::Printed> {
                vec![$crate::record::Printed::Element($print(self))]
            }

            fn whose(&self) -> $crate::record::Whose<'_> {
                let $own = self;
                $whose
            }
        }
    )*};
}

pub(crate) use elements;

/// Records that have a document each.
macro_rules! documents {
    ($($record:ident: |$own:ident, $inventory:ident, $place:ident| $print:expr, |$it:ident| $whose:expr;)*) => {$(
        impl $crate::record::Export for hopwise_model::resource::$record {
            fn printed(&self, $inventory: &hopwise_model::Inventory, $place: &hopwise_model::resource::Scope) -> Vec<$crate::record::Printed> {
                let $own = self;
                $print
            }

            fn whose(&self) -> $crate::record::Whose<'_> {
                let $it = self;
                $whose
            }
        }
    )*};
}
pub(crate) use documents;
