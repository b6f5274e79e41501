use hopwise_model::resource::{self, EndpointKind, EndpointState};
use hopwise_model::{NetworkInterfaceId, Region, RouteTableId, SecurityGroupId, SubnetId, VpcEndpointId, VpcId};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Required, Strings};
use crate::document::{Read, Reader};
use crate::resource::{Sign, by_life, resource};

/// A VPC endpoint of `describe-vpc-endpoints`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VpcEndpoint {
    vpc_endpoint_id: Required<VpcEndpointId>,
    vpc_endpoint_type: Maybe<String>,
    vpc_id: Required<VpcId>,
    // Endpoints for resources and service networks have none.
    service_name: Maybe<String>,
    service_region: Maybe<Region>,
    state: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    private_dns_enabled: Option<bool>,
    dns_options: Option<Object<DnsOptions>>,
    route_table_ids: Strings<RouteTableId>,
    subnet_ids: Option<Strings<SubnetId>>,
    groups: List<Group>,
    network_interface_ids: Option<Strings<NetworkInterfaceId>>,
    dns_entries: List<DnsEntry>,
    policy_document: Maybe<String>,
    owner_id: Maybe<Owner>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DnsOptions {
    dns_record_ip_type: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    private_dns_only_for_inbound_resolver_endpoint: Option<bool>,
}

/// A security group as other resources name it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Group {
    pub(crate) group_id: Required<SecurityGroupId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DnsEntry {
    dns_name: Maybe<String>,
}

fn kind(text: String) -> EndpointKind {
    match text.to_ascii_lowercase().as_str() {
        "interface" => EndpointKind::Interface,
        "gateway" => EndpointKind::Gateway,
        "gatewayloadbalancer" => EndpointKind::GatewayLoadBalancer,
        _ => EndpointKind::Other(text),
    }
}

fn state(text: String) -> EndpointState {
    match text.to_ascii_lowercase().as_str() {
        "available" => EndpointState::Available,
        "pending" => EndpointState::Pending,
        "pendingacceptance" => EndpointState::PendingAcceptance,
        "deleting" => EndpointState::Deleting,
        "deleted" => EndpointState::Deleted,
        "rejected" => EndpointState::Rejected,
        "failed" => EndpointState::Failed,
        "expired" => EndpointState::Expired,
        _ => EndpointState::Other(text),
    }
}

impl VpcEndpoint {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::VpcEndpoint, Unusable> {
        let id = self.vpc_endpoint_id.0;
        let lacks = |member| Unusable::lacks(&id, member);
        let kind = match self.vpc_endpoint_type.0 {
            Some(text) => kind(text),
            // The first version of the API knew gateways only, and neither the type nor private DNS.
            None if self.private_dns_enabled.is_none() && !self.route_table_ids.0.is_empty() => EndpointKind::Gateway,
            None => return Err(lacks("VpcEndpointType")),
        };
        // Endpoints for resources and service networks have no service.
        if self.service_name.0.is_none() && !matches!(kind, EndpointKind::Other(_)) {
            return Err(lacks("ServiceName"));
        }
        if self.private_dns_enabled.is_none() && kind == EndpointKind::Interface {
            return Err(lacks("PrivateDnsEnabled"));
        }
        let state = state(self.state.0.ok_or_else(|| lacks("State"))?);
        let interfaces = match self.network_interface_ids {
            Some(interfaces) => interfaces.0,
            None if kind == EndpointKind::Interface => return Err(lacks("NetworkInterfaceIds")),
            None => Vec::new(),
        };
        // Which name an entry lost is not known.
        let named = self.dns_entries.0.into_iter().map(|entry| entry.dns_name.0.ok_or_else(|| lacks("DnsName")));
        let dns_names = named.collect::<Result<_, _>>()?;
        let states_none = self.subnet_ids.as_ref().is_some_and(|subnets| subnets.0.is_empty());
        let in_no_subnet = states_none && kind == EndpointKind::Interface && interfaces.is_empty();
        let dns_options = self.dns_options.map(|options| options.0);
        let record_type = dns_options.as_ref().and_then(|options| options.dns_record_ip_type.0.as_deref());
        Ok(resource::VpcEndpoint {
            answers_ipv6_only: record_type.is_some_and(|own| own.eq_ignore_ascii_case("ipv6")),
            id,
            vpc: self.vpc_id.0,
            kind,
            service_name: self.service_name.0.unwrap_or_default(),
            service_region: self.service_region.0,
            state,
            private_dns_enabled: self.private_dns_enabled.unwrap_or(false),
            private_dns_only_for_inbound_resolver: dns_options
                .and_then(|options| options.private_dns_only_for_inbound_resolver_endpoint),
            route_tables: self.route_table_ids.0,
            in_no_subnet,
            subnets: self.subnet_ids.map(|subnets| subnets.0).unwrap_or_default(),
            groups: self.groups.0.into_iter().map(|group| group.group_id.0).collect(),
            interfaces,
            dns_names,
            policy: self.policy_document.0,
            owner: self.owner_id.account(),
            name: name(self.tags),
            evidence: at.evidence(),
        })
    }
}

resource! {
    VpcEndpoint {
        key: |endpoint| endpoint.id.to_string(),
        sign: |endpoint| Some(Sign::Vpc(endpoint.vpc.clone())),
        // Who redacts takes policies away; another document may have them.
        share: [name, policy],
        state: [state],
        // While it is made, and once it goes, it lacks interfaces and names.
        nested_state: |mut endpoint, other| {
            if endpoint.state != other.state {
                settle(&mut endpoint.interfaces, &other.interfaces);
                settle(&mut endpoint.dns_names, &other.dns_names);
            }
            endpoint
        },
        order: |one, other| by_life(lifecycle(one), lifecycle(other), REFUSED),
        compare: [
            id, vpc, kind, service_name, service_region, private_dns_enabled,
            private_dns_only_for_inbound_resolver, answers_ipv6_only, route_tables, subnets, in_no_subnet, groups, interfaces, dns_names, owner,
        ],
    }
}

