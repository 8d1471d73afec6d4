//! Delivery as CloudTrail does it: events become log files per account, Region and five minutes,
//! unsorted; an hourly digest lists those files.

use super::background::{Teller, hours};
use super::calendar::{self, SLOT, START, stamp};
use super::digest::{DigestChainWriter, DigestName, ListedLogFile, SignedDigest, folder, hash, public_keys};
use super::gzip;
use super::incident::{INTRUDER_ADDRESS, IncidentPhase, Plot, plot};
use super::organization::{ACCOUNTS, Organization, REGIONS, STREAMS};
use super::random::{Random, mix};
use super::record::SampleEvent;
use super::writing::{append, joined, replaced};

/// A file of the sample as a download would leave it on disk, except that nothing is compressed: a
/// path that ends in `.gz` still has plain bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFile {
    /// The index in the list of all files.
    pub number: u32,
    /// The path relative to the download folder, with `/` between the parts.
    pub path: String,
    /// The content, uncompressed.
    pub bytes: Vec<u8>,
    /// Number of records.
    pub records: u32,
}

impl SampleFile {
    /// Returns the bytes in the format that the name implies: gzip, stored without compression, if
    /// the path ends in `.gz`.
    pub fn packed(self) -> Vec<u8> {
        if self.path.ends_with(".gz") { gzip::stored(&self.bytes) } else { self.bytes }
    }
}

/// Options for cutting a trail into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    /// Maximum number of records in a log file.
    pub events_per_file: usize,
    /// Size in bytes at which a log file is closed.
    pub bytes_per_file: usize,
    /// Whether every digest gets a sidecar with its signature. If `false`, only digests whose
    /// signature no other file contains get one: the last of a chain, and the last before the
    /// missing one.
    pub every_signature: bool,
}

impl Default for Packing {
    fn default() -> Self {
        // CloudTrail closes a file at 50 MB; five minutes of the sample never reach that.
        Packing { events_per_file: usize::MAX, bytes_per_file: 50_000_000, every_signature: true }
    }
}

/// The address in the altered record.
const FALSE_ADDRESS: &str = "198.51.100.4";

/// Returns the id of the event whose record is changed after delivery, to conceal who left the
/// backdoor: the one that grants the backdoor its rights.
#[inline(never)]
pub(super) fn altered_event(plot: &Plot) -> &str {
    let step = plot.steps.iter().find(|step| step.event_name == "AttachUserPolicy");
    step.map_or("", |step| &step.event_id)
}

/// Returns the name of the removed digest, the one that covers the escalation.
#[inline(never)]
pub(super) fn missing_digest(plot: &Plot) -> DigestName {
    let step = plot.steps.iter().find(|step| step.phase == IncidentPhase::Escalation);
    let (stream, seconds) = step.map_or((0, START), |step| {
        let account = ACCOUNTS.iter().position(|account| *account == step.account).unwrap_or(0);
        (account * REGIONS.len(), step.seconds)
    });
    DigestName::covering(stream, seconds + SLOT)
}

/// The files of a trail, in order of delivery.
pub struct Files {
    teller: Teller,
    packing: Packing,
    seed: u64,
    hours: i64,
    /// Events that wait for their file, by stream: first those delivered at the end of the next
    /// slot, then those of the slot after it, and so on.
    waiting: Vec<[Vec<SampleEvent>; STREAMS]>,
    due: i64,
    chains: Vec<DigestChainWriter>,
    /// Files ready to be returned, in reverse order.
    ready: Vec<SampleFile>,
    number: u32,
    part: u32,
    parts: u32,
    altered: String,
    missing: DigestName,
    finished: bool,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Files")
    }
}

impl Files {
    /// Returns the files of part `part` of `parts` of a trail.
    #[inline(never)]
    pub(super) fn new(seed: u64, events: u64, packing: Packing, part: u32, parts: u32) -> Files {
        let hours = hours(events);
        let plot = plot(&Organization::new(seed, events), hours);
        Files {
            teller: Teller::new(seed, events),
            packing,
            seed,
            hours,
            waiting: Vec::new(),
            due: START + SLOT,
            chains: (0..STREAMS).map(DigestChainWriter::new).collect(),
            ready: Vec::new(),
            number: 0,
            part,
            parts: parts.max(1),
            altered: altered_event(&plot).to_string(),
            missing: missing_digest(&plot),
            finished: false,
        }
    }

    #[inline(never)]
    fn put(&mut self, path: String, text: String, records: usize) {
        let number = self.number;
        self.number += 1;
        if number % self.parts == self.part {
            let records = records as u32;
            self.ready.push(SampleFile { number, path, bytes: text.into_bytes(), records });
        }
    }

