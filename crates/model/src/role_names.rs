//! Which roles a snapshot names. Lists of a role's policies do not say whose they are: their files are called after the role,
//! and what is called after anything else may be any role's.

use std::collections::BTreeSet;

use crate::inventory::Inventory;

impl Inventory {
    /// The names of the roles that something else than a list of their policies tells of: definitions, tasks, roles and inline
    /// policies. Each is the last part of an ARN.
    #[must_use]
    pub fn named_roles(&self) -> BTreeSet<&str> {
        let of_definitions = self.task_definitions.iter().flat_map(|own| [&own.execution_role, &own.task_role]);
        let of_tasks = self.tasks.iter().flat_map(|own| [&own.execution_role, &own.task_role]);
        let named = of_definitions.chain(of_tasks).flatten().map(|arn| arn.rsplit('/').next().unwrap_or(arn));
        let described = self.roles.iter().map(|own| own.name.as_str());
        let with_policies = self.role_policies.iter().map(|own| own.role.as_str());
        named.chain(described).chain(with_policies).collect()
    }

    /// Of some lists of policies, by what each is called after, those that are called after no role which the snapshot names;
    /// none where it names no role at all, so that nobody can tell.
    pub fn called_after_no_role<'i, L: 'i>(
        &'i self,
        lists: impl Iterator<Item = &'i L>,
        called: fn(&L) -> &str,
    ) -> impl Iterator<Item = &'i L> {
        let named = self.named_roles();
        lists.filter(move |list| !named.is_empty() && !named.contains(called(list)))
    }
}
