//! The digest of a record's content.

use sha2::{Digest as _, Sha256};

use super::parse::{Value, ValueForm, inside, values};

/// Digests of a record's values, by their indices: equal for values that are the same regardless of
/// the order of their members, the spacing and the escapes. Numbers are compared as written.
#[derive(Debug)]
pub struct ContentDigests<'t> {
    pub(super) text: &'t str,
    /// Empty if the text is not JSON.
    pub(super) values: Vec<Value<'t>>,
    /// The digest of each object and array; zeros for other values.
    digests: Vec<[u8; 32]>,
}

impl<'t> ContentDigests<'t> {
    /// Parses a record.
    pub fn of(text: &'t str) -> ContentDigests<'t> {
        let values = values(text).unwrap_or_default();
        let mut digests = vec![[0; 32]; values.len()];
        // Nested values come after the value that contains them, so this goes backwards.
        for place in (0..values.len()).rev() {
            if matches!(values[place].form, ValueForm::Object | ValueForm::Array) {
                digests[place] = composed(&values, &digests, place);
            }
        }
        ContentDigests { text, values, digests }
    }

    /// Returns the digest of the whole record.
    pub fn digest(&self) -> u128 {
        if self.values.is_empty() {
            return text_digest(&[b"not JSON", self.text.as_bytes()]);
        }
        let mut hasher = Sha256::new();
        add(&mut hasher, &self.values, &self.digests, 0);
        first_half(&hasher.finalize().into())
    }

    /// Whether two values are equal.
    pub(super) fn is_same(&self, place: usize, other: &ContentDigests<'_>, other_place: usize) -> bool {
        let (one, another) = (&self.values[place], &other.values[other_place]);
        one.form == another.form
            && one.scalar == another.scalar
            && self.digests[place] == other.digests[other_place]
    }
}

/// Returns the digest of consecutive texts.
pub fn text_digest(parts: &[&[u8]]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    first_half(&hasher.finalize().into())
}

fn first_half(digest: &[u8; 32]) -> u128 {
    digest.first_chunk().map_or(0, |half| u128::from_le_bytes(*half))
}

fn composed(values: &[Value<'_>], digests: &[[u8; 32]], place: usize) -> [u8; 32] {
    let mut hasher = Sha256::new();
    if values[place].form == ValueForm::Object {
        let mut members: Vec<usize> = inside(values, place).collect();
        // The sort is stable: members with the same name keep their order.
        members.sort_by(|one, other| values[*one].name.cmp(&values[*other].name));
        for member in members {
            add(&mut hasher, values, digests, member);
        }
    } else {
        for element in inside(values, place) {
            add(&mut hasher, values, digests, element);
        }
    }
    hasher.finalize().into()
}

/// Adds a value with its name, in an unambiguous encoding.
fn add(hasher: &mut Sha256, values: &[Value<'_>], digests: &[[u8; 32]], place: usize) {
    let value = &values[place];
    hasher.update((value.name.len() as u32).to_le_bytes());
    hasher.update(&value.name);
    match value.form {
        ValueForm::Word | ValueForm::Text => {
            hasher.update([value.form as u8]);
            hasher.update((value.scalar.len() as u32).to_le_bytes());
            hasher.update(&value.scalar);
        }
        ValueForm::Object | ValueForm::Array => {
            hasher.update([value.form as u8]);
            hasher.update(digests[place]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(text: &str) -> u128 {
        ContentDigests::of(text).digest()
    }

    #[test]
    fn order_spacing_and_escapes_are_no_content() {
        let one = r#"{"eventID":"a","x":{"b":[1,2],"c":"é/"},"n":null}"#;
        let same =
            "{ \"n\" : null,\n \"x\": {\"c\":\"\\u00e9\\/\", \"b\":[ 1 , 2 ]}, \"event\\u0049D\":\"a\" }";
        assert_eq!(digest(one), digest(same));
    }

    #[test]
    fn everything_else_is() {
        let texts = [
            r#"{"a":1,"b":[1,2]}"#,
            r#"{"a":1,"b":[2,1]}"#,
            r#"{"a":"1","b":[1,2]}"#,
            r#"{"a":1,"b":[[1],2]}"#,
            r#"{"a":1,"b":[1,2],"c":null}"#,
            r#"{"a":1,"a":2,"b":[1,2]}"#,
            r#"{"a":2,"a":1,"b":[1,2]}"#,
            r#"{"a":1,"b":{}}"#,
            r#"{"a":1,"b":[]}"#,
            r#"{"a":1,"b":["\ud800"]}"#,
            r#"{"a":1,"b":["\ud801"]}"#,
            r#"{"a":1,"b":["\ufffd"]}"#,
            r#"{"a":true}"#,
            r#"{"a":"true"}"#,
            "{",
            "",
        ];
        let digests: std::collections::BTreeSet<u128> = texts.iter().map(|text| digest(text)).collect();
        assert_eq!(digests.len(), texts.len());
    }
}
