//! Groups as a matrix, for charts: one key against another, or against time.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::TimeStep;
use super::measure::{GroupCount, NumberStatistics};
use super::merge::Merged;
use crate::base::small_sort::SmallSort;

/// Maximum number of time slices that are drawn.
pub const MOST_SLICES: usize = 2_000;

/// The contents of the rows or the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Axis {
    /// The values of a key.
    Key(u8),
    /// The values of all keys together.
    Keys,
    /// Time slices, without gaps between the first and the last.
    Time,
}

/// The measure to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// The number of events.
    #[default]
    Events,
    /// The number of distinct values.
    Distinct,
    /// The sum of the numbers.
    Sum,
}

/// A request for a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRequest {
    /// The contents of the rows.
    pub rows: Axis,
    /// The contents of the columns.
    pub columns: Axis,
    /// The measure in the cells.
    pub measure: Measure,
    /// Maximum number of rows; those with the largest totals are kept.
    pub most_rows: u32,
    /// Maximum number of columns; does not apply to time slices.
    pub most_columns: u32,
}

/// The heading of a row or a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    /// The values of its keys, each with the index of its key; empty if it has none.
    pub values: Vec<(u8, String)>,
    /// The start of its time slice; `None` if it has none.
    pub slice_millis: Option<i64>,
}

/// Groups arranged in rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// The rows, those with the largest totals first.
    pub rows: Vec<Heading>,
    /// The columns; time slices are in order of time.
    pub columns: Vec<Heading>,
    /// The cells by row and column; 0 if there is nothing.
    pub cells: Vec<Vec<f64>>,
    /// Number of rows that are left out.
    pub more_rows: u64,
    /// Number of columns that are left out.
    pub more_columns: u64,
    /// Whether there are more slices between the first and the last than can be drawn; if so, the
    /// matrix is empty.
    pub too_many_slices: bool,
}

/// The total of a row, a column or a cell.
#[derive(Clone, Debug, Default)]
struct Sum {
    count: GroupCount,
    numbers: NumberStatistics,
    distinct: u64,
}

impl Sum {
    fn of(&self, measure: Measure) -> f64 {
        match measure {
            Measure::Events => self.count.events as f64,
            Measure::Distinct => self.distinct as f64,
            Measure::Sum => self.numbers.sum.to_f64(),
        }
    }
}

impl Merged {
    /// Returns the groups arranged in rows and columns.
    pub fn matrix(&self, step: Option<TimeStep>, ask: &MatrixRequest) -> Matrix {
        let row_of = self.headings(ask.rows);
        let column_of = self.headings(ask.columns);
        let (rows, more_rows) = self.first(ask, ask.rows, step, &row_of, ask.most_rows);
        let (columns, more_columns) = self.first(ask, ask.columns, step, &column_of, ask.most_columns);
        let (Some(rows), Some(columns)) = (rows, columns) else {
            return Matrix { too_many_slices: true, ..Matrix::default() };
        };
        let place =
            |chosen: &[Heading]| -> HashMap<Heading, u32> { chosen.iter().cloned().zip(0..).collect() };
        let (row_places, column_places) = (place(&rows), place(&columns));
        let places = |of: &Headings, places: &HashMap<Heading, u32>| -> Vec<Option<u32>> {
            of.headings.iter().map(|heading| places.get(heading).copied()).collect()
        };
        let (row_places, column_places) = (places(&row_of, &row_places), places(&column_of, &column_places));
        let width = columns.len() as u32;
        let cell_of = |group: usize| -> Option<u32> {
            let row = (*row_places.get(*row_of.of_group.get(group)? as usize)?)?;
            let column = (*column_places.get(*column_of.of_group.get(group)? as usize)?)?;
            Some(row * width + column)
        };
        let sums = self.sums(ask.measure, rows.len() * columns.len(), cell_of);
        let cells = sums
            .chunks(columns.len().max(1))
            .map(|row| row.iter().map(|sum| sum.of(ask.measure)).collect())
            .collect();
        Matrix { rows, columns, cells, more_rows, more_columns, too_many_slices: false }
    }

