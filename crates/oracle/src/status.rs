//! States of gateways and endpoints.

use hopwise_model::design::{Design, NatGateway, NetworkInterface, VpcEndpoint};
use hopwise_model::resource::{EndpointState, NatState};
use hopwise_model::{Code, Component, Gap};

use crate::stop::Stop;

/// Whether a NAT gateway passes packets. One that is being deleted may (VPC user guide, NAT gateways).
pub(crate) fn of_nat_gateway(gateway: &NatGateway) -> Result<(), Stop> {
    let id = &gateway.record.id;
    let uncertain = |state: &str| {
        let (component, id, state) = (Component::NatGateway, id.to_string(), state.to_owned());
        Err(Stop::Unknown(Gap::UncertainState { component, id, state }))
    };
    match &gateway.record.state {
        NatState::Available => Ok(()),
        NatState::Pending | NatState::Failed | NatState::Deleted => {
            Err(Stop::blocked(Component::NatGateway, id, Code::BadState, &gateway.record.evidence))
        }
        NatState::Deleting => uncertain("deleting"),
        NatState::Other(state) => uncertain(state),
    }
}

/// Whether an endpoint passes packets. Only an available one certainly does (AWS PrivateLink guide).
pub(crate) fn of_endpoint(endpoint: &VpcEndpoint) -> Result<(), Stop> {
    let id = &endpoint.record.id;
    match &endpoint.record.state {
        EndpointState::Available => Ok(()),
        EndpointState::Pending
        | EndpointState::PendingAcceptance
        | EndpointState::Deleted
        | EndpointState::Rejected
        | EndpointState::Failed
        | EndpointState::Expired => {
            Err(Stop::blocked(Component::VpcEndpoint, id, Code::BadState, &endpoint.record.evidence))
        }
        state @ (EndpointState::Deleting | EndpointState::Other(_)) => Err(Stop::Unknown(Gap::UncertainState {
            component: Component::VpcEndpoint,
            id: id.to_string(),
            state: state.as_str().to_owned(),
        })),
    }
}

/// Whether anybody is behind an interface: yes, no, or nobody knows. The last is told apart, as everything else that stops
/// a packet comes before it. An endpoint's interfaces are as good as the endpoint.
pub(crate) fn of_attachment(interface: &NetworkInterface) -> Result<Option<Gap>, Stop> {
    let record = &interface.record;
    let id = &record.id;
    if interface.endpoint.is_some() {
        return Ok(None);
    }
    let state = match (&record.status, &record.instance) {
        (Some(status), _) if status == "available" => {
            return Err(Stop::blocked(Component::NetworkInterface, id, Code::BadState, &record.evidence));
        }
        (Some(status), _) if status != "attaching" && status != "detaching" => return Ok(None),
        (Some(status), _) => status.as_str(),
        (None, Some(_)) => return Ok(None),
        (None, None) => "no status printed",
    };
    let (component, id, state) = (Component::NetworkInterface, id.to_string(), state.to_owned());
    Ok(Some(Gap::UncertainState { component, id, state }))
}

/// Whether the instance of an interface runs, as far as the snapshot says.
pub(crate) fn of_instance(design: &Design, interface: &NetworkInterface) -> Result<(), Stop> {
    let Some(instance) = interface.instance else { return Ok(()) };
    let instance = &design.instances.get(instance).record;
    match instance.state.as_deref() {
        Some("stopped" | "stopping" | "shutting-down" | "terminated") => {
            let (id, code) = (&interface.record.id, Code::BadState);
            Err(Stop::blocked(Component::NetworkInterface, id, code, &instance.evidence))
        }
        _ => Ok(()),
    }
}

/// Whether the document shows the security groups that an interface must have.
pub(crate) fn of_groups(interface: &NetworkInterface) -> Result<(), Stop> {
    match interface.record.groups_gap() {
        Some(gap) if interface.groups.is_empty() => Err(Stop::Unknown(gap)),
        _ => Ok(()),
    }
}
