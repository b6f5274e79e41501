//! `ResourceInitializationError`: section G.2 of the fact base.

use hopwise_ecs::stopped::{
    Class, FailedStep as Step, Missing, NetworkFault as Fault, PolicyLayer as Layer, Refusal, RefusalKind,
};

use crate::{REFUSED, Row, check, implicit, missing, net};

const KEY: Class = Class::Permission(Refusal { layer: Layer::Key, kind: RefusalKind::Unsaid });

pub(crate) const ROWS: &[Row] = &[
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : signal: killed",
        net(Fault::Interrupted),
        Some(Step::Authorization),
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post \"https://api.ecr.us-west-2.amazonaws.com/\": dial tcp 52.94.184.143:443: i/o timeout. Please check your task network configuration.",
        net(Fault::Unanswered),
        Some(Step::RegistryAuth),
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 0b1f, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
        implicit(Layer::IdentityBased),
        Some(Step::RegistryAuth),
    ),
    (
        "… unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: …, api error AccessDeniedException: User: arn:aws:sts::…:assumed-role/… is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
        implicit(Layer::IdentityBased),
        Some(Step::RegistryAuth),
    ),
    (
        "… unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab1Cd2 from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 0b1f, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab1Cd2",
        REFUSED,
        Some(Step::Secrets),
    ),
    (
        "… unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 0b1f, ResourceNotFoundException: Secrets Manager can't find the specified secret.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    (
        "… unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret … from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400 … ResourceNotFoundException",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    (
        "… unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab1Cd2 from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded",
        net(Fault::Interrupted),
        Some(Step::Secrets),
    ),
    (
        "… unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret …: Post \"https://secretsmanager.eu-west-1.amazonaws.com/\": dial tcp 10.0.3.18:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::Secrets),
    ),
    (
        "InvalidParameter: 1 validation error(s) found. – minimum field size of 32, GetSecretValueInput.VersionId",
        Class::Configuration,
        Some(Step::Secrets),
    ),
    (
        "… unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded",
        net(Fault::Interrupted),
        Some(Step::Parameters),
    ),
    (
        "… unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: 0b1f, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111122223333:parameter/db",
        REFUSED,
        Some(Step::Parameters),
    ),
    (
        "… unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the service for hub: RequestError: send request failed caused by: Post \"https://secretsmanager.eu-west-1.amazonaws.com/\": dial tcp 10.0.3.18:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::RegistryCredentials),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist",
        missing(Missing::LogGroup),
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: RequestError: send request failed : exit status 1 : signal: killed",
        net(Fault::Interrupted),
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: … : signal: killed",
        net(Fault::Interrupted),
        Some(Step::Logs),
    ),
    ("… failed to validate logger args: … awslogs-region is required", Class::Configuration, Some(Step::Logs)),
    ("… failed to validate logger args: Options: awslogs-group is required", Class::Configuration, Some(Step::Logs)),
    (
        "unable to pull secrets or registry auth: execution resource retrieval failed: unable to get registry auth from asm: service call has been retried 1 time(s): invalid character 'x' looking for beginning of value",
        Class::Configuration,
        Some(Step::RegistryCredentials),
    ),
    (
        "unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): InternalServiceError: An error occurred on the server side.",
        Class::ServerError,
        Some(Step::Secrets),
    ),
    (
        "… AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/app:log-stream: because no identity-based policy allows the logs:CreateLogGroup action",
        implicit(Layer::IdentityBased),
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException … logs:CreateLogStream",
        REFUSED,
        Some(Step::Logs),
    ),
    ("ResourceInitializationError: failed to initialize logging driver: …", Class::LogDriver, Some(Step::Logs)),
    (
        "ResourceInitializationError: failed to initialize logging driver: splunk: failed to verify connection: Options https://splunk.example.com:8088/services: dial tcp 198.51.100.7:8088: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::Logs),
    ),
    (
        "ResourceInitializationError: failed to download env files: file download command: non-empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded",
        net(Fault::Interrupted),
        Some(Step::EnvironmentFiles),
    ),
    (
        "… failed to download env files: file download command: non-empty error stream: service call has been retried 1 time(s): operation error S3: HeadObject, https response error StatusCode: 403, RequestID: 0B1F, HostID: x, api error Forbidden: Forbidden",
        REFUSED,
        Some(Step::EnvironmentFiles),
    ),
    (
        "… failed to download env files: file download command: non-empty error stream: AccessDenied: Access Denied status code: 403, request id: 0B1F",
        REFUSED,
        Some(Step::EnvironmentFiles),
    ),
    (
        "… failed to download env files: file download command: non-empty error stream: operation error S3: HeadObject, https response error StatusCode: 404, RequestID: 0B1F, api error NotFound: Not Found",
        missing(Missing::File),
        Some(Step::EnvironmentFiles),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32",
        net(Fault::Unanswered),
        Some(Step::FileSystem),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve \"fs-0a1b2c3d.efs.eu-west-1.amazonaws.com\" - check that your file system ID is correct",
        net(Fault::NameNotFound),
        Some(Step::FileSystem),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'",
        REFUSED,
        Some(Step::FileSystem),
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: …",
        Class::Unknown,
        Some(Step::FileSystem),
    ),
    (
        "ResourceInitializationError: failed to configure ENI: failed to setup regular eni: netplugin failed with no error message: context deadline exceeded",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    (
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: operation error S3: GetObject, https response error StatusCode: 301, RequestID: 0b1f, api error MovedPermanently: Moved Permanently",
        missing(Missing::BucketInRegion),
        Some(Step::EnvironmentFiles),
    ),
    (
        "unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
        KEY,
        Some(Step::Secrets),
    ),
    (
        "failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
        KEY,
        Some(Step::Secrets),
    ),
    (
        "failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db from secrets manager: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    // Newer friendly forms.
    (
        "The task cannot pull registry authentication from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.",
        net(Fault::Unspecified),
        Some(Step::RegistryAuth),
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post \"https://api.ecr.us-east-1.amazonaws.com/\": dial tcp 44.213.79.10:443: i/o timeout",
        net(Fault::Unanswered),
        Some(Step::RegistryAuth),
    ),
    (
        "The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db' from AWS Secrets Manager. Check whether the secret exists in the specified Region.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    (
        "The task can't retrieve the secret with ARN '…' from AWS Secrets Manager. Check whether the secret exists in the specified Region.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    (
        "The task can't pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager. …",
        net(Fault::Unspecified),
        Some(Step::Secrets),
    ),
    (
        "The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection …",
        net(Fault::Unspecified),
        Some(Step::Parameters),
    ),
    (
        "The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3. Check your task network configuration.",
        net(Fault::Unspecified),
        Some(Step::EnvironmentFiles),
    ),
    (
        "failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration.",
        net(Fault::Unspecified),
        Some(Step::Logs),
    ),
    (
        "pull command failed: unable to pull secrets or registry auth Check your task network configuration.",
        net(Fault::Unspecified),
        Some(Step::Authorization),
    ),
];

#[test]
fn texts_of_initialization() {
    check(ROWS);
}
