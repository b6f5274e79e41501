//! Causes in what is asked for: no endpoint leads to it, and no way to the internet either.

use hopwise_ecs::{AwsService, StepKind};
use hopwise_model::design::{RouteTable, Vpc};
use hopwise_model::resource::{RouteDestination, RouteState};
use hopwise_model::{Region, RouteTableId, VpcId};

use super::case::Case;

/// ## What it means
/// The VPC reaches services by endpoints alone, and has none for this service.
/// ## Why it is easy to miss
/// Everything else works: ECR's two names, S3 and the log service each need an endpoint of their own.
/// ## Fix safety
/// A new endpoint opens nothing in existing rules. It is billed by the hour for each subnet, except for gateway
/// endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoEndpoint {
    /// The VPC.
    pub vpc: VpcId,
    /// The service.
    pub service: AwsService,
    /// Its Region, which is the VPC's.
    pub region: Region,
    /// The table without a way out.
    pub table: RouteTableId,
}

impl NoEndpoint {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (vpc, table) = place(case)?;
        let (service, region) = (case.step.aws_service?, case.step.region.clone()?);
        let forgotten = case.is_by_main_table() && another_table_leads_out(case);
        (!vpc.endpoints.is_empty() && !forgotten).then(|| Self {
            vpc: vpc.record.id.clone(),
            service,
            region,
            table: table.record.id.clone(),
        })
    }
}

/// ## What it means
/// The service is wanted in another Region. The VPC's endpoints are for its own Region, and the subnet has no way to
/// the internet.
/// ## Why it is easy to miss
/// There is an endpoint for this very service; only the Region in the host name differs.
/// ## Fix safety
/// A way to the internet opens more than the service. Replicating the image or the secret opens nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossRegion {
    /// The VPC.
    pub vpc: VpcId,
    /// The service.
    pub service: AwsService,
    /// The Region that is asked for.
    pub region: Region,
    /// The VPC's Region.
    pub own: Region,
    /// The table without a way out.
    pub table: RouteTableId,
}

impl CrossRegion {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (vpc, table) = place(case)?;
        let (service, region, own) = (case.step.aws_service?, case.step.region.clone()?, case.region()?);
        let (vpc, table) = (vpc.record.id.clone(), table.record.id.clone());
        (region != own).then_some(Self { vpc, service, region, own, table })
    }
}

/// ## What it means
/// The registry is not AWS's, or is public ECR: no endpoint leads to it, and the subnet has no way to the internet.
/// ## Why it is easy to miss
/// Images in private ECR are pulled without a problem from the same subnet.
/// ## Fix safety
/// A way to the internet opens more than the registry. Copying the image to private ECR, or a pull through cache, opens
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryNeedsInternet {
    /// The VPC.
    pub vpc: VpcId,
    /// The registry's host name.
    pub host: String,
    /// The table without a way out.
    pub table: RouteTableId,
}

impl RegistryNeedsInternet {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (vpc, table) = place(case)?;
        (case.step.aws_service.is_none() && case.step.kind == StepKind::ImageManifest).then(|| Self {
            vpc: vpc.record.id.clone(),
            host: case.inquiry.host.clone(),
            table: table.record.id.clone(),
        })
    }
}

/// The VPC of the source, and the table without a way out.
fn place<'a>(case: &Case<'a>) -> Option<(&'a Vpc, &'a RouteTable)> {
    Some((case.design.vpcs.get(case.vpc()?), case.design.route_tables.get(case.table()?)))
}

/// Whether the VPC has another table with a default route that works.
fn another_table_leads_out(case: &Case<'_>) -> bool {
    let (Some(vpc), Some(than)) = (case.vpc(), case.table()) else { return false };
    case.design.route_tables.iter().any(|(index, table)| {
        index != than
            && table.vpc.as_ref().is_ok_and(|own| *own == vpc)
            && table.record.routes.iter().any(|route| {
                route.state == RouteState::Active
                    && matches!(route.destination, RouteDestination::Cidr(block) if block.prefix_len() == 0)
            })
    })
}
