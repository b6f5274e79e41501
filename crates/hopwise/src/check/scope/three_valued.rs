//! Conditions of which each part is true, false or not known.

/// Whether all of some are true; of none they are.
pub(super) fn all(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut all = Some(true);
    for own in parts {
        match own {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

/// Whether one of some is true; of none there is none.
pub(super) fn any(parts: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.into_iter().map(|own| own.map(|own| !own))).map(|none| !none)
}
