//! What a plan creates: AWS hands out other ids than those of the proof.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_explain::Change;

/// The ids that a plan's own resources have in its proof, with the variables of a shell that keep what AWS handed out
/// instead, and what they are called in sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct New {
    variables: BTreeMap<String, (String, &'static str)>,
    /// The endpoints that changes name without creating them.
    named: BTreeSet<String>,
}

impl New {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let mut new = Self::default();
        for change in changes {
            match change {
                Change::CreateGatewayEndpoint { id, .. } | Change::CreateInterfaceEndpoint { id, .. } => {
                    new.add(id.as_str(), "VPC_ENDPOINT_ID", "the new endpoint");
                }
                Change::CreateNatGateway { id, .. } => new.add(id.as_str(), "NAT_GATEWAY_ID", "the new NAT gateway"),
                Change::AssociateGatewayEndpoint { endpoint, .. }
                | Change::AddEndpointSubnets { endpoint, .. }
                | Change::AddEndpointGroup { endpoint, .. }
                | Change::EnablePrivateDns { endpoint }
                | Change::AnswerInsideVpc { endpoint } => {
                    new.named.insert(endpoint.to_string());
                }
                Change::AuthorizeEgress { .. }
                | Change::AuthorizeIngress { .. }
                | Change::RevokeEgress { .. }
                | Change::RevokeIngress { .. }
                | Change::DenyByAcl { .. }
                | Change::DisassociateGatewayEndpoint { .. }
                | Change::AddAclEntry { .. }
                | Change::ReplaceAclEntry { .. }
                | Change::DeleteAclEntry { .. }
                | Change::CreateRoute { .. }
                | Change::ReplaceRoute { .. }
                | Change::DeleteRoute { .. }
                | Change::AssociateRouteTable { .. }
                | Change::CreateMountTarget { .. }
                | Change::EnableDnsAttribute { .. }
                | Change::UseAmazonDns { .. }
                | Change::CreateRecord { .. }
                | Change::AssociateZone { .. }
                | Change::DisassociateZone { .. }
                | Change::DeleteZone { .. }
                | Change::AssignPublicIp { .. }
                | Change::PlaceInSubnet { .. }
                | Change::AssociateAddress { .. }
                | Change::AcceptVpcPeeringConnection { .. }
                | Change::AddSubnetToAttachment { .. }
                | Change::AssociateTransitGatewayTable { .. }
                | Change::CreateTransitGatewayRoute { .. }
                | Change::AttachInternetGateway { .. }
                | Change::ExcludeFromBlockPublicAccess { .. } => {}
            }
        }
        new
    }

    fn add(&mut self, id: &str, variable: &str, words: &'static str) {
        let same = self.variables.values().filter(|(other, _)| other.starts_with(variable)).count();
        let variable = if same == 0 { variable.to_owned() } else { format!("{variable}_{}", same + 1) };
        self.variables.insert(id.to_owned(), (variable, words));
    }

    /// An id for a command: itself, or the variable that keeps what a command before printed.
    pub(crate) fn id(&self, id: &str) -> String {
        self.variable(id).map_or_else(|| id.to_owned(), |variable| format!("\"${variable}\""))
    }

    /// The variable for an id that the plan's own resource has in its proof.
    pub(crate) fn variable(&self, id: &str) -> Option<&str> {
        self.variables.get(id).map(|(variable, _)| variable.as_str())
    }

    /// A command that creates an endpoint, so that what it prints is kept where another change of the plan names it.
    pub(crate) fn kept(&self, id: &str, command: String) -> String {
        match self.variable(id).filter(|_| self.named.contains(id)) {
            Some(variable) => format!("{variable}=$({command} --query VpcEndpoint.VpcEndpointId --output text)"),
            None => command,
        }
    }

    /// An id for a sentence.
    pub(crate) fn named<'s>(&'s self, id: &'s str) -> &'s str {
        self.variables.get(id).map_or(id, |(_, words)| words)
    }
}
