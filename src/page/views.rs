//! The table of views, in the order of their tabs.
//!
//! A new view is a folder, a row of [`VIEWS`] with its drawing function, a style sheet that
//! `index.html` lists, and a module in `main.rs`.

use std::rc::Rc;

use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::grouping::{GroupForm, Grouping};
use trailglass::model::{FileNumber, Selection, Sort};
use trailglass::query::{Hint, hint};
use trailglass::questions::Question;
use trailglass::store::Totals;
use trailglass::view_address::ViewAddress;
use yew::prelude::*;

use crate::case::{self, CaseUiState, CaseView};
use crate::coverage::CoverageProperties;
use crate::engine::{Checking, Engine, Following, IndexState, PlacedRow, RowPlace};
use crate::file_table::FileTable;
use crate::grid::{EventGrid, GridSteps};
use crate::group::GroupView;
use crate::hidden_copies::MatchingCopies;
use crate::icons::Icon;
use crate::integrity::Integrity;
use crate::overview::OverviewAnswer;
use crate::questions::Questions;
use crate::resources::Resources;
use crate::shown::shown;
use crate::sources::Sources;
use crate::state::{Action, Alert, ColumnState, FilterFor};
use crate::timelines::{Remembered, Timelines};
use crate::times::TimeDisplay;

/// The data from which a view is drawn.
#[derive(Clone, PartialEq)]
pub struct ViewContext {
    pub engine: Engine,
    /// The newest answer; `None` before the first.
    pub answer: Option<Rc<OverviewAnswer>>,
    pub sort: Sort,
    pub case: Rc<Case>,
    /// The page's data about the case that are not part of the case.
    pub case_ui: Rc<CaseUiState>,
    /// Whether the case has changed since it was opened or saved.
    pub is_case_unsaved: bool,
    pub alerts: Rc<Vec<Alert>>,
    pub address: ViewAddress,
    pub columns: Rc<Vec<ColumnState>>,
    pub opened: Option<RowPlace>,
    pub file_table: Rc<FileTable>,
    pub checking: Rc<Checking>,
    pub following: Rc<Following>,
    /// The session whose timeline is open, and its actor.
    pub timeline_of: Option<(u32, u32)>,
    /// The choices made in Timelines earlier.
    pub remembered: Remembered,
    pub index: Rc<IndexState>,
    /// The canonical name of the resource whose history is shown.
    pub resource: Option<AttrValue>,
    pub grouping: Rc<Grouping>,
    pub form: GroupForm,
    pub own_questions: Rc<Vec<Question>>,
    pub selection: Rc<Selection>,
    /// The record whose integrity evidence is open, as (file, index in file).
    pub evidence_of: Option<(FileNumber, u32)>,
    /// The file that Sources searches for.
    pub file_of: Option<FileNumber>,
    /// Totals over all events that were read.
    pub totals: Rc<Totals>,
    /// Goes up when the data change.
    pub generation: u32,
    /// Changes when colours do.
    pub look: u32,
    /// Whether files are being read.
    pub loading: bool,
    pub times: TimeDisplay,
    /// Moves the open event to its neighbours in the grid.
    pub steps: GridSteps,
    pub acts: Acts,
}

impl ViewContext {
    /// Returns a callback that adds or removes the bookmark of an event.
    fn mark_of(&self) -> Callback<RowPlace> {
        let (engine, case, case_ui) = (self.engine.clone(), self.case.clone(), self.case_ui.clone());
        let (file_table, dispatch) = (self.file_table.clone(), self.acts.dispatch.clone());
        Callback::from(move |place| {
            case::toggle_event(&engine, place, &case_ui.found, &case, &file_table, &dispatch);
        })
    }

    /// Returns a callback that adds or removes the bookmark of a file.
    fn mark_of_file(&self) -> Callback<FileNumber> {
        let (engine, case) = (self.engine.clone(), self.case.clone());
        let (file_table, dispatch) = (self.file_table.clone(), self.acts.dispatch.clone());
        Callback::from(move |file| case::toggle_file(&engine, file, &file_table, &case, &dispatch))
    }
}

/// Callbacks for parts of the page that do not know [`Action`]. They are created once, so that
/// passing them on causes no render.
#[derive(Clone, PartialEq)]
pub struct Acts {
    pub sort: Callback<Sort>,
    pub columns: Callback<Vec<ColumnState>>,
    /// Opens an event of the grid.
    pub open: Callback<PlacedRow>,
    /// Closes the open event.
    pub close: Callback<()>,
    /// Filters for a value, or filters it out.
    pub filter: Callback<FilterFor>,
    /// Selects a time range.
    pub time: Callback<TimeRange>,
    /// Shows the integrity evidence of a record, given as (file, index in file).
    pub evidence: Callback<(FileNumber, u32)>,
    /// Selects a time range and shows its events.
    pub events_of_time: Callback<TimeRange>,
    /// Shows the events of another selection.
    pub events_of: Callback<Selection>,
    /// Opens the event at a place.
    pub open_place: Callback<RowPlace>,
    /// Shows the timeline of a session and its actor.
    pub timeline: Callback<(u32, u32)>,
    /// Shows the history of a resource; `None` shows none.
    pub resource: Callback<Option<AttrValue>>,
    /// Any other action.
    pub dispatch: Callback<Action>,
}

