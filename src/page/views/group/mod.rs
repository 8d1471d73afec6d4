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

use trailglass::app_state::group_form::{left_out_words, table_words, unit_of};
use trailglass::grouping::{GroupCell, GroupForm, GroupTable, Grouping};
use trailglass::model::Selection;
use yew::prelude::*;

use self::asked::{GroupAnswer, GroupQuestion, GroupsState, use_groups};
use self::chart::{Chart, ChartDrawing};
use self::controls::Controls;
use self::save::Save;
use self::table::GroupTableView;
use crate::client::Following;
use crate::contexts::{use_dispatch, use_times};
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use crate::widgets::radio_group::{RadioOption, radio_group};
use trailglass::app_state::Action;

/// A click on the events of a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Narrow {
    /// The cell.
    pub cell: GroupCell,
    /// Whether to exclude the events instead.
    pub exclude: bool,
}

#[derive(Clone, PartialEq, Properties)]
pub struct GroupViewProperties {
    pub grouping: Rc<Grouping>,
    pub form: GroupForm,
    pub selection: Rc<Selection>,
    /// The state of session tracing.
    pub following: Rc<Following>,
    /// Whether files are being read.
    pub loading: bool,
    /// Increases when the data change.
    pub generation: u32,
}

#[component]
pub fn GroupView(properties: &GroupViewProperties) -> Html {
    let GroupViewProperties { grouping, form, selection, following, generation, .. } = properties;
    let dispatch = use_dispatch();
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
    let groups = use_groups(question);
    if grouping.by.is_empty() {
        return html! {
            <section class="group" aria-label="Group">
                <Controls grouping={grouping.clone()} on_grouping={on_grouping.clone()} />
                { empty::nothing_chosen(&on_grouping) }
            </section>
        };
    }
    let forms = GroupForm::ALL.map(|of| {
        let title = of.lacks(grouping);
        RadioOption { title, is_disabled: title.is_some(), ..RadioOption::new(of, of.label()) }
    });
    let answer = groups.answered.answer();
    let counted = answer.and_then(Result::ok).map_or(grouping, |answer| &answer.grouping);
    html! {
        <section class="group" aria-label="Group">
            <Controls grouping={grouping.clone()} on_grouping={on_grouping.clone()}>
                { radio_group(("Show as", "group-form", Some("group__forms")), forms, shown_as, &dispatch.reform(Action::Form)) }
            </Controls>
            if let Err(error) = &*checked {
                <p role="alert" class="group__note">{ Icon::Warning.draw() }{ error.to_string() }</p>
            }
            if let Some(Err(error)) = answer {
                <p role="alert" class="group__note">{ Icon::Warning.draw() }{ "The events could not be grouped: " }{ error }</p>
            }
            if counted.asks_for_sessions() && !matches!(**following, Following::Done(_)) {
                // Needed to read the numbers.
                <p class="group__note" role="status">
                    { "Sessions are being linked. Until that is finished, no event has an actor." }
                </p>
            }
            { course(&groups) }
            if let Some(Ok(answer)) = answer {
                <Groups answer={answer.clone()} {shown_as} selection={selection.clone()} loading={properties.loading}
                    is_late={groups.answered.is_loading()} was_stopped={groups.was_stopped} {on_grouping} />
            } else if groups.answered.is_loading() && groups.so_far.is_none() && !groups.was_stopped {
                <p class="group__note muted">{ "Counting…" }</p>
            }
        </section>
    }
}

/// Draws the progress of counting, or that it was stopped.
fn course(groups: &GroupsState) -> Html {
    let GroupsState { answered, so_far, was_stopped, on_stop, on_again } = groups;
    if !answered.is_loading() {
        return html! {};
    }
    let button = |label: &'static str, act: &Callback<()>| {
        html! { <button type="button" class="button button--small" onclick={act.reform(|_: MouseEvent| ())}>{ label }</button> }
    };
    let has_table = matches!(answered.answer(), Some(Ok(_)));
    html! {
        <>
            if let Some(so_far) = so_far {
                <div class="group__progress">
                    { progress("Counting groups", Some(percent(so_far.done, so_far.total)), None) }
                    { button("Stop", on_stop) }
                </div>
            }
            if *was_stopped {
                <p class="group__note" role="status">
                    { if has_table { "Stopped: these are the groups of before." } else { "Stopped." } }
                    { button("Count again", on_again) }
                </p>
            }
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct GroupsProperties {
    answer: GroupAnswer,
    shown_as: GroupForm,
    selection: Rc<Selection>,
    /// Whether files are being read.
    loading: bool,
    /// Whether the answer to another question is on its way.
    is_late: bool,
    was_stopped: bool,
    on_grouping: Callback<Grouping>,
}

/// The groups, and the buttons that save them.
#[component]
fn Groups(properties: &GroupsProperties) -> Html {
    let GroupsProperties { answer, shown_as, selection, loading, is_late, was_stopped, on_grouping } =
        properties;
    let GroupAnswer { grouping, table, matrix } = answer;
    let (dispatch, times) = (use_dispatch(), use_times());
    let drawing = use_state(|| None::<Rc<ChartDrawing>>);
    let on_drawing =
        use_callback(drawing.setter(), |drawn: Rc<ChartDrawing>, drawing| drawing.set(Some(drawn)));
    let on_narrow = {
        let (selection, grouping, dispatch) = (selection.clone(), grouping.clone(), dispatch.clone());
        Callback::from(move |Narrow { cell, exclude }: Narrow| {
            let narrowed = grouping.narrowed(&selection, &cell, exclude);
            dispatch.emit(Action::Filter(narrowed.filter.into()));
            if narrowed.time != selection.time {
                dispatch.emit(Action::Zoom(narrowed.time));
            }
        })
    };
    let unit = unit_of(grouping);
    let drawn = if table.events == 0 {
        empty::no_events(selection, &dispatch)
    } else if *shown_as == GroupForm::Table {
        html! { <GroupTableView grouping={grouping.clone()} table={table.clone()} {unit} on_grouping={on_grouping} {on_narrow} /> }
    } else {
        let (grouping, table, matrix) = (grouping.clone(), table.clone(), matrix.clone());
        let of = ChartDrawing { form: *shown_as, grouping, table, matrix, times, width: 0, unit };
        html! { <Chart {of} {on_narrow} {on_drawing} /> }
    };
    html! {
        <>
            if table.events > 0 {
                <div class="group__said">
                    { said(table, *loading) }
                    <Save selection={selection.clone()} grouping={grouping.clone()}
                        drawing={(*drawing).clone().filter(|_| *shown_as != GroupForm::Table)} />
                </div>
            }
            <div class={classes!("group__shown", is_late.then_some("group__shown--late"))} aria-busy={(*is_late && !was_stopped).to_string()}>
                { drawn }
            </div>
        </>
    }
}

fn said(table: &GroupTable, loading: bool) -> Html {
    html! {
        <p aria-live="polite">
            { table_words(table) }
            if loading {
                <span class="muted">{ " so far" }</span>
            }
            if table.memberships + table.left_out > table.events {
                <span class="muted" title="An event counts once for each distinct value that it has; shares are of the events">
                    { "; some events are in several groups" }
                </span>
            }
            if let Some(left_out) = left_out_words(table) {
                <span class="group__left-out">{ Icon::Warning.draw() }{ left_out }</span>
            }
        </p>
    }
}
