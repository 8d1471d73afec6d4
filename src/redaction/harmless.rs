//! Recognises harmless values, which stay where everything else is replaced: forms and words that
//! identify no person, account or resource.

use std::ops::Range;

use super::regions::is_region;
use super::vocabulary;

/// The reason why a value stays unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Harmless {
    /// A date or a time of day.
    Time,
    /// A number of at most five digits, or a version.
    Number,
    /// A Region or an Availability Zone.
    Region,
    /// The name or the host of an AWS service, or a public identity provider.
    Service,
    /// A word from the APIs of AWS or from English.
    Word,
}

impl Harmless {
    /// All reasons.
    pub const ALL: [Harmless; 5] =
        [Harmless::Time, Harmless::Number, Harmless::Region, Harmless::Service, Harmless::Word];

    /// Returns the plural name of such values.
    pub fn label(self) -> &'static str {
        match self {
            Harmless::Time => "Dates and times",
            Harmless::Number => "Short numbers and versions",
            Harmless::Region => "Regions and zones",
            Harmless::Service => "AWS services and their hosts",
            Harmless::Word => "Words of AWS and of English",
        }
    }

    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn of_number(number: u8) -> Option<Harmless> {
        Harmless::ALL.get(usize::from(number)).copied()
    }
}

/// The strictness for words joined by dashes, dots and underscores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joined {
    /// Lower-case words joined by dashes are a name: `public-images`.
    Strict,
    /// They are the name of a program: `aws-sdk-go`.
    Lenient,
}

/// Maximum number of digits of a harmless number; a longer one may be an id, a telephone number or
/// an account.
const MOST_DIGITS: usize = 5;

/// Returns the reason why a run of letters, digits, `-`, `_` and `.` stays; `None` if it may be a
/// name. The run must begin and end with a letter or a digit.
pub(super) fn token(text: &str, joined: Joined) -> Option<Harmless> {
    if !text.is_ascii() {
        return (!text.chars().any(char::is_alphanumeric)).then_some(Harmless::Word);
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == text.len() {
        return (digits <= MOST_DIGITS).then_some(Harmless::Number);
    }
    if !text.bytes().any(|byte| matches!(byte, b'-' | b'_' | b'.')) {
        if vocabulary::is_service(text) {
            return Some(Harmless::Service);
        }
        if vocabulary::is_phrase(text) {
            return Some(Harmless::Word);
        }
        if is_region(text) {
            return Some(Harmless::Region);
        }
        return (digits <= 9 && is_words(text)).then_some(Harmless::Word);
    }
    if is_region(text) || is_zone_id(text) {
        Some(Harmless::Region)
    } else if vocabulary::is_service(text) {
        Some(Harmless::Service)
    } else if vocabulary::is_phrase(text) || is_instance_type(text) {
        Some(Harmless::Word)
    } else if is_version(text, joined) {
        Some(Harmless::Number)
    } else {
        is_joined(text, digits, joined).then_some(Harmless::Word)
    }
}

/// Returns whether all words joined by `-`, `_` and `.` are harmless and do not form a resource
/// name together.
fn is_joined(text: &str, digits: usize, joined: Joined) -> bool {
    let mut lettered = 0;
    let mut capitals = 0;
    // A longer sequence of numbers may contain an address.
    if numbers_in_a_row(text) > 4 {
        return false;
    }
    for piece in text.split(['-', '_', '.']) {
        let is_number = piece.bytes().all(|byte| byte.is_ascii_digit());
        if piece.is_empty() || is_number && piece.len() <= MOST_DIGITS {
            continue;
        }
        if is_number || !is_words(piece) {
            return false;
        }
        lettered += 1;
        capitals += usize::from(piece.as_bytes()[0].is_ascii_uppercase());
    }
    match joined {
        Joined::Lenient => lettered > 0 && digits <= 20 || digits <= 7 && text.contains('.'),
        Joined::Strict if capitals == lettered => digits <= 8 && lettered > 0,
        Joined::Strict => digits <= MOST_DIGITS && lettered == 1,
    }
}

/// Returns the maximum length of a sequence of numbers separated by dots.
fn numbers_in_a_row(text: &str) -> usize {
    let mut most = 0;
    let mut row = 0;
    for piece in text.split('.') {
        let is_number = piece.bytes().all(|byte| byte.is_ascii_digit());
        row = if is_number { row + 1 } else { 0 };
        most = most.max(row);
    }
    most
}

/// Returns whether letters and digits consist of vocabulary words, either one word or several in
/// `CamelCase`, each followed by up to four digits or by a date.
pub(super) fn is_words(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let letters = at + count(bytes, at, u8::is_ascii_alphabetic);
        let end = letters + count(bytes, letters, u8::is_ascii_digit);
        if letters == at || end - letters > 8 {
            return false;
        }
        let (word, digits) = (&text[at..letters], &text[letters..end]);
        let is_date = digits.len() == 8 && digits.starts_with("20");
        let is_known = vocabulary::is_service(&text[at..end])
            || matches!(word, "v" | "V") && digits.len() <= 4 && !digits.is_empty()
            || matches!(&text[at..end], "x64" | "x86" | "X64" | "X86" | "k8s" | "S3" | "EC2")
            || (digits.len() <= 4 || is_date) && (vocabulary::is_word(word) || is_camel(word));
        if !is_known {
            return false;
        }
        at = end;
    }
    !bytes.is_empty()
}

