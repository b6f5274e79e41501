//! Which hop or setting a text points to.

use std::net::IpAddr;

use hopwise_ecs::stopped::{Class, Decoded, FailedStep, Missing, NetworkFault, Nuance, PolicyLayer};
use hopwise_explain::permission::ECS_TASKS;
use hopwise_packet::{AddressSet, Family};

use super::meaning::capital;
use super::principal::Principal;
use super::resource::Resource;
use super::{meaning, shortage};

/// Where to look, in a sentence or two.
pub(crate) fn points_to(decoded: &Decoded) -> String {
    if let Some(setting) = nuance(decoded) {
        return setting.to_owned();
    }
    match decoded.class {
        Class::Network(fault) => network(fault, decoded),
        Class::Permission(refusal) => permission(refusal.layer, decoded),
        Class::Credentials => {
            "The task execution role (executionRoleArn of the task definition), the instance's role on EC2, or the secret with the registry's user name and password.".to_owned()
        }
        Class::ImageOrCredentials => {
            "The image's name, and repositoryCredentials of the container definition if the registry wants a login.".to_owned()
        }
        Class::Missing(what) => missing(what).to_owned(),
        Class::RateLimit => {
            "The registry's limits: log in, copy the image to ECR, or use a pull-through cache.".to_owned()
        }
        Class::Disk => {
            "The ephemeral storage of the task definition on Fargate, the instance's disk on EC2; or a smaller image.".to_owned()
        }
        Class::Platform => {
            "The cpuArchitecture and operatingSystemFamily of runtimePlatform, and for which platforms the image was built.".to_owned()
        }
        Class::BrokenImage => "The image: build and push it anew, or pull it and push it whole.".to_owned(),
        Class::Configuration => "The task definition: the value that the text names.".to_owned(),
        Class::LogDriver => "The options of logConfiguration, and the way to the destination that they name.".to_owned(),
        Class::ServerError => "Nothing of yours. If it stays so, the AWS Health Dashboard or the registry's status page.".to_owned(),
        Class::Provisioning if decoded.step.is_none() => {
            "Nothing in the VPC: the resource that the text names. Start the task again; if it stays so, the AWS Health Dashboard.".to_owned()
        }
        Class::Provisioning => {
            "Free addresses in the subnet, whether the security groups are of the subnet's VPC, and ECS's service-linked role.".to_owned()
        }
        Class::Capacity(shortage) => shortage::points_to(shortage).to_owned(),
        Class::TimedOut => "The image's size, the instance's disk, and the way to the registry.".to_owned(),
        Class::ContainerStart => "The container definition: command, entry point, user, volumes.".to_owned(),
        Class::Ended => "The application's logs, its exit code and its health checks.".to_owned(),
        Class::NoCause => "The stopped tasks: stoppedReason, the reason of each container, and the service's events.".to_owned(),
        Class::Unknown => match decoded.step {
            Some(step) => format!("Both the network and the permissions for {}.", meaning::step(step)),
            None => "The reason of each container of the task, and the service's events.".to_owned(),
        },
    }
}

