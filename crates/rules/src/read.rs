//! From the text of a file to rules with their places.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::{RulesError, hint};
use crate::place::Place;
use crate::rule::{Property, Rule, WrittenRules};
use crate::scope::{Named, WrittenScope, is_scope};

/// The rules of a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The file, as the user named it.
    pub file: String,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Toml,
    Yaml,
    Json,
}

/// Reads a file of rules.
///
/// # Errors
///
/// When it cannot be read, or is no file of rules: where and why.
pub fn read_rules(path: &Path) -> Result<Rules, RulesError> {
    let file = path.to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).map_err(|error| RulesError {
        file: file.clone(),
        place: None,
        message: format!("the rules cannot be read: {error}"),
        hint: None,
    })?;
    rules(&file, &text)
}

/// The rules that a text says. The end of the file's name tells whether it is TOML, YAML or JSON, else how it begins.
///
/// # Errors
///
/// When it says none, or something else: where and why.
pub fn rules(file: &str, text: &str) -> Result<Rules, RulesError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let notation = notation(file, text);
    let is_of_scope = notation.keys(text).is_some_and(|keys| is_scope(keys.iter().map(String::as_str)));
    let failed = |(place, message): Failure| {
        let hint = hint(&message, is_of_scope);
        RulesError { hint, file: file.to_owned(), place, message }
    };
    if is_of_scope {
        return scope(notation, file, text).map_err(failed);
    }
    if notation.is_list(text) {
        return Err(failed((Some(Place { line: 1, column: 1 }), LIST.to_owned())));
    }
    let written: WrittenRules = notation.read(text).map_err(failed)?;
    let places = notation.places(text);
    if written.rules.is_empty() {
        return Err(failed((None, "there is no rule in it: what holds of nothing says nothing".to_owned())));
    }
    let mut found: Vec<Rule> = Vec::new();
    for (index, rule) in written.rules.into_iter().enumerate() {
        let place = places.get(index).copied().flatten();
        let rule = rule.rule(place).map_err(|message| failed((place, message)))?;
        if let Some(name) = rule.name.as_ref().filter(|name| found.iter().any(|own| own.name.as_ref() == Some(name))) {
            // Reports of tests know each by its name.
            return Err(failed((place, format!("two rules have the name `{}`", name.escape_default()))));
        }
        found.push(rule);
    }
    Ok(Rules { file: file.to_owned(), rules: found })
}

/// A scope of AWS's Network Access Analyzer as a rule, called as it is, or as its file.
fn scope(notation: Notation, file: &str, text: &str) -> Result<Rules, Failure> {
    let written: WrittenScope = notation.read(text)?;
    let start = Place { line: 1, column: 1 };
    let Named { name, scope, within } = written.scope().map_err(|message| (Some(start), message))?;
    let place = notation.place(text, &format!("{within}/MatchPaths")).unwrap_or(start);
    let stem = || Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let rule = Rule {
        name: name.or_else(stem),
        description: None,
        property: Property::AccessScope(scope),
        survives: Vec::new(),
        place: Some(place),
    };
    Ok(Rules { file: file.to_owned(), rules: vec![rule] })
}

/// What is wrong where the rules are not below their name.
const LIST: &str = "a list: the rules are one that is called `rules`";

/// Where, and what.
type Failure = (Option<Place>, String);

fn notation(file: &str, text: &str) -> Notation {
    let end = Path::new(file).extension().map(|end| end.to_string_lossy().to_ascii_lowercase());
    match end.as_deref() {
        Some("toml") => Notation::Toml,
        Some("yaml" | "yml") => Notation::Yaml,
        Some("json") => Notation::Json,
        _ if text.trim_start().starts_with('{') => Notation::Json,
        _ if toml::from_str::<toml::Table>(text).is_ok() => Notation::Toml,
        _ => Notation::Yaml,
    }
}

impl Notation {
    fn read<T: DeserializeOwned>(self, text: &str) -> Result<T, Failure> {
        match self {
            Self::Toml => toml::from_str(text).map_err(|error| {
                let place = error.span().map(|Range { start, .. }| place_at(text, start));
                (place, error.message().trim().to_owned())
            }),
            Self::Json => serde_json::from_str(text).map_err(|error| {
                let (line, column) = (error.line(), error.column());
                let message = error.to_string();
                let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
                (Some(Place { line, column: column.max(1) }), message.to_owned())
            }),
            Self::Yaml => yaml::read(text),
        }
    }

