//! Security groups, network ACLs and prefix lists.

use aws_sdk_ec2::types;
use hopwise_model::resource::{
    AclEntry, Direction, NetworkAcl, Peer, PrefixList, Scope, SecurityGroup, SecurityGroupRule, SecurityGroupRuleRecord,
};
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};
use hopwise_model::{DocumentKind, Inventory, Records, Traffic};
use ipnet::IpNet;

use super::vpcs::tags;
use super::{Documents, text, texts_of};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    prefix_lists(inventory, documents);
    documents.list(inventory, DocumentKind::SecurityGroups, &inventory.security_groups, group);
    documents.list(inventory, DocumentKind::SecurityGroupRules, &inventory.security_group_rules, record);
    documents.list(inventory, DocumentKind::NetworkAcls, &inventory.network_acls, network_acl);
}

/// One call prints lists with their entries, another one lists without, and a third one the entries of a list.
fn prefix_lists(inventory: &Inventory, documents: &mut Documents) {
    let (with, without): (Vec<PrefixList>, Vec<PrefixList>) =
        inventory.prefix_lists.iter().cloned().partition(|list| list.entries.is_some());
    let with: Records<PrefixList> = with.into();
    documents.list(inventory, DocumentKind::PrefixLists, &with, |list| {
        types::PrefixList::builder()
            .prefix_list_id(list.id.to_string())
            .set_prefix_list_name(list.name.clone())
            .set_cidrs(list.entries.as_deref().map(texts_of))
            .build()
    });
    let managed = without.iter().map(|list| {
        types::ManagedPrefixList::builder()
            .prefix_list_id(list.id.to_string())
            .set_prefix_list_name(list.name.clone())
            .max_entries(60)
            .state(types::PrefixListState::CreateComplete)
            .build()
    });
    if inventory.knowledge.knows(DocumentKind::PrefixLists, &Scope::default()) {
        documents.add("managed-prefix-lists", "PrefixLists", &managed.collect::<Vec<_>>());
    }
    for own in &inventory.prefix_list_entries {
        let entries = own
            .entries
            .iter()
            .map(|entry| types::PrefixListEntry::builder().cidr(entry.to_string()).description("an entry").build());
        documents.add(own.list.as_str(), "Entries", &entries.collect::<Vec<_>>());
    }
}

/// Protocol and ports of a rule of a security group.
fn ends(traffic: Traffic) -> (String, Option<i32>, Option<i32>) {
    let number = |of: Option<u8>| Some(of.map_or(-1, i32::from));
    match traffic {
        Traffic::All => ("-1".to_owned(), None, None),
        Traffic::Protocol(protocol) => (protocol.to_string(), None, None),
        Traffic::Ports { protocol, from, to } => (name(protocol), Some(from.into()), Some(to.into())),
        Traffic::Icmp { protocol, kind, code } => (name(protocol), number(kind), number(code)),
    }
}

/// A protocol as security groups name it.
fn name(protocol: u8) -> String {
    match protocol {
        TCP => "tcp".to_owned(),
        UDP => "udp".to_owned(),
        ICMP => "icmp".to_owned(),
        ICMPV6 => "icmpv6".to_owned(),
        other => other.to_string(),
    }
}

fn permission(rule: &SecurityGroupRule) -> types::IpPermission {
    let (protocol, from, to) = ends(rule.traffic);
    // The API sends all four lists, most of them empty.
    let mut ranges = Vec::new();
    let mut ipv6_ranges = Vec::new();
    let mut lists = Vec::new();
    let mut groups = Vec::new();
    match &rule.peer {
        Peer::Cidr(block @ IpNet::V4(_)) => ranges.push(types::IpRange::builder().cidr_ip(block.to_string()).build()),
        Peer::Cidr(block @ IpNet::V6(_)) => {
            ipv6_ranges.push(types::Ipv6Range::builder().cidr_ipv6(block.to_string()).build());
        }
        Peer::PrefixList(list) => lists.push(types::PrefixListId::builder().prefix_list_id(list.to_string()).build()),
        Peer::Group(group) => {
            let (connection, status) = rule.across.as_ref().map(|own| (&own.connection, &own.status)).unzip();
            let pair = types::UserIdGroupPair::builder().group_id(group.to_string());
            let pair = pair.set_vpc_peering_connection_id(text(connection)).set_peering_status(text(status));
            groups.push(pair.build());
        }
    }
    types::IpPermission::builder()
        .ip_protocol(protocol)
        .set_from_port(from)
        .set_to_port(to)
        .set_ip_ranges(Some(ranges))
        .set_ipv6_ranges(Some(ipv6_ranges))
        .set_prefix_list_ids(Some(lists))
        .set_user_id_group_pairs(Some(groups))
        .build()
}

