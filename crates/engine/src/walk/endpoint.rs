//! Gateway endpoints: S3 and `DynamoDB` by route, at their public addresses.

use hopwise_model::design::{Ix, VpcEndpoint};
use hopwise_model::{Code, Component, Gap, Leg, NotEvaluated};
use hopwise_packet::{PacketBox, PortSet, Protocol};

use super::Walk;
use super::check::Stop;
use super::state::State;
use crate::trace::Destination;

impl Walk<'_> {
    /// Packets reach a gateway endpoint by a route.
    pub(super) fn gateway_endpoint(&mut self, mut state: State, endpoint: Ix<VpcEndpoint>) {
        state.enter(self.endpoint_hop(endpoint));
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let id = record.id.to_string();
        if state.leg == Leg::Return {
            let what = NotEvaluated::EndpointKind;
            self.end_unknown(state, Gap::NotEvaluated { component: Component::VpcEndpoint, id, what });
            return;
        }
        let Some(state) = self.pass_wanted_service(state, endpoint) else { return };
        let Some(state) = self.pass_endpoint_vpc(state, endpoint) else { return };
        // Nobody outside of its VPC has the use of it, as AWS says of gateways in general; of their packets, nobody says what becomes.
        let by_transit = state.came_by_transit_gateway();
        let state = self.doubt_transit_here(state, Component::VpcEndpoint, &id);
        let Some(state) = self.pass_endpoint_state(state, endpoint) else { return };
        // TCP and ICMP echo requests only (Reachability Analyzer, VPCE_GATEWAY_PROTOCOL_RESTRICTION).
        let echo = PacketBox::any().protocol(Protocol::ICMP).to_ports(PortSet::range(8 << 8..=(8 << 8) + 255));
        let tcp = state.packets.intersect_box(&PacketBox::any().protocol(Protocol::TCP));
        let good = tcp.union(&state.packets.intersect_box(&echo));
        let bad = state.packets.difference(&good);
        if !bad.is_empty() {
            let evidence = Some(record.evidence.clone());
            let stop = Stop::at(Component::VpcEndpoint, &id, Code::VpceGatewayProtocolRestriction, evidence);
            self.end_blocked(state.with(bad), stop);
        }
        if good.is_empty() {
            return;
        }
        let mut state = state.with(good);
        if by_transit {
            // Nor is it known which way their replies would take.
            let (component, what) = (Component::VpcEndpoint, NotEvaluated::TransitGateway);
            self.end_unknown(state, Gap::NotEvaluated { component, id, what });
            return;
        }
        state.turn(Destination { component: Component::AwsService, id: Some(id) });
        state.enter(self.endpoint_hop(endpoint));
        self.enter_vpc(state);
    }

    /// AWS routes to a gateway endpoint from tables of the endpoint's own VPC only. Where the documents say otherwise,
    /// they are of different times or accounts, and prove nothing.
    fn pass_endpoint_vpc(&mut self, state: State, endpoint: Ix<VpcEndpoint>) -> Option<State> {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let site = state.site.map(|site| &self.design.vpcs.get(site.vpc).record.id);
        if site.is_none_or(|site| *site == record.vpc) {
            return Some(state);
        }
        let (component, id) = (Component::VpcEndpoint, record.id.to_string());
        let gap =
            Gap::UncertainState { component, id, state: format!("in {}, and routed to from elsewhere", record.vpc) };
        self.end_unknown(state, gap);
        None
    }
}
