//! Walks the JSON of a record, both for learning from it and for rewriting it: every text is
//! visited with its place, and all other bytes stay as they are. Nothing recurses with the depth of
//! a record.

use std::borrow::Cow;
use std::ops::Range;

use super::coats::{self, TooManyCoats};
use super::keys;
use super::places::{PlaceKind, Section, begins_tags, section_at_top};
use super::quantity::is_quantity;
use crate::base::json::{JsonToken, tokens};
use crate::intake::with_plain_keys;

/// The operations on a record's texts; `None` leaves a text unchanged.
pub(super) trait Visit {
    /// Returns the place of the value at a key.
    fn place(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind;
    /// Visits a text that is not JSON.
    fn text(&mut self, place: PlaceKind, text: &str) -> Option<String>;
    /// Visits a key that was perhaps not defined by an API.
    fn key(&mut self, place: PlaceKind, key: &str) -> Option<String>;
    /// Visits a number of twelve digits.
    fn number(&mut self, is_account: bool, digits: &str) -> Option<String>;
    /// Visits a text that is encoded more often than is decoded.
    fn opaque(&mut self, text: &str) -> Option<String>;
}

/// Maximum nesting of JSON inside texts that is parsed; below it, JSON is treated as text.
const DEEPEST_TEXT: u8 = 4;

/// Maximum number of encodings around a text that are decoded; a text with more is replaced as a
/// whole.
const MOST_COATS: usize = 4;

/// An open object or array.
#[derive(Clone, Copy, Debug)]
struct Open<'j> {
    is_object: bool,
    section: Section,
    /// Its key, which also applies to the elements of an array.
    key: &'j str,
    /// Whether its members are directly below the request or the response.
    is_top: bool,
    depth: u32,
}

/// Walks a record; returns its new text if anything changed.
pub(super) fn record(json: &str, service: &str, visit: &mut dyn Visit) -> Option<String> {
    // A member's place depends on its name, however the name is escaped.
    let plain = with_plain_keys(json);
    let new =
        JsonWalk { json: &plain, service, visit, out: String::new(), copied: 0, deep: 0 }.run(Section::Top);
    match plain {
        Cow::Borrowed(_) => new,
        Cow::Owned(plain) => new.or(Some(plain)),
    }
}

/// A walk over one JSON text.
struct JsonWalk<'j, 'v> {
    json: &'j str,
    service: &'j str,
    visit: &'v mut dyn Visit,
    out: String,
    /// The end of the JSON that is already in `out`.
    copied: usize,
    deep: u8,
}

