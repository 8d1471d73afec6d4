//! The keys of the grid.

use yew::KeyboardEvent;

/// What a key asks the grid to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// So many rows down, or up.
    Rows(i64),
    /// So many screens down, or up.
    Screens(i64),
    /// So many columns to the right, or to the left.
    Columns(i64),
    /// To the first column.
    FirstColumn,
    /// To the last column.
    LastColumn,
    /// To the first row.
    FirstRow,
    /// To the last row.
    LastRow,
    /// Opens the event, and goes into it where it is open; sorts by the column
    /// from its head.
    Open,
    /// Closes the open event.
    Close,
    /// Marks the event, or takes its mark off.
    Bookmark,
    /// Filters for the value.
    FilterFor,
    /// Filters the value out.
    FilterOut,
    /// Copies the value.
    CopyCell,
    /// Copies the row.
    CopyRow,
    /// Makes the column wider by so many pixels.
    Widen(i64),
    /// Moves the column so many places to the right.
    MoveColumn(i64),
}

/// How much wider a column gets by a key.
const WIDEN_PIXELS: i64 = 16;

/// The command of a key, if it has one.
pub fn command(event: &KeyboardEvent) -> Option<Command> {
    let control = event.ctrl_key() || event.meta_key();
    let (shift, alt) = (event.shift_key(), event.alt_key());
    let key = event.key();
    Some(match (key.as_str(), control, shift, alt) {
        ("c" | "C", true, false, false) | ("c", false, false, false) => Command::CopyCell,
        ("C", false, true, false) => Command::CopyRow,
        ("Home", true, false, false) => Command::FirstRow,
        ("End", true, false, false) => Command::LastRow,
        ("ArrowLeft", false, true, false) => Command::Widen(-WIDEN_PIXELS),
        ("ArrowRight", false, true, false) => Command::Widen(WIDEN_PIXELS),
        ("ArrowLeft", true, true, false) => Command::MoveColumn(-1),
        ("ArrowRight", true, true, false) => Command::MoveColumn(1),
        (_, true, ..) | (_, _, true, _) | (_, _, _, true) => return None,
        ("ArrowDown" | "j", ..) => Command::Rows(1),
        ("ArrowUp" | "k", ..) => Command::Rows(-1),
        ("ArrowLeft", ..) => Command::Columns(-1),
        ("ArrowRight", ..) => Command::Columns(1),
        ("PageDown", ..) => Command::Screens(1),
        ("PageUp", ..) => Command::Screens(-1),
        ("Home", ..) => Command::FirstColumn,
        ("End", ..) => Command::LastColumn,
        ("Enter" | " ", ..) => Command::Open,
        ("Escape", ..) => Command::Close,
        ("b", ..) => Command::Bookmark,
        ("f", ..) => Command::FilterFor,
        ("x", ..) => Command::FilterOut,
        _ => return None,
    })
}
