//! The filter bar: the text of the filter, its completions and errors, and the time range.

mod complete;
mod control;
mod offers;
mod wrong;

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::query::SyntaxError;
use yew::prelude::*;

use self::control::{FilterControl, use_filter_control};
use self::offers::{LIST_ID, OfferList, line_id};
use self::wrong::{explanation, mirror};
use crate::contexts::{use_dispatch, use_times};
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use trailglass::app_state::{Action, Dialog};

/// The id of the input, which a key focuses.
pub const INPUT_ID: &str = "filter-input";
const EXPLANATION_ID: &str = "filter-explanation";

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
}

#[component]
pub fn FilterBar(properties: &FilterBarProperties) -> Html {
    let FilterBarProperties { text, errors, selection, filters } = properties.clone();
    let control = use_filter_control(properties);
    let (dispatch, times) = (use_dispatch(), use_times());
    let offers = control.offers();
    let shows_errors = *control.shows_errors && !errors.is_empty();
    let explains = shows_errors && offers.is_none();
    let history = bound(&control, FilterControl::show_history);
    html! {
        <div class="filter" role="search">
            <div class={classes!("filter__field", shows_errors.then_some("filter__field--wrong"))}>
                { Icon::Search.draw() }
                <div class="filter__text">
                    { mirror(&text, &errors, &control.mirror) }
                    <input ref={control.input.clone()} id={INPUT_ID} class="filter__input" type="search" aria-label="Filter"
                        placeholder="Filter, such as  who:alice  errorCode:*  ip:10.0.0.0/8  or any word"
                        autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                        aria-autocomplete="list"
                        aria-controls={offers.map(|_| LIST_ID)}
                        aria-activedescendant={offers.and_then(|offers| offers.active).map(line_id)}
                        aria-invalid={explains.then_some("true")}
                        aria-describedby={explains.then_some(EXPLANATION_ID)}
                        value={text.clone()} oninput={bound(&control, FilterControl::type_text)}
                        onkeydown={bound(&control, FilterControl::press_key)} onblur={bound(&control, FilterControl::leave::<FocusEvent>)}
                        onscroll={bound(&control, FilterControl::scroll::<Event>)} />
                    if let Some(offers) = offers.cloned() {
                        <OfferList column={offers.column(&text)} {offers} on_take={bound(&control, FilterControl::accept)} />
                    }
                </div>
                if !text.is_empty() {
                    <button type="button" class="button button--bare" aria-label="Clear the filter"
                        title="Clear the filter" onclick={bound(&control, FilterControl::clear)}>{ Icon::Close.draw() }</button>
                }
                if !filters.is_empty() {
                    <button type="button" class="button button--bare" aria-label="Filters of this session"
                        title="Filters of this session" onmousedown={history.clone()} onclick={history}>
                        { Icon::History.draw() }
                    </button>
                }
                if explains {
                    { explanation(EXPLANATION_ID, &text, &errors, &selection.filter, &bound(&control, FilterControl::mend)) }
                }
            </div>
            if let Some(range) = selection.time {
                { time_chip(&times.show_range(range), &dispatch) }
            }
            <button type="button" class="button" title="The same events for Athena, CloudTrail Lake or DuckDB"
                onclick={dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Sql)))}>{ "As SQL" }</button>
        </div>
    }
}

/// Draws the selected time range, with a button that removes it.
fn time_chip(range: &str, dispatch: &Callback<Action>) -> Html {
    let remove = dispatch.reform(|_: MouseEvent| Action::Zoom(None));
    html! {
        <span class="chip">
            <span class="chip__text">{ range }</span>
            <button type="button" class="button button--bare" aria-label="Remove the time range"
                title="Remove the time range" onclick={remove}>{ Icon::Close.draw() }</button>
        </span>
    }
}