impl<'j> JsonWalk<'j, '_> {
    fn run(mut self, section: Section) -> Option<String> {
        let mut open: Vec<Open<'j>> = Vec::new();
        // The key of the next value.
        let mut key = "";
        for (token, Range { start: at, end }) in tokens(self.json) {
            match token {
                JsonToken::Object | JsonToken::Array => {
                    open.push(self.opened(open.last(), section, key, token == JsonToken::Object));
                }
                JsonToken::End => drop(open.pop()),
                JsonToken::Key | JsonToken::Text => {
                    let inner = self.json.get(at + 1..end.saturating_sub(1)).unwrap_or_default();
                    if token == JsonToken::Key && open.last().is_some_and(|open| open.is_object) {
                        key = inner;
                        self.key(open.last(), at, end, inner);
                    } else {
                        self.value(open.last().copied(), section, key, at, end, inner);
                    }
                }
                JsonToken::Number if end - at == 12 => {
                    let is_account = !is_quantity(own_key(open.last(), key));
                    if let Some(new) = self.visit.number(is_account, &self.json[at..end]) {
                        self.replace(at, end, &new);
                    }
                }
                JsonToken::Number | JsonToken::Word => {}
            }
        }
        if self.copied == 0 {
            return None;
        }
        self.out.push_str(&self.json[self.copied..]);
        Some(self.out)
    }

    /// Returns the state of a newly opened object or array at a key.
    fn opened(&self, above: Option<&Open<'j>>, section: Section, key: &'j str, is_object: bool) -> Open<'j> {
        let Some(above) = above else {
            return Open { is_object, section, key: "", is_top: section != Section::Top, depth: 0 };
        };
        let key = own_key(Some(above), key);
        let section = match above.section {
            Section::Top if above.is_object => section_at_top(key),
            _ if begins_tags(key) => Section::Tags,
            section => section,
        };
        // An array among parameters does not count as a level.
        let is_top = above.depth == 0 && above.section == Section::Top || above.is_top && !above.is_object;
        Open { is_object, section, key, is_top, depth: above.depth + 1 }
    }

    fn key(&mut self, above: Option<&Open<'j>>, at: usize, end: usize, inner: &str) {
        let Some(above) = above else { return };
        if !may_change(above.section) {
            return;
        }
        let Some(key) = unescaped(&self.json[at..end], inner) else { return };
        let place = keys::place(above.section, &key);
        if let Some(new) = self.visit.key(place, &key) {
            self.replace_text(at, end, &new);
        }
    }

    fn value(
        &mut self,
        above: Option<Open<'j>>,
        section: Section,
        key: &str,
        at: usize,
        end: usize,
        inner: &str,
    ) {
        let Some(text) = unescaped(&self.json[at..end], inner) else {
            // An unpaired surrogate: the value is not Unicode, but may contain text.
            if let Some(new) = self.visit.text(PlaceKind::Words, inner) {
                self.replace(at, end, &format!("\"{new}\""));
            }
            return;
        };
        let (section, is_top) = above.map_or((section, false), |above| (above.section, above.is_top));
        let key = own_key(above.as_ref(), key);
        let place = self.visit.place(section, self.service, key, is_top);
        if let Some(new) = self.changed(section, place, &text) {
            self.replace_text(at, end, &new);
        }
    }

    /// Returns the replacement of a text; `None` if it stays.
    fn changed(&mut self, section: Section, place: PlaceKind, text: &str) -> Option<String> {
        // These stay or are replaced as a whole.
        if matches!(place, PlaceKind::Constant(_) | PlaceKind::Dropped) {
            return self.visit.text(place, text);
        }
        let inner = match coats::unwrap(text, MOST_COATS) {
            Ok(inner) => inner.filter(|_| self.deep < DEEPEST_TEXT),
            Err(TooManyCoats) => return self.visit.opaque(text),
        };
        match inner {
            Some(inner) if inner.is_json => {
                let section = if section == Section::Tags { Section::Tags } else { Section::Inside };
                let plain = with_plain_keys(&inner.text);
                let walk = JsonWalk {
                    json: &plain,
                    service: self.service,
                    visit: self.visit,
                    out: String::new(),
                    copied: 0,
                    deep: self.deep + 1,
                };
                walk.run(section).map(|new| inner.wrapped(new))
            }
            // In the place of a name, a text that looks like base64 is a name.
            Some(inner)
                if matches!(
                    place,
                    PlaceKind::Words | PlaceKind::Agent | PlaceKind::Quantity | PlaceKind::Version
                ) =>
            {
                self.visit.text(place, &inner.text).map(|new| inner.wrapped(new))
            }
            _ => self.visit.text(place, text),
        }
    }

    fn replace(&mut self, at: usize, end: usize, new: &str) {
        self.out.push_str(&self.json[self.copied..at]);
        self.out.push_str(new);
        self.copied = end;
    }

    fn replace_text(&mut self, at: usize, end: usize, new: &str) {
        // Every text can be written as a JSON string.
        self.replace(at, end, &serde_json::to_string(new).unwrap_or_default());
    }
}

/// Returns the key of a value in an object, or the array's key for an element.
fn own_key<'j>(above: Option<&Open<'j>>, key: &'j str) -> &'j str {
    above.filter(|above| !above.is_object).map_or(key, |above| above.key)
}

/// Returns whether a key may be chosen by a user: those of the record itself and of the identity
/// are CloudTrail's.
fn may_change(section: Section) -> bool {
    matches!(section, Section::Inside | Section::Tags)
}

