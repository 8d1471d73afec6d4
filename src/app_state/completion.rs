//! The list below the filter, with completions or earlier filters, and the keys of the filter.

use std::ops::Range;
use std::rc::Rc;

use super::key_press::KeyPress;
use super::reduce::Reduce;
use crate::base::time::TimeRange;
use crate::model::{Field, Selection};
use crate::query::{self, Completing, CompletionKind, Path, Typing};

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The visible text.
    pub label: String,
    /// The text that is inserted into the filter.
    pub insert: String,
    /// A short description; may be empty.
    pub about: &'static str,
    /// The number of events with the value; `None` for anything but a value.
    pub count: Option<u64>,
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// The lines, best first.
    pub lines: Rc<Vec<Offer>>,
    /// The range of the filter, in bytes, that a line replaces.
    pub replaces: Range<usize>,
    /// The typed part of that range, which is highlighted in the lines.
    pub typed: String,
    /// The line that Enter accepts.
    pub active: Option<usize>,
    /// Whether the typed word may become the name of a field.
    pub names: bool,
    /// Whether the lines are whole filters of this session.
    pub history: bool,
}

/// The text after a line of the list was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedOffer {
    /// The whole filter.
    pub text: String,
    /// The position of the cursor in it, in bytes.
    pub cursor: usize,
    /// Whether more is offered there: a name is followed by its values.
    pub continues: bool,
}

impl Offers {
    /// Returns the filters of this session, for the place of a text.
    pub fn of_history<'f>(filters: impl Iterator<Item = &'f str>, text: &str) -> Offers {
        let line = |filter: &str| Offer {
            label: filter.to_owned(),
            insert: filter.to_owned(),
            about: "",
            count: None,
        };
        Offers {
            lines: Rc::new(filters.map(line).collect()),
            replaces: 0..text.len(),
            typed: String::new(),
            active: None,
            names: false,
            history: true,
        }
    }

    fn completing(lines: Vec<Offer>, completing: &Completing, typed: &str) -> Option<Offers> {
        let names = matches!(completing.what, Typing::Term { .. }) && !typed.is_empty();
        (!lines.is_empty()).then(|| Offers {
            lines: Rc::new(lines),
            replaces: completing.start..completing.end,
            typed: typed.to_owned(),
            active: None,
            names,
            history: false,
        })
    }

    /// Returns the filter after a line was accepted; `None` if there is no such line.
    pub fn accept(&self, at: usize, text: &str) -> Option<AcceptedOffer> {
        let Offer { insert, .. } = self.lines.get(at)?;
        let before = text.get(..self.replaces.start).unwrap_or_default();
        let after = text.get(self.replaces.end..).unwrap_or_default();
        // A value ends with a blank; another one must not follow.
        let is_value = insert.ends_with(' ');
        let after = if is_value { after.trim_start() } else { after };
        Some(AcceptedOffer {
            text: format!("{before}{insert}{after}"),
            cursor: before.len() + insert.len(),
            continues: !is_value && !self.history,
        })
    }

    /// Returns the column of the filter, in characters, at which the list is aligned.
    pub fn column(&self, text: &str) -> usize {
        text.get(..self.replaces.start).map_or(0, |before| before.chars().count())
    }

    /// Returns the list with the same line active as in `others`, if it contains that line.
    fn active_as_in(self, others: &Offers) -> Offers {
        let gone_to = others.active.and_then(|at| others.lines.get(at));
        let active = gone_to.and_then(|line| self.lines.iter().position(|own| own.insert == line.insert));
        Offers { active, ..self }
    }

    /// Returns the list with the next or the previous line active. Beyond the ends no line is
    /// active, and Enter accepts the filter as it is.
    fn moved(&self, forward: bool) -> Offers {
        let last = self.lines.len().saturating_sub(1);
        let active = match (self.active, forward) {
            (None, true) => Some(0),
            (None, false) => Some(last),
            (Some(at), true) => (at < last).then_some(at + 1),
            (Some(at), false) => at.checked_sub(1),
        };
        Offers { active, ..self.clone() }
    }
}