    /// Returns the total of each of `places` places.
    fn sums(&self, measure: Measure, places: usize, place_of: impl Fn(usize) -> Option<u32>) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); places];
        for (group, count) in self.counts.iter().enumerate() {
            let Some(sum) = place_of(group).and_then(|place| sums.get_mut(place as usize)) else { continue };
            sum.count.add(count);
            if let Some(numbers) = self.numbers.as_ref().and_then(|numbers| numbers.get(group)) {
                sum.numbers.add(numbers);
            }
        }
        if measure == Measure::Distinct {
            let place = |pair: &u64| Some((place_of((pair >> 32) as usize)?, *pair as u32));
            let mut met: Vec<(u32, u32)> = self.pairs.iter().filter_map(place).collect();
            met.sort_unstable();
            met.dedup();
            for (place, _) in met {
                if let Some(sum) = sums.get_mut(place as usize) {
                    sum.distinct += 1;
                }
            }
        }
        sums
    }

    /// Returns the headings along an axis that are drawn, and the number of the others; `None` if
    /// there are too many slices.
    fn first(
        &self,
        ask: &MatrixRequest,
        axis: Axis,
        step: Option<TimeStep>,
        of: &Headings,
        most: u32,
    ) -> (Option<Vec<Heading>>, u64) {
        if axis == Axis::Time {
            return (all_slices(step, &of.headings), 0);
        }
        let sums = self.sums(ask.measure, of.headings.len(), |group| of.of_group.get(group).copied());
        let mut order: Vec<(f64, &Heading)> =
            sums.iter().map(|sum| sum.of(ask.measure)).zip(&of.headings).collect();
        order
            .sort_small_by(|(one, a), (other, b)| other.total_cmp(one).then_with(|| a.values.cmp(&b.values)));
        let more = order.len().saturating_sub(most as usize) as u64;
        (Some(order.into_iter().take(most as usize).map(|(_, heading)| heading.clone()).collect()), more)
    }

    fn headings(&self, axis: Axis) -> Headings {
        let mut codes_of: HashMap<Vec<u32>, u32> = HashMap::new();
        let mut headings = Headings::default();
        for group in 0..self.groups() as u32 {
            let codes = self.tuples.codes(group);
            let keys = self.keys.len();
            let part = match axis {
                Axis::Key(key) => codes.get(usize::from(key)..=usize::from(key)),
                Axis::Keys => codes.get(..keys),
                Axis::Time => codes.get(keys..),
            };
            let part = part.unwrap_or_default();
            let number = match codes_of.get(part) {
                Some(number) => *number,
                None => {
                    let number = headings.headings.len() as u32;
                    codes_of.insert(part.to_vec(), number);
                    let value = |key: usize| (key as u8, self.value(group, key).to_owned());
                    let (values, slice_millis) = match axis {
                        Axis::Key(key) => (vec![value(key.into())], None),
                        Axis::Keys => ((0..keys).map(value).collect(), None),
                        Axis::Time => (Vec::new(), self.slice(group)),
                    };
                    headings.headings.push(Heading { values, slice_millis });
                    number
                }
            };
            headings.of_group.push(number);
        }
        headings
    }
}

/// The headings along an axis, and the heading of each group.
#[derive(Debug, Default)]
struct Headings {
    headings: Vec<Heading>,
    of_group: Vec<u32>,
}

/// Returns every slice from the first to the last, including those without events; `None` if there
/// are too many.
fn all_slices(step: Option<TimeStep>, known: &[Heading]) -> Option<Vec<Heading>> {
    let times = || known.iter().filter_map(|heading| heading.slice_millis);
    let (Some(step), Some(first), Some(last)) = (step, times().min(), times().max()) else {
        return Some(Vec::new());
    };
    let mut slices = Vec::new();
    let mut at = first;
    while at <= last {
        if slices.len() >= MOST_SLICES {
            return None;
        }
        slices.push(Heading { values: Vec::new(), slice_millis: Some(at) });
        at = step.slice(at).until_millis;
    }
    Some(slices)
}
