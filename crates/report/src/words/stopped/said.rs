//! What the simulation says to what AWS said.

use hopwise_ecs::StepKind;
use hopwise_explain::{SaidFinding, Way};

use crate::words::list::list;

/// What may differ where a simulation delivers what nobody answered.
const MAY_DIFFER: &str =
    "something was changed since, a private zone or DNS server leads elsewhere, or a proxy or firewall is in between";

/// The code of a finding and its words.
pub(crate) fn said(finding: &SaidFinding) -> (&'static str, String) {
    match finding {
        SaidFinding::Stopped { steps, way } => {
            ("stopped", format!("This snapshot says the same: {}{}.", are(steps, "stopped"), on(way)))
        }
        SaidFinding::NameFails { steps } => {
            ("name-fails", format!("This snapshot says the same: the name of {} does not resolve.", names(steps)))
        }
        SaidFinding::Arrives { steps } => {
            ("arrives", format!("This snapshot agrees: packets of {} arrive.", names(steps)))
        }
        SaidFinding::Delivered { steps, way } => (
            "delivered",
            format!("This snapshot says otherwise: {}{}. Either {MAY_DIFFER}.", are(steps, "delivered"), on(way)),
        ),
        SaidFinding::ArrivedThoughBlocked { steps } => (
            "arrived-though-blocked",
            format!(
                "This snapshot says otherwise: somebody answered, so packets arrived, yet in this snapshot {}. Something was changed since, or the packets took another way.",
                are(steps, "blocked")
            ),
        ),
        SaidFinding::EndpointUnused { step, endpoint, address } => (
            "endpoint-unused",
            format!(
                "This snapshot says otherwise: {address} is public, yet in this snapshot the name of {step} leads to endpoint {endpoint} by private DNS. A DNS server of your own may answer instead, or the endpoint was made or changed since."
            ),
        ),
        SaidFinding::AddressOfNobody { step, address, vpc } => (
            "address-of-nobody",
            format!(
                "This snapshot says otherwise: {address}, which was asked for {step}, is inside {vpc}, and no interface has it. A private zone may name an endpoint that is gone, or the endpoint was changed since."
            ),
        ),
        SaidFinding::OtherAddress { step, address, way } => (
            "other-address",
            format!(
                "This snapshot says otherwise: for {step} the name does not mean {address}{}. A private zone or DNS server of your own may answer instead, or something was changed since.",
                whose(way)
            ),
        ),
        SaidFinding::NameResolves { steps } => (
            "name-resolves",
            format!(
                "This snapshot says otherwise: the name of {} resolves. A private zone, DNS Firewall or a DNS server of your own may answer instead, or something was changed since.",
                names(steps)
            ),
        ),
        SaidFinding::OtherDnsServer { server, vpc } => (
            "other-dns-server",
            format!(
                "This snapshot says otherwise: {server} was asked for the name, and the DHCP options of {vpc} do not name it. They were changed since, or the image or instance has DNS servers of its own."
            ),
        ),
        SaidFinding::NotKnown { steps } => {
            ("not-known", format!("Whether this snapshot agrees is not known: {}.", are(steps, "undetermined")))
        }
        SaidFinding::OtherPlacement => {
            ("other-placement", "It fits another place that a task of this service may get, not this one.".to_owned())
        }
        SaidFinding::NoSuchStep => {
            ("no-such-step", "No step of this task asks the host that it is about: nothing to compare.".to_owned())
        }
        SaidFinding::AskedByAws => (
            "asked-by-aws",
            "An interface that AWS owns asks in this step, outside the VPC: nothing to compare.".to_owned(),
        ),
        SaidFinding::Proxy { address } => (
            "proxy",
            format!("The proxy {address} was asked; this snapshot is asked as if there were none: nothing to compare."),
        ),
        SaidFinding::Ipv6 { address } => {
            ("ipv6", format!("{address} is an address of IP version 6, which is not simulated: nothing to compare."))
        }
        SaidFinding::NotCompared => {
            ("not-compared", "It says nothing that this snapshot could confirm or refute.".to_owned())
        }
    }
}

fn names(steps: &[StepKind]) -> String {
    list(&steps.iter().map(|step| step.as_str().to_owned()).collect::<Vec<_>>())
}

/// `image-layers is stopped`, `registry-auth and secrets are stopped`.
fn are(steps: &[StepKind], what: &str) -> String {
    let are = if steps.len() == 1 { "is" } else { "are" };
    format!("{} {are} {what}", names(steps))
}

/// Which way the address tells.
fn on(way: &Way) -> String {
    match way {
        Way::Endpoint(endpoint) => format!(", at the address of endpoint {endpoint}"),
        Way::Interface(interface) => format!(", at the address of {interface}"),
        Way::Nobody => ", at an address inside the VPC that no interface has".to_owned(),
        Way::PrefixList(list) => format!(", at an address of {list}, which a gateway endpoint's route would take"),
        Way::Public => ", at a public address, past every endpoint".to_owned(),
        Way::Private => ", at a private address outside the VPC".to_owned(),
        Way::Unknown => String::new(),
    }
}

/// Whose an address is that a name should not mean.
fn whose(way: &Way) -> String {
    match way {
        Way::Endpoint(endpoint) => format!(", which endpoint {endpoint} has"),
        Way::Interface(interface) => format!(", which {interface} has"),
        Way::Nobody => ", which is inside the VPC and nobody's".to_owned(),
        Way::PrefixList(list) => format!(", which is in {list}"),
        Way::Public => ", which is public".to_owned(),
        Way::Private => ", which is private and outside the VPC".to_owned(),
        Way::Unknown => String::new(),
    }
}
