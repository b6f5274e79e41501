//! Names in a VPC that a Route 53 Profile is associated with.

use hopwise_engine::{AnswerKind, NoAnswer};
use hopwise_model::resource::ProfileAssociation;
use hopwise_model::{Gap, NotEvaluated};

use crate::cases::{HOST, kinds, resolved, world};
use crate::world::at;

/// A Profile may bring what decides about any name, whatever state its association is in, until it is gone.
#[test]
fn a_profile_may_answer_any_name() {
    let associated = |vpc: &str, status: Option<&str>, dns_support: bool| {
        let mut inventory = world().inventory();
        inventory.profile_associations.push(ProfileAssociation {
            id: "rpassoc-1".to_owned(),
            profile: "rp-1".to_owned(),
            vpc: vpc.try_into().unwrap(),
            status: status.map(str::to_owned),
            evidence: at("profile"),
        });
        if !dns_support {
            for attribute in inventory.vpc_attributes.filter_mut(|own| own.dns_support.is_some()) {
                attribute.dns_support = Some(false);
            }
        }
        resolved(&inventory, HOST)
    };
    let alone = resolved(&world().inventory(), HOST);
    for status in [Some("COMPLETE"), Some("CREATING"), Some("UPDATING"), Some("DELETING"), Some("FAILED"), None] {
        let resolution = associated("vpc-a", status, true);
        let is_open =
            matches!(&resolution.gap, Some(Gap::NotEvaluated { id, what: NotEvaluated::Profile, .. }) if id == "rp-1");
        assert!(is_open, "{status:?}: {:?}", resolution.gap);
        let kinds = kinds(&resolution);
        assert!(kinds.contains(&&AnswerKind::Anything), "{status:?}: {kinds:?}");
        assert!(kinds.contains(&&AnswerKind::Nothing(NoAnswer::Possible)), "{status:?}: {kinds:?}");
        assert_eq!(resolution.unread, []);
    }
    for (vpc, status) in [("vpc-a", "DELETED"), ("vpc-gone", "COMPLETE")] {
        let resolution = associated(vpc, Some(status), true);
        assert_eq!((resolution.gap, resolution.answers.len()), (None, alone.answers.len()), "{vpc} {status}");
    }
    // Without the resolver nobody answers, whatever the Profile brings.
    let off = associated("vpc-a", Some("COMPLETE"), false);
    assert_eq!((off.gap.is_none(), kinds(&off)), (true, vec![&AnswerKind::Nothing(NoAnswer::DnsSupportOff)]));
}
