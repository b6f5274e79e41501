//! Security groups and network ACLs, with the rules that AWS gives them.

use hopwise_model::resource::{AclEntry, Direction, NetworkAcl, Peer, SecurityGroup, SecurityGroupRule};
use hopwise_model::{SubnetId, Traffic};
use ipnet::IpNet;

use super::made::{Made, id, nowhere};
use super::placed::Placed;
use super::prefix_lists;
use crate::refused::Refused;
use crate::rule::Ports;

/// AWS's quotas, before anybody asks for more (fact base, "Quotas").
const RULES_OF_A_GROUP: usize = 60;
/// Of a network ACL, in each direction; 20 can be raised to 40.
const ENTRIES_OF_AN_ACL: usize = 40;

fn traffic(what: &str, ports: &Ports) -> Result<Traffic, Refused> {
    if ports.1.as_ref().is_some_and(std::ops::RangeInclusive::is_empty) {
        return Err(Refused::new(what, "InvalidParameterValue", "the range of ports ends before it begins"));
    }
    Ok(ports.0)
}

/// AWS writes a block in its canonical form (`IpRange` of the EC2 API).
fn cidr(what: &str, text: &str) -> Result<IpNet, Refused> {
    let block = text.parse::<IpNet>().map(|block| block.trunc());
    block.map_err(|_| Refused::new(what, "InvalidParameterValue", format!("`{text}` is no block of addresses")))
}

fn peer(made: &Made<'_>, placed: &Placed<'_>, what: &str, text: &str) -> Result<Peer, Refused> {
    if text.contains('/') {
        return cidr(&placed.of(what), text).map(Peer::Cidr);
    }
    if let Some(list) = prefix_lists::of_name(made, text) {
        return id(&list).map(Peer::PrefixList);
    }
    placed.group(what, text).map(Peer::Group)
}

/// Whether a rule is for the other family alone.
const fn is_of_other(peer: &Peer, is_ipv4: bool) -> bool {
    match peer {
        Peer::Cidr(block) => matches!(block, IpNet::V6(_)) == is_ipv4,
        Peer::PrefixList(_) | Peer::Group(_) => false,
    }
}

fn rules(
    made: &Made<'_>,
    placed: &Placed<'_>,
    what: &str,
    own: &[(Ports, String)],
    given: impl IntoIterator<Item = (Traffic, Peer)>,
) -> Result<Vec<SecurityGroupRule>, Refused> {
    let mut rules: Vec<(Traffic, Peer)> = given.into_iter().collect();
    for (ports, text) in own {
        let rule = (traffic(&placed.of(what), ports)?, peer(made, placed, what, text)?);
        if rules.contains(&rule) {
            let why = format!("the rule for `{text}` is there already");
            return Err(Refused::new(placed.of(what), "InvalidPermission.Duplicate", why));
        }
        rules.push(rule);
    }
    // Each family by itself; rules for groups and lists count for both.
    let other = |is_ipv4: bool| rules.iter().filter(move |(_, peer)| is_of_other(peer, is_ipv4)).count();
    let most = rules.len() - other(true).min(other(false));
    if most > RULES_OF_A_GROUP {
        let why = format!("{most} rules in one direction, more than {RULES_OF_A_GROUP}");
        return Err(Refused::new(placed.of(what), "RulesPerSecurityGroupLimitExceeded", why));
    }
    let rules = rules.into_iter();
    Ok(rules
        .map(|(traffic, peer)| SecurityGroupRule { traffic, peer, across: None, id: None, evidence: nowhere() })
        .collect())
}

pub(crate) fn groups(made: &mut Made<'_>, placed: &Placed<'_>) -> Result<(), Refused> {
    let everything = || placed.everywhere().map(|block| (Traffic::All, Peer::Cidr(block)));
    let default = placed.group("security group default", "default")?;
    let members = (Traffic::All, Peer::Group(default.clone()));
    let mut made_groups = vec![SecurityGroup {
        id: default,
        name: Some("default".to_owned()),
        vpc: Some(placed.id.clone()),
        ingress: rules(made, placed, "security group default", &[], Some(members))?,
        egress: rules(made, placed, "security group default", &[], everything())?,
        owner: Some(made.owner.clone()),
        evidence: nowhere(),
    }];
    for own in &placed.vpc.groups {
        let what = format!("security group {}", own.name);
        made_groups.push(SecurityGroup {
            id: placed.group(&what, &own.name)?,
            name: Some(own.name.clone()),
            vpc: Some(placed.id.clone()),
            ingress: rules(made, placed, &what, &own.ingress, None)?,
            egress: rules(made, placed, &what, &own.egress, own.default_egress.then(everything).into_iter().flatten())?,
            owner: Some(made.owner.clone()),
            evidence: nowhere(),
        });
    }
    made.inventory.security_groups.extend(made_groups);
    Ok(())
}

