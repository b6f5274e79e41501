//! Whether a diagnosis blames what was broken.

use hopwise_ecs::AwsService;
use hopwise_engine::{Block, Reach, Rule, Verdict};
use hopwise_model::resource::{RouteTarget, TransitGatewayRoute};
use hopwise_model::{Code, Gap};

use super::{Fault, FaultyPolicy, zone};
use crate::cause::Cause;
use crate::change::DnsAttribute;
use crate::diagnosis::StepDiagnosis;

/// What leads to, where a route decided.
fn target(block: &Block) -> Option<&RouteTarget> {
    match block.rule.as_deref() {
        Some(Rule::Route { route, .. }) => Some(&route.target),
        _ => None,
    }
}

/// The route of a transit gateway's table that decided.
fn transit_route(block: &Block) -> Option<&TransitGatewayRoute> {
    match block.rule.as_deref() {
        Some(Rule::TransitRoute { route, .. }) => Some(route),
        _ => None,
    }
}

/// Whether a transit gateway's table leads nowhere what went to an attachment: no route is propagated any more, a static one
/// leads to what is gone, or a wider blackhole takes the packets.
fn loses_attachment(block: &Block) -> bool {
    matches!(block.code, Code::TgwRtbNoRouteToTgwAttachment | Code::TgwRtbBadStateRoute)
}

fn names(block: &Block, id: &str) -> bool {
    block.id == id || block.ids.iter().any(|own| own == id)
}

impl Fault {
    /// Whether the diagnosis of a step that this stopped says so: its cause, or the code of the hop that stops the packets
    /// with the id of what broke; for a statement, whose policy allows no more. Where a step is not stopped, nothing is
    /// blamed.
    #[must_use]
    pub fn blames(&self, found: &StepDiagnosis) -> bool {
        if let Self::Statement { policy, .. } = self {
            return found.denial.as_ref().is_some_and(|denial| match policy {
                FaultyPolicy::Endpoint { endpoint } => denial.refusal.id == endpoint.as_str(),
                FaultyPolicy::Role { role, .. } => denial.refusal.id.ends_with(role.as_str()),
                // Whatever role the policy is attached to.
                FaultyPolicy::Managed { .. } => denial.refusal.code == Code::ActionNotAllowed,
            });
        }
        found.block.as_ref().is_some_and(|block| self.stops(found, block)) || self.is_unsettled(found)
    }

    /// Whether a wider route of the same table of a transit gateway takes packets, where its more specific one is gone: replies
    /// for a spoke go back to the hub, and are stopped there.
    fn leads_elsewhere(&self, found: &StepDiagnosis) -> bool {
        let is_wider = |rule: &Rule| match (self, rule) {
            (Self::Propagation { table, .. }, Rule::TransitRoute { table: own, route }) => {
                own == table && route.origin == "static"
            }
            (Self::TransitRoute { table, block }, Rule::TransitRoute { table: own, route }) => {
                own == table && route.block.is_some_and(|wider| wider.contains(block))
            }
            _ => false,
        };
        let flows = found.reach.iter().flat_map(Reach::flows).filter(|flow| flow.verdict() == Verdict::Blocked);
        let hops = flows.flat_map(|flow| flow.forward.iter().chain(&flow.back));
        hops.flat_map(|hop| &hop.checks).filter_map(|check| check.rule.as_ref()).any(|rule| is_wider(rule))
    }

