//! What a design makes of an inventory: references that lead somewhere, gaps that say what is missing, and the
//! precedence rules that are settled before any packet is walked.

mod asked;
mod build;
mod firewall;
mod shared;
mod transit;

use std::iter::once;

use build::{acl_entry, inventory, route, subnet, table};
use hopwise_model::design::{DnsServers, Target};
use hopwise_model::resource::{self, AssociationState, Direction, Peer, RouteTarget};
use hopwise_model::traffic::TCP;
use hopwise_model::{Component, DesignError, DocumentKind, Evidence, Gap, PrefixListId, Traffic};
use hopwise_proptest::fixture::{id, vpc_attribute};

#[test]
fn a_subnet_without_association_follows_the_main_table() {
    let design = inventory().validate().unwrap();
    let private = design.subnets.get(design.subnets.find("subnet-private").unwrap());
    let public = design.subnets.get(design.subnets.find("subnet-public").unwrap());
    let table = |subnet: &hopwise_model::design::Subnet| {
        design.route_tables.get(*subnet.route_table.as_ref().unwrap()).record.id.to_string()
    };
    assert_eq!((table(private).as_str(), private.explicit_association), ("rtb-main", false));
    assert_eq!((table(public).as_str(), public.explicit_association), ("rtb-public", true));
}

#[test]
fn an_association_that_is_not_in_force_does_not_count() {
    let mut inventory = inventory();
    inventory.route_tables[1].associations[0].state = AssociationState::Disassociated;
    let design = inventory.validate().unwrap();
    let public = design.subnets.get(design.subnets.find("subnet-public").unwrap());
    assert_eq!(design.route_tables.get(*public.route_table.as_ref().unwrap()).record.id.as_str(), "rtb-main");
}

/// While an association changes, AWS does not say which table is in force; one that is associated for certain is.
#[test]
fn an_association_that_changes_leaves_the_table_open() {
    let tables = |main: bool, state: &AssociationState| {
        let mut inventory = inventory();
        for association in inventory.route_tables.iter_mut().flat_map(|table| &mut table.associations) {
            if association.main == main {
                association.state = state.clone();
            }
        }
        let design = inventory.validate().unwrap();
        ["subnet-private", "subnet-public"].map(|id| {
            match &design.subnets.get(design.subnets.find(id).unwrap()).route_table {
                Ok(table) => design.route_tables.get(*table).record.id.to_string(),
                Err(gap) => match gap.as_ref() {
                    Gap::UncertainState { component: Component::RouteTable, id, state } => format!("{id} {state}"),
                    other => format!("{other:?}"),
                },
            }
        })
    };
    assert_eq!(tables(true, &AssociationState::Associated), ["rtb-main", "rtb-public"]);
    for state in ["associating", "disassociating", "failed", "some-other"] {
        let changing = AssociationState::Other(state.to_owned());
        assert_eq!(tables(true, &changing), [format!("rtb-main {state}"), "rtb-public".to_owned()]);
        assert_eq!(tables(false, &changing), ["rtb-main".to_owned(), format!("rtb-public {state}")]);
    }
}

#[test]
fn the_main_table_is_in_force_only_where_all_tables_are_known() {
    let mut inventory = inventory();
    inventory.knowledge.forget(DocumentKind::RouteTables);
    let design = inventory.validate().unwrap();
    let private = design.subnets.get(design.subnets.find("subnet-private").unwrap());
    let public = design.subnets.get(design.subnets.find("subnet-public").unwrap());
    let (document, needed_for) = (DocumentKind::RouteTables, "subnet-private".to_owned());
    assert_eq!(private.route_table, Err(Gap::MissingDocument { document, needed_for }.into()));
    assert!(public.route_table.is_ok(), "its own association is known");
}

#[test]
fn two_main_tables_contradict_each_other() {
    let mut inventory = inventory();
    inventory.route_tables.push(table("rtb-other", true, None, vec![]));
    let error = inventory.validate().unwrap_err();
    let DesignError::Contradiction { first, second, of, .. } = &error;
    assert_eq!((first.as_str(), second.as_str(), of.as_str()), ("rtb-main", "rtb-other", "vpc-1"));
    assert_eq!(error.to_string(), "rtb-main and rtb-other both claim to be the main route table of vpc-1");
}

