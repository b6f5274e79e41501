//! ARNs: in `Resource`, in conditions on ARNs, of principals.

use crate::Value;
use crate::pattern::{Mode, Pattern, Resolved};
use crate::truth::Truth;

/// How many parts an ARN has: `arn`, partition, service, Region, account, resource.
const SEGMENTS: usize = 6;

/// Whether `ArnLike` (and `ArnEquals`) holds: "each of the six colon-delimited components is checked separately".
pub(crate) fn like(pattern: &Pattern, value: &str, lookup: &dyn Fn(&str) -> Value) -> (Truth, Resolved) {
    let segments = pattern.segments();
    let whole = pattern.resolve(Mode::Like, lookup);
    if value.splitn(SEGMENTS, ':').count() < SEGMENTS || segments.len() < SEGMENTS {
        // Not ARNs. AWS does not say whether they then match as text.
        let truth = if whole.matches(value, Mode::Like) == Truth::False { Truth::False } else { Truth::Unknown };
        return (truth, whole);
    }
    (segment_wise(&segments, value, lookup), whole)
}

/// Whether an entry of `Resource` covers a resource; `of_identity` says that it stands in a policy of an identity.
pub(crate) fn covers(
    pattern: &Pattern,
    resource: &str,
    of_identity: bool,
    lookup: &dyn Fn(&str) -> Value,
) -> (Truth, Resolved) {
    let whole = pattern.resolve(Mode::Like, lookup);
    if pattern.is_everything() {
        return (Truth::True, whole);
    }
    let as_text = whole.matches(resource, Mode::Like);
    if resource.splitn(SEGMENTS, ':').count() < SEGMENTS {
        // `*`: an action without a resource, which only `*` covers.
        return (as_text, whole);
    }
    let segments = pattern.segments();
    let by_segment = segment_wise(&segments, resource, lookup);
    // "AWS automatically completes the ARN by adding wildcard characters to all missing fields", said of policies of
    // identities only.
    let complete = segments.len() == SEGMENTS || of_identity;
    // Neither wildcards in the partition or the service nor variables before the fifth colon are allowed. That a
    // policy which has them was accepted does not tell what they do.
    let (before_service, before_resource) = (segments.iter().take(3), segments.iter().take(SEGMENTS - 1));
    let allowed =
        !before_service.clone().any(Pattern::has_wildcard) && !before_resource.clone().any(Pattern::has_variable);
    let truth = match (by_segment, as_text) {
        (Truth::True, _) if complete && allowed => Truth::True,
        (Truth::False, Truth::False) => Truth::False,
        _ => Truth::Unknown,
    };
    (truth, whole)
}

/// Whether each part of a value matches the part of the pattern; parts that the pattern lacks match.
fn segment_wise(pattern: &[Pattern], value: &str, lookup: &dyn Fn(&str) -> Value) -> Truth {
    let parts = pattern.iter().zip(value.splitn(SEGMENTS, ':'));
    Truth::all(parts.map(|(pattern, part)| pattern.resolve(Mode::Like, lookup).matches(part, Mode::Like)))
}

/// The account of the ARN of an identity, and the rest: `role/path/name`.
pub(crate) fn identity(arn: &str) -> Option<(&str, &str, &str)> {
    let mut parts = arn.splitn(SEGMENTS, ':');
    match (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?) {
        ("arn", _, service @ ("iam" | "sts"), "", account, rest) => Some((service, account, rest)),
        _ => None,
    }
}

/// Whether this is the number of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
