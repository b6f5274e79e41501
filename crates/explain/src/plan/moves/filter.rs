//! Rules of security groups that are missing.

use hopwise_engine::{AnswerKind, FOLLOWED};
use hopwise_model::design::{Ix, NetworkInterface, SecurityGroup};
use hopwise_model::resource::Peer;
use ipnet::IpNet;

use super::{BlockedStep, Candidate};
use crate::cause::wanted;
use crate::change::Change;

impl<'a> BlockedStep<'a> {
    /// An outbound rule at the source, as narrow as the destination can be named.
    pub(super) fn open_group_out(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        let traffic = wanted(&self.case.block.packets);
        let Some(group) = self.narrowest(self.case.groups()) else { return found };
        let group = group.record.id.clone();
        let Some(answer) = self.case.answer() else { return found };
        let peers = match answer {
            AnswerKind::Endpoint(endpoint) => {
                let interfaces = &self.design().vpc_endpoints.get(*endpoint).interfaces;
                self.peers_of(interfaces.iter().flatten().copied())
            }
            AnswerKind::MountTarget(interface) => self.peers_of([*interface].into_iter()),
            AnswerKind::PrefixList(id) => {
                let list = self.design().prefix_lists.find(id).map(|list| self.design().prefix_lists.get(list));
                list.map(|list| Peer::PrefixList(list.record.id.clone())).into_iter().collect()
            }
            // Nothing is sent for a name that means nothing, but to the servers that would be asked.
            AnswerKind::Literal | AnswerKind::Record(_) | AnswerKind::Nothing(_) => self.far_addresses(),
            AnswerKind::Public | AnswerKind::Published(_) | AnswerKind::Anything | AnswerKind::Dns64 => {
                // An endpoint would need a rule to itself only.
                found.extend(self.open_names());
                found.extend(self.create_endpoints());
                self.everywhere().into_iter().map(Peer::Cidr).collect()
            }
        };
        let rules = peers.into_iter().map(|peer| Change::AuthorizeEgress { group: group.clone(), traffic, peer });
        found.push(rules.collect());
        found
    }

    /// What names some interfaces together: a group that all of them carry, else their subnets' blocks.
    fn peers_of(&self, interfaces: impl Iterator<Item = Ix<NetworkInterface>>) -> Vec<Peer> {
        let interfaces: Vec<&NetworkInterface> =
            interfaces.map(|interface| self.design().network_interfaces.get(interface)).collect();
        let carried = |group: &SecurityGroup| {
            interfaces.iter().all(|interface| interface.record.groups.contains(&group.record.id))
        };
        let groups = interfaces.first().into_iter().flat_map(|interface| interface.groups.iter().flatten());
        let common = groups.map(|group| self.design().security_groups.get(*group)).filter(|group| carried(group));
        if let Some(group) = self.narrowest(common) {
            return vec![Peer::Group(group.record.id.clone())];
        }
        let mut blocks: Vec<IpNet> = interfaces
            .iter()
            .filter_map(|interface| self.design().subnets.get(interface.subnet.clone().ok()?).record.cidr_of(FOLLOWED))
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks.into_iter().map(Peer::Cidr).collect()
    }

    /// The blocks that the blocked packets go to, where they are few.
    fn far_addresses(&self) -> Vec<Peer> {
        let nets = self.case.flow().map(|(_, flow)| flow.destinations.nets()).unwrap_or_default();
        nets.into_iter().map(Peer::Cidr).take(4).collect()
    }

    /// An inbound rule at the destination for the source's group, or a group for the endpoint that admits the source.
    pub(super) fn open_group_in(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        let traffic = wanted(&self.case.block.packets);
        let own = self.narrowest(self.source_groups()).map(|group| Peer::Group(group.record.id.clone()));
        let block = || {
            let subnet = self.case.subnet()?;
            self.design().subnets.get(subnet).record.cidr_of(FOLLOWED).map(Peer::Cidr)
        };
        if let Some(group) = self.narrowest(self.case.groups()) {
            // A group of a peer VPC may be named within a Region only.
            let is_elsewhere = group.vpc != self.case.vpc();
            let block = (own.is_none() || is_elsewhere).then(block).flatten();
            let open = |peer| vec![Change::AuthorizeIngress { group: group.record.id.clone(), traffic, peer }];
            found.extend(own.into_iter().chain(block).map(open));
        }
        let hop = self.case.block.hop.as_deref().and_then(|id| self.design().network_interfaces.find(id));
        let endpoint = hop.and_then(|interface| self.design().network_interfaces.get(interface).endpoint);
        if let Some(endpoint) = endpoint {
            let record = &self.design().vpc_endpoints.get(endpoint).record;
            let better = self.endpoint_groups().into_iter().filter(|group| {
                let found = self.design().security_groups.find(group.as_str());
                // An endpoint has groups of its own VPC (EC2 API, `ModifyVpcEndpoint`).
                let is_here = found.is_some_and(|found| {
                    self.design().security_groups.get(found).record.vpc.as_ref() == Some(&record.vpc)
                });
                is_here && !record.groups.contains(group)
            });
            found.extend(
                better.take(1).map(|group| vec![Change::AddEndpointGroup { endpoint: record.id.clone(), group }]),
            );
        }
        found
    }

    /// The groups of the source that the snapshot holds.
    pub(super) fn source_groups(&self) -> impl Iterator<Item = &'a SecurityGroup> + use<'a> {
        let design = self.case.design;
        self.case.inquiry.source.groups(design).iter().flatten().map(|group| design.security_groups.get(*group))
    }

    /// Whether a group has an inbound rule that admits the source to the step's port, as far as can be told at a glance.
    pub(super) fn admits(&self, group: &SecurityGroup) -> bool {
        let source: Vec<&SecurityGroup> = self.source_groups().collect();
        let cidr = self.case.subnet().and_then(|subnet| self.design().subnets.get(subnet).record.cidr_of(FOLLOWED));
        let address = cidr.map(|cidr| cidr.network());
        group.record.ingress.iter().any(|rule| {
            rule.traffic.matches(self.case.inquiry.protocol.0, self.case.inquiry.port)
                && match &rule.peer {
                    Peer::Group(peer) => source.iter().any(|own| own.record.id == *peer),
                    Peer::Cidr(block) => address.is_some_and(|address| block.contains(&address)),
                    Peer::PrefixList(_) => false,
                }
        })
    }
}
