//! What a text names.

use hopwise_ecs::stopped::{Facts, FailedStep, decode};

fn facts(text: &str) -> Facts {
    decode(text).facts
}

fn text(value: &str) -> Option<String> {
    value.parse().ok()
}

#[test]
fn of_a_timeout() {
    for head in [
        "Head \"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1\":",
        "Head https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1:",
    ] {
        for image in [
            "\"111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1\"",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1",
        ] {
            let found = facts(&format!(
                "CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref {image}: failed to do request: {head} dial tcp 10.0.3.18:443: i/o timeout"
            ));
            assert_eq!(
                found,
                Facts {
                    host: text("111122223333.dkr.ecr.eu-west-1.amazonaws.com"),
                    address: "10.0.3.18".parse().ok(),
                    port: Some(443),
                    retries: Some(5),
                    image: text("111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"),
                    ..Facts::default()
                },
                "{head} {image}"
            );
        }
    }
}

#[test]
fn of_a_text_inside_json() {
    let found = facts(r#"Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp [2600:1f18::7]:443: i/o timeout"#);
    assert_eq!(found.host, text("api.ecr.eu-west-1.amazonaws.com"));
    assert_eq!(found.address, "2600:1f18::7".parse().ok());
}

#[test]
fn of_a_name_that_was_looked_up() {
    let found = facts("dial tcp: lookup api.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host");
    assert_eq!(found.host, text("api.ecr.eu-west-1.amazonaws.com"));
    assert_eq!(found.dns_server, "10.0.0.2".parse().ok());
    assert_eq!(found.address, None, "nobody was asked but the DNS server");
    let found = facts(
        "dial tcp: lookup ssm.eu-west-1.amazonaws.com on [fd00:ec2::253]:53: read udp 10.0.1.7:4->10.0.0.2:53: i/o timeout",
    );
    assert_eq!(found.dns_server, "fd00:ec2::253".parse().ok());
}

#[test]
fn of_a_refusal() {
    let found = facts(
        "operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 0b1f, api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec/3f9c is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db because no VPC endpoint policy allows the secretsmanager:GetSecretValue action",
    );
    assert_eq!(found.action, text("secretsmanager:GetSecretValue"));
    assert_eq!(found.principal, text("arn:aws:sts::111122223333:assumed-role/exec/3f9c"));
    assert_eq!(found.resource, text("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"));
    assert_eq!((found.http_status, found.arn), (Some(400), None));
    let found = facts(
        "is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy",
    );
    assert_eq!(found.resource, text("*"));
}

#[test]
fn of_a_role_and_a_secret() {
    let found = facts("ECS was unable to assume the role 'arn:aws:iam::111122223333:role/exec' that was provided");
    assert_eq!(found.arn, text("arn:aws:iam::111122223333:role/exec"));
    let found = facts(
        "failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab1Cd2 from secrets manager",
    );
    assert_eq!(found.arn, text("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-Ab1Cd2"));
}

#[test]
fn of_a_status() {
    assert_eq!(facts("unexpected status code [manifests sha256:01]: 403 Forbidden").http_status, Some(403));
    assert_eq!(
        facts("unexpected status code https://r.example.com:5000/v2/a: 429 Too Many Requests").http_status,
        Some(429)
    );
    assert_eq!(facts("API error (404): repository r/a not found").http_status, Some(404));
}

#[test]
fn of_a_proxy() {
    let found = facts(
        "Get \"https://api.ecr.eu-west-1.amazonaws.com/\": proxyconnect tcp: dial tcp 10.0.9.9:3128: i/o timeout",
    );
    assert!(found.proxy);
    assert_eq!((found.address, found.port), ("10.0.9.9".parse().ok(), Some(3128)));
    assert_eq!(found.host, text("api.ecr.eu-west-1.amazonaws.com"));
}

#[test]
fn of_a_log_router_and_of_credentials() {
    let found = facts("[error] [net] TCP connection failed: logs.eu-west-1.amazonaws.com:443 (Connection timed out)");
    assert_eq!((found.host, found.port), (text("logs.eu-west-1.amazonaws.com"), Some(443)));
    let found = facts("CredentialsFetchError: failed to connect to 169.254.170.2: connection refused");
    assert_eq!(found.address, "169.254.170.2".parse().ok());
    assert_eq!(facts("a secret for 169.254.170.2 is no address that was asked").address, None);
}

#[test]
fn of_a_file_system() {
    let found = facts("stderr: Failed to resolve \"fs-0a1b2c3d.efs.eu-west-1.amazonaws.com\" - check");
    assert_eq!(found.host, text("fs-0a1b2c3d.efs.eu-west-1.amazonaws.com"));
}

#[test]
fn a_password_is_no_host() {
    assert_eq!(facts("Get https://me:hunter2@r.example.com:5000/v2/: dial").host, text("r.example.com"));
}

#[test]
fn what_is_cut_off_is_no_fact() {
    for cut in [
        "send request failed caused by: Post \"https://api.ecr.eu-west-1.amaz",
        "Post \"https://api.ecr.eu-west-1.",
        "Post \"https://api.ecr.cn-north-1.amazonaws.com",
        "dial tcp: lookup api.ecr.eu-west-1.amaz",
        "(service orders) was unable to place a task. Reason: Post \"https://api.ecr.eu-west-1.amaz. For more information, see",
    ] {
        assert_eq!(facts(cut).host, None, "{cut}");
        assert_eq!(decode(cut).step, Some(FailedStep::RegistryAuth), "its beginning tells: {cut}");
    }
    assert_eq!(facts("Post \"https://ssm.eu-west-1.amazonaws.com").host, text("ssm.eu-west-1.amazonaws.com"));
    assert_eq!(facts("Get \"https://r.example.com\"").host, text("r.example.com"));
    assert_eq!(facts("dial tcp 52.94.1").address, None);
    let found = facts("dial tcp 52.94.184.143:44");
    assert_eq!((found.address, found.port), ("52.94.184.143".parse().ok(), None), "443 may be meant");
}

#[test]
fn of_a_status_of_a_request() {
    let found = facts("unexpected status from HEAD request to https://r.example.com:5000/v2/a/manifests/1: 403");
    assert_eq!((found.http_status, found.host), (Some(403), text("r.example.com")));
}

#[test]
fn of_a_mount_over_nfs() {
    let volume =
        "CannotCreateVolumeError: failed to mount local volume: mount :/export:/var/lib/docker/volumes/n/_data, data: ";
    for (text, address, port) in [
        (format!("{volume}addr=10.1.2.3: connection timed out"), "10.1.2.3", Some(2049)),
        (format!("{volume}addr=10.1.2.3,nfsvers=4: connection refused"), "10.1.2.3", Some(2049)),
        (format!("{volume}addr=10.1.2.3,nfsvers=4,port=2050: connection refused"), "10.1.2.3", Some(2050)),
        (
            "failed to mount local volume: mount //10.1.2.3/share:/x, data: addr=10.1.2.3,vers=3.0,cifs: connection refused".to_owned(),
            "10.1.2.3",
            None,
        ),
    ] {
        let found = facts(&text);
        assert_eq!((found.address, found.port), (address.parse().ok(), port), "{text}");
    }
    for text in [
        "failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out",
        "failed to invoke EFS utils commands to set up EFS volumes: Failed to resolve \"fs-0abc.efs.eu-west-1.amazonaws.com\"",
    ] {
        assert_eq!(facts(text).port, Some(2049), "{text}");
    }
    assert_eq!(facts("New-SmbGlobalMapping: the network path was not found").port, None);
}
