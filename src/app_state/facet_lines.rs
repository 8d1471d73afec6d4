//! The lines of a facet: its values in order, and what clicks and keys do to them.

use super::key_press::KeyPress;
use crate::query::Facet;
use crate::query::edit::ValueChoice;

/// Number of values that a facet shows at first.
pub const FEW: u32 = 10;
/// Number of values after each "Show more".
const MORE: [u32; 2] = [50, 500];
/// Maximum number of values that a search shows.
pub const FOUND: u32 = 50;

/// A value of a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetLine<'f> {
    /// The value.
    pub value: &'f str,
    /// The number of events with it; 0 if the filter excludes them.
    pub count: u64,
    /// Whether the filter contains the value.
    pub choice: Option<ValueChoice>,
}

/// Returns the lines of a facet. `choices` are the values that the filter contains, and `found` the
/// values that contain the search text; `None` without a search.
pub fn lines<'f>(
    facet: &'f Facet,
    choices: &'f [(String, ValueChoice)],
    found: Option<&'f [(String, u64)]>,
) -> Vec<FacetLine<'f>> {
    let values = found.unwrap_or(&facet.values);
    let choice_of = |value: &str| {
        let chosen = choices.iter().find(|(chosen, _)| chosen.eq_ignore_ascii_case(value));
        chosen.map(|(_, choice)| *choice)
    };
    // An excluded value has no events to count, but must stay visible so that it can be included
    // again: at the top, so that a long list shows it too.
    let missing = choices.iter().filter(|(chosen, _)| {
        found.is_none() && !values.iter().any(|(value, _)| value.eq_ignore_ascii_case(chosen))
    });
    let missing = missing.map(|(value, choice)| FacetLine { value, count: 0, choice: Some(*choice) });
    let counted =
        values.iter().map(|(value, count)| FacetLine { value, count: *count, choice: choice_of(value) });
    missing.chain(counted).collect()
}

/// What a facet shows beside its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetExtent {
    /// Whether a search is useful: there are more than a few values.
    pub is_long: bool,
    /// The maximum after "Show more"; `None` if there is no more to show.
    pub next: Option<u32>,
    /// Whether there are more values, but no more are shown.
    pub is_cut: bool,
}

impl FacetExtent {
    /// Returns what a facet that shows at most `limit` values has.
    pub fn of(facet: &Facet, limit: u32) -> FacetExtent {
        // A floor above zero means that the answer may lack values.
        let may_lack = facet.floor > 0;
        let next = MORE.into_iter().find(|more| *more > limit).filter(|_| may_lack);
        FacetExtent {
            is_long: may_lack || facet.values.len() > FEW as usize,
            next,
            is_cut: may_lack && next.is_none(),
        }
    }
}

/// A change of the filter by a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueClick {
    /// Removes the value.
    Remove,
    /// Adds the value.
    Add {
        /// Whether events with it are excluded.
        exclude: bool,
    },
}

/// Returns the effect of a click on a value of which the filter contains `choice`: another click
/// undoes the first one.
pub fn click(choice: Option<ValueChoice>, exclude: bool) -> ValueClick {
    match choice {
        Some(ValueChoice::Excluded) => ValueClick::Remove,
        Some(ValueChoice::Included) if !exclude => ValueClick::Remove,
        _ => ValueClick::Add { exclude },
    }
}

/// Returns whether a key on a value excludes it; `None` if the key does nothing there.
pub fn excludes(press: &KeyPress) -> Option<bool> {
    match press.key.as_str() {
        "x" => Some(true),
        "f" => Some(false),
        // A click event from the keyboard does not report the modifier keys.
        "Enter" if press.alt => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(count: usize, floor: u64) -> Facet {
        Facet { values: (0..count).map(|number| (format!("v{number}"), 9)).collect(), floor }
    }

    #[test]
    fn an_excluded_value_stays_at_the_top() {
        let choices = [("gone".to_owned(), ValueChoice::Excluded), ("V1".to_owned(), ValueChoice::Included)];
        let facet = facet(2, 0);
        let shown = lines(&facet, &choices, None);
        let values: Vec<_> = shown.iter().map(|line| (line.value, line.count, line.choice)).collect();
        assert_eq!(
            values,
            [
                ("gone", 0, Some(ValueChoice::Excluded)),
                ("v0", 9, None),
                ("v1", 9, Some(ValueChoice::Included)),
            ]
        );
        let found = [("v1".to_owned(), 4)];
        assert_eq!(lines(&facet, &choices, Some(&found)).len(), 1);
    }

    #[test]
    fn more_is_offered_until_the_last_maximum() {
        let extent = |limit| FacetExtent::of(&facet(10, 3), limit);
        assert_eq!([extent(10).next, extent(50).next, extent(500).next], [Some(50), Some(500), None]);
        assert!(extent(500).is_cut && extent(10).is_long && !extent(10).is_cut);
        let all = FacetExtent::of(&facet(10, 0), 10);
        assert_eq!(all, FacetExtent { is_long: false, next: None, is_cut: false });
    }

    #[test]
    fn another_click_undoes_the_first() {
        assert_eq!(click(Some(ValueChoice::Excluded), true), ValueClick::Remove);
        assert_eq!(click(Some(ValueChoice::Included), false), ValueClick::Remove);
        assert_eq!(click(Some(ValueChoice::Included), true), ValueClick::Add { exclude: true });
        assert_eq!(click(None, false), ValueClick::Add { exclude: false });
        assert_eq!(excludes(&KeyPress { alt: true, ..KeyPress::plain("Enter") }), Some(true));
        assert_eq!(excludes(&KeyPress::plain("Enter")), None);
    }
}
