//! An incremental reader of case files, so that a file of fifty megabytes does not block the page.
//!
//! The long lists of a case file (`marks`, `questions`, `records`) are split into their elements,
//! and each element is parsed separately: an error in one costs only that one. The rest of the file
//! is short and parsed at once at the end.

use std::ops::Range;

use hashbrown::HashMap;

use super::json::{
    CaseError, CaseFileHeader, FORMAT, MAX_BYTES, MAX_MARKS, MAX_NOTE, MAX_QUESTIONS, MAX_RECORDS, NAME,
    OpenedCase, broken, check_case, check_mark, few, is_case,
};
use super::merge::add_mark;
use super::model::{Bookmark, Case, KeptRecord, ThingKey};
use crate::base::json::end_of_string;
use crate::base::json::scan::skip_space;
use crate::base::text::json_reason;
use crate::questions::{Question, library, new_id};

/// Bytes of the file that are read in one step.
const STEP_BYTES: usize = 256 << 10;

/// Maximum size in bytes of a file without its long lists.
const MAX_REST_BYTES: usize = 1 << 20;

/// Maximum size in bytes of a list element: a record has at most 1 MB, and up to twice that when
/// written as a JSON string.
const MAX_ELEMENT_BYTES: usize = 4 << 20;

/// Maximum number of sentences about parts that are left out.
const MAX_SENTENCES: usize = 20;

/// The long lists of a case file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CaseList {
    Marks,
    Questions,
    Records,
}

impl CaseList {
    fn of(member: &[u8]) -> Option<CaseList> {
        match member {
            b"marks" => Some(CaseList::Marks),
            b"questions" => Some(CaseList::Questions),
            b"records" => Some(CaseList::Records),
            _ => None,
        }
    }

    fn max(self) -> usize {
        match self {
            CaseList::Marks => MAX_MARKS,
            CaseList::Questions => MAX_QUESTIONS,
            CaseList::Records => MAX_RECORDS,
        }
    }

    /// Returns what its elements are called, in the singular and the plural.
    fn label(self) -> (&'static str, &'static str) {
        match self {
            CaseList::Marks => ("Bookmark", "bookmarks"),
            CaseList::Questions => ("Question", "questions"),
            CaseList::Records => ("Record", "records"),
        }
    }
}

/// The state of the reader: what it expects next.
#[derive(Clone, Copy, Debug)]
enum Expecting {
    /// The opening brace of the file.
    Object,
    /// A member or the end of the object.
    Member {
        /// Whether a comma may come first.
        after_another: bool,
    },
    /// An element of a list, or its end.
    Element {
        list: CaseList,
        /// Number of preceding elements.
        number: usize,
    },
    /// Only white space.
    End,
}

/// An incremental reader of one case file.
#[derive(Debug)]
pub struct CaseReader {
    bytes: Vec<u8>,
    /// The file name that the questions are marked with; `None` for a case stored by the browser,
    /// whose questions keep their marks.
    name: Option<String>,
    at: usize,
    expecting: Expecting,
    /// The file without the elements of its long lists.
    rest: Vec<u8>,
    case: Case,
    places: HashMap<ThingKey, usize>,
    left_out: Vec<String>,
    left_out_in_all: usize,
}

