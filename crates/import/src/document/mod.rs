//! From a text to the documents in it: recognised by their top-level keys, then read as what they are.

mod keys;
mod known;
mod mark;
mod names;
mod permission;
mod shape;

use std::sync::Arc;

use hopwise_model::DocumentKind;
use hopwise_model::resource::{Scope, VpcAttribute};
use hopwise_model::{PrefixListId, VpcId};
use serde::Deserialize;

use crate::error::ImportError;
use crate::merge::Merge;
use crate::resource::Resource;
use crate::text;
use crate::warning::Warning;
use crate::wire::value::{Arn, List, Maybe, Object, Objects, Owner, Required, Strings};
use crate::wire::{self, At, Problem};

pub(crate) use keys::Keys;
pub(crate) use known::VPC_ATTRIBUTES;
pub(crate) use shape::{describe, typed, wrong_shape};

/// A JSON text.
pub(crate) enum Parsed<'t> {
    /// An object and its keys.
    Object(Keys<'t>),
    /// Something else.
    Other {
        /// What it is, in words.
        found: String,
    },
}

/// Checks that a text is JSON to its end, and finds its top-level keys.
pub(crate) fn parse<'t>(file: &Arc<str>, text: &'t str) -> Result<Parsed<'t>, ImportError> {
    if text.trim_start().starts_with('{') {
        let keys = serde_json::from_str(text).map_err(|error| text::syntax(file, text, &error))?;
        return Ok(Parsed::Object(keys));
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| text::syntax(file, text, &error))?;
    Ok(Parsed::Other { found: describe(text.trim_start()) })
}

/// Every document that is evaluated, by its top-level key. A file holds one of them, or several merged into one object.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Documents {
    vpcs: Option<Objects<wire::Vpc>>,
    vpc_id: Maybe<VpcId>,
    enable_dns_support: Option<Object<wire::AttributeValue>>,
    enable_dns_hostnames: Option<Object<wire::AttributeValue>>,
    subnets: Option<Objects<wire::Subnet>>,
    route_tables: Option<Objects<wire::RouteTable>>,
    internet_gateways: Option<Objects<wire::InternetGateway>>,
    nat_gateways: Option<Objects<wire::NatGateway>>,
    vpc_endpoints: Option<Objects<wire::VpcEndpoint>>,
    prefix_lists: Option<Objects<wire::PrefixList>>,
    entries: Option<Objects<wire::Entry>>,
    security_groups: Option<Objects<wire::SecurityGroup>>,
    security_group_rules: Option<Objects<wire::SecurityGroupRule>>,
    network_acls: Option<Objects<wire::NetworkAcl>>,
    network_interfaces: Option<Objects<wire::NetworkInterface>>,
    addresses: Option<Objects<wire::Address>>,
    dhcp_options: Option<Objects<wire::DhcpOptions>>,
    hosted_zone_summaries: Option<Objects<wire::HostedZoneSummary>>,
    resource_record_sets: Option<Objects<wire::ResourceRecordSet>>,
    resolver_rules: Option<Objects<wire::ResolverRule>>,
    resolver_rule_associations: Option<Objects<wire::ResolverRuleAssociation>>,
    firewall_rule_group_associations: Option<Objects<wire::FirewallRuleGroupAssociation>>,
    firewall_rules: Option<Objects<wire::FirewallRule>>,
    domains: Option<Vec<Required<String>>>,
    firewall_configs: Option<Objects<wire::FirewallConfig>>,
    firewall_config: Option<Object<wire::FirewallConfig>>,
    reservations: Option<Objects<wire::Reservation>>,
    #[serde(rename = "clusters")]
    clusters: Option<Objects<wire::Cluster>>,
    #[serde(rename = "services")]
    services: Option<Objects<wire::Service>>,
    #[serde(rename = "tasks")]
    tasks: Option<Objects<wire::Task>>,
    #[serde(rename = "taskDefinition")]
    task_definition: Option<Object<wire::TaskDefinition>>,
    #[serde(rename = "containerInstances")]
    container_instances: Option<Objects<wire::ContainerInstance>>,
    role: Option<Object<wire::Role>>,
    policy_names: Strings<String>,
    attached_policies: List<wire::Attached>,
    role_name: Maybe<String>,
    policy_name: Maybe<String>,
    policy_document: Option<wire::Document>,
    policy: Option<wire::Policy>,
    policy_version: Option<Object<wire::PolicyVersion>>,
    #[serde(rename = "registryId")]
    registry_id: Maybe<Owner>,
    #[serde(rename = "repositoryName")]
    repository_name: Maybe<String>,
    #[serde(rename = "policyText")]
    policy_text: Option<wire::Document>,
    #[serde(rename = "ARN")]
    arn: Maybe<Arn>,
    name: Maybe<String>,
    kms_key_id: Maybe<String>,
    resource_policy: Option<wire::Document>,
    #[serde(rename = "failures")]
    failures: List<Failure>,
    #[serde(rename = "hopwiseCapture")]
    capture: Option<Object<wire::Capture>>,
}

