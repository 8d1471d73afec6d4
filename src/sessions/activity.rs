//! The calls of an actor, session or chain in order: every worker passes on the calls of its rows,
//! and the worker that followed folds them into runs.
//!
//! Calls that only read form one run as long as their names begin with the same verb, no other call
//! comes in between, and no pause is longer than [`PAUSE_MILLIS`]; other calls form one run as long
//! as their names are the same. A separate line states each change of address or program.

use hashbrown::HashMap;

use super::answers::{CallEffect, EventPlace, Story, StoryRun};
use super::asks::{ActivityRequest, SessionScope};
use super::effect::RowKinds;
use super::graph::{Graph, NONE};
use super::scope;
use crate::base::small_sort::SmallSort;
use crate::base::time::TimeRange;
use crate::model::{Field, StorageGroup};
use crate::store::Store;
use crate::store::cuts::guid_text;
use crate::store::dictionary::Interner;
use crate::store::packing::{PackedReader, PackedWriter, PackingError};
use crate::store::rows::NO_TIME;

/// Minimum pause that ends a run, in milliseconds: 10 minutes.
pub const PAUSE_MILLIS: i64 = 10 * 60_000;

/// Maximum number of calls that each worker passes on.
const CALLS: usize = 60_000;

/// Maximum number of events, and of errors, that a run lists.
const SOME: usize = 8;

/// Returns the calls in scope, of one worker.
pub(super) fn share_calls(store: &Store, of: SessionScope, time: Option<TimeRange>) -> Vec<u8> {
    let entries = scope::entries(store, of);
    let kinds = RowKinds::of(store);
    let mut texts = Interner::default();
    let mut calls = PackedWriter::default();
    let (mut count, mut left_out) = (0_u64, 0_u64);
    let rows = scope::rows(store, time);
    let codes = store.entries(StorageGroup::Identity);
    let mut last = 0;
    for row in rows.filter(|row| entries.has(codes[*row] as usize)) {
        if count >= CALLS as u64 {
            left_out += 1;
            continue;
        }
        count += 1;
        let millis = store.rows.millis[row];
        let value = |field: Field| store.value(field, row).unwrap_or_default();
        let read_only = Some(value(Field::ReadOnly)).filter(|flag| !flag.is_empty());
        let read_only = read_only.map(|flag| flag.eq_ignore_ascii_case("true"));
        let failed = kinds.is_failed(store, row);
        let error = if failed { value(Field::ErrorCode) } else { "" };
        let record = store.rows.record[row];
        calls.signed(millis.wrapping_sub(last));
        last = millis;
        for text in [
            value(Field::EventName),
            value(Field::Service),
            value(Field::SourceIpAddress),
            value(Field::UserAgentFamily),
            error,
        ] {
            calls.number(u64::from(texts.intern(text.as_bytes()).0));
        }
        calls.byte(CallEffect::of(value(Field::EventName), read_only) as u8 | u8::from(failed) << 4);
        calls.number(u64::from(record));
        calls.hash(store.texts.ids(record)[0]);
    }
    let mut out = PackedWriter::default();
    out.number(texts.len() as u64);
    (0..texts.len() as u32).for_each(|code| out.text(texts.bytes(code)));
    out.number(left_out);
    out.number(count);
    out.0.extend_from_slice(&calls.0);
    out.0
}

/// A call of a story, as one worker returned it, with its texts as codes of a pool.
#[derive(Clone, Copy, Debug)]
struct ActivityCall {
    millis: i64,
    id: u128,
    name: u32,
    service: u32,
    address: u32,
    agent: u32,
    error: u32,
    worker: u32,
    record: u32,
    effect: CallEffect,
    failed: bool,
}

/// A folded story, of which the page requests parts.
#[derive(Debug, Default)]
pub(super) struct FoldedStory {
    calls: u64,
    left_out: u64,
    runs: Vec<StoryRun>,
}

impl FoldedStory {
    /// Folds the calls of all workers.
    pub fn of(graph: &Graph, parts: &[Vec<u8>]) -> Result<FoldedStory, PackingError> {
        let mut pool = Interner::default();
        let mut calls = Vec::new();
        let mut left_out = 0;
        // If a worker left out calls, the calls of other workers from that time on would look
        // complete.
        let mut until = i64::MAX;
        for (worker, part) in parts.iter().enumerate() {
            let cut = read_part(part, worker as u32, &mut pool, &mut calls)?;
            if cut > 0 {
                until = until.min(calls.last().map_or(i64::MAX, |call: &ActivityCall| call.millis));
                left_out += cut;
            }
        }
        let before = calls.len();
        calls.retain(|call| call.millis <= until);
        left_out += (before - calls.len()) as u64;
        calls.sort_small_by_key(|call| (call.millis, call.id, call.worker, call.record));
        let opened = opened(graph);
        let mut folding = Folding { pool: &pool, opened: &opened, runs: Vec::new(), last: None };
        calls.iter().for_each(|call| folding.take(call));
        Ok(FoldedStory { calls: calls.len() as u64 + left_out, left_out, runs: folding.runs })
    }

    /// Returns some of the runs.
    pub fn tell(&self, ask: ActivityRequest) -> Story {
        Story {
            calls: self.calls,
            total: self.runs.len() as u32,
            left_out: self.left_out,
            runs: self.runs.iter().skip(ask.first as usize).take(ask.limit as usize).cloned().collect(),
        }
    }
}