/// A document may say twice what is whose, as where pages of a list overlap.
#[test]
fn what_is_said_twice_is_no_contradiction() {
    let mut inventory = inventory();
    for table in &mut inventory.route_tables {
        let again = table.associations.clone();
        table.associations.extend(again);
    }
    inventory.network_acls[0].subnets.push(id("subnet-private"));
    let design = inventory.validate().unwrap();
    assert!(design.subnets.iter().all(|(_, subnet)| subnet.route_table.is_ok() && subnet.network_acl.is_ok()));
}

#[test]
fn without_a_table_or_an_acl_the_gap_names_the_document() {
    let mut inventory = inventory();
    inventory.route_tables.clear();
    inventory.network_acls.clear();
    let design = inventory.validate().unwrap();
    let subnet = design.subnets.get(design.subnets.find("subnet-private").unwrap());
    let missing = |document| Gap::MissingDocument { document, needed_for: "subnet-private".to_owned() };
    assert_eq!(subnet.route_table, Err(missing(DocumentKind::RouteTables).into()));
    assert_eq!(subnet.network_acl, Err(missing(DocumentKind::NetworkAcls).into()));
}

#[test]
fn acl_entries_are_ordered_by_number_within_their_direction() {
    let design = inventory().validate().unwrap();
    let acl = design.network_acls.get(design.network_acls.find("acl-1").unwrap());
    let numbers = |entries: &[resource::AclEntry]| entries.iter().map(|entry| entry.number).collect::<Vec<_>>();
    assert_eq!(numbers(&acl.ingress), [90, 100, 32767]);
    assert_eq!(numbers(&acl.egress), [100]);
}

#[test]
fn an_interface_whose_subnet_is_missing_has_a_gap() {
    let mut inventory = inventory();
    inventory.subnets.retain(|subnet| subnet.id.as_str() != "subnet-private");
    let design = inventory.validate().unwrap();
    let interface = design.network_interfaces.get(design.network_interfaces.find("eni-1").unwrap());
    assert_eq!(
        interface.subnet,
        Err(Gap::MissingResource {
            component: Component::Subnet,
            id: "subnet-private".to_owned(),
            referenced_by: "eni-1".to_owned(),
            document: DocumentKind::Subnets,
        }
        .into())
    );
}

#[test]
fn elastic_addresses_are_joined_to_their_private_address() {
    let mut inventory = inventory();
    inventory.addresses.push(resource::Address {
        public: "198.51.100.7".parse().unwrap(),
        interface: Some("eni-1".try_into().unwrap()),
        private: Some("10.0.1.10".parse().unwrap()),
        evidence: Evidence::supposed("test"),
    });
    let design = inventory.validate().unwrap();
    let interface = design.network_interfaces.find("eni-1").unwrap();
    let private = "10.0.1.10".parse().unwrap();
    assert_eq!(design.network_interfaces.get(interface).public_of(private), "198.51.100.7".parse().ok());
    assert_eq!(design.interface_at_public("198.51.100.7".parse().unwrap()), Some((interface, private)));
}

#[test]
fn groups_know_their_members_and_the_vpc_its_default_group() {
    let design = inventory().validate().unwrap();
    assert_eq!(design.members("sg-1").count(), 1);
    assert!(design.members("sg-gone").next().is_none());
    let vpc = design.vpcs.get(design.vpcs.find("vpc-1").unwrap());
    let default = design.security_groups.get(vpc.default_group.unwrap());
    assert_eq!(default.record.id.as_str(), "sg-default");
}