/// Something that ECS could not describe.
#[derive(Debug, Deserialize)]
struct Failure {
    arn: Maybe<String>,
    reason: Maybe<String>,
}

/// Where a file's documents are read to.
struct Reader<'r> {
    kinds: Vec<DocumentKind>,
    file: &'r Arc<str>,
    text: &'r str,
    top: At<'r>,
    /// Whether the document announces a further page.
    more: bool,
    merge: &'r mut Merge,
}

impl Keys<'_> {
    /// Reads the documents into an inventory.
    pub(crate) fn into_inventory(
        self,
        file: &Arc<str>,
        scope: &Scope,
        text: &str,
        merge: &mut Merge,
    ) -> Result<(), ImportError> {
        for warning in self.warnings(file) {
            merge.warn(warning);
        }
        merge.file(file, scope);
        for kind in self.kinds() {
            merge.document(kind, self.has_more_pages());
        }
        if let Some(key) = self.null_document() {
            let problem = Problem { pointer: format!("/{key}"), expected: "a document, not null".to_owned() };
            return Err(wrong_shape(file, text, problem));
        }
        if !self.is_evaluated() {
            return Ok(());
        }
        let documents: Documents = typed(file, text)?;
        let (kinds, more) = (self.kinds().collect(), self.has_more_pages());
        Reader { kinds, file, text, top: At::top(file, scope), more, merge }.read(documents)
    }
}

