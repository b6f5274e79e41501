//! What the documents of a snapshot do not tell although they are there: the fact that they state, never the command that
//! prints them once more.

use hopwise_model::{Component, DocumentKind, Gap, Region, VpcId};

use super::next_step::{Next, report};
use super::noun::{noun, thing};
use super::region::run_in;
use crate::gap::{GapReport, Lack};

/// What to do where a list is whole and lacks what AWS has in every account: it is no list that AWS printed at one time.
const ANEW: &str =
    "AWS has one: the list was edited, filtered, or made at another time than the rest. Make the whole snapshot anew.";
/// Likewise where it lacks something that another document names.
const GONE: &str = "It was deleted, belongs to another account, or is newer than the list: look whether it exists, and make the whole snapshot anew.";

/// A gap in words where the document that would tell is in the snapshot, and whole: what it states instead. None where no such
/// document would tell.
pub(crate) fn stated(gap: &Gap) -> Option<GapReport> {
    let next = |hint: &str| Next::Hint(hint.to_owned());
    Some(match gap {
        Gap::MissingResource { component, id, referenced_by, document } if !id.is_empty() => {
            let message = format!(
                "`{}` is in the snapshot, and has no {} {id}, which {referenced_by} refers to.",
                document.key(),
                thing(*component, *document)
            );
            report("MISSING_RESOURCE", *component, id, message, next(GONE))
        }
        Gap::MissingDocument { document, needed_for } => {
            let message = match document {
                DocumentKind::NetworkAcls => {
                    format!("`NetworkAcls` is in the snapshot, and associates no network ACL with {needed_for}.")
                }
                DocumentKind::RouteTables => format!(
                    "`RouteTables` is in the snapshot, and has no route table for {needed_for}: none is associated with it, and there is no main one."
                ),
                other => format!(
                    "`{}` is in the snapshot, and lacks something of {needed_for} that other documents name.",
                    other.key()
                ),
            };
            report("MISSING_DOCUMENT", document.component(), needed_for, message, next(ANEW))
        }
        _ => return None,
    })
}

/// A gap in words where the record that would tell lacks a member that AWS prints of every one of its kind.
pub(crate) fn edited(gap: GapReport, id: &str, member: &str) -> GapReport {
    // Of these another document may show that only a part is printed.
    let all = if ["NetworkInterfaceIds", "NatGatewayAddresses", "Groups"].contains(&member) { "all of " } else { "" };
    let message = format!(
        "{id} is in the snapshot without {all}its `{member}`, which AWS always prints: what it says is not known."
    );
    GapReport { message, ..gap }
}

/// What is not known although a document says that an attribute of a VPC is off.
pub(crate) fn attribute_off(vpc: &VpcId, attribute: &str, region: Option<&Region>) -> GapReport {
    let message =
        format!("`{attribute}` of {vpc} is off, and the name needs it: AWS does not say what is answered without.");
    let flag = if attribute == "enableDnsSupport" { "--enable-dns-support" } else { "--enable-dns-hostnames" };
    let command = format!("aws ec2 modify-vpc-attribute --vpc-id {vpc} {flag}");
    let command = region.map_or_else(|| command.clone(), |region| run_in(&command, region));
    report("DNS_ATTRIBUTE", Component::Dns, vpc.as_str(), message, Next::Hint(format!("Turn it on: `{command}`.")))
}

/// What is not known of a task, and would be in a list that is in the snapshot, and whole.
pub(crate) fn not_in_list(gap: GapReport, document: DocumentKind) -> GapReport {
    let message = gap
        .message
        .replace("is not in the snapshot", &format!("is not in `{}`, which is in the snapshot", document.key()));
    if message == gap.message {
        return gap;
    }
    GapReport { message, lack: Lack::NotTold, document: None, command: None, hint: Some(GONE.to_owned()), ..gap }
}

