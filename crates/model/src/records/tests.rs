use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::identified::Identified;

fn records() -> Records<String> {
    (0..1000).map(|number| number.to_string()).collect()
}

/// The places at which two lists do not share their record.
fn apart<T>(one: &Records<T>, two: &Records<T>) -> Vec<usize> {
    let pairs = one.shared().zip(two.shared()).enumerate();
    pairs.filter(|(_, (one, two))| !Arc::ptr_eq(one, two)).map(|(place, _)| place).collect()
}

#[test]
fn a_copy_shares_all_but_what_is_changed() {
    let before = records();
    let mut after = before.clone();
    assert!(after.ptr_eq(&before));
    after.find_mut(|record| record == "500").unwrap().push('!');
    after.filter_mut(|record| record.starts_with("77")).for_each(|record| record.push('?'));
    after.push("new".to_owned());
    assert!(!after.ptr_eq(&before));
    let expected: Vec<usize> = [77, 500].into_iter().chain(770..780).collect();
    assert_eq!(apart(&before, &after), expected);
    assert_eq!((before[500].as_str(), after[500].as_str()), ("500", "500!"));
    assert_eq!((before.len(), after.len(), after.last().unwrap().as_str()), (1000, 1001, "new"));
}

#[test]
fn lists_differ_where_something_was_changed_and_nowhere_else() {
    let before = records();
    let mut after = before.clone();
    assert_eq!(before.differing(&after).count(), 0);
    after[7].push('!');
    after.push("new".to_owned());
    let mut other = before.clone();
    other[3].push('!');
    assert_eq!(before.differing(&after).collect::<Vec<_>>(), [7, 1000]);
    assert_eq!(after.differing(&before).collect::<Vec<_>>(), [7, 1000]);
    assert_eq!(after.differing(&other).collect::<Vec<_>>(), [3, 7, 1000]);
    // Of lists that were made apart, every place may differ.
    assert_eq!(records().differing(&before).count(), 1000);
}

#[test]
fn much_that_is_changed_makes_a_list_of_its_own() {
    let before = records();
    let mut after = before.clone();
    for place in 0..1000 {
        after[place].push('!');
        after.push(place.to_string());
        assert_eq!((after.len(), after[place].len()), (1001 + place, before[place].len() + 1));
    }
    assert!(after.beside.is_none());
    assert_eq!((after[1999].as_str(), before.len(), before[999].as_str()), ("999", 1000, "999"));
}

/// What can be done to a list.
#[derive(Clone, Debug)]
enum Step {
    Copy,
    Push(u8),
    Set(usize, u8),
    Filter(u8),
    Find(u8),
    Each,
    Remove(usize),
    Retain(u8),
    Sort,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Copy),
        3 => any::<u8>().prop_map(Step::Push),
        6 => (0..60_usize, any::<u8>()).prop_map(|(place, value)| Step::Set(place, value)),
        3 => any::<u8>().prop_map(Step::Filter),
        3 => any::<u8>().prop_map(Step::Find),
        1 => Just(Step::Each),
        1 => (0..60_usize).prop_map(Step::Remove),
        1 => any::<u8>().prop_map(Step::Retain),
        1 => Just(Step::Sort),
    ]
}

