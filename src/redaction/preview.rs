//! The values of a dictionary with their pseudonyms: a preview, and the lines of a key file.

use std::collections::BTreeMap;

use super::dictionary::RedactionDictionary;
use super::kind::SecretKind;
use super::redactor::Redactor;

/// A value and its replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacementExample {
    /// The value in the logs.
    pub before: String,
    /// The replacement.
    pub after: String,
}

/// The number of values of one kind, with examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: SecretKind,
    /// Number of distinct values.
    pub distinct: u64,
    /// Some of the values.
    pub examples: Vec<ReplacementExample>,
}

impl RedactionDictionary {
    /// Returns, for each kind that occurs, the number of values and up to `examples` of them with
    /// their pseudonyms.
    pub fn preview(&self, redactor: &Redactor, examples: usize) -> Vec<KindCount> {
        let mut counts: BTreeMap<SecretKind, KindCount> = BTreeMap::new();
        for (value, entry) in self.entries() {
            let count = counts.entry(entry.kind).or_insert(KindCount {
                kind: entry.kind,
                distinct: 0,
                examples: Vec::new(),
            });
            count.distinct += 1;
            if count.examples.len() < examples {
                count.examples.push(ReplacementExample {
                    before: value.to_owned(),
                    after: redactor.pseudonym(entry.kind, value),
                });
            }
        }
        counts.into_values().collect()
    }

    /// Returns `count` lines of JSON for a key file, from index `from` on, each with the value of
    /// one pseudonym, and whether there are more.
    pub fn key_lines(&self, redactor: &Redactor, from: usize, count: usize) -> (Vec<String>, bool) {
        let lines = self.entries().skip(from).take(count).map(|(value, entry)| {
            let line = serde_json::json!({
                "kind": entry.kind, "pseudonym": redactor.pseudonym(entry.kind, value), "original": value,
            });
            line.to_string()
        });
        (lines.collect(), from + count < self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::RedactionKey;

    #[test]
    fn previews_and_key_files_say_what_becomes_of_values() {
        let mut dictionary = RedactionDictionary::default();
        for name in ["alice", "bob", "carol"] {
            dictionary.add(name, SecretKind::User, true);
        }
        let redactor = Redactor::new(&RedactionKey::new([1; 32]), &dictionary);
        let preview = dictionary.preview(&redactor, 2);
        assert_eq!((preview[0].distinct, preview[0].examples.len()), (3, 2));
        assert_eq!(preview[0].examples[0].after, redactor.redact_text("alice"));
        let (lines, more) = dictionary.key_lines(&redactor, 0, 2);
        assert!(more && lines[0].contains(r#""original":"alice""#), "{lines:?}");
        assert!(!dictionary.key_lines(&redactor, 2, 2).1);
    }
}
