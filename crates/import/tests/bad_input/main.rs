//! Whatever is wrong with the input, there is one clear and short error, in little time and memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]

mod forms;
mod manifest;
mod refused;
mod state;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use hopwise_import::{ImportError, Options, Snapshot, Source, Warning, locate, read, read_documents};
use tempfile::TempDir;

fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn read_path(path: &Path) -> Result<Snapshot, ImportError> {
    read(&[Source::Path(path.to_path_buf())], &Options::default())
}

fn read_files(files: &[(&str, &[u8])]) -> Result<Snapshot, ImportError> {
    read_path(directory(files).path())
}

/// The error, checked for what all errors have in common.
#[track_caller]
fn refused(result: Result<Snapshot, ImportError>) -> ImportError {
    let error = result.unwrap_err();
    let message = error.to_string();
    assert!(message.len() < 800, "fits a screen: {message}");
    assert!(!message.chars().any(char::is_control), "no control characters: {message:?}");
    assert!(message.starts_with(|c: char| c.is_lowercase() || c == '`'), "a fragment: {message}");
    error
}

const VPC: &[u8] = br#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;

#[test]
fn truncated_json_says_where_it_ends() {
    let error = refused(read_files(&[("vpcs.json", b"{\n  \"Vpcs\": [\n    {\"VpcId\": \"vpc-1\"")]));
    assert_eq!(error.to_string(), "`vpcs.json` ends early, at line 3, column 22: the JSON in it is not complete");
    assert!(error.hint().unwrap().contains("run it again"));
}

#[test]
fn every_truncation_of_a_document_is_refused() {
    let whole = br#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "IsDefault": true, "n": [1.5, null]}]}"#;
    for length in 1..whole.len() {
        let error = refused(read_documents([("f.json", &whole[..length])], &Options::default()));
        assert!(matches!(error, ImportError::EndsEarly { .. }), "{length}: {error}");
    }
    assert!(read_documents([("f.json", whole)], &Options::default()).is_ok());
}

#[test]
fn a_syntax_error_says_where() {
    let error = refused(read_files(&[("vpcs.json", b"{\n  \"Vpcs\": [}\n")]));
    assert_eq!(error.to_string(), "`vpcs.json` is not JSON: expected value at line 2, column 12");
    let error = refused(read_files(&[("vpcs.json", [VPC, b"\n}"].concat().as_slice())]));
    assert_eq!(error.to_string(), "`vpcs.json` is not JSON: expected value at line 2, column 1");
    let error = refused(read_files(&[("vpcs.json", [VPC, b"\n{\"Vpcs\""].concat().as_slice())]));
    assert!(matches!(error, ImportError::EndsEarly { .. }), "{error}");
}

#[test]
fn a_wrong_type_at_depth_has_a_pointer_and_a_place() {
    let text = br#"{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": []}, {"GroupId": "sg-2",
"IpPermissions": [{"IpProtocol": "tcp", "IpRanges": {"CidrIp": "hunter2"}}]}]}"#;
    let error = refused(read_files(&[("groups.json", text)]));
    assert_eq!(
        error.to_string(),
        "`groups.json`: expected an array of objects at `/SecurityGroups/1/IpPermissions/0/IpRanges` (line 2, column 53), \
         found an object of `CidrIp`"
    );
    let ImportError::WrongShape { pointer, position, .. } = error else { panic!("{error:?}") };
    assert_eq!(locate(text, &pointer), position);
}

