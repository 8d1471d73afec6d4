//! The second pass: replaces secrets with pseudonyms.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::btree_map;
use std::net::IpAddr;
use std::rc::Rc;

use super::dictionary::{NameEntry, RedactionDictionary};
use super::forms::{Finds, SecretMatch};
use super::key::RedactionKey;
use super::kind::SecretKind;
use super::knowledge::Knowledge;
use super::members::Constant;
use super::places::{PlaceKind, Places, Section, place};
use super::pseudonym::{Pseudonyms, Settling};
use super::seek::{KnownNames, Secret, opaque, seek};
use super::walk::{self, Visit};
use crate::model::{Field, RedactionClass};

/// Maximum number of remembered texts and their results.
const MOST_SEEN: usize = 20_000;

/// Maximum length in bytes of a remembered text; longer ones are not worth it.
const LONGEST_SEEN: usize = 512;

/// Replaces secrets: everything that has a form, and every name of a dictionary, wherever it
/// occurs.
#[derive(Debug)]
pub struct Redactor {
    pseudonyms: Rc<Pseudonyms>,
    /// The values of the dictionary, and those added on top of it.
    known: Vec<Rc<Knowledge>>,
    seen: RefCell<ResultCache>,
}

/// A [`Redactor`] under construction, in steps: a large dictionary takes a second.
#[derive(Debug)]
pub struct Preparing<'d> {
    pseudonyms: Pseudonyms,
    settling: Settling,
    knowledge: Knowledge,
    left: btree_map::Iter<'d, String, NameEntry>,
}

impl<'d> Preparing<'d> {
    /// Starts with no value added.
    pub fn new(key: &RedactionKey, dictionary: &'d RedactionDictionary) -> Preparing<'d> {
        Preparing {
            pseudonyms: Pseudonyms::new(key),
            settling: Settling::default(),
            knowledge: Knowledge::default(),
            left: dictionary.iter(),
        }
    }

    /// Adds up to `values` more values; returns whether there are others.
    pub fn step(&mut self, values: usize) -> bool {
        for (value, entry) in self.left.by_ref().take(values) {
            let address = (entry.kind == SecretKind::Address).then(|| value.parse().ok()).flatten();
            match address {
                Some(IpAddr::V4(address)) => self.settling.settle(&mut self.pseudonyms, address),
                Some(IpAddr::V6(address)) => {
                    if let Some(mapped) = address.to_ipv4_mapped() {
                        self.settling.settle(&mut self.pseudonyms, mapped);
                    }
                }
                None => {}
            }
            self.knowledge.learn(value, *entry);
        }
        self.left.len() > 0
    }

    /// Returns a redactor that knows the values added so far.
    pub fn finish(self) -> Redactor {
        Redactor {
            pseudonyms: Rc::new(self.pseudonyms),
            known: vec![Rc::new(self.knowledge)],
            seen: RefCell::default(),
        }
    }
}

/// A cache of the results for texts.
#[derive(Debug, Default)]
struct ResultCache {
    /// Results by place, and by whether the texts are field values.
    texts: hashbrown::HashMap<(PlaceKind, bool), Outcomes>,
    count: usize,
    places: Places,
}

/// Texts with their results; `None` if the text stays.
type Outcomes = hashbrown::HashMap<Box<str>, Option<Box<str>>>;

impl Redactor {
    /// Returns a redactor with a key and a dictionary. Two with the same key and dictionary behave
    /// alike; with the same key, they agree on every value that both dictionaries contain.
    ///
    /// # Examples
    ///
    /// ```
    /// use trailglass::redaction::{RedactionDictionary, RedactionKey, Redactor, SecretKind};
    ///
    /// let mut dictionary = RedactionDictionary::default();
    /// dictionary.add_name(SecretKind::Resource, "acme-payroll");
    /// let redactor = Redactor::new(&RedactionKey::new([7; 32]), &dictionary);
    /// let redacted = redactor.redact_text("alice emptied acme-payroll");
    /// assert!(!redacted.contains("acme-payroll"));
    /// assert_eq!(redactor.redact_text("alice emptied acme-payroll"), redacted);
    /// ```
    pub fn new(key: &RedactionKey, dictionary: &RedactionDictionary) -> Redactor {
        let mut preparing = Preparing::new(key, dictionary);
        preparing.step(usize::MAX);
        preparing.finish()
    }

