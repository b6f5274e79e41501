//! Values that are checked while they are read, and containers that know what may be absent.
//!
//! A type whose `Deserialize` asks for an option is also satisfied with a missing field, without further attributes.

use std::fmt;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hopwise_model::{
    AccountId, CompactString, DhcpOptionsId, FirewallDomainListId, FirewallRuleGroupId, HostedZoneId, InstanceId,
    InternetGatewayId, NatGatewayId, NetworkAclId, NetworkInterfaceId, PrefixListId, Region, ResolverRuleId,
    RouteTableId, SecurityGroupId, SecurityGroupRuleId, SubnetId, VpcEndpointId, VpcId,
};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

/// Something that AWS prints as a JSON string.
pub(crate) trait Scalar: Sized {
    /// What a string has to be, in words.
    fn expected() -> &'static str;
    /// The value of a string that is not empty.
    fn parse(text: &str) -> Option<Self>;
    /// The value of a number, where tools between AWS and us make one of it.
    const OF_NUMBER: Option<fn(u64) -> Option<Self>> = None;
}

macro_rules! id_scalars {
    ($($id:ty),*) => {$(
        impl Scalar for $id {
            fn expected() -> &'static str {
                // The model says it best, and says it when it refuses something.
                match Self::try_from("") { Err(invalid) => invalid.expected, Ok(_) => "an id" }
            }
            fn parse(text: &str) -> Option<Self> {
                Self::try_from(text).ok()
            }
        }
    )*};
}

id_scalars!(
    VpcId,
    SubnetId,
    RouteTableId,
    InternetGatewayId,
    NatGatewayId,
    VpcEndpointId,
    PrefixListId,
    SecurityGroupId,
    SecurityGroupRuleId,
    NetworkAclId,
    NetworkInterfaceId,
    InstanceId,
    DhcpOptionsId,
    ResolverRuleId,
    FirewallRuleGroupId,
    FirewallDomainListId,
    Region
);

macro_rules! parsed_scalars {
    ($($type:ty, $expected:literal, $parse:expr;)*) => {$(
        impl Scalar for $type {
            fn expected() -> &'static str {
                $expected
            }
            fn parse(text: &str) -> Option<Self> {
                $parse(text)
            }
        }
    )*};
}

parsed_scalars! {
    // Some calls print `/hostedzone/Z0123456789ABC`.
    HostedZoneId, "a hosted zone id such as `Z0123456789ABC`", |text: &str| {
        HostedZoneId::try_from(text.strip_prefix("/hostedzone/").unwrap_or(text)).ok()
    };
    String, "a string", |text: &str| Some(text.to_owned());
    CompactString, "a string", |text: &str| Some(text.into());
    Ipv4Addr, "an IPv4 address such as `10.0.0.1`", |text: &str| text.parse().ok();
    Ipv6Addr, "an IPv6 address such as `2001:db8::1`", |text: &str| text.parse().ok();
    IpAddr, "an IP address such as `10.0.0.1`", |text: &str| text.parse().ok();
    // The API makes blocks canonical; other tools that write these documents may not.
    Ipv4Net, "an IPv4 CIDR block such as `10.0.0.0/16`", |text: &str| text.parse::<Ipv4Net>().ok().map(|net| net.trunc());
    Ipv6Net, "an IPv6 CIDR block such as `2001:db8::/56`", |text: &str| text.parse::<Ipv6Net>().ok().map(|net| net.trunc());
    IpNet, "a CIDR block such as `10.0.0.0/16`", |text: &str| text.parse::<IpNet>().ok().map(|net| net.trunc());
    Arn, "an ARN such as `arn:aws:ecs:eu-west-1:111122223333:task/...`", |text: &str| {
        (text.starts_with("arn:") && text.bytes().all(|b| b.is_ascii_graphic())).then(|| Arn(text.to_owned()))
    };
    Plain, "an id", |text: &str| text.bytes().all(|b| b.is_ascii_graphic()).then(|| Plain(text.to_owned()));
}

/// The owner of a resource: an account, or a name of AWS's such as `AWS` or `amazon-elb`, which is no account.
#[derive(Debug, Default)]
pub(crate) struct Owner(pub(crate) Option<AccountId>);

/// Tools that read JSON or YAML and write it again make numbers of account ids, and take the zeros at the beginning from
/// them. Since every account id has twelve digits (IAM user guide, "View AWS account identifiers"), none is lost by that.
impl Scalar for Owner {
    fn expected() -> &'static str {
        "an account id of twelve digits"
    }
    fn parse(text: &str) -> Option<Self> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let id = if is_number { format!("{text:0>12}") } else { text.to_owned() };
        Some(Self(AccountId::try_from(id.as_str()).ok()))
    }
    const OF_NUMBER: Option<fn(u64) -> Option<Self>> =
        Some(|number| AccountId::try_from(format!("{number:012}").as_str()).ok().map(|id| Self(Some(id))));
}

/// An ARN, as far as its beginning and its characters tell.
#[derive(Debug)]
pub(crate) struct Arn(pub(crate) String);

/// An id of a kind that the model keeps as text.
#[derive(Debug)]
pub(crate) struct Plain(pub(crate) String);

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> Visitor<'_> for ScalarVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::expected())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let value = if text.is_empty() { None } else { T::parse(text) };
        value.ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &T::expected()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        let value = T::OF_NUMBER.and_then(|of_number| of_number(number));
        value.ok_or_else(|| E::invalid_type(Unexpected::Unsigned(number), &T::expected()))
    }
}

