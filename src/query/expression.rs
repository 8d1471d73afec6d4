//! Regular expressions.

use std::iter::Peekable;
use std::str::Chars;

use regex_lite::{Regex, RegexBuilder};

use super::needle::Needle;

/// A regular expression that is searched for anywhere in a value.
///
/// ASCII case is ignored, as everywhere in the filter language; `(?-i)` at its start makes it
/// case-sensitive. `^` and `$` match the ends of the value.
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    finder: Finder,
}

#[derive(Clone, Debug)]
enum Finder {
    /// Alternatives of plain text, which is the most common use.
    Plain(Vec<Needle>),
    /// The regex engine processes ten to fifty bytes in a microsecond, so it runs only on values
    /// that contain one of these texts, as every match does.
    Filtered(Vec<Needle>, Regex),
    /// No plain text is known to be in every match.
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
    /// If `source` is not a valid regular expression, or is too big: the reason.
    pub fn new(source: &str) -> Result<Expression, String> {
        // A few hundred states are plenty for a filter; the limit keeps nested counted repetitions
        // from exhausting the memory.
        let compile = || {
            RegexBuilder::new(source)
                .case_insensitive(true)
                .size_limit(1 << 20)
                .build()
                .map_err(|error| error.to_string())
        };
        let finder = match plain_parts(source) {
            Some(parts) if parts.iter().all(|part| part.is_all) => Finder::Plain(needles(&parts)),
            Some(parts) => Finder::Filtered(needles(&parts), compile()?),
            None => Finder::Machine(compile()?),
        };
        Ok(Expression { source: source.to_owned(), finder })
    }

    /// Returns the expression without the slashes around it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns texts of which every matching value contains at least one; empty if none are known.
    /// They allow skipping most of a file.
    pub fn needles(&self) -> &[Needle] {
        match &self.finder {
            Finder::Plain(needles) | Finder::Filtered(needles, _) => needles,
            Finder::Machine(_) => &[],
        }
    }

    /// Whether the expression occurs in `value`.
    pub fn matches(&self, value: &str) -> bool {
        let has = |needles: &[Needle]| needles.iter().any(|needle| needle.is_in(value.as_bytes()));
        match &self.finder {
            Finder::Plain(needles) => has(needles),
            Finder::Filtered(needles, regex) => has(needles) && regex.is_match(value),
            Finder::Machine(regex) => regex.is_match(value),
        }
    }
}

fn needles(parts: &[PlainPart]) -> Vec<Needle> {
    parts.iter().map(|part| Needle::new(&part.text)).collect()
}

/// A text that every match of an alternative contains.
struct PlainPart {
    text: String,
    /// Whether the alternative consists of this text only.
    is_all: bool,
}

/// Returns the longest plain text of each alternative; `None` if an alternative has none, or if the
/// expression contains a construct that only the regex engine handles.
fn plain_parts(source: &str) -> Option<Vec<PlainPart>> {
    let mut parts = Vec::new();
    let mut part = PartReader::default();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '|' => parts.push(std::mem::take(&mut part).finish()?),
            // Brackets, groups with flags and counted repetitions have nesting and escaping rules
            // of their own.
            '[' | ']' | '(' | ')' | '{' | '}' => {
                part.leave_out(&mut characters, character)?;
            }
            '.' | '^' | '$' => part.cut(),
            '?' | '*' => part.optional(),
            // A repetition of a repetition can be empty.
            '+' if characters.peek().is_some_and(|next| "?*+{".contains(*next)) => part.optional(),
            '+' => part.cut(),
            '\\' => match characters.next()? {
                // Escaped angle brackets match the ends of words.
                next if next.is_ascii_punctuation() && !matches!(next, '<' | '>') => part.run.push(next),
                'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'b' | 'B' | 'A' | 'z' => part.cut(),
                _ => return None,
            },
            plain => part.run.push(plain),
        }
    }
    parts.push(part.finish()?);
    Some(parts)
}

/// Reads one alternative.
#[derive(Default)]
struct PartReader {
    longest: String,
    run: String,
    /// Whether the alternative contains anything other than plain text.
    mixed: bool,
}

impl PartReader {
    /// Ends the current run of plain text.
    fn cut(&mut self) {
        self.mixed = true;
        let run = std::mem::take(&mut self.run);
        if run.len() > self.longest.len() {
            self.longest = run;
        }
    }

    /// Removes the last character from the run, because it is optional.
    fn optional(&mut self) {
        self.run.pop();
        self.cut();
    }

    /// Skips a character class; returns `None` for constructs that it does not handle.
    fn leave_out(&mut self, rest: &mut Peekable<Chars<'_>>, open: char) -> Option<()> {
        if open != '[' {
            return None;
        }
        self.cut();
        // A class inside a class, or one that begins with its own end.
        rest.next_if_eq(&'^');
        if rest.peek() == Some(&']') {
            return None;
        }
        loop {
            match rest.next()? {
                ']' => return Some(()),
                '[' => return None,
                '\\' => {
                    rest.next()?;
                }
                _ => {}
            }
        }
    }

    fn finish(mut self) -> Option<PlainPart> {
        let is_all = !self.mixed;
        self.cut();
        (!self.longest.is_empty()).then_some(PlainPart { text: self.longest, is_all })
    }
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
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn short_cuts_agree_with_the_machine(
            source in r"([abA|]|\\[.|\\dw]|[.^$]|[abA][?*+]|\[\^?[abA.]{1,2}\]|\([ab|]\)|a\{2\}){1,6}",
            value in r"[abA.|\\1]{0,10}",
        ) {
            let machine = RegexBuilder::new(&source).case_insensitive(true).build();
            match Expression::new(&source) {
                Ok(expression) => prop_assert_eq!(expression.matches(&value), machine.unwrap().is_match(&value)),
                Err(_) => prop_assert!(machine.is_err()),
            }
        }

        #[test]
        fn noise_is_refused_or_agrees(source in r"[ab|()\[\]{}?*+^$.\\,1:xi-]{0,8}", value in "[abAx1,]{0,8}") {
            let machine = RegexBuilder::new(&source).case_insensitive(true).size_limit(1 << 20).build();
            match (Expression::new(&source), machine) {
                (Ok(expression), Ok(machine)) => {
                    prop_assert_eq!(expression.matches(&value), machine.is_match(&value), "{}", source);
                }
                (ours, theirs) => prop_assert_eq!(ours.is_err(), theirs.is_err(), "{}", source),
            }
        }
    }
}
