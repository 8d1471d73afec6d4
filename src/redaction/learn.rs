//! The first pass: collects the secret values.

use std::cell::RefCell;

use super::dictionary::RedactionDictionary;
use super::forms::Finds;
use super::harmless::Harmless;
use super::kind::SecretKind;
use super::places::{PlaceKind, Places, Section};
use super::seek::{Hears, KnownNames, opaque, seek};
use super::walk::{self, Visit};

/// Maximum number of remembered texts, each of which is examined only once.
const MOST_SEEN: usize = 20_000;

/// Maximum length in bytes of a remembered text; longer ones are not worth it.
const LONGEST_SEEN: usize = 512;

/// Reads records and collects their secrets.
#[derive(Debug, Default)]
pub struct Learner {
    dictionary: RedactionDictionary,
    seen: hashbrown::HashMap<PlaceKind, hashbrown::HashSet<Box<str>>>,
    seen_so_far: usize,
    places: Places,
}

impl Learner {
    /// Reads a record of a service (`s3`, `iam`).
    pub fn record(&mut self, json: &str, service: &str) {
        walk::record(json, service, self);
    }

    /// Returns the values found so far.
    pub fn dictionary(&self) -> &RedactionDictionary {
        &self.dictionary
    }

    /// Returns the values found.
    pub fn into_dictionary(self) -> RedactionDictionary {
        self.dictionary
    }

    fn is_new(&mut self, place: PlaceKind, text: &str) -> bool {
        if text.len() > LONGEST_SEEN {
            return true;
        }
        if self.seen_so_far >= MOST_SEEN {
            self.seen.clear();
            self.seen_so_far = 0;
        }
        let seen = self.seen.entry(place).or_default();
        if seen.contains(text) {
            return false;
        }
        seen.insert(text.into());
        self.seen_so_far += 1;
        true
    }
}

/// Knows no names, because not everything has been read yet, but collects values that stay.
struct NoNamesYet<'d>(Hears<'d>);

impl KnownNames for NoNamesYet<'_> {
    fn is(&self, _: SecretKind, _: &str) -> bool {
        false
    }

    fn names(&self, _: &[u8], _: &mut Finds) {}

    fn harmless(&self) -> Option<Hears<'_>> {
        Some(self.0)
    }
}

impl Visit for Learner {
    fn place(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind {
        self.places.of(section, service, key, is_top)
    }

    fn text(&mut self, place: PlaceKind, text: &str) -> Option<String> {
        if self.is_new(place, text) {
            let stays = RefCell::new(&mut self.dictionary);
            let tell = |why: Harmless, text: &str| stays.borrow_mut().stays(why, text);
            let secrets = seek(place, text, &NoNamesYet(&tell));
            for secret in secrets {
                self.dictionary.add(&secret.value, secret.kind, secret.is_name);
            }
        }
        None
    }

    fn key(&mut self, place: PlaceKind, key: &str) -> Option<String> {
        self.text(place, key)
    }

    fn opaque(&mut self, text: &str) -> Option<String> {
        let secret = opaque(text);
        self.dictionary.add(&secret.value, secret.kind, secret.is_name);
        None
    }

    fn number(&mut self, is_account: bool, digits: &str) -> Option<String> {
        if is_account && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.dictionary.add(digits, SecretKind::Account, false);
        }
        None
    }
}
