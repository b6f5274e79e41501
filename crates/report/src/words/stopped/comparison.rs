//! What the simulation has to say about a stopped reason.

use hopwise_ecs::StepKind;
use hopwise_explain::{DestinationKind, ReasonFinding};
use hopwise_model::Component;

use crate::gap::GapReport;
use crate::words::list::list;
use crate::words::next_step::{Next, report};

/// What may differ where a simulation delivers what nobody answered.
const MAY_DIFFER: &str =
    "something was changed since, a private zone or DNS server leads elsewhere, or a proxy or firewall is in between";

/// What is not known of a task where AWS's own words contradict the snapshot.
pub(crate) fn contradicted(id: &str) -> GapReport {
    let message = "AWS's own words contradict this snapshot: which of the two holds now is not known.".to_owned();
    let next =
        "Make the snapshot again while it fails, with private hosted zones, Resolver rules and DHCP options in it.";
    report("AWS_SAYS_OTHERWISE", Component::Ecs, id, message, Next::Hint(next.to_owned()))
}

/// What is not known of a task that started, though the snapshot stops what it needed for that.
pub(crate) fn started(id: &str) -> GapReport {
    let message = "It started, so either something was changed since, or its packets take a way that is not in this snapshot: which of the two is not known.";
    let next = "If something was changed, the next task will not start: what stops it is told below.";
    report(STARTED, Component::Ecs, id, message.to_owned(), Next::Hint(next.to_owned()))
}

/// What is not known of a task some steps of which were done, though the snapshot stops them.
pub(crate) fn done(id: &str, steps: &[StepKind]) -> GapReport {
    let message = format!(
        "Of this task {} had worked, as its exit codes or the time of its pulls show, so either something was changed since, or its packets take a way that is not in this snapshot: which of the two is not known.",
        names(steps)
    );
    let next = "If something was changed, the next task will not start: what stops it is told below.";
    report(DONE, Component::Ecs, id, message, Next::Hint(next.to_owned()))
}

/// The code of [`done`].
pub(crate) const DONE: &str = "STEPS_DONE_THOUGH_BLOCKED";

/// The code of [`started`].
pub(crate) const STARTED: &str = "STARTED_THOUGH_BLOCKED";

/// The code of a finding and its words.
pub(crate) fn comparison(finding: &ReasonFinding) -> (&'static str, String) {
    match finding {
        ReasonFinding::Stopped { steps, destination } => {
            ("stopped", format!("This snapshot says the same: {}{}.", are(steps, "stopped"), on(destination)))
        }
        ReasonFinding::NameFails { steps } => {
            ("name-fails", format!("This snapshot says the same: the name of {} does not resolve.", names(steps)))
        }
        ReasonFinding::Arrives { steps } => {
            ("arrives", format!("This snapshot agrees: packets of {} arrive.", names(steps)))
        }
        ReasonFinding::Delivered { steps, destination } => (
            "delivered",
            format!(
                "This snapshot says otherwise: {}{}. Either {MAY_DIFFER}.",
                are(steps, "delivered"),
                on(destination)
            ),
        ),
        ReasonFinding::ArrivedThoughBlocked { steps } => (
            "arrived-though-blocked",
            format!(
                "This snapshot says otherwise: somebody answered, so packets arrived, yet in this snapshot {}. Something was changed since, or the packets took another way.",
                are(steps, "blocked")
            ),
        ),
        ReasonFinding::AllowedThoughRefused { steps, organization } => {
            ("allowed-though-refused", allowed_though_refused(steps, *organization))
        }
        ReasonFinding::StartedThoughBlocked { steps } => (
            "started-though-blocked",
            format!(
                "This snapshot says otherwise: the task ran, so that its start had worked, yet in this snapshot {}. Something was changed since, or the packets took another way.",
                are(steps, "blocked")
            ),
        ),
        ReasonFinding::EndpointUnused { step, endpoint, address } => (
            "endpoint-unused",
            format!(
                "This snapshot says otherwise: {address} is public, yet in this snapshot the name of {step} leads to endpoint {endpoint} by private DNS. A DNS server of your own may answer instead, or the endpoint was made or changed since."
            ),
        ),
        ReasonFinding::AddressOfNobody { step, address, vpc } => (
            "address-of-nobody",
            format!(
                "This snapshot says otherwise: {address}, which was asked for {step}, is inside {vpc}, and no interface has it. A private zone may name an endpoint that is gone, or the endpoint was changed since."
            ),
        ),
        ReasonFinding::OtherAddress { step, address, destination } => (
            "other-address",
            format!(
                "This snapshot says otherwise: for {step} the name does not mean {address}{}. A private zone or DNS server of your own may answer instead, or something was changed since.",
                whose(destination)
            ),
        ),
        ReasonFinding::NameResolves { steps } => (
            "name-resolves",
            format!(
                "This snapshot says otherwise: the name of {} resolves. A private zone, DNS Firewall or a DNS server of your own may answer instead, or something was changed since.",
                names(steps)
            ),
        ),
        ReasonFinding::OtherDnsServer { server, vpc } => (
            "other-dns-server",
            format!(
                "This snapshot says otherwise: {server} was asked for the name, and the DHCP options of {vpc} do not name it. They were changed since, or the image or instance has DNS servers of its own."
            ),
        ),
        ReasonFinding::NotKnown { steps } => {
            ("not-known", format!("Whether this snapshot agrees is not known: {}.", are(steps, "undetermined")))
        }
        ReasonFinding::OtherPlacement => {
            ("other-placement", "It fits another place that a task of this service may get, not this one.".to_owned())
        }
        ReasonFinding::NoSuchStep => {
            ("no-such-step", "No step of this task asks the host that it is about: nothing to compare.".to_owned())
        }
        ReasonFinding::AskedByAws => (
            "asked-by-aws",
            "An interface that AWS owns asks in this step, outside the VPC: nothing to compare.".to_owned(),
        ),
        ReasonFinding::Proxy { address } => (
            "proxy",
            format!("The proxy {address} was asked; this snapshot is asked as if there were none: nothing to compare."),
        ),
        ReasonFinding::Ipv6 { address } => {
            ("ipv6", format!("{address} is an address of IP version 6, which is not simulated: nothing to compare."))
        }
        ReasonFinding::NotCompared => {
            ("not-compared", "It says nothing that this snapshot could confirm or refute.".to_owned())
        }
    }
}

