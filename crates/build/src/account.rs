//! Accounts: what a design is made of, and what becomes of it.

use crate::peering::Peering;
use crate::service::Service;
use crate::transit_gateway::TransitGateway;
use crate::vpc::Vpc;
use crate::zone::PrivateZone;

/// VPCs and services of one account in one Region.
///
/// Names are the names of tags. Ids are made of them: the subnet of tier `app` of VPC `shop` in the first zone is
/// `subnet-shop-app-a`, its security group `task` is `sg-shop-task`, its NAT gateway `nat-shop-public-a`.
///
/// Its parts may be changed; as text (`Display` and `Debug`) it is a short story: a line for each part.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number, of twelve digits.
    pub id: String,
    /// Its Region, such as `eu-west-1`.
    pub region: String,
    /// The name of its ECS cluster.
    pub cluster: String,
    /// Its VPCs.
    pub vpcs: Vec<Vpc>,
    /// Its transit gateways.
    pub transit_gateways: Vec<TransitGateway>,
    /// The peering connections of its VPCs.
    pub peerings: Vec<Peering>,
    /// Its private hosted zones of Route 53.
    pub zones: Vec<PrivateZone>,
    /// The services of the cluster.
    pub services: Vec<Service>,
    /// Whether tasks in subnets of both families get an address of each: the setting `dualStackIPv6` of ECS.
    pub dual_stack_tasks: bool,
}

impl Account {
    /// Account 111122223333 in a Region, with an ECS cluster called `prod` and nothing else.
    #[must_use]
    pub fn new(region: &str) -> Self {
        Self {
            id: "111122223333".to_owned(),
            region: region.to_owned(),
            cluster: "prod".to_owned(),
            vpcs: Vec::new(),
            transit_gateways: Vec::new(),
            peerings: Vec::new(),
            zones: Vec::new(),
            services: Vec::new(),
            dual_stack_tasks: false,
        }
    }

    /// Its number, of twelve digits.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// A VPC.
    #[must_use]
    pub fn vpc(mut self, vpc: Vpc) -> Self {
        self.vpcs.push(vpc);
        self
    }

    /// A transit gateway.
    #[must_use]
    pub fn transit_gateway(mut self, gateway: TransitGateway) -> Self {
        self.transit_gateways.push(gateway);
        self
    }

    /// A peering connection between two VPCs, by their names.
    #[must_use]
    pub fn peering(self, requester: &str, accepter: &str) -> Self {
        self.peering_with(Peering::new(requester, accepter))
    }

    /// A peering connection with options.
    #[must_use]
    pub fn peering_with(mut self, peering: Peering) -> Self {
        self.peerings.push(peering);
        self
    }

    /// A private hosted zone.
    #[must_use]
    pub fn zone(mut self, zone: PrivateZone) -> Self {
        self.zones.push(zone);
        self
    }

    /// A service of the cluster.
    #[must_use]
    pub fn service(mut self, service: Service) -> Self {
        self.services.push(service);
        self
    }

    /// Turns the setting `dualStackIPv6` of ECS on: tasks in subnets of both families get an address of each.
    #[must_use]
    pub const fn dual_stack_tasks(mut self) -> Self {
        self.dual_stack_tasks = true;
        self
    }
}
