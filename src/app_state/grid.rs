//! The list of events: its keys, its current cell, and the place of the menu beside a cell.

use super::key_press::KeyPress;

/// The position of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellPosition {
    /// Whether the cell is the head of the column, not a row's cell.
    pub head: bool,
    /// The row.
    pub row: u64,
    /// The column.
    pub column: usize,
}

/// A command for the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GridCommand {
    /// Down by this many rows; up if negative.
    Rows(i64),
    /// Down by this many screens; up if negative.
    Screens(i64),
    /// Right by this many columns; left if negative.
    Columns(i64),
    /// To the first column.
    FirstColumn,
    /// To the last column.
    LastColumn,
    /// To the first row.
    FirstRow,
    /// To the last row.
    LastRow,
    /// Opens the event, or moves the focus into it if it is open. In the head, sorts by the column.
    Open,
    /// Closes the open event.
    Close,
    /// Adds or removes the event's bookmark.
    Bookmark,
    /// Filters for the cell's value, or filters it out.
    Filter {
        /// Whether to filter it out.
        exclude: bool,
    },
    /// Copies the cell.
    CopyCell,
    /// Copies the row.
    CopyRow,
    /// Widens the column by this many pixels; narrows it if negative.
    Widen(f64),
    /// Moves the column right by this many places; left if negative.
    MoveColumn(i64),
}

/// The change of a column's width by one key press.
const WIDEN_PIXELS: f64 = 16.0;

impl GridCommand {
    /// Returns the command of a key, if it has one.
    pub fn of(press: &KeyPress) -> Option<GridCommand> {
        Some(match (press.key.as_str(), press.control, press.shift, press.alt) {
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
            ("f", ..) => GridCommand::Filter { exclude: false },
            ("x", ..) => GridCommand::Filter { exclude: true },
            _ => return None,
        })
    }
}

/// The size of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridExtent {
    /// The number of rows.
    pub rows: u64,
    /// The number of columns.
    pub columns: usize,
    /// The first row on screen.
    pub first_seen: u64,
    /// The number of whole rows that fit on the screen.
    pub screenful: u64,
}

/// The cell that a command moves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridStep {
    /// The cell.
    pub to: CellPosition,
    /// Whether an open event is replaced by the event of the new row.
    pub opens: bool,
}

impl GridExtent {
    /// Returns the place of a column, moved by `by` places.
    pub fn column(&self, from: usize, by: i64) -> usize {
        from.saturating_add_signed(by as isize).min(self.columns.saturating_sub(1))
    }

    /// Returns the cell that a command moves to; `None` if it moves nowhere.
    pub fn step(&self, at: CellPosition, command: GridCommand) -> Option<GridStep> {
        let stay = |to: CellPosition| Some(GridStep { to, opens: false });
        match command {
            GridCommand::Rows(1..) if at.head => {
                let row = self.first_seen.min(self.rows.saturating_sub(1));
                stay(CellPosition { head: false, row, ..at })
            }
            GridCommand::Rows(_) if at.head => stay(at),
            GridCommand::Rows(-1) if at.row == 0 => stay(CellPosition { head: true, ..at }),
            GridCommand::Rows(by) => Some(self.rows_down(at, by)),
            GridCommand::Screens(by) => Some(self.rows_down(at, by * self.screenful as i64)),
            GridCommand::FirstRow => Some(self.rows_down(at, i64::MIN)),
            GridCommand::LastRow => Some(self.rows_down(at, i64::MAX)),
            GridCommand::Columns(by) => stay(CellPosition { column: self.column(at.column, by), ..at }),
            GridCommand::FirstColumn => stay(CellPosition { column: 0, ..at }),
            GridCommand::LastColumn => stay(CellPosition { column: self.columns.saturating_sub(1), ..at }),
            _ => None,
        }
    }

    /// Returns the cell `by` rows below; above if `by` is negative.
    pub fn rows_down(&self, at: CellPosition, by: i64) -> GridStep {
        let row = at.row.saturating_add_signed(by).min(self.rows.saturating_sub(1));
        GridStep { to: CellPosition { head: false, row, column: at.column }, opens: true }
    }
}

