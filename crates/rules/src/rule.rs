//! The model of a rule: what `serde` reads and `schemars` describes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::loss::Loss;
use crate::place::Place;
use crate::ports::RulePorts;
use crate::scope::AccessScope;
use crate::selector::Selector;
use crate::several::{Listed, Several};
use crate::via::Via;
use crate::word::{Groups, Image, Subnets, Text, Version, several, some, some_several};

/// One thing that must stay true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is called.
    pub name: Option<String>,
    /// Why it is there.
    pub description: Option<String>,
    /// What must stay true.
    pub property: Property,
    /// Of what any one may be lost, and it is true still.
    pub survives: Vec<Loss>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What must stay true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Property {
    /// Tasks can start.
    CanPull(CanPull),
    /// Every packet arrives, and every answer comes back.
    Reaches(FlowRule),
    /// No packet arrives, answered or not.
    NeverReaches(FlowRule),
    /// No packet arrives but through one of some components.
    OnlyVia {
        /// Which packets.
        flow: FlowRule,
        /// The components.
        via: Vec<Via>,
    },
    /// No path is a finding of a scope of AWS's Network Access Analyzer.
    AccessScope(AccessScope),
}

impl Property {
    /// The word for it in a file.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::CanPull(_) => "can_pull",
            Self::Reaches(_) => "reaches",
            Self::NeverReaches(_) => "never_reaches",
            Self::OnlyVia { .. } => "only_via",
            Self::AccessScope(_) => "access_scope",
        }
    }
}

/// Packets from somebody to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRule {
    /// Who sends them.
    pub from: Vec<Selector>,
    /// Who takes them.
    pub to: Vec<Selector>,
    /// What they are; none where nothing is said: all, and of a host or a service of AWS that is named, TCP at port 443.
    pub ports: Vec<RulePorts>,
    /// By which version of IP; both if there is none.
    pub families: Vec<Family>,
    /// Whether the same is asked of packets from `to` to `from`.
    pub both_ways: bool,
}

/// A version of IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6, which is not evaluated: where it may be used, a rule is undetermined.
    Ipv6,
}

impl Listed for Family {}

/// Whose start is meant: every task and service if nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanPull {
    /// ECS services, by name; `*` stands for any text.
    #[serde(default, deserialize_with = "some_several::<_, Text, _>")]
    pub services: Option<Several<String>>,
    /// Tasks, by ARN, id, or how the id begins.
    #[serde(default, deserialize_with = "some_several::<_, Text, _>")]
    pub tasks: Option<Several<String>>,
    /// Only what is in these clusters.
    #[serde(default, deserialize_with = "some_several::<_, Text, _>")]
    pub clusters: Option<Several<String>>,
    /// A task that does not exist yet, instead of those that do.
    #[serde(default)]
    pub placement: Option<PlacementRule>,
}

/// A task that does not exist yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementRule {
    /// The subnets, each of which is tried: `tier:app`, `name:app-*`, `tag:env=prod`, `subnet-…`, `vpc-…`.
    #[serde(deserialize_with = "several::<_, Subnets, _>")]
    pub subnets: Several<Selector>,
    /// The security groups that it carries, all of them: `sg-…`, `group:NAME` or `tag:KEY=VALUE`. Default: the VPC's default group.
    #[serde(default, deserialize_with = "some_several::<_, Groups, _>")]
    pub security_groups: Option<Several<Selector>>,
    /// Whether it gets a public IPv4 address.
    #[serde(default)]
    pub assign_public_ip: bool,
    /// Images. Default: some image in private ECR.
    #[serde(default, deserialize_with = "some_several::<_, Image, _>")]
    pub images: Option<Several<String>>,
    /// ARNs of secrets and parameters.
    #[serde(default, deserialize_with = "some_several::<_, Text, _>")]
    pub secrets: Option<Several<String>>,
    /// The log driver, such as `awslogs`.
    #[serde(default, deserialize_with = "some::<_, Text, _>")]
    pub log_driver: Option<String>,
    /// The Fargate platform version, such as `1.4.0`. Default: `LATEST`.
    #[serde(default, deserialize_with = "some::<_, Version, _>")]
    pub platform_version: Option<String>,
}

impl PlacementRule {
    /// A task in some subnets, with some groups, and otherwise as nobody says.
    #[must_use]
    pub const fn of(subnets: Several<Selector>, security_groups: Option<Several<Selector>>) -> Self {
        Self {
            subnets,
            security_groups,
            assign_public_ip: false,
            images: None,
            secrets: None,
            log_driver: None,
            platform_version: None,
        }
    }
}

