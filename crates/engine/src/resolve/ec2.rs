//! Private names of instances, which carry an address or an instance's id: `ip-10-0-2-11.REGION.compute.internal`.

use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::design::{Ix, Source, Vpc};
use hopwise_model::resource::Instance;
use hopwise_model::{Gap, Region};

use super::candidate::{Authority, Candidate};
use super::query::Query;
use super::resolver::Resolver;

/// The Region whose names do not carry it.
const FIRST_REGION: &str = "us-east-1";

/// A private name of an instance, and the Region that it is of.
struct Ec2Name<'h> {
    label: &'h str,
    region: &'h str,
    /// The length of its domain.
    length: usize,
}

impl<'h> Ec2Name<'h> {
    fn read(host: &'h str) -> Option<Self> {
        let (label, domain) = host.split_once('.')?;
        let region = if domain == "ec2.internal" { FIRST_REGION } else { domain.strip_suffix(".compute.internal")? };
        Some(Self { label, region, length: domain.len() })
    }

    /// The address of `ip-10-0-2-11`.
    fn address(&self) -> Option<Ipv4Addr> {
        self.label.strip_prefix("ip-")?.replace('-', ".").parse().ok()
    }
}

impl Resolver<'_> {
    /// The Amazon resolver answers for these names of its Region itself, also where rules forward wider domains (VPC user
    /// guide, DNS attributes; Route 53 developer guide, autodefined rules).
    pub(super) fn ec2_name(&self, query: Query<'_>, host: &str) -> Option<Candidate> {
        let name = Ec2Name::read(host)?;
        if self.region(query.source, query.vpc)?.as_str() != name.region {
            return None;
        }
        let (address, doubt) = match name.address() {
            Some(address) => (IpAddr::V4(address), None),
            None => self.resource_name(name.label, host)?,
        };
        Some(Candidate { length: name.length, authority: Authority::Ec2Name(address), doubt })
    }

    /// The address of an instance by its own id. Such a name has one where that was switched on, or where it is the
    /// instance's host name.
    fn resource_name(&self, id: &str, host: &str) -> Option<(IpAddr, Option<Gap>)> {
        let instance = self.design.instances.get(self.design.instances.find(id)?);
        let primary = instance.interfaces.first()?.clone().ok()?;
        let address = self.design.network_interfaces.get(primary).primary_address()?;
        let Instance { private_dns_name, resource_name_record, .. } = instance.record.as_ref();
        let is_host_name = private_dns_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(host));
        match resource_name_record {
            Some(true) => Some((address, None)),
            _ if is_host_name => Some((address, None)),
            Some(false) => None,
            None => Some((address, Some(Gap::UnknownName { host: host.to_owned() }))),
        }
    }

    /// The Region of who asks, as far as the snapshot tells.
    fn region(&self, source: &Source, vpc: Ix<Vpc>) -> Option<Region> {
        let of_place = self.design.place(vpc).region;
        let of_vpc = || self.design.vpcs.get(vpc).record.scope.region.clone();
        of_place.or_else(of_vpc).or_else(|| {
            let subnet = &self.design.subnets.get(source.subnet(self.design)?.ok()?).record;
            subnet.availability_zone.as_deref().and_then(Region::of_zone)
        })
    }
}
