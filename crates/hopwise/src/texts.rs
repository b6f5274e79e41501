//! Texts of AWS's in what people paste: lists, lines that a terminal wrapped, and what the AWS CLI prints.

mod documents;
mod lines;

/// The texts of an input, in order, each once.
///
/// What the AWS CLI printed of tasks and services (one or more documents of JSON or YAML) gives the stopped reasons, the containers'
/// reasons, the reasons of failures, and the events that tell of a start that failed; under names of somebody's own (`--query`) what is
/// known as an error. JSON strings are a text each. Else each line is a text, but for those that a console or terminal has provably
/// wrapped: they are indented, the line before them ends in the midst of something, or nothing more had room there. A blank line ends
/// a text.
///
/// Empty where there is nothing to decode, also in a document without reasons.
///
/// ```
/// let texts = hopwise::texts_in("CannotPullContainerError: failed to do request: dial tcp\n  10.0.3.18:443: i/o timeout\nSpotInterruptionError: x\n");
/// assert_eq!(texts.len(), 2);
/// assert!(texts[0].ends_with("dial tcp 10.0.3.18:443: i/o timeout"));
/// ```
#[must_use]
pub fn texts_in(input: &str) -> Vec<String> {
    let input = input.trim_start_matches('\u{feff}');
    documents::texts(input).unwrap_or_else(|| lines::texts(input))
}

#[cfg(test)]
mod tests {
    use hopwise_ecs::stopped::decode;

    use super::*;

    const REASON: &str = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post \"https://api.ecr.eu-west-1.amazonaws.com/\": dial tcp 52.94.184.143:443: i/o timeout. Please check your task network configuration.";

    /// As consoles wrap: between words.
    fn wrapped(text: &str, width: usize) -> String {
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let line = lines.last_mut().unwrap();
            if line.is_empty() {
                line.push_str(word);
            } else if line.len() + 1 + word.len() <= width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
        lines.join("\n")
    }

