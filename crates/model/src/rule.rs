//! Rules that decide about packets.

use crate::evidence::Evidence;
use crate::id::{NetworkAclId, RouteTableId, SecurityGroupId};
use crate::resource::{AclEntry, Route, SecurityGroupRule, TransitGatewayRoute};

/// A rule that decided about packets, and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A rule of a security group.
    Group {
        /// The group.
        group: SecurityGroupId,
        /// The rule.
        rule: SecurityGroupRule,
    },
    /// An entry of a network ACL.
    Acl {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry.
        entry: AclEntry,
    },
    /// A route.
    Route {
        /// The table.
        table: RouteTableId,
        /// The route.
        route: Route,
    },
    /// A route of a transit gateway.
    TransitRoute {
        /// The table.
        table: String,
        /// The route; of a propagation where no document holds the routes that it makes.
        route: TransitGatewayRoute,
    },
}

impl Rule {
    /// Where the rule was read.
    #[must_use]
    pub fn evidence(&self) -> &Evidence {
        match self {
            Self::Group { rule, .. } => &rule.evidence,
            Self::Acl { entry, .. } => &entry.evidence,
            Self::Route { route, .. } => &route.evidence,
            Self::TransitRoute { route, .. } => &route.evidence,
        }
    }
}
