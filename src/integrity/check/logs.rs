//! Checks every log file against the digests that list it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::listings::{ObjectEntries, listings};
use super::queries::OfQueries;
use super::{CheckContext, place};
use crate::base::remark::{Remark, RemarkPart};
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::{ContentHash, FileEvidence, Role, Wrapping};
use crate::integrity::model::findings::{
    Class, FileFinding, Findings, Location, LogFault, LogFinding, LogVerdict, Object, ObjectId,
};
use crate::integrity::parse::location::{self, agreement, is_named_gzip};

/// The properties by which candidate files of a listed object are grouped; equal files get one
/// finding. A file that was decompressed, or recompressed, is grouped with the original.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CandidateKind {
    hash: Option<ContentHash>,
    wrapping: Wrapping,
    is_named_gzip: bool,
    has_trailing: bool,
}

pub(super) fn collect(
    case: &CheckContext,
    all_evidence: &[FileEvidence],
    of_queries: &OfQueries,
    findings: &mut Findings,
) {
    let listings = listings(case, findings);
    let logs = judged_logs(
        &listings,
        &FolderBuckets::of(case),
        all_evidence,
        of_queries,
        &files_of_digests(findings),
    );
    add(logs, all_evidence, findings);
}

/// The buckets that each folder above `AWSLogs` belongs to, known from digests that lie below a
/// folder with the name of their bucket.
struct FolderBuckets(HashMap<String, HashSet<String>>);

impl FolderBuckets {
    fn of(case: &CheckContext) -> FolderBuckets {
        let mut buckets: HashMap<String, HashSet<String>> = HashMap::new();
        for item in case.items.iter().filter(|item| item.location == Location::Bucket) {
            if let Some(root) = &item.root {
                buckets.entry(root.clone()).or_default().insert(item.object.bucket.clone());
            }
        }
        FolderBuckets(buckets)
    }

    /// Returns whether a file can be an object, judging by its folder.
    fn may_hold(&self, path: &str, object: &Object) -> bool {
        let Some(relative) = location::relative(path) else { return true };
        let buckets = self.0.get(&path[..path.len() - relative.len()]);
        buckets.is_none_or(|buckets| buckets.contains(&object.bucket))
    }
}

/// How well a file matches an object; greater means more certain.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ObjectFit {
    /// Its path agrees.
    Place,
    /// Its path and bucket agree.
    Bucket,
    /// It has the content that a digest lists.
    Content,
    /// It has the content that a verified digest lists.
    ProvenContent,
}

impl ObjectFit {
    /// Returns how well a file matches a listed object; `None` if its path excludes that it is this
    /// object.
    fn of(
        file_evidence: &FileEvidence,
        object: &Object,
        listing: &ObjectEntries<'_>,
        buckets: &FolderBuckets,
    ) -> Option<ObjectFit> {
        let agreement = agreement(&file_evidence.path, object);
        if matches!(agreement, Location::Differs | Location::Unknown)
            || !buckets.may_hold(&file_evidence.path, object)
        {
            return None;
        }
        let own = file_evidence.fingerprint.sha256.map(|hash| hash.to_string()).unwrap_or_default();
        let (worth, hashes) = listing.best();
        Some(match (hashes.contains(&own.as_str()), agreement) {
            (true, _) if worth == Some(Class::Verified) => ObjectFit::ProvenContent,
            (_, Location::Bucket) => ObjectFit::Bucket,
            (true, _) => ObjectFit::Content,
            _ => ObjectFit::Place,
        })
    }
}

/// The files that may be logs, as indices into the evidence.
struct LogFiles {
    /// The files with each plain name.
    by_name: HashMap<String, Vec<usize>>,
    /// The first file with each content.
    by_hash: HashMap<ContentHash, usize>,
}

impl LogFiles {
    fn of(all_evidence: &[FileEvidence]) -> LogFiles {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_hash: HashMap<ContentHash, usize> = HashMap::new();
        for (number, file_evidence) in
            all_evidence.iter().enumerate().filter(|(_, file_evidence)| may_be_log(file_evidence))
        {
            let same_name = by_name.entry(location::plain_name(&file_evidence.path));
            // There are tens of thousands of names, and nearly all belong to one file.
            same_name.or_insert_with(|| Vec::with_capacity(1)).push(number);
            if let Some(hash) = file_evidence.fingerprint.sha256 {
                by_hash.entry(hash).or_insert(number);
            }
        }
        LogFiles { by_name, by_hash }
    }

