//! One value of a request against one value of a policy, for numbers, dates, booleans and addresses.
//!
//! Source: IAM user guide, "IAM JSON policy elements: Condition operators". A value that is written in a form of which
//! AWS does not say what it means has no comparison.

use std::cmp::Ordering;
use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;

/// A comparison of typed values, in its positive form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `Numeric…`, on integers and decimals.
    Numeric(Order),
    /// `Date…`, on dates of ISO 8601 and on seconds of the epoch.
    Date(Order),
    /// `Bool`.
    Bool,
    /// `IpAddress`: the policy's block holds the request's address.
    IpAddress,
}

/// How the request's value stands to the policy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Comparison {
    /// Whether the request's value compares so with the policy's; `None` if one of them is not of the type.
    pub(crate) fn holds(self, request: &str, policy: &str) -> Option<bool> {
        match self {
            Self::Numeric(order) => Some(order.holds(number(request)?.partial_cmp(&number(policy)?)?)),
            Self::Date(order) => Some(order.holds(date(request)?.cmp(&date(policy)?))),
            Self::Bool => Some(boolean(request)? == boolean(policy)?),
            Self::IpAddress => Some(block(policy)?.contains(&block(request)?)),
        }
    }
}

/// An integer or a decimal. Up to 15 digits are told apart in 64 bits; AWS does not say how many it tells apart.
fn number(text: &str) -> Option<f64> {
    let plain = text.chars().all(|character| matches!(character, '0'..='9' | '.' | '-'));
    (plain && text.len() <= 15).then(|| text.parse().ok())?
}

/// "one of the W3C implementations of the ISO 8601 date formats or in epoch (UNIX) time". Of the forms of W3C those count
/// that name a moment: a date and a time with an offset. A bare number is a year or seconds: it counts where it is too
/// long for a year and short enough for seconds rather than milliseconds.
fn date(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(seconds) && digits(fraction) {
        let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
        return matches!(seconds.len(), 9..=11).then(|| Timestamp::new(seconds.parse().ok()?, nanoseconds).ok())?;
    }
    is_w3c_moment(text).then(|| text.parse().ok())?
}

/// Whether a text has the form `YYYY-MM-DDThh:mm:ss.sTZD`, of which seconds and their fraction may be left out and the
/// offset is `Z`, `+hh:mm` or `-hh:mm`. jiff reads more forms of ISO 8601 than W3C's profile has.
fn is_w3c_moment(text: &str) -> bool {
    let form: String = text.chars().map(|character| if character.is_ascii_digit() { '9' } else { character }).collect();
    let Some(time) = form.strip_prefix("9999-99-99T99:99") else { return false };
    let Some(time) =
        time.strip_suffix('Z').or_else(|| time.strip_suffix("+99:99")).or_else(|| time.strip_suffix("-99:99"))
    else {
        return false;
    };
    let Some(seconds) = time.strip_prefix(":99") else { return time.is_empty() };
    // A second 60 is none that W3C's profile has.
    let leap = text.get(17..19) == Some("60");
    !leap && (seconds.is_empty() || seconds.strip_prefix('.').is_some_and(|rest| rest.chars().all(|c| c == '9')))
}

fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// A block, or an address, which is the block that holds it alone.
fn block(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}