/// A rule as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rule", extend("oneOf" = [
    { "required": ["can_pull"] }, { "required": ["reaches"] }, { "required": ["never_reaches"] }, { "required": ["only_via"] }
]))]
pub(crate) struct WrittenRule {
    /// What it is called: once in a file.
    #[serde(default, deserialize_with = "some::<_, Text, _>")]
    #[schemars(length(min = 1))]
    name: Option<String>,
    /// Why it is there.
    #[serde(default)]
    description: Option<String>,
    /// Tasks can start: every packet of each step arrives, each answer comes back, and each permission is there as far as the
    /// documents show.
    #[serde(default)]
    can_pull: Option<CanPull>,
    /// Every packet arrives, and every answer comes back.
    #[serde(default)]
    reaches: Option<WrittenReaches>,
    /// No packet arrives, from whatever port, answered or not.
    #[serde(default)]
    never_reaches: Option<WrittenNever>,
    /// No packet arrives but through one of some components.
    #[serde(default)]
    only_via: Option<WrittenVia>,
    /// Of what any one may be lost, and the rest of the rule holds still. With a zone its subnets are lost: what is said is said
    /// of what is left in the others.
    #[serde(default)]
    survives: Option<Several<Loss>>,
}

/// Who reaches whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Reaches")]
struct WrittenReaches {
    /// Who opens connections.
    from: Several<Selector>,
    /// Who is asked.
    to: Several<Selector>,
    /// Protocol and destination ports.
    ports: Several<RulePorts>,
    /// Versions of IP. Default: IPv4.
    #[serde(default)]
    families: Option<Several<Family>>,
    /// Whether `to` reaches `from`, too.
    #[serde(default)]
    both_ways: bool,
}

/// Who never reaches whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NeverReaches")]
struct WrittenNever {
    /// Who sends.
    from: Several<Selector>,
    /// Whom it must not reach.
    to: Several<Selector>,
    /// Protocol and destination ports. Default: all; of a host or a service of AWS that is named, `tcp 443`.
    #[serde(default)]
    ports: Option<Several<RulePorts>>,
    /// Versions of IP. Default: both.
    #[serde(default)]
    families: Option<Several<Family>>,
    /// Whether `to` never reaches `from` either.
    #[serde(default)]
    both_ways: bool,
}

/// Who reaches whom in one way only.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OnlyVia")]
struct WrittenVia {
    /// Who sends.
    from: Several<Selector>,
    /// Who is asked.
    to: Several<Selector>,
    /// Components, such as NAT gateways or endpoints, one of which packets must pass.
    via: Several<Via>,
    /// Protocol and destination ports. Default: all; of a host or a service of AWS that is named, `tcp 443`.
    #[serde(default)]
    ports: Option<Several<RulePorts>>,
    /// Versions of IP. Default: both.
    #[serde(default)]
    families: Option<Several<Family>>,
}

/// A file of rules.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Rules")]
pub(crate) struct WrittenRules {
    /// What must stay true.
    #[schemars(length(min = 1))]
    pub(crate) rules: Vec<WrittenRule>,
    /// The schema of this file, for editors; not read.
    #[serde(default, rename = "$schema")]
    #[schemars(rename = "$schema")]
    _schema: Option<String>,
}

impl WrittenRule {
    /// The rule that is meant.
    ///
    /// # Errors
    ///
    /// What is wrong: not one property.
    pub(crate) fn rule(self, place: Option<Place>) -> Result<Rule, String> {
        let Self { name, description, can_pull, reaches, never_reaches, only_via, survives } = self;
        let flow =
            |from: Several<Selector>, to: Several<Selector>, ports, families: Option<Several<Family>>, both_ways| {
                FlowRule {
                    from: from.0,
                    to: to.0,
                    ports,
                    families: families.map(|own| own.0).unwrap_or_default(),
                    both_ways,
                }
            };
        let ports = |written: Option<Several<RulePorts>>| written.map(|own| own.0).unwrap_or_default();
        let reaches =
            reaches.map(|own| Property::Reaches(flow(own.from, own.to, own.ports.0, own.families, own.both_ways)));
        let never = never_reaches
            .map(|own| Property::NeverReaches(flow(own.from, own.to, ports(own.ports), own.families, own.both_ways)));
        let via = only_via.map(|own| Property::OnlyVia {
            flow: flow(own.from, own.to, ports(own.ports), own.families, false),
            via: own.via.0,
        });
        let mut properties: Vec<Property> =
            [can_pull.map(Property::CanPull), reaches, never, via].into_iter().flatten().collect();
        match (properties.pop(), properties.as_slice()) {
            (Some(property), []) => {
                if let Property::CanPull(CanPull { placement: Some(_), services, tasks, clusters }) = &property
                    && (services.is_some() || tasks.is_some() || clusters.is_some())
                {
                    return Err("`placement` is of a task that does not exist yet: services, tasks and clusters are a rule of their own".to_owned());
                }
                let survives = survives.map(|own| own.0).unwrap_or_default();
                Ok(Rule { name, description, property, survives, place })
            }
            (None, _) => {
                Err("a rule without `can_pull`, `reaches`, `never_reaches` or `only_via` says nothing".to_owned())
            }
            (Some(last), others) => {
                let first = others.first().map_or("", Property::word);
                Err(format!("a rule says one thing, and this one `{first}` and `{}`: make two of it", last.word()))
            }
        }
    }
}
