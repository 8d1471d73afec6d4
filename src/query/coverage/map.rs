//! The coverage map: its rows, the meaning of each cell, and the holes in words.

use std::collections::BTreeMap;

use super::events_of;
use super::gaps::{StepState, holes};
use crate::base::buckets::TimeBuckets;
use crate::base::small_sort::SmallSort;
use crate::base::text;
use crate::base::time::TimeRange;
use crate::model::Selection;
use crate::query::{Coverage, CoveredPair, StepCounts};

/// The meaning of a cell of the coverage map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoverageCell {
    /// There are events.
    Events,
    /// There are no events, which is not unusual for the row.
    Silent,
    /// There are no events, although the account and Region seldom pauses.
    Hole,
    /// There are no events from any account or Region, although that is seldom.
    Nothing,
}

impl CoverageCell {
    /// Returns the meaning in words; empty for events, whose number says it.
    pub fn words(self) -> &'static str {
        match self {
            CoverageCell::Events => "",
            CoverageCell::Silent => "not unusual here",
            CoverageCell::Hole => "a likely hole: unusual for this account and Region",
            CoverageCell::Nothing => "none from any account or Region: probably not downloaded",
        }
    }

    /// Whether events are probably missing.
    pub fn is_missing(self) -> bool {
        matches!(self, CoverageCell::Hole | CoverageCell::Nothing)
    }
}

/// A row of the map: an account and Region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRow {
    /// The account; empty if the events name none.
    pub account: String,
    /// The Region; empty if the events name none.
    pub region: String,
    /// Number of all its events.
    pub events: u64,
    /// Number of its events in each step.
    pub counts: StepCounts,
    /// The meaning of each step.
    pub cells: Vec<CoverageCell>,
}

impl MapRow {
    /// Returns the name for display: `111122223333 us-east-1`.
    pub fn name(&self) -> String {
        format!("{} {}", self.account_name(), self.region_name())
    }

    /// Returns the account, or words for none.
    pub fn account_name(&self) -> &str {
        if self.account.is_empty() { "no account" } else { &self.account }
    }

    /// Returns the Region, or words for none.
    pub fn region_name(&self) -> &str {
        if self.region.is_empty() { "no Region" } else { &self.region }
    }
}

/// A run of steps in which events are probably missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageHole {
    /// The first step.
    pub first: u32,
    /// The last step.
    pub last: u32,
    /// The rows that it covers, from 0; empty for a hole in all accounts and Regions.
    pub rows: Vec<usize>,
}

/// Events of each account and Region over time, with the likely holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageMap {
    /// The division of the time into steps.
    pub steps: TimeBuckets,
    /// The accounts and Regions, in alphabetical order.
    pub rows: Vec<MapRow>,
    /// The holes: first those that cover everything, then by time.
    pub holes: Vec<CoverageHole>,
    /// The highest number of events in a cell.
    pub most: u32,
    /// Number of events of accounts and Regions that have no row because there are too many.
    pub events_elsewhere: u64,
}

impl CoverageMap {
    /// Builds the map from the coverage of all workers together.
    pub fn new(coverage: Coverage, steps: TimeBuckets) -> CoverageMap {
        let Coverage { all, pairs } = coverage;
        let everything: Vec<StepState> = (0..steps.count)
            .map(|step| if all.at(step) > 0 { StepState::Events } else { StepState::Empty })
            .collect();
        let nothing = holes(&everything, steps.step_millis);
        let mut explained = vec![false; everything.len()];
        for (first, last) in &nothing {
            explained[*first as usize..=*last as usize].fill(true);
        }
        let rows: Vec<MapRow> = pairs.into_iter().map(|pair| row(pair, steps, &explained)).collect();
        let in_rows: u64 = rows.iter().map(|row| row.events).sum();
        let most = rows.iter().flat_map(|row| &row.counts.counts).copied().max().unwrap_or(0);

        // Rows with the same missing steps are reported as one hole.
        let mut together: BTreeMap<(u32, u32), Vec<usize>> = BTreeMap::new();
        for (number, row) in rows.iter().enumerate() {
            for run in runs(&row.cells, CoverageCell::Hole) {
                together.entry(run).or_default().push(number);
            }
        }
        let everywhere = nothing.into_iter().map(|run| (run, Vec::new()));
        let holes =
            everywhere.chain(together).map(|((first, last), rows)| CoverageHole { first, last, rows });
        CoverageMap {
            steps,
            holes: holes.collect(),
            most,
            events_elsewhere: all.sum().saturating_sub(in_rows),
            rows,
        }
    }

