//! Private hosted zones and name servers that stand in the way of a name.

use hopwise_model::design::{DnsServers, Vpc};
use hopwise_model::{HostedZoneId, VpcId};

use super::{BlockedStep, Candidate};
use crate::cause::ZoneLacksWildcard;
use crate::change::Change;
use crate::near_miss::zone_elsewhere;

impl BlockedStep<'_> {
    /// Takes a zone away from a VPC: from the only one that is known to have it by deleting it, if that is possible.
    pub(super) fn without_zone(&self, zone: HostedZoneId, vpc: VpcId) -> Vec<Candidate> {
        let index = self.design().hosted_zones.find(zone.as_str());
        let having = self.design().vpcs.iter().filter(|(_, own)| {
            own.hosted_zones.as_ref().is_some_and(|own| own.zones.iter().any(|own| Some(*own) == index))
        });
        let delete = (having.count() < 2).then(|| vec![Change::DeleteZone { zone: zone.clone() }]);
        delete.into_iter().chain([vec![Change::DisassociateZone { zone, vpc }]]).collect()
    }

    /// Adds the wildcard that a zone lacks; or takes the zone away.
    pub(super) fn add_wildcard(&self, found: ZoneLacksWildcard) -> Vec<Candidate> {
        let ZoneLacksWildcard { zone, domain, .. } = found;
        let vpc = self.case.vpc().map(|vpc| self.design().vpcs.get(vpc).record.id.clone());
        let record = Change::CreateRecord { zone: zone.clone(), name: format!("*.{domain}"), like: domain };
        let without = vpc.map(|vpc| self.without_zone(zone, vpc)).unwrap_or_default();
        std::iter::once(vec![record]).chain(without).collect()
    }

    /// Associates the VPC with a zone that has the name and is another VPC's only.
    pub(super) fn associate_zone(&self) -> Option<Candidate> {
        let zone = zone_elsewhere(&self.case)?;
        let vpc = self.design().vpcs.get(self.case.vpc()?).record.id.clone();
        Some(vec![Change::AssociateZone { zone: zone.record.id.clone(), vpc }])
    }

    /// Lets the VPC ask the Amazon resolver instead of name servers that it does not reach: by the set of DHCP options of
    /// another VPC beside it that does, or by a new one.
    pub(super) fn use_amazon_dns(&self) -> Option<Candidate> {
        if !self.case.reach.is_for_name_servers() {
            return None;
        }
        let design = self.design();
        let vpc = design.vpcs.get(self.case.vpc()?);
        let beside = |own: &&Vpc| {
            own.dns_servers == DnsServers::Amazon
                && own.record.owner == vpc.record.owner
                && own.record.scope.region == vpc.record.scope.region
        };
        let other = design.vpcs.iter().map(|(_, own)| own).find(beside);
        let options = other.and_then(|own| own.record.dhcp_options.as_deref()?.try_into().ok());
        Some(vec![Change::UseAmazonDns { vpc: vpc.record.id.clone(), options }])
    }
}
