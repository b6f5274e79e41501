//! Scopes of AWS's Network Access Analyzer: the shapes in which people have them, and what is wrong with some.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, like tests, may fail at once")]

use hopwise_rules::{AccessScope, Header, Property, ResourceType, Resources, rules};

/// The name and the scope of a file.
fn read(file: &str, text: &str) -> (Option<String>, AccessScope) {
    let rule = rules(file, text).unwrap().rules.remove(0);
    let Property::AccessScope(scope) = rule.property else { panic!("{text}") };
    (rule.name, scope)
}

const CONTENT: &str = r#""MatchPaths": [
    {"Source": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}},
     "Destination": {"ResourceStatement": {"Resources": ["subnet-0a"]},
                     "PacketHeaderStatement": {"DestinationPorts": ["22", "1024-65535"], "Protocols": ["tcp"]}},
     "ThroughResources": []}],
  "ExcludePaths": [{"ThroughResources": [{"ResourceStatement": {"Resources": ["nat-0a"]}}]}]"#;

/// What AWS takes, what it prints, what a template has: the same scope, each with the best name that it has.
#[test]
fn every_shape_is_the_same_scope() {
    let shapes = [
        (format!("{{{CONTENT}}}"), "closed"),
        (format!(r#"{{"ClientToken": "x", "DryRun": false, {CONTENT}}}"#), "closed"),
        (
            format!(
                r#"{{"TagSpecifications": [{{"ResourceType": "network-insights-access-scope", "Tags": [{{"Key": "Name", "Value": "ssh"}}]}}], {CONTENT}}}"#
            ),
            "ssh",
        ),
        (format!(r#"{{"NetworkInsightsAccessScopeId": "nis-0a", {CONTENT}}}"#), "nis-0a"),
        (
            format!(
                r#"{{"NetworkInsightsAccessScopeContent": {{"NetworkInsightsAccessScopeId": "nis-0a", {CONTENT}}}, "ResponseMetadata": {{}}}}"#
            ),
            "nis-0a",
        ),
        (
            format!(
                r#"{{"NetworkInsightsAccessScope": {{"NetworkInsightsAccessScopeId": "nis-0a", "CreatedDate": "2026-01-01T00:00:00+00:00", "Tags": [{{"Key": "Name", "Value": "ssh"}}]}},
                    "NetworkInsightsAccessScopeContent": {{"NetworkInsightsAccessScopeId": "nis-0a", {CONTENT}}}}}"#
            ),
            "ssh",
        ),
        (
            format!(
                r#"{{"Type": "AWS::EC2::NetworkInsightsAccessScope", "Properties": {{{CONTENT}, "Tags": [{{"Key": "Name", "Value": "ssh"}}]}}}}"#
            ),
            "ssh",
        ),
    ];
    let (_, first) = read("scopes/closed.json", &shapes[0].0);
    for (text, name) in &shapes {
        assert_eq!(read("scopes/closed.json", text), (Some((*name).to_owned()), first.clone()), "{text}");
        assert_eq!(read("scopes/closed", text).1, first, "by what it holds: {text}");
    }
    let destination = &first.matches[0].destination;
    assert_eq!(destination.resource_statement, Some(Resources::Ids(vec!["subnet-0a".to_owned()])));
    let header = Header { destination_ports: vec![(22, 22), (1024, 65535)], protocols: vec![6], ..Header::default() };
    assert_eq!(destination.packet_header_statement, Some(header));
    assert_eq!(
        first.matches[0].to_string(),
        "from AWS::EC2::InternetGateway to subnet-0a with protocol tcp and destination ports 22, 1024-65535"
    );
    assert_eq!(first.excludes[0].to_string(), "through nat-0a");
    if cfg!(feature = "yaml") {
        let yaml = "MatchPaths:\n  - Source: { ResourceStatement: { ResourceTypes: ['AWS::EC2::Instance'] } }\n";
        let (name, scope) = read("a.yaml", yaml);
        let own = scope.matches[0].source.resource_statement.clone();
        assert_eq!((name.as_deref(), own), (Some("a"), Some(Resources::Types(vec![ResourceType::Instance]))));
    }
    let rule = rules("a.json", &shapes[4].0).unwrap().rules.remove(0);
    assert_eq!(rule.place.map(|place| (place.line, place.column > 1)), Some((1, true)));
}

/// What is in circulation and no scope: each with the place and, where it is known, what was meant.
#[test]
fn what_is_no_scope_is_told_with_its_place() {
    for (text, said, hint) in [
        (
            "{\"MatchPaths\": [{\"Destination\":\n{\"PacketHeader\": {}}}]}",
            "a.json:2:15: unknown field `PacketHeader`",
            Some("did you mean `PacketHeaderStatement`?"),
        ),
        (r#"{"MatchPaths": [{"ResourceCondition": {}}]}"#, "a.json:1:36: unknown field `ResourceCondition`", None),
        (r#"{"MatchPath": []}"#, "a.json:1:12: unknown field `MatchPath`", Some("did you mean `MatchPaths`?")),
        (
            r#"{"MatchPaths": [{"Destination": {"PacketHeaderStatement": {"DestinationPorts": [{"From": 22, "To": 22}]}}}]}"#,
            "a.json:1:80: invalid type: map, expected a string",
            Some("ports are texts: `\"443\"`, `\"1024-65535\"`"),
        ),
        (
            r#"{"MatchPaths": [{"Destination": {"PacketHeaderStatement": {"DestinationPorts": [22]}}}]}"#,
            "a.json:1:82: invalid type: integer `22`",
            Some("ports are texts: `\"443\"`, `\"1024-65535\"`"),
        ),
        (
            r#"{"MatchPaths": [{"Destination": {"PacketHeaderStatement": {"DestinationPorts": ["90-80"]}}}]}"#,
            "a.json:1:90: `90-80` is no port nor a range",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"PacketHeaderStatement": {"SourceAddresses": ["fd00::/8"]}}}]}"#,
            "a.json:1:87: `fd00::/8` is no IPv4 address",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"PacketHeaderStatement": {"Protocols": ["icmp"]}}}]}"#,
            "a.json:1:77: `icmp` is no protocol of a scope",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"PacketHeaderStatement": {"SourceAddresses": ["10.0.0.1"], "SourcePrefixLists": ["pl-0a"]}}}]}"#,
            "a.json:1:119: a `PacketHeaderStatement` has either `SourceAddresses` or `SourcePrefixLists`",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"PacketHeaderStatement": {}}}]}"#,
            "a.json:1:56: an empty `PacketHeaderStatement` says nothing",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"ResourceStatement": {"Resources": ["*"]}}}]}"#,
            "a.json:1:70: `*` is no resource",
            None,
        ),
        (
            r#"{"MatchPaths": [{"Source": {"ResourceStatement": {"Resources": ["vpc-0a"], "ResourceTypes": ["AWS::EC2::Instance"]}}}]}"#,
            "a.json:1:116: a `ResourceStatement` has either",
            None,
        ),
        (r#"{"MatchPaths": []}"#, "a.json:1:1: a scope without `MatchPaths` finds nothing", None),
        (
            r#"{"MatchPaths": [{}], "ExcludePaths": [{}]}"#,
            "a.json:1:1: an empty entry of `ExcludePaths` excludes everything",
            None,
        ),
        (
            r#"{"NetworkInsightsAccessScopes": [{"NetworkInsightsAccessScopeId": "nis-0a"}]}"#,
            "a.json:1:1: a list of scopes does not hold what is in them: `aws ec2 get-network-insights-access-scope-content",
            None,
        ),
    ] {
        let error = rules("a.json", text).unwrap_err();
        assert!(error.to_string().starts_with(said), "{error}\n{said}");
        assert_eq!(error.hint.as_deref(), hint, "{text}");
    }
}

