//! What stops packets in front of what this program does not evaluate stops them, whatever that would do; and where nothing does,
//! nothing is decided.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_engine::{Inquiry, Network, PublishedRanges, ServiceEndpoints, Verdict};
use hopwise_model::resource::{
    DhcpOptions, Direction, EndpointKind, EndpointState, Instance, RouteState, RouteTarget, VpcEndpoint,
};
use hopwise_model::{Code, Component, Gap, Inventory, NotEvaluated, Traffic};
use hopwise_oracle::{Choices, Outcome};
use hopwise_packet::{Packet, Protocol};
use hopwise_proptest::design::{AclStyle, GroupStyle, plan};
use hopwise_proptest::fixture::{acl_entry, cidr, destination, dhcp_options, endpoint, id, instance, route};
use hopwise_proptest::question::Question;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases;
use crate::rare::{code, outcome, task};

const CASES: u32 = 600;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/gates.regressions");

/// Where the route leads of which knowledge ends.
const BEHIND: &str = "172.16.0.0/12";

/// What is behind it is asked for, and answers names, where the VPC has name servers of its own.
const THERE: [u8; 4] = [172, 16, 0, 53];

/// Of what it is not known what it does with packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Unknown {
    TransitGateway,
    Peering,
    Vpn,
    CoreNetwork,
    NatInstance,
    Firewall,
}

/// What stands in front of it, and is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gate {
    /// The client's group lets nothing out.
    Group,
    /// An entry of the client's network ACL denies what goes out.
    Acl,
    /// An entry of the client's network ACL denies what comes back.
    AnswerAcl,
    /// The route's target is gone.
    Route,
    /// A longer block leads into nothing.
    LongerRoute,
    /// The client's instance is stopped.
    Instance,
    /// The NAT instance takes what is for itself alone.
    SourceDestinationCheck,
    /// The NAT instance is stopped.
    Router,
    /// The NAT instance's group admits nobody.
    RouterGroup,
    /// The endpoint of the firewall failed.
    Endpoint,
}

const UNKNOWNS: [Unknown; 6] = [
    Unknown::TransitGateway,
    Unknown::Peering,
    Unknown::Vpn,
    Unknown::CoreNetwork,
    Unknown::NatInstance,
    Unknown::Firewall,
];

const GATES: [Gate; 10] = [
    Gate::Group,
    Gate::Acl,
    Gate::AnswerAcl,
    Gate::Route,
    Gate::LongerRoute,
    Gate::Instance,
    Gate::SourceDestinationCheck,
    Gate::Router,
    Gate::RouterGroup,
    Gate::Endpoint,
];

impl Unknown {
    fn target(self) -> RouteTarget {
        match self {
            Self::TransitGateway => RouteTarget::TransitGateway("tgw-1".to_owned()),
            Self::Peering => RouteTarget::VpcPeeringConnection("pcx-1".to_owned()),
            Self::Vpn => RouteTarget::VirtualPrivateGateway("vgw-1".to_owned()),
            Self::CoreNetwork => {
                RouteTarget::CoreNetwork("arn:aws:networkmanager::111122223333:core-network/c".to_owned())
            }
            Self::NatInstance => RouteTarget::NetworkInterface { interface: Some(id("eni-host")), instance: None },
            Self::Firewall => RouteTarget::VpcEndpoint(id("vpce-firewall")),
        }
    }

    /// What is said to be not evaluated; of a connection that no document describes, that it is missing.
    fn what(self) -> Option<NotEvaluated> {
        Some(match self {
            Self::TransitGateway | Self::Peering => return None,
            Self::Vpn => NotEvaluated::VirtualPrivateGateway,
            Self::CoreNetwork => NotEvaluated::OutsideTarget,
            Self::NatInstance => NotEvaluated::Appliance,
            Self::Firewall => NotEvaluated::Inspection,
        })
    }
}

impl Gate {
    /// Whether it stands in front of such a thing.
    fn is_before(self, unknown: Unknown) -> bool {
        match self {
            Self::Group | Self::Acl | Self::Route | Self::LongerRoute | Self::Instance => true,
            // Elsewhere answers may come from somebody beside the client, whom no network ACL is asked about.
            Self::AnswerAcl => matches!(unknown, Unknown::Vpn | Unknown::Peering),
            Self::SourceDestinationCheck | Self::Router | Self::RouterGroup => unknown == Unknown::NatInstance,
            Self::Endpoint => unknown == Unknown::Firewall,
        }
    }

