//! The grammar of image references, piece by piece.

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 128;

/// Whether this is one component of a repository name: runs of lower-case letters and digits, separated by one dot,
/// one or two underscores, or any number of dashes.
pub(super) fn is_path_component(raw: &str) -> bool {
    let alphanumeric = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = raw.as_bytes();
    let ends_well = bytes.first().is_some_and(alphanumeric) && bytes.last().is_some_and(alphanumeric);
    ends_well
        && bytes.split(alphanumeric).all(|separator| {
            matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|&byte| byte == b'-')
        })
}

/// Whether this is a tag.
pub(super) fn is_tag(raw: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    raw.len() <= LONGEST_TAG
        && raw.bytes().next().is_some_and(word)
        && raw.bytes().all(|b| word(b) || b == b'.' || b == b'-')
}

/// Whether this is a digest: an algorithm, and at least 32 hexadecimal digits; SHA-256 and SHA-512 have as many as
/// they always have.
pub(super) fn is_digest(raw: &str) -> bool {
    let Some((algorithm, digits)) = raw.split_once(':') else { return false };
    let long_enough = match algorithm {
        "sha256" => digits.len() == 64,
        "sha512" => digits.len() == 128,
        _ => (32..=LONGEST_TAG).contains(&digits.len()),
    };
    let named = algorithm.starts_with(|c: char| c.is_ascii_alphabetic())
        && algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b"+._-".contains(&b));
    long_enough && named && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Splits a registry into its host (a name, an IPv4 address, or an IPv6 address in brackets, which are taken off) and
/// its port.
pub(crate) fn host_and_port(raw: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = if let Some(bracketed) = raw.strip_prefix('[') {
        let (address, rest) = bracketed.split_once(']')?;
        address.parse::<std::net::Ipv6Addr>().ok()?;
        (address, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
    } else {
        let (host, port) = raw.split_once(':').map_or((raw, None), |(host, port)| (host, Some(port)));
        (Some(host).filter(|host| host.split('.').all(is_label))?, port)
    };
    let Some(port) = port else { return Some((host, None)) };
    let digits = port.bytes().all(|b| b.is_ascii_digit());
    let port = port.parse::<u16>().ok().filter(|&port| digits && port != 0)?;
    Some((host, Some(port)))
}

/// Whether this is one label of a host name.
fn is_label(raw: &str) -> bool {
    !raw.is_empty()
        && raw.len() <= 63
        && !raw.starts_with('-')
        && !raw.ends_with('-')
        && raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
