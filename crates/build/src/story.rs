//! An account as a short story, a line for each part: what a network engineer would draw.

use std::collections::BTreeMap;
use std::fmt;

use hopwise_model::resource::Direction;

use crate::account::Account;
use crate::acl::NetworkAcl;
use crate::endpoint::Endpoint;
use crate::group::SecurityGroup;
use crate::instance::Instance;
use crate::make;
use crate::peering::Peering;
use crate::rule::Ports;
use crate::service::{NetworkMode, Service};
use crate::tier::{Target, Tier};
use crate::transit_gateway::{Attachment, TransitGateway, TransitRoute, TransitTable};
use crate::vpc::Vpc;
use crate::zone::{Answer, PrivateZone};

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account {} in {}", self.id, self.region)?;
        // What AWS would refuse has no subnets, and is told without their blocks.
        let made = make::inventory(self).unwrap_or_default();
        let blocks = made.subnets.iter().map(|subnet| {
            let blocks: Vec<String> = subnet.cidrs.iter().map(ToString::to_string).collect();
            (subnet.id.to_string(), blocks.join(" and "))
        });
        let blocks: BTreeMap<String, String> = blocks.collect();
        for vpc in &self.vpcs {
            tell_vpc(f, vpc, &blocks)?;
        }
        self.transit_gateways.iter().try_for_each(|own| write!(f, "\n{own}"))?;
        self.peerings.iter().try_for_each(|own| write!(f, "\n{own}"))?;
        self.zones.iter().try_for_each(|zone| write!(f, "\n{zone}"))?;
        if self.dual_stack_tasks {
            f.write_str("\ntasks with addresses of both families")?;
        }
        self.services.iter().try_for_each(|service| write!(f, "\n{service}"))
    }
}

/// The story, so that a failing property test prints it.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn tell_vpc(f: &mut fmt::Formatter<'_>, vpc: &Vpc, blocks: &BTreeMap<String, String>) -> fmt::Result {
    let zones = if vpc.zones == 1 { "zone" } else { "zones" };
    write!(f, "\nVPC {} {}, {} {zones}", vpc.name, vpc.blocks.join(" and "), vpc.zones)?;
    if !vpc.dns_support {
        f.write_str(", DNS support off")?;
    }
    if vpc.dns_hostnames {
        f.write_str(", DNS hostnames on")?;
    }
    if vpc.internet_gateway {
        f.write_str(", internet gateway")?;
    }
    for tier in &vpc.tiers {
        write!(f, "\n  {tier}")?;
        let subnets = ('a'..='f').take(vpc.zones).filter_map(|zone| {
            let block = blocks.get(&format!("subnet-{}-{}-{zone}", vpc.name, tier.name))?;
            Some(format!("{block} in {zone}"))
        });
        let subnets: Vec<String> = subnets.collect();
        if !subnets.is_empty() {
            write!(f, "; {}", subnets.join(", "))?;
        }
    }
    vpc.groups.iter().try_for_each(|own| write!(f, "\n  {own}"))?;
    vpc.acls.iter().try_for_each(|own| write!(f, "\n  {own}"))?;
    vpc.endpoints.iter().try_for_each(|own| write!(f, "\n  {own}"))?;
    vpc.instances.iter().try_for_each(|own| write!(f, "\n  {own}"))
}

/// The security groups that something has.
fn with_groups(groups: &[String]) -> String {
    match groups {
        [] => "default security group".to_owned(),
        [only] => format!("security group {only}"),
        several => format!("security groups {}", several.join(", ")),
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InternetGateway => f.write_str("internet gateway"),
            Self::NatGateway(tier) => write!(f, "NAT gateway in {tier}, in the same zone"),
            Self::OneNatGateway(tier) => write!(f, "the one NAT gateway in {tier}"),
            Self::Instance(name) => write!(f, "instance {name}"),
            Self::EgressOnlyInternetGateway => f.write_str("egress-only internet gateway"),
            Self::TransitGateway(name) => write!(f, "transit gateway {name}"),
            Self::Peering(vpc) => write!(f, "peering with {vpc}"),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tier {}: ", self.name)?;
        if self.dns64 {
            f.write_str("DNS64, ")?;
        }
        if self.routes.is_empty() {
            return f.write_str("no route out of the VPC");
        }
        let routes = self.routes.iter().map(|(block, target)| format!("{block} → {target}"));
        f.write_str(&routes.collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Display for TransitGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attachments: Vec<String> = self.attachments.iter().map(ToString::to_string).collect();
        let attachments = if attachments.is_empty() { "nothing".to_owned() } else { attachments.join(", ") };
        write!(f, "transit gateway {}: {attachments}", self.name)?;
        if !self.default_association {
            f.write_str("; without default association")?;
        }
        if !self.default_propagation {
            f.write_str("; without default propagation")?;
        }
        if !self.routes.is_empty() {
            write!(f, "; {}", transit_routes(&self.routes))?;
        }
        self.tables.iter().try_for_each(|own| write!(f, "\n  {own}"))
    }
}

impl fmt::Display for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.vpc, self.tier)?;
        if !self.zones.is_empty() {
            let zones: Vec<String> = self.zones.iter().map(ToString::to_string).collect();
            write!(f, " in {}", zones.join(" and "))?;
        }
        if self.appliance_mode { f.write_str(" in appliance mode") } else { Ok(()) }
    }
}

