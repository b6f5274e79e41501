//! The internet as the source of packets.

use hopwise_model::design::{Ix, NetworkInterface};
use hopwise_model::resource::BlockPublicAccess;
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, Field};

use super::branch::{Branch, From};
use super::check::Stop;
use super::internet_gateway::{rfc1918, rfc6598};
use super::{Walk, ipv4, to};

/// The id that stands for the internet where an id is wanted.
const INTERNET: &str = "internet";

impl Walk<'_> {
    /// Packets come from the internet: to a public address of the snapshot through the internet gateway of its VPC,
    /// or nowhere.
    pub(super) fn depart_internet(&mut self, branch: &Branch) {
        let mut rest = branch.packets.intersect_box(&ipv4());
        let v6 = branch.packets.difference(&rest);
        if !v6.is_empty() {
            let (component, id) = (Component::Internet, INTERNET.to_owned());
            self.end_unknown(branch.with(v6), Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 });
        }
        let wanted = rest.addresses(Field::Destination);
        let private = rest.intersect_box(&to(&rfc1918().union(&rfc6598())));
        if !private.is_empty() {
            rest = rest.difference(&private);
            let stop = Stop::at(Component::Internet, INTERNET, Code::NoPossibleDestination, None);
            self.end_blocked(branch.with(private), stop);
        }
        let design = self.design;
        for public in design.public_addresses().filter(|public| wanted.contains(*public)) {
            let part = rest.intersect_box(&to(&AddressSet::single(public)));
            let Some((interface, private)) = design.interface_at_public(public) else { continue };
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            let mut inbound = branch.with(part.with_destinations(&AddressSet::single(private)));
            inbound.inbound = Some(part);
            self.enter_vpc(inbound, interface);
        }
        if rest.is_empty() {
            return;
        }
        // Somebody may have the address: one who was not read, or whom the snapshot of a shared VPC does not show. Which
        // VPCs are shared takes all VPCs to know.
        let unread = [DocumentKind::NetworkInterfaces, DocumentKind::Vpcs];
        let unread = unread.into_iter().find(|kind| !design.knowledge.knows_everywhere(*kind));
        let missing = |document| Gap::MissingDocument { document, needed_for: INTERNET.to_owned() };
        let hidden = design.vpcs.iter().find_map(|(_, vpc)| vpc.unseen(INTERNET));
        if let Some(gap) = hidden.or_else(|| unread.map(missing)) {
            self.end_unknown(branch.with(rest), gap);
        } else {
            let stop = Stop::at(Component::Internet, INTERNET, Code::IgwPrivateIpAssociationForIngress, None);
            self.end_blocked(branch.with(rest), stop);
        }
    }

    /// Packets come in through the internet gateway of an interface's VPC.
    fn enter_vpc(&mut self, mut branch: Branch, interface: Ix<NetworkInterface>) {
        let found = self.design.network_interfaces.get(interface);
        let (vpc, subnet) = match (&found.vpc, &found.subnet) {
            (Ok(vpc), Ok(subnet)) => (*vpc, *subnet),
            (Err(gap), _) | (_, Err(gap)) => {
                self.end_unknown(branch, gap.clone());
                return;
            }
        };
        let of_vpc = self.design.vpcs.get(vpc);
        let record = &of_vpc.record;
        let gateway =
            self.design.internet_gateways.indices().find(|gateway| self.network.graph().inside(*gateway) == Some(vpc));
        let Some(gateway) = gateway else {
            if let Some(gap) = of_vpc.unseen(record.id.as_str()) {
                self.end_unknown(branch, gap);
                return;
            }
            if !self.design.knows(DocumentKind::InternetGateways, vpc) {
                let (document, needed_for) = (DocumentKind::InternetGateways, record.id.to_string());
                self.end_unknown(branch, Gap::MissingDocument { document, needed_for });
                return;
            }
            let evidence = Some(record.evidence.clone());
            let stop = Stop::at(Component::Vpc, record.id.as_str(), Code::BadStateAttachment, evidence);
            self.end_blocked(branch, stop);
            return;
        };
        branch.enter(self.gateway_hop(gateway));
        let (mode, evidence) = self.public_access(From { vpc, subnet: Some(subnet) });
        if mode != BlockPublicAccess::Off {
            let code = Code::VpcBlockPublicAccessEnabled;
            let stop = Stop::at(Component::BlockPublicAccess, record.id.as_str(), code, Some(evidence));
            self.end_blocked(branch, stop);
            return;
        }
        if record.encryption_enforced {
            let what = NotEvaluated::EncryptionControl;
            let gap = Gap::NotEvaluated { component: Component::Vpc, id: record.id.to_string(), what };
            self.end_unknown(branch, gap);
            return;
        }
        if let Some(branch) = self.pass_edge_table(branch, gateway) {
            self.cross_into(branch, subnet);
        }
    }
}
