//! Errors where documents should be, and documents that are not called so or not spelled so.

use hopwise_import::{ImportError, Options, Snapshot, Warning, read_documents};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, FailureKind};

use super::{VPC, directory, known, read_files, read_path, refused};

const DENIED: &str = "\nAn error occurred (UnauthorizedOperation) when calling the DescribeSubnets operation: You are not authorized to perform this \
                      operation. User: arn:aws:iam::111122223333:user/me is not authorized to perform: ec2:DescribeSubnets because no \
                      identity-based policy allows the ec2:DescribeSubnets action\n";

fn warnings(snapshot: &Snapshot) -> Vec<String> {
    snapshot.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn an_error_in_place_of_a_document_is_a_call_that_failed() {
    let body = r#"{"__type": "AccessDeniedException", "message": "User: x is not authorized to perform: ec2:DescribeSubnets"}"#;
    let bare = r#"{"Error": {"Code": "UnauthorizedOperation", "Message": "You are not authorized"}}"#;
    let xml =
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>";
    for text in [DENIED, body, bare, xml] {
        let snapshot = read_files(&[("subnets.json", text.as_bytes()), ("vpcs.json", VPC)]).unwrap();
        let knowledge = &snapshot.inventory.knowledge;
        let [call] = knowledge.failed_calls() else { panic!("{:?}", knowledge.failed_calls()) };
        assert_eq!((call.action.as_str(), call.kind), ("ec2:DescribeSubnets", FailureKind::Denied));
        assert_eq!(knowledge.coverage(DocumentKind::Subnets, &call.scope), Coverage::Failed);
        assert_eq!(known(&snapshot), 1, "the VPCs");
        let [warning] = warnings(&snapshot).try_into().unwrap();
        assert!(
            warning
                .starts_with("`subnets.json` holds an error instead of a document: AWS denied `ec2:DescribeSubnets` ("),
            "{warning}"
        );
        assert!(
            warning.ends_with("grant `ec2:DescribeSubnets`, and run `aws ec2 describe-subnets` again"),
            "{warning}"
        );
    }
}

#[test]
fn an_error_is_of_the_region_of_its_document() {
    let vpcs = r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]}"#;
    let files = [
        ("eu-west-1/vpcs.json", vpcs),
        ("eu-west-1/subnets.json", DENIED),
        ("us-east-1/subnets.json", r#"{"Subnets": []}"#),
    ];
    let snapshot = read_documents(files, &Options::default()).unwrap();
    let knowledge = &snapshot.inventory.knowledge;
    let failed: Vec<_> =
        knowledge.failed_calls().iter().map(|call| call.scope.region.as_ref().unwrap().as_str()).collect();
    assert_eq!(failed, ["eu-west-1"]);
}

#[test]
fn an_error_among_documents_does_not_hide_them() {
    let vpc = str::from_utf8(VPC).unwrap();
    for text in [format!("{vpc}{DENIED}"), format!("{DENIED}{vpc}"), format!("{vpc}{DENIED}{{\"NatGateways\": []}}\n")]
    {
        let snapshot = read_documents([("all.json", text.as_str())], &Options::default()).unwrap();
        assert_eq!(snapshot.inventory.vpcs.len(), 1);
        assert_eq!(snapshot.inventory.knowledge.failed_calls().len(), 1);
        assert!(matches!(snapshot.warnings.as_slice(), [Warning::Refused { of_credentials: false, .. }]));
    }
}

#[test]
fn credentials_are_said_first() {
    let expired = "An error occurred (ExpiredToken) when calling the DescribeSubnets operation: The security token included in the request is expired";
    let snapshot =
        read_files(&[("a.json", b"{\"x\": 1}"), ("subnets.json", expired.as_bytes()), ("vpcs.json", VPC)]).unwrap();
    let [first, _] = warnings(&snapshot).try_into().unwrap();
    assert!(first.starts_with("`subnets.json` holds an error instead of a document: the credentials are missing, wrong or expired (ExpiredToken): renew"), "{first}");
    let sso = "Error when retrieving token from sso: Token has expired and refresh failed";
    for (one, other) in [(expired, sso), (DENIED, sso), (DENIED, expired)] {
        let error = refused(read_files(&[("subnets.json", one.as_bytes()), ("vpcs.json", other.as_bytes())]));
        assert!(matches!(error, ImportError::AllRefused { of_credentials: true, more: 1, .. }), "{error}");
        assert!(error.to_string().contains("the credentials are missing, wrong or expired"), "{error}");
        assert!(error.hint().unwrap().contains("aws sts get-caller-identity"));
    }
    let error = refused(read_files(&[("subnets.json", DENIED.as_bytes())]));
    assert_eq!(
        error.to_string(),
        "`subnets.json` holds an error instead of a document: AWS denied `ec2:DescribeSubnets` (UnauthorizedOperation)"
    );
    assert_eq!(error.hint().unwrap(), "grant `ec2:DescribeSubnets`, and run the command again");
}

