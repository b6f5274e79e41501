//! What was made so far.

use std::net::Ipv4Addr;

use hopwise_model::resource::{NetworkInterface, Scope};
use hopwise_model::{
    AccountId, Coverage, DocumentClass, DocumentKind, Evidence, InvalidId, Inventory, Listing, NetworkInterfaceId,
    Partition, Region, SecurityGroupId,
};

use super::place::Place;
use crate::account::Account;
use crate::refused::Refused;

/// Resources so far, and what those that come next must know of them.
pub(crate) struct Made<'a> {
    pub(crate) account: &'a Account,
    pub(crate) owner: AccountId,
    pub(crate) region: Region,
    pub(crate) inventory: Inventory,
    /// How many public addresses were given.
    public: u32,
}

/// Evidence of what no document holds yet: documents are written from the resources, and read.
pub(crate) fn nowhere() -> Evidence {
    Evidence::supposed("built")
}

/// An id, or what is wrong with the name that it is made of.
pub(crate) fn id<T>(text: &str) -> Result<T, Refused>
where
    T: for<'t> TryFrom<&'t str, Error = InvalidId>,
{
    T::try_from(text).map_err(|error| {
        Refused::new(text, "InvalidParameterValue", format!("{error}; names are letters, digits and hyphens"))
    })
}

impl<'a> Made<'a> {
    /// Nothing yet.
    pub(crate) fn new(account: &'a Account) -> Result<Self, Refused> {
        let region = Region::try_from(account.region.as_str());
        let region = region.map_err(|error| Refused::new("the account", "InvalidParameterValue", error.to_string()))?;
        Ok(Self { account, owner: id(&account.id)?, region, inventory: Inventory::default(), public: 0 })
    }

    pub(crate) fn scope(&self) -> Scope {
        Scope { account: Some(self.owner.clone()), region: Some(self.region.clone()) }
    }

    /// An ARN of the account, such as `arn:aws:ecs:eu-west-1:111122223333:cluster/prod`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let region = if service == "iam" { "" } else { self.region.as_str() };
        format!("arn:{}:{service}:{region}:{}:{resource}", Partition::of(&self.region).name(), self.owner)
    }

    /// The ARN of a secret; six letters at its end are AWS's own.
    pub(crate) fn secret_arn(&self, name: &str) -> String {
        self.arn("secretsmanager", &format!("secret:{name}-AbCdEf"))
    }

    /// A public address that nobody has yet.
    pub(crate) fn public_address(&mut self) -> Ipv4Addr {
        self.public += 1;
        Ipv4Addr::from(u32::from(Ipv4Addr::new(34, 240, 0, 0)) + self.public)
    }

    /// An interface at the next free addresses of a subnet.
    pub(crate) fn interface(&mut self, place: &mut Place, own: Interface<'_>) -> Result<NetworkInterface, Refused> {
        let addresses = place.next_addresses(own.ipv6, own.public)?;
        let interface = NetworkInterface {
            id: id::<NetworkInterfaceId>(&format!("eni-{}", own.name))?,
            kind: own.kind.into(),
            description: own.description.into(),
            vpc: Some(place.vpc.clone()),
            subnet: place.subnet.clone(),
            groups: own.groups.into(),
            addresses,
            prefixes: [].into(),
            source_dest_check: Some(own.source_dest_check),
            owner: Some(self.owner.clone()),
            requester: None,
            requester_managed: Some(own.kind != "interface"),
            instance: None,
            status: Some("in-use".into()),
            name: Some(own.name.to_owned()),
            scope: self.scope(),
            evidence: nowhere(),
        };
        Ok(interface)
    }

    /// Notes what the documents of the resources will tell: everything of the kinds that a command lists, and of the
    /// others what there is.
    pub(crate) fn know(&mut self) {
        let scope = self.scope();
        for kind in DocumentKind::ALL {
            let coverage = match kind.listing() {
                Listing::Whole if kind.class() != DocumentClass::Permission => Coverage::Complete,
                _ if self.inventory.count(*kind) > 0 => Coverage::Partial,
                _ => continue,
            };
            self.inventory.knowledge.record(*kind, &scope, coverage);
        }
    }
}

/// What is asked of an interface.
pub(crate) struct Interface<'n> {
    pub(crate) name: &'n str,
    pub(crate) kind: &'n str,
    pub(crate) description: String,
    pub(crate) groups: Vec<SecurityGroupId>,
    pub(crate) public: Option<Ipv4Addr>,
    /// Whether it has an address of IPv6 also where the subnet has IPv4.
    pub(crate) ipv6: bool,
    pub(crate) source_dest_check: bool,
}
