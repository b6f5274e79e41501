//! Lines of text, which a console or terminal may have wrapped.

use hopwise_ecs::stopped::{Class, ErrorName, NetworkFault, decode};

/// Each line, but those that go on with the one before.
pub(super) fn texts(input: &str) -> Vec<String> {
    let lines: Vec<&str> = input.lines().collect();
    lines.split(|line| line.trim().is_empty()).flat_map(block).collect()
}

/// The texts of lines that no blank line parts.
fn block(lines: &[&str]) -> Vec<String> {
    let width = lines.iter().map(|line| width(line)).max().unwrap_or_default();
    let mut texts: Vec<Vec<&str>> = Vec::new();
    for &line in lines {
        match texts.last_mut() {
            Some(text) if continues(text, line, width) => text.push(line),
            _ => texts.push(vec![line]),
        }
    }
    texts.iter().map(|lines| joined(lines)).collect()
}

fn width(line: &str) -> usize {
    line.chars().count()
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
    "ECS was unable",
    "ERROR:",
];

/// Narrower consoles are rare, and shorter lines are items of a list.
const NARROWEST: usize = 40;

/// Wider terminals are rare, and longer lines are texts that nothing has wrapped.
const WIDEST: usize = 250;

/// Whether a line goes on with what the lines before it began, where the widest line of the block has so many letters.
fn continues(before: &[&str], line: &str, widest: usize) -> bool {
    let text = line.trim();
    let first = before.first().copied().unwrap_or_default();
    let last = before.last().map_or("", |last| last.trim());
    // What quotes another text announces it.
    let announces = ["Reason:", "(error", "caused by:"].iter().any(|end| last.ends_with(end));
    if announces || (last.ends_with(':') && width(last) < NARROWEST) {
        return true;
    }
    if begins_text(text) {
        return false;
    }
    let is_open = last.ends_with([':', ',', '(']) || last.ends_with("caused by");
    if (is_open && widest <= WIDEST) || indent(line) > indent(first) {
        return true;
    }
    let begins_anew = text.starts_with(char::is_uppercase);
    // Docker prints each of a registry's errors on a line of its own.
    if !begins_anew && before.iter().any(|line| line.trim().ends_with("errors:")) {
        return true;
    }
    if !had_no_room(before.last().copied().unwrap_or_default(), text, widest) {
        return false;
    }
    // Until another line has shown that lines were wrapped, what tells all by itself is a text of its own.
    let is_first = before.len() == 1;
    if names_error(first) {
        return !(is_first && says_all(first) && (begins_anew || says_all(text)));
    }
    !(is_error(text) || (last.ends_with(['.', ')']) && begins_anew) || (is_first && says_all(text)))
}

/// Whether a line begins a text of ECS's.
fn begins_text(line: &str) -> bool {
    let begins = |beginning: &&str| line.starts_with(*beginning);
    // "service call has been retried" is in the midst of one.
    names_error(line) || (BEGINNINGS.iter().any(begins) && !line.starts_with("service call"))
}

/// Whether a line ends where a console of this width wraps: the next word had no room behind it, or it is full.
fn had_no_room(line: &str, next: &str, widest: usize) -> bool {
    let word = width(next.split(' ').next().unwrap_or_default());
    let room = width(line.trim_end()) + 1 + word;
    (NARROWEST..=WIDEST).contains(&widest) && (width(line) == widest || room > widest)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line tells by itself why something failed.
fn says_all(line: &str) -> bool {
    let class = decode(line).class;
    !matches!(class, Class::Unknown | Class::NoCause | Class::Network(NetworkFault::Unspecified))
}

/// Whether a line begins with the name of an error of ECS.
fn names_error(line: &str) -> bool {
    let line = line.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let name = line.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    ErrorName::ALL.iter().any(|known| known.as_str() == name)
}

/// Whether a line begins with anybody's name of an error: a word of more than one capital letter, and a colon.
fn is_error(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name);
    let is_name = name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric);
    is_name && name.chars().skip(1).any(char::is_uppercase)
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
    let texts = |text: &str| {
        let decoded = decode(text);
        let vague = Class::Network(NetworkFault::Unspecified);
        (decoded.class != Class::Unknown, decoded.class != vague, decoded.step.is_some())
    };
    let prefers_cut = full.len() > 2;
    match (texts(&cut), texts(&words)) {
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