    /// Generates one more slot and delivers the files that are due by then.
    #[inline(never)]
    fn advance(&mut self) {
        match self.teller.next_slot() {
            Some((events, _)) => {
                for event in events {
                    let place = ((delivered(&event) - self.due) / SLOT) as usize;
                    while self.waiting.len() <= place {
                        self.waiting.push(Default::default());
                    }
                    self.waiting[place][event.stream].push(event);
                }
            }
            None => self.finished = true,
        }
        while !(self.finished && self.waiting.is_empty()) {
            if self.waiting.is_empty() {
                self.waiting.push(Default::default());
            }
            let streams = self.waiting.remove(0);
            self.deliver_digests(self.due);
            for (stream, events) in streams.into_iter().enumerate() {
                self.deliver_logs(stream, events);
            }
            self.due += SLOT;
            if !self.finished {
                break;
            }
        }
        if self.finished {
            self.deliver_digests(i64::MAX);
            self.put("keys/public-keys.json".to_string(), public_keys(self.hours), 0);
        }
        self.ready.reverse();
    }

    /// Delivers the digests that end before `before`.
    #[inline(never)]
    fn deliver_digests(&mut self, before: i64) {
        for stream in 0..self.chains.len() {
            while self.chains[stream].next.hour < self.hours && self.chains[stream].next.end() < before {
                let written = self.chains[stream].write();
                self.deliver_digest(written);
            }
        }
    }

    #[inline(never)]
    fn deliver_digest(&mut self, written: SignedDigest) {
        let name = written.name;
        if name == self.missing {
            return;
        }
        let last = name.hour + 1 == self.hours;
        let before_missing = name.stream == self.missing.stream && name.hour + 1 == self.missing.hour;
        let head = (self.packing.every_signature || last || before_missing).then(|| written.head());
        let path = written.path;
        let attachments = joined(&[&path, ".head.json"]);
        self.put(path, written.text, 0);
        if let Some(head) = head {
            self.put(attachments, head, 0);
        }
    }

    #[inline(never)]
    fn deliver_logs(&mut self, stream: usize, mut events: Vec<SampleEvent>) {
        let at = self.due;
        Random::new(mix(self.seed, mix(at as u64, stream as u64))).shuffle(&mut events);
        let mut rest = events.as_slice();
        let mut serial = 0;
        while !rest.is_empty() {
            let mut bytes = 0;
            let mut count = 0;
            for event in rest.iter().take(self.packing.events_per_file.max(1)) {
                bytes += event.text.len() + 1;
                count += 1;
                if bytes >= self.packing.bytes_per_file {
                    break;
                }
            }
            let (these, those) = rest.split_at(count);
            rest = those;
            self.deliver_log(stream, these, bytes, serial);
            serial += 1;
        }
    }

    #[inline(never)]
    fn deliver_log(&mut self, stream: usize, events: &[SampleEvent], bytes: usize, serial: u32) {
        let at = self.due;
        let path = log_path(self.seed, stream, at, serial);
        let mut text = String::with_capacity(bytes + 16);
        for (place, event) in events.iter().enumerate() {
            append(&mut text, &[if place == 0 { "{\"Records\":[" } else { "," }, &event.text]);
        }
        append(&mut text, &["]}"]);
        let times = events.iter().map(|event| event.time);
        self.chains[stream].logs.push(ListedLogFile {
            path: path.clone(),
            hash: hash(text.as_bytes()),
            oldest: times.clone().min().unwrap_or(at),
            newest: times.max().unwrap_or(at),
        });
        if let Some(event) = events.iter().find(|event| event.id == self.altered) {
            let record = replaced(&event.text, INTRUDER_ADDRESS, FALSE_ADDRESS, 1);
            text = replaced(&text, &event.text, &record, 1);
        }
        self.put(path, text, events.len());
    }
}

impl Iterator for Files {
    type Item = SampleFile;

    fn next(&mut self) -> Option<SampleFile> {
        while self.ready.is_empty() && !self.finished {
            self.advance();
        }
        self.ready.pop()
    }
}

/// Returns the path of a log file: number `serial` of a stream and delivery time.
#[inline(never)]
pub(super) fn log_path(seed: u64, stream: usize, at: i64, serial: u32) -> String {
    let mut path = folder(stream, "CloudTrail", at);
    let (account, region) = (ACCOUNTS[stream / REGIONS.len()], REGIONS[stream % REGIONS.len()]);
    append(&mut path, &[account, "_CloudTrail_", region, "_"]);
    stamp(&mut path, at, calendar::MINUTE);
    append(&mut path, &["_"]);
    let place = mix(stream as u64, u64::from(serial));
    Random::new(mix(seed, mix(at as u64, place))).alphanumeric(&mut path, 16);
    append(&mut path, &[".json.gz"]);
    path
}

/// Returns the delivery time of an event's log file: one to four minutes after the event, rounded
/// up to the next full five minutes.
fn delivered(event: &SampleEvent) -> i64 {
    let delay = 60 + event.id.bytes().fold(0, |sum, byte| sum * 31 % 1009 + i64::from(byte)) % 180;
    START + (event.time + delay - START).div_euclid(SLOT) * SLOT + SLOT
}