    /// Whether a text is a list, and no table.
    fn is_list(self, text: &str) -> bool {
        match self {
            Self::Toml => false,
            Self::Json => text.trim_start().starts_with('['),
            Self::Yaml => {
                let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                let first = lines.find(|line| *line != "---");
                cfg!(feature = "yaml")
                    && first.is_some_and(|line| line == "-" || line.starts_with("- ") || line.starts_with('['))
            }
        }
    }

    /// The keys of a file; none where it is no table.
    #[expect(clippy::zero_sized_map_values, reason = "serde reads keys of maps, and values are of no interest")]
    fn keys(self, text: &str) -> Option<Vec<String>> {
        let keys: HashMap<String, IgnoredAny> = self.read(text).ok()?;
        Some(keys.into_keys().collect())
    }

    /// Where something is; none where only JSON would tell.
    fn place(self, text: &str, pointer: &str) -> Option<Place> {
        let at = hopwise_import::locate(text.as_bytes(), pointer).filter(|_| self == Self::Json)?;
        Some(Place { line: at.line, column: at.column })
    }

    /// Where each rule begins.
    fn places(self, text: &str) -> Vec<Option<Place>> {
        match self {
            Self::Toml => {
                let found = toml::from_str::<Listed<toml::Spanned<IgnoredAny>>>(text);
                let rules = found.map(|listed| listed.rules).unwrap_or_default();
                rules.iter().map(|rule| Some(place_at(text, rule.span().start))).collect()
            }
            Self::Yaml => yaml::places(text),
            Self::Json => {
                let count = serde_json::from_str::<Listed<IgnoredAny>>(text).map_or(0, |listed| listed.rules.len());
                (0..count).map(|index| self.place(text, &format!("/rules/{index}"))).collect()
            }
        }
    }
}

/// The rules, each as something to be placed.
#[derive(Deserialize)]
struct Listed<T> {
    rules: Vec<T>,
}

/// The line and column of a byte.
fn place_at(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    Place { line: before.matches('\n').count() + 1, column }
}

/// YAML, by the reader that knows lines.
#[cfg(feature = "yaml")]
mod yaml {
    use serde::de::{DeserializeOwned, IgnoredAny};
    use serde_saphyr::{Error, Location, Spanned};

    use super::{Failure, Listed, Place};

    pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
        serde_saphyr::from_str(text).map_err(|error| (error.location().map(|at| place(&at)), message(&error)))
    }

    pub(super) fn places(text: &str) -> Vec<Option<Place>> {
        let found = serde_saphyr::from_str::<Listed<Spanned<IgnoredAny>>>(text);
        let rules = found.map(|listed| listed.rules).unwrap_or_default();
        rules.iter().map(|rule| Some(place(&rule.referenced))).collect()
    }

    fn place(at: &Location) -> Place {
        let number = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        Place { line: number(at.line()), column: number(at.column()) }
    }

    /// What is wrong, without the excerpt and the place, which are told apart.
    fn message(error: &Error) -> String {
        let message = error.without_snippet().to_string();
        let message = message.lines().next().unwrap_or_default();
        let message = message.split(" at line ").next().unwrap_or(message);
        let message = message.strip_prefix("error: ").unwrap_or(message);
        if message.starts_with("multiple YAML documents") {
            return "several YAML documents in one file, which may have one".to_owned();
        }
        // The rest is for whoever writes the program.
        match message.strip_prefix("duplicate mapping key: ").and_then(|rest| rest.split(',').next()) {
            Some(key) => format!("duplicate field `{key}`"),
            None => message.to_owned(),
        }
    }
}

/// What a program says that was built without.
#[cfg(not(feature = "yaml"))]
mod yaml {
    use super::{Failure, Place};

    pub(super) fn read<T>(_: &str) -> Result<T, Failure> {
        Err((None, "rules in YAML need the feature `yaml`; TOML and JSON need none".to_owned()))
    }

    pub(super) fn places(_: &str) -> Vec<Option<Place>> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Selector;
    use crate::rule::{Family, Property};

