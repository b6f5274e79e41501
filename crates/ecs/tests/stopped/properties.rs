//! What holds for every text.

use hopwise_ecs::stopped::{Class, RefusalKind, decode, redact};
use proptest::prelude::*;

use crate::all;

/// Text that says nothing, whatever is in it: values that look like AWS's words.
fn neutral() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[b-df-hj-np-tv-z0-9]{1,12}",
        Just("/403-forbidden/not-found:latest".to_owned()),
        Just("https://AccessDeniedException.example.com/i/o-timeout".to_owned()),
        Just("arn:aws:ecr:eu-west-1:111122223333:repository/no-such-host".to_owned()),
        Just("É—…".to_owned()),
    ];
    prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

/// Text out of pieces of real ones.
fn mixed() -> impl Strategy<Value = String> {
    let texts: Vec<String> = all().into_iter().map(|(text, ..)| text.to_owned()).collect();
    let piece = (prop::sample::select(texts), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        |(text, one, two)| {
            let letters: Vec<char> = text.chars().collect();
            let (one, two) = (one.index(letters.len()), two.index(letters.len()));
            letters.iter().skip(one.min(two)).take(one.abs_diff(two)).collect::<String>()
        },
    );
    prop::collection::vec(prop_oneof![piece, ".*"], 0..5).prop_map(|pieces| pieces.concat())
}

/// Texts full of beginnings take no longer than others: decoding is linear, and far from this limit.
#[test]
fn long_texts_are_no_burden() {
    for piece in ["arn:", "fs-", "dial tcp ", "https://", "://?", "lookup ", "because no ", "x", "/", "\u{2019}", ": "]
    {
        let text = piece.repeat(400_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = (decode(&text), redact(&text).len());
        assert!(start.elapsed() < std::time::Duration::from_secs(10), "{piece:?}: {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn every_text_has_an_answer(text in prop_oneof![".*", mixed(), "(?s).{0,40}"]) {
        let decoded = decode(&text);
        if let Some(words) = &decoded.decided_by {
            prop_assert!(text.get(words.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(decoded.is_known());
        }
        prop_assert_eq!(decoded.clone(), decode(&text));
        let redacted = redact(&text);
        let again = redact(&redacted);
        prop_assert_eq!(&again, &redacted);
    }

    #[test]
    fn what_is_found_is_in_the_text(text in mixed()) {
        let facts = decode(&text).facts;
        let folded: String = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let occurs = |value: &str| folded.contains(&value.to_lowercase());
        let words = [facts.host, facts.action, facts.resource, facts.principal, facts.arn];
        for value in words.into_iter().flatten() {
            // Quotes are made alike before anything is read.
            let value = value.replace('"', "");
            prop_assert!(folded.replace(['"', '\u{201c}', '\u{201d}'], "").replace(['\u{2018}', '\u{2019}'], "'").contains(&value.to_lowercase()), "{}", value);
        }
        for address in [facts.address, facts.dns_server].into_iter().flatten() {
            // An address of version 6 has several spellings.
            prop_assert!(address.is_ipv6() || occurs(&address.to_string()), "{address}");
        }
    }

    #[test]
    fn what_surrounds_a_text_does_not_change_its_class(
        row in prop::sample::select(all()),
        before in neutral(),
        after in neutral(),
    ) {
        let (text, class, _) = row;
        prop_assert_eq!(decode(&format!("{before} {text} {after}")).class, class);
    }

    #[test]
    fn the_deciding_words_decide_alone(
        row in prop::sample::select(all()),
        before in any::<prop::sample::Index>(),
        after in any::<prop::sample::Index>(),
    ) {
        let (text, class, _) = row;
        let Some(words) = decode(text).decided_by else { return Ok(()) };
        // Any part of the text that still has them.
        let start = text.char_indices().map(|(place, _)| place).filter(|place| *place <= words.start).collect::<Vec<_>>();
        let ends: Vec<usize> = text.char_indices().map(|(place, _)| place).chain([text.len()]).filter(|place| *place >= words.end).collect();
        let part = &text[start[before.index(start.len())]..ends[after.index(ends.len())]];
        let found = decode(part).class;
        match (class, found) {
            (Class::Permission(whole), Class::Permission(part)) => {
                prop_assert!(whole == part || whole.kind == RefusalKind::Unsaid, "{part:?}");
            }
            // What is missing is told by the step, which may have been cut off.
            (Class::Missing(_), Class::Missing(_) | Class::Unknown) => {}
            (whole, found) => prop_assert_eq!(whole, found, "{}", part),
        }
    }

    #[test]
    fn a_text_that_is_cut_off_is_never_turned_from_a_permission_into_the_network(
        row in prop::sample::select(all()),
        length in any::<prop::sample::Index>(),
    ) {
        let (text, class, _) = row;
        let letters: Vec<char> = text.chars().collect();
        let part: String = letters[..=length.index(letters.len())].iter().collect();
        let found = decode(&part).class;
        if matches!(class, Class::Permission(_)) {
            prop_assert!(!matches!(found, Class::Network(_)), "{part}: {found:?}");
        }
    }

    #[test]
    fn numbers_of_retries_do_not_matter(row in prop::sample::select(all()), retries in 0..200_u32) {
        let (text, class, step) = row;
        let changed = ["1", "3", "5", "7"].iter().fold(text.to_owned(), |text, old| {
            text.replace(&format!("retried {old} time"), &format!("retried {retries} time"))
        });
        let decoded = decode(&changed);
        prop_assert_eq!((decoded.class, decoded.step), (class, step));
        if changed.contains("retried") {
            prop_assert_eq!(decoded.facts.retries, Some(retries));
        }
    }

    #[test]
    fn no_query_is_shown(before in ".{0,20}", query in "[a-zA-Z0-9&=%-]{1,40}", after in ".{0,20}") {
        let redacted = redact(&format!("{before} https://b.example.com/k?zzqq{query} {after}")).into_owned();
        prop_assert!(!redacted.contains(&format!("zzqq{query}")) || before.contains("zzqq") || after.contains("zzqq"), "{}", redacted);
    }
}
