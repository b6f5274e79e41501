use hopwise_model::{AccountId, InstanceId, NetworkInterfaceId, Region, SubnetId, resource};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Required};
use crate::document::{Read, Reader};
use crate::resource::{Sign, by_life, resource};

/// A reservation of `describe-instances`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Reservation {
    instances: List<Instance>,
    owner_id: Maybe<Owner>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Instance {
    instance_id: Required<InstanceId>,
    state: Option<Object<State>>,
    subnet_id: Maybe<SubnetId>,
    placement: Option<Object<Placement>>,
    network_interfaces: List<Interface>,
    platform: Maybe<String>,
    platform_details: Maybe<String>,
    private_dns_name: Maybe<String>,
    private_dns_name_options: Option<Object<NameOptions>>,
    tags: List<Tag>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NameOptions {
    #[serde(default, deserialize_with = "super::flag::maybe")]
    enable_resource_name_dns_a_record: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    name: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Placement {
    availability_zone: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Interface {
    network_interface_id: Required<NetworkInterfaceId>,
    attachment: Option<Object<Attachment>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment {
    device_index: Option<i64>,
    network_card_index: Option<i64>,
}

impl Reservation {
    pub(crate) fn into_model(self, at: &At<'_>) -> Vec<Result<resource::Instance, Unusable>> {
        let owner = self.owner_id.account();
        let at = at.member("Instances");
        let instances = self.instances.0.into_iter().enumerate();
        instances.map(|(index, instance)| instance.into_model(&at.element(index), owner.as_ref())).collect()
    }
}

impl Instance {
    /// The instance. AWS prints the state of every one, and of each interface its place: the primary one has index 0 on card 0. Where
    /// there are no interfaces at all, their own documents tell whose they are.
    fn into_model(self, at: &At<'_>, owner: Option<&AccountId>) -> Result<resource::Instance, Unusable> {
        let id = self.instance_id.0;
        let lacks = |member| Unusable::lacks(&id, member);
        let state = self.state.and_then(|state| state.0.name.0).ok_or_else(|| lacks("State"))?;
        let mut interfaces = self.network_interfaces.0;
        let place = |interface: &Interface| {
            let attachment = interface.attachment.as_ref().map(|own| own.0);
            attachment.and_then(|own| Some((own.device_index?, own.network_card_index.unwrap_or(0))))
        };
        // The only one is the primary one, wherever that is printed.
        if interfaces.len() > 1 && interfaces.iter().any(|interface| place(interface).is_none()) {
            return Err(lacks("Attachment"));
        }
        interfaces.sort_by_key(place);
        if interfaces.first().and_then(place).is_some_and(|(index, _)| index != 0) {
            return Err(lacks("NetworkInterfaces"));
        }
        let zone = self.placement.and_then(|placement| placement.0.availability_zone.0);
        Ok(resource::Instance {
            state: Some(state),
            subnet: self.subnet_id.0,
            interfaces: interfaces.into_iter().map(|interface| interface.network_interface_id.0).collect(),
            platform: self.platform.0.or(self.platform_details.0),
            private_dns_name: self.private_dns_name.0,
            resource_name_record: self
                .private_dns_name_options
                .and_then(|options| options.0.enable_resource_name_dns_a_record),
            name: name(self.tags),
            scope: at.scope(zone.as_deref().and_then(Region::of_zone), owner),
            evidence: at.evidence(),
            id,
        })
    }
}

resource! {
    Instance {
        key: |instance| instance.id.to_string(),
        sign: |instance| Sign::of(&instance.scope, None),
        share: [name, platform, private_dns_name, resource_name_record],
        scope: scope,
        state: [state],
        // Interfaces of tasks come and go beside the primary one; a terminated instance has none any more, and no subnet.
        nested_state: |mut instance, other| {
            let goes = [&instance, other].map(|own| own.state.as_deref()).contains(&Some("terminated"));
            if goes && (instance.subnet.is_none() || other.subnet.is_none()) {
                instance.subnet.clone_from(&other.subnet);
            }
            let gone = goes && (instance.interfaces.is_empty() || other.interfaces.is_empty());
            if gone || instance.interfaces.first() == other.interfaces.first() {
                instance.interfaces.clone_from(&other.interfaces);
            }
            instance
        },
        order: |one, other| by_life(lifecycle(one), lifecycle(other), SHUTTING_DOWN),
        // One that comes or goes may be there.
        open: |one, other| (one.state == other.state).then(|| {
            let mut both = other.clone();
            both.interfaces.extend(one.interfaces.iter().filter(|own| !other.interfaces.contains(own)).cloned());
            both
        }),
        compare: [id, subnet, interfaces],
    }
}

/// The stage from which no instance comes back.
const SHUTTING_DOWN: usize = 2;

/// How far an instance is in its life: between its beginning and its end it may be stopped and started (EC2 user guide, "Instance
/// lifecycle").
fn lifecycle(instance: &resource::Instance) -> Option<usize> {
    match instance.state.as_deref()? {
        "pending" => Some(0),
        "running" | "stopping" | "stopped" => Some(1),
        "shutting-down" => Some(SHUTTING_DOWN),
        "terminated" => Some(3),
        _ => None,
    }
}

impl Read for resource::Instance {
    const READER: Reader =
        Reader::elements(|list| list.each_several(|reservation: Reservation, at| reservation.into_model(at)))
            .list_of(&[&["ReservationId", "Instances"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one};

    #[test]
    fn the_primary_interface_comes_first() {
        let instance = one(inventory(
            r#"{"Reservations": [{"OwnerId": "111122223333", "Instances": []}, {"OwnerId": "111122223333", "Instances": [
                {"InstanceId": "i-1", "State": {"Code": 16, "Name": "running"}, "SubnetId": "subnet-1",
                 "Placement": {"AvailabilityZone": "eu-west-1b"}, "Tags": [{"Key": "Name", "Value": "host"}],
                 "NetworkInterfaces": [
                    {"NetworkInterfaceId": "eni-2", "Attachment": {"DeviceIndex": 1, "NetworkCardIndex": 0}},
                    {"NetworkInterfaceId": "eni-9", "Attachment": {"DeviceIndex": 2}},
                    {"NetworkInterfaceId": "eni-1", "Attachment": {"DeviceIndex": 0}}]}]}]}"#,
        )
        .instances);
        let interfaces: Vec<&str> = instance.interfaces.iter().map(AsRef::as_ref).collect();
        assert_eq!(interfaces, ["eni-1", "eni-2", "eni-9"]);
        assert_eq!(instance.state.as_deref(), Some("running"));
        assert_eq!(instance.scope.region.unwrap().as_str(), "eu-west-1");
        assert_eq!(instance.scope.account.unwrap().as_str(), "111122223333");
        assert_eq!(instance.evidence.to_string(), "f.json#/Reservations/1/Instances/0");
    }

    #[test]
    fn the_platform_is_printed_in_two_ways() {
        let instance = |fields: &str| {
            one(inventory(&format!(
                r#"{{"Reservations": [{{"Instances": [{{"InstanceId": "i-1", "State": {{"Name": "running"}}, {fields}}}]}}]}}"#
            ))
            .instances)
        };
        assert!(instance(r#""Platform": "windows", "PlatformDetails": "Windows BYOL""#).is_windows());
        assert!(instance(r#""PlatformDetails": "Windows with SQL Server Web""#).is_windows());
        assert!(!instance(r#""PlatformDetails": "Linux/UNIX""#).is_windows());
        let named = instance(r#""PrivateDnsNameOptions": {"EnableResourceNameDnsARecord": true}"#);
        assert_eq!((named.is_windows(), named.resource_name_record), (false, Some(true)));
    }

    #[test]
    fn terminated_instances_have_no_subnet() {
        let text = r#"{"Reservations": [{"Instances": [{"InstanceId": "i-1", "SubnetId": "", "State": {"Name": "terminated"}}]}]}"#;
        assert_eq!(one(inventory(text).instances).subnet, None);
    }
}