/// The setting behind what the text says more exactly than its class.
const fn nuance(decoded: &Decoded) -> Option<&'static str> {
    Some(match (decoded.class, decoded.nuance) {
        (Class::Credentials, Some(Nuance::ProxyCredentials)) => {
            "The user and password in HTTP_PROXY and HTTPS_PROXY, and NO_PROXY for what need not pass the proxy."
        }
        (Class::Network(_), Some(Nuance::ProxyAnswer)) => {
            "The proxy: what hosts it admits and reaches; and NO_PROXY for what endpoints answer."
        }
        (Class::Credentials, Some(Nuance::LogToken)) => {
            "The token in the options of logConfiguration or in its secretOptions (splunk-token): whether it is right and enabled."
        }
        (Class::Permission(_), Some(Nuance::NfsServer)) => {
            "The task role (taskRoleArn) with iam and the access point in authorizationConfig, the policy of the file system, and what the server exports."
        }
        (Class::Credentials, Some(Nuance::MountHelper)) => {
            "The task role (taskRoleArn of the task definition): the mount helper asks in it where authorizationConfig has iam or an access point. The task execution role has no part in it."
        }
        (Class::Permission(_), Some(Nuance::ServiceLinkedRole)) => {
            "The service-linked role AWSServiceRoleForECS: make it with aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com, and start the task again."
        }
        (Class::Ended, Some(Nuance::TargetTimeout)) => {
            "The task's security group (inbound from the load balancer's group, on the target's port and that of the health check), the load balancer's outbound rules, and the network ACLs of both subnets, both ways; then whether the application listens there and answers in time."
        }
        (Class::Credentials, Some(Nuance::SmbServer)) => {
            "The user name and password in the secret of the volume's credentialsParameter, and the domain in authorizationConfig."
        }
        (Class::RateLimit, Some(Nuance::PublicEcr)) => {
            "The limits of public.ecr.aws: log in, copy the image to a private repository, or use a pull-through cache."
        }
        (Class::RateLimit, Some(Nuance::AwsQuota)) => {
            "The quotas of the AWS service for this account and Region: start fewer tasks at once, or have the quota raised."
        }
        (Class::Network(NetworkFault::Certificate), Some(Nuance::CertificateDates)) => {
            "The dates of the certificate of the server, or of a device that inspects TLS; and the clock of the host."
        }
        (Class::Network(NetworkFault::TlsHandshake), Some(Nuance::TlsAlert)) => {
            "The TLS versions, cipher suites and client certificates that the server wants, and devices that inspect TLS."
        }
        (Class::Permission(_), Some(Nuance::SignedUrl)) => {
            "The policy of the S3 endpoint, gateway or interface: it must allow s3:GetObject on prod-REGION-starport-layer-bucket, without conditions on your own account or organization."
        }
        (Class::Permission(_) | Class::Credentials, Some(Nuance::OtherRegistry)) => {
            "The repositoryCredentials of the container definition, and the user name and password or token in the secret that it names: whether they may read this repository; then the registry's own limits and blocks."
        }
        (Class::Permission(_), Some(Nuance::WebPage)) => {
            "Proxies and firewalls on the way and what hosts they admit; then the registry's own limits and blocks."
        }
        (Class::Permission(_), Some(Nuance::FileServer)) => {
            "What the file server exports or shares, and to whom; and the user name and password among the volume's options."
        }
        (Class::Network(_) | Class::LogDriver | Class::ContainerStart, Some(Nuance::LocalSocket)) => {
            "Nothing in the VPC: whether the one that should listen there runs, as a log router's container or Docker itself, starts first (dependsOn), and shares the socket's volume."
        }
        (Class::TimedOut, Some(Nuance::AfterPull)) => {
            "The host's load and disk, Docker's own log there, and what the start waits for: the destination of a log driver, a file server."
        }
        (Class::ServerError, Some(Nuance::Conflict)) => {
            "Tasks that start at once and make the same resource: make it beforehand, as the log group of awslogs-group."
        }
        (Class::Configuration, Some(Nuance::MountPort)) => {
            "The transitEncryptionPort of efsVolumeConfiguration: leave it out, or give each volume on a host another one."
        }
        (Class::Credentials, Some(Nuance::Clock)) => {
            "The clock of the host: on EC2 chrony with the Amazon Time Sync Service at 169.254.169.123. On Fargate it is AWS's: start the task again."
        }
        (Class::Credentials, Some(Nuance::Signature)) => {
            "The access key that the one that asked was given, its clock, and proxies that change what passes them."
        }
        (Class::Permission(_), Some(Nuance::Account)) => {
            "The account: whether AWS has blocked it, and whether the service and the Region are enabled in it. AWS Support says why."
        }
        (_, Some(Nuance::Upstream)) => {
            "The rule of the pull-through cache and the secret ecr-pullthroughcache/… that it names: its user name and access token, its key, and whether the registry behind it has the image."
        }
        (Class::RateLimit, Some(Nuance::ResourceQuota)) => {
            "The quotas of the AWS service for this account and Region: delete what is not used, or have the quota raised."
        }
        (Class::ContainerStart, Some(Nuance::Gpu)) => {
            "The container instance: a type with GPUs, an ECS GPU-optimized AMI, and ECS_ENABLE_GPU_SUPPORT for its agent."
        }
        (Class::ContainerStart, Some(Nuance::HostPort)) => {
            "The hostPort of portMappings: 0 or none lets Docker choose one. Else what listens there on the host already."
        }
        (Class::Configuration, Some(Nuance::PlainHttp)) => {
            "The registry: give it TLS; or its port in the image's name. On EC2, Docker's insecure-registries."
        }
        _ => return None,
    })
}

