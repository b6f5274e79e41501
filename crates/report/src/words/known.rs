//! Addresses that have a name in the snapshot.

use hopwise_model::design::Design;
use hopwise_packet::AddressSet;

use super::addresses::{LISTED, addresses};

/// A design, and what its sets of addresses are called.
#[derive(Clone, Debug)]
pub(crate) struct Known<'a> {
    /// The design.
    pub(crate) design: &'a Design,
    /// The prefix lists with too many entries to be read out, the shortest first, and what to call them.
    lists: Vec<(AddressSet, String)>,
}

impl<'a> Known<'a> {
    /// What a design has names for.
    pub(crate) fn of(design: &'a Design) -> Self {
        let lists = design.prefix_lists.iter().filter_map(|(_, list)| {
            let set = AddressSet::from_nets(list.entries.as_ref().ok()?.iter().copied());
            let name = list.record.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
            (set.nets().len() > LISTED).then(|| (set, format!("{}{name}", list.record.id)))
        });
        let mut lists: Vec<_> = lists.collect();
        lists.sort_by_key(|(set, _)| set.len());
        Self { design, lists }
    }

    /// A set of addresses in a few words: by the name of the prefix list that holds them where there are many.
    pub(crate) fn addresses(&self, set: &AddressSet) -> String {
        let nets = set.nets();
        let list = if nets.len() > LISTED { self.lists.iter().find(|(list, _)| set.is_subset(list)) } else { None };
        match (list, nets.first()) {
            (Some((list, name)), _) if list == set => format!("the addresses of {name}"),
            (Some((_, name)), Some(first)) => format!("addresses of {name} such as {first}"),
            _ => addresses(set),
        }
    }
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::PrefixList;
    use hopwise_model::{Evidence, Inventory};
    use ipnet::IpNet;

    use super::*;

    fn nets(text: &str) -> Vec<IpNet> {
        text.split(' ').map(|net| net.parse().unwrap()).collect()
    }

    #[test]
    fn prefix_lists_have_names() {
        let blocks = "3.5.64.0/21 16.12.0.0/23 52.92.0.0/17 52.218.0.0/17";
        let list = PrefixList {
            id: "pl-0s3".try_into().unwrap(),
            name: Some("com.amazonaws.eu-west-1.s3".to_owned()),
            entries: Some(nets(blocks)),
            evidence: Evidence::supposed("test"),
        };
        let design = Inventory { prefix_lists: [list].into(), ..Inventory::default() }.validate().unwrap();
        let known = Known::of(&design);
        let sentence = |text: &str| known.addresses(&AddressSet::from_nets(nets(text)));
        assert_eq!(sentence(blocks), "the addresses of pl-0s3 (com.amazonaws.eu-west-1.s3)");
        assert_eq!(
            sentence("3.5.64.0/22 16.12.0.0/23 52.92.0.0/17 52.218.0.0/17"),
            "addresses of pl-0s3 (com.amazonaws.eu-west-1.s3) such as 3.5.64.0/22"
        );
        assert_eq!(sentence("52.92.0.0/17"), "52.92.0.0/17");
        assert_eq!(
            sentence("3.5.64.0/21 16.12.0.0/23 52.92.0.0/17 52.219.0.0/17"),
            "public addresses such as 3.5.64.0/21"
        );
    }
}
