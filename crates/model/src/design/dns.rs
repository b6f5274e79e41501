use std::net::IpAddr;

use crate::component::Component;
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::id::VpcId;
use crate::inventory::Inventory;
use crate::resource;

/// The DNS servers that a VPC's DHCP options name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsServers {
    /// Amazon's resolver alone.
    Amazon,
    /// Others, or none, or a mixture: what they answer is not known.
    Custom(Vec<String>),
    /// The snapshot does not say.
    Unknown(Gap),
}

impl DnsServers {
    /// Follows a VPC's DHCP options. The resolver answers at `AmazonProvidedDNS`, at 169.254.169.253 and `fd00:ec2::253`, and at the
    /// primary block's base plus two, so these spellings mean the same (VPC user guide, Amazon DNS server).
    pub(super) fn of(vpc: &resource::Vpc, inventory: &Inventory) -> Self {
        let Some(id) = vpc.dhcp_options.as_deref() else {
            return Self::Unknown(missing(&vpc.id, "default"));
        };
        if id == "default" {
            // No set of options at all: nothing tells the task a server.
            return Self::Custom(Vec::new());
        }
        let Some(options) = inventory.dhcp_options.iter().find(|options| options.id.as_str() == id) else {
            return Self::Unknown(missing(&vpc.id, id));
        };
        let servers = &options.domain_name_servers;
        if !servers.is_empty() && servers.iter().all(|server| is_amazon(server, vpc)) {
            Self::Amazon
        } else {
            Self::Custom(servers.clone())
        }
    }
}

fn missing(vpc: &VpcId, id: &str) -> Gap {
    Gap::MissingResource {
        component: Component::Dns,
        id: id.to_owned(),
        referenced_by: vpc.to_string(),
        document: DocumentKind::DhcpOptions,
    }
}

pub(super) fn is_amazon(server: &str, vpc: &resource::Vpc) -> bool {
    if server.eq_ignore_ascii_case("AmazonProvidedDNS") || ["169.254.169.253", "fd00:ec2::253"].contains(&server) {
        return true;
    }
    server.parse().ok().is_some_and(|address: IpAddr| Some(address) == vpc.resolver_address())
}
