//! A document that is read in blocks is the document.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;

const DOCUMENT: &str = include_str!("../tests/edited_input/document.json");

/// What is read of a text in blocks of so many bytes.
fn in_blocks(bytes: &[u8], block: usize) -> Result<Snapshot, String> {
    let mut merge = Merge::default();
    let outcome = merge.read_bytes(&Arc::from("f.json"), &Scope::default(), true, bytes, block);
    outcome.and_then(|()| merge.finish(&Options::default())).map_err(|error| error.to_string())
}

fn at_once(bytes: &[u8]) -> Result<Snapshot, String> {
    in_blocks(bytes, 1 << 20)
}

/// A document that holds each of the long lists, between other things and with characters of several bytes.
fn document() -> String {
    let interface = |n: u32| {
        format!(
            r#"{{"NetworkInterfaceId": "eni-{n}", "SubnetId": "subnet-1", "Description": "é{n}\"]}}", "PrivateIpAddress": "10.0.0.{n}",
                "Groups": [{{"GroupId": "sg-1"}}], "OwnerId": "111122223333", "AvailabilityZone": "eu-west-1a"}}"#
        )
    };
    let interfaces: Vec<String> = (1..30).map(interface).collect();
    format!(
        r#"{{ "NextToken" : "ü",
            "NetworkInterfaces": [{}],
            "SecurityGroups": [{{"GroupId": "sg-1", "IpPermissions": [{{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                "IpRanges": [{{"CidrIp": "10.0.0.0/16"}}]}}], "IpPermissionsEgress": []}},
                {{"GroupId": "sg-2", "IpPermissions": [], "IpPermissionsEgress": []}}],
            "SecurityGroupRules": [{{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1",
                "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0"}}],
            "Reservations": [{{"Instances": [{{"InstanceId": "i-1", "State": {{"Name": "running"}}}},
                {{"InstanceId": "i-2", "State": {{"Name": "stopped"}}}}]}}, {{"Instances": []}}],
            "Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24"}}], "Vpcs": []
        }}
        "#,
        interfaces.join(",\n")
    )
}

#[test]
fn a_document_in_blocks_is_the_document_at_once() {
    let text = document();
    let expected = at_once(text.as_bytes());
    let inventory = &expected.as_ref().unwrap().inventory;
    assert_eq!((inventory.network_interfaces.len(), inventory.instances.len()), (29, 2));
    for block in [1, 2, 3, 7, 64, 1000, 1 << 20] {
        assert_eq!(in_blocks(text.as_bytes(), block), expected, "{block}");
    }
}

#[test]
fn what_is_wrong_is_said_as_of_the_whole_document() {
    let text = document();
    for (from, to) in [
        ("\"eni-20\"", "\"eni 20\""),
        ("\"eni-20\"", "20"),
        ("\"sg-2\"", "\"sg-1\", \"GroupName\": \"other\""),
        ("\"10.0.0.0/24\"", "\"everywhere\""),
        ("\"FromPort\": 443", "\"FromPort\": 444"),
        ("\"Vpcs\": []", "\"Vpcs\": null"),
        ("\"Vpcs\": []", "\"NetworkInterfaces\": []"),
        ("\"SecurityGroupRuleId\"", "\"Id\""),
        ("[]\n        }", "[]\n        }}"),
        ("[]\n        }", "[]"),
        ("\"SecurityGroups\": [", "\"SecurityGroups\": [,"),
        ("é29", "\u{1}"),
    ] {
        let text = text.replacen(from, to, 1);
        let expected = at_once(text.as_bytes());
        assert!(expected.is_err(), "{from} {to}");
        for block in [1, 64, 1 << 20] {
            assert_eq!(in_blocks(text.as_bytes(), block), expected, "{from} {to}");
        }
    }
    let mut bytes = text.into_bytes();
    let place = bytes.iter().position(|&byte| byte >= 0x80).unwrap();
    bytes[place] = 0xff;
    assert!(at_once(&bytes).unwrap_err().contains("UTF-8"));
    assert_eq!(in_blocks(&bytes, 64), at_once(&bytes));
    // Where it stands between values, it is not passed over either.
    let mut bytes = document().into_bytes();
    let place = bytes.iter().position(|&byte| byte == b',').unwrap();
    bytes.insert(place, 0xff);
    assert!(at_once(&bytes).unwrap_err().contains("UTF-8"));
    assert_eq!(in_blocks(&bytes, 1), at_once(&bytes));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edited_documents_in_blocks_are_the_documents_at_once(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, "[\\[\\]{},:\"0-9é ]{0,3}"), 0..3),
        document in prop::sample::select(vec![DOCUMENT.to_owned(), document()]),
        block in prop::sample::select(vec![1_usize, 5, 100, 4096]),
    ) {
        let mut bytes = document.into_bytes();
        for (at, remove, insert) in edits {
            let from = at.index(bytes.len() + 1);
            let to = (from + remove).min(bytes.len());
            bytes.splice(from..to, insert.into_bytes());
        }
        prop_assert_eq!(in_blocks(&bytes, block), at_once(&bytes));
    }
}
