//! VPC Block Public Access of the account, and exclusions from it.

use aws_sdk_ec2::types;
use hopwise_model::resource::{BlockPublicAccess, BlockPublicAccessExclusion, BlockPublicAccessOptions, ExclusionMode};
use hopwise_model::{DocumentKind, Inventory};

use super::details::{Dice, nowhere};
use super::{Documents, REGION, scope, text};

/// What the account says, instead of what the network's may have said, and some subnets excluded from it.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    for kind in [DocumentKind::VpcBlockPublicAccessOptions, DocumentKind::VpcBlockPublicAccessExclusions] {
        inventory.knowledge.forget(kind);
        inventory.knowledge.complete([kind]);
    }
    let mode = match (dice.yes(), dice.yes()) {
        (false, _) => BlockPublicAccess::Off,
        (true, false) => BlockPublicAccess::BlockIngress,
        (true, true) => BlockPublicAccess::BlockBidirectional,
    };
    let account = dice.maybe("111122223333".try_into().unwrap());
    let options = BlockPublicAccessOptions { mode, scope: scope(account.as_ref()), evidence: nowhere() };
    inventory.block_public_access_options = std::iter::once(options).collect();
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
    for options in &inventory.block_public_access_options {
        let mode = match options.mode {
            BlockPublicAccess::Off => types::InternetGatewayBlockMode::Off,
            BlockPublicAccess::BlockIngress => types::InternetGatewayBlockMode::BlockIngress,
            BlockPublicAccess::BlockBidirectional => types::InternetGatewayBlockMode::BlockBidirectional,
        };
        let options = types::VpcBlockPublicAccessOptions::builder()
            .set_aws_account_id(text(options.scope.account.as_ref()))
            .aws_region(REGION)
            .internet_gateway_block_mode(mode)
            .build();
        let kind = DocumentKind::VpcBlockPublicAccessOptions;
        documents.add(kind.file_stem(), kind.key(), &options);
    }
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