/// What a document that is there states where its list of interfaces or addresses is empty.
pub(super) fn without_interfaces(document: DocumentKind, id: &str) -> GapReport {
    let (message, hint) = match document {
        DocumentKind::NatGateways => (
            format!("NAT gateway {id} is in the snapshot, and has no address that is in use (`NatGatewayAddresses`)."),
            "A NAT gateway that works has one. Look at its `State` and `FailureMessage`, and make the whole snapshot anew.",
        ),
        _ => (
            format!("VPC endpoint {id} is in the snapshot, and lists no network interface (`NetworkInterfaceIds`)."),
            "An interface endpoint that works has one in each of its subnets. Look at its `State` and `LastError`, and make the whole snapshot anew.",
        ),
    };
    report("MISSING_RESOURCE", Component::NetworkInterface, "", message, Next::Hint(hint.to_owned()))
}

/// What is not known of something that documents describe, and that is no state in which AWS says that it is: in words, and what
/// to do.
pub(super) fn described(component: Component, id: &str, state: &str) -> Option<(String, String)> {
    let what = noun(component);
    let (message, next) = match state {
        "not printed" if component == Component::BlockPublicAccess => (
            format!(
                "What VPC Block Public Access comes to for {id} is not in its record (`BlockPublicAccessStates`), while records of others say it."
            ),
            format!(
                "The document was edited or filtered: print it again with a current AWS CLI, `{}` and `{}`.",
                DocumentKind::Vpcs.command(),
                DocumentKind::Subnets.command()
            ),
        ),
        mode if component == Component::BlockPublicAccess => (
            format!(
                "VPC Block Public Access is on (`{mode}`); what that comes to for {id}, which may be excluded, is not in the snapshot (`BlockPublicAccessStates`)."
            ),
            format!(
                "A current AWS CLI prints it: `{}`, `{}`. Exclusions: `{}`.",
                DocumentKind::Vpcs.command(),
                DocumentKind::Subnets.command(),
                DocumentKind::VpcBlockPublicAccessExclusions.command()
            ),
        ),
        "filtered" => (
            format!("The {what} {id} has a route whose state is neither `active` nor `blackhole`: whether it is in force is not known."),
            format!("Look at the route's state in `{}`.", DocumentKind::RouteTables.command()),
        ),
        state if component == Component::RouteTable => (
            format!("The association of {what} {id} is in state `{state}`: AWS does not say which route table is in force meanwhile."),
            format!(
                "Wait until the association has its final state, and make the snapshot again: `{}`.",
                DocumentKind::RouteTables.command()
            ),
        ),
        "no security groups printed" => (
            format!("The {what} {id} is in the snapshot, and its list of security groups is empty (`Groups`)."),
            "AWS gives every such interface a group: the document was edited or filtered. Make the whole snapshot anew."
                .to_owned(),
        ),
        "no status printed" => (
            format!("The {what} {id} is in the snapshot, without its `Status` and what it is attached to."),
            "The document was edited or filtered: make the whole snapshot anew.".to_owned(),
        ),
        "address used twice" => (
            format!("The address of {what} {id} is another one's, too: which of them gets packets is not known."),
            "An interface that was deleted may be among them: make the whole snapshot anew.".to_owned(),
        ),
        "no free address" => (
            format!("The {what} {id} has no address left for another interface."),
            "Free an address, or ask about another subnet.".to_owned(),
        ),
        "private DNS for whom unknown" => (
            format!(
                "The {what} {id} is in the snapshot, without `PrivateDnsOnlyForInboundResolverEndpoint`: whether its private DNS answers inside the VPC is not known."
            ),
            format!(
                "AWS prints it of endpoints of S3 that have private DNS: print them again with `{}`.",
                DocumentKind::VpcEndpoints.command()
            ),
        ),
        "zones unknown" => (
            format!("The {what} {id} is in the snapshot, without the zones of its addresses: whether it serves this one is not known."),
            "The document was edited or filtered: make the whole snapshot anew.".to_owned(),
        ),
        _ => return None,
    };
    Some((message, next))
}
