//! The keys of the grid.

use yew::KeyboardEvent;

/// A command for the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridCommand {
    /// Down by this many rows; up if negative.
    Rows(i64),
    /// Down by this many screens; up if negative.
    Screens(i64),
    /// Right by this many columns; left if negative.
    Columns(i64),
    FirstColumn,
    LastColumn,
    FirstRow,
    LastRow,
    /// Opens the event, or moves the focus into it if it is open. In the head, sorts by the column.
    Open,
    Close,
    /// Adds or removes the event's bookmark.
    Bookmark,
    FilterFor,
    FilterOut,
    CopyCell,
    CopyRow,
    /// Widens the column by this many pixels; narrows it if negative.
    Widen(i64),
    /// Moves the column right by this many places; left if negative.
    MoveColumn(i64),
}

/// The change of a column's width by one key press.
const WIDEN_PIXELS: i64 = 16;

/// Returns the command of a key, if it has one.
pub fn command(event: &KeyboardEvent) -> Option<GridCommand> {
    let control = event.ctrl_key() || event.meta_key();
    let (shift, alt) = (event.shift_key(), event.alt_key());
    let key = event.key();
    Some(match (key.as_str(), control, shift, alt) {
        ("c" | "C", true, false, false) | ("c", false, false, false) => GridCommand::CopyCell,
        ("C", false, true, false) => GridCommand::CopyRow,
        ("Home", true, false, false) => GridCommand::FirstRow,
        ("End", true, false, false) => GridCommand::LastRow,
        ("ArrowLeft", false, true, false) => GridCommand::Widen(-WIDEN_PIXELS),
        ("ArrowRight", false, true, false) => GridCommand::Widen(WIDEN_PIXELS),
        ("ArrowLeft", true, true, false) => GridCommand::MoveColumn(-1),
        ("ArrowRight", true, true, false) => GridCommand::MoveColumn(1),
        (_, true, ..) | (_, _, true, _) | (_, _, _, true) => return None,
        ("ArrowDown" | "j", ..) => GridCommand::Rows(1),
        ("ArrowUp" | "k", ..) => GridCommand::Rows(-1),
        ("ArrowLeft", ..) => GridCommand::Columns(-1),
        ("ArrowRight", ..) => GridCommand::Columns(1),
        ("PageDown", ..) => GridCommand::Screens(1),
        ("PageUp", ..) => GridCommand::Screens(-1),
        ("Home", ..) => GridCommand::FirstColumn,
        ("End", ..) => GridCommand::LastColumn,
        ("Enter" | " ", ..) => GridCommand::Open,
        ("Escape", ..) => GridCommand::Close,
        ("b", ..) => GridCommand::Bookmark,
        ("f", ..) => GridCommand::FilterFor,
        ("x", ..) => GridCommand::FilterOut,
        _ => return None,
    })
}
