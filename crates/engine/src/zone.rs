//! Availability Zones of subnets, compared.

use hopwise_model::Region;
use hopwise_model::design::{Design, Subnet};
use hopwise_model::resource;

/// Whether two subnets are in one zone; none where that cannot be told. Zones have the same ids in every account; names may stand for
/// others in other accounts (Transit Gateways guide, shared transit gateways).
pub(crate) fn is_same(design: &Design, one: &Subnet, other: &Subnet) -> Option<bool> {
    let ids = one.record.availability_zone_id.as_ref().zip(other.record.availability_zone_id.as_ref());
    if let Some((one, other)) = ids {
        return Some(one == other);
    }
    let account = |subnet: &Subnet| {
        let vpc = *subnet.vpc.as_ref().ok()?;
        Some((vpc, design.place(vpc).account))
    };
    let ((vpc, account), (other_vpc, other_account)) = (account(one)?, account(other)?);
    let names = one.record.availability_zone.as_ref().zip(other.record.availability_zone.as_ref());
    names.filter(|_| vpc == other_vpc || account == other_account).map(|(one, other)| one == other)
}

/// Whether a subnet is in an Availability Zone of the Region itself, not in a Local Zone, Wavelength Zone or on an Outpost, which
/// reach a transit gateway by the zone that they belong to; none where no zone is printed.
pub(crate) fn is_ordinary(subnet: &resource::Subnet) -> Option<bool> {
    let by_name = subnet.availability_zone.as_ref().map(|name| {
        let region = Region::of_zone(name);
        region.is_some_and(|region| name.strip_prefix(region.as_str()).is_some_and(|letter| letter.len() == 1))
    });
    let by_id = || subnet.availability_zone_id.as_ref().map(|id| id.split('-').count() == 2);
    by_name.or_else(by_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_ordinary_by_its_name_or_else_by_its_id() {
        let is = |name: Option<&str>, id: Option<&str>| {
            let subnet = hopwise_proptest::fixture::subnet("subnet-a", "vpc-a", "10.0.0.0/28");
            let (availability_zone, availability_zone_id) = (name.map(str::to_owned), id.map(str::to_owned));
            is_ordinary(&resource::Subnet { availability_zone, availability_zone_id, ..subnet })
        };
        assert_eq!(is(Some("eu-west-1a"), None), Some(true));
        assert_eq!(is(Some("us-west-2-lax-1a"), None), Some(false));
        assert_eq!(is(None, Some("euw1-az1")), Some(true));
        assert_eq!(is(None, Some("usw2-lax1-az1")), Some(false));
        assert_eq!(is(None, None), None);
    }
}
