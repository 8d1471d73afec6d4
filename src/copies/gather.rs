//! The copies of an event, from the answers of all workers.

use super::{Copy, EventPrint, FoundCopies};
use crate::in_order::InOrder;

/// A record, and its worker's place among those asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The worker.
    pub worker: u32,
    /// The record.
    pub copy: Copy,
}

/// Everything with the id of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCopies {
    /// The records of the event, its own included: the one that is shown
    /// first, the others by file and place.
    pub copies: Vec<Placed>,
    /// Events that are shown and share the id and account, by time.
    pub others: Vec<Placed>,
    /// How many more records with this id there are than are listed.
    pub more: u64,
}

/// Puts together what the workers found with the id of an event.
///
/// Of the records with the same time, source and name, all are copies where
/// one of them stands for all. Where several are shown, the id does not tell
/// them apart, and the copies of an event have its content.
pub fn gather(print: &EventPrint, parts: Vec<FoundCopies>) -> EventCopies {
    let mut gathered = EventCopies::default();
    let mut alike = Vec::new();
    for (worker, part) in (0..).zip(parts) {
        let FoundCopies { alike: found, more_alike, others, more_others } = part;
        alike.extend(found.into_iter().map(|copy| Placed { worker, copy }));
        gathered.others.extend(others.into_iter().map(|copy| Placed { worker, copy }));
        gathered.more += more_alike + more_others;
    }
    let shown = alike.iter().filter(|one| one.copy.is_shown).count();
    for one in alike {
        if shown <= 1 || one.copy.content == print.content {
            gathered.copies.push(one);
        } else if one.copy.is_shown {
            gathered.others.push(one);
        }
    }
    gathered.copies.put_in_order_by(|one, other| place(one).cmp(&place(other)));
    gathered
        .others
        .put_in_order_by(|one, other| (one.copy.millis, place(one)).cmp(&(other.copy.millis, place(other))));
    gathered
}

/// The order of the list: what is shown first, then by file and place in it.
fn place(one: &Placed) -> (bool, u32, u32) {
    (!one.copy.is_shown, one.copy.file, one.copy.index)
}
