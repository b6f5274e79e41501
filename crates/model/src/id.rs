//! Ids as types: an id that exists was checked once, when it was read.

use std::fmt;

use compact_str::CompactString;
use ecow::EcoString;
use thiserror::Error;

/// An id that AWS could not have handed out, and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{}` is not {expected}", .found.escape_default())]
pub struct InvalidId {
    /// The text as found.
    pub found: String,
    /// What was expected, in words.
    pub expected: &'static str,
}

/// The longest id that is accepted, in bytes. AWS's own are 8 or 17 hexadecimal digits behind their prefix.
const LONGEST_ID: usize = 128;

fn check(raw: &str, prefix: &str, expected: &'static str) -> Result<CompactString, InvalidId> {
    let tail = raw.strip_prefix(prefix).unwrap_or("");
    let plain = tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if tail.is_empty() || !plain || raw.len() > LONGEST_ID {
        return Err(InvalidId { found: raw.chars().take(LONGEST_ID).collect(), expected });
    }
    Ok(raw.into())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal, $expected:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// Made by `try_from` only, which accepts the prefix and then letters, digits, `-` and `_`, so that an id
        /// can be printed on any terminal and put into any command as it is. AWS's longest common ids, of 24 bytes, take
        /// no more than these.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(CompactString);

        impl $name {
            /// The id as AWS writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidId;
            fn try_from(raw: &str) -> Result<Self, InvalidId> {
                check(raw, $prefix, $expected).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// The id of a VPC.
    VpcId, "vpc-", "a VPC id such as `vpc-0a1b2c3d`";
    /// The id of a subnet.
    SubnetId, "subnet-", "a subnet id such as `subnet-0a1b2c3d`";
    /// The id of a route table.
    RouteTableId, "rtb-", "a route table id such as `rtb-0a1b2c3d`";
    /// The id of an internet gateway.
    InternetGatewayId, "igw-", "an internet gateway id such as `igw-0a1b2c3d`";
    /// The id of a NAT gateway.
    NatGatewayId, "nat-", "a NAT gateway id such as `nat-0a1b2c3d`";
    /// The id of a VPC endpoint of any kind.
    VpcEndpointId, "vpce-", "a VPC endpoint id such as `vpce-0a1b2c3d`";
    /// The id of a prefix list, managed by AWS or by a customer.
    PrefixListId, "pl-", "a prefix list id such as `pl-0a1b2c3d`";
    /// The id of a security group.
    SecurityGroupId, "sg-", "a security group id such as `sg-0a1b2c3d`";
    /// The id of one rule of a security group.
    SecurityGroupRuleId, "sgr-", "a security group rule id such as `sgr-0a1b2c3d`";
    /// The id of a network ACL.
    NetworkAclId, "acl-", "a network ACL id such as `acl-0a1b2c3d`";
    /// The id of a network interface.
    NetworkInterfaceId, "eni-", "a network interface id such as `eni-0a1b2c3d`";
    /// The id of an EC2 instance.
    InstanceId, "i-", "an instance id such as `i-0a1b2c3d`";
    /// The id of a hosted zone of Route 53.
    HostedZoneId, "Z", "a hosted zone id such as `Z0123456789ABC`";
    /// The id of a Resolver rule, of a customer's or one that AWS made (`rslvr-autodefined-rr-internet-resolver`).
    ResolverRuleId, "rslvr-", "a Resolver rule id such as `rslvr-rr-0a1b2c3d`";
    /// The id of a group of DNS Firewall rules.
    FirewallRuleGroupId, "rslvr-frg-", "a DNS Firewall rule group id such as `rslvr-frg-0a1b2c3d`";
    /// The id of a list of domains of DNS Firewall.
    FirewallDomainListId, "rslvr-fdl-", "a DNS Firewall domain list id such as `rslvr-fdl-0a1b2c3d`";
    /// The id of a set of DHCP options.
    DhcpOptionsId, "dopt-", "a DHCP options id such as `dopt-0a1b2c3d`";
}

/// A Region such as `eu-west-1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(EcoString);

impl Region {
    /// The Region's code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Region that an Availability Zone or Local Zone name begins with: `eu-west-1a` is in `eu-west-1`,
    /// `us-west-2-lax-1a` in `us-west-2`.
    #[must_use]
    pub fn of_zone(zone: &str) -> Option<Self> {
        let parts: Vec<&str> = zone.split('-').collect();
        let number = parts.iter().position(|part| part.starts_with(|c: char| c.is_ascii_digit()))?;
        let digits: String = parts.get(number)?.chars().take_while(char::is_ascii_digit).collect();
        let head = parts.get(..number)?.join("-");
        Self::try_from(format!("{head}-{digits}").as_str()).ok()
    }
}

impl TryFrom<&str> for Region {
    type Error = InvalidId;

    fn try_from(raw: &str) -> Result<Self, InvalidId> {
        let parts: Vec<&str> = raw.split('-').collect();
        let lower = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        let shaped = match parts.as_slice() {
            [words @ .., number] => {
                (2..=4).contains(&words.len())
                    && words.iter().all(lower)
                    && !number.is_empty()
                    && number.len() <= 2
                    && number.bytes().all(|b| b.is_ascii_digit())
            }
            [] => false,
        };
        if shaped {
            Ok(Self(raw.into()))
        } else {
            Err(InvalidId { found: raw.chars().take(64).collect(), expected: "a Region such as `eu-west-1`" })
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A twelve-digit AWS account id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; 12]);

impl AccountId {
    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Digits are text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccountId").field(&self.as_str()).finish()
    }
}

impl TryFrom<&str> for AccountId {
    type Error = InvalidId;

    fn try_from(raw: &str) -> Result<Self, InvalidId> {
        match <[u8; 12]>::try_from(raw.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(InvalidId { found: raw.chars().take(64).collect(), expected: "an account id of twelve digits" }),
        }
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// An IAM action: a service and one of its calls, such as `ec2:DescribeVpcs`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(Box<str>);

impl Action {
    /// The action as a policy has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Action {
    type Error = InvalidId;

    fn try_from(raw: &str) -> Result<Self, InvalidId> {
        let (service, call) = raw.split_once(':').unwrap_or_default();
        let of_service = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let shaped = !service.is_empty()
            && service.bytes().all(of_service)
            && !call.is_empty()
            && call.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && raw.len() <= LONGEST_ID;
        if shaped {
            Ok(Self(raw.into()))
        } else {
            let expected = "an IAM action such as `ec2:DescribeVpcs`";
            Err(InvalidId { found: raw.chars().take(LONGEST_ID).collect(), expected })
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_text_and_refuse_what_is_not_theirs() {
        assert_eq!(SubnetId::try_from("subnet-0a").unwrap().as_str(), "subnet-0a");
        for bad in ["", "subnet-", "subnet", "vpc-0a", "subnet-\u{1b}[2J", "subnet-a b"] {
            assert!(SubnetId::try_from(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_error_shows_control_characters_escaped() {
        let error = VpcId::try_from("vpc-\u{1b}[31m").unwrap_err();
        assert_eq!(error.to_string(), "`vpc-\\u{1b}[31m` is not a VPC id such as `vpc-0a1b2c3d`");
    }

    #[test]
    fn regions_and_zones() {
        assert!(Region::try_from("us-gov-west-1").is_ok());
        assert!(Region::try_from("eusc-de-east-1").is_ok());
        assert!(Region::try_from("snapshot-1").is_err());
        assert!(Region::try_from("security-groups").is_err());
        assert_eq!(Region::of_zone("eu-west-1a").unwrap().as_str(), "eu-west-1");
        assert_eq!(Region::of_zone("us-west-2-lax-1a").unwrap().as_str(), "us-west-2");
        assert_eq!(Region::of_zone("nonsense"), None);
    }

    #[test]
    fn actions_have_a_service_and_a_call() {
        assert_eq!(Action::try_from("application-autoscaling:Describe2").unwrap().as_str().len(), 33);
        for bad in ["", "ec2", "ec2:", ":DescribeVpcs", "ec2:*", "ec2:Describe Vpcs", "EC2:DescribeVpcs", "ec2:a\u{1b}"]
        {
            assert!(Action::try_from(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn accounts_have_twelve_digits() {
        assert!(AccountId::try_from("111122223333").is_ok());
        assert!(AccountId::try_from("11112222333").is_err());
        assert!(AccountId::try_from("aws").is_err());
    }
}
