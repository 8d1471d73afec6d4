//! Redacts the integrity findings.
//!
//! A signature reveals what was signed: with AWS's public key, anyone can recover the hash of the
//! digest. The digest's content is known except for account, bucket and trail, which could be
//! guessed until the hash matches. Therefore signatures and the hashes of digests are left out. The
//! hashes of log files stay, because their content cannot be guessed.

use super::fields::{Redact, TextRole, TextVisitor, redact_fields, visit_fields};
use crate::integrity::check::sentences::write_sentences;
use crate::integrity::findings::{
    Break, Chain, ChainName, DigestEvidence, DigestFinding, DocumentProblem, FilePlace, Findings, Hole,
    KeyFinding, LogFinding, Moment, Object, QueryFileFinding, QueryFinding, SignatureFinding,
};
use crate::integrity::verdict::{DigestFault, DigestVerdict, Lacking};

/// The replacement for text that is left out.
const LEFT_OUT: &str = "left out: with it the account could be guessed";

impl Redact for Findings {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        visit_fields!(&mut *self, visit, Findings {
            Inner: chains, logs, keys, queries, problems;
            Keep: files, counts, lost_files;
        });
        write_sentences(self);
    }
}

redact_fields! {
    // The sentences are written anew after everything else is redacted.
    Chain {
        Inner: name, digests, holes, breaks;
        Keep: proven;
        Clear: sentences;
    }
    Hole {
        Keep: interval, logs;
        Clear: sentence;
    }
    Break {
        Keep: before, after, kind;
        Clear: sentence;
    }
    ChainName {
        Name: bucket;
        Resource: account, trail, organization;
        Region: region, home_region;
        Prefix: prefix;
        Keep: is_backfill;
    }
    Object {
        Bucket: bucket;
        Path: key;
    }
    FilePlace {
        Path: path;
        Keep: file, entry;
    }
    Moment {
        Time: text;
        Keep: millis;
    }
    LogFinding {
        Hash: expected;
        Inner: places, object, notes;
        Keep: delivered_millis, verdict, found, listed_by;
    }
    // The fingerprints of the key itself stay: the keys belong to AWS and are public.
    KeyFinding {
        Hash: stated_fingerprint;
        Path: path;
        Inner: valid_from, valid_until, problem;
        Keep: fingerprint, fingerprint_pkcs1, is_stated_right, bits, key_file, origin, is_trusted, digests;
    }
    QueryFinding {
        Inner: place, completed, verdict, files, notes;
    }
    QueryFileFinding {
        Hash: expected;
        Path: name;
        Inner: places;
        Keep: verdict, found;
    }
    DocumentProblem {
        Path: path;
        Inner: message;
    }
    DigestEvidence {
        Hash: key_fingerprint;
        Inner: signatures;
        Keep: has_incomplete_metadata, lacks_timestamp, location, wrapping;
        Clear: string_to_sign, hash, hash_in_successor;
    }
}

impl Redact for DigestFinding {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        visit_fields!(&mut *self, visit, DigestFinding {
            Inner: places, object, start, end, verdict, notes;
            Elsewhere: evidence;
            Keep: is_starting, logs;
        });
        if let Some(evidence) = &mut self.evidence {
            evidence.visit(visit);
            // Date, object, hash of the digest, and signature of the one before.
            let date = self.end.as_ref().map_or("", |end| end.text.as_str());
            let Object { bucket, key } = &self.object;
            evidence.string_to_sign = format!("{date}\n{bucket}/{key}\n{LEFT_OUT}\n{LEFT_OUT}");
        }
    }
}

impl Redact for DigestVerdict {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        match self {
            DigestVerdict::Invalid(DigestFault::Format(why)) => why.visit(visit),
            DigestVerdict::Unproven(Lacking::PublicKey(fingerprint)) => visit(TextRole::Hash, fingerprint),
            DigestVerdict::Verified(_)
            | DigestVerdict::FoundKey(_)
            | DigestVerdict::Unproven(Lacking::Signature | Lacking::RightSignature | Lacking::Content)
            | DigestVerdict::Invalid(
                DigestFault::Moved | DigestFault::Signature | DigestFault::Contradicted,
            )
            | DigestVerdict::Missing => {}
        }
    }
}

impl Redact for SignatureFinding {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        self.signature = LEFT_OUT.to_owned();
        visit_fields!(self, visit, SignatureFinding {
            Path: path;
            Elsewhere: signature;
            Keep: source, is_right;
        });
    }
}
