//! A small network, built in code, that a test then breaks.
//!
//! One VPC in eu-west-1 with a private and a public subnet, an internet gateway, open network ACLs, a task's security
//! group that lets everything out and an endpoints' group that admits the VPC. The private subnet has no way out.

use hopwise_build::{Account, NetworkAcl, SecurityGroup, Tier, Vpc, all, tcp};
use hopwise_ecs::{Hypothetical, Selection, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_explain::{Diagnosis, StepDiagnosis, diagnose};
use hopwise_model::resource::{
    self, AclEntry, Direction, EndpointKind, NatAddress, NatGateway, NetworkInterface, Peer, PrivateAddress,
    RouteState, RouteTable, RouteTableAssociation, RouteTarget, VpcEndpoint,
};
use hopwise_model::{DocumentKind, Evidence, Inventory, Traffic};
use hopwise_proptest::fixture;
pub(crate) use hopwise_proptest::fixture::{destination, id};

pub(crate) const HTTPS: Traffic = Traffic::Ports { protocol: 6, from: 443, to: 443 };
pub(crate) const EPHEMERAL: Traffic = Traffic::Ports { protocol: 6, from: 32768, to: 60999 };

pub(crate) fn here() -> Evidence {
    Evidence::supposed("test")
}

pub(crate) fn block(text: &str) -> Peer {
    Peer::Cidr(text.parse().unwrap())
}

/// A network, and the task that is looked at in it.
pub(crate) struct Net {
    pub(crate) inventory: Inventory,
    pub(crate) flags: Hypothetical,
}

impl Net {
    /// The network as described above. The task is in the private subnet and pulls from private ECR.
    pub(crate) fn new() -> Self {
        let everywhere = "0.0.0.0/0";
        let open = |tier: &str| {
            NetworkAcl::new(tier).tier(tier).allow_in(100, all(), everywhere).allow_out(100, all(), everywhere)
        };
        let endpoint = SecurityGroup::new("endpoint").ingress(tcp(443), "10.0.0.0/16").without_default_egress();
        let vpc = Vpc::new("a", "10.0.0.0/16")
            .zones(1)
            .dns_hostnames()
            .tier(Tier::isolated("private").blocks(["10.0.1.0/24"]))
            .tier(Tier::public("public").blocks(["10.0.2.0/24"]))
            .group(SecurityGroup::new("task"))
            .group(endpoint)
            .acl(open("private"))
            .acl(open("public"));
        let inventory = Account::new("eu-west-1").vpc(vpc).inventory().unwrap();
        let knowledge = DocumentKind::ALL.iter().copied().collect();
        let mut net = Self { inventory: Inventory { knowledge, ..inventory }, flags: Hypothetical::default() };
        net.flags.subnets = vec![id("subnet-a-private-a")];
        net.flags.groups = vec![id("sg-a-task")];
        // Of Block Public Access the VPC alone tells.
        for subnet in &mut net.inventory.subnets {
            subnet.block_public_access = None;
        }
        // Not the main one, so that routes of the task's are not everybody's.
        net.table("rtb-a-private", &["subnet-a-private-a"]);
        net
    }

    /// Adds a table with the local route.
    pub(crate) fn table(&mut self, name: &str, subnets: &[&str]) {
        let association =
            |subnet: &&str| RouteTableAssociation { subnet: Some(id(subnet)), ..fixture::association(name) };
        let associations = subnets.iter().map(association).collect();
        let routes = vec![fixture::route(destination("10.0.0.0/16"), RouteTarget::Local)];
        self.inventory.route_tables.push(RouteTable { associations, routes, ..fixture::route_table(name, "vpc-a") });
    }

    /// Adds a route.
    pub(crate) fn route(&mut self, table: &str, to: &str, target: RouteTarget) {
        self.table_mut(table).routes.push(fixture::route(destination(to), target));
    }

    /// Lets a table's last route lead nowhere.
    pub(crate) fn blackhole(&mut self, table: &str) {
        self.table_mut(table).routes.last_mut().unwrap().state = RouteState::Blackhole;
    }

    pub(crate) fn table_mut(&mut self, table: &str) -> &mut RouteTable {
        self.inventory.route_tables.find_mut(|own| own.id.as_str() == table).unwrap()
    }

    pub(crate) fn group(&mut self, name: &str, ingress: &[(Traffic, Peer)], egress: &[(Traffic, Peer)]) {
        self.inventory.security_groups.push(resource::SecurityGroup {
            ingress: fixture::rules(name, ingress),
            egress: fixture::rules(name, egress),
            ..fixture::security_group(name, "vpc-a")
        });
    }

    /// Replaces a group's outbound rules.
    pub(crate) fn egress(&mut self, group: &str, egress: &[(Traffic, Peer)]) {
        self.inventory.security_groups.retain(|own| own.id.as_str() != group);
        self.group(group, &[], egress);
    }

    pub(crate) fn entry(
        &mut self,
        acl: &str,
        number: u32,
        direction: Direction,
        allow: bool,
        traffic: Traffic,
        cidr: &str,
    ) {
        let cidr = cidr.parse().unwrap();
        let entry = AclEntry { traffic, cidr, ..fixture::acl_entry(acl, number, direction, allow) };
        self.acl_mut(acl).entries.push(entry);
    }

    pub(crate) fn acl_mut(&mut self, acl: &str) -> &mut resource::NetworkAcl {
        self.inventory.network_acls.find_mut(|own| own.id.as_str() == acl).unwrap()
    }

    /// Removes an entry of a network ACL.
    pub(crate) fn without_entry(&mut self, acl: &str, number: u32, direction: Direction) {
        self.acl_mut(acl).entries.retain(|entry| (entry.number, entry.direction) != (number, direction));
    }

    fn record(name: &str, service: &str, kind: EndpointKind) -> VpcEndpoint {
        fixture::endpoint(name, "vpc-a", kind, &format!("com.amazonaws.eu-west-1.{service}"))
    }

    /// Adds an interface endpoint for a service, `vpce-SERVICE`, with an interface in the private subnet.
    pub(crate) fn endpoint(&mut self, service: &str, address: &str, group: &str) -> &mut VpcEndpoint {
        let name = service.replace('.', "-");
        let interface = format!("eni-{name}");
        self.interface(&interface, "subnet-a-private-a", address, None, &[group]);
        self.inventory.vpc_endpoints.push(VpcEndpoint {
            subnets: vec![id("subnet-a-private-a")],
            groups: vec![id(group)],
            interfaces: vec![id(&interface)],
            ..Self::record(&format!("vpce-{name}"), service, EndpointKind::Interface)
        });
        self.inventory.vpc_endpoints.last_mut().unwrap()
    }

    /// Adds interface endpoints for both names of ECR.
    pub(crate) fn ecr_endpoints(&mut self) {
        self.endpoint("ecr.api", "10.0.1.11", "sg-a-endpoint");
        self.endpoint("ecr.dkr", "10.0.1.12", "sg-a-endpoint");
    }

    /// Adds a gateway endpoint for S3, `vpce-s3-gateway`, on some tables.
    pub(crate) fn gateway_endpoint(&mut self, tables: &[&str]) {
        for table in tables {
            self.route(table, "pl-s3", RouteTarget::VpcEndpoint(id("vpce-s3-gateway")));
        }
        self.inventory.vpc_endpoints.push(VpcEndpoint {
            route_tables: tables.iter().map(|table| id(table)).collect(),
            ..Self::record("vpce-s3-gateway", "s3", EndpointKind::Gateway)
        });
    }

    pub(crate) fn interface(&mut self, name: &str, subnet: &str, address: &str, public: Option<&str>, groups: &[&str]) {
        let (private, public) = (address.parse().unwrap(), public.map(|address| address.parse().unwrap()));
        self.inventory.network_interfaces.push(NetworkInterface {
            groups: groups.iter().map(|group| id(group)).collect(),
            addresses: vec![PrivateAddress { private, public }],
            ..fixture::interface(name, "vpc-a", subnet, private)
        });
    }

    /// Adds a NAT gateway in a subnet, at its address that ends in 9, with the public address 54.0.0.9.
    pub(crate) fn nat(&mut self, name: &str, subnet: &str) -> &mut NatGateway {
        let cidr = self.inventory.subnets.iter().find(|own| own.id.as_str() == subnet).unwrap().cidrs[0];
        let private = hopwise_packet::offset(cidr.network(), 9).unwrap();
        let number = 9 + self.inventory.nat_gateways.len();
        let public = format!("54.0.0.{number}");
        let interface = format!("eni-{name}");
        self.interface(&interface, subnet, &private.to_string(), Some(&public), &[]);
        let address = fixture::nat_address(private, Some(public.parse().unwrap()));
        self.inventory.nat_gateways.push(NatGateway {
            subnet: Some(id(subnet)),
            addresses: vec![NatAddress { interface: Some(id(&interface)), ..address }],
            ..fixture::nat_gateway(name, "vpc-a")
        });
        self.inventory.nat_gateways.last_mut().unwrap()
    }

    /// What the task is, and where.
    pub(crate) fn workloads(&self) -> Vec<Workload> {
        let selection = Selection { hypothetical: Some(self.flags.clone()), ..Selection::default() };
        workloads(&self.inventory, &selection).unwrap().workloads
    }

    /// What is wrong with it.
    pub(crate) fn diagnose(&self) -> Diagnosis {
        let design = self.inventory.clone().validate().unwrap();
        let network = Network::new(design.clone());
        diagnose(&self.inventory, &network, self.workloads(), &PublishedRanges::default()).unwrap()
    }

    /// What is wrong with the step for a service.
    pub(crate) fn step(&self, service: &str) -> StepDiagnosis {
        let diagnosis = self.diagnose();
        let steps = diagnosis.placements.into_iter().next().unwrap().steps;
        steps.into_iter().find(|step| step.step.service == service).unwrap()
    }
}
