//! Redacts the integrity findings.
//!
//! A signature reveals what was signed: with AWS's public key, anyone can recover the hash of the
//! digest. The digest's content is known except for account, bucket and trail, which could be
//! guessed until the hash matches. Therefore signatures and the hashes of digests are left out. The
//! hashes of log files stay, because their content cannot be guessed.

use super::names::path;
use super::{Redact, hexadecimal};
use crate::integrity::check::sentences::write_sentences;
use crate::integrity::findings::{
    Break, Chain, ChainName, DigestEvidence, DigestFinding, DocumentProblem, FilePlace, Findings, Hole,
    KeyFinding, LogFinding, Moment, Object, QueryFileFinding, QueryFinding, SignatureFinding,
};
use crate::integrity::verdict::{DigestFault, DigestVerdict, Lacking};
use crate::model::Field;
use crate::redaction::Redactor;

/// The replacement for text that is left out.
const LEFT_OUT: &str = "left out: with it the account could be guessed";

impl Redact for Findings {
    fn redacted(&self, by: &Redactor) -> Findings {
        let Findings { chains, logs, files, keys, queries, problems, counts, lost_files } = self;
        let mut redacted = Findings {
            chains: chains.redacted(by),
            logs: logs.redacted(by),
            files: files.clone(),
            keys: keys.redacted(by),
            queries: queries.redacted(by),
            problems: problems.redacted(by),
            counts: *counts,
            lost_files: *lost_files,
        };
        write_sentences(&mut redacted);
        redacted
    }
}

impl Redact for Chain {
    fn redacted(&self, by: &Redactor) -> Chain {
        // The sentences are rewritten after everything else is redacted.
        let Chain { name, digests, proven, holes, breaks, sentences: _ } = self;
        Chain {
            name: name.redacted(by),
            digests: digests.redacted(by),
            proven: proven.clone(),
            holes: holes.iter().map(unsaid_hole).collect(),
            breaks: breaks.iter().map(unsaid_break).collect(),
            sentences: Vec::new(),
        }
    }
}

impl Redact for ChainName {
    fn redacted(&self, by: &Redactor) -> ChainName {
        let ChainName { account, region, trail, home_region, is_backfill, organization, bucket, prefix } =
            self;
        ChainName {
            account: by.redact_name(account),
            region: by.redact_field(Field::AwsRegion, region),
            trail: by.redact_name(trail),
            home_region: by.redact_field(Field::AwsRegion, home_region),
            is_backfill: *is_backfill,
            organization: organization.as_deref().map(|organization| by.redact_name(organization)),
            bucket: by.redact_name(bucket),
            prefix: path(prefix, by),
        }
    }
}

/// Returns the hole without its sentence.
fn unsaid_hole(hole: &Hole) -> Hole {
    let Hole { interval, logs, sentence: _ } = hole;
    Hole { interval: *interval, logs: logs.clone(), sentence: String::new() }
}

/// Returns the break without its sentence.
fn unsaid_break(found: &Break) -> Break {
    let Break { before, after, kind, sentence: _ } = found;
    Break { before: *before, after: *after, kind: *kind, sentence: String::new() }
}

impl Redact for Object {
    fn redacted(&self, by: &Redactor) -> Object {
        let Object { bucket, key } = self;
        Object { bucket: by.redact_name(bucket), key: path(key, by) }
    }
}

impl Redact for FilePlace {
    fn redacted(&self, by: &Redactor) -> FilePlace {
        let FilePlace { path: of, file, entry } = self;
        FilePlace { path: path(of, by), file: *file, entry: *entry }
    }
}

impl Redact for DigestFinding {
    fn redacted(&self, by: &Redactor) -> DigestFinding {
        let DigestFinding { places, object, start, end, verdict, is_starting, evidence, logs, notes } = self;
        let object = object.redacted(by);
        let end = moment(end.as_ref(), by);
        let evidence = evidence.as_deref().map(|evidence| {
            let mut evidence = redacted_evidence(evidence, by);
            // Date, object, hash of the digest, and signature of the one before.
            let date = end.as_ref().map_or("", |end| end.text.as_str());
            evidence.string_to_sign =
                format!("{date}\n{}/{}\n{LEFT_OUT}\n{LEFT_OUT}", object.bucket, object.key);
            Box::new(evidence)
        });
        DigestFinding {
            places: places.redacted(by),
            object,
            start: moment(start.as_ref(), by),
            end,
            verdict: redacted_verdict(verdict, by),
            is_starting: *is_starting,
            evidence,
            logs: logs.clone(),
            notes: notes.redacted(by),
        }
    }
}