/// What one condition is true of another is, too, as far as the texts tell: never more than is so.
#[test]
fn a_condition_covers_what_is_narrower() {
    let path = |text: &str| read("a.json", &format!(r#"{{"MatchPaths": [{text}]}}"#)).1.matches.remove(0);
    let ports =
        |own: &str| format!(r#"{{"Destination": {{"PacketHeaderStatement": {{"DestinationPorts": [{own}]}}}}}}"#);
    let header = |own: &str| path(&format!(r#"{{"Source": {{"PacketHeaderStatement": {{{own}}}}}}}"#));
    let types = |own: &str| path(&format!(r#"{{"Source": {{"ResourceStatement": {{"ResourceTypes": [{own}]}}}}}}"#));
    let (igw, eni) = (r#""AWS::EC2::InternetGateway""#, r#""AWS::EC2::NetworkInterface""#);
    let anything = path("{}");
    for (own, other, covers) in [
        (&anything, &types(igw), true),
        (&types(igw), &anything, false),
        (&types(&format!("{igw}, {eni}")), &types(eni), true),
        (&types(eni), &types(&format!("{igw}, {eni}")), false),
        (&path(&ports(r#""20-30""#)), &path(&ports(r#""22", "25-30""#)), true),
        (&path(&ports(r#""20-30""#)), &path(&ports(r#""22", "31""#)), false),
        (&path(&ports(r#""0-65535""#)), &anything, true),
        (&path(&ports(r#""1-65535""#)), &anything, false),
        (&header(r#""Protocols": ["tcp", "udp"]"#), &anything, true),
        (&header(r#""Protocols": ["tcp"]"#), &anything, false),
        (&header(r#""Protocols": ["tcp"]"#), &header(r#""Protocols": ["tcp"], "SourcePorts": ["1"]"#), true),
        (&header(r#""SourceAddresses": ["0.0.0.0/0"]"#), &anything, true),
        (&header(r#""SourceAddresses": ["10.0.0.0/8"]"#), &header(r#""SourceAddresses": ["10.1.0.0/16"]"#), true),
        (&header(r#""SourceAddresses": ["10.1.0.0/16"]"#), &header(r#""SourceAddresses": ["10.0.0.0/8"]"#), false),
        (&header(r#""SourceAddresses": ["10.1.0.0/16"]"#), &header(r#""SourcePrefixLists": ["pl-0a"]"#), false),
        (&header(r#""SourcePrefixLists": ["pl-0a"]"#), &header(r#""SourcePrefixLists": ["pl-0a"]"#), true),
    ] {
        assert_eq!(own.covers(other), covers, "{own} / {other}");
    }
}
