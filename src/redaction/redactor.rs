//! The second pass: pseudonyms in place of what was found.

use std::borrow::Cow;
use std::cell::RefCell;
use std::net::IpAddr;

use super::dictionary::{Dictionary, Entry};
use super::forms::{Finds, Found};
use super::key::RedactionKey;
use super::kind::Kind;
use super::names;
use super::places::{Place, Places, Section, place};
use super::pseudonym::Pseudonyms;
use super::seek::{Known, Secret, seek};
use super::walk::{self, Visit};
use super::words::Words;
use crate::event::Field;

/// Texts remembered at the most, with what became of them.
const MOST_SEEN: usize = 20_000;

/// A longer text is not worth remembering.
const LONGEST_SEEN: usize = 512;

/// Replaces what is secret: everything that has a form, and every name of a
/// dictionary, wherever it stands.
#[derive(Debug)]
pub struct Redactor {
    pseudonyms: Pseudonyms,
    words: Words,
    /// What each of the words is.
    entries: Vec<Entry>,
    /// Accounts and addresses, sorted.
    known: Vec<(Kind, Box<str>)>,
    seen: RefCell<Seen>,
}

/// What became of texts.
#[derive(Debug, Default)]
struct Seen {
    /// By place, and whether they are values of fields.
    texts: hashbrown::HashMap<(Place, bool), Outcomes>,
    count: usize,
    places: Places,
}

/// Texts, and what each became; `None` where it stayed.
type Outcomes = hashbrown::HashMap<Box<str>, Option<Box<str>>>;

impl Redactor {
    /// By a key and a dictionary. Two of the same replace alike, and so do two
    /// of the same key where both dictionaries know a value.
    pub fn new(key: &RedactionKey, dictionary: &Dictionary) -> Redactor {
        let mut pseudonyms = Pseudonyms::new(key);
        let addresses = dictionary.entries().filter(|(_, entry)| entry.kind == Kind::Address);
        pseudonyms.settle(addresses.filter_map(|(value, _)| match value.parse().ok()? {
            IpAddr::V4(address) => Some(address),
            IpAddr::V6(address) => address.to_ipv4_mapped(),
        }));
        let mut redactor = Redactor {
            pseudonyms,
            words: Words::default(),
            entries: Vec::new(),
            known: Vec::new(),
            seen: RefCell::default(),
        };
        for (value, entry) in dictionary.entries() {
            redactor.learn(value, entry);
        }
        redactor.known.sort_unstable();
        redactor
    }

    fn learn(&mut self, value: &str, entry: Entry) {
        if matches!(entry.kind, Kind::Account | Kind::Address) {
            self.known.push((entry.kind, value.into()));
        }
        if entry.kind.has_form() || !entry.is_name && !entry.kind.is_looked_for() {
            return;
        }
        let core = value.get(names::core(value)).unwrap_or_default();
        if core.is_empty() || names::is_public(value) {
            return;
        }
        let is_name = entry.is_name && names::is_distinctive(core);
        match self.words.position(core).and_then(|place| self.entries.get_mut(place)) {
            // The same name in another case.
            Some(known) => {
                known.kind = known.kind.min(entry.kind);
                known.is_name |= is_name;
            }
            None => {
                self.words.add(core);
                self.entries.push(Entry { is_name, ..entry });
            }
        }
    }

    /// What stands in place of a value.
    pub fn pseudonym(&self, kind: Kind, value: &str) -> String {
        self.pseudonyms.of(kind, value)
    }

    /// A text of any kind: a sentence, a filter, a title.
    pub fn redact_text(&self, text: &str) -> String {
        self.at(Place::Free, text, false).unwrap_or_else(|| text.to_owned())
    }

    /// The value of a field of the catalogue or of a path into the record, by
    /// its name.
    pub fn redact_value(&self, name: &str, value: &str) -> String {
        let place = Field::named(name).map_or_else(|| place_of_path(name), place_of_field);
        self.remembered(place, value, true).unwrap_or_else(|| value.to_owned())
    }

    /// The value of a field of the catalogue.
    pub fn redact_field(&self, field: Field, value: &str) -> String {
        self.remembered(place_of_field(field), value, true).unwrap_or_else(|| value.to_owned())
    }

