//! A JSON pointer that takes little room.

use std::cmp::Ordering;
use std::fmt;

use ecow::EcoString;

/// Keys that lead to most of what a snapshot holds: each is kept as one character. Any other key is kept as it is written.
const KEYS: [&str; 26] = [
    "NetworkInterfaces",
    "SecurityGroups",
    "IpPermissions",
    "IpPermissionsEgress",
    "SecurityGroupRules",
    "Vpcs",
    "Subnets",
    "RouteTables",
    "Routes",
    "Associations",
    "NetworkAcls",
    "Entries",
    "VpcEndpoints",
    "NatGateways",
    "InternetGateways",
    "Addresses",
    "PrefixLists",
    "Reservations",
    "Instances",
    "services",
    "tasks",
    "containerInstances",
    "taskDefinition",
    "containerDefinitions",
    "PolicyDocument",
    "Statement",
];

/// The character that stands for the first of the keys. A pointer that is written out begins with `/`.
const FIRST_KEY: u32 = 0x80;

/// What text that is no pointer begins with where it is kept.
const TEXT: char = '\u{1}';

/// A place in a JSON document, as a JSON pointer (RFC 6901); or, of what no document holds, what was supposed.
///
/// A snapshot has one for each record and rule, so that the usual ones take no more than 16 bytes. They are equal, and
/// ordered, as their texts are.
///
/// ```
/// use hopwise_model::Pointer;
///
/// let rule = Pointer::from("/SecurityGroups/12345").member("IpPermissions").element(17);
/// assert_eq!(rule.to_string(), "/SecurityGroups/12345/IpPermissions/17");
/// assert_eq!(size_of::<Pointer>(), 16);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Pointer(EcoString);

impl Pointer {
    /// A member of what stands here. `name` is written as pointers have it: `~0` for `~`, `~1` for `/`.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        let key = (FIRST_KEY..).zip(KEYS).find(|(_, key)| *key == name).and_then(|(mark, _)| char::from_u32(mark));
        match key {
            Some(mark) if self.0.is_empty() || self.is_short() => {
                let mut inside = self.0.clone();
                inside.push(mark);
                Self(inside)
            }
            _ if is_index(name) => self.index(name),
            _ => self.written(name),
        }
    }

    /// An element of the array that stands here.
    #[must_use]
    pub fn element(&self, index: usize) -> Self {
        self.index(&index.to_string())
    }

    fn index(&self, index: &str) -> Self {
        if !self.is_short() {
            return self.written(index);
        }
        let mut inside = self.0.clone();
        if inside.ends_with(|last: char| last.is_ascii_digit()) {
            inside.push('/');
        }
        inside.push_str(index);
        Self(inside)
    }

    /// A member of what stands here, where the whole is written out.
    fn written(&self, name: &str) -> Self {
        let mut inside = if self.is_short() { ecow::eco_format!("{self}") } else { self.0.clone() };
        inside.push('/');
        inside.push_str(name);
        Self(inside)
    }

    /// Whether it begins with one of the keys, and holds nothing but those and indices.
    fn is_short(&self) -> bool {
        self.0.chars().next().is_some_and(|first| key(first).is_some())
    }
}

/// The key that a character stands for.
fn key(mark: char) -> Option<&'static str> {
    let place = u32::from(mark).checked_sub(FIRST_KEY)?;
    KEYS.get(usize::try_from(place).ok()?).copied()
}

fn is_index(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        match text.strip_prefix('/') {
            Some(inside) => inside.split('/').fold(Self::default(), |at, name| at.member(name)),
            None if text.is_empty() => Self::default(),
            None => Self(ecow::eco_format!("{TEXT}{text}")),
        }
    }
}

impl From<String> for Pointer {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_short() {
            return f.write_str(self.0.strip_prefix(TEXT).unwrap_or(&self.0));
        }
        let mut is_behind_key = false;
        self.0.chars().try_for_each(|part| {
            let begins = std::mem::replace(&mut is_behind_key, false);
            match key(part) {
                Some(name) => {
                    is_behind_key = true;
                    write!(f, "/{name}")
                }
                None if begins => write!(f, "/{part}"),
                None => write!(f, "{part}"),
            }
        })
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl PartialEq<str> for Pointer {
    fn eq(&self, other: &str) -> bool {
        self.0 == Self::from(other).0
    }
}

impl PartialEq<&str> for Pointer {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialOrd for Pointer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pointer {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.to_string().cmp(&other.to_string()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pointers with and without the keys that are kept short, indices in all places, and what is no pointer.
    const TEXTS: [&str; 18] = [
        "",
        "/",
        "//",
        "/0",
        "/0/1",
        "/007/Vpcs",
        "/0/Vpcs/1",
        "/Vpcs",
        "/Vpcs/",
        "/Vpcs/1",
        "/Vpcs/1/2/3",
        "/Vpcs/1/Subnets/10",
        "/Vpcs/1/other/Subnets/10",
        "/SecurityGroups/99999/IpPermissionsEgress/999",
        "/services/0/~1x~0/\u{80}/\u{81}",
        "\u{80}1",
        "\u{1}",
        "--subnet",
    ];

    #[test]
    fn the_text_comes_back_whole_and_in_order() {
        for one in TEXTS {
            let pointer = Pointer::from(one);
            assert_eq!(pointer.to_string(), one);
            for other in TEXTS {
                assert_eq!(pointer.cmp(&Pointer::from(other)), one.cmp(other), "{one:?} {other:?}");
                assert_eq!(pointer == *other, one == other, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_way_into_a_document_is_the_pointer_that_it_is_written_as() {
        for text in TEXTS.into_iter().filter(|text| text.starts_with('/') || text.is_empty()) {
            let (at, way) = (Pointer::from(text), ["Routes", "x", "7"]);
            for name in way {
                assert_eq!(at.member(name), *format!("{text}/{name}"));
                assert_eq!(at.member(name).element(3), *format!("{text}/{name}/3"));
            }
            assert_eq!(at.element(12), *format!("{text}/12"));
        }
    }

    #[test]
    fn keys_stand_for_one_character_each_that_begins_no_pointer() {
        for name in KEYS {
            let short = Pointer::default().member(name);
            assert_eq!((short.0.chars().count(), short.to_string()), (1, format!("/{name}")));
        }
    }
}