fn network(fault: NetworkFault, decoded: &Decoded) -> String {
    if decoded.facts.proxy {
        return "The proxy: whether it runs, admits the task, and may be reached; and NO_PROXY for what endpoints answer."
            .to_owned();
    }
    if meaning::is_local(decoded) {
        return "Nothing in the VPC: whether the one that should listen there runs, as a log router's container or the agent, starts first (dependsOn), and shares the network mode.".to_owned();
    }
    match fault {
        NetworkFault::Refused if decoded.step == Some(FailedStep::FileSystem) => {
            "Whether the address is that of the file server, and whether it serves NFS there (TCP 2049).".to_owned()
        }
        NetworkFault::Unanswered | NetworkFault::Unreachable => by_address(decoded),
        NetworkFault::Interrupted | NetworkFault::Unspecified => match decoded.facts.address {
            Some(_) => by_address(decoded),
            None => everything(decoded.step),
        },
        NetworkFault::Refused => "What the name resolves to inside the VPC, and proxies and firewalls on the way.".to_owned(),
        NetworkFault::TlsHandshake => {
            "The largest packet that passes (MTU) on VPN, transit gateways and appliances, and devices that inspect TLS.".to_owned()
        }
        NetworkFault::Certificate => {
            "Devices that inspect TLS, and what the name resolves to inside the VPC.".to_owned()
        }
        NetworkFault::Lost => "Firewalls, proxies and NAT gateways on the way, and whether replies take the same one.".to_owned(),
        NetworkFault::NameNotFound => {
            "Private hosted zones of the VPC that shadow the name, DNS Firewall, the spelling of account and Region; for a file system, whether it has a mount target in the task's zone.".to_owned()
        }
        NetworkFault::DnsServer => {
            "The VPC's enableDnsSupport, and the DNS servers of its DHCP options with the way to them.".to_owned()
        }
    }
}

