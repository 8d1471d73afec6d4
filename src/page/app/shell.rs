//! The whole page: owns the state, requests what is shown, and lays out the parts.

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::base::buckets;
use trailglass::base::time::TimeRange;
use trailglass::grouping::Grouping;
use trailglass::model::Field;
use trailglass::query;
use trailglass::query::{FacetRequest, OverviewRequest};
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::app::address::{self, use_address};
use crate::app::alerts::Alerts;
use crate::app::clear::ClearDialog;
use crate::app::header::Header;
use crate::app::keyboard::use_keyboard;
use crate::app::status::Status;
use crate::app::tabs::Tabs;
use crate::app::theme::{Theme, use_setting, use_theme};
use crate::app::view_table::{ViewContext, view};
use crate::app::welcome::Welcome;
use crate::client::{Checking, Following, PageClient, RowPlace};
use crate::contexts::{PageContext, use_new_acts};
use crate::dialogs::export::ExportDialog;
use crate::dialogs::help::Help;
use crate::dialogs::redacting::{Redacting, RedactionDialog, use_redaction};
use crate::dialogs::sql::SqlDialog;
use crate::state::{Action, Dialog, PageState};
use crate::views::case::{self, SaidBar, TakingDialog, use_keeping, use_seeking};
use crate::views::events::event_pane::EventPane;
use crate::views::events::facets::{FEW, Facets};
use crate::views::events::filter_bar::FilterBar;
use crate::views::events::grid::GridSteps;
use crate::views::events::histogram::Histogram;
use crate::views::events::overview::{OverviewQuestion, OverviewState, use_overview};
use crate::views::questions::SaveQuestion;
use crate::views::timelines::Remembered;
use crate::widgets::drop::DropZone;
use crate::widgets::icons::Icon;
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::times::{TimeChoice, TimeDisplay};

const FACETS_PIXELS: i32 = 248;
const EVENT_PIXELS: i32 = 480;
/// Minimum width of a bar of the histogram, including the gap beside it.
const BAR_PIXELS: u32 = 5;

/// Time without reading after which sessions are followed without a request.
const IDLE_MILLIS: u32 = 2_000;

