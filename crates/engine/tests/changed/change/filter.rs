//! Security groups and network ACLs.

use hopwise_model::DocumentKind::{NetworkAcls, SecurityGroups};
use hopwise_model::resource::{NetworkAcl, Peer, SecurityGroup};
use hopwise_model::{Inventory, Traffic};
use hopwise_proptest::fixture::{cidr, id, network_acl, rule, security_group};

use super::{Change, Made, add, anew, derived, impossible, lose_last, made, repeat_first};

fn group<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut SecurityGroup> {
    inventory.security_groups.find_mut(|group| group.id.as_str() == id)
}

fn acl<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut NetworkAcl> {
    inventory.network_acls.find_mut(|acl| acl.id.as_str() == id)
}

pub(super) const CHANGES: &[Change] = &[
    derived(SecurityGroups, "a rule lets more in", |inventory| {
        group(inventory, "sg-closed")?.ingress.push(rule("sg-closed", 0, Traffic::All, Peer::Cidr(cidr("0.0.0.0/0"))));
        Some(())
    }),
    derived(SecurityGroups, "a rule is gone where others have ids", |inventory| {
        let rules = &mut group(inventory, "sg-task")?.egress;
        rules.pop().map(|_| ())
    }),
    derived(SecurityGroups, "a rule refers to the group itself", |inventory| {
        group(inventory, "sg-own")?.ingress.push(rule("sg-own", 0, Traffic::All, Peer::Group(id("sg-own"))));
        Some(())
    }),
    derived(SecurityGroups, "a rule is about a list that nobody knows", |inventory| {
        group(inventory, "sg-endpoint")?.ingress.push(rule(
            "sg-endpoint",
            1,
            Traffic::All,
            Peer::PrefixList(id("pl-unknown")),
        ));
        Some(())
    }),
    made(Made::DerivedSame, SecurityGroups, "a rule prints another id than it has", |inventory| {
        group(inventory, "sg-endpoint")?.ingress.first_mut()?.id = Some(id("sgr-wrong"));
        Some(())
    }),
    derived(SecurityGroups, "the last one lets more out", |inventory| {
        let group = inventory.security_groups.last_mut()?;
        let id = group.id.to_string();
        group.egress.push(rule(&id, 0, Traffic::All, Peer::Cidr(cidr("0.0.0.0/0"))));
        Some(())
    }),
    anew(SecurityGroups, "one is the default group", |inventory| {
        group(inventory, "sg-closed")?.name = Some("default".to_owned());
        Some(())
    }),
    impossible(SecurityGroups, "one is in another VPC", |inventory| {
        group(inventory, "sg-closed")?.vpc = Some(id("vpc-b"));
        Some(())
    }),
    anew(SecurityGroups, "one is another account's", |inventory| {
        group(inventory, "sg-closed")?.owner = "111111111111".try_into().ok();
        Some(())
    }),
    anew(SecurityGroups, "there is one more", |inventory| {
        add(&mut inventory.security_groups, [security_group("sg-gone", "vpc-a")])
    }),
    anew(SecurityGroups, "the last one is gone", |inventory| lose_last(&mut inventory.security_groups)),
    anew(SecurityGroups, "they are in another order", |inventory| {
        inventory.security_groups.sort_by(|one, other| other.id.cmp(&one.id));
        Some(())
    }),
    made(Made::AnewSame, SecurityGroups, "one is listed twice", |inventory| {
        repeat_first(&mut inventory.security_groups)
    }),
    derived(NetworkAcls, "one denies everything", |inventory| {
        acl(inventory, "acl-task")?.entries.clear();
        Some(())
    }),
    derived(NetworkAcls, "an entry has another number", |inventory| {
        let entry = acl(inventory, "acl-public")?.entries.iter_mut().find(|entry| entry.allow)?;
        entry.number = 7;
        Some(())
    }),
    anew(NetworkAcls, "one has one subnet less", |inventory| acl(inventory, "acl-task")?.subnets.pop().map(|_| ())),
    anew(NetworkAcls, "there is one more", |inventory| {
        add(&mut inventory.network_acls, [network_acl("acl-new", "vpc-a", &[])])
    }),
    anew(NetworkAcls, "the last one is gone", |inventory| lose_last(&mut inventory.network_acls)),
    made(Made::Refused, NetworkAcls, "two have one subnet", |inventory| {
        acl(inventory, "acl-task")?.subnets.push(id("subnet-public"));
        Some(())
    }),
];
