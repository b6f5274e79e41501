//! Documents of IAM, and of the policies of resources.

use hopwise_model::DocumentKind;
use hopwise_model::resource::{RepositoryPolicy, Scope};

use super::{Documents, Reader, wrong_shape};
use crate::error::ImportError;
use crate::wire::value::Object;
use crate::wire::{self, Whose};

impl Reader<'_> {
    /// Reads what permits. Some keys are shared with documents of other commands: which kinds the document has, its
    /// keys have told.
    pub(super) fn permissions(&mut self, documents: &mut Documents) -> Result<(), ImportError> {
        self.roles(documents)?;
        self.managed_policies(documents)?;
        if let (true, Some(document)) = (self.has(DocumentKind::RepositoryPolicy), documents.policy_text.take()) {
            let account = documents.registry_id.0.take().and_then(|owner| owner.0);
            let repository = self.needed(documents.repository_name.0.take(), "repositoryName")?;
            let document = Some(document.into_model(&self.top.member("policyText")));
            let scope = self.top.scope(None, account.as_ref());
            // The registry says whose repository it is better than the path does.
            let scope = Scope { account: account.or(scope.account), ..scope };
            self.merge.add(RepositoryPolicy { scope, repository, document, evidence: self.top.evidence() })?;
        }
        let arn = documents.arn.0.take().map(|arn| arn.0);
        if let (true, Some(arn)) = (self.has(DocumentKind::Secret), &arn) {
            let name = documents.name.0.take().unwrap_or_default();
            self.merge.add(wire::secret(arn.clone(), name, documents.kms_key_id.0.take(), &self.top))?;
        }
        if let (true, Some(arn)) = (self.has(DocumentKind::SecretPolicy), arn) {
            self.merge.add(wire::secret_policy(arn, documents.resource_policy.take(), &self.top))?;
        }
        Ok(())
    }

    fn has(&self, kind: DocumentKind) -> bool {
        self.kinds.contains(&kind)
    }

    fn needed(&self, value: Option<String>, member: &str) -> Result<String, ImportError> {
        value.ok_or_else(|| wrong_shape(self.file, self.text, self.top.expected(format!("a field `{member}`"))))
    }

    fn roles(&mut self, documents: &mut Documents) -> Result<(), ImportError> {
        let mut whose = Whose { role: self.stem().to_owned(), scope: self.account() };
        if let Some(Object(role)) = documents.role.take() {
            let at = self.top.member(DocumentKind::Role.key());
            whose = role.whose(&at);
            self.merge.add(role.into_model(&at))?;
        }
        if self.has(DocumentKind::RolePolicyNames) {
            let (names, at) = (std::mem::take(&mut documents.policy_names.0), self.top.member("PolicyNames"));
            self.merge.add_page(wire::policy_names(names, whose.clone(), &at), self.more)?;
        }
        if self.has(DocumentKind::AttachedPolicies) {
            let at = self.top.member("AttachedPolicies");
            let attached = wire::attached(std::mem::take(&mut documents.attached_policies), whose, &at);
            self.merge.add_page(attached, self.more)?;
        }
        if let (true, Some(document)) = (self.has(DocumentKind::RolePolicy), documents.policy_document.take()) {
            let role = self.needed(documents.role_name.0.take(), "RoleName")?;
            let name = self.needed(documents.policy_name.0.take(), "PolicyName")?;
            self.merge.add(wire::role_policy(role, name, document, self.account(), &self.top))?;
        }
        Ok(())
    }

    fn managed_policies(&mut self, documents: &mut Documents) -> Result<(), ImportError> {
        let mut policy = self.stem().to_owned();
        if let Some(wire::Policy(Some(managed))) = documents.policy.take() {
            managed.arn().clone_into(&mut policy);
            self.merge.add(managed.into_model(&self.top.member(DocumentKind::ManagedPolicy.key())))?;
        }
        if let Some(Object(version)) = documents.policy_version.take() {
            let at = self.top.member(DocumentKind::PolicyVersion.key());
            self.merge.add(version.into_model(policy, &at))?;
        }
        Ok(())
    }

    /// The account that the path names. IAM knows no Regions.
    fn account(&self) -> Scope {
        Scope { region: None, ..self.top.scope(None, None) }
    }
}
