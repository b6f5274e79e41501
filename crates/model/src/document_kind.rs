//! The kinds of document that are evaluated.

use std::fmt;

use crate::component::Component;

/// What a kind of document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentClass {
    /// Where packets go.
    Network,
    /// What names stand for.
    Name,
    /// What runs.
    Workload,
    /// Who may do what.
    Permission,
}

/// How much one document of a kind tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// The command, without arguments, prints all there is of the kind in an account and Region.
    Whole,
    /// The command prints what there is of one thing, which it names: of others nothing is known.
    One,
    /// The command prints those that it names, in a cluster, say: of others nothing is known.
    Some,
}

macro_rules! documents {
    ({} $(
        $(#[$doc:meta])*
        $name:ident {
            key: $key:literal, list: $list:ident of $record:ident, call: $service:ident $call:ident,
            command: $command:literal,
            about: $class:ident, listing: $listing:ident, component: $component:ident,
            noun: $noun:literal,
            $(also: [$($also:literal),*],)?
            $(listed: $listed:literal,)?
            $(file: $file:literal,)?
            $(none: [$($none:expr),*],)?
            $(leads_to: [$($next:ident),*],)?
            compared: { $($comparison:tt)* },
        }
    )*) => {
        /// A kind of document, named by the command that prints it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DocumentKind {
            $($(#[$doc])* $name,)*
        }

        impl DocumentKind {
            /// Every kind, in a fixed order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The top-level key by which the document is recognised.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The AWS CLI command that prints it.
            #[must_use]
            pub const fn command(self) -> &'static str {
                match self { $(Self::$name => $command,)* }
            }

            /// The IAM action that permits the call whose answer it is, such as `ec2:DescribeVpcs`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                match self { $(Self::$name => concat!(stringify!($service), ":", stringify!($call)),)* }
            }

            /// Further actions that list what this kind's call describes, or describe it in another way.
            #[must_use]
            pub const fn further_actions(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($($also),*)?],)* }
            }

            /// The top-level key of what lists them by ARN, where other commands than its own do (`list-tasks`, `list-services`).
            #[must_use]
            pub const fn list_key(self) -> Option<&'static str> {
                match self { $(Self::$name => first(&[$($listed)?]),)* }
            }

            /// What the file begins with that hopwise proposes for what the command prints about one thing, where it is not a folder
            /// that is called like the command.
            #[must_use]
            pub const fn file_prefix(self) -> Option<&'static str> {
                match self { $(Self::$name => first(&[$($file)?]),)* }
            }

            /// Error codes of its calls that say that what is asked for does not exist: an answer, not a failure (the pages "Errors" of
            /// the operations in the API references).
            #[must_use]
            pub const fn none_codes(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($($none),*)?],)* }
            }

            /// The kinds that are asked for by what a record of it names.
            #[must_use]
            pub const fn leads_to(self) -> &'static [Self] {
                match self { $(Self::$name => &[$($(Self::$next),*)?],)* }
            }

            /// What it is about.
            #[must_use]
            pub const fn class(self) -> DocumentClass {
                match self { $(Self::$name => DocumentClass::$class,)* }
            }

            /// How much one such document tells.
            #[must_use]
            pub const fn listing(self) -> Listing {
                match self { $(Self::$name => Listing::$listing,)* }
            }

            /// What the document would be about.
            #[must_use]
            pub const fn component(self) -> Component {
                match self { $(Self::$name => Component::$component,)* }
            }

            /// What a record of it is called in a sentence, before its id: `VPC`, `policy of secret`.
            #[must_use]
            pub const fn noun(self) -> &'static str {
                match self { $(Self::$name => $noun,)* }
            }
        }
    };
}

crate::for_each_kind!(documents {});

impl DocumentKind {
    /// The kind that a call fills, by its IAM action, such as `ec2:DescribeVpcs`. One that lists what another call
    /// describes counts as that call: what could not be listed is not described either.
    #[must_use]
    pub fn of_action(action: &str) -> Option<Self> {
        let is_own = |kind: &&Self| kind.action() == action || kind.further_actions().contains(&action);
        Self::ALL.iter().find(is_own).copied()
    }

    /// The kind that an operation fills, and the action that permits it, by its name without its service, such as
    /// `DescribeVpcs`.
    #[must_use]
    pub fn of_operation(operation: &str) -> Option<(Self, &'static str)> {
        let actions = |kind: &Self| std::iter::once(kind.action()).chain(kind.further_actions().iter().copied());
        let is_its = |action: &&str| action.split_once(':').is_some_and(|(_, own)| own == operation);
        Self::ALL.iter().find_map(|kind| Some((*kind, actions(kind).find(is_its)?)))
    }

    /// Whether the command has to be told what to ask about.
    #[must_use]
    pub fn takes_arguments(self) -> bool {
        self.command().split(' ').any(is_placeholder)
    }

    /// The command that asks about these, in the order in which it takes them; what is not named stays in capitals.
    ///
    /// ```
    /// use hopwise_model::DocumentKind;
    /// let command = DocumentKind::VpcAttribute.command_about(&["vpc-0a1b", "enableDnsSupport"]);
    /// assert_eq!(command, "aws ec2 describe-vpc-attribute --vpc-id vpc-0a1b --attribute enableDnsSupport");
    /// ```
    #[must_use]
    pub fn command_about(self, arguments: &[&str]) -> String {
        let mut arguments = arguments.iter().copied();
        let mut next = |word| if is_placeholder(word) { arguments.next().unwrap_or(word) } else { word };
        self.command().split(' ').map(&mut next).collect::<Vec<_>>().join(" ")
    }

