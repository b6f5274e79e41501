//! What to know before acting on a cause, and what no change to the network achieves.

use hopwise_ecs::{AwsService, Caller, StepKind};
use hopwise_engine::By;
use hopwise_model::resource::{EndpointState, NatState, RouteTarget};
use hopwise_model::{
    Code, Component, FirewallRuleGroupId, HostedZoneId, InstanceId, NatGatewayId, ResolverRuleId, VpcEndpointId, VpcId,
};

use crate::cause::{self, Case, Cause};

/// Something to know, or to do, that cannot be tried on a design.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A running Fargate task cannot be given a public address: the service's network configuration must be changed,
    /// and new tasks started (ECS developer guide, Fargate task networking).
    PublicAddressNeedsNewTask,
    /// For Fargate `assignPublicIp` counts alone, not the subnet's `MapPublicIpOnLaunch`.
    SubnetSettingDoesNotCount,
    /// The interface of a task in mode `awsvpc` on an EC2 instance never gets a public address; images are pulled by
    /// the instance anyway.
    NoPublicAddressOnEc2,
    /// The instance asks: its subnet, routes and security groups count, not the task's.
    HostAsks,
    /// Every reply meets the network ACL as well: it remembers no connection.
    AclForgetsConnections,
    /// Image layers come from S3, even though the image is in ECR.
    LayersComeFromS3,
    /// Without its log stream a container does not start.
    LogsStopTheStart,
    /// Private DNS sends every client of the VPC to the endpoint: it overrides a working way through the internet.
    EndpointOverridesInternet {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// A default security group admits its own members only, until somebody adds a rule.
    DefaultGroupAdmitsItself,
    /// A deleted NAT gateway leaves its routes behind.
    RouteOutlivesTarget,
    /// An endpoint that waits for acceptance starts to work once the service's owner accepts it.
    AcceptEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// An endpoint that is being made starts to work by itself.
    WaitForEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// An endpoint that failed, expired, was rejected or deleted has to be made anew.
    RecreateEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// A NAT gateway that is being made starts to work by itself, within minutes.
    WaitForNat {
        /// The NAT gateway.
        nat: NatGatewayId,
    },
    /// A regional NAT gateway can be given an address in one more zone (`ec2 associate-nat-gateway-address
    /// --availability-zone`), or made to add zones by itself.
    AddZoneToNat {
        /// The NAT gateway.
        nat: NatGatewayId,
    },
    /// The endpoint answers the service's usual name, not the one in use.
    UseNameOfEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// A pull through cache or a copy of the image in private ECR needs no way to the internet (except, for the cache,
    /// to fill it the first time).
    CopyImageToPrivateEcr,
    /// Replicating the image or the secret into the task's own Region lets the VPC's endpoints serve it.
    ReplicateIntoOwnRegion,
    /// Block Public Access is declared for the account and Region; excluding a subnet needs a permission of its own.
    BlockPublicAccessIsAccountWide,
    /// Interface endpoints need both DNS attributes of the VPC.
    PrivateDnsNeedsBothAttributes,
    /// Without the association, every name of the zone is lost to the VPC.
    ZoneHoldsOtherNames {
        /// The zone.
        zone: HostedZoneId,
    },
    /// A record for the name in the zone would do, too, as long as its addresses are kept up to date.
    AddRecordToZone {
        /// The zone.
        zone: HostedZoneId,
        /// The name.
        name: String,
    },
    /// A rule that allows the name, with a lower number than the one that blocks it, opens it for the whole VPC.
    AllowNameInFirewall {
        /// The group of rules.
        group: FirewallRuleGroupId,
        /// The name.
        name: String,
    },
    /// A Resolver rule forwards the name: whether anything passes, the servers there decide.
    NameIsForwarded {
        /// The rule.
        rule: ResolverRuleId,
        /// The servers.
        targets: Vec<String>,
    },
    /// Answers that do not fit into a UDP packet are asked for again by TCP (RFC 7766): both are to be let through.
    AskByTcpToo,
    /// With `AmazonProvidedDNS` the names are lost to the VPC that only its own servers know, unless a Resolver rule forwards
    /// those.
    OwnNamesAreLost {
        /// The VPC.
        vpc: VpcId,
        /// The servers.
        servers: Vec<String>,
    },
    /// A stopped instance answers nobody; start it.
    StartInstance {
        /// The instance, where it is known.
        instance: Option<InstanceId>,
    },
    /// A NAT instance sends on what is not for itself: its source/destination check has to be off (VPC user guide, "Disable
    /// source/destination checks").
    TurnCheckOff {
        /// The interface.
        interface: String,
    },
    /// A NAT instance needs a public address to send to the internet.
    GiveInterfaceAddress {
        /// The interface.
        interface: String,
    },
    /// An endpoint of another VPC is for the service: this VPC may have been meant to use it.
    CentralEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// Its VPC.
        vpc: VpcId,
        /// A private hosted zone for the name, which is not associated with this VPC.
        zone: Option<HostedZoneId>,
    },
    /// An endpoint of the VPC is for the service's FIPS names, which are not asked for.
    FipsEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The name that is asked for.
        host: String,
    },
    /// A private hosted zone has the name that is asked for, and is associated with other VPCs only.
    ZoneElsewhere {
        /// The zone.
        zone: HostedZoneId,
        /// The zone's name.
        name: String,
        /// The VPC that does not see it.
        vpc: VpcId,
    },
    /// A private hosted zone of the VPC has a name that looks meant for the service, and that no client asks for.
    MisnamedZone {
        /// The zone.
        zone: HostedZoneId,
        /// The name: the zone's, or one of its records'.
        name: String,
        /// The name that is asked for.
        host: String,
    },
}