    /// Returns the candidate files of each listed object, in no order: a file is a candidate of the
    /// objects that it matches best.
    fn candidates<'l>(
        &self,
        listings: &BTreeMap<&'l Object, ObjectEntries<'_>>,
        buckets: &FolderBuckets,
        all_evidence: &[FileEvidence],
    ) -> HashMap<&'l Object, Vec<usize>> {
        // The objects that each file may represent. One key in two buckets, or in the trails of an
        // organisation and of a member, is two objects. The path distinguishes them, and if it does
        // not, the content does.
        let mut objects_of: HashMap<usize, Vec<(ObjectFit, &'l Object)>> = HashMap::new();
        for (&object, listing) in listings {
            for number in self.by_name.get(&location::plain_name(&object.key)).into_iter().flatten() {
                if let Some(fit) = ObjectFit::of(&all_evidence[*number], object, listing, buckets) {
                    objects_of.entry(*number).or_default().push((fit, object));
                }
            }
        }
        let mut files_of: HashMap<&Object, Vec<usize>> = HashMap::new();
        for (number, objects) in objects_of {
            let best = objects.iter().map(|(fit, _)| *fit).max();
            for (_, object) in objects.iter().filter(|(fit, _)| Some(*fit) == best) {
                files_of.entry(object).or_default().push(number);
            }
        }
        files_of
    }
}

/// Returns a finding for each log, by object, with the indices of its files.
fn judged_logs(
    listings: &BTreeMap<&Object, ObjectEntries<'_>>,
    buckets: &FolderBuckets,
    all_evidence: &[FileEvidence],
    of_queries: &OfQueries,
    files_of_digests: &HashSet<(u32, Option<u32>)>,
) -> Vec<(LogFinding, Vec<usize>)> {
    let log_files = LogFiles::of(all_evidence);
    let mut candidates = log_files.candidates(listings, buckets, all_evidence);
    let mut is_listed = vec![false; all_evidence.len()];
    for number in candidates.values().flatten() {
        is_listed[*number] = true;
    }
    let mut logs: Vec<(LogFinding, Vec<usize>)> = Vec::with_capacity(listings.len());
    for (&object, listing) in listings {
        let kinds = by_kind(candidates.remove(object).unwrap_or_default(), all_evidence);
        // A file that only an INVALID digest lists is not reported as missing.
        if kinds.is_empty() && listing.best().0.is_some() {
            logs.push((missing(object, listing, &log_files.by_hash, all_evidence), Vec::new()));
        }
        for (kind, numbers) in kinds {
            logs.push((judged(object, listing, kind, &numbers, all_evidence), numbers));
        }
    }
    let listed_hashes: HashMap<&str, &Object> = listings
        .iter()
        .flat_map(|(object, listing)| listing.entries.iter().map(move |(_, hash, _)| (*hash, *object)))
        .collect();
    for (number, file_evidence) in all_evidence.iter().enumerate() {
        let is_digest = files_of_digests.contains(&(file_evidence.file, file_evidence.entry));
        if is_log(file_evidence, is_digest) && !is_listed[number] && !of_queries.contains_key(&number) {
            logs.push((not_covered(file_evidence, &listed_hashes), vec![number]));
        }
    }
    logs.sort_small_by(|(a, _), (b, _)| {
        (&a.object.key, &a.object.bucket, &a.places).cmp(&(&b.object.key, &b.object.bucket, &b.places))
    });
    logs
}

/// Returns the candidate files of one object by kind, those of a kind in order of the evidence.
fn by_kind(mut files: Vec<usize>, all_evidence: &[FileEvidence]) -> BTreeMap<CandidateKind, Vec<usize>> {
    let mut kinds: BTreeMap<CandidateKind, Vec<usize>> = BTreeMap::new();
    files.sort_small();
    for number in files {
        kinds.entry(kind(&all_evidence[number])).or_default().push(number);
    }
    kinds
}

/// Returns whether a file is a log even if no digest lists it: by its role, by the events in it, or by
/// its name. `is_digest` tells whether it has a finding as a digest.
fn is_log(file_evidence: &FileEvidence, is_digest: bool) -> bool {
    file_evidence.role == Role::Log
        || file_evidence.records > 0 && !is_digest
        || matches!(file_evidence.role, Role::Other) && location::log(&file_evidence.path).is_some()
}

fn may_be_log(file_evidence: &FileEvidence) -> bool {
    !matches!(file_evidence.role, Role::Keys(_) | Role::ObjectMetadata(_) | Role::TrailDescription(_))
}

fn kind(file_evidence: &FileEvidence) -> CandidateKind {
    let fingerprint = &file_evidence.fingerprint;
    let is_sound = match fingerprint.wrapping {
        wrapping if wrapping.is_without_gzip() => !is_named_gzip(&file_evidence.path),
        Wrapping::Gzip => true,
        _ => false,
    };
    CandidateKind {
        hash: fingerprint.sha256,
        wrapping: if is_sound { Wrapping::Gzip } else { fingerprint.wrapping },
        is_named_gzip: is_sound || is_named_gzip(&file_evidence.path),
        has_trailing: fingerprint.trailing_bytes > 0,
    }
}

