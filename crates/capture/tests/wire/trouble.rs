//! Throttles, nonsense and silence.

use std::time::{Duration, Instant};

use hopwise_capture::{Call, CaptureError, FailureKind, Limits, Purpose, Request, Scope};

use crate::fake::{Asked, Fake, Reply};
use crate::support::{answer, observed, region, request, run, task};
use crate::world::{TASK, World};

/// Ways of asking to slow down, and what they are called.
const THROTTLES: &[(&str, u16, &str)] = &[
    ("DescribeSubnets", 503, "RequestLimitExceeded"),
    ("DescribeTaskDefinition", 400, "ThrottlingException"),
    ("GetRole", 400, "Throttling"),
];

#[test]
fn what_is_throttled_is_asked_again() {
    let calm = Fake::new(World::new());
    let whole = region(&calm);
    for &(operation, status, code) in THROTTLES {
        let fake = Fake::with(World::new(), move |asked, time| {
            (asked.is(operation) && time <= 3).then(|| Reply::error(asked, status, code))
        });
        let (captured, told) = observed(&request(&fake, Scope::default(), Purpose::Keep));
        let captured = captured.unwrap();
        assert!(captured.is_complete(), "{operation}");
        assert_eq!(captured.documents, whole.documents);
        let throttled = fake.count() - calm.count();
        let different = calm.asked().iter().filter(|asked| asked.is(operation)).count();
        assert_eq!(throttled, 3 * different, "{operation}");
        assert_eq!(told.count("Throttled"), throttled, "{operation}");
        assert_eq!(told.count("Retried"), 0, "{operation}");
    }
}

/// One failure that lasts, and the failures that are recorded.
fn lasting(operation: &'static str, reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> (Vec<String>, usize) {
    let fake = Fake::with(World::new(), move |asked, _| asked.is(operation).then(|| reply(asked)));
    let mut request = request(&fake, Scope::default(), Purpose::Keep);
    request.access.limits.attempts = 4;
    let captured = run(&request).unwrap();
    let failures = captured.manifest.failures();
    let failures = failures.map(|(_, made, failure)| format!("{} {:?} {}", made.action, failure.kind, failure.code));
    (failures.collect(), fake.asked().iter().filter(|asked| asked.is(operation)).count())
}

#[test]
fn what_is_throttled_for_ever_is_given_up() {
    for &(operation, status, code) in THROTTLES {
        let (failures, asked) = lasting(operation, move |asked| Reply::error(asked, status, code));
        let call = Call::ALL.iter().find(|call| call.operation() == operation).unwrap();
        assert!(failures.iter().all(|failure| *failure == format!("{call} Throttled {code}")), "{failures:?}");
        assert_eq!(asked, 4 * failures.len());
    }
}

#[test]
fn errors_of_aws_are_recorded_by_their_codes() {
    let (failures, asked) = lasting("DescribeSubnets", |asked| Reply::error(asked, 500, "InternalError"));
    assert_eq!((failures, asked), (vec!["ec2:DescribeSubnets Error InternalError".to_owned()], 4));
    let (failures, asked) = lasting("DescribeSubnets", |asked| Reply::error(asked, 400, "InvalidParameterValue"));
    assert_eq!((failures, asked), (vec!["ec2:DescribeSubnets Error InvalidParameterValue".to_owned()], 1));
    let (failures, asked) = lasting("DescribeSubnets", |_| Reply::Dropped);
    assert_eq!((failures, asked), (vec!["ec2:DescribeSubnets Error connection failed".to_owned()], 4));
}

/// Answers that are none.
fn nonsense() -> Vec<Reply> {
    const WRONG_SHAPE: &str = r#"{"clusterArns": 5, "taskArns": {"a": []}, "serviceArns": "", "clusters": [[]],
        "containerInstanceArns": [{}], "tasks": 1, "services": {}, "containerInstances": true, "taskDefinition": [],
        "registryId": {}, "ARN": [], "ResolverRules": 3, "ResolverRuleAssociations": {}, "FirewallConfigs": "",
        "ProfileAssociations": {},
        "FirewallRuleGroupAssociations": [[]], "FirewallRules": 1, "FirewallDomainLists": true, "Domains": {}}"#;
    const HTML: &str = "<html><head><title>Captive portal</title></head><body>Log in, <br> please</body></html>";
    const HALF: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeSubnetsResponse \
                        xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><subnetSet><item><subnetId>subnet-0a1</subne";
    let mut all = vec![
        Reply::raw(500, ""),
        Reply::raw(403, ""),
        Reply::raw(502, HTML),
        Reply::raw(400, "{\"__type\": 7}"),
        Reply::raw(400, "<Response><Errors>"),
        Reply::raw(599, "\u{0}\u{fffd}"),
    ];
    all.extend(["", "\n", HALF, "<a/>", "[1, 2", "\u{0}", HTML, WRONG_SHAPE].map(|body| Reply::raw(200, body)));
    all
}