/// Returns the range of a label that the typed text highlights: its first occurrence.
pub fn typed_range(label: &str, typed: &str) -> Option<Range<usize>> {
    // Lowercasing ASCII letters keeps all byte positions.
    let at = label.to_ascii_lowercase().find(&typed.to_ascii_lowercase()).filter(|_| !typed.is_empty())?;
    Some(at..at + typed.len())
}

/// The list that is open, if any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenOffers(Option<Offers>);

/// A change of the list.
#[derive(Clone, Debug)]
pub enum OfferAction {
    /// Replaces the list for the current text; `None` closes it.
    Now(Option<Offers>),
    /// Replacements of this range, in bytes, were requested.
    Coming(Range<usize>),
    /// The reply to that request.
    Came(Option<Offers>),
    /// Moves to the next or the previous line.
    Go {
        /// Whether to the next line.
        forward: bool,
    },
}

impl OpenOffers {
    /// Returns the list; `None` while it is closed.
    pub fn offers(&self) -> Option<&Offers> {
        self.0.as_ref()
    }
}

impl Reduce for OpenOffers {
    type Action = OfferAction;

    fn reduced(&self, action: OfferAction) -> OpenOffers {
        let before = self.offers();
        OpenOffers(match action {
            OfferAction::Now(offers) => offers,
            // The list for a shorter prefix of the same value stays until the reply, and replaces
            // everything that is typed by then.
            OfferAction::Coming(range) => before
                .filter(|offers| !offers.names && !offers.history && offers.replaces.start == range.start)
                .map(|offers| Offers { replaces: range, active: None, ..offers.clone() }),
            OfferAction::Came(offers) => match (offers, before) {
                (Some(offers), Some(before)) => Some(offers.active_as_in(before)),
                (offers, _) => offers,
            },
            OfferAction::Go { forward } => before.map(|offers| offers.moved(forward)),
        })
    }
}

/// What can be offered at the cursor.
#[derive(Clone, Debug, PartialEq)]
pub enum Completions {
    /// The list is known; `None` closes it.
    Known(Option<Offers>),
    /// The values must be requested first.
    Values(ValuesWanted),
}

/// The values that complete a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuesWanted {
    /// The field, and the events among which its values are counted; `None` for resources, whose
    /// index knows them once the user has opened their view.
    pub of: Option<(Field, Selection)>,
    /// The typed beginning of the value.
    pub prefix: String,
    completing: Completing,
    known: Vec<Offer>,
}

impl ValuesWanted {
    /// Returns the range of the filter, in bytes, that a value replaces.
    pub fn replaces(&self) -> Range<usize> {
        self.completing.start..self.completing.end
    }

    /// Returns the list of these values with their counts, followed by the other completions.
    pub fn offers(self, values: Vec<(String, u64)>) -> Option<Offers> {
        let values = values.into_iter().map(|(value, count)| Offer {
            insert: format!("{} ", self.completing.insertion(&value)),
            label: value,
            about: "",
            count: Some(count),
        });
        Offers::completing(values.chain(self.known).collect(), &self.completing, &self.prefix)
    }
}

/// Completes a text with the cursor before the byte `cursor`. Values are counted among the events
/// that the rest of the filter selects in the time range. Without `asked_for`, nothing is offered
/// before the first letter.
pub fn completions(text: &str, cursor: usize, asked_for: bool, time: Option<TimeRange>) -> Completions {
    let completing = query::complete(text, cursor);
    let known: Vec<Offer> = completing.offers.iter().map(offer_of).collect();
    let (of, prefix) = match completing.what.clone() {
        // The list of all names would cover the page after every blank.
        Typing::Term { prefix } if prefix.is_empty() && !asked_for => return Completions::Known(None),
        Typing::Nothing => return Completions::Known(None),
        Typing::Operator => return Completions::Known(Offers::completing(known, &completing, "")),
        Typing::Value { path: Path::Column(field), prefix, .. } => {
            let filter = completing.rest.clone();
            // Ignore the rest of the filter as long as it has errors.
            let filter = if query::parse(&filter).errors.is_empty() { filter } else { String::new() };
            (Some((field, Selection { filter, time })), prefix)
        }
        Typing::Value { path: Path::Resource, prefix, .. } => (None, prefix),
        Typing::Term { prefix } | Typing::Value { prefix, .. } => {
            return Completions::Known(Offers::completing(known, &completing, &prefix));
        }
    };
    Completions::Values(ValuesWanted { of, prefix, completing, known })
}

