//! A bad day: a third of the requests is throttled, and one connection in twenty breaks.

use std::hash::{DefaultHasher, Hash, Hasher};

use hopwise_capture::{Captured, Purpose, Scope};

use crate::fake::{Fake, Reply};
use crate::support::{observed, region, request, task};
use crate::world::{TASK, World};

/// What chance does to the n-th time of a request, whatever else is under way.
fn misfortune(seed: u64) -> Fake {
    Fake::with(World::in_small_pages(), move |asked, time| {
        let mut hasher = DefaultHasher::new();
        (seed, asked.to_string(), time).hash(&mut hasher);
        match hasher.finish() % 100 {
            0..30 => Some(Reply::throttled(asked)),
            30..35 => Some(Reply::Dropped),
            _ => None,
        }
    })
}

fn same(captured: &Captured, whole: &Captured) {
    assert!(captured.is_complete());
    assert_eq!(captured.documents, whole.documents);
    assert_eq!(captured.manifest.places, whole.manifest.places);
}

#[test]
fn a_bad_day_ends_with_the_same_snapshot() {
    let good = Fake::new(World::in_small_pages());
    let whole = region(&good);
    for seed in 0..12 {
        let fake = misfortune(seed);
        let (captured, told) = observed(&request(&fake, Scope::default(), Purpose::Keep));
        same(&captured.unwrap(), &whole);
        let repeated = fake.count() - good.count();
        assert_eq!(told.count("Throttled") + told.count("Retried"), repeated, "seed {seed}");
        // 35 of a hundred fail: about 54 for a hundred that succeed.
        assert!((good.count() / 4..good.count()).contains(&repeated), "seed {seed}: {repeated} of {}", good.count());
    }
}

#[test]
fn a_bad_day_does_not_change_a_task_either() {
    let request_of = |fake: &Fake| request(fake, task(TASK), Purpose::Answer);
    let whole = observed(&request_of(&Fake::new(World::in_small_pages()))).0.unwrap();
    for seed in 100..112 {
        same(&observed(&request_of(&misfortune(seed))).0.unwrap(), &whole);
    }
}
