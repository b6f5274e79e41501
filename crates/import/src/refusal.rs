//! Errors that were saved where a document should be: what the AWS CLI writes on standard error (`2>&1`), and the bodies with
//! which the APIs answer.
//!
//! Sources: botocore's `ClientError` ("An error occurred (CODE) when calling the OPERATION operation: MESSAGE"), and the
//! pages "Common errors" of the API references.

use hopwise_model::{AccountId, Action, DocumentClass, DocumentKind, FailureKind, NO_REPOSITORY_POLICY, RefusedCall};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::excerpt::excerpt;
use crate::wire::value::{Maybe, Object};

/// An error instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// AWS's code of it, where it got as far as AWS; else what the AWS CLI says.
    pub(crate) code: Option<String>,
    /// The action that the call needs, where the error tells it.
    pub(crate) action: Option<Action>,
    /// What the call was about, where the error tells it in a word.
    pub(crate) about: Option<String>,
    /// What does not exist, as AWS answers, with its name as far as the answer tells it.
    pub(crate) none: Option<String>,
    /// The registry and the repository that has no policy, where that is the answer.
    pub(crate) without_policy: Option<(AccountId, String)>,
    /// Whether the credentials, rather than what they permit, are to blame.
    pub(crate) is_of_credentials: bool,
}

/// Actions that show policies of resources, which fill no document.
const POLICIES: [&str; 3] = ["elasticfilesystem:DescribeFileSystemPolicy", "kms:GetKeyPolicy", "s3:GetBucketPolicy"];

/// What the AWS CLI says, in its own words, of credentials that it does not have or cannot renew.
const NO_CREDENTIALS: [&str; 7] = [
    "Unable to locate credentials",
    "Partial credentials found",
    "Error loading SSO Token",
    "Error when retrieving token from sso",
    "The SSO session associated with this profile",
    "Your session has expired",
    "Error when retrieving credentials",
];

/// What else it says without having asked AWS, or without an answer.
const NO_ANSWER: [&str; 8] = [
    "Could not connect to the endpoint URL",
    "Connect timeout on endpoint URL",
    "Read timeout on endpoint URL",
    "Connection was closed before we received a valid response",
    "SSL validation failed",
    "You must specify a region",
    "The config profile (",
    "aws: error:",
];