/// The stage from which an endpoint does not come back by itself.
const REFUSED: usize = 3;

/// How far an endpoint is in its life (AWS `PrivateLink` guide, "Endpoint states").
fn lifecycle(endpoint: &resource::VpcEndpoint) -> Option<usize> {
    match endpoint.state {
        EndpointState::PendingAcceptance => Some(0),
        EndpointState::Pending => Some(1),
        EndpointState::Available => Some(2),
        EndpointState::Rejected | EndpointState::Failed | EndpointState::Expired => Some(REFUSED),
        EndpointState::Deleting => Some(4),
        EndpointState::Deleted => Some(5),
        EndpointState::Other(_) => None,
    }
}

/// Takes the other's, where one of the two has nothing yet, or no more.
fn settle<T: Clone>(own: &mut Vec<T>, other: &[T]) {
    if own.is_empty() || other.is_empty() {
        *own = other.to_vec();
    }
}

impl Read for resource::VpcEndpoint {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(VpcEndpoint::into_model)).list_of(&[&["VpcEndpointId", "ServiceName"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{EndpointKind, EndpointState};

    use crate::wire::testing::{inventory, one};

    fn endpoint(fields: &str) -> hopwise_model::resource::VpcEndpoint {
        let text = format!(r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-1", "VpcId": "vpc-1", {fields}}}]}}"#);
        one(inventory(&text).vpc_endpoints)
    }

    #[test]
    fn every_field() {
        let endpoint = endpoint(
            r#""VpcEndpointType": "Interface", "ServiceName": "com.amazonaws.eu-west-1.s3", "ServiceRegion": "eu-west-1",
               "State": "available", "PrivateDnsEnabled": true, "OwnerId": "111122223333",
               "DnsOptions": {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": true},
               "RouteTableIds": [], "SubnetIds": ["subnet-1", "subnet-2"], "NetworkInterfaceIds": ["eni-1", "eni-2"],
               "Groups": [{"GroupId": "sg-1", "GroupName": "x"}], "PolicyDocument": "{\"Statement\": []}",
               "DnsEntries": [{"DnsName": "*.vpce-1.s3.eu-west-1.vpce.amazonaws.com", "HostedZoneId": "Z1"}],
               "Tags": [{"Key": "Name", "Value": "s3"}]"#,
        );
        assert_eq!((endpoint.kind, endpoint.state), (EndpointKind::Interface, EndpointState::Available));
        assert!(endpoint.private_dns_enabled);
        assert_eq!(endpoint.private_dns_only_for_inbound_resolver, Some(true));
        assert_eq!((endpoint.subnets.len(), endpoint.interfaces.len(), endpoint.groups.len()), (2, 2, 1));
        assert_eq!(endpoint.dns_names, ["*.vpce-1.s3.eu-west-1.vpce.amazonaws.com"]);
        assert_eq!(endpoint.policy.as_deref(), Some("{\"Statement\": []}"));
        assert_eq!(endpoint.name.as_deref(), Some("s3"));
    }

    #[test]
    fn an_interface_endpoint_is_in_no_subnet_where_its_list_says_so() {
        let rest = r#""ServiceName": "x", "State": "available", "PrivateDnsEnabled": true"#;
        let without = |fields: &str| endpoint(&format!(r#"{rest}, "VpcEndpointType": {fields}"#)).in_no_subnet;
        assert!(without(r#""Interface", "SubnetIds": [], "NetworkInterfaceIds": []"#));
        for other in [
            r#""Interface", "SubnetIds": null, "NetworkInterfaceIds": []"#,
            r#""Interface", "NetworkInterfaceIds": []"#,
            r#""Interface", "SubnetIds": [], "NetworkInterfaceIds": ["eni-1"]"#,
            r#""Interface", "SubnetIds": ["subnet-1"], "NetworkInterfaceIds": []"#,
            r#""Gateway", "SubnetIds": [], "NetworkInterfaceIds": []"#,
        ] {
            assert!(!without(other), "{other}");
        }
    }

    #[test]
    fn kinds_and_states_in_any_case() {
        for (text, kind) in [
            ("Gateway", EndpointKind::Gateway),
            ("gateway", EndpointKind::Gateway),
            ("GatewayLoadBalancer", EndpointKind::GatewayLoadBalancer),
            ("Resource", EndpointKind::Other("Resource".to_owned())),
        ] {
            let rest = r#""ServiceName": "x", "State": "available""#;
            assert_eq!(endpoint(&format!(r#"{rest}, "VpcEndpointType": "{text}""#)).kind, kind);
        }
        for (text, state) in [
            ("Available", EndpointState::Available),
            ("pendingAcceptance", EndpointState::PendingAcceptance),
            ("PendingAcceptance", EndpointState::PendingAcceptance),
            ("Partial", EndpointState::Other("Partial".to_owned())),
        ] {
            // As the first version of the API printed a gateway.
            let fields = format!(r#""ServiceName": "x", "RouteTableIds": ["rtb-1"], "State": "{text}""#);
            assert_eq!((endpoint(&fields).kind, endpoint(&fields).state), (EndpointKind::Gateway, state));
        }
    }
}
