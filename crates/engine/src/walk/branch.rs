use hopwise_model::design::{Ix, NatGateway, NetworkInterface, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, Evidence, Leg};
use hopwise_packet::PacketSet;

use super::Walk;
use crate::trace::{CheckResult, Destination, Hop, Rule, Translation};

/// Packets that share their path so far.
#[derive(Clone)]
pub(super) struct Branch {
    /// The packets as they are now.
    pub(super) packets: PacketSet,
    /// Which way they go.
    pub(super) leg: Leg,
    /// Hops on the way there.
    pub(super) forward: Vec<Draft>,
    /// Hops on the way back.
    pub(super) back: Vec<Draft>,
    /// Translations by NAT gateways, in order.
    pub(super) translations: Vec<Translated>,
    /// Replies as they were before each translation was undone, the last translation first.
    pub(super) undone: Vec<PacketSet>,
    /// The packets from the internet before the gateway replaced the public destination address.
    pub(super) inbound: Option<PacketSet>,
    /// Whose address the packets carry as their source at the moment.
    pub(super) sender: Sender,
    /// Who answers.
    pub(super) destination: Option<Destination>,
}

/// Whose address packets carry as their source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// The source of the question.
    Source,
    /// A NAT gateway.
    Nat(Ix<NatGateway>),
    /// The interface that replies.
    Interface(Ix<NetworkInterface>),
}

/// A translation by a NAT gateway.
#[derive(Clone)]
pub(super) struct Translated {
    pub(super) gateway: Ix<NatGateway>,
    /// The packets before it.
    pub(super) before: PacketSet,
}

/// Where packets come from when they reach a gateway.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    /// The VPC they are in.
    pub(super) vpc: Ix<Vpc>,
    /// The subnet they left; none behind a regional NAT gateway.
    pub(super) subnet: Option<Ix<Subnet>>,
}

/// A hop while it is not known which rules concern its witness.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) hop: Hop,
    pub(super) checks: Vec<DraftCheck>,
}

/// A check with every rule that decided and the packets it decided about.
#[derive(Clone)]
pub(super) struct DraftCheck {
    pub(super) component: Component,
    pub(super) id: String,
    pub(super) ids: Vec<String>,
    pub(super) direction: Option<Direction>,
    pub(super) result: CheckResult,
    pub(super) rules: Vec<(Rule, PacketSet)>,
    pub(super) evidence: Option<Evidence>,
    pub(super) leg: Leg,
    /// How many translations the packets carried when they were checked.
    pub(super) stage: usize,
}

impl Branch {
    pub(super) fn new(packets: PacketSet) -> Self {
        Self {
            packets,
            leg: Leg::Forward,
            forward: Vec::new(),
            back: Vec::new(),
            translations: Vec::new(),
            undone: Vec::new(),
            inbound: None,
            sender: Sender::Source,
            destination: None,
        }
    }

    /// The same path with other packets.
    pub(super) fn with(&self, packets: PacketSet) -> Self {
        Self { packets, ..self.clone() }
    }

    /// How many translations the packets carry.
    pub(super) fn stage(&self) -> usize {
        self.translations.len().saturating_sub(self.undone.len())
    }

    /// The translation that a reply meets first.
    pub(super) fn pending(&self) -> Option<&Translated> {
        self.translations.get(self.stage().checked_sub(1)?)
    }

    pub(super) fn hops(&mut self) -> &mut Vec<Draft> {
        match self.leg {
            Leg::Forward => &mut self.forward,
            Leg::Return => &mut self.back,
        }
    }

    /// Enters a hop.
    pub(super) fn enter(&mut self, hop: Hop) {
        self.hops().push(Draft { hop, checks: Vec::new() });
    }

    /// Records a check at the current hop. Before the first hop there is nothing to record it at.
    pub(super) fn record(&mut self, check: DraftCheck) {
        if let Some(hop) = self.hops().last_mut() {
            hop.checks.push(check);
        }
    }

    /// Turns round: the packets become their replies.
    pub(super) fn turn(&mut self, destination: Destination) {
        self.destination = Some(destination);
        self.leg = Leg::Return;
        self.packets = self.packets.reversed();
    }
}

impl Walk<'_> {
    /// The hop of a network interface.
    pub(super) fn interface_hop(&self, interface: Ix<NetworkInterface>) -> Hop {
        let interface = self.design.network_interfaces.get(interface);
        let endpoint = interface.endpoint.map(|endpoint| self.design.vpc_endpoints.get(endpoint).record.id.clone());
        Hop {
            name: interface.record.name.clone(),
            instance: interface.record.instance.clone(),
            endpoint,
            ..hop(Component::NetworkInterface, interface.record.id.as_str())
        }
    }

    /// The hop of a subnet.
    pub(super) fn subnet_hop(&self, subnet: Ix<Subnet>) -> Hop {
        let record = &self.design.subnets.get(subnet).record;
        Hop { name: record.name.clone(), ..hop(Component::Subnet, record.id.as_str()) }
    }

    /// The hop of a NAT gateway, with the addresses it sends packets on with.
    pub(super) fn nat_hop(&self, nat: Ix<NatGateway>) -> Hop {
        let record = &self.design.nat_gateways.get(nat).record;
        let usable = || record.addresses.iter().filter(|address| address.usable);
        Hop {
            name: record.name.clone(),
            translation: Some(Translation {
                private: usable().filter_map(|address| address.private).collect(),
                public: usable().filter_map(|address| address.public).collect(),
            }),
            ..hop(Component::NatGateway, record.id.as_str())
        }
    }
}

/// A hop without anything but its id.
pub(super) fn hop(component: Component, id: &str) -> Hop {
    Hop {
        component,
        id: id.to_owned(),
        name: None,
        instance: None,
        endpoint: None,
        checks: Vec::new(),
        translation: None,
    }
}