impl Refusal {
    /// The error that a text is which is no JSON.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        if let Some((_, rest)) = text.split_once("An error occurred (") {
            let (code, rest) = rest.split_once(')')?;
            let (_, rest) = rest.split_once("when calling the ")?;
            let (operation, message) = rest.split_once(' ')?;
            return Some(Self::new(Some(code), Some(operation), message));
        }
        // EC2 answers in XML.
        if text.trim_start().starts_with('<') {
            let tag = |name: &str| {
                let (_, rest) = text.split_once(&format!("<{name}>"))?;
                Some(rest.split_once(&format!("</{name}>"))?.0)
            };
            return Some(Self::new(Some(tag("Code")?), None, tag("Message").unwrap_or_default()));
        }
        let begins = |own: &&str| text.lines().any(|line| line.trim_start_matches("aws: [ERROR]: ").starts_with(own));
        let is_of_credentials = NO_CREDENTIALS.iter().any(begins);
        let no_answer = NO_ANSWER.iter().find(|own| begins(own)).copied();
        let is_error = is_of_credentials || no_answer.is_some();
        // "You must specify a region" says what to do about it. Whatever stands in a bracket or after a colon is the user's.
        let code = no_answer.filter(|own| !is_of_credentials && !own.ends_with([':', '(']));
        is_error.then_some(Self {
            code: code.map(str::to_owned),
            action: None,
            about: None,
            none: None,
            without_policy: None,
            is_of_credentials,
        })
    }

    /// The error that a JSON object is.
    pub(crate) fn of_object(text: &str) -> Option<Self> {
        #[derive(Default, Deserialize)]
        struct Body {
            #[serde(rename = "__type")]
            kind: Maybe<String>,
            #[serde(rename = "Code", alias = "code")]
            code: Maybe<String>,
            #[serde(rename = "Message", alias = "message")]
            message: Maybe<String>,
            #[serde(rename = "Error")]
            error: Option<Object<Inner>>,
            #[serde(rename = "ResponseMetadata")]
            _metadata: Option<IgnoredAny>,
        }
        #[derive(Default, Deserialize)]
        struct Inner {
            #[serde(rename = "Code")]
            code: Maybe<String>,
            #[serde(rename = "Message")]
            message: Maybe<String>,
        }
        let mut values = serde_json::Deserializer::from_str(text).into_iter();
        let Object(body): Object<Body> = values.next()?.ok()?;
        let error = body.error.map(|Object(error)| error).unwrap_or_default();
        let message = body.message.0.or(error.message.0);
        let code = body.kind.0.or(error.code.0).or(body.code.0.filter(|_| message.is_some()))?;
        // `com.amazonaws.ecs#ClientException`
        let code = code.rsplit('#').next().unwrap_or(&code);
        Some(Self::new(Some(code), None, message.as_deref().unwrap_or_default()))
    }

    fn new(code: Option<&str>, operation: Option<&str>, message: &str) -> Self {
        let after = |words: &str| message.split_once(words).map(|(_, rest)| rest.trim_start());
        let word =
            |text: &str| text.split([' ', ',', '\n', '\r']).next().unwrap_or_default().trim_end_matches('.').to_owned();
        let of_operation = operation.and_then(DocumentKind::of_operation).map(|(_, action)| action);
        let of_policy = POLICIES.iter().copied().find(|action| action.split_once(':').map(|(_, own)| own) == operation);
        let of_message =
            after("is not authorized to perform: ").and_then(|rest| Action::try_from(word(rest).as_str()).ok());
        let of_role = after("on resource: role ").map(word);
        // Of permissions, one document is about one thing.
        let is_policy = of_message.as_ref().is_some_and(|action| {
            DocumentKind::of_action(action.as_str()).is_some_and(|kind| kind.class() == DocumentClass::Permission)
                || POLICIES.contains(&action.as_str())
        });
        let of_arn = after("on resource: ").filter(|rest| is_policy && rest.starts_with("arn:")).map(word);
        let no_role = after("The role with name ").map(word).filter(|_| code == Some("NoSuchEntity"));
        Self {
            none: code.and_then(|code| none(code, operation, message)),
            without_policy: code.filter(|code| *code == NO_REPOSITORY_POLICY).and_then(|_| without_policy(message)),
            code: code.map(str::to_owned),
            action: of_message.or_else(|| {
                // Of a role that does not exist, no other call tells more.
                let of_role = no_role.is_some().then(|| DocumentKind::Role.action());
                let action = of_operation.or(of_policy).or(of_role);
                action.and_then(|action| Action::try_from(action).ok())
            }),
            about: of_role.or(no_role).or(of_arn.map(|arn| name_of_role(&arn).map(str::to_owned).unwrap_or(arn))),
            is_of_credentials: code
                .and_then(RefusedCall::of)
                .is_some_and(|own| matches!(own, RefusedCall::Expired | RefusedCall::Rejected)),
        }
    }

    /// How the call failed.
    pub(crate) fn kind(&self) -> FailureKind {
        match self.code.as_deref().and_then(RefusedCall::of) {
            Some(RefusedCall::Denied) => FailureKind::Denied,
            Some(RefusedCall::Throttled) => FailureKind::Throttled,
            Some(RefusedCall::Expired | RefusedCall::Rejected) | None => FailureKind::Error,
        }
    }

    /// The kind of document that it stands for, where it tells.
    pub(crate) fn document(&self) -> Option<DocumentKind> {
        self.action.as_ref().and_then(|action| DocumentKind::of_action(action.as_str()))
    }
}

/// The name of the role that an ARN is of.
fn name_of_role(arn: &str) -> Option<&str> {
    let resource = arn.splitn(6, ':').nth(5)?;
    resource.strip_prefix("role/")?.rsplit('/').next()
}

/// What the message of an answer has in quotation marks after some words.
fn quoted<'m>(message: &'m str, words: &str) -> Option<&'m str> {
    let (_, rest) = message.split_once(words)?;
    Some(rest.trim_start().strip_prefix('\'')?.split_once('\'')?.0)
}

/// The registry and the repository that has no policy.
fn without_policy(message: &str) -> Option<(AccountId, String)> {
    let registry = AccountId::try_from(quoted(message, "registry with id")?).ok()?;
    Some((registry, quoted(message, "repository with name")?.to_owned()))
}

