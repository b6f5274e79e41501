//! The calls that a capture makes: nothing else is ever asked of AWS.

use std::fmt;

use hopwise_model::DocumentKind;

macro_rules! calls {
    (
        {$($(#[$doc:meta])* $other:ident, $action:literal, $document:expr;)*}
        $(
            $(#[$about:meta])*
            $kind:ident {
                key: $key:literal, list: $list:ident of $record:ident, call: $service:ident $call:ident,
                $($rest:tt)*
            }
        )*
    ) => {
        /// A call of AWS's API that only reads, named by the IAM action that permits it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Call {
            $($(#[$about])* $call,)*
            $($(#[$doc])* $other,)*
        }

        impl Call {
            /// Every call that a capture may make: those that fill the documents that are evaluated, in their order, then
            /// the others.
            pub const ALL: &[Self] = &[$(Self::$call,)* $(Self::$other,)*];

            /// The IAM action, such as `ec2:DescribeVpcs`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                match self {
                    $(Self::$call => DocumentKind::$kind.action(),)*
                    $(Self::$other => $action,)*
                }
            }

            /// The top-level key of the document that the answers fill; `None` for a listing that only leads to others.
            #[must_use]
            pub const fn document(self) -> Option<&'static str> {
                match self {
                    $(Self::$call => Some(DocumentKind::$kind.key()),)*
                    $(Self::$other => $document,)*
                }
            }
        }
    };
}

// What is asked beside the documents that are evaluated: what lists them, another way to print them, what is kept for
// people and later versions.
hopwise_model::for_each_kind!(calls {
    /// What prefix lists are called, the customer's own included.
    DescribeManagedPrefixLists, "ec2:DescribeManagedPrefixLists", Some(DocumentKind::PrefixLists.key());
    /// Egress-only internet gateways.
    DescribeEgressOnlyInternetGateways, "ec2:DescribeEgressOnlyInternetGateways", Some("EgressOnlyInternetGateways");
    /// Transit gateways.
    DescribeTransitGateways, "ec2:DescribeTransitGateways", Some("TransitGateways");
    /// Route tables of transit gateways.
    DescribeTransitGatewayRouteTables, "ec2:DescribeTransitGatewayRouteTables", Some("TransitGatewayRouteTables");
    /// Virtual private gateways.
    DescribeVpnGateways, "ec2:DescribeVpnGateways", Some("VpnGateways");
    /// Names of clusters.
    ListClusters, "ecs:ListClusters", None;
    /// Names of a cluster's services.
    ListServices, "ecs:ListServices", None;
    /// Names of a cluster's tasks.
    ListTasks, "ecs:ListTasks", None;
    /// Names of a cluster's container instances.
    ListContainerInstances, "ecs:ListContainerInstances", None;
    /// Lists of domains of DNS Firewall, and who keeps them.
    ListFirewallDomainLists, "route53resolver:ListFirewallDomainLists", None;
    /// Whose credentials these are.
    GetCallerIdentity, "sts:GetCallerIdentity", None;
});

impl Call {
    /// The service and the operation of the action.
    fn parts(self) -> (&'static str, &'static str) {
        self.action().split_once(':').unwrap_or((self.action(), ""))
    }

    /// The service's prefix in IAM, such as `ec2`.
    #[must_use]
    pub fn service(self) -> &'static str {
        self.parts().0
    }

    /// The operation of the service, such as `DescribeVpcs`.
    #[must_use]
    pub fn operation(self) -> &'static str {
        self.parts().1
    }
}

impl Call {
    /// Whether an error code of this call says that what is asked for does not exist: an answer, not a failure.
    pub(crate) fn means_none(self, code: &str) -> bool {
        DocumentKind::of_action(self.action()).is_some_and(|kind| kind.none_codes().contains(&code))
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the table of kinds names beside a kind's own call is asked, or is only known where somebody else asked it.
    #[test]
    fn further_actions_of_kinds_are_calls() {
        const BY_OTHERS: [&str; 2] = ["route53resolver:GetFirewallConfig", "ecs:ListTaskDefinitions"];
        let further: Vec<&str> =
            DocumentKind::ALL.iter().flat_map(|kind| kind.further_actions().iter().copied()).collect();
        let calls: Vec<&str> = Call::ALL.iter().map(|call| call.action()).collect();
        for action in &further {
            assert_eq!(calls.contains(action), !BY_OTHERS.contains(action), "{action}");
        }
        let listings = Call::ALL.iter().filter(|call| call.document().is_none());
        let unknown: Vec<Call> = listings.filter(|call| !further.contains(&call.action())).copied().collect();
        assert_eq!(unknown, [Call::ListFirewallDomainLists, Call::GetCallerIdentity]);
    }

    #[test]
    fn every_call_only_reads() {
        for call in Call::ALL {
            let verb = ["Describe", "List", "Get", "Search"].iter().find(|verb| call.operation().starts_with(**verb));
            assert!(verb.is_some(), "{call}");
        }
    }

    #[test]
    fn calls_are_named_after_their_operations() {
        for call in Call::ALL {
            assert_eq!(format!("{call:?}"), call.operation());
        }
    }
}
