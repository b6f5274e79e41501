//! How AWS's APIs say that a document is a page, and another one follows.

/// What kind of value a key has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Null,
    True,
    False,
    EmptyString,
    Object,
    Other,
}

impl ValueKind {
    /// The kind of a JSON value.
    pub(super) fn of(json: &str) -> Self {
        match json {
            "null" => Self::Null,
            "true" => Self::True,
            "false" => Self::False,
            "\"\"" => Self::EmptyString,
            json if json.starts_with('{') => Self::Object,
            _ => Self::Other,
        }
    }
}

/// A key that stands beside a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// What to ask the next page with: there is one if this is there.
    Token,
    /// Likewise; where the list says beside it that it is whole, it is only what this page was asked with.
    Marker,
    /// Whether there is another page.
    Flag,
}

/// Every key by which the APIs announce a page: EC2, Route 53 Resolver and Secrets Manager have `NextToken`, ECS and ECR
/// `nextToken`, IAM `IsTruncated` with `Marker`, Route 53 `IsTruncated` with `NextRecordName` and its companions or with
/// `NextMarker`, KMS `Truncated` with `NextMarker`, and others `PaginationToken`. The AWS CLI has `NextToken` for all of
/// them where `--max-items` cuts a list. Source: the API references, and botocore's `paginators-1.json`.
/// They are compared without case, as SDKs of other languages spell them otherwise (`isTruncated`).
const MARKS: [(&str, Mark); 11] = [
    ("IsTruncated", Mark::Flag),
    ("Marker", Mark::Marker),
    ("NextContinuationToken", Mark::Token),
    ("NextMarker", Mark::Token),
    ("NextPageToken", Mark::Token),
    ("NextRecordIdentifier", Mark::Token),
    ("NextRecordName", Mark::Token),
    ("NextRecordType", Mark::Token),
    ("NextToken", Mark::Token),
    ("PaginationToken", Mark::Token),
    ("Truncated", Mark::Flag),
];

fn mark(key: &str) -> Option<Mark> {
    MARKS.iter().find(|(own, _)| own.eq_ignore_ascii_case(key)).map(|(_, mark)| *mark)
}

/// Whether a key announces a page, or says that there is none.
pub(super) fn is_mark(key: &str) -> bool {
    mark(key).is_some()
}

/// Whether the keys of a document, with their values, say that another page follows. An empty token is none: so EC2's XML
/// ends a list.
pub(super) fn is_set<'k>(keys: impl Iterator<Item = (&'k str, ValueKind)> + Clone) -> bool {
    let marks = keys.filter_map(|(key, value)| Some((mark(key)?, value)));
    let is_whole = marks.clone().any(|own| own == (Mark::Flag, ValueKind::False));
    marks.clone().any(|(mark, value)| match (mark, value) {
        (_, ValueKind::Null | ValueKind::EmptyString | ValueKind::False) => false,
        (Mark::Marker, _) => !is_whole,
        // A flag that is neither true nor false does not say that there is no more.
        (Mark::Token | Mark::Flag, _) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_api_says_it_in_its_own_way() {
        let more = |keys: &[(&'static str, ValueKind)]| is_set(keys.iter().copied());
        for token in [
            "NextToken",
            "nextToken",
            "NextMarker",
            "PaginationToken",
            "NextRecordName",
            "Marker",
            "marker",
            "nextRecordName",
            "nexttoken",
            "NEXTTOKEN",
        ] {
            assert!(more(&[(token, ValueKind::Other)]), "{token}");
            assert!(!more(&[(token, ValueKind::Null)]) && !more(&[(token, ValueKind::EmptyString)]), "{token}");
        }
        assert!(more(&[("IsTruncated", ValueKind::True)]) && more(&[("Truncated", ValueKind::True)]));
        assert!(more(&[("isTruncated", ValueKind::True)]) && more(&[("truncated", ValueKind::True)]));
        assert!(!more(&[("isTruncated", ValueKind::False), ("marker", ValueKind::Other)]));
        assert!(more(&[("IsTruncated", ValueKind::True), ("Marker", ValueKind::Other)]));
        assert!(
            !more(&[("IsTruncated", ValueKind::False), ("Marker", ValueKind::Other)]),
            "the marker it was asked with"
        );
        assert!(
            more(&[("IsTruncated", ValueKind::False), ("NextToken", ValueKind::Other)]),
            "the CLI cut the last page"
        );
        assert!(!more(&[("Vpcs", ValueKind::Other), ("MaxItems", ValueKind::Other)]));
    }

    #[test]
    fn marks_are_in_order() {
        assert!(MARKS.is_sorted_by_key(|(key, _)| *key));
    }
}