fn finding(object: &Object, listing: &ObjectEntries<'_>, verdict: LogVerdict) -> LogFinding {
    let (_, hashes) = listing.best();
    let expected = hashes.first().copied().or(listing.entries.first().map(|(_, hash, _)| *hash));
    let mut listed_by: Vec<(u32, u32)> = listing.entries.iter().map(|(by, _, _)| *by).collect();
    listed_by.sort_small();
    listed_by.dedup();
    LogFinding {
        places: Vec::new(),
        object: object.clone(),
        delivered_millis: location::log(&object.key).map(|log| log.delivered_millis),
        verdict,
        expected: expected.map(str::to_owned),
        found: None,
        listed_by,
        notes: Vec::new(),
    }
}

fn missing(
    object: &Object,
    listing: &ObjectEntries<'_>,
    by_hash: &HashMap<ContentHash, usize>,
    all_evidence: &[FileEvidence],
) -> LogFinding {
    let mut log = finding(object, listing, LogVerdict::Missing);
    let expected = log.expected.as_ref().and_then(|hash| hash.parse::<ContentHash>().ok());
    if let Some(number) = expected.and_then(|hash| by_hash.get(&hash)) {
        let path = RemarkPart::Path(all_evidence[*number].path.clone());
        log.notes.push(Remark::of([RemarkPart::words("a file with its content is here as "), path]));
    }
    log
}

fn judged(
    object: &Object,
    listing: &ObjectEntries<'_>,
    kind: CandidateKind,
    numbers: &[usize],
    all_evidence: &[FileEvidence],
) -> LogFinding {
    let (worth, expected) = listing.best();
    let own = kind.hash.map(|hash| hash.to_string()).unwrap_or_default();
    let is_equal = expected.contains(&own.as_str());
    let mut notes: Vec<Remark> = Vec::new();
    let mut verdict = match (worth, kind.wrapping) {
        (_, Wrapping::Unreadable | Wrapping::Unopened) => LogVerdict::Unreadable,
        _ if kind.hash.is_none() => LogVerdict::Unreadable,
        (None, _) => LogVerdict::NotCovered,
        (Some(Class::Verified), _) => {
            let fault = numbers.iter().find_map(|number| fault(&all_evidence[*number], &expected));
            fault.map_or(LogVerdict::Verified, LogVerdict::Invalid)
        }
        // An unproven digest is no evidence against a file.
        (Some(_), _) if !is_equal => LogVerdict::DiffersFromUnproven,
        (Some(Class::FoundKey), _) => LogVerdict::FoundKey,
        (Some(_), _) => LogVerdict::MatchesUnproven,
    };
    if kind.wrapping == Wrapping::Gzip {
        let all = numbers.iter().map(|number| all_evidence[*number].fingerprint.wrapping.note_of_unpacking());
        let mut of_unpacking: Vec<&str> = all.flatten().collect();
        of_unpacking.sort_small();
        of_unpacking.dedup();
        notes.extend(of_unpacking.into_iter().map(Remark::from));
    }
    match kind.wrapping {
        Wrapping::Plain | Wrapping::Repacked => notes.push("it is named .gz and is no gzip".into()),
        Wrapping::GzipNoTrailer => {
            notes.push("the checksum at the end of its gzip is missing; its content is whole".into());
        }
        Wrapping::GzipCut => notes.push("its gzip breaks off".into()),
        Wrapping::GzipChecksum => notes.push("the checksum of its gzip is wrong".into()),
        Wrapping::GzipBroken => notes.push("its gzip is damaged".into()),
        Wrapping::Gzip | Wrapping::Unreadable | Wrapping::Unopened => {}
    }
    if kind.has_trailing {
        let most = numbers.iter().map(|number| all_evidence[*number].fingerprint.trailing_bytes).max();
        notes.push(Remark::of([
            RemarkPart::Number(most.unwrap_or(0)),
            RemarkPart::words(" bytes follow the end of its gzip data"),
        ]));
    }
    if matches!(verdict, LogVerdict::Invalid(LogFault::Format | LogFault::TrailingData)) && is_equal {
        notes.push("the hash of its content is the one that the digest says".into());
    }
    if verdict == LogVerdict::Invalid(LogFault::Hash)
        && expected.iter().any(|hash| hash.eq_ignore_ascii_case(&own))
    {
        notes.push("the hashes differ only in upper and lower case; CloudTrail writes lower case".into());
    }
    if verdict == LogVerdict::DiffersFromUnproven {
        notes.push(
            "the file or the digest that lists it was altered, or the digest was made up; with the digest's signature and key this can be determined".into(),
        );
    }
    if verdict == LogVerdict::NotCovered {
        notes.push("only a digest that is INVALID lists it".into());
    }
    // If verified digests disagree about an object, neither proves it.
    if verdict == LogVerdict::Verified && expected.iter().any(|hash| *hash != own) {
        notes.push("another verified digest lists it with another hash".into());
        verdict = LogVerdict::Invalid(LogFault::Hash);
    }
    LogFinding {
        places: numbers.iter().map(|number| place(&all_evidence[*number])).collect(),
        found: kind.hash,
        notes,
        ..finding(object, listing, verdict)
    }
}

