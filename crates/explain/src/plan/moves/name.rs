//! Private hosted zones that stand in the way of a name.

use hopwise_model::{HostedZoneId, VpcId};

use super::{Candidate, Stuck};
use crate::cause::ZoneLacksWildcard;
use crate::change::Change;

/// Takes a zone away from a VPC.
pub(super) fn disassociate(zone: HostedZoneId, vpc: VpcId) -> Candidate {
    vec![Change::DisassociateZone { zone, vpc }]
}

impl Stuck<'_> {
    /// Adds the wildcard that a zone lacks; or takes the zone away.
    pub(super) fn add_wildcard(&self, found: ZoneLacksWildcard) -> Vec<Candidate> {
        let ZoneLacksWildcard { zone, domain, .. } = found;
        let vpc = self.case.vpc().map(|vpc| self.design().vpcs.get(vpc).record.id.clone());
        let record = Change::CreateRecord { zone: zone.clone(), name: format!("*.{domain}"), like: domain };
        std::iter::once(vec![record]).chain(vpc.map(|vpc| disassociate(zone, vpc))).collect()
    }
}
