use hopwise_model::VpcId;
use hopwise_model::resource::{self, BlockPublicAccess};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Plain, Required};
use crate::document::{Members, Read, Reader};
use crate::fault::Fault;
use crate::resource::{Sign, resource};

/// The attributes by which `describe-vpc-attribute` is recognised.
pub(super) const ATTRIBUTES: [&str; 2] = ["EnableDnsSupport", "EnableDnsHostnames"];

/// A VPC of `describe-vpcs`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Vpc {
    vpc_id: Required<VpcId>,
    cidr_block: Maybe<Ipv4Net>,
    cidr_block_association_set: List<CidrAssociation>,
    ipv6_cidr_block_association_set: List<Ipv6CidrAssociation>,
    dhcp_options_id: Maybe<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    is_default: Option<bool>,
    owner_id: Maybe<Owner>,
    block_public_access_states: Option<Object<BlockPublicAccessStates>>,
    encryption_control: Option<Object<EncryptionControl>>,
    network_firewall_associations: List<InternetFirewall>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CidrAssociation {
    cidr_block: Required<Ipv4Net>,
    cidr_block_state: Option<Object<CidrState>>,
}

/// An IPv6 block of a VPC or a subnet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Ipv6CidrAssociation {
    // Empty while the block is being associated.
    ipv6_cidr_block: Maybe<Ipv6Net>,
    ipv6_cidr_block_state: Option<Object<CidrState>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CidrState {
    state: Maybe<String>,
}

/// `BlockPublicAccessStates` of a VPC or a subnet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BlockPublicAccessStates {
    internet_gateway_block_mode: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EncryptionControl {
    mode: Maybe<String>,
    state: Maybe<String>,
}

/// A firewall that inspects what passes an internet gateway: `NetworkFirewallAssociations` of a VPC, `IgwFirewall` of a route.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InternetFirewall {
    firewall_arn: Maybe<Plain>,
}

impl InternetFirewall {
    /// Its ARN, or that of nobody: one that is not named is there all the same.
    pub(crate) fn arn(self) -> String {
        self.firewall_arn.0.map_or_else(String::new, |Plain(arn)| arn)
    }
}

/// The firewalls of a VPC, in an order that does not depend on the document's.
fn internet_firewalls(associations: List<InternetFirewall>) -> Vec<String> {
    let mut firewalls: Vec<String> = associations.0.into_iter().map(InternetFirewall::arn).collect();
    firewalls.sort_unstable();
    firewalls
}

/// The value of an attribute of `describe-vpc-attribute`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeValue {
    #[serde(deserialize_with = "super::flag::required")]
    value: bool,
}

fn is_associated(state: Option<&Object<CidrState>>) -> bool {
    state.is_none_or(|state| state.0.state.is_or_absent("associated"))
}

/// The IPv6 blocks that are in force.
pub(crate) fn associated(associations: List<Ipv6CidrAssociation>) -> impl Iterator<Item = IpNet> {
    associations.0.into_iter().filter_map(|association| {
        let block = association.ipv6_cidr_block.0?;
        is_associated(association.ipv6_cidr_block_state.as_ref()).then_some(IpNet::V6(block))
    })
}

/// The mode of Block Public Access. A mode that this version does not know must not pass for "off".
/// An older AWS CLI prints no states; states without the mode lost it.
pub(crate) fn block_public_access(
    states: Option<Object<BlockPublicAccessStates>>,
    id: &impl ToString,
    at: &At<'_>,
) -> Result<Option<BlockPublicAccess>, Unusable> {
    let Some(Object(states)) = states else { return Ok(None) };
    let lacks = || Unusable::lacks(id, "BlockPublicAccessStates.InternetGatewayBlockMode");
    let mode = states.internet_gateway_block_mode.0.ok_or_else(lacks)?;
    Ok(Some(mode_of(&mode, &at.member("BlockPublicAccessStates"))?))
}

