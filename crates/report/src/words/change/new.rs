//! What a plan creates: AWS hands out other ids than those of the proof.

use std::collections::BTreeMap;

use hopwise_explain::Change;

/// The ids that a plan's own resources have in its proof, with what stands for them in commands and sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct New(BTreeMap<String, (String, &'static str)>);

impl New {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let mut new = Self::default();
        for change in changes {
            match change {
                Change::CreateGatewayEndpoint { id, .. } | Change::CreateInterfaceEndpoint { id, .. } => {
                    new.add(id.as_str(), "VPC_ENDPOINT_ID", "the new endpoint");
                }
                Change::CreateNatGateway { id, .. } => new.add(id.as_str(), "NAT_GATEWAY_ID", "the new NAT gateway"),
                Change::AuthorizeEgress { .. }
                | Change::AuthorizeIngress { .. }
                | Change::AddAclEntry { .. }
                | Change::CreateRoute { .. }
                | Change::ReplaceRoute { .. }
                | Change::DeleteRoute { .. }
                | Change::AssociateRouteTable { .. }
                | Change::AssociateGatewayEndpoint { .. }
                | Change::AddEndpointGroup { .. }
                | Change::EnablePrivateDns { .. }
                | Change::AnswerInsideVpc { .. }
                | Change::EnableDnsAttribute { .. }
                | Change::CreateRecord { .. }
                | Change::DisassociateZone { .. }
                | Change::AssignPublicIp { .. }
                | Change::PlaceInSubnet { .. }
                | Change::AssociateAddress { .. }
                | Change::AttachInternetGateway { .. }
                | Change::ExcludeFromBlockPublicAccess { .. } => {}
            }
        }
        new
    }

    fn add(&mut self, id: &str, placeholder: &str, words: &'static str) {
        let same = self.0.values().filter(|(other, _)| other.starts_with(placeholder)).count();
        let placeholder = if same == 0 { placeholder.to_owned() } else { format!("{placeholder}_{}", same + 1) };
        self.0.insert(id.to_owned(), (placeholder, words));
    }

    /// An id for a command: what AWS will hand out is not known yet.
    pub(crate) fn placeholder<'s>(&'s self, id: &'s str) -> &'s str {
        self.0.get(id).map_or(id, |(placeholder, _)| placeholder)
    }

    /// An id for a sentence.
    pub(crate) fn named<'s>(&'s self, id: &'s str) -> &'s str {
        self.0.get(id).map_or(id, |(_, words)| words)
    }
}
