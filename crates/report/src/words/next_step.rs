//! What to do next about something that is not known: there is always something.

use hopwise_model::{AccountId, Component, DocumentKind, NotEvaluated};

use crate::gap::{GapReport, Lack};

/// What settles a gap.
pub(super) enum Next {
    /// The document, as its own command prints it.
    Print(DocumentKind),
    /// The document, as this command prints it.
    PrintBy(DocumentKind, String),
    /// What to do to have it in the snapshot, where no single document is missing.
    Collect(String),
    /// What this program does not evaluate, and who does.
    NotSupported(String),
    /// What nobody tells, and how to find out.
    Hint(String),
}

impl Next {
    /// The document about something, in a file that is named after it.
    pub(super) fn print_about(document: DocumentKind, arguments: &[&str]) -> Self {
        let file = arguments.first().copied().unwrap_or_default();
        Self::print_into(document, arguments, file)
    }

    /// The document about something, in a file of this name.
    pub(super) fn print_into(document: DocumentKind, arguments: &[&str], file: &str) -> Self {
        Self::PrintBy(document, format!("{} --output json > {file}.json", document.command_about(arguments)))
    }

    /// Another account's documents.
    pub(super) fn of_account(owner: &AccountId) -> Self {
        Self::Collect(format!("Make a snapshot in account {owner}, and give it beside this one."))
    }
}

/// A gap with its next step.
pub(super) fn report(code: &'static str, component: Component, id: &str, message: String, next: Next) -> GapReport {
    let (lack, document, command, hint) = match next {
        Next::Print(document) => (Lack::NotInSnapshot, Some(document), Some(print_document(document)), None),
        Next::PrintBy(document, command) => (Lack::NotInSnapshot, Some(document), Some(command), None),
        Next::Collect(hint) => (Lack::NotInSnapshot, None, None, Some(hint)),
        Next::NotSupported(hint) => (Lack::NotSupported, None, None, Some(hint)),
        Next::Hint(hint) => (Lack::NotTold, None, None, Some(hint)),
    };
    GapReport {
        code,
        component: component.as_str(),
        id: id.to_owned(),
        message,
        lack,
        document: document.map(DocumentKind::key),
        command,
        failed_call: None,
        permission: None,
        hint,
    }
}

/// The command that adds a document to a snapshot, or replaces it there: files are named as the README's are, so that
/// no document is there twice.
pub(super) fn print_document(document: DocumentKind) -> String {
    format!("{} --output json > {}.json", document.command(), document.file_stem())
}

/// How to find out what a name means where no document tells: from where it is asked, for the answer depends on that.
pub(super) fn look_up(name: &str, server: Option<&str>) -> String {
    // DHCP options name the Amazon resolver by a word; at this address it answers in every VPC (VPC user guide, Amazon DNS server).
    let address =
        |server: &str| if server == "AmazonProvidedDNS" { "169.254.169.253".to_owned() } else { server.to_owned() };
    let of = server.map_or_else(String::new, |server| format!(" (`dig @{}`)", address(server)));
    format!("Look {name} up from inside the VPC{of}, and ask `hopwise trace --to` about the address that it answers.")
}

/// Who evaluates what this program does not, in a sentence. VPC Reachability Analyzer knows transit gateways, peering
/// connections, virtual private gateways and firewalls, of IPv4 only (its guide, "How Reachability Analyzer works").
pub(super) const fn evaluated_elsewhere(what: NotEvaluated) -> &'static str {
    match what {
        NotEvaluated::TransitGateway
        | NotEvaluated::TransitGatewayAttachment
        | NotEvaluated::TransitGatewayZone
        | NotEvaluated::ReplyToNatGateway
        | NotEvaluated::PeerVpcGroup
        | NotEvaluated::VirtualPrivateGateway
        | NotEvaluated::Inspection => {
            "VPC Reachability Analyzer evaluates it for the path up to there (`aws ec2 create-network-insights-path`)."
        }
        NotEvaluated::Ipv6 => "Try it from there (`curl -6`), or ask for a name that has IPv4 addresses.",
        NotEvaluated::Dns64 => "Try it from there (`curl -6`), or ask from a subnet without DNS64.",
        NotEvaluated::StandIn => {
            "If it is no proxy for the service, let the record lead to the service's endpoint, or take the record away."
        }
        NotEvaluated::EndpointServiceName => {
            "Look whether the endpoint has the name (`aws ec2 describe-vpc-endpoints`, `DnsEntries`), or let the record lead to one that has it."
        }
        NotEvaluated::EndpointInNoSubnet => {
            "Give the endpoint subnets (`aws ec2 modify-vpc-endpoint --add-subnet-ids`), or delete it."
        }
        NotEvaluated::DnsOverHttps => "Look whether `DoH` is among its protocols: the command above prints them.",
        NotEvaluated::EndpointServicePort => {
            "Look the ports up in the service's own guide (interface VPC endpoints), or ask about the port that it names."
        }
        NotEvaluated::PublicServicePort => {
            "Look the ports up in the service's own guide (endpoints and quotas), or ask about the port that it names."
        }
        NotEvaluated::Listeners => "Look whether a listener has the port: the commands above print them.",
        NotEvaluated::ZoneDelegation
        | NotEvaluated::DnsRedirection
        | NotEvaluated::DnsThreatProtection
        | NotEvaluated::Profile => {
            "Look the name up from inside the VPC, and ask `hopwise trace --to` about the address that it answers."
        }
        NotEvaluated::Appliance
        | NotEvaluated::InternetFirewall
        | NotEvaluated::NatAppliance
        | NotEvaluated::OutsideTarget
        | NotEvaluated::UnknownTarget
        | NotEvaluated::EdgeRouteTable
        | NotEvaluated::EncryptionControl
        | NotEvaluated::InternetGatewayReflection
        | NotEvaluated::LinkLocal
        | NotEvaluated::EndpointKind
        | NotEvaluated::EndpointServiceUdp
        | NotEvaluated::InterfaceKind => {
            "Try it from there: a connection with `curl` or `nc` tells, and a flow log of the interface shows how far it gets."
        }
    }
}