fn group(group: &SecurityGroup) -> types::SecurityGroup {
    types::SecurityGroup::builder()
        .group_id(group.id.to_string())
        .set_group_name(group.name.clone())
        .set_vpc_id(text(group.vpc.as_ref()))
        .set_ip_permissions(Some(group.ingress.iter().map(permission).collect()))
        .set_ip_permissions_egress(Some(group.egress.iter().map(permission).collect()))
        .set_owner_id(text(group.owner.as_ref()))
        .build()
}

fn record(rule: &SecurityGroupRuleRecord) -> types::SecurityGroupRule {
    let (protocol, from, to) = ends(rule.traffic);
    let own = types::SecurityGroupRule::builder()
        .security_group_rule_id(rule.id.to_string())
        .group_id(rule.group.to_string())
        .is_egress(rule.egress)
        .ip_protocol(protocol)
        .from_port(from.unwrap_or(-1))
        .to_port(to.unwrap_or(-1));
    let own = match &rule.peer {
        Peer::Cidr(block @ IpNet::V4(_)) => own.cidr_ipv4(block.to_string()),
        Peer::Cidr(block @ IpNet::V6(_)) => own.cidr_ipv6(block.to_string()),
        Peer::PrefixList(list) => own.prefix_list_id(list.to_string()),
        Peer::Group(group) => {
            own.referenced_group_info(types::ReferencedSecurityGroup::builder().group_id(group.to_string()).build())
        }
    };
    own.build()
}

fn network_acl(acl: &NetworkAcl) -> types::NetworkAcl {
    let associations = acl.subnets.iter();
    let associations =
        associations.map(|subnet| types::NetworkAclAssociation::builder().subnet_id(subnet.to_string()).build());
    types::NetworkAcl::builder()
        .network_acl_id(acl.id.to_string())
        .vpc_id(acl.vpc.to_string())
        .is_default(acl.is_default)
        .set_associations(Some(associations.collect()))
        .set_entries(Some(acl.entries.iter().map(entry).collect()))
        .set_tags(tags(acl.name.as_ref()))
        .build()
}

fn entry(entry: &AclEntry) -> types::NetworkAclEntry {
    let (protocol, ports, icmp) = match entry.traffic {
        Traffic::All => (-1, None, None),
        Traffic::Protocol(protocol) => (i32::from(protocol), None, None),
        Traffic::Ports { protocol, from, to } => {
            let range = types::PortRange::builder().from(from.into()).to(to.into()).build();
            (i32::from(protocol), Some(range), None)
        }
        Traffic::Icmp { protocol, kind, code } => {
            let number = |of: Option<u8>| of.map_or(-1, i32::from);
            let icmp = types::IcmpTypeCode::builder().r#type(number(kind)).code(number(code)).build();
            (i32::from(protocol), None, Some(icmp))
        }
    };
    let own = types::NetworkAclEntry::builder()
        .rule_number(entry.number.try_into().unwrap())
        .egress(entry.direction == Direction::Egress)
        .rule_action(if entry.allow { types::RuleAction::Allow } else { types::RuleAction::Deny })
        .protocol(protocol.to_string())
        .set_port_range(ports)
        .set_icmp_type_code(icmp);
    let own = match entry.cidr {
        IpNet::V4(block) => own.cidr_block(block.to_string()),
        IpNet::V6(block) => own.ipv6_cidr_block(block.to_string()),
    };
    own.build()
}
