//! The outcome of an action, shown for a while in place of its button's label.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// The outcome of the last action.
#[derive(Clone)]
pub struct Told<Of: 'static> {
    told: UseStateHandle<Option<(Of, &'static str)>>,
    shown_millis: u32,
}

impl<Of: Copy + PartialEq> Told<Of> {
    /// Shows the outcome of an action.
    pub fn tell(&self, of: Of, outcome: &'static str) {
        let told = self.told.clone();
        told.set(Some((of, outcome)));
        Timeout::new(self.shown_millis, move || told.set(None)).forget();
    }

    /// Returns the outcome of an action while it is shown, otherwise the label.
    pub fn label(&self, of: Of, label: &'static str) -> &'static str {
        self.told.filter(|(told, _)| *told == of).map_or(label, |(_, outcome)| outcome)
    }
}

/// Returns the outcome of the last of several actions; each is shown for `shown_millis`.
#[hook]
pub fn use_told<Of: Copy + PartialEq + 'static>(shown_millis: u32) -> Told<Of> {
    Told { told: use_state_eq(|| None), shown_millis }
}
