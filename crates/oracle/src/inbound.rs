//! The way there from the internet.

use hopwise_model::resource::{BlockPublicAccess, Direction};
use hopwise_model::{Code, Component, DocumentKind, Gap};

use crate::flow::Flow;
use crate::gateway::{is_private, is_shared};
use crate::stop::Stop;
use crate::walk::{Arrival, Place, Walk};

/// A packet from outside every VPC comes in through an internet gateway, or does not.
pub(crate) fn run(walk: &mut Walk<'_>, packet: Flow) -> Result<Arrival, Stop> {
    let design = walk.design;
    let lost = |code| Err(Stop::blocked(Component::Internet, "internet", code, None));
    if is_private(packet.destination) || is_shared(packet.destination) {
        return lost(Code::NoPossibleDestination);
    }
    let Some((interface, private)) = design.interface_at_public(packet.destination) else {
        for vpc in design.vpcs.indices() {
            walk.seen_in_full(vpc, "internet")?;
        }
        // Without all VPCs nobody knows which of them are shared.
        for document in [DocumentKind::NetworkInterfaces, DocumentKind::Vpcs] {
            if !walk.is_complete_everywhere(document) {
                return Err(Stop::Unknown(Gap::MissingDocument { document, needed_for: "internet".to_owned() }));
            }
        }
        return lost(Code::IgwPrivateIpAssociationForIngress);
    };
    let interface = design.network_interfaces.get(interface);
    let vpc = *interface.vpc.as_ref()?;
    let subnet = *interface.subnet.as_ref()?;
    let record = &design.vpcs.get(vpc).record;
    let id = &record.id;
    let attached = design.internet_gateways.iter().find(|(_, gateway)| gateway.attached == Some(Ok(vpc)));
    let Some((gateway, found)) = attached else {
        // The gateway of a shared VPC is its owner's, and shown to nobody else.
        walk.seen_in_full(vpc, id.as_str())?;
        walk.read_in_full(DocumentKind::InternetGateways, vpc, id.as_str())?;
        return Err(Stop::blocked(Component::Vpc, id, Code::BadStateAttachment, &record.evidence));
    };
    walk.enter(Component::InternetGateway, &found.record.id);
    walk.block_public_access(Some(subnet), vpc, |mode| mode == BlockPublicAccess::Off)?;
    walk.encryption_control(vpc)?;
    let table = design.subnets.get(subnet).route_table.as_ref().ok();
    if let Some(gap) = walk.firewall_at_gateway(Place { vpc, subnet: Some(subnet) }, table.copied()) {
        return Err(Stop::Unknown(gap));
    }
    walk.edge_route_table(gateway, private)?;
    // Everything behind the gateway sees the private address (VPC user guide, internet gateways).
    let packet = Flow { destination: private, ..packet };
    walk.enter_subnet(subnet);
    walk.network_acl(subnet, Direction::Ingress, packet)?;
    walk.deliver(subnet, vpc, packet)
}