    fn code(self) -> Code {
        match self {
            Self::Group | Self::RouterGroup => Code::SgHasNoRules,
            Self::Acl | Self::AnswerAcl => Code::SubnetAclRestriction,
            Self::Route | Self::LongerRoute => Code::BadStateRoute,
            Self::Instance | Self::Router | Self::Endpoint => Code::BadState,
            Self::SourceDestinationCheck => Code::EniSourceDestCheckRestriction,
        }
    }

    fn close(self, inventory: &mut Inventory) {
        let routes = |inventory: &mut Inventory, change: &dyn Fn(&mut Vec<hopwise_model::resource::Route>)| {
            inventory.route_tables.iter_mut().for_each(|table| change(&mut table.routes));
        };
        let host = |inventory: &mut Inventory, change: &dyn Fn(&mut hopwise_model::resource::NetworkInterface)| {
            change(inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-host").unwrap());
        };
        match self {
            Self::Group => {
                let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
                own.groups = [id("sg-closed")].into();
            }
            Self::Acl | Self::AnswerAcl => {
                let direction = if self == Self::Acl { Direction::Egress } else { Direction::Ingress };
                let denies = |acl: &str| {
                    let own = acl_entry(acl, 1, direction, false);
                    hopwise_model::resource::AclEntry { cidr: cidr(BEHIND), traffic: Traffic::All, ..own }
                };
                inventory.network_acls.iter_mut().for_each(|acl| acl.entries.push(denies(acl.id.as_str())));
            }
            Self::Route => routes(inventory, &|routes| {
                let led = routes.iter_mut().filter(|own| own.destination == destination(BEHIND));
                led.for_each(|own| own.state = RouteState::Blackhole);
            }),
            Self::LongerRoute => routes(inventory, &|routes| {
                let nowhere = route(destination("172.16.0.48/28"), RouteTarget::TransitGateway("tgw-gone".to_owned()));
                routes.push(hopwise_model::resource::Route { state: RouteState::Blackhole, ..nowhere });
            }),
            Self::Instance => {
                let stopped = Instance { state: Some("stopped".to_owned()), ..instance("i-task") };
                inventory.instances.push(Instance { interfaces: vec![id("eni-task")], ..stopped });
                let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
                own.instance = Some(id("i-task"));
            }
            Self::SourceDestinationCheck => host(inventory, &|own| own.source_dest_check = Some(true)),
            Self::Router => {
                let own = inventory.instances.find_mut(|own| own.id.as_str() == "i-host").unwrap();
                own.state = Some("stopped".to_owned());
            }
            Self::RouterGroup => host(inventory, &|own| own.groups = [id("sg-closed")].into()),
            Self::Endpoint => {
                let own = inventory.vpc_endpoints.find_mut(|own| own.id.as_str() == "vpce-firewall").unwrap();
                own.state = EndpointState::Failed;
            }
        }
    }
}

/// The network with a route to something unknown in every table.
fn leading_to(unknown: Unknown, mut inventory: Inventory) -> Inventory {
    for table in inventory.route_tables.iter_mut().filter(|table| table.vpc.as_str() == "vpc-a") {
        table.routes.push(route(destination(BEHIND), unknown.target()));
    }
    let host = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-host").unwrap();
    host.source_dest_check = Some(unknown != Unknown::NatInstance);
    let subnet = host.subnet.clone();
    if unknown == Unknown::Firewall {
        let firewall = endpoint(
            "vpce-firewall",
            "vpc-a",
            EndpointKind::GatewayLoadBalancer,
            "com.amazonaws.vpce.eu-west-1.vpce-svc-0a",
        );
        inventory.vpc_endpoints.push(VpcEndpoint { subnets: vec![subnet], ..firewall });
    }
    inventory
}

/// What becomes of HTTPS from the task.
fn asked(inventory: &Inventory) -> Outcome {
    let design = inventory.clone().validate().unwrap();
    let source = task(&design);
    let own = inventory.network_interfaces.iter().find(|own| own.id.as_str() == "eni-task").unwrap();
    let packet = Packet {
        protocol: Protocol::TCP,
        source: own.addresses[0].private,
        source_port: 40_000,
        destination: THERE.into(),
        destination_port: 443,
    };
    let wanted = hopwise_model::design::Wanted::Anyone;
    outcome(&design, &Question { source, packet, wanted, choices: Choices::default() })
}

/// What becomes of a name, which only a server behind the unknown answers.
fn named(mut inventory: Inventory) -> Verdict {
    let servers = vec![std::net::Ipv4Addr::from(THERE).to_string()];
    inventory.dhcp_options = [DhcpOptions { domain_name_servers: servers, ..dhcp_options("dopt-a") }].into();
    inventory.knowledge.complete([hopwise_model::DocumentKind::DhcpOptions]);
    inventory.vpcs.find_mut(|vpc| vpc.id.as_str() == "vpc-a").unwrap().dhcp_options = Some("dopt-a".to_owned());
    let design = inventory.validate().unwrap();
    let source = task(&design);
    let inquiry = Inquiry {
        source,
        address: None,
        host: "registry.corp.example".to_owned(),
        protocol: Protocol::TCP,
        port: 443,
        source_ports: 32_768..=60_999,
        endpoints: ServiceEndpoints::default(),
    };
    Network::new(design).reach(&inquiry, &PublishedRanges::default()).verdict
}

/// Of what stands on the way it is not known whether it lets packets through; they go on behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    /// No network ACL was read.
    Acls,
    /// The subnets are in a state of which AWS does not say what passes.
    Subnets,
    /// Block Public Access is on in the VPC; whether its subnets are excluded was not read.
    PublicAccess,
}