    /// Returns a redactor from the buffers that a worker receives: [`RedactionKey::bytes`], then
    /// those of [`RedactionDictionary::buffers`]. `None` if there is no key.
    pub fn of_buffers(buffers: &[Vec<u8>]) -> Option<Redactor> {
        let (key, buffers) = buffers.split_first()?;
        let key = RedactionKey::new(<[u8; 32]>::try_from(key.as_slice()).ok()?);
        let mut dictionary = RedactionDictionary::default();
        buffers.iter().for_each(|buffer| dictionary.take_in(buffer));
        Some(Redactor::new(&key, &dictionary))
    }

    /// Returns a redactor that also replaces these values.
    pub fn knowing(&self, more: &RedactionDictionary) -> Redactor {
        let own = more.entries().fold(Knowledge::default(), |mut own, (value, entry)| {
            own.learn(value, entry);
            own
        });
        let known = self.known.iter().cloned().chain([Rc::new(own)]).collect();
        Redactor { pseudonyms: Rc::clone(&self.pseudonyms), known, seen: RefCell::default() }
    }

    /// Returns the pseudonym of a value.
    pub fn pseudonym(&self, kind: SecretKind, value: &str) -> String {
        self.pseudonyms.of(kind, value)
    }

    /// Redacts a text of any kind: a sentence, a filter, a title.
    pub fn redact_text(&self, text: &str) -> String {
        self.at(PlaceKind::Free, text, false).unwrap_or_else(|| text.to_owned())
    }

    /// Redacts a text from the logs that consists of names, and is not a sentence: in it, even a
    /// common word is a name.
    pub fn redact_name(&self, name: &str) -> String {
        self.remembered(PlaceKind::Words, name, true).unwrap_or_else(|| name.to_owned())
    }

    /// Redacts the value of a field of the catalogue, or at a path into the record, given its name.
    pub fn redact_value(&self, name: &str, value: &str) -> String {
        let place = Field::named(name).map_or_else(|| place_of_path(name), place_of_field);
        self.remembered(place, value, true).unwrap_or_else(|| value.to_owned())
    }

    /// Redacts the value of a field of the catalogue.
    pub fn redact_field(&self, field: Field, value: &str) -> String {
        self.remembered(place_of_field(field), value, true).unwrap_or_else(|| value.to_owned())
    }

    /// Redacts the name of a file or a folder whose secret parts were learned before; the rest of
    /// the name, which AWS chose, stays.
    pub fn redact_learned_name(&self, name: &str) -> String {
        self.remembered(PlaceKind::Free, name, true).unwrap_or_else(|| name.to_owned())
    }

    /// Redacts an event's id. A valid id stays, so that it is the same in all files.
    pub fn redact_event_id(&self, id: &str) -> String {
        self.remembered(PlaceKind::Constant(Constant::EventId), id, false).unwrap_or_else(|| id.to_owned())
    }

    /// Redacts the name of an event.
    pub fn redact_event_name(&self, name: &str) -> String {
        self.redact_field(Field::EventName, name)
    }

    /// Redacts a record of a service (`s3`, `iam`); the result is JSON of the same shape.
    pub fn redact_record<'t>(&self, json: &'t str, service: &str) -> Cow<'t, str> {
        match walk::record(json, service, &mut Rewrite(self)) {
            Some(new) => Cow::Owned(new),
            None => Cow::Borrowed(json),
        }
    }

    fn at(&self, place: PlaceKind, text: &str, is_value: bool) -> Option<String> {
        let known = RedactorNames { redactor: self, is_value };
        let secrets = seek(place, text, &known);
        if secrets.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len() + 16);
        let mut copied = 0;
        for secret in secrets {
            out.push_str(text.get(copied..secret.range.start).unwrap_or_default());
            out.push_str(&self.in_place_of(&secret));
            copied = copied.max(secret.range.end);
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Some(out)
    }

    fn in_place_of(&self, secret: &Secret) -> String {
        // If the name has a better kind elsewhere, that kind applies here as well.
        let known = self.known.iter().filter_map(|known| known.entry(&secret.value));
        let kind = match secret.kind {
            kind if kind.has_form() || kind == SecretKind::Credential => kind,
            kind => known.fold(kind, |kind, entry| kind.min(entry.kind)),
        };
        let pseudonym = self.pseudonyms.of(kind, &secret.value);
        if secret.is_dashed { pseudonym.replace('.', "-") } else { pseudonym }
    }

    fn remembered(&self, place: PlaceKind, text: &str, is_value: bool) -> Option<String> {
        if text.len() > LONGEST_SEEN {
            return self.at(place, text, is_value);
        }
        let key = (place, is_value);
        if let Some(known) = self.seen.borrow().texts.get(&key).and_then(|texts| texts.get(text)) {
            return known.as_deref().map(str::to_owned);
        }
        let new = self.at(place, text, is_value);
        let mut seen = self.seen.borrow_mut();
        if seen.count >= MOST_SEEN {
            seen.texts.clear();
            seen.count = 0;
        }
        seen.count += 1;
        seen.texts.entry(key).or_default().insert(text.into(), new.as_deref().map(Box::from));
        new
    }
}

