//! Groups in rows and columns, for charts: one key against another, or
//! against time.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::TimeStep;
use super::measure::{Count, Numbers};
use super::merge::Merged;
use crate::in_order::InOrder;

/// More slices of time than this are not drawn.
pub const MOST_SLICES: usize = 2_000;

/// What is put along the rows or the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Axis {
    /// The values of a key.
    Key(u8),
    /// The values of all keys together.
    Keys,
    /// Slices of time, without gaps between the first and the last.
    Time,
}

/// What is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// Events.
    #[default]
    Events,
    /// Distinct values.
    Distinct,
    /// The sum of the numbers.
    Sum,
}

/// A drawing is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixAsk {
    /// Along the rows.
    pub rows: Axis,
    /// Along the columns.
    pub columns: Axis,
    /// In the cells.
    pub measure: Measure,
    /// So many rows at the most: those with the most in them.
    pub most_rows: u32,
    /// So many columns at the most, but for slices of time.
    pub most_columns: u32,
}

/// A row or a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    /// The values of the keys that it stands for, each with its place among
    /// the keys; empty where there is none.
    pub values: Vec<(u8, String)>,
    /// Where its slice of time begins.
    pub slice_millis: Option<i64>,
}

/// Groups in rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    /// The rows, those with the most first.
    pub rows: Vec<Heading>,
    /// The columns; slices in the order of time.
    pub columns: Vec<Heading>,
    /// For each row, what is in each column; 0 for nothing.
    pub cells: Vec<Vec<f64>>,
    /// Rows that are left out.
    pub more_rows: u64,
    /// Columns that are left out.
    pub more_columns: u64,
    /// There are more slices than can be drawn, from the first to the last:
    /// none is then.
    pub too_many_slices: bool,
}

/// The groups of a row, a column or a cell.
#[derive(Clone, Debug, Default)]
struct Sum {
    count: Count,
    numbers: Numbers,
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
    /// Groups in rows and columns.
    pub fn matrix(&self, step: Option<TimeStep>, ask: &MatrixAsk) -> Matrix {
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

    /// What is in each of so many places.
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

    /// Those along an axis that are drawn, and how many are not; `None` where
    /// there are too many slices.
    fn first(
        &self,
        ask: &MatrixAsk,
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
        order.put_in_order_by(|(one, a), (other, b)| {
            other.total_cmp(one).then_with(|| a.values.cmp(&b.values))
        });
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

/// What stands along an axis, and where each group belongs.
#[derive(Debug, Default)]
struct Headings {
    headings: Vec<Heading>,
    of_group: Vec<u32>,
}

/// Every slice from the first to the last, those without events, too.
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