/// What stands behind it, and is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Beyond {
    /// No table has a route to public addresses.
    NoRoute,
    /// All such routes lead into nothing.
    Blackhole,
    /// The NAT gateways failed.
    NatGateway,
    /// The internet gateway is attached to another VPC.
    Detached,
    /// The NAT gateways have no public address.
    NoPublicAddress,
    /// The client's group lets nothing out, in front of it.
    Group,
    /// The client's instance is stopped, in front of it.
    Instance,
}

const DOUBTS: [Doubt; 3] = [Doubt::Acls, Doubt::Subnets, Doubt::PublicAccess];

const BEYOND: [Beyond; 7] = [
    Beyond::NoRoute,
    Beyond::Blackhole,
    Beyond::NatGateway,
    Beyond::Detached,
    Beyond::NoPublicAddress,
    Beyond::Group,
    Beyond::Instance,
];

impl Doubt {
    fn cast(self, inventory: &mut Inventory) {
        match self {
            Self::Acls => {
                inventory.network_acls.retain(|_| false);
                inventory.knowledge.forget(hopwise_model::DocumentKind::NetworkAcls);
            }
            Self::Subnets => {
                inventory.subnets.iter_mut().for_each(|subnet| subnet.unavailable = Some("failed".to_owned()));
            }
            Self::PublicAccess => {
                let mode = Some(hopwise_model::resource::BlockPublicAccess::BlockBidirectional);
                inventory.vpcs.iter_mut().for_each(|vpc| vpc.block_public_access = mode);
                inventory.subnets.iter_mut().for_each(|subnet| subnet.block_public_access = None);
            }
        }
    }

    fn is_named(self, gap: &Gap) -> bool {
        use hopwise_model::{Component, DocumentKind};
        match (self, gap) {
            (Self::Acls, Gap::MissingDocument { document, .. }) => *document == DocumentKind::NetworkAcls,
            (Self::Subnets, Gap::UncertainState { component, .. }) => *component == Component::Subnet,
            (Self::PublicAccess, Gap::UncertainState { component, .. }) => *component == Component::BlockPublicAccess,
            _ => false,
        }
    }
}

impl Beyond {
    fn close(self, inventory: &mut Inventory) {
        let out = |own: &hopwise_model::resource::Route| own.destination == destination("0.0.0.0/0");
        match self {
            Self::NoRoute => inventory.route_tables.iter_mut().for_each(|table| table.routes.retain(|own| !out(own))),
            Self::Blackhole => inventory.route_tables.iter_mut().for_each(|table| {
                table.routes.iter_mut().filter(|own| out(own)).for_each(|own| own.state = RouteState::Blackhole);
            }),
            Self::NatGateway => {
                let failed = hopwise_model::resource::NatState::Failed;
                inventory.nat_gateways.iter_mut().for_each(|nat| nat.state = failed.clone());
            }
            Self::Detached => inventory.internet_gateways.iter_mut().for_each(|own| {
                own.attachments.iter_mut().for_each(|attachment| attachment.vpc = id("vpc-elsewhere"));
            }),
            Self::NoPublicAddress => inventory.nat_gateways.iter_mut().for_each(|nat| {
                nat.addresses.iter_mut().for_each(|address| address.public = None);
            }),
            Self::Group => Gate::Group.close(inventory),
            Self::Instance => Gate::Instance.close(inventory),
        }
    }

