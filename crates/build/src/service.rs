//! ECS services and their task definitions.

/// How tasks are on the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkMode {
    /// Each has an interface of its own, as all have on Fargate.
    AwsVpc,
    /// Behind Docker's bridge on their instance, whose interface they use.
    Bridge,
    /// With the interface of their instance.
    Host,
}

impl NetworkMode {
    /// As a task definition names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwsVpc => "awsvpc",
            Self::Bridge => "bridge",
            Self::Host => "host",
        }
    }
}

/// A service with a task definition of one container, and the execution role that the definition needs: with
/// AWS's own policy `AmazonECSTaskExecutionRolePolicy`, and leave to read the secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Whether its tasks run on Fargate, and not on instances of the cluster.
    pub is_fargate: bool,
    /// The network mode of its task definition.
    pub network_mode: NetworkMode,
    /// The VPC that it runs in, by its name; none where there is only one.
    pub vpc: Option<String>,
    /// The tiers that its tasks may be in.
    pub tiers: Vec<String>,
    /// The security groups of its tasks, by name; none for the default group.
    pub groups: Vec<String>,
    /// The image of its container.
    pub image: String,
    /// The group of CloudWatch Logs that it writes to.
    pub log_group: Option<String>,
    /// The secrets that it reads, by name.
    pub secrets: Vec<String>,
    /// The platform version of Fargate.
    pub platform: String,
    /// Whether its tasks have public addresses.
    pub public_ip: bool,
    /// How many of its tasks are there.
    pub tasks: u32,
}

impl Service {
    /// A service of this name on Fargate, whose image is in the account's own private ECR, in a repository of the same
    /// name.
    #[must_use]
    pub fn fargate(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            is_fargate: true,
            network_mode: NetworkMode::AwsVpc,
            vpc: None,
            tiers: Vec::new(),
            groups: Vec::new(),
            image: format!("{name}:latest"),
            log_group: None,
            secrets: Vec::new(),
            platform: "1.4.0".to_owned(),
            public_ip: false,
            tasks: 0,
        }
    }

    /// The same on EC2: its tasks are on the instances that joined the cluster (`Instance::container_instance`).
    #[must_use]
    pub fn ec2(name: &str) -> Self {
        Self { is_fargate: false, platform: String::new(), ..Self::fargate(name) }
    }

    /// How its tasks are on the network. Only those with `awsvpc`, as without this call, have tiers and groups.
    #[must_use]
    pub const fn network_mode(mut self, mode: NetworkMode) -> Self {
        self.network_mode = mode;
        self
    }

    /// The VPC that it runs in, by its name; the only one needs not be named.
    #[must_use]
    pub fn vpc(mut self, vpc: &str) -> Self {
        self.vpc = Some(vpc.to_owned());
        self
    }

    /// Its tasks may be in any subnet of this tier.
    #[must_use]
    pub fn tier(mut self, tier: &str) -> Self {
        self.tiers.push(tier.to_owned());
        self
    }

    /// A security group of its tasks. Without any they have the default group of the VPC.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// The image, `repository:tag` of the account's own ECR or with a registry, such as `public.ecr.aws/nginx/nginx`.
    #[must_use]
    pub fn image(mut self, image: &str) -> Self {
        image.clone_into(&mut self.image);
        self
    }

    /// Sends what the container prints to a group of CloudWatch Logs in the same Region.
    #[must_use]
    pub fn log_group(mut self, group: &str) -> Self {
        self.log_group = Some(group.to_owned());
        self
    }

    /// A secret of Secrets Manager, by its name, that becomes an environment variable.
    #[must_use]
    pub fn secret(mut self, name: &str) -> Self {
        self.secrets.push(name.to_owned());
        self
    }

    /// The platform version of Fargate: `1.3.0`, `1.4.0` or `LATEST`.
    #[must_use]
    pub fn platform(mut self, version: &str) -> Self {
        version.clone_into(&mut self.platform);
        self
    }

    /// Gives its tasks public addresses.
    #[must_use]
    pub const fn public_ip(mut self) -> Self {
        self.public_ip = true;
        self
    }

    /// Tasks of it that are there, pending, over the subnets in turn.
    #[must_use]
    pub const fn tasks(mut self, tasks: u32) -> Self {
        self.tasks = tasks;
        self
    }
}
