//! The words of the view of integrity, and the lines of its lists.

use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::integrity::aws_cli::{CommandOutput, Stream};
use crate::integrity::findings::{
    CLASSES, Class, DigestFinding, KeyFinding, Moment, Object, QueryFinding, VerdictCounts,
};
use crate::integrity::overview::{IntegrityDetail, IntegrityOverview};

/// The classes in the order of the buttons.
const CHIPS: [Class; CLASSES] =
    [Class::Verified, Class::FoundKey, Class::Unproven, Class::Invalid, Class::Missing, Class::NotCovered];

/// A class of verdicts to list, and the number of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassCount {
    /// The class.
    pub class: Class,
    /// The number of digests and log files.
    pub files: u64,
    /// Both numbers, and the meaning of the class.
    pub title: String,
}

/// Returns the classes to choose from, with their numbers of files.
pub fn class_counts(counts: &VerdictCounts) -> Vec<ClassCount> {
    let of = |class: Class| match class {
        Class::Verified => [counts.digests_verified, counts.logs_verified],
        Class::FoundKey => [counts.digests_found_key, counts.logs_found_key],
        Class::Invalid => [counts.digests_invalid, counts.logs_invalid],
        Class::Unproven => [counts.digests_unproven, counts.logs_unproven],
        Class::Missing => [counts.digests_missing, counts.logs_missing],
        Class::NotCovered => [0, counts.logs_not_covered],
    };
    let count = |class: Class| {
        let [digests, logs] = of(class).map(u64::from);
        let title = format!(
            "{} and {}. {}",
            text::counted(digests, "digest", "digests"),
            text::counted(logs, "log file", "log files"),
            class.meaning()
        );
        ClassCount { class, files: digests + logs, title }
    };
    // Keys found among the logs are rare.
    CHIPS.into_iter().map(count).filter(|of| of.class != Class::FoundKey || of.files > 0).collect()
}

/// The head of the evidence of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceTitle {
    /// The kind of file.
    pub kind: &'static str,
    /// Its name, without folders.
    pub name: String,
    /// The verdict in words.
    pub verdict: String,
    /// The class of the verdict.
    pub class: Class,
}

/// Returns the head of the evidence of a file.
pub fn evidence_title(detail: &IntegrityDetail) -> EvidenceTitle {
    let (kind, key, verdict, class) = match detail {
        IntegrityDetail::Digest(_, digest) => {
            ("Digest", &digest.object.key, digest.verdict.to_string(), digest.verdict.class())
        }
        IntegrityDetail::Log(log, _) => {
            ("Log file", &log.object.key, log.verdict.to_string(), log.verdict.class())
        }
        IntegrityDetail::Query(query) => ("Query results", &query.place.path, query.words(), query.class()),
    };
    EvidenceTitle { kind, name: file_name(key).to_owned(), verdict, class }
}

/// Returns the last part of a key or path.
pub fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or_default()
}

/// Returns the address of an object, or its key if the bucket is not known; empty if nothing is.
pub fn object_address(object: &Object) -> String {
    if object.bucket.is_empty() {
        object.key.clone()
    } else {
        format!("s3://{}/{}", object.bucket, object.key)
    }
}

/// Returns the command line that downloads an object whose absence or doubt it could end.
pub fn command_for<'o>(overview: &'o IntegrityOverview, object: &Object, class: Class) -> Option<&'o str> {
    if object.key.is_empty() || !matches!(class, Class::Missing | Class::Unproven | Class::FoundKey) {
        return None;
    }
    let mut lines = overview.suggestions.iter().flat_map(|suggestion| &suggestion.lines);
    lines.find(|line| line.contains(&object.key)).map(String::as_str)
}

fn millis(moment: &Option<Moment>) -> Option<i64> {
    moment.as_ref()?.millis
}

/// Returns the period that a digest covers.
pub fn covered_time(digest: &DigestFinding, times: TimeDisplay) -> String {
    match (millis(&digest.start), millis(&digest.end)) {
        (from @ Some(_), until @ Some(_)) => times.show_period(from, until).unwrap_or_default(),
        (_, until) => format!("until {}", times.show_with_zone(until)),
    }
}

/// Returns the time when a query was completed.
pub fn completed_time(query: &QueryFinding, times: TimeDisplay) -> String {
    times.show_with_zone(millis(&query.completed))
}