/// Returns a time, unchanged if it has the form of one.
fn moment(moment: Option<&Moment>, by: &Redactor) -> Option<Moment> {
    moment.map(|Moment { millis, text }| Moment {
        millis: *millis,
        text: by.redact_field(Field::EventTime, text),
    })
}

fn redacted_verdict(verdict: &DigestVerdict, by: &Redactor) -> DigestVerdict {
    match verdict {
        DigestVerdict::Invalid(DigestFault::Format(why)) => {
            DigestVerdict::Invalid(DigestFault::Format(why.redacted(by)))
        }
        DigestVerdict::Unproven(Lacking::PublicKey(fingerprint)) => {
            DigestVerdict::Unproven(Lacking::PublicKey(hexadecimal(fingerprint, by)))
        }
        DigestVerdict::Verified(_)
        | DigestVerdict::FoundKey(_)
        | DigestVerdict::Unproven(Lacking::Signature | Lacking::RightSignature | Lacking::Content)
        | DigestVerdict::Invalid(DigestFault::Moved | DigestFault::Signature | DigestFault::Contradicted)
        | DigestVerdict::Missing => verdict.clone(),
    }
}

fn redacted_evidence(evidence: &DigestEvidence, by: &Redactor) -> DigestEvidence {
    let DigestEvidence {
        string_to_sign: _,
        hash: _,
        hash_in_successor: _,
        key_fingerprint,
        signatures,
        has_incomplete_metadata,
        lacks_timestamp,
        location,
        wrapping,
    } = evidence;
    let signature =
        |SignatureFinding { source, path: of, signature: _, is_right }: &SignatureFinding| SignatureFinding {
            source: *source,
            path: path(of, by),
            signature: LEFT_OUT.to_owned(),
            is_right: *is_right,
        };
    DigestEvidence {
        string_to_sign: String::new(),
        hash: None,
        hash_in_successor: None,
        key_fingerprint: hexadecimal(key_fingerprint, by),
        signatures: signatures.iter().map(signature).collect(),
        has_incomplete_metadata: *has_incomplete_metadata,
        lacks_timestamp: *lacks_timestamp,
        location: *location,
        wrapping: *wrapping,
    }
}

impl Redact for LogFinding {
    fn redacted(&self, by: &Redactor) -> LogFinding {
        let LogFinding { places, object, delivered_millis, verdict, expected, found, listed_by, notes } =
            self;
        LogFinding {
            places: places.redacted(by),
            object: object.redacted(by),
            delivered_millis: *delivered_millis,
            verdict: *verdict,
            expected: expected.as_deref().map(|hash| hexadecimal(hash, by)),
            found: *found,
            listed_by: listed_by.clone(),
            notes: notes.redacted(by),
        }
    }
}

impl Redact for KeyFinding {
    /// Keeps the key's facts: the keys belong to AWS and are public.
    fn redacted(&self, by: &Redactor) -> KeyFinding {
        let KeyFinding {
            fingerprint,
            fingerprint_pkcs1,
            stated_fingerprint,
            is_stated_right,
            bits,
            valid_from,
            valid_until,
            path: of,
            key_file,
            origin,
            is_trusted,
            digests,
            problem,
        } = self;
        KeyFinding {
            fingerprint: fingerprint.clone(),
            fingerprint_pkcs1: fingerprint_pkcs1.clone(),
            stated_fingerprint: stated_fingerprint.as_deref().map(|stated| hexadecimal(stated, by)),
            is_stated_right: *is_stated_right,
            bits: *bits,
            valid_from: moment(valid_from.as_ref(), by),
            valid_until: moment(valid_until.as_ref(), by),
            path: path(of, by),
            key_file: *key_file,
            origin: *origin,
            is_trusted: *is_trusted,
            digests: *digests,
            problem: problem.redacted(by),
        }
    }
}

impl Redact for QueryFinding {
    fn redacted(&self, by: &Redactor) -> QueryFinding {
        let QueryFinding { place, completed, verdict, files, notes } = self;
        let file = |QueryFileFinding { name, places, verdict, expected, found }: &QueryFileFinding| {
            QueryFileFinding {
                name: path(name, by),
                places: places.redacted(by),
                verdict: *verdict,
                expected: hexadecimal(expected, by),
                found: *found,
            }
        };
        QueryFinding {
            place: place.redacted(by),
            completed: moment(completed.as_ref(), by),
            verdict: redacted_verdict(verdict, by),
            files: files.iter().map(file).collect(),
            notes: notes.redacted(by),
        }
    }
}

impl Redact for DocumentProblem {
    fn redacted(&self, by: &Redactor) -> DocumentProblem {
        let DocumentProblem { path: of, message } = self;
        DocumentProblem { path: path(of, by), message: message.redacted(by) }
    }
}
