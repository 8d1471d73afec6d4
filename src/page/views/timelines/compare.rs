//! Two actors, or one subject before and after a moment, side by side.

use std::rc::Rc;

use trailglass::base::small_sort::SmallSort;
use trailglass::base::time::{TimeRange, parse_millis, to_text};
use trailglass::query::quote;
use trailglass::sessions::{
    ActorRow, CompareRequest, Compared, Comparison, ComparisonSide, EventCounts, SessionScope,
    TimelinesOverview,
};
use trailglass::view_address::ALL_TIME;
use trailglass::view_address::ViewId;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::panel::Detail;
use crate::client::PageClient;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use trailglass::base::text;

/// Maximum number of values listed per field.
const MOST_VALUES: usize = 40;

#[derive(Clone, PartialEq, Properties)]
pub struct CompareProperties {
    pub client: PageClient,
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session to compare.
    pub of: SessionScope,
    /// The details of `of`; `None` until they have arrived.
    pub detail: Option<Rc<Detail>>,
    /// All chosen actors: the ones to compare with.
    pub actors: Rc<Vec<ActorRow>>,
    pub dispatch: Callback<Action>,
}

/// The comparison. Without a second actor it splits the subject's events at a moment, by default
/// the middle of its time.
#[component]
pub fn Compare(properties: &CompareProperties) -> Html {
    let CompareProperties { client, overview, of, detail, actors, dispatch } = properties;
    let with = use_state_eq(|| None::<u32>);
    let moment = use_state_eq(|| None::<(SessionScope, i64)>);
    let found = use_state(|| None::<Rc<Comparison>>);
    let error = use_state_eq(|| None::<AttrValue>);
    let asked = use_mut_ref(|| None::<CompareRequest>);
    let count = detail.as_deref().map(count_of);
    let middle = count.and_then(|count| Some((count.first_millis? + count.last_millis?) / 2));
    let at = moment.filter(|(whose, _)| whose == of).map(|(_, millis)| millis).or(middle);
    let others: Vec<&ActorRow> = actors.iter().filter(|row| SessionScope::Actor(row.actor) != *of).collect();
    let other = with.and_then(|actor| others.iter().find(|row| row.actor == actor).copied());
    let ask = match (other, at) {
        (Some(other), _) => Some(CompareRequest {
            known: ComparisonSide { of: *of, time: None },
            other: ComparisonSide { of: SessionScope::Actor(other.actor), time: None },
        }),
        (None, Some(at)) => Some(CompareRequest {
            known: ComparisonSide {
                of: *of,
                time: Some(TimeRange { from_millis: ALL_TIME.from_millis, until_millis: at }),
            },
            other: ComparisonSide {
                of: *of,
                time: Some(TimeRange { from_millis: at, until_millis: ALL_TIME.until_millis }),
            },
        }),
        (None, None) => None,
    };
    use_effect_with((client.clone(), overview.clone(), ask), {
        let (found, error) = (found.setter(), error.setter());
        move |(client, _, ask): &(PageClient, Rc<TimelinesOverview>, Option<CompareRequest>)| {
            let (client, ask) = (client.clone(), ask.clone());
            asked.borrow_mut().clone_from(&ask);
            let Some(ask) = ask else { return };
            spawn_local(async move {
                let answer = client.compare(ask.clone()).await;
                if *asked.borrow() != Some(ask) {
                    return;
                }
                match answer {
                    Ok(comparison) => {
                        found.set(Some(Rc::new(comparison)));
                        error.set(None);
                    }
                    Err(reason) => error.set(Some(reason.to_string().into())),
                }
            });
        }
    });
    let on_with = {
        let with = with.setter();
        Callback::from(move |event: Event| {
            let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            with.set(select.and_then(|select| select.value().parse().ok()));
        })
    };
    let on_moment = {
        let (moment, of) = (moment.setter(), *of);
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(millis) = input.and_then(|input| parse_millis(input.value().trim())) {
                moment.set(Some((of, millis)));
            }
        })
    };
    let (one, two) = match (other, at) {
        (Some(other), _) => (detail.as_deref().map_or("", name_of).to_owned(), other.name.clone()),
        _ => ("Before".to_owned(), "After".to_owned()),
    };
    html! {
        <>
            <div class="timelines__sides">
                <label class="timelines__side">{ "Compare with " }
                    <select class="select" aria-label="Compare with" onchange={on_with}>
                        <option value="" selected={other.is_none()}>{ "itself, before and after" }</option>
                        for row in others.iter() {
                            <option value={row.actor.to_string()} selected={*with == Some(row.actor)}>{ shown_text(&row.name) }</option>
                        }
                    </select>
                </label>
                if other.is_none() {
                    <label class="timelines__side">{ "Moment (UTC) " }
                        <input class="timelines__input" type="text" aria-label="Moment" spellcheck="false" autocomplete="off"
                            value={at.map(to_text).unwrap_or_default()} onchange={on_moment} />
                    </label>
                    if others.is_empty() {
                        <p class="timelines__note">{ "Choose a second actor on the left, with Ctrl or its box, to compare two." }</p>
                    }
                }
            </div>
            if let Some(error) = &*error {
                <p role="alert" class="timelines__note">{ "It could not be compared: " }{ error }</p>
            }
            if let Some(found) = &*found {
                { tables(found, &one, &two, dispatch, other.map(|row| row.name.as_str()).or_else(|| detail.as_deref().map(name_of)), other.is_none()) }
            }
        </>
    }
}

