//! Whether text is JUnit XML as the schema of Jenkins's xUnit plugin (`junit-10.xsd`) has it, which the plugin holds reports to
//! since version 2: it refuses a file with one attribute too many. What the schema says is said here as a table, for
//! `cargo test` alone; the gate holds the same reports against a published schema (`tests/check/junit-schema`).

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// What an element may have.
struct Element {
    name: &'static str,
    /// Attributes that it must have.
    must: &'static [&'static str],
    /// Attributes that it may have besides.
    may: &'static [&'static str],
    /// Elements that may be in it, in any order and number.
    children: &'static [&'static str],
    /// Whether text other than white space may be in it.
    has_text: bool,
}

const WHY: Element = Element { name: "", must: &[], may: &["type", "message"], children: &[], has_text: true };

const RERUN: Element = Element {
    name: "",
    must: &["type"],
    may: &["message"],
    children: &["stackTrace", "system-out", "system-err"],
    has_text: true,
};

const TEXT: Element = Element { name: "", must: &[], may: &[], children: &[], has_text: true };

const ELEMENTS: [Element; 15] = [
    Element {
        name: "testsuites",
        must: &[],
        may: &["name", "time", "tests", "failures", "errors"],
        children: &["testsuite"],
        has_text: false,
    },
    Element {
        name: "testsuite",
        must: &["name", "tests", "failures", "errors"],
        may: &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
        children: &["testsuite", "properties", "testcase", "system-out", "system-err"],
        has_text: false,
    },
    Element {
        name: "testcase",
        must: &["name"],
        may: &["time", "classname", "group"],
        children: &[
            "skipped",
            "error",
            "failure",
            "rerunFailure",
            "rerunError",
            "flakyFailure",
            "flakyError",
            "system-out",
            "system-err",
        ],
        has_text: false,
    },
    Element { name: "properties", must: &[], may: &[], children: &["property"], has_text: false },
    Element { name: "property", must: &["name", "value"], may: &[], children: &[], has_text: false },
    Element { name: "skipped", ..WHY },
    Element { name: "error", ..WHY },
    Element { name: "failure", ..WHY },
    Element { name: "rerunFailure", ..RERUN },
    Element { name: "rerunError", ..RERUN },
    Element { name: "flakyFailure", ..RERUN },
    Element { name: "flakyError", ..RERUN },
    Element { name: "stackTrace", ..TEXT },
    Element { name: "system-out", ..TEXT },
    Element { name: "system-err", ..TEXT },
];

/// Everything that the schema does not have, and counts that are not those of the test cases.
#[must_use]
pub fn faults(text: &str) -> Vec<String> {
    let mut faults: Vec<String> =
        text.chars().filter(|own| !is_xml(*own)).map(|own| format!("{own:?} is no character of XML")).collect();
    let mut reader = Reader::from_str(text);
    let mut open: Vec<&'static Element> = Vec::new();
    let mut suites: Vec<Counts> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => open.extend(begin(&tag, &open, &mut suites, &mut faults)),
            Ok(Event::Empty(tag)) => {
                if begin(&tag, &open, &mut suites, &mut faults).is_some_and(|own| own.name == "testsuite") {
                    end(&mut suites, &mut faults);
                }
            }
            Ok(Event::End(_)) => {
                if open.pop().is_some_and(|own| own.name == "testsuite") {
                    end(&mut suites, &mut faults);
                }
            }
            Ok(Event::Text(own)) => {
                let is_blank = own.iter().all(u8::is_ascii_whitespace);
                if !is_blank && !open.last().is_some_and(|own| own.has_text) {
                    faults.push(format!("text in {}", open.last().map_or("no element", |own| own.name)));
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                faults.push(error.to_string());
                break;
            }
        }
    }
    if !open.is_empty() {
        faults.push("it ends too early".to_owned());
    }
    faults
}

/// What a suite says of its test cases, and what they are: all of them, failures and errors.
struct Counts {
    said: [String; 3],
    are: [usize; 3],
}

