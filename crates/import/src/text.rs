//! From bytes to text, and what can be told from the first bytes alone.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::error::{ImportError, NotJson};
use crate::excerpt::excerpt;
use crate::foreign::Foreign;
use crate::locate::{offset, position};

/// The bytes of a text in UTF-8. What begins as UTF-16 does, which Windows `PowerShell` writes on `>`, is turned into it, with
/// or without a byte order mark; a unit that stands for nothing becomes U+FFFD.
#[must_use]
pub fn utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        [first, 0, ..] if first.is_ascii() && *first != 0 => (u16::from_le_bytes, bytes),
        [0, second, ..] if second.is_ascii() && *second != 0 => (u16::from_be_bytes, bytes),
        _ => return Cow::Borrowed(bytes),
    };
    // Half a unit at the end is of a file that is cut, which the text shows without it.
    let (pairs, _) = rest.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    Cow::Owned(String::from_utf16_lossy(&units).into_bytes())
}

/// Whether a text that begins so is in UTF-16.
pub(crate) fn is_utf16(beginning: &[u8]) -> bool {
    matches!(utf8(beginning), Cow::Owned(_))
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(bytes: &[u8]) -> bool {
    bytes.strip_prefix(BOM).unwrap_or(bytes).iter().all(u8::is_ascii_whitespace)
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The text of a document in UTF-8, without a byte order mark.
pub(crate) fn decode<'b>(file: &Arc<str>, bytes: &'b [u8]) -> Result<&'b str, ImportError> {
    let not_json = |kind| ImportError::NotJson { file: Arc::clone(file), kind };
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    // A file that is not JSON at all is better told so than that it is not UTF-8.
    if let Some(kind) = not_json_begin(bytes) {
        return Err(not_json(kind));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).map(String::from_utf8_lossy).unwrap_or_default();
        not_json(NotJson::NotUtf8(position(&valid, valid.len())))
    })
}

/// Tells from the first bytes of a large file that there is no point in reading the rest.
pub(crate) fn check_beginning(file: &Arc<str>, bytes: &[u8]) -> Result<(), ImportError> {
    let not_json = |kind| ImportError::NotJson { file: Arc::clone(file), kind };
    if is_utf16(bytes) {
        return Ok(());
    }
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if let Some(kind) = not_json_begin(bytes) {
        return Err(not_json(kind));
    }
    match serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>().next() {
        // What stands right before the cut may be wrong only because it is cut.
        Some(Err(error)) if !error.is_eof() && offset(bytes, error.line(), error.column()) + 64 < bytes.len() => {
            Err(syntax(file, &String::from_utf8_lossy(bytes), &error))
        }
        _ => Ok(()),
    }
}

/// The error of a text that is not JSON. `text` is the text that was parsed.
pub(crate) fn syntax(file: &Arc<str>, text: &str, error: &serde_json::Error) -> ImportError {
    let place = position(text, offset(text.as_bytes(), error.line(), error.column()));
    let file = Arc::clone(file);
    // A number that is cut behind its point counts as a wrong number.
    if error.is_eof() || text.trim_end().ends_with(['.', 'e', 'E', '+', '-']) {
        return ImportError::EndsEarly { file, position: position(text, text.trim_end().len()) };
    }
    let message = error.to_string();
    let problem = message.split(" at line ").next().unwrap_or(&message);
    ImportError::Syntax { file, position: place, problem: excerpt(problem) }
}

/// What a text is that cannot be JSON, as it begins.
fn not_json_begin(bytes: &[u8]) -> Option<NotJson> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let rest = bytes.get(start..)?;
    let line = rest.get(..rest.len().min(400)).unwrap_or_default();
    let first = line.split(|&b| b == b'\n').next().unwrap_or_default();
    let scalar = || serde_json::from_slice::<IgnoredAny>(first).is_ok();
    if matches!(rest.first()?, b'{' | b'[' | b'"') || scalar() {
        return None;
    }
    if let Some(foreign) = Foreign::of_bytes(bytes) {
        return Some(NotJson::Foreign(foreign));
    }
    let mut begin = String::from_utf8_lossy(first).into_owned();
    if let Some((end, _)) = begin.char_indices().nth(40) {
        begin.truncate(end);
        begin.push('…');
    }
    Some(NotJson::Begins(excerpt(&begin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(bytes: &[u8]) -> String {
        let file: Arc<str> = "f".into();
        decode(&file, bytes).map(str::to_owned).unwrap_err().to_string()
    }

    #[test]
    fn encodings() {
        assert_eq!(decode(&"f".into(), b"\xef\xbb\xbf{}").unwrap(), "{}");
        for bytes in [b"\xff\xfe{\0}\0".as_slice(), b"\xfe\xff\0{\0}", b"{\0}\0", b"\0{\0}", b"\xef\xbb\xbf{}", b"{}"] {
            assert_eq!(decode(&"f".into(), &utf8(bytes)).unwrap(), "{}", "{bytes:?}");
        }
        assert!(is_blank(&utf8(b"\xff\xfe\r\0\n\0")));
        assert_eq!(*utf8(b"\xff\xfe{\0}"), *b"{", "cut");
        assert_eq!(error(b"{\n \"\xff\"}"), "`f` is not JSON: it is not UTF-8 at line 2, column 3");
    }

    #[test]
    fn other_output_formats() {
        assert_eq!(error(b"Vpcs:\n- CidrBlock: x"), "`f` is not JSON: it begins with `Vpcs:`");
        assert_eq!(error(b"VPCS\t10.0.0.0/16"), "`f` is not JSON: it begins with `VPCS\\t10.0.0.0/16`");
        assert!(error(b"-----\n|  x |").contains("begins with `-----`"));
    }

    #[test]
    fn the_beginning_of_a_large_file() {
        let file: Arc<str> = "f".into();
        let mut bytes = b"{\"a\": [".to_vec();
        bytes.resize(1000, b'x');
        assert!(matches!(check_beginning(&file, &bytes), Err(ImportError::Syntax { .. })));
        let mut cut = b"{\"a\": \"".to_vec();
        cut.resize(1000, b'x');
        assert!(check_beginning(&file, &cut).is_ok());
    }
}
