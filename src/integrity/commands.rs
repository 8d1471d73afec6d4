//! The command lines that would get what is missing, ready to be copied into a
//! shell. Names in logs are hostile: every word is quoted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::findings::{DigestFault, DigestFinding, DigestVerdict, Findings, Lacking, LogVerdict, Object};
use super::{location, times};

/// A command, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it gets, and why that is wanted.
    pub purpose: String,
    /// The command lines.
    pub lines: Vec<String>,
}

const HOUR_MILLIS: i64 = 3_600_000;

/// What would get what is missing: keys first, then signatures, then files.
pub fn suggestions(findings: &Findings) -> Vec<Suggestion> {
    let mut out = Vec::new();
    let keys = public_keys(findings);
    if !keys.is_empty() {
        out.push(Suggestion {
            purpose: "the public keys that the digests name, from AWS itself".to_owned(),
            lines: keys,
        });
    }
    let of_class = |wanted: &dyn Fn(&DigestVerdict) -> bool| -> Vec<&Object> {
        let digests = findings.chains.iter().flat_map(|chain| &chain.digests);
        digests.filter(|digest| wanted(&digest.verdict)).map(|digest| &digest.object).collect()
    };
    let tails = of_class(&|verdict| *verdict == DigestVerdict::Unproven(Lacking::Signature));
    if !tails.is_empty() {
        out.push(Suggestion {
            purpose: "the signatures of digests that no digest here follows".to_owned(),
            lines: tails.into_iter().filter_map(head_object).collect(),
        });
    }
    let missing = of_class(&|verdict| *verdict == DigestVerdict::Missing);
    if !missing.is_empty() {
        out.push(Suggestion {
            purpose: "digests that others name and that are not here, with their signatures".to_owned(),
            lines: missing.into_iter().filter_map(|object| get_object(object, true)).collect(),
        });
    }
    let logs = findings
        .logs
        .iter()
        .filter(|log| matches!(log.verdict, LogVerdict::Missing | LogVerdict::Unreadable));
    let lines: Vec<String> = logs.filter_map(|log| get_object(&log.object, false)).collect();
    if !lines.is_empty() {
        out.push(Suggestion {
            purpose: "log files that digests list and that are not here".to_owned(),
            lines,
        });
    }
    out
}

/// `list-public-keys` for each Region in which a digest has no key: keys are
/// those of the Region that signed, not of the trail's home.
fn public_keys(findings: &Findings) -> Vec<String> {
    let mut spans: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for chain in &findings.chains {
        for digest in chain.digests.iter().filter(|digest| lacks_key(findings, digest)) {
            let end = digest.end.as_ref().and_then(|end| end.millis);
            let Some(end) = end else { continue };
            let (first, last) = spans.entry(&chain.name.region).or_insert((end, end));
            *first = end.min(*first);
            *last = end.max(*last);
        }
    }
    spans
        .into_iter()
        .filter(|(region, _)| !region.is_empty())
        .map(|(region, (first, last))| {
            format!(
                "aws cloudtrail list-public-keys --region {} --start-time {} --end-time {} > {}",
                quoted(region),
                times::iso(first - HOUR_MILLIS),
                times::iso(last + HOUR_MILLIS),
                quoted(&format!("public-keys-{region}.json"))
            )
        })
        .collect()
}

fn lacks_key(findings: &Findings, digest: &DigestFinding) -> bool {
    let is_usable = |fingerprint: &str| {
        findings.keys.iter().any(|key| {
            let answers =
                key.fingerprint == fingerprint || key.fingerprint_pkcs1.as_deref() == Some(fingerprint);
            answers && key.bits.is_some()
        })
    };
    match &digest.verdict {
        DigestVerdict::Unproven(Lacking::PublicKey(_)) => true,
        DigestVerdict::Invalid(DigestFault::UnloadableKey(_)) => true,
        DigestVerdict::Unproven(Lacking::Signature) => {
            digest.evidence.as_ref().is_some_and(|evidence| !is_usable(&evidence.key_fingerprint))
        }
        _ => false,
    }
}

/// The metadata of an object, into the file that is looked for beside it.
fn head_object(object: &Object) -> Option<String> {
    let name = location::name(&object.key);
    is_known(object).then(|| {
        format!(
            "aws s3api head-object --bucket {} --key {} > {}",
            quoted(&object.bucket),
            quoted(&object.key),
            quoted(&format!("{name}{}", super::object_metadata::SIDECAR))
        )
    })
}

fn get_object(object: &Object, with_metadata: bool) -> Option<String> {
    let name = location::name(&object.key);
    let output = if with_metadata {
        format!(" > {}", quoted(&format!("{name}{}", super::object_metadata::SIDECAR)))
    } else {
        String::new()
    };
    is_known(object).then(|| {
        format!(
            "aws s3api get-object --bucket {} --key {} {}{output}",
            quoted(&object.bucket),
            quoted(&object.key),
            quoted(&file_argument(name))
        )
    })
}

fn is_known(object: &Object) -> bool {
    !object.bucket.is_empty() && !location::name(&object.key).is_empty()
}

/// A file's name that no program takes for an option.
fn file_argument(name: &str) -> String {
    if name.starts_with('-') { format!("./{name}") } else { name.to_owned() }
}

/// A word for a POSIX shell that means itself, whatever is in it. Line feeds
/// and other control characters, which a terminal may obey, are left out: a
/// name that has them is not one that CloudTrail gave.
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
