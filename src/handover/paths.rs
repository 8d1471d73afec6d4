//! Paths of files, of which AWS chose some parts and the customer others.

use crate::intake::compression_endings;
use crate::model::is_account;
use crate::redaction::Redactor;

/// File name endings that describe the format, not the content, in addition to those of compressions.
const ENDINGS: &[&str] = &[
    ".gz",
    ".json",
    ".jsonl",
    ".ndjson",
    ".csv",
    ".tsv",
    ".zip",
    ".tar",
    ".tgz",
    ".txt",
    ".log",
    ".pem",
    ".trailglass",
    ".html",
    ".head",
    ".xml",
    ".parquet",
];

/// Redacts a path: replaces the names of folders and files, but keeps the names that AWS gives, and
/// file name endings.
pub fn path(path: &str, by: &Redactor) -> String {
    let (folders, file) = path.rsplit_once('/').map_or((None, path), |(folders, file)| (Some(folders), file));
    // A folder can have a file name ending: a bucket may be called `vault.gz`.
    let folder =
        |part: &str| if is_of_aws(part) { by.redact_text(part) } else { by.redact_learned_name(part) };
    let mut parts: Vec<String> =
        folders.into_iter().flat_map(|folders| folders.split('/')).map(folder).collect();
    parts.push(if is_of_aws(file) {
        by.redact_text(file)
    } else {
        let (stem, ending) = stem(file);
        format!("{}{ending}", by.redact_learned_name(stem))
    });
    parts.join("/")
}

/// Splits a file name into its stem and its endings.
pub(super) fn stem(file: &str) -> (&str, &str) {
    let mut stem = file;
    let endings = || ENDINGS.iter().copied().chain(compression_endings());
    while let Some(shorter) = endings().find_map(|ending| without(stem, ending)) {
        stem = shorter;
    }
    file.split_at(stem.len())
}

fn without<'t>(text: &'t str, ending: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(ending.len())?;
    text.get(at..).filter(|end| end.eq_ignore_ascii_case(ending)).and(text.get(..at))
}

/// Returns a path in the form of CloudTrail's file names, without what was appended: the object
/// metadata of a digest is in `....json.gz.head.json` beside it.
pub(super) fn plain(path: &str) -> String {
    format!("{}.json.gz", stem(path).0)
}

/// Returns whether CloudTrail makes folders of this name: `AWSLogs`, an account, a Region, or part
/// of a date.
pub(super) fn is_of_aws(part: &str) -> bool {
    let is_number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        || is_account(part)
        || ["AWSLogs", "CloudTrail", "CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-Aggregated"]
            .contains(&part)
        || crate::redaction::is_region(part)
}
