//! The list of actors: its order, the search, the row of the cursor, which rows are chosen, and its
//! words.

use super::list_keys::list_step;
use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::model::Selection;
use crate::sessions::{ActorMark, ActorRow, ActorSort, ActorsRequest};

/// The sort orders with their labels, and whether each starts with the largest.
pub const ACTOR_SORTS: [(ActorSort, &str, bool); 10] = [
    (ActorSort::Marks, "Worth a look", true),
    (ActorSort::Name, "Name", false),
    (ActorSort::Events, "Events", true),
    (ActorSort::Failed, "Failed", true),
    (ActorSort::Writes, "Changes", true),
    (ActorSort::First, "First seen", false),
    (ActorSort::Last, "Last seen", true),
    (ActorSort::Sessions, "Sessions", true),
    (ActorSort::Addresses, "Addresses", true),
    (ActorSort::Accounts, "Accounts", true),
];

/// The order of the list, and which actors it contains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActorListState {
    /// The index of the order in [`ACTOR_SORTS`].
    pub sort: usize,
    /// Whether the order is reversed.
    pub is_turned: bool,
    /// Only actors whose names contain this.
    pub containing: String,
    /// Only actors with this mark.
    pub mark: Option<ActorMark>,
}

impl ActorListState {
    /// Sorts by an index in [`ACTOR_SORTS`]; the last order if it is beyond them.
    pub fn sort_by(&mut self, sort: usize) {
        self.sort = sort.min(ACTOR_SORTS.len() - 1);
        self.is_turned = false;
    }

    /// Lists only actors with this mark, or all again.
    pub fn toggle_mark(&mut self, mark: ActorMark) {
        self.mark = (self.mark != Some(mark)).then_some(mark);
    }

    /// Whether the largest or latest come first.
    pub fn is_descending(&self) -> bool {
        ACTOR_SORTS[self.sort].2 != self.is_turned
    }

    /// Returns the request for a page.
    pub fn request(&self, first: u64, limit: u64) -> ActorsRequest {
        ActorsRequest {
            sort: ACTOR_SORTS[self.sort].0,
            descending: self.is_descending(),
            kinds: Vec::new(),
            mark: self.mark,
            containing: self.containing.clone(),
            first: first as u32,
            limit: limit as u32,
        }
    }
}

/// What a key does in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKey {
    /// Moves the cursor to a row.
    Go(u64),
    /// Chooses the row of the cursor; `adds` if it is added to the chosen ones, or removed.
    Choose {
        /// Whether the other chosen rows stay.
        adds: bool,
    },
}

/// Returns what a key does with the cursor on row `at` of `rows`; `None` if it means nothing.
pub fn actor_key(key: &str, is_control: bool, at: u64, rows: u64, screenful: u64) -> Option<ActorKey> {
    Some(match key {
        "Enter" => ActorKey::Choose { adds: is_control },
        " " => ActorKey::Choose { adds: true },
        _ => ActorKey::Go(list_step(key, Some(at), rows.saturating_sub(1), screenful)?),
    })
}

/// Returns the chosen actors after `row` is chosen: it alone, or with `adds` added to the others or
/// removed from them. `range` holds the rows from the cursor to it, which are added instead.
pub fn chosen_after<'a>(
    chosen: &[ActorRow],
    row: &ActorRow,
    adds: bool,
    range: Option<impl Iterator<Item = &'a ActorRow>>,
) -> Vec<ActorRow> {
    let mut next = chosen.to_vec();
    let has = |rows: &[ActorRow], row: &ActorRow| rows.iter().any(|other| other.actor == row.actor);
    if let Some(range) = range {
        for other in range {
            if !has(&next, other) {
                next.push(other.clone());
            }
        }
    } else if !adds {
        next = vec![row.clone()];
    } else if has(&next, row) {
        next.retain(|other| other.actor != row.actor);
    } else {
        next.push(row.clone());
    }
    next
}

/// Returns the text above the list; `total` is `None` before the first answer.
pub fn actors_found(total: Option<u64>, selection: &Selection) -> String {
    let Some(total) = total else { return String::new() };
    let actors = text::counted(total, "actor", "actors");
    if *selection == Selection::default() {
        actors
    } else {
        format!("{actors}; counts are of the events that match")
    }
}