    /// Returns the time of a hole.
    pub fn time_of(&self, hole: &CoverageHole) -> TimeRange {
        self.steps.span(hole.first, hole.last)
    }

    /// Returns the events around a hole, from one step before it to one step after, so that the
    /// user can verify it.
    pub fn around(&self, hole: &CoverageHole) -> Selection {
        let last = self.steps.count.saturating_sub(1);
        let time = self.steps.span(hole.first.saturating_sub(1), hole.last.saturating_add(1).min(last));
        match hole.rows.as_slice() {
            [row] if *row < self.rows.len() => {
                let MapRow { account, region, .. } = &self.rows[*row];
                events_of(account, region, Some(time))
            }
            // If several rows are missing events, all accounts and Regions are selected: the others
            // show that time went on.
            _ => Selection { filter: String::new(), time: Some(time) },
        }
    }

    /// Describes a hole, without its time: `no events from 111122223333 us-east-1, where that is
    /// unusual: a likely hole`.
    pub fn words(&self, hole: &CoverageHole) -> String {
        const NAMED: usize = 3;
        let mut named = hole.rows.iter().filter_map(|row| self.rows.get(*row)).map(MapRow::name);
        let names: Vec<String> = named.by_ref().take(NAMED).collect();
        let more = named.count() as u64;
        let who = match names.as_slice() {
            [] => return format!("no events; {}", CoverageCell::Nothing.words()),
            [only] => only.clone(),
            [first @ .., last] if more == 0 => format!("{} and {last}", first.join(", ")),
            several => format!("{} and {} more", several.join(", "), text::count(more)),
        };
        format!("no events from {who}, where that is unusual: a likely hole")
    }

    /// Returns the indices of at most `at_most` rows to display, in their order: those with holes,
    /// then those with the most events.
    pub fn shown(&self, at_most: usize) -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..self.rows.len()).collect();
        if numbers.len() > at_most {
            let has_hole = |row: &MapRow| row.cells.contains(&CoverageCell::Hole);
            numbers.sort_by_cached_key(|number| {
                let row = &self.rows[*number];
                std::cmp::Reverse((has_hole(row), row.events))
            });
            numbers.truncate(at_most);
            numbers.sort_small();
        }
        numbers
    }

    /// Returns a count relative to the highest one, from 0 to 1, on a logarithmic scale: ten and a
    /// thousand are both visible beside a million.
    pub fn strength(&self, count: u32) -> f64 {
        f64::from(count).ln_1p() / f64::from(self.most.max(1)).ln_1p()
    }
}

fn row(pair: CoveredPair, steps: TimeBuckets, explained: &[bool]) -> MapRow {
    let CoveredPair { account, region, counts } = pair;
    let known: Vec<StepState> = explained
        .iter()
        .zip(0..steps.count)
        .map(|(explained, step)| match counts.at(step) {
            0 if *explained => StepState::Explained,
            0 => StepState::Empty,
            _ => StepState::Events,
        })
        .collect();
    let mut cells: Vec<CoverageCell> = known
        .iter()
        .map(|step| match step {
            StepState::Events => CoverageCell::Events,
            StepState::Empty => CoverageCell::Silent,
            StepState::Explained => CoverageCell::Nothing,
        })
        .collect();
    for (first, last) in holes(&known, steps.step_millis) {
        for cell in &mut cells[first as usize..=last as usize] {
            if *cell == CoverageCell::Silent {
                *cell = CoverageCell::Hole;
            }
        }
    }
    MapRow { account, region, events: counts.sum(), counts, cells }
}

