//! From what a scope names to the VPCs that it is in.

use std::collections::BTreeSet;
use std::net::IpAddr;

use aws_sdk_ec2::types::{Filter, Reservation};
use hopwise_packet::{AddressSet, Family};
use tokio::try_join;

use super::{FILTER_VALUES, PAGE, filter};
use crate::call::Call;
use crate::call_failure::{CallFailure, FailureKind};
use crate::failure::{CaptureError, stuck};
use crate::scope::Scope;
use crate::session::Session;

/// Things whose VPCs are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seeds {
    /// VPCs that are known already.
    pub(crate) vpcs: BTreeSet<String>,
    /// Subnets.
    pub(crate) subnets: BTreeSet<String>,
    /// Network interfaces.
    pub(crate) interfaces: BTreeSet<String>,
    /// Instances.
    pub(crate) instances: BTreeSet<String>,
    /// Addresses, private or public.
    pub(crate) addresses: BTreeSet<IpAddr>,
}

impl Seeds {
    /// What a scope names, ECS apart.
    pub(crate) fn of(scope: &Scope) -> Self {
        Self {
            vpcs: scope.vpcs.iter().map(ToString::to_string).collect(),
            subnets: scope.subnets.iter().map(ToString::to_string).collect(),
            interfaces: scope.interfaces.iter().map(ToString::to_string).collect(),
            instances: scope.instances.iter().map(ToString::to_string).collect(),
            addresses: scope.addresses.iter().copied().collect(),
        }
    }

    /// The VPCs. What AWS does not know has none: the questions asked later will say so.
    pub(crate) async fn vpcs(&self, session: &Session) -> Result<BTreeSet<String>, CaptureError> {
        let (of_subnets, of_interfaces, of_instances, of_private, of_public, of_v6) = try_join!(
            of_subnets(session, &self.subnets),
            of_interfaces(session, "network-interface-id", self.interfaces.iter().cloned().collect()),
            of_instances(session, &self.instances),
            of_interfaces(session, "addresses.private-ip-address", self.of_private()),
            of_interfaces(session, "addresses.association.public-ip", self.of_public()),
            of_interfaces(session, "ipv6-addresses.ipv6-address", self.of_v6()),
        )?;
        let mut vpcs = self.vpcs.clone();
        for more in [of_subnets, of_interfaces, of_instances, of_private, of_public, of_v6] {
            vpcs.extend(more);
        }
        Ok(vpcs)
    }

    fn of_private(&self) -> Vec<String> {
        self.v4().filter(|address| is_internal(**address)).map(ToString::to_string).collect()
    }

    fn of_public(&self) -> Vec<String> {
        self.v4().filter(|address| !is_internal(**address)).map(ToString::to_string).collect()
    }

    fn of_v6(&self) -> Vec<String> {
        self.of_family(Family::Ipv6).map(ToString::to_string).collect()
    }

    fn v4(&self) -> impl Iterator<Item = &IpAddr> {
        self.of_family(Family::Ipv4)
    }

    fn of_family(&self, family: Family) -> impl Iterator<Item = &IpAddr> {
        self.addresses.iter().filter(move |address| family.has(**address))
    }
}

/// Whether an address is one that only a VPC routes. Others may still be a VPC's own: such a VPC has to be named.
fn is_internal(address: IpAddr) -> bool {
    AddressSet::internal(Family::of(address)).contains(address)
}

async fn of_subnets(session: &Session, subnets: &BTreeSet<String>) -> Result<BTreeSet<String>, CaptureError> {
    let mut vpcs = BTreeSet::new();
    for filters in chunks("subnet-id", &subnets.iter().cloned().collect::<Vec<_>>()) {
        let pages = session.ec2.describe_subnets().filters(filters).max_results(PAGE).into_paginator().send();
        let call = Call::DescribeSubnets;
        let complete = session
            .pages(call, Some(ABOUT), pages, |page| {
                vpcs.extend(page.subnets().iter().filter_map(|subnet| subnet.vpc_id.clone()));
            })
            .await?;
        must(session, call, complete)?;
    }
    Ok(vpcs)
}

async fn of_interfaces(
    session: &Session,
    name: &'static str,
    values: Vec<String>,
) -> Result<BTreeSet<String>, CaptureError> {
    let mut vpcs = BTreeSet::new();
    for filters in chunks(name, &values) {
        let pages =
            session.ec2.describe_network_interfaces().filters(filters).max_results(PAGE).into_paginator().send();
        let call = Call::DescribeNetworkInterfaces;
        let complete = session
            .pages(call, Some(ABOUT), pages, |page| {
                vpcs.extend(page.network_interfaces().iter().filter_map(|interface| interface.vpc_id.clone()));
            })
            .await?;
        must(session, call, complete)?;
    }
    Ok(vpcs)
}

async fn of_instances(session: &Session, instances: &BTreeSet<String>) -> Result<BTreeSet<String>, CaptureError> {
    let mut vpcs = BTreeSet::new();
    for filters in chunks("instance-id", &instances.iter().cloned().collect::<Vec<_>>()) {
        let pages = session.ec2.describe_instances().filters(filters).max_results(PAGE).into_paginator().send();
        let call = Call::DescribeInstances;
        let complete = session
            .pages(call, Some(ABOUT), pages, |page| {
                let instances = page.reservations().iter().flat_map(Reservation::instances);
                vpcs.extend(instances.filter_map(|instance| instance.vpc_id.clone()));
            })
            .await?;
        must(session, call, complete)?;
    }
    Ok(vpcs)
}

/// What these calls are about.
const ABOUT: &str = "where to begin";

fn chunks(name: &str, values: &[String]) -> Vec<Filter> {
    values.chunks(FILTER_VALUES).map(|values| filter(name, values)).collect()
}

/// Without the beginning there is nothing to follow.
fn must(session: &Session, call: Call, complete: bool) -> Result<(), CaptureError> {
    if complete {
        return Ok(());
    }
    let failure = session
        .last_failure(call)
        .unwrap_or_else(|| CallFailure { kind: FailureKind::Error, code: "no answer".to_owned() });
    Err(stuck(call, failure))
}