/// Returns the session that each event opened, by worker and record.
fn opened(graph: &Graph) -> HashMap<(u32, u32), u32> {
    let mut opened = HashMap::new();
    for (number, session) in graph.sessions.iter().enumerate().rev() {
        let by_link =
            session.link.filter(|_| session.parent != NONE).and_then(|link| graph.issue(link.issue));
        for issuing in [by_link, session.made.and_then(|made| graph.issue(made.issue))].into_iter().flatten()
        {
            opened.insert((issuing.worker, issuing.record), number as u32);
        }
    }
    opened
}

fn read_part(
    part: &[u8],
    worker: u32,
    pool: &mut Interner,
    calls: &mut Vec<ActivityCall>,
) -> Result<u64, PackingError> {
    let mut reader = PackedReader(part);
    let mut texts = Vec::new();
    for _ in 0..reader.small()? {
        texts.push(pool.intern(reader.text()?).0);
    }
    let text = |reader: &mut PackedReader<'_>| {
        texts.get(reader.small()? as usize).copied().ok_or(PackingError::Contradiction)
    };
    let left_out = reader.number()?;
    let mut last = 0_i64;
    for _ in 0..reader.number()? {
        last = last.wrapping_add(reader.signed()?);
        let [name, service, address, agent, error] = [
            text(&mut reader)?,
            text(&mut reader)?,
            text(&mut reader)?,
            text(&mut reader)?,
            text(&mut reader)?,
        ];
        let flags = reader.byte()?;
        let effect = match flags & 0xf {
            0 => CallEffect::Reads,
            1 => CallEffect::Creates,
            2 => CallEffect::Changes,
            3 => CallEffect::Deletes,
            _ => CallEffect::Obtains,
        };
        let failed = flags >> 4 == 1;
        let (record, id) = (reader.small()?, reader.hash()?);
        calls.push(ActivityCall {
            millis: last,
            id,
            name,
            service,
            address,
            agent,
            error,
            worker,
            record,
            effect,
            failed,
        });
    }
    Ok(left_out)
}

/// Folds calls into runs.
struct Folding<'a> {
    pool: &'a Interner,
    opened: &'a HashMap<(u32, u32), u32>,
    runs: Vec<StoryRun>,
    last: Option<ActivityCall>,
}

impl Folding<'_> {
    fn text(&self, code: u32) -> &str {
        std::str::from_utf8(self.pool.bytes(code)).unwrap_or_default()
    }

    fn take(&mut self, call: &ActivityCall) {
        let last = self.last.replace(*call);
        if last.is_none_or(|last| (last.address, last.agent) != (call.address, call.agent)) {
            self.runs.push(StoryRun::From {
                millis: call.millis,
                address: self.text(call.address).to_owned(),
                user_agent: self.text(call.agent).to_owned(),
            });
        }
        let opens = self.opened.get(&(call.worker, call.record)).copied();
        let is_more = opens.is_none() && last.is_some_and(|last| self.goes_on(&last, call));
        if !is_more || !self.extend(call) {
            self.begin(call, opens);
        }
    }

    /// Whether a call belongs to the run of the one before it.
    fn goes_on(&self, last: &ActivityCall, call: &ActivityCall) -> bool {
        let near = last.millis == NO_TIME || call.millis - last.millis <= PAUSE_MILLIS;
        let same = last.name == call.name && last.service == call.service;
        let alike =
            last.effect == CallEffect::Reads && verb(self.text(last.name)) == verb(self.text(call.name));
        near && last.effect == call.effect && (same || alike)
    }

    fn begin(&mut self, call: &ActivityCall, opened: Option<u32>) {
        let id = if call.id == 0 { Vec::new() } else { guid_text(call.id).to_vec() };
        self.runs.push(StoryRun::Calls {
            name: self.text(call.name).to_owned(),
            services: vec![self.text(call.service).to_owned()],
            calls: 1,
            failed: u64::from(call.failed),
            errors: Some(self.text(call.error).to_owned())
                .filter(|error| !error.is_empty())
                .into_iter()
                .collect(),
            effect: call.effect,
            first: EventPlace {
                worker: call.worker,
                record: call.record,
                event_id: String::from_utf8(id).unwrap_or_default(),
                millis: call.millis,
            },
            last_millis: call.millis,
            some: vec![(call.worker, call.record)],
            opened,
        });
    }

    /// Adds a call to the last run. Returns false if that is not possible.
    fn extend(&mut self, call: &ActivityCall) -> bool {
        let (own_name, own_service, own_error) = (
            self.text(call.name).to_owned(),
            self.text(call.service).to_owned(),
            self.text(call.error).to_owned(),
        );
        let Some(StoryRun::Calls {
            name, services, calls, failed, errors, last_millis, some, opened, ..
        }) = self.runs.last_mut()
        else {
            return false;
        };
        if opened.is_some() {
            return false;
        }
        if *name != own_name && !name.ends_with('*') {
            *name = format!("{}*", verb(&own_name));
        }
        if !services.contains(&own_service) {
            services.push(own_service);
        }
        if !own_error.is_empty() && !errors.contains(&own_error) && errors.len() < SOME {
            errors.push(own_error);
        }
        *calls += 1;
        *failed += u64::from(call.failed);
        *last_millis = call.millis;
        if some.len() < SOME {
            some.push((call.worker, call.record));
        }
        true
    }
}

/// Returns the first word of a call's name: `Describe` for `DescribeInstances`.
fn verb(name: &str) -> &str {
    let end = name.char_indices().skip(1).find(|(_, character)| !character.is_ascii_lowercase());
    &name[..end.map_or(name.len(), |(at, _)| at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_first_words() {
        assert_eq!(verb("DescribeInstances"), "Describe");
        assert_eq!(verb("GetObject"), "Get");
        assert_eq!(verb("invoke"), "invoke");
        assert_eq!(verb("É"), "É");
        assert_eq!(verb(""), "");
    }
}
