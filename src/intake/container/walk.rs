//! Walking through the JSON of a file: what every container of events shares.

use super::super::read::Account;
use super::super::record::{RawRecord, plain_text};
use super::super::scan::{self, Fault, Stop};
use super::super::window::Window;
use super::super::{Sink, report::Status};

/// Why walking stopped before the end.
pub(crate) enum Damage {
    /// The text ends in the middle.
    Truncated,
    /// The text is no JSON from here on.
    Broken { at: u64, fault: Fault },
}

/// A window on the text, the account of the file, and where events go.
pub(crate) struct Walk<'w, 's> {
    pub window: Window<'w>,
    pub account: &'s mut Account,
    pub sink: &'s mut dyn Sink,
    /// The first key of the values that events are taken from: where reading
    /// can go on after a damage.
    mark: Option<Vec<u8>>,
}

/// Takes the events out of a value that is not one itself.
pub(crate) type Unwrapper<'u> = &'u dyn Fn(&str, &mut Unwrapped<'_>);

/// Where the events of one value go.
pub(crate) struct Unwrapped<'a> {
    account: &'a mut Account,
    sink: &'a mut dyn Sink,
    at: u64,
}

impl Unwrapped<'_> {
    /// A value that is an event.
    pub fn event(&mut self, json: &str) {
        match RawRecord::parse(json) {
            Ok(record) => {
                self.account.take(&record, self.at, self.sink);
            }
            Err(_) => self.account.not_an_event(self.at),
        }
    }

    /// A value that may be an event, and whether it was one.
    pub fn event_if_any(&mut self, json: &str) -> bool {
        match RawRecord::parse(json) {
            Ok(record) if record.is_event() => self.account.take(&record, self.at, self.sink),
            _ => false,
        }
    }

    /// A JSON string with an event in it.
    pub fn event_in_string(&mut self, json: &str) {
        self.event(plain_text(json).trim());
    }

    /// Something that is known to be missing from all data of this kind.
    pub fn note(&mut self, text: &str) {
        self.account.note(text);
    }

    /// Something that has no event in it, and why.
    pub fn left_out(&mut self, why: &str) {
        self.account.left_out(why, self.at);
    }
}

/// How a value is taken: as an event, or unwrapped.
pub(super) type Take<'t, 'w, 's> = &'t dyn Fn(&mut Walk<'w, 's>) -> Result<(), Damage>;

impl<'w, 's> Walk<'w, 's> {
    /// A walk from the window's start on.
    pub fn new(window: Window<'w>, account: &'s mut Account, sink: &'s mut dyn Sink) -> Walk<'w, 's> {
        Walk { window, account, sink, mark: None }
    }

