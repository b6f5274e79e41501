//! What a run has reached. A comparison that never got somewhere proves nothing about it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_engine::Verdict;
use hopwise_model::{Code, Component, Gap, Leg, NotEvaluated};
use hopwise_oracle::Outcome;

use crate::fate::Fate;

/// How often each thing was reached.
#[derive(Default)]
pub(crate) struct Coverage(RefCell<BTreeMap<String, u32>>);

impl Coverage {
    fn count(&self, what: String) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    pub(crate) fn record_verdict(&self, verdict: Verdict) {
        self.count(verdict.to_string());
    }

    pub(crate) fn record(&self, fate: &Fate) {
        for (leg, hops) in [(Leg::Forward, &fate.forward), (Leg::Return, &fate.back)] {
            for (component, _) in hops {
                self.count(format!("{leg} hop {component}"));
            }
        }
        let mut hops = fate.forward.iter().chain(&fate.back);
        if hops.any(|(component, _)| *component == Component::TransitGateway) {
            let outcome = match &fate.outcome {
                Outcome::Delivered => "delivered",
                Outcome::Blocked { .. } => "blocked",
                Outcome::Undetermined { .. } => "undetermined",
            };
            self.count(format!("{outcome} through a transit gateway"));
        }
        match &fate.outcome {
            Outcome::Delivered => self.count("a packet comes back".to_owned()),
            Outcome::Blocked { leg, component, code, .. } => {
                self.count(format!("{leg} {component} {code}"));
                if let (Leg::Forward, Component::NetworkAcl, Some((last, _))) = (leg, component, fate.forward.last()) {
                    self.count(format!("denied in front of {last}"));
                }
            }
            Outcome::Undetermined { leg, gap } => {
                self.count(format!("{leg} {}", kind(gap)));
                self.count(kind(gap));
            }
        }
    }

    /// Shows the counts; cargo hides them where the test passes.
    pub(crate) fn report(&self, cases: u32) {
        println!("{cases} cases");
        for (what, count) in self.0.borrow().iter() {
            println!("{count:8} {what}");
        }
    }

    /// Fails where something was reached less often than it should be.
    pub(crate) fn assert_often(&self, expected: &[&str], least: u32) {
        for what in expected {
            let count = self.0.borrow().get(*what).copied().unwrap_or_default();
            assert!(count >= least, "{what} is reached {count} times");
        }
    }

    /// Fails where something was not reached.
    pub(crate) fn assert_met(&self, expected: &[&str]) {
        let seen = self.0.borrow();
        let missing: Vec<&&str> = expected.iter().filter(|what| !seen.contains_key(**what)).collect();
        assert!(missing.is_empty(), "never reached: {missing:#?}\nreached: {seen:#?}");
    }

    /// Fails where something that generated networks must reach was not reached.
    pub(crate) fn assert_reached(&self) {
        let seen = self.0.borrow();
        let missing: Vec<String> = expected().into_iter().filter(|what| !seen.contains_key(what)).collect();
        assert!(missing.is_empty(), "never reached: {missing:#?}\nreached: {seen:#?}");
    }
}

fn kind(gap: &Gap) -> String {
    match gap {
        Gap::NotEvaluated { what, .. } => format!("{what:?}"),
        Gap::MissingResource { component: Component::Instance, .. } => UNLISTED.to_owned(),
        Gap::MissingResource { .. } => "MissingResource".to_owned(),
        Gap::MissingDocument { .. } => "MissingDocument".to_owned(),
        Gap::UncertainState { state, .. } if state == USED_TWICE => USED_TWICE.to_owned(),
        Gap::UncertainState { component, .. } => format!("UncertainState {component}"),
        Gap::AmbiguousRoutes { .. } => "AmbiguousRoutes".to_owned(),
        Gap::PrefixListEntries { .. } => "PrefixListEntries".to_owned(),
        Gap::SharedVpc { .. } => "SharedVpc".to_owned(),
        Gap::PeerVpc { .. } => "PeerVpc".to_owned(),
        // Names are resolved before a packet is walked.
        other => format!("{other:?}"),
    }
}

