//! The format of case files: writes them, and states their limits and errors.
//!
//! The schema is `schema.json` beside this file. Members may be added without a new
//! `formatVersion`; none may be removed or change its meaning. Members that a reader does not know
//! are kept.

use serde::{Deserialize, Serialize};

use super::model::{Bookmark, Case, MarkedThing};
use super::moments::moment;
use crate::base::text::json_reason;

/// The JSON Schema of a case file, for developers of other readers and writers.
pub const SCHEMA: &str = include_str!("schema.json");

/// The format version that [`write()`] writes.
pub const FORMAT: u32 = 1;

/// The file name extension of case files.
pub const EXTENSION: &str = ".trailglass.json";

/// The value of `format` in a case file.
pub(super) const NAME: &str = "trailglass-case";

/// Maximum size of a case file in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Maximum number of marks in a case.
pub const MAX_MARKS: usize = 20_000;

/// Maximum number of questions in a case.
pub const MAX_QUESTIONS: usize = 2_000;

/// Maximum number of records that a case keeps.
pub const MAX_RECORDS: usize = 20_000;

/// Maximum number of tags on a mark.
pub const MAX_TAGS: usize = 50;

/// Maximum length of a tag in characters.
pub const MAX_TAG: usize = 100;

/// Maximum length of a note in characters; also of a title, path or name.
pub const MAX_NOTE: usize = 100_000;

/// Number of leading bytes of a file that are searched for the signs of a case file.
const HEAD_BYTES: usize = 4_096;

/// The reasons why a file is not a case file, or cannot be used as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The file is too large.
    #[error("the file has {bytes} bytes; a case file has at most {most}")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        most: usize,
    },
    /// The file is not UTF-8.
    #[error("the file is no text: byte {at_byte} is not UTF-8")]
    NotText {
        /// The position of the first invalid byte.
        at_byte: usize,
    },
    /// The file is not a case file.
    #[error("this is no case file: it does not begin as an object with \"format\": \"trailglass-case\"")]
    NotACase,
    /// The file was written by a newer version, in a format that this one does not know.
    #[error(
        "the case file has format version {version}, and this Trailglass reads versions up to {FORMAT}: open it with a newer one"
    )]
    Newer {
        /// The file's format version.
        version: u64,
    },
    /// The file is damaged, or was not written by this program.
    #[error("line {line}, column {column} of the case file: {reason}")]
    Broken {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// The parser's reason.
        reason: String,
    },
    /// The file has too many elements of one kind.
    #[error("the case file has {count} {what}; at most {most} are read")]
    TooMany {
        /// The kind of the elements.
        what: &'static str,
        /// Their number.
        count: usize,
        /// The limit.
        most: usize,
    },
    /// A text in the file is too long.
    #[error("{what} in the case file has {length} characters; at most {most} are read")]
    TooLong {
        /// The name of the text.
        what: &'static str,
        /// Its length in characters.
        length: usize,
        /// The limit in characters.
        most: usize,
    },
}

/// The program and the time that a case file states besides the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFileStamp {
    /// The version of this program.
    pub version: String,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
}

/// A case that was read from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenedCase {
    /// The case.
    pub case: Case,
    /// Sentences about what was not taken over, with the reasons.
    pub left_out: Vec<String>,
}

/// A case file, as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CaseFile<'a> {
    format: &'a str,
    format_version: u32,
    tool: Tool<'a>,
    #[serde(with = "moment")]
    written_at: i64,
    #[serde(flatten)]
    case: &'a Case,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
}

/// The members that identify a case file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CaseFileHeader {
    pub format: String,
    pub format_version: u64,
}

/// Returns the text of a case file, with a line feed at its end.
pub fn write(case: &Case, writing: &CaseFileStamp) -> String {
    let tool = Tool { name: "Trailglass", version: &writing.version };
    let file =
        CaseFile { format: NAME, format_version: FORMAT, tool, written_at: writing.written_at_millis, case };
    // Serialisation cannot fail: all keys are text.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Returns whether the beginning of a file identifies it as a case file. The file's name does not
/// matter.
pub fn is_case(beginning: &[u8]) -> bool {
    let head = beginning.get(..HEAD_BYTES).unwrap_or(beginning);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let names = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    head.first() == Some(&b'{') && names(b"\"format\"") && names(b"\"trailglass-case\"")
}

/// Returns whether a path ends like that of a case file; only the content decides whether it is
/// one.
pub fn is_named_so(path: &str) -> bool {
    let ending = path.len().checked_sub(EXTENSION.len()).and_then(|start| path.get(start..));
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(EXTENSION))
}

pub(super) fn broken(error: &serde_json::Error) -> CaseError {
    CaseError::Broken { line: error.line(), column: error.column(), reason: json_reason(error) }
}

/// Checks the limits on the single members of a case. Marks are checked one by one.
pub(super) fn check_case(case: &Case) -> Result<(), CaseError> {
    short("the title", &case.title, MAX_NOTE)?;
    short("the notes", &case.notes, MAX_NOTE)?;
    short("the view", case.view.as_deref().unwrap_or_default(), MAX_NOTE)
}

