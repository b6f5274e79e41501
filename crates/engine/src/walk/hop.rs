//! Hops as they are shown.

use hopwise_model::design::{InternetGateway, Ix, NatGateway, NetworkInterface, Source, Subnet, VpcEndpoint};
use hopwise_model::{Component, Evidence};

use super::Walk;
use super::internet::INTERNET;
use crate::graph::Place;
use crate::trace::{Hop, Translation};

impl Walk<'_> {
    /// The hop of the source of the question.
    pub(super) fn source_hop(&self) -> Hop {
        match self.source {
            Source::Interface(interface) => self.interface_hop(*interface),
            Source::Placement(_) | Source::Internet => hop(Component::NetworkInterface, ""),
        }
    }

    /// The hop of a place, and where to read about it.
    pub(super) fn hop_of(&self, place: Place) -> (Hop, Option<Evidence>) {
        let design = self.design;
        match place {
            Place::Internet => (hop(Component::Internet, INTERNET), None),
            Place::Placement(_) => (hop(Component::NetworkInterface, ""), None),
            Place::Vpc(vpc) => {
                let record = &design.vpcs.get(vpc).record;
                (hop(Component::Vpc, record.id.as_str()), Some(record.evidence.clone()))
            }
            Place::Peering(peering) => {
                let record = &design.vpc_peering_connections.get(peering).record;
                let hop = Hop { name: record.name.clone(), ..hop(Component::VpcPeeringConnection, &record.id) };
                (hop, Some(record.evidence.clone()))
            }
            Place::Attachment(attachment) => {
                let found = design.transit_gateway_attachments.get(attachment);
                let hop = Hop { name: found.name().cloned(), ..hop(Component::TransitGatewayAttachment, &found.id) };
                (hop, found.evidence().cloned())
            }
            Place::TransitGateway(gateway) => {
                (hop(Component::TransitGateway, &design.transit_gateways.get(gateway).id), None)
            }
            Place::Beyond(own) => {
                let own = design.beyond.get(own);
                (hop(own.component, &own.id), None)
            }
            Place::RouteTable(table) => {
                let record = &design.route_tables.get(table).record;
                (hop(Component::RouteTable, record.id.as_str()), Some(record.evidence.clone()))
            }
            Place::Subnet(subnet) => {
                (self.subnet_hop(subnet), Some(design.subnets.get(subnet).record.evidence.clone()))
            }
            Place::Interface(interface) => {
                let evidence = &design.network_interfaces.get(interface).record.evidence;
                (self.interface_hop(interface), Some(evidence.clone()))
            }
            Place::InternetGateway(gateway) => {
                let evidence = &design.internet_gateways.get(gateway).record.evidence;
                (self.gateway_hop(gateway), Some(evidence.clone()))
            }
            Place::NatGateway(nat) => (self.nat_hop(nat), Some(design.nat_gateways.get(nat).record.evidence.clone())),
            Place::Endpoint(endpoint) => {
                (self.endpoint_hop(endpoint), Some(design.vpc_endpoints.get(endpoint).record.evidence.clone()))
            }
        }
    }

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
            translation: Some(Box::new(Translation {
                private: usable().filter_map(|address| address.private).collect(),
                public: usable().filter_map(|address| address.public).collect(),
            })),
            ..hop(Component::NatGateway, record.id.as_str())
        }
    }

    /// The hop of an internet gateway.
    pub(super) fn gateway_hop(&self, gateway: Ix<InternetGateway>) -> Hop {
        let record = &self.design.internet_gateways.get(gateway).record;
        Hop { name: record.name.clone(), ..hop(Component::InternetGateway, record.id.as_str()) }
    }

    /// The hop of a gateway endpoint.
    pub(super) fn endpoint_hop(&self, endpoint: Ix<VpcEndpoint>) -> Hop {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        Hop { name: record.name.clone(), ..hop(Component::VpcEndpoint, record.id.as_str()) }
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
