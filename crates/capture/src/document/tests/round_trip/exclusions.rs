//! Exclusions from VPC Block Public Access.

use aws_sdk_ec2::types;
use hopwise_model::resource::{BlockPublicAccessExclusion, ExclusionMode};
use hopwise_model::{DocumentKind, Inventory};

use super::Documents;
use super::details::{Dice, nowhere};

/// Excludes some subnets.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    inventory.knowledge.complete([DocumentKind::VpcBlockPublicAccessExclusions]);
    for (number, subnet) in inventory.subnets.iter().enumerate() {
        if dice.yes() {
            let mode = if dice.yes() { ExclusionMode::AllowEgress } else { ExclusionMode::AllowBidirectional };
            inventory.block_public_access_exclusions.push(BlockPublicAccessExclusion {
                id: format!("vpcbpa-exclude-{number}"),
                resource: format!("arn:aws:ec2:eu-west-1:111122223333:subnet/{}", subnet.id),
                mode,
                state: dice.text("create-complete"),
                evidence: nowhere(),
            });
        }
    }
}

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    let kind = DocumentKind::VpcBlockPublicAccessExclusions;
    documents.list(inventory, kind, &inventory.block_public_access_exclusions, |exclusion| {
        types::VpcBlockPublicAccessExclusion::builder()
            .exclusion_id(&exclusion.id)
            .resource_arn(&exclusion.resource)
            .internet_gateway_exclusion_mode(match exclusion.mode {
                ExclusionMode::AllowBidirectional => types::InternetGatewayExclusionMode::AllowBidirectional,
                ExclusionMode::AllowEgress => types::InternetGatewayExclusionMode::AllowEgress,
            })
            .set_state(exclusion.state.as_deref().map(types::VpcBlockPublicAccessExclusionState::from))
            .build()
    });
}
