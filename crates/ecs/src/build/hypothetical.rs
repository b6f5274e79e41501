//! A placement that does not exist yet, from flags, as a workload.

use std::collections::BTreeMap;

use hopwise_model::{DocumentKind, Evidence, SubnetId};

use super::task::region_of;
use super::{Lookup, host};
use crate::access::ExecutionRole;
use crate::arn::{Arn, cut};
use crate::image::ImageReference;
use crate::placement::{Groups, Placement, PublicAddress};
use crate::platform::{LaunchType, NetworkMode, OperatingSystem, Platform, PlatformVersion};
use crate::problem::ProblemKind;
use crate::selection::{Hypothetical, Listing, SelectionError};
use crate::step::{Collector, Needed, value_from};
use crate::workload::{Subject, Workload};

/// The workload that flags describe. What is wrong in a flag is an error of the question, not a problem of the
/// snapshot.
///
/// On EC2 and managed instances the instances ask, whatever the flags' subnets: those of the `clusters`, or all where none is named.
pub(crate) fn hypothetical(
    inventory: &Lookup<'_>,
    flags: &Hypothetical,
    clusters: &[String],
) -> Result<Workload, SelectionError> {
    let first = flags.subnets.first().ok_or(SelectionError::NoSubnet)?;
    for wanted in &flags.subnets {
        if inventory.subnets.by_id(wanted).is_none() {
            let there_is = Listing::new(inventory.subnets.iter().map(|subnet| subnet.id.to_string()));
            return Err(SelectionError::NoSuchSubnet { wanted: wanted.clone(), there_is });
        }
    }
    check_groups(inventory, flags, first)?;
    let platform = platform(flags)?;
    let supposed = |flag: &str| Needed::by_task(Evidence::supposed(flag));
    let region = flags.region.clone().or_else(|| region_of(inventory, Some(first)));
    let account = inventory.subnet(first).and_then(|subnet| {
        let vpc = inventory.vpcs.by_id(&subnet.vpc);
        let owner = vpc.and_then(|vpc| vpc.owner.clone());
        owner.or_else(|| subnet.owner.clone()).or_else(|| subnet.scope.account.clone())
    });

    let execution_role = ExecutionRole::Unknown;
    let mut collector = Collector::new(platform, region.as_ref(), Evidence::supposed("--subnet")).permitted(
        account.as_ref(),
        &execution_role,
        &inventory.secrets,
    );
    match platform.launch_type {
        Some(LaunchType::ManagedInstances) => {
            collector.problem(ProblemKind::CallerUndocumented, Evidence::supposed("--launch-type"));
        }
        Some(LaunchType::External) => return Err(SelectionError::OutsideAws),
        _ => {}
    }
    if flags.images.is_empty() {
        collector.any_private_image(account.as_ref(), &supposed("--image"));
    }
    for image in &flags.images {
        ImageReference::parse(image).map_err(SelectionError::Image)?;
        collector.image(image, &supposed("--image"));
    }
    for secret in &flags.secrets {
        value_from(secret).map_err(|error| SelectionError::Secret { value: cut(secret), error })?;
        collector.secret(secret, &supposed("--secret"));
    }
    if let Some(driver) = &flags.log_driver {
        collector.log_driver(driver, &BTreeMap::new(), &supposed("--log-driver"));
    }
    let mut placements: Vec<Placement> =
        flags.subnets.iter().map(|subnet| placement(flags, platform, subnet)).collect();
    super::fits::check(inventory, (&flags.subnets, &flags.groups), &mut collector, &Evidence::supposed("--subnet"));
    if platform.launch_type != Some(LaunchType::Fargate) {
        placements = on_instances(inventory, placements, (first, clusters), &mut collector);
    }
    if platform.launch_type == Some(LaunchType::Ec2) {
        let subnets = placements.iter().filter_map(|placement| host::subnet(inventory, placement.host.as_ref()?));
        let endpoint = host::have_ecs_endpoint(inventory, subnets, region.as_ref());
        collector.control_plane(endpoint, &supposed("--launch-type"));
    }
    let (steps, problems, remarks) = collector.finish();
    Ok(Workload {
        subject: Subject::Hypothetical,
        service: None,
        cluster: cluster(clusters),
        region,
        account,
        execution_role,
        task_role: ExecutionRole::Unknown,
        platform,
        placements,
        current: Vec::new(),
        taken: Vec::new(),
        others: Vec::new(),
        steps,
        last_status: None,
        stop_code: None,
        has_started: false,
        ran: Vec::new(),
        has_pulled: false,
        missing_members: Vec::new(),
        stopped_reason: None,
        reasons: Vec::new(),
        problems,
        remarks,
        evidence: Evidence::supposed("--subnet"),
    })
}

