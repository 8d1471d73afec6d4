//! The page: the views, the user's choices, and the client of the workers.
//!
//! ```text
//! app        the page as a whole          state      its state
//! overview   counts, facets, histogram    views      the table of views
//! grid, questions, group, timelines, resources, case, integrity, sources,
//! coverage, event_pane, hidden_copies     one view or pane each
//! header, filter_bar, histogram, tabs, status, facets, panes, welcome,
//! help, clear, alerts, dialog, stopped    the frame
//! export, redacting, sql, recipes, save   output: files, SQL and command lines
//! json_tree, ledger, paged, progress, value_actions, shield, icons, shown
//!                                         parts shared by several views
//! canvas, clipboard, resize, scroll, keyboard, theme, times, address, turn
//!                                         the browser
//! drop       the files and folders that the user drops or chooses
//! engine     the worker pool, and all requests to it
//! ```

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod alerts;
#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod case;
#[cfg(target_arch = "wasm32")]
mod clear;
#[cfg(target_arch = "wasm32")]
mod clipboard;
#[cfg(target_arch = "wasm32")]
mod coverage;
#[cfg(target_arch = "wasm32")]
mod dialog;
#[cfg(target_arch = "wasm32")]
mod drop;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(target_arch = "wasm32")]
mod event_pane;
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod facets;
#[cfg(target_arch = "wasm32")]
mod file_table;
#[cfg(target_arch = "wasm32")]
mod filter_bar;
#[cfg(target_arch = "wasm32")]
mod grid;
#[cfg(target_arch = "wasm32")]
mod group;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod help;
#[cfg(target_arch = "wasm32")]
mod hidden_copies;
#[cfg(target_arch = "wasm32")]
mod histogram;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod integrity;
#[cfg(target_arch = "wasm32")]
mod json_tree;
#[cfg(target_arch = "wasm32")]
mod keyboard;
#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod paged;
#[cfg(target_arch = "wasm32")]
mod panes;
#[cfg(target_arch = "wasm32")]
mod progress;
#[cfg(target_arch = "wasm32")]
mod questions;
#[cfg(target_arch = "wasm32")]
mod recipes;
#[cfg(target_arch = "wasm32")]
mod redacting;
#[cfg(target_arch = "wasm32")]
mod resize;
#[cfg(target_arch = "wasm32")]
mod resources;
#[cfg(target_arch = "wasm32")]
mod save;
#[cfg(target_arch = "wasm32")]
mod scroll;
#[cfg(target_arch = "wasm32")]
mod shield;
#[cfg(target_arch = "wasm32")]
mod shown;
#[cfg(target_arch = "wasm32")]
mod sources;
#[cfg(target_arch = "wasm32")]
mod sql;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod status;
#[cfg(target_arch = "wasm32")]
mod stopped;
#[cfg(target_arch = "wasm32")]
mod tabs;
#[cfg(target_arch = "wasm32")]
mod theme;
#[cfg(target_arch = "wasm32")]
mod timelines;
#[cfg(target_arch = "wasm32")]
mod times;
#[cfg(target_arch = "wasm32")]
#[path = "../worker/turn.rs"]
mod turn;
#[cfg(target_arch = "wasm32")]
mod value_actions;
#[cfg(target_arch = "wasm32")]
mod views;
#[cfg(target_arch = "wasm32")]
mod welcome;

#[cfg(target_arch = "wasm32")]
#[cfg(target_arch = "wasm32")]
fn main() {
    stopped::report_panics();
    let place = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("page"));
    match place {
        Some(place) => {
            yew::Renderer::<app::App>::with_root(place).render();
        }
        None => stopped::report("index.html has no element with the id “page”"),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("The page is built by trunk: `make run` builds and serves it");
}
