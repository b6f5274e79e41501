//! Network ACLs and security groups.

use hopwise_model::resource::{AclEntry, Direction, NetworkAcl, Peer, PrefixList, SecurityGroup};
use hopwise_model::traffic::{ICMP, TCP};
use hopwise_model::{DocumentKind, Inventory, SubnetId, Traffic};

use super::{AclStyle, GroupStyle, Plan};
use crate::fixture::{self, acl_entry, cidr, id, prefix_list, rules, security_group};

const HTTPS: Traffic = Traffic::Ports { protocol: TCP, from: 443, to: 443 };
const EPHEMERAL: Traffic = Traffic::Ports { protocol: TCP, from: 1024, to: u16::MAX };
const PING: Traffic = Traffic::Icmp { protocol: ICMP, kind: None, code: None };

pub(super) fn add(plan: &Plan, inventory: &mut Inventory) {
    inventory.knowledge.complete([DocumentKind::NetworkAcls, DocumentKind::SecurityGroups, DocumentKind::PrefixLists]);
    prefix_lists(inventory);
    network_acls(plan, inventory);
    security_groups(plan.groups, inventory);
}

fn prefix_lists(inventory: &mut Inventory) {
    // The second overlaps the first, an entry of each is as long as one of the other's. The third has no entries.
    for (name, entries) in [
        ("pl-s3", Some(vec!["52.218.0.0/17", "52.218.9.0/24", "3.5.64.0/21"])),
        ("pl-custom", Some(vec!["52.218.9.0/24", "52.218.9.128/25", "10.0.0.32/28", "8.8.8.8/32"])),
        ("pl-unknown", None),
    ] {
        let entries = entries.map(|entries| entries.into_iter().map(cidr).collect());
        inventory.prefix_lists.push(PrefixList { entries, ..prefix_list(name, &[]) });
    }
}

fn network_acls(plan: &Plan, inventory: &mut Inventory) {
    let ids: Vec<(SubnetId, String)> =
        inventory.subnets.iter().map(|subnet| (subnet.id.clone(), subnet.vpc.to_string())).collect();
    if plan.acls != AclStyle::Open {
        for (subnet, vpc) in ids {
            let name = format!("acl-{}", subnet.as_str().trim_start_matches("subnet-"));
            inventory.network_acls.push(network_acl(plan.acls, &name, &vpc, vec![subnet]));
        }
        return;
    }
    for name in ["vpc-a", "vpc-b"] {
        let subnets: Vec<SubnetId> =
            ids.iter().filter(|(_, vpc)| vpc == name).map(|(subnet, _)| subnet.clone()).collect();
        if !subnets.is_empty() {
            inventory.network_acls.push(network_acl(plan.acls, &format!("acl-{name}"), name, subnets));
        }
    }
}

fn network_acl(style: AclStyle, name: &str, vpc: &str, subnets: Vec<SubnetId>) -> NetworkAcl {
    let mut entries = Vec::new();
    for direction in [Direction::Ingress, Direction::Egress] {
        // AWS prints them in any order.
        entries.push(entry(name, 32_767, direction, false, Traffic::All));
        if style == AclStyle::Narrow {
            entries.push(entry(name, 120, direction, true, EPHEMERAL));
            entries.push(entry(name, 100, direction, true, HTTPS));
            entries.push(entry(name, 140, direction, true, PING));
            let telnet = Traffic::Ports { protocol: TCP, from: 23, to: 23 };
            entries.push(entry(name, 110, direction, false, telnet));
            entries.push(entry(name, 130, direction, true, telnet));
        } else {
            entries.push(entry(name, 100, direction, true, Traffic::All));
        }
    }
    NetworkAcl { subnets, entries, ..fixture::network_acl(name, vpc, &[]) }
}

fn entry(acl: &str, number: u32, direction: Direction, allow: bool, traffic: Traffic) -> AclEntry {
    AclEntry { traffic, ..acl_entry(acl, number, direction, allow) }
}

fn security_groups(style: GroupStyle, inventory: &mut Inventory) {
    let anyone = || Peer::Cidr(cidr("0.0.0.0/0"));
    let vpc = || Peer::Cidr(cidr("10.0.0.0/24"));
    let group = |name| Peer::Group(id(name));
    let list = |name| Peer::PrefixList(id(name));
    let all = |peer| (Traffic::All, peer);
    let https = |peer| (HTTPS, peer);
    let (task_in, task_out, endpoint_in) = match style {
        GroupStyle::Blocks => (vec![all(vpc())], vec![all(anyone())], vec![https(vpc()), (PING, vpc())]),
        GroupStyle::References => (
            vec![all(group("sg-task"))],
            vec![
                https(list("pl-s3")),
                https(group("sg-endpoint")),
                all(group("sg-task")),
                https(anyone()),
                (PING, anyone()),
            ],
            vec![https(group("sg-task"))],
        ),
        GroupStyle::Open => (vec![all(anyone())], vec![all(anyone())], vec![all(anyone())]),
    };
    for (name, ingress, egress) in [
        ("sg-task", task_in, task_out),
        ("sg-endpoint", endpoint_in, Vec::new()),
        ("sg-closed", Vec::new(), Vec::new()),
        ("sg-unknown", vec![https(list("pl-unknown"))], vec![https(list("pl-unknown")), https(group("sg-gone"))]),
    ] {
        inventory.security_groups.push(SecurityGroup {
            ingress: rules(name, &ingress),
            egress: rules(name, &egress),
            ..security_group(name, "vpc-a")
        });
    }
}