/// One call of each service and of each kind.
const OF_EACH_KIND: &[Call] = &[
    Call::DescribeSubnets,
    Call::DescribeVpcAttribute,
    Call::DescribeAddresses,
    Call::ListTasks,
    Call::DescribeTasks,
    Call::GetRepositoryPolicy,
    Call::GetRole,
    Call::ListRolePolicies,
    Call::GetResourcePolicy,
    Call::ListHostedZonesByVPC,
    Call::ListResourceRecordSets,
    Call::ListResolverRules,
    Call::ListProfileAssociations,
    Call::GetCallerIdentity,
];

#[test]
fn nonsense_is_told_from_answers() {
    let whole = region(&Fake::new(World::new()));
    let every = nonsense();
    let [.., html, wrong_shape] = every.as_slice() else { panic!("there is some") };
    let of_each_kind = OF_EACH_KIND.iter().flat_map(|&call| every.iter().map(move |reply| (call, reply)));
    let of_all = Call::ALL.iter().flat_map(|&call| [(call, html), (call, wrong_shape)]);
    for (call, reply) in of_each_kind.chain(of_all) {
        let there = reply.clone();
        let fake = Fake::with(World::new(), move |asked, _| (asked.action() == call.action()).then(|| there.clone()));
        let mut request = request(&fake, Scope::default(), Purpose::Keep);
        request.access.limits.attempts = 2;
        let captured = run(&request).unwrap();
        // Nothing depends on whose account it is.
        assert_eq!(captured.is_complete(), call == Call::GetCallerIdentity, "{call} {reply:?}");
        for (_, made, failure) in captured.manifest.failures() {
            // Which lists of domains AWS keeps is not known then, and they are asked for, too.
            if (call, made.action) == (Call::ListFirewallDomainLists, Call::ListFirewallDomains.action()) {
                continue;
            }
            assert_eq!(made.action, call.action());
            assert!([FailureKind::Unreadable, FailureKind::Error].contains(&failure.kind), "{failure:?} {reply:?}");
            assert!(failure.code.len() < 60 && failure.code.is_ascii(), "{failure:?}");
        }
        for document in &captured.documents {
            // A role is described by three calls, and AWS's own prefix lists can be had one by one.
            let other = document.0.contains("iam/roles") || document.0.ends_with("pl-6da54004.json");
            assert!(other || whole.documents.contains(document), "{call} {reply:?} {document:?}");
        }
    }
}