/// Reads a string, or what may stand for it.
fn scalar<'de, T: Scalar, D: Deserializer<'de>, V: Visitor<'de>>(
    deserializer: D,
    visitor: V,
) -> Result<V::Value, D::Error> {
    if T::OF_NUMBER.is_some() { deserializer.deserialize_any(visitor) } else { deserializer.deserialize_str(visitor) }
}

/// A string that has to be there.
#[derive(Debug)]
pub(crate) struct Required<T>(pub(crate) T);

impl<'de, T: Scalar> Deserialize<'de> for Required<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::<T, _, _>(deserializer, ScalarVisitor(PhantomData)).map(Self)
    }
}

/// A string that may be missing, `null`, or empty, which AWS prints for the same.
#[derive(Debug)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Scalar> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Outer<T>(PhantomData<T>);
        impl<'de, T: Scalar> Visitor<'de> for Outer<T> {
            type Value = Maybe<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::expected())
            }
            fn visit_none<E>(self) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_unit<E>(self) -> Result<Maybe<T>, E> {
                Ok(Maybe(None))
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Maybe<T>, D::Error> {
                scalar::<T, _, _>(deserializer, Inner(PhantomData)).map(Maybe)
            }
        }
        struct Inner<T>(PhantomData<T>);
        impl<T: Scalar> Visitor<'_> for Inner<T> {
            type Value = Option<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::expected())
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
                if text.is_empty() { Ok(None) } else { ScalarVisitor(PhantomData).visit_str(text).map(Some) }
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Option<T>, E> {
                ScalarVisitor(PhantomData).visit_u64(number).map(Some)
            }
        }
        deserializer.deserialize_option(Outer(PhantomData))
    }
}

impl<T: AsRef<str>> Maybe<T> {
    /// Whether the text is there and is `word` in any case.
    pub(crate) fn is(&self, word: &str) -> bool {
        self.0.as_ref().is_some_and(|text| text.as_ref().eq_ignore_ascii_case(word))
    }

    /// Whether the text is missing or is `word` in any case.
    pub(crate) fn is_or_absent(&self, word: &str) -> bool {
        self.0.as_ref().is_none_or(|text| text.as_ref().eq_ignore_ascii_case(word))
    }
}

impl Maybe<Owner> {
    /// The account, where there is one.
    pub(crate) fn account(self) -> Option<AccountId> {
        self.0.and_then(|owner| owner.0)
    }
}

impl Maybe<Arn> {
    /// The ARN as text.
    pub(crate) fn text(self) -> Option<String> {
        self.0.map(|arn| arn.0)
    }
}

/// A point in time as printed: text, or seconds since 1970, which version 1 of the AWS CLI prints.
#[derive(Debug)]
pub(crate) struct Stamp(String);

impl Stamp {
    /// The time, where it is one: none for the zero of a type that SDKs print for a time that is not set, such as an empty text, the
    /// year 1 or the second 0 of 1970.
    pub(crate) fn time(self) -> Option<String> {
        const ZEROS: [&str; 3] = ["0000-", "0001-01-01", "1970-01-01T00:00:00"];
        let text = self.0.trim();
        let is_zero = !text.contains(|c: char| c.is_ascii_digit())
            || ZEROS.iter().any(|zero| text.starts_with(zero))
            || text.parse::<f64>().is_ok_and(|seconds| seconds <= 0.0);
        (!is_zero).then_some(self.0)
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StampVisitor;
        impl Visitor<'_> for StampVisitor {
            type Value = Stamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time")
            }
            fn visit_str<E>(self, text: &str) -> Result<Stamp, E> {
                Ok(Stamp(text.to_owned()))
            }
            fn visit_u64<E>(self, seconds: u64) -> Result<Stamp, E> {
                Ok(Stamp(seconds.to_string()))
            }
            fn visit_i64<E>(self, seconds: i64) -> Result<Stamp, E> {
                Ok(Stamp(seconds.to_string()))
            }
            fn visit_f64<E>(self, seconds: f64) -> Result<Stamp, E> {
                Ok(Stamp(seconds.to_string()))
            }
        }
        deserializer.deserialize_any(StampVisitor)
    }
}

/// An object, and nothing else: what serde derives would also take an array for a structure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = T;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Object)
    }
}

/// An array of objects that has to be there.
#[derive(Debug)]
pub(crate) struct Objects<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectsVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectsVisitor<T> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of objects")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(Object(item)) = seq.next_element()? {
                    items.push(item);
                }
                // What is made of them often stays where they are, and most lists are short.
                items.shrink_to_fit();
                Ok(items)
            }
        }
        deserializer.deserialize_seq(ObjectsVisitor(PhantomData)).map(Objects)
    }
}

/// An array of objects that may be missing or `null`.
#[derive(Debug)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Option::<Objects<T>>::deserialize(deserializer)?;
        Ok(Self(items.map(|items| items.0).unwrap_or_default()))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// An array of strings that may be missing or `null`.
#[derive(Debug)]
pub(crate) struct Strings<T>(pub(crate) Vec<T>);

impl<'de, T: Scalar> Deserialize<'de> for Strings<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Option::<Vec<Required<T>>>::deserialize(deserializer)?;
        Ok(Self(items.unwrap_or_default().into_iter().map(|item| item.0).collect()))
    }
}

impl<T> Default for Strings<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}
