//! The outcome of an action, shown for a while in place of its button's label.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// The outcome of the last action.
#[derive(Clone)]
pub struct ActionOutcome<Of: 'static> {
    last: UseStateHandle<Option<(Of, &'static str)>>,
    shown_millis: u32,
}

impl<Of: Copy + PartialEq> ActionOutcome<Of> {
    /// Shows the outcome of an action.
    pub fn show(&self, of: Of, outcome: &'static str) {
        let last = self.last.clone();
        last.set(Some((of, outcome)));
        Timeout::new(self.shown_millis, move || last.set(None)).forget();
    }

    /// Returns the outcome of an action while it is shown, otherwise the label.
    pub fn label(&self, of: Of, label: &'static str) -> &'static str {
        self.last.filter(|(last, _)| *last == of).map_or(label, |(_, outcome)| outcome)
    }
}

/// Returns the outcome of the last of several actions; each is shown for `shown_millis`.
#[hook]
pub fn use_action_outcome<Of: Copy + PartialEq + 'static>(shown_millis: u32) -> ActionOutcome<Of> {
    ActionOutcome { last: use_state_eq(|| None), shown_millis }
}
