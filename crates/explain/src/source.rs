//! From a placement to the source of the packets of a step.

use hopwise_ecs::{Caller, Groups, Origin, Placement, PublicAddress};
use hopwise_model::design::{self, Design, Reference, SecurityGroup, Source};
use hopwise_model::{Component, DocumentKind, Gap, SecurityGroupId};

/// Who sends the packets of a step.
#[derive(Clone, Debug)]
pub enum StepSource {
    /// An interface of AWS's own, outside the VPC.
    OffVpc,
    /// This source.
    Known(Source),
    /// A source that has a public address or has none, which is not known.
    PublicAddressUnknown {
        /// The source with a public address.
        with: Source,
        /// The source without.
        without: Source,
        /// What would tell.
        gap: Gap,
    },
    /// Not known.
    Unknown(Option<Gap>),
}

/// Finds out who sends the packets of a step.
#[must_use]
pub fn step_source(design: &Design, placement: &Placement, caller: Caller) -> StepSource {
    match placement.origin(caller) {
        None => StepSource::Unknown(None),
        Some(Origin::OffVpc) => StepSource::OffVpc,
        Some(Origin::Interface(id)) => match design.network_interfaces.find(id.as_str()) {
            Some(interface) => StepSource::Known(Source::Interface(interface)),
            None => StepSource::Unknown(Some(missing(
                Component::NetworkInterface,
                id.as_str(),
                placement.subnet.as_str(),
                DocumentKind::NetworkInterfaces,
            ))),
        },
        Some(Origin::Placement(placement)) => supposed(design, placement),
    }
}

fn supposed(design: &Design, placement: &Placement) -> StepSource {
    let id = placement.subnet.as_str();
    let Some(subnet) = design.subnets.find(id) else {
        return StepSource::Unknown(Some(missing(Component::Subnet, id, "ECS", DocumentKind::Subnets)));
    };
    let groups: Vec<Reference<SecurityGroup>> = match &placement.groups {
        Groups::Listed(groups) => groups.iter().map(|group| find_group(design, group, id)).collect(),
        Groups::VpcDefault => vec![default_group(design, subnet)],
        Groups::FromInterface | Groups::Unknown => vec![Err(own_interface(placement).into())],
    };
    let with = |public| {
        Source::Placement(design::Placement {
            subnet,
            groups: groups.clone(),
            address: placement.private_address,
            public,
            is_anybody: false,
        })
    };
    match placement.public_address {
        PublicAddress::None => StepSource::Known(with(design::PublicAddress::None)),
        PublicAddress::Assigned => StepSource::Known(with(design::PublicAddress::Assigned)),
        PublicAddress::FromInterface | PublicAddress::Unknown => StepSource::PublicAddressUnknown {
            with: with(design::PublicAddress::Assigned),
            without: with(design::PublicAddress::None),
            gap: own_interface(placement),
        },
    }
}

/// The interface that would tell what the placement does not: it goes by its address, where nothing more is known of it.
fn own_interface(placement: &Placement) -> Gap {
    let id = placement.private_address.map(|address| address.to_string()).unwrap_or_default();
    missing(Component::NetworkInterface, &id, placement.subnet.as_str(), DocumentKind::NetworkInterfaces)
}

fn find_group(design: &Design, group: &SecurityGroupId, referenced_by: &str) -> Reference<SecurityGroup> {
    design.security_groups.find(group.as_str()).ok_or_else(|| {
        missing(Component::SecurityGroup, group.as_str(), referenced_by, DocumentKind::SecurityGroups).into()
    })
}

/// No security group listed means the default group of the VPC (ECS API, `AwsVpcConfiguration`).
fn default_group(design: &Design, subnet: design::Ix<design::Subnet>) -> Reference<SecurityGroup> {
    let vpc = design.subnets.get(subnet).vpc.clone()?;
    let vpc = design.vpcs.get(vpc);
    vpc.default_group.ok_or_else(|| {
        missing(Component::SecurityGroup, "default", vpc.record.id.as_str(), DocumentKind::SecurityGroups).into()
    })
}

fn missing(component: Component, id: &str, referenced_by: &str, document: DocumentKind) -> Gap {
    Gap::MissingResource { component, id: id.to_owned(), referenced_by: referenced_by.to_owned(), document }
}
