//! The filter bar: the text of the filter, its completions and errors, and the time range.

mod complete;
mod offers;
mod wrong;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::base::time::TimeRange;
use trailglass::model::Selection;
use trailglass::query::SyntaxError;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::complete::Completer;
use self::offers::{LIST_ID, OfferList, Offered, Offering, Offers, line_id};
use self::wrong::{Explanation, Mirror};
use crate::client::PageClient;
use crate::state::{Action, Dialog};
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;

/// The id of the input, which a key focuses.
pub const INPUT_ID: &str = "filter-input";
const EXPLANATION_ID: &str = "filter-explanation";

/// Pause in typing after which the filter is applied.
const PAUSE_MILLIS: u32 = 60;
/// Longer pause after a word that may become the name of a field: as free text it would match
/// nothing and make the page flicker.
const NAME_MILLIS: u32 = 350;
/// Pause after which errors are shown: most of them are words half typed.
const WRONG_MILLIS: u32 = 600;

#[derive(Clone, PartialEq, Properties)]
pub struct FilterBarProperties {
    /// The text of the filter, valid or not.
    pub text: AttrValue,
    /// The errors in the text.
    pub errors: Rc<Vec<SyntaxError>>,
    /// The selection that is shown.
    pub selection: Rc<Selection>,
    /// The filters of this session, newest first.
    pub filters: Rc<Vec<Rc<str>>>,
    pub client: PageClient,
    pub times: TimeDisplay,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn FilterBar(properties: &FilterBarProperties) -> Html {
    let FilterBarProperties { text, errors, selection, filters, client, times, dispatch } =
        properties.clone();
    let input = use_node_ref();
    let mirror = use_node_ref();
    let offered = use_reducer_eq(Offered::default);
    let offers = offered.offers();
    let completer = use_memo((), |()| Completer::default());
    // The cursor position to set after the new text is rendered.
    let caret = use_mut_ref(|| None::<usize>);
    let wrong_is_said = use_state_eq(|| false);

    let naming = offers.is_some_and(|offers| offers.names);
    use_effect_with((text.clone(), naming), {
        let dispatch = dispatch.clone();
        move |(_, naming): &(AttrValue, bool)| {
            let millis = if *naming { NAME_MILLIS } else { PAUSE_MILLIS };
            let pause = Timeout::new(millis, move || dispatch.emit(Action::Apply));
            move || drop(pause)
        }
    });
    use_effect_with((text.clone(), errors.is_empty()), {
        let wrong_is_said = wrong_is_said.clone();
        move |(_, right): &(AttrValue, bool)| {
            if *right {
                wrong_is_said.set(false);
            }
            let said = wrong_is_said.clone();
            let pause = (!right).then(|| Timeout::new(WRONG_MILLIS, move || said.set(true)));
            move || drop(pause)
        }
    });
    use_effect_with(text.clone(), {
        let (input, mirror) = (input.clone(), mirror.clone());
        let caret = caret.clone();
        move |text: &AttrValue| {
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            if let Some(at) = caret.borrow_mut().take() {
                let units = text.get(..at).map_or(0, |before| before.encode_utf16().count()) as u32;
                let _ = input.set_selection_range(units, units);
                // Setting the cursor does not scroll it into view.
                if at == text.len() {
                    input.set_scroll_left(input.scroll_width());
                }
                let _ = input.focus();
            }
            scroll_alike(&input, &mirror);
        }
    });

    let offer = {
        let offered = offered.dispatcher();
        use_callback((), move |offering: Offering, ()| offered.dispatch(offering))
    };
    let complete = {
        let (completer, client, selection) = (completer.clone(), client.clone(), selection.clone());
        let offer = offer.clone();
        move |text: &str, cursor: usize, asked_for: bool| {
            completer.complete(text, cursor, asked_for, &client, &selection, offer.clone());
        }
    };
    let close = {
        let (completer, offer) = (completer.clone(), offer.clone());
        move || {
            completer.forget();
            offer.emit(Offering::Now(None));
        }
    };
    let oninput = {
        let (dispatch, complete) = (dispatch.clone(), complete.clone());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let text = input.value();
            complete(&text, cursor_of(&input, &text), false);
            dispatch.emit(Action::Type(text.into()));
        })
    };
    let take = {
        let (offers, text, dispatch) = (offers.cloned(), text.clone(), dispatch.clone());
        let (caret, complete, close) = (caret.clone(), complete.clone(), close.clone());
        Callback::from(move |at: usize| {
            let Some(offers) = &offers else { return };
            let Some(offer) = offers.lines.get(at) else { return };
            let before = text.get(..offers.replaces.start).unwrap_or_default();
            let after = text.get(offers.replaces.end..).unwrap_or_default();
            // Avoids a double blank between the value and the text after it.
            let after = if offer.insert.ends_with(' ') { after.trim_start() } else { after };
            let next = format!("{before}{}{after}", offer.insert);
            let cursor = before.len() + offer.insert.len();
            *caret.borrow_mut() = Some(cursor);
            if offers.history {
                close();
                dispatch.emit(Action::Filter(next.into()));
            } else {
                // A name is followed by its values; after a value the list closes.
                if offer.insert.ends_with(' ') {
                    close()
                } else {
                    complete(&next, cursor, true)
                }
                dispatch.emit(Action::Type(next.into()));
            }
        })
    };
    let onkeydown = {
        let (offers, offer, take, close) = (offers.cloned(), offer.clone(), take.clone(), close.clone());
        let (filters, dispatch, complete) = (filters.clone(), dispatch.clone(), complete.clone());
        let wrong_is_said = wrong_is_said.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if event.is_composing() {
                return;
            }
            let text = input.value();
            match (event.key().as_str(), &offers) {
                ("ArrowDown" | "ArrowUp", Some(_)) => {
                    offer.emit(Offering::Go { forward: event.key() == "ArrowDown" });
                }
                ("ArrowUp", None) if text.is_empty() && !filters.is_empty() => {
                    offer.emit(Offering::Now(Some(Offers::of_history(&filters, ""))));
                    offer.emit(Offering::Go { forward: true });
                }
                ("ArrowDown", None) => complete(&text, cursor_of(&input, &text), true),
                ("Tab", Some(offers)) if !event.shift_key() && !offers.history => {
                    take.emit(offers.active.unwrap_or(0));
                }
                // Moves the focus to the element after the bar, not into the list.
                ("Tab", Some(_)) => {
                    close();
                    return;
                }
                ("Enter", Some(Offers { active: Some(active), .. })) => take.emit(*active),
                ("Enter", _) => {
                    close();
                    wrong_is_said.set(true);
                    dispatch.emit(Action::Commit);
                }
                ("Escape", Some(_)) => close(),
                ("Escape", None) => {
                    let _ = input.blur();
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onblur = {
        let (dispatch, close) = (dispatch.clone(), close.clone());
        Callback::from(move |_: FocusEvent| {
            close();
            dispatch.emit(Action::Commit);
        })
    };
    let onscroll = {
        let (input, mirror) = (input.clone(), mirror.clone());
        Callback::from(move |_: Event| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                scroll_alike(&input, &mirror);
            }
        })
    };
    let clear = {
        let (dispatch, input) = (dispatch.clone(), input.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter("".into()));
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
        })
    };
    let history = {
        let (filters, text, offer, input) = (filters.clone(), text.clone(), offer.clone(), input.clone());
        Callback::from(move |event: MouseEvent| {
            // Otherwise the button would take the focus from the input.
            event.prevent_default();
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
            }
            offer.emit(Offering::Now(Some(Offers::of_history(&filters, &text))));
        })
    };
    let mend = {
        let (dispatch, caret) = (dispatch.clone(), caret.clone());
        use_callback((), move |mended: AttrValue, ()| {
            *caret.borrow_mut() = Some(mended.len());
            dispatch.emit(Action::Filter(mended.as_str().into()));
        })
    };

    let active = offers.and_then(|offers| offers.active).map(line_id);
    let says_wrong = *wrong_is_said && !errors.is_empty() && offers.is_none();
    let class =
        classes!("filter__field", (*wrong_is_said && !errors.is_empty()).then_some("filter__field--wrong"));
    html! {
        <div class="filter" role="search">
            <div {class}>
                { Icon::Search.draw() }
                <div class="filter__text">
                    <Mirror text={text.clone()} errors={errors.clone()} node={mirror} />
                    <input ref={input} id={INPUT_ID} class="filter__input" type="search" aria-label="Filter"
                        placeholder="Filter, such as  who:alice  errorCode:*  ip:10.0.0.0/8  or any word"
                        autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                        aria-autocomplete="list"
                        aria-controls={offers.is_some().then_some(LIST_ID)}
                        aria-activedescendant={active}
                        aria-invalid={says_wrong.then_some("true")}
                        aria-describedby={says_wrong.then_some(EXPLANATION_ID)}
                        value={text.clone()} {oninput} {onkeydown} {onblur} {onscroll} />
                    if let Some(offers) = offers.cloned() {
                        <OfferList column={column_of(&text, &offers)} {offers} on_take={take} />
                    }
                </div>
                if !text.is_empty() {
                    <button type="button" class="button button--bare" aria-label="Clear the filter"
                        title="Clear the filter" onclick={clear}>{ Icon::Close.draw() }</button>
                }
                if !filters.is_empty() {
                    <button type="button" class="button button--bare" aria-label="Filters of this session"
                        title="Filters of this session" onmousedown={history.clone()} onclick={history}>
                        { Icon::History.draw() }
                    </button>
                }
                if says_wrong {
                    <Explanation id={EXPLANATION_ID} {text} {errors}
                        applied={AttrValue::from(selection.filter.clone())} on_mend={mend} />
                }
            </div>
            if let Some(range) = selection.time {
                <TimeChip {range} {times} dispatch={dispatch.clone()} />
            }
            <button type="button" class="button" title="The same events for Athena, CloudTrail Lake or DuckDB"
                onclick={dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Sql)))}>{ "As SQL" }</button>
        </div>
    }
}