impl Hint {
    /// Whether it is to be looked at before anything new is made.
    #[must_use]
    pub const fn comes_first(&self) -> bool {
        matches!(
            self,
            Self::CentralEndpoint { .. }
                | Self::FipsEndpoint { .. }
                | Self::ZoneElsewhere { .. }
                | Self::MisnamedZone { .. }
        )
    }
}

/// What to know about a cause, in the order of [`Hint`].
pub(crate) fn hints(blocked: &Case<'_>, cause: &Cause) -> Vec<Hint> {
    let mut hints = about(blocked, cause);
    match blocked.step.kind {
        StepKind::ImageLayers => hints.push(Hint::LayersComeFromS3),
        // Other drivers have rules of their own.
        StepKind::Logs if blocked.step.aws_service == Some(AwsService::Logs) => hints.push(Hint::LogsStopTheStart),
        _ => {}
    }
    if blocked.step.from == Caller::Host && blocked.workload.knows_caller(blocked.step) {
        hints.push(Hint::HostAsks);
    }
    let reasons = blocked.reach.resolution.answers.iter().flat_map(|answer| &answer.via);
    hints.extend(reasons.filter_map(|via| match via.by {
        By::ForwardRule(rule) => {
            let rule = blocked.design.resolver_rules.get(rule);
            Some(Hint::NameIsForwarded { rule: rule.id.clone(), targets: rule.targets.clone() })
        }
        _ => None,
    }));
    hints.sort();
    hints.dedup();
    hints
}