#[test]
fn rule_ids_are_joined_by_content() {
    let mut inventory = inventory();
    let traffic = Traffic::Ports { protocol: TCP, from: 443, to: 443 };
    for (id, egress) in [("sgr-in", false), ("sgr-out", true)] {
        inventory.security_group_rules.push(resource::SecurityGroupRuleRecord {
            id: id.try_into().unwrap(),
            group: "sg-1".try_into().unwrap(),
            egress,
            traffic,
            peer: Peer::Cidr("10.0.0.0/16".parse().unwrap()),
            evidence: Evidence::supposed("test"),
        });
    }
    let design = inventory.validate().unwrap();
    let group = design.security_groups.get(design.security_groups.find("sg-1").unwrap());
    assert_eq!(group.record.egress[0].id.as_ref().unwrap().as_str(), "sgr-out");
    assert_eq!(group.record.egress[1].id, None);
}

#[test]
fn prefix_lists_take_their_entries_from_either_document() {
    let mut inventory = inventory();
    let list: PrefixListId = "pl-1".try_into().unwrap();
    let without = inventory.clone().validate().unwrap();
    assert_eq!(without.entries_of(&list), Err(Gap::PrefixListEntries { prefix_list: list.clone() }));
    inventory.prefix_list_entries.push(resource::PrefixListEntries {
        list: list.clone(),
        entries: vec!["52.218.0.0/17".parse().unwrap()],
        evidence: Evidence::supposed("test"),
    });
    let design = inventory.validate().unwrap();
    assert_eq!(design.entries_of(&list).unwrap()[..], ["52.218.0.0/17".parse().unwrap()]);
}

#[test]
fn targets_are_found_or_named() {
    let mut inventory = inventory();
    inventory.route_tables[1].routes = vec![
        route("0.0.0.0/0", RouteTarget::NatGateway("nat-gone".try_into().unwrap())),
        route("10.9.0.0/16", RouteTarget::TransitGateway("tgw-1".to_owned())),
    ];
    let design = inventory.validate().unwrap();
    let table = design.route_tables.get(design.route_tables.find("rtb-public").unwrap());
    assert!(matches!(
        &table.routes[0].target,
        Target::Unknown { component: Component::NatGateway, gap: Gap::MissingResource { .. }, .. }
    ));
    assert!(matches!(
        &table.routes[1].target,
        Target::Unknown {
            component: Component::TransitGateway,
            gap: Gap::MissingDocument { .. } | Gap::MissingResource { .. },
            ..
        }
    ));
}

#[test]
fn amazons_resolver_has_several_spellings() {
    let servers = |names: &[&str]| {
        let mut inventory = inventory();
        inventory.dhcp_options[0].domain_name_servers = names.iter().map(|&name| name.to_owned()).collect();
        let design = inventory.validate().unwrap();
        design.vpcs.get(design.vpcs.find("vpc-1").unwrap()).dns_servers.clone()
    };
    assert_eq!(servers(&["AmazonProvidedDNS"]), DnsServers::Amazon);
    assert_eq!(servers(&["169.254.169.253", "fd00:ec2::253", "10.0.0.2"]), DnsServers::Amazon);
    assert_eq!(servers(&["10.0.0.3"]), DnsServers::Custom(vec!["10.0.0.3".to_owned()]));
    assert!(matches!(servers(&["AmazonProvidedDNS", "10.1.0.2"]), DnsServers::Custom(_)));
    assert_eq!(servers(&[]), DnsServers::Custom(vec![]));
    let design = inventory().validate().unwrap();
    let vpc = design.vpcs.get(design.vpcs.find("vpc-1").unwrap());
    for (server, is_amazons) in [("10.0.0.2", true), ("amazonprovideddns", true), ("10.0.0.3", false), ("", false)] {
        assert_eq!(vpc.is_amazon_resolver(server), is_amazons, "{server}");
    }
}

#[test]
fn unread_dhcp_options_are_unknown_and_no_set_at_all_is_not_amazons() {
    let mut unread = inventory();
    unread.dhcp_options.clear();
    let design = unread.validate().unwrap();
    assert!(matches!(design.vpcs.get(design.vpcs.find("vpc-1").unwrap()).dns_servers, DnsServers::Unknown(_)));
    let mut none = inventory();
    none.vpcs[0].dhcp_options = Some("default".to_owned());
    let design = none.validate().unwrap();
    assert_eq!(design.vpcs.get(design.vpcs.find("vpc-1").unwrap()).dns_servers, DnsServers::Custom(vec![]));
}

