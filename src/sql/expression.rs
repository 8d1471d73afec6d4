//! Translates regular expressions for engines with other dialects.

use super::Dialect;

/// The highest repetition count that every engine accepts.
const MOST_REPEATS: u32 = 1000;

/// Translates a regular expression so that it means the same in the engine of a dialect.
///
/// The page's own engine (`regex_lite`) ignores ASCII case; DuckDB uses RE2, Athena and Lake a
/// variant of Java's. They agree only on the basic part of the language.
///
/// # Errors
///
/// If the meaning is not certainly the same; the error is the reason.
pub(super) fn translated(dialect: Dialect, source: &str) -> Result<String, &'static str> {
    let mut reader = ExpressionReader { rest: source, out: String::from("(?i)") };
    let mut after_repeat = true;
    while let Some(letter) = reader.next() {
        let repeats = matches!(letter, '*' | '+' | '?' | '{');
        if repeats && after_repeat && !(letter == '?' && reader.was_repeat()) {
            return Err("a repetition of a repetition means something else to its engine");
        }
        match letter {
            '\\' => reader.escape(false)?,
            '[' => reader.class()?,
            '(' => reader.group()?,
            '{' => reader.count()?,
            // Java's `$` also matches before a final line feed.
            '$' if dialect != Dialect::DuckDb => reader.out.push_str("\\z"),
            letter if letter.is_ascii_graphic() || letter == ' ' => reader.out.push(letter),
            _ => return Err("letters beyond ASCII have other rules of case in its regular expressions"),
        }
        // A lazy repetition counts as one repetition.
        after_repeat = repeats || matches!(letter, '(' | '|' | '^');
    }
    Ok(reader.out)
}

/// Reads a regular expression from the left, and writes its translation.
struct ExpressionReader<'s> {
    rest: &'s str,
    out: String,
}

impl ExpressionReader<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// Returns whether the output ends with a repetition that is not lazy yet.
    fn was_repeat(&self) -> bool {
        let is_escaped = |text: &str| text.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        match self.out.char_indices().next_back() {
            Some((at, '*' | '+' | '}')) => !is_escaped(&self.out[..at]),
            Some((at, '?')) => {
                let before = &self.out[..at];
                !is_escaped(before) && !before.ends_with(['*', '+', '?', '}', '('])
            }
            _ => false,
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<(), &'static str> {
        let Some(letter) = self.next() else { return Err("it ends in a backslash") };
        match letter {
            'd' | 'w' | 'n' | 't' | 'r' => self.out.extend(['\\', letter]),
            'D' | 'W' | 'b' | 'B' | 'A' | 'z' if !in_class => self.out.extend(['\\', letter]),
            // Only the page's own engine counts the vertical tab as white space.
            's' if !in_class => self.out.push_str("[\\t\\n\\x0B\\f\\r ]"),
            'S' if !in_class => self.out.push_str("[^\\t\\n\\x0B\\f\\r ]"),
            letter if letter.is_ascii_punctuation() && !matches!(letter, '<' | '>') => {
                self.out.extend(['\\', letter]);
            }
            _ => return Err("its regular expressions do not know one of the escapes"),
        }
        Ok(())
    }

    fn class(&mut self) -> Result<(), &'static str> {
        self.out.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.rest = rest;
            self.out.push('^');
        }
        let mut before = None;
        loop {
            let Some(letter) = self.next() else { return Err("a class of letters does not end") };
            match letter {
                ']' if before.is_none() => return Err("a class that begins with ']' is read differently"),
                ']' => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' => self.escape(true)?,
                '[' => return Err("classes inside classes are read differently"),
                '&' | '~' | '-' if before == Some(letter) => {
                    return Err("sums of classes are read differently");
                }
                letter if letter.is_ascii_graphic() || letter == ' ' => self.out.push(letter),
                _ => return Err("letters beyond ASCII have other rules of case in its regular expressions"),
            }
            before = Some(letter);
        }
    }

    fn group(&mut self) -> Result<(), &'static str> {
        self.out.push('(');
        if !self.rest.starts_with('?') {
            return Ok(());
        }
        for start in ["?:", "?i:", "?-i:", "?i)", "?-i)"] {
            if let Some(rest) = self.rest.strip_prefix(start) {
                self.rest = rest;
                self.out.push_str(start);
                return Ok(());
            }
        }
        Err("its regular expressions do not know one of the groups")
    }

    fn count(&mut self) -> Result<(), &'static str> {
        let wrong = "a counted repetition is too long, or no repetition";
        let (inside, rest) = self.rest.split_once('}').ok_or(wrong)?;
        let small = |number: &str| number.parse().is_ok_and(|number: u32| number <= MOST_REPEATS);
        let fine = match inside.split_once(',') {
            None => small(inside),
            Some((least, most)) => small(least) && (most.is_empty() || small(most)),
        };
        if !fine || inside.starts_with('+') {
            return Err(wrong);
        }
        self.rest = rest;
        self.out.push_str(&format!("{{{inside}}}"));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_part_passes_and_the_rest_is_refused() {
        for (source, there) in [
            (r"pacu|boto3/1\.2[0-9]", Some(r"(?i)pacu|boto3/1\.2[0-9]")),
            (r"^Describe.*s$", Some(r"(?i)^Describe.*s\z")),
            (r"(?-i)kali\s+x{2,3}?", Some(r"(?i)(?-i)kali[\t\n\x0B\f\r ]+x{2,3}?")),
            (r"(?:a|b)+?[^\]x-z]", Some(r"(?i)(?:a|b)+?[^\]x-z]")),
            ("a**", None),
            ("a++", None),
            ("*a", None),
            (r"\p{L}", None),
            (r"\<a", None),
            ("[a&&b]", None),
            ("[[a]]", None),
            ("[]a]", None),
            ("(?P<n>a)", None),
            ("(?x) a", None),
            ("a{1001}", None),
            ("é", None),
        ] {
            assert_eq!(translated(Dialect::Athena, source).ok().as_deref(), there, "{source}");
        }
        assert_eq!(translated(Dialect::DuckDb, "a$").as_deref(), Ok("(?i)a$"));
    }
}