    /// Takes the value at the window's start as an event.
    pub fn take_event(&mut self) -> Result<(), Damage> {
        if self.window.ahead().first() != Some(&b'{') {
            let at = self.window.offset();
            self.skip_value()?;
            self.account.not_an_event(at);
            return Ok(());
        }
        loop {
            match RawRecord::scan(self.window.ahead(), 0) {
                Ok((record, end)) => {
                    let at = self.window.offset();
                    let bytes = &self.window.ahead()[..end];
                    note_mark(&mut self.mark, bytes);
                    match &record {
                        Some(record) => self.account.take(record, at, self.sink),
                        None => self.account.take_lossy(bytes, at, self.sink),
                    };
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Takes the events out of the value at the window's start.
    pub fn take_wrapped(&mut self, unwrapper: Unwrapper<'_>) -> Result<(), Damage> {
        loop {
            match scan::value(self.window.ahead(), 0) {
                Ok(end) => {
                    let bytes = &self.window.ahead()[..end];
                    note_mark(&mut self.mark, bytes);
                    let at = self.window.offset();
                    let text = String::from_utf8_lossy(bytes);
                    if matches!(text, std::borrow::Cow::Owned(_)) {
                        self.account.not_utf8(at);
                    }
                    unwrapper(&text, &mut Unwrapped { account: self.account, sink: self.sink, at });
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Takes an event that was put together of what stands at `at`.
    pub fn take_text(&mut self, json: &str, at: u64) {
        Unwrapped { account: self.account, sink: self.sink, at }.event(json);
    }

    /// Takes values that stand one after another, one a line, or in arrays.
    pub fn take_values(&mut self, take: Take<'_, 'w, 's>) -> Status {
        while let Some(first) = self.window.skip_space() {
            let result = match first {
                b'[' => self.take_array(take),
                b'{' => take(self),
                _ => Err(self.broken_here(Fault::Value)),
            };
            if let Err(damage) = result {
                self.note(&damage);
                self.recover(take);
            }
        }
        self.status()
    }

    /// Takes what is in the array at this path of an object, and of those
    /// after it.
    pub fn take_objects_with(&mut self, path: &[&str], take: Take<'_, 'w, 's>) -> Status {
        while let Some(first) = self.window.skip_space() {
            if first != b'{' {
                let at = self.window.offset();
                self.account.problem("other text follows after the last closing bracket", Some(at));
                self.recover(take);
                continue;
            }
            let at = self.window.offset();
            match self.take_object_with(path, take) {
                Ok(true) => {}
                Ok(false) => {
                    self.account
                        .left_out(&format!("an object without {}; it was left out", path.join(".")), at);
                }
                Err(damage) => {
                    self.note(&damage);
                    self.recover(take);
                }
            }
        }
        self.status()
    }

    /// Takes what begins with the first brace of every line.
    pub fn take_prefixed_lines(&mut self, take: Take<'_, 'w, 's>) -> Status {
        while self.window.skip_space().is_some() {
            match self.brace_in_line() {
                Some(brace) => {
                    self.window.consume(brace);
                    if let Err(damage) = take(self) {
                        self.note(&damage);
                        self.recover(take);
                    }
                }
                None => {
                    self.account.left_out("a line without an event; it was left out", self.window.offset());
                    self.pass_line();
                }
            }
        }
        self.status()
    }

    /// How far the first brace is, if it stands in the window's first line.
    fn brace_in_line(&mut self) -> Option<usize> {
        loop {
            let bytes = self.window.ahead();
            if let Some(found) = memchr::memchr2(b'{', b'\n', bytes) {
                return (bytes[found] == b'{').then_some(found);
            }
            if !self.window.grow() {
                return None;
            }
        }
    }

    fn pass_line(&mut self) {
        loop {
            let bytes = self.window.ahead();
            if let Some(end) = memchr::memchr(b'\n', bytes) {
                return self.window.consume(end + 1);
            }
            self.window.consume(bytes.len());
            if !self.window.grow() {
                return;
            }
        }
    }

    /// Takes the elements of the array at this path of the object at the
    /// window's start; false where there is none.
    fn take_object_with(&mut self, path: &[&str], take: Take<'_, 'w, 's>) -> Result<bool, Damage> {
        self.window.consume(1);
        let mut found = false;
        if self.expect()? == b'}' {
            self.window.consume(1);
            return Ok(found);
        }
        loop {
            let key = self.take_key()?;
            match (path, self.expect()?) {
                ([name], b'[') if key == name.as_bytes() => {
                    self.take_array(take)?;
                    found = true;
                }
                ([name, inner @ ..], b'{') if key == name.as_bytes() && !inner.is_empty() => {
                    found |= self.take_object_with(inner, take)?;
                }
                _ => self.skip_value()?,
            }
            match self.expect()? {
                b',' => self.window.consume(1),
                b'}' => {
                    self.window.consume(1);
                    return Ok(found);
                }
                _ => return Err(self.broken_here(Fault::Comma)),
            }
        }
    }

    /// Passes over the value at the window's start.
    pub fn skip_value(&mut self) -> Result<(), Damage> {
        loop {
            match scan::value(self.window.ahead(), 0) {
                // A number at the window's end may go on behind it.
                Ok(end) if end == self.window.ahead().len() && self.window.grow() => {}
                Ok(end) => {
                    self.window.consume(end);
                    return Ok(());
                }
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        }
    }

    /// Takes the elements of the array at the window's start, one by one.
    pub fn take_each(&mut self, take: Take<'_, 'w, 's>) -> Result<(), Damage> {
        self.take_array(take)
    }

    /// Takes the elements of the array at the window's start.
    fn take_array(&mut self, take: Take<'_, 'w, 's>) -> Result<(), Damage> {
        self.window.consume(1);
        if self.expect()? == b']' {
            self.window.consume(1);
            return Ok(());
        }
        loop {
            self.expect()?;
            take(self)?;
            match self.expect()? {
                b',' => self.window.consume(1),
                b']' => {
                    self.window.consume(1);
                    return Ok(());
                }
                _ => return Err(self.broken_here(Fault::Comma)),
            }
        }
    }

    /// Takes the key at the window's start and its colon.
    pub fn take_key(&mut self) -> Result<Vec<u8>, Damage> {
        if self.expect()? != b'"' {
            return Err(self.broken_here(Fault::Key));
        }
        let key = loop {
            match scan::value(self.window.ahead(), 0) {
                Ok(end) => break self.window.ahead()[1..end - 1].to_vec(),
                Err(stop) => self.grow_or_give_up(stop)?,
            }
        };
        self.window.consume(key.len() + 2);
        if self.expect()? != b':' {
            return Err(self.broken_here(Fault::Colon));
        }
        self.window.consume(1);
        self.expect()?;
        Ok(key)
    }

    /// The next byte that is no white space.
    pub fn expect(&mut self) -> Result<u8, Damage> {
        self.window.skip_space().ok_or(Damage::Truncated)
    }

    pub fn broken_here(&self, fault: Fault) -> Damage {
        Damage::Broken { at: self.window.offset(), fault }
    }

    fn grow_or_give_up(&mut self, stop: Stop) -> Result<(), Damage> {
        match stop {
            Stop::More if self.window.grow() => Ok(()),
            Stop::More => Err(Damage::Truncated),
            Stop::Broken { at, fault } => Err(Damage::Broken { at: self.window.offset() + at as u64, fault }),
        }
    }

    /// After a damage: takes whatever is whole behind it, wherever a value
    /// begins as those before the damage did.
    fn recover(&mut self, take: Take<'_, 'w, 's>) {
        // The first byte was tried already.
        self.window.consume(1);
        while self.resynchronise() {
            if let Err(damage) = take(self) {
                self.note(&damage);
                self.window.consume(1);
            }
        }
    }

    /// Passes over everything up to the next value of the usual beginning,
    /// brackets that the damage left open among it. False where there is none.
    fn resynchronise(&mut self) -> bool {
        // Events begin with their version, wherever they come from.
        let mark = self.mark.clone().unwrap_or_else(|| b"\"eventVersion\"".to_vec());
        loop {
            let bytes = self.window.ahead();
            let found = memchr::memmem::find_iter(bytes, &mark).find_map(|at| {
                let before = bytes[..at].iter().rposition(|byte| !byte.is_ascii_whitespace())?;
                (bytes[before] == b'{').then_some(before)
            });
            if let Some(found) = found {
                self.window.consume(found);
                return true;
            }
            // The brace and the mark may lie across the window's end.
            let keep = mark.len() + MARK_SPACE;
            self.window.consume(self.window.ahead().len().saturating_sub(keep));
            if !self.window.grow() {
                self.window.consume(self.window.ahead().len());
                return false;
            }
        }
    }

    /// Notes a damage.
    pub fn note(&mut self, damage: &Damage) {
        match damage {
            Damage::Truncated if self.window.failure().is_some() => {} // said by the reader of the file
            Damage::Truncated if !self.window.is_finished() => self.account.problem(
                "a single JSON value is larger than 64 MB, which no CloudTrail event is; reading stopped before it",
                Some(self.window.offset()),
            ),
            Damage::Truncated => self.account.problem(
                "the text ends in the middle of a value; get the file again if the rest matters",
                Some(self.window.read_so_far()),
            ),
            Damage::Broken { at, fault } => self.account.problem(&format!("the JSON is damaged: {fault}"), Some(*at)),
        }
    }

    /// The status of a file of events after reading.
    pub fn status(&self) -> Status {
        match (self.account.has_problems(), self.account.records()) {
            (false, _) => Status::Read,
            (true, 0) => Status::Refused,
            (true, _) => Status::Partial,
        }
    }
}

/// White space between a brace and the first key that is looked over.
const MARK_SPACE: usize = 64;

/// Remembers the first key of an object, quotes included.
fn note_mark(mark: &mut Option<Vec<u8>>, object: &[u8]) {
    if mark.is_some() || object.first() != Some(&b'{') {
        return;
    }
    let at = scan::skip_space(object, 1);
    if object.get(at) == Some(&b'"')
        && let Ok(end) = scan::value(object, at)
    {
        *mark = Some(object[at..end].to_vec());
    }
}
