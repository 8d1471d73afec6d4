//! The browser: what the page needs of its interfaces.

pub mod canvas;
pub mod clipboard;
pub mod focus;
pub mod panic_report;
pub mod resize;
pub mod save;
#[path = "../../worker/turn.rs"]
pub mod turn;
