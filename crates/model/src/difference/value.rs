//! Values of records: what of them counts, and how they are written.

use std::fmt::Debug;
use std::net::IpAddr;

use compact_str::CompactString;
use ecow::EcoString;
use ipnet::IpNet;

use super::Part;
use crate::evidence::Evidence;
use crate::field_name;
use crate::id::{
    AccountId, DhcpOptionsId, FirewallDomainListId, FirewallRuleGroupId, HostedZoneId, InstanceId, NetworkInterfaceId,
    PrefixListId, Region, ResolverRuleId, RouteTableId, SecurityGroupId, SubnetId, VpcEndpointId, VpcId,
};
use crate::resource::{
    AclEntry, BlockPublicAccess, Connectivity, ContainerDefinition, Direction, EndpointKind, EndpointState,
    ExclusionMode, FirewallConnectivity, FirewallRule, GatewayAttachment, HostedZoneSummary, LogConfiguration,
    NatAddress, NatState, NetworkConfiguration, PeeredVpc, PolicyDocument, PrivateAddress, ResourceRecordSet, Route,
    RouteDestination, RouteTableAssociation, RuleType, Secret, SecurityGroupRule, ServiceConnect, ServiceEvent,
    TaskContainer, TransitGatewayAssociation, TransitGatewayPropagation, TransitGatewayRoute, Volume,
};

/// A value of a record.
pub(super) trait Value: Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The value without what two snapshots need not share: where it was read.
    fn bare(&self) -> Self {
        self.clone()
    }

    /// What tells it from the other entries of a list.
    fn key(&self) -> String {
        match self.part("") {
            Part::Text(text) => text,
            other => format!("{other:?}"),
        }
    }

    /// What stands for it, in a list or a setting of some name.
    fn part(&self, _name: &str) -> Part {
        Part::Hidden
    }

    /// Where it was read, where that is not just where its record was.
    fn evidence(&self) -> Option<&Evidence> {
        None
    }
}

macro_rules! text_value {
    ($($kind:ty),* => |$own:ident| $text:expr) => {
        $(impl Value for $kind {
            fn part(&self, _: &str) -> Part {
                let $own = self;
                Part::Text($text)
            }
        })*
    };
}

text_value!(
    String, CompactString, EcoString, bool, u32, i64, IpAddr, IpNet, AccountId, Region, DhcpOptionsId, FirewallDomainListId,
    FirewallRuleGroupId, HostedZoneId, InstanceId, NetworkInterfaceId, PrefixListId, ResolverRuleId, RouteTableId,
    SecurityGroupId, SubnetId, VpcEndpointId, VpcId => |own| format!("{own}")
);
text_value!(BlockPublicAccess => |own| own.as_str().to_owned());
text_value!(FirewallConnectivity => |own| own.as_str().to_owned());
text_value!(Connectivity, EndpointKind, ExclusionMode, NatState, RuleType => |own| {
    format!("{own:?}").to_lowercase()
});
text_value!(EndpointState => |own| own.as_str().to_owned());
text_value!(PeeredVpc => |own| {
    let blocks: Vec<String> = own.cidrs.iter().map(ToString::to_string).collect();
    format!("{} ({})", own.vpc, blocks.join(", "))
});
text_value!(TransitGatewayAssociation => |own| {
    format!("{} ({})", own.table.as_deref().unwrap_or("a policy table"), own.state)
});
text_value!(PrivateAddress => |own| match own.public {
    Some(public) => format!("{} as {public}", own.private),
    None => own.private.to_string(),
});
text_value!(NatAddress => |own| {
    [own.private, own.public].into_iter().flatten().map(|own| own.to_string()).collect::<Vec<_>>().join(" as ")
});

impl<V: Value> Value for Option<V> {
    fn bare(&self) -> Self {
        self.as_ref().map(Value::bare)
    }

    fn part(&self, name: &str) -> Part {
        self.as_ref().map_or(Part::Text(String::new()), |own| own.part(name))
    }

    fn evidence(&self) -> Option<&Evidence> {
        self.as_ref().and_then(Value::evidence)
    }
}

impl<V: Value> Value for Vec<V> {
    fn bare(&self) -> Self {
        self.iter().map(Value::bare).collect()
    }

    fn part(&self, name: &str) -> Part {
        let texts = self.iter().map(|own| match own.part(name) {
            Part::Text(text) => Some(text),
            _ => None,
        });
        texts.collect::<Option<Vec<String>>>().map_or(Part::Hidden, |texts| Part::Text(texts.join(", ")))
    }
}

/// What a blank has for evidence.
fn nowhere() -> Evidence {
    Evidence::supposed("")
}

impl Value for SecurityGroupRule {
    fn bare(&self) -> Self {
        Self { id: None, evidence: nowhere(), ..self.clone() }
    }

    fn key(&self) -> String {
        format!("{:?}", (&self.traffic, &self.peer))
    }