/// Returns the runs of cells of a kind, as their first and last indices.
fn runs(cells: &[CoverageCell], kind: CoverageCell) -> Vec<(u32, u32)> {
    let mut start = 0;
    let chunks = cells.chunk_by(|one, next| one == next).map(|chunk| {
        let first = start;
        start += chunk.len() as u32;
        (chunk.first().copied(), (first, start.saturating_sub(1)))
    });
    chunks.filter(|(of, _)| *of == Some(kind)).map(|(_, run)| run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::buckets::HOUR;

    /// Returns the number of events in an hour.
    type Counts = fn(u32) -> u32;

    /// Builds a map of rows of 200 hours from each row's number of events at an hour.
    fn map(rows: &[(&str, Counts)]) -> CoverageMap {
        let mut coverage = Coverage::default();
        for (region, count) in rows {
            let mut counts = StepCounts::default();
            for step in (0..200).filter(|step| count(*step) > 0) {
                counts.add(step, &[count(step)]);
                coverage.all.add(step, &[count(step)]);
            }
            let (account, region) = ("111122223333".to_owned(), (*region).to_owned());
            coverage.pairs.push(CoveredPair { account, region, counts });
        }
        CoverageMap::new(coverage, TimeBuckets { start_millis: 0, step_millis: HOUR, count: 200 })
    }

    fn always(_: u32) -> u32 {
        5
    }
    fn without_a_day(step: u32) -> u32 {
        if (48..72).contains(&step) { 0 } else { 900 }
    }
    fn seldom(step: u32) -> u32 {
        u32::from(step % 50 == 3)
    }
    fn seldom_and_by_day(step: u32) -> u32 {
        u32::from(step % 24 == 3)
    }

    #[test]
    fn a_hole_in_one_region_differs_from_silence() {
        let map = map(&[("eu-west-1", seldom), ("us-east-1", without_a_day), ("us-west-2", always)]);
        assert_eq!(map.holes, [CoverageHole { first: 48, last: 71, rows: vec![1] }]);
        assert_eq!(
            map.words(&map.holes[0]),
            "no events from 111122223333 us-east-1, where that is unusual: a likely hole"
        );
        assert_eq!(map.time_of(&map.holes[0]), TimeRange { from_millis: 48 * HOUR, until_millis: 72 * HOUR });
        let around = map.around(&map.holes[0]);
        assert_eq!(around.filter, "account:111122223333 and awsRegion:us-east-1");
        assert_eq!(around.time, Some(TimeRange { from_millis: 47 * HOUR, until_millis: 73 * HOUR }));
        assert_eq!([3, 60].map(|step| map.rows[0].cells[step]), [CoverageCell::Events, CoverageCell::Silent]);
        assert_eq!(
            [47, 48, 71].map(|step| map.rows[1].cells[step]),
            [CoverageCell::Events, CoverageCell::Hole, CoverageCell::Hole]
        );
        assert_eq!((map.most, map.rows[0].events, map.events_elsewhere), (900, 4, 0));
    }

    #[test]
    fn a_time_without_any_events_is_missing_everywhere() {
        let map = map(&[
            ("eu-west-1", |step| seldom(step) * u32::from(!(48..72).contains(&step))),
            ("us-east-1", without_a_day),
        ]);
        assert_eq!(map.holes, [CoverageHole { first: 48, last: 71, rows: Vec::new() }]);
        assert_eq!(
            map.words(&map.holes[0]),
            "no events; none from any account or Region: probably not downloaded"
        );
        assert_eq!(map.rows.iter().map(|row| row.cells[60]).collect::<Vec<_>>(), [CoverageCell::Nothing; 2]);
    }

    #[test]
    fn sparse_data_are_silent() {
        let map = map(&[("a", seldom), ("b", seldom_and_by_day)]);
        assert_eq!(map.holes, []);
        assert!(map.rows.iter().all(|row| !row.cells.iter().any(|cell| cell.is_missing())));
    }

    #[test]
    fn the_same_hole_in_several_regions_is_reported_once() {
        let mut rows: Vec<(&str, Counts)> = Vec::new();
        for region in ["a", "b", "c", "d", "e"] {
            rows.push((region, without_a_day));
        }
        rows.push(("f", always));
        let map = map(&rows);
        assert_eq!(map.holes.len(), 1);
        assert!(
            map.words(&map.holes[0]).starts_with(
                "no events from 111122223333 a, 111122223333 b, 111122223333 c and 2 more, where"
            )
        );
        let hole = CoverageHole { rows: vec![0, 1], ..map.holes[0].clone() };
        assert!(map.words(&hole).starts_with("no events from 111122223333 a and 111122223333 b, where"));
    }

    #[test]
    fn of_too_many_rows_those_with_holes_are_shown() {
        let map = map(&[("a", seldom), ("b", seldom_and_by_day), ("c", without_a_day), ("d", always)]);
        assert_eq!(map.shown(4), [0, 1, 2, 3]);
        assert_eq!(map.shown(2), [2, 3]);
        assert_eq!(map.shown(1), [2]);
    }

    #[test]
    fn strength_grows_by_the_logarithm() {
        let map = map(&[("c", without_a_day)]);
        assert_eq!(map.strength(0), 0.0);
        assert_eq!(map.strength(900), 1.0);
        assert!(map.strength(30) > 0.49 && map.strength(30) < 0.52);
    }
}
