//! The case as a file, and what is wrong with one that is none.
//!
//! What is in it says its schema, `schema.json` beside this file: members may
//! be added without another `formatVersion`; none is removed or changes its
//! meaning. Members that a reader does not know are kept.

use serde::{Deserialize, Serialize};

use super::model::{Case, Mark, MarkedThing};
use super::reader::CaseReader;
use crate::event::time;
use crate::text::json_reason;

/// What the JSON Schema of a case file says; for whoever reads or writes them.
pub const SCHEMA: &str = include_str!("schema.json");

/// The version of what [`write()`] writes.
pub const FORMAT: u32 = 1;

/// How the name of a case file ends.
pub const EXTENSION: &str = ".trailglass.json";

/// By what a case file is known.
pub(super) const NAME: &str = "trailglass-case";

/// No case file is larger, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// No case has more marks.
pub const MAX_MARKS: usize = 20_000;

/// No case has more questions.
pub const MAX_QUESTIONS: usize = 2_000;

/// No case keeps more records.
pub const MAX_RECORDS: usize = 20_000;

/// No mark has more tags.
pub const MAX_TAGS: usize = 50;

/// No tag is longer, in characters.
pub const MAX_TAG: usize = 100;

/// No note is longer, in characters; and no title, path or name.
pub const MAX_NOTE: usize = 100_000;

/// How far the head of a file is looked at for what it is, in bytes.
const HEAD_BYTES: usize = 4_096;

/// Why a file is no case, or cannot be used as one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// It has more bytes than any case.
    #[error("the file has {bytes} bytes; a case file has at most {most}")]
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        most: usize,
    },
    /// Its bytes are not UTF-8.
    #[error("the file is no text: byte {at_byte} is not UTF-8")]
    NotText {
        /// The first that is not.
        at_byte: usize,
    },
    /// It is something else.
    #[error("this is no case file: it does not begin as an object with \"format\": \"trailglass-case\"")]
    NotACase,
    /// A newer program wrote it, in a way that this one cannot know.
    #[error(
        "the case file has format version {version}, and this Trailglass reads versions up to {FORMAT}: open it with a newer one"
    )]
    Newer {
        /// What it says.
        version: u64,
    },
    /// It is damaged, or was written by another hand.
    #[error("line {line}, column {column} of the case file: {reason}")]
    Broken {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// There is too much of something in it.
    #[error("the case file has {count} {what}; at most {most} are read")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// A text in it is too long.
    #[error("{what} in the case file has {length} characters; at most {most} are read")]
    TooLong {
        /// Which.
        what: &'static str,
        /// How many it has.
        length: usize,
        /// How many it may have.
        most: usize,
    },
}

/// What stands in a case file beside the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Of this program.
    pub version: String,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
}

/// A case file that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opened {
    /// What is in it.
    pub case: Case,
    /// What is not taken over, and why; a sentence each.
    pub left_out: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
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

/// What a file says of itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    pub format: String,
    pub format_version: u64,
}

/// The case as a file, with a line feed at its end.
pub fn write(case: &Case, writing: &Writing) -> String {
    let tool = Tool { name: "Trailglass", version: &writing.version };
    let file =
        File { format: NAME, format_version: FORMAT, tool, written_at: writing.written_at_millis, case };
    // Nothing in it has keys that are not text.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    text
}

/// Whether a file that begins so says that it is a case file. Its name does
/// not matter.
pub fn is_case(beginning: &[u8]) -> bool {
    let head = beginning.get(..HEAD_BYTES).unwrap_or(beginning);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let names = |needle: &[u8]| memchr::memmem::find(head, needle).is_some();
    head.first() == Some(&b'{') && names(b"\"format\"") && names(b"\"trailglass-case\"")
}

/// Whether a file has the name of a case file; what it is its content says.
pub fn is_named_so(path: &str) -> bool {
    let ending = path.len().checked_sub(EXTENSION.len()).and_then(|start| path.get(start..));
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(EXTENSION))
}

/// Reads a case file in one go: see [`CaseReader`] for one that must not hold
/// up the page. Its questions are marked with the file's name, if there is one.
///
/// # Errors
/// [`CaseError`] says what is wrong and where.
pub fn read(bytes: &[u8], name: Option<&str>) -> Result<Opened, CaseError> {
    let mut reader = CaseReader::new(bytes.to_vec(), name)?;
    loop {
        if let Some(read) = reader.step() {
            return read;
        }
    }
}

pub(super) fn broken(error: &serde_json::Error) -> CaseError {
    CaseError::Broken { line: error.line(), column: error.column(), reason: json_reason(error) }
}

/// Whether a case keeps to the limits of what is in it once; marks are checked
/// one by one.
pub(super) fn check_case(case: &Case) -> Result<(), CaseError> {
    short("the title", &case.title, MAX_NOTE)?;
    short("the notes", &case.notes, MAX_NOTE)?;
    short("the view", case.view.as_deref().unwrap_or_default(), MAX_NOTE)
}

/// Whether a mark keeps to the limits.
pub(super) fn check_mark(mark: &Mark) -> Result<(), CaseError> {
    let Mark { on, tags, note, .. } = mark;
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
    // Bytes are quicker to count, and never fewer.
    let length = if text.len() > most { text.chars().count() } else { 0 };
    if length > most { Err(CaseError::TooLong { what, length, most }) } else { Ok(()) }
}

fn read_moment<E: serde::de::Error>(text: &str) -> Result<i64, E> {
    time::parse_millis(text).ok_or_else(|| E::custom("a time looks like 2024-03-01T10:00:00Z"))
}

/// Milliseconds since 1970 UTC, as a time to read.
pub(super) mod moment {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::event::time;

    pub fn serialize<S: Serializer>(millis: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&time::to_text(*millis))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        super::read_moment(&String::deserialize(deserializer)?)
    }
}

/// The same, where there may be none.
pub(super) mod optional_moment {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::event::time;

    pub fn serialize<S: Serializer>(millis: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        match millis {
            Some(millis) => serializer.serialize_str(&time::to_text(*millis)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        Option::<String>::deserialize(deserializer)?.as_deref().map(super::read_moment).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{MarkedEvent, Others};
    use super::*;

    fn writing() -> Writing {
        Writing { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 }
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
        case.add(Mark::new(MarkedThing::Event(event), 1_700_000_001_000));
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
        assert_eq!(read(text.as_bytes(), None), Ok(Opened { case: marked(), left_out: Vec::new() }));
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
        let Opened { case, .. } = read(text.as_bytes(), None).expect("a case");
        assert_eq!(case.others.len(), 1, "{:?}", case.others);
        let again = write(&case, &writing());
        assert!(again.contains("\"mood\"") && again.contains("\"colour\": \"red\""), "{again}");
    }
}
