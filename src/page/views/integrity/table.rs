//! The list of verdicts, which fetches and draws only the rows on screen.

use gloo::timers::callback::Timeout;
use trailglass::app_state::list_keys::list_step;
use trailglass::base::text;
use trailglass::integrity::findings::ObjectId;
use trailglass::integrity::overview::{FileKind, IntegrityRow};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::class::verdict;
use crate::contexts::use_times;
use crate::platform::focus::focus;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::scroll::{ROW_HEIGHT, Scroll};
use crate::widgets::times::TimeDisplay;
use crate::widgets::virtual_list::{VirtualList, rows_on_screen, use_virtual_list};
use trailglass::app_state::list_queries::FilesWanted;

/// Maximum number of rows shown without scrolling.
const MOST_ROWS: u64 = 16;

#[derive(Clone, PartialEq, Properties)]
pub struct VerdictsProperties {
    /// The files to list.
    pub wanted: FilesWanted,
    /// The search fields, shown above the list.
    pub search: Html,
    /// The file whose evidence is open.
    pub opened: Option<ObjectId>,
    /// Called with a file to open its evidence.
    pub on_open: Callback<ObjectId>,
}

/// The search, the number of files found, and the list.
#[component]
pub fn Verdicts(properties: &VerdictsProperties) -> Html {
    let VerdictsProperties { wanted, search, opened, on_open } = properties;
    let times = use_times();
    let VirtualList { scroll, listing, count } = use_virtual_list(wanted, ROW_HEIGHT + 1.0, ROW_HEIGHT);
    // A changed query starts at the top.
    use_effect_with(wanted.clone(), {
        let scroll = scroll.clone();
        move |_| scroll.start_at(0)
    });
    let height = count.clamp(3, MOST_ROWS) as f64 * ROW_HEIGHT + ROW_HEIGHT + 2.0;
    let found = listing.total.map(|total| text::counted(total, "file", "files"));
    html! {
        <>
            <div class="integrity__bar">
                { search.clone() }
                <span class="muted" aria-live="polite">{ found }</span>
            </div>
            if let Some(error) = &listing.error {
                <p role="alert" class="integrity__note">{ "The files could not be listed: " }{ error }</p>
            }
            <div role="table" class="integrity__table" aria-label="Verdicts" tabindex="0" ref={scroll.element.clone()}
                aria-rowcount={(count + 1).to_string()} style={format!("block-size:{height}px")}
                onkeydown={on_key(&scroll, count.saturating_sub(1))}>
                <div role="rowgroup" class="integrity__table-head">
                    <div role="row" class="integrity__row integrity__row--head" aria-rowindex="1">
                        <div role="columnheader">{ "Verdict" }</div>
                        <div role="columnheader">{ "Kind" }</div>
                        <div role="columnheader">{ "Object" }</div>
                        <div role="columnheader" title="When a log file was delivered, by its name; until when a digest covers deliveries">
                            { "Time " }<span class="table__zone">{ times.zone() }</span>
                        </div>
                    </div>
                </div>
                { rows_on_screen(&scroll, Some("rowgroup"), ["integrity__table-body", "virtual-list__window"], |place| {
                    Some(draw(place, listing.row(place), times, *opened, on_open))
                }) }
                if listing.total == Some(0) {
                    <p class="integrity__none">{ "No file is like that" }</p>
                }
            </div>
        </>
    }
}

/// Handles the keys that move between rows; `last` is the last row.
fn on_key(scroll: &Scroll, last: u64) -> Callback<KeyboardEvent> {
    let scroll = scroll.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(here) = row_of(&event) else { return };
        let Some(next) = list_step(&event.key(), Some(here), last, scroll.screenful()) else { return };
        event.prevent_default();
        scroll.show(next);
        // The row exists only after the next rendering.
        Timeout::new(0, move || focus(&button_id(next))).forget();
    })
}

fn draw(
    place: u64,
    row: Option<&IntegrityRow>,
    times: TimeDisplay,
    opened: Option<ObjectId>,
    on_open: &Callback<ObjectId>,
) -> Html {
    let rowindex = (place + 2).to_string();
    let Some(row) = row else {
        return html! { <div key={place} role="row" class="integrity__row" aria-rowindex={rowindex}><div role="cell"></div></div> };
    };
    let which = row.which;
    let is_open = opened == Some(which);
    let kind = match row.kind {
        FileKind::Digest => "Digest",
        FileKind::Log => "Log file",
    };
    html! {
        <div key={place} role="row" class="integrity__row" aria-rowindex={rowindex} aria-current={is_open.then_some("true")}
            onclick={on_open.reform(move |_: MouseEvent| which)}>
            <div role="cell" title={shown_text(&row.verdict)}>{ verdict(row.class, shown(&row.verdict)) }</div>
            <div role="cell" class="muted">{ kind }</div>
            <div role="cell" class="integrity__object" title={shown_text(&row.object)}>
                <button type="button" id={button_id(place)} class="integrity__open"><bdi>{ shown(&row.object) }</bdi></button>
            </div>
            <div role="cell" class="integrity__time">{ times.show(row.millis) }</div>
        </div>
    }
}

fn button_id(place: u64) -> String {
    format!("verdict-{place}")
}

/// Returns the row in which a key was pressed; `None` if the table itself has the focus.
fn row_of(event: &KeyboardEvent) -> Option<u64> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.id().strip_prefix("verdict-")?.parse().ok()
}
