use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hopwise_model::resource::{self, InterfaceKind, PrivateAddress};
use hopwise_model::{CompactString, InstanceId, NetworkInterfaceId, Region, SubnetId, VpcId};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Required, Scalar};
use super::vpc_endpoint::Group;
use crate::document::{Read, Reader};
use crate::resource::{Sign, resource};

/// Who had an interface made: an account, or a role and its session, or a name of AWS's.
#[derive(Debug)]
struct Requester(String);

impl Scalar for Requester {
    fn expected() -> &'static str {
        "a string"
    }
    fn parse(text: &str) -> Option<Self> {
        Some(Self(text.to_owned()))
    }
    const OF_NUMBER: Option<fn(u64) -> Option<Self>> = Some(|number| Some(Self(format!("{number:012}"))));
}

/// An interface of `describe-network-interfaces`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NetworkInterface {
    network_interface_id: Required<NetworkInterfaceId>,
    interface_type: Maybe<CompactString>,
    description: Option<Maybe<String>>,
    vpc_id: Maybe<VpcId>,
    subnet_id: Maybe<SubnetId>,
    availability_zone: Maybe<String>,
    groups: Option<List<Group>>,
    private_ip_address: Maybe<Ipv4Addr>,
    private_ip_addresses: List<Address>,
    association: Option<Object<Association>>,
    ipv6_addresses: List<Ipv6Address>,
    ipv4_prefixes: List<Ipv4Prefix>,
    ipv6_prefixes: List<Ipv6Prefix>,
    requester_id: Maybe<Requester>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    requester_managed: Option<bool>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    source_dest_check: Option<bool>,
    status: Maybe<CompactString>,
    owner_id: Maybe<Owner>,
    attachment: Option<Object<Attachment>>,
    tag_set: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Address {
    #[serde(default, deserialize_with = "super::flag::maybe")]
    primary: Option<bool>,
    private_ip_address: Required<Ipv4Addr>,
    association: Option<Object<Association>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association {
    public_ip: Maybe<Ipv4Addr>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Address {
    ipv6_address: Required<Ipv6Addr>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv4Prefix {
    ipv4_prefix: Required<Ipv4Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Prefix {
    ipv6_prefix: Required<Ipv6Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attachment {
    instance_id: Maybe<InstanceId>,
    status: Maybe<String>,
}

fn public(association: Option<Object<Association>>) -> Option<IpAddr> {
    association.and_then(|association| association.0.public_ip.0).map(IpAddr::V4)
}

/// IPv4 addresses with their public ones, primary first, then the IPv6 addresses. The mapping belongs to the private
/// address; the interface repeats that of its primary one.
fn addresses(
    mut listed: Vec<Address>,
    primary: Option<Ipv4Addr>,
    association: Option<Object<Association>>,
    ipv6: List<Ipv6Address>,
) -> Vec<PrivateAddress> {
    let of_interface = public(association);
    // Stable: the others keep their order.
    listed.sort_by_key(|a| !a.primary.unwrap_or(Some(a.private_ip_address.0) == primary));
    let mut addresses: Vec<PrivateAddress> = (listed.into_iter())
        .map(|address| PrivateAddress {
            private: address.private_ip_address.0.into(),
            public: public(address.association),
        })
        .collect();
    if addresses.is_empty() {
        addresses.extend(primary.map(|private| PrivateAddress { private: private.into(), public: None }));
    }
    // Not if another address of the interface has it: then the interface repeats that one.
    let known = addresses.iter().any(|address| address.public.is_some() && address.public == of_interface);
    if let (Some(first), false) = (addresses.first_mut(), known) {
        first.public = first.public.or(of_interface);
    }
    let ipv6 = ipv6.0.into_iter().map(|address| IpAddr::V6(address.ipv6_address.0));
    addresses.extend(ipv6.map(|private| PrivateAddress { private, public: None }));
    addresses
}

impl NetworkInterface {
    /// The interface. AWS prints the subnet and an address of every one.
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::NetworkInterface, Unusable> {
        let id = self.network_interface_id.0;
        let subnet = self.subnet_id.0.ok_or_else(|| Unusable::lacks(&id, "SubnetId"))?;
        let addresses =
            addresses(self.private_ip_addresses.0, self.private_ip_address.0, self.association, self.ipv6_addresses);
        if addresses.is_empty() {
            return Err(Unusable::lacks(&id, "PrivateIpAddresses"));
        }
        let owner = self.owner_id.account();
        let region = self.availability_zone.0.as_deref().and_then(Region::of_zone);
        let ipv4 = self.ipv4_prefixes.0.into_iter().map(|own| IpNet::V4(own.ipv4_prefix.0));
        let ipv6 = self.ipv6_prefixes.0.into_iter().map(|own| IpNet::V6(own.ipv6_prefix.0));
        let prints_groups = self.groups.is_some();
        let prints_description = self.description.is_some();
        let attachment = self.attachment.filter(|attachment| !attachment.0.status.is("detached"));
        let interface = resource::NetworkInterface {
            id,
            kind: self.interface_type.0.unwrap_or_else(|| "interface".into()),
            description: self.description.and_then(|own| own.0).unwrap_or_default().into(),
            vpc: self.vpc_id.0,
            subnet,
            groups: self.groups.into_iter().flat_map(|groups| groups.0).map(|group| group.group_id.0).collect(),
            addresses,
            prefixes: ipv4.chain(ipv6).collect(),
            requester: self.requester_id.0.map(|requester| requester.0.into()),
            requester_managed: self.requester_managed,
            source_dest_check: self.source_dest_check,
            status: self.status.0.or_else(|| {
                let attached = attachment.as_ref().filter(|attachment| attachment.0.status.is("attached"));
                attached.map(|_| "in-use".into())
            }),
            instance: attachment.and_then(|attachment| attachment.0.instance_id.0),
            name: name(self.tag_set),
            scope: at.scope(region, owner.as_ref()),
            owner,
            evidence: at.evidence(),
        };
        // Of what AWS makes for others, nothing else tells what it is. It prints one of every interface, be it empty.
        let may_be_anybodys = interface.kind == "interface"
            && interface.instance.is_none()
            && interface.requester_managed == Some(true)
            && InterfaceKind::of(&interface) == InterfaceKind::Host;
        if !prints_description && may_be_anybodys {
            return Err(Unusable::lacks(&interface.id, "Description"));
        }
        // Rules of other groups may mean it by one of its own.
        if !prints_groups && interface.always_has_groups() {
            return Err(Unusable::lacks(&interface.id, "Groups"));
        }
        Ok(interface)
    }
}

resource! {
    NetworkInterface {
        key: |interface| interface.id.to_string(),
        sign: |interface| Sign::of(&interface.scope, interface.vpc.as_ref()),
        share: [name, requester, requester_managed, source_dest_check],
        scope: scope,
        state: [status],
        nested_state: |mut interface, other| {
            if interface.instance.is_none() || other.instance.is_none() {
                interface.instance.clone_from(&other.instance);
            }
            interface
        },
        compare: [
            id, kind, description, vpc, subnet, groups, addresses, prefixes, owner, instance,
        ],
        lists: groups,
    }
}

impl Read for resource::NetworkInterface {
    const READER: Reader = Reader::elements(|list| list.each_whole(NetworkInterface::into_model)).list_of(&[&[
        "NetworkInterfaceId",
        "SubnetId",
        "PrivateIpAddresses",
        "RequesterManaged",
    ]]);
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use crate::wire::testing::{inventory, one};

    fn interface(fields: &str) -> hopwise_model::resource::NetworkInterface {
        let text = format!(
            r#"{{"NetworkInterfaces": [{{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", {fields}}}]}}"#
        );
        one(inventory(&text).network_interfaces)
    }

    fn addresses(fields: &str) -> Vec<(String, Option<String>)> {
        let text = |address: IpAddr| address.to_string();
        interface(&format!(r#""Groups": [], {fields}"#))
            .addresses
            .into_iter()
            .map(|a| (text(a.private), a.public.map(text)))
            .collect()
    }

    #[test]
    fn every_field() {
        let interface = interface(
            r#""InterfaceType": "interface", "Description": "arn:aws:ecs:eu-west-1:111122223333:attachment/u",
               "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a", "Groups": [{"GroupId": "sg-1", "GroupName": "x"}],
               "SourceDestCheck": false, "Status": "in-use", "OwnerId": "111122223333", "RequesterId": "amazon-aws",
               "Attachment": {"InstanceId": "i-1", "Status": "attached", "InstanceOwnerId": "amazon-aws"},
               "Ipv6Addresses": [{"Ipv6Address": "2001:db8::5"}], "TagSet": [{"Key": "Name", "Value": "task"}]"#,
        );
        assert_eq!(interface.source_dest_check, Some(false));
        assert_eq!(interface.instance.unwrap().as_str(), "i-1");
        assert_eq!(interface.addresses.last().unwrap().private, "2001:db8::5".parse::<IpAddr>().unwrap());
        assert_eq!(interface.name.as_deref(), Some("task"));
        assert_eq!(interface.scope.region.unwrap().as_str(), "eu-west-1");
        assert_eq!(interface.scope.account, interface.owner);
    }

    #[test]
    fn prefixes_and_who_asked_for_it() {
        let interface = interface(
            r#""PrivateIpAddress": "10.0.2.5", "Groups": [], "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.2.32/28"}], "Ipv6Prefixes": [{"Ipv6Prefix": "2001:db8:0:0:1::/80"}],
               "RequesterId": "amazon-elb", "RequesterManaged": true"#,
        );
        let prefixes: Vec<String> = interface.prefixes.iter().map(ToString::to_string).collect();
        assert_eq!(prefixes, ["10.0.2.32/28", "2001:db8:0:0:1::/80"]);
        assert!(interface.has_address("10.0.2.47".parse().unwrap()));
        assert!(!interface.has_address("10.0.2.48".parse().unwrap()));
        assert_eq!((interface.requester.as_deref(), interface.requester_managed), (Some("amazon-elb"), Some(true)));
    }

    #[test]
    fn defaults() {
        let interface = interface(r#""PrivateIpAddress": "10.0.0.5", "Groups": []"#);
        assert_eq!(interface.source_dest_check, None);
        assert_eq!(interface.kind, "interface");
        assert!(interface.groups.is_empty() && interface.owner.is_none());
    }

    #[test]
    fn public_addresses_belong_to_private_ones() {
        let pair = |private: &str, public: Option<&str>| (private.to_owned(), public.map(str::to_owned));
        assert_eq!(
            addresses(
                r#""PrivateIpAddress": "10.0.0.5", "Association": {"PublicIp": "3.3.3.3"}, "PrivateIpAddresses": [
                    {"Primary": false, "PrivateIpAddress": "10.0.0.6", "Association": {"PublicIp": "4.4.4.4"}},
                    {"Primary": true, "PrivateIpAddress": "10.0.0.5", "Association": {"PublicIp": "3.3.3.3"}}]"#
            ),
            [pair("10.0.0.5", Some("3.3.3.3")), pair("10.0.0.6", Some("4.4.4.4"))]
        );
        assert_eq!(
            addresses(r#""PrivateIpAddress": "10.0.0.5", "Association": {"PublicIp": "3.3.3.3"}"#),
            [pair("10.0.0.5", Some("3.3.3.3"))]
        );
        assert_eq!(
            addresses(
                r#""PrivateIpAddress": "10.0.0.5", "Association": {"PublicIp": "4.4.4.4"}, "PrivateIpAddresses": [
                    {"PrivateIpAddress": "10.0.0.6", "Association": {"PublicIp": "4.4.4.4"}},
                    {"PrivateIpAddress": "10.0.0.5"}]"#
            ),
            [pair("10.0.0.5", None), pair("10.0.0.6", Some("4.4.4.4"))],
            "the interface repeats an address of a secondary one"
        );
    }
}
