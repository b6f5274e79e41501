//! Words that have to be of a kind. Each is read as a type of its own, so that an error tells the place of the word, not that of
//! the rule around it.

use hopwise_ecs::{ImageReference, OperatingSystem, PlatformVersion};
use serde::{Deserialize, Deserializer};

use crate::selector::Selector;
use crate::several::{Listed, Several};

/// A text that says something.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Text(String);

/// A name of subnets.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Subnets(Selector);

/// A name of security groups.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Groups(Selector);

/// A reference to an image.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Image(String);

/// A version of the Fargate platform.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Version(String);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.trim().is_empty() { Err("an empty text says nothing") } else { Ok(Self(text)) }
    }
}

impl TryFrom<String> for Subnets {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        use Selector::{Everybody, Name, Subnet, Tag, Tier, Vpc};
        match text.parse().map_err(|error: crate::InvalidSelector| error.to_string())? {
            own @ (Everybody | Name(_) | Subnet(_) | Tag(..) | Tier(_) | Vpc(_)) => Ok(Self(own)),
            other => Err(format!(
                "`{other}` means no subnets: expected `tier:`, `name:`, `tag:`, `subnet-…`, `vpc-…` or `*`"
            )),
        }
    }
}

impl TryFrom<String> for Groups {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.parse().map_err(|error: crate::InvalidSelector| error.to_string())? {
            own @ (Selector::Group(_) | Selector::SecurityGroup(_) | Selector::Tag(..)) => Ok(Self(own)),
            other => Err(format!("`{other}` means no security groups: expected `group:`, `tag:` or `sg-…`")),
        }
    }
}

impl TryFrom<String> for Image {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        ImageReference::parse(&text).map_err(|error| error.to_string())?;
        Ok(Self(text))
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // A rule does not say the operating system: it is Linux, as where a task definition does not.
        let system = OperatingSystem::Linux;
        let version = PlatformVersion::resolve(Some(&text), system).map_err(|error| error.to_string())?;
        let released = PlatformVersion::released(system);
        if released.contains(&version) {
            return Ok(Self(text));
        }
        let all: Vec<String> = released.iter().map(ToString::to_string).collect();
        Err(format!("Fargate has no platform version `{}`: there is {}", text.escape_default(), all.join(", ")))
    }
}

impl Listed for Text {}
impl Listed for Subnets {}
impl Listed for Groups {}
impl Listed for Image {}

macro_rules! inner {
    ($($word:ty => $own:ty),+) => {
        $(impl From<$word> for $own {
            fn from(word: $word) -> Self {
                word.0
            }
        })+
    };
}
inner!(Text => String, Image => String, Version => String, Subnets => Selector, Groups => Selector);

/// One or several words of a kind.
pub(crate) fn several<'de, D, W, T>(deserializer: D) -> Result<Several<T>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Listed + Into<T>,
{
    Several::<W>::deserialize(deserializer).map(|own| Several(own.into_iter().map(Into::into).collect()))
}

/// The same, where it may be left out.
pub(crate) fn some_several<'de, D, W, T>(deserializer: D) -> Result<Option<Several<T>>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Listed + Into<T>,
{
    let found = Option::<Several<W>>::deserialize(deserializer)?;
    Ok(found.map(|own| Several(own.into_iter().map(Into::into).collect())))
}

/// One word of a kind, where it may be left out.
pub(crate) fn some<'de, D, W, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de> + Into<T>,
{
    Option::<W>::deserialize(deserializer).map(|own| own.map(Into::into))
}
