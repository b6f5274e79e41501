//! The documents of EC2, and of what answers names in VPCs: what is in some VPCs, or in a whole Region.

mod behind;
mod block_public_access;
mod peering;
mod reference;
mod resolver;
mod seed;
mod transit_gateway;
mod zone;

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{Filter, NetworkInterface, RouteTable, SecurityGroup, Vpc};
use tokio::try_join;

use crate::call::Call;
use crate::failure::CaptureError;
use crate::scope::Purpose;
use crate::session::{Listing, Session};

use reference::References;

pub(crate) use seed::Seeds;

/// The most resources that a page of `ec2:Describe*` may hold, unless said otherwise (EC2 API reference, `MaxResults`).
const PAGE: i32 = 1000;

/// The most that a page of route tables may hold, and one of prefix lists or of their entries (EC2 API reference).
const SMALL_PAGE: i32 = 100;

/// The most values that a filter takes (EC2 user guide, "Filter your resources").
const FILTER_VALUES: usize = 200;

/// Which VPCs to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of the Region's.
    Region,
    /// These. More than a filter takes are asked for without one, which gives more than is needed and never less.
    Vpcs(BTreeSet<String>),
}

impl Extent {
    /// The filter that keeps to the VPCs. `name` is how the call names the VPC of a resource.
    fn filter(&self, name: &str) -> Option<Vec<Filter>> {
        match self {
            Self::Vpcs(vpcs) if vpcs.len() <= FILTER_VALUES => Some(vec![filter(name, vpcs)]),
            Self::Vpcs(_) | Self::Region => None,
        }
    }
}

/// A filter for any of some values.
fn filter<'v>(name: &str, values: impl IntoIterator<Item = &'v String>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().cloned().collect())).build()
}

/// What the captured documents say about where things are, and what else they lead to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// VPCs.
    pub(crate) vpcs: BTreeSet<String>,
    /// Subnets.
    pub(crate) subnets: BTreeSet<String>,
    /// Instances.
    pub(crate) instances: BTreeSet<String>,
    /// Whether AWS described any VPC.
    pub(crate) described: bool,
    references: References,
}

/// Captures the documents of some VPCs. `hosts` says whether instances matter to the answer.
///
/// Two rounds of calls: what can be asked for by VPC, then what the answers of the first round lead to. Beside them, what
/// answers names.
pub(crate) async fn capture(
    session: &Session,
    extent: &Extent,
    purpose: Purpose,
    hosts: bool,
) -> Result<Found, CaptureError> {
    let network = async {
        let found = first_round(session, extent, hosts || purpose == Purpose::Keep).await?;
        let zones = async {
            match extent {
                // Which VPCs there are, the first round tells.
                Extent::Region => zone::capture(session, &found.vpcs).await,
                Extent::Vpcs(_) => Ok(()),
            }
        };
        try_join!(
            reference::capture(session, extent, &found),
            Box::pin(peering::capture(session, &found.references.peerings)),
            Box::pin(transit_gateway::capture(session, &found.references.transit_gateways)),
            Box::pin(zones),
        )?;
        if purpose == Purpose::Keep {
            Box::pin(behind::capture(session, extent, &found.references)).await?;
        }
        Ok(found)
    };
    let zones = async {
        match extent {
            Extent::Vpcs(vpcs) => zone::capture(session, vpcs).await,
            Extent::Region => Ok(()),
        }
    };
    let (found, (), ()) = try_join!(network, Box::pin(zones), Box::pin(resolver::capture(session, extent)))?;
    Ok(found)
}

/// What can be asked for by VPC.
async fn first_round(session: &Session, extent: &Extent, hosts: bool) -> Result<Found, CaptureError> {
    let mut found = Found::default();
    let (spaces, ways, doors, ()) = try_join!(
        Box::pin(spaces(session, extent, hosts)),
        Box::pin(ways(session, extent)),
        Box::pin(doors(session, extent)),
        Box::pin(block_public_access::capture(session)),
    )?;
    for part in [spaces, ways, doors] {
        found.vpcs.extend(part.vpcs);
        found.subnets.extend(part.subnets);
        found.instances.extend(part.instances);
        found.references.add(part.references);
    }
    found.described = !found.vpcs.is_empty();
    if let Extent::Vpcs(named) = extent {
        // Where describe-vpcs was denied, their attributes can still be asked for.
        found.vpcs.extend(named.iter().cloned());
    }
    Ok(found)
}

