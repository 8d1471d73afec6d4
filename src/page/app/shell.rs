//! The whole page: owns the state, requests what is shown, and lays out the parts.

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::{AppState, CaseState, Theme, TimeChoice, asks_for_sessions};
use trailglass::grouping::Grouping;
use trailglass::model::Field;
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::app::address::{self, use_address};
use crate::app::alerts::Alerts;
use crate::app::clear::ClearDialog;
use crate::app::header::{Header, Settings};
use crate::app::keyboard::use_keyboard;
use crate::app::status::Status;
use crate::app::tabs::Tabs;
use crate::app::theme::{use_setting, use_theme};
use crate::app::view_table::{ViewContext, ViewSpec, view};
use crate::app::welcome::Welcome;
use crate::client::{self, Checking, PageClient, RowPlace};
use crate::contexts::{CurrentState, PageContext, use_acts, use_client, use_new_acts, use_times};
use crate::dialogs::export::ExportDialog;
use crate::dialogs::help::Help;
use crate::dialogs::redacting::{RedactionDialog, use_redaction};
use crate::dialogs::sql::SqlDialog;
use crate::views::case::{self, SaidBar, TakingDialog, use_keeping, use_seeking};
use crate::views::events::event_pane::EventPane;
use crate::views::events::facets::{FEW, Facets};
use crate::views::events::filter_bar::FilterBar;
use crate::views::events::grid::GridSteps;
use crate::views::events::histogram::Histogram;
use crate::views::events::overview::{OverviewState, use_overview};
use crate::views::questions::SaveQuestion;
use crate::views::timelines::Remembered;
use crate::widgets::drop::DropZone;
use crate::widgets::icons::Icon;
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::redacting::Redacting;
use crate::widgets::reduced::use_reduced;
use crate::widgets::times::time_display;
use trailglass::app_state::{Action, Dialog};

const FACETS_PIXELS: i32 = 248;
const EVENT_PIXELS: i32 = 480;

#[component]
pub fn App() -> Html {
    let (state, dispatch) = use_reduced(first_state);
    let current = CurrentState::clone(&use_memo((), |()| CurrentState::default()));
    current.set(AppState::clone(&state));
    let client = use_new_client(&dispatch);
    let acts = use_new_acts(&client, &current, &dispatch);
    let (theme, on_theme) = use_setting::<Theme>();
    let (clock, on_clock) = use_setting::<TimeChoice>();
    let look = use_theme(theme);
    let times = time_display(clock, state.data.totals.span_millis.map(|(first, _)| first));
    let settings = Settings { theme, on_theme, clock, on_clock };
    html! {
        <ContextProvider<PageContext> context={PageContext { client, acts, current, times }}>
        <ContextProvider<Rc<CaseState>> context={state.case.clone()}>
            <Shell state={AppState::clone(&state)} {look} {settings} />
        </ContextProvider<Rc<CaseState>>>
        </ContextProvider<PageContext>>
    }
}

/// Returns the state for the address, with the case from the browser's storage.
fn first_state() -> AppState {
    let mut state = AppState::at(&address::current());
    if let Some(case) = case::remembered() {
        state.case = Rc::new(CaseState::remembered(case));
    }
    state
}

/// Starts the workers.
#[hook]
fn use_new_client(dispatch: &Callback<Action>) -> PageClient {
    let started = use_mut_ref(|| None::<PageClient>);
    let client = use_memo((), |()| {
        let on_cases = {
            let (started, dispatch) = (started.clone(), dispatch.clone());
            Callback::from(move |files| {
                if let Some(client) = &*started.borrow() {
                    case::open_dropped(client, files, &dispatch);
                }
            })
        };
        client::start(dispatch.reform(Action::ClientEvent), on_cases)
    });
    *started.borrow_mut() = Some(PageClient::clone(&client));
    PageClient::clone(&client)
}

#[derive(Clone, PartialEq, Properties)]
struct ShellProperties {
    state: AppState,
    /// Changes when colours do.
    look: u32,
    settings: Settings,
}