/// By whose address it is: inside a VPC an endpoint was asked, S3's is public even with a gateway endpoint.
fn by_address(decoded: &Decoded) -> String {
    if decoded.step == Some(FailedStep::FileSystem) {
        let of_aws = decoded.facts.host.as_deref().is_none_or(|host| host.starts_with("fs-"));
        let own = decoded.facts.address.is_some() && decoded.facts.host.is_none();
        if !of_aws || own {
            let port = decoded.facts.port.unwrap_or(2049);
            return format!(
                "What guards the file server (TCP {port} from the task): its security group if it is in the VPC, else the way there; the task's outbound rules, and the network ACLs of both subnets."
            );
        }
        return "The security group of the mount target (TCP 2049 from the task's group), the task's outbound rules, and the network ACLs of both subnets.".to_owned();
    }
    let private = match decoded.facts.address {
        None => return everything(decoded.step),
        Some(IpAddr::V6(_)) => {
            return "The address is one of IP version 6: whether the subnet has a route for IPv6, and the security groups' and network ACLs' rules for it.".to_owned();
        }
        Some(address) => AddressSet::internal(Family::of(address)).contains(address),
    };
    let s3 = decoded
        .facts
        .host
        .as_deref()
        .map_or(matches!(decoded.step, Some(FailedStep::ImageLayers | FailedStep::EnvironmentFiles)), |host| {
            host.contains(".s3.") || host.starts_with("s3.")
        });
    let port = decoded.facts.port.unwrap_or(443);
    if private {
        format!(
            "The address is private: if the host is AWS's, an interface endpoint was asked. Look at its security group (inbound TCP {port} from the task), the task's outbound rules, and the network ACLs of both subnets; outside the VPC, at the way there."
        )
    } else if s3 {
        "S3's addresses are public even with a gateway endpoint. Look at the endpoint's route in the subnet's route table and at the task's outbound rule for S3's prefix list; without a gateway endpoint, at the default route, its NAT gateway, and the public address.".to_owned()
    } else {
        let unused = if may_have_endpoint(decoded) { ": no endpoint's private DNS was in effect" } else { "" };
        format!(
            "The address is public{unused}. Look at the subnet's default route, the NAT gateway and its subnet, or the task's public address in front of an internet gateway; then security group and network ACLs, both ways."
        )
    }
}

fn everything(step: Option<FailedStep>) -> String {
    let about = step.map_or_else(String::new, |step| format!(" for {}", meaning::step(step)));
    format!(
        "The whole way{about}: endpoint or default route, NAT gateway or public address, security groups at both ends, network ACLs both ways."
    )
}

/// Whether VPC endpoints stand in for who was asked; where no host is named, for what the step asks.
fn may_have_endpoint(decoded: &Decoded) -> bool {
    if decoded.facts.host.is_some() {
        return decoded.facts.host_may_have_endpoint();
    }
    matches!(
        decoded.step,
        Some(
            FailedStep::Authorization
                | FailedStep::RegistryAuth
                | FailedStep::RegistryCredentials
                | FailedStep::Secrets
                | FailedStep::Parameters
        )
    )
}

fn permission(layer: PolicyLayer, decoded: &Decoded) -> String {
    let principal = Principal::of(decoded).map(Principal::words);
    if decoded.nuance == Some(Nuance::Caller) {
        return of_caller(layer, principal, decoded.facts.action.as_deref().unwrap_or_default());
    }
    if layer == PolicyLayer::RoleTrust
        && let Some(principal) = principal
    {
        return format!(
            "The trust policy of the role that is to be assumed, and sts:AssumeRole in the policies of {principal}."
        );
    }
    if let (PolicyLayer::ResourceBased, Some(resource)) = (layer, Resource::of(decoded)) {
        return of_resource(&resource);
    }
    let advice = of_layer(layer, decoded.step);
    match principal {
        // Who is refused is whom the text names, be it the execution role or somebody else.
        Some(principal) => capital(
            &advice.replace("The task execution role", &principal).replace("the task execution role", &principal),
        ),
        // EFS developer guide, "Using IAM to control access"; ECS developer guide, "Task IAM role": what mounts for the task asks in
        // the task role.
        None if decoded.nuance == Some(Nuance::MountHelper) => match layer {
            PolicyLayer::Unnamed => {
                "The task role (taskRoleArn), in which the mount helper asks; then the policies of the file system, of the endpoint that was used, and of the organization.".to_owned()
            }
            _ => advice.replace("task execution role", "task role"),
        },
        None => advice,
    }
}

/// Who asked is the one to be allowed something. The role among the resources is what is passed or read.
fn of_caller(layer: PolicyLayer, principal: Option<String>, action: &str) -> String {
    let whom = principal.unwrap_or_else(|| "whoever made the call".to_owned());
    match layer {
        PolicyLayer::ServiceControl | PolicyLayer::ResourceControl | PolicyLayer::Session => of_layer(layer, None),
        PolicyLayer::PermissionsBoundary => format!("The permissions boundary of {whom}."),
        _ if action.eq_ignore_ascii_case("iam:PassRole") => format!(
            "The policies of {whom}: allow iam:PassRole on the role that is passed, for {ECS_TASKS} (iam:PassedToService). The role that is passed needs no more than it has."
        ),
        _ => format!("The policies of {whom}: allow {action} on the resource. No role of the task needs it."),
    }
}

