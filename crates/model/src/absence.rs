//! How AWS says that something is not there, where what it is of fills no document, or several rooms ask.

/// How ECR answers for a repository that has no policy (ECR API reference, `GetRepositoryPolicy`).
pub const NO_REPOSITORY_POLICY: &str = "RepositoryPolicyNotFoundException";

/// Whether an error code says that a resource has no policy (API references of ECR, `GetRepositoryPolicy`; S3,
/// `GetBucketPolicy`; EFS, `DescribeFileSystemPolicy`). Every key of KMS has one.
#[must_use]
pub fn says_no_policy(code: &str) -> bool {
    [NO_REPOSITORY_POLICY, "NoSuchBucketPolicy", "PolicyNotFound"].contains(&code)
}