/// Returns the place of a field. There is no wildcard arm: a class that is not known here does not
/// compile.
fn place_of_field(field: Field) -> PlaceKind {
    match field.spec().redaction {
        RedactionClass::Time => PlaceKind::Constant(Constant::Time),
        RedactionClass::EventName => PlaceKind::Constant(Constant::EventName),
        RedactionClass::EventSource => PlaceKind::Constant(Constant::Source),
        RedactionClass::Region => PlaceKind::Constant(Constant::Region),
        RedactionClass::Constant => PlaceKind::Constant(Constant::Word),
        RedactionClass::RecordVersion => PlaceKind::Constant(Constant::Version),
        RedactionClass::Version => PlaceKind::Version,
        RedactionClass::UserName => PlaceKind::Name(SecretKind::User),
        RedactionClass::PrincipalId => PlaceKind::Principal,
        RedactionClass::Key => PlaceKind::Key,
        RedactionClass::UserAgent => PlaceKind::Agent,
        RedactionClass::Text => PlaceKind::Words,
    }
}

/// Returns the place of a path into the record.
fn place_of_path(name: &str) -> PlaceKind {
    let mut keys = name.split('.');
    let first = keys.next().unwrap_or_default();
    let rest: Vec<&str> = keys.collect();
    let Some((last, above)) = rest.split_last() else { return place(Section::Top, "", first, false) };
    let section = match first {
        "userIdentity" => Section::Identity,
        _ if above.iter().any(|key| super::places::begins_tags(key)) => Section::Tags,
        _ => Section::Inside,
    };
    place(section, "", last, above.is_empty())
}

/// The known names, applied to a text or to a field value; in a field value, even a common word is
/// a name.
struct RedactorNames<'r> {
    redactor: &'r Redactor,
    is_value: bool,
}

impl KnownNames for RedactorNames<'_> {
    fn is(&self, kind: SecretKind, text: &str) -> bool {
        self.redactor.known.iter().any(|known| known.is(kind, text))
    }

    fn names(&self, bytes: &[u8], finds: &mut Finds) {
        for known in &self.redactor.known {
            known.find(bytes, &mut |range, NameEntry { kind, is_name }| {
                if !(is_name || self.is_value) || finds.is_taken(&range) {
                    return false;
                }
                finds.found.push(SecretMatch::new(range, kind, true));
                true
            });
        }
    }
}

struct Rewrite<'r>(&'r Redactor);

impl Visit for Rewrite<'_> {
    fn place(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind {
        self.0.seen.borrow_mut().places.of(section, service, key, is_top)
    }

    fn text(&mut self, place: PlaceKind, text: &str) -> Option<String> {
        self.0.remembered(place, text, false)
    }

    fn key(&mut self, place: PlaceKind, key: &str) -> Option<String> {
        self.0.remembered(place, key, false)
    }

    fn opaque(&mut self, text: &str) -> Option<String> {
        Some(self.0.in_place_of(&opaque(text)))
    }

    fn number(&mut self, is_account: bool, digits: &str) -> Option<String> {
        let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let known = RedactorNames { redactor: self.0, is_value: false };
        (is_digits && (is_account || known.is(SecretKind::Account, digits)))
            .then(|| self.0.pseudonym(SecretKind::Account, digits))
    }
}