/// Checks the limits on a mark.
pub(super) fn check_mark(mark: &Bookmark) -> Result<(), CaseError> {
    let Bookmark { on, tags, note, .. } = mark;
    few("tags on a bookmark", tags.len(), MAX_TAGS)?;
    short("a note", note, MAX_NOTE)?;
    for tag in tags {
        short("a tag", tag, MAX_TAG)?;
    }
    let texts: &[&str] = match on {
        MarkedThing::Event(event) => {
            &[&event.account, &event.event_id, &event.event_name, &event.who, &event.file]
        }
        MarkedThing::Session(session) => &[&session.id, &session.name, &session.account, &session.actor],
        MarkedThing::Actor(actor) => &[&actor.name, &actor.account, &actor.label],
        MarkedThing::File(file) => &[&file.path, file.sha256.as_deref().unwrap_or_default()],
    };
    texts.iter().try_for_each(|text| short("a reference", text, MAX_NOTE))
}

pub(super) fn few(what: &'static str, count: usize, most: usize) -> Result<(), CaseError> {
    if count > most { Err(CaseError::TooMany { what, count, most }) } else { Ok(()) }
}

fn short(what: &'static str, text: &str, most: usize) -> Result<(), CaseError> {
    // The number of bytes is cheaper to get, and never less than that of characters.
    let length = if text.len() > most { text.chars().count() } else { 0 };
    if length > most { Err(CaseError::TooLong { what, length, most }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::model::{MarkedEvent, Others};
    use super::super::read;
    use super::*;

    fn writing() -> CaseFileStamp {
        CaseFileStamp { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 }
    }

    fn marked() -> Case {
        let event = MarkedEvent {
            account: "111122223333".to_owned(),
            event_id: "a-b-c".to_owned(),
            content: Some("0123456789abcdef0123456789abcdef".to_owned()),
            millis: Some(1_700_000_000_123),
            event_name: "CreateUser".to_owned(),
            who: "alice".to_owned(),
            file: "logs/a.json.gz".to_owned(),
            record: 3,
            others: Others::new(),
        };
        let mut case = Case { title: "Larkfield".to_owned(), ..Case::default() };
        case.add(Bookmark::new(MarkedThing::Event(event), 1_700_000_001_000));
        case
    }

    #[test]
    fn a_case_is_a_text_that_people_can_read() {
        let text = write(&marked(), &writing());
        for line in [
            "\"format\": \"trailglass-case\"",
            "\"formatVersion\": 1",
            "\"writtenAt\": \"2023-11-14T22:13:20Z\"",
            "\"kind\": \"event\"",
            "\"eventID\": \"a-b-c\"",
            "\"eventTime\": \"2023-11-14T22:13:20.123Z\"",
        ] {
            assert!(text.contains(line), "{line} is in {text}");
        }
        assert!(is_case(text.as_bytes()) && text.ends_with("}\n"));
        assert_eq!(read(text.as_bytes(), None), Ok(OpenedCase { case: marked(), left_out: Vec::new() }));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let text = write(&marked(), &writing());
        let said = |text: &str| read(text.as_bytes(), None).expect_err("it is wrong");
        assert_eq!(said("{\"Records\":[]}"), CaseError::NotACase);
        assert_eq!(said(""), CaseError::NotACase);
        assert_eq!(said("[]"), CaseError::NotACase);
        let newer = text.replace("\"formatVersion\": 1", "\"formatVersion\": 7");
        assert_eq!(said(&newer), CaseError::Newer { version: 7 });
        assert!(said(&newer).to_string().contains("open it with a newer one"));
        let CaseError::Broken { line, reason, .. } = said(&text.replace("\"Larkfield\"", "12")) else {
            panic!("the title is no text")
        };
        assert_eq!((line, reason.as_str()), (9, "invalid type: integer `12`, expected a string"));
        let odd = read(text.replace("22:13:21Z", "soon").as_bytes(), None).expect("a case");
        assert!(odd.left_out[0].contains("a time looks like"), "{:?}", odd.left_out);
        assert_eq!(read(b"\xff", None), Err(CaseError::NotACase));
        assert!(matches!(read(&vec![b' '; MAX_BYTES + 1], None), Err(CaseError::TooLarge { .. })));
        let long = Case { title: "é".repeat(MAX_NOTE + 1), ..Case::default() };
        let long = said(&write(&long, &writing()));
        assert_eq!(
            long,
            CaseError::TooLong { what: "the title", length: MAX_NOTE + 1, most: MAX_NOTE },
            "{long}"
        );
    }

    #[test]
    fn what_a_newer_program_wrote_beside_it_is_kept() {
        let text = write(&marked(), &writing());
        let text = text.replacen("\"title\"", "\"mood\": {\"is\": [1, null]},\n  \"title\"", 1);
        let text = text.replacen("\"eventID\"", "\"colour\": \"red\",\n \"eventID\"", 1);
        let OpenedCase { case, .. } = read(text.as_bytes(), None).expect("a case");
        assert_eq!(case.others.len(), 1, "{:?}", case.others);
        let again = write(&case, &writing());
        assert!(again.contains("\"mood\"") && again.contains("\"colour\": \"red\""), "{again}");
    }
}