/// Returns the right end of a cell's menu, in pixels from the left: at the cell's end, `cell_end`;
/// left of the pointer if that is in the way; right of the pointer if there is no room on the left.
/// The grid is visible from `from` to `until`.
pub fn menu_right(pointer_x: f64, cell_end: f64, from: f64, until: f64) -> f64 {
    /// The width of the menu.
    const MENU_PIXELS: f64 = 76.0;
    /// Minimum distance between the menu and the pointer.
    const CLEAR_PIXELS: f64 = 10.0;
    let end = cell_end.min(until);
    let before = pointer_x - CLEAR_PIXELS;
    if pointer_x < end - MENU_PIXELS - CLEAR_PIXELS {
        end
    } else if before - MENU_PIXELS > from {
        before
    } else {
        pointer_x + CLEAR_PIXELS + MENU_PIXELS
    }
}

/// Returns the label of the sign of an event that needs a closer look: its copies differ, or
/// another event has the same id. `None` for any other event.
pub fn copies_label(copies: &str, shares_id: bool) -> Option<&'static str> {
    match (copies, shares_id) {
        ("differing", true) => Some("copies differ, and another event has the same id"),
        ("differing", false) => Some("copies differ"),
        (_, true) => Some("another event has the same id"),
        (_, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: GridExtent = GridExtent { rows: 100, columns: 3, first_seen: 40, screenful: 20 };

    fn cell(head: bool, row: u64, column: usize) -> CellPosition {
        CellPosition { head, row, column }
    }

    fn pressed(name: &str, at: CellPosition) -> CellPosition {
        EXTENT.step(at, GridCommand::of(&KeyPress::plain(name)).unwrap()).unwrap().to
    }

    #[test]
    fn keys_move_within_the_grid() {
        let at = cell(false, 10, 1);
        for (key, row, column) in [
            ("j", 11, 1),
            ("ArrowUp", 9, 1),
            ("PageDown", 30, 1),
            ("PageUp", 0, 1),
            ("ArrowRight", 10, 2),
            ("Home", 10, 0),
            ("End", 10, 2),
        ] {
            assert_eq!(pressed(key, at), cell(false, row, column), "{key}");
        }
        let last = KeyPress { control: true, ..KeyPress::plain("End") };
        let last = EXTENT.step(at, GridCommand::of(&last).unwrap()).unwrap();
        assert_eq!((last.to.row, last.opens), (99, true));
    }

    #[test]
    fn the_head_is_above_the_first_row() {
        assert_eq!(pressed("k", cell(false, 0, 2)), cell(true, 0, 2));
        assert_eq!(pressed("k", cell(true, 0, 2)), cell(true, 0, 2));
        // From the head down is to the first row on screen.
        assert_eq!(pressed("j", cell(true, 0, 2)), cell(false, 40, 2));
        let empty = GridExtent { rows: 0, first_seen: 0, ..EXTENT };
        assert_eq!(empty.step(cell(true, 0, 0), GridCommand::Rows(1)).unwrap().to.row, 0);
    }

    #[test]
    fn modifiers_choose_another_command() {
        let of = |name: &str, control, shift, alt| {
            GridCommand::of(&KeyPress { key: name.to_owned(), control, shift, alt })
        };
        assert_eq!(of("C", false, true, false), Some(GridCommand::CopyRow));
        assert_eq!(of("c", true, false, false), Some(GridCommand::CopyCell));
        assert_eq!(of("ArrowLeft", false, true, false), Some(GridCommand::Widen(-16.0)));
        assert_eq!(of("ArrowRight", true, true, false), Some(GridCommand::MoveColumn(1)));
        assert_eq!(of("f", false, false, true), None);
        assert_eq!(EXTENT.step(cell(false, 1, 1), GridCommand::CopyCell), None);
    }

    #[test]
    fn the_menu_is_never_under_the_pointer() {
        assert_eq!(menu_right(10.0, 200.0, 0.0, 500.0), 200.0);
        assert_eq!(menu_right(180.0, 200.0, 0.0, 500.0), 170.0);
        assert_eq!(menu_right(30.0, 60.0, 0.0, 500.0), 116.0);
        // A cell that ends off the screen has its menu at the end of the screen.
        assert_eq!(menu_right(10.0, 900.0, 0.0, 500.0), 500.0);
    }
}