#[test]
fn what_was_found_is_short_and_harmless() {
    let long = format!(r#"{{"Vpcs": [{{"VpcId": "vpc-\u001b[2J{}"}}]}}"#, "x".repeat(100_000));
    let error = refused(read_files(&[("vpcs.json", long.as_bytes())])).to_string();
    assert!(error.contains("found \"vpc-\\u{1b}[2Jxxx"), "{error}");
    assert!(error.ends_with("x…\""), "{error}");
}

/// How many kinds of document are known in full.
fn known(snapshot: &Snapshot) -> usize {
    let knowledge = &snapshot.inventory.knowledge;
    hopwise_model::DocumentKind::ALL.iter().filter(|kind| knowledge.knows_everywhere(**kind)).count()
}

#[test]
fn null_is_not_an_empty_document() {
    let error = refused(read_files(&[("vpcs.json", b"{\"Vpcs\": null}")]));
    assert_eq!(
        error.to_string(),
        "`vpcs.json`: expected a document, not null at `/Vpcs` (line 1, column 10), found null"
    );
    let snapshot = read_files(&[("vpcs.json", b"{\"Vpcs\": []}")]).unwrap();
    assert_eq!(known(&snapshot), 1);
}

#[test]
fn the_same_key_twice_is_refused() {
    let error = refused(read_files(&[("vpcs.json", b"{\"Vpcs\": [], \"Vpcs\": []}")]));
    assert!(error.to_string().contains("the field `Vpcs` only once"), "{error}");
}

#[test]
fn nonsense_of_200_mebibytes_is_one_short_error() {
    const SIZE: u64 = 200 << 20;
    let folder = TempDir::new().unwrap();
    // A sparse file of zeros, words, and an object that goes wrong at once.
    let zeros = folder.path().join("zeros.json");
    File::create(&zeros).unwrap().set_len(SIZE).unwrap();
    let refuse = |name: &str, head: &[u8], body: u8, size: u64| {
        let path = folder.path().join(name);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        file.write_all(head).unwrap();
        let block = vec![body; 1 << 20];
        for _ in 0..size >> 20 {
            file.write_all(&block).unwrap();
        }
        file.flush().unwrap();
        drop(file);
        let error = refused(read_path(&path));
        fs::remove_file(path).unwrap();
        error
    };
    assert!(matches!(refused(read_path(&zeros)), ImportError::NotJson { .. }));
    assert!(matches!(refuse("words.json", b"", b'w', SIZE), ImportError::NotJson { .. }));
    assert!(matches!(refuse("braces.json", b"{\"Vpcs\": ", b'{', SIZE), ImportError::Syntax { .. }));
    // These have to be read to their end, so that a test without optimisation takes smaller ones.
    assert!(matches!(refuse("string.json", b"{\"Vpcs\": \"", b'x', 4 << 20), ImportError::EndsEarly { .. }));
    assert!(matches!(refuse("blank.json", b"", b' ', 4 << 20), ImportError::EmptyDocument { .. }));
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    let open = "[".repeat(100_000);
    let closed = format!("{open}{}", "]".repeat(100_000));
    let error = refused(read_documents([("f.json", &open)], &Options::default()));
    assert!(matches!(error, ImportError::EndsEarly { .. }), "{error}");
    let error = refused(read_documents([("f.json", &closed)], &Options::default()));
    assert!(matches!(error, ImportError::NotAnObject { .. }), "{error}");
    let error = refused(read_documents([("f.json", format!("{{\"Vpcs\": {closed}}}"))], &Options::default()));
    assert!(error.to_string().contains("expected an object at `/Vpcs/0`"), "{error}");
    // Where nobody looks, depth does no harm.
    let text = format!("{{\"Vpcs\": [{{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\", \"New\": {closed}}}]}}");
    assert_eq!(read_documents([("f.json", text)], &Options::default()).unwrap().inventory.vpcs.len(), 1);
    let objects = format!("{{\"Vpcs\": [{}", "{\"VpcId\":".repeat(100_000));
    let error = refused(read_documents([("f.json", objects)], &Options::default()));
    assert!(matches!(error, ImportError::EndsEarly { .. }), "{error}");
}

#[test]
fn directories_without_documents_and_missing_paths() {
    let folder = directory(&[("README.md", b"x"), (".hidden/vpcs.json", VPC), (".vpcs.json", VPC)]);
    let error = refused(read_path(folder.path()));
    assert!(matches!(error, ImportError::EmptyDirectory { .. }), "{error}");
    assert!(error.hint().unwrap().contains("aws ec2 describe-vpcs"));
    let error = refused(read_path(&folder.path().join("no\u{1b}where")));
    assert!(matches!(error, ImportError::NotFound { .. }), "{error}");
    assert!(matches!(refused(read(&[], &Options::default())), ImportError::NoSource));
}

#[test]
fn the_same_document_twice_counts_once() {
    let pretty = b"{\n  \"Vpcs\": [{\"CidrBlock\": \"10.0.0.0/16\",\n  \"VpcId\": \"vpc-1\"}, {\"VpcId\": \"vpc-2\", \"CidrBlock\": \"10.1.0.0/16\"}]}";
    let both = br#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16"}]}"#;
    let snapshot = read_files(&[("a.json", both), ("b.json", pretty)]).unwrap();
    assert_eq!((snapshot.inventory.vpcs.len(), snapshot.files), (2, 2));
    let [Warning::ReadTwice { id, count: 2, first, second }] = snapshot.warnings.as_slice() else {
        panic!("one warning a pair of files: {:?}", snapshot.warnings)
    };
    assert_eq!((id.as_str(), &*first.file, &*second.file), ("vpc-1", "a.json", "b.json"));
    let pages =
        read_files(&[("a.json", VPC), ("b.json", br#"{"Vpcs": [{"VpcId": "vpc-2", "CidrBlock": "10.0.0.0/16"}]}"#)]);
    let pages = pages.unwrap();
    assert_eq!((pages.inventory.vpcs.len(), pages.warnings.len()), (2, 0));
}

#[test]
fn contradicting_documents_are_refused() {
    let later = br#"{"Vpcs": [{"VpcId": "vpc-0", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-1", "CidrBlock": "10.9.0.0/16"}]}"#;
    let error = refused(read_files(&[("a.json", VPC), ("b.json", later)]));
    assert_eq!(
        error.to_string(),
        "`vpc-1` is described in two ways that differ in cidrs: a.json#/Vpcs/0 and b.json#/Vpcs/1"
    );
    let table = |gateway: &str| {
        format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [
                {{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable"}},
                {{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "{gateway}"}}]}}]}}"#
        )
    };
    let files = [("a.json", table("igw-1")), ("b.json", table("igw-2"))];
    let error = refused(read_documents(files, &Options::default()));
    assert!(error.to_string().contains("differ in routes"), "{error}");
    let attribute = |value: bool| format!(r#"{{"VpcId": "vpc-1", "EnableDnsSupport": {{"Value": {value}}}}}"#);
    let files = [("a.json", attribute(true)), ("b.json", attribute(false))];
    let error = refused(read_documents(files, &Options::default()));
    assert!(matches!(error, ImportError::Conflict { field: "dns_support", .. }), "{error}");
}

#[test]
fn two_ways_to_print_a_prefix_list_complete_each_other() {
    let managed = ("a.json", r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "x"}]}"#);
    let entries =
        ("b.json", r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "x", "Cidrs": ["3.0.0.0/8"]}]}"#);
    for files in [[managed, entries], [entries, managed]] {
        let snapshot = read_documents(files, &Options::default()).unwrap();
        assert_eq!(snapshot.warnings, []);
        assert_eq!(snapshot.inventory.prefix_lists.len(), 1);
        assert_eq!(snapshot.inventory.prefix_lists[0].entries.as_ref().map(Vec::len), Some(1));
        assert_eq!(&*snapshot.inventory.prefix_lists[0].evidence.file, "b.json");
    }
    let agree = ("pl-1.json", r#"{"Entries": [{"Cidr": "3.0.0.0/8"}]}"#);
    assert!(read_documents([managed, entries, agree], &Options::default()).is_ok());
    let differ = ("pl-1.json", r#"{"Entries": [{"Cidr": "4.0.0.0/8"}]}"#);
    let error = refused(read_documents([managed, entries, differ], &Options::default()));
    assert!(matches!(error, ImportError::Conflict { field: "entries", .. }), "{error}");
}

#[test]
fn encodings() {
    let marked = [b"\xef\xbb\xbf".as_slice(), VPC].concat();
    assert_eq!(read_files(&[("vpcs.json", &marked)]).unwrap().inventory.vpcs.len(), 1);
    let latin = b"{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"x\": \"caf\xe9\"}]}";
    let error = refused(read_files(&[("vpcs.json", latin)]));
    assert_eq!(error.to_string(), "`vpcs.json` is not JSON: it is not UTF-8 at line 1, column 39");
}

#[test]
fn other_output_formats_are_told_from_broken_json() {
    for text in ["Vpcs:\n- VpcId: vpc-1\n", "VPCS\t10.0.0.0/16\tvpc-1\n", "------\n|  DescribeVpcs  |\n"] {
        let error = refused(read_files(&[("vpcs.json", text.as_bytes())]));
        assert!(matches!(error, ImportError::NotJson { .. }), "{error}");
        assert!(error.hint().unwrap().contains("--output json"));
    }
}

#[test]
fn unknown_documents_are_warned_of_and_arrays_too() {
    let folder = directory(&[
        ("a.json", VPC),
        ("list.json", b"[1, 2]"),
        ("name\u{1b}.json", b"{\"na\\u001bme\": 1}"),
        ("nothing.json", b"{}"),
        ("tgw.json", b"{\"TransitGateways\": [], \"NextToken\": null}"),
        ("zero.json", b""),
    ]);
    let snapshot = read_path(folder.path()).unwrap();
    let warnings: Vec<String> = snapshot.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "`list.json` holds an array, not a document of AWS's: not read; `--query` takes off the key that tells what it is",
            "`name\\u{1b}.json` holds `na\\u{1b}me`, which no known document has: not read",
            "`nothing.json` is an empty object: nothing was read from it",
            "`TransitGateways` in `tgw.json` is recognised but not evaluated yet",
            "`zero.json` is empty: the command that wrote it probably failed; its name does not tell which, so that any list may lack something: call it after its command, such as `vpcs.json`, or delete it",
        ]
    );
    for (name, found) in [("list.json", "an array"), ("zero.json", "is empty")] {
        let error = refused(read_path(&folder.path().join(name)));
        assert!(error.to_string().contains(found), "{error}");
    }
    for (text, found) in [("\"a\\u0007\"", "\"a\\u{7}\""), ("-12", "-12"), ("true", "true")] {
        let error = refused(read_documents([("f.json", text)], &Options::default()));
        let ImportError::NotAnObject { found: shown, .. } = &error else { panic!("{error:?}") };
        assert_eq!(shown, found);
    }
}

