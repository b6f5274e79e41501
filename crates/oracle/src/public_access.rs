//! VPC Block Public Access: whether packets pass in every mode that may be in force.

use hopwise_model::design::{Ix, Subnet, Vpc};
use hopwise_model::resource::{BlockPublicAccess, Scope};
use hopwise_model::{Code, Component, Coverage, DocumentKind, Evidence, Gap};

use crate::stop::Stop;
use crate::walk::Walk;

use BlockPublicAccess::{BlockBidirectional, BlockIngress, Off};

/// The modes, from what an exclusion may make of it to the strictest.
const MODES: [BlockPublicAccess; 3] = [Off, BlockIngress, BlockBidirectional];

/// What is said about the mode.
enum Answer<'a> {
    /// It is this one.
    Is(BlockPublicAccess, &'a Evidence),
    /// It is this one, but for an exclusion.
    Unless(BlockPublicAccess, Gap),
}

impl Walk<'_> {
    /// Whether Block Public Access lets packets pass, by the mode in which it does.
    pub(crate) fn block_public_access(
        &mut self,
        subnet: Option<Ix<Subnet>>,
        vpc: Ix<Vpc>,
        passes: impl Fn(BlockPublicAccess) -> bool,
    ) -> Result<(), Stop> {
        match self.answer_of_public_access(subnet, vpc) {
            Answer::Is(mode, _) if passes(mode) => Ok(()),
            Answer::Is(_, evidence) => {
                let (id, code) = (&self.design.vpcs.get(vpc).record.id, Code::VpcBlockPublicAccessEnabled);
                Err(Stop::blocked(Component::BlockPublicAccess, id, code, evidence))
            }
            Answer::Unless(strictest, gap) => {
                let mut possible = MODES.into_iter().filter(|mode| *mode <= strictest);
                if !possible.all(passes) {
                    self.doubt(gap);
                }
                Ok(())
            }
        }
    }

    /// AWS computes a mode for every subnet and every VPC. A subnet of which it is not printed is as its VPC unless there is an
    /// exclusion for it, which the list of exclusions tells. Where neither is printed, what the owner's account says is what there is,
    /// unless there are exclusions. An account that would not say, and records that say it beside some that do not, leave it open.
    fn answer_of_public_access(&self, subnet: Option<Ix<Subnet>>, vpc: Ix<Vpc>) -> Answer<'_> {
        let of_vpc = &self.design.vpcs.get(vpc).record;
        let of_subnet = subnet.map(|subnet| &self.design.subnets.get(subnet).record);
        let id = of_subnet.map_or_else(|| of_vpc.id.to_string(), |own| own.id.to_string());
        let on = |mode: BlockPublicAccess, state: &str| {
            let (component, state) = (Component::BlockPublicAccess, state.to_owned());
            Answer::Unless(mode, Gap::UncertainState { component, id: id.clone(), state })
        };
        let account = of_vpc.owner.as_ref();
        match (of_subnet.map(|own| (own.block_public_access, own)), of_vpc.block_public_access) {
            (Some((Some(mode), own)), _) => return Answer::Is(mode, &own.evidence),
            (None, Some(mode)) => return Answer::Is(mode, &of_vpc.evidence),
            (Some((None, own)), Some(mode)) => {
                let listed = self.record(DocumentKind::VpcBlockPublicAccessExclusions, vpc);
                let all = listed
                    .is_some_and(|(whose, .., coverage)| coverage == Coverage::Complete && may_be_one(whose, account));
                let mut exclusions = self.design.public_access_exclusions();
                let named = exclusions.any(|other| other.resource.ends_with(&format!("/{}", own.id)));
                return if all && !named { Answer::Is(mode, &of_vpc.evidence) } else { on(mode, mode.as_str()) };
            }
            (_, None) => {}
        }
        // Whose VPC it is, as far as anybody says, and where.
        let whose = account.or(of_vpc.scope.account.as_ref());
        let is_there = |place: &Scope| may_be_one(place.region.as_ref(), of_vpc.scope.region.as_ref());
        let options = self.design.public_access_options();
        let mut of_account: Vec<BlockPublicAccess> = options
            .filter(|own| may_be_one(own.scope.account.as_ref(), whose) && is_there(&own.scope))
            .map(|own| own.mode)
            .collect();
        of_account.sort();
        if let Some(mode) = of_account.last().filter(|mode| **mode != Off) {
            return on(*mode, mode.as_str());
        }
        let document = DocumentKind::VpcBlockPublicAccessOptions;
        let asked = self.record(document, vpc);
        if asked.is_some_and(|(whose, .., coverage)| coverage == Coverage::Failed && may_be_one(whose, account)) {
            return Answer::Unless(BlockBidirectional, Gap::MissingDocument { document, needed_for: id });
        }
        let vpcs = self.design.vpcs.iter().map(|(_, own)| &own.record);
        let subnets = self.design.subnets.iter().map(|(_, own)| &own.record);
        let printed = vpcs.map(|own| (own.block_public_access, &own.owner, &own.scope));
        let printed = printed.chain(subnets.map(|own| (own.block_public_access, &own.owner, &own.scope)));
        let mut beside = printed.filter(|(mode, ..)| mode.is_some());
        let is_cut = beside.any(|(_, owner, place)| may_be_one(owner.as_ref(), account) && is_there(place));
        if is_cut && of_account.is_empty() {
            on(BlockBidirectional, "not printed")
        } else {
            Answer::Is(Off, &of_vpc.evidence)
        }
    }
}

/// Whether two may be the same, where each of them may not be named.
fn may_be_one<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_none() || other.is_none() || one == other
}
