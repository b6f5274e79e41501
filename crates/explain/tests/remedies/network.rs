//! A small network, built in code, that a test then breaks.
//!
//! One VPC in eu-west-1 with a private and a public subnet, an internet gateway, open network ACLs, a task's security
//! group that lets everything out and an endpoints' group that admits the VPC. The private subnet has no way out.

use hopwise_ecs::{Hypothetical, Selection, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_explain::{Diagnosis, StepDiagnosis, diagnose};
use hopwise_model::resource::{
    AclEntry, Connectivity, DhcpOptions, Direction, EndpointKind, EndpointState, GatewayAttachment, InternetGateway,
    NatAddress, NatGateway, NatState, NetworkAcl, NetworkInterface, Peer, PrefixList, PrivateAddress, Route,
    RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget, Scope, SecurityGroup,
    SecurityGroupRule, Subnet, Vpc, VpcAttribute, VpcEndpoint,
};
use hopwise_model::{DocumentKind, Evidence, InvalidId, Inventory, Traffic};

pub(crate) const HTTPS: Traffic = Traffic::Ports { protocol: 6, from: 443, to: 443 };
pub(crate) const EPHEMERAL: Traffic = Traffic::Ports { protocol: 6, from: 32768, to: 60999 };

pub(crate) fn id<'a, T: TryFrom<&'a str, Error = InvalidId>>(text: &'a str) -> T {
    T::try_from(text).unwrap()
}

pub(crate) fn here() -> Evidence {
    Evidence::supposed("test")
}

pub(crate) fn block(text: &str) -> Peer {
    Peer::Cidr(text.parse().unwrap())
}

pub(crate) fn to(text: &str) -> RouteDestination {
    if text.starts_with("pl-") {
        RouteDestination::PrefixList(id(text))
    } else {
        RouteDestination::Cidr(text.parse().unwrap())
    }
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
            id: id("vpc-a"),
            cidrs: vec!["10.0.0.0/16".parse().unwrap()],
            dhcp_options: Some("dopt-a".to_owned()),
            is_default: false,
            owner: Some("111122223333".try_into().unwrap()),
            block_public_access: None,
            encryption_enforced: false,
            name: None,
            scope: Scope::default(),
            evidence: here(),
        });
        let servers = vec!["AmazonProvidedDNS".to_owned()];
        inventory.dhcp_options.push(DhcpOptions { id: id("dopt-a"), domain_name_servers: servers, evidence: here() });
        inventory.vpc_attributes.push(VpcAttribute {
            vpc: id("vpc-a"),
            dns_support: Some(true),
            dns_hostnames: Some(true),
            evidence: here(),
        });
        let gateway = vec![GatewayAttachment { vpc: id("vpc-a"), state: "available".to_owned() }];
        inventory.internet_gateways.push(InternetGateway {
            id: id("igw-a"),
            attachments: gateway,
            name: None,
            evidence: here(),
        });
        inventory.prefix_lists.push(PrefixList {
            id: id("pl-s3"),
            name: Some("com.amazonaws.eu-west-1.s3".to_owned()),
            entries: Some(vec!["52.218.0.0/17".parse().unwrap(), "3.5.64.0/21".parse().unwrap()]),
            evidence: here(),
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
        self.inventory.subnets.push(Subnet {
            id: id(name),
            vpc: id("vpc-a"),
            cidrs: vec![cidr.parse().unwrap()],
            availability_zone: Some(zone.to_owned()),
            availability_zone_id: None,
            available_addresses: None,
            dns64: false,
            owner: None,
            block_public_access: None,
            name: None,
            scope: Scope::default(),
            evidence: here(),
        });
    }

    pub(crate) fn table(&mut self, name: &str, subnets: &[&str], main: bool) {
        let association = |main, subnet: Option<&str>| RouteTableAssociation {
            main,
            subnet: subnet.map(id),
            gateway: None,
            associated: true,
            evidence: here(),
        };
        let mut associations: Vec<_> = subnets.iter().map(|subnet| association(false, Some(subnet))).collect();
        if main {
            associations.push(association(true, None));
        }
        let local = Route {
            destination: to("10.0.0.0/16"),
            target: RouteTarget::Local,
            origin: RouteOrigin::Local,
            state: RouteState::Active,
            evidence: here(),
        };
        self.inventory.route_tables.push(RouteTable {
            id: id(name),
            vpc: id("vpc-a"),
            associations,
            routes: vec![local],
            owner: None,
            name: None,
            evidence: here(),
        });
    }

    /// Adds a route.
    pub(crate) fn route(&mut self, table: &str, destination: &str, target: RouteTarget) {
        let route = Route {
            destination: to(destination),
            target,
            origin: RouteOrigin::Static,
            state: RouteState::Active,
            evidence: here(),
        };
        self.table_mut(table).routes.push(route);
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
        let rules = |rules: &[(Traffic, Peer)]| {
            let rule = |(traffic, peer): &(Traffic, Peer)| SecurityGroupRule {
                traffic: *traffic,
                peer: peer.clone(),
                id: None,
                evidence: here(),
            };
            rules.iter().map(rule).collect()
        };
        self.inventory.security_groups.push(SecurityGroup {
            id: id(name),
            name: title.map(str::to_owned),
            vpc: Some(id("vpc-a")),
            ingress: rules(ingress),
            egress: rules(egress),
            owner: None,
            evidence: here(),
        });
    }

    /// Replaces a group's outbound rules.
    pub(crate) fn egress(&mut self, group: &str, egress: &[(Traffic, Peer)]) {
        self.inventory.security_groups.retain(|own| own.id.as_str() != group);
        self.group(group, None, &[], egress);
    }

    fn acl(&mut self, name: &str, subnet: &str) {
        self.inventory.network_acls.push(NetworkAcl {
            id: id(name),
            vpc: id("vpc-a"),
            is_default: false,
            subnets: vec![id(subnet)],
            entries: Vec::new(),
            name: None,
            evidence: here(),
        });
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
        self.acl_mut(acl).entries.push(AclEntry { number, direction, allow, traffic, cidr, evidence: here() });
    }

    pub(crate) fn acl_mut(&mut self, acl: &str) -> &mut NetworkAcl {
        self.inventory.network_acls.find_mut(|own| own.id.as_str() == acl).unwrap()
    }

    /// Removes an entry of a network ACL.
    pub(crate) fn without_entry(&mut self, acl: &str, number: u32, direction: Direction) {
        self.acl_mut(acl).entries.retain(|entry| (entry.number, entry.direction) != (number, direction));
    }

    fn record(name: &str, service: &str, kind: EndpointKind) -> VpcEndpoint {
        VpcEndpoint {
            id: id(name),
            vpc: id("vpc-a"),
            private_dns_enabled: kind == EndpointKind::Interface,
            kind,
            service_name: format!("com.amazonaws.eu-west-1.{service}"),
            service_region: None,
            state: EndpointState::Available,
            private_dns_only_for_inbound_resolver: None,
            route_tables: Vec::new(),
            subnets: Vec::new(),
            groups: Vec::new(),
            interfaces: Vec::new(),
            dns_names: Vec::new(),
            policy: None,
            owner: None,
            name: None,
            evidence: here(),
        }
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
            id: id(name),
            kind: "interface".to_owned(),
            description: String::new(),
            vpc: Some(id("vpc-a")),
            subnet: id(subnet),
            groups: groups.iter().map(|group| id(group)).collect(),
            addresses: vec![PrivateAddress { private, public }],
            source_dest_check: true,
            owner: None,
            instance: None,
            status: None,
            name: None,
            scope: Scope::default(),
            evidence: here(),
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
        self.inventory.nat_gateways.push(NatGateway {
            id: id(name),
            vpc: id("vpc-a"),
            subnet: Some(id(subnet)),
            state: NatState::Available,
            connectivity: Connectivity::Public,
            regional: false,
            automatic_zones: false,
            route_table: None,
            addresses: vec![NatAddress {
                interface: Some(id(&interface)),
                private: Some(private),
                public: Some(public.parse().unwrap()),
                usable: true,
                availability_zone: None,
                availability_zone_id: None,
            }],
            has_appliance: false,
            failure: None,
            name: None,
            evidence: here(),
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
        let network = Network::compile(&design);
        diagnose(&self.inventory, &network, self.workloads(), &PublishedRanges::default()).unwrap()
    }

    /// What is wrong with the step for a service.
    pub(crate) fn step(&self, service: &str) -> StepDiagnosis {
        let diagnosis = self.diagnose();
        let steps = diagnosis.placements.into_iter().next().unwrap().steps;
        steps.into_iter().find(|step| step.step.service == service).unwrap()
    }
}