fn names(steps: &[StepKind]) -> String {
    list(&steps.iter().map(|step| step.as_str().to_owned()).collect::<Vec<_>>())
}

fn allowed_though_refused(steps: &[StepKind], organization: bool) -> String {
    let asked = what_asks(steps);
    if organization {
        return format!(
            "The policies of this snapshot allow {asked}; those of the organization and the session, of which AWS speaks, no snapshot shows."
        );
    }
    format!(
        "This snapshot says otherwise: its policies allow {asked}. One of them was changed since, another role or revision asked, or a policy that it does not show refuses."
    )
}

/// `what image-layers asks for`, `what registry-auth and secrets ask for`.
fn what_asks(steps: &[StepKind]) -> String {
    let ask = if steps.len() == 1 { "asks" } else { "ask" };
    format!("what {} {ask} for", names(steps))
}

/// `image-layers is stopped`, `registry-auth and secrets are stopped`.
fn are(steps: &[StepKind], what: &str) -> String {
    let are = if steps.len() == 1 { "is" } else { "are" };
    format!("{} {are} {what}", names(steps))
}

/// What the address tells that the packets were sent to.
fn on(destination: &DestinationKind) -> String {
    match destination {
        DestinationKind::Endpoint(endpoint) => format!(", at the address of endpoint {endpoint}"),
        DestinationKind::Interface(interface) => format!(", at the address of {interface}"),
        DestinationKind::Nobody => ", at an address inside the VPC that no interface has".to_owned(),
        DestinationKind::PrefixList(list) => {
            format!(", at an address of {list}, which a gateway endpoint's route would take")
        }
        DestinationKind::Public => ", at a public address, past every endpoint".to_owned(),
        DestinationKind::Private => ", at a private address outside the VPC".to_owned(),
        DestinationKind::Unknown => String::new(),
    }
}

/// Whose an address is that a name should not mean.
fn whose(destination: &DestinationKind) -> String {
    match destination {
        DestinationKind::Endpoint(endpoint) => format!(", which endpoint {endpoint} has"),
        DestinationKind::Interface(interface) => format!(", which {interface} has"),
        DestinationKind::Nobody => ", which is inside the VPC and nobody's".to_owned(),
        DestinationKind::PrefixList(list) => format!(", which is in {list}"),
        DestinationKind::Public => ", which is public".to_owned(),
        DestinationKind::Private => ", which is private and outside the VPC".to_owned(),
        DestinationKind::Unknown => String::new(),
    }
}