/// Everything that some packet of a generated network can meet.
fn expected() -> Vec<String> {
    let verdicts = [Verdict::Delivered, Verdict::Blocked, Verdict::Partial, Verdict::Undetermined];
    let mut all: Vec<String> = verdicts.map(|verdict| verdict.to_string()).to_vec();
    for component in HOPS {
        all.push(format!("{} hop {component}", Leg::Forward));
    }
    for component in HOPS_BACK {
        all.push(format!("{} hop {component}", Leg::Return));
    }
    for (leg, component, code) in BLOCKS {
        all.push(format!("{leg} {component} {code}"));
    }
    for what in NOT_EVALUATED {
        all.push(format!("{} {what:?}", Leg::Forward));
    }
    all.extend(["MissingResource", "MissingDocument", UNLISTED].map(str::to_owned));
    for gap in ["AmbiguousRoutes", "PrefixListEntries", "EdgeRouteTable", "UncertainState route_table"] {
        for leg in [Leg::Forward, Leg::Return] {
            all.push(format!("{leg} {gap}"));
        }
    }
    all.extend(
        ["PeerVpcGroup", "ReplyToNatGateway", "PeerVpc", "UncertainState vpc_peering_connection"].map(str::to_owned),
    );
    all.extend(["SharedVpc", USED_TWICE].map(|gap| format!("{} {gap}", Leg::Forward)));
    for component in [
        Component::Subnet,
        Component::TransitGatewayAttachment,
        Component::TransitGateway,
        Component::Firewall,
        Component::NetworkInterface,
    ] {
        all.push(format!("denied in front of {component}"));
    }
    for component in
        [Component::NatGateway, Component::VpcEndpoint, Component::NetworkInterface, Component::BlockPublicAccess]
    {
        all.push(format!("{} UncertainState {component}", Leg::Forward));
    }
    all
}

/// An instance that no whole listing has.
const UNLISTED: &str = "MissingResource instance";

/// The state of an interface whose address is another one's, too.
const USED_TWICE: &str = "address used twice";

const HOPS: [Component; 12] = [
    Component::NetworkInterface,
    Component::Subnet,
    Component::InternetGateway,
    Component::NatGateway,
    Component::VpcEndpoint,
    Component::TransitGateway,
    Component::TransitGatewayAttachment,
    Component::VpcPeeringConnection,
    Component::VirtualPrivateGateway,
    Component::Firewall,
    Component::ExternalGateway,
    Component::EgressOnlyInternetGateway,
];

const HOPS_BACK: [Component; 8] = [
    Component::NetworkInterface,
    Component::Subnet,
    Component::InternetGateway,
    Component::NatGateway,
    Component::VpcEndpoint,
    Component::VpcPeeringConnection,
    Component::TransitGateway,
    Component::TransitGatewayAttachment,
];

