//! The map of coverage: the cell under the pointer or the cursor, its words, and the geometry of
//! the cells.

use super::plot::{PlotArea, PlotRect};
use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::model::Selection;
use crate::query::coverage::{CoverageCell, CoverageMap, MapRow, events_of};

/// Maximum number of rows that are drawn.
pub const MOST_ROWS: usize = 60;
/// The height of a row in CSS pixels, including the line to the next row.
pub const ROW_PIXELS: u32 = 18;
/// Number of rows that a key of pages moves.
const PAGE_ROWS: usize = 10;
/// Number of shades. More could not be told apart, and each costs one fill.
const SHADES: u32 = 24;
/// The opacity of a single event, so that it stands out from silence.
const LEAST_SHADE: f64 = 0.22;

/// A cell of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverageSpot {
    /// The index of the row in the map.
    pub row: usize,
    /// The index of the step.
    pub step: u32,
}

/// A part of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoveragePart {
    /// A cell.
    Cell(CoverageSpot),
    /// The name of a row, by its index in the map.
    Name(usize),
}

impl CoveragePart {
    /// Returns the selection of its events; `None` if the map has no such row.
    pub fn selection(self, map: &CoverageMap) -> Option<Selection> {
        let (row, time) = match self {
            CoveragePart::Cell(spot) => (spot.row, Some(map.steps.span(spot.step, spot.step))),
            CoveragePart::Name(row) => (row, None),
        };
        let MapRow { account, region, .. } = map.rows.get(row)?;
        Some(events_of(account, region, time))
    }
}

/// What a key does in the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageKey {
    /// Moves the cursor.
    Go(CoverageSpot),
    /// Shows the events of the cursor's cell.
    Open(CoverageSpot),
}

/// The map as it is drawn: its rows with these indexes.
#[derive(Clone, Copy, Debug)]
pub struct CoverageGrid<'a> {
    /// The map.
    pub map: &'a CoverageMap,
    /// The indexes of the drawn rows, from the top.
    pub rows: &'a [usize],
}

impl CoverageGrid<'_> {
    /// Returns the part at coordinates of the screen; `is_name` if the name of a row is there, which
    /// covers cells when the plot is scrolled below it.
    pub fn hit(&self, area: PlotArea, x: f64, y: f64, is_name: bool) -> Option<CoveragePart> {
        let down = y - area.top;
        if down < 0.0 {
            return None;
        }
        let row = *self.rows.get((down / f64::from(ROW_PIXELS)) as usize)?;
        if is_name {
            return Some(CoveragePart::Name(row));
        }
        Some(CoveragePart::Cell(CoverageSpot { row, step: area.step(x, self.map.steps.count) }))
    }

    /// Returns what a key does with the cursor on a cell: the first cell if there was none before.
    /// Returns `None` if the key means nothing.
    pub fn key(&self, key: &str, is_control: bool, from: Option<CoverageSpot>) -> Option<CoverageKey> {
        if let ("Enter", Some(spot)) = (key, from) {
            return Some(CoverageKey::Open(spot));
        }
        let last_row = self.rows.len().checked_sub(1)?;
        let last_step = self.map.steps.count.checked_sub(1)?;
        let known = from.and_then(|spot| Some((self.place_of(spot.row)?, spot.step)));
        let (place, step) = known.unwrap_or((0, 0));
        let (place, step) = match key {
            "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" if known.is_none() => (0, 0),
            "ArrowUp" => (place.saturating_sub(1), step),
            "ArrowDown" => ((place + 1).min(last_row), step),
            "ArrowLeft" => (place, step.saturating_sub(1)),
            "ArrowRight" => (place, (step + 1).min(last_step)),
            "PageUp" => (place.saturating_sub(PAGE_ROWS), step),
            "PageDown" => ((place + PAGE_ROWS).min(last_row), step),
            "Home" => (if is_control { 0 } else { place }, 0),
            "End" => (if is_control { last_row } else { place }, last_step),
            _ => return None,
        };
        Some(CoverageKey::Go(CoverageSpot { row: *self.rows.get(place)?, step }))
    }

    /// Returns the place of a cell over the drawing, as CSS; `None` if it is not drawn.
    pub fn style(&self, spot: CoverageSpot) -> Option<String> {
        let place = self.place_of(spot.row)? as u32;
        let part = 100.0 / f64::from(self.map.steps.count.max(1));
        Some(format!(
            "left:{:.4}%;width:{part:.4}%;top:{}px;height:{}px",
            f64::from(spot.step) * part,
            place * ROW_PIXELS,
            ROW_PIXELS - 1
        ))
    }

    fn place_of(&self, row: usize) -> Option<usize> {
        self.rows.iter().position(|other| *other == row)
    }
}

/// The measures of a drawing of the map, in device pixels.
#[derive(Clone, Copy, Debug)]
pub struct CoverageDrawing<'a> {
    grid: CoverageGrid<'a>,
    /// The number of device pixels in a CSS pixel.
    density: f64,
    /// The width of a step.
    step: f64,
    /// The height of a row.
    row: f64,
}

