//! The history of one resource as one worker knows it: each change, and between changes the runs of
//! events that read, used or failed.

use std::collections::BTreeMap;

use super::index::{NO_ROW, Posting, ResourceIndex, rows_of_records};
use super::versions::documents_of;
use crate::base::document::{NodeForm, NodeId, RecordTree};
use crate::base::small_sort::SmallSort;
use crate::event::resources::ResourceEffect;
use crate::model::{Field, SortKey};
use crate::query::sort_key;
use crate::resources::{Change, History, HistoryRequest, ResourceRun, RunsRequest};
use crate::store::Store;
use crate::store::bits::Bits;
use crate::store::rows::NO_TIME;

/// Maximum number of parameters that are shown of a change.
const MOST_PARAMETERS: usize = 8;

/// Maximum length of a shown value in characters.
const VALUE_CHARACTERS: usize = 160;

/// Maximum number of people that are listed for a run.
const MOST_WHO: usize = 100;

/// A row that names the resource, and its effect on it.
struct Touch {
    row: usize,
    effect: ResourceEffect,
}

fn touches(index: &ResourceIndex, store: &Store, identity: &str) -> Vec<Touch> {
    let Some(wanted) = index.code(identity) else { return Vec::new() };
    let rows = rows_of_records(store);
    let mut touches: Vec<Touch> = index
        .postings()
        .filter(|posting| posting.code == wanted)
        .filter_map(|Posting { record, effect, .. }| {
            let row = rows.get(record as usize).copied().filter(|row| *row != NO_ROW)?;
            Some(Touch { row: row as usize, effect })
        })
        .collect();
    // Rows are in order of time; here the newest come first.
    touches.sort_unstable_by_key(|touch| std::cmp::Reverse(touch.row));
    touches
}

fn key(store: &Store, row: usize) -> SortKey {
    sort_key(store, Field::EventTime, row as u32)
}

fn millis(store: &Store, row: usize) -> Option<i64> {
    Some(store.rows.millis[row]).filter(|millis| *millis != NO_TIME)
}

/// Returns a page of the history; see [`History`].
pub(super) fn history(
    index: &ResourceIndex,
    store: &Store,
    matching: &Bits,
    ask: &HistoryRequest,
) -> History {
    let about = index.code(&ask.identity).map(|code| index.about(code)).unwrap_or_default();
    let mut history = History { about, ..History::default() };
    for Touch { row, effect } in touches(index, store, &ask.identity) {
        let inside = matching.has(row);
        if inside {
            history.counts[effect as usize] += 1;
        } else if effect.is_change() {
            history.outside += 1;
        }
        if !effect.is_change() || ask.before.as_ref().is_some_and(|before| key(store, row) >= *before) {
            continue;
        }
        let is_full = history.changes.len() == ask.limit as usize;
        // Once older changes are known to exist, the rest is only counted.
        if is_full && (inside || history.more) {
            history.more = true;
            continue;
        }
        let change = change(store, row, effect, inside, &ask.identity);
        if !inside && change.documents.is_empty() {
            continue;
        }
        match is_full {
            true => history.more = true,
            false => history.changes.push(change),
        }
    }
    history
}

fn change(store: &Store, row: usize, effect: ResourceEffect, inside: bool, identity: &str) -> Change {
    let value = |field| store.value(field, row).unwrap_or_default().to_owned();
    let text = store.text(row);
    let document = std::str::from_utf8(&text).ok().and_then(|text| RecordTree::read(text).ok());
    let documents = document.as_ref().map(|document| documents_of(document, identity)).unwrap_or_default();
    let found = document.as_ref().map(|document| parameters(document, identity));
    let (parameters, more_parameters) = found.unwrap_or_default();
    Change {
        row: store.rows.record[row],
        key: key(store, row),
        millis: millis(store, row),
        effect,
        event_name: value(Field::EventName),
        who: value(Field::Who),
        address: value(Field::SourceIpAddress),
        inside,
        parameters,
        more_parameters,
        documents: documents.into_iter().map(|version| version.name).collect(),
    }
}

