use hopwise_model::Region;
use hopwise_model::resource::{self, ExclusionMode, Scope};
use serde::Deserialize;

use super::at::{At, Problem};
use super::value::{Arn, Maybe, Owner, Required, Scalar};
use super::vpc::mode_of;
use crate::document::{Read, Reader};
use crate::resource::{Sign, resource};

/// An exclusion of `describe-vpc-block-public-access-exclusions`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Exclusion {
    exclusion_id: Required<ExclusionId>,
    resource_arn: Required<Arn>,
    internet_gateway_exclusion_mode: Required<String>,
    state: Maybe<String>,
}

/// The id of an exclusion.
#[derive(Debug)]
struct ExclusionId(String);

impl Scalar for ExclusionId {
    fn expected() -> &'static str {
        "the id of an exclusion such as `vpcbpa-exclude-0a1b2c3d`"
    }
    fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (text.starts_with("vpcbpa-exclude-") && is_plain).then(|| Self(text.to_owned()))
    }
}

impl Exclusion {
    fn into_model(self, at: &At<'_>) -> Result<resource::BlockPublicAccessExclusion, Problem> {
        let mode = match self.internet_gateway_exclusion_mode.0.as_str() {
            "allow-bidirectional" => ExclusionMode::AllowBidirectional,
            "allow-egress" => ExclusionMode::AllowEgress,
            _ => {
                let at = at.member("InternetGatewayExclusionMode");
                return Err(at.expected("`allow-bidirectional` or `allow-egress`"));
            }
        };
        Ok(resource::BlockPublicAccessExclusion {
            id: self.exclusion_id.0.0,
            resource: self.resource_arn.0.0,
            mode,
            state: self.state.0,
            evidence: at.evidence(),
        })
    }
}

resource! {
    BlockPublicAccessExclusion {
        key: |exclusion| exclusion.id.clone(),
        state: [state],
        compare: [id, resource, mode],
    }
}

/// What `describe-vpc-block-public-access-options` prints.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Options {
    aws_account_id: Maybe<Owner>,
    aws_region: Maybe<Region>,
    internet_gateway_block_mode: Required<String>,
}

impl Options {
    fn into_model(self, at: &At<'_>) -> Result<resource::BlockPublicAccessOptions, Problem> {
        Ok(resource::BlockPublicAccessOptions {
            mode: mode_of(&self.internet_gateway_block_mode.0, at)?,
            scope: Scope { account: self.aws_account_id.account(), region: self.aws_region.0 },
            evidence: at.evidence(),
        })
    }
}

resource! {
    BlockPublicAccessOptions {
        key: |options| options.place(),
        sign: |options| Sign::of(&options.scope, None),
        scope: scope,
        state: [mode],
        compare: [],
    }
}

impl Read for resource::BlockPublicAccessOptions {
    const READER: Reader = Reader::members(|members| {
        if let Some((options, at)) = members.object::<Options>("VpcBlockPublicAccessOptions")? {
            members.add(options.into_model(&at)?)?;
        }
        Ok(())
    })
    .object_of(&[&["AwsAccountId", "InternetGatewayBlockMode"]]);
}

impl Read for resource::BlockPublicAccessExclusion {
    const READER: Reader =
        Reader::elements(|list| list.each(Exclusion::into_model)).list_of(&[&["ExclusionId", "ResourceArn"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{BlockPublicAccess, ExclusionMode};

    use crate::wire::testing::{error, inventory, one};

    #[test]
    fn options_of_the_account() {
        let options = |members: &str| format!(r#"{{"VpcBlockPublicAccessOptions": {{{members}}}}}"#);
        let named = r#""AwsAccountId": "111122223333", "AwsRegion": "eu-west-1", "State": "update-complete""#;
        for (mode, expected) in [
            ("off", BlockPublicAccess::Off),
            ("block-ingress", BlockPublicAccess::BlockIngress),
            ("block-bidirectional", BlockPublicAccess::BlockBidirectional),
        ] {
            let text = options(&format!(r#"{named}, "InternetGatewayBlockMode": "{mode}""#));
            let own = one(inventory(&text).block_public_access_options);
            assert_eq!((own.mode, own.place().as_str()), (expected, "account 111122223333 in eu-west-1"));
            assert_eq!(own.evidence.to_string(), "f.json#/VpcBlockPublicAccessOptions");
        }
        let of_nobody = one(inventory(&options(r#""InternetGatewayBlockMode": "off""#)).block_public_access_options);
        assert_eq!((of_nobody.scope.account, of_nobody.scope.region), (None, None));
        assert_eq!(
            error(&options(&format!(r#"{named}, "InternetGatewayBlockMode": "block-all""#))),
            "`f.json`: expected `off`, `block-ingress` or `block-bidirectional` at \
             `/VpcBlockPublicAccessOptions/InternetGatewayBlockMode`"
        );
    }

    fn exclusion(id: &str, mode: &str, state: &str) -> String {
        format!(
            r#"{{"VpcBlockPublicAccessExclusions": [{{"ExclusionId": "{id}", "InternetGatewayExclusionMode": "{mode}",
                "ResourceArn": "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1", "State": "{state}", "Reason": "",
                "CreationTimestamp": "2025-01-01T00:00:00+00:00", "Tags": []}}]}}"#
        )
    }

    #[test]
    fn what_is_excluded_and_how() {
        let exclusion =
            |mode, state| one(inventory(&exclusion("vpcbpa-exclude-1", mode, state)).block_public_access_exclusions);
        let both = exclusion("allow-bidirectional", "create-complete");
        assert_eq!(
            (both.excluded(), both.mode, both.is_there()),
            ("subnet-1", ExclusionMode::AllowBidirectional, true)
        );
        assert_eq!(both.evidence.to_string(), "f.json#/VpcBlockPublicAccessExclusions/0");
        assert_eq!(exclusion("allow-egress", "update-failed").mode, ExclusionMode::AllowEgress);
        for state in ["create-failed", "delete-in-progress", "delete-complete", "disable-complete", ""] {
            assert!(!exclusion("allow-egress", state).is_there(), "{state}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(
            error(&exclusion("vpcbpa-exclude-1", "allow-everything", "create-complete")),
            "`f.json`: expected `allow-bidirectional` or `allow-egress` at \
             `/VpcBlockPublicAccessExclusions/0/InternetGatewayExclusionMode`"
        );
        assert_eq!(
            error(&exclusion("vpcbpa-exclude-1; rm", "allow-egress", "create-complete")),
            "`f.json`: expected the id of an exclusion such as `vpcbpa-exclude-0a1b2c3d` at \
             `/VpcBlockPublicAccessExclusions/0/ExclusionId`"
        );
    }
}
