//! VPC endpoints.

/// An endpoint of one of AWS's services in the Region of its VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The service, such as `ecr.api`.
    pub service: String,
    /// Whether it is a gateway endpoint, and not an interface endpoint.
    pub is_gateway: bool,
    /// The tiers of its interfaces, or of the tables that lead to it.
    pub tiers: Vec<String>,
    /// The security groups of its interfaces, by name; none for the default group.
    pub groups: Vec<String>,
    /// Whether the service's own name leads to it.
    pub private_dns: bool,
    /// Whether its interfaces have addresses of both families.
    pub dual_stack: bool,
    /// Its policy, as JSON; none for the one that allows everything.
    pub policy: Option<String>,
}

impl Endpoint {
    /// An interface endpoint, with private DNS: `ecr.api`, `secretsmanager` and the like.
    #[must_use]
    pub fn interface(service: &str) -> Self {
        Self {
            service: service.to_owned(),
            is_gateway: false,
            tiers: Vec::new(),
            groups: Vec::new(),
            private_dns: true,
            dual_stack: false,
            policy: None,
        }
    }

    /// A gateway endpoint: `s3` or `dynamodb`.
    #[must_use]
    pub fn gateway(service: &str) -> Self {
        Self { is_gateway: true, private_dns: false, ..Self::interface(service) }
    }

    /// An interface in each subnet of this tier; of a gateway endpoint, a route in each table of it.
    #[must_use]
    pub fn tier(mut self, tier: &str) -> Self {
        self.tiers.push(tier.to_owned());
        self
    }

    /// A security group of its interfaces. Without any they have the default group of the VPC.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        self.groups.push(group.to_owned());
        self
    }

    /// The service's own name keeps its public addresses.
    #[must_use]
    pub const fn without_private_dns(mut self) -> Self {
        self.private_dns = false;
        self
    }

    /// Gives its interfaces addresses of both families (`IpAddressType` `dualstack`), as its subnets have to have.
    #[must_use]
    pub const fn dual_stack(mut self) -> Self {
        self.dual_stack = true;
        self
    }

    /// Its policy, as JSON, instead of the one that allows everything.
    #[must_use]
    pub fn policy(mut self, document: &str) -> Self {
        self.policy = Some(document.to_owned());
        self
    }
}
