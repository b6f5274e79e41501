//! VPCs.

use crate::acl::NetworkAcl;
use crate::endpoint::Endpoint;
use crate::group::SecurityGroup;
use crate::instance::Instance;
use crate::tier::Tier;

/// A VPC and what is in it. As AWS makes it, it has a main route table with its local route, a default network ACL that
/// allows everything, a default security group whose members reach each other, and Amazon's resolver; DNS hostnames
/// are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// Its name.
    pub name: String,
    /// Its blocks, the first of which it was made with and is one of IPv4. Those of IPv6 are as if they were AWS's.
    pub blocks: Vec<String>,
    /// How many zones its tiers are in, from 1 to 6.
    pub zones: usize,
    /// `enableDnsHostnames`.
    pub dns_hostnames: bool,
    /// `enableDnsSupport`.
    pub dns_support: bool,
    /// Whether it has an internet gateway though no route leads to one.
    pub internet_gateway: bool,
    /// Its tiers of subnets.
    pub tiers: Vec<Tier>,
    /// Its security groups besides the default one.
    pub groups: Vec<SecurityGroup>,
    /// Its network ACLs besides the default one.
    pub acls: Vec<NetworkAcl>,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its instances.
    pub instances: Vec<Instance>,
}

impl Vpc {
    /// A VPC of one block, such as `10.20.0.0/16`, over two zones.
    #[must_use]
    pub fn new(name: &str, block: &str) -> Self {
        Self {
            name: name.to_owned(),
            blocks: vec![block.to_owned()],
            zones: 2,
            dns_hostnames: false,
            dns_support: true,
            internet_gateway: false,
            tiers: Vec::new(),
            groups: Vec::new(),
            acls: Vec::new(),
            endpoints: Vec::new(),
            instances: Vec::new(),
        }
    }

    /// A further block of IPv4, or one of IPv6 such as `2a05:d018:10::/56`, as AWS gives it to a VPC. With one of IPv6 the
    /// default ACL and the groups let IPv6 through as they do IPv4.
    #[must_use]
    pub fn block(mut self, block: &str) -> Self {
        self.blocks.push(block.to_owned());
        self
    }

    /// How many zones its tiers are in, from 1 to 6: `eu-west-1a`, `eu-west-1b` and so on.
    #[must_use]
    pub const fn zones(mut self, zones: usize) -> Self {
        self.zones = zones;
        self
    }

    /// Turns DNS hostnames on, without which no endpoint has private DNS.
    #[must_use]
    pub const fn dns_hostnames(mut self) -> Self {
        self.dns_hostnames = true;
        self
    }

    /// Turns Amazon's resolver off.
    #[must_use]
    pub const fn without_dns_support(mut self) -> Self {
        self.dns_support = false;
        self
    }

    /// Attaches an internet gateway, as a public tier does.
    #[must_use]
    pub const fn internet_gateway(mut self) -> Self {
        self.internet_gateway = true;
        self
    }

    /// A tier of subnets.
    #[must_use]
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tiers.push(tier);
        self
    }

    /// A security group.
    #[must_use]
    pub fn group(mut self, group: SecurityGroup) -> Self {
        self.groups.push(group);
        self
    }

    /// A network ACL.
    #[must_use]
    pub fn acl(mut self, acl: NetworkAcl) -> Self {
        self.acls.push(acl);
        self
    }

    /// An endpoint.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoints.push(endpoint);
        self
    }

    /// An instance.
    #[must_use]
    pub fn instance(mut self, instance: Instance) -> Self {
        self.instances.push(instance);
        self
    }
}