/// Returns whether letters in `CamelCase` consist of vocabulary words.
fn is_camel(letters: &str) -> bool {
    let mut from = 0;
    let mut words = 0;
    while from < letters.len() {
        let (first, rest) = camel_word(letters, from);
        let end = if vocabulary::is_word(&letters[from..first]) && first - from > 1 {
            first
        } else if rest < letters.len() || rest > first {
            // `O` and `Auth`, or `I` and `Ds`, were one word to their author.
            let (second, _) = camel_word(letters, first);
            let both = &letters[from..second];
            let singular = both.strip_suffix('s').unwrap_or(both);
            if !(vocabulary::is_word(both) || first - from == 1 && vocabulary::is_word(singular)) {
                return false;
            }
            second
        } else {
            return false;
        };
        words += 1;
        from = end;
    }
    words > 0
}

/// Returns the end of the `CamelCase` word that begins at `from`, and the length of the text if
/// another word follows, otherwise that same end.
pub(super) fn camel_word(letters: &str, from: usize) -> (usize, usize) {
    let bytes = letters.as_bytes();
    let capitals = count(bytes, from, u8::is_ascii_uppercase);
    let small = count(bytes, from + capitals, u8::is_ascii_lowercase);
    let end = match capitals {
        0 | 1 => from + capitals + small,
        // The last capital begins the next word.
        _ if small > 0 && from + capitals + small <= bytes.len() => {
            let is_plural = small == 1 && bytes.get(from + capitals) == Some(&b's');
            if is_plural { from + capitals + 1 } else { from + capitals - 1 }
        }
        _ => from + capitals,
    };
    (end, if end < bytes.len() { bytes.len() } else { end })
}

fn count(bytes: &[u8], from: usize, is_part: impl Fn(&u8) -> bool) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|byte| is_part(byte)).count()
}

/// Returns whether a name may be that of an AWS managed policy: two words of three are known.
pub(super) fn is_managed_policy(name: &str) -> bool {
    let mut known = 0;
    let mut all = 0;
    for part in name.split(['-', '_']) {
        let mut from = 0;
        while from < part.len() {
            let (end, _) = camel_word(part, from);
            let end = if end == from { from + 1 } else { end };
            let Some(word) = part.get(from..end) else { return false };
            all += 1;
            known +=
                usize::from(vocabulary::is_word(word) || vocabulary::is_service(&word.to_ascii_lowercase()));
            from = end;
        }
    }
    vocabulary::is_phrase(name)
        || name.len() <= 128
            && all >= 2
            && known * 3 >= all * 2
            && name.bytes().filter(u8::is_ascii_digit).count() <= 4
}

/// Returns whether a text is a zone id, such as `use1-az4` or `usw2-lax1-az1`.
fn is_zone_id(text: &str) -> bool {
    let Some((region, zone)) = text.split_once('-') else { return false };
    let is_short = |part: &str, letters: Range<usize>| {
        let count = part.bytes().take_while(u8::is_ascii_lowercase).count();
        letters.contains(&count) && part.len() == count + 1 && part.as_bytes()[count].is_ascii_digit()
    };
    is_short(region, 3..6)
        && zone.split('-').count() <= 2
        && zone.ends_with(|last: char| last.is_ascii_digit())
        && zone.split('-').next_back().is_some_and(|last| last.starts_with("az") && is_short(last, 2..3))
        && zone.split('-').all(|part| is_short(part, 2..4))
}

