//! Interface and gateway endpoints.

use hopwise_model::resource::{
    EndpointKind, EndpointState, Route, RouteDestination, RouteOrigin, RouteState, RouteTarget, VpcEndpoint,
};
use hopwise_model::{Partition, RouteTableId, VpcEndpointId};

use super::made::{Interface, Made, id, nowhere};
use super::placed::Placed;
use super::prefix_lists::{GATEWAY_SERVICES, list_id};
use super::routes::tables_of;
use crate::endpoint::Endpoint;
use crate::refused::Refused;
use crate::tier::Families;

impl Made<'_> {
    /// The name of a service of the Region, such as `com.amazonaws.eu-west-1.ecr.api`. In China some begin with `cn.`
    /// (fact base E).
    pub(crate) fn service_name(&self, service: &str) -> String {
        let is_chinese = Partition::of(&self.region) == Partition::AwsCn;
        let is_named_by_china = is_chinese && !GATEWAY_SERVICES.iter().any(|(own, _)| *own == service);
        let named_by = if is_named_by_china { Partition::AwsCn } else { Partition::Aws };
        format!("{}.{}.{service}", named_by.service_name_prefix(), self.region)
    }
}

pub(crate) fn make(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    for (index, own) in vpc.endpoints.iter().enumerate() {
        let what = format!("endpoint {}", own.service);
        let same = |other: &&Endpoint| other.service == own.service && other.is_gateway == own.is_gateway;
        let earlier = || vpc.endpoints.iter().take(index).filter(same);
        if own.tiers.is_empty() {
            return Err(Refused::new(placed.of(&what), "InvalidParameter", "it is in no tier"));
        }
        let kind = if own.is_gateway { "gateway-" } else { "" };
        let number = earlier().count();
        let suffix = if number > 0 { format!("-{}", number + 1) } else { String::new() };
        let name = format!("{}-{kind}{}{suffix}", vpc.name, own.service.replace('.', "-"));
        let endpoint = if own.is_gateway {
            gateway(made, placed, own, (&what, &name))?
        } else {
            if own.private_dns && !(vpc.dns_support && vpc.dns_hostnames) {
                let why = "private DNS needs DNS support and DNS hostnames of its VPC: `Vpc::dns_hostnames`";
                return Err(Refused::new(placed.of(&what), "InvalidParameter", why));
            }
            if own.private_dns && earlier().any(|other| other.private_dns) {
                let why = "another endpoint of the service has private DNS: the names would conflict";
                return Err(Refused::new(placed.of(&what), "InvalidParameter", why));
            }
            interface(made, placed, own, (&what, &name))?
        };
        made.inventory.vpc_endpoints.push(endpoint);
    }
    Ok(())
}

fn endpoint(made: &Made<'_>, placed: &Placed<'_>, own: &Endpoint, name: &str) -> Result<VpcEndpoint, Refused> {
    Ok(VpcEndpoint {
        id: id(&format!("vpce-{name}"))?,
        vpc: placed.id.clone(),
        kind: if own.is_gateway { EndpointKind::Gateway } else { EndpointKind::Interface },
        service_name: made.service_name(&own.service),
        service_region: Some(made.region.clone()),
        state: EndpointState::Available,
        private_dns_enabled: own.private_dns,
        // As AWS sets it unless told otherwise.
        private_dns_only_for_inbound_resolver: (own.service == "s3" && own.private_dns && !own.is_gateway)
            .then_some(true),
        answers_ipv6_only: false,
        route_tables: Vec::new(),
        in_no_subnet: false,
        subnets: Vec::new(),
        groups: Vec::new(),
        interfaces: Vec::new(),
        dns_names: Vec::new(),
        policy: Some(own.policy.clone().unwrap_or_else(|| VpcEndpoint::DEFAULT_POLICY.to_owned())),
        owner: Some(made.owner.clone()),
        name: Some(own.service.clone()),
        evidence: nowhere(),
    })
}

fn gateway(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    own: &Endpoint,
    (what, name): (&str, &str),
) -> Result<VpcEndpoint, Refused> {
    let vpc = placed.vpc;
    if !GATEWAY_SERVICES.iter().any(|(service, _)| *service == own.service) {
        let why = "of S3 and DynamoDB only there are gateway endpoints";
        return Err(Refused::new(placed.of(what), "InvalidServiceName", why));
    }
    let mut made_endpoint = endpoint(made, placed, own, name)?;
    let route = |target: VpcEndpointId| -> Result<Route, Refused> {
        Ok(Route {
            destination: RouteDestination::PrefixList(id(&list_id(&own.service))?),
            target: RouteTarget::VpcEndpoint(target),
            origin: RouteOrigin::Static,
            state: RouteState::Active,
            firewall: None,
            evidence: nowhere(),
        })
    };
    for name in &own.tiers {
        placed.tier(what, name)?;
        let tables = vpc.tiers.iter().filter(|tier| tier.name == *name).flat_map(|tier| tables_of(vpc, tier));
        for (table, _) in tables {
            let table: RouteTableId = id(&table)?;
            let route = route(made_endpoint.id.clone())?;
            let Some(record) = made.inventory.route_tables.by_id_mut(&table) else { continue };
            if record.routes.iter().any(|other| other.destination == route.destination) {
                let why = format!("{table} has a route to {} already", list_id(&own.service));
                return Err(Refused::new(placed.of(what), "RouteAlreadyExists", why));
            }
            record.routes.push(route);
            made_endpoint.route_tables.push(table);
        }
    }
    Ok(made_endpoint)
}

fn interface(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    own: &Endpoint,
    (what, name): (&str, &str),
) -> Result<VpcEndpoint, Refused> {
    let mut made_endpoint = endpoint(made, placed, own, name)?;
    made_endpoint.groups = placed.groups(what, &own.groups)?;
    if own.tiers.len() > 1 {
        let why = "its subnets would be in the same zones: an endpoint has one in each";
        return Err(Refused::new(placed.of(what), "DuplicateSubnetsInSameZone", why));
    }
    for tier in &own.tiers {
        let why = "its subnets have not the blocks of its address type: `Tier::dual_stack`, `Endpoint::dual_stack`";
        let refused = Refused::new(placed.of(what), "InvalidParameter", why);
        for place in placed.tier(what, tier)? {
            let families = place.families();
            if !families.has_ipv4() || (own.dual_stack && families != Families::DualStack) {
                return Err(refused);
            }
            let interface = made.interface(
                place,
                Interface {
                    name: &format!("{name}-{}", place.zone),
                    kind: "vpc_endpoint",
                    description: format!("VPC Endpoint Interface {}", made_endpoint.id),
                    groups: made_endpoint.groups.clone(),
                    public: None,
                    ipv6: own.dual_stack,
                    source_dest_check: true,
                },
            )?;
            made_endpoint.subnets.push(interface.subnet.clone());
            made_endpoint.interfaces.push(interface.id.clone());
            made.inventory.network_interfaces.push(interface);
        }
    }
    let suffix = Partition::of(&made.region);
    let host = format!("{}-0123abcd.{}.{}.vpce.{}", made_endpoint.id, own.service, made.region, suffix.dns_suffix());
    made_endpoint.dns_names.push(host);
    Ok(made_endpoint)
}
