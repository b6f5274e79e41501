//! AWS's own prefix lists.

use hopwise_model::resource::PrefixList;
use ipnet::IpNet;

use super::made::{Made, id, nowhere};
use crate::refused::Refused;

/// The services that have gateway endpoints, with blocks that stand for their addresses: which they are differs by Region
/// and day.
pub(crate) const GATEWAY_SERVICES: [(&str, &[&str]); 2] =
    [("s3", &["52.218.0.0/17", "52.92.0.0/17"]), ("dynamodb", &["52.94.24.0/23", "52.119.240.0/21"])];

/// The id of the list of a service.
pub(crate) fn list_id(service: &str) -> String {
    format!("pl-{service}")
}

/// The id of the list with a name such as `com.amazonaws.eu-west-1.s3`.
pub(crate) fn of_name(made: &Made<'_>, name: &str) -> Option<String> {
    let services = GATEWAY_SERVICES.iter().map(|(service, _)| *service);
    services.into_iter().find(|service| made.service_name(service) == name).map(list_id)
}

pub(crate) fn make(made: &mut Made<'_>) -> Result<(), Refused> {
    for (service, blocks) in GATEWAY_SERVICES {
        let entries: Vec<IpNet> = blocks.iter().filter_map(|block| block.parse().ok()).collect();
        made.inventory.prefix_lists.push(PrefixList {
            id: id(&list_id(service))?,
            name: Some(made.service_name(service)),
            entries: Some(entries),
            evidence: nowhere(),
        });
    }
    Ok(())
}