/// Returns whether a text is an instance type, such as `t3.micro`, `db.r6g.2xlarge`,
/// `ml.p4d.24xlarge` or `c7i.metal-24xl`.
fn is_instance_type(text: &str) -> bool {
    let mut parts = text.split('.').rev();
    let (Some(size), Some(family)) = (parts.next(), parts.next()) else { return false };
    let before: Vec<&str> = parts.collect();
    let size = size.strip_suffix("-flex").unwrap_or(size);
    let sized = size.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_size = matches!(sized, "nano" | "micro" | "small" | "medium" | "large" | "xlarge" | "metal")
        || size.strip_prefix("metal-").is_some_and(|size| size.len() <= 5 && size.ends_with("xl"));
    let letters = family.bytes().take_while(u8::is_ascii_lowercase).count();
    let digits = count(family.as_bytes(), letters, u8::is_ascii_digit);
    let behind = &family[letters + digits..];
    is_size
        && size.len() <= 10
        && (1..=4).contains(&letters)
        && (1..=2).contains(&digits)
        && behind.len() <= 6
        && behind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && before.iter().all(|word| {
            matches!(
                *word,
                "db" | "cache" | "ml" | "dms" | "dax" | "search" | "elasticsearch" | "mq" | "kafka"
            )
        })
}

