//! Which protocols have to be asked for where packets of any are meant.

use std::collections::BTreeSet;

use hopwise_model::Traffic;
use hopwise_model::design::Design;
use hopwise_packet::Protocol;

/// ICMP of IPv6: no packets of IPv4 are of it, whatever rules name it.
const ICMPV6: u8 = 58;

/// What hosts speak, and people ask for most, in that order.
pub const USUAL_PROTOCOLS: [Protocol; 3] = [Protocol::TCP, Protocol::UDP, Protocol::ICMP];

/// The protocols of which one passes wherever a packet of any does: TCP, UDP and ICMP first, then those that a rule of a security
/// group or an entry of a network ACL names (IP protocol numbers, such as 50 for ESP), and where an entry denies a protocol by name,
/// one that nobody names. Rules of all traffic, and denials of it, treat every protocol alike (EC2 API reference, `IpProtocol`), and no
/// other kind of hop lets a protocol pass where it stops TCP. Of several designs, those that any of them names. That a packet of each
/// passes does not say that of every protocol one does. O(n) in the number of rules and entries.
#[must_use]
pub fn protocols<'d>(designs: impl IntoIterator<Item = &'d Design>) -> Vec<Protocol> {
    let mut named: BTreeSet<u8> = BTreeSet::new();
    let mut denies_by_name = false;
    for design in designs {
        for (_, group) in design.security_groups.iter() {
            let rules = group.record.ingress.iter().chain(&group.record.egress);
            named.extend(rules.filter_map(|rule| protocol_of(rule.traffic)));
        }
        for (_, acl) in design.network_acls.iter() {
            for entry in &acl.record.entries {
                let own = protocol_of(entry.traffic);
                denies_by_name |= own.is_some() && !entry.allow;
                named.extend(own);
            }
        }
    }
    named.remove(&ICMPV6);
    let is_usual = |own: &u8| USUAL_PROTOCOLS.contains(&Protocol(*own));
    let other = (0..=u8::MAX).rev().find(|own| !named.contains(own) && !is_usual(own) && *own != ICMPV6);
    let others = named.iter().copied().filter(|own| !is_usual(own)).chain(other.filter(|_| denies_by_name));
    USUAL_PROTOCOLS.into_iter().chain(others.map(Protocol)).collect()
}

/// The protocol that rules name; none of all traffic.
const fn protocol_of(traffic: Traffic) -> Option<u8> {
    match traffic {
        Traffic::All => None,
        Traffic::Protocol(own) => Some(own),
        Traffic::Ports { protocol, .. } | Traffic::Icmp { protocol, .. } => Some(protocol),
    }
}
