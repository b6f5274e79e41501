//! A VPC that was made, and what it has.

use std::collections::BTreeMap;

use hopwise_model::{SecurityGroupId, VpcId};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::made::id;
use super::place::Place;
use crate::refused::Refused;
use crate::vpc::Vpc;

/// The id of a group of a VPC.
pub(crate) fn group_id(vpc: &str, name: &str) -> String {
    format!("sg-{vpc}-{name}")
}

/// A VPC that was made.
pub(crate) struct Placed<'v> {
    pub(crate) vpc: &'v Vpc,
    pub(crate) id: VpcId,
    pub(crate) ipv4: Vec<Ipv4Net>,
    pub(crate) ipv6: Vec<Ipv6Net>,
    /// The subnets of each tier, in the order of the zones.
    pub(crate) tiers: BTreeMap<&'v str, Vec<Place>>,
}

impl Placed<'_> {
    /// What this is, for errors.
    pub(crate) fn of(&self, what: &str) -> String {
        format!("{what} of VPC {}", self.vpc.name)
    }

    /// Its blocks.
    pub(crate) fn cidrs(&self) -> impl Iterator<Item = IpNet> + '_ {
        self.ipv4.iter().copied().map(IpNet::V4).chain(self.ipv6.iter().copied().map(IpNet::V6))
    }

    /// Every address of the families that it has: what AWS's own rules are for (fact base L.3).
    pub(crate) fn everywhere(&self) -> impl Iterator<Item = IpNet> + use<> {
        let ipv6 = (!self.ipv6.is_empty()).then(|| IpNet::V6(Ipv6Net::default()));
        [IpNet::V4(Ipv4Net::default())].into_iter().chain(ipv6)
    }

    /// The subnets of a tier.
    pub(crate) fn tier(&mut self, what: &str, tier: &str) -> Result<&mut Vec<Place>, Refused> {
        let unknown = || Refused::new(self.of(what), "InvalidSubnetID.NotFound", format!("there is no tier `{tier}`"));
        let unknown = unknown();
        self.tiers.get_mut(tier).ok_or(unknown)
    }

    /// The ids of groups; of the default group where none is named.
    pub(crate) fn groups(&self, what: &str, names: &[String]) -> Result<Vec<SecurityGroupId>, Refused> {
        if names.is_empty() {
            return Ok(vec![id(&group_id(&self.vpc.name, "default"))?]);
        }
        if names.len() > 5 {
            let why = format!("an interface has at most 5 security groups, not {}", names.len());
            return Err(Refused::new(self.of(what), "SecurityGroupsPerInterfaceLimitExceeded", why));
        }
        names.iter().map(|name| self.group(what, name)).collect()
    }

    /// The id of a group.
    pub(crate) fn group(&self, what: &str, name: &str) -> Result<SecurityGroupId, Refused> {
        let is_there = name == "default" || self.vpc.groups.iter().any(|group| group.name == name);
        if !is_there {
            let why = format!("there is no security group `{name}`");
            return Err(Refused::new(self.of(what), "InvalidGroup.NotFound", why));
        }
        id(&group_id(&self.vpc.name, name))
    }
}
