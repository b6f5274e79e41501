//! Gateway endpoints: S3 and `DynamoDB` by route, at their public addresses.

use hopwise_model::design::{Ix, VpcEndpoint};
use hopwise_model::{Code, Component, Gap, Leg, NotEvaluated};
use hopwise_packet::{PacketBox, PortSet, Protocol};

use super::Walk;
use super::branch::{Branch, From, hop};
use super::check::Stop;
use crate::trace::{Destination, Hop};

impl Walk<'_> {
    fn endpoint_hop(&self, endpoint: Ix<VpcEndpoint>) -> Hop {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        Hop { name: record.name.clone(), ..hop(Component::VpcEndpoint, record.id.as_str()) }
    }

    /// Packets reach a gateway endpoint by a route.
    pub(super) fn enter_gateway_endpoint(&mut self, mut branch: Branch, endpoint: Ix<VpcEndpoint>, from: From) {
        branch.enter(self.endpoint_hop(endpoint));
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let id = record.id.to_string();
        if branch.leg == Leg::Return {
            let what = NotEvaluated::EndpointKind;
            self.end_unknown(branch, Gap::NotEvaluated { component: Component::VpcEndpoint, id, what });
            return;
        }
        let Some(branch) = self.pass_endpoint_state(branch, endpoint) else { return };
        // TCP and ICMP echo requests only (Reachability Analyzer, VPCE_GATEWAY_PROTOCOL_RESTRICTION).
        let echo = PacketBox::any().protocol(Protocol::ICMP).to_ports(PortSet::range(8 << 8..=(8 << 8) + 255));
        let tcp = branch.packets.intersect_box(&PacketBox::any().protocol(Protocol::TCP));
        let good = tcp.union(&branch.packets.intersect_box(&echo));
        let bad = branch.packets.difference(&good);
        if !bad.is_empty() {
            let evidence = Some(record.evidence.clone());
            let stop = Stop::at(Component::VpcEndpoint, &id, Code::VpceGatewayProtocolRestriction, evidence);
            self.end_blocked(branch.with(bad), stop);
        }
        if good.is_empty() {
            return;
        }
        let mut branch = branch.with(good);
        branch.turn(Destination { component: Component::AwsService, id: Some(id) });
        branch.enter(self.endpoint_hop(endpoint));
        match from.subnet {
            Some(subnet) => self.cross_into(branch, subnet),
            None => self.come_back(branch),
        }
    }
}
