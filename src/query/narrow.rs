//! Evaluates a plan: by rows, and then, for the remaining rows, by texts.

use super::Tree;
use super::plan::{Plan, compile, rows_of};
use super::text_search::TextSearch;
use crate::base::time::TimeRange;
use crate::store::bits::Bits;
use crate::store::{Store, rows::NO_TIME};

/// Returns the rows of a shard that match a tree and a time range.
///
/// # Examples
///
/// ```
/// use trailglass::model::FileDescriptor;
/// use trailglass::query::{matching, parse};
/// use trailglass::store::Shard;
///
/// let log = br#"{"Records":[{"eventTime":"2024-03-01T10:00:00Z","eventName":"CreateUser","eventID":"1"}]}"#;
/// let file = FileDescriptor { file: 0, path: "log.json".to_owned(), bytes: log.len() as u64 };
/// let mut shard = Shard::new();
/// shard.read_file(&file, &mut &log[..]);
/// shard.settle();
/// assert_eq!(matching(shard.store(), &parse("eventName:Create*").tree, None).count(), 1);
/// ```
pub fn matching(store: &Store, tree: &Tree, time: Option<TimeRange>) -> Bits {
    let mut within = rows_of(store, time);
    compile(store, tree).narrow(store, &mut within);
    within
}

impl Plan {
    /// Removes from `within` the rows that the plan does not match.
    pub(super) fn narrow(&self, store: &Store, within: &mut Bits) {
        match self {
            Plan::Everything => {}
            Plan::Nothing => *within = Bits::none(within.length()),
            Plan::Time(range) => {
                let span = store.rows.between(range.from_millis, range.until_millis);
                within.and(&Bits::span(within.length(), span.start, span.end));
            }
            Plan::Timed => {
                within.and(&Bits::span(within.length(), store.rows.without_time(), within.length()))
            }
            Plan::EachTime(test) => {
                let millis = &store.rows.millis;
                within.retain(|row| millis[row] != NO_TIME && test.matches_time(millis[row]));
            }
            Plan::Entries(storage, entries) => {
                let codes = store.entries(*storage);
                within.retain(|row| entries.has(codes[row] as usize));
            }
            Plan::Rows(rows) => within.and(rows),
            Plan::And(parts) => {
                let (texts, columns): (Vec<&Plan>, Vec<&Plan>) =
                    parts.iter().partition(|part| part.needs_texts());
                for part in columns {
                    if within.is_empty() {
                        return;
                    }
                    part.narrow(store, within);
                }
                if !texts.is_empty() {
                    TextSearch::all(store, &texts, within).narrow(within);
                }
            }
            Plan::Or(parts) => {
                let (texts, columns): (Vec<&Plan>, Vec<&Plan>) =
                    parts.iter().partition(|part| part.needs_texts());
                let mut found = Bits::none(within.length());
                // Rows that were found need not be tested again.
                let mut rest = within.clone();
                for part in columns {
                    let mut rows = rest.clone();
                    part.narrow(store, &mut rows);
                    rest.and_not(&rows);
                    found.or(&rows);
                }
                if !texts.is_empty() {
                    TextSearch::any(store, &texts, &rest).narrow(&mut rest);
                    found.or(&rest);
                }
                *within = found;
            }
            Plan::Not(inner) => {
                let mut found = within.clone();
                inner.narrow(store, &mut found);
                within.and_not(&found);
            }
            Plan::Cold(_) => TextSearch::all(store, &[self], within).narrow(within),
        }
    }
}
