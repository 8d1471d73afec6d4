//! The answers of several workers as one.
//!
//! Counts and buckets add. Facets add by text, but each worker tells only its
//! most frequent values: some more than are shown ([`told`]). A second question
//! closes counts that are left open ([`MergedOverview::close`]), and where
//! values occur about equally often, a third tells all that may belong among
//! the first ([`told_again`]). Rows merge by their
//! keys; to show row one million, the page narrows the keys
//! between which that row must lie until few are left.

use std::collections::BTreeMap;

use super::rows::compare;
use crate::event::Field;
use crate::in_order::InOrder;
use crate::protocol::{Facet, FacetAsk, Landmarks, Overview, OverviewAsk, Row, Rows, Sort, SortKey};

/// The first question asks for so many times the values that are shown.
const TIMES_TOLD: u32 = 4;

/// A facet of which a value could be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsure {
    /// The field.
    pub field: Field,
    /// How often the last of the values shown occurs.
    pub least: u64,
}

/// Overviews added up, and what has to be asked to make the facets exact.
#[derive(Debug, Default)]
pub struct MergedOverview {
    /// The sum. Its facets are exact and in order once
    /// [`MergedOverview::close`] was given the answers to `open`.
    pub overview: Overview,
    /// Values whose counts every worker has to be asked for; nothing if the
    /// facets are exact already.
    pub open: Vec<(Field, Vec<String>)>,
}

/// What to ask of each worker first: some more values than are shown, since
/// the most frequent of all are not the most frequent everywhere.
pub fn told(ask: &OverviewAsk) -> OverviewAsk {
    let more = |facet: &FacetAsk| FacetAsk { limit: facet.limit.saturating_mul(TIMES_TOLD), ..*facet };
    OverviewAsk { facets: ask.facets.iter().map(more).collect(), ..ask.clone() }
}

/// What to ask of each of so many workers after that: the facets alone that
/// are not sure yet, and of them every value that may belong among those
/// shown. The last one that is shown occurs `n` times; then of `w` workers at
/// least one has counted `n / w` of a value that occurs as often, and tells it.
pub fn told_again(ask: &OverviewAsk, unsure: &[Unsure], workers: usize) -> OverviewAsk {
    let again = |facet: &FacetAsk| {
        let Unsure { least, .. } = unsure.iter().find(|unsure| unsure.field == facet.field)?;
        Some(FacetAsk { at_least: Some(least.div_ceil(workers.max(1) as u64)), ..*facet })
    };
    let facets = ask.facets.iter().filter_map(again).collect();
    OverviewAsk { selection: ask.selection.clone(), facets, buckets: None }
}

/// Puts the facets that answer [`told_again`] in their places.
pub fn replace(overview: &mut Overview, ask: &OverviewAsk, closer: Overview, asked: &OverviewAsk) {
    for (facet, FacetAsk { field, .. }) in closer.facets.into_iter().zip(&asked.facets) {
        let place = ask.facets.iter().position(|other| other.field == *field);
        if let Some(known) = place.and_then(|place| overview.facets.get_mut(place)) {
            *known = facet;
        }
    }
}

