//! The table of groups, which draws only the rows on screen.

use std::rc::Rc;

use trailglass::grouping::chart::{LabelFormat, NO_VALUE, Unit};
use trailglass::grouping::{GroupCell, GroupRow, GroupSort, GroupTable, Grouping, NumberStatistics, Slice};
use yew::prelude::*;

use super::Narrow;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct GroupTableViewProperties {
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    pub table: Rc<GroupTable>,
    pub times: TimeDisplay,
    /// The unit of sums.
    pub unit: Unit,
    /// Called with the grouping in another order.
    pub on_grouping: Callback<Grouping>,
    /// Called with a clicked cell.
    pub on_narrow: Callback<Narrow>,
}

#[component]
pub fn GroupTableView(properties: &GroupTableViewProperties) -> Html {
    let GroupTableViewProperties { grouping, table, times, unit, on_grouping, on_narrow } = properties;
    let rows = table.rows.len() as u64 + u64::from(table.rest.is_some());
    let scroll = use_scroll(rows, ROW_HEIGHT + 1.0);
    let window = scroll.window().clone();
    let on_sort = {
        let (grouping, on_grouping) = (grouping.clone(), on_grouping.clone());
        move |sort: GroupSort| {
            let (grouping, on_grouping) = (grouping.clone(), on_grouping.clone());
            Callback::from(move |_: MouseEvent| {
                let up_first = matches!(sort, GroupSort::Key(_) | GroupSort::Time | GroupSort::First);
                let ascending = if grouping.sort == sort { !grouping.ascending } else { up_first };
                on_grouping.emit(Grouping { sort, ascending, ..Grouping::clone(&grouping) });
            })
        }
    };
    let columns = columns(grouping, *times);
    let template = columns.iter().map(|column| column.width).collect::<Vec<_>>().join(" ");
    let writing = LabelFormat { clock: times.clock(), unit: *unit };
    let head = |column: &GroupColumn| {
        let is_sorted = grouping.sort == column.sort;
        let sorted = match (is_sorted, grouping.ascending) {
            (false, _) => None,
            (true, true) => Some("ascending"),
            (true, false) => Some("descending"),
        };
        html! {
            <div role="columnheader" class={column.class} aria-sort={sorted}>
                <button type="button" class="group__sort" title={shown_text(&column.title)} onclick={on_sort(column.sort)}>
                    <span class="group__head">{ shown(&column.head) }</span>
                    if is_sorted {
                        <span aria-hidden="true">{ if grouping.ascending { "▲" } else { "▼" } }</span>
                    }
                </button>
            </div>
        }
    };
    html! {
        <div role="table" class="group__table" aria-label="Groups" aria-rowcount={(rows + 1).to_string()}
            ref={scroll.element.clone()} tabindex="0" style={format!("--columns:{template}")}>
            <div role="rowgroup" class="group__table-head">
                <div role="row" class="group__row group__row--head" aria-rowindex="1">{ for columns.iter().map(head) }</div>
            </div>
            <div role="rowgroup" class="group__table-body" style={format!("height:{}px", window.height)}>
                <div role="presentation" class="group__window" style={format!("top:{}px", window.top)}>
                    for place in window.rows.clone() {
                        { match table.rows.get(place as usize) {
                            Some(row) => draw(place, row, grouping, table, *times, &writing, on_narrow),
                            None => rest(place, grouping, table, *times, &writing),
                        } }
                    }
                </div>
            </div>
        </div>
    }
}

struct GroupColumn {
    head: String,
    title: String,
    sort: GroupSort,
    class: &'static str,
    width: &'static str,
}

