//! From words to the class.
//!
//! Phrases are tried in order, and the first that fits decides, wherever in the text its words stand: whatever else is
//! said, an answer that refuses proves that the packets arrived, and what a library reported says more than the sentence
//! of advice that AWS put before it.

use std::ops::Range;

use super::api_error::{self, ApiErrors};
use super::class::{Class, Missing, NetworkFault, PolicyLayer, Refusal, RefusalKind, Shortage};
use super::name::ErrorName;
use super::network_phrases::{NETWORK, PROXY_ANSWERS, RUNTIME};
use super::normalize::{BLANK, NormalizedText};
use super::nuance::Nuance;
use super::phrases::{ANSWERS, CLOSEST, OF_OTHERS, Phrases, REFUSALS, REST, RUN_TASK, STALE};
use super::search::find;
use super::step::FailedStep;
use super::stop_code;

/// What a text says: the class, whether an answer proves that packets arrived, and the words that decide.
#[derive(Clone, Debug)]
pub(super) struct Classification {
    pub(super) class: Class,
    pub(super) arrived: bool,
    pub(super) words: Option<Range<usize>>,
    /// Who answered, where what decides tells.
    pub(super) nuance: Option<Nuance>,
}

/// What a text says.
pub(super) fn classify(text: &NormalizedText, name: Option<ErrorName>, step: Option<FailedStep>) -> Classification {
    let words = text.words.as_str();
    // What EC2 says of an interface that ECS asks it for is no answer to the task.
    let answers = step != Some(FailedStep::Provisioning);
    let answered = |lists: &[&'static [ApiErrors]]| api_error::find(text, lists).filter(|_| answers).map(answer);
    let found = named_layer(words)
        .or_else(|| first(words, &[OF_OTHERS, STALE]))
        .or_else(|| answered(&[api_error::ERRORS]))
        .or_else(|| api_error::find_code(text).filter(|_| answers).map(answer))
        .or_else(|| first(words, &[REFUSALS]))
        .or_else(|| answered(&[api_error::REFUSALS]))
        .or_else(|| first(words, &[ANSWERS]))
        .or_else(|| network(text, name, step))
        .or_else(|| encountered(words))
        .or_else(|| first(words, &[CLOSEST, REST]))
        .or_else(|| not_found(words, name, step))
        .or_else(|| by_name(words, name, step))
        .or_else(|| run_task(words))
        .or_else(|| stop_code::find(text).map(|(class, words)| decided(class, false, words)));
    let mut found =
        found.unwrap_or(Classification { class: Class::Unknown, arrived: false, words: None, nuance: None });
    if found.class == Class::Missing(Missing::Unnamed) {
        found.class = Class::Missing(missing_in(step));
    }
    if found.class == Class::Disk && !step.is_some_and(FailedStep::is_of_image) {
        // Only what is pulled comes over the network.
        found.arrived = false;
    }
    found
}

fn decided(class: Class, arrived: bool, words: Range<usize>) -> Classification {
    Classification { class, arrived, words: Some(words), nuance: None }
}

/// An error of a service of AWS's. That it waited for the rest of a request is an answer, too.
fn answer((errors, words): (&ApiErrors, Range<usize>)) -> Classification {
    Classification { nuance: errors.nuance, ..decided(errors.class, true, words) }
}

/// What a library or the container runtime says. The error's name decides before it: what the container runtime says of its own
/// pipes and time limits is no matter of the VPC, unless a log driver or a volume goes out to somebody.
fn network(text: &NormalizedText, name: Option<ErrorName>, step: Option<FailedStep>) -> Option<Classification> {
    let words = text.words.as_str();
    let goes_out = matches!(step, Some(FailedStep::Logs | FailedStep::FileSystem));
    if !goes_out && let Some(found) = first(words, &[RUNTIME]) {
        return Some(found);
    }
    if name.is_some_and(ErrorName::is_of_runtime) && !goes_out {
        return None;
    }
    proxy_answer(text).or_else(|| first(words, &[NETWORK]))
}

/// The words of a status right behind a URL, without its number: all that Go has of a proxy's answer to `CONNECT`.
fn proxy_answer(text: &NormalizedText) -> Option<Classification> {
    let words = text.words.as_str();
    PROXY_ANSWERS.iter().find_map(|status| {
        words.match_indices(status).find_map(|(place, _)| {
            let end = place + status.len();
            let is_whole = !words.get(end..)?.starts_with(|letter: char| letter.is_ascii_alphanumeric());
            let before = words.get(..place)?.strip_suffix(' ').filter(|before| before.ends_with(BLANK))?;
            let url = before.rfind(' ').map_or(0, |space| space + 1);
            let is_url = text.plain.get(url..before.len())?.contains("://");
            let found = decided(Class::Network(NetworkFault::Unspecified), false, place..end);
            (is_whole && is_url).then_some(Classification { nuance: Some(Nuance::ProxyAnswer), ..found })
        })
    })
}

/// Which of the reasons of `RunTask` these words are.
fn shortage(reason: &str) -> Option<Shortage> {
    let fits = |known: &str| reason == known || (known.contains(':') && reason.starts_with(known));
    RUN_TASK.iter().find(|(known, _)| fits(known)).map(|(_, shortage)| *shortage)
}

/// The reasons of `RunTask`, which are all of a sentence, or all that stands behind a colon in it.
fn run_task(words: &str) -> Option<Classification> {
    let mut start = 0;
    for sentence in words.split_inclusive(". ") {
        let text = sentence.trim_end_matches([' ', '.']);
        // `RESOURCE:ENI` has no space behind its colon.
        let place = text.rfind(": ").map_or(0, |place| place + 2);
        let reason = text.get(place..).unwrap_or_default().trim_start();
        if let Some(shortage) = shortage(reason) {
            let end = start + text.len();
            return Some(no_place(shortage, end - reason.len()..end));
        }
        start += sentence.len();
    }
    None
}

/// The same reasons where an event of a service quotes them of the container instance that fits best.
fn encountered(words: &str) -> Option<Classification> {
    let head = "encountered error ";
    words.match_indices(head).find_map(|(place, _)| {
        let start = place + head.len();
        let rest = words.get(start..)?;
        let bare = rest.trim_start_matches(['\'', '"', '\\', '`']);
        let end = bare.find(['\'', '"', '\\', '`', '.', ',']).unwrap_or(bare.len());
        let reason = bare.get(..end)?.trim_end();
        // Without the head, it would be a word like any other.
        let end = start + (rest.len() - bare.len()) + reason.len();
        Some(no_place(shortage(reason)?, place..end))
    })
}

fn no_place(shortage: Shortage, words: Range<usize>) -> Classification {
    decided(Class::Capacity(shortage), false, words)
}

fn first(words: &str, lists: &[&[Phrases]]) -> Option<Classification> {
    lists.iter().copied().flatten().find_map(|rules| {
        let found = rules.words.iter().find_map(|parts| find(words, parts))?;
        Some(decided(rules.class, rules.arrived, found))
    })
}

/// A refusal that names its layer, as AWS's do at their end.
fn named_layer(words: &str) -> Option<Classification> {
    let ways: [(&[&str], RefusalKind); 2] = [
        (&["because no "], RefusalKind::Implicit),
        (&["with an explicit deny in a ", "with an explicit deny in an "], RefusalKind::Explicit),
    ];
    for (heads, kind) in ways {
        for head in heads {
            for (place, _) in words.match_indices(head) {
                let rest = words.get(place + head.len()..).unwrap_or_default();
                let layer = PolicyLayer::NAMED.iter().find(|(_, name)| rest.starts_with(name));
                if let Some((layer, name)) = layer {
                    let class = Class::Permission(Refusal { layer: *layer, kind });
                    let end = place + head.len() + name.len();
                    let arrived = *layer != PolicyLayer::RoleTrust;
                    return Some(decided(class, arrived, place..end));
                }
            }
        }
    }
    let found = find(words, &["explicit deny"])?;
    let class = Class::Permission(Refusal { layer: PolicyLayer::Unnamed, kind: RefusalKind::Explicit });
    Some(decided(class, true, found))
}

/// `not found` means what the step is about, and something else where the step is not known or comes later.
fn not_found(words: &str, name: Option<ErrorName>, step: Option<FailedStep>) -> Option<Classification> {
    let later = name.is_some_and(ErrorName::is_of_runtime);
    let missing = missing_in(step);
    if later || missing == Missing::Unnamed {
        return None;
    }
    // What containerd misses in its own store was not asked for at the registry, or came only in part.
    if find(words, &["content digest ", "not found"]).is_some() {
        return None;
    }
    let found = find(words, &["not found"])?;
    Some(decided(Class::Missing(missing), true, found))
}

fn missing_in(step: Option<FailedStep>) -> Missing {
    match step {
        Some(step) if step.is_of_image() => Missing::Image,
        Some(FailedStep::Secrets | FailedStep::RegistryCredentials) => Missing::Secret,
        Some(FailedStep::Parameters) => Missing::Parameter,
        Some(FailedStep::Logs) => Missing::LogGroup,
        Some(FailedStep::EnvironmentFiles) => Missing::File,
        _ => Missing::Unnamed,
    }
}

/// What the name of an error says where its text says nothing.
fn by_name(words: &str, name: Option<ErrorName>, step: Option<FailedStep>) -> Option<Classification> {
    let class_alone = |class| Classification { class, arrived: false, words: None, nuance: None };
    let by_name = name.and_then(|name| match name {
        ErrorName::DockerTimeoutError | ErrorName::ContainerRuntimeTimeoutError => Some(class_alone(Class::TimedOut)),
        ErrorName::ContainerNetworkingError => Some(class_alone(Class::Provisioning)),
        ErrorName::CannotStartContainerError
        | ErrorName::CannotCreateContainerError
        | ErrorName::CannotCreateVolumeError
        | ErrorName::CannotInspectVolumeError
        | ErrorName::ContainerRuntimeError
        | ErrorName::HostConfigError => {
            // What mounts a file system goes out to somebody, and says nothing of the container itself.
            (step != Some(FailedStep::FileSystem)).then(|| class_alone(Class::ContainerStart))
        }
        ErrorName::OutOfMemoryError | ErrorName::SpotInterruptionError | ErrorName::CannotStopContainerError => {
            Some(class_alone(Class::Ended))
        }
        ErrorName::HostResourceError => Some(class_alone(Class::Capacity(Shortage::Room))),
        ErrorName::TaskStoppedBeforePullBeginError
        | ErrorName::TaskDependencyError
        | ErrorName::CannotInspectContainerError
        | ErrorName::CannotDescribeContainerError
        | ErrorName::CannotRemoveContainerError
        | ErrorName::InternalError => Some(class_alone(Class::NoCause)),
        ErrorName::CannotPullContainerError
        | ErrorName::CannotPullECRContainerError
        | ErrorName::CannotPullContainerAuthError
        | ErrorName::CannotPullImageManifestError
        | ErrorName::ResourceInitializationError
        | ErrorName::TaskFailedToStart => None,
    });
    by_name.or_else(|| {
        let silent = ["task failed to start", "unable to consistently start tasks"];
        let found = silent.iter().find_map(|text| find(words, &[text]))?;
        Some(Classification { words: Some(found), ..class_alone(Class::NoCause) })
    })
}
