//! The view of resources: what events name, and what happened to it.
//!
//! ```text
//! mod      the view: waits for the index, then list and history
//! waiting  the index is missing, being built, or cancelled
//! list     search, kinds, order, names     listing  its requests
//! history  one resource                    asked    its requests
//!   change   a change of it                run      the events between two
//!   difference  the difference that it made
//! name     names, cut in the middle if they are too long
//! ```

mod asked;
mod change;
mod difference;
mod history;
mod list;
mod listing;
mod name;
mod run;
mod waiting;

use std::rc::Rc;

use trailglass::model::Selection;
use yew::prelude::*;

use self::history::History;
use self::list::List;
use self::waiting::ResourcesWaiting;
use crate::client::{IndexState, PageClient, RowPlace};
use crate::state::Action;
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::times::TimeDisplay;

/// The initial width of the list.
const LIST_PIXELS: i32 = 360;

#[derive(Clone, PartialEq, Properties)]
pub struct ResourcesProperties {
    pub client: PageClient,
    pub index: Rc<IndexState>,
    /// Whether files are still being read.
    pub loading: bool,
    /// The number of all events.
    pub events: u64,
    pub selection: Rc<Selection>,
    /// Goes up when the data change.
    pub generation: u32,
    /// The resource whose history is shown.
    pub resource: Option<AttrValue>,
    pub opened: Option<RowPlace>,
    pub times: TimeDisplay,
    pub on_resource: Callback<Option<AttrValue>>,
    pub on_open: Callback<RowPlace>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Resources(properties: &ResourcesProperties) -> Html {
    let ResourcesProperties { client, index, loading, events, selection, generation, times, .. } = properties;
    let wide = use_state_eq(|| LIST_PIXELS);
    // The index is built when the view is open and there are events.
    use_effect_with((matches!(**index, IndexState::Never), *loading, *events > 0), {
        let client = client.clone();
        move |(never, loading, any): &(bool, bool, bool)| {
            if *never && !loading && *any {
                client.index_resources();
            }
        }
    });
    let on_wide = {
        let wide = wide.setter();
        use_callback((), move |pixels: i32, ()| wide.set(pixels))
    };
    let IndexState::Done(indexed) = &**index else {
        return html! {
            <section class="resources" aria-label="Resources">
                <ResourcesWaiting client={client.clone()} index={index.clone()} loading={*loading} events={*events} />
            </section>
        };
    };
    if indexed.resources == 0 {
        return html! {
            <section class="resources" aria-label="Resources">{ waiting::nothing_named() }</section>
        };
    }
    html! {
        <section class="resources" aria-label="Resources">
            <SidePane id="resource-list" label="Width of the list of resources" side={PaneSide::Before} pixels={*wide}
                limits={220..=700} usual={LIST_PIXELS} on_pixels={on_wide}>
                <List client={client.clone()} selection={selection.clone()} generation={*generation}
                    indexed={*indexed} chosen={properties.resource.clone()} times={*times}
                    on_choice={properties.on_resource.clone()} dispatch={properties.dispatch.clone()} />
            </SidePane>
            if let Some(resource) = &properties.resource {
                <History client={client.clone()} identity={resource.clone()} selection={selection.clone()}
                    generation={*generation} times={*times} opened={properties.opened}
                    on_open={properties.on_open.clone()} on_events={properties.on_events.clone()} />
            } else {
                { waiting::nothing_chosen(indexed) }
            }
        </section>
    }
}