#[test]
fn a_body_that_breaks_off_is_no_answer() {
    let whole = region(&Fake::new(World::new()));
    let subnets = |captured: &hopwise_capture::Captured| {
        captured.documents.iter().find(|(name, _)| name == "eu-west-1/subnets.json").map(|(_, text)| text.clone())
    };
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeSubnetsResponse \
                xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>59dbff89</requestId><subnetSet>\
                <item><subnetId>subnet-0a1</subnetId><vpcId>vpc-0a</vpcId><cidrBlock>10.0.1.0/24</cidrBlock></item>\
                <item><subnetId>subnet-0a2</subnetId><vpcId>vpc-0a</vpcId><cidrBlock>10.0.2.0/24</cidrBlock></item>\
                </subnetSet></DescribeSubnetsResponse>";
    // After each tag, and within the next one or the next text.
    let ends = body.match_indices('>').flat_map(|(end, _)| [end + 1, end + 3]);
    for length in ends.filter(|length| *length <= body.len()) {
        let part = body[..length].to_owned();
        let fake =
            Fake::with(World::new(), move |asked, _| asked.is("DescribeSubnets").then(|| Reply::raw(200, &part)));
        let scope = Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..Scope::default() };
        match answer(&fake, scope) {
            Ok(captured) if length == body.len() => assert!(subnets(&captured).unwrap().contains("subnet-0a2")),
            Ok(captured) => {
                assert_eq!(subnets(&captured), None, "{:?}", &body[..length]);
                assert!(!captured.is_complete());
            }
            Err(CaptureError::NoSuch { .. }) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert!(subnets(&whole).is_some());
}

/// With time-outs that are short enough to wait for.
fn impatient(fake: &Fake, scope: Scope) -> Request {
    let mut request = request(fake, scope, Purpose::Answer);
    (request.access.transport.sleep, request.access.transport.time) = (None, None);
    request.access.limits = Limits {
        attempts: 2,
        attempt_timeout: Duration::from_millis(200),
        call_timeout: Duration::from_millis(500),
        first_backoff: Duration::from_millis(1),
        ..Limits::default()
    };
    request
}

#[test]
fn silence_is_not_waited_for() {
    let fake = Fake::with(World::new(), |asked, _| asked.is("DescribeNetworkAcls").then_some(Reply::Nothing));
    let begun = Instant::now();
    let captured = run(&impatient(&fake, Scope::default())).unwrap();
    // Two attempts of 200 ms, far from the minute that is the default.
    assert!(begun.elapsed() < Duration::from_secs(20));
    let failures: Vec<_> = captured.manifest.failures().collect();
    let [(_, made, failure)] = failures.as_slice() else { panic!("{failures:?}") };
    assert_eq!(made.action, "ec2:DescribeNetworkAcls");
    assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::Timeout, "timeout"));
    assert_eq!(fake.asked().iter().filter(|asked| asked.is("DescribeNetworkAcls")).count(), 2);
    assert!(captured.documents.len() > 20);
}

#[test]
fn silence_at_the_beginning_is_the_end() {
    let fake = Fake::with(World::new(), |asked, _| asked.is("DescribeTasks").then_some(Reply::Nothing));
    let error = run(&impatient(&fake, task(TASK))).unwrap_err();
    assert!(
        matches!(&error, CaptureError::Stuck { action: "ecs:DescribeTasks", failure } if failure.kind == FailureKind::Timeout)
    );
    assert!(error.to_string().contains("timed out") && error.hint().unwrap().contains("HTTPS_PROXY"), "{error}");
}

#[test]
fn silence_everywhere_is_told() {
    let fake = Fake::with(World::new(), |_, _| Some(Reply::Nothing));
    let error = run(&impatient(&fake, Scope::default())).unwrap_err();
    let CaptureError::NothingAnswered { failure, .. } = &error else { panic!("{error:?}") };
    assert_eq!(failure.kind, FailureKind::Timeout);
}

/// An empty page after which the page with a token comes.
fn empty_page(asked: &Asked, next: &str) -> Reply {
    let body = match asked.service.as_str() {
        "ec2" => format!("<{0}Response><nextToken>{next}</nextToken></{0}Response>", asked.operation),
        "iam" => format!(
            "<{0}Response><{0}Result><IsTruncated>true</IsTruncated><Marker>{next}</Marker></{0}Result></{0}Response>",
            asked.operation
        ),
        _ => format!("{{\"nextToken\": \"{next}\"}}"),
    };
    Reply::raw(200, &body)
}

