//! Combines the answers of several workers.
//!
//! Counts and buckets are added. Facets are added by value, but each worker reports only its most
//! frequent values, some more than are displayed ([`first_request`]). A second question completes
//! counts that are still open ([`MergedOverview::close`]), and if values have about equal counts, a
//! third requests all values that may be among the first ([`request_for_uncertain`]). Rows are
//! merged by their keys; to display row one million, the page narrows the range of keys that
//! contains it until few rows are left.

use std::collections::BTreeMap;

use super::rows::compare;
use crate::base::small_sort::SmallSort;
use crate::model::{Field, Sort, SortKey};
use crate::query::{EventRow, Facet, FacetRequest, KeySamples, Overview, OverviewRequest, Rows};

/// The first question requests this many times the number of displayed values.
const TIMES_REQUESTED: u32 = 4;

/// A facet in which a value could be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uncertain {
    /// The field.
    pub field: Field,
    /// The count of the last displayed value.
    pub least: u64,
}

/// Overviews added up, with the questions that make the facets exact.
#[derive(Debug, Default)]
pub struct MergedOverview {
    /// The sum. Its facets are exact and sorted once [`MergedOverview::close`] has received the
    /// answers to `open`.
    pub overview: Overview,
    /// The values whose counts every worker must report; empty if the facets are already exact.
    pub open: Vec<(Field, Vec<String>)>,
}

/// Returns the first question to each worker. It requests some more values than are displayed,
/// since the most frequent values overall are not the most frequent in every worker.
pub fn first_request(ask: &OverviewRequest) -> OverviewRequest {
    let more =
        |facet: &FacetRequest| FacetRequest { limit: facet.limit.saturating_mul(TIMES_REQUESTED), ..*facet };
    OverviewRequest { facets: ask.facets.iter().map(more).collect(), ..ask.clone() }
}

/// Returns the next question to each of `workers` workers: only the facets that are not yet
/// certain, and of these every value that may be among the displayed ones. If the last displayed
/// value occurs `n` times, then of `w` workers at least one has counted `n / w` of any value that
/// occurs as often, and reports it.
pub fn request_for_uncertain(ask: &OverviewRequest, unsure: &[Uncertain], workers: usize) -> OverviewRequest {
    let again = |facet: &FacetRequest| {
        let Uncertain { least, .. } = unsure.iter().find(|unsure| unsure.field == facet.field)?;
        Some(FacetRequest { at_least: Some(least.div_ceil(workers.max(1) as u64)), ..*facet })
    };
    let facets = ask.facets.iter().filter_map(again).collect();
    OverviewRequest { selection: ask.selection.clone(), facets, buckets: None }
}

/// Inserts the facets that answer [`request_for_uncertain`].
pub fn replace(overview: &mut Overview, ask: &OverviewRequest, closer: Overview, asked: &OverviewRequest) {
    for (facet, FacetRequest { field, .. }) in closer.facets.into_iter().zip(&asked.facets) {
        let place = ask.facets.iter().position(|other| other.field == *field);
        if let Some(known) = place.and_then(|place| overview.facets.get_mut(place)) {
            *known = facet;
        }
    }
}

/// Adds up the overviews of all workers, which are answers to [`first_request`] of `ask`, or to
/// [`request_for_uncertain`].
pub fn overview(parts: &[Overview], ask: &OverviewRequest) -> MergedOverview {
    let mut merged = MergedOverview::default();
    let sum = &mut merged.overview;
    for part in parts {
        sum.matching += part.matching;
        sum.failed += part.failed;
        add(&mut sum.buckets, &part.buckets);
        add(&mut sum.failed_buckets, &part.failed_buckets);
    }
    for (index, FacetRequest { field, limit, .. }) in ask.facets.iter().enumerate() {
        let facets: Vec<&Facet> = parts.iter().filter_map(|part| part.facets.get(index)).collect();
        let (facet, open) = merge_facets(&facets, *limit as usize);
        sum.facets.push(facet);
        if !open.is_empty() {
            merged.open.push((*field, open));
        }
    }
    merged
}

fn add(sum: &mut Vec<u32>, part: &[u32]) {
    sum.resize(sum.len().max(part.len()), 0);
    for (sum, part) in sum.iter_mut().zip(part) {
        *sum += part;
    }
}

/// Adds facets by value. Also returns every value that may be among the first `limit` and whose
/// count some worker has not reported.
fn merge_facets(facets: &[&Facet], limit: usize) -> (Facet, Vec<String>) {
    // For each value its known count, and how much the workers that did not report it may add.
    let total_floor: u64 = facets.iter().map(|facet| facet.floor).sum();
    let mut values: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for facet in facets {
        for (value, count) in &facet.values {
            let (known, silent) = values.entry(value).or_insert((0, total_floor));
            *known += count;
            *silent -= facet.floor;
        }
    }
    // A value that is certainly among the first has at least this count.
    let mut known: Vec<u64> = values.values().map(|(known, _)| *known).collect();
    known.sort_small_by(|a, b| b.cmp(a));
    let enough = known.get(limit.saturating_sub(1)).copied().unwrap_or(0);
    let open = values
        .iter()
        .filter(|(_, (known, silent))| *silent > 0 && known + silent >= enough)
        .map(|(value, _)| (*value).to_owned())
        .collect();
    // All values are kept, in alphabetical order, until the open counts are known.
    let merged = values.into_iter().map(|(value, (known, _))| (value.to_owned(), known)).collect();
    (Facet { values: merged, floor: total_floor }, open)
}

