//! The address ranges that AWS publishes, where the user brought them.

use std::collections::BTreeMap;

use hopwise_model::Region;
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use crate::family::FOLLOWED;

/// Services whose published addresses no other service uses (VPC user guide, AWS IP address ranges).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Listed {
    /// Amazon S3.
    S3,
    /// `DynamoDB`.
    DynamoDb,
    /// S3 Express One Zone.
    S3Express,
}

impl Listed {
    /// How the names of the service's prefix lists end.
    pub(crate) const fn list_ending(self) -> &'static str {
        match self {
            Self::S3 => ".s3",
            Self::DynamoDb => ".dynamodb",
            Self::S3Express => ".s3express",
        }
    }

    /// The service whose prefix list has this name.
    pub(crate) fn of_list(name: &str) -> Option<Self> {
        [Self::S3, Self::DynamoDb, Self::S3Express].into_iter().find(|listed| name.ends_with(listed.list_ending()))
    }
}

/// The public IPv4 addresses of AWS by Region, from `ip-ranges.json`; empty where the user brought none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedRanges {
    /// What services may answer at that have no addresses of their own.
    others: BTreeMap<Region, AddressSet>,
    /// What S3 and `DynamoDB` have to themselves.
    listed: BTreeMap<(Region, Listed), AddressSet>,
}

impl PublishedRanges {
    /// No ranges: every public address is possible.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sorts published prefixes, each with the Region and the service that it is tagged with, such as `eu-west-1` and
    /// `AMAZON`. That tag holds all others; what is tagged `S3` or `DYNAMODB` besides belongs to these alone. `GLOBAL`
    /// is no Region: what is tagged so serves edge locations.
    pub fn from_prefixes<'a>(prefixes: impl IntoIterator<Item = (IpNet, &'a str, &'a str)>) -> Self {
        let mut all: BTreeMap<Region, Vec<IpNet>> = BTreeMap::new();
        let mut own: BTreeMap<(Region, Listed), Vec<IpNet>> = BTreeMap::new();
        for (prefix, region, service) in prefixes {
            let Ok(region) = Region::try_from(region) else { continue };
            match service {
                "AMAZON" => all.entry(region).or_default().push(prefix),
                "S3" => own.entry((region, Listed::S3)).or_default().push(prefix),
                "DYNAMODB" => own.entry((region, Listed::DynamoDb)).or_default().push(prefix),
                _ => {}
            }
        }
        let followed = |nets: Vec<IpNet>| AddressSet::from_nets(nets).of(FOLLOWED);
        let listed: BTreeMap<_, _> = own.into_iter().map(|(key, nets)| (key, followed(nets))).collect();
        let others = all.into_iter().map(|(region, nets)| {
            let taken = [Listed::S3, Listed::DynamoDb]
                .into_iter()
                .filter_map(|service| listed.get(&(region.clone(), service)))
                .fold(AddressSet::empty(), |taken, own| taken.union(own));
            (region, followed(nets).difference(&taken))
        });
        Self { others: others.collect(), listed }
    }

    /// The addresses of a service of a Region, where they were published.
    pub(crate) fn of(&self, region: &Region, service: Option<Listed>) -> Option<&AddressSet> {
        match service {
            None => self.others.get(region),
            Some(service) => self.listed.get(&(region.clone(), service)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_has_its_addresses_to_itself() {
        let published = PublishedRanges::from_prefixes([
            ("3.0.0.0/16".parse().unwrap(), "eu-west-1", "AMAZON"),
            ("3.0.0.0/17".parse().unwrap(), "eu-west-1", "S3"),
            ("3.1.0.0/16".parse().unwrap(), "GLOBAL", "AMAZON"),
            ("3.0.192.0/24".parse().unwrap(), "eu-west-1", "DYNAMODB"),
            ("3.2.0.0/16".parse().unwrap(), "us-east-1", "EC2"),
            ("2600::/32".parse().unwrap(), "eu-west-1", "AMAZON"),
        ]);
        let region = Region::try_from("eu-west-1").unwrap();
        let others = published.of(&region, None).unwrap();
        assert_eq!(others.to_string(), "3.0.128.0/18, 3.0.193.0-3.0.255.255");
        assert_eq!(published.of(&region, Some(Listed::DynamoDb)).unwrap().to_string(), "3.0.192.0/24");
        assert_eq!(published.of(&region, Some(Listed::S3)).unwrap().to_string(), "3.0.0.0/17");
        assert_eq!(published.of(&Region::try_from("us-east-1").unwrap(), None), None);
    }

    #[test]
    fn lists_of_services() {
        for (name, service) in [
            ("com.amazonaws.eu-west-1.s3", Some(Listed::S3)),
            ("com.amazonaws.eu-west-1.dynamodb", Some(Listed::DynamoDb)),
            ("com.amazonaws.eu-west-1.s3express", Some(Listed::S3Express)),
            ("com.amazonaws.eu-west-1.ec2-instance-connect", None),
        ] {
            assert_eq!(Listed::of_list(name), service, "{name}");
        }
    }
}