impl CaseReader {
    /// Starts reading a file.
    ///
    /// # Errors
    ///
    /// If it is too large.
    pub fn new(mut bytes: Vec<u8>, name: Option<&str>) -> Result<CaseReader, CaseError> {
        if bytes.len() > MAX_BYTES {
            return Err(CaseError::TooLarge { bytes: bytes.len(), most: MAX_BYTES });
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        Ok(CaseReader {
            bytes,
            name: name.map(str::to_owned),
            at: 0,
            expecting: Expecting::Object,
            rest: Vec::new(),
            case: Case::default(),
            places: HashMap::new(),
            left_out: Vec::new(),
            left_out_in_all: 0,
        })
    }

    /// Reads on; returns `None` until the file is complete.
    pub fn step(&mut self) -> Option<Result<OpenedCase, CaseError>> {
        let until = self.at.saturating_add(STEP_BYTES);
        while self.at < until {
            match self.advance() {
                Ok(false) => {}
                Ok(true) => return Some(self.finish()),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }

    /// Returns the fraction of the file that has been read, from 0 to 1.
    pub fn done(&self) -> f64 {
        self.at as f64 / self.bytes.len().max(1) as f64
    }

    /// Reads the next piece; returns `true` at the end of the file.
    fn advance(&mut self) -> Result<bool, CaseError> {
        let start = self.at;
        self.at = skip_space(&self.bytes, self.at);
        self.keep(start..self.at);
        let next = self.bytes.get(self.at).copied();
        match (self.expecting, next) {
            (Expecting::Object, Some(b'{')) => {
                self.take(1);
                self.expecting = Expecting::Member { after_another: false };
            }
            (Expecting::Object, _) => return Err(self.damaged()),
            (Expecting::Member { .. }, Some(b'}')) => {
                self.take(1);
                self.expecting = Expecting::End;
            }
            (Expecting::Member { after_another: true }, Some(b',')) => {
                self.take(1);
                self.expecting = Expecting::Member { after_another: false };
            }
            (Expecting::Member { after_another: false }, Some(b'"')) => self.member()?,
            (Expecting::Member { .. }, _) => return Err(self.damaged()),
            (Expecting::Element { list, number }, Some(b']')) => {
                few(list.label().1, number, list.max())?;
                self.take(1);
                self.expecting = Expecting::Member { after_another: true };
            }
            (Expecting::Element { list, number }, Some(_)) => self.element(list, number)?,
            (Expecting::Element { .. }, None) => return Err(self.damaged()),
            (Expecting::End, None) => return Ok(true),
            (Expecting::End, Some(_)) => return Err(self.damaged()),
        }
        if self.rest.len() > MAX_REST_BYTES {
            let what = "what stands beside its bookmarks, questions and records";
            return Err(CaseError::TooLong { what, length: self.rest.len(), most: MAX_REST_BYTES });
        }
        Ok(false)
    }

    /// Reads a member's name, and its value unless that is a long list.
    fn member(&mut self) -> Result<(), CaseError> {
        let name = self.value_at(self.at)?;
        let mut value = skip_space(&self.bytes, name.end);
        if self.bytes.get(value) != Some(&b':') {
            return Err(self.damaged());
        }
        value = skip_space(&self.bytes, value + 1);
        let list = CaseList::of(&self.bytes[name.start + 1..name.end - 1]);
        let end = match list {
            Some(_) if self.bytes.get(value) == Some(&b'[') => value + 1,
            _ => self.value_at(value)?.end,
        };
        self.expecting = match list {
            Some(list) if end == value + 1 => Expecting::Element { list, number: 0 },
            _ => Expecting::Member { after_another: true },
        };
        self.keep(self.at..end);
        self.at = end;
        Ok(())
    }

    fn element(&mut self, list: CaseList, number: usize) -> Result<(), CaseError> {
        let start = self.at;
        if number > 0 {
            if self.bytes.get(self.at) != Some(&b',') {
                return Err(self.damaged());
            }
            self.at = skip_space(&self.bytes, self.at + 1);
        }
        let span = self.value_at(self.at)?;
        // Keeps the line numbers of errors in the rest equal to those in the file.
        let lines = memchr::memchr_iter(b'\n', &self.bytes[start..span.end]).count();
        self.rest.extend(std::iter::repeat_n(b'\n', lines));
        self.at = span.end;
        self.expecting = Expecting::Element { list, number: number + 1 };
        if number >= list.max() {
            return Ok(());
        }
        if let Err(reason) = self.take_element(list, span) {
            let (one, _) = list.label();
            self.leave_out(format!("{one} {} of the case file is left out: {reason}.", number + 1));
        }
        Ok(())
    }

    fn take_element(&mut self, list: CaseList, span: Range<usize>) -> Result<(), String> {
        let json = &self.bytes[span];
        let reason = |error: serde_json::Error| json_reason(&error);
        match list {
            CaseList::Marks => {
                let mark: Bookmark = serde_json::from_slice(json).map_err(reason)?;
                check_mark(&mark).map_err(|error| error.to_string())?;
                let title = mark.on.title();
                if !add_mark(&mut self.case, &mut self.places, mark, MAX_NOTE) {
                    return Err(format!(
                        "“{}” has a bookmark before, and both notes together are too long",
                        title.chars().take(100).collect::<String>()
                    ));
                }
            }
            CaseList::Questions => {
                let question: Question = serde_json::from_slice(json).map_err(reason)?;
                let titled = |error: &dyn std::fmt::Display| {
                    let title: String = question.title.chars().take(100).collect();
                    format!("“{title}”: {error}")
                };
                question.check().map_err(|error| titled(&error))?;
                let mut question = match &self.name {
                    Some(name) => question.from_file(name),
                    None => question,
                };
                let known = &self.case.questions;
                if question.id.is_empty()
                    || known.iter().chain(library()).any(|other| other.id == question.id)
                {
                    question.id = new_id(known);
                }
                self.case.questions.push(question);
            }
            CaseList::Records => {
                let record: KeptRecord = serde_json::from_slice(json).map_err(reason)?;
                self.case.records.push(record);
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, sentence: String) {
        self.left_out_in_all += 1;
        if self.left_out.len() < MAX_SENTENCES {
            self.left_out.push(sentence);
        }
    }

    /// Parses what remains without the long lists.
    fn finish(&mut self) -> Result<OpenedCase, CaseError> {
        let Ok(text) = std::str::from_utf8(&self.rest) else {
            let at_byte = std::str::from_utf8(&self.bytes).err().map_or(0, |error| error.valid_up_to());
            return Err(CaseError::NotText { at_byte });
        };
        let head: CaseFileHeader = match serde_json::from_str(text) {
            Ok(head) => head,
            Err(_) if !is_case(&self.bytes) => return Err(CaseError::NotACase),
            Err(error) => return Err(broken(&error)),
        };
        if head.format != NAME {
            return Err(CaseError::NotACase);
        }
        if head.format_version > u64::from(FORMAT) {
            return Err(CaseError::Newer { version: head.format_version });
        }
        let rest: Case = serde_json::from_str(text).map_err(|error| broken(&error))?;
        let mut case = std::mem::take(&mut self.case);
        case = Case { marks: case.marks, questions: case.questions, records: case.records, ..rest };
        // The next writer writes the file's own metadata anew.
        for own in ["format", "formatVersion", "tool", "writtenAt"] {
            case.others.remove(own);
        }
        check_case(&case)?;
        let mut left_out = std::mem::take(&mut self.left_out);
        let unnamed = self.left_out_in_all - left_out.len();
        if unnamed > 0 {
            left_out.push(format!("{unnamed} more parts of the case file are left out."));
        }
        Ok(OpenedCase { case, left_out })
    }

    /// Copies a part of the file to the rest.
    fn keep(&mut self, span: Range<usize>) {
        self.rest.extend_from_slice(&self.bytes[span]);
    }

    fn take(&mut self, bytes: usize) {
        self.keep(self.at..self.at + bytes);
        self.at += bytes;
    }

    /// Returns the span of the value that begins at `start`.
    fn value_at(&self, start: usize) -> Result<Range<usize>, CaseError> {
        let window = &self.bytes[..self.bytes.len().min(start.saturating_add(MAX_ELEMENT_BYTES))];
        match end_of_value(window, start) {
            Some(end) if end > start => Ok(start..end),
            None if window.len() < self.bytes.len() => Err(CaseError::TooLong {
                what: "one entry",
                length: self.bytes.len() - start,
                most: MAX_ELEMENT_BYTES,
            }),
            _ => Err(self.damaged()),
        }
    }

    /// Returns the error of a file that is not valid JSON, as a parser of the whole file reports
    /// it.
    fn damaged(&self) -> CaseError {
        if !is_case(&self.bytes) {
            return CaseError::NotACase;
        }
        match serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes) {
            Err(error) => broken(&error),
            // Reached only if this reader is stricter than the parser.
            Ok(_) => CaseError::Broken {
                line: memchr::memchr_iter(b'\n', &self.bytes[..self.at]).count() + 1,
                column: 1,
                reason: "something else was expected here".to_owned(),
            },
        }
    }
}

/// Returns the end of a JSON value; `None` if the text ends before it does. Only brackets and
/// strings are tracked; the parser checks the rest.
fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut depth = 0_usize;
    loop {
        match *bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                at += 1;
            }
            _ if depth > 0 => {
                at += 1;
                continue;
            }
            _ => {
                let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
                return Some(at + bytes[at..].iter().position(ends)?);
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<OpenedCase, CaseError> {
        super::super::read(text.as_bytes(), Some("bad.trailglass.json"))
    }

    fn file(members: &str) -> String {
        format!("{{\"format\": \"trailglass-case\", \"formatVersion\": 1, {members}}}")
    }

    #[test]
    fn what_is_wrong_with_one_entry_costs_that_entry() {
        let text = file(
            r#""title": "Larkfield", "marks": [
                {"on": {"kind": "planet"}, "markedAt": "2024-03-01T10:00:00Z"},
                {"on": {"kind": "actor", "name": "alice"}, "markedAt": "soon"},
                {"on": {"kind": "actor", "name": "bob"}, "markedAt": "2024-03-01T10:00:00Z"}, 7],
            "questions": [{"title": "One", "filter": "eventName:x", "references": [{"framework": "NIST", "id": "AC-2", "title": "t"}]},
                {"title": "Two", "filter": "evntName:x"}, {"title": 3}],
            "records": [{"account": "1"}, {"account": "1", "eventID": "e", "record": "{}"}]"#,
        );
        let OpenedCase { case, left_out } = read(&text).expect("a case");
        assert_eq!(case.title, "Larkfield");
        assert_eq!((case.marks.len(), case.questions.len(), case.records.len()), (1, 1, 1));
        assert_eq!(case.questions[0].references[0].framework.name(), "NIST");
        assert_eq!(case.questions[0].source, "bad.trailglass.json");
        for (sentence, words) in left_out.iter().zip([
            "Bookmark 1 of the case file is left out: unknown variant `planet`",
            "Bookmark 2 of the case file is left out: a time looks like",
            "Bookmark 4 of the case file is left out: invalid type: integer `7`",
            "Question 2 of the case file is left out: “Two”: its filter is wrong",
            "Question 3 of the case file is left out: invalid type",
            "Record 1 of the case file is left out: missing field `eventID`",
        ]) {
            assert!(sentence.starts_with(words), "{sentence}");
        }
        assert_eq!(left_out.len(), 6);
    }

    #[test]
    fn damage_is_where_it_is_in_the_file() {
        let text = file("\n\"marks\": [\n{}\n{}],\n\"title\": 7");
        let CaseError::Broken { line, reason, .. } = read(&text).expect_err("no comma") else { panic!() };
        assert_eq!((line, reason.as_str()), (4, "expected `,` or `]`"));
        let text = file("\n\"marks\": [\n{},\n{}],\n\"title\": 7");
        let CaseError::Broken { line, .. } = read(&text).expect_err("a number") else { panic!() };
        assert_eq!(line, 5);
        for broken in ["\"marks\": [", "\"marks\": [{\"a\": \"", "\"marks\": 3,", "\"title\": \"t\"}"] {
            assert!(read(&file(broken)).is_err(), "{broken}");
        }
    }

    #[test]
    fn long_files_are_read_in_many_steps_and_sentences_are_few() {
        let record =
            format!("{{\"account\": \"1\", \"eventID\": \"e\", \"record\": \"{}\"}}", "x".repeat(10_000));
        let wrong = vec!["7"; 1_000].join(",");
        let text = file(&format!("\"records\": [{}], \"marks\": [{wrong}]", vec![record; 500].join(",\n")));
        let mut reader = CaseReader::new(text.into_bytes(), None).expect("not too large");
        let mut steps = 1;
        let opened = loop {
            assert!(reader.done() <= 1.0);
            match reader.step() {
                Some(read) => break read.expect("a case"),
                None => steps += 1,
            }
        };
        assert!(steps > 15, "{steps}");
        assert_eq!(opened.case.records.len(), 500);
        assert_eq!(opened.left_out.len(), MAX_SENTENCES + 1);
        assert_eq!(opened.left_out[MAX_SENTENCES], "980 more parts of the case file are left out.");
    }

    #[test]
    fn an_id_of_the_page_is_given_anew() {
        let id = &library()[0].id;
        let text =
            file(&format!(r#""questions": [{{"id": "{id}", "title": "Mine", "filter": "eventName:x"}}]"#));
        let opened = read(&text).expect("a case");
        assert_eq!(opened.case.questions[0].id, "own-1");
    }
}
