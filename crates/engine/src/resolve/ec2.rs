//! Names of instances that EC2 makes: private ones, which carry an address or an instance's id
//! (`ip-10-0-2-11.REGION.compute.internal`), and public ones (`ec2-52-1-2-3.REGION.compute.amazonaws.com`).

use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::design::{Ix, Reference, Source, Vpc};
use hopwise_model::resource::Instance;
use hopwise_model::{DocumentKind, Gap, Partition, Region};
use hopwise_packet::AddressSet;

use super::answer::{Answer, AnswerKind, NoAnswer, Resolution, anything, nothing};
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

/// The address that a name of EC2's own carries, private (`ip-10-0-2-11.ec2.internal`) or public
/// (`ec2-52-1-2-3.compute-1.amazonaws.com`), whoever has it.
#[must_use]
pub fn address_in_name(host: &str) -> Option<IpAddr> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let private = || Ec2Name::read(&host).and_then(|name| name.address());
    public_name(&host).map(|(address, _)| address).or_else(private).map(IpAddr::V4)
}

/// The address and the Region of a public name (VPC user guide, DNS attributes, public hostnames).
fn public_name(host: &str) -> Option<(Ipv4Addr, &str)> {
    let (label, domain) = host.split_once('.')?;
    let domain = [Partition::Aws, Partition::AwsCn]
        .iter()
        .find_map(|own| domain.strip_suffix(own.dns_suffix())?.strip_suffix('.'))?;
    let region = if domain == "compute-1" { FIRST_REGION } else { domain.strip_suffix(".compute")? };
    let address = label.strip_prefix("ec2-")?.replace('-', ".").parse().ok()?;
    Some((address, region))
}

impl Resolver<'_> {
    /// What a public name of an instance means: from inside the VPC of the interface that has the public address, the private
    /// address that it is mapped to, from anywhere else the public one (VPC user guide, DNS attributes). None for other names,
    /// and for those of other Regions.
    pub(super) fn public_ec2_name(
        &self,
        resolution: &mut Resolution,
        query: Query<'_>,
        host: &str,
    ) -> Option<Vec<Answer>> {
        let (address, region) = public_name(host)?;
        if self.region(query.source, query.vpc)?.as_str() != region {
            return None;
        }
        let means = |address: IpAddr| Answer::new(AnswerKind::Literal, AddressSet::single(address));
        let address = IpAddr::V4(address);
        let vpc = self.design.vpcs.get(query.vpc);
        let Some((interface, private)) = self.design.interface_at_public(address) else {
            let document = DocumentKind::NetworkInterfaces;
            if self.design.knows(document, query.vpc) {
                return Some(vec![means(address)]);
            }
            // Somebody of this VPC may have it.
            resolution.doubt(Gap::MissingDocument { document, needed_for: vpc.record.id.to_string() });
            return Some(vec![means(address), anything(Some(vpc))]);
        };
        let home = &self.design.network_interfaces.get(interface).vpc;
        if *home != Ok(query.vpc) {
            return Some(match self.resolves_across(home, query.vpc) {
                Some(true) => vec![means(private)],
                Some(false) => vec![means(address)],
                None => {
                    resolution.doubt(Gap::UnknownName { host: host.to_owned() });
                    vec![means(address), means(private)]
                }
            });
        }
        if vpc.dns_hostnames == Some(true) {
            return Some(vec![means(private)]);
        }
        // Without hostnames EC2 makes no such name for who has the address.
        resolution.doubt(Gap::DnsAttribute { vpc: vpc.record.id.clone(), attribute: "enableDnsHostnames" });
        Some(vec![means(private), means(address), nothing(NoAnswer::Possible)])
    }

    /// Whether public names of a VPC's instances mean private addresses to who asks in a peer VPC: where the VPC's own side of the
    /// connection allows it, and both VPCs have DNS host names (VPC peering guide, "Enable DNS resolution for a VPC peering
    /// connection"). None where that is not known.
    fn resolves_across(&self, home: &Reference<Vpc>, asker: Ix<Vpc>) -> Option<bool> {
        let home = home.as_ref().ok()?;
        let design = self.design;
        let connections =
            design.vpcs.get(asker).peerings.iter().map(|index| design.vpc_peering_connections.get(*index));
        let mut sides = connections.filter(|own| own.record.passes() != Some(false)).filter_map(|own| {
            let (side, vpc) = own.other_side(asker)?;
            (*vpc == Ok(*home)).then_some((own.record.is_active(), side.resolves_for_peer))
        });
        let has_names = |vpc: Ix<Vpc>| design.vpcs.get(vpc).dns_hostnames == Some(true);
        match sides.next() {
            Some((true, Some(true))) => (has_names(*home) && has_names(asker)).then_some(true),
            Some((true, allows)) => allows,
            Some((false, _)) => None,
            None => design.knows(DocumentKind::VpcPeeringConnections, asker).then_some(false),
        }
    }

    /// What a public name of an instance means outside of every VPC: the address that it carries. None for other names.
    ///
    /// Who has the address is in the name's Region. Where nobody who was read has it, and not everybody there was, it may be
    /// somebody's of whom nothing is known, so that nothing can be said of packets to it.
    pub(super) fn public_ec2_name_outside(&self, resolution: &mut Resolution) -> Option<Answer> {
        let (address, region) = public_name(&resolution.host)?;
        let address = IpAddr::V4(address);
        let unread = || {
            let region = Region::try_from(region).ok()?;
            let lists = [DocumentKind::NetworkInterfaces, DocumentKind::Vpcs];
            let document = lists.into_iter().find(|list| !self.design.knows_in(*list, &region))?;
            Some(Gap::MissingDocument { document, needed_for: region.to_string() })
        };
        let gap = if self.design.interface_at_public(address).is_some() { None } else { unread() };
        if let Some(gap) = gap {
            resolution.doubt(gap.clone());
            return Some(Answer { gap: Some(gap), ..Answer::new(AnswerKind::Anything, AddressSet::empty()) });
        }
        Some(Answer::new(AnswerKind::Literal, AddressSet::single(address)))
    }

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