/// A mode of Block Public Access, which stands in the member `InternetGatewayBlockMode` of an object.
pub(crate) fn mode_of(mode: &str, at: &At<'_>) -> Result<BlockPublicAccess, Problem> {
    match mode {
        "off" => Ok(BlockPublicAccess::Off),
        "block-ingress" => Ok(BlockPublicAccess::BlockIngress),
        "block-bidirectional" => Ok(BlockPublicAccess::BlockBidirectional),
        _ => {
            let at = at.member("InternetGatewayBlockMode");
            Err(at.expected("`off`, `block-ingress` or `block-bidirectional`"))
        }
    }
}

impl Vpc {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::Vpc, Unusable> {
        let primary = self.cidr_block.0;
        let mut cidrs: Vec<Ipv4Net> = if self.cidr_block_association_set.0.is_empty() {
            primary.into_iter().collect()
        } else {
            let associations = self.cidr_block_association_set.0.into_iter();
            associations.filter(|a| is_associated(a.cidr_block_state.as_ref())).map(|a| a.cidr_block.0).collect()
        };
        if cidrs.is_empty() && primary.is_none() {
            return Err(Unusable::lacks(&self.vpc_id.0, "CidrBlock"));
        }
        // The sort is stable: the primary block goes first and the others keep their order.
        cidrs.sort_by_key(|cidr| Some(*cidr) != primary);
        let owner = self.owner_id.account();
        let encryption_enforced = self
            .encryption_control
            .is_some_and(|Object(control)| control.mode.is("enforce") && control.state.is_or_absent("available"));
        let public = block_public_access(self.block_public_access_states, &self.vpc_id.0, at)?;
        Ok(resource::Vpc {
            id: self.vpc_id.0,
            cidrs: (cidrs.into_iter().map(IpNet::V4)).chain(associated(self.ipv6_cidr_block_association_set)).collect(),
            dhcp_options: self.dhcp_options_id.0,
            is_default: self.is_default.unwrap_or(false),
            block_public_access: public,
            encryption_enforced,
            internet_firewalls: internet_firewalls(self.network_firewall_associations),
            name: name(self.tags),
            scope: at.scope(None, owner.as_ref()),
            owner,
            evidence: at.evidence(),
        })
    }
}

resource! {
    Vpc {
        key: |vpc| vpc.id.to_string(),
        sign: |vpc| Sign::of(&vpc.scope, Some(&vpc.id)),
        share: [name],
        scope: scope,
        compare: [
            id, cidrs, dhcp_options, is_default, owner, block_public_access, encryption_enforced, internet_firewalls,
        ],
    }
}

resource! {
    VpcAttribute {
        key: attribute_key,
        sign: |attribute| Some(Sign::Vpc(attribute.vpc.clone())),
        compare: [vpc, dns_support, dns_hostnames],
    }
}

fn attribute_key(attribute: &resource::VpcAttribute) -> String {
    let name = if attribute.dns_support.is_some() { "EnableDnsSupport" } else { "EnableDnsHostnames" };
    format!("{} {name}", attribute.vpc)
}

impl Read for resource::Vpc {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(Vpc::into_model)).list_of(&[&["VpcId", "CidrBlock"]]);
}

impl Read for resource::VpcAttribute {
    // Its own key is too common to tell it.
    const READER: Reader = Reader::members(attributes)
        .beside(&ATTRIBUTES)
        .when(|keys| ATTRIBUTES.iter().any(|attribute| keys.has(attribute)));
}