/// Returns the callbacks, the same at every render.
#[hook]
pub fn use_acts(dispatch: &Callback<Action>) -> Acts {
    let acts = use_memo(dispatch.clone(), |dispatch| Acts {
        sort: dispatch.reform(Action::Sort),
        columns: dispatch.reform(Action::Columns),
        open: dispatch.reform(|row: PlacedRow| Action::Open(row.place)),
        close: dispatch.reform(|()| Action::Close),
        filter: dispatch.reform(Action::FilterFor),
        time: dispatch.reform(|range| Action::Zoom(Some(range))),
        evidence: dispatch.reform(|(file, record)| Action::Evidence(file, record)),
        events_of_time: {
            let dispatch = dispatch.clone();
            Callback::from(move |range| {
                dispatch.emit(Action::Zoom(Some(range)));
                dispatch.emit(Action::View(VIEWS[0].id));
            })
        },
        events_of: {
            let dispatch = dispatch.clone();
            Callback::from(move |Selection { filter, time }| {
                dispatch.emit(Action::Filter(filter.into()));
                dispatch.emit(Action::Zoom(time));
                dispatch.emit(Action::View(VIEWS[0].id));
            })
        },
        open_place: dispatch.reform(Action::Open),
        timeline: dispatch.reform(|(session, actor)| Action::Timeline(session, actor)),
        resource: dispatch.reform(Action::Resource),
        dispatch: dispatch.clone(),
    });
    Acts::clone(&acts)
}

#[derive(Debug)]
pub struct ViewSpec {
    /// The name in the address.
    pub id: &'static str,
    /// The name on the tab.
    pub title: &'static str,
    /// Whether the facets are shown beside the view.
    pub of_events: bool,
    /// Whether the open event is shown beside the view.
    pub opens_events: bool,
    pub draw: fn(&ViewContext) -> Html,
}

pub const QUESTIONS: &str = "questions";

/// The id of the view of every file, the target of warnings.
pub const SOURCES: &str = "sources";

/// The id of the view of the case, the target of bookmarks.
pub const CASE: &str = "case";

/// The id of the view of integrity, the target of shields.
pub const INTEGRITY: &str = "integrity";

/// The id of the view of events in groups.
pub const GROUP: &str = "group";

/// The id of the view of actors and their sessions.
pub const TIMELINES: &str = "timelines";

/// The id of the view of resources, the target of resource names.
pub const RESOURCES: &str = "resources";

/// The views, in the order of their tabs; the first is the default.
pub const VIEWS: &[ViewSpec] = &[
    ViewSpec { id: "events", title: "Events", of_events: true, opens_events: true, draw: draw_events },
    ViewSpec {
        id: QUESTIONS,
        title: "Questions",
        of_events: false,
        opens_events: false,
        draw: draw_questions,
    },
    ViewSpec { id: GROUP, title: "Group", of_events: false, opens_events: false, draw: draw_group },
    ViewSpec {
        id: TIMELINES,
        title: "Timelines",
        of_events: false,
        opens_events: true,
        draw: draw_timelines,
    },
    ViewSpec {
        id: RESOURCES,
        title: "Resources",
        of_events: false,
        opens_events: true,
        draw: draw_resources,
    },
    ViewSpec { id: CASE, title: "Case", of_events: false, opens_events: true, draw: draw_case },
    ViewSpec {
        id: INTEGRITY,
        title: "Integrity",
        of_events: false,
        opens_events: false,
        draw: draw_integrity,
    },
    ViewSpec { id: SOURCES, title: "Sources", of_events: false, opens_events: true, draw: draw_sources },
];

/// Returns the view with this id, or the first.
pub fn view(id: &str) -> &'static ViewSpec {
    VIEWS.iter().find(|view| view.id == id).unwrap_or(&VIEWS[0])
}

fn draw_events(context: &ViewContext) -> Html {
    let Some(answer) = &context.answer else { return html! {} };
    let acts = &context.acts;
    html! {
        <>
            <MatchingCopies engine={context.engine.clone()} selection={answer.selection.clone()}
                generation={answer.generation} file_table={context.file_table.clone()} times={context.times}
                on_open={acts.open_place.clone()} />
            <EventGrid engine={context.engine.clone()} generation={answer.generation}
                selection={answer.selection.clone()} matching={answer.matching} sort={context.sort}
                on_sort={acts.sort.clone()} columns={context.columns.clone()} on_columns={acts.columns.clone()}
                selected={context.opened} marked={context.case_ui.found.clone()} case={context.case.clone()}
                on_mark={context.mark_of()} on_open={acts.open.clone()} on_close={acts.close.clone()}
                on_filter={acts.filter.clone()} times={context.times} steps={context.steps.clone()} />
            if answer.matching == 0 {
                { nothing(context, answer) }
            }
        </>
    }
}

