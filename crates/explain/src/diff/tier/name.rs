//! What tiers are called: subnets that do the same in each zone.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_engine::FOLLOWED;
use hopwise_model::Inventory;
use hopwise_model::resource::{RouteDestination, RouteTable, RouteTarget, Subnet};
use hopwise_model::{SubnetId, VpcId};

/// What the default route of a subnet says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It leads to an internet gateway.
    Public,
    /// It leads elsewhere: to a NAT gateway, a transit gateway, an appliance.
    Private,
    /// There is none.
    Isolated,
}

impl Role {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Isolated => "isolated",
        }
    }
}

/// Subnets of a VPC that share a name but for the zone, or, without names, their role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tier {
    /// The VPC.
    pub vpc: VpcId,
    /// What the names of its subnets begin with, without zone and number: `app` of `app-a`, `app_eu-west-1a` and `app2`; none of
    /// subnets without names. `tier:app` of a rule means those of them that are called `app`, or `app-` and anything.
    pub name: Option<String>,
    /// What they are before, else after; none where that is not one thing, or not known.
    pub role: Option<Role>,
    /// The subnets of both sides.
    pub subnets: BTreeSet<SubnetId>,
}

/// The tiers of both sides, and which of them each subnet is in.
///
/// A subnet is in the tier that it is in before, so that one which changes its role is compared with itself.
pub(super) fn tiers(sides: [&Inventory; 2]) -> (Vec<Tier>, BTreeMap<SubnetId, usize>) {
    let mut places: BTreeMap<(VpcId, Option<String>, Option<Role>), usize> = BTreeMap::new();
    let mut tiers: Vec<Tier> = Vec::new();
    let mut of: BTreeMap<SubnetId, usize> = BTreeMap::new();
    for side in sides {
        let tables = Tables::of(side);
        for own in side.subnets.iter().filter(|own| own.cidr_of(FOLLOWED).is_some()) {
            if of.contains_key(&own.id) {
                continue;
            }
            let (name, role) = (stem(own), tables.role(own));
            let key = (own.vpc.clone(), name.clone(), role.filter(|_| name.is_none()));
            let place = *places.entry(key).or_insert(tiers.len());
            if place == tiers.len() {
                tiers.push(Tier { vpc: own.vpc.clone(), name, role, subnets: BTreeSet::new() });
            }
            if let Some(tier) = tiers.get_mut(place) {
                tier.role = tier.role.filter(|tier| Some(*tier) == role);
                tier.subnets.insert(own.id.clone());
            }
            of.insert(own.id.clone(), place);
        }
    }
    (tiers, of)
}

/// The name of a subnet without its zone: `app` of `app-a`, `app-eu-west-1a`, `app-1` and `app1`.
fn stem(subnet: &Subnet) -> Option<String> {
    let name = subnet.name.as_deref().filter(|own| !own.is_empty())?;
    let zones = [subnet.availability_zone.as_deref(), subnet.availability_zone_id.as_deref()];
    let whole =
        |rest: &str| Some(rest.trim_end_matches(['-', '_', '.', '/', ' ']).to_owned()).filter(|own| !own.is_empty());
    for zone in zones.into_iter().flatten() {
        if let Some(rest) = name.strip_suffix(zone).and_then(whole) {
            return Some(rest);
        }
    }
    if let Some((rest, last)) = name.rsplit_once(['-', '_', '.', '/', ' ']) {
        let digits = last.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let letters = last.len() - digits.len();
        let is_zone = digits.len() <= 2 && letters <= 1 && digits.bytes().all(|own| own.is_ascii_digit());
        if let Some(rest) = whole(rest).filter(|_| is_zone && !last.is_empty()) {
            return Some(rest);
        }
    }
    whole(name.trim_end_matches(|c: char| c.is_ascii_digit())).or_else(|| Some(name.to_owned()))
}

/// The route tables in force.
struct Tables<'a> {
    explicit: BTreeMap<&'a SubnetId, &'a RouteTable>,
    main: BTreeMap<&'a VpcId, &'a RouteTable>,
}

impl<'a> Tables<'a> {
    fn of(side: &'a Inventory) -> Self {
        let mut all = Self { explicit: BTreeMap::new(), main: BTreeMap::new() };
        for table in &side.route_tables {
            for own in table.associations.iter().filter(|own| own.is_in_force()) {
                if own.main {
                    all.main.insert(&table.vpc, table);
                }
                if let Some(subnet) = &own.subnet {
                    all.explicit.insert(subnet, table);
                }
            }
        }
        all
    }

    fn role(&self, subnet: &Subnet) -> Option<Role> {
        let table = self.explicit.get(&subnet.id).or_else(|| self.main.get(&subnet.vpc))?;
        let is_default =
            |own: &RouteDestination| matches!(own, RouteDestination::Cidr(net) if *net == FOLLOWED.everywhere());
        let default = table.routes.iter().find(|own| is_default(&own.destination));
        Some(match default.map(|own| &own.target) {
            Some(RouteTarget::InternetGateway(_)) => Role::Public,
            Some(_) => Role::Private,
            None => Role::Isolated,
        })
    }
}

#[cfg(test)]
mod tests {
    use hopwise_model::Evidence;
    use hopwise_model::resource::Scope;

    use super::*;

    #[test]
    fn a_tier_is_the_name_without_the_zone() {
        let subnet = |name: &str| Subnet {
            id: "subnet-0a".try_into().unwrap(),
            vpc: "vpc-0a".try_into().unwrap(),
            cidrs: Vec::new(),
            availability_zone: Some("eu-west-1a".to_owned()),
            availability_zone_id: Some("euw1-az1".to_owned()),
            available_addresses: None,
            unavailable: None,
            owner: None,
            dns64: false,
            block_public_access: None,
            firewall_connectivity: None,
            name: Some(name.to_owned()),
            scope: Scope::default(),
            evidence: Evidence::supposed("a test"),
        };
        for (name, tier) in [
            ("app", "app"),
            ("app-a", "app"),
            ("app-1", "app"),
            ("app-1a", "app"),
            ("app_b", "app"),
            ("my-app-eu-west-1a", "my-app"),
            ("shop/app/euw1-az1", "shop/app"),
            ("Shop/Vpc/privateSubnet1", "Shop/Vpc/privateSubnet"),
            ("app-db", "app-db"),
            ("eu-west-1a", "eu-west"),
            ("123", "123"),
            ("a", "a"),
        ] {
            assert_eq!(stem(&subnet(name)).as_deref(), Some(tier), "{name}");
        }
        assert_eq!(stem(&subnet("")), None);
    }
}
