//! The table of views, in the order of their tabs.
//!
//! A new view is a folder, a row of [`VIEWS`] with its drawing function, a style sheet that
//! `index.html` lists, and a module in `main.rs`.

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::grouping::{GroupForm, Grouping};
use trailglass::model::{FileNumber, Selection, Sort};
use trailglass::query::{Hint, hint};
use trailglass::questions::Question;
use trailglass::store::Totals;
use trailglass::view_address::{ViewAddress, ViewId};
use yew::prelude::*;

use crate::client::{Checking, Following, IndexState, PageClient, RowPlace};
use crate::contexts::Acts;
use crate::file_table::FileTable;
use crate::state::{Action, Alert, ColumnState};
use crate::views::case::{self, CaseUiState, CaseView};
use crate::views::coverage::CoverageProperties;
use crate::views::events::grid::{EventGrid, GridSteps};
use crate::views::events::overview::OverviewAnswer;
use crate::views::group::GroupView;
use crate::views::hidden_copies::MatchingCopies;
use crate::views::integrity::Integrity;
use crate::views::questions::Questions;
use crate::views::resources::Resources;
use crate::views::sources::Sources;
use crate::views::timelines::{Remembered, Timelines};
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

/// The data from which a view is drawn.
#[derive(Clone, PartialEq)]
pub struct ViewContext {
    pub client: PageClient,
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
        let (client, case, case_ui) = (self.client.clone(), self.case.clone(), self.case_ui.clone());
        let (file_table, dispatch) = (self.file_table.clone(), self.acts.dispatch.clone());
        Callback::from(move |place| {
            case::toggle_event(&client, place, &case_ui.found, &case, &file_table, &dispatch);
        })
    }

    /// Returns a callback that adds or removes the bookmark of a file.
    fn mark_of_file(&self) -> Callback<FileNumber> {
        let (client, case) = (self.client.clone(), self.case.clone());
        let (file_table, dispatch) = (self.file_table.clone(), self.acts.dispatch.clone());
        Callback::from(move |file| case::toggle_file(&client, file, &file_table, &case, &dispatch))
    }
}

#[derive(Debug)]
pub struct ViewSpec {
    pub id: ViewId,
    /// The name on the tab.
    pub title: &'static str,
    /// Whether the facets are shown beside the view.
    pub of_events: bool,
    /// Whether the open event is shown beside the view.
    pub opens_events: bool,
    pub draw: fn(&ViewContext) -> Html,
}

/// The views, in the order of their tabs; the first is the default.
pub const VIEWS: &[ViewSpec] = &[
    ViewSpec { id: ViewId::Events, title: "Events", of_events: true, opens_events: true, draw: draw_events },
    ViewSpec {
        id: ViewId::Questions,
        title: "Questions",
        of_events: false,
        opens_events: false,
        draw: draw_questions,
    },
    ViewSpec { id: ViewId::Group, title: "Group", of_events: false, opens_events: false, draw: draw_group },
    ViewSpec {
        id: ViewId::Timelines,
        title: "Timelines",
        of_events: false,
        opens_events: true,
        draw: draw_timelines,
    },
    ViewSpec {
        id: ViewId::Resources,
        title: "Resources",
        of_events: false,
        opens_events: true,
        draw: draw_resources,
    },
    ViewSpec { id: ViewId::Case, title: "Case", of_events: false, opens_events: true, draw: draw_case },
    ViewSpec {
        id: ViewId::Integrity,
        title: "Integrity",
        of_events: false,
        opens_events: false,
        draw: draw_integrity,
    },
    ViewSpec {
        id: ViewId::Sources,
        title: "Sources",
        of_events: false,
        opens_events: true,
        draw: draw_sources,
    },
];

/// Returns the view with this id.
pub fn view(id: ViewId) -> &'static ViewSpec {
    VIEWS.iter().find(|view| view.id == id).unwrap_or(&VIEWS[0])
}

fn draw_events(context: &ViewContext) -> Html {
    let Some(answer) = &context.answer else { return html! {} };
    html! {
        <>
            <MatchingCopies selection={answer.selection.clone()} generation={answer.generation}
                file_table={context.file_table.clone()} />
            <EventGrid generation={answer.generation} selection={answer.selection.clone()}
                matching={answer.matching} sort={context.sort} columns={context.columns.clone()}
                selected={context.opened} marked={context.case_ui.found.clone()} case={context.case.clone()}
                on_mark={context.mark_of()} steps={context.steps.clone()} />
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
                <button type="button" class="button" onclick={act(Action::View(ViewId::Sources))}>{ "See what was in the files" }</button>
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
        <GroupView client={context.client.clone()} grouping={context.grouping.clone()} form={context.form} selection={context.selection.clone()}
            following={context.following.clone()} loading={context.loading} generation={context.generation}
            times={context.times} on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_questions(context: &ViewContext) -> Html {
    html! {
        <Questions own={context.own_questions.clone()} selection={context.selection.clone()}
            events={context.totals.events} generation={context.generation} loading={context.loading} />
    }
}

fn draw_timelines(context: &ViewContext) -> Html {
    html! {
        <Timelines client={context.client.clone()} following={context.following.clone()} loading={context.loading}
            events={context.totals.events} span_millis={context.totals.span_millis}
            case={context.case.clone()} selection={context.selection.clone()} timeline_of={context.timeline_of} remembered={context.remembered.clone()} look={context.look}
            times={context.times} on_open={context.acts.open_place.clone()}
            dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_case(context: &ViewContext) -> Html {
    html! {
        <CaseView client={context.client.clone()} case={context.case.clone()} case_ui={context.case_ui.clone()}
            is_unsaved={context.is_case_unsaved} address={context.address.clone()} file_table={context.file_table.clone()}
            loading={context.loading} following={context.following.clone()} checking={context.checking.clone()}
            totals={context.totals.clone()} alerts={context.alerts.clone()} opened={context.opened} times={context.times}
            on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_integrity(context: &ViewContext) -> Html {
    html! {
        <Integrity client={context.client.clone()} checking={context.checking.clone()} loading={context.loading}
            evidence_of={context.evidence_of} has_files={!context.file_table.sources.is_empty()} look={context.look} times={context.times}
            on_events={context.acts.events_of.clone()} />
    }
}

fn draw_resources(context: &ViewContext) -> Html {
    html! {
        <Resources client={context.client.clone()} index={context.index.clone()} loading={context.loading}
            events={context.totals.events} selection={context.selection.clone()} generation={context.generation}
            resource={context.resource.clone()} opened={context.opened} times={context.times}
            on_resource={context.acts.resource.clone()} on_open={context.acts.open_place.clone()}
            on_events={context.acts.events_of.clone()} dispatch={context.acts.dispatch.clone()} />
    }
}

fn draw_sources(context: &ViewContext) -> Html {
    let coverage = CoverageProperties {
        client: context.client.clone(),
        generation: context.generation,
        span_millis: context.totals.span_millis,
        loading: context.loading,
        look: context.look,
        times: context.times,
        on_events: context.acts.events_of.clone(),
    };
    html! {
        <Sources client={context.client.clone()} on_open={context.acts.open_place.clone()}
            on_events={context.acts.events_of.clone()} file_table={context.file_table.clone()} file={context.file_of} on_time={context.acts.events_of_time.clone()}
            times={context.times} case={context.case.clone()} on_mark={context.mark_of_file()} {coverage} />
    }
}