#[test]
fn a_page_that_comes_again_is_not_the_end() {
    let whole = region(&Fake::new(World::in_small_pages()));
    for (operation, file) in [
        ("DescribeSubnets", Some("subnets.json")),
        ("SearchTransitGatewayRoutes", Some("tgw-rtb-0a.json")),
        ("GetTransitGatewayRouteTablePropagations", Some("propagations/tgw-rtb-0a.json")),
        ("GetManagedPrefixListEntries", Some("pl-0c.json")),
        ("ListClusters", Some("clusters.json")),
        ("ListTasks", Some("tasks-prod.json")),
        ("ListServices", Some("services-prod.json")),
        ("ListContainerInstances", Some("container-instances-prod.json")),
        ("ListRolePolicies", None),
        ("ListAttachedRolePolicies", None),
    ] {
        // At once, or in a circle: the second page leads to the first one.
        for (next, requests) in [("after-1", 2), ("after-0", 3)] {
            let fake = Fake::with(World::in_small_pages(), move |asked, time| match asked.token() {
                Some("after-1") if asked.is(operation) && time < 5 => Some(empty_page(asked, next)),
                Some("after-1") if asked.is(operation) => Some(Reply::denied(asked)),
                _ => None,
            });
            let captured = region(&fake);
            let failures: Vec<_> = captured.manifest.failures().collect();
            assert!(!failures.is_empty(), "{operation}");
            for (_, made, failure) in failures {
                assert_eq!((made.action.split(':').nth(1), made.requests), (Some(operation), requests));
                let told = (failure.kind, failure.code.as_str());
                assert_eq!(told, (FailureKind::Unreadable, "the same page comes again"), "{operation}");
            }
            if let Some(file) = file {
                let has = |captured: &hopwise_capture::Captured| {
                    captured.documents.iter().any(|(name, _)| *name == format!("eu-west-1/{file}"))
                };
                assert!(has(&whole) && !has(&captured), "{operation}");
            }
        }
    }
}

#[test]
fn nothing_is_no_answer_of_a_service_that_speaks_json() {
    for operation in ["ListClusters", "ListTasks", "DescribeTasks", "DescribeTaskDefinition", "GetRepositoryPolicy"] {
        for body in ["", " \r\n"] {
            let (failures, asked) = lasting(operation, move |_| Reply::raw(200, body));
            assert!(!failures.is_empty() && asked == failures.len(), "{operation}: {failures:?}, asked {asked} times");
            assert!(failures.iter().all(|failure| failure.contains(" Unreadable ")), "{failures:?}");
        }
    }
}

#[test]
fn whose_account_it_is_is_waited_for_briefly() {
    let whole = region(&Fake::new(World::new()));
    let begun = Instant::now();
    for reply in [Some(Reply::Nothing), Some(Reply::Dropped), None] {
        let there = reply.clone();
        let fake = Fake::with(World::new(), move |asked, _| {
            asked.is("GetCallerIdentity").then(|| there.clone().unwrap_or_else(|| Reply::denied(asked)))
        });
        let mut request = request(&fake, Scope::default(), Purpose::Keep);
        if reply == Some(Reply::Nothing) {
            (request.access.transport.sleep, request.access.transport.time) = (None, None);
        }
        let captured = run(&request).unwrap();
        assert!(captured.is_complete());
        assert_eq!(captured.manifest.places[0].account, None);
        assert_eq!(captured.documents, whole.documents);
    }
    // Only silence is waited for, ten seconds.
    assert!((9..25).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[test]
fn names_out_of_reach_do_not_end_a_capture() {
    for dropped in ["route53", "route53profiles", "route53resolver"] {
        let fake = Fake::with(World::new(), move |asked, _| (asked.service == dropped).then_some(Reply::Dropped));
        let scope = Scope { vpcs: vec!["vpc-0a".try_into().unwrap()], ..Scope::default() };
        let captured = answer(&fake, scope).unwrap();
        assert!(captured.documents.iter().any(|(name, _)| name == "eu-west-1/subnets.json"));
        let failed: Vec<_> = captured.manifest.failures().map(|(_, made, _)| made.action).collect();
        assert!(!failed.is_empty() && failed.iter().all(|action| action.starts_with(&format!("{dropped}:"))));
    }
}

#[test]
fn records_that_lead_nowhere_or_back_are_not_all() {
    for next in ["", "<NextRecordName>a.</NextRecordName><NextRecordType>A</NextRecordType>"] {
        let body = format!(
            "<ListResourceRecordSetsResponse xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">\
             <ResourceRecordSets/><IsTruncated>true</IsTruncated>{next}<MaxItems>300</MaxItems>\
             </ListResourceRecordSetsResponse>"
        );
        let fake = Fake::with(World::new(), move |asked, _| {
            asked.is("ListResourceRecordSets").then(|| Reply::raw(200, &body))
        });
        let captured = region(&fake);
        let failed: Vec<_> =
            captured.manifest.failures().map(|(_, made, failure)| (made.action, failure.kind)).collect();
        assert_eq!(failed, [("route53:ListResourceRecordSets", FailureKind::Unreadable)]);
        assert!(!captured.documents.iter().any(|(name, _)| name.contains("record-sets")));
    }
}