const BLOCKS: [(Leg, Component, Code); 50] = {
    use Leg::{Forward, Return};
    [
        (Forward, Component::SecurityGroup, Code::EniSgRulesMismatch),
        (Forward, Component::SecurityGroup, Code::SgHasNoRules),
        (Forward, Component::NetworkAcl, Code::SubnetAclRestriction),
        (Forward, Component::RouteTable, Code::NoRouteToDestination),
        (Forward, Component::RouteTable, Code::BadStateRoute),
        (Forward, Component::Vpc, Code::NoPossibleDestination),
        (Forward, Component::Vpc, Code::BadStateAttachment),
        (Forward, Component::Subnet, Code::NoPossibleDestination),
        (Forward, Component::NetworkInterface, Code::BadState),
        (Forward, Component::NetworkInterface, Code::DisconnectedVpcs),
        (Forward, Component::Internet, Code::DisconnectedVpcs),
        (Forward, Component::NetworkInterface, Code::VpceIntraVpcTraffic),
        (Forward, Component::NetworkInterface, Code::EniOpensNoConnections),
        (Forward, Component::NetworkInterface, Code::EniTakesNoConnections),
        (Forward, Component::NetworkInterface, Code::ProtocolRestriction),
        (Forward, Component::NetworkInterface, Code::EniSourceDestCheckRestriction),
        (Forward, Component::NetworkInterface, Code::IgwPublicIpAssociationForEgress),
        (Forward, Component::VpcPeeringConnection, Code::PcxRequiresAddressInVpcCidr),
        (Forward, Component::VpcPeeringConnection, Code::BadState),
        (Forward, Component::VpcEndpoint, Code::VpceServiceMismatch),
        (Forward, Component::InternetGateway, Code::BadStateAttachment),
        (Forward, Component::InternetGateway, Code::IgwPublicIpAssociationForEgress),
        (Forward, Component::InternetGateway, Code::IgwDestinationInRfc1918),
        (Forward, Component::InternetGateway, Code::IgwDestinationInRfc6598),
        (Forward, Component::BlockPublicAccess, Code::VpcBlockPublicAccessEnabled),
        (Forward, Component::NatGateway, Code::BadState),
        (Forward, Component::NatGateway, Code::NgwRouteLoop),
        (Forward, Component::NatGateway, Code::ProtocolRestriction),
        (Forward, Component::NatGateway, Code::NgwRequiresSourceInVpc),
        (Forward, Component::NatGateway, Code::RegionalNgwRouteAzRestriction),
        (Forward, Component::NatGateway, Code::NgwUnsolicited),
        (Forward, Component::VpcEndpoint, Code::BadState),
        (Forward, Component::VpcEndpoint, Code::ProtocolRestriction),
        (Forward, Component::VpcEndpoint, Code::VpceGatewayProtocolRestriction),
        (Forward, Component::Internet, Code::NoPossibleDestination),
        (Forward, Component::Internet, Code::IgwPrivateIpAssociationForIngress),
        (Return, Component::NetworkAcl, Code::SubnetAclRestriction),
        (Return, Component::RouteTable, Code::NoRouteToDestination),
        (Return, Component::RouteTable, Code::BadStateRoute),
        (Return, Component::Vpc, Code::NoPossibleDestination),
        (Return, Component::Subnet, Code::NoPossibleDestination),
        (Return, Component::NetworkInterface, Code::DisconnectedVpcs),
        (Return, Component::NatGateway, Code::NgwSourceAddressReassign),
        (Return, Component::VpcPeeringConnection, Code::PcxRequiresAddressInVpcCidr),
        (Return, Component::InternetGateway, Code::BadStateAttachment),
        (Return, Component::InternetGateway, Code::IgwPublicIpAssociationForEgress),
        (Return, Component::InternetGateway, Code::IgwDestinationInRfc1918),
        (Forward, Component::TransitGatewayAttachment, Code::TgwRouteAzRestriction),
        (Forward, Component::TransitGatewayAttachment, Code::BadStateAttachment),
        (Forward, Component::TransitGatewayRouteTable, Code::TgwRtbNoRouteToTgwAttachment),
    ]
};

const NOT_EVALUATED: [NotEvaluated; 19] = [
    NotEvaluated::EndpointServicePort,
    NotEvaluated::DnsOverHttps,
    NotEvaluated::TransitGateway,
    NotEvaluated::VirtualPrivateGateway,
    NotEvaluated::Appliance,
    NotEvaluated::Inspection,
    NotEvaluated::NatAppliance,
    NotEvaluated::OutsideTarget,
    NotEvaluated::UnknownTarget,
    NotEvaluated::EdgeRouteTable,
    NotEvaluated::EncryptionControl,
    NotEvaluated::InternetFirewall,
    NotEvaluated::InternetGatewayReflection,
    NotEvaluated::LinkLocal,
    NotEvaluated::Ipv6,
    NotEvaluated::EndpointKind,
    NotEvaluated::EndpointServiceUdp,
    NotEvaluated::Listeners,
    NotEvaluated::InterfaceKind,
];
