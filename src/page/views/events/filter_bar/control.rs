//! What happens in the input of the filter.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::completion::{FilterKey, OfferAction, Offers, OpenOffers, byte_at, units_at};
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::FilterBarProperties;
use super::complete::Completer;
use crate::contexts::{use_client, use_dispatch};
use crate::widgets::handlers::key_press;
use crate::widgets::reduced::{Reduced, use_reduced};
use trailglass::app_state::Action;

/// Pause in typing after which the filter is applied.
const PAUSE_MILLIS: u32 = 60;
/// Longer pause after a word that may become the name of a field: as free text it would match
/// nothing and make the page flicker.
const NAME_MILLIS: u32 = 350;
/// Pause after which errors are shown: most of them are words half typed.
const WRONG_MILLIS: u32 = 600;

/// The input, its list and its mirror, as of the last render.
#[derive(Clone)]
pub struct FilterControl {
    properties: FilterBarProperties,
    dispatch: Callback<Action>,
    list: UseReducerHandle<Reduced<OpenOffers>>,
    completer: Completer,
    pub input: NodeRef,
    /// Shows the errors behind the input, and scrolls with it.
    pub mirror: NodeRef,
    /// The cursor position, in bytes, to set after the new text is rendered.
    caret: Rc<RefCell<Option<usize>>>,
    pub shows_errors: UseStateHandle<bool>,
}

#[hook]
pub fn use_filter_control(properties: &FilterBarProperties) -> FilterControl {
    let (list, on_offer) = use_reduced(OpenOffers::default);
    let asked = use_memo((), |()| Cell::new(0));
    let control = FilterControl {
        properties: properties.clone(),
        dispatch: use_dispatch(),
        list,
        completer: Completer { client: use_client(), on_offer, asked },
        input: use_node_ref(),
        mirror: use_node_ref(),
        caret: use_mut_ref(|| None),
        shows_errors: use_state_eq(|| false),
    };
    let names = control.offers().is_some_and(|offers| offers.names);
    use_effect_with((properties.text.clone(), names), {
        let dispatch = control.dispatch.clone();
        move |(_, names): &(AttrValue, bool)| {
            let millis = if *names { NAME_MILLIS } else { PAUSE_MILLIS };
            let pause = Timeout::new(millis, move || dispatch.emit(Action::Apply));
            move || drop(pause)
        }
    });
    use_effect_with((properties.text.clone(), properties.errors.is_empty()), {
        let shows_errors = control.shows_errors.clone();
        move |(_, is_right): &(AttrValue, bool)| {
            if *is_right {
                shows_errors.set(false);
            }
            let pause = (!is_right).then(|| Timeout::new(WRONG_MILLIS, move || shows_errors.set(true)));
            move || drop(pause)
        }
    });
    use_effect_with(properties.text.clone(), {
        let control = control.clone();
        move |text: &AttrValue| control.text_was_drawn(text)
    });
    control
}

impl FilterControl {
    /// Returns the list that is open.
    pub fn offers(&self) -> Option<&Offers> {
        self.list.offers()
    }

    fn text_was_drawn(&self, text: &str) {
        let Some(input) = self.input.cast::<HtmlInputElement>() else { return };
        if let Some(at) = self.caret.borrow_mut().take() {
            let units = units_at(text, at) as u32;
            let _ = input.set_selection_range(units, units);
            // Setting the cursor does not scroll it into view.
            if at == text.len() {
                input.set_scroll_left(input.scroll_width());
            }
            let _ = input.focus();
        }
        self.scroll(());
    }

    /// Scrolls the mirror as the input is scrolled.
    pub fn scroll<E>(&self, _: E) {
        if let (Some(input), Some(mirror)) = (self.input.cast::<Element>(), self.mirror.cast::<Element>()) {
            mirror.set_scroll_left(input.scroll_left());
        }
    }

    fn complete(&self, text: &str, cursor: usize, asked_for: bool) {
        self.completer.complete(text, cursor, asked_for, self.properties.selection.time);
    }

    pub fn type_text(&self, event: InputEvent) {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let text = input.value();
        self.complete(&text, cursor_of(&input, &text), false);
        self.dispatch.emit(Action::Type(text.into()));
    }

    /// Accepts a line of the list.
    pub fn accept(&self, at: usize) {
        let Some(offers) = self.offers() else { return };
        let Some(accepted) = offers.accept(at, &self.properties.text) else { return };
        *self.caret.borrow_mut() = Some(accepted.cursor);
        if accepted.continues {
            self.complete(&accepted.text, accepted.cursor, true);
        } else {
            self.completer.close();
        }
        let action = if offers.history { Action::Filter } else { Action::Type };
        self.dispatch.emit(action(accepted.text.into()));
    }

    pub fn press_key(&self, event: KeyboardEvent) {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>().filter(|_| !event.is_composing())
        else {
            return;
        };
        let text = input.value();
        let has_history = !self.properties.filters.is_empty();
        let key = FilterKey::of(&key_press(&event), &text, self.offers(), has_history);
        match key {
            None => return,
            Some(FilterKey::Go { forward }) => self.completer.on_offer.emit(OfferAction::Go { forward }),
            Some(FilterKey::History) => {
                self.offer_history("");
                self.completer.on_offer.emit(OfferAction::Go { forward: true });
            }
            Some(FilterKey::Complete) => self.complete(&text, cursor_of(&input, &text), true),
            Some(FilterKey::Accept(at)) => self.accept(at),
            // Moves the focus to the element after the bar, not into the list.
            Some(FilterKey::CloseAndLeave) => return self.completer.close(),
            Some(FilterKey::Close) => self.completer.close(),
            Some(FilterKey::Enter) => {
                self.leave(());
                self.shows_errors.set(true);
            }
            Some(FilterKey::Leave) => {
                let _ = input.blur();
            }
        }
        event.prevent_default();
    }

    /// Closes the list and applies the filter.
    pub fn leave<E>(&self, _: E) {
        self.completer.close();
        self.dispatch.emit(Action::Commit);
    }

    /// Replaces the filter with its correction.
    pub fn mend(&self, corrected: String) {
        *self.caret.borrow_mut() = Some(corrected.len());
        self.dispatch.emit(Action::Filter(corrected.into()));
    }

    pub fn clear(&self, _: MouseEvent) {
        self.dispatch.emit(Action::Filter("".into()));
        self.focus();
    }

    /// Offers the filters of this session.
    pub fn show_history(&self, event: MouseEvent) {
        // Otherwise the button would take the focus from the input.
        event.prevent_default();
        self.focus();
        self.offer_history(&self.properties.text);
    }

    fn offer_history(&self, text: &str) {
        let filters = self.properties.filters.iter().map(|filter| &**filter);
        self.completer.on_offer.emit(OfferAction::Now(Some(Offers::of_history(filters, text))));
    }

    fn focus(&self) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            let _ = input.focus();
        }
    }
}

/// Returns the place of the cursor in bytes.
fn cursor_of(input: &HtmlInputElement, text: &str) -> usize {
    byte_at(text, input.selection_end().ok().flatten().unwrap_or(u32::MAX) as usize)
}
