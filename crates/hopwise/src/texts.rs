//! Texts of AWS's in what people paste: lists, lines that a terminal wrapped, and what the AWS CLI prints.

use hopwise_ecs::stopped::{Class, ErrorName, NetworkFault, decode};
use serde_json::{Deserializer, Map, Value};

/// The texts of an input, in order, each once.
///
/// What the AWS CLI printed of tasks and services (one or more JSON documents) gives the stopped reasons, the containers' reasons,
/// the reasons of failures, and the events that tell of a start that failed. JSON strings are a text each. Else each line is a
/// text, but for lines that begin no error of their own: a console or terminal has wrapped them, and they belong to the text
/// before. A blank line ends a text.
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
    let documents = input.trim_start().starts_with(['{', '[', '"']).then(|| documents(input)).flatten();
    let Some(documents) = documents else { return lines(input) };
    let mut texts = Vec::new();
    for document in &documents {
        of_value(document, &mut texts);
    }
    texts
}

/// The JSON documents that an input is made of; none if it is something else.
fn documents(input: &str) -> Option<Vec<Value>> {
    let documents: Vec<Value> = Deserializer::from_str(input).into_iter().collect::<Result<_, _>>().ok()?;
    (!documents.is_empty()).then_some(documents)
}

fn of_value(value: &Value, texts: &mut Vec<String>) {
    match value {
        // What `jq` prints without `-r`, or `--query` does of reasons alone.
        Value::String(text) => add(text, texts),
        Value::Array(values) => values.iter().for_each(|value| of_value(value, texts)),
        Value::Object(members) => of_object(members, texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn of_object(members: &Map<String, Value>, texts: &mut Vec<String>) {
    for name in ["stoppedReason", "reason"] {
        if let Some(Value::String(text)) = members.get(name) {
            add(text, texts);
        }
    }
    let is = |name: &str, value: &str| members.get(name).and_then(Value::as_str) == Some(value);
    if let Some(Value::String(text)) = members.get("rolloutStateReason").filter(|_| is("rolloutState", "FAILED")) {
        add(text, texts);
    }
    for (name, member) in members {
        match member {
            Value::Array(events) if name == "events" => {
                let messages = events.iter().filter_map(|event| event.get("message")?.as_str());
                messages.filter(|message| tells_of_a_failure(message)).for_each(|message| add(message, texts));
            }
            Value::Array(values) => {
                values.iter().filter(|value| !value.is_string()).for_each(|value| of_value(value, texts));
            }
            Value::Object(members) => of_object(members, texts),
            _ => {}
        }
    }
}

/// Whether an event is more than one of the usual ones, which tell that something was started, stopped or is steady.
fn tells_of_a_failure(message: &str) -> bool {
    let decoded = decode(message);
    match decoded.class {
        Class::Unknown => decoded.error.is_some(),
        Class::Ended => false,
        _ => true,
    }
}

fn add(text: &str, texts: &mut Vec<String>) {
    let text = text.trim();
    if !text.is_empty() && !texts.iter().any(|other| other == text) {
        texts.push(text.to_owned());
    }
}

fn lines(input: &str) -> Vec<String> {
    let mut texts: Vec<Vec<&str>> = Vec::new();
    let mut is_open = false;
    for line in input.lines() {
        if line.trim().is_empty() {
            is_open = false;
            continue;
        }
        match texts.last_mut() {
            Some(text) if is_open && continues(text, line) => text.push(line),
            _ => texts.push(vec![line]),
        }
        is_open = true;
    }
    texts.iter().map(|lines| joined(lines)).collect()
}

/// How texts of ECS begin that name no error (ECS developer guide, "Stopped tasks error messages" and "Service event messages").
const BEGINNINGS: &[&str] = &[
    "(service ",
    "service ",
    "Task ",
    "Essential container",
    "Scaling activity",
    "Host EC2",
    "Your Spot",
    "Timeout waiting",
    "Unable to assume",
    "Capacity is",
    "Fargate ",
    "User: arn:",
    "An error occurred (",
    "RESOURCE:",
    "AGENT",
];

/// Whether a line may be the rest of a text: narrower consoles are rare, and shorter lines are items of a list.
const NARROWEST: usize = 40;

/// Whether a line goes on with what the lines before it began.
fn continues(before: &[&str], line: &str) -> bool {
    let line = line.trim();
    let first = before.first().map_or("", |first| first.trim());
    let last = before.last().map_or("", |last| last.trim());
    if last.ends_with([':', ',', '(']) || last.ends_with("caused by") {
        return true;
    }
    if names_error(line) || BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)) {
        return false;
    }
    if !line.starts_with(char::is_uppercase) && names_error(first) {
        return true;
    }
    // Somebody else's words: a list of short lines is one of texts.
    let was_wrapped = last.chars().count() >= NARROWEST;
    let ended = last.ends_with(['.', ')']) && line.starts_with(char::is_uppercase) && !names_error(first);
    was_wrapped && !ended && (names_error(first) || !is_error(line))
}

/// Whether a line begins with the name of an error of ECS.
fn names_error(line: &str) -> bool {
    let line = line.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let name = line.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    ErrorName::ALL.iter().any(|known| known.as_str() == name)
}

/// Whether a line begins with anybody's name of an error: `XError:` or `XException:`.
fn is_error(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name);
    !name.contains(' ') && (name.ends_with("Error") || name.ends_with("Exception"))
}

/// A text whose lines were wrapped: between words, or, by a terminal, in the midst of them where all lines but the last are of one
/// length. Where both may be, what makes it known is right.
fn joined(lines: &[&str]) -> String {
    let words = lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    let Some((_, full)) = lines.split_last().filter(|(_, full)| !full.is_empty()) else { return words };
    let width = |line: &&str| line.chars().count();
    let first = full.first().map_or(0, width);
    if !full.iter().all(|line| width(line) == first) || lines.last().map_or(0, width) > first {
        return words;
    }
    let cut = lines.concat().trim().to_owned();
    let told = |text: &str| {
        let decoded = decode(text);
        let vague = Class::Network(NetworkFault::Unspecified);
        (decoded.class != Class::Unknown, decoded.class != vague, decoded.step.is_some())
    };
    let prefers_cut = full.len() > 2;
    match (told(&cut), told(&words)) {
        (cut_tells, words_tell) if cut_tells == words_tell => {
            if prefers_cut {
                cut
            } else {
                words
            }
        }
        (cut_tells, words_tell) => {
            if cut_tells > words_tell {
                cut
            } else {
                words
            }
        }
    }
}

#[cfg(test)]
mod tests {
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
}
