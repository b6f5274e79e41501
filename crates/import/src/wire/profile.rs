use hopwise_model::{VpcId, resource};
use serde::Deserialize;

use super::at::At;
use super::value::{Maybe, Plain, Required, Scalar};
use crate::document::{Read, Reader};
use crate::resource::{Sign, either, resource};

/// An association of `route53profiles list-profile-associations`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProfileAssociation {
    id: Required<Plain>,
    profile_id: Required<ProfileId>,
    resource_id: Required<VpcId>,
    status: Maybe<String>,
}

/// The id of a Profile.
#[derive(Debug)]
struct ProfileId(String);

impl Scalar for ProfileId {
    fn expected() -> &'static str {
        "the id of a Route 53 Profile such as `rp-0a1b2c3d`"
    }
    fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (text.starts_with("rp-") && is_plain).then(|| Self(text.to_owned()))
    }
}

impl ProfileAssociation {
    fn into_model(self, at: &At<'_>) -> resource::ProfileAssociation {
        resource::ProfileAssociation {
            id: self.id.0.0,
            profile: self.profile_id.0.0,
            vpc: self.resource_id.0,
            status: self.status.0,
            evidence: at.evidence(),
        }
    }
}

resource! {
    ProfileAssociation {
        key: |association| association.id.clone(),
        sign: |association| Some(Sign::Vpc(association.vpc.clone())),
        state: [status],
        open: |one, other| Some(resource::ProfileAssociation {
            status: either(one.status.as_deref(), other.status.as_deref()),
            ..other.clone()
        }),
        compare: [id, profile, vpc],
    }
}

impl Read for resource::ProfileAssociation {
    const READER: Reader = Reader::elements(|list| list.each(|it: ProfileAssociation, at| Ok(it.into_model(at))))
        .list_of(&[&["ProfileId", "ResourceId"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};

    fn association(profile: &str, status: &str) -> String {
        format!(
            r#"{{"ProfileAssociations": [{{"Id": "rpassoc-1", "Name": "names", "OwnerId": "111122223333", "ProfileId": "{profile}",
                "ResourceId": "vpc-1", "Status": "{status}", "CreationTime": "2026-10-12T08:15:02+00:00"}}]}}"#
        )
    }

    #[test]
    fn every_field() {
        let own = one(inventory(&association("rp-0a1b", "COMPLETE")).profile_associations);
        assert_eq!((own.id.as_str(), own.profile.as_str(), own.vpc.as_str()), ("rpassoc-1", "rp-0a1b", "vpc-1"));
        assert_eq!(own.evidence.to_string(), "f.json#/ProfileAssociations/0");
        for (status, is_gone) in
            [("COMPLETE", false), ("CREATING", false), ("DELETING", false), ("FAILED", false), ("DELETED", true)]
        {
            let own = one(inventory(&association("rp-0a1b", status)).profile_associations);
            assert_eq!((own.status.as_deref(), own.is_gone()), (Some(status), is_gone));
        }
    }

    #[test]
    fn ids_can_be_put_into_commands() {
        assert_eq!(
            error(&association("rp-1; rm", "COMPLETE")),
            "`f.json`: expected the id of a Route 53 Profile such as `rp-0a1b2c3d` at `/ProfileAssociations/0/ProfileId`"
        );
    }
}