fn about(blocked: &Case<'_>, cause: &Cause) -> Vec<Hint> {
    match cause {
        Cause::NoPublicAddress(_) if blocked.step.from == Caller::Host => vec![Hint::NoPublicAddressOnEc2],
        Cause::NoPublicAddress(_) => vec![Hint::PublicAddressNeedsNewTask, Hint::SubnetSettingDoesNotCount],
        Cause::Blackhole(found) if matches!(found.target, RouteTarget::NatGateway(_)) => {
            vec![Hint::RouteOutlivesTarget]
        }
        Cause::NatNotAvailable(found) => vec![match found.state {
            NatState::Pending => Hint::WaitForNat { nat: found.nat.clone() },
            _ => Hint::RouteOutlivesTarget,
        }],
        Cause::NatWithoutZone(found) => vec![Hint::AddZoneToNat { nat: found.nat.clone() }],
        Cause::EndpointLacksName(found) => vec![Hint::UseNameOfEndpoint { endpoint: found.endpoint.clone() }],
        Cause::EndpointInNoSubnet(_)
        | Cause::DnsHostnamesOff(_)
        | Cause::PrivateDnsOff(_)
        | Cause::DnsSupportOff(_) => {
            vec![Hint::PrivateDnsNeedsBothAttributes]
        }
        Cause::EndpointNotAvailable(found) => vec![endpoint_state(&found.endpoint, &found.state)],
        Cause::RegistryNeedsInternet(_) => vec![Hint::CopyImageToPrivateEcr],
        Cause::CrossRegion(_) => vec![Hint::ReplicateIntoOwnRegion],
        Cause::PublicAccessBlocked(_) => vec![Hint::BlockPublicAccessIsAccountWide],
        Cause::EndpointGroupLacksIngress(found) => {
            let endpoint = blocked.design.vpc_endpoints.find(found.endpoint.as_str());
            // A hosted zone's record leads to the others, for whom it is meant.
            let is_by_private_dns =
                endpoint.is_some_and(|own| blocked.design.vpc_endpoints.get(own).record.private_dns_enabled);
            let overrides = Hint::EndpointOverridesInternet { endpoint: found.endpoint.clone() };
            let default = found.default_group.then_some(Hint::DefaultGroupAdmitsItself);
            default.into_iter().chain(is_by_private_dns.then_some(overrides)).collect()
        }
        Cause::AclDenies(_) => vec![Hint::AclForgetsConnections],
        Cause::DestinationStopped(found) => vec![Hint::StartInstance { instance: found.instance.clone() }],
        Cause::Other(found) => match (found.component, found.code) {
            (_, Code::EniSourceDestCheckRestriction) => vec![Hint::TurnCheckOff { interface: found.id.clone() }],
            (Component::NetworkInterface, Code::IgwPublicIpAssociationForEgress) => {
                vec![Hint::GiveInterfaceAddress { interface: found.id.clone() }]
            }
            _ => Vec::new(),
        },
        Cause::ShadowedByZone(found) => vec![
            Hint::ZoneHoldsOtherNames { zone: found.zone.clone() },
            Hint::AddRecordToZone { zone: found.zone.clone(), name: found.name.clone() },
        ],
        Cause::EndpointOfOtherService(cause::EndpointOfOtherService { record: Some(record), .. })
        | Cause::AddressOfAnotherVpc(cause::AddressOfAnotherVpc { record: Some(record), .. }) => {
            vec![Hint::ZoneHoldsOtherNames { zone: record.zone.clone() }]
        }
        Cause::RecordLeadsToAsker(found) => {
            vec![Hint::ZoneHoldsOtherNames { zone: found.record.zone.clone() }]
        }
        Cause::NameServersOutOfReach(found) => {
            let filter = matches!(blocked.block.component, Component::SecurityGroup | Component::NetworkAcl);
            let lost = Hint::OwnNamesAreLost { vpc: found.vpc.clone(), servers: found.servers.clone() };
            let own = [filter.then_some(Hint::AskByTcpToo), Some(lost)].into_iter().flatten();
            about(blocked, &found.behind).into_iter().chain(own).collect()
        }
        Cause::FirewallBlocksName(found) => {
            vec![Hint::AllowNameInFirewall { group: found.group.clone(), name: found.name.clone() }]
        }
        Cause::ZoneLacksWildcard(_)
        | Cause::ZoneRecordLoop(_)
        | Cause::ZoneNotAttached(_)
        | Cause::NotAssociated(_)
        | Cause::AttachmentNotAvailable(_)
        | Cause::NoTransitRoute(_)
        | Cause::NoRouteToGateway(_)
        | Cause::NoRoute(_)
        | Cause::Blackhole(_)
        | Cause::GatewayEndpointNotOnTable(_)
        | Cause::InboundResolverOnly(_)
        | Cause::NoEndpoint(_)
        | Cause::NatInPrivateSubnet(_)
        | Cause::NatRoutesToItself(_)
        | Cause::PrivateNat(_)
        | Cause::NatWithoutPublicAddress(_)
        | Cause::NatInAnotherVpc(_)
        | Cause::InternetGatewayDetached(_)
        | Cause::GroupAllowsNothingOut(_)
        | Cause::GroupLacksEgress(_)
        | Cause::GroupLacksIngress(_)
        | Cause::NobodyHasAddress(_)
        | Cause::EndpointOfOtherService(_)
        | Cause::AddressOfAnotherVpc(_)
        | Cause::ProtocolNotCarried(_)
        | Cause::PeeringNotActive(_)
        | Cause::NoRouteToPeer(_)
        | Cause::BehindPeer(_)
        | Cause::PrivateDestination(_) => Vec::new(),
    }
}

fn endpoint_state(endpoint: &VpcEndpointId, state: &EndpointState) -> Hint {
    let endpoint = endpoint.clone();
    match state {
        EndpointState::PendingAcceptance => Hint::AcceptEndpoint { endpoint },
        EndpointState::Pending | EndpointState::Available => Hint::WaitForEndpoint { endpoint },
        EndpointState::Deleting
        | EndpointState::Deleted
        | EndpointState::Rejected
        | EndpointState::Failed
        | EndpointState::Expired
        | EndpointState::Other(_) => Hint::RecreateEndpoint { endpoint },
    }
}
