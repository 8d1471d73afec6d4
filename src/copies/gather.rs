//! Combines the answers of all workers to the copies of an event.

use super::{Copy, EventPrint, FoundCopies};
use crate::base::small_sort::SmallSort;

/// A record with the index of its worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Index of the worker among those asked.
    pub worker: u32,
    /// The record.
    pub copy: Copy,
}

/// All records with the id of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCopies {
    /// The records of the event, including its own: the shown one first, the others by file and
    /// index.
    pub copies: Vec<Placed>,
    /// Shown events with the same id and account, by time.
    pub others: Vec<Placed>,
    /// Number of records with this id that are not listed.
    pub more: u64,
}

/// Combines the records that the workers found for the id of an event.
///
/// Of the records with the same time, source and name, all are copies if only one of them is shown.
/// If several are shown, the id does not tell them apart, and only records with the same content
/// are copies.
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
    gathered.copies.sort_small_by(|one, other| place(one).cmp(&place(other)));
    gathered
        .others
        .sort_small_by(|one, other| (one.copy.millis, place(one)).cmp(&(other.copy.millis, place(other))));
    gathered
}

/// Returns the sort key of the list: shown records first, then by file and index.
fn place(one: &Placed) -> (bool, u32, u32) {
    (!one.copy.is_shown, one.copy.file, one.copy.index)
}