/// Everything on the page.
#[component]
fn Shell(properties: &ShellProperties) -> Html {
    let ShellProperties { state, look, settings } = properties;
    let (client, acts, times) = (use_client(), use_acts(), use_times());
    use_keeping();
    use_seeking(state);
    use_address(state);
    use_keyboard();
    use_following(state);
    let redacting = use_redaction(&client, state, &acts.dispatch);
    let remembered = use_memo((), |()| Remembered::default());
    let steps = use_memo((), |()| GridSteps::default());
    let on_step = {
        let steps = GridSteps::clone(&steps);
        use_callback((), move |by: i64, ()| steps.step(by))
    };
    let layout = use_layout();
    let values = |field| layout.expanded.get(&field).copied().unwrap_or(FEW);
    let question = state.overview_question(layout.bars_wide, times.clock(), values);
    let overview = use_overview(&client, question, &acts.dispatch);

    let anything = state.anything();
    let header = html! { <Header {anything} settings={settings.clone()} /> };
    let matching = overview.answer.as_ref().map_or(0, |answer| answer.matching);
    let over = html! {
        <>
            <Alerts alerts={state.view.alerts.clone()} />
            <DropZone client={client.clone()} />
            { dialog(state, matching) }
            <SaidBar view={state.view.view} />
        </>
    };
    if !anything {
        let waiting_filter = AttrValue::from(state.filter.text.clone());
        return html! { <div class="page">{ header }<Welcome {waiting_filter} />{ over }</div> };
    }
    let shown = view(state.view.view);
    let context = ViewContext {
        client,
        state: state.clone(),
        answer: overview.answer.clone(),
        look: *look,
        remembered: Remembered::clone(&remembered),
        times,
        steps: GridSteps::clone(&steps),
        acts,
    };
    html! {
        <ContextProvider<Redacting> context={redacting}>
        <div class="page">
            { header }
            { above(&context, &overview, &layout) }
            <main class="page__main">
                { bar(&context, &overview, &layout, shown) }
                <div class="panes">
                    if shown.of_events && *layout.facets_shown {
                        { facets(&overview, &layout) }
                    }
                    <div id="view" class={classes!("panes__view", overview.late.then_some("panes__view--late"))} role="tabpanel"
                        aria-label={shown.title}>
                        { (shown.draw)(&context) }
                    </div>
                    if shown.opens_events {
                        if let Some(place) = state.view.opened {
                            { event(&context, place, shown, on_step, &layout) }
                        }
                    }
                </div>
            </main>
            { over }
        </div>
        </ContextProvider<Redacting>>
    }
}

/// The sizes that the user has chosen, kept as long as the page is open.
struct PageLayout {
    /// The width of the histogram in pixels; 0 before it is drawn.
    bars_wide: u32,
    on_bars_wide: Callback<u32>,
    /// The facets that show more than [`FEW`] values, with their maximum.
    expanded: Rc<BTreeMap<Field, u32>>,
    on_expand: Callback<BTreeMap<Field, u32>>,
    facets_wide: i32,
    on_facets_wide: Callback<i32>,
    facets_shown: UseStateHandle<bool>,
    event_wide: i32,
    on_event_wide: Callback<i32>,
}

#[hook]
fn use_layout() -> PageLayout {
    let (bars_wide, on_bars_wide) = use_value(0);
    let (expanded, on_expanded) = use_value(Rc::<BTreeMap<Field, u32>>::default());
    let on_expand = use_callback(on_expanded, |fields, on_expanded| on_expanded.emit(Rc::new(fields)));
    let (facets_wide, on_facets_wide) = use_value(FACETS_PIXELS);
    let facets_shown = use_state_eq(|| !is_narrow());
    let (event_wide, on_event_wide) = use_value(EVENT_PIXELS);
    PageLayout {
        bars_wide,
        on_bars_wide,
        expanded,
        on_expand,
        facets_wide,
        on_facets_wide,
        facets_shown,
        event_wide,
        on_event_wide,
    }
}

