//! Which files a source means, what they are called, and where their documents belong.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

mod transit;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use hopwise_import::{ImportError, Options, Snapshot, Source, Warning, read, read_documents};
use hopwise_model::{DocumentKind, Region};
use tempfile::TempDir;

fn vpc(id: &str) -> String {
    format!(r#"{{"Vpcs": [{{"VpcId": "{id}", "CidrBlock": "10.0.0.0/16"}}]}}"#)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn regions(snapshot: &Snapshot) -> Vec<(String, Option<String>)> {
    let pair =
        |vpc: &hopwise_model::resource::Vpc| (vpc.id.to_string(), vpc.scope.region.as_ref().map(ToString::to_string));
    snapshot.inventory.vpcs.iter().map(pair).collect()
}

#[test]
fn arguments_are_paths_unless_they_are_a_dash() {
    assert_eq!(Source::from("-"), Source::Stdin);
    assert_eq!(Source::from("./-"), Source::Path("./-".into()));
    assert_eq!(Source::from(OsStr::new("a")), Source::Path("a".into()));
}

#[test]
fn a_directory_is_read_in_the_order_of_its_names() {
    let folder = TempDir::new().unwrap();
    for (name, id) in [("b.json", "vpc-3"), ("a/z.json", "vpc-1"), ("a.JSON", "vpc-2"), ("c.txt", "vpc-4")] {
        write(folder.path(), name, &vpc(id));
    }
    let read_it = || read(&[Source::Path(folder.path().into())], &Options::default()).unwrap();
    let files: Vec<String> =
        read_it().inventory.vpcs.iter().map(|vpc| format!("{} {}", vpc.id, vpc.evidence.file)).collect();
    assert_eq!(files, ["vpc-1 a/z.json", "vpc-2 a.JSON", "vpc-3 b.json"]);
    assert_eq!(read_it(), read_it());
}

#[test]
fn several_sources_keep_their_paths_apart() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "one/vpcs.json", &vpc("vpc-1"));
    write(folder.path(), "two/vpcs.json", &vpc("vpc-2"));
    write(folder.path(), "documents.txt", &vpc("vpc-3"));
    let paths = ["one", "two", "documents.txt"].map(|name| folder.path().join(name));
    let snapshot = read(&paths.clone().map(Source::Path), &Options::default()).unwrap();
    assert_eq!(snapshot.files, 3);
    let files: Vec<&str> = snapshot.inventory.vpcs.iter().map(|vpc| &*vpc.evidence.file).collect();
    let wanted = [paths[0].join("vpcs.json"), paths[1].join("vpcs.json"), paths[2].clone()];
    assert_eq!(files, wanted.each_ref().map(|path| path.to_str().unwrap()));
}

#[test]
fn a_file_that_several_sources_mean_is_read_once() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "vpcs.json", &vpc("vpc-1"));
    write(folder.path(), "more/vpcs.json", &vpc("vpc-2"));
    let (all, one) = (folder.path().to_path_buf(), folder.path().join("vpcs.json"));
    let around = folder.path().join("more/../vpcs.json");
    for paths in [vec![all.clone(), all.clone()], vec![all.clone(), one.clone()], vec![around, one, all]] {
        let sources: Vec<Source> = paths.into_iter().map(Source::Path).collect();
        let snapshot = read(&sources, &Options::default()).unwrap();
        assert_eq!((snapshot.files, snapshot.inventory.vpcs.len()), (2, 2), "{sources:?}");
        assert_eq!(snapshot.warnings, [], "{sources:?}");
    }
}

#[test]
fn a_file_that_is_also_named_itself_must_hold_something() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "vpcs.json", "");
    write(folder.path(), "subnets.json", r#"{"Subnets": []}"#);
    let directory = Source::Path(folder.path().into());
    let warnings = read(std::slice::from_ref(&directory), &Options::default()).unwrap().warnings;
    assert!(matches!(warnings.as_slice(), [Warning::Empty { .. }]), "{warnings:?}");
    let error = read(&[directory, Source::Path(folder.path().join("vpcs.json"))], &Options::default()).unwrap_err();
    assert!(matches!(error, ImportError::EmptyDocument { .. }), "{error}");
}

#[test]
fn standard_input_can_be_read_once_only() {
    let error = read(&[Source::Stdin, Source::Stdin], &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "standard input is named twice");
    assert!(error.hint().is_some());
}