fn columns(grouping: &Grouping, times: TimeDisplay) -> Vec<GroupColumn> {
    let mut columns: Vec<GroupColumn> = Vec::new();
    let mut add = |head: String, title: String, sort, class, width| {
        columns.push(GroupColumn { head, title, sort, class, width });
    };
    const NUMBER: &str = "group__number";
    for (key, name) in (0..).zip(&grouping.by) {
        add(name.clone(), format!("By {name}"), GroupSort::Key(key), "", "minmax(120px, 2fr)");
    }
    if let Some(step) = grouping.time_step {
        let head = format!("{} {}", capital(step.name()), times.zone());
        add(head, "Slices of the calendar in UTC".to_owned(), GroupSort::Time, "", "minmax(120px, 1fr)");
    }
    add("Events".into(), "How many events".into(), GroupSort::Count, NUMBER, "88px");
    add("Share".into(), "Of the events that are shown".into(), GroupSort::Share, NUMBER, "minmax(88px, 1fr)");
    if let Some(name) = &grouping.distinct {
        let title = format!("How many distinct values of {name}");
        add(format!("Distinct {}", last_key(name)), title, GroupSort::Distinct, NUMBER, "120px");
    }
    if let Some(name) = &grouping.number {
        for (head, sort) in
            [("Sum", GroupSort::Sum), ("Minimum", GroupSort::Minimum), ("Maximum", GroupSort::Maximum)]
        {
            add(head.to_owned(), format!("{head} of {name}"), sort, NUMBER, "84px");
        }
    }
    for (head, sort) in [("First", GroupSort::First), ("Last", GroupSort::Last)] {
        add(
            format!("{head} {}", times.zone()),
            format!("The {} event", head.to_lowercase()),
            sort,
            "group__time",
            "148px",
        );
    }
    columns
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns the last key of a path, by which users know it.
fn last_key(name: &str) -> &str {
    name.trim_matches('"').rsplit('.').next().unwrap_or(name)
}

fn draw(
    place: u64,
    row: &GroupRow,
    grouping: &Grouping,
    table: &GroupTable,
    times: TimeDisplay,
    writing: &LabelFormat,
    on_narrow: &Callback<Narrow>,
) -> Html {
    let whole = GroupCell::of_row(grouping, row);
    let cell = |cell: GroupCell, name: String, content: Html, title: String| {
        let act = {
            let on_narrow = on_narrow.clone();
            move |exclude: bool, open: bool| on_narrow.emit(Narrow { cell: cell.clone(), exclude, open })
        };
        let onclick = {
            let act = act.clone();
            Callback::from(move |event: MouseEvent| act(event.alt_key(), false))
        };
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            let (exclude, open) = match event.key().as_str() {
                "x" => (true, false),
                "f" => (false, false),
                "Enter" if event.alt_key() => (true, false),
                _ => return,
            };
            event.prevent_default();
            act(exclude, open);
        });
        html! {
            <button type="button" class="group__value" aria-label={name} {title} {onclick} {onkeydown}>{ content }</button>
        }
    };
    let keys = row.values.iter().zip(&grouping.by).zip(0_u8..).map(|((value, name), key)| {
        let named = if value.is_empty() { NO_VALUE } else { value };
        let content = if value.is_empty() {
            html! { <span class="muted">{ NO_VALUE }</span> }
        } else {
            html! { <bdi>{ shown(value) }</bdi> }
        };
        let title =
            format!("{}\nClick filters for this {name}, Alt + click filters it out", shown_text(named));
        let of = GroupCell { values: vec![(key, value.clone())], slice: Slice::Any };
        html! { <div role="cell">{ cell(of, shown_text(named).to_string(), content, title) }</div> }
    });
    let slice = grouping.time_step.map(|step| {
        let named = match row.slice_millis {
            Some(start) => times.clock().show_range(step.slice(start)),
            None => "no time".to_owned(),
        };
        let of = GroupCell { values: Vec::new(), slice: whole.slice };
        let title = format!("{named}\nClick chooses this time, Alt + click filters it out");
        html! { <div role="cell">{ cell(of, named.clone(), html! { { &named } }, title) }</div> }
    });
    let events = text::count(row.count.events);
    let title = "Click filters for these events, Alt + click filters them out".to_owned();
    let name = text::counted(row.count.events, "event", "events");
    html! {
        <div key={place} role="row" class="group__row" aria-rowindex={(place + 2).to_string()}>
            { for keys }
            { for slice }
            <div role="cell" class="group__number">{ cell(whole.clone(), name, html! { { events } }, title) }</div>
            { measures(row.count.events, table, row.distinct, row.numbers, writing) }
            <div role="cell" class="group__time">{ time(times, row.count.first_millis) }</div>
            <div role="cell" class="group__time">{ time(times, row.count.last_millis) }</div>
        </div>
    }
}

fn time(times: TimeDisplay, millis: Option<i64>) -> Html {
    html! { { times.show(millis) } }
}

fn measures(
    events: u64,
    table: &GroupTable,
    distinct: Option<u64>,
    numbers: Option<NumberStatistics>,
    writing: &LabelFormat,
) -> Html {
    let share = events as f64 / table.events.max(1) as f64;
    let number = |number: f64, exact: String, known: bool| {
        html! {
            <div role="cell" class="group__number" title={known.then_some(exact)}>
                { if known { writing.number(number) } else { String::new() } }
            </div>
        }
    };
    html! {
        <>
            <div role="cell" class="group__number group__share" style={format!("--share:{:.4}", share.min(1.0))}>
                { text::share(events, table.events) }
            </div>
            if let Some(distinct) = distinct {
                <div role="cell" class="group__number">
                    { if table.is_distinct_cut { "≥ " } else { "" } }{ text::count(distinct) }
                </div>
            }
            if let Some(numbers) = numbers {
                for of in [numbers.sum, numbers.minimum, numbers.maximum] {
                    { number(of.to_f64(), of.to_string(), numbers.numbers > 0) }
                }
            }
        </>
    }
}

/// Draws one row for all groups not listed.
fn rest(
    place: u64,
    grouping: &Grouping,
    table: &GroupTable,
    times: TimeDisplay,
    writing: &LabelFormat,
) -> Html {
    let Some(rest) = &table.rest else { return html! {} };
    let keys = grouping.by.len() + usize::from(grouping.time_step.is_some());
    html! {
        <div key={place} role="row" class="group__row group__row--rest" aria-rowindex={(place + 2).to_string()}>
            <div role="cell" aria-colspan={keys.to_string()} style={format!("grid-column:span {keys}")}>
                { format!("{}, together", text::counted(rest.groups, "more group", "more groups")) }
            </div>
            <div role="cell" class="group__number">{ text::count(rest.count.events) }</div>
            { measures(rest.count.events, table, rest.distinct, rest.numbers, writing) }
            <div role="cell" class="group__time">{ time(times, rest.count.first_millis) }</div>
            <div role="cell" class="group__time">{ time(times, rest.count.last_millis) }</div>
        </div>
    }
}
