//! The list under the filter: completions, or filters of this session.

use std::ops::Range;
use std::rc::Rc;

use yew::prelude::*;

use crate::shown::shown;
use crate::text;

/// The id of the list, for `aria-controls`.
pub const LIST_ID: &str = "filter-offers";

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What it shows.
    pub label: AttrValue,
    /// What it puts into the filter.
    pub insert: AttrValue,
    /// A word about it.
    pub about: &'static str,
    /// How many events have the value.
    pub count: Option<u64>,
}

/// What is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Offers {
    /// The lines.
    pub lines: Rc<Vec<Offer>>,
    /// The bytes of the filter that a line takes the place of.
    pub replaces: Range<usize>,
    /// What of it has been typed, to be set off in the lines.
    pub typed: AttrValue,
    /// The line that Enter takes.
    pub active: Option<usize>,
    /// Whether the word that is typed may become the name of a field.
    pub names: bool,
    /// Whether these are whole filters of this session.
    pub history: bool,
}

impl Offers {
    /// The filters of this session.
    pub fn of_history(filters: &[AttrValue], text: &str) -> Offers {
        let line = |filter: &AttrValue| Offer {
            label: filter.clone(),
            insert: filter.clone(),
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

    /// These, with the line active that the reader had gone to in others.
    fn active_as_in(self, others: &Offers) -> Offers {
        let gone_to = others.active.and_then(|at| others.lines.get(at));
        let active = gone_to.and_then(|line| self.lines.iter().position(|own| own.insert == line.insert));
        Offers { active, ..self }
    }

    /// The same with the line after or before the active one made active;
    /// beyond the ends none is, and Enter takes the filter as it is.
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

/// What is offered now.
#[derive(Debug, Default, PartialEq)]
pub struct Offered(Option<Offers>);

/// What happens to the offers.
#[derive(Debug)]
pub enum Offering {
    /// Others, for what was typed just now; or none.
    Now(Option<Offers>),
    /// The engine is asked what to put in place of these bytes.
    Coming(Range<usize>),
    /// What the engine said to that.
    Came(Option<Offers>),
    /// The reader goes to the next line, or to the one before.
    Go {
        /// Whether to the next.
        forward: bool,
    },
}

impl Offered {
    /// The offers.
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
            // What is offered for fewer letters of the same value stays until
            // then, and takes the place of all that is typed by now.
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

/// What [`OfferList`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct OfferListProperties {
    /// What is offered.
    pub offers: Offers,
    /// The letter of the filter above the list's left edge.
    pub column: usize,
    /// Called with the line that was clicked.
    pub on_take: Callback<usize>,
}

/// The list.
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

/// The id of a line, for `aria-activedescendant`.
pub fn line_id(at: usize) -> String {
    format!("{LIST_ID}-{at}")
}

fn take(on_take: &Callback<usize>, at: usize) -> Callback<MouseEvent> {
    let on_take = on_take.clone();
    Callback::from(move |event: MouseEvent| {
        // The focus stays in the filter.
        event.prevent_default();
        if event.button() == 0 {
            on_take.emit(at);
        }
    })
}

/// The text with the first place that was typed set off.
fn marked(label: &str, typed: &str) -> Html {
    let found =
        (!typed.is_empty()).then(|| label.to_ascii_lowercase().find(&typed.to_ascii_lowercase())).flatten();
    match found {
        // Lowering ASCII letters moves no byte.
        Some(at) => html! {
            <>{ shown(&label[..at]) }<b>{ shown(&label[at..at + typed.len()]) }</b>{ shown(&label[at + typed.len()..]) }</>
        },
        None => shown(label),
    }
}
