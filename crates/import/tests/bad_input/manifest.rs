//! Manifests that cannot be what hopwise wrote.

use hopwise_import::ImportError;

use crate::{read_files, refused};

#[test]
fn a_manifest_is_checked_as_documents_are() {
    let manifest = |version: &str, place: &str| {
        format!(r#"{{"hopwiseCapture": {{"version": {version}, "places": [{place}]}}, "Vpcs": []}}"#)
    };
    let call =
        |call: &str| manifest("1", &format!(r#"{{"region": "eu-west-1", "directory": ".", "calls": [{{{call}}}]}}"#));
    let top = "/hopwiseCapture";
    for (text, pointer, expected) in [
        (r#"{"hopwiseCapture": null}"#.to_owned(), top.to_owned(), "a document, not null"),
        (r#"{"hopwiseCapture": []}"#.to_owned(), top.to_owned(), "an object"),
        (r#"{"hopwiseCapture": {"places": []}}"#.to_owned(), top.to_owned(), "a field `version`"),
        (r#"{"hopwiseCapture": {"version": 1}}"#.to_owned(), top.to_owned(), "a field `places`"),
        (manifest("2", ""), format!("{top}/version"), "version 1, the only one that this program knows"),
        (manifest("\"1\"", ""), format!("{top}/version"), "a whole number that is not negative"),
        (manifest("1", "[]"), format!("{top}/places/0"), "an object"),
        (
            manifest("1", r#"{"region": "x", "calls": []}"#),
            format!("{top}/places/0/region"),
            "a Region such as `eu-west-1`",
        ),
        (manifest("1", r#"{"region": "eu-west-1"}"#), format!("{top}/places/0"), "a field `calls`"),
        (
            manifest("1", r#"{"account": "me", "region": "eu-west-1", "calls": []}"#),
            format!("{top}/places/0/account"),
            "an account id of twelve digits",
        ),
        (
            call(r#""action": "Describe\u001bVpcs""#),
            format!("{top}/places/0/calls/0/action"),
            "an IAM action such as `ec2:DescribeVpcs`",
        ),
        (
            call(r#""action": "ec2:DescribeVpcs", "failure": "denied""#),
            format!("{top}/places/0/calls/0/failure"),
            "an object",
        ),
        (
            call(r#""action": "ec2:DescribeVpcs", "failure": {"code": "x"}"#),
            format!("{top}/places/0/calls/0/failure"),
            "a field `kind`",
        ),
    ] {
        let error = refused(read_files(&[("manifest.json", text.as_bytes())]));
        assert!(error.hint().unwrap().contains("manifest") || text.contains("null"), "{:?}", error.hint());
        let ImportError::WrongShape { pointer: at, expected: wanted, position, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!((&**at, wanted.as_str()), (pointer.as_str(), expected), "{text}");
        assert!(position.is_some(), "{text}");
    }
}
