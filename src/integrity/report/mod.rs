//! A report file of the findings: JSON for programs, or an HTML page for people.
//!
//! The same findings give the same bytes, except for the time of writing.

mod html;
mod json;
mod terms;

use serde::{Deserialize, Serialize};

use crate::integrity::model::findings::Findings;

pub use html::html;
pub use json::{FORMAT, SCHEMA, json};

/// The program and the time that a report states besides the findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportStamp {
    /// The version of this program.
    pub version: String,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
}

/// The format of a report file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportForm {
    /// JSON, for programs.
    Json,
    /// HTML, for people and for printing.
    Html,
}

/// Returns the findings as a report file.
pub fn write(findings: &Findings, form: ReportForm, writing: &ReportStamp) -> String {
    match form {
        ReportForm::Json => json(findings, writing),
        ReportForm::Html => html(findings, writing),
    }
}

/// The rules by which verdicts are given.
pub const RULES: &[&str] = &[
    "The hash of a digest or a log file is the SHA-256 of its inflated bytes, of the first gzip member only.",
    "A digest is verified where a signature of its end time, its location, its hash and its predecessor's signature (RSASSA-PKCS1-v1_5 with SHA-256) opens with the public key that it names. The signature comes from the metadata of its S3 object, or from the digest after it. It is verified, too, where a verified digest after it holds its hash.",
    "A digest is INVALID where a signature of it opens over something else, where a verified digest after it holds another hash, where it lies elsewhere than it says, or where it is no digest. A signature that opens over nothing tells nothing.",
    "A log file is verified where its hash is the one in a verified digest. It is INVALID where that digest has another hash, where its gzip is damaged, or bytes follow it.",
    "What nothing speaks against and nothing proves is unproven, not INVALID; what is unproven speaks against nothing. A log file that no digest here lists is not covered.",
    "Public keys that lie among the logs, in an archive or in a packed file prove nothing until their file is trusted: what they open is verified by a key found among the logs, and nothing more. Keys shorter than 2,048 bits prove nothing.",
    "A folder has no bucket: that a file lay in the bucket that a digest names is as the digest claims. A file whose path from AWSLogs on differs from what the digest says has been moved.",
    "Times of digests are times of delivery, some minutes after the events.",
    "The public keys were supplied with the files; that they are those of AWS is not checked here.",
];