/// VPCs, subnets, and the instances in them where they matter.
async fn spaces(session: &Session, extent: &Extent, hosts: bool) -> Result<Found, CaptureError> {
    let ec2 = &session.ec2;
    let by_vpc = || extent.filter("vpc-id");
    let (mut vpcs, mut subnets, mut instances) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut references = References::default();
    let hosts = async {
        if !hosts {
            return Ok(true);
        }
        let pages = ec2.describe_instances().set_filters(by_vpc()).max_results(PAGE).into_paginator().send();
        let listing = Listing::new(Call::DescribeInstances, "instances", "ReservationId");
        session
            .listing(
                listing,
                pages,
                |page| page.reservations,
                |reservation| {
                    let ids = reservation.instances().iter().filter_map(|instance| instance.instance_id.clone());
                    instances.extend(ids);
                },
            )
            .await
    };
    try_join!(
        session.listing(
            Listing::new(Call::DescribeVpcs, "vpcs", "VpcId"),
            ec2.describe_vpcs().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.vpcs,
            |vpc: &Vpc| {
                vpcs.extend(vpc.vpc_id.clone());
                references.dhcp_options.extend(vpc.dhcp_options_id.clone());
            },
        ),
        session.listing(
            Listing::new(Call::DescribeSubnets, "subnets", "SubnetId"),
            ec2.describe_subnets().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.subnets,
            |subnet| subnets.extend(subnet.subnet_id.clone()),
        ),
        hosts,
    )?;
    Ok(Found { vpcs, subnets, instances, references, described: false })
}

/// Routes and what they lead to.
async fn ways(session: &Session, extent: &Extent) -> Result<Found, CaptureError> {
    let ec2 = &session.ec2;
    let by_vpc = || extent.filter("vpc-id");
    let mut references = References::default();
    let mut of_lists = References::default();
    try_join!(
        session.listing(
            Listing::new(Call::DescribeRouteTables, "route-tables", "RouteTableId"),
            ec2.describe_route_tables().set_filters(by_vpc()).max_results(SMALL_PAGE).into_paginator().send(),
            |page| page.route_tables,
            |table: &RouteTable| references.of_route_table(table),
        ),
        session.listing(
            Listing::new(Call::DescribeInternetGateways, "internet-gateways", "InternetGatewayId"),
            // Not by VPC: a gateway that a route leads to may be attached elsewhere, or nowhere.
            ec2.describe_internet_gateways().max_results(PAGE).into_paginator().send(),
            |page| page.internet_gateways,
            |_| (),
        ),
        session.listing(
            Listing::new(Call::DescribeNatGateways, "nat-gateways", "NatGatewayId"),
            ec2.describe_nat_gateways().set_filter(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.nat_gateways,
            |_| (),
        ),
        session.listing(
            Listing::new(Call::DescribePrefixLists, "prefix-lists", "PrefixListId"),
            ec2.describe_prefix_lists().max_results(PAGE).into_paginator().send(),
            |page| page.prefix_lists,
            |list| of_lists.of_prefix_list(list),
        ),
    )?;
    references.add(of_lists);
    Ok(Found { references, ..Found::default() })
}

/// Interfaces, and what filters their packets.
async fn doors(session: &Session, extent: &Extent) -> Result<Found, CaptureError> {
    let ec2 = &session.ec2;
    let by_vpc = || extent.filter("vpc-id");
    let (mut of_groups, mut of_interfaces, mut of_endpoints) =
        (References::default(), References::default(), References::default());
    try_join!(
        session.listing(
            Listing::new(Call::DescribeVpcEndpoints, "vpc-endpoints", "VpcEndpointId"),
            ec2.describe_vpc_endpoints().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.vpc_endpoints,
            |endpoint| of_endpoints.of_endpoint(endpoint),
        ),
        session.listing(
            Listing::new(Call::DescribeSecurityGroups, "security-groups", "GroupId"),
            ec2.describe_security_groups().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.security_groups,
            |group: &SecurityGroup| of_groups.of_security_group(group),
        ),
        session.listing(
            Listing::new(Call::DescribeNetworkAcls, "network-acls", "NetworkAclId"),
            ec2.describe_network_acls().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.network_acls,
            |_| (),
        ),
        session.listing(
            Listing::new(Call::DescribeNetworkInterfaces, "network-interfaces", "NetworkInterfaceId"),
            ec2.describe_network_interfaces().set_filters(by_vpc()).max_results(PAGE).into_paginator().send(),
            |page| page.network_interfaces,
            |interface: &NetworkInterface| of_interfaces.of_interface(interface),
        ),
    )?;
    let mut references = of_groups;
    references.add(of_interfaces);
    references.add(of_endpoints);
    Ok(Found { references, ..Found::default() })
}