/// The cluster that a placement is in, where one is named.
fn cluster(clusters: &[String]) -> Option<String> {
    match clusters {
        [only] => Some(Arn::last_part(only).to_owned()),
        _ => None,
    }
}

/// Makes sure that the groups exist, where the snapshot tells which do: one that was mistyped is an error of the
/// question, one that no document could tell of is a gap.
fn check_groups(inventory: &Lookup<'_>, flags: &Hypothetical, subnet: &SubnetId) -> Result<(), SelectionError> {
    let groups = &inventory.security_groups;
    let missing = flags.groups.iter().find(|wanted| !groups.iter().any(|group| group.id == **wanted));
    match missing {
        Some(wanted) if knows_groups(inventory, subnet) => {
            let vpc = inventory.subnet(subnet).map(|known| &known.vpc);
            let within = groups.iter().filter(|group| group.vpc.is_some() && group.vpc.as_ref() == vpc);
            let of_vpc = Listing::new(within.map(|group| group.id.to_string()));
            let all = || Listing::new(groups.iter().map(|group| group.id.to_string()));
            let there_is = if of_vpc.names.is_empty() { all() } else { of_vpc };
            Err(SelectionError::NoSuchSecurityGroup { wanted: wanted.clone(), there_is })
        }
        _ => Ok(()),
    }
}

/// Whether every group is known that there is where a subnet is. What the snapshot does not hold is nowhere.
fn knows_groups(inventory: &Lookup<'_>, subnet: &SubnetId) -> bool {
    let knowledge = &inventory.knowledge;
    inventory.subnet(subnet).is_some_and(|known| {
        let place = knowledge.place_of(known.owner.as_ref(), &known.scope);
        knowledge.knows(DocumentKind::SecurityGroups, &place)
    })
}

/// Beside which instances the placements may come about.
fn on_instances(
    inventory: &Lookup<'_>,
    own: Vec<Placement>,
    (subnet, clusters): (&SubnetId, &[String]),
    collector: &mut Collector<'_>,
) -> Vec<Placement> {
    let (kind, knowledge) = (DocumentKind::ContainerInstances, &inventory.knowledge);
    let may_be_others = inventory.subnet(subnet).is_some_and(|known| {
        let place = knowledge.place_of(known.owner.as_ref(), &known.scope);
        knowledge.is_cut_short(kind, &place)
    });
    let evidence = Evidence::supposed("--launch-type");
    let mut clusters: Vec<Option<&str>> = clusters.iter().map(|cluster| Some(cluster.as_str())).collect();
    if clusters.is_empty() {
        clusters.push(None);
    }
    let mut hosts = Vec::new();
    for cluster in clusters {
        hosts.extend(host::candidates(inventory, (cluster, may_be_others), &evidence, collector));
    }
    let placements = host::beside(inventory, &own, &hosts);
    if placements.is_empty() {
        collector.problem(ProblemKind::HostUnknown, evidence);
        return own;
    }
    placements
}

fn placement(flags: &Hypothetical, platform: Platform, subnet: &SubnetId) -> Placement {
    // Tasks on instances never get a public address of their own (ECS developer guide, "Allocate a network interface for an
    // Amazon ECS task").
    let is_public = flags.assign_public_ip && platform.launch_type == Some(LaunchType::Fargate);
    Placement {
        subnet: subnet.clone(),
        groups: if flags.groups.is_empty() { Groups::VpcDefault } else { Groups::Listed(flags.groups.clone()) },
        interface: None,
        private_address: None,
        public_address: if is_public { PublicAddress::Assigned } else { PublicAddress::None },
        host: None,
    }
}

fn platform(flags: &Hypothetical) -> Result<Platform, SelectionError> {
    let launch_type = flags.launch_type.unwrap_or(LaunchType::Fargate);
    // "Assign public IP is not supported for this launch type", and "The platform version must be null when specifying an EC2 launch
    // type" (fact base E.1).
    if launch_type == LaunchType::Ec2 {
        let fargates =
            [(flags.assign_public_ip, "assignPublicIp"), (flags.platform_version.is_some(), "platformVersion")];
        if let Some((_, what)) = fargates.into_iter().find(|(is_asked, _)| *is_asked) {
            return Err(SelectionError::OnlyFargate { what });
        }
    }
    let operating_system = flags.operating_system.unwrap_or(OperatingSystem::Linux);
    let version = PlatformVersion::resolve(flags.platform_version.as_deref(), operating_system)?;
    let version = (launch_type == LaunchType::Fargate).then_some(version);
    Ok(Platform {
        launch_type: Some(launch_type),
        operating_system,
        system_is_told: true,
        version,
        network: NetworkMode::Awsvpc,
    })
}
