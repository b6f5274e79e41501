//! A small network, built in code, that a test then breaks.
//!
//! One VPC in eu-west-1 with a private and a public subnet, an internet gateway, open network ACLs, a task's security
//! group that lets everything out and an endpoints' group that admits the VPC. The private subnet has no way out.

use hopwise_ecs::{Hypothetical, Selection, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_explain::{Diagnosis, StepDiagnosis, diagnose};
use hopwise_model::resource::{
    AclEntry, Direction, EndpointKind, NatAddress, NatGateway, NetworkAcl, NetworkInterface, Peer, PrefixList,
    PrivateAddress, RouteState, RouteTable, RouteTableAssociation, RouteTarget, SecurityGroup, Subnet, Vpc,
    VpcEndpoint,
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
        let mut inventory =
            Inventory { knowledge: DocumentKind::ALL.iter().copied().collect(), ..Inventory::default() };
        inventory.vpcs.push(Vpc {
            dhcp_options: Some("dopt-a".to_owned()),
            owner: Some(id("111122223333")),
            ..fixture::vpc("vpc-a", "10.0.0.0/16")
        });
        inventory.dhcp_options.push(fixture::dhcp_options("dopt-a"));
        inventory.vpc_attributes.push(fixture::vpc_attribute("vpc-a"));
        inventory.internet_gateways.push(fixture::internet_gateway("igw-a", "vpc-a"));
        inventory.prefix_lists.push(PrefixList {
            name: Some("com.amazonaws.eu-west-1.s3".to_owned()),
            ..fixture::prefix_list("pl-s3", &["52.218.0.0/17", "3.5.64.0/21"])
        });
        let mut net = Self { inventory, flags: Hypothetical::default() };
        net.flags.subnets = vec![id("subnet-private")];
        net.flags.groups = vec![id("sg-task")];
        net.subnet("subnet-private", "10.0.1.0/24", "eu-west-1a");
        net.subnet("subnet-public", "10.0.2.0/24", "eu-west-1b");
        net.table("rtb-main", &[], true);
        net.table("rtb-private", &["subnet-private"], false);
        net.table("rtb-public", &["subnet-public"], false);
        net.route("rtb-public", "0.0.0.0/0", RouteTarget::InternetGateway(id("igw-a")));
        net.group("sg-default", Some("default"), &[(Traffic::All, Peer::Group(id("sg-default")))], &[]);
        net.group("sg-task", None, &[], &[(Traffic::All, block("0.0.0.0/0"))]);
        net.group("sg-endpoint", None, &[(HTTPS, block("10.0.0.0/16"))], &[]);
        for (acl, subnet) in [("acl-private", "subnet-private"), ("acl-public", "subnet-public")] {
            net.acl(acl, subnet);
        }
        net
    }

    fn subnet(&mut self, name: &str, cidr: &str, zone: &str) {
        let subnet = fixture::subnet(name, "vpc-a", cidr);
        self.inventory.subnets.push(Subnet { availability_zone: Some(zone.to_owned()), ..subnet });
    }

    pub(crate) fn table(&mut self, name: &str, subnets: &[&str], main: bool) {
        let association = |main, subnet: Option<&str>| RouteTableAssociation {
            main,
            subnet: subnet.map(id),
            ..fixture::association(name)
        };
        let mut associations: Vec<_> = subnets.iter().map(|subnet| association(false, Some(subnet))).collect();
        if main {
            associations.push(association(true, None));
        }
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

    pub(crate) fn group(
        &mut self,
        name: &str,
        title: Option<&str>,
        ingress: &[(Traffic, Peer)],
        egress: &[(Traffic, Peer)],
    ) {
        self.inventory.security_groups.push(SecurityGroup {
            name: title.map(str::to_owned),
            ingress: fixture::rules(name, ingress),
            egress: fixture::rules(name, egress),
            ..fixture::security_group(name, "vpc-a")
        });
    }

    /// Replaces a group's outbound rules.
    pub(crate) fn egress(&mut self, group: &str, egress: &[(Traffic, Peer)]) {
        self.inventory.security_groups.retain(|own| own.id.as_str() != group);
        self.group(group, None, &[], egress);
    }

    fn acl(&mut self, name: &str, subnet: &str) {
        self.inventory.network_acls.push(fixture::network_acl(name, "vpc-a", &[subnet]));
        for direction in [Direction::Ingress, Direction::Egress] {
            self.entry(name, 100, direction, true, Traffic::All, "0.0.0.0/0");
            self.entry(name, 32767, direction, false, Traffic::All, "0.0.0.0/0");
        }
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

    pub(crate) fn acl_mut(&mut self, acl: &str) -> &mut NetworkAcl {
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
        self.interface(&interface, "subnet-private", address, None, &[group]);
        self.inventory.vpc_endpoints.push(VpcEndpoint {
            subnets: vec![id("subnet-private")],
            groups: vec![id(group)],
            interfaces: vec![id(&interface)],
            ..Self::record(&format!("vpce-{name}"), service, EndpointKind::Interface)
        });
        self.inventory.vpc_endpoints.last_mut().unwrap()
    }

    /// Adds interface endpoints for both names of ECR.
    pub(crate) fn ecr_endpoints(&mut self) {
        self.endpoint("ecr.api", "10.0.1.11", "sg-endpoint");
        self.endpoint("ecr.dkr", "10.0.1.12", "sg-endpoint");
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
