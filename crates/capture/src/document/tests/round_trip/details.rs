//! What the networks of `hopwise-proptest` leave open, because no packet depends on it.

use hopwise_model::resource::{
    Address, AssociationState, DhcpOptions, PrefixListEntries, PrivateAddress, Route, RouteDestination, RouteOrigin,
    RouteState, RouteTarget, SecurityGroupRuleRecord, VpcAttribute,
};
use hopwise_model::{AccountId, DocumentKind, Evidence, Inventory};

/// Throws that were drawn beforehand. When they are used up they start again, and when there are none, all is `no`.
#[derive(Debug)]
pub(super) struct Dice {
    throws: Vec<bool>,
    used: usize,
}

impl Dice {
    pub(super) fn new(throws: Vec<bool>) -> Self {
        Self { throws, used: 0 }
    }

    pub(super) fn yes(&mut self) -> bool {
        self.used += 1;
        !self.throws.is_empty() && self.throws[self.used % self.throws.len()]
    }

    pub(super) fn maybe<T>(&mut self, value: T) -> Option<T> {
        self.yes().then_some(value)
    }

    pub(super) fn text(&mut self, value: &str) -> Option<String> {
        self.maybe(value.to_owned())
    }

    /// Any number of the values.
    pub(super) fn some<T>(&mut self, values: impl IntoIterator<Item = T>) -> Vec<T> {
        values.into_iter().filter(|_| self.yes()).collect()
    }

    fn owner(&mut self) -> Option<AccountId> {
        let account = if self.yes() { "111122223333" } else { "444455556666" };
        self.maybe(AccountId::try_from(account).unwrap())
    }

    fn name(&mut self) -> Option<String> {
        self.text("a \"name\" \\ of \u{1b} 😀")
    }
}

pub(super) fn nowhere() -> Evidence {
    Evidence::supposed("")
}

/// Adds details to what is there, and the kinds of resource that are not.
pub(super) fn add(inventory: &mut Inventory, dice: &mut Dice) {
    vpcs(inventory, dice);
    routes(inventory, dice);
    gateways(inventory, dice);
    filters(inventory, dice);
    hosts(inventory, dice);
}

fn vpcs(inventory: &mut Inventory, dice: &mut Dice) {
    for vpc in &mut inventory.vpcs {
        vpc.cidrs.extend(
            dice.some(["2001:db8::/56", "2001:db8:1::/56"].map(|block| block.parse::<ipnet::IpNet>().unwrap())),
        );
        vpc.dhcp_options = if dice.yes() { dice.text("dopt-1") } else { dice.text("default") };
        vpc.is_default = dice.yes();
        (vpc.owner, vpc.name) = (dice.owner(), dice.name());
        let attribute =
            VpcAttribute { vpc: vpc.id.clone(), dns_support: None, dns_hostnames: None, evidence: nowhere() };
        if dice.yes() {
            let dns_support = Some(dice.yes());
            inventory.vpc_attributes.push(VpcAttribute { dns_support, ..attribute.clone() });
        }
        if dice.yes() {
            let dns_hostnames = Some(dice.yes());
            inventory.vpc_attributes.push(VpcAttribute { dns_hostnames, ..attribute });
        }
    }
    if !inventory.vpc_attributes.is_empty() {
        inventory.knowledge.complete([DocumentKind::VpcAttribute]);
    }
    for subnet in &mut inventory.subnets {
        subnet.cidrs.extend(dice.some(["2001:db8::/64".parse::<ipnet::IpNet>().unwrap()]));
        subnet.available_addresses = dice.maybe(11);
        subnet.unavailable = dice.maybe("failed".to_owned());
        (subnet.owner, subnet.name) = (dice.owner(), dice.name());
    }
    if dice.yes() {
        inventory.knowledge.complete([DocumentKind::DhcpOptions]);
        for id in ["dopt-1", "dopt-2"] {
            inventory.dhcp_options.push(DhcpOptions {
                id: id.try_into().unwrap(),
                domain_name_servers: dice.some(["AmazonProvidedDNS", "10.0.0.2"].map(str::to_owned)),
                evidence: nowhere(),
            });
        }
    }
}

fn routes(inventory: &mut Inventory, dice: &mut Dice) {
    let targets = [
        RouteTarget::CarrierGateway("cagw-1".to_owned()),
        RouteTarget::CoreNetwork("arn:aws:networkmanager::111122223333:core-network/core-network-1".to_owned()),
        RouteTarget::OdbNetwork("arn:aws:odb:eu-west-1:111122223333:odb-network/odbnet_1".to_owned()),
        RouteTarget::Address("10.0.0.9".parse().unwrap()),
        RouteTarget::NetworkInterface {
            interface: Some("eni-host".try_into().unwrap()),
            instance: Some("i-host".try_into().unwrap()),
        },
        RouteTarget::NetworkInterface { interface: None, instance: Some("i-host".try_into().unwrap()) },
    ];
    for table in &mut inventory.route_tables {
        (table.owner, table.name) = (dice.owner(), dice.name());
        for association in &mut table.associations {
            association.state =
                if dice.yes() { AssociationState::Associated } else { AssociationState::Other("failed".to_owned()) };
        }
        table.routes.extend(dice.some(targets.clone()).into_iter().map(|target| Route {
            destination: RouteDestination::Cidr("172.16.0.0/12".parse().unwrap()),
            target,
            origin: RouteOrigin::Static,
            state: RouteState::Active,
            firewall: None,
            evidence: nowhere(),
        }));
    }
}