    fn part(&self, name: &str) -> Part {
        Part::GroupRule(
            if name == field_name!(SecurityGroup.egress) { Direction::Egress } else { Direction::Ingress },
            Box::new(self.clone()),
        )
    }

    fn evidence(&self) -> Option<&Evidence> {
        Some(&self.evidence)
    }
}

impl Value for AclEntry {
    fn bare(&self) -> Self {
        Self { evidence: nowhere(), ..self.clone() }
    }

    fn key(&self) -> String {
        // IPv4 and IPv6 have a last entry each, and either number may be printed twice by older versions of the CLI.
        format!("{:?}", (self.direction, self.number, self.number > 32766 && matches!(self.cidr, IpNet::V6(_))))
    }

    fn part(&self, _: &str) -> Part {
        Part::AclEntry(Box::new(self.clone()))
    }

    fn evidence(&self) -> Option<&Evidence> {
        Some(&self.evidence)
    }
}

impl Value for Route {
    fn bare(&self) -> Self {
        Self { evidence: nowhere(), ..self.clone() }
    }

    fn key(&self) -> String {
        match &self.destination {
            RouteDestination::Cidr(net) => net.to_string(),
            RouteDestination::PrefixList(list) => list.to_string(),
        }
    }

    fn part(&self, _: &str) -> Part {
        Part::Route(Box::new(self.clone()))
    }

    fn evidence(&self) -> Option<&Evidence> {
        Some(&self.evidence)
    }
}

/// A value with evidence that is written as a text.
macro_rules! with_evidence {
    ($($kind:ident |$own:ident| $text:expr $(, bare $blank:expr)?;)*) => {$(
        impl Value for $kind {
            fn bare(&self) -> Self {
                let bare = Self { evidence: nowhere(), ..self.clone() };
                $(let bare = $blank(bare);)?
                bare
            }

            fn part(&self, _: &str) -> Part {
                let $own = self;
                Part::Text($text)
            }

            fn evidence(&self) -> Option<&Evidence> {
                Some(&self.evidence)
            }
        }
    )*};
}

with_evidence! {
    RouteTableAssociation |own| match (&own.subnet, &own.gateway) {
        (Some(subnet), _) => subnet.to_string(),
        (None, Some(gateway)) => gateway.clone(),
        (None, None) => "main".to_owned(),
    };
    HostedZoneSummary |own| format!("{} ({})", own.id, own.name);
    ResourceRecordSet |own| {
        let values = own.alias.iter().map(|own| own.dns_name.clone()).chain(own.values.iter().cloned());
        format!("{} {} {}", own.name, own.kind, values.collect::<Vec<_>>().join(" "))
    };
    TransitGatewayRoute |own| {
        let to = own.block.map(|own| own.to_string()).or_else(|| own.list.as_ref().map(ToString::to_string));
        let by = if own.attachments.is_empty() { own.state.clone() } else { own.attachments.join(", ") };
        format!("{} to {by}, {}", to.unwrap_or_default(), own.state)
    };
    TransitGatewayPropagation |own| format!("{} ({})", own.attachment, own.state);
    FirewallRule |own| format!("{} {:?}", own.priority, own.action);
    Secret |own| own.value_from.clone();
    ServiceEvent |own| own.message.clone();
    NetworkConfiguration |own| {
        let subnets = own.subnets.iter().map(ToString::to_string);
        let ids: Vec<String> = subnets.chain(own.groups.iter().map(ToString::to_string)).collect();
        format!("{}{}", ids.join(", "), if own.assign_public_ip { ", assignPublicIp" } else { "" })
    }, bare |mut own: Self| {
        own.subnets.sort();
        own.groups.sort();
        own
    };
    LogConfiguration |own| own.driver.clone(), bare |own: Self| Self { secrets: own.secrets.bare(), ..own };
    ServiceConnect |own| own.log.as_ref().map(|own| own.driver.clone()).unwrap_or_default(),
        bare |own: Self| Self { log: own.log.bare(), ..own };
    Volume |own| own.name.clone();
    ContainerDefinition |own| own.name.clone(),
        bare |own: Self| Self { secrets: own.secrets.bare(), log: own.log.bare(), ..own };
}

impl Value for GatewayAttachment {
    fn key(&self) -> String {
        self.vpc.to_string()
    }

    fn part(&self, _: &str) -> Part {
        Part::Text(format!("{} {}", self.vpc, self.state))
    }
}

impl Value for PolicyDocument {
    fn bare(&self) -> Self {
        Self { text: self.text.clone(), is_object: false, evidence: nowhere() }
    }

    fn evidence(&self) -> Option<&Evidence> {
        Some(&self.evidence)
    }
}

impl Value for TaskContainer {
    fn part(&self, _: &str) -> Part {
        Part::Text(self.name.clone())
    }
}
