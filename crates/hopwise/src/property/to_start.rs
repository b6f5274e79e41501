//! Tasks that are still to be started, as those whom a name of a place, of a group or of a block means.
//!
//! A service says where its next task will be and with which groups: it is in the tier, in the VPC and in the block before it has
//! a network interface, and what must never be of these must not be of it.

use hopwise_ecs::{Caller, LaunchType, NetworkMode, Selection, SelectionError, Subject, Workload, workloads};
use hopwise_engine::FOLLOWED;
use hopwise_explain::{StepSource, step_source};
use hopwise_model::design::{Design, Ix, Placement, Source, Subnet};
use hopwise_model::{Coverage, DocumentKind, Inventory, SubnetId};
use hopwise_packet::AddressSet;
use hopwise_rules::Selector;
use ipnet::IpNet;

use super::party::{groups, subnets};
use crate::network::Network;
use crate::question::{Origin, SourcePorts, ports_of_workload};

/// The tasks that are still to be started and that a selector means.
#[derive(Default)]
pub(super) struct ToStart {
    /// Where each may be, and the ports that it opens connections from.
    pub(super) placements: Vec<(Placement, SourcePorts)>,
    /// Whether there may be others: of some service it is not known where its next task will be.
    pub(super) may_be_others: bool,
}

impl ToStart {
    /// The tasks of every service, and those that have no network interface yet, as far as a selector means them. Who is meant by
    /// his own name or id is there, or is not.
    pub(super) fn of(network: &Network, selector: &Selector) -> Self {
        let (inventory, design) = (network.inventory(), network.design());
        let Some(meant) = Meant::by(network, selector) else { return Self::default() };
        let found = match workloads(inventory, &Selection::default()) {
            Ok(found) => found,
            Err(SelectionError::Nothing | SelectionError::OnlyInactive { .. }) => return Self::default(),
            Err(_) => return Self { may_be_others: true, ..Self::default() },
        };
        let mut own = Self { placements: Vec::new(), may_be_others: !found.unlisted.is_empty() };
        for workload in found.workloads.iter().filter(|workload| !has_ended(workload)) {
            own.may_be_others |= may_be_anywhere(inventory, workload);
            let ports = ports_of_workload(inventory, workload);
            for placement in &workload.placements {
                if !meant.may_be_in(design, &placement.subnet) {
                    continue;
                }
                match step_source(design, placement, Caller::Task) {
                    // Whoever has an interface is among those who are there.
                    StepSource::Known(Source::Interface(_) | Source::Internet) | StepSource::OffVpc => {}
                    StepSource::Known(Source::Placement(placement)) => match meant.is_one(network, &placement) {
                        Some(true) => own.add(placement, ports.clone()),
                        Some(false) => {}
                        None => own.may_be_others = true,
                    },
                    StepSource::PublicAddressUnknown { .. } | StepSource::Unknown(_) => own.may_be_others = true,
                }
            }
        }
        own
    }

    /// Services in the same place, with the same groups, are one.
    fn add(&mut self, placement: Placement, ports: SourcePorts) {
        let is_same = |(own, its): &(Placement, SourcePorts)| {
            let Placement { subnet, groups, address, public, is_anybody: _ } = own;
            let place = (*subnet, groups, *address, *public);
            place == (placement.subnet, &placement.groups, placement.address, placement.public) && *its == ports
        };
        if !self.placements.iter().any(is_same) {
            self.placements.push((placement, ports));
        }
    }

    /// They as those who send; of a block, from its addresses.
    pub(super) fn origins(self, design: &Design, selector: &Selector) -> impl Iterator<Item = Origin> {
        self.placements.into_iter().map(move |(placement, ports)| {
            let within = match selector {
                Selector::Block(block) => {
                    Some(addresses(design, &placement).intersection(&AddressSet::from_net(*block)))
                }
                _ => None,
            };
            Origin { within, ..Origin::placed((Source::Placement(placement), ports)) }
        })
    }
}

/// Whether tasks are still to be started somewhere, as far as that is known.
pub(crate) fn are_to_start(network: &Network) -> bool {
    let ToStart { placements, may_be_others } = ToStart::of(network, &Selector::Everybody);
    !placements.is_empty() || may_be_others
}