proptest! {
    /// Whatever is done to copies of a list, each is what a plain list would be, and none changes another.
    #[test]
    fn a_list_is_a_list(start in vec(any::<u8>(), 0..50), steps in vec(step(), 0..40)) {
        let mut lists: Vec<(Records<u8>, Vec<u8>)> = vec![(start.iter().copied().collect(), start)];
        for step in steps {
            let (records, plain) = lists.last_mut().unwrap();
            match step {
                Step::Copy => {
                    let copy = (records.clone(), plain.clone());
                    prop_assert!(copy.0.ptr_eq(records));
                    lists.push(copy);
                }
                Step::Push(value) => {
                    records.push(value);
                    plain.push(value);
                }
                Step::Set(place, value) => {
                    prop_assert_eq!(records.get_mut(place).map(|own| *own = value), plain.get_mut(place).map(|own| *own = value));
                }
                Step::Filter(value) => {
                    records.filter_mut(|own| *own % 7 == value % 7).for_each(|own| *own = own.wrapping_add(value));
                    plain.iter_mut().filter(|own| **own % 7 == value % 7).for_each(|own| *own = own.wrapping_add(value));
                }
                Step::Find(value) => {
                    let found = records.find_mut(|own| *own > value).map(|own| *own = value);
                    prop_assert_eq!(found, plain.iter_mut().find(|own| **own > value).map(|own| *own = value));
                }
                Step::Each => {
                    for own in &mut *records {
                        *own ^= 1;
                    }
                    for own in &mut *plain {
                        *own ^= 1;
                    }
                }
                Step::Remove(place) if place < plain.len() => {
                    prop_assert_eq!(*records.remove(place), plain.remove(place));
                }
                Step::Remove(_) => {}
                Step::Retain(value) => {
                    records.retain(|own| own % 5 != value % 5);
                    plain.retain(|own| own % 5 != value % 5);
                }
                Step::Sort => {
                    records.sort_by(u8::cmp);
                    plain.sort_by(u8::cmp);
                }
            }
            for (records, plain) in &lists {
                prop_assert!(records.iter().eq(plain) && records.iter().rev().eq(plain.iter().rev()));
                prop_assert_eq!((records.len(), records.first(), records.last()), (plain.len(), plain.first(), plain.last()));
            }
            for ((one, plain), (other, others)) in lists.iter().zip(lists.iter().skip(1)) {
                prop_assert_eq!(one == other, plain == others);
                let places: Vec<usize> = one.differing(other).collect();
                let is_same = |place: &usize| one.get(*place) == other.get(*place);
                let unsaid = (0..60).filter(|place| !places.contains(place));
                prop_assert!(unsaid.into_iter().all(|place| is_same(&place)) && places.is_sorted());
            }
        }
        for (records, plain) in lists {
            prop_assert_eq!(records.into_iter().collect::<Vec<u8>>(), plain);
        }
    }
}

#[test]
fn a_list_of_which_everything_is_kept_stays_the_same() {
    let before = records();
    let mut after = before.clone();
    after.retain(|_| true);
    assert!(after.ptr_eq(&before));
    after.retain(|record| record.len() < 3);
    assert_eq!((before.len(), after.len()), (1000, 100));
    let few: Records<String> = before.iter().take(3).cloned().collect();
    let mut same = few.clone();
    assert!(same.ptr_eq(&few));
    same[1].push('x');
    assert!(!same.ptr_eq(&few));
    assert_eq!(apart(&before, &after), Vec::<usize>::new());
}

#[test]
fn lists_are_equal_when_their_records_are() {
    assert_eq!(records(), records());
    let mut other = records();
    other[3].push('x');
    assert_ne!(records(), other);
    other.remove(3);
    assert_ne!(records(), other);
}

#[test]
fn what_nobody_shares_is_moved() {
    let list = records();
    let kept = Arc::clone(list.shared().next().unwrap());
    let taken: Vec<String> = list.into_iter().collect();
    assert_eq!((taken[0].as_str(), taken.len()), (kept.as_str(), 1000));
}

impl Identified for String {
    fn id(&self) -> &str {
        self
    }
}

proptest! {
    /// By an id the same record is found as by looking at one after the other, whatever was changed before somebody asked, and after.
    #[test]
    fn an_id_leads_to_the_first_that_has_it(start in vec(0..30_u8, 0..50), steps in vec(step(), 0..20)) {
        let mut lists: Vec<Records<String>> = vec![start.iter().map(u8::to_string).collect()];
        for step in steps {
            for records in &mut lists {
                for id in (0..40_u8).map(|id| id.to_string()) {
                    let found = records.by_id(&id).map(std::ptr::from_ref);
                    prop_assert_eq!(found, records.iter().find(|own| **own == id).map(std::ptr::from_ref));
                }
            }
            let records = lists.last_mut().unwrap();
            match step {
                Step::Copy => {
                    let copy = records.clone();
                    lists.push(copy);
                }
                Step::Push(value) => records.push((value % 40).to_string()),
                Step::Set(place, value) => {
                    let new = (value % 40).to_string();
                    let old = (place % 40).to_string();
                    records.by_id_mut(&old).into_iter().for_each(|own| own.clone_from(&new));
                }
                Step::Filter(value) => {
                    records.filter_mut(|own| own.ends_with('7')).for_each(|own| *own = (value % 40).to_string());
                }
                Step::Find(value) => {
                    records.find_mut(|own| own.len() == 1).into_iter().for_each(|own| *own = (value % 40).to_string());
                }
                Step::Each => records.iter_mut().for_each(|own| *own = own.chars().rev().collect()),
                Step::Remove(place) if place < records.len() => drop(records.remove(place)),
                Step::Remove(_) => {}
                Step::Retain(value) => records.retain(|own| *own != (value % 40).to_string()),
                Step::Sort => records.sort_by(String::cmp),
            }
        }
    }
}