    fn is_told_by(self, found: &Outcome) -> bool {
        let codes: &[Code] = match self {
            Self::NoRoute => &[Code::NoRouteToDestination],
            Self::Blackhole => &[Code::BadStateRoute],
            Self::NatGateway | Self::Instance => &[Code::BadState],
            Self::Detached => &[Code::BadStateAttachment],
            Self::NoPublicAddress => &[Code::IgwPublicIpAssociationForEgress],
            Self::Group => &[Code::SgHasNoRules],
        };
        code(found).is_some_and(|code| codes.contains(&code))
    }
}

/// Whether something lets packets through is not known, and what stops them behind it stops them whatever it does. Where nothing
/// does, it is what is not known that is named.
#[test]
fn what_is_closed_behind_the_unread_blocks_and_nothing_else_decides() {
    let mut met = 0;
    for doubt in DOUBTS {
        let outcome_of = |beyond: Option<Beyond>| {
            let mut inventory = crate::rare::network();
            doubt.cast(&mut inventory);
            if let Some(beyond) = beyond {
                beyond.close(&mut inventory);
            }
            let design = inventory.validate().unwrap();
            outcome(&design, &crate::rare::https(task(&design), [8, 8, 8, 8]))
        };
        let open = outcome_of(None);
        assert!(
            matches!(&open, Outcome::Undetermined { gap, .. } if doubt.is_named(gap)),
            "{doubt:?} with nothing closed behind it: {open:?}"
        );
        for beyond in BEYOND {
            let closed = outcome_of(Some(beyond));
            assert!(beyond.is_told_by(&closed), "{doubt:?} before {beyond:?}: {closed:?}");
            met += 1;
        }
    }
    assert_eq!(met, DOUBTS.len() * BEYOND.len());
}

#[test]
fn what_is_closed_in_front_of_the_unknown_blocks_and_nothing_else_decides() {
    let met: RefCell<BTreeMap<(Unknown, Option<Gate>), u32>> = RefCell::default();
    let strategy = (plan(), select(UNKNOWNS.to_vec()), select(GATES.to_vec())).boxed();
    cases(CASES, REGRESSIONS, &strategy, |(plan, unknown, gate)| {
        let open = leading_to(unknown, plan.build());
        let found = asked(&open);
        let what = match &found {
            Outcome::Undetermined { gap: Gap::NotEvaluated { what, .. }, .. } => Some(Some(*what)),
            Outcome::Undetermined { gap: Gap::MissingResource { component, .. }, .. } => {
                (*component == Component::VpcPeeringConnection).then_some(None)
            }
            Outcome::Undetermined { gap: Gap::MissingDocument { needed_for, .. }, .. } => {
                (needed_for == "tgw-1").then_some(None)
            }
            _ => None,
        };
        prop_assert_eq!(what, Some(unknown.what()), "{:?}: {:?}", unknown, found);
        *met.borrow_mut().entry((unknown, None)).or_default() += 1;
        if !gate.is_before(unknown) {
            return Ok(());
        }
        let mut closed = open.clone();
        gate.close(&mut closed);
        let found = asked(&closed);
        prop_assert_eq!(code(&found), Some(gate.code()), "{:?} in front of {:?}: {:?}", gate, unknown, found);
        *met.borrow_mut().entry((unknown, Some(gate))).or_default() += 1;
        if plan.acls == AclStyle::Narrow || plan.groups == GroupStyle::References {
            // They let no question to name servers out.
            return Ok(());
        }
        // The VPC's own name servers are behind it: what they answer is not known, and where they are not reached, nothing is.
        prop_assert_eq!(named(open), Verdict::Undetermined, "{:?}", unknown);
        prop_assert_eq!(named(closed), Verdict::Blocked, "name servers behind {:?} in front of {:?}", gate, unknown);
        Ok(())
    });
    let met = met.into_inner();
    for unknown in UNKNOWNS {
        assert!(met.contains_key(&(unknown, None)), "nothing led to {unknown:?}");
        for gate in GATES.into_iter().filter(|gate| gate.is_before(unknown)) {
            assert!(met.contains_key(&(unknown, Some(gate))), "{gate:?} never stood in front of {unknown:?}");
        }
    }
}