fn transit_routes(routes: &[TransitRoute]) -> String {
    let to = |own: &TransitRoute| own.vpc.clone().unwrap_or_else(|| "blackhole".to_owned());
    let routes = routes.iter().map(|own| format!("{} → {}", own.destination, to(own)));
    routes.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for TransitTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        write!(f, "table {} of {}", self.name, names(&self.associations))?;
        write!(f, ": propagated by {}", names(&self.propagations))?;
        if self.routes.is_empty() { Ok(()) } else { write!(f, "; {}", transit_routes(&self.routes)) }
    }
}

impl fmt::Display for Peering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "peering of {} with {}", self.requester, self.accepter)?;
        match (self.requester_resolves, self.accepter_resolves) {
            (true, true) => f.write_str(", DNS resolution on"),
            (true, false) => write!(f, ", DNS resolution on at {}", self.requester),
            (false, true) => write!(f, ", DNS resolution on at {}", self.accepter),
            (false, false) => Ok(()),
        }
    }
}

fn rules(rules: &[(Ports, String)], from: &str) -> Vec<String> {
    rules.iter().map(|(ports, peer)| format!("{ports} {from} {peer}")).collect()
}

impl fmt::Display for SecurityGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |rules: Vec<String>| if rules.is_empty() { "nothing".to_owned() } else { rules.join(", ") };
        let mut out = rules(&self.egress, "to");
        if self.default_egress {
            out.insert(0, "everything".to_owned());
        }
        let ingress = words(rules(&self.ingress, "from"));
        write!(f, "security group {}: in {ingress}; out {}", self.name, words(out))
    }
}

impl fmt::Display for NetworkAcl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "network ACL {} on {}:", self.name, self.tiers.join(", "))?;
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|entry| (entry.direction == Direction::Egress, entry.number));
        for (index, entry) in entries.into_iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            let (direction, peer) = match entry.direction {
                Direction::Ingress => ("in", "from"),
                Direction::Egress => ("out", "to"),
            };
            let verb = if entry.allow { "allow" } else { "deny" };
            write!(f, "{comma} {direction} {} {verb} {} {peer} {}", entry.number, entry.ports, entry.block)?;
        }
        Ok(())
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tiers = self.tiers.join(", ");
        if self.is_gateway {
            write!(f, "gateway endpoint {} for {tiers}", self.service)?;
        } else {
            write!(f, "endpoint {} in {tiers}, {}", self.service, with_groups(&self.groups))?;
            if !self.private_dns {
                f.write_str(", without private DNS")?;
            }
            if self.dual_stack {
                f.write_str(", with IPv6")?;
            }
        }
        self.policy.as_ref().map_or(Ok(()), |policy| write!(f, ", policy {policy}"))
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "instance {} in {}-{}, {}", self.name, self.tier, self.zone, with_groups(&self.groups))?;
        if self.windows {
            f.write_str(", Windows")?;
        }
        if self.in_cluster {
            f.write_str(", container instance")?;
        }
        if self.source_dest_check { Ok(()) } else { f.write_str(", source/destination check off") }
    }
}

impl fmt::Display for PrivateZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "private zone {}", self.name)?;
        if !self.vpcs.is_empty() {
            write!(f, " of {}", self.vpcs.join(", "))?;
        }
        f.write_str(":")?;
        for (index, (name, answer)) in self.records.iter().enumerate() {
            let name = if name.is_empty() { "itself" } else { name };
            let comma = if index > 0 { "," } else { "" };
            match answer {
                Answer::Address(address) => write!(f, "{comma} {name} → {address}")?,
                Answer::Name(other) => write!(f, "{comma} {name} → {other}")?,
                Answer::Endpoint(service) => write!(f, "{comma} {name} → endpoint {service}")?,
            }
        }
        if self.records.is_empty() { f.write_str(" no record") } else { Ok(()) }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "service {}", self.name)?;
        if let Some(vpc) = &self.vpc {
            write!(f, " of VPC {vpc}")?;
        }
        match (self.is_fargate, self.network_mode) {
            (true, _) => {}
            (false, NetworkMode::AwsVpc) => f.write_str(" on instances")?,
            (false, mode) => write!(f, " on instances in mode {}", mode.name())?,
        }
        if !self.tiers.is_empty() {
            write!(f, " in {}, {}", self.tiers.join(", "), with_groups(&self.groups))?;
        }
        write!(f, ": image {}", self.image)?;
        if let Some(group) = &self.log_group {
            write!(f, ", log group {group}")?;
        }
        self.secrets.iter().try_for_each(|secret| write!(f, ", secret {secret}"))?;
        if self.is_fargate {
            write!(f, ", platform {}", self.platform)?;
        }
        if self.public_ip {
            f.write_str(", public addresses")?;
        }
        match self.tasks {
            0 => Ok(()),
            1 => f.write_str(", 1 task"),
            several => write!(f, ", {several} tasks"),
        }
    }
}