/// Returns the numbers of an actor: `3 sessions, 1 address, 2 accounts`.
pub fn actor_facts(row: &ActorRow) -> String {
    let mut facts = vec![
        text::counted(row.sessions.into(), "session", "sessions"),
        text::counted(row.addresses.into(), "address", "addresses"),
    ];
    if row.accounts.len() > 1 {
        facts.push(text::counted(row.accounts.len() as u64, "account", "accounts"));
    }
    facts.join(", ")
}

/// Returns the labels of an actor's marks.
pub fn mark_labels(row: &ActorRow) -> String {
    row.marks.iter().map(|mark| mark.label()).collect::<Vec<_>>().join(", ")
}

/// Returns an actor in one sentence, for screen readers.
pub fn actor_label(row: &ActorRow, times: TimeDisplay) -> String {
    format!(
        "{}, {}, {}, {}, {} failed, {}, {}{}{}",
        row.name,
        row.kind.label(),
        row.certainty.name(),
        text::counted(row.count.events, "event", "events"),
        text::count(row.count.failed),
        actor_facts(row),
        times.show_span(row.count.first_millis, row.count.last_millis),
        if row.marks.is_empty() { "" } else { ", worth a look: " },
        mark_labels(row),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_state::lanes::test_actor;

    fn chosen(chosen: &[u32], row: u32, adds: bool, range: Option<&[u32]>) -> Vec<u32> {
        let rows: Vec<ActorRow> = (0..10).map(|number| test_actor(number, (0, 1_000))).collect();
        let before: Vec<ActorRow> = chosen.iter().map(|number| rows[*number as usize].clone()).collect();
        let range = range.map(|range| range.iter().map(|number| &rows[*number as usize]));
        let after = chosen_after(&before, &rows[row as usize], adds, range);
        after.iter().map(|row| row.actor).collect()
    }

    #[test]
    fn actors_are_chosen_alone_added_removed_and_as_ranges() {
        assert_eq!(chosen(&[1, 2], 3, false, None), [3]);
        assert_eq!(chosen(&[1, 2], 3, true, None), [1, 2, 3]);
        assert_eq!(chosen(&[1, 2, 3], 2, true, None), [1, 3]);
        assert_eq!(chosen(&[2, 7], 4, false, Some(&[1, 2, 3, 4])), [2, 7, 1, 3, 4]);
    }

    #[test]
    fn a_new_order_begins_with_its_usual_direction() {
        let mut list = ActorListState::default();
        assert!(list.is_descending());
        list.is_turned = true;
        assert!(!list.is_descending());
        list.sort_by(1);
        assert!(!list.is_descending());
        assert_eq!(list.request(100, 50).sort, ActorSort::Name);
        list.sort_by(99);
        assert_eq!(list.request(0, 50).sort, ActorSort::Accounts);
        list.toggle_mark(ActorMark::NewAddress);
        assert_eq!(list.request(0, 50).mark, Some(ActorMark::NewAddress));
        list.toggle_mark(ActorMark::NewAddress);
        assert_eq!(list.mark, None);
    }

    #[test]
    fn keys_move_and_choose() {
        let key = |key: &str, is_control: bool| actor_key(key, is_control, 4, 20, 5);
        assert_eq!(key("PageDown", false), Some(ActorKey::Go(9)));
        assert_eq!((key("Home", false), key("End", false)), (Some(ActorKey::Go(0)), Some(ActorKey::Go(19))));
        assert_eq!(key("Enter", false), Some(ActorKey::Choose { adds: false }));
        assert_eq!(key("Enter", true), Some(ActorKey::Choose { adds: true }));
        assert_eq!(key(" ", false), Some(ActorKey::Choose { adds: true }));
        assert_eq!(key("a", false), None);
    }

    #[test]
    fn an_actor_is_one_sentence() {
        let mut row = test_actor(1, (0, 60_000));
        row.marks = vec![ActorMark::NewAddress];
        row.accounts = vec!["1".to_owned(), "2".to_owned()];
        assert_eq!(
            actor_label(&row, TimeDisplay::default()),
            "actor 1, IAM user, exact, 3 events, 1 failed, 2 sessions, 1 address, 2 accounts, \
             1970-01-01 00:00:00 to 00:01:00 UTC, worth a look: new address"
        );
        assert_eq!(actors_found(Some(1), &Selection::default()), "1 actor");
        let some = Selection { filter: "a".to_owned(), time: None };
        assert_eq!(actors_found(Some(2), &some), "2 actors; counts are of the events that match");
        assert_eq!(actors_found(None, &some), "");
    }
}
