//! What must hold of packets from somebody to somebody, and the questions that it stands for.

use std::borrow::Cow;
use std::net::IpAddr;

use hopwise_engine::{USUAL_PROTOCOLS, protocols};
use hopwise_model::Traffic;
use hopwise_model::design::Design;
use hopwise_packet::{AddressSet, Family as AddressFamily, PortSet, Protocol};
use hopwise_rules::{Family, Selector};
use ipnet::IpNet;

use super::goal::Goal;

/// What must hold of packets from somebody to somebody.
pub(crate) struct Statement<'a> {
    /// What must hold.
    pub(crate) goal: &'a Goal,
    /// Who sends.
    pub(crate) from: &'a Selector,
    /// Who takes.
    pub(crate) to: &'a Selector,
    /// Which packets.
    pub(crate) traffic: Traffic,
    /// Whether somebody says which; else of a name it is what is asked of names, TCP at port 443.
    pub(crate) says_ports: bool,
    /// By which versions of IP, where that is said.
    pub(crate) families: &'a [Family],
    /// All of it in a sentence.
    pub(crate) property: &'a str,
}

impl Statement<'_> {
    /// An address is a block of one where something must not arrive: whoever has it, or may come to have it, is meant.
    pub(super) fn by_addresses<'s>(&self, selector: &'s Selector) -> Cow<'s, Selector> {
        match selector {
            Selector::One(name) if *self.goal != Goal::Reaches => match name.parse::<IpAddr>() {
                Ok(address) => Cow::Owned(Selector::Block(address.into())),
                Err(_) => Cow::Borrowed(selector),
            },
            _ => Cow::Borrowed(selector),
        }
    }
}

/// The questions that a kind of traffic stands for: of every protocol, those of which one arrives where any does. What has to be
/// reached is reached by what hosts speak: a rule about ESP somewhere else asks nobody to be reached by it.
pub(super) fn questions(traffic: Traffic, goal: &Goal, design: &Design) -> Vec<(Protocol, PortSet)> {
    let all = |own: Protocol| (own, PortSet::all());
    match traffic {
        Traffic::All if *goal == Goal::Reaches => USUAL_PROTOCOLS.map(all).to_vec(),
        Traffic::All => protocols([design]).into_iter().map(all).collect(),
        Traffic::Ports { protocol, from, to } => vec![(Protocol(protocol), PortSet::range(from..=to))],
        Traffic::Icmp { protocol, .. } | Traffic::Protocol(protocol) => vec![(Protocol(protocol), PortSet::all())],
    }
}

/// Whether addresses of a block may be those of things in VPCs, as far as the block itself tells: not all of it is public.
pub(super) fn may_be_inside(block: IpNet) -> bool {
    !AddressSet::from_net(block).is_subset(&AddressSet::public(AddressFamily::of(block.addr())))
}