/// Returns the validity of a key that has a beginning and an end.
pub fn key_validity(key: &KeyFinding, times: TimeDisplay) -> Option<String> {
    let (from, until) = (millis(&key.valid_from)?, millis(&key.valid_until)?);
    Some(format!("valid {}", times.show_period(Some(from), Some(until))?))
}

/// Returns the size of a key, its validity, and how often digests name it.
pub fn key_words(key: &KeyFinding, times: TimeDisplay) -> String {
    let valid = match times.show_period(millis(&key.valid_from), millis(&key.valid_until)) {
        Some(period) => format!("valid {period}"),
        None => "its file says nothing about its validity".to_owned(),
    };
    let bits = key.bits.map(|bits| format!("RSA, {bits} bits; ")).unwrap_or_default();
    format!("{bits}{valid}; named by {}", text::counted(u64::from(key.digests), "digest", "digests"))
}

/// A line of the output of the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputLine {
    /// A printed line, and whether it is printed to standard error.
    Printed(String, bool),
    /// A note of Trailglass.
    Note(String),
}

/// Returns the lines of the output. The tabs between its columns are intended: they are spaces here,
/// so that they are not marked as special characters.
pub fn output_lines(printed: &CommandOutput) -> Vec<OutputLine> {
    let lines = printed.parts.iter().flat_map(|part| {
        let is_error = part.stream == Stream::Error;
        let lines = part.text.split_inclusive('\n').map(move |line| {
            OutputLine::Printed(line.trim_end_matches('\n').replace('\t', "    "), is_error)
        });
        lines.chain(part.note.clone().map(OutputLine::Note))
    });
    lines.collect()
}

/// Returns the exit code and its meaning.
pub fn exit_words(printed: &CommandOutput) -> String {
    let outcome = match printed.exit_code {
        0 => "nothing INVALID",
        1 => "something INVALID",
        _ => "it gave up",
    };
    format!("exit code {} ({outcome})", printed.exit_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrity::aws_cli::OutputPart;
    use crate::integrity::overview::Suggestion;

    #[test]
    fn keys_found_among_the_logs_are_offered_only_if_there_are_any() {
        let mut counts = VerdictCounts { digests_verified: 2, logs_verified: 1, ..VerdictCounts::default() };
        let classes = class_counts(&counts);
        assert_eq!((classes.len(), classes[0].files), (CLASSES - 1, 3));
        assert!(classes[0].title.starts_with("2 digests and 1 log file. "));
        counts.logs_found_key = 1;
        assert_eq!(class_counts(&counts).len(), CLASSES);
    }

    #[test]
    fn a_command_is_suggested_for_what_it_could_prove() {
        let overview = IntegrityOverview {
            suggestions: vec![Suggestion {
                purpose: "fetch".to_owned(),
                lines: vec!["aws s3 cp s3://b/a/key.json.gz .".to_owned()],
            }],
            ..IntegrityOverview::default()
        };
        let object = Object { bucket: "b".to_owned(), key: "a/key.json.gz".to_owned() };
        assert!(command_for(&overview, &object, Class::Missing).is_some());
        assert_eq!(command_for(&overview, &object, Class::Verified), None);
        assert_eq!(command_for(&overview, &Object::default(), Class::Missing), None);
        assert_eq!(object_address(&object), "s3://b/a/key.json.gz");
        assert_eq!(file_name(&object.key), "key.json.gz");
    }

    #[test]
    fn the_output_has_a_line_for_each_line_and_note() {
        let part = |stream, text: &str, note: Option<&str>| OutputPart {
            stream,
            text: text.to_owned(),
            note: note.map(str::to_owned),
        };
        let parts =
            vec![part(Stream::Output, "a\tb\n\nc\n", Some("note")), part(Stream::Error, "failed", None)];
        let printed = CommandOutput { parts, exit_code: 1 };
        let line = |text: &str, is_error| OutputLine::Printed(text.to_owned(), is_error);
        assert_eq!(
            output_lines(&printed),
            [
                line("a    b", false),
                line("", false),
                line("c", false),
                OutputLine::Note("note".to_owned()),
                line("failed", true),
            ]
        );
        assert_eq!(exit_words(&printed), "exit code 1 (something INVALID)");
    }
}