/// Whether a name means those who are in a place, or who have one of its addresses.
pub(super) const fn is_place(selector: &Selector) -> bool {
    use Selector::{Block, Everybody, Subnet, Tag, Tier, Vpc};
    matches!(selector, Everybody | Tier(_) | Subnet(_) | Vpc(_) | Tag(..) | Block(_))
}

/// Whether services were asked for wherever the snapshot shows something of the network. They are described by name: never all.
pub(super) fn knows_services(network: &Network) -> bool {
    let knowledge = &network.design().knowledge;
    knowledge.network_places().all(|place| knowledge.coverage(DocumentKind::Services, &place) != Coverage::NotAsked)
}

/// The addresses that a task may get.
fn addresses(design: &Design, placement: &Placement) -> AddressSet {
    placement.address.map_or_else(|| design.free_addresses(placement.subnet, FOLLOWED), AddressSet::single)
}

/// Whether a task sends nothing any more (ECS developer guide, task lifecycle): from `DEPROVISIONING` its interface is gone.
fn has_ended(workload: &Workload) -> bool {
    workload
        .last_status
        .as_deref()
        .is_some_and(|own| matches!(own, "STOPPING" | "DEPROVISIONING" | "STOPPED" | "DELETED"))
}

/// Whether it is not known where a workload has, or will have, an interface of its own. Of those that share the one of their
/// instance it is there already, and those on machines outside AWS have none in a VPC.
fn may_be_anywhere(inventory: &Inventory, workload: &Workload) -> bool {
    let is_elsewhere =
        workload.platform.launch_type == Some(LaunchType::External) || workload.platform.network != NetworkMode::Awsvpc;
    // Subnets that are listed and none are those of a zone that was lost.
    let is_nowhere = match &workload.subject {
        Subject::Service { arn, .. } => inventory
            .services
            .iter()
            .find(|own| own.arn == *arn)
            .and_then(|own| own.network.as_ref())
            .is_some_and(|own| own.subnets.is_empty()),
        Subject::Task { .. } | Subject::Hypothetical => false,
    };
    workload.placements.is_empty() && !workload.is_covered_by_tasks() && !is_elsewhere && !is_nowhere
}

/// Which placements a selector means.
enum Meant<'s> {
    /// Those in subnets; none where it is not known which these are.
    In(Option<Vec<Ix<Subnet>>>),
    /// Those that carry a group.
    With(&'s Selector),
    /// Those that may have an address of a block.
    Within(IpNet),
}

impl<'s> Meant<'s> {
    fn by(network: &Network, selector: &'s Selector) -> Option<Self> {
        use Selector::{Block, Everybody, Group, SecurityGroup, Subnet, Tag, Tier, Vpc};
        match selector {
            Everybody | Tier(_) | Subnet(_) | Vpc(_) | Tag(..) => Some(Self::In(subnets(network, selector))),
            Group(_) | SecurityGroup(_) => Some(Self::With(selector)),
            Block(block) => Some(Self::Within(*block)),
            Selector::Internet
            | Selector::Service(_)
            | Selector::Name(_)
            | Selector::Interface(_)
            | Selector::Instance(_)
            | Selector::One(_) => None,
        }
    }

    /// Whether those in a subnet may be meant: of others nothing has to be known.
    fn may_be_in(&self, design: &Design, subnet: &SubnetId) -> bool {
        let Some(own) = design.subnets.find(subnet.as_str()) else { return true };
        match self {
            Self::In(Some(all)) => all.contains(&own),
            Self::In(None) | Self::With(_) => true,
            Self::Within(block) => {
                let cidr = design.subnets.get(own).record.cidr_of(FOLLOWED);
                cidr.is_some_and(|own| own.contains(block) || block.contains(&own))
            }
        }
    }

    /// Whether a placement is meant; none where that is not known.
    fn is_one(&self, network: &Network, placement: &Placement) -> Option<bool> {
        let design = network.design();
        match self {
            Self::In(all) => all.as_ref().map(|all| all.contains(&placement.subnet)),
            Self::With(selector) => {
                let named = groups(network, selector);
                let is_named = |own| named.contains(&design.security_groups.get(own).record.id);
                if placement.groups.iter().filter_map(|own| own.as_ref().ok()).any(|own| is_named(*own)) {
                    return Some(true);
                }
                placement.groups.iter().all(Result::is_ok).then_some(false)
            }
            Self::Within(block) => {
                Some(!addresses(design, placement).intersection(&AddressSet::from_net(*block)).is_empty())
            }
        }
    }
}
