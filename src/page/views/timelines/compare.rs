//! Two actors, or one subject before and after a moment, side by side.
//! [`trailglass::app_state::comparison`] sorts the values.

use std::rc::Rc;

use trailglass::app_state::comparison::{
    ComparedTable, compare_request, compared_hours, compared_tables, compared_words, middle,
};
use trailglass::base::text;
use trailglass::base::time::{parse_millis, to_text};
use trailglass::query::quote;
use trailglass::sessions::{ActorRow, Comparison, SessionScope, TimelinesOverview};
use yew::prelude::*;

use super::detail::Detail;
use super::links::show_events;
use crate::contexts::use_dispatch;
use crate::widgets::icons::Icon;
use crate::widgets::inputs::{chosen, typed};
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::query::use_query;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct CompareProperties {
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session to compare.
    pub of: SessionScope,
    /// The details of `of`; `None` until they have arrived.
    pub detail: Option<Rc<Detail>>,
    /// All chosen actors: the ones to compare with.
    pub actors: Rc<Vec<ActorRow>>,
}

/// The comparison. Without a second actor it splits the subject's events at a moment, by default
/// the middle of its time.
#[component]
pub fn Compare(properties: &CompareProperties) -> Html {
    let CompareProperties { overview, of, detail, actors } = properties;
    let dispatch = use_dispatch();
    let with = use_state_eq(|| None::<u32>);
    let moment = use_state_eq(|| None::<(SessionScope, i64)>);
    let middle = detail.as_deref().and_then(|detail| middle(detail.count()));
    let at = moment.filter(|(whose, _)| whose == of).map(|(_, millis)| millis).or(middle);
    let others: Vec<&ActorRow> = actors.iter().filter(|row| SessionScope::Actor(row.actor) != *of).collect();
    let other = with.and_then(|actor| others.iter().find(|row| row.actor == actor).copied());
    let request = compare_request(*of, other.map(|row| row.actor), at);
    let key = request.map(|request| (overview.clone(), request));
    let query =
        use_query(key, |client, (_, request)| async move { client.compare(request).await.map(Rc::new) });
    let name = detail.as_deref().map_or("", Detail::name);
    let sides = match other {
        Some(other) => [name, other.name.as_str()],
        None => ["Before", "After"],
    };
    let actor = other.map(|row| row.name.as_str()).or_else(|| detail.as_deref().map(Detail::name));
    let who = actor.map(|name| format!("actor:{}", quote(name))).unwrap_or_default();
    let drawing = ComparisonDrawing { sides, who, is_in_time: other.is_none(), dispatch };
    html! {
        <>
            <div class="comparison__sides">
                { choice_of_actor(&others, &with, other.is_none()) }
                if other.is_none() {
                    { choice_of_moment(at, &moment, *of) }
                    if others.is_empty() {
                        <p class="note">{ "Choose a second actor on the left, with Ctrl or its box, to compare two." }</p>
                    }
                }
            </div>
            { match query.answer() {
                Some(Ok(found)) => drawing.tables(found),
                Some(Err(error)) => html! { <p role="alert" class="note">{ "It could not be compared: " }{ error }</p> },
                None => html! {},
            } }
        </>
    }
}

fn choice_of_actor(others: &[&ActorRow], with: &UseStateHandle<Option<u32>>, is_alone: bool) -> Html {
    let setter = with.setter();
    let onchange = Callback::from(move |event: Event| {
        setter.set(chosen(&event).parse().ok());
    });
    html! {
        <label class="comparison__side">{ "Compare with " }
            <select class="field" aria-label="Compare with" {onchange}>
                <option value="" selected={is_alone}>{ "itself, before and after" }</option>
                for row in others.iter() {
                    <option value={row.actor.to_string()} selected={**with == Some(row.actor)}>{ shown_text(&row.name) }</option>
                }
            </select>
        </label>
    }
}

fn choice_of_moment(
    at: Option<i64>,
    moment: &UseStateHandle<Option<(SessionScope, i64)>>,
    of: SessionScope,
) -> Html {
    let setter = moment.setter();
    let onchange = Callback::from(move |event: Event| {
        if let Some(millis) = parse_millis(typed(&event).trim()) {
            setter.set(Some((of, millis)));
        }
    });
    html! {
        <label class="comparison__side">{ "Moment (UTC) " }
            <input class="field" type="text" aria-label="Moment" spellcheck="false" autocomplete="off"
                value={at.map(to_text).unwrap_or_default()} {onchange} />
        </label>
    }
}

/// What the tables are drawn from.
struct ComparisonDrawing<'a> {
    /// The headings of the two sides.
    sides: [&'a str; 2],
    /// The filter for the actor whose events a value shows.
    who: String,
    /// Whether the sides are before and after a moment.
    is_in_time: bool,
    dispatch: Callback<Action>,
}

impl ComparisonDrawing<'_> {
    fn tables(&self, found: &Comparison) -> Html {
        let (hours, most) = compared_hours(found);
        html! {
            <>
                <p class="story__words">{ compared_words(found.events, self.is_in_time) }</p>
                for table in compared_tables(found) {
                    { self.table(&table) }
                }
                <table class="comparison__table">
                    <caption>{ "Hours of the day, UTC" }</caption>
                    { self.head(html! { { "Hour" } }) }
                    <tbody>
                        for (hour, known, other) in hours {
                            <tr>
                                <th scope="row">{ format!("{hour:02}:00") }if known == 0 { { new() } }</th>
                                { cells(known, other, most) }
                            </tr>
                        }
                    </tbody>
                </table>
            </>
        }
    }

    fn table(&self, table: &ComparedTable<'_>) -> Html {
        let show = |value: &str| show_events(&self.dispatch, table.filter(&self.who, value));
        html! {
            <table class="comparison__table">
                <caption>{ &table.caption }</caption>
                { self.head(html! { <span class="unseen">{ "Value" }</span> }) }
                <tbody>
                    for value in table.values.iter() {
                        <tr>
                            <th scope="row">
                                <button type="button" class="link link--breaking" title="Show these events" onclick={show(&value.value)}>{ if value.value.is_empty() { "none".into() } else { shown(&value.value) } }</button>
                                if value.is_new() { { new() } }
                            </th>
                            { cells(value.known, value.other, table.most) }
                        </tr>
                    }
                </tbody>
                if table.left_out > 0 {
                    <tfoot><tr><td colspan="3">{ format!("and {} more", text::count(table.left_out)) }</td></tr></tfoot>
                }
            </table>
        }
    }

    fn head(&self, first: Html) -> Html {
        html! { <thead><tr><th scope="col">{ first }</th>{ for self.sides.map(|side| html! { <th scope="col">{ shown(side) }</th> }) }</tr></thead> }
    }
}

fn new() -> Html {
    html! { <>{ " " }<span class="doubt">{ Icon::Plus.draw() }{ "new" }</span></> }
}

fn cells(known: u64, other: u64, most: u64) -> Html {
    let cell = |number: u64| {
        let style = format!("--part:{:.3}", number as f64 / most as f64);
        html! { <td {style}>{ text::count(number) }</td> }
    };
    [known, other].map(cell).into_iter().collect()
}
