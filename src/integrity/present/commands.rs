//! Suggests commands that fetch missing files, ready to be pasted into a shell. Names in logs are
//! untrusted: every word is quoted.

use std::collections::{BTreeMap, BTreeSet};

use crate::integrity::model::findings::{
    BreakKind, Class, DigestFinding, DigestVerdict, Findings, Lacking, LogVerdict, Object,
};
use crate::integrity::model::overview::Suggestion;
use crate::integrity::model::times;
use crate::integrity::parse::location;
use crate::integrity::parse::object_metadata::SIDECAR;
use crate::integrity::parse::public_key::LEAST_BITS;

const HOUR_MILLIS: i64 = 3_600_000;

/// The folder for public keys; it is separate from the logs, so that the keys are trusted.
const KEYS_FOLDER: &str = "keys";

/// The folder for all other fetched files, with subfolders by bucket and key.
const FETCHED_FOLDER: &str = "fetched";

/// Returns commands that fetch what is missing: keys first, then signatures, then files.
pub fn suggestions(findings: &Findings) -> Vec<Suggestion> {
    let keys = public_keys(findings);
    let buckets = KnownBuckets::of(findings);
    let digests = || findings.chains.iter().flat_map(|chain| &chain.digests);
    let tails = digests()
        .filter(|digest| {
            matches!(digest.verdict, DigestVerdict::Unproven(Lacking::Signature | Lacking::RightSignature))
        })
        .map(|digest| &digest.object)
        .filter(|object| buckets.may_ask(object));
    let missing = digests()
        .filter(|digest| digest.verdict == DigestVerdict::Missing)
        .map(|digest| &digest.object)
        .filter(|object| buckets.may_ask(object));
    let logs = findings
        .logs
        .iter()
        .filter(|log| matches!(log.verdict, LogVerdict::Missing | LogVerdict::Unreadable))
        .map(|log| &log.object)
        .filter(|object| buckets.may_ask(object));
    [
        ("the public keys that the digests name, from AWS itself", in_folders(keys)),
        ("the signatures of digests that no digest here follows", in_folders(tails.map(head_object))),
        (
            "digests that others name and that are not here, with their signatures",
            in_folders(missing.map(|object| get_object(object, true))),
        ),
        (
            "log files that digests list and that are not here",
            in_folders(logs.map(|object| get_object(object, false))),
        ),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(purpose, lines)| Suggestion { purpose: purpose.to_owned(), lines })
    .collect()
}

/// A command line, and the folder that it writes to.
struct CommandLine {
    folder: String,
    text: String,
}

/// Returns the lines, preceded by commands that create their folders.
fn in_folders(lines: impl IntoIterator<Item = CommandLine>) -> Vec<String> {
    let (mut folders, mut texts) = (BTreeSet::new(), Vec::new());
    for line in lines {
        folders.insert(line.folder);
        texts.push(line.text);
    }
    let make = folders.into_iter().map(|folder| format!("mkdir -p {}", quoted(&folder)));
    make.chain(texts).collect()
}

/// The buckets that a command may name. Buckets that a verified digest names are the trail's. If no
/// digest is verified, the digests must agree.
struct KnownBuckets<'f> {
    known: BTreeSet<&'f str>,
    /// Objects that verified digests name, in any bucket.
    named: BTreeSet<&'f Object>,
}

impl<'f> KnownBuckets<'f> {
    fn of(findings: &'f Findings) -> KnownBuckets<'f> {
        let buckets_of = |wanted: &[Class]| -> BTreeSet<&'f str> {
            let digests = findings.chains.iter().flat_map(|chain| &chain.digests);
            digests
                .filter(|digest| wanted.contains(&digest.verdict.class()))
                .map(|digest| digest.object.bucket.as_str())
                .filter(|bucket| !bucket.is_empty())
                .collect()
        };
        let mut known = buckets_of(&[Class::Verified]);
        if known.is_empty() {
            known = buckets_of(&[Class::FoundKey, Class::Unproven]);
            if known.len() > 1 {
                known = BTreeSet::new();
            }
        }
        let is_verified = |&(chain, digest): &(u32, u32)| {
            let chain = findings.chains.get(chain as usize);
            let digest = chain.and_then(|chain| chain.digests.get(digest as usize));
            digest.is_some_and(|digest| digest.verdict.class() == Class::Verified)
        };
        let mut named: BTreeSet<&Object> = findings
            .logs
            .iter()
            .filter(|log| log.listed_by.iter().any(is_verified))
            .map(|log| &log.object)
            .collect();
        for chain in &findings.chains {
            for found in chain.breaks.iter().filter(|found| found.kind == BreakKind::Missing) {
                let after = chain.digests.get(found.after as usize);
                let before = found.before.and_then(|before| chain.digests.get(before as usize));
                if after.is_some_and(|after| after.verdict.class() == Class::Verified) {
                    named.extend(before.map(|before| &before.object));
                }
            }
        }
        KnownBuckets { known, named }
    }

