//! The words that tell the class, all in lower case, in lists whose order counts.
//!
//! Sources: ECS developer guide, "Stopped tasks error messages" and the pages below it; the AWS knowledge centre on tasks
//! that cannot pull images, secrets and registry tokens; the error texts of Go's `net` package, containerd and Docker.

use super::class::{Class, Missing, NetworkFault, PolicyLayer, Refusal, RefusalKind, Shortage};

/// Words of which each tells the same.
pub(super) struct Phrases {
    pub(super) class: Class,
    /// Whether an answer of the one that was asked is quoted.
    pub(super) arrived: bool,
    pub(super) words: &'static [&'static [&'static str]],
}

const fn answered(class: Class, words: &'static [&'static [&'static str]]) -> Phrases {
    Phrases { class, arrived: true, words }
}

pub(super) const fn phrases(class: Class, words: &'static [&'static [&'static str]]) -> Phrases {
    Phrases { class, arrived: false, words }
}

pub(super) const fn network(fault: NetworkFault, words: &'static [&'static [&'static str]]) -> Phrases {
    phrases(Class::Network(fault), words)
}

const fn refused(layer: PolicyLayer) -> Class {
    Class::Permission(Refusal { layer, kind: RefusalKind::Unsaid })
}

/// What others than AWS say when they refuse, in words that AWS's own refusals have, too: no policy of AWS's is behind it.
pub(super) const OF_OTHERS: &[Phrases] = &[
    // Whoever asks for the image of a public registry without logging in gets a token for what is public only.
    answered(Class::ImageOrCredentials, &[&["failed to fetch anonymous token: unexpected status"]]),
    // A pull through the cache: ECR was reached, and asks the registry behind it with a secret of its own.
    answered(
        Class::Credentials,
        &[
            &["authentication to the upstream registry failed"],
            &["failed to fetch oauth token: unexpected status"],
            // GitLab's way to say that nobody logged in, or with what is not accepted.
            &["http basic: access denied"],
            // Splunk's token, not a role's.
            &["splunk: failed to verify connection", "invalid token"],
            &["splunk: failed to verify connection", " 401 "],
            &["splunk: failed to verify connection", " 403 "],
            &["logging driver: splunk", "invalid token"],
            &["logging driver: splunk", " 401 "],
            &["logging driver: splunk", " 403 "],
        ],
    ),
    // The AWS SDK for Go finds none to ask with: the instance has no role, or its metadata is out of reach of the container (AWS SDK for
    // Go v2, `ec2imds`, `endpointcreds` and static credentials). Whatever that was asked with, nobody was asked yet.
    phrases(
        Class::Credentials,
        &[
            &["no ec2 imds role found"],
            &["get credentials: ", "ec2imds: "],
            &["failed to refresh cached credentials, failed to load credentials"],
            &["static credentials are empty"],
        ],
    ),
    // The proxy wants to know who asks; nobody behind it was reached.
    phrases(Class::Credentials, &[&["proxy authentication required"]]),
];

/// What was shown is too old, or is not known, whatever the status of HTTP.
pub(super) const STALE: &[Phrases] = &[
    answered(
        Class::Credentials,
        &[
            &["signature expired"],
            &["signature not yet current"],
            &["difference between the request time and the current time"],
            &["security token included in the request"],
            &["authorization token has expired"],
        ],
    ),
    // An alert of TLS, which no policy sends.
    network(NetworkFault::TlsHandshake, &[&["remote error: tls: access denied"]]),
];

/// Why `RunTask` places no task, in lower case; those that end in a colon go on with what is short. The first that fits decides
/// (ECS developer guide, "API failure reasons").
pub(super) const RUN_TASK: &[(&str, Shortage)] = &[
    ("agent", Shortage::Agent),
    ("attribute", Shortage::Attribute),
    ("empty capacity provider", Shortage::Instances),
    ("no active instances", Shortage::Instances),
    ("inactive", Shortage::Inactive),
    ("location", Shortage::Zone),
    ("memberof", Shortage::Constraint),
    ("resource:eni", Shortage::Interfaces),
    ("resource:port", Shortage::Ports),
    ("resource:", Shortage::Room),
];

/// What a service's events say of the container instance that fits best, before what they say of all.
pub(super) const CLOSEST: &[Phrases] = &[
    phrases(
        Class::Capacity(Shortage::Agent),
        &[
            &["has the agent disconnected"],
            &["agent is disconnected"],
            &["agent is not connected"],
            &["waiting for amazon ecs agent to start"],
            &["waiting for ecs agent to start"],
        ],
    ),
    phrases(
        Class::Capacity(Shortage::Attribute),
        &[&["missing an attribute required by your task"], &["no container instance has", "attribute"]],
    ),
    phrases(Class::Capacity(Shortage::Ports), &[&["already using a port required by your task"]]),
    phrases(
        Class::Capacity(Shortage::Constraint),
        &[&["placement constraint"], &["constraint unsatisfied"], &["constraints unsatisfied"]],
    ),
    phrases(
        Class::Capacity(Shortage::Instances),
        &[&["no container instances were found"], &["no active instances"], &["empty capacity provider"]],
    ),
];

/// Refusals in which no layer is named the usual way.
pub(super) const REFUSALS: &[Phrases] = &[
    // ECS assumes the role itself, from outside the VPC: no packet of the task is involved.
    phrases(
        refused(PolicyLayer::RoleTrust),
        &[
            &["unable to assume the role"],
            &["unable to assume role"],
            &["role ", " could not be assumed"],
            &["unable to assume the service linked role"],
            &["perform: sts:assumerole"],
        ],
    ),
    // `kms:Decrypt` is asked for on the task's behalf. What KMS and Secrets Manager say of its refusal names no action.
    answered(
        refused(PolicyLayer::Key),
        &[
            &["access to kms is not allowed"],
            &["perform: kms:"],
            &["ciphertext refers to a customer master key"],
            &["decryptionfailure"],
            &["can't decrypt the protected secret text"],
        ],
    ),
    answered(
        refused(PolicyLayer::Unnamed),
        &[
            &["is not authorized to perform"],
            &["accessdeniedexception"],
            &["accessdenied:"],
            &[": access denied"],
            &["access denied by server"],
            &["403 forbidden"],
            // The word for the status, and nothing of the registry's own.
            &["from daemon: unknown: forbidden"],
            &["statuscode: 403"],
            &["status code: 403"],
            &["unexpected status from ", " request to ", " 403"],
            &["error parsing http 403 response body"],
            &["api error forbidden"],
            &["check that the role has the permissions"],
            // What a file server says to the mount of a volume.
            &["failed to mount local volume", "permission denied"],
            &["mount.nfs", "permission denied"],
            &["mount error(13)"],
        ],
    ),
];

/// What other answers say, and what has nothing to do with the network.
pub(super) const ANSWERS: &[Phrases] = &[
    // A registry that says both does not tell which: Docker Hub, of a repository that is private or not there.
    answered(
        Class::ImageOrCredentials,
        &[
            &["denied: ", "unauthorized: authentication required"],
            &["unauthorized: authentication required", "denied: "],
            &["\"code\":\"denied\"", "\"code\":\"unauthorized\""],
            &["\"code\":\"unauthorized\"", "\"code\":\"denied\""],
        ],
    ),
    phrases(
        Class::Credentials,
        &[
            &["credentials: not found"],
            &["unable to find execution role credentials"],
            &["no basic auth credentials"],
            // The mount helper of EFS, where no role gives it any.
            &["secret access key are not found"],
            &["nocredentialproviders"],
            &["ec2rolerequesterror"],
            &["failed to retrieve credentials for aws profile"],
        ],
    ),
    answered(
        Class::Credentials,
        &[
            &["401 unauthorized"],
            &["unexpected status from ", " request to ", " 401"],
            &["error parsing http 401 response body"],
            &["invalid_token"],
            &["incorrect username or password"],
            &["user name or password is incorrect"],
            // The registry API's code, and its usual message (OCI distribution specification, "Error Codes").
            &["unauthorized: "],
            &["authentication required"],
            &["authentication is required"],
            &["unauthorized to access repository"],
            &["authorization status: 401"],
            &["\"code\":\"unauthorized\""],
            &["no credentials found for registry"],
            &["from daemon: unauthorized"],
            &["from registry: unauthorized"],
            // The bare code behind a URL, which is blank.
            &["get \u{1}", "\u{1} unauthorized"],
            &["head \u{1}", "\u{1} unauthorized"],
            &["post \u{1}", "\u{1} unauthorized"],
        ],
    ),
    answered(
        Class::RateLimit,
        &[
            &["toomanyrequests"],
            &["429 too many requests"],
            &["statuscode: 429"],
            &["status code: 429"],
            &["unexpected status from ", " request to ", " 429"],
            &["error parsing http 429 response body"],
            &["pull rate limit"],
            &["throttlingexception"],
            &["rate exceeded"],
        ],
    ),
    // ECS itself asks other services too often on the service's behalf.
    phrases(Class::RateLimit, &[&["operations are being throttled"]]),
    // Without its end, as texts are cut off.
    answered(
        Class::Disk,
        &[
            &["no space left on device"],
            &["no space left"],
            &["disk quota exceeded"],
            &["not enough space on the disk"],
            &["devmapper: thin pool has", "free data blocks"],
        ],
    ),
    answered(
        Class::Platform,
        &[
            &["descriptor matching platform"],
            &["descriptor for platform"],
            &["no matching manifest for"],
            &["no match for platform"],
            &["manifest list has no entry for"],
            &["operating system is not supported"],
            &["cannot be used on this platform"],
            &["exec format error"],
            // "a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host"
            &["-based image is incompatible with a "],
            &["container operating system does not match the host operating system"],
        ],
    ),
    answered(
        Class::BrokenImage,
        &[
            &["mismatched image rootfs and manifest layers"],
            &["number of layers and diffids don't match"],
            &["unexpected media type"],
            &["unsupported media type"],
            &["deprecated media type"],
            &["wrong diff id calculated"],
            &["layer verification failed for digest"],
            &["invalid tar header"],
            &["unsupported manifest media type"],
            &["manifest invalid"],
            &["layers from manifest don't match image configuration"],
            &["image manifest, config, or both have an invalid digest"],
            &["unexpected commit digest"],
            &["unknown blob"],
            // The registry API's codes (OCI distribution specification, "Error Codes"), as sent and as Docker prints them.
            &["blob_unknown"],
            &["blob unknown"],
            &["manifest_invalid"],
            &["digest_invalid"],
            &["digest invalid: "],
            &["provided digest did not match"],
            &["size_invalid"],
            &["size invalid: "],
        ],
    ),
    // It was there after the pull, and is not any more: who cleans up images on the host took it.
    phrases(Class::Missing(Missing::ImageOnHost), &[&["no such image"]]),
    // The interface is set up on the host, before it carries a packet: whatever limit of time is named behind it.
    phrases(Class::Provisioning, &[&["failed to configure eni"], &["failed to setup regular eni"]]),
    answered(
        Class::Configuration,
        &[
            &["did not contain json key"],
            // The secret is no JSON, and a key of it is asked for.
            &["secret from asm", "looking for beginning of value"],
            &["registry auth from asm", "looking for beginning of value"],
            &["registry auth from asm", "unexpected end of json input"],
            &["registry auth from asm", "cannot unmarshal"],
            &["asm secret", "looking for beginning of value"],
            &["secret from asm", "unexpected end of json input"],
            &["secret from asm", "cannot unmarshal"],
            &["validationexception"],
            &["invalidparameterexception"],
            &["failed to satisfy constraint"],
            &["role is not valid"],
            // S3 was asked where the bucket is not (S3 API reference, "Error responses").
            &["bucketregionerror"],
            &["incorrect region, the bucket is not in"],
            // The registry API's codes.
            &["name_invalid"],
            &["name invalid: "],
            &["invalid repository name"],
            &["unsupported: the operation is unsupported"],
            &["\"code\":\"unsupported\""],
        ],
    ),
    phrases(
        Class::Configuration,
        &[
            &["validation error(s) found"],
            &["failed to validate logger args", " is required"],
            &["unknown log opt"],
            &["no log configuration specified"],
            // A mount of EFS whose transitEncryptionPort is taken on the host.
            &["specified port [", "is unavailable"],
            &["because of the service deployment configuration"],
            &["unexpected arn format"],
            &["invalid reference format"],
            &["no log driver named"],
            &["unable to generate firelens config"],
            &["unable to apply log options"],
            &["fargate requires that "],
            &["no fargate configuration exists for given values"],
        ],
    ),
    // A registry that speaks plain HTTP, which nothing on Fargate can be told to accept.
    answered(Class::Configuration, &[&["server gave http response to https client"]]),
    answered(
        Class::Missing(Missing::Key),
        &[
            &["keyunavailableexception"],
            // KMS names what is not there by a name that other services have, too.
            &["notfoundexception: key "],
            &["notfoundexception: alias "],
            &["notfoundexception: invalid keyid"],
        ],
    ),
    answered(Class::Missing(Missing::LogGroup), &[&["log group does not exist"]]),
    answered(
        Class::Missing(Missing::Secret),
        &[&["find the specified secret"], &["secret", "marked for deletion"], &["secret because it was deleted"]],
    ),
    answered(Class::Missing(Missing::Parameter), &[&["invalid ssm parameters"], &["invalid parameters:"]]),
    answered(
        Class::Missing(Missing::Repository),
        &[
            &["the repository with name"],
            &["name_unknown"],
            &["name unknown"],
            &["repository name not known to registry"],
            &["(404): repository ", "not found"],
        ],
    ),
    answered(
        Class::Missing(Missing::Image),
        &[&["manifest unknown"], &["manifest_unknown"], &["manifest for ", "not found"]],
    ),
    answered(
        Class::Missing(Missing::BucketInRegion),
        &[&["s3: getobject", "statuscode: 301"], &["s3: headobject", "statuscode: 301"]],
    ),
    answered(
        Class::Missing(Missing::Unnamed),
        &[
            &["resourcenotfoundexception"],
            &["404 not found"],
            &["statuscode: 404"],
            &["api error notfound"],
            &["access point fsap-", "does not exist"],
            &["file system id ", "does not exist"],
            &["unexpected status from ", " request to ", " 404"],
            &["error parsing http 404 response body"],
        ],
    ),
    answered(
        Class::ImageOrCredentials,
        &[
            &["requested access to the resource is denied"],
            &["pull access denied"],
            &["denied: access forbidden"],
            &["insufficient_scope"],
            &["check whether the image exists"],
            // The bare code of the registry's error (OCI distribution specification, error codes).
            &["from daemon: denied"],
            &["from registry: denied"],
            &[": denied: "],
            &["denied: permission "],
            &["authorization failed"],
            &["\"code\":\"denied\""],
            &["get \u{1}", "\u{1} denied"],
            &["head \u{1}", "\u{1} denied"],
            &["post \u{1}", "\u{1} denied"],
        ],
    ),
];

/// What says least, or is about what comes after.
pub(super) const REST: &[Phrases] = &[
    answered(
        Class::ServerError,
        &[
            &["500 internal server error"],
            &["502 bad gateway"],
            &["503 service unavailable"],
            &["504 gateway timeout"],
            &["statuscode: 500"],
            &["statuscode: 502"],
            &["statuscode: 503"],
            &["unexpected status from ", " request to ", " 500"],
            &["unexpected status from ", " request to ", " 502"],
            &["unexpected status from ", " request to ", " 503"],
            &["error parsing http 5"],
            &["unexpected http status: 500"],
            &["operationabortedexception"],
            &["a conflicting operation is currently in progress"],
        ],
    ),
    phrases(
        Class::Provisioning,
        &[
            &["create network interface"],
            &["attach network interface"],
            &["timed out while attaching ebs"],
            &["insufficient free addresses"],
            &["unexpected ec2 error"],
            &["provisioning to complete"],
            &["failed to setup network namespace"],
        ],
    ),
    phrases(
        Class::Capacity(Shortage::Room),
        &[
            &["capacity is unavailable"],
            &["capacity is currently unavailable"],
            &["no container instance met all of its requirements"],
            &["limit on the number of tasks"],
            &["limit on the number of vcpus"],
            &["configuration is above your limit"],
            &["has insufficient cpu units"],
            &["has insufficient memory"],
            &["unable to place a task because the resources could not be found"],
        ],
    ),
    // Said of all tasks of a deployment: each has a reason of its own.
    phrases(
        Class::NoCause,
        &[
            &["circuit breaker"],
            &["tasks failed to start"],
            &["rolling back to"],
            &["did not stabilize"],
            &["waiter servicesstable failed"],
            &["failed waiting for successful resource state"],
            &["waiting for state to become 'tfstable'"],
        ],
    ),
    phrases(
        Class::Ended,
        &[
            &["essential container in task exited"],
            &["failed elb health checks"],
            &["failed container health checks"],
            &["is unhealthy in"],
            &["scaling activity initiated"],
            &["stopped by user"],
            &["task stopped by (deployment"],
            &["host ec2 (instance "],
            &["task stopped by (instance "],
            &["status change: draining"],
            &["deployment failed: alarm"],
            &["spot capacity"],
            &["spot task was interrupted"],
            &["is performing maintenance on the underlying infrastructure"],
            &["killed due to memory usage"],
        ],
    ),
    phrases(Class::NoCause, &[&["container it depends on did not"], &["stopped before image pull could begin"]]),
    answered(Class::Missing(Missing::Directory), &[&["reason given by server: no such file or directory"]]),
    phrases(Class::LogDriver, &[&["failed to initialize logging driver"]]),
    // AWS advises to look at the rule for S3 and the gateway endpoint's route where this helper crashes.
    network(
        NetworkFault::Unspecified,
        &[
            &["connection issue"],
            &["check your task network configuration"],
            &["check your network con"],
            &["nil pointer dereference"],
            &["error pulling image configuration"],
        ],
    ),
    phrases(Class::Missing(Missing::Secret), &[&["check whether the secret exists"]]),
    phrases(Class::TimedOut, &[&["timed out after waiting"]]),
    // A layer is on the host already, and cannot be written. Why is cut off, and is want of space but for a broken disk.
    answered(Class::Disk, &[&["failed to extract layer ", ": write "], &["failed to register layer: write "]]),
];