    /// As terminals wrap: where the line ends.
    fn cut(text: &str, width: usize) -> String {
        let letters: Vec<char> = text.chars().collect();
        letters.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_wrapped_text_is_one() {
        for width in 60..160 {
            let input = format!("{}\n{}\n", wrapped(REASON, width), wrapped(&REASON.replace("52.94", "52.95"), width));
            assert_eq!(texts_in(&input), [REASON.to_owned(), REASON.replace("52.94", "52.95")], "{width}");
            let texts = texts_in(&cut(REASON, width));
            assert_eq!(texts.len(), 1, "{width}: {texts:?}");
            assert_eq!(decode(&texts[0]).class, decode(REASON).class, "{width}: {texts:?}");
        }
    }

    #[test]
    fn errors_of_a_registry_are_one_text() {
        let text = "CannotPullImageManifestError: Error response from daemon: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n";
        assert_eq!(texts_in(text).len(), 1);
        assert_eq!(decode(&texts_in(text)[0]).class.as_str(), "image-or-credentials");
    }

    #[test]
    fn a_list_has_one_text_on_each_line() {
        let list = "Task failed to start\nCannotPullContainerError: context canceled\nEssential container in task exited\n\nsignal: killed\nno such host\nscaling\nTaskFailedToStart: RESOURCE:ENI\n(service web) is unable to consistently start tasks successfully.\n(service web) rolling back to (deployment ecs-svc/1).\n";
        assert_eq!(texts_in(list), list.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>());
    }

    #[test]
    fn what_the_cli_prints_gives_its_reasons() {
        let tasks = r#"{"tasks": [
            {"taskArn": "a", "lastStatus": "STOPPED", "stoppedReason": "Task failed to start", "containers": [
                {"name": "web", "reason": "CannotPullContainerError: dial tcp 10.0.3.18:443: i/o timeout", "lastStatus": "STOPPED"}]},
            {"taskArn": "b", "lastStatus": "RUNNING", "containers": [{"name": "web"}]}],
            "failures": [{"arn": "c", "reason": "MISSING"}]}"#;
        let expected =
            ["MISSING", "Task failed to start", "CannotPullContainerError: dial tcp 10.0.3.18:443: i/o timeout"];
        assert_eq!(texts_in(tasks), expected);
        let services = r#"{"services": [{"serviceName": "web", "deployments": [
            {"rolloutState": "FAILED", "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start."},
            {"rolloutState": "COMPLETED", "rolloutStateReason": "ECS deployment ecs-svc/1 completed."}],
            "events": [{"id": "1", "message": "(service web) has reached a steady state."},
                {"id": "2", "message": "(service web) was unable to place a task. Reason: AGENT."}]}]}"#;
        assert_eq!(texts_in(services).len(), 2, "{:?}", texts_in(services));
        assert_eq!(texts_in(&format!("{tasks}\n{services}")).len(), 5);
        assert_eq!(texts_in("\"signal: killed\"\n\"no such host\"\n"), ["signal: killed", "no such host"]);
        assert_eq!(texts_in(r#"{"tasks": [{"lastStatus": "RUNNING"}]}"#), [""; 0]);
        assert_eq!(texts_in("[note] signal: killed"), ["[note] signal: killed"]);
    }

    /// Texts of their own, whatever the line before them says, and however long the lines are.
    #[test]
    fn lines_that_nothing_has_wrapped_are_texts_of_their_own() {
        let texts = [
            "CannotPullContainerError: inspect image has been retried 1 time(s): httpReadSeeker: failed open: TOOMANYREQUESTS: Rate exceeded",
            "ERROR: toomanyrequests: Too Many Requests.",
            "CannotCreateContainerError: Error response from daemon: No such image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1",
            "ExecuteCommandAgent: ExecuteCommandAgent exited with exit code: 1",
            "Task stopped before image pull could begin for task: arn:aws:ecs:eu-west-1:111122223333:task/prod/0a1b",
            "ECS was unable to assume the role 'arn:aws:iam::111122223333:role/exec' that was provided for this task.",
            "dial tcp 10.0.3.18:443: i/o timeout",
            REASON,
            "signal: killed",
        ];
        for (index, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(index + 1).chain(texts.iter().take(index)) {
                assert_eq!(texts_in(&format!("{one}\n{other}\n")), [*one, *other]);
            }
        }
        assert_eq!(texts_in(&texts.join("\n")), texts);
    }

    /// What PowerShell and editors put before it does not hide a document.
    #[test]
    fn a_mark_of_the_byte_order_is_no_text() {
        let tasks = r#"{"tasks": [{"stoppedReason": "Task failed to start", "containers": [{"reason": "CannotPullContainerError: context canceled"}]}]}"#;
        let expected = ["Task failed to start", "CannotPullContainerError: context canceled"];
        assert_eq!(texts_in(&format!("\u{feff}{tasks}")), expected);
        assert_eq!(texts_in("\u{feff}signal: killed\r\n"), ["signal: killed"]);
    }

    #[cfg(feature = "yaml")]
    #[test]
    fn yaml_gives_its_reasons() {
        let tasks = "failures: []\ntasks:\n- attachments:\n  - details: []\n  containers:\n  - name: web\n    reason: 'CannotPullContainerError: failed to do request:\n      dial tcp 10.0.3.18:443: i/o timeout'\n  cpu: '512'\n  stopCode: TaskFailedToStart\n  stoppedReason: Task failed to start\n";
        let expected = [
            "Task failed to start",
            "CannotPullContainerError: failed to do request: dial tcp 10.0.3.18:443: i/o timeout",
        ];
        assert_eq!(texts_in(tasks), expected);
        assert_eq!(texts_in(&format!("---\n{tasks}")), expected);
        assert_eq!(
            texts_in("- Task failed to start\n- 'signal: killed'\n"),
            ["Task failed to start", "signal: killed"]
        );
        assert_eq!(texts_in("tasks:\n- lastStatus: RUNNING\n"), [""; 0]);
        // Texts that are YAML by chance.
        assert_eq!(
            texts_in("CannotPullContainerError: context canceled\n"),
            ["CannotPullContainerError: context canceled"]
        );
        assert_eq!(texts_in("reason: CannotPullContainerError: x"), ["reason: CannotPullContainerError: x"]);
    }

    #[test]
    fn members_of_ones_own_give_what_is_known() {
        let queried = r#"[{"r": "Task failed to start", "s": "STOPPED", "c": ["CannotPullContainerError: context canceled", null]}, {"r": null, "c": [null], "image": "nginx:latest"}]"#;
        assert_eq!(texts_in(queried), ["CannotPullContainerError: context canceled", "Task failed to start"]);
        assert_eq!(texts_in(r#"{"services": [{"status": "INACTIVE", "serviceName": "web"}]}"#), [""; 0]);
        assert_eq!(texts_in(r#"{"Vpcs": [{"CidrBlock": "10.0.0.0/16", "State": "available"}]}"#), [""; 0]);
    }
}