#[test]
fn files_that_look_like_documents_are_never_passed_in_silence() {
    for (name, bytes) in [
        ("subnets.txt", br#"{"Subnets": []}"#.as_slice()),
        ("subnets", br#"{"Subnets": []}"#),
        ("output.log", b"\xff\xfe{\0\"\0"),
        ("x.yaml", b"Subnets:\n- SubnetId: subnet-1\n"),
        ("x.out", b"SUBNETS\t10.0.0.0/24"),
        ("all.jsonl", b"{\"Vpcs\": []}\n"),
        ("subnets.json.gz", b"\x1f\x8b\x08"),
        ("describe-subnets.csv", b"subnet-1,10.0.0.0/24"),
        ("errors.txt", DENIED.as_bytes()),
        ("nat-gateways.txt", b""),
    ] {
        let folder = directory(&[
            ("vpcs.json", VPC),
            (name, bytes),
            ("README.md", b"# Notes"),
            ("make.sh", b"aws"),
            (".x", b"{}"),
        ]);
        let snapshot = read_path(folder.path()).unwrap();
        let [warning] = warnings(&snapshot).try_into().unwrap();
        assert!(warning.starts_with(&format!("`{name}` looks like a document and was not read")), "{warning}");
        let alone = directory(&[(name, bytes)]);
        let hint = refused(read_path(alone.path())).hint().unwrap();
        assert!(hint.starts_with(&format!("`{name}` looks like a document")), "{hint}");
    }
    let ranges = br#"{"syncToken": "1", "createDate": "x", "prefixes": []}"#;
    for name in ["ip-ranges.txt", "ip-ranges.json", "list"] {
        let [warning] = warnings(&read_files(&[("vpcs.json", VPC), (name, ranges)]).unwrap()).try_into().unwrap();
        let expected = "is AWS's list of its addresses, no document of a snapshot: pass it with `--ip-ranges`";
        assert_eq!(warning, format!("`{name}` {expected}"));
    }
    let files: Vec<String> = (1..9).map(|number| format!("subnets-{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|name| (name.as_str(), b"{}".as_slice())).chain([("a.json", VPC)]).collect();
    let [warning] = warnings(&read_files(&files).unwrap()).try_into().unwrap();
    assert!(warning.contains("`subnets-5.txt` and 3 more files look like documents and were not read"), "{warning}");
}

#[test]
fn keys_in_another_spelling_are_named_once_with_the_expected_one() {
    for (key, expected) in [
        ("subnets", "Subnets"),
        ("routeTables", "RouteTables"),
        ("route_tables", "RouteTables"),
        ("TaskDefinition", "taskDefinition"),
        ("task_definition", "taskDefinition"),
        ("ContainerInstances", "containerInstances"),
        ("vpcId", "VpcId"),
    ] {
        let text = format!("{{\"{key}\": [], \"other\": 1}}");
        let snapshot =
            read_files(&[("a.json", text.as_bytes()), ("b.json", text.as_bytes()), ("c.json", VPC)]).unwrap();
        let [warning] = warnings(&snapshot).try_into().unwrap();
        assert!(
            warning.starts_with(&format!("`{key}` in `a.json` and 1 more file is the spelling of an SDK")),
            "{warning}"
        );
        assert!(warning.contains(&format!("expected `{expected}`")), "{warning}");
        assert_eq!(known(&snapshot), 1);
    }
    for kind in DocumentKind::ALL {
        let exact = read_documents([("vpc-1.json", format!("{{\"{kind}\": 5}}"))], &Options::default());
        let is_named =
            exact.is_ok_and(|read| read.warnings.iter().any(|own| matches!(own, Warning::OtherSpelling { .. })));
        assert!(!is_named, "{kind}");
    }
}

#[test]
fn a_repository_without_a_policy_is_an_answer() {
    let text = "\nAn error occurred (RepositoryPolicyNotFoundException) when calling the GetRepositoryPolicy operation: Repository policy \
                does not exist for the repository with name 'shared/base' in the registry with id '999988887777'\n";
    let policy = r#"{"registryId": "999988887777", "repositoryName": "shared/base", "policyText": "{}"}"#;
    let read = |documents: &[(&str, &str)]| read_documents(documents.iter().copied(), &Options::default()).unwrap();
    let snapshot = read(&[("eu-west-1/none.json", text), ("eu-west-1/vpcs.json", r#"{"Vpcs": []}"#)]);
    assert_eq!(warnings(&snapshot), [""; 0]);
    assert!(snapshot.inventory.knowledge.failed_calls().is_empty());
    let [own] = snapshot.inventory.repository_policies.iter().collect::<Vec<_>>().try_into().unwrap();
    assert_eq!((own.repository.as_str(), &own.document), ("shared/base", &None));
    assert_eq!(own.scope.account.as_ref().unwrap().as_str(), "999988887777");
    assert_eq!(own.scope.region.as_ref().unwrap().as_str(), "eu-west-1");
    // A policy that was read counts, in whatever order.
    for files in [["a.json", "b.json"], ["b.json", "a.json"]] {
        let mut documents = [(files[0], text), (files[1], policy)];
        documents.sort_unstable();
        let snapshot = read(&documents);
        let [own] = snapshot.inventory.repository_policies.iter().collect::<Vec<_>>().try_into().unwrap();
        assert!(own.document.is_some());
    }
}

#[test]
fn what_aws_says_does_not_exist_is_not_to_be_asked_for_again() {
    for (text, none) in [
        (
            "(NoSuchEntity) when calling the GetRole operation: The role with name pay-exec cannot be found.",
            "role `pay-exec`",
        ),
        (
            "(NoSuchEntity) when calling the ListRolePolicies operation: The role with name pay-exec cannot be found.",
            "role `pay-exec`",
        ),
        (
            "(NoSuchEntity) when calling the GetRolePolicy operation: The role policy with name pull cannot be found.",
            "inline policy `pull`",
        ),
        (
            "(NoSuchEntity) when calling the GetPolicy operation: Policy arn:aws:iam::111122223333:policy/p was not found.",
            "policy `arn:aws:iam::111122223333:policy/p`",
        ),
        (
            "(ResourceNotFoundException) when calling the DescribeSecret operation: Secrets Manager can't find the specified secret.",
            "such secret",
        ),
        (
            "(RepositoryNotFoundException) when calling the GetRepositoryPolicy operation: The repository with name 'x' does not exist in \
             the registry with id '111122223333'",
            "repository `x`",
        ),
        (
            "(RepositoryPolicyNotFoundException) when calling the GetRepositoryPolicy operation: none",
            "such policy of a repository",
        ),
    ] {
        let text = format!("\nAn error occurred {text}\n");
        let snapshot = read_files(&[("answer.json", text.as_bytes()), ("vpcs.json", VPC)]).unwrap();
        let [warning] = warnings(&snapshot).try_into().unwrap();
        let expected =
            format!("`answer.json` holds an error instead of a document: AWS says that there is no {none} (");
        assert!(warning.starts_with(&expected), "{warning}");
        let [call] = snapshot.inventory.knowledge.failed_calls() else { panic!("still unknown") };
        assert_eq!(call.arguments.as_deref(), none.contains("role").then_some("pay-exec"));
        let alone = refused(read_files(&[("answer.json", text.as_bytes())]));
        for advice in [warning, alone.hint().unwrap()] {
            assert!(advice.contains("check its name") && !advice.contains("again"), "{advice}");
        }
    }
}

#[test]
fn a_list_of_policies_is_called_after_its_role() {
    let names = r#"{"PolicyNames": ["pull"]}"#;
    let attached = r#"{"AttachedPolicies": []}"#;
    let definition = r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/pay:1", "family": "pay",
        "executionRoleArn": "arn:aws:iam::111122223333:role/team/pay-exec", "volumes": [], "containerDefinitions": []}}"#;
    let warnings = |files: &[(&str, &str)]| {
        let documents = files.iter().copied();
        warnings(&read_documents(documents, &Options::default()).unwrap())
    };
    assert_eq!(
        warnings(&[("pay-exec.json", names), ("a/pay-exec.json", attached), ("definition.json", definition)]),
        [""; 0]
    );
    let [one, other] =
        warnings(&[("list.json", names), ("attached-role-policies.json", attached), ("definition.json", definition)])
            .try_into()
            .unwrap();
    assert!(one.contains("list.json#/PolicyNames") && one.contains("role `list`"), "{one}");
    assert!(other.contains("call the file after the role"), "{other}");
    // Where no role is named, nobody can tell.
    assert_eq!(warnings(&[("list.json", names), ("vpcs.json", r#"{"Vpcs": []}"#)]), [""; 0]);
}

#[test]
fn an_answer_that_nothing_tells_of_may_be_a_part_of_any_list() {
    let read = |files: &[(&str, &str)]| {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        read_files(&files).unwrap().inventory.knowledge
    };
    let here = Scope::default();
    let vpcs = ("vpcs.json", r#"{"Vpcs": []}"#);
    let whole = read(&[vpcs]);
    assert!(whole.knows(DocumentKind::Vpcs, &here));
    assert_eq!(whole.coverage(DocumentKind::HostedZoneSummaries, &here), Coverage::NotAsked);
    // Neither an empty file nor an error without an operation says what was asked for.
    for lost in ["", "Unable to locate credentials. You can configure credentials by running \"aws configure\"."] {
        let knowledge = read(&[vpcs, ("answer-7.json", lost)]);
        assert_eq!(knowledge.coverage(DocumentKind::Vpcs, &here), Coverage::Partial, "{lost}");
        assert!(knowledge.is_cut_short(DocumentKind::HostedZoneSummaries, &here), "{lost}");
        assert!(knowledge.is_cut_short(DocumentKind::ResolverRuleAssociations, &here), "{lost}");
    }
    // One whose name tells leaves the others whole.
    let named = read(&[vpcs, ("subnets.json", "")]);
    assert!(named.knows(DocumentKind::Vpcs, &here));
    assert_eq!(named.coverage(DocumentKind::Subnets, &here), Coverage::Partial);
}
