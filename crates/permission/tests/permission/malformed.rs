//! What is no policy is an error with a place, never a panic and never a policy that says less.

use hopwise_permission::{Policy, PolicyErrorKind};

#[test]
fn bad_input() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let rows: &[(&str, &str, &str)] = &[
        ("", "", "not JSON (line 1, column 0)"),
        ("{\n  \"Statement\": [}", "", "not JSON (line 2, column 17)"),
        ("{} trailing", "", "not JSON (line 1, column 4)"),
        ("%7B%22Version%22%3A%222012-10-17%22%7D", "", "not JSON (line 1, column 1)"),
        ("null", "", "expected an object"),
        (r#""{\"Statement\": []}""#, "", "expected an object"),
        ("[]", "", "expected an object"),
        ("{}", "", "no `Statement`"),
        (r#"{"Statement": []}"#, "/Statement", "expected at least one statement"),
        (
            r#"{"Version": "2008-10-17", "Id": "default", "Statement": []}"#,
            "/Statement",
            "expected at least one statement",
        ),
        ("\n\t {\"Statement\" : [ ] } \n", "/Statement", "expected at least one statement"),
        (r#"{"Statement": null}"#, "/Statement", "expected an object"),
        (r#"{"Statement": [], "Statements": []}"#, "/Statements", "unknown member"),
        (r#"{"Statement": [], "Statement": []}"#, "/Statement", "repeated member"),
        (r#"{"Version": "2012-10-18", "Statement": []}"#, "/Version", "expected 2012-10-17 or 2008-10-17"),
        (r#"{"Version": 2012, "Statement": []}"#, "/Version", "expected a string"),
        (r#"{"Id": 1, "Statement": []}"#, "/Id", "expected a string"),
        (r#"{"Statement": "Allow"}"#, "/Statement", "expected an object"),
        (r#"{"Statement": [null]}"#, "/Statement/0", "expected an object"),
        (r#"{"Statement": {}}"#, "/Statement", "no `Effect`"),
        (r#"{"Statement": {"Effect": "allow"}}"#, "/Statement/Effect", "expected Allow or Deny"),
        (r#"{"Statement": {"Effect": ["Allow"]}}"#, "/Statement/Effect", "expected a string"),
        (r#"{"Statement": [{"Effect": "Allow", "Resource": "*"}]}"#, "/Statement/0", "no `Action or NotAction`"),
        (r#"{"Statement": [{"Effect": "Allow", "Action": "*"}]}"#, "/Statement/0", "no `Resource or NotResource`"),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "a:*", "Resource": "*"}}"#,
            "/Statement",
            "both `Action` and `NotAction`",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*"}}"#,
            "/Statement",
            "both `Resource` and `NotResource`",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": "*", "NotPrincipal": "*", "Action": "*"}}"#,
            "/Statement",
            "both `Principal` and `NotPrincipal`",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": ["a:b", 1], "Resource": "*"}}"#,
            "/Statement/Action/1",
            "expected a string",
        ),
        (r#"{"Statement": {"Effect": "Allow", "Action": []}}"#, "/Statement/Action", "expected at least one string"),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": {"a": 1}}}"#,
            "/Statement/Action",
            "expected a string or a list of strings",
        ),
        (r#"{"Statement": {"Effect": "Allow", "action": "*"}}"#, "/Statement/action", "unknown member"),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": "111122223333", "Action": "*"}}"#,
            "/Statement/Principal",
            "expected \"*\" or an object",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": {}, "Action": "*"}}"#,
            "/Statement/Principal",
            "expected a principal",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": {"Aws": "*"}, "Action": "*"}}"#,
            "/Statement/Principal/Aws",
            "unknown member",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": [["*"]]}, "Action": "*"}}"#,
            "/Statement/Principal/AWS/0",
            "expected a string",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": []}}"#,
            "/Statement/Condition",
            "expected an object",
        ),
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a/b~c": {}}}}}"#,
            "/Statement/Condition/Bool/a~1b~0c",
            "expected a string, a number, or a boolean",
        ),
        // Which of two conditions of one name counts would be a guess.
        (
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {"Bool": {"k": "true", "k": "false"}}}}"#,
            "/Statement/Condition/Bool/k",
            "repeated member",
        ),
    ];
    for (text, pointer, kind) in rows {
        let error = Policy::parse(text).map(|_| ()).expect_err(text);
        assert_eq!((error.pointer.as_str(), error.kind.to_string().as_str()), (*pointer, *kind), "{text}");
    }
    assert!(matches!(Policy::parse(&deep).unwrap_err().kind, PolicyErrorKind::Json { .. }));
}

#[test]
fn unusual_but_good_input() {
    for text in [
        // The policy that an endpoint has when nobody gave it one.
        r#"{"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}"#,
        // A repository policy as ECR prints it.
        r#"{"Version": "2008-10-17", "Statement": [{"Sid": "new statement", "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": ["ecr:BatchGetImage"]}]}"#,
        r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
            "NumericLessThan": {"k": [1, 2.5, -3]}, "Bool": {"k": [true, "false"]}, "StringEquals": {"k": []}, "X": {}}}}"#,
        "\n\t {\"Statement\" : { \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\" } } \n",
    ] {
        if let Err(error) = Policy::parse(text) {
            panic!("{error}: {text}");
        }
    }
}