    /// Returns whether a command may name an object: it must have a name that CloudTrail gives, and
    /// an unproven digest must not lead to another bucket.
    fn may_ask(&self, object: &Object) -> bool {
        location::is_of_cloudtrail(object)
            && (self.known.contains(object.bucket.as_str()) || self.named.contains(object))
    }
}

/// Returns a `list-public-keys` command for each Region in which a digest lacks its key. Keys
/// belong to the Region that signed, not to the trail's home Region.
fn public_keys(findings: &Findings) -> Vec<CommandLine> {
    let mut spans: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for chain in findings.chains.iter().filter(|chain| location::is_region(&chain.name.region)) {
        for digest in chain.digests.iter().filter(|digest| lacks_key(findings, digest)) {
            let end = digest.end.as_ref().and_then(|end| end.millis);
            let Some(end) = end.filter(|end| times::is_possible(*end)) else { continue };
            let (first, last) = spans.entry(&chain.name.region).or_insert((end, end));
            *first = end.min(*first);
            *last = end.max(*last);
        }
    }
    let line = |(region, (first, last)): (&str, (i64, i64))| CommandLine {
        folder: KEYS_FOLDER.to_owned(),
        text: format!(
            "aws cloudtrail list-public-keys --region {} --start-time {} --end-time {} > {}",
            quoted(region),
            times::iso(first - HOUR_MILLIS),
            times::iso(last + HOUR_MILLIS),
            quoted(&format!("{KEYS_FOLDER}/public-keys-{region}.json"))
        ),
    };
    spans.into_iter().map(line).collect()
}

fn lacks_key(findings: &Findings, digest: &DigestFinding) -> bool {
    let is_usable = |fingerprint: &str| {
        findings.keys.iter().any(|key| {
            let answers =
                key.fingerprint == fingerprint || key.fingerprint_pkcs1.as_deref() == Some(fingerprint);
            answers && key.is_trusted && key.bits.is_some_and(|bits| bits >= LEAST_BITS)
        })
    };
    match &digest.verdict {
        DigestVerdict::Unproven(Lacking::PublicKey(_)) | DigestVerdict::FoundKey(_) => true,
        DigestVerdict::Unproven(Lacking::Signature | Lacking::RightSignature) => {
            digest.evidence.as_ref().is_some_and(|evidence| !is_usable(&evidence.key_fingerprint))
        }
        _ => false,
    }
}

/// Returns the folder and path that an object is written to: below its bucket and folders, so that
/// objects with the same name do not collide.
fn file_of(object: &Object) -> (String, String) {
    let file = format!("{FETCHED_FOLDER}/{}/{}", object.bucket, object.key);
    let folder = file[..file.len() - location::name(&file).len()].trim_end_matches('/').to_owned();
    (folder, file)
}

/// Returns the command that writes an object's metadata to the file in which they are expected
/// beside it.
fn head_object(object: &Object) -> CommandLine {
    let (folder, file) = file_of(object);
    CommandLine {
        folder,
        text: format!(
            "aws s3api head-object --bucket {} --key {} > {}",
            quoted(&object.bucket),
            quoted(&object.key),
            quoted(&format!("{file}{SIDECAR}"))
        ),
    }
}

fn get_object(object: &Object, with_metadata: bool) -> CommandLine {
    let (folder, file) = file_of(object);
    let output =
        if with_metadata { format!(" > {}", quoted(&format!("{file}{SIDECAR}"))) } else { String::new() };
    CommandLine {
        folder,
        text: format!(
            "aws s3api get-object --bucket {} --key {} {}{output}",
            quoted(&object.bucket),
            quoted(&object.key),
            quoted(&file)
        ),
    }
}

/// Returns a POSIX shell word that stands for exactly this text. Line feeds and other control
/// characters, which a terminal may interpret, are removed: CloudTrail gives no such names.
pub fn quoted(word: &str) -> String {
    let word: String = word.chars().filter(|letter| !letter.is_control()).collect();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_quoted_word_means_itself_to_a_shell() {
        for word in
            ["plain-Word_1.json.gz", "", "two words", "$(touch x)", "it's", "`id`;rm -rf *", "é\\\"!#~"]
        {
            let output = Command::new("sh").arg("-c").arg(format!("printf %s {}", quoted(word))).output();
            let output = output.expect("a shell");
            assert_eq!(String::from_utf8_lossy(&output.stdout), word);
        }
        assert_eq!(quoted("a\nb\u{1b}[2J"), "'ab[2J'");
    }
}