/// Returns the request's texts and numbers by path, and how many more there are. A policy document
/// is only mentioned, and the resource's own name is left out.
fn parameters(document: &RecordTree, identity: &str) -> (Vec<(String, String)>, u32) {
    let Some(request) = document.at(&["requestParameters"]) else { return Default::default() };
    let mut found = Vec::new();
    let mut more = 0;
    let mut inside: Option<NodeId> = None;
    for node in document.nodes().filter(|node| *node > request) {
        if document.level(node) <= document.level(request) {
            break;
        }
        // A value that was embedded in a text is shown as a document.
        if let Some(packed) = inside {
            if document.level(node) > document.level(packed) {
                continue;
            }
            inside = None;
        }
        let text = if document.encoding(node).is_some() {
            inside = Some(node);
            "{…}"
        } else {
            match document.form(node) {
                NodeForm::Object | NodeForm::Array | NodeForm::Null => continue,
                _ => document.text(node),
            }
        };
        let is_own_name =
            text == identity || identity.strip_suffix(text).is_some_and(|rest| rest.ends_with(['/', ':']));
        if text.is_empty() || is_own_name {
            continue;
        }
        if found.len() == MOST_PARAMETERS {
            more += 1;
            continue;
        }
        let path = document.path(node);
        let path = path.strip_prefix("requestParameters.").unwrap_or(&path);
        // EC2 wraps every list in an additional object.
        found.push((path.replace(".items.", "."), shortened(text)));
    }
    (found, more)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(VALUE_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the runs between changes; see [`ResourceRun`].
pub(super) fn runs(
    index: &ResourceIndex,
    store: &Store,
    matching: &Bits,
    ask: &RunsRequest,
) -> Vec<ResourceRun> {
    let mut found: BTreeMap<(u32, ResourceEffect), Gathering> = BTreeMap::new();
    for Touch { row, effect } in touches(index, store, &ask.identity) {
        if effect.is_change() || !matching.has(row) {
            continue;
        }
        let own = key(store, row);
        let after = ask.bounds.partition_point(|bound| *bound > own) as u32;
        let value = |field| store.value(field, row).unwrap_or_default();
        let run = found.entry((after, effect)).or_insert_with(|| Gathering {
            run: ResourceRun {
                after,
                effect,
                events: 0,
                first_millis: None,
                last_millis: None,
                newest: own,
                row: store.rows.record[row],
                calls: Vec::new(),
                who: Vec::new(),
            },
            calls: BTreeMap::new(),
            who: BTreeMap::new(),
        });
        run.run.events += 1;
        let millis = millis(store, row);
        run.run.last_millis = run.run.last_millis.max(millis);
        run.run.first_millis = earlier(run.run.first_millis, millis);
        *run.calls.entry(value(Field::EventName).to_owned()).or_default() += 1;
        let who = value(Field::Who);
        if let Some(count) = run.who.get_mut(who) {
            *count += 1;
        } else if run.who.len() < MOST_WHO {
            run.who.insert(who.to_owned(), 1);
        }
    }
    found.into_values().map(Gathering::into_run).collect()
}

struct Gathering {
    run: ResourceRun,
    calls: BTreeMap<String, u64>,
    who: BTreeMap<String, u64>,
}

impl Gathering {
    fn into_run(self) -> ResourceRun {
        ResourceRun { calls: most_first(self.calls), who: most_first(self.who), ..self.run }
    }
}

fn earlier(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn most_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    // The sort is stable, so ties stay in order of name.
    counts.sort_small_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// Merges the changes of all workers. Returns the newest of them, and the worker of each.
pub fn merge_histories(parts: Vec<History>, limit: usize) -> (History, Vec<usize>) {
    let mut history = History::default();
    let mut changes: Vec<(Change, usize)> = Vec::new();
    for (worker, part) in parts.into_iter().enumerate() {
        for (sum, count) in history.counts.iter_mut().zip(part.counts) {
            *sum += count;
        }
        history.outside += part.outside;
        history.about.learn(part.about);
        history.more |= part.more;
        changes.extend(part.changes.into_iter().map(|change| (change, worker)));
    }
    changes.sort_small_by(|(one, _), (other, _)| other.key.cmp(&one.key));
    history.more |= changes.len() > limit;
    changes.truncate(limit);
    let (changes, workers) = changes.into_iter().unzip();
    history.changes = changes;
    (history, workers)
}

/// Merges the runs of all workers; equal runs of several workers become one. Each is returned with
/// the worker that has its newest event.
pub fn merge_runs(parts: Vec<Vec<ResourceRun>>) -> Vec<(ResourceRun, usize)> {
    let mut merged: BTreeMap<(u32, ResourceEffect), (Gathering, usize)> = BTreeMap::new();
    for (worker, run) in parts
        .into_iter()
        .enumerate()
        .flat_map(|(worker, runs)| runs.into_iter().map(move |run| (worker, run)))
    {
        let (calls, who) = (run.calls.clone(), run.who.clone());
        let place = (run.after, run.effect);
        let (sum, held_by) = merged.entry(place).or_insert_with(|| {
            let empty = ResourceRun { events: 0, first_millis: None, last_millis: None, ..run.clone() };
            (Gathering { run: empty, calls: BTreeMap::new(), who: BTreeMap::new() }, worker)
        });
        if run.newest > sum.run.newest {
            (sum.run.newest, sum.run.row, *held_by) = (run.newest, run.row, worker);
        }
        sum.run.events += run.events;
        sum.run.first_millis = earlier(sum.run.first_millis, run.first_millis);
        sum.run.last_millis = sum.run.last_millis.max(run.last_millis);
        for (call, count) in calls {
            *sum.calls.entry(call).or_default() += count;
        }
        for (name, count) in who {
            *sum.who.entry(name).or_default() += count;
        }
    }
    merged.into_values().map(|(run, worker)| (run.into_run(), worker)).collect()
}