    fn stops(&self, found: &StepDiagnosis, block: &Block) -> bool {
        let cause = found.cause.as_ref();
        match self {
            Self::Zone { zone } => {
                let head = zone::head(zone);
                block.code == Code::SubnetAclRestriction && block.id.starts_with(&head)
            }
            Self::NatGateway { nat } => {
                let leads = target(block) == Some(&RouteTarget::NatGateway(nat.clone()));
                (block.code == Code::BadStateRoute && leads)
                    || (block.code == Code::BadState && names(block, nat.as_str()))
            }
            // What comes to it in its new subnet, that subnet's network ACL may not let in.
            Self::NatGatewaySubnet { nat, subnet } => {
                matches!(cause, Some(Cause::AclDenies(own)) if own.subnet.as_ref() == Some(subnet))
                    || matches!(cause, Some(Cause::NatInPrivateSubnet(own)) if own.nat == *nat)
                    || matches!(cause, Some(Cause::NatRoutesToItself(own)) if own.nat == *nat)
            }
            Self::Attachment { gateway, .. } => {
                let leads = target(block) == Some(&RouteTarget::TransitGateway(gateway.clone()));
                (block.code == Code::BadStateRoute && leads) || loses_attachment(block)
            }
            Self::AttachmentSubnet { attachment, .. } => {
                block.code == Code::TgwRouteAzRestriction && names(block, attachment)
            }
            Self::Association { attachment, .. } => {
                block.code == Code::TgwAttachMissingTgwRtbAssociation && names(block, attachment)
            }
            Self::Propagation { table, .. } | Self::TransitRoute { table, .. } => {
                let drops = matches!(block.code, Code::TgwRtbNoRouteToTgwAttachment | Code::TgwRtbBadStateRoute);
                (drops && names(block, table)) || self.leads_elsewhere(found)
            }
            Self::TransitBlackhole { table, block: lost } => {
                let is_it = transit_route(block).is_some_and(|route| route.block == Some(*lost));
                block.code == Code::TgwRtbBadStateRoute && names(block, table) && is_it
            }
            Self::Peering { connection } => {
                let leads = target(block) == Some(&RouteTarget::VpcPeeringConnection(connection.clone()));
                block.code == Code::BadStateRoute && leads
            }
            Self::InternetGateway { gateway } => {
                let leads = target(block) == Some(&RouteTarget::InternetGateway(gateway.clone()));
                (block.code == Code::BadStateRoute && leads)
                    || (block.code == Code::BadStateAttachment && names(block, gateway.as_str()))
            }
            // What is gone has no id: the step is that of its service, and nothing else leads there.
            Self::Endpoint { .. } => matches!(
                cause,
                Some(
                    Cause::NoEndpoint(_)
                        | Cause::NoRoute(_)
                        | Cause::NoPublicAddress(_)
                        | Cause::GroupLacksEgress(_)
                        | Cause::GatewayEndpointNotOnTable(_)
                )
            ),
            Self::EndpointInterface { endpoint, .. } => {
                matches!(cause, Some(Cause::EndpointInNoSubnet(own)) if own.endpoint == *endpoint)
            }
            Self::PrivateDns { endpoint } => {
                matches!(cause, Some(Cause::PrivateDnsOff(own)) if own.endpoint == *endpoint)
            }
            Self::EndpointGroups { endpoint, default } => {
                matches!(cause, Some(Cause::EndpointGroupLacksIngress(own)) if own.endpoint == *endpoint)
                    // Who may send to the endpoint's groups alone, may not send to the default group.
                    || (matches!(cause, Some(Cause::GroupLacksEgress(_))) && !names(block, default.as_str()))
            }
            Self::Dns { vpc, attribute: DnsAttribute::Support } => {
                matches!(cause, Some(Cause::DnsSupportOff(own)) if own.vpc == *vpc)
            }
            Self::Dns { vpc, attribute: DnsAttribute::Hostnames } => {
                matches!(cause, Some(Cause::DnsHostnamesOff(own)) if own.vpc == *vpc)
            }
            Self::Route { table, .. } => {
                // A wider route takes the packets where they are stopped.
                matches!(cause, Some(Cause::NoRouteToGateway(own)) if own.table == *table)
                    || (block.code == Code::NoRouteToDestination && names(block, table.as_str()))
            }
            Self::EndpointRoute { endpoint, table } => {
                matches!(cause, Some(Cause::GatewayEndpointNotOnTable(own)) if own.endpoint == *endpoint)
                    || (block.code == Code::NoRouteToDestination && names(block, table.as_str()))
            }
            Self::Rule { group, .. } | Self::NarrowRule { group, .. } => {
                let by_group = matches!(block.code, Code::EniSgRulesMismatch | Code::SgHasNoRules);
                by_group && names(block, group.as_str())
            }
            Self::AclEntry { acl, .. } | Self::EphemeralPorts { acl } => {
                block.code == Code::SubnetAclRestriction && names(block, acl.as_str())
            }
            Self::Statement { .. } => false,
        }
    }

    /// What is not known afterwards, and named: what a name means whose endpoint is in no subnet, of which AWS documents
    /// nothing, what the name of an endpoint means that is gone, and which addresses a service has, where half of all are let through.
    fn is_unsettled(&self, found: &StepDiagnosis) -> bool {
        found.gaps.iter().any(|gap| match (self, gap) {
            (Self::EndpointInterface { endpoint, .. }, Gap::NotEvaluated { id, .. }) => id == endpoint.as_str(),
            // A private zone leads to the endpoint that is gone: what its name means now, nobody knows.
            (Self::Endpoint { endpoint }, Gap::UnknownName { host }) => host.starts_with(&format!("{endpoint}-")),
            (Self::NarrowRule { .. }, Gap::ServiceAddresses { .. }) => true,
            _ => false,
        })
    }

    /// The service that an endpoint leads to which this breaks, by the inventory before.
    #[must_use]
    pub fn service(&self, inventory: &hopwise_model::Inventory) -> Option<AwsService> {
        let (_, id) = self.resource();
        let endpoint = inventory.vpc_endpoints.iter().find(|own| own.id.as_str() == id)?;
        AwsService::of_endpoint(&endpoint.service_name)
    }
}
