//! What every component may use without a property: the client, the page's actions, the clock in
//! which times are shown, the case, and the state at the moment something happens.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::app_state::{AppState, CaseState};
use trailglass::base::time::TimeRange;
use trailglass::model::{FileNumber, Selection, Sort};
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::bookmarks::{toggle_event, toggle_file};
use crate::client::{PageClient, PlacedRow, RowPlace};
use trailglass::app_state::{Action, ColumnState, FilterFor};
use trailglass::base::time_display::TimeDisplay;

/// What every component may use. It changes only when the user chooses another clock, or the first
/// event of the data changes: components that use it are then drawn again.
#[derive(Clone, PartialEq)]
pub struct PageContext {
    /// The client of the workers; the same as long as the page is open.
    pub client: PageClient,
    /// The actions; the same as long as the page is open.
    pub acts: Acts,
    /// The state; the same as long as the page is open.
    pub current: CurrentState,
    /// The clock in which times are shown.
    pub times: TimeDisplay,
}

#[hook]
fn use_page() -> PageContext {
    // `App` provides it to all others.
    use_context::<PageContext>().expect("every component is drawn within the page")
}

/// Returns the client of the workers.
#[hook]
pub fn use_client() -> PageClient {
    use_page().client
}

/// Returns the callback that performs an action.
#[hook]
pub fn use_dispatch() -> Callback<Action> {
    use_page().acts.dispatch
}

/// Returns the callbacks of single actions, the same at every render.
#[hook]
pub fn use_acts() -> Acts {
    use_page().acts
}

/// Returns the clock in which times are shown.
#[hook]
pub fn use_times() -> TimeDisplay {
    use_page().times
}

/// Returns the state for code that runs when something happens. It causes no render, so nothing may
/// be drawn from it.
#[hook]
pub fn use_current_state() -> CurrentState {
    use_page().current
}

/// Returns the case and the page's data about it. A component that uses it is drawn again whenever
/// they change.
#[hook]
pub fn use_case() -> Rc<CaseState> {
    // `App` provides it to all others.
    use_context::<Rc<CaseState>>().expect("every component is drawn within the page")
}

/// The state that was drawn last.
#[derive(Clone, Default)]
pub struct CurrentState(Rc<RefCell<AppState>>);

impl PartialEq for CurrentState {
    fn eq(&self, other: &CurrentState) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl CurrentState {
    /// Returns the state. After an `await` it may be another one.
    pub fn get(&self) -> AppState {
        self.0.borrow().clone()
    }

    /// Sets the state that is being drawn.
    pub fn set(&self, state: AppState) {
        *self.0.borrow_mut() = state;
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
    /// Adds or removes the bookmark of an event.
    pub mark: Callback<RowPlace>,
    /// Adds or removes the bookmark of a file.
    pub mark_file: Callback<FileNumber>,
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

/// Returns the callbacks for the context.
#[hook]
pub fn use_new_acts(client: &PageClient, current: &CurrentState, dispatch: &Callback<Action>) -> Acts {
    let acts =
        use_memo((client.clone(), current.clone(), dispatch.clone()), |(client, current, dispatch)| {
            new_acts(client.clone(), current.clone(), dispatch.clone())
        });
    Acts::clone(&acts)
}

fn new_acts(client: PageClient, current: CurrentState, dispatch: Callback<Action>) -> Acts {
    Acts {
        sort: dispatch.reform(Action::Sort),
        columns: dispatch.reform(Action::Columns),
        open: dispatch.reform(|row: PlacedRow| Action::Open(row.place)),
        close: dispatch.reform(|()| Action::Close),
        filter: dispatch.reform(Action::FilterFor),
        time: dispatch.reform(|range| Action::Zoom(Some(range))),
        mark: {
            let (client, current, dispatch) = (client.clone(), current.clone(), dispatch.clone());
            Callback::from(move |place| {
                let AppState { case, data, .. } = current.get();
                toggle_event(&client, place, &case.case_ui.found, &case.case, &data.file_table, &dispatch);
            })
        },
        mark_file: {
            let dispatch = dispatch.clone();
            Callback::from(move |file| {
                let AppState { case, data, .. } = current.get();
                toggle_file(&client, file, &data.file_table, &case.case, &dispatch);
            })
        },
        evidence: dispatch.reform(|(file, record)| Action::Evidence(file, record)),
        events_of_time: {
            let dispatch = dispatch.clone();
            Callback::from(move |range| {
                dispatch.emit(Action::Zoom(Some(range)));
                dispatch.emit(Action::View(ViewId::Events));
            })
        },
        events_of: {
            let dispatch = dispatch.clone();
            Callback::from(move |Selection { filter, time }| {
                dispatch.emit(Action::Filter(filter.into()));
                dispatch.emit(Action::Zoom(time));
                dispatch.emit(Action::View(ViewId::Events));
            })
        },
        open_place: dispatch.reform(Action::Open),
        timeline: dispatch.reform(|(session, actor)| Action::Timeline(session, actor)),
        resource: dispatch.reform(|resource: Option<AttrValue>| {
            Action::Resource(resource.map(|resource| Rc::from(resource.as_str())))
        }),
        dispatch,
    }
}