/// What is said of DNS support is told with the document that says it, in whichever order documents are read.
#[test]
fn dns_attributes_come_one_a_document() {
    let support = (Some(false), None, "support.json");
    let hostnames = (None, Some(false), "hostnames.json");
    let both = (Some(true), Some(true), "both.json");
    for (documents, attributes, evidence) in [
        (vec![support, hostnames], (Some(false), Some(false)), Some("support.json")),
        (vec![hostnames, support], (Some(false), Some(false)), Some("support.json")),
        (vec![both, support], (Some(true), Some(true)), Some("both.json")),
        (vec![hostnames], (None, Some(false)), None),
        (vec![], (None, None), None),
    ] {
        let mut inventory = inventory();
        inventory.vpc_attributes = documents
            .into_iter()
            .map(|(dns_support, dns_hostnames, file)| resource::VpcAttribute {
                dns_support,
                dns_hostnames,
                evidence: Evidence::new(&file.into(), ""),
                ..vpc_attribute("vpc-1")
            })
            .collect();
        let design = inventory.validate().unwrap();
        let vpc = design.vpcs.get(design.vpcs.find("vpc-1").unwrap());
        assert_eq!((vpc.dns_support, vpc.dns_hostnames), attributes, "{evidence:?}");
        assert_eq!(vpc.dns_support_evidence.as_ref().map(|own| &*own.file), evidence);
    }
}

#[test]
fn a_subnet_cannot_have_two_acls() {
    let mut inventory = inventory();
    let mut second = inventory.network_acls[0].clone();
    second.id = "acl-2".try_into().unwrap();
    second.entries = vec![acl_entry(100, Direction::Ingress, true)];
    inventory.network_acls.push(second);
    assert!(inventory.validate().is_err());
}

#[test]
fn interfaces_are_found_by_address_in_order() {
    let mut inventory = inventory();
    inventory.subnets.push(subnet("subnet-third", "10.0.3.0/24"));
    let design = inventory.validate().unwrap();
    let vpc = design.vpcs.find("vpc-1").unwrap();
    let all: Vec<String> = design
        .interfaces_between(vpc, once(("10.0.0.0".parse().unwrap(), "10.0.255.255".parse().unwrap())))
        .map(|(address, _)| address.to_string())
        .collect();
    assert_eq!(all, ["10.0.1.10/32"]);
    assert_eq!(design.interface_at(vpc, "10.0.1.11".parse().unwrap()), None);
}

#[test]
fn interfaces_have_the_addresses_of_their_prefixes() {
    let mut inventory = inventory();
    inventory.network_interfaces[0].prefixes =
        ["10.0.1.32/28".parse().unwrap(), "10.0.1.64/28".parse().unwrap()].into();
    let design = inventory.validate().unwrap();
    let vpc = design.vpcs.find("vpc-1").unwrap();
    let between = |first: &str, last: &str| -> Vec<String> {
        let found = design.interfaces_between(vpc, once((first.parse().unwrap(), last.parse().unwrap())));
        found.map(|(block, _)| block.to_string()).collect()
    };
    assert_eq!(between("10.0.1.0", "10.0.1.255"), ["10.0.1.10/32", "10.0.1.64/28", "10.0.1.32/28"]);
    let ranges = [("10.0.1.40", "10.0.1.41"), ("10.0.1.9", "10.0.1.10")];
    let ranges = ranges.map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap()));
    let found: Vec<String> =
        design.interfaces_between(vpc, ranges.into_iter()).map(|(block, _)| block.to_string()).collect();
    assert_eq!(
        found,
        ["10.0.1.10/32", "10.0.1.32/28"],
        "single addresses come first, whatever the order of the ranges"
    );
    assert_eq!(between("10.0.1.47", "10.0.1.63"), ["10.0.1.32/28"]);
    assert_eq!(between("10.0.1.48", "10.0.1.63"), [""; 0]);
    let at = |address: &str| design.interface_at(vpc, address.parse().unwrap()).is_some();
    assert_eq!(["10.0.1.31", "10.0.1.32", "10.0.1.47", "10.0.1.48"].map(at), [false, true, true, false]);
}