    /// The text of a record of a service (`s3`, `iam`): JSON of the same
    /// shape.
    pub fn redact_record<'t>(&self, json: &'t str, service: &str) -> Cow<'t, str> {
        match walk::record(json, service, &mut Rewrite(self)) {
            Some(new) => Cow::Owned(new),
            None => Cow::Borrowed(json),
        }
    }

    fn at(&self, place: Place, text: &str, is_value: bool) -> Option<String> {
        let known = Names { redactor: self, is_value };
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
        // A name that is something better elsewhere is that here as well.
        let known = (!secret.kind.has_form()).then(|| self.words.position(&secret.value)).flatten();
        let kind = known
            .and_then(|place| self.entries.get(place))
            .map_or(secret.kind, |entry| entry.kind.min(secret.kind));
        let pseudonym = self.pseudonyms.of(kind, &secret.value);
        if secret.is_dashed { pseudonym.replace('.', "-") } else { pseudonym }
    }

    fn remembered(&self, place: Place, text: &str, is_value: bool) -> Option<String> {
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

/// What a field holds.
fn place_of_field(field: Field) -> Place {
    match field {
        Field::EventTime
        | Field::EventName
        | Field::EventSource
        | Field::Service
        | Field::AwsRegion
        | Field::EventType
        | Field::Category
        | Field::EventCategory
        | Field::ReadOnly
        | Field::ManagementEvent
        | Field::EventVersion
        | Field::IdentityType
        | Field::MfaAuthenticated
        | Field::TlsVersion
        | Field::ErrorCode
        | Field::Outcome
        | Field::Integrity => Place::Kept,
        Field::UserName | Field::SessionIssuerUserName | Field::SourceIdentity => Place::Name(Kind::User),
        Field::PrincipalId => Place::Principal,
        Field::AccessKeyId | Field::Key => Place::Key,
        Field::UserAgent | Field::UserAgentFamily => Place::Agent,
        _ => Place::Free,
    }
}

/// What a path into the record holds.
fn place_of_path(name: &str) -> Place {
    let mut keys = name.split('.');
    let first = keys.next().unwrap_or_default();
    let rest: Vec<&str> = keys.collect();
    let Some((last, above)) = rest.split_last() else { return place(Section::Top, "", first, false) };
    let section = match first {
        "userIdentity" => Section::Identity,
        "tlsDetails" | "addendum" => Section::Kept,
        _ if above.iter().any(|key| super::places::begins_tags(key)) => Section::Tags,
        _ => Section::Inside,
    };
    place(section, "", last, above.is_empty())
}

/// The names of a redactor, for a text, or for the value of a field: there
/// even a common word is a name.
struct Names<'r> {
    redactor: &'r Redactor,
    is_value: bool,
}

impl Known for Names<'_> {
    fn is(&self, kind: Kind, text: &str) -> bool {
        let known = &self.redactor.known;
        known.binary_search_by(|(other, value)| other.cmp(&kind).then_with(|| (**value).cmp(text))).is_ok()
    }

    fn names(&self, bytes: &[u8], finds: &mut Finds) {
        let Redactor { words, entries, .. } = self.redactor;
        words.find(bytes, &mut |range, number| {
            let Some(entry) = entries.get(number) else { return false };
            if !(entry.is_name || self.is_value) || finds.is_taken(&range) {
                return false;
            }
            finds.found.push(Found::new(range, entry.kind, true));
            true
        });
    }
}

struct Rewrite<'r>(&'r Redactor);

impl Visit for Rewrite<'_> {
    fn place(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> Place {
        self.0.seen.borrow_mut().places.of(section, service, key, is_top)
    }

    fn text(&mut self, place: Place, text: &str) -> Option<String> {
        self.0.remembered(place, text, false)
    }

    fn key(&mut self, key: &str) -> Option<String> {
        self.0.remembered(Place::Free, key, false)
    }

    fn number(&mut self, is_account: bool, digits: &str) -> Option<String> {
        let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        let known = Names { redactor: self.0, is_value: false };
        (is_digits && (is_account || known.is(Kind::Account, digits)))
            .then(|| self.0.pseudonym(Kind::Account, digits))
    }
}
