//! The table of groups, which draws only the rows on screen.

use std::rc::Rc;

use trailglass::app_state::group_form::sorted_by;
use trailglass::app_state::group_table::{GroupColumn, excludes, group_columns, group_values};
use trailglass::base::text;
use trailglass::grouping::chart::{LabelFormat, NO_VALUE, Unit};
use trailglass::grouping::{GroupCell, GroupCount, GroupRow, GroupTable, Grouping, NumberStatistics};
use yew::prelude::*;

use super::Narrow;
use crate::contexts::use_times;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;
use crate::widgets::virtual_list::rows_on_screen;

#[derive(Clone, PartialEq, Properties)]
pub struct GroupTableViewProperties {
    /// The grouping as counted.
    pub grouping: Rc<Grouping>,
    pub table: Rc<GroupTable>,
    /// The unit of sums.
    pub unit: Unit,
    /// Called with the grouping in another order.
    pub on_grouping: Callback<Grouping>,
    /// Called with a clicked cell.
    pub on_narrow: Callback<Narrow>,
}

#[component]
pub fn GroupTableView(properties: &GroupTableViewProperties) -> Html {
    let GroupTableViewProperties { grouping, table, on_grouping, .. } = properties;
    let times = use_times();
    let rows = table.rows.len() as u64 + u64::from(table.rest.is_some());
    let scroll = use_scroll(rows, ROW_HEIGHT + 1.0);
    let columns = group_columns(grouping, times);
    let template = columns.iter().map(|column| column.width).collect::<Vec<_>>().join(" ");
    html! {
        <div role="table" class="group__table" aria-label="Groups" aria-rowcount={(rows + 1).to_string()}
            ref={scroll.element.clone()} tabindex="0" style={format!("--columns:{template}")}>
            <div role="rowgroup" class="group__table-head">
                <div role="row" class="group__row group__row--head" aria-rowindex="1">
                    { for columns.iter().map(|column| head(column, grouping, on_grouping)) }
                </div>
            </div>
            { rows_on_screen(&scroll, Some("rowgroup"), ["group__table-body", "virtual-list__window"], |place| {
                Some(match table.rows.get(place as usize) {
                    Some(row) => draw(place, row, properties, times),
                    None => rest(place, properties, times),
                })
            }) }
        </div>
    }
}

fn head(column: &GroupColumn, grouping: &Rc<Grouping>, on_grouping: &Callback<Grouping>) -> Html {
    let sorted = (grouping.sort == column.sort).then_some(grouping.ascending);
    let onclick = {
        let (grouping, sort) = (grouping.clone(), column.sort);
        on_grouping.reform(move |_: MouseEvent| sorted_by(&grouping, sort))
    };
    html! {
        <div role="columnheader" class={column.class}
            aria-sort={sorted.map(|is_ascending| if is_ascending { "ascending" } else { "descending" })}>
            <button type="button" class="group__sort" title={shown_text(&column.title)} {onclick}>
                <span class="group__head">{ shown(&column.head) }</span>
                if let Some(is_ascending) = sorted {
                    <span aria-hidden="true">{ if is_ascending { "▲" } else { "▼" } }</span>
                }
            </button>
        </div>
    }
}

/// Draws a button that filters for a cell, or with Alt filters it out.
fn cell_button(
    cell: GroupCell,
    name: String,
    title: String,
    content: Html,
    on_narrow: &Callback<Narrow>,
) -> Html {
    let narrow = {
        let on_narrow = on_narrow.clone();
        move |exclude: bool| on_narrow.emit(Narrow { cell: cell.clone(), exclude })
    };
    let onclick = {
        let narrow = narrow.clone();
        Callback::from(move |event: MouseEvent| narrow(event.alt_key()))
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(exclude) = excludes(&event.key(), event.alt_key()) {
            event.prevent_default();
            narrow(exclude);
        }
    });
    html! {
        <button type="button" class="group__value" aria-label={name} {title} {onclick} {onkeydown}>{ content }</button>
    }
}

fn draw(place: u64, row: &GroupRow, properties: &GroupTableViewProperties, times: TimeDisplay) -> Html {
    let GroupTableViewProperties { grouping, table, unit, on_narrow, .. } = properties;
    let values = group_values(row, grouping, times).into_iter().enumerate().map(|(column, of)| {
        let content = match of.value.as_str() {
            "" => html! { <span class="muted">{ NO_VALUE }</span> },
            value if column < grouping.by.len() => html! { <bdi>{ shown(value) }</bdi> },
            slice => html! { { slice } },
        };
        html! { <div role="cell">{ cell_button(of.cell, of.name, of.title, content, on_narrow) }</div> }
    });
    let title = "Click filters for these events, Alt + click filters them out".to_owned();
    let name = text::counted(row.count.events, "event", "events");
    let events = html! { { text::count(row.count.events) } };
    let writing = LabelFormat { clock: times.clock(), unit: *unit };
    html! {
        <div key={place} role="row" class="group__row" aria-rowindex={(place + 2).to_string()}>
            { for values }
            <div role="cell" class="group__number">{ cell_button(GroupCell::of_row(grouping, row), name, title, events, on_narrow) }</div>
            { measures(&row.count, table, row.distinct, row.numbers, &writing) }
            { first_and_last(&row.count, times) }
        </div>
    }
}

fn first_and_last(count: &GroupCount, times: TimeDisplay) -> Html {
    html! {
        <>
            <div role="cell" class="group__time">{ times.show(count.first_millis) }</div>
            <div role="cell" class="group__time">{ times.show(count.last_millis) }</div>
        </>
    }
}

fn measures(
    count: &GroupCount,
    table: &GroupTable,
    distinct: Option<u64>,
    numbers: Option<NumberStatistics>,
    writing: &LabelFormat,
) -> Html {
    let share = count.events as f64 / table.events.max(1) as f64;
    html! {
        <>
            <div role="cell" class="group__number group__share" style={format!("--share:{:.4}", share.min(1.0))}>
                { text::share(count.events, table.events) }
            </div>
            if let Some(distinct) = distinct {
                <div role="cell" class="group__number">
                    { if table.is_distinct_cut { "≥ " } else { "" } }{ text::count(distinct) }
                </div>
            }
            if let Some(numbers) = numbers {
                for of in [numbers.sum, numbers.minimum, numbers.maximum] {
                    <div role="cell" class="group__number" title={(numbers.numbers > 0).then(|| of.to_string())}>
                        { if numbers.numbers > 0 { writing.number(of.to_f64()) } else { String::new() } }
                    </div>
                }
            }
        </>
    }
}

/// Draws one row for all groups not listed.
fn rest(place: u64, properties: &GroupTableViewProperties, times: TimeDisplay) -> Html {
    let GroupTableViewProperties { grouping, table, unit, .. } = properties;
    let Some(rest) = &table.rest else { return html! {} };
    let keys = grouping.by.len() + usize::from(grouping.time_step.is_some());
    let writing = LabelFormat { clock: times.clock(), unit: *unit };
    html! {
        <div key={place} role="row" class="group__row group__row--rest" aria-rowindex={(place + 2).to_string()}>
            <div role="cell" aria-colspan={keys.to_string()} style={format!("grid-column:span {keys}")}>
                { format!("{}, together", text::counted(rest.groups, "more group", "more groups")) }
            </div>
            <div role="cell" class="group__number">{ text::count(rest.count.events) }</div>
            { measures(&rest.count, table, rest.distinct, rest.numbers, &writing) }
            { first_and_last(&rest.count, times) }
        </div>
    }
}
