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

const fn phrases(class: Class, words: &'static [&'static [&'static str]]) -> Phrases {
    Phrases { class, arrived: false, words }
}

const fn network(fault: NetworkFault, words: &'static [&'static [&'static str]]) -> Phrases {
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
    // The proxy wants to know who asks; nobody behind it was reached.
    phrases(Class::Credentials, &[&["proxy authentication required"]]),
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
    phrases(
        Class::Credentials,
        &[
            &["credentials: not found"],
            &["unable to find execution role credentials"],
            &["no basic auth credentials"],
            &["nocredentialproviders"],
        ],
    ),
    answered(
        Class::Credentials,
        &[
            &["expiredtoken"],
            &["unrecognizedclientexception"],
            &["security token included in the request"],
            &["401 unauthorized"],
            &["unexpected status from ", " request to ", " 401"],
            &["error parsing http 401 response body"],
            &["authorization token has expired"],
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
            &["requestlimitexceeded"],
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
        ],
    ),
    // A registry that speaks plain HTTP, which nothing on Fargate can be told to accept.
    answered(Class::Configuration, &[&["server gave http response to https client"]]),
    answered(
        Class::Missing(Missing::Key),
        &[
            &["kmsdisabledexception"],
            &["kmsinvalidstateexception"],
            &["api error disabledexception"],
            &["keyunavailableexception"],
        ],
    ),
    answered(Class::Missing(Missing::LogGroup), &[&["log group does not exist"]]),
    answered(Class::Missing(Missing::Secret), &[&["find the specified secret"], &["secret", "marked for deletion"]]),
    answered(
        Class::Missing(Missing::Parameter),
        &[&["parameternotfound"], &["invalid ssm parameters"], &["invalid parameters:"]],
    ),
    answered(
        Class::Missing(Missing::Repository),
        &[
            &["repositorynotfoundexception"],
            &["the repository with name"],
            &["name unknown"],
            &["(404): repository ", "not found"],
        ],
    ),
    answered(
        Class::Missing(Missing::Image),
        &[&["manifest unknown"], &["manifest for ", "not found"], &["imagenotfoundexception"]],
    ),
    answered(
        Class::Missing(Missing::BucketInRegion),
        &[&["movedpermanently"], &["permanentredirect"], &["s3: getobject", "statuscode: 301"]],
    ),
    answered(Class::Missing(Missing::File), &[&["nosuchbucket"], &["nosuchkey"]]),
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

/// What the container runtime says of a container that it could not make, whatever the error's name: its pipes and
/// sockets are the host's own.
pub(super) const RUNTIME: &[Phrases] = &[
    phrases(
        Class::ContainerStart,
        &[
            &["oci runtime create failed"],
            &["runc create failed"],
            &["failed to create new container runtime task"],
            &["unable to create new container"],
        ],
    ),
    // The agent's own time limit of a start, whatever the library below it says of time.
    phrases(Class::TimedOut, &[&["could not transition to running", "timed out after waiting"]]),
];

/// What a library says of the network, the most specific first.
pub(super) const NETWORK: &[Phrases] = &[
    // A socket of the host's file system is no matter of the VPC.
    phrases(Class::LogDriver, &[&["logging driver", "dial unix"]]),
    phrases(Class::ContainerStart, &[&["dial unix"]]),
    // Whatever the protocol of the connection that was to follow.
    network(NetworkFault::NameNotFound, &[&["no such host"], &["could not resolve host"]]),
    network(
        NetworkFault::DnsServer,
        &[
            &["dial udp"],
            &["read udp"],
            &["dial tcp: lookup ", "i/o timeout"],
            &["dial tcp: lookup ", "i/o t"],
            &["server misbehaving"],
            &["temporary failure in name resolution"],
        ],
    ),
    network(
        NetworkFault::NameNotFound,
        &[&["name or service not known"], &["failed to resolve \"fs-"], &["failed to resolve fs-"]],
    ),
    network(NetworkFault::Refused, &[&["connection refused"]]),
    network(NetworkFault::Unreachable, &[&["no route to host"], &["network is unreachable"]]),
    network(NetworkFault::TlsHandshake, &[&["tls handshake timeout"], &["remote error: tls: handshake failure"]]),
    network(
        NetworkFault::Certificate,
        &[&["x509:"], &["failed to verify certificate"], &["certificate signed by unknown authority"]],
    ),
    network(
        NetworkFault::Lost,
        &[
            &["read: connection timed out"],
            &["connection reset by peer"],
            &["unexpected eof"],
            &["broken pipe"],
            &["read tcp ", "i/o timeout"],
            &["read tcp ", "i/o t"],
            &["download failed after attempts", ": eof"],
            &["post ", " eof"],
            &["get ", " eof"],
            &["head ", " eof"],
        ],
    ),
    network(
        NetworkFault::Unanswered,
        &[
            // The second for texts that are cut off: Go knows no other word that begins so.
            &["i/o timeout"],
            &["i/o t"],
            &["connection timed out"],
            &["error mounting volume", ": timed out"],
            &["connect timeout on endpoint url"],
            &["request canceled while waiting for connection"],
            &["dial tcp ", "operation timed out"],
        ],
    ),
    network(
        NetworkFault::Interrupted,
        &[&["signal: killed"], &["context deadline exceeded"], &["context canceled"], &["client.timeout exceeded"]],
    ),
    // Only what is sent, or not answered, is reported so. How it failed stood behind it.
    network(NetworkFault::Unspecified, &[&["send request failed"], &["failed to do request"], &["dial tcp"]]),
    // What `curl` and the AWS CLI say.
    network(
        NetworkFault::Unspecified,
        &[&["could not connect to the endpoint url"], &["failed to connect to ", " port "]],
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
            &["internalserviceerror"],
            &["internalfailure"],
            &["internalservererror"],
            &["serviceunavailable"],
            &["operationabortedexception"],
            &["a conflicting operation is currently in progress"],
        ],
    ),
    phrases(
        Class::Provisioning,
        &[
            &["create network interface"],
            &["attach network interface"],
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