    const TOML: &str = "\
[[rules]]
name = 'closed'
description = 'why'
never_reaches = { from = 'internet', to = ['tier:data', 'sg-0a'], families = 'ipv4' }

[[rules]]
reaches = { from = 'service:orders', to = '10.0.0.0/8', ports = ['tcp 443', 'udp 53'], both_ways = true }

[[rules]]
only_via = { from = 'tier:app', to = 'internet', via = 'nat-0a' }

[[rules]]
[rules.can_pull]
placement = { subnets = 'tier:app', platform_version = '1.4.0' }
";
    const YAML: &str = "\
rules:
  - name: closed
    description: why
    never_reaches: { from: internet, to: ['tier:data', sg-0a], families: ipv4 }
  - reaches:
      from: service:orders
      to: 10.0.0.0/8
      ports: [tcp 443, udp 53]
      both_ways: true
  - only_via: { from: 'tier:app', to: internet, via: nat-0a }
  - can_pull:
      placement:
        subnets: tier:app
        platform_version: 1.4.0
";
    const JSON: &str = r#"{"rules": [
  {"name": "closed", "description": "why",
   "never_reaches": {"from": "internet", "to": ["tier:data", "sg-0a"], "families": "ipv4"}},
  {"reaches": {"from": "service:orders", "to": "10.0.0.0/8", "ports": ["tcp 443", "udp 53"], "both_ways": true}},
  {"only_via": {"from": "tier:app", "to": "internet", "via": "nat-0a"}},
  {"can_pull": {"placement": {"subnets": "tier:app", "platform_version": "1.4.0"}}}
]}"#;

    fn read(file: &str, text: &str) -> Vec<Rule> {
        rules(file, text).unwrap().rules
    }

    #[test]
    fn the_three_notations_say_the_same() {
        let placeless =
            |rules: Vec<Rule>| rules.into_iter().map(|rule| Rule { place: None, ..rule }).collect::<Vec<_>>();
        let toml = placeless(read("a.toml", TOML));
        if cfg!(feature = "yaml") {
            assert_eq!(toml, placeless(read("a.yaml", YAML)));
            assert_eq!(toml, placeless(read("rules", YAML)), "by what it holds");
        }
        assert_eq!(toml, placeless(read("a.json", JSON)));
        for (text, expected) in [(TOML, &toml), (JSON, &toml)] {
            assert_eq!(&placeless(read("rules", text)), expected, "by what it holds");
        }
        let Some(Property::NeverReaches(flow)) = toml.first().map(|rule| &rule.property) else { panic!("{toml:?}") };
        assert_eq!(flow.from, [Selector::Internet]);
        assert_eq!((flow.to.len(), flow.families.as_slice()), (2, [Family::Ipv4].as_slice()));
        assert_eq!(flow.ports, [], "nothing is said");
    }

    #[test]
    fn each_rule_knows_its_line() {
        let lines = |file: &str, text: &str| {
            read(file, text).iter().filter_map(|rule| rule.place).map(|place| place.line).collect::<Vec<_>>()
        };
        assert_eq!(lines("a.toml", TOML), [1, 6, 9, 12]);
        if cfg!(feature = "yaml") {
            assert_eq!(lines("a.yml", YAML), [2, 5, 10, 11]);
        }
        assert_eq!(lines("a.json", JSON), [2, 4, 5, 6]);
    }

    fn assert_refused(file: &str, text: &str, message: &str) {
        let error = rules(file, text).unwrap_err();
        if file == "a.yaml" && cfg!(not(feature = "yaml")) {
            assert!(error.message.contains("the feature `yaml`"), "{error}");
            return;
        }
        assert!(error.to_string().starts_with(message), "{error}\n{message}");
    }

    #[test]
    fn what_is_nothing_that_packets_pass_and_lists_are_refused() {
        for (file, text, message) in [
            (
                "a.toml",
                "[[rules]]\nonly_via = { from = 'a', to = 'b', via = ['nat-0a', ' '] }",
                "a.toml:2:42: an empty text in `via`",
            ),
            (
                "a.toml",
                "[[rules]]\nonly_via = { from = 'a', to = 'b', via = 'service:orders' }",
                "a.toml:2:42: `service:orders` is nothing that packets pass",
            ),
            (
                "a.yaml",
                "rules:\n  - only_via: { from: a, to: b, via: internet }",
                "a.yaml:2:38: `internet` is nothing that packets pass",
            ),
            (
                "a.json",
                "{\"rules\": [\n{\"only_via\": {\"from\": \"a\", \"to\": \"b\", \"via\": \"*\"}}]}",
                "a.json:2:",
            ),
            ("a.yaml", "# ours\n- can_pull: {}\n", "a.yaml:1:1: a list: the rules are one that is called `rules`"),
            ("a.json", "[{\"can_pull\": {}}]", "a.json:1:1: a list: the rules are one that is called `rules`"),
            ("a.json", "[[{\"can_pull\": {}}]]", "a.json:1:1: a list"),
        ] {
            assert_refused(file, text, message);
        }
    }

    /// Of each notation: a word that is not known, a text that says nothing, a rule of two kinds, one of none.
    #[test]
    fn errors_say_where_what_and_what_was_meant() {
        for (file, text, message) in [
            (
                "a.toml",
                "[[rules]]\nreaches = { form = 'a', to = 'b', ports = 'all' }",
                "a.toml:2:13: unknown field `form`, expected one of",
            ),
            (
                "a.yaml",
                "rules:\n  - reaches: { form: a, to: b, ports: all }",
                "a.yaml:2:16: unknown field `form`, expected one of",
            ),
            (
                "a.json",
                "{\"rules\": [\n{\"reaches\": {\"form\": \"a\"}}]}",
                "a.json:2:19: unknown field `form`, expected one of",
            ),
            (
                "a.toml",
                "[[rules]]\nreaches = { from = 'a', to = 'b', ports = '443' }",
                "a.toml:2:43: `443` names no ports",
            ),
            (
                "a.yaml",
                "rules:\n  - reaches:\n      from: a\n      to: b\n      ports: 'tcp x'",
                "a.yaml:5:14: `tcp x` names no ports",
            ),
            ("a.toml", "[[rules]]\nname = 'x'\n\n[[rules]]\nname = 'y'", "a.toml:1:1: a rule without `can_pull`"),
            (
                "a.yaml",
                "rules:\n  - can_pull: {}\n    only_via: { from: a, to: b, via: nat-c }",
                "a.yaml:2:5: a rule says one thing",
            ),
            (
                "a.toml",
                "[[rules]]\nname='x'\ncan_pull={}\n[[rules]]\nname='x'\ncan_pull={}",
                "a.toml:4:1: two rules have the name `x`",
            ),
            ("a.toml", "rules = []", "a.toml: there is no rule in it"),
            ("a.toml", "[[rules]]\nreaches = { from = [], to = 'b', ports = 'all' }", "a.toml:2:20: an empty list"),
            (
                "a.toml",
                "[[rules]]\nnever_reaches = { from = 'teir:a', to = 'b' }",
                "a.toml:2:26: `teir` selects nothing: did you mean `tier:`?",
            ),
            ("a.toml", "[[rules]\n", "a.toml:1:9: "),
            ("a.json", "{\"rules\": [}", "a.json:1:12: expected value"),
            ("a.yaml", "rules: [", "a.yaml:"),
            (
                "a.toml",
                "[[rules]]\nreaches = { from = 'a', to = 'b', ports = '443' }",
                "a.toml:2:43: `443` names no ports: without a protocol nobody knows which: `tcp 443`?",
            ),
            (
                "a.toml",
                "[[rules]]\nreaches = { from = 'a', to = 'b', ports = 'tcp 80,443' }",
                "a.toml:2:43: `tcp 80,443` names no ports: of several, make a list",
            ),
            (
                "a.toml",
                "[[rules]]\ncan_pull = { placement = { subnets = 'group:app' } }",
                "a.toml:2:38: `group:app` means no subnets: expected `tier:`",
            ),
            (
                "a.toml",
                "[[rules]]\ncan_pull = { placement = { subnets = 'tier:app', security_groups = ['sg-0a', 'tier:app'] } }",
                "a.toml:2:68: `tier:app` means no security groups",
            ),
            (
                "a.yaml",
                "rules:\n  - can_pull: {}\n---\nrules:\n  - can_pull: {}\n",
                "a.yaml:4:1: several YAML documents in one file",
            ),
            ("a.yaml", "rules:\n  - can_pull: {}\n    can_pull: {}\n", "a.yaml:3:5: duplicate field `can_pull`"),
            ("a.json", "{\"rules\":[{\"can_pull\":{},\"can_pull\":{}}]}", "a.json:1:35: duplicate field `can_pull`"),
        ] {
            assert_refused(file, text, message);
        }
        let hint = |text: &str| rules("a.toml", text).unwrap_err().hint;
        assert_eq!(hint("[[rules]]\nreach = {}").as_deref(), Some("did you mean `reaches`?"));
        assert_eq!(hint("[[rule]]\n").as_deref(), Some("did you mean `rules`?"));
        assert_eq!(hint("[[rules]]\nzebra = {}"), None);
        assert_eq!(hint("[[rules]]\nname = 1\ncan_pull = {}"), None);
        let number = hint("[[rules]]\nreaches = { from = 'a', to = 'b', ports = 443 }");
        assert_eq!(number.as_deref(), Some("ports have a protocol: `\"tcp 443\"`"));
        assert!(rules("a.json", "[]").unwrap_err().hint.unwrap().starts_with("rules are a list: `[[rules]]` in TOML"));
        assert!(hint("[rules]\ncan_pull = {}").unwrap().starts_with("rules are a list: `[[rules]]` in TOML"));
        let scope = r#"{"MatchPaths":[{"Source":{"PacketHeaderStatement":{"DestinationPorts":[443]}}}]}"#;
        let hint = rules("a.json", scope).unwrap_err().hint;
        assert_eq!(hint.as_deref(), Some("ports are texts: `\"443\"`, `\"1024-65535\"`"));
        assert!(read_rules(Path::new("there/is/none.toml")).unwrap_err().to_string().contains("cannot be read"));
    }

    /// What no network could mean is an error of the file, at its word.
    #[test]
    fn words_that_mean_nothing_are_refused_where_they_stand() {
        for (text, message) in [
            ("reaches = { from = '10.0.0.0/33', to = 'b', ports = 'tcp 1' }", "2:20: `10.0.0.0/33` is no block"),
            ("never_reaches = { from = 'a', to = ['b', '10.0.0.256'] }", "2:36: `10.0.0.256` is no address"),
            (
                "can_pull = { placement = { subnets = 'tier:a', platform_version = '1.9.0' } }",
                "2:67: Fargate has no platform version `1.9.0`: there is 1.0.0",
            ),
            (
                "can_pull = { placement = { subnets = 'tier:a', platform_version = 'new' } }",
                "2:67: `new` is not a platform",
            ),
            ("can_pull = { placement = { subnets = 'tier:a', images = ['nginx', 'a b'] } }", "2:57: "),
            ("can_pull = { placement = { subnets = 'tier:a', log_driver = '' } }", "2:61: an empty text says nothing"),
            ("can_pull = { services = '' }", "2:25: an empty text says nothing"),
            ("name = ' '\ncan_pull = {}", "2:8: an empty text says nothing"),
        ] {
            assert_refused("a.toml", &format!("[[rules]]\n{text}"), &format!("a.toml:{message}"));
        }
        assert_refused(
            "a.json",
            r#"{"rules": [{"name": "", "can_pull": {}}]}"#,
            "a.json:1:22: an empty text says nothing",
        );
        let yaml = "rules:\n  - can_pull:\n      placement:\n        subnets: group:app\n";
        assert_refused("a.yaml", yaml, "a.yaml:4:18: `group:app` means no subnets");
        let hint = |text: &str| rules("a.json", text).unwrap_err().hint;
        assert_eq!(hint(r#"{"rules":[{"can_pull":{"services":5}}]}"#), None);
        assert!(hint(r#"{"rules":[{"reaches":{"from":"a","to":"b","ports":5}}]}"#).unwrap().contains("tcp 443"));
    }

    #[test]
    fn the_example_of_the_page_is_one() {
        let page = include_str!("../README.md");
        let text = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        assert_eq!(read("README.toml", text).len(), 4);
    }
}
