//! What must not be shown of a text.

use std::borrow::Cow;

/// The text without what may be secret in its URLs: queries, which are signatures where S3's URLs are signed, and names
/// and passwords before the host. Each is replaced by `…`.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut redacted = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, url) = rest.split_at(place + 3);
        redacted.push_str(before);
        let end = url.find(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '\\' | '<' | '>'));
        let (url, after) = url.split_at(end.unwrap_or(url.len()));
        push(&mut redacted, url);
        rest = after;
    }
    redacted.push_str(rest);
    Cow::Owned(redacted)
}

/// One URL, after its scheme. A colon behind the query may be AWS's own.
fn push(redacted: &mut String, url: &str) {
    let (authority, path) = url.split_at(url.find(['/', '?']).unwrap_or(url.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => redacted.extend(["…@", host]),
        None => redacted.push_str(authority),
    }
    match path.split_once('?') {
        Some((path, query)) => {
            redacted.extend([path, "?…"]);
            if query.ends_with(':') {
                redacted.push(':');
            }
        }
        None => redacted.push_str(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_and_passwords_are_not_shown() {
        assert_eq!(
            redact(
                r#"Get "https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Signature=0&X-Amz-Security-Token=hunter2": dial tcp"#
            ),
            r#"Get "https://b.s3.eu-west-1.amazonaws.com/k?…": dial tcp"#
        );
        assert_eq!(redact("proxy http://me:hunter2@10.0.0.9:3128: timeout"), "proxy http://…@10.0.0.9:3128: timeout");
        assert_eq!(redact("Head https://r/v2/m?a=hunter2: dial"), "Head https://r/v2/m?…: dial");
        for text in ["", "no URL", "https://", "a :// b"] {
            assert_eq!(redact(text), text);
        }
    }
}
