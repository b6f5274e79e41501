//! What is measured: the stages from documents to a diagnosis.

use std::hint::black_box;

use hopwise_build::{self as build, Service, Tier, Vpc};
use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_explain::{Diagnosis, diagnose};
use hopwise_import::{Options, read_documents};
use hopwise_model::Inventory;
use hopwise_model::resource::{Route, RouteDestination, RouteTarget};
use hopwise_report::{Builder, NoLocator};

use crate::account::{Account, Blocked};

/// A part of what a user waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// From documents in memory to an inventory.
    Read,
    /// From an inventory to a design.
    Validate,
    /// From a design to the diagnosis of one task that is delivered.
    Delivered,
    /// The same for one task that the endpoints' security group keeps out.
    EndpointGroup,
    /// The same for one task that has no way out.
    NoEndpoints,
    /// The same for the tasks of many VPCs, a task in each.
    ManyTasks,
    /// From an inventory to the workloads of a task for every ten interfaces, each of a service and a definition of its own.
    Workloads,
    /// From the diagnosis of a few tasks that have no way out to its report.
    Report,
    /// From a design to the diagnosis of one task whose route table has a route for every ten interfaces, to 1,000 at most.
    Routes,
}

/// Routes that AWS lets a table have at most (VPC quotas).
const MOST_ROUTES: usize = 1_000;

/// VPCs of an account with many tasks.
const VPCS: usize = 50;

/// Tasks of a report.
const REPORTED: usize = 5;

impl Stage {
    /// All, in the order in which they follow each other.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Validate,
        Self::Delivered,
        Self::EndpointGroup,
        Self::NoEndpoints,
        Self::ManyTasks,
        Self::Workloads,
        Self::Report,
        Self::Routes,
    ];

    /// What a report calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Validate => "validate",
            Self::Delivered => "delivered",
            Self::EndpointGroup => "blocked by a group",
            Self::NoEndpoints => "blocked without endpoints",
            Self::ManyTasks => "many tasks",
            Self::Workloads => "workloads",
            Self::Report => "report",
            Self::Routes => "routes",
        }
    }

    /// The stage of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Prepares the stage for an account of so many interfaces, and gives what is to be measured to `measure`.
    pub fn run(self, interfaces: usize, measure: &mut dyn FnMut(&mut dyn FnMut())) {
        if self == Self::Routes {
            let inventory = with_routes((interfaces / 10).min(MOST_ROUTES));
            let design = inventory.clone().validate().expect("the account contradicts itself nowhere");
            measure(&mut || drop(black_box(diagnosis(&inventory, &Network::new(design.clone())))));
            return;
        }
        let account = Account { interfaces, ..Account::default() };
        let documents = match self {
            Self::EndpointGroup => Account { blocked: Blocked::EndpointGroup, ..account },
            Self::NoEndpoints => Account { blocked: Blocked::NoEndpoints, ..account },
            Self::Report => Account { blocked: Blocked::NoEndpoints, tasks: REPORTED, ..account },
            Self::ManyTasks => Account { vpcs: VPCS, tasks: VPCS, ..account },
            Self::Workloads => Account { tasks: interfaces / 10, services: interfaces / 10, ..account },
            Self::Read | Self::Validate | Self::Delivered | Self::Routes => account,
        }
        .documents();
        if self == Self::Read {
            measure(&mut || drop(black_box(read(&documents))));
            return;
        }
        let inventory = read(&documents);
        drop(documents);
        let design = inventory.clone().validate().expect("the account contradicts itself nowhere");
        if self == Self::Validate {
            measure(&mut || drop(black_box(inventory.clone().validate())));
            return;
        }
        if self == Self::Workloads {
            measure(&mut || drop(black_box(workloads(&inventory, &Selection::default()))));
            return;
        }
        if self == Self::Report {
            let diagnosis = diagnosis(&inventory, &Network::new(design.clone()));
            let builder = Builder::new(&inventory, &design, &NoLocator);
            measure(&mut || drop(black_box(builder.diagnosis(&diagnosis, Vec::new()))));
            return;
        }
        measure(&mut || drop(black_box(diagnosis(&inventory, &Network::new(design.clone())))));
    }
}

fn read(documents: &[(String, String)]) -> Inventory {
    let documents = documents.iter().map(|(name, text)| (name, text));
    read_documents(documents, &Options::default()).expect("the documents are as the AWS CLI prints them").inventory
}

/// A service behind a NAT gateway, to which the route table has so many routes beside the default one.
fn with_routes(count: usize) -> Inventory {
    let shop = Vpc::new("shop", "10.20.0.0/16").tier(Tier::public("public")).tier(Tier::private("app", "public"));
    let account = build::Account::new("us-east-1").vpc(shop).service(Service::fargate("orders").tier("app"));
    let mut inventory = account.inventory().expect("AWS would make it");
    let leads_to_nat = |route: &Route| matches!(route.target, RouteTarget::NatGateway(_));
    let table = inventory.route_tables.find_mut(|table| table.routes.iter().any(leads_to_nat));
    let routes = &mut table.expect("the tier has a table").routes;
    let default = routes.iter().find(|route| leads_to_nat(route)).expect("the tier is private").clone();
    routes.extend((0..count).map(|number| {
        let block = format!("44.{}.{}.0/24", number / 256, number % 256).parse().expect("a block of addresses");
        Route { destination: RouteDestination::Cidr(block), ..default.clone() }
    }));
    inventory
}

/// The diagnosis of all tasks.
fn diagnosis(inventory: &Inventory, network: &Network) -> Diagnosis {
    let tasks = workloads(inventory, &Selection::default()).expect("there is a task");
    diagnose(inventory, network, tasks, &PublishedRanges::default()).expect("the second opinion agrees")
}

#[cfg(test)]
mod tests {
    use hopwise_engine::Verdict;

    use super::*;

    #[test]
    fn routes_to_one_gateway_deliver_as_one_does() {
        for count in [0, 300] {
            let inventory = with_routes(count);
            let design = inventory.clone().validate().expect("the account contradicts itself nowhere");
            assert_eq!(diagnosis(&inventory, &Network::new(design)).verdict(), Verdict::Delivered);
        }
    }

    #[test]
    fn an_account_is_read_without_a_warning_and_gives_the_verdict_that_it_is_made_for() {
        let verdicts = [
            (Blocked::Not, Verdict::Delivered),
            (Blocked::EndpointGroup, Verdict::Blocked),
            (Blocked::NoEndpoints, Verdict::Blocked),
            (Blocked::UnreadEndpoints, Verdict::Blocked),
        ];
        for vpcs in [1, 3] {
            for (blocked, verdict) in verdicts {
                let account = Account { vpcs, interfaces: 60, tasks: 4, services: 2, blocked, ..Account::default() };
                let inventory = read(&account.documents());
                assert_eq!(inventory.tasks.len(), 4);
                assert!(inventory.network_interfaces.len() >= 64, "{account:?}");
                let design = inventory.clone().validate().expect("the account contradicts itself nowhere");
                let diagnosis = diagnosis(&inventory, &Network::new(design.clone()));
                assert_eq!(diagnosis.verdict(), verdict, "{account:?}");
            }
        }
    }
}
