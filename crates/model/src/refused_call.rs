//! Which errors of AWS's APIs refuse a call, whoever made it and whatever it asked for.

/// Why AWS refused a call, as far as the code of its error tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusedCall {
    /// The credentials were good once.
    Expired,
    /// AWS does not know the caller, or the caller's account does not have the service or the Region.
    Rejected,
    /// A policy does not allow it.
    Denied,
    /// There were too many calls.
    Throttled,
}

impl RefusedCall {
    /// What a code of an error means; none where it is about what was asked for. EC2 sometimes says whose mistake it is before
    /// the code (`Client.`).
    ///
    /// Codes: the "Common Errors" of each service's API reference, and the retry handlers of the AWS SDKs.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let code = code.strip_prefix("Client.").unwrap_or(code);
        let is_one = |(_, codes): &&(Self, &[&str])| codes.contains(&code);
        CODES.iter().find(is_one).map(|(class, _)| *class)
    }
}

const CODES: &[(RefusedCall, &[&str])] = &[
    (RefusedCall::Expired, &["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"]),
    (
        RefusedCall::Rejected,
        &[
            "AuthFailure",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotSignedUp",
            "OptInRequired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ],
    ),
    (
        RefusedCall::Denied,
        &[
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "UnauthorizedException",
            "UnauthorizedOperation",
        ],
    ),
    (
        RefusedCall::Throttled,
        &[
            "EC2ThrottledException",
            "PriorRequestNotComplete",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequestsException",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_apart() {
        assert_eq!(RefusedCall::of("ExpiredToken"), Some(RefusedCall::Expired));
        assert_eq!(RefusedCall::of("OptInRequired"), Some(RefusedCall::Rejected));
        assert_eq!(RefusedCall::of("Client.UnauthorizedOperation"), Some(RefusedCall::Denied));
        assert_eq!(RefusedCall::of("SlowDown"), Some(RefusedCall::Throttled));
        assert_eq!(RefusedCall::of("InvalidVpcID.NotFound"), None);
        let mut all: Vec<&str> = CODES.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "no code stands twice");
    }
}
