//! Route tables.

use hopwise_model::resource::{RouteTable, RouteTableAssociation, RouteTarget};
use hopwise_model::{DocumentKind, Inventory};

use super::plan::Role;
use super::subnets::{OTHER_VPC, SUBNETS};
use super::{Egress, Plan};
use crate::fixture::{association, destination, id, route_of, route_table};

pub(super) fn add(plan: &Plan, inventory: &mut Inventory) {
    inventory.knowledge.complete([DocumentKind::RouteTables]);
    let internet = || RouteTarget::InternetGateway(id("igw-a"));
    let nat = |name| RouteTarget::NatGateway(id(name));
    let (from_task, from_private, from_regional) = match plan.egress {
        Egress::InternetGateway => (internet(), internet(), internet()),
        Egress::Nat => (nat("nat-public"), nat("nat-public"), internet()),
        Egress::RegionalNat => (nat("nat-regional"), nat("nat-regional"), internet()),
        Egress::ChainedNat => (nat("nat-private"), nat("nat-public"), internet()),
        Egress::ChainedRegionalNat => (nat("nat-private"), nat("nat-regional"), internet()),
        Egress::RegionalThenZonal => (nat("nat-regional"), nat("nat-public"), nat("nat-public")),
    };
    // Subnets without a table of their own use the main one, as the task's does.
    let mut main = table(plan, "rtb-main", from_task.clone());
    main.associations.push(RouteTableAssociation { main: true, ..association("rtb-main") });
    let mut tables = vec![main];
    let mut own = |name: &str, role: Role, default: RouteTarget| {
        let mut own = table(plan, name, default);
        // A subnet has one table; where it has two roles, the first one's counts.
        let place = plan.place_of(role);
        let subnet = SUBNETS.get(place).filter(|_| plan.place_of(Role::Task) != place).map(|subnet| id(subnet));
        let taken = tables.iter().flat_map(|table| &table.associations).any(|other| other.subnet == subnet);
        if subnet.is_some() && !taken {
            own.associations.push(RouteTableAssociation { subnet, ..association(name) });
        }
        tables.push(own);
    };
    own("rtb-public", Role::Public, internet());
    own("rtb-private", Role::Private, from_private);
    own("rtb-endpoint", Role::Endpoint, from_task);
    if let (false, Some(own)) = (plan.endpoint_default, tables.last_mut()) {
        own.routes.retain(|route| route.destination != destination("0.0.0.0/0"));
    }
    tables.push(table(plan, "rtb-regional", from_regional));
    if plan.edge_table {
        let mut edge = table(plan, "rtb-edge", internet());
        edge.routes.retain(|route| route.target == RouteTarget::Local);
        edge.associations.push(RouteTableAssociation { gateway: Some("igw-a".to_owned()), ..association("rtb-edge") });
        tables.push(edge);
    }
    if plan.second_vpc {
        let mut other = table(plan, "rtb-other", RouteTarget::InternetGateway(id("igw-b")));
        other.vpc = id("vpc-b");
        other.routes = vec![
            route_of("rtb-other", 0, destination("10.2.0.0/24"), RouteTarget::Local),
            route_of("rtb-other", 1, destination("0.0.0.0/0"), RouteTarget::InternetGateway(id("igw-b"))),
        ];
        other.associations.push(RouteTableAssociation { subnet: Some(id(OTHER_VPC)), ..association("rtb-other") });
        tables.push(other);
    }
    inventory.route_tables = tables.into();
}

fn table(plan: &Plan, name: &str, default: RouteTarget) -> RouteTable {
    let mut routes = vec![(destination("10.0.0.0/24"), RouteTarget::Local)];
    if plan.second_block {
        routes.push((destination("10.1.0.0/26"), RouteTarget::Local));
    }
    routes.push((destination("0.0.0.0/0"), default));
    if plan.gateway_endpoint {
        routes.push((destination("pl-s3"), RouteTarget::VpcEndpoint(id("vpce-s3"))));
    }
    let numbered = routes.into_iter().enumerate();
    RouteTable {
        routes: numbered.map(|(place, (destination, target))| route_of(name, place, destination, target)).collect(),
        ..route_table(name, "vpc-a")
    }
}
