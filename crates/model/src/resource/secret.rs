use crate::evidence::Evidence;

/// A secret of Secrets Manager (`secretsmanager describe-secret`): what it is called, never what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretDescription {
    /// Its ARN, with the random suffix.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The key that encrypts it, as an ARN, an id or an alias. None where it is the service's own.
    pub kms_key: Option<String>,
    /// When it was marked for deletion, as printed. Nobody reads it until it is restored (Secrets Manager API reference,
    /// `DeleteSecret`, `GetSecretValue`).
    pub deleted_at: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The policy of a secret (`secretsmanager get-resource-policy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPolicy {
    /// The secret's ARN, with the random suffix.
    pub arn: String,
    /// What the policy says; none where the secret has none.
    pub document: Option<super::PolicyDocument>,
    /// Where it was read.
    pub evidence: Evidence,
}
