//! What every component may use without a property: the client, the page's actions, and the clock
//! in which times are shown.

use trailglass::base::time::TimeRange;
use trailglass::model::{FileNumber, Selection, Sort};
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::client::{PageClient, PlacedRow, RowPlace};
use crate::state::{Action, ColumnState, FilterFor};
use crate::widgets::times::TimeDisplay;

/// What every component may use. It changes only when the user chooses another clock, or the first
/// event of the data changes: components that use it are then drawn again.
#[derive(Clone, PartialEq)]
pub struct PageContext {
    /// The client of the workers; the same as long as the page is open.
    pub client: PageClient,
    /// The actions; the same as long as the page is open.
    pub acts: Acts,
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

/// Returns the callbacks for the context.
#[hook]
pub fn use_new_acts(dispatch: &Callback<Action>) -> Acts {
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
        resource: dispatch.reform(Action::Resource),
        dispatch: dispatch.clone(),
    });
    Acts::clone(&acts)
}