fn count_of(detail: &Detail) -> EventCounts {
    match detail {
        Detail::Actor(detail) => detail.actor.count,
        Detail::Session(detail) => detail.session.count,
    }
}

fn name_of(detail: &Detail) -> &str {
    match detail {
        Detail::Actor(detail) => &detail.actor.name,
        Detail::Session(detail) => &detail.session.name,
    }
}

fn tables(
    found: &Comparison,
    one: &str,
    two: &str,
    dispatch: &Callback<Action>,
    actor: Option<&str>,
    is_in_time: bool,
) -> Html {
    let who = actor.map(|name| format!("actor:{}", quote(name))).unwrap_or_default();
    let parts: [(&'static str, &'static str, &[Compared]); 6] = [
        ("Services", "service", &found.services),
        ("Calls", "", &found.calls),
        ("Addresses", "ip", &found.addresses),
        ("User agents", "userAgentFamily", &found.user_agents),
        ("Regions", "awsRegion", &found.regions),
        ("Errors", "errorCode", &found.errors),
    ];
    html! {
        <>
            <p class="timelines__words">
                { text::counted(found.events.0, "event", "events") }{ " " }{ if is_in_time { "before" } else { "of the first" } }{ ", " }
                { text::counted(found.events.1, "event", "events") }{ " " }{ if is_in_time { "after" } else { "of the second" } }
            </p>
            for (title, field, values) in parts {
                if !values.is_empty() {
                    { table(title, field, values, one, two, &who, dispatch) }
                }
            }
            { hours(&found.hours, one, two) }
        </>
    }
}

fn table(
    title: &'static str,
    field: &'static str,
    values: &[Compared],
    one: &str,
    two: &str,
    who: &str,
    dispatch: &Callback<Action>,
) -> Html {
    // New values come first.
    let mut sorted: Vec<&Compared> = values.iter().collect();
    sorted.sort_small_by_key(|value| (!value.is_new(), std::cmp::Reverse(value.known + value.other)));
    let news = values.iter().filter(|value| value.is_new()).count() as u64;
    let most = values.iter().map(|value| value.known.max(value.other)).max().unwrap_or(1).max(1);
    let bar = |number: u64| format!("--part:{:.3}", number as f64 / most as f64);
    let show = |value: &str| {
        let filter = match (field, value.split_once(':')) {
            ("", Some((service, name))) => {
                format!("{who} service:{} eventName:{}", quote(service), quote(name))
            }
            ("", None) => format!("{who} eventName:{}", quote(value)),
            _ => format!("{who} {field}:{}", quote(value)),
        };
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter(filter.clone().into()));
            dispatch.emit(Action::View(ViewId::Events));
        })
    };
    html! {
        <table class="timelines__compare">
            <caption>{ title }{ if news > 0 { format!(", {} new", text::count(news)) } else { String::new() } }</caption>
            <thead><tr><th scope="col"><span class="unseen">{ "Value" }</span></th><th scope="col">{ shown(one) }</th><th scope="col">{ shown(two) }</th></tr></thead>
            <tbody>
                for value in sorted.iter().take(MOST_VALUES) {
                    <tr>
                        <th scope="row">
                            <button type="button" class="timelines__link" title="Show these events" onclick={show(&value.value)}>{ if value.value.is_empty() { "none".into() } else { shown(&value.value) } }</button>
                            if value.is_new() { { " " }<span class="timelines__mark">{ Icon::Plus.draw() }{ "new" }</span> }
                        </th>
                        <td style={bar(value.known)}>{ text::count(value.known) }</td>
                        <td style={bar(value.other)}>{ text::count(value.other) }</td>
                    </tr>
                }
            </tbody>
            if sorted.len() > MOST_VALUES {
                <tfoot><tr><td colspan="3">{ format!("and {} more", text::count((sorted.len() - MOST_VALUES) as u64)) }</td></tr></tfoot>
            }
        </table>
    }
}

fn hours(hours: &[(u64, u64)], one: &str, two: &str) -> Html {
    let most = hours.iter().map(|(known, other)| (*known).max(*other)).max().unwrap_or(1).max(1);
    let bar = |number: u64| format!("--part:{:.3}", number as f64 / most as f64);
    html! {
        <table class="timelines__compare">
            <caption>{ "Hours of the day, UTC" }</caption>
            <thead><tr><th scope="col">{ "Hour" }</th><th scope="col">{ shown(one) }</th><th scope="col">{ shown(two) }</th></tr></thead>
            <tbody>
                for (hour, (known, other)) in hours.iter().enumerate().filter(|(_, (known, other))| known + other > 0) {
                    <tr>
                        <th scope="row">{ format!("{hour:02}:00") }if *known == 0 { { " " }<span class="timelines__mark">{ Icon::Plus.draw() }{ "new" }</span> }</th>
                        <td style={bar(*known)}>{ text::count(*known) }</td>
                        <td style={bar(*other)}>{ text::count(*other) }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}