impl Reader<'_> {
    fn read(&mut self, mut documents: Documents) -> Result<(), ImportError> {
        self.names(&mut documents)?;
        self.permissions(&mut documents)?;
        self.vpc_attributes(documents.vpc_id.0, documents.enable_dns_support, documents.enable_dns_hostnames)?;
        self.list(DocumentKind::Vpcs, documents.vpcs, wire::Vpc::into_model)?;
        self.list(DocumentKind::Subnets, documents.subnets, wire::Subnet::into_model)?;
        self.list(DocumentKind::RouteTables, documents.route_tables, wire::RouteTable::into_model)?;
        self.list(DocumentKind::InternetGateways, documents.internet_gateways, |igw, at| Ok(igw.into_model(at)))?;
        self.list(DocumentKind::NatGateways, documents.nat_gateways, |nat, at| Ok(nat.into_model(at)))?;
        self.list(DocumentKind::VpcEndpoints, documents.vpc_endpoints, |endpoint, at| Ok(endpoint.into_model(at)))?;
        self.list(DocumentKind::PrefixLists, documents.prefix_lists, |list, at| Ok(list.into_model(at)))?;
        if let Some(Objects(entries)) = documents.entries {
            let list = self.prefix_list_of_file()?;
            self.merge.add_page(wire::entries(list, entries, &self.top), self.more)?;
        }
        self.list(DocumentKind::SecurityGroups, documents.security_groups, wire::SecurityGroup::into_model)?;
        self.list(
            DocumentKind::SecurityGroupRules,
            documents.security_group_rules,
            wire::SecurityGroupRule::into_model,
        )?;
        self.list(DocumentKind::NetworkAcls, documents.network_acls, wire::NetworkAcl::into_model)?;
        self.optional(
            DocumentKind::NetworkInterfaces,
            documents.network_interfaces,
            "SubnetId",
            wire::NetworkInterface::into_model,
        )?;
        self.optional(DocumentKind::Addresses, documents.addresses, "PublicIp", wire::Address::into_model)?;
        self.list(DocumentKind::DhcpOptions, documents.dhcp_options, |options, at| Ok(options.into_model(at)))?;
        self.reservations(documents.reservations)?;
        self.list(DocumentKind::Clusters, documents.clusters, |cluster, at| Ok(cluster.into_model(at)))?;
        self.list(DocumentKind::Services, documents.services, wire::Service::into_model)?;
        self.list(DocumentKind::Tasks, documents.tasks, wire::Task::into_model)?;
        if let Some(Object(definition)) = documents.task_definition {
            self.merge.add(definition.into_model(&self.top.member(DocumentKind::TaskDefinition.key())))?;
        }
        self.list(DocumentKind::ContainerInstances, documents.container_instances, |c, at| Ok(c.into_model(at)))?;
        if let Some(Object(capture)) = documents.capture {
            let manifest = capture.into_manifest(&self.top.member(wire::MANIFEST));
            self.merge.manifest(manifest.map_err(|problem| wrong_shape(self.file, self.text, problem))?);
        }
        for failure in documents.failures.0 {
            let file = Arc::clone(self.file);
            self.merge.warn(Warning::Failure { file, arn: failure.arn.0, reason: failure.reason.0 });
        }
        Ok(())
    }

    /// Reads a list of resources.
    fn list<W, R: Resource>(
        &mut self,
        kind: DocumentKind,
        items: Option<Objects<W>>,
        into_model: impl Fn(W, &At<'_>) -> Result<R, Problem>,
    ) -> Result<(), ImportError> {
        let at = self.top.member(kind.key());
        for (index, item) in items.map(|items| items.0).unwrap_or_default().into_iter().enumerate() {
            let resource = into_model(item, &at.element(index));
            self.merge.add(resource.map_err(|problem| wrong_shape(self.file, self.text, problem))?)?;
        }
        Ok(())
    }

    /// Reads a list of resources that may lack what it takes to place them.
    fn optional<W, R: Resource>(
        &mut self,
        kind: DocumentKind,
        items: Option<Objects<W>>,
        lacks: &'static str,
        into_model: impl Fn(W, &At<'_>) -> Option<R>,
    ) -> Result<(), ImportError> {
        let at = self.top.member(kind.key());
        for (index, item) in items.map(|items| items.0).unwrap_or_default().into_iter().enumerate() {
            let at = at.element(index);
            match into_model(item, &at) {
                Some(resource) => self.merge.add(resource)?,
                None => self.merge.warn(Warning::LeftOut { lacks, evidence: at.evidence() }),
            }
        }
        Ok(())
    }

    fn reservations(&mut self, reservations: Option<Objects<wire::Reservation>>) -> Result<(), ImportError> {
        let at = self.top.member(DocumentKind::Reservations.key());
        let reservations = reservations.map(|items| items.0).unwrap_or_default();
        for (index, reservation) in reservations.into_iter().enumerate() {
            for instance in reservation.into_model(&at.element(index)) {
                self.merge.add(instance)?;
            }
        }
        Ok(())
    }

    /// Each attribute has a record of its own, so that its evidence is exact.
    fn vpc_attributes(
        &mut self,
        vpc: Option<VpcId>,
        support: Option<Object<wire::AttributeValue>>,
        hostnames: Option<Object<wire::AttributeValue>>,
    ) -> Result<(), ImportError> {
        if support.is_none() && hostnames.is_none() {
            return Ok(());
        }
        let vpc = vpc.ok_or_else(|| wrong_shape(self.file, self.text, self.top.expected("a field `VpcId`")))?;
        if let Some(Object(support)) = support {
            self.merge.add(VpcAttribute {
                vpc: vpc.clone(),
                dns_support: Some(support.value),
                dns_hostnames: None,
                evidence: self.top.member("EnableDnsSupport").evidence(),
            })?;
        }
        if let Some(Object(hostnames)) = hostnames {
            self.merge.add(VpcAttribute {
                vpc,
                dns_support: None,
                dns_hostnames: Some(hostnames.value),
                evidence: self.top.member("EnableDnsHostnames").evidence(),
            })?;
        }
        Ok(())
    }

    /// The file's name without its folders and its ending.
    fn stem(&self) -> &str {
        let name = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The prefix list that the file is named after.
    fn prefix_list_of_file(&self) -> Result<PrefixListId, ImportError> {
        PrefixListId::try_from(self.stem()).map_err(|_| ImportError::NamelessPrefixList { file: Arc::clone(self.file) })
    }
}
