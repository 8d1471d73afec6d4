//! Regular expressions.

use regex_lite::{Regex, RegexBuilder};

use super::needle::Needle;

/// A regular expression that is looked for anywhere in a value.
///
/// ASCII case is ignored, as everywhere in the filter language; `(?-i)` at its
/// start asks for exact case. `^` and `$` tie it to the ends of the value.
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    finder: Finder,
}

#[derive(Clone, Debug)]
enum Finder {
    /// Alternatives of plain text, which is what most people write: an order
    /// of magnitude faster than the machine.
    Plain(Vec<Needle>),
    Machine(Regex),
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Expression {}

impl Expression {
    /// Compiles `source`.
    ///
    /// # Errors
    ///
    /// The reason why `source` is no regular expression, or is too big.
    pub fn new(source: &str) -> Result<Expression, String> {
        let finder = match plain_alternatives(source) {
            Some(needles) => Finder::Plain(needles),
            // A few hundred states are plenty for a filter; the limit keeps
            // counted repetitions of repetitions from filling the memory.
            None => RegexBuilder::new(source)
                .case_insensitive(true)
                .size_limit(1 << 20)
                .build()
                .map(Finder::Machine)
                .map_err(|error| error.to_string())?,
        };
        Ok(Expression { source: source.to_owned(), finder })
    }

    /// The expression without the slashes around it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the expression is found in `value`.
    pub fn matches(&self, value: &str) -> bool {
        match &self.finder {
            Finder::Plain(needles) => needles.iter().any(|needle| needle.is_in(value.as_bytes())),
            Finder::Machine(regex) => regex.is_match(value),
        }
    }
}

/// The alternatives of an expression that has nothing but plain text in it.
fn plain_alternatives(source: &str) -> Option<Vec<Needle>> {
    let mut alternatives = vec![String::new()];
    let mut characters = source.chars();
    while let Some(character) = characters.next() {
        let plain = match character {
            '|' => {
                alternatives.push(String::new());
                continue;
            }
            // Escaped brackets are plain; escaped angles are word boundaries.
            '\\' => {
                characters.next().filter(|next| next.is_ascii_punctuation() && !matches!(next, '<' | '>'))?
            }
            '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' => return None,
            plain => plain,
        };
        if let Some(last) = alternatives.last_mut() {
            last.push(plain);
        }
    }
    if alternatives.iter().any(String::is_empty) {
        return None;
    }
    Some(alternatives.iter().map(|alternative| Needle::new(alternative)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ignores_case_and_looks_anywhere() {
        for (source, value, expected) in [
            (r"pacu|boto3/1\.2[0-9]", "Boto3/1.26.1 Python", true),
            (r"pacu|boto3/1\.2[0-9]", "Boto3/1.3", false),
            ("kali", "KALI linux", true),
            ("^aws-cli", "x aws-cli", false),
            ("(?-i)kali", "Kali", false),
            (r"a\.b", "a.b", true),
            (r"a\.b", "axb", false),
            ("pacu|kali", "on Kali", true),
        ] {
            assert_eq!(Expression::new(source).unwrap().matches(value), expected, "{source} on {value}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(Expression::new("(").is_err());
        assert!(Expression::new("((a{100}){100}){100}").unwrap_err().contains("size"));
        assert!(Expression::new(&"(".repeat(5000)).is_err());
    }

    proptest! {
        #[test]
        fn plain_text_agrees_with_the_machine(source in r"([abA|]|\\[.|\\]){1,8}", value in r"[abA.|\\]{0,10}") {
            if let Ok(expression) = Expression::new(&source) {
                let machine = RegexBuilder::new(&source).case_insensitive(true).build().unwrap();
                prop_assert_eq!(expression.matches(&value), machine.is_match(&value));
            }
        }
    }
}
