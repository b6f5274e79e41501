//! Which files a source means, what they are called, and where their documents belong.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use hopwise_import::{Options, Snapshot, Source, read, read_documents};
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
fn one_object_may_hold_many_documents() {
    let text = r#"{
        "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}],
        "VpcId": "vpc-1", "EnableDnsSupport": {"Value": true},
        "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1", "AvailabilityZone": "eu-west-1a"}],
        "services": [], "NatGateways": [], "TransitGateways": []}"#;
    let snapshot = read_documents([("all.json", text)], &Options::default()).unwrap();
    let kinds: Vec<DocumentKind> = snapshot.inventory.documents.iter().copied().collect();
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
    let subnet = r#"{"Subnets": [{"SubnetId": "subnet-2", "VpcId": "vpc-2", "AvailabilityZone": "us-east-1a"}]}"#;
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
    let undecided = read_documents(documents, &Options::default()).unwrap();
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
        format!(r#"{{"Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "111122223333"{tags}}}]}}"#)
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
    let text = "{\n \"SecurityGroups\": [\n  {\"GroupId\": \"sg-1\", \"IpPermissionsEgress\": [\n   {\"IpProtocol\": \"-1\",\n    \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}]}]}]}";
    let snapshot = read_documents([("sg.json", text)], &Options::default()).unwrap();
    let rule = &snapshot.inventory.security_groups[0].egress[0];
    let place = hopwise_import::locate(text.as_bytes(), &rule.evidence.pointer).unwrap();
    assert_eq!((place.line, place.column), (4, 4));
}
