//! How addresses enter the browser's history: while the user types, one entry is rewritten; any
//! later action adds an entry, so that Back undoes one action, not one letter.

use crate::view_address::ViewAddress;

use super::view::HistoryStep;

/// A change to the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryEntry {
    /// The address replaces the one of the current entry.
    Rewrite,
    /// The address gets a new entry.
    New,
}

/// The address in the browser, and whether its entry is still being typed.
#[derive(Clone, Debug)]
pub struct AddressHistory {
    written: ViewAddress,
    is_draft: bool,
}

impl AddressHistory {
    /// Returns the history of a page that was opened at an address.
    pub fn new(address: ViewAddress) -> AddressHistory {
        AddressHistory { written: address, is_draft: false }
    }

    /// Takes the address of the state; returns the change to write, or `None` if it is written
    /// already.
    pub fn show(&mut self, address: &ViewAddress, step: HistoryStep) -> Option<HistoryEntry> {
        let is_changed = self.written != *address;
        // A draft in the newest entry becomes final with the first address that is none.
        let entry = match step {
            HistoryStep::Draft | HistoryStep::Commit if !self.is_draft => HistoryEntry::New,
            _ => HistoryEntry::Rewrite,
        };
        if is_changed {
            self.written = address.clone();
        }
        self.is_draft = step == HistoryStep::Draft && (is_changed || self.is_draft);
        is_changed.then_some(entry)
    }

    /// Takes the address to which the browser went; returns whether the page must follow.
    pub fn travel(&mut self, address: &ViewAddress) -> bool {
        let is_changed = self.written != *address;
        if is_changed {
            self.written = address.clone();
        }
        is_changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(filter: &str) -> ViewAddress {
        ViewAddress::parse(&format!("#/events?q={filter}"))
    }

    #[test]
    fn typing_makes_one_entry() {
        let mut history = AddressHistory::new(at(""));
        assert_eq!(history.show(&at("a"), HistoryStep::Draft), Some(HistoryEntry::New));
        assert_eq!(history.show(&at("ab"), HistoryStep::Draft), Some(HistoryEntry::Rewrite));
        assert_eq!(history.show(&at("abc"), HistoryStep::Commit), Some(HistoryEntry::Rewrite));
        assert_eq!(history.show(&at("abcd"), HistoryStep::Commit), Some(HistoryEntry::New));
    }

    #[test]
    fn an_unchanged_address_is_not_written() {
        let mut history = AddressHistory::new(at("a"));
        for step in [HistoryStep::Travel, HistoryStep::Draft, HistoryStep::Commit] {
            assert_eq!(history.show(&at("a"), step), None);
        }
        // Typing that changes nothing begins no draft.
        assert_eq!(history.show(&at("b"), HistoryStep::Commit), Some(HistoryEntry::New));
    }

    #[test]
    fn a_draft_that_is_entered_unchanged_is_final() {
        let mut history = AddressHistory::new(at(""));
        assert_eq!(history.show(&at("a"), HistoryStep::Draft), Some(HistoryEntry::New));
        assert_eq!(history.show(&at("a"), HistoryStep::Commit), None);
        assert_eq!(history.show(&at("b"), HistoryStep::Draft), Some(HistoryEntry::New));
    }

    #[test]
    fn the_page_follows_the_browser_once_and_adds_no_entry() {
        let mut history = AddressHistory::new(at(""));
        assert!(history.travel(&at("a")));
        assert!(!history.travel(&at("a")));
        assert_eq!(history.show(&at("a"), HistoryStep::Travel), None);
        // An address that is spelled in another way.
        assert_eq!(history.show(&at("b"), HistoryStep::Travel), Some(HistoryEntry::Rewrite));
    }
}
