//! Long lists of which only the rows on screen are fetched and drawn.

use std::rc::Rc;

use trailglass::app_state::paged_list::ListQuery;
use yew::prelude::*;

use super::paged::{Paged, use_paged};
use super::scroll::{Scroll, use_scroll_of};
use crate::contexts::use_client;

/// A list whose rows are fetched as they come into view.
pub struct VirtualList<Of: ListQuery> {
    pub scroll: Scroll,
    pub listing: Rc<Paged<Of>>,
    /// The number of rows.
    pub count: u64,
}

/// The list of a query. `head_height` is the height in CSS pixels of the sticky part above the rows,
/// `row_height` that of a row.
#[hook]
pub fn use_virtual_list<Of: ListQuery>(wanted: &Of, head_height: f64, row_height: f64) -> VirtualList<Of> {
    let client = use_client();
    let count = use_state_eq(|| 0_u64);
    let scroll = use_scroll_of(*count, head_height, row_height);
    let listing = use_paged(&client, wanted, scroll.window().rows.clone());
    use_effect_with(listing.total, {
        let count = count.setter();
        move |total: &Option<u64>| {
            if let Some(total) = total {
                count.set(*total);
            }
        }
    });
    VirtualList { scroll, listing, count: *count }
}

/// Draws the rows on screen within an element as high as the whole list. `classes` are those of this
/// element and of the one with the rows, `role` is the role of the former; `draw` draws a row.
pub fn rows_on_screen(
    scroll: &Scroll,
    role: Option<&'static str>,
    classes: [&'static str; 2],
    draw: impl FnMut(u64) -> Option<Html>,
) -> Html {
    let window = scroll.window();
    let [body, rows] = classes;
    html! {
        <div {role} class={body} style={format!("height:{}px", window.height)}>
            <div role={role.map(|_| "presentation")} class={rows} style={format!("top:{}px", window.top)}>
                { for window.rows.clone().filter_map(draw) }
            </div>
        </div>
    }
}