/// Returns the fault that the AWS CLI would find in a log file that should have one of these
/// hashes, checked in the same order.
pub(in crate::integrity) fn fault(file_evidence: &FileEvidence, expected: &[&str]) -> Option<LogFault> {
    let fingerprint = &file_evidence.fingerprint;
    let own = fingerprint.sha256.map(|hash| hash.to_string()).unwrap_or_default();
    match fingerprint.wrapping {
        // To the AWS CLI, an empty file is not invalid gzip, but has no content.
        wrapping
            if wrapping.is_without_gzip()
                && is_named_gzip(&file_evidence.path)
                && file_evidence.bytes > 0 =>
        {
            Some(LogFault::Format)
        }
        Wrapping::GzipChecksum | Wrapping::GzipBroken => Some(LogFault::Format),
        _ if fingerprint.trailing_bytes > 0 => Some(LogFault::TrailingData),
        _ if !expected.contains(&own.as_str()) => Some(LogFault::Hash),
        _ => None,
    }
}

fn not_covered(file_evidence: &FileEvidence, listed_hashes: &HashMap<&str, &Object>) -> LogFinding {
    let key = location::relative(&file_evidence.path).unwrap_or(&file_evidence.path);
    let mut notes: Vec<Remark> = Vec::new();
    let is_unread = matches!(file_evidence.fingerprint.wrapping, Wrapping::Unreadable | Wrapping::Unopened);
    let own = file_evidence.fingerprint.sha256.map(|hash| hash.to_string()).unwrap_or_default();
    if let Some(object) = listed_hashes.get(own.as_str()) {
        notes.push(Remark::of([
            RemarkPart::words("its content is that of "),
            RemarkPart::from((*object).clone()),
            RemarkPart::words(": it was moved, renamed or copied"),
        ]));
    }
    LogFinding {
        places: vec![place(file_evidence)],
        object: Object { bucket: String::new(), key: key.to_owned() },
        delivered_millis: location::log(key).map(|log| log.delivered_millis),
        verdict: if is_unread { LogVerdict::Unreadable } else { LogVerdict::NotCovered },
        expected: None,
        found: file_evidence.fingerprint.sha256,
        listed_by: Vec::new(),
        notes,
    }
}

/// Returns the files that are digests.
fn files_of_digests(findings: &Findings) -> HashSet<(u32, Option<u32>)> {
    findings.files.iter().map(|file| (file.file, file.entry)).collect()
}

/// Adds the logs to the findings, with references from digests and files.
fn add(logs: Vec<(LogFinding, Vec<usize>)>, all_evidence: &[FileEvidence], findings: &mut Findings) {
    // A file that represents several objects gets the most severe of their findings.
    let severity = |class: Class| match class {
        Class::Invalid => 0,
        Class::Missing => 1,
        Class::Verified => 2,
        Class::FoundKey => 3,
        Class::Unproven => 4,
        Class::NotCovered => 5,
    };
    let mut of_files: BTreeMap<usize, (Class, u32)> = BTreeMap::new();
    let files_of_digests = files_of_digests(findings);
    findings.logs.reserve_exact(logs.len());
    for (number, (log, files)) in logs.into_iter().enumerate() {
        let class = log.verdict.class();
        for (chain, digest) in &log.listed_by {
            findings.chains[*chain as usize].digests[*digest as usize].logs.push(number as u32);
        }
        for file in files {
            let entry = of_files.entry(file).or_insert((class, number as u32));
            if severity(class) < severity(entry.0) {
                *entry = (class, number as u32);
            }
        }
        findings.logs.push(log);
    }
    for (file, (class, log)) in of_files {
        let file_evidence = &all_evidence[file];
        // A digest in the place of a log has its own finding.
        if files_of_digests.contains(&(file_evidence.file, file_evidence.entry))
            || matches!(file_evidence.role, Role::SignFile(_))
        {
            continue;
        }
        findings.files.push(FileFinding {
            file: file_evidence.file,
            entry: file_evidence.entry,
            first_record: file_evidence.first_record,
            records: file_evidence.records,
            class,
            finding: ObjectId::Log(log),
        });
    }
}
