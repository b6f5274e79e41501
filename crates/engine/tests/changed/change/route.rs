//! Route tables and subnets.

use hopwise_model::DocumentKind::{RouteTables, Subnets};
use hopwise_model::Inventory;
use hopwise_model::resource::{AssociationState, RouteTable, RouteTableAssociation, RouteTarget, Subnet};
use hopwise_proptest::fixture::{association, cidr, destination, id, route, route_table, subnet as new_subnet};

use super::{Change, Made, add, anew, derived, impossible, lose_last, made, repeat_first};

fn table<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut RouteTable> {
    inventory.route_tables.find_mut(|table| table.id.as_str() == id)
}

fn subnet<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut Subnet> {
    inventory.subnets.find_mut(|subnet| subnet.id.as_str() == id)
}

fn associate(table: &mut RouteTable, subnet: &str) {
    let own = RouteTableAssociation { subnet: Some(id(subnet)), ..association(table.id.as_str()) };
    table.associations.push(own);
}

pub(super) const CHANGES: &[Change] = &[
    derived(RouteTables, "one has a route less", |inventory| table(inventory, "rtb-main")?.routes.pop().map(|_| ())),
    derived(RouteTables, "one has routes to what is not there", |inventory| {
        let targets = [
            ("192.168.3.0/24", RouteTarget::NatGateway(id("nat-new"))),
            ("192.168.4.0/24", RouteTarget::VpcEndpoint(id("vpce-new"))),
        ];
        let new = targets.map(|(block, target)| route(destination(block), target));
        table(inventory, "rtb-endpoint")?.routes.extend(new);
        Some(())
    }),
    derived(RouteTables, "one has a route to a list that nobody knows", |inventory| {
        let new = route(destination("pl-unknown"), RouteTarget::InternetGateway(id("igw-a")));
        table(inventory, "rtb-public")?.routes.push(new);
        Some(())
    }),
    derived(RouteTables, "a subnet with a NAT gateway leaves one for the main one", |inventory| {
        table(inventory, "rtb-public")?.associations.clear();
        Some(())
    }),
    derived(RouteTables, "a subnet on the main one is associated with it", |inventory| {
        associate(table(inventory, "rtb-main")?, "subnet-task");
        Some(())
    }),
    derived(RouteTables, "a subnet leaves one for another", |inventory| {
        table(inventory, "rtb-private")?.associations.clear();
        associate(table(inventory, "rtb-endpoint")?, "subnet-private");
        Some(())
    }),
    derived(RouteTables, "an association is not in force", |inventory| {
        table(inventory, "rtb-private")?.associations.first_mut()?.state = AssociationState::Disassociated;
        Some(())
    }),
    derived(RouteTables, "none is the main one", |inventory| {
        table(inventory, "rtb-main")?.associations.clear();
        Some(())
    }),
    derived(RouteTables, "an internet gateway has none", |inventory| {
        table(inventory, "rtb-edge")?.associations.clear();
        Some(())
    }),
    derived(RouteTables, "an internet gateway has another", |inventory| {
        let own = RouteTableAssociation { gateway: Some("igw-spare".to_owned()), ..association("rtb-edge") };
        table(inventory, "rtb-edge")?.associations = vec![own];
        Some(())
    }),
    made(Made::Refused, RouteTables, "a subnet has two", |inventory| {
        associate(table(inventory, "rtb-main")?, "subnet-public");
        Some(())
    }),
    impossible(RouteTables, "one is in another VPC", |inventory| {
        table(inventory, "rtb-regional")?.vpc = id("vpc-b");
        Some(())
    }),
    anew(RouteTables, "there is one more", |inventory| {
        add(&mut inventory.route_tables, [route_table("rtb-new", "vpc-a")])
    }),
    anew(RouteTables, "the last one is gone", |inventory| lose_last(&mut inventory.route_tables)),
    derived(Subnets, "one has another block", |inventory| {
        subnet(inventory, "subnet-task")?.cidrs = vec![cidr("10.0.0.0/29")];
        Some(())
    }),
    derived(Subnets, "one has few addresses left", |inventory| {
        subnet(inventory, "subnet-public")?.available_addresses = Some(1);
        Some(())
    }),
    impossible(Subnets, "one is in another VPC", |inventory| {
        subnet(inventory, "subnet-public")?.vpc = id("vpc-b");
        Some(())
    }),
    anew(Subnets, "one is another account's", |inventory| {
        subnet(inventory, "subnet-public")?.owner = "111111111111".try_into().ok();
        Some(())
    }),
    anew(Subnets, "one is in another account's documents", |inventory| {
        subnet(inventory, "subnet-public")?.scope.account = "111111111111".try_into().ok();
        Some(())
    }),
    anew(Subnets, "there is one more", |inventory| {
        add(&mut inventory.subnets, [new_subnet("subnet-new", "vpc-a", "10.0.0.64/28")])
    }),
    anew(Subnets, "the last one is gone", |inventory| lose_last(&mut inventory.subnets)),
    made(Made::AnewSame, Subnets, "one is listed twice", |inventory| repeat_first(&mut inventory.subnets)),
];
