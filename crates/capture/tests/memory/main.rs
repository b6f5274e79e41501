//! How much memory a capture takes: a program of its own, since it counts every byte that is allocated.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]
#![expect(clippy::panic, reason = "helpers of tests, like tests, may fail at once")]
#![expect(clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

#[expect(dead_code, reason = "most of it is for the tests of the wire")]
#[path = "../wire/fake/mod.rs"]
mod fake;
#[expect(dead_code, reason = "most of it is for the tests of the wire")]
#[path = "../wire/support.rs"]
mod support;
#[expect(dead_code, reason = "most of it is for the tests of the wire")]
#[path = "../wire/world/mod.rs"]
mod world;

pub(crate) use support::{SECRET_OF_ROLE, TOKEN_OF_ROLE};

use hopwise_capture::Scope;
use peak_alloc::PeakAlloc;

use crate::fake::Fake;
use crate::support::answer;
use crate::world::many;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a capture of so many interfaces took at the most beyond what was there before, and how large its documents are.
fn peak(interfaces: usize) -> (usize, usize) {
    let fake = Fake::new(many(interfaces, 200, 1_000));
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let captured = answer(&fake, Scope::default()).unwrap();
    let peak = MEMORY.peak_usage() - before;
    (peak, captured.documents.iter().map(|(name, text)| name.len() + text.len()).sum())
}

#[test]
fn a_capture_takes_its_documents_twice_and_a_page() {
    // What is made once, such as the tables of the SDK, does not count.
    peak(10);
    let (peak_of_page, documents_of_page) = peak(1_000);
    let page = peak_of_page - documents_of_page;
    for interfaces in [5_000, 10_000] {
        let (peak, documents) = peak(interfaces);
        // A document is put together from the texts of its resources, and both are in memory then.
        assert!(peak <= 2 * documents + page, "{interfaces} interfaces: {peak} for {documents}, and {page} for a page");
    }
}