    /// The command without what it is told to ask about, as sentences name it: `aws ecs describe-tasks`.
    #[must_use]
    pub fn bare_command(self) -> &'static str {
        let command = self.command();
        let end = command.match_indices(' ').nth(2).map_or(command.len(), |(at, _)| at);
        command.get(..end).unwrap_or(command)
    }

    /// The words of the AWS CLI for its call: `describe-tasks`.
    #[must_use]
    pub fn operation(self) -> &'static str {
        self.command().split(' ').nth(2).unwrap_or_default()
    }

    /// A name for the file that keeps it: what the command describes, such as `security-groups`.
    #[must_use]
    pub fn file_stem(self) -> &'static str {
        let call = self.operation();
        let verbs = ["describe-", "get-", "list-"];
        verbs.iter().find_map(|verb| call.strip_prefix(verb)).unwrap_or(call)
    }
}

impl DocumentKind {
    /// The file that hopwise proposes for what the command prints about one thing. A file of this name that is empty is known to be such
    /// a document.
    ///
    /// ```
    /// use hopwise_model::DocumentKind;
    /// assert_eq!(DocumentKind::SecretPolicy.file_about("db"), "secret-policy-db.json");
    /// assert_eq!(DocumentKind::RolePolicyNames.file_about("web"), "list-role-policies/web.json");
    /// ```
    #[must_use]
    pub fn file_about(self, name: &str) -> String {
        self.file_prefix()
            .map_or_else(|| format!("{}/{name}.json", self.operation()), |prefix| format!("{prefix}-{name}.json"))
    }
}

/// What an optional column of the table holds.
const fn first(column: &[&'static str]) -> Option<&'static str> {
    match column {
        [only, ..] => Some(only),
        [] => None,
    }
}

/// Whether a word of a command stands for what it asks about.
fn is_placeholder(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_fill_documents() {
        let of = DocumentKind::of_action;
        assert_eq!(of("ec2:DescribeNetworkAcls"), Some(DocumentKind::NetworkAcls));
        assert_eq!(of("ec2:DescribeInstances"), Some(DocumentKind::Reservations));
        assert_eq!(of("ec2:GetManagedPrefixListEntries"), Some(DocumentKind::PrefixListEntries));
        assert_eq!(of("ecs:DescribeTaskDefinition"), Some(DocumentKind::TaskDefinition));
        assert_eq!(of("ecs:ListTasks"), Some(DocumentKind::Tasks));
        assert_eq!(of("route53:ListHostedZonesByVPC"), Some(DocumentKind::HostedZoneSummaries));
        assert_eq!(of("route53resolver:ListFirewallDomains"), Some(DocumentKind::FirewallDomains));
        assert_eq!(of("route53resolver:GetFirewallConfig"), Some(DocumentKind::FirewallConfigs));
        assert_eq!(of("ec2:DescribeTasks"), None);
        assert_eq!(of("iam:GetRole"), Some(DocumentKind::Role));
        assert_eq!(of("iam:ListRolePolicies"), Some(DocumentKind::RolePolicyNames));
        assert_eq!(of("ecr:GetRepositoryPolicy"), Some(DocumentKind::RepositoryPolicy));
        assert_eq!(of("sts:GetCallerIdentity"), None);
        assert_eq!(of("DescribeVpcs"), None);
    }

    #[test]
    fn operations_are_of_one_service_each() {
        assert_eq!(DocumentKind::of_operation("ListTasks"), Some((DocumentKind::Tasks, "ecs:ListTasks")));
        assert_eq!(DocumentKind::of_operation("GetCallerIdentity"), None);
        for kind in DocumentKind::ALL {
            let (_, operation) = kind.action().split_once(':').unwrap();
            assert_eq!(DocumentKind::of_operation(operation), Some((*kind, kind.action())));
        }
    }

    /// What is asked for by id is named by something, or nobody would ask. Clusters and container instances are listed by others.
    #[test]
    fn kinds_that_are_asked_for_one_by_one_are_named() {
        let named: Vec<DocumentKind> = DocumentKind::ALL.iter().flat_map(|kind| kind.leads_to()).copied().collect();
        for kind in DocumentKind::ALL.iter().filter(|kind| kind.listing() == Listing::One && kind.takes_arguments()) {
            assert!(named.contains(kind), "{kind}");
        }
        assert!(named.iter().all(|kind| kind.listing() != Listing::Whole));
    }

    #[test]
    fn commands_ask_about_what_they_take() {
        assert!(!DocumentKind::Vpcs.takes_arguments());
        assert!(DocumentKind::Role.takes_arguments());
        for kind in DocumentKind::ALL {
            assert_eq!(kind.command_about(&[]), kind.command());
            // What prints all there is takes no arguments.
            assert!(kind.listing() != Listing::Whole || !kind.takes_arguments(), "{kind}");
        }
        let command = DocumentKind::RolePolicy.command_about(&["web", "pull"]);
        assert_eq!(command, "aws iam get-role-policy --role-name web --policy-name pull");
    }

    #[test]
    fn commands_make_the_calls() {
        for kind in DocumentKind::ALL {
            let mut words = kind.command().split(' ').skip(1);
            let (service, operation) = (words.next().unwrap(), words.next().unwrap().replace('-', ""));
            assert_eq!(kind.action().to_ascii_lowercase(), format!("{service}:{operation}"));
        }
    }
}
