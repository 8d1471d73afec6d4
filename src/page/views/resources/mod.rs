//! The view of resources: what events name, and what happened to it.
//!
//! ```text
//! mod      the view: waits for the index, then list and history
//! waiting  the index is missing, being built, or cancelled
//! list     search, kinds, order, names
//! history  one resource
//!   change   a change of it                run      the events between two
//!   difference  the difference that it made
//! ```

mod change;
mod difference;
mod history;
mod list;
mod run;
mod waiting;

use std::rc::Rc;

use trailglass::model::Selection;
use yew::prelude::*;

use self::history::History;
use self::list::List;
use crate::client::{IndexState, RowPlace};
use crate::contexts::use_client;
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::states::use_setter;

/// The initial width of the list.
const LIST_PIXELS: i32 = 360;

#[derive(Clone, PartialEq, Properties)]
pub struct ResourcesProperties {
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
}

#[component]
pub fn Resources(properties: &ResourcesProperties) -> Html {
    let ResourcesProperties { index, loading, events, selection, generation, resource, opened } = properties;
    let client = use_client();
    let wide = use_state_eq(|| LIST_PIXELS);
    // The index is built when the view is open and there are events.
    let is_wanted = matches!(**index, IndexState::Never) && !*loading && *events > 0;
    use_effect_with(is_wanted, {
        let client = client.clone();
        move |is_wanted| {
            if *is_wanted {
                client.index_resources();
            }
        }
    });
    let on_wide = use_setter(&wide);
    let content = match &**index {
        IndexState::Done(indexed) if indexed.resources == 0 => waiting::nothing_named(),
        IndexState::Done(indexed) => html! {
            <>
                <SidePane id="resource-list" label="Width of the list of resources" side={PaneSide::Before} pixels={*wide}
                    limits={220..=700} usual={LIST_PIXELS} on_pixels={on_wide}>
                    <List selection={selection.clone()} generation={*generation} indexed={*indexed} chosen={resource.clone()} />
                </SidePane>
                if let Some(resource) = resource {
                    <History identity={resource.clone()} selection={selection.clone()} generation={*generation} opened={*opened} />
                } else {
                    { waiting::nothing_chosen(indexed) }
                }
            </>
        },
        index => waiting::resources_waiting(&client, index, *loading, *events),
    };
    html! { <section class="resources" aria-label="Resources">{ content }</section> }
}