#[test]
fn a_last_page_that_is_missing_is_warned_of() {
    let page =
        |token: &str, id: u8| format!(r#"{{"Vpcs": [{{"VpcId": "vpc-{id}", "CidrBlock": "10.0.0.0/16"}}]{token}}}"#);
    let first = ("a.json", page(r#", "NextToken": "abc""#, 1));
    let last = ("b.json", page("", 2));
    let snapshot = read_documents([first.clone()], &Options::default()).unwrap();
    assert_eq!(
        snapshot.warnings[0].to_string(),
        "`a.json` says that more `Vpcs` follow, and no file holds the last of them"
    );
    assert_eq!(known(&snapshot), 0, "what is not in it may be on the missing page");
    assert_eq!(snapshot.inventory.vpcs.len(), 1);
    let both = read_documents([first, last], &Options::default()).unwrap();
    assert_eq!((known(&both), both.warnings), (1, vec![]));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_directories() {
    use std::os::unix::fs::symlink;
    let folder = directory(&[("sub/vpcs.json", VPC)]);
    symlink("..", folder.path().join("sub/loop")).unwrap();
    symlink("nowhere.txt", folder.path().join("dangling.txt")).unwrap();
    fs::create_dir(folder.path().join("directory.json")).unwrap();
    let snapshot = read_path(folder.path()).unwrap();
    assert_eq!((snapshot.files, snapshot.warnings.len()), (1, 0));
    assert_eq!(&*snapshot.inventory.vpcs[0].evidence.file, "sub/vpcs.json");
    symlink("nowhere.json", folder.path().join("dangling.json")).unwrap();
    let error = refused(read_path(folder.path()));
    assert!(error.to_string().contains("dangling.json"), "{error}");
}

#[test]
fn what_is_of_another_tool_is_named() {
    for (name, bytes, said) in [
        ("snapshot.zip", b"PK\x03\x04\x14\0\0\0".as_slice(), "it is a packed archive"),
        ("template.yaml", b"Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n", "it is a CloudFormation template"),
        ("main.tf", b"resource \"aws_vpc\" \"main\" {\n}\n", "it is Terraform source"),
    ] {
        let folder = directory(&[(name, bytes)]);
        let error = refused(read_path(&folder.path().join(name)));
        assert!(error.to_string().ends_with(&format!("{name}` is not JSON: {said}")), "{error}");
        assert!(error.hint().is_some(), "{name}");
    }
    for (text, said) in [
        (
            r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}"#,
            "`f.json` is a CloudFormation template: not read",
        ),
        (r#"{"format_version": "1.2", "planned_values": {}}"#, "`f.json` is a Terraform plan: not read"),
        (r#"{"version": 4, "terraform_version": "1.9", "lineage": "x"}"#, "`f.json` is a Terraform state: not read"),
        (
            r#"{"family": "x", "containerDefinitions": []}"#,
            "`f.json` is the input of `aws ecs register-task-definition`",
        ),
        (
            r#"{"cluster": "c", "serviceName": "s", "taskDefinition": "web:3", "launchType": "FARGATE"}"#,
            "`f.json` is the input of `aws ecs create-service` or `update-service`: not read; save what `aws ecs describe-services",
        ),
        (
            r#"{"cluster": "c", "taskDefinition": "web:3", "networkConfiguration": {}}"#,
            "`f.json` is the input of `aws ecs run-task`: not read; save what `aws ecs describe-tasks",
        ),
        (
            r#"{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}"#,
            "`f.json` is the input of `aws ec2 authorize-security-group-ingress` or its like: not read",
        ),
        (
            r#"{"VpcId": "vpc-1", "ServiceName": "com.amazonaws.eu-west-1.logs", "SubnetIds": ["subnet-1"]}"#,
            "`f.json` is the input of `aws ec2 create-vpc-endpoint`: not read",
        ),
        (
            r#"{"service": {"serviceArn": "arn:aws:ecs:eu-west-1:111122223333:service/c/s", "serviceName": "s"}}"#,
            "`f.json` is the answer of `aws ecs create-service` or `update-service`: not read",
        ),
        (
            r#"{"Resources": {}, "Parameters": {}, "Rules": {}, "Outputs": {}}"#,
            "`f.json` is a CloudFormation template: not read; what exists is read, as the AWS CLI prints it: make a snapshot of the account that it is deployed to, by `hopwise capture`",
        ),
        (r#"{"version": "36.0.0", "artifacts": {}}"#, "`f.json` is a file of the CDK's own: not read"),
        (r#"{"version": "tree-0.1", "tree": {}}"#, "`f.json` is a file of the CDK's own: not read"),
        (r#"{"app": "npx ts-node bin/x.ts", "context": {}}"#, "`f.json` is a file of the CDK's own: not read"),
    ] {
        let snapshot = read_documents([("f.json", text)], &Options::default()).unwrap();
        let [warning] = snapshot.warnings.as_slice() else { panic!("{:?}", snapshot.warnings) };
        assert!(warning.to_string().starts_with(said), "{warning}");
    }
}