fn begin(
    tag: &BytesStart<'_>,
    open: &[&'static Element],
    suites: &mut Vec<Counts>,
    faults: &mut Vec<String>,
) -> Option<&'static Element> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    let Some(element) = ELEMENTS.iter().find(|own| own.name == name) else {
        faults.push(format!("no element is called {name}"));
        return None;
    };
    let parent = open.last().map(|own| own.name);
    let is_here = open.last().map_or(name == "testsuites", |own| own.children.contains(&element.name));
    if !is_here {
        faults.push(format!("{name} in {parent:?}"));
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for attribute in tag.attributes() {
        match attribute {
            Ok(own) => {
                let key = String::from_utf8_lossy(own.key.as_ref()).into_owned();
                let value = own.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default().into_owned();
                found.push((key, value));
            }
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    for (key, value) in &found {
        if !element.must.contains(&key.as_str()) && !element.may.contains(&key.as_str()) {
            faults.push(format!("{name} has no attribute {key}"));
        }
        if key == "time" && !value.bytes().all(|own| own.is_ascii_digit() || own == b'.' || own == b',') {
            faults.push(format!("{value} is no time"));
        }
    }
    let value = |key: &str| found.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
    for key in element.must {
        if value(key).is_none() {
            faults.push(format!("{name} without {key}"));
        }
    }
    match element.name {
        "testsuite" => {
            let said = ["tests", "failures", "errors"].map(|key| value(key).unwrap_or_default());
            suites.push(Counts { said, are: [0; 3] });
        }
        kind => {
            let place = ["testcase", "failure", "error"].iter().position(|own| *own == kind);
            if let Some(count) = place.and_then(|place| suites.last_mut().and_then(|suite| suite.are.get_mut(place))) {
                *count += 1;
            }
        }
    }
    Some(element)
}

fn end(suites: &mut Vec<Counts>, faults: &mut Vec<String>) {
    if let Some(Counts { said, are }) = suites.pop()
        && said != are.map(|own| own.to_string())
    {
        faults.push(format!("a suite says {said:?} of {are:?}"));
    }
}

/// Whether XML 1.0 has a character.
const fn is_xml(own: char) -> bool {
    matches!(own, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_schema_does_not_have_is_noticed() {
        let whole = |suite: &str| format!("<?xml version=\"1.0\"?><testsuites name=\"x\">{suite}</testsuites>");
        let suite = |case: &str| {
            whole(&format!("<testsuite name=\"a\" tests=\"1\" failures=\"0\" errors=\"0\">{case}</testsuite>"))
        };
        assert_eq!(faults(&suite("<testcase name=\"a\" classname=\"b\"/>")), Vec::<String>::new());
        for (text, fault) in [
            (suite("<testcase name=\"a\" file=\"b\"/>"), "testcase has no attribute file"),
            (suite("<testcase/>"), "testcase without name"),
            (suite("<testcase name=\"a\">why</testcase>"), "text in testcase"),
            (suite("<testcase name=\"a\"><passed/></testcase>"), "no element is called passed"),
            (suite("<testcase name=\"a\" time=\"soon\"/>"), "soon is no time"),
            (suite("<property name=\"a\" value=\"b\"/><testcase name=\"a\"/>"), "property in Some(\"testsuite\")"),
            (suite(""), "a suite says [\"1\", \"0\", \"0\"] of [0, 0, 0]"),
            (suite("<testcase name=\"a\"/>\u{1}"), "'\\u{1}' is no character of XML"),
            (whole("<testsuite name=\"a\"/>"), "testsuite without tests"),
            ("<testsuites><testsuite>".to_owned(), "it ends too early"),
            ("<testcase name=\"a\"/>".to_owned(), "testcase in None"),
        ] {
            let found = faults(&text);
            assert!(found.iter().any(|own| own.starts_with(fault)), "{fault}: {found:?}");
        }
    }
}