/// The last entries of every ACL, one for each family, which nobody can change, deny what no other decides.
fn last(direction: Direction, cidr: IpNet) -> AclEntry {
    let number = if matches!(cidr, IpNet::V4(_)) { 32767 } else { 32768 };
    AclEntry { number, direction, allow: false, traffic: Traffic::All, cidr, evidence: nowhere() }
}

/// The first entries of the default ACL: 100 lets everything through, and 101 everything of IPv6.
fn first(direction: Direction, cidr: IpNet) -> AclEntry {
    let number = if matches!(cidr, IpNet::V4(_)) { 100 } else { 101 };
    AclEntry { number, allow: true, ..last(direction, cidr) }
}

pub(crate) fn acls(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    let mut without: Vec<&str> = vpc.tiers.iter().map(|tier| tier.name.as_str()).collect();
    let mut acls = Vec::new();
    for own in &vpc.acls {
        let what = format!("network ACL {}", own.name);
        let mut subnets: Vec<SubnetId> = Vec::new();
        for tier in &own.tiers {
            subnets.extend(placed.tier(&what, tier)?.iter().map(|place| place.subnet.clone()));
            if !without.contains(&tier.as_str()) {
                let why = format!("tier `{tier}` has another network ACL: a subnet has one");
                return Err(Refused::new(placed.of(&what), "InvalidParameterValue", why));
            }
            without.retain(|other| other != tier);
        }
        let mut entries: Vec<AclEntry> = Vec::new();
        for entry in &own.entries {
            let what = placed.of(&format!("entry {} of {what}", entry.number));
            if !(1..=32766).contains(&entry.number) {
                return Err(Refused::new(what, "InvalidParameterValue", "numbers are from 1 to 32766"));
            }
            if entries.iter().any(|other| (other.number, other.direction) == (entry.number, entry.direction)) {
                return Err(Refused::new(
                    what,
                    "NetworkAclEntryAlreadyExists",
                    "the number is taken in this direction",
                ));
            }
            entries.push(AclEntry {
                number: entry.number,
                direction: entry.direction,
                allow: entry.allow,
                traffic: traffic(&what, &entry.ports)?,
                cidr: cidr(&what, &entry.block)?,
                evidence: nowhere(),
            });
        }
        for direction in [Direction::Ingress, Direction::Egress] {
            let count = entries.iter().filter(|entry| entry.direction == direction).count();
            if count > ENTRIES_OF_AN_ACL {
                let why = format!("{count} entries in one direction, more than {ENTRIES_OF_AN_ACL}");
                return Err(Refused::new(placed.of(&what), "NetworkAclEntryLimitExceeded", why));
            }
            entries.extend(placed.everywhere().map(|block| last(direction, block)));
        }
        let acl = acl(placed, &own.name, subnets, entries)?;
        acls.push(acl);
    }
    let subnets = without.iter().filter_map(|tier| placed.tiers.get(tier)).flatten();
    let subnets = subnets.map(|place| place.subnet.clone()).collect();
    let of = |direction| {
        let allow = placed.everywhere().map(move |block| first(direction, block));
        allow.chain(placed.everywhere().map(move |block| last(direction, block)))
    };
    let entries = of(Direction::Ingress).chain(of(Direction::Egress)).collect();
    let default = acl(placed, "default", subnets, entries)?;
    made.inventory.network_acls.push(default);
    made.inventory.network_acls.extend(acls);
    Ok(())
}

fn acl(placed: &Placed<'_>, name: &str, subnets: Vec<SubnetId>, entries: Vec<AclEntry>) -> Result<NetworkAcl, Refused> {
    Ok(NetworkAcl {
        id: id(&format!("acl-{}-{name}", placed.vpc.name))?,
        vpc: placed.id.clone(),
        is_default: name == "default",
        subnets,
        entries,
        name: Some(name.to_owned()),
        evidence: nowhere(),
    })
}