/// The resource is named: its policy, and no other's.
fn of_resource(resource: &Resource<'_>) -> String {
    let how = match resource {
        Resource::Key(_) => " It must allow the role, or the account, whose own policies then decide.",
        _ => "",
    };
    format!(
        "The policy of {}.{how} Across accounts the role's own policies must allow it too, and the text may blame the wrong one.",
        resource.words()
    )
}

fn of_layer(layer: PolicyLayer, step: Option<FailedStep>) -> String {
    let policies = match layer {
        PolicyLayer::IdentityBased => "The policies of the task execution role: add the action on this resource.",
        PolicyLayer::ResourceBased => {
            "The policy of the repository, secret, bucket or key. Across accounts the role's own policies must allow it too, and the text may blame the wrong one."
        }
        PolicyLayer::VpcEndpoint => match step {
            Some(FailedStep::ImageLayers | FailedStep::EnvironmentFiles) => {
                "The policy of the S3 endpoint. Layers are in a bucket of AWS's own, fetched by a role of AWS's own: conditions on your account or organization refuse them."
            }
            _ => "The policy of the interface endpoint that the request came through.",
        },
        PolicyLayer::PermissionsBoundary => "The permissions boundary of the task execution role.",
        PolicyLayer::ServiceControl => {
            "The organization's service control policies, which the account itself does not see."
        }
        PolicyLayer::ResourceControl => {
            "The organization's resource control policies, which the account itself does not see."
        }
        PolicyLayer::Session => "The policy of the session, which whoever assumed the role gave it.",
        PolicyLayer::RoleTrust => {
            return format!(
                "The role's trust policy: {ECS_TASKS} must be allowed sts:AssumeRole, with conditions that fit account and Region."
            );
        }
        PolicyLayer::Key => "The key's policy, and kms:Decrypt in the policies of the task execution role.",
        PolicyLayer::Unnamed => {
            "The task execution role first; then the policy of the endpoint that was used, that of the repository, secret or bucket, and policies of the organization."
        }
    };
    policies.to_owned()
}

const fn missing(what: Missing) -> &'static str {
    match what {
        Missing::Image => {
            "The tag or digest: whether it was pushed to this registry and Region, or deleted. ECS pins digests when a service is deployed: deploy it anew."
        }
        Missing::ImageOnHost => {
            "Who cleans up images on the host, and how long the agent keeps them (ECS_IMAGE_MINIMUM_CLEANUP_AGE)."
        }
        Missing::Key => "The state of the key in KMS: enable it, or cancel its deletion.",
        Missing::Repository => "The repository's name, account and Region in the image reference.",
        Missing::Secret => {
            "The secret's ARN in valueFrom, with its Region, its version or stage, and whether it is to be deleted."
        }
        Missing::Parameter => "The parameter's name or ARN in valueFrom, and its Region.",
        Missing::LogGroup => {
            "The log group in awslogs-group and awslogs-region: create it, or set awslogs-create-group and allow logs:CreateLogGroup."
        }
        Missing::File => "Bucket, key and Region of environmentFiles.",
        Missing::BucketInRegion => {
            "The bucket's Region: environment files come from a bucket in the Region of the task. Copy them to one there."
        }
        Missing::Directory => "The rootDirectory of the volume, or the access point.",
        Missing::Cluster => "The name, account and Region of the cluster.",
        Missing::Service => "The names of the service and its cluster, and the service's state.",
        Missing::Unnamed => "The name, account and Region of what the task definition refers to.",
    }
}
