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

proptest! {
    #[test]
    fn every_record_is_shown_or_a_copy_of_one_that_is(
        records in proptest::collection::vec(made(), 0..60),
        workers in 1_u32..5,
    ) {
        let mut of_worker: Vec<Vec<(Key, Made)>> = vec![Vec::new(); workers as usize];
        for made in &records {
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
        let exchange = |of_owner: fn(&[Vec<u8>]) -> Vec<Vec<u8>>| {
            let shares: Vec<_> =
                of_worker.iter().map(|keys| share(keys.iter().map(|(key, _)| *key), workers)).collect();
            let mut lists: Vec<Vec<Vec<u8>>> = vec![Vec::new(); workers as usize];
            for owner in 0..workers as usize {
                let received: Vec<Vec<u8>> = shares.iter().map(|shares| shares[owner].clone()).collect();
                for (worker, list) in of_owner(&received).into_iter().enumerate() {
                    lists[worker].push(list);
                }
            }
            lists
        };
        let (found, judged) = (exchange(find), exchange(judge));
        // For each set of copies: the key of the shown one, and all contents.
        let mut shown: Vec<(Made, u32, Flags)> = Vec::new();
        let mut hidden: Vec<(Made, Marked)> = Vec::new();
        for (worker, keys) in of_worker.iter().enumerate() {
            let marks: BTreeMap<u32, Marked> =
                Marked::read(&judged[worker]).map(|marked| (marked.record, marked)).collect();
            let sharing: BTreeMap<u32, bool> =
                Sharing::read(&found[worker]).map(|one| (one.record, one.needs_content)).collect();
            for (key, made) in keys {
                let marked = marks.get(&key.record);
                let is_shared = records.iter().filter(|other| other.id == made.id).count() > 1;
                prop_assert_eq!(sharing.contains_key(&key.record), is_shared);
                prop_assert!(marked.is_none() || is_shared);
                match marked {
                    Some(marked) if marked.flags.has(Flags::HIDDEN) => {
                        prop_assert!(sharing[&key.record], "what is hidden was read");
                        hidden.push((*made, *marked));
                    }
                    marked => shown.push((*made, key.record, marked.map(|of| of.flags).unwrap_or_default())),
                }
            }
        }
        let is_unique_call = |id: u8| {
            records.iter().filter(|made| made.id == id).all(|made| made.call == 0)
                || records.iter().filter(|made| made.id == id).all(|made| made.call == 1)
        };
        let is_copy = |one: &Made, other: &Made| {
            one.id == other.id && one.call == other.call
                && (one.content == other.content || one.is_telling && is_unique_call(one.id))
        };
        for (at, (one, ..)) in shown.iter().enumerate() {
            for (other, ..) in &shown[at + 1..] {
                prop_assert!(!is_copy(one, other), "{:?} and {:?} are copies, and both are shown", one, other);
            }
        }
        for (made, marked) in &hidden {
            let of: Vec<_> = shown.iter().filter(|(one, ..)| is_copy(one, made)).collect();
            prop_assert_eq!(of.len(), 1);
            let (one, _, flags) = of[0];
            prop_assert_eq!(one.file, marked.of);
            prop_assert!((one.rank, one.file) <= (made.rank, made.file), "the best one is shown");
            prop_assert!(flags.has(Flags::HAS_COPIES));
            prop_assert_eq!(marked.flags.has(Flags::DIFFERS), one.content != made.content);
            prop_assert!(flags.has(Flags::DIFFERS) || one.content == made.content);
        }
        for (made, _, flags) in &shown {
            let others = shown.iter().filter(|(one, ..)| one.id == made.id).count() - 1;
            prop_assert_eq!(flags.has(Flags::SHARES_ID), others > 0);
            let copies = hidden.iter().filter(|(one, _)| is_copy(one, made)).count();
            prop_assert_eq!(flags.has(Flags::HAS_COPIES), copies > 0);
        }
        prop_assert_eq!(shown.len() + hidden.len(), records.len());
    }
}
