//! Whether what has an address works: endpoints, attachments, instances.

use hopwise_model::design::{Ix, NetworkInterface, Source, VpcEndpoint};
use hopwise_model::resource::{EndpointState, InterfaceKind};
use hopwise_model::{Code, Component, Gap, NotEvaluated};

use super::Walk;
use super::check::Stop;
use super::state::{Sender, State};
use crate::takers::unlisted_instance;

impl Walk<'_> {
    /// Passes packets when an endpoint is available.
    pub(super) fn pass_endpoint_state(&mut self, state: State, endpoint: Ix<VpcEndpoint>) -> Option<State> {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let id = record.id.as_str();
        match &record.state {
            EndpointState::Available => Some(state),
            EndpointState::Deleting | EndpointState::Other(_) => {
                let (component, id) = (Component::VpcEndpoint, id.to_owned());
                let gap = Gap::UncertainState { component, id, state: record.state.as_str().to_owned() };
                self.end_unknown(state, gap);
                None
            }
            EndpointState::Pending
            | EndpointState::PendingAcceptance
            | EndpointState::Deleted
            | EndpointState::Rejected
            | EndpointState::Failed
            | EndpointState::Expired => {
                let stop = Stop::at(Component::VpcEndpoint, id, Code::BadState, Some(record.evidence.clone()));
                self.end_blocked(state, stop);
                None
            }
        }
    }

    /// No security group at all means no check, but only for kinds of interface that may have none.
    pub(super) fn pass_known_groups(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let found = self.design.network_interfaces.get(interface);
        match found.record.groups_gap() {
            Some(gap) if found.groups.is_empty() => {
                self.end_unknown(state, gap);
                None
            }
            _ => Some(state),
        }
    }

    /// Nobody is behind an interface that is attached to nothing: nobody sends from it, and nobody answers. An endpoint's
    /// state says all about its own.
    pub(super) fn pass_attached(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let found = self.design.network_interfaces.get(interface);
        if found.endpoint.is_some() || found.record.status.as_deref() != Some("available") {
            return Some(state);
        }
        self.end_blocked(state, self.stop_at_interface(interface, Code::BadState));
        None
    }

    /// Packets that nothing else in front of an interface stops: they end here where it is not known whether somebody is
    /// behind it.
    pub(super) fn pass_known_attachment(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let found = self.design.network_interfaces.get(interface);
        match found.record.attachment_gap() {
            Some(gap) if found.endpoint.is_none() => {
                self.end_unknown(state, gap);
                None
            }
            Some(_) | None => Some(state),
        }
    }

    /// The instance behind an end of the way, where no listing that is whole tells its state: a stopped one keeps its
    /// interfaces, and they say `in-use` (EC2 user guide, "Stop and start Amazon EC2 instances").
    pub(super) fn unlisted_end(&self, state: &State) -> Option<Gap> {
        let source = match self.source {
            Source::Interface(interface) => Some(*interface),
            Source::Placement(_) | Source::Internet => None,
        };
        let replies = match state.sender {
            Sender::Interface(interface) => Some(interface),
            Sender::Source | Sender::Nat(_) => None,
        };
        let unlisted =
            replies.into_iter().chain(source).find_map(|interface| unlisted_instance(self.design, interface));
        unlisted.or_else(|| source.and_then(|interface| self.unknown_sender(interface)))
    }

    /// Whether a service of AWS opens connections is not known of each.
    fn unknown_sender(&self, interface: Ix<NetworkInterface>) -> Option<Gap> {
        let id = self.design.network_interfaces.get(interface).record.id.to_string();
        let is_unknown = self.design.interface_kind(interface) == InterfaceKind::Other;
        let (component, what) = (Component::NetworkInterface, NotEvaluated::InterfaceKind);
        is_unknown.then_some(Gap::NotEvaluated { component, id, what })
    }

    /// A stopped instance sends nothing and answers nobody.
    pub(super) fn pass_instance(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let found = self.design.network_interfaces.get(interface);
        let Some(instance) = found.instance else { return Some(state) };
        let record = &self.design.instances.get(instance).record;
        match record.state.as_deref() {
            Some("stopped" | "stopping" | "shutting-down" | "terminated") => {
                let id = found.record.id.as_str();
                let stop = Stop::at(Component::NetworkInterface, id, Code::BadState, Some(record.evidence.clone()));
                self.end_blocked(state, stop);
                None
            }
            _ => Some(state),
        }
    }
}
