//! Tests of all records, and what the tests beside the records share.

mod examples;
mod round_trip;

use super::*;

/// Compares the fields of a record with those that the SDK's builder of it, printed for debugging, has. The builder
/// stands for the structure, which cannot always be made without values, and has the same fields.
pub(crate) fn same_members(builder: &str, fields: &[&str]) {
    let plain = |field: &str| field.trim_start_matches("r#").to_owned();
    let (name, rest) = builder.split_once(" { ").unwrap();
    let members = rest.strip_suffix(" }").unwrap().split(", ");
    let mut members: Vec<String> = members.map(|member| plain(member.split_once(": ").unwrap().0)).collect();
    // The SDK's own notes, such as the id of the request.
    members.retain(|member| !member.starts_with('_'));
    let mut fields: Vec<String> = fields.iter().map(|field| plain(field)).collect();
    members.sort_unstable();
    fields.sort_unstable();
    assert_eq!(fields, members, "{name}");
}

#[test]
fn keys_follow_from_fields() {
    assert_eq!(key("vpc_id", Spelling::Pascal), "VpcId");
    assert_eq!(key("ipv6_cidr_block", Spelling::Pascal), "Ipv6CidrBlock");
    assert_eq!(key("task_arn", Spelling::Camel), "taskArn");
    assert_eq!(key("r#type", Spelling::Camel), "type");
    assert_eq!(key("r#type", Spelling::Pascal), "Type");
}

#[test]
#[should_panic(expected = "VpcBuilder")]
fn a_member_that_no_list_has_is_noticed() {
    same_members("VpcBuilder { vpc_id: None, news: None }", &["vpc_id"]);
}
