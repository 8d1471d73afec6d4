use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An invented record.
#[derive(Clone, Copy, Debug)]
struct Made {
    id: u8,
    call: u8,
    content: u8,
    rank: u8,
    is_telling: bool,
    file: u32,
}

fn made() -> impl Strategy<Value = Made> {
    (0_u8..12, 0_u8..2, 0_u8..3, 0_u8..3, 0_u32..6).prop_map(|(id, call, content, rank, file)| Made {
        id,
        call: if id < 4 { 0 } else { call },
        content,
        rank,
        // An id separates events equally well in all its records.
        is_telling: id % 3 > 0,
        file,
    })
}

/// The records of one worker, with their keys.
type Held = Vec<(Key, Made)>;

/// Distributes records to workers by their files, and numbers them in each.
fn distributed(records: &[Made], workers: u32) -> Vec<Held> {
    let mut of_worker: Vec<Held> = vec![Vec::new(); workers as usize];
    for made in records {
        let keys = &mut of_worker[(made.file % workers) as usize];
        let key = Key {
            id: stable_hash(&[&[made.id]]),
            owner: 1,
            call: u128::from(made.call),
            millis: 5,
            rank: made.rank,
            file: made.file,
            record: keys.len() as u32,
            is_telling: made.is_telling,
            content: Some(u128::from(made.content)),
        };
        keys.push((key, *made));
    }
    of_worker
}

/// Shares the keys of all workers and asks each owner. Returns for each worker the lists that it
/// receives, one from each owner.
fn exchange(of_worker: &[Held], of_owner: fn(&[Vec<u8>]) -> Vec<Vec<u8>>) -> Vec<Vec<Vec<u8>>> {
    let workers = of_worker.len();
    let shares: Vec<_> =
        of_worker.iter().map(|keys| share(keys.iter().map(|(key, _)| *key), workers as u32)).collect();
    let mut lists: Vec<Vec<Vec<u8>>> = vec![Vec::new(); workers];
    for owner in 0..workers {
        let received: Vec<Vec<u8>> = shares.iter().map(|shares| shares[owner].clone()).collect();
        for (worker, list) in of_owner(&received).into_iter().enumerate() {
            lists[worker].push(list);
        }
    }
    lists
}

/// All records after the exchanges.
#[derive(Debug, Default)]
struct Judged {
    /// The records without flags, too.
    shown: Vec<(Made, Flags)>,
    hidden: Vec<(Made, Marked)>,
}

/// Finds and judges the records of all workers. Checks that exactly the records that share an id are
/// found, and that the contents of those that are hidden were requested.
fn judged(records: &[Made], of_worker: &[Held]) -> Result<Judged, TestCaseError> {
    let (lists_found, lists_judged) = (exchange(of_worker, find), exchange(of_worker, judge));
    let mut judged = Judged::default();
    for (worker, keys) in of_worker.iter().enumerate() {
        let marks: BTreeMap<u32, Marked> =
            Marked::read(&lists_judged[worker]).map(|marked| (marked.record, marked)).collect();
        let sharing: BTreeMap<u32, bool> =
            Sharing::read(&lists_found[worker]).map(|one| (one.record, one.needs_content)).collect();
        for (key, made) in keys {
            let marked = marks.get(&key.record);
            let is_shared = records.iter().filter(|other| other.id == made.id).count() > 1;
            prop_assert_eq!(sharing.contains_key(&key.record), is_shared);
            prop_assert!(marked.is_none() || is_shared);
            match marked {
                Some(marked) if marked.flags.has(Flags::HIDDEN) => {
                    prop_assert!(sharing[&key.record], "what is hidden was read");
                    judged.hidden.push((*made, *marked));
                }
                marked => judged.shown.push((*made, marked.map(|of| of.flags).unwrap_or_default())),
            }
        }
    }
    Ok(judged)
}

/// Whether all records with an id are of the same call.
fn is_unique_call(records: &[Made], id: u8) -> bool {
    records.iter().filter(|made| made.id == id).all(|made| made.call == 0)
        || records.iter().filter(|made| made.id == id).all(|made| made.call == 1)
}

/// Whether two records are copies by the rule of the module.
fn is_copy(records: &[Made], one: &Made, other: &Made) -> bool {
    one.id == other.id
        && one.call == other.call
        && (one.content == other.content || one.is_telling && is_unique_call(records, one.id))
}

impl Judged {
    /// Checks that each hidden record is a copy of exactly one that is shown, which is at least as
    /// good, and that both state whether they differ.
    fn check_hidden(&self, records: &[Made]) -> Result<(), TestCaseError> {
        for (made, marked) in &self.hidden {
            let of: Vec<_> = self.shown.iter().filter(|(one, _)| is_copy(records, one, made)).collect();
            prop_assert_eq!(of.len(), 1);
            let (one, flags) = of[0];
            prop_assert_eq!(one.file, marked.of);
            prop_assert!((one.rank, one.file) <= (made.rank, made.file), "the best one is shown");
            prop_assert!(flags.has(Flags::HAS_COPIES));
            prop_assert_eq!(marked.flags.has(Flags::DIFFERS), one.content != made.content);
            prop_assert!(flags.has(Flags::DIFFERS) || one.content == made.content);
        }
        Ok(())
    }

    /// Checks that no two shown records are copies, and that each states whether it shares its id
    /// and has copies.
    fn check_shown(&self, records: &[Made]) -> Result<(), TestCaseError> {
        for (at, (one, _)) in self.shown.iter().enumerate() {
            for (other, _) in &self.shown[at + 1..] {
                prop_assert!(
                    !is_copy(records, one, other),
                    "{:?} and {:?} are copies, and both are shown",
                    one,
                    other
                );
            }
        }
        for (made, flags) in &self.shown {
            let others = self.shown.iter().filter(|(one, _)| one.id == made.id).count() - 1;
            prop_assert_eq!(flags.has(Flags::SHARES_ID), others > 0);
            let copies = self.hidden.iter().filter(|(one, _)| is_copy(records, one, made)).count();
            prop_assert_eq!(flags.has(Flags::HAS_COPIES), copies > 0);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn every_record_is_shown_or_a_copy_of_one_that_is(
        records in proptest::collection::vec(made(), 0..60),
        workers in 1_u32..5,
    ) {
        let judged = judged(&records, &distributed(&records, workers))?;
        judged.check_shown(&records)?;
        judged.check_hidden(&records)?;
        prop_assert_eq!(judged.shown.len() + judged.hidden.len(), records.len());
    }
}
