//! The end of lists of which only the first entries are drawn.

use trailglass::base::text;
use yew::prelude::*;

/// Draws how many entries are left out after the first `most`; nothing if there are none.
pub fn more_line(all: usize, most: usize) -> Html {
    match all.saturating_sub(most) as u64 {
        0 => html! {},
        more => html! { <li class="muted">{ format!("and {} more", text::count(more)) }</li> },
    }
}
