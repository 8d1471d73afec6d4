//! Whether saved files are redacted, and the search for the values to replace, which comes first.

use std::cell::Cell;
use std::rc::Rc;

use crate::base::text;
use crate::redaction::Redactor;

/// The state of an operation on all events.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum WorkState<T> {
    /// It was not requested.
    #[default]
    Idle,
    /// The number of events done, and the total.
    UnderWay(u64, u64),
    /// The user cancelled it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// Its result.
    Done(T),
}

/// Returns the progress in words.
pub fn of_events(done: u64, total: u64) -> String {
    text::done_of(done, total, "event", "events")
}

/// Decides which reports of progress are shown: at most 251 over a whole operation.
#[derive(Debug)]
pub struct ProgressSteps(Cell<u64>);

impl Default for ProgressSteps {
    fn default() -> Self {
        ProgressSteps(Cell::new(u64::MAX))
    }
}

impl ProgressSteps {
    /// Returns whether this progress is shown.
    pub fn is_shown(&self, done: u64, total: u64) -> bool {
        let share = (done * 250).checked_div(total).unwrap_or(0);
        self.0.replace(share) != share
    }
}

/// The way in which a file is saved. `Found` is what the search for values has found.
#[derive(Debug, PartialEq)]
pub enum SaveMode<Found> {
    /// Unchanged.
    Plain,
    /// With pseudonyms.
    Redacted(Rc<Found>),
    /// Not until the values to replace are known.
    NotYet,
}

impl<Found> Clone for SaveMode<Found> {
    fn clone(&self) -> Self {
        match self {
            SaveMode::Plain => SaveMode::Plain,
            SaveMode::Redacted(found) => SaveMode::Redacted(Rc::clone(found)),
            SaveMode::NotYet => SaveMode::NotYet,
        }
    }
}

impl<Found> SaveMode<Found> {
    /// Returns the way for a choice and the state of the search. Files that are still being read may
    /// hold more values.
    pub fn of(is_on: bool, waits_for_files: bool, search: &WorkState<Rc<Found>>) -> SaveMode<Found> {
        match search {
            _ if !is_on => SaveMode::Plain,
            WorkState::Done(found) if !waits_for_files => SaveMode::Redacted(Rc::clone(found)),
            _ => SaveMode::NotYet,
        }
    }

    /// Returns whether saving must wait.
    pub fn waits(&self) -> bool {
        matches!(self, SaveMode::NotYet)
    }

    /// Returns the values to replace; `None` if nothing is redacted.
    pub fn redaction(&self) -> Option<&Found> {
        match self {
            SaveMode::Redacted(found) => Some(found),
            SaveMode::Plain | SaveMode::NotYet => None,
        }
    }

    /// Returns the name of a file, from its stem and its extension.
    pub fn file_name(&self, stem: &str, ending: &str) -> String {
        format!("{stem}{}{ending}", if matches!(self, SaveMode::Plain) { "" } else { "-redacted" })
    }
}

impl<Found: AsRef<Redactor>> SaveMode<Found> {
    /// Returns the redactor; `None` if nothing is redacted.
    pub fn redactor(&self) -> Option<&Redactor> {
        self.redaction().map(AsRef::as_ref)
    }
}

/// Returns the label of the button that shows what is replaced, and whether it is a warning; `None`
/// before the search has started.
pub fn switch_label<Found>(waits_for_files: bool, search: &WorkState<Found>) -> Option<(String, bool)> {
    Some(match search {
        _ if waits_for_files => ("Waits for files…".to_owned(), false),
        WorkState::Idle => return None,
        WorkState::UnderWay(done, total) => (format!("Looking… {} %", text::percent(*done, *total)), false),
        WorkState::Stopped | WorkState::Failed(_) => ("Not looked through: why?".to_owned(), true),
        WorkState::Done(_) => ("What is replaced…".to_owned(), false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_redacted_only_after_the_search_of_all_files() {
        let found = WorkState::Done(Rc::new(7));
        assert_eq!(SaveMode::of(false, false, &found), SaveMode::Plain);
        assert_eq!(SaveMode::of(true, false, &found).redaction(), Some(&7));
        assert!(SaveMode::of(true, true, &found).waits());
        for search in [WorkState::Idle, WorkState::UnderWay(1, 2), WorkState::Stopped] {
            assert!(SaveMode::<u32>::of(true, false, &search).waits());
        }
    }

    #[test]
    fn the_name_of_a_redacted_file_says_so() {
        let found = WorkState::Done(Rc::new(7));
        assert_eq!(SaveMode::of(true, false, &found).file_name("groups", ".csv"), "groups-redacted.csv");
        assert_eq!(SaveMode::<u32>::Plain.file_name("groups", ".csv"), "groups.csv");
    }

    #[test]
    fn progress_is_shown_in_steps_of_a_quarter_percent() {
        let steps = ProgressSteps::default();
        let shown = (0..=10_000).filter(|done| steps.is_shown(*done, 10_000)).count();
        assert_eq!(shown, 251);
        assert!(ProgressSteps::default().is_shown(0, 0));
    }

    #[test]
    fn the_switch_warns_if_the_search_did_not_finish() {
        assert_eq!(switch_label(false, &WorkState::<u32>::Idle), None);
        let (label, is_warning) = switch_label(false, &WorkState::<u32>::Stopped).unwrap();
        assert!(is_warning && label.contains("why"));
        let (label, is_warning) = switch_label(false, &WorkState::<u32>::UnderWay(1, 4)).unwrap();
        assert_eq!((label.as_str(), is_warning), ("Looking… 25 %", false));
    }
}
