//! What of the packets that were asked breaks a rule, and on which ways.

use hopwise_engine::{End, Flow};
use hopwise_model::Leg;
use hopwise_packet::PacketBox;
use hopwise_report::{Breach, Extent, RuleResult};

/// What breaks a rule of a pair: `holds` says whether it does of a flow, none where that is not known.
pub(crate) fn of_pair<'f>(
    result: RuleResult,
    (from, to): (&str, &str),
    flows: impl Iterator<Item = &'f Flow>,
    holds: impl Fn(&Flow) -> Option<bool>,
) -> Breach {
    let (mut asked, mut broken, mut open, mut ways) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for flow in flows {
        let packets = sent(flow);
        asked.extend(packets.iter().cloned());
        match holds(flow) {
            Some(true) => {}
            Some(false) => {
                broken.extend(packets);
                ways.push(way(flow));
            }
            None => open.extend(packets),
        }
    }
    let extent = Extent::Packets { asked, broken, open };
    Breach { result, when: None, from: from.to_owned(), to: to.to_owned(), extent, ways }
}

/// What breaks a rule on one path of some packets.
pub(crate) fn of_path(result: RuleResult, (from, to): (&str, &str), (asked, flow): (&PacketBox, &Flow)) -> Breach {
    let asked = vec![PacketBox { sources: PacketBox::any().sources, ..asked.clone() }];
    let (broken, open) = match result {
        RuleResult::Violated => (sent(flow), Vec::new()),
        RuleResult::Holds | RuleResult::Undetermined => (Vec::new(), sent(flow)),
    };
    let extent = Extent::Packets { asked, broken, open };
    Breach { result, when: None, from: from.to_owned(), to: to.to_owned(), extent, ways: vec![way(flow)] }
}

/// The packets of a flow as they were sent, from whomever and whichever port.
fn sent(flow: &Flow) -> Vec<PacketBox> {
    let is_there = match &flow.end {
        End::Blocked(block) => block.leg == Leg::Forward,
        End::Undetermined { leg, .. } => *leg == Leg::Forward,
        End::Delivered => false,
    };
    let one = |packets: &PacketBox| {
        // What is answered was sent to where the answer comes from.
        let ports = if is_there { &packets.destination_ports } else { &packets.source_ports };
        let ends = PacketBox::any().to(flow.destinations.clone()).to_ports(ports.clone());
        PacketBox { protocols: packets.protocols.clone(), ..ends }
    };
    let mut sent: Vec<PacketBox> = Vec::new();
    for packets in flow.packets.iter().map(one) {
        if !sent.contains(&packets) {
            sent.push(packets);
        }
    }
    sent
}

/// The ids that packets and their answers pass, and what stops them.
fn way(flow: &Flow) -> Vec<String> {
    let hops = flow.forward.iter().chain(&flow.back).map(|hop| hop.id.clone());
    let stop = flow.block().into_iter().flat_map(|block| [block.id.clone(), block.code.to_string()]);
    hops.chain(stop).collect()
}