/// Returns the place of the cursor in bytes; browsers count UTF-16 units.
fn cursor_of(input: &HtmlInputElement, text: &str) -> usize {
    let units = input.selection_end().ok().flatten().unwrap_or(u32::MAX) as usize;
    let mut seen = 0;
    for (at, letter) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += letter.len_utf16();
    }
    text.len()
}

/// Returns the column, in characters, at which the list of completions is aligned.
fn column_of(text: &str, offers: &Offers) -> usize {
    text.get(..offers.replaces.start).map_or(0, |before| before.chars().count())
}

fn scroll_alike(input: &HtmlInputElement, mirror: &NodeRef) {
    if let Some(mirror) = mirror.cast::<web_sys::Element>() {
        mirror.set_scroll_left(input.scroll_left());
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TimeChipProperties {
    range: TimeRange,
    times: TimeDisplay,
    dispatch: Callback<Action>,
}

/// The selected time range, with a button that removes it.
#[component]
fn TimeChip(properties: &TimeChipProperties) -> Html {
    let remove = properties.dispatch.reform(|_: MouseEvent| Action::Zoom(None));
    html! {
        <span class="chip">
            <span class="chip__text">{ properties.times.show_range(properties.range) }</span>
            <button type="button" class="button button--bare" aria-label="Remove the time range"
                title="Remove the time range" onclick={remove}>{ Icon::Close.draw() }</button>
        </span>
    }
}