impl<'a> CoverageDrawing<'a> {
    /// Measures a drawing of `width` CSS pixels.
    pub fn new(grid: CoverageGrid<'a>, width: u32, density: f64) -> CoverageDrawing<'a> {
        let step = f64::from(width) * density / f64::from(grid.map.steps.count.max(1));
        CoverageDrawing { grid, density, step, row: f64::from(ROW_PIXELS) * density }
    }

    /// Returns the width and the height.
    pub fn size(&self) -> (f64, f64) {
        (f64::from(self.grid.map.steps.count) * self.step, self.grid.rows.len() as f64 * self.row)
    }

    /// Returns the cells of one kind. Consecutive ones are one rectangle.
    pub fn cells(&self, kind: CoverageCell) -> Vec<PlotRect> {
        let mut rects = Vec::new();
        for (place, row) in self.placed_rows() {
            let mut first = 0;
            for run in row.cells.chunk_by(|one, next| one == next) {
                if run.first() == Some(&kind) {
                    rects.push(self.rect(place, first, first + run.len(), 0.0));
                }
                first += run.len();
            }
        }
        rects
    }

    /// Returns the cells with events by their opacity.
    pub fn shades(&self) -> Vec<(f64, Vec<PlotRect>)> {
        // A gap separates wide cells; narrow ones would be all gaps.
        let gap = if self.step > 7.0 * self.density { self.density.round() } else { 0.0 };
        let mut shades = vec![Vec::new(); SHADES as usize + 1];
        for (place, row) in self.placed_rows() {
            for (at, count) in row.counts.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let shade = (self.grid.map.strength(*count) * f64::from(SHADES)).round() as usize;
                let step = row.counts.first as usize + at;
                shades[shade.min(SHADES as usize)].push(self.rect(place, step, step + 1, gap));
            }
        }
        let shades = shades.into_iter().enumerate().filter(|(_, cells)| !cells.is_empty());
        let opacity = |shade: usize| LEAST_SHADE + (1.0 - LEAST_SHADE) * (shade as f64 / f64::from(SHADES));
        shades.map(|(shade, cells)| (opacity(shade), cells)).collect()
    }

    fn placed_rows(&self) -> impl Iterator<Item = (usize, &'a MapRow)> {
        let CoverageGrid { map, rows } = self.grid;
        rows.iter().enumerate().filter_map(|(place, number)| Some((place, map.rows.get(*number)?)))
    }

    /// Returns steps of a row, on whole pixels so that edges are sharp.
    fn rect(&self, place: usize, first: usize, until: usize, gap: f64) -> PlotRect {
        let left = (first as f64 * self.step).round();
        let right = (until as f64 * self.step).round();
        let top = (place as f64 * self.row).round();
        PlotRect::new(left, top, (right - left - gap).max(1.0), self.row.round() - self.density.round())
    }
}

/// Describes a cell: `111122223333 us-east-1, 2024-03-01 10:00 to 11:00 UTC: 1,234 events`.
pub fn say_spot(map: &CoverageMap, spot: CoverageSpot, times: TimeDisplay) -> String {
    let Some(row) = map.rows.get(spot.row) else { return String::new() };
    format!("{}, {}", row.name(), say_cell(map, spot, times))
}

/// Describes a cell without the account and Region.
pub fn say_cell(map: &CoverageMap, spot: CoverageSpot, times: TimeDisplay) -> String {
    let Some(row) = map.rows.get(spot.row) else { return String::new() };
    let time = times.show_range(map.steps.span(spot.step, spot.step));
    let count = u64::from(row.counts.at(spot.step));
    match row.cells.get(spot.step as usize) {
        Some(cell) if count == 0 => format!("{time}: no events, {}", cell.words()),
        _ => format!("{time}: {}", text::counted(count, "event", "events")),
    }
}

/// Describes the map while no cell is under the pointer or cursor.
pub fn describe_map(map: &CoverageMap) -> String {
    let pairs = text::counted(map.rows.len() as u64, "account and Region", "accounts and Regions");
    format!("{pairs}, a column is {}", text::duration(map.steps.step_millis))
}