/// Adds up the overviews of all workers, answers to [`told`] of `ask`, or to
/// [`told_again`].
pub fn overview(parts: &[Overview], ask: &OverviewAsk) -> MergedOverview {
    let mut merged = MergedOverview::default();
    let sum = &mut merged.overview;
    for part in parts {
        sum.matching += part.matching;
        sum.failed += part.failed;
        add(&mut sum.buckets, &part.buckets);
        add(&mut sum.failed_buckets, &part.failed_buckets);
    }
    for (index, FacetAsk { field, limit, .. }) in ask.facets.iter().enumerate() {
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

/// Adds facets by text. The second part is every value that may be among the
/// first `limit` and whose count some worker has not told.
fn merge_facets(facets: &[&Facet], limit: usize) -> (Facet, Vec<String>) {
    // For each value its known count, and how much the silent workers may add.
    let total_floor: u64 = facets.iter().map(|facet| facet.floor).sum();
    let mut values: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for facet in facets {
        for (value, count) in &facet.values {
            let (known, silent) = values.entry(value).or_insert((0, total_floor));
            *known += count;
            *silent -= facet.floor;
        }
    }
    // A value that is surely among the first has at least this count.
    let mut known: Vec<u64> = values.values().map(|(known, _)| *known).collect();
    known.put_in_order_by(|a, b| b.cmp(a));
    let enough = known.get(limit.saturating_sub(1)).copied().unwrap_or(0);
    let open = values
        .iter()
        .filter(|(_, (known, silent))| *silent > 0 && known + silent >= enough)
        .map(|(value, _)| (*value).to_owned())
        .collect();
    // All of them are kept, in the order of their texts, until the open counts
    // are known.
    let merged = values.into_iter().map(|(value, (known, _))| (value.to_owned(), known)).collect();
    (Facet { values: merged, floor: total_floor }, open)
}

/// Sorts by count and value; the highest count beyond `limit`.
fn rank(values: &mut [(String, u64)], limit: usize) -> u64 {
    values.sort_unstable_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    values.get(limit).map_or(0, |(_, count)| *count)
}

impl MergedOverview {
    /// Takes the answers of all workers to `open` and gives the overview, and
    /// the facets that are not sure: every count in them is exact, but a value
    /// that no worker told of could still belong among those shown. Then ask
    /// for them with [`told_again`].
    pub fn close(mut self, counts: &[Vec<Vec<u64>>], ask: &OverviewAsk) -> (Overview, Vec<Unsure>) {
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
        for (facet, FacetAsk { field, limit, .. }) in self.overview.facets.iter_mut().zip(&ask.facets) {
            let limit = *limit as usize;
            let beyond = rank(&mut facet.values, limit);
            facet.values.truncate(limit);
            // The floor still is what no worker told of.
            let least =
                facet.values.last().filter(|_| facet.values.len() == limit).map_or(0, |(_, count)| *count);
            if facet.floor > 0 && facet.floor >= least {
                unsure.push(Unsure { field: *field, least });
            }
            facet.floor = facet.floor.max(beyond);
        }
        (self.overview, unsure)
    }
}

/// Between which keys a row lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Narrowed {
    /// The row is this one or comes after it; `None` for the first row.
    pub from: Option<SortKey>,
    /// The row comes before this one; `None` for the end.
    pub until: Option<SortKey>,
    /// At least so many rows come before `from`.
    pub before: u64,
    /// The row is among so many from `from` on.
    pub among: u64,
}

/// Finds keys close around row `first` of all workers together, from every
/// worker's landmarks in the same range. Ask for landmarks between the keys
/// again until `among` is small, or no smaller than before.
pub fn narrow(parts: &[Landmarks], sort: Sort, first: u64) -> Narrowed {
    let mut keys: Vec<(&SortKey, usize)> = parts
        .iter()
        .enumerate()
        .flat_map(|(worker, part)| part.keys.iter().map(move |key| (key, worker)))
        .collect();
    keys.put_in_order_by(|(a, _), (b, _)| compare(sort, a, b));
    let before: u64 = parts.iter().map(|part| part.before).sum();
    // Walking the keys upwards: how many of each worker's keys are below.
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
    let mut narrowed = Narrowed { from: None, until: None, before, among: end.saturating_sub(before) };
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

/// Merges sorted rows, all asked for from the same key on, and gives those
/// from `first` on, at most `count`, each with its worker's number.
pub fn rows(parts: &[Rows], sort: Sort, first: u64, count: u64) -> Vec<(u32, Row)> {
    let before: u64 = parts.iter().map(|part| part.before).sum();
    let mut merged: Vec<(u32, &Row)> = parts
        .iter()
        .enumerate()
        .flat_map(|(worker, part)| part.rows.iter().map(move |row| (worker as u32, row)))
        .collect();
    merged.put_in_order_by(|(_, a), (_, b)| compare(sort, &a.key, &b.key));
    let skip = first.saturating_sub(before) as usize;
    merged.into_iter().skip(skip).take(count as usize).map(|(worker, row)| (worker, row.clone())).collect()
}

/// Merges the most frequent values that each worker found. A count is exact
/// if every worker was asked for all values, and else at least so high.
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
