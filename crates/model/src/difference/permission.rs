//! Who may do what.

use super::compared::compared;

compared! {
    Role |own| own.arn.clone(), own.arn.clone();
        fields { name, unique_id, trust, permissions_boundary } lists {} ignored { arn }
    RolePolicyNames |own| format!("{:?} {}", own.scope.account, own.role), own.role.clone();
        fields { complete } lists { names } ignored { role, scope }
    RolePolicy |own| format!("{:?} {} {}", own.scope.account, own.role, own.name), format!("{} of {}", own.name, own.role);
        fields { document } lists {} ignored { role, name, scope }
    AttachedPolicies |own| format!("{:?} {}", own.scope.account, own.role), own.role.clone();
        fields { complete } lists { arns } ignored { role, scope }
    ManagedPolicy |own| own.arn.clone(), own.arn.clone();
        fields { name, default_version } lists {} ignored { arn }
    PolicyVersion |own| format!("{} {:?}", own.policy, own.version), own.policy.clone();
        fields { is_default, document } lists {} ignored { policy, version }
    RepositoryPolicy |own| format!("{:?} {}", own.scope, own.repository), own.repository.clone();
        fields { document } lists {} ignored { repository, scope }
    SecretDescription |own| own.arn.clone(), own.arn.clone();
        fields { name, kms_key, deleted_at } lists {} ignored { arn }
    SecretPolicy |own| own.arn.clone(), own.arn.clone();
        fields { document } lists {} ignored { arn }
}
