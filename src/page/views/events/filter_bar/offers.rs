//! The list below the filter: completions, or filters of this session.

use std::ops::Range;
use std::rc::Rc;

use yew::prelude::*;

use crate::widgets::log_text::shown;
use trailglass::base::text;

/// The id of the list, for `aria-controls`.
pub const LIST_ID: &str = "filter-offers";

/// A completion, or a filter of this session.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The visible text.
    pub label: AttrValue,
    /// The text that is inserted into the filter.
    pub insert: AttrValue,
    /// A short description.
    pub about: &'static str,
    /// The number of events with the value.
    pub count: Option<u64>,
}

/// The list.
#[derive(Clone, Debug, PartialEq)]
pub struct Offers {
    pub lines: Rc<Vec<Offer>>,
    /// The range of the filter, in bytes, that a line replaces.
    pub replaces: Range<usize>,
    /// The typed part of that range, which is highlighted in the lines.
    pub typed: AttrValue,
    /// The line that Enter accepts.
    pub active: Option<usize>,
    /// Whether the typed word may become the name of a field.
    pub names: bool,
    /// Whether the lines are whole filters of this session.
    pub history: bool,
}

impl Offers {
    /// Returns the filters of this session.
    pub fn of_history(filters: &[Rc<str>], text: &str) -> Offers {
        let line = |filter: &Rc<str>| Offer {
            label: filter.clone().into(),
            insert: filter.clone().into(),
            about: "",
            count: None,
        };
        Offers {
            lines: Rc::new(filters.iter().map(line).collect()),
            replaces: 0..text.len(),
            typed: AttrValue::Static(""),
            active: None,
            names: false,
            history: true,
        }
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

/// The list that is open, if any.
#[derive(Debug, Default, PartialEq)]
pub struct Offered(Option<Offers>);

/// A change of the list.
#[derive(Debug)]
pub enum Offering {
    /// Replaces the list for the current text; `None` closes it.
    Now(Option<Offers>),
    /// The client is asked for replacements of this range, in bytes.
    Coming(Range<usize>),
    /// The reply to that request.
    Came(Option<Offers>),
    /// Moves to the next or the previous line.
    Go {
        /// Whether to the next line.
        forward: bool,
    },
}

impl Offered {
    pub fn offers(&self) -> Option<&Offers> {
        self.0.as_ref()
    }
}

impl Reducible for Offered {
    type Action = Offering;

    fn reduce(self: Rc<Self>, offering: Offering) -> Rc<Self> {
        let before = self.0.as_ref();
        Rc::new(Offered(match offering {
            Offering::Now(offers) => offers,
            // The list for a shorter prefix of the same value stays until the reply, and replaces
            // everything that is typed by then.
            Offering::Coming(range) => before
                .filter(|offers| !offers.names && !offers.history && offers.replaces.start == range.start)
                .map(|offers| Offers { replaces: range, active: None, ..offers.clone() }),
            Offering::Came(offers) => match (offers, before) {
                (Some(offers), Some(before)) => Some(offers.active_as_in(before)),
                (offers, _) => offers,
            },
            Offering::Go { forward } => before.map(|offers| offers.moved(forward)),
        }))
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct OfferListProperties {
    pub offers: Offers,
    /// The column of the filter, in characters, at the list's left edge.
    pub column: usize,
    /// Called with the line that was clicked.
    pub on_take: Callback<usize>,
}

#[component]
pub fn OfferList(properties: &OfferListProperties) -> Html {
    let OfferListProperties { offers, column, on_take } = properties;
    let list = use_node_ref();
    use_effect_with((offers.active, list.clone()), |(active, list)| {
        let line = (*active).and_then(|at| list.cast::<web_sys::Element>()?.children().item(at as u32));
        if let Some(line) = line {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let label = if offers.history { "Filters of this session" } else { "Completions" };
    html! {
        <ul ref={list} id={LIST_ID} class="offers" role="listbox" aria-label={label} tabindex="0"
            onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
            style={format!("--column: {column}")}>
            for (at, offer) in offers.lines.iter().enumerate() {
                <li key={offer.insert.to_string()} id={line_id(at)} role="option" class="offers__line"
                    aria-selected={if offers.active == Some(at) { "true" } else { "false" }}
                    onmousedown={take(on_take, at)}>
                    <span class="offers__label">{ marked(&offer.label, &offers.typed) }</span>
                    if let Some(count) = offer.count {
                        <span class="offers__count">{ text::count(count) }</span>
                    } else if !offer.about.is_empty() {
                        <span class="offers__about">{ offer.about }</span>
                    }
                </li>
            }
        </ul>
    }
}

/// Returns the id of a line, for `aria-activedescendant`.
pub fn line_id(at: usize) -> String {
    format!("{LIST_ID}-{at}")
}

fn take(on_take: &Callback<usize>, at: usize) -> Callback<MouseEvent> {
    let on_take = on_take.clone();
    Callback::from(move |event: MouseEvent| {
        // Keeps the focus in the filter.
        event.prevent_default();
        if event.button() == 0 {
            on_take.emit(at);
        }
    })
}

/// The label with the first occurrence of the typed text highlighted.
fn marked(label: &str, typed: &str) -> Html {
    let found =
        (!typed.is_empty()).then(|| label.to_ascii_lowercase().find(&typed.to_ascii_lowercase())).flatten();
    match found {
        // Lowercasing ASCII letters keeps all byte positions.
        Some(at) => html! {
            <>{ shown(&label[..at]) }<b>{ shown(&label[at..at + typed.len()]) }</b>{ shown(&label[at + typed.len()..]) }</>
        },
        None => shown(label),
    }
}