#[test]
fn other_names_of_a_file_count() {
    // The entries of a prefix list belong to the list that the file is named after.
    #[cfg(unix)]
    {
        let folder = TempDir::new().unwrap();
        write(folder.path(), "pl-1.json", r#"{"Entries": [{"Cidr": "10.0.0.0/8"}]}"#);
        std::os::unix::fs::symlink("pl-1.json", folder.path().join("pl-2.json")).unwrap();
        let snapshot = read(&[Source::Path(folder.path().into())], &Options::default()).unwrap();
        assert_eq!(snapshot.inventory.prefix_list_entries.len(), 2);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_neither_waited_for_nor_passed_over_in_silence() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "vpcs.json", &vpc("vpc-1"));
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.json")).unwrap();
    let _other = std::os::unix::net::UnixListener::bind(folder.path().join("agent.sock")).unwrap();
    let pipe = folder.path().join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let snapshot = read(&[Source::Path(folder.path().into())], &Options::default()).unwrap();
    let named = |file: &str| Warning::NotAFile { file: file.into() };
    assert_eq!(snapshot.warnings, [named("pipe.json"), named("socket.json")]);
    assert_eq!((snapshot.files, snapshot.inventory.vpcs.len()), (1, 1));
}

#[test]
fn the_list_of_addresses_that_aws_publishes_is_no_document() {
    let text = r#"{"syncToken": "1", "createDate": "2025-01-02-03-04-05", "prefixes": [], "ipv6_prefixes": []}"#;
    for text in [text, r#"{"prefixes": []}"#] {
        let warnings = read_documents([("list.json", text)], &Options::default()).unwrap().warnings;
        assert_eq!(warnings, [Warning::IpRanges { file: "list.json".into() }]);
        assert!(warnings[0].to_string().contains("--ip-ranges"), "{}", warnings[0]);
    }
}

#[test]
fn one_object_may_hold_many_documents() {
    let text = r#"{
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "VpcId": "vpc-1", "EnableDnsSupport": {"Value": true},
        "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "eu-west-1a"}],
        "services": [], "NatGateways": [], "TransitGateways": []}"#;
    let snapshot = read_documents([("all.json", text)], &Options::default()).unwrap();
    let kinds: Vec<DocumentKind> = snapshot.inventory.knowledge.records().map(|(_, _, kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            DocumentKind::Vpcs,
            DocumentKind::VpcAttribute,
            DocumentKind::Subnets,
            DocumentKind::NatGateways,
            DocumentKind::Services,
        ]
    );
    assert_eq!(snapshot.warnings.len(), 1, "transit gateways: {:?}", snapshot.warnings);
    assert_eq!((snapshot.files, snapshot.inventory.vpc_attributes.len()), (1, 1));
}

#[test]
fn regions_come_from_paths_then_contents_then_the_option() {
    let named = Some(Region::try_from("ap-south-1").unwrap());
    let options = Options { region: named };
    let subnet = r#"{"Subnets": [{"SubnetId": "subnet-2", "VpcId": "vpc-2", "CidrBlock": "10.0.0.0/24", "AvailabilityZone": "us-east-1a"}]}"#;
    let documents = [
        ("eu-west-1/vpcs.json", vpc("vpc-1")),
        ("vpcs.json", vpc("vpc-2")),
        ("others.json", vpc("vpc-3")),
        ("subnets.json", subnet.to_owned()),
    ];
    let pair = |id: &str, region: &str| (id.to_owned(), Some(region.to_owned()));
    assert_eq!(
        regions(&read_documents(documents.clone(), &options).unwrap()),
        [pair("vpc-1", "eu-west-1"), pair("vpc-2", "us-east-1"), pair("vpc-3", "ap-south-1")]
    );
    let undecided = read_documents(documents.clone(), &Options::default()).unwrap();
    assert_eq!(regions(&undecided)[2], pair("vpc-3", "us-east-1"), "what else is in its folder tells");
    let mut two = documents.to_vec();
    two.push(("more.json", subnet.replace("-2", "-4").replace("us-east-1a", "ap-south-1a")));
    let undecided = read_documents(two, &Options::default()).unwrap();
    assert_eq!(regions(&undecided)[2], ("vpc-3".to_owned(), None), "two Regions are no hint");
    let alone = [("vpcs.json", vpc("vpc-3")), ("subnets.json", subnet.to_owned())];
    assert_eq!(regions(&read_documents(alone, &Options::default()).unwrap()), [pair("vpc-3", "us-east-1")]);
}

#[test]
fn accounts_come_from_paths_then_owners() {
    let owned = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}]}"#;
    let account = |name: &str| {
        let snapshot = read_documents([(name, owned)], &Options::default()).unwrap();
        snapshot.inventory.vpcs[0].scope.account.as_ref().unwrap().to_string()
    };
    assert_eq!(account("vpcs.json"), "111122223333");
    assert_eq!(account("accounts/444455556666/eu-west-1/vpcs.json"), "444455556666");
}

#[test]
fn accounts_that_share_a_subnet_both_describe_it() {
    let subnet = |tags: &str| {
        format!(
            r#"{{"Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/24", "OwnerId": "111122223333"{tags}}}]}}"#
        )
    };
    let documents = [
        ("accounts/444455556666/eu-west-1/subnets.json", subnet("")),
        ("accounts/111122223333/eu-west-1/subnets.json", subnet(r#", "Tags": [{"Key": "Name", "Value": "shared"}]"#)),
    ];
    let snapshot = read_documents(documents, &Options::default()).unwrap();
    assert_eq!(snapshot.inventory.subnets.len(), 1);
    assert_eq!(snapshot.inventory.subnets[0].name.as_deref(), Some("shared"));
}

#[test]
fn evidence_leads_back_to_the_file() {
    let text = "{\n \"SecurityGroups\": [\n  {\"GroupId\": \"sg-1\", \"IpPermissions\": [], \"IpPermissionsEgress\": [\n   {\"IpProtocol\": \"-1\",\n    \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]}]}]}";
    let snapshot = read_documents([("sg.json", text)], &Options::default()).unwrap();
    let rule = &snapshot.inventory.security_groups[0].egress[0];
    let place = hopwise_import::locate(text.as_bytes(), &rule.evidence.pointer.to_string()).unwrap();
    assert_eq!((place.line, place.column), (4, 4));
}
