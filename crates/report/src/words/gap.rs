//! What is not known, and the command that would settle it.

use hopwise_model::{Component, DocumentKind, Gap};

use super::code::not_evaluated;
use super::list::list;
use crate::report::GapReport;

/// A gap in words. `partly` says that some of a missing document is there, such as another Region's.
pub(crate) fn gap(gap: &Gap, partly: bool) -> GapReport {
    match gap {
        Gap::MissingResource { component, id, referenced_by, document } => {
            let what = if *component == Component::Dns { "set of DHCP options" } else { noun(*component) };
            let message = if id.is_empty() {
                format!("No {what} of {referenced_by} is in the snapshot.")
            } else {
                format!("The {what} {id}, which {referenced_by} refers to, is not in the snapshot.")
            };
            report("MISSING_RESOURCE", *component, id, message, Some(*document), None)
        }
        Gap::MissingDocument { document, needed_for } => {
            let has = if partly { "does not have all" } else { "has no" };
            let message = format!("The snapshot {has} `{}`, which {needed_for} needs.", document.key());
            report("MISSING_DOCUMENT", document_component(*document), needed_for, message, Some(*document), None)
        }
        Gap::NotEvaluated { component, id, what } => {
            let message = format!("At {id} the answer depends on something not evaluated: {}.", not_evaluated(*what));
            report("NOT_EVALUATED", *component, id, message, None, None)
        }
        Gap::UncertainState { component, id, state } => {
            let message =
                format!("The {} {id} is in state `{state}`: AWS does not say whether packets pass.", noun(*component));
            report("UNCERTAIN_STATE", *component, id, message, None, None)
        }
        Gap::AmbiguousRoutes { route_table, first, second } => {
            let message = format!(
                "Route table {route_table} has two routes of the same priority, to {first} and to {second}: which one counts is not known."
            );
            report("AMBIGUOUS_ROUTES", Component::RouteTable, route_table.as_str(), message, None, None)
        }
        Gap::PrefixListEntries { prefix_list } => {
            let command = format!(
                "aws ec2 get-managed-prefix-list-entries --prefix-list-id {prefix_list} --output json > {prefix_list}.json"
            );
            let message = format!("The entries of prefix list {prefix_list} are not in the snapshot.");
            let document = Some(DocumentKind::PrefixListEntries);
            report("PREFIX_LIST_ENTRIES", Component::PrefixList, prefix_list.as_str(), message, document, Some(command))
        }
        Gap::CustomDns { vpc, servers } => {
            let message = if servers.is_empty() {
                format!("The DHCP options of {vpc} name no DNS server: how names resolve there is not known.")
            } else {
                format!("{vpc} asks its own DNS servers ({}): what they answer is not known.", list(servers))
            };
            report("CUSTOM_DNS", Component::Dns, vpc.as_str(), message, None, None)
        }
        Gap::DnsAttribute { vpc, attribute } => {
            let command = format!(
                "aws ec2 describe-vpc-attribute --vpc-id {vpc} --attribute {attribute} --output json > {vpc}-{attribute}.json"
            );
            let message = format!("The snapshot does not say whether `{attribute}` of {vpc} is on.");
            report(
                "DNS_ATTRIBUTE",
                Component::Dns,
                vpc.as_str(),
                message,
                Some(DocumentKind::VpcAttribute),
                Some(command),
            )
        }
        Gap::SharedSubnet { subnet, owner } => {
            let message = format!(
                "{subnet} is shared by account {owner}, whose VPC endpoints this snapshot cannot hold: a snapshot made there can."
            );
            report("SHARED_SUBNET", Component::Subnet, subnet.as_str(), message, None, None)
        }
        Gap::SharedVpc { vpc, owner, needed_for } => {
            let need = if needed_for == vpc.as_str() { String::new() } else { format!(", which {needed_for} needs") };
            let message = format!(
                "The snapshot cannot show all of {vpc}{need}: it belongs to account {owner}, and a snapshot made there can."
            );
            report("SHARED_VPC", Component::Vpc, vpc.as_str(), message, None, None)
        }
        Gap::UnknownName { host } => {
            let message = format!("Nothing in the snapshot says what the name {host} resolves to.");
            report("UNKNOWN_NAME", Component::Dns, host, message, None, None)
        }
    }
}

fn report(
    code: &'static str,
    component: Component,
    id: &str,
    message: String,
    document: Option<DocumentKind>,
    command: Option<String>,
) -> GapReport {
    GapReport {
        code,
        component: component.as_str(),
        id: id.to_owned(),
        message,
        document: document.map(DocumentKind::key),
        command: command.or_else(|| document.map(print_document)),
        failed_call: None,
        permission: None,
        hint: None,
    }
}

/// The command that adds a document to a snapshot, or replaces it there: files are named as the README's are, so that
/// no document is there twice.
pub(crate) fn print_document(document: DocumentKind) -> String {
    format!("{} --output json > {}.json", document.command(), document.file_stem())
}

/// What the document would be about.
const fn document_component(document: DocumentKind) -> Component {
    match document {
        DocumentKind::Vpcs => Component::Vpc,
        DocumentKind::VpcAttribute | DocumentKind::DhcpOptions => Component::Dns,
        DocumentKind::Subnets => Component::Subnet,
        DocumentKind::RouteTables => Component::RouteTable,
        DocumentKind::InternetGateways => Component::InternetGateway,
        DocumentKind::NatGateways => Component::NatGateway,
        DocumentKind::VpcEndpoints => Component::VpcEndpoint,
        DocumentKind::PrefixLists | DocumentKind::PrefixListEntries => Component::PrefixList,
        DocumentKind::SecurityGroups | DocumentKind::SecurityGroupRules => Component::SecurityGroup,
        DocumentKind::NetworkAcls => Component::NetworkAcl,
        DocumentKind::NetworkInterfaces | DocumentKind::Addresses => Component::NetworkInterface,
        DocumentKind::Reservations => Component::Instance,
        DocumentKind::Clusters
        | DocumentKind::Services
        | DocumentKind::Tasks
        | DocumentKind::TaskDefinition
        | DocumentKind::ContainerInstances => Component::Ecs,
    }
}

/// The name of a kind of thing in a sentence.
pub(crate) const fn noun(component: Component) -> &'static str {
    match component {
        Component::NetworkInterface => "network interface",
        Component::SecurityGroup => "security group",
        Component::NetworkAcl => "network ACL",
        Component::Subnet => "subnet",
        Component::RouteTable => "route table",
        Component::Vpc => "VPC",
        Component::InternetGateway => "internet gateway",
        Component::EgressOnlyInternetGateway => "egress-only internet gateway",
        Component::NatGateway => "NAT gateway",
        Component::VpcEndpoint => "VPC endpoint",
        Component::VpcPeeringConnection => "VPC peering connection",
        Component::TransitGateway => "transit gateway",
        Component::VirtualPrivateGateway => "virtual private gateway",
        Component::Firewall => "firewall",
        Component::BlockPublicAccess => "Block Public Access of",
        Component::PrefixList => "prefix list",
        Component::Dns => "the resolver of",
        Component::Internet => "internet",
        Component::AwsService => "AWS service",
        Component::ExternalGateway => "external gateway",
        Component::Instance => "instance",
        Component::Ecs => "ECS resource",
    }
}
