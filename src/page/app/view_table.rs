//! The table of views, in the order of their tabs.
//!
//! A new view is a folder in `views`, a row of [`VIEWS`] with its drawing function, its id in
//! `view_address`, and a style sheet.

use std::rc::Rc;

use trailglass::query::{Hint, hint};
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::client::PageClient;
use crate::contexts::Acts;
use crate::views::case::CaseView;
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
use trailglass::app_state::{Action, AppState};

/// The data from which a view is drawn.
#[derive(Clone, PartialEq)]
pub struct ViewContext {
    pub client: PageClient,
    pub state: AppState,
    /// The newest answer; `None` before the first.
    pub answer: Option<Rc<OverviewAnswer>>,
    /// Changes when colours do.
    pub look: u32,
    /// The choices made in Timelines earlier.
    pub remembered: Remembered,
    pub times: TimeDisplay,
    /// Moves the open event to its neighbours in the grid.
    pub steps: GridSteps,
    pub acts: Acts,
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
                file_table={context.state.data.file_table.clone()} />
            <EventGrid generation={answer.generation} selection={answer.selection.clone()}
                matching={answer.matching} sort={context.state.filter.sort} columns={context.state.filter.columns.clone()}
                selected={context.state.view.opened} marked={context.state.case.case_ui.found.clone()}
                case={context.state.case.case.clone()} on_mark={context.acts.mark.clone()} steps={context.steps.clone()} />
            if answer.matching == 0 {
                { nothing(context, answer) }
            }
        </>
    }
}

/// Draws the text in place of events, and buttons that lead on.
fn nothing(context: &ViewContext, answer: &OverviewAnswer) -> Html {
    let act = |action: Action| context.acts.dispatch.reform(move |_: MouseEvent| action.clone());
    let (words, ways) = if context.state.data.totals.events == 0 {
        if context.state.data.progress.loading {
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
        <GroupView grouping={context.state.view.grouping.clone()} form={context.state.view.form}
            selection={context.state.filter.selection.clone()} following={context.state.data.following.clone()}
            loading={context.state.data.progress.loading} generation={context.state.data.generation} />
    }
}

fn draw_questions(context: &ViewContext) -> Html {
    html! {
        <Questions own={context.state.case.own_questions.clone()} selection={context.state.filter.selection.clone()}
            events={context.state.data.totals.events} generation={context.state.data.generation}
            loading={context.state.data.progress.loading} />
    }
}

fn draw_timelines(context: &ViewContext) -> Html {
    html! {
        <Timelines following={context.state.data.following.clone()} loading={context.state.data.progress.loading}
            events={context.state.data.totals.events} span_millis={context.state.data.totals.span_millis}
            case={context.state.case.case.clone()} selection={context.state.filter.selection.clone()}
            timeline_of={context.state.view.timeline_of} remembered={context.remembered.clone()} look={context.look} />
    }
}

fn draw_case(context: &ViewContext) -> Html {
    let AppState { data, view, .. } = &context.state;
    html! {
        <CaseView file_table={data.file_table.clone()} has_logs={data.has_logs()} loading={data.progress.loading}
            following={data.following.clone()} opened={view.opened} />
    }
}

fn draw_integrity(context: &ViewContext) -> Html {
    html! {
        <Integrity checking={context.state.data.checking.clone()} loading={context.state.data.progress.loading}
            evidence_of={context.state.view.evidence_of}
            has_files={!context.state.data.file_table.sources.is_empty()} look={context.look} />
    }
}

fn draw_resources(context: &ViewContext) -> Html {
    html! {
        <Resources index={context.state.data.index.clone()} loading={context.state.data.progress.loading}
            events={context.state.data.totals.events} selection={context.state.filter.selection.clone()}
            generation={context.state.data.generation}
            resource={context.state.view.resource.clone().map(AttrValue::from)} opened={context.state.view.opened} />
    }
}

fn draw_sources(context: &ViewContext) -> Html {
    let coverage = CoverageProperties {
        generation: context.state.data.generation,
        span_millis: context.state.data.totals.span_millis,
        loading: context.state.data.progress.loading,
        look: context.look,
    };
    html! {
        <Sources file_table={context.state.data.file_table.clone()} file={context.state.view.file_of}
            case={context.state.case.case.clone()} on_mark={context.acts.mark_file.clone()} {coverage} />
    }
}