/// What does not exist, where that is what a code says (the pages "Errors" of the operations in the API references of IAM,
/// ECR and Secrets Manager).
fn none(code: &str, operation: Option<&str>, message: &str) -> Option<String> {
    let named = |what: &str, name: Option<&str>| match name {
        Some(name) => format!("{what} `{}`", excerpt(name)),
        None => format!("such {what}"),
    };
    let between = |before: &str, after: &str| Some(message.split_once(before)?.1.split_once(after)?.0);
    let of_secret = || matches!(operation, Some("DescribeSecret" | "GetResourcePolicy")) || message.contains("secret");
    match code {
        "NoSuchEntity" | "NoSuchEntityException" => {
            Some(if let Some(name) = between("The role with name ", " cannot be found") {
                named("role", Some(name))
            } else if let Some(name) = between("The role policy with name ", " cannot be found") {
                named("inline policy", Some(name))
            } else if message.contains("olicy") {
                let mut words = message.split_whitespace();
                named("policy", words.find(|word| word.starts_with("arn:")))
            } else {
                named("role or policy", None)
            })
        }
        NO_REPOSITORY_POLICY => Some(match quoted(message, "repository with name") {
            Some(name) => format!("policy of repository `{}`", excerpt(name)),
            None => named("policy of a repository", None),
        }),
        "RepositoryNotFoundException" => Some(named("repository", quoted(message, "repository with name"))),
        "ResourceNotFoundException" if of_secret() => Some(named("secret", None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_that_fills_documents_is_known_by_its_operation() {
        for kind in DocumentKind::ALL {
            let (_, operation) = kind.action().split_once(':').unwrap();
            let text =
                format!("\nAn error occurred (AccessDeniedException) when calling the {operation} operation: no\n");
            let refusal = Refusal::of_text(&text).unwrap();
            assert_eq!((refusal.document(), refusal.kind()), (Some(*kind), FailureKind::Denied));
            assert_eq!(refusal.action.unwrap().as_str(), kind.action());
        }
    }

    #[test]
    fn what_the_command_line_says() {
        let of = |text: &str| Refusal::of_text(text).map(|own| (own.kind(), own.document(), own.is_of_credentials));
        let throttled = "An error occurred (ThrottlingException) when calling the ListTasks operation (reached max retries: 4): Rate exceeded";
        assert_eq!(of(throttled), Some((FailureKind::Throttled, Some(DocumentKind::Tasks), false)));
        let expired =
            "aws: [ERROR]: An error occurred (ExpiredToken) when calling the DescribeVpcs operation: The token expired";
        assert_eq!(of(expired), Some((FailureKind::Error, Some(DocumentKind::Vpcs), true)));
        assert_eq!(of("Unable to locate credentials. You can configure them"), Some((FailureKind::Error, None, true)));
        assert_eq!(
            of("\nCould not connect to the endpoint URL: \"https://x\""),
            Some((FailureKind::Error, None, false))
        );
        let xml = "<?xml version=\"1.0\"?>\n<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
        assert_eq!(of(xml), Some((FailureKind::Denied, None, false)));
        for text in ["<html>Forbidden</html>", "Vpcs:\n- VpcId: vpc-1", "", "An error occurred ("] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_command_line_says_without_an_answer_is_kept() {
        let of = |text: &str| Refusal::of_text(text).map(|own| own.code);
        let region = "\nYou must specify a region. You can also configure your region by running \"aws configure\".";
        assert_eq!(of(region), Some(Some("You must specify a region".to_owned())));
        assert_eq!(of("The config profile (secret) could not be found"), Some(None));
        assert_eq!(of("Unable to locate credentials"), Some(None));
    }

    #[test]
    fn what_the_message_tells() {
        let text = "An error occurred (AccessDenied) when calling the ListRolePolicies operation: User: arn:aws:iam::111122223333:user/me is \
                    not authorized to perform: iam:ListRolePolicies on resource: role exec because no identity-based policy allows it";
        let refusal = Refusal::of_text(text).unwrap();
        assert_eq!(refusal.about.as_deref(), Some("exec"));
        let text = "An error occurred (NoSuchEntity) when calling the GetRole operation: The role with name exec cannot be found.";
        let body = r#"{"Error": {"Code": "NoSuchEntity", "Message": "The role with name exec cannot be found."}}"#;
        for refusal in [Refusal::of_text(text), Refusal::of_object(body)].map(Option::unwrap) {
            assert_eq!((refusal.document(), refusal.about.as_deref()), (Some(DocumentKind::Role), Some("exec")));
        }
        // An operation that fills no document of its own.
        let text = "An error occurred (AccessDenied) when calling the ListHostedZones operation: User: x is not authorized to perform: \
                    route53:ListHostedZones.";
        let refusal = Refusal::of_text(text).unwrap();
        assert_eq!((refusal.action.unwrap().as_str(), refusal.about), ("route53:ListHostedZones", None));
    }

    #[test]
    fn bodies_of_answers() {
        let of =
            |text: &str| Refusal::of_object(text).map(|own| (own.code.unwrap(), own.action.map(|own| own.to_string())));
        let body = r#"{"__type": "com.amazonaws.ecs#AccessDeniedException", "message": "User: x is not authorized to perform: ecs:DescribeTasks on resource: *"}"#;
        assert_eq!(of(body), Some(("AccessDeniedException".to_owned(), Some("ecs:DescribeTasks".to_owned()))));
        let body =
            r#"{"Error": {"Code": "ExpiredToken", "Message": "x"}, "ResponseMetadata": {"HTTPStatusCode": 403}}"#;
        assert_eq!(of(body), Some(("ExpiredToken".to_owned(), None)));
        assert_eq!(of(r#"{"Code": "AccessDenied", "Message": "x"}"#), Some(("AccessDenied".to_owned(), None)));
        for text in [r#"{"Vpcs": []}"#, "{}", r#"{"Code": "x"}"#, r#"{"Message": "x"}"#, r#"{"Error": "x"}"#] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