#[component]
pub fn App() -> Html {
    let state = use_reducer(|| PageState::at(&address::current()).remembering(case::remembered()));
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let started = use_mut_ref(|| None::<PageClient>);
    let client = use_memo((), |()| {
        let started = started.clone();
        let on_cases = {
            let dispatch = dispatch.clone();
            Callback::from(move |files| {
                if let Some(client) = &*started.borrow() {
                    case::open_dropped(client, files, &dispatch);
                }
            })
        };
        PageClient::start(dispatch.reform(Action::ClientEvent), on_cases)
    });
    let client = PageClient::clone(&client);
    *started.borrow_mut() = Some(client.clone());
    use_keeping(&state, &dispatch);
    use_seeking(&client, &state, &dispatch);
    let acts = use_new_acts(&dispatch);
    let steps = use_memo((), |()| GridSteps::default());
    let remembered = use_memo((), |()| Remembered::default());
    let on_step = {
        let steps = GridSteps::clone(&steps);
        use_callback((), move |by: i64, ()| steps.step(by))
    };
    use_address(&state, &dispatch);
    use_keyboard(&dispatch);
    use_following(&client, &state);
    let redacting = use_redaction(&client, &state, &dispatch);

    let (theme, on_theme) = use_setting::<Theme>();
    let (clock, on_clock) = use_setting::<TimeChoice>();
    let look = use_theme(theme);
    let times = TimeDisplay::new(clock, state.totals.span_millis.map(|(first, _)| first));

    let bars_wide = use_state_eq(|| 0_u32);
    let on_width = {
        let setter = bars_wide.setter();
        use_callback((), move |width: u32, ()| setter.set(width))
    };
    let expanded = use_state(Rc::<BTreeMap<Field, u32>>::default);
    let on_expand = {
        let setter = expanded.setter();
        use_callback((), move |fields: BTreeMap<Field, u32>, ()| setter.set(Rc::new(fields)))
    };
    let facets_wide = use_state_eq(|| FACETS_PIXELS);
    let on_facets_wide = set_of(&facets_wide);
    let facets_shown = use_state_eq(|| true);
    let event_wide = use_state_eq(|| EVENT_PIXELS);
    let on_event_wide = set_of(&event_wide);

    let question = question(&state, *bars_wide, times, &expanded);
    let OverviewState { answer, late, generation } =
        use_overview(&client, question, dispatch.reform(Action::Alert));

    let page = PageContext { client: client.clone(), acts: acts.clone(), times };
    let anything = state.anything();
    let header = html! {
        <Header client={client.clone()} {anything} {theme} {on_theme} {clock} {on_clock} {times}
            dispatch={dispatch.clone()} />
    };
    let over = html! {
        <>
            <Alerts alerts={state.alerts.clone()} dispatch={dispatch.clone()} />
            <DropZone client={client.clone()} />
            if state.dialog == Some(Dialog::Help) {
                <Help dispatch={dispatch.clone()} />
            } else if state.dialog == Some(Dialog::SaveQuestion) {
                <SaveQuestion own={state.own_questions.clone()} filter={AttrValue::from(state.selection.filter.clone())}
                    grouping={(!state.grouping.by.is_empty()).then(|| Grouping::clone(&state.grouping))} />
            } else if state.dialog == Some(Dialog::Clear) {
                <ClearDialog client={client.clone()} events={state.totals.events}
                    files={state.file_table.sources.len() as u64} case={state.case.clone()}
                    is_case_unsaved={state.is_case_unsaved()} dispatch={dispatch.clone()} />
            } else if state.dialog == Some(Dialog::Sql) {
                { sql(&state, &dispatch) }
            } else if state.dialog == Some(Dialog::Export) {
                <ExportDialog client={client.clone()} selection={state.selection.clone()}
                    matching={answer.as_ref().map_or(0, |answer| answer.matching)} columns={state.columns.clone()}
                    dispatch={dispatch.clone()} />
            } else if state.dialog == Some(Dialog::Redaction) {
                <RedactionDialog on_close={dispatch.reform(|()| Action::Dialog(None))} />
            } else if state.dialog == Some(Dialog::OpenCase) {
                <TakingDialog case={state.case.clone()} case_ui={state.case_ui.clone()} dispatch={dispatch.clone()} />
            }
            <SaidBar case_ui={state.case_ui.clone()} view={state.view} dispatch={dispatch.clone()} />
        </>
    };
    if !anything {
        let waiting_filter = state.text.clone();
        return html! {
            <ContextProvider<PageContext> context={page}>
                <div class="page">{ header }<Welcome {client} {waiting_filter} case={state.case.clone()} dispatch={dispatch.clone()} />{ over }</div>
            </ContextProvider<PageContext>>
        };
    }

    let shown = view(state.view);
    let context = ViewContext {
        client: client.clone(),
        answer: answer.clone(),
        sort: state.sort,
        columns: state.columns.clone(),
        case: state.case.clone(),
        case_ui: state.case_ui.clone(),
        is_case_unsaved: state.is_case_unsaved(),
        alerts: state.alerts.clone(),
        address: state.address(),
        opened: state.opened,
        file_table: state.file_table.clone(),
        checking: state.checking.clone(),
        evidence_of: state.evidence_of,
        file_of: state.file_of,
        following: state.following.clone(),
        timeline_of: state.timeline_of,
        remembered: Remembered::clone(&remembered),
        index: state.index.clone(),
        resource: state.resource.clone(),
        grouping: state.grouping.clone(),
        form: state.form,
        own_questions: state.own_questions.clone(),
        selection: state.selection.clone(),
        totals: state.totals.clone(),
        generation: state.generation,
        look,
        loading: state.progress.loading,
        times,
        steps: GridSteps::clone(&steps),
        acts: acts.clone(),
    };
    let checked = matches!(*state.checking, Checking::Done(_));
    let event = |place: RowPlace| {
        html! {
            <SidePane id="event" label="Width of the event" side={PaneSide::After} pixels={*event_wide}
                limits={300..=900} usual={EVENT_PIXELS} on_pixels={on_event_wide.clone()}>
                <EventPane {place} file_table={state.file_table.clone()} on_step={shown.of_events.then(|| on_step.clone())}
                    following={state.following.clone()} {checked} case={state.case.clone()} case_ui={state.case_ui.clone()} />
            </SidePane>
        }
    };
    html! {
        <ContextProvider<PageContext> context={page}>
        <ContextProvider<Redacting> context={redacting}>
        <div class="page">
            { header }
            <FilterBar text={state.text.clone()} errors={state.errors.clone()} selection={state.selection.clone()}
                filters={state.filters.clone()} />
            <Histogram bars={answer.as_ref().and_then(|answer| answer.histogram.clone())}
                zoomed={state.selection.time.is_some()} without_time={state.totals.without_time} {late} {look} {times}
                {on_width} dispatch={dispatch.clone()} />
            <main class="main">
                <div class="bar">
                    <button type="button" class="button button--bare" aria-label="Facets beside the events"
                        title="Facets beside the events" aria-pressed={facets_shown.to_string()}
                        disabled={!shown.of_events} onclick={toggle_of(&facets_shown)}>{ Icon::Panel.draw() }</button>
                    <Tabs chosen={shown.id} dispatch={dispatch.clone()} />
                    <Status matching={answer.as_ref().map_or(0, |answer| answer.matching)}
                        total={answer.as_ref().map_or(state.totals.events, |answer| answer.total)}
                        failed={answer.as_ref().map_or(0, |answer| answer.failed)} progress={state.progress}
                        behind={generation < state.generation} unread={state.file_table.unread}
                        client={client.clone()} dispatch={dispatch.clone()} />
                </div>
                <div class="panes">
                    if shown.of_events && *facets_shown {
                        <SidePane id="facets" label="Width of the facets" side={PaneSide::Before} pixels={*facets_wide}
                            limits={160..=520} usual={FACETS_PIXELS} on_pixels={on_facets_wide}>
                            if let Some(answer) = &answer {
                                <Facets facets={answer.facets.clone()} matching={answer.matching}
                                    selection={answer.selection.clone()} expanded={(*expanded).clone()} {on_expand} {late}
                                    generation={answer.generation} />
                            }
                        </SidePane>
                    }
                    <div id="view" class={classes!("panes__view", late.then_some("panes__view--late"))} role="tabpanel"
                        aria-label={shown.title}>
                        { (shown.draw)(&context) }
                    </div>
                    if shown.opens_events {
                        if let Some(place) = state.opened {
                            { event(place) }
                        }
                    }
                </div>
            </main>
            { over }
        </div>
        </ContextProvider<Redacting>>
        </ContextProvider<PageContext>>
    }
}