/// Returns whether a text is a version of two or three numbers, such as `1.27` or `v2.15.30`. Four
/// numbers may be an address, so they only count where a program states its version; addresses were
/// found before that.
fn is_version(text: &str, joined: Joined) -> bool {
    let numbers = text.strip_prefix('v').unwrap_or(text);
    let parts = numbers.split('.').count();
    (2..=if joined == Joined::Lenient { 4 } else { 3 }).contains(&parts)
        && numbers.bytes().filter(u8::is_ascii_digit).count() <= 9
        && numbers.split('.').all(|part| {
            (1..=MOST_DIGITS).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Returns the length of the date or time at the start of a text: `2024-03-01`,
/// `2024-03-01T10:00:00.000Z`, `20240301T100000Z`, `10:00:00`.
pub(super) fn time(bytes: &[u8]) -> Option<usize> {
    let length = date_and_time(bytes).or_else(|| clock(bytes))?;
    let is_border = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte < 0x80 && *byte != b'_';
    let ends = match bytes.get(length..) {
        None | Some([]) => true,
        // It must not be part of a longer word with dashes or dots.
        Some([b'-' | b'.', next, ..]) if !is_border(next) => false,
        Some([next, ..]) => is_border(next),
    };
    ends.then_some(length)
}

fn date_and_time(bytes: &[u8]) -> Option<usize> {
    let dash = usize::from(bytes.get(4) == Some(&b'-'));
    let year = number(bytes, 0, 4)?;
    let month = number(bytes, 4 + dash, 2)?;
    if dash == 1 && bytes.get(7) != Some(&b'-') {
        return None;
    }
    let day = number(bytes, 6 + 2 * dash, 2)?;
    if !(1970..2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let date = 8 + 2 * dash;
    match bytes.get(date) {
        Some(b'T' | b't' | b' ') => match time_of_day(bytes, date + 1) {
            Some(end) => Some(end),
            None if bytes.get(date) == Some(&b' ') => Some(date),
            None => None,
        },
        _ => Some(date),
    }
}

fn time_of_day(bytes: &[u8], at: usize) -> Option<usize> {
    let end = match number(bytes, at, 6) {
        Some(together) if together < 240_000 => at + 6,
        _ => at + clock(bytes.get(at..)?)?,
    };
    Some(end + zone(bytes.get(end..).unwrap_or_default()))
}

/// Returns the length of a time of day: `10:00`, `10:00:00`, `10:00:00.000`.
fn clock(bytes: &[u8]) -> Option<usize> {
    let hour = number(bytes, 0, 2)?;
    let minute = number(bytes, 3, 2)?;
    if bytes.get(2) != Some(&b':') || hour > 24 || minute > 59 {
        return None;
    }
    if bytes.get(5) != Some(&b':') {
        return Some(5);
    }
    if number(bytes, 6, 2)? > 60 {
        return None;
    }
    let fraction = match bytes.get(8) {
        Some(b'.') => count(bytes, 9, u8::is_ascii_digit),
        _ => 0,
    };
    match fraction {
        0 => Some(8),
        1..=9 => Some(9 + fraction),
        _ => None,
    }
}

/// Returns the length of a time zone: `Z`, `+00:00`, `+0000`, ` UTC`.
fn zone(bytes: &[u8]) -> usize {
    match bytes {
        [b'Z' | b'z', ..] => 1,
        [b'+' | b'-', rest @ ..] => {
            match (number(rest, 0, 4), number(rest, 0, 2), rest.get(2), number(rest, 3, 2)) {
                (Some(_), ..) => 5,
                (None, Some(_), Some(b':'), Some(_)) => 6,
                _ => 0,
            }
        }
        _ => 0,
    }
}

fn number(bytes: &[u8], at: usize, digits: usize) -> Option<u32> {
    let text = bytes.get(at..at + digits)?;
    text.iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_words_stay() {
        for (text, why) in [
            ("80", Harmless::Number),
            ("65535", Harmless::Number),
            ("1.27", Harmless::Number),
            ("v2.15.30", Harmless::Number),
            ("eu-west-1", Harmless::Region),
            ("us-east-1a", Harmless::Region),
            ("use1-az4", Harmless::Region),
            ("s3", Harmless::Service),
            ("application-autoscaling", Harmless::Service),
            ("t3.micro", Harmless::Word),
            ("db.r6g.2xlarge", Harmless::Word),
            ("c7i.metal-24xl", Harmless::Word),
            ("DescribeInstances", Harmless::Word),
            ("GetBucketAcl", Harmless::Word),
            ("CreateOAuth2Token", Harmless::Word),
            ("IPv4", Harmless::Word),
            ("Invoke20150331", Harmless::Word),
            ("PAY_PER_REQUEST", Harmless::Word),
            ("ECDHE-RSA-AES128-GCM-SHA256", Harmless::Word),
            ("TLSv1.3", Harmless::Word),
            ("Client.UnauthorizedOperation", Harmless::Word),
            ("ENABLED", Harmless::Word),
            ("bucket-owner-full-control", Harmless::Word),
            ("createVolumePermission", Harmless::Word),
            ("instanceIds", Harmless::Word),
            ("instanceIDs", Harmless::Word),
        ] {
            assert_eq!(token(text, Joined::Strict), Some(why), "{text}");
        }
        assert_eq!(token("aws-sdk-go", Joined::Lenient), Some(Harmless::Word));
    }

    #[test]
    fn whatever_may_be_a_name_does_not() {
        for text in [
            "alice",
            "kowalski",
            "Zeppelin",
            "zeppelin-corp",
            "public-images",
            "data-lake-prod",
            "111122223333",
            "123456",
            "555-0100",
            "i-0a1b2c3d",
            "AKIAIOSFODNN7EXAMPLE",
            "YWxpY2U",
            "aGVsbG8",
            "AbCdEfGh",
            "x1y2z3",
            "Successkowalski",
            "s3kowalski",
            "GetKowalski",
            "日本語",
            "Zoë",
            "1.2.3.4.5",
            "eu-west-1-kowalski",
            "2.3-kowalski",
            "t3.kowalski",
            "db.kowalski.large",
            "admin1",
            "a",
            "deadbeef",
        ] {
            assert_eq!(token(text, Joined::Strict), None, "{text}");
            assert!(text.contains("public") || token(text, Joined::Lenient).is_none(), "{text}");
        }
    }

    #[test]
    fn times_are_recognized_by_their_form() {
        for text in [
            "2024-03-01",
            "2024-03-01T10:00:00Z",
            "2024-03-01T10:00:00.000Z",
            "2024-03-01 10:00:00",
            "20240301",
            "2024-03-01T10:00:00+01:00",
            "20240301T100000Z",
            "10:00",
            "10:00:00.123",
            "2024-03-01T10:00Z",
        ] {
            assert_eq!(time(text.as_bytes()), Some(text.len()), "{text}");
        }
        for text in [
            "2024-13-01",
            "1111-22-33",
            "2024-03-01Talice",
            "2024-03-01-alice",
            "25:00:00",
            "12:34:56:78:9a:bc",
            "20240301T10alice",
            "10:00x",
        ] {
            assert!(time(text.as_bytes()).is_none_or(|length| text[length..].starts_with(':')), "{text}");
        }
    }
}