/// Returns whether the page is as narrow as a phone: facets then lie over the view. The style sheets
/// have the same width.
fn is_narrow() -> bool {
    let query = gloo::utils::window().match_media("(width < 700px)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

/// Returns a value, and a callback that sets it, the same at every render.
#[hook]
fn use_value<T: Clone + PartialEq + 'static>(first: T) -> (T, Callback<T>) {
    let value = use_state_eq(|| first);
    let set = use_callback(value.setter(), |next: T, setter| setter.set(next));
    ((*value).clone(), set)
}

/// Follows sessions when something that is shown needs them, or after loading.
#[hook]
fn use_following(state: &AppState) {
    let client = use_client();
    let asked = use_memo(state.filter.selection.clone(), |selection| asks_for_sessions(selection));
    let wait_millis = state.data.follow_wait_millis(state.shows_sessions(*asked));
    use_effect_with((client, wait_millis), |(client, wait_millis)| {
        let client = client.clone();
        let timer =
            wait_millis.map(|wait_millis| Timeout::new(wait_millis, move || client.follow_sessions()));
        // Dropping the timer cancels it.
        move || drop(timer)
    });
}

/// Draws the open dialog. `matching` is the number of matching events.
fn dialog(state: &AppState, matching: u64) -> Html {
    let AppState { filter, data, view, case } = state;
    let Some(dialog) = view.dialog else { return Html::default() };
    match dialog {
        Dialog::Help => html! { <Help /> },
        Dialog::SaveQuestion => html! {
            <SaveQuestion own={case.own_questions.clone()} filter={AttrValue::from(filter.selection.filter.clone())}
                grouping={(!view.grouping.by.is_empty()).then(|| Grouping::clone(&view.grouping))} />
        },
        Dialog::Clear => html! {
            <ClearDialog events={data.totals.events} files={data.file_table.sources.len() as u64} />
        },
        Dialog::Sql => {
            let (selection, grouping) = state.sql_source();
            html! { <SqlDialog {selection} {grouping} file_table={data.file_table.clone()} /> }
        }
        Dialog::Export => html! {
            <ExportDialog selection={filter.selection.clone()} {matching} columns={filter.columns.clone()} />
        },
        Dialog::Redaction => html! { <RedactionDialog /> },
        Dialog::OpenCase => html! { <TakingDialog /> },
    }
}

/// Draws the filter and the histogram.
fn above(context: &ViewContext, overview: &OverviewState, layout: &PageLayout) -> Html {
    let AppState { filter, data, .. } = &context.state;
    html! {
        <>
            <FilterBar text={AttrValue::from(filter.text.clone())} errors={filter.errors.clone()} selection={filter.selection.clone()}
                filters={filter.filters.clone()} />
            <Histogram bars={overview.answer.as_ref().and_then(|answer| answer.histogram.clone())}
                zoomed={filter.selection.time.is_some()} without_time={data.totals.without_time} late={overview.late}
                look={context.look} on_width={layout.on_bars_wide.clone()} />
        </>
    }
}

/// Draws the line with the tabs and the counts.
fn bar(context: &ViewContext, overview: &OverviewState, layout: &PageLayout, shown: &ViewSpec) -> Html {
    let data = &context.state.data;
    let answer = overview.answer.as_ref();
    let facets_shown = layout.facets_shown.clone();
    let toggle = {
        let facets_shown = facets_shown.clone();
        Callback::from(move |_: MouseEvent| facets_shown.set(!*facets_shown))
    };
    html! {
        <div class="bar">
            <button type="button" class="button button--bare" aria-label="Facets beside the events"
                title="Facets beside the events" aria-pressed={facets_shown.to_string()}
                disabled={!shown.of_events} onclick={toggle}>{ Icon::Panel.draw() }</button>
            <Tabs chosen={shown.id} />
            <Status matching={answer.map_or(0, |answer| answer.matching)}
                total={answer.map_or(data.totals.events, |answer| answer.total)}
                failed={answer.map_or(0, |answer| answer.failed)} progress={data.progress}
                behind={overview.generation < data.generation} unread={data.file_table.unread} />
        </div>
    }
}

fn facets(overview: &OverviewState, layout: &PageLayout) -> Html {
    html! {
        <SidePane id="facets" label="Width of the facets" side={PaneSide::Before} variant="pane--covering" pixels={layout.facets_wide}
            limits={160..=520} usual={FACETS_PIXELS} on_pixels={layout.on_facets_wide.clone()}>
            if let Some(answer) = &overview.answer {
                <Facets facets={answer.facets.clone()} matching={answer.matching}
                    selection={answer.selection.clone()} expanded={layout.expanded.clone()} on_expand={layout.on_expand.clone()}
                    late={overview.late} generation={answer.generation} />
            }
        </SidePane>
    }
}

/// Draws the open event. `on_step` opens its neighbour in the grid.
fn event(
    context: &ViewContext,
    place: RowPlace,
    shown: &ViewSpec,
    on_step: Callback<i64>,
    layout: &PageLayout,
) -> Html {
    let AppState { data, case, .. } = &context.state;
    let checked = matches!(*data.checking, Checking::Done(_));
    let on_step = shown.of_events.then_some(on_step);
    // Beside panes of the view, the event has no space of its own, or takes that of the list.
    let variant = match shown.id {
        ViewId::Timelines => Some("pane--over"),
        ViewId::Resources => Some("pane--beside"),
        _ => None,
    };
    html! {
        <SidePane id="event" label="Width of the event" side={PaneSide::After} {variant} pixels={layout.event_wide}
            limits={300..=900} usual={EVENT_PIXELS} on_pixels={layout.on_event_wide.clone()}>
            <EventPane {place} file_table={data.file_table.clone()} {on_step} following={data.following.clone()}
                {checked} case={case.case.clone()} case_ui={case.case_ui.clone()} />
        </SidePane>
    }
}