/// Describes a row: `1,234 events, 2 likely holes`.
pub fn describe_row(row: &MapRow) -> String {
    let events = text::counted(row.events, "event", "events");
    let runs = row.cells.chunk_by(|one, next| one == next);
    let holes = runs.filter(|run| run.first().is_some_and(|cell| cell.is_missing())).count();
    match holes as u64 {
        0 => events,
        holes => format!("{events}, {}", text::counted(holes, "likely hole", "likely holes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::buckets::{HOUR, TimeBuckets};
    use crate::query::StepCounts;

    /// Two rows of eight hours; the first has a hole of two hours.
    fn map() -> CoverageMap {
        use CoverageCell::{Events, Hole, Silent};
        let row = |region: &str, counts: &[u32], cells: &[CoverageCell]| MapRow {
            account: "111122223333".to_owned(),
            region: region.to_owned(),
            events: counts.iter().map(|count| u64::from(*count)).sum(),
            counts: StepCounts { first: 0, counts: counts.to_vec() },
            cells: cells.to_vec(),
        };
        CoverageMap {
            steps: TimeBuckets { start_millis: 0, step_millis: HOUR, count: 8 },
            rows: vec![
                row(
                    "eu-west-1",
                    &[9, 9, 0, 0, 9, 9, 9, 9],
                    &[Events, Events, Hole, Hole, Events, Events, Events, Events],
                ),
                row(
                    "us-east-1",
                    &[1, 0, 0, 0, 0, 0, 0, 0],
                    &[Events, Silent, Silent, Silent, Silent, Silent, Silent, Silent],
                ),
            ],
            holes: Vec::new(),
            most: 9,
            events_elsewhere: 0,
        }
    }

    fn spot(row: usize, step: u32) -> CoverageSpot {
        CoverageSpot { row, step }
    }

    #[test]
    fn the_part_under_the_pointer_is_found() {
        let map = map();
        let grid = CoverageGrid { map: &map, rows: &[1, 0] };
        let area = PlotArea { left: 100.0, top: 50.0, width: 80.0 };
        assert_eq!(grid.hit(area, 115.0, 50.0, false), Some(CoveragePart::Cell(spot(1, 1))));
        assert_eq!(grid.hit(area, 115.0, 68.0, true), Some(CoveragePart::Name(0)));
        assert_eq!(grid.hit(area, 900.0, 68.0, false), Some(CoveragePart::Cell(spot(0, 7))));
        assert_eq!(grid.hit(area, 115.0, 49.0, false), None);
        assert_eq!(grid.hit(area, 115.0, 86.0, false), None);
        let cell = CoveragePart::Cell(spot(0, 2)).selection(&map).unwrap();
        assert_eq!(cell.time, Some(map.steps.span(2, 2)));
        assert_eq!(CoveragePart::Name(0).selection(&map).unwrap().time, None);
        assert_eq!(CoveragePart::Name(9).selection(&map), None);
    }

    #[test]
    fn keys_move_over_the_drawn_rows() {
        let map = map();
        let grid = CoverageGrid { map: &map, rows: &[1, 0] };
        let go =
            |key: &str, is_control: bool, from: Option<CoverageSpot>| match grid.key(key, is_control, from) {
                Some(CoverageKey::Go(spot)) => Some((spot.row, spot.step)),
                _ => None,
            };
        assert_eq!(go("ArrowLeft", false, None), Some((1, 0)), "the first cell");
        assert_eq!(go("ArrowDown", false, Some(spot(1, 3))), Some((0, 3)));
        assert_eq!(go("ArrowRight", false, Some(spot(0, 7))), Some((0, 7)));
        assert_eq!(go("End", false, Some(spot(1, 0))), Some((1, 7)));
        assert_eq!(go("End", true, Some(spot(1, 0))), Some((0, 7)));
        assert_eq!(go("x", false, Some(spot(1, 0))), None);
        assert_eq!(grid.key("Enter", false, Some(spot(0, 1))), Some(CoverageKey::Open(spot(0, 1))));
        assert_eq!(grid.key("Enter", false, None), None);
        assert_eq!(
            grid.style(spot(0, 1)).as_deref(),
            Some("left:12.5000%;width:12.5000%;top:18px;height:17px")
        );
        assert_eq!(grid.style(spot(5, 1)), None);
    }

    #[test]
    fn cells_are_placed_on_whole_pixels() {
        let map = map();
        let drawing = CoverageDrawing::new(CoverageGrid { map: &map, rows: &[0, 1] }, 84, 1.0);
        assert_eq!(drawing.size(), (84.0, 36.0));
        assert_eq!(drawing.cells(CoverageCell::Hole), [PlotRect::new(21.0, 0.0, 21.0, 17.0)]);
        assert_eq!(drawing.cells(CoverageCell::Silent), [PlotRect::new(11.0, 18.0, 73.0, 17.0)]);
        let shades = drawing.shades();
        assert_eq!(shades.iter().map(|(_, cells)| cells.len()).collect::<Vec<_>>(), [1, 6]);
        assert_eq!(shades[0].1, [PlotRect::new(0.0, 18.0, 10.0, 17.0)], "a gap separates wide cells");
        assert!(shades[0].0 < shades[1].0);
        assert_eq!(shades[1].0, 1.0);
    }

    #[test]
    fn cells_and_rows_are_described() {
        let (map, times) = (map(), TimeDisplay::default());
        assert_eq!(
            say_spot(&map, spot(0, 0), times),
            "111122223333 eu-west-1, 1970-01-01 00:00 to 01:00 UTC: 9 events"
        );
        let hole = CoverageCell::Hole.words();
        assert_eq!(
            say_cell(&map, spot(0, 2), times),
            format!("1970-01-01 02:00 to 03:00 UTC: no events, {hole}")
        );
        assert_eq!(describe_map(&map), "2 accounts and Regions, a column is 1 h");
        assert_eq!(describe_row(&map.rows[0]), "54 events, 1 likely hole");
        assert_eq!(describe_row(&map.rows[1]), "1 event");
    }
}