/// Draws the dialog that shows the selection, or the one in `sql_of`, as SQL.
fn sql(state: &PageState, dispatch: &Callback<Action>) -> Html {
    let (selection, grouping) = match state.sql_of.as_deref() {
        Some((selection, grouping)) => (Rc::new(selection.clone()), Rc::new(grouping.clone())),
        None if state.view == ViewId::Group => (state.selection.clone(), state.grouping.clone()),
        None => (state.selection.clone(), Rc::default()),
    };
    let grouping = (!grouping.by.is_empty()).then_some(grouping);
    html! { <SqlDialog {selection} {grouping} file_table={state.file_table.clone()} dispatch={dispatch.clone()} /> }
}

/// Follows sessions. It starts at once when the open view, a filter or a grouping needs them;
/// otherwise when all files have been read for [`IDLE_MILLIS`], so that the view opens without
/// delay later. It never slows loading down.
#[hook]
fn use_following(client: &PageClient, state: &PageState) {
    let is_ready = state.generation > 0 && !state.progress.loading && state.totals.events > 0;
    let is_open = *state.following == Following::Never && is_ready;
    let asked = use_memo(state.selection.clone(), |selection| {
        !selection.filter.is_empty() && query::parse(&selection.filter).tree.asks_for_sessions()
    });
    let groups_by = state.view == ViewId::Group && state.grouping.asks_for_sessions();
    let is_wanted = state.view == ViewId::Timelines || *asked || groups_by;
    use_effect_with((client.clone(), is_open, is_wanted), |(client, is_open, is_wanted)| {
        let wait_millis = if *is_wanted { 0 } else { IDLE_MILLIS };
        let client = client.clone();
        let timer = is_open.then(|| Timeout::new(wait_millis, move || client.follow_sessions()));
        // Dropping the timer cancels it.
        move || drop(timer)
    });
}

/// Returns the request for everything around the grid; `None` as long as there is no data to ask
/// about.
fn question(
    state: &PageState,
    bars_wide: u32,
    times: TimeDisplay,
    expanded: &BTreeMap<Field, u32>,
) -> Option<OverviewQuestion> {
    // The first drawing determines how wide the histogram is.
    if state.generation == 0 || bars_wide == 0 {
        return None;
    }
    let facets =
        Field::facets().map(|field| FacetRequest::new(field, expanded.get(&field).copied().unwrap_or(FEW)));
    let buckets = time_shown(state)
        .map(|range| buckets::choose(range, bars_wide / BAR_PIXELS, times.offset_millis(range.from_millis)));
    let ask = OverviewRequest { selection: (*state.selection).clone(), facets: facets.collect(), buckets };
    Some(OverviewQuestion { ask, generation: state.generation, total: state.totals.events })
}

/// Returns the time range of the histogram: all of the data, or the selected part.
fn time_shown(state: &PageState) -> Option<TimeRange> {
    let (first, last) = state.totals.span_millis?;
    let all = TimeRange { from_millis: first, until_millis: last + 1 };
    let Some(selected) = state.selection.time else { return Some(all) };
    let both = TimeRange {
        from_millis: selected.from_millis.max(all.from_millis),
        until_millis: selected.until_millis.min(all.until_millis),
    };
    // A range outside the data is drawn as it is: empty.
    Some(if both.from_millis < both.until_millis { both } else { selected })
}

fn toggle_of(handle: &UseStateHandle<bool>) -> Callback<MouseEvent> {
    let handle = handle.clone();
    Callback::from(move |_| {
        let handle = handle.clone();
        handle.set(!*handle);
    })
}

fn set_of(handle: &UseStateHandle<i32>) -> Callback<i32> {
    let setter = handle.setter();
    Callback::from(move |value| setter.set(value))
}
