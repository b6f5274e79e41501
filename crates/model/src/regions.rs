//! The Regions that AWS has.

use strsim::osa_distance;

use crate::id::Region;

/// The codes of all Regions that were open or announced by name in November 2026 (AWS general reference, "AWS service
/// endpoints"; the partitions of the botocore endpoint data).
const CODES: [&str; 47] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-isoe-west-1",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eusc-de-east-1",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "sa-west-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
    "us-west-1",
    "us-west-2",
];

impl Region {
    /// Whether this version of the program has heard of it: one that is not listed is newer, or a typing error.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        CODES.binary_search(&self.as_str()).is_ok()
    }

    /// The Region that it is a misspelling of, if it is not far from exactly one: by two letters that are missing, added, other
    /// or swapped.
    #[must_use]
    pub fn meant(&self) -> Option<&'static str> {
        let near = |most: usize| move |own: &&str| osa_distance(own, self.as_str()) <= most;
        [1, 2].into_iter().find_map(|most| {
            let mut found = Self::listed().filter(near(most));
            found.next().filter(|_| found.next().is_none())
        })
    }

    /// All Regions that this version of the program has heard of, in the order of their codes.
    pub fn listed() -> impl Iterator<Item = &'static str> {
        CODES.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, Region};

    #[test]
    fn all_that_are_listed_are_found() {
        assert!(CODES.is_sorted());
        for code in Region::listed() {
            assert!(Region::try_from(code).unwrap().is_listed(), "{code}");
        }
        for (code, meant) in [
            ("eu-wst-1", Some("eu-west-1")),
            ("eu-wset-1", Some("eu-west-1")),
            ("us-eastt-1", Some("us-east-1")),
            ("us-east-9", None),
            ("xx-nowhere-1", None),
        ] {
            let region = Region::try_from(code).unwrap();
            assert!(!region.is_listed());
            assert_eq!(region.meant(), meant, "{code}");
        }
    }
}