/// Sorts by count and value. Returns the highest count beyond `limit`.
fn rank(values: &mut [(String, u64)], limit: usize) -> u64 {
    values.sort_unstable_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    values.get(limit).map_or(0, |(_, count)| *count)
}

impl MergedOverview {
    /// Takes the answers of all workers to `open`. Returns the overview and the facets that are not
    /// certain: every count in them is exact, but a value that no worker reported could still be
    /// among the displayed ones. [`request_for_uncertain`] has the question for these.
    pub fn close(mut self, counts: &[Vec<Vec<u64>>], ask: &OverviewRequest) -> (Overview, Vec<Uncertain>) {
        for (index, (field, values)) in self.open.iter().enumerate() {
            let facet = ask.facets.iter().position(|asked| asked.field == *field);
            let Some(facet) = facet.and_then(|position| self.overview.facets.get_mut(position)) else {
                continue;
            };
            for (place, value) in values.iter().enumerate() {
                let exact = counts.iter().filter_map(|part| part.get(index)?.get(place)).sum();
                if let Ok(known) = facet.values.binary_search_by(|(known, _)| known.cmp(value)) {
                    facet.values[known].1 = exact;
                }
            }
        }
        let mut unsure = Vec::new();
        for (facet, FacetRequest { field, limit, .. }) in self.overview.facets.iter_mut().zip(&ask.facets) {
            let limit = *limit as usize;
            let beyond = rank(&mut facet.values, limit);
            facet.values.truncate(limit);
            // The floor is still the highest count that no worker reported.
            let least =
                facet.values.last().filter(|_| facet.values.len() == limit).map_or(0, |(_, count)| *count);
            if facet.floor > 0 && facet.floor >= least {
                unsure.push(Uncertain { field: *field, least });
            }
            facet.floor = facet.floor.max(beyond);
        }
        (self.overview, unsure)
    }
}

/// A range of keys that contains a row.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRange {
    /// The row is this one or a later one; `None` for the first row.
    pub from: Option<SortKey>,
    /// The row comes before this one; `None` for the end.
    pub until: Option<SortKey>,
    /// Minimum number of rows before `from`.
    pub before: u64,
    /// Number of rows from `from` on that include the row.
    pub among: u64,
}

/// Finds keys close to row `first` of all workers together, from every worker's landmarks in the
/// same range. The caller requests landmarks between the keys again until `among` is small, or does
/// not decrease.
pub fn narrow(parts: &[KeySamples], sort: Sort, first: u64) -> KeyRange {
    let mut keys: Vec<(&SortKey, usize)> = parts
        .iter()
        .enumerate()
        .flat_map(|(worker, part)| part.keys.iter().map(move |key| (key, worker)))
        .collect();
    keys.sort_small_by(|(a, _), (b, _)| compare(sort, a, b));
    let before: u64 = parts.iter().map(|part| part.before).sum();
    // Walks the keys upwards, with the number of each worker's keys below.
    let mut below = vec![0_u64; parts.len()];
    let bounds = |below: &[u64]| -> (u64, u64) {
        parts.iter().zip(below).fold((before, before), |(least, most), (part, count)| {
            (
                least + count.saturating_sub(1) * part.stride + u64::from(*count > 0),
                most + (count * part.stride).min(part.inside),
            )
        })
    };
    let end = before + parts.iter().map(|part| part.inside).sum::<u64>();
    let mut narrowed = KeyRange { from: None, until: None, before, among: end.saturating_sub(before) };
    let mut last_among = end;
    for (key, worker) in keys {
        let (least, most) = bounds(&below);
        if most <= first {
            narrowed.from = Some(key.clone());
            narrowed.before = least;
        } else if least > first {
            narrowed.until = Some(key.clone());
            last_among = most;
            break;
        }
        below[worker] += 1;
    }
    narrowed.among = last_among.saturating_sub(narrowed.before);
    narrowed
}

/// Merges sorted rows, all requested from the same key on. Returns at most `count` rows from
/// `first` on, each with its worker's number.
pub fn rows(parts: &[Rows], sort: Sort, first: u64, count: u64) -> Vec<(u32, EventRow)> {
    let before: u64 = parts.iter().map(|part| part.before).sum();
    let mut merged: Vec<(u32, &EventRow)> = parts
        .iter()
        .enumerate()
        .flat_map(|(worker, part)| part.rows.iter().map(move |row| (worker as u32, row)))
        .collect();
    merged.sort_small_by(|(_, a), (_, b)| compare(sort, &a.key, &b.key));
    let skip = first.saturating_sub(before) as usize;
    merged.into_iter().skip(skip).take(count as usize).map(|(worker, row)| (worker, row.clone())).collect()
}

/// Merges the most frequent values of each worker. A count is exact if every worker was asked for
/// all values; otherwise it is a lower bound.
pub fn values(parts: &[Vec<(String, u64)>], limit: usize) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for (value, count) in parts.iter().flatten() {
        *sums.entry(value).or_default() += count;
    }
    let mut merged: Vec<(String, u64)> =
        sums.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    rank(&mut merged, limit);
    merged.truncate(limit);
    merged
}
