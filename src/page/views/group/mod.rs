//! The Group view: the selected events, grouped by fields and paths and by slices of time.
//!
//! ```text
//! mod       the view
//! controls  the grouping         asked  requests the groups
//! table     a row per group      chart  bars, lines, heat maps
//! save      the table as CSV, a chart as SVG and PNG    png
//! empty     no grouping chosen, or no events
//! ```

mod asked;
mod chart;
mod controls;
mod empty;
mod png;
mod save;
mod table;

use std::rc::Rc;

use trailglass::grouping::chart::Unit;
use trailglass::grouping::{GroupCell, GroupForm, GroupTable, Grouping};
use trailglass::model::Selection;
use yew::prelude::*;

use self::asked::{GroupQuestion, GroupsState, use_groups};
use self::chart::{Chart, ChartDrawing};
use self::controls::Controls;
use self::save::Save;
use self::table::GroupTableView;
use crate::client::{Following, PageClient};
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// A click on the events of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Narrow {
    /// The cell.
    pub cell: GroupCell,
    /// Whether to exclude the events instead.
    pub exclude: bool,
    /// Whether to open the events in the list.
    pub open: bool,
}

#[derive(Clone, PartialEq, Properties)]
pub struct GroupViewProperties {
    pub client: PageClient,
    pub grouping: Rc<Grouping>,
    pub form: GroupForm,
    pub selection: Rc<Selection>,
    /// The state of session tracing.
    pub following: Rc<Following>,
    /// Whether files are being read.
    pub loading: bool,
    /// Increases when the data change.
    pub generation: u32,
    pub times: TimeDisplay,
    /// Shows the events of a selection in the list.
    pub on_events: Callback<Selection>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn GroupView(properties: &GroupViewProperties) -> Html {
    let GroupViewProperties {
        client, grouping, form, selection, following, generation, times, dispatch, ..
    } = properties;
    let drawing = use_state(|| None::<Rc<ChartDrawing>>);
    let on_grouping =
        use_callback(dispatch.clone(), |grouping, dispatch| dispatch.emit(Action::Group(grouping)));
    let checked = use_memo(grouping.clone(), |grouping| grouping.paths().map(|_| grouping.clone()));
    let shown_as = if form.lacks(grouping).is_some() { GroupForm::Table } else { *form };
    let question = checked.as_ref().as_ref().ok().filter(|_| *generation > 0).map(|grouping| GroupQuestion {
        selection: selection.clone(),
        grouping: grouping.clone(),
        chart: shown_as.ask(grouping),
        generation: *generation,
    });
    let GroupsState { answered, so_far, was_stopped, on_stop, on_again } =
        use_groups(client, question.clone());
    let is_late = question.is_some() && answered.question != question;
    let on_narrow = {
        let (selection, on_events, dispatch) =
            (selection.clone(), properties.on_events.clone(), dispatch.clone());
        let counted = answered.question.as_ref().map(|question| question.grouping.clone());
        Callback::from(move |Narrow { cell, exclude, open }: Narrow| {
            let Some(grouping) = &counted else { return };
            let narrowed = grouping.narrowed(&selection, &cell, exclude);
            if open {
                return on_events.emit(narrowed);
            }
            dispatch.emit(Action::Filter(narrowed.filter.into()));
            if narrowed.time != selection.time {
                dispatch.emit(Action::Zoom(narrowed.time));
            }
        })
    };
    let on_drawing = {
        let drawing = drawing.setter();
        use_callback((), move |drawn: Rc<ChartDrawing>, ()| drawing.set(Some(drawn)))
    };
    if grouping.by.is_empty() {
        return html! {
            <section class="group" aria-label="Group">
                <Controls grouping={grouping.clone()} on_grouping={on_grouping.clone()} />
                { empty::nothing_chosen(&on_grouping) }
            </section>
        };
    }
    let counted = answered.question.as_ref().map_or(grouping, |question| &question.grouping).clone();
    let unit = unit(&counted);
    html! {
        <section class="group" aria-label="Group">
            <Controls grouping={grouping.clone()} on_grouping={on_grouping.clone()}>
                { forms(shown_as, grouping, dispatch) }
            </Controls>
            if let Err(error) = &*checked {
                <p role="alert" class="group__note">{ Icon::Warning.draw() }{ error.to_string() }</p>
            }
            if let Some(error) = &answered.error {
                <p role="alert" class="group__note">{ Icon::Warning.draw() }{ "The events could not be grouped: " }{ error }</p>
            }
            { notes(&counted, following) }
            if let Some(so_far) = so_far.filter(|_| is_late) {
                <div class="group__progress">
                    { progress("Counting groups", Some(percent(so_far.done, so_far.total)), None) }
                    <button type="button" class="button button--small"
                        onclick={on_stop.reform(|_: MouseEvent| ())}>{ "Stop" }</button>
                </div>
            }
            if was_stopped && is_late {
                <p class="group__note" role="status">
                    { if answered.table.is_some() { "Stopped: these are the groups of before." } else { "Stopped." } }
                    <button type="button" class="button button--small"
                        onclick={on_again.reform(|_: MouseEvent| ())}>{ "Count again" }</button>
                </p>
            }
            if let Some(table) = &answered.table {
                if table.events > 0 {
                <div class="group__said">
                    { said(table, properties.loading) }
                    <Save client={client.clone()} selection={selection.clone()} grouping={counted.clone()}
                        drawing={(*drawing).clone().filter(|_| shown_as != GroupForm::Table)} dispatch={dispatch.clone()} />
                </div>
                }
                <div class={classes!("group__shown", is_late.then_some("group__shown--late"))} aria-busy={(is_late && !was_stopped).to_string()}>
                    if table.events == 0 {
                        { empty::no_events(selection, dispatch) }
                    } else if shown_as == GroupForm::Table {
                        <GroupTableView grouping={counted} table={table.clone()} times={*times} {unit} on_grouping={on_grouping} {on_narrow} />
                    } else {
                        <Chart form={shown_as} grouping={counted} table={table.clone()} matrix={answered.matrix.clone()}
                            times={*times} {unit} {on_narrow} {on_drawing} />
                    }
                </div>
            } else if is_late && so_far.is_none() && !was_stopped {
                <p class="group__note muted">{ "Counting…" }</p>
            }
        </section>
    }
}

/// Returns bytes as the unit if the name of the summed path contains "bytes".
fn unit(grouping: &Grouping) -> Unit {
    let is_bytes = grouping.number.as_ref().is_some_and(|name| name.to_ascii_lowercase().contains("bytes"));
    if is_bytes { Unit::Bytes } else { Unit::Count }
}

fn forms(shown_as: GroupForm, grouping: &Grouping, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="choice group__forms" role="radiogroup" aria-label="Show as">
            for of in GroupForm::ALL {
                <label class="choice__option" title={of.lacks(grouping)}>
                    <input type="radio" class="choice__input" name="group-form" checked={shown_as == of}
                        disabled={of.lacks(grouping).is_some()}
                        onchange={dispatch.reform(move |_: Event| Action::Form(of))} />
                    { of.label() }
                </label>
            }
        </div>
    }
}

/// Draws the notes that are needed to read the numbers.
fn notes(grouping: &Grouping, following: &Following) -> Html {
    let waits = grouping.asks_for_sessions() && !matches!(following, Following::Done(_));
    html! {
        if waits {
            <p class="group__note" role="status">
                { "Sessions are being linked. Until that is finished, no event has an actor." }
            </p>
        }
    }
}

fn said(table: &GroupTable, loading: bool) -> Html {
    html! {
        <p aria-live="polite">
            { format!(
                "{} of {}",
                text::counted(table.groups, "group", "groups"),
                text::counted(table.events, "event", "events")
            ) }
            if loading {
                <span class="muted">{ " so far" }</span>
            }
            if table.memberships + table.left_out > table.events {
                <span class="muted" title="An event counts once for each distinct value that it has; shares are of the events">
                    { "; some events are in several groups" }
                </span>
            }
            if table.left_out > 0 {
                <span class="group__left-out">
                    { Icon::Warning.draw() }
                    { format!("{} in no group: there are too many; counts are at least so high", text::counted(table.left_out, "event is", "events are")) }
                </span>
            }
        </p>
    }
}