fn offer_of(completion: &query::Completion) -> Offer {
    // A value is followed by the next term.
    let blank = if completion.kind == CompletionKind::Value { " " } else { "" };
    Offer {
        label: completion.label.clone(),
        insert: format!("{}{blank}", completion.insert),
        about: completion.about,
        count: None,
    }
}

/// The effect of a key in the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterKey {
    /// Moves to the next or the previous line of the list.
    Go {
        /// Whether to the next line.
        forward: bool,
    },
    /// Offers the filters of this session, with the first one active.
    History,
    /// Offers completions.
    Complete,
    /// Accepts a line of the list.
    Accept(usize),
    /// Closes the list; the focus moves on.
    CloseAndLeave,
    /// Closes the list.
    Close,
    /// Applies the filter and shows its errors.
    Enter,
    /// Leaves the filter.
    Leave,
}

impl FilterKey {
    /// Returns the effect of a key, if it has one, on a filter with this text and this list.
    /// `has_history` is whether there are filters of this session.
    pub fn of(press: &KeyPress, text: &str, offers: Option<&Offers>, has_history: bool) -> Option<FilterKey> {
        Some(match (press.key.as_str(), offers) {
            ("ArrowDown", Some(_)) => FilterKey::Go { forward: true },
            ("ArrowUp", Some(_)) => FilterKey::Go { forward: false },
            ("ArrowUp", None) if text.is_empty() && has_history => FilterKey::History,
            ("ArrowDown", None) => FilterKey::Complete,
            ("Tab", Some(offers)) if !press.shift && !offers.history => {
                FilterKey::Accept(offers.active.unwrap_or(0))
            }
            ("Tab", Some(_)) => FilterKey::CloseAndLeave,
            ("Enter", Some(Offers { active: Some(active), .. })) => FilterKey::Accept(*active),
            ("Enter", _) => FilterKey::Enter,
            ("Escape", Some(_)) => FilterKey::Close,
            ("Escape", None) => FilterKey::Leave,
            _ => return None,
        })
    }
}

/// Returns the position in bytes of a position in UTF-16 units, in which browsers count.
pub fn byte_at(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, letter) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += letter.len_utf16();
    }
    text.len()
}