/// Reads the attributes of a VPC. Each has a record of its own, so that its evidence is exact.
fn attributes(members: &mut Members<'_>) -> Result<(), Fault> {
    for attribute in ATTRIBUTES {
        let Some((AttributeValue { value }, at)) = members.object(attribute)? else { continue };
        let value_of = |name: &str| (name == attribute).then_some(value);
        members.add(resource::VpcAttribute {
            vpc: members.required("VpcId")?,
            dns_support: value_of("EnableDnsSupport"),
            dns_hostnames: value_of("EnableDnsHostnames"),
            evidence: at.evidence(),
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::BlockPublicAccess;

    use crate::wire::testing::{error, inventory, one};

    #[test]
    fn blocks_in_force_count_primary_first() {
        let vpc = one(inventory(
            r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333", "IsDefault": true,
                "DhcpOptionsId": "default", "InstanceTenancy": "default",
                "CidrBlockAssociationSet": [
                    {"CidrBlock": "10.1.0.0/16", "CidrBlockState": {"State": "associated"}},
                    {"CidrBlock": "10.2.0.0/16", "CidrBlockState": {"State": "disassociated"}},
                    {"CidrBlock": "10.0.0.0/16", "CidrBlockState": {"State": "associated"}}],
                "Ipv6CidrBlockAssociationSet": [
                    {"Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": {"State": "associated"}},
                    {"Ipv6CidrBlock": "2001:db9::/56", "Ipv6CidrBlockState": {"State": "failed"}},
                    {"Ipv6CidrBlock": "", "Ipv6CidrBlockState": {"State": "associating"}}],
                "BlockPublicAccessStates": {"InternetGatewayBlockMode": "block-ingress"},
                "EncryptionControl": {"Mode": "enforce", "State": "available"},
                "NetworkFirewallAssociations": [{"FirewallArn": "arn:aws:network-firewall:eu-west-1:111122223333:firewall/f",
                    "FirewallOnboardingStatus": "active", "FirewallMode": "enforce"}, {"FirewallMode": "monitor"}],
                "Tags": [{"Key": "team", "Value": "x"}, {"Key": "Name", "Value": "main\u001b[31m"}]}]}"#,
        )
        .vpcs);
        assert_eq!(vpc.cidrs, ["10.0.0.0/16", "10.1.0.0/16", "2001:db8::/56"].map(|cidr| cidr.parse().unwrap()));
        assert_eq!(vpc.dhcp_options.as_deref(), Some("default"));
        assert!(vpc.is_default && vpc.encryption_enforced);
        assert_eq!(vpc.block_public_access, Some(BlockPublicAccess::BlockIngress));
        assert_eq!(vpc.internet_firewalls, ["", "arn:aws:network-firewall:eu-west-1:111122223333:firewall/f"]);
        assert_eq!(vpc.name.as_deref(), Some("main\u{1b}[31m"));
        assert_eq!(vpc.scope.account, vpc.owner);
        assert_eq!(vpc.evidence.to_string(), "f.json#/Vpcs/0");
    }

    #[test]
    fn old_documents_have_one_block_and_nothing_more() {
        let vpc = one(inventory(r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.9/16"}]}"#).vpcs);
        assert_eq!(vpc.cidrs, ["10.0.0.0/16".parse().unwrap()], "made canonical");
        assert_eq!((vpc.block_public_access, vpc.encryption_enforced, vpc.is_default), (None, false, false));
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(
            error(
                r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16",
                "BlockPublicAccessStates": {"InternetGatewayBlockMode": "block-everything"}}]}"#
            ),
            "`f.json`: expected `off`, `block-ingress` or `block-bidirectional` at \
             `/Vpcs/0/BlockPublicAccessStates/InternetGatewayBlockMode`"
        );
        assert_eq!(
            error(r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "EncryptionControl": []}]}"#),
            "`f.json`: expected an object at `/Vpcs/0/EncryptionControl`"
        );
    }

    #[test]
    fn attributes_have_evidence_of_their_own() {
        let attributes = inventory(
            r#"{"VpcId": "vpc-1", "EnableDnsSupport": {"Value": true}, "EnableDnsHostnames": {"Value": false}}"#,
        )
        .vpc_attributes;
        let (support, hostnames) = (&attributes[0], &attributes[1]);
        assert_eq!(attributes.len(), 2);
        assert_eq!((support.dns_support, support.dns_hostnames), (Some(true), None));
        assert_eq!((hostnames.dns_support, hostnames.dns_hostnames), (None, Some(false)));
        assert_eq!(hostnames.evidence.to_string(), "f.json#/EnableDnsHostnames");
        assert_eq!(error(r#"{"EnableDnsSupport": {"Value": true}}"#), "`f.json`: expected a field `VpcId` at the top");
    }
}
