//! A design made into resources, in the order in which AWS would make them.

use hopwise_export::Document;
use hopwise_import::{ImportError, Options, read_documents};
use hopwise_model::Inventory;

use crate::account::Account;
use crate::refused::Refused;

mod endpoints;
mod filters;
mod gateways;
mod hosts;
mod made;
mod peering;
mod permission;
mod place;
mod placed;
mod prefix_lists;
mod routes;
mod space;
mod transit_gateway;
mod vpc;
mod workload;
mod zones;

use made::Made;
use placed::Placed;

impl Account {
    /// Whether AWS would make it; cheaper than the documents of it.
    ///
    /// # Errors
    ///
    /// What AWS would refuse to make.
    pub fn check(&self) -> Result<(), Refused> {
        inventory(self).map(drop)
    }

    /// The documents that the AWS CLI would print of the account: all that hopwise asks for.
    ///
    /// # Errors
    ///
    /// What AWS would refuse to make.
    pub fn documents(&self) -> Result<Vec<Document>, Refused> {
        Ok(hopwise_export::documents(&inventory(self)?))
    }

    /// What an importer reads from these documents, with evidence that points into them.
    ///
    /// # Errors
    ///
    /// What AWS would refuse to make.
    pub fn inventory(&self) -> Result<Inventory, Refused> {
        let documents = self.documents()?;
        let named = documents.iter().map(|document| (&document.path, &document.contents));
        let unread = |error: ImportError| Refused::new("the account", "InvalidParameterValue", error.to_string());
        read_documents(named, &Options::default()).map(|read| read.inventory).map_err(unread)
    }
}

/// Resources of a design.
pub(crate) fn inventory(account: &Account) -> Result<Inventory, Refused> {
    let mut made = Made::new(account)?;
    prefix_lists::make(&mut made)?;
    let mut placed: Vec<Placed<'_>> = Vec::new();
    for vpc in &account.vpcs {
        if placed.iter().any(|other| other.vpc.name == vpc.name) {
            return Err(Refused::new(
                format!("VPC {}", vpc.name),
                "InvalidParameterValue",
                "there is another VPC of this name",
            ));
        }
        placed.push(vpc::make(&mut made, vpc)?);
    }
    transit_gateway::make(&mut made, &placed)?;
    peering::make(&mut made, &placed)?;
    zones::make(&mut made, &placed)?;
    workload::make(&mut made, &mut placed)?;
    made.know();
    Ok(made.inventory)
}