/// Returns the position in UTF-16 units of a position in bytes.
pub fn units_at(text: &str, at: usize) -> usize {
    text.get(..at).map_or(0, |before| before.encode_utf16().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str, asked_for: bool) -> Option<Offers> {
        match completions(text, text.len(), asked_for, None) {
            Completions::Known(offers) => offers,
            Completions::Values(wanted) => panic!("{wanted:?}"),
        }
    }

    fn history() -> Offers {
        Offers::of_history(["who:alice", "ip:1.2.3.4"].into_iter(), "")
    }

    #[test]
    fn names_are_offered_from_the_first_letter_and_on_request() {
        assert_eq!(known("", false), None);
        assert!(known("", true).is_some_and(|offers| !offers.names));
        let offers = known("eventN", false).unwrap();
        assert!(offers.names);
        assert_eq!(offers.lines[0].label, "eventName");
        let accepted = offers.accept(0, "eventN").unwrap();
        assert_eq!((accepted.text.as_str(), accepted.cursor), ("eventName:", 10));
        assert!(accepted.continues);
    }

    #[test]
    fn values_are_counted_under_the_rest_of_the_filter() {
        let text = "who:alice eventName:Del";
        let Completions::Values(wanted) = completions(text, text.len(), false, None) else { panic!() };
        let (field, selection) = wanted.of.clone().unwrap();
        assert_eq!((field, selection.filter.as_str()), (Field::EventName, "who:alice"));
        assert_eq!(wanted.prefix, "Del");
        let offers = wanted.offers(vec![("Delete It".to_owned(), 7)]).unwrap();
        assert_eq!(offers.column(text), 20);
        let accepted = offers.accept(0, &format!("{text} and x")).unwrap();
        assert_eq!(accepted.text, "who:alice eventName:\"Delete It\" and x");
        assert!(!accepted.continues);
    }

    #[test]
    fn a_list_stays_until_the_reply_for_a_longer_prefix() {
        let wanted = |text: &str| match completions(text, text.len(), false, None) {
            Completions::Values(wanted) => wanted,
            known => panic!("{known:?}"),
        };
        let values = vec![("alice".to_owned(), 2), ("albert".to_owned(), 1)];
        let open = OpenOffers::default().reduced(OfferAction::Came(wanted("who:a").offers(values)));
        let open = open.reduced(OfferAction::Go { forward: true }).reduced(OfferAction::Go { forward: true });
        assert_eq!(open.offers().unwrap().active, Some(1));
        let waiting = open.reduced(OfferAction::Coming(4..6));
        assert_eq!(waiting.offers().unwrap().replaces, 4..6);
        // The line that was chosen stays chosen, wherever it is in the reply.
        let came = open.reduced(OfferAction::Came(wanted("who:al").offers(vec![("albert".to_owned(), 1)])));
        assert_eq!(came.offers().unwrap().active, Some(0));
        // A list for another place closes.
        assert_eq!(open.reduced(OfferAction::Coming(9..9)), OpenOffers(None));
    }

    #[test]
    fn no_line_is_active_beyond_the_ends() {
        let down = history().moved(true).moved(true);
        assert_eq!((down.active, down.moved(true).active), (Some(1), None));
        assert_eq!(history().moved(false).active, Some(1));
        assert_eq!(history().moved(true).moved(false).active, None);
    }

    #[test]
    fn keys_depend_on_the_list() {
        let key =
            |name: &str, offers: Option<&Offers>| FilterKey::of(&KeyPress::plain(name), "", offers, true);
        let (list, names) = (history().moved(true), known("eventN", false).unwrap());
        assert_eq!(key("ArrowUp", None), Some(FilterKey::History));
        assert_eq!(key("ArrowDown", None), Some(FilterKey::Complete));
        assert_eq!(key("Enter", Some(&list)), Some(FilterKey::Accept(0)));
        assert_eq!(key("Enter", Some(&names)), Some(FilterKey::Enter));
        assert_eq!(key("Tab", Some(&names)), Some(FilterKey::Accept(0)));
        assert_eq!(key("Tab", Some(&list)), Some(FilterKey::CloseAndLeave));
        assert_eq!(key("Tab", None), None);
        assert_eq!(key("Escape", None), Some(FilterKey::Leave));
        assert_eq!(FilterKey::of(&KeyPress::plain("ArrowUp"), "x", None, true), None);
    }

    #[test]
    fn a_filter_of_the_session_replaces_the_whole_text() {
        let offers = Offers::of_history(["who:alice"].into_iter(), "ip:1");
        let accepted = offers.accept(0, "ip:1").unwrap();
        assert_eq!((accepted.text.as_str(), accepted.continues), ("who:alice", false));
    }

    #[test]
    fn positions_are_converted_between_bytes_and_units() {
        let text = "aé😀b";
        assert_eq!([0, 1, 2, 4, 5].map(|units| byte_at(text, units)), [0, 1, 3, 7, 8]);
        assert_eq!([0, 1, 3, 7, 8].map(|at| units_at(text, at)), [0, 1, 2, 4, 5]);
    }

    #[test]
    fn the_typed_part_is_found_in_any_case() {
        assert_eq!(typed_range("eventName", "NAME"), Some(5..9));
        assert_eq!(typed_range("eventName", ""), None);
    }
}
