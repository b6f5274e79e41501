use hopwise_model::{DhcpOptionsId, resource};
use serde::Deserialize;

use super::at::At;
use super::value::{List, Maybe, Required};
use crate::document::{Read, Reader};
use crate::resource::resource;

/// A set of options of `describe-dhcp-options`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DhcpOptions {
    dhcp_options_id: Required<DhcpOptionsId>,
    dhcp_configurations: List<Configuration>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Configuration {
    key: Maybe<String>,
    values: List<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Value {
    value: Maybe<String>,
}

impl DhcpOptions {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::DhcpOptions {
        let servers = self.dhcp_configurations.0.into_iter().filter(|option| option.key.is("domain-name-servers"));
        resource::DhcpOptions {
            id: self.dhcp_options_id.0,
            domain_name_servers: servers.flat_map(|option| option.values.0).filter_map(|value| value.value.0).collect(),
            evidence: at.evidence(),
        }
    }
}

resource! {
    DhcpOptions {
        key: |options| options.id.to_string(),
        compare: [id, domain_name_servers],
    }
}

impl Read for resource::DhcpOptions {
    const READER: Reader = Reader::elements(|list| list.each(|it: DhcpOptions, at| Ok(it.into_model(at))))
        .list_of(&[&["DhcpOptionsId", "DhcpConfigurations"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one};

    #[test]
    fn only_name_servers_count() {
        let options = one(inventory(
            r#"{"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [
                {"Key": "domain-name", "Values": [{"Value": "example.com"}]},
                {"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.2"}, {"Value": "AmazonProvidedDNS"}]}]}]}"#,
        )
        .dhcp_options);
        assert_eq!(options.domain_name_servers, ["10.0.0.2", "AmazonProvidedDNS"]);
    }
}