/// Decodes a JSON string; `None` if it is not valid Unicode.
fn unescaped<'j>(text: &'j str, inner: &'j str) -> Option<Cow<'j, str>> {
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str::<String>(text).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::SecretKind;
    use crate::redaction::coats::Coat;

    /// Records what it visits, and changes texts to upper case.
    #[derive(Default)]
    struct Shout(Vec<String>);

    impl Visit for Shout {
        fn place(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind {
            crate::redaction::places::place(section, service, key, is_top)
        }

        fn text(&mut self, place: PlaceKind, text: &str) -> Option<String> {
            self.0.push(format!("{place:?} {text}"));
            (!matches!(place, PlaceKind::Constant(_))).then(|| text.to_uppercase())
        }

        fn key(&mut self, _: PlaceKind, key: &str) -> Option<String> {
            (key == "owner of it").then(|| key.to_uppercase())
        }

        fn number(&mut self, is_account: bool, digits: &str) -> Option<String> {
            is_account.then(|| format!("9{}", &digits[1..]))
        }

        fn opaque(&mut self, text: &str) -> Option<String> {
            self.0.push(format!("opaque {text}"));
            Some(String::new())
        }
    }

    #[test]
    fn texts_change_and_the_rest_stays_byte_for_byte() {
        let json = "{ \"eventName\":\"x\",\n\"a\" : [1.50, 11112222333.5,\"y\\u00e9\",null], \"accountId\":111122223333 }";
        let mut shout = Shout::default();
        let new = record(json, "s3", &mut shout).unwrap();
        assert_eq!(
            new,
            "{ \"eventName\":\"x\",\n\"a\" : [1.50, 11112222333.5,\"YÉ\",null], \"accountId\":911122223333 }"
        );
        assert_eq!(shout.0, ["Constant(EventName) x", "Words yé"]);
        assert_eq!(record(r#"{"eventName":"x"}"#, "s3", &mut shout), None);
    }

    #[test]
    fn json_in_texts_is_walked_too() {
        let inner = r#"{"bucketName":"b","owner of it":"c"}"#;
        for text in [
            inner.to_owned(),
            Coat::Percent.wrap(inner),
            Coat::Percent.wrap(&Coat::Percent.wrap(inner)),
            Coat::Base64 { is_url_safe: false, is_padded: true }.wrap(inner),
            format!("{{\"p\":{}}}", serde_json::to_string(inner).unwrap()),
        ] {
            let json = serde_json::json!({"requestParameters": {"policy": text}}).to_string();
            let mut shout = Shout::default();
            let new = record(&json, "s3", &mut shout).unwrap();
            assert_eq!(shout.0, ["Name(Bucket) b", "Words c"], "{text}");
            let text =
                serde_json::from_str::<serde_json::Value>(&new).unwrap()["requestParameters"]["policy"]
                    .clone();
            let inner = coats::unwrap(text.as_str().unwrap(), 4).unwrap().unwrap();
            assert!(inner.text.contains("OWNER OF IT"), "{inner:?}");
        }
    }

    #[test]
    fn places_go_down_with_arrays_and_tags() {
        let json = serde_json::json!({
            "requestParameters": {"name": "n", "userName": ["u", "v"], "in": {"name": "m"},
                "tagSet": {"items": [{"key": "k", "value": "w"}]}, "tags": {"t": "x"}},
            "tlsDetails": {"tlsVersion": "TLSv1.3"},
        });
        let mut shout = Shout::default();
        record(&json.to_string(), "eks", &mut shout);
        let name = |kind: SecretKind, text: &str| format!("Name({kind:?}) {text}");
        for seen in [
            name(SecretKind::Resource, "n"),
            name(SecretKind::User, "u"),
            name(SecretKind::User, "v"),
            name(SecretKind::Resource, "m"),
            "Words k".to_owned(),
            "NameHere(Tag) w".to_owned(),
            "NameHere(Tag) x".to_owned(),
            "Version TLSv1.3".to_owned(),
        ] {
            assert!(shout.0.contains(&seen), "{seen}: {:?}", shout.0);
        }
    }

    #[test]
    fn names_with_escapes_are_places_too() {
        let inner = serde_json::to_string(r#"{"bucket\u004eame":"d"}"#).unwrap();
        let json = format!(
            r#"{{"request\u0050arameters":{{"bucket\u004eame":"b","policy":{inner}}},"tls\u0044etails":"c"}}"#
        );
        let mut shout = Shout::default();
        let new = record(&json, "s3", &mut shout).unwrap();
        assert_eq!(shout.0, ["Name(Bucket) b", "Name(Bucket) d", "Words c"]);
        assert!(new.contains(r#""bucketName":"B""#), "{new}");
    }

    #[test]
    fn what_is_broken_ends() {
        for json in ["{\"a", "{\"a\":\"b", "\"", "[\"\\", "{\"a\":\"\\ud800 x\"}", "", "]]}}", "12"] {
            record(json, "s3", &mut Shout::default());
        }
        let deep = "[".repeat(100_000);
        record(&deep, "s3", &mut Shout::default());
    }
}