fn gateways(inventory: &mut Inventory, dice: &mut Dice) {
    for gateway in &mut inventory.internet_gateways {
        gateway.name = dice.name();
    }
    for gateway in &mut inventory.nat_gateways {
        gateway.name = dice.name();
        gateway.failure = dice.text("InsufficientFreeAddressesInSubnet: No more addresses: none.");
    }
    let tables: Vec<_> = inventory.route_tables.iter().map(|table| table.id.clone()).collect();
    let subnets: Vec<_> = inventory.subnets.iter().map(|subnet| subnet.id.clone()).collect();
    for endpoint in &mut inventory.vpc_endpoints {
        endpoint.service_region = dice.maybe("us-east-1".try_into().unwrap());
        endpoint.private_dns_enabled = dice.yes();
        let only_inbound = dice.yes();
        endpoint.private_dns_only_for_inbound_resolver = dice.maybe(only_inbound);
        endpoint.answers_ipv6_only = dice.yes();
        endpoint.route_tables = dice.some(tables.clone());
        endpoint.subnets = dice.some(subnets.clone());
        // An endpoint has an interface in each of its subnets.
        if !endpoint.interfaces.is_empty() {
            endpoint.subnets.truncate(endpoint.interfaces.len());
        }
        endpoint.dns_names = dice.some(["*.vpce-1.api.vpce.amazonaws.com", "api.internal"].map(str::to_owned));
        endpoint.policy = dice.text("{\n  \"Statement\": []\n}");
        (endpoint.owner, endpoint.name) = (dice.owner(), dice.name());
    }
}

fn filters(inventory: &mut Inventory, dice: &mut Dice) {
    for list in &mut inventory.prefix_lists {
        list.name = dice.text("com.amazonaws.eu-west-1.s3");
        if list.entries.is_none() && dice.yes() {
            inventory.knowledge.complete([DocumentKind::PrefixListEntries]);
            inventory.prefix_list_entries.push(PrefixListEntries {
                list: list.id.clone(),
                entries: dice.some(["3.5.64.0/21", "2600:1fa0:8000::/40"].map(|block| block.parse().unwrap())),
                evidence: nowhere(),
            });
        }
    }
    for acl in &mut inventory.network_acls {
        acl.is_default = dice.yes();
        acl.name = dice.name();
        for entry in &mut acl.entries {
            if dice.yes() && dice.yes() {
                entry.cidr = "2001:db8::/32".parse().unwrap();
            }
        }
    }
    let with_rules = dice.yes();
    if with_rules {
        inventory.knowledge.complete([DocumentKind::SecurityGroupRules]);
    }
    let mut number = 0;
    for group in &mut inventory.security_groups {
        (group.owner, group.name) = (dice.owner(), dice.text("default"));
        if dice.yes() {
            group.vpc = None;
        }
        for (egress, rules) in [(false, &group.ingress), (true, &group.egress)] {
            for rule in rules.iter().filter(|_| with_rules) {
                number += 1;
                inventory.security_group_rules.push(SecurityGroupRuleRecord {
                    id: format!("sgr-{number}").as_str().try_into().unwrap(),
                    group: group.id.clone(),
                    egress,
                    traffic: rule.traffic,
                    peer: rule.peer.clone(),
                    evidence: nowhere(),
                });
            }
        }
    }
}

fn hosts(inventory: &mut Inventory, dice: &mut Dice) {
    for interface in &mut inventory.network_interfaces {
        if interface.kind == "interface" && dice.yes() {
            interface.kind = "a_new_kind".into();
        }
        interface.description = dice.text("arn:aws:ecs:eu-west-1:111122223333:attachment/1").unwrap_or_default().into();
        let ipv6 = PrivateAddress { private: "2001:db8::4".parse().unwrap(), public: None };
        interface.addresses.extend(dice.some([ipv6]));
        interface
            .prefixes
            .extend(dice.some(["10.0.0.16/28", "2001:db8:0:0:1::/80"].map(hopwise_proptest::fixture::cidr)));
        interface.requester = dice.text("amazon-elb").map(Into::into);
        interface.source_dest_check = Some(dice.yes());
        (interface.owner, interface.name) = (dice.owner(), dice.name());
        if dice.yes() {
            interface.vpc = None;
        }
        for address in &interface.addresses {
            let Some(public) = address.public else { continue };
            if inventory.addresses.iter().all(|own| own.public != public) {
                inventory.addresses.push(Address {
                    public,
                    interface: dice.maybe(interface.id.clone()),
                    private: dice.maybe(address.private),
                    evidence: nowhere(),
                });
            }
        }
    }
    for instance in &mut inventory.instances {
        instance.scope.account = dice.owner();
        instance.name = dice.name();
        if dice.yes() {
            instance.interfaces.push("eni-neighbour".try_into().unwrap());
        }
        if dice.yes() {
            instance.subnet = None;
        }
    }
}
