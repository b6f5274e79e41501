//! Addresses in words.

use hopwise_packet::{AddressSet, Family};
use ipnet::IpNet;

/// How many blocks an address set may have to be listed in full.
pub(crate) const LISTED: usize = 3;

/// A set of addresses in a few words: `10.0.3.18`, `10.0.1.0/24 and 10.0.2.0/24`, `public addresses`.
pub(crate) fn addresses(set: &AddressSet) -> String {
    let nets = set.nets();
    let first: Vec<String> = some_nets(set, LISTED).0;
    let family = set.first().map_or(Family::Ipv4, Family::of);
    let (all, public) = (AddressSet::all_of(family), AddressSet::public(family));
    if *set == all && family == Family::Ipv6 {
        "any IPv6 address".to_owned()
    } else if set.is_all() || *set == all {
        "any address".to_owned()
    } else if nets.len() <= LISTED {
        super::list::list(&first)
    } else if set.is_subset(&all) && set.len() > all.len() / 10 * 9 {
        "nearly every address".to_owned()
    } else if let Some(part) = part_of_public(set, &public) {
        part
    } else if set.is_subset(&public) {
        match first.first() {
            // More than a quarter of them all is as good as any.
            Some(_) if set.len() > public.len() / 4 => "public addresses".to_owned(),
            Some(one) => format!("public addresses such as {one}"),
            None => "no address".to_owned(),
        }
    } else {
        match (set.ranges().next(), set.ranges().nth(1)) {
            (Some((low, high)), None) => format!("{low}-{high}"),
            // A whole span with a few holes, as the free addresses of a subnet.
            (Some((low, _)), Some(_)) => match set.ranges().last() {
                Some((_, high)) => format!("addresses in {low}-{high}"),
                None => low.to_string(),
            },
            (None, _) => "no address".to_owned(),
        }
    }
}

/// All public addresses, those of one block, or all but a few.
fn part_of_public(set: &AddressSet, public: &AddressSet) -> Option<String> {
    if set == public {
        return Some("public addresses".to_owned());
    }
    if !set.is_subset(public) {
        return None;
    }
    let whole = block_around(set)?;
    // A service's own addresses may be left out of it: nine tenths of a block are the block.
    let whole_set = public.intersection(&AddressSet::from_net(whole));
    if whole.prefix_len() > 0 && set.len() > whole_set.len() / 10 * 9 {
        return Some(format!("public addresses in {whole}"));
    }
    let (others, more) = some_nets(&public.difference(set), LISTED);
    (more == 0).then(|| format!("public addresses other than {}", super::list::list(&others)))
}

/// The smallest block that holds a set of addresses of one family.
fn block_around(set: &AddressSet) -> Option<IpNet> {
    let (first, _) = set.ranges().next()?;
    let (_, last) = set.ranges().last()?;
    let holding = std::iter::successors(Some(IpNet::from(first)), IpNet::supernet);
    holding.into_iter().find(|block| block.contains(&last))
}

/// The first few blocks of a set, and how many more there are.
pub(crate) fn some_nets(set: &AddressSet, most: usize) -> (Vec<String>, usize) {
    let nets = set.nets();
    let more = nets.len().saturating_sub(most);
    let text = |net: IpNet| {
        if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
    };
    (nets.into_iter().take(most).map(text).collect(), more)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(nets: &str) -> AddressSet {
        AddressSet::from_nets(nets.split(' ').map(|net| net.parse().unwrap()))
    }

    #[test]
    fn addresses_in_a_few_words() {
        assert_eq!(addresses(&set("10.0.3.18/32")), "10.0.3.18");
        assert_eq!(addresses(&set("10.0.0.0/24 10.0.2.0/24")), "10.0.0.0/24 and 10.0.2.0/24");
        assert_eq!(addresses(&AddressSet::public_v4()), "public addresses");
        assert_eq!(addresses(&AddressSet::all_v4()), "any address");
        assert_eq!(
            addresses(&set("3.0.0.0/24 3.0.2.0/24 3.0.4.0/24 3.0.6.0/24")),
            "public addresses such as 3.0.0.0/24"
        );
        let half = AddressSet::public_v4().intersection(&set("128.0.0.0/1"));
        assert_eq!(addresses(&half), "public addresses in 128.0.0.0/1");
        let holes = half.difference(&set("129.0.0.0/24 130.0.0.0/16"));
        assert_eq!(addresses(&holes), "public addresses in 128.0.0.0/1");
        let others = AddressSet::public_v4().difference(&set("54.0.0.1/32 3.0.0.0/8"));
        assert_eq!(addresses(&others), "public addresses other than 3.0.0.0/8 and 54.0.0.1");
        let free = AddressSet::from_range("10.0.1.4".parse().unwrap(), "10.0.1.254".parse().unwrap());
        assert_eq!(addresses(&free), "10.0.1.4-10.0.1.254");
    }
}
