//! Words of commands that are to be copied into a shell.

/// A word of a command, quoted where a shell would read more into it.
pub(crate) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        assert_eq!(shell("rtb-0a1b"), "rtb-0a1b");
        assert_eq!(shell("10.0.0.0/16"), "10.0.0.0/16");
        assert_eq!(shell("$(reboot)"), "'$(reboot)'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell(""), "''");
    }
}
