//! VPC Block Public Access, as far as documents tell what it comes to.

use super::{Design, Ix, Subnet, Vpc};
use crate::component::Component;
use crate::document_kind::DocumentKind;
use crate::evidence::Evidence;
use crate::gap::Gap;
use crate::knowledge::Coverage;
use crate::resource::{self, BlockPublicAccess};

/// What VPC Block Public Access comes to where packets meet an internet gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAccess<'d> {
    /// The mode. What passes in it passes for certain.
    pub mode: BlockPublicAccess,
    /// Where it was read.
    pub evidence: &'d Evidence,
    /// Why what does not pass in this mode may pass all the same: an exclusion would let it, and whether there is one is not
    /// known.
    pub unless: Option<Gap>,
}

impl Design {
    /// What VPC Block Public Access comes to where packets of a subnet, or of a VPC as a whole, meet an internet gateway.
    ///
    /// AWS computes a mode for each VPC and each subnet, exclusions applied. Where only the VPC's is printed, it is the subnet's
    /// unless an exclusion is the subnet's alone; where neither is, the account that owns them says the most that it may come to
    /// (VPC user guide, "Block public access to VPCs and subnets"). Where nobody prints a mode of anything, as before the feature,
    /// and no call for the account's failed, it is off.
    #[must_use]
    pub fn public_access(&self, vpc: Ix<Vpc>, subnet: Option<Ix<Subnet>>) -> PublicAccess<'_> {
        let of_vpc = &self.vpcs.get(vpc).record;
        let of_subnet = subnet.map(|subnet| &self.subnets.get(subnet).record);
        let exact = |mode, evidence| PublicAccess { mode, evidence, unless: None };
        if let Some((mode, evidence)) = of_subnet.and_then(|own| Some((own.block_public_access?, &own.evidence))) {
            return exact(mode, evidence);
        }
        let id = of_subnet.map_or_else(|| of_vpc.id.to_string(), |subnet| subnet.id.to_string());
        let uncertain = |state: &str, id: String| {
            Some(Gap::UncertainState { component: Component::BlockPublicAccess, id, state: state.to_owned() })
        };
        if let Some(mode) = of_vpc.block_public_access {
            let is_alike = of_subnet.is_none_or(|own| self.has_no_exclusion(vpc, own));
            let unless = if is_alike { None } else { uncertain(mode.as_str(), id) };
            return PublicAccess { mode, evidence: &of_vpc.evidence, unless };
        }
        let owner = of_vpc.owner.as_ref();
        // Of two that may both be the owner's, the stricter one is the most that it may come to.
        let of_owner =
            self.public_access.iter().filter(|own| own.is_of(owner, &of_vpc.scope)).map(|own| own.mode).max();
        if let Some(mode) = of_owner.filter(|mode| *mode != BlockPublicAccess::Off) {
            return PublicAccess { mode, evidence: &of_vpc.evidence, unless: uncertain(mode.as_str(), id) };
        }
        let anything =
            |unless| PublicAccess { mode: BlockPublicAccess::BlockBidirectional, evidence: &of_vpc.evidence, unless };
        // What somebody else's account was not shown would be about somebody else's.
        let place = self.place(vpc);
        let document = DocumentKind::VpcBlockPublicAccessOptions;
        if self.is_owners(vpc) && self.knowledge.coverage(document, &place) == Coverage::Failed {
            return anything(Some(Gap::MissingDocument { document, needed_for: id }));
        }
        if of_owner.is_none() && self.prints_public_access_beside(of_vpc) {
            return anything(uncertain("not printed", id));
        }
        exact(BlockPublicAccess::Off, &of_vpc.evidence)
    }

    /// Whether a subnet has no exclusion of its own for certain: all of its owner's were listed, and none is about it.
    fn has_no_exclusion(&self, vpc: Ix<Vpc>, subnet: &resource::Subnet) -> bool {
        let document = DocumentKind::VpcBlockPublicAccessExclusions;
        let is_listed = self.is_owners(vpc) && self.knowledge.knows(document, &self.place(vpc));
        is_listed && self.exclusions.iter().all(|own| own.excluded() != subnet.id.as_str())
    }

    /// Whether the documents that would show what a VPC's owner has are the owner's, as far as anybody says.
    fn is_owners(&self, vpc: Ix<Vpc>) -> bool {
        let (owner, place) = (self.vpcs.get(vpc).record.owner.as_ref(), self.place(vpc));
        owner.zip(place.account.as_ref()).is_none_or(|(owner, account)| owner == account)
    }

    /// Whether another VPC, or a subnet, of the same owner and Region says what Block Public Access comes to: AWS prints it of each,
    /// so that it was taken out where it is not.
    fn prints_public_access_beside(&self, vpc: &resource::Vpc) -> bool {
        let here = |owner: Option<&_>, scope: &resource::Scope| {
            owner.zip(vpc.owner.as_ref()).is_none_or(|(one, other)| one == other)
                && scope.region.as_ref().zip(vpc.scope.region.as_ref()).is_none_or(|(one, other)| one == other)
        };
        let mut vpcs = self.vpcs.iter().map(|(_, own)| &own.record);
        let mut subnets = self.subnets.iter().map(|(_, own)| &own.record);
        vpcs.any(|own| own.block_public_access.is_some() && here(own.owner.as_ref(), &own.scope))
            || subnets.any(|own| own.block_public_access.is_some() && here(own.owner.as_ref(), &own.scope))
    }

    /// Whether something tells of VPC Block Public Access there: a document has what it comes to for the subnet or the VPC, or what the
    /// account that owns them has; or it is known that this is not known. Else it is taken to be off.
    #[must_use]
    pub fn tells_public_access(&self, vpc: Ix<Vpc>, subnet: Option<Ix<Subnet>>) -> bool {
        let of_vpc = &self.vpcs.get(vpc).record;
        let of_subnet = subnet.and_then(|subnet| self.subnets.get(subnet).record.block_public_access);
        let owner = of_vpc.owner.as_ref();
        let mut of_owner = self.public_access.iter().filter(|own| own.is_of(owner, &of_vpc.scope));
        let is_printed = of_subnet.is_some() || of_vpc.block_public_access.is_some() || of_owner.next().is_some();
        is_printed || self.public_access(vpc, subnet).unless.is_some()
    }

    /// What accounts say of VPC Block Public Access in a Region, in the order of the documents.
    pub fn public_access_options(&self) -> impl Iterator<Item = &resource::BlockPublicAccessOptions> {
        self.public_access.iter().map(AsRef::as_ref)
    }

    /// The exclusions from VPC Block Public Access, whatever their states, in the order of the documents.
    pub fn public_access_exclusions(&self) -> impl Iterator<Item = &resource::BlockPublicAccessExclusion> {
        self.exclusions.iter().map(AsRef::as_ref)
    }
}