/// Draws the text in place of events, and buttons that lead on.
fn nothing(context: &ViewContext, answer: &OverviewAnswer) -> Html {
    let act = |action: Action| context.acts.dispatch.reform(move |_: MouseEvent| action.clone());
    let (words, ways) = if context.totals.events == 0 {
        if context.loading {
            ("No events so far", html! {})
        } else {
            let way = html! {
                <button type="button" class="button" onclick={act(Action::View(SOURCES))}>{ "See what was in the files" }</button>
            };
            ("No events in these files", way)
        }
    } else {
        let ways = html! {
            <>
                if let Some(Hint { words, filter }) = hint(&answer.selection.filter) {
                    <p class="nothing__hint">{ shown(&words) }</p>
                    <button type="button" class="button button--primary" onclick={act(Action::Filter(filter.clone().into()))}>
                        { "Show " }{ shown(&filter) }
                    </button>
                }
                if !answer.selection.filter.is_empty() {
                    <button type="button" class="button" onclick={act(Action::Filter("".into()))}>{ "Show without filter" }</button>
                }
                if answer.selection.time.is_some() {
                    <button type="button" class="button" onclick={act(Action::Zoom(None))}>{ "Show all times" }</button>
                }
            </>
        };
        ("No event matches", ways)
    };
    html! {
        <div class="nothing">
            { Icon::Search.draw() }
            <p class="nothing__words">{ words }</p>
            <div class="nothing__ways">{ ways }</div>
        </div>
    }
}

fn draw_group(context: &ViewContext) -> Html {
    html! {
        <GroupView engine={context.engine.clone()} grouping={context.grouping.clone()} form={context.form} selection={context.selection.clone()}
            following={context.following.clone()} loading={context.loading} generation={context.generation}
            times={context.times} on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_questions(context: &ViewContext) -> Html {
    html! {
        <Questions engine={context.engine.clone()} own={context.own_questions.clone()}
            selection={context.selection.clone()} events={context.totals.events} generation={context.generation}
            loading={context.loading} on_events={context.acts.events_of.clone()}
            dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_timelines(context: &ViewContext) -> Html {
    html! {
        <Timelines engine={context.engine.clone()} following={context.following.clone()} loading={context.loading}
            events={context.totals.events} span_millis={context.totals.span_millis}
            case={context.case.clone()} selection={context.selection.clone()} timeline_of={context.timeline_of} remembered={context.remembered.clone()} look={context.look}
            times={context.times} on_open={context.acts.open_place.clone()}
            dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_case(context: &ViewContext) -> Html {
    html! {
        <CaseView engine={context.engine.clone()} case={context.case.clone()} case_ui={context.case_ui.clone()}
            is_unsaved={context.is_case_unsaved} address={context.address.clone()} file_table={context.file_table.clone()}
            loading={context.loading} following={context.following.clone()} checking={context.checking.clone()}
            totals={context.totals.clone()} alerts={context.alerts.clone()} opened={context.opened} times={context.times}
            on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_integrity(context: &ViewContext) -> Html {
    html! {
        <Integrity engine={context.engine.clone()} checking={context.checking.clone()} loading={context.loading}
            evidence_of={context.evidence_of} has_files={!context.file_table.sources.is_empty()} look={context.look} times={context.times}
            on_events={context.acts.events_of.clone()} />
    }
}

fn draw_resources(context: &ViewContext) -> Html {
    html! {
        <Resources engine={context.engine.clone()} index={context.index.clone()} loading={context.loading}
            events={context.totals.events} selection={context.selection.clone()} generation={context.generation}
            resource={context.resource.clone()} opened={context.opened} times={context.times}
            on_resource={context.acts.resource.clone()} on_open={context.acts.open_place.clone()}
            on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_sources(context: &ViewContext) -> Html {
    let coverage = CoverageProperties {
        engine: context.engine.clone(),
        generation: context.generation,
        span_millis: context.totals.span_millis,
        loading: context.loading,
        look: context.look,
        times: context.times,
        on_events: context.acts.events_of.clone(),
    };
    html! {
        <Sources engine={context.engine.clone()} on_open={context.acts.open_place.clone()}
            on_events={context.acts.events_of.clone()} file_table={context.file_table.clone()} file={context.file_of} on_time={context.acts.events_of_time.clone()}
            times={context.times} case={context.case.clone()} on_mark={context.mark_of_file()} {coverage} />
    }
}
