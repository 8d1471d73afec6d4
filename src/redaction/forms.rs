//! Finds secrets by their form, at any position in a text.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::harmless::Harmless;
use super::kind::SecretKind;
use super::names;

/// A secret in a layer of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SecretMatch {
    /// The position.
    pub range: Range<usize>,
    /// The kind.
    pub kind: SecretKind,
    /// Whether it is a name that must be searched for elsewhere.
    pub is_name: bool,
    /// Whether the dots of an address are written as dashes.
    pub is_dashed: bool,
}

impl SecretMatch {
    pub fn new(range: Range<usize>, kind: SecretKind, is_name: bool) -> SecretMatch {
        SecretMatch { range, kind, is_name, is_dashed: false }
    }
}

/// The secrets found in a text, and the ranges that are already classified.
#[derive(Debug, Default)]
pub(super) struct Finds {
    pub found: Vec<SecretMatch>,
    /// ARNs; parts of them that are not in `found` stay.
    pub claimed: Vec<Range<usize>>,
    /// Values judged to stay, collected if `tells_harmless` is set.
    pub harmless: Vec<(Range<usize>, Harmless)>,
    /// Whether `harmless` is collected.
    pub tells_harmless: bool,
}

impl Finds {
    /// Returns whether a range overlaps one that is already classified.
    pub fn is_taken(&self, range: &Range<usize>) -> bool {
        let meets = |other: &Range<usize>| range.start < other.end && other.start < range.end;
        self.claimed.iter().any(meets) || self.found.iter().any(|found| meets(&found.range))
    }

    /// Records that a range stays, and why.
    pub fn stays(&mut self, range: Range<usize>, why: Harmless) {
        if self.tells_harmless && !range.is_empty() {
            self.harmless.push((range, why));
        }
    }

    fn push(&mut self, range: Range<usize>, kind: SecretKind) {
        if !self.is_taken(&range) {
            self.found.push(SecretMatch::new(range, kind, false));
        }
    }
}

/// Rules for distinguishing IPv4 addresses from version numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dots {
    /// Four numbers with dots are an address.
    Address,
    /// They are an address, except after the name of a program: `Chrome/120.0.0.0`.
    Agent,
    /// They are a version.
    Version,
}

/// Finds all secrets that have a form, except ARNs. `is_known` returns whether a text is known from other
/// evidence to be an account or an address.
pub(super) fn find(bytes: &[u8], dots: Dots, is_known: &dyn Fn(SecretKind, &str) -> bool, finds: &mut Finds) {
    let has = |needle: u8| memchr::memchr(needle, bytes).is_some();
    if has(b'@') {
        emails(bytes, finds);
    }
    if has(b':') || has(b'-') {
        hardware_addresses(bytes, finds);
    }
    words(bytes, is_known, finds);
    if has(b'.') {
        v4(bytes, dots, is_known, finds);
    }
    if has(b':') {
        v6(bytes, finds);
    }
}

/// Returns the kind of a text that as a whole has the form of one; `None` for other texts.
pub(super) fn kind_of_whole(text: &str) -> Option<SecretKind> {
    let mut finds = Finds::default();
    find(text.as_bytes(), Dots::Address, &|_, _| false, &mut finds);
    match finds.found.as_slice() {
        [found] if found.range == (0..text.len()) && !found.is_dashed => Some(found.kind),
        _ if is_guid(text.as_bytes()) => Some(SecretKind::Id),
        _ => None,
    }
}

/// Returns whether a text is a GUID.
pub(super) fn is_guid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn emails(bytes: &[u8], finds: &mut Finds) {
    let is_local =
        |byte: u8| byte.is_ascii_alphanumeric() || b"._+-'!#$&*?^`{|}~".contains(&byte) || byte >= 0x80;
    let is_domain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.' || byte >= 0x80;
    for at in memchr::memchr_iter(b'@', bytes) {
        let before = bytes[..at].iter().rev().take(64).take_while(|byte| is_local(**byte)).count();
        let behind = bytes[at + 1..].iter().take(255).take_while(|byte| is_domain(**byte)).count();
        // A sentence may end after the address, and a quotation begin before it.
        let quotes = bytes[at - before..at].iter().take_while(|byte| b"'`.{".contains(byte)).count();
        let domain = bytes[at + 1..at + 1 + behind].trim_ascii();
        let end = domain.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
        let has_dot = domain[..end].iter().skip(1).any(|byte| *byte == b'.');
        if before > quotes && has_dot {
            finds.push(at - before + quotes..at + 1 + end, SecretKind::Email);
        }
    }
}

/// The prefixes of IAM's unique ids ("Unique ID prefixes", IAM User Guide).
const KEY_STARTS: [&[u8]; 13] = [
    b"ABIA", b"ACCA", b"AGPA", b"AIDA", b"AIPA", b"AKIA", b"ANPA", b"ANVA", b"APKA", b"AROA", b"ASCA",
    b"ASIA", b"ALTA",
];

/// Lengths of unique ids.
const KEY_BYTES: Range<usize> = 16..129;

/// Finds key ids, accounts and EC2 ids: runs of letters and digits.
fn words(bytes: &[u8], is_known: &dyn Fn(SecretKind, &str) -> bool, finds: &mut Finds) {
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        let mut digits = 0;
        while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
            digits += usize::from(bytes[at].is_ascii_digit());
            at += 1;
        }
        let word = &bytes[start..at];
        if word.len() >= KEY_BYTES.start && is_key(word) {
            finds.push(start..at, SecretKind::KeyId);
        } else if word.len() == 12 && digits == 12 {
            if !is_in_guid(bytes, start) {
                finds.push(start..at, SecretKind::Account);
            }
        } else if digits >= 12 {
            accounts_in(bytes, start..at, is_known, finds);
        }
        if (word.len() == 8 || word.len() == 17) && start > 0 && bytes[start - 1] == b'-' {
            ec2_id(bytes, start..at, finds);
        }
        if digits == word.len() && digits <= 3 {
            dashed_address(bytes, start, finds);
        }
    }
}

fn is_key(word: &[u8]) -> bool {
    KEY_BYTES.contains(&word.len())
        && KEY_STARTS.contains(&&word[..4])
        && word.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Returns whether the twelve digits at `start` are the end of a GUID.
fn is_in_guid(bytes: &[u8], start: usize) -> bool {
    start >= 24 && bytes.get(start - 24..start + 12).is_some_and(is_guid)
}

/// Finds known accounts that are adjacent to other letters.
fn accounts_in(
    bytes: &[u8],
    word: Range<usize>,
    is_known: &dyn Fn(SecretKind, &str) -> bool,
    finds: &mut Finds,
) {
    let mut at = word.start;
    while at < word.end {
        let length = bytes[at..word.end].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 12
            && let Ok(digits) = std::str::from_utf8(&bytes[at..at + 12])
            && is_known(SecretKind::Account, digits)
        {
            finds.push(at..at + 12, SecretKind::Account);
        }
        at += length.max(1);
    }
}

/// Finds an id such as `i-0a1b2c3d`: a word before the dash, and digits after it.
fn ec2_id(bytes: &[u8], digits: Range<usize>, finds: &mut Finds) {
    let is_word = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'-';
    let before = bytes[..digits.start].iter().rev().take(12).take_while(|byte| is_word(byte)).count();
    // The longest matching prefix counts: `tgw-attach-`, not `attach-`.
    for start in digits.start - before..digits.start - 1 {
        let is_border = start == 0 || !(bytes[start - 1].is_ascii_alphanumeric());
        if is_border
            && let Ok(id) = std::str::from_utf8(&bytes[start..digits.end])
            && crate::event::resources::is_id(id)
        {
            return finds.push(start..digits.end, SecretKind::Id);
        }
    }
}

/// Finds an address in a host name, possibly with leading zeros: `ip-10-0-0-1`, `ec2-203-0-113-9`,
/// `203-0-113-9.example.net`.
fn dashed_address(bytes: &[u8], start: usize, finds: &mut Finds) {
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    let length = bytes[start..].iter().take(16).take_while(|byte| is_part(byte)).count();
    let is_behind_word = start >= 2
        && bytes[start - 1] == b'-'
        && bytes[start - 2].is_ascii_alphanumeric()
        && !bytes[start - 2].is_ascii_digit()
        || start >= 4 && bytes[..start].ends_with(b"ec2-");
    let is_before_word = bytes.get(start + length) == Some(&b'.')
        && bytes.get(start + length + 1).is_some_and(u8::is_ascii_alphabetic);
    let is_first = start == 0 || !is_part(&bytes[start - 1]);
    if !(is_behind_word || is_first && is_before_word) {
        return;
    }
    let Ok(text) = std::str::from_utf8(&bytes[start..start + length]) else { return };
    let ends_well = bytes.get(start + length).is_none_or(|byte| !byte.is_ascii_alphanumeric());
    if ends_well && dotted(&text.replace('-', ".")).is_some() {
        let range = start..start + length;
        if !finds.is_taken(&range) {
            finds
                .found
                .push(SecretMatch { is_dashed: true, ..SecretMatch::new(range, SecretKind::Address, false) });
        }
    }
}

/// Finds MAC addresses: `02:42:ac:11:00:02`, `02-42-AC-11-00-02`.
fn hardware_addresses(bytes: &[u8], finds: &mut Finds) {
    const BYTES: usize = 17;
    let mut at = 0;
    while let Some(text) = bytes.get(at..at + BYTES) {
        let separator = text[2];
        let is_one = matches!(separator, b':' | b'-')
            && text.iter().enumerate().all(|(place, byte)| match place % 3 {
                2 => *byte == separator,
                _ => byte.is_ascii_hexdigit(),
            });
        let is_border = |byte: Option<&u8>| {
            byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !b":-".contains(byte))
        };
        if is_one
            && is_border(at.checked_sub(1).map(|before| &bytes[before]))
            && is_border(bytes.get(at + BYTES))
        {
            finds.push(at..at + BYTES, SecretKind::Id);
            at += BYTES;
        } else {
            at += 1;
        }
    }
}

/// Returns whether a text is a MAC address.
pub(super) fn is_hardware_address(text: &str) -> bool {
    let mut finds = Finds::default();
    text.len() == 17 && {
        hardware_addresses(text.as_bytes(), &mut finds);
        !finds.found.is_empty()
    }
}

/// Parses an IPv4 address whose numbers may have leading zeros: `198.051.100.077`.
pub(super) fn dotted(text: &str) -> Option<Ipv4Addr> {
    let mut octets = [0; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next().filter(|part| (1..=3).contains(&part.len()))?;
        *octet = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten()?;
    }
    parts.next().is_none().then(|| octets.into())
}

/// Returns whether a text contains at least `digits` consecutive digits.
pub(super) fn holds_run_of_digits(bytes: &[u8], digits: usize) -> bool {
    bytes.split(|byte| !byte.is_ascii_digit()).any(|run| run.len() >= digits)
}

/// Returns whether an address identifies nothing: this host, all hosts, and the instance metadata
/// service.
fn stays(address: IpAddr) -> bool {
    const METADATA: [IpAddr; 2] = [
        IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
        IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    address.is_unspecified()
        || address.is_loopback()
        || address == IpAddr::V4(Ipv4Addr::BROADCAST)
        || METADATA.contains(&address)
}

fn v4(bytes: &[u8], dots: Dots, is_known: &dyn Fn(SecretKind, &str) -> bool, finds: &mut Finds) {
    let is_part = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit()
            || at > 0 && (is_part(bytes[at - 1]) || bytes[at - 1].is_ascii_alphanumeric())
        {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|byte| is_part(**byte)).count();
        let end = at + bytes[at..at + length].iter().rposition(u8::is_ascii_digit).map_or(0, |last| last + 1);
        let range = at..end;
        at += length;
        let ends_well = bytes.get(end).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let Ok(text) = std::str::from_utf8(&bytes[range.clone()]) else { continue };
        let Some(address) = dotted(text) else { continue };
        if !ends_well || stays(IpAddr::V4(address)) {
            continue;
        }
        let is_version = match dots {
            Dots::Address => false,
            // In a version with four numbers, the second is usually 0.
            Dots::Version => true,
            Dots::Agent => {
                bytes[..range.start].ends_with(b"/")
                    && range.start >= 2
                    && bytes[range.start - 2].is_ascii_alphanumeric()
            }
        } && address.octets()[1] == 0
            && address.octets()[0] != 10;
        if !is_version || is_known(SecretKind::Address, text) {
            finds.push(range, SecretKind::Address);
        }
    }
}

fn v6(bytes: &[u8], finds: &mut Finds) {
    let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
    let mut at = 0;
    while at < bytes.len() {
        if !is_part(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let length = bytes[at..].iter().take_while(|byte| is_part(**byte)).count();
        at += length;
        if bytes[start..at].iter().filter(|byte| **byte == b':').count() < 2 {
            continue;
        }
        let before = start.checked_sub(1).and_then(|place| bytes.get(place));
        let is_border = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if !is_border(before) || !is_border(bytes.get(at)) {
            continue;
        }
        // A colon or the end of a sentence may follow the address.
        let whole = &bytes[start..at];
        let trimmed = whole.iter().rposition(|byte| *byte != b'.').map_or(0, |last| last + 1);
        let shorter = if whole[..trimmed].ends_with(b":") { trimmed - 1 } else { trimmed };
        for end in [trimmed, shorter] {
            let address =
                std::str::from_utf8(&whole[..end]).ok().and_then(|text| text.parse::<Ipv6Addr>().ok());
            if let Some(address) = address {
                // An IPv4 address inside was found before; it is replaced by the whole.
                let range = start..start + end;
                finds.found.retain(|found| found.range.end <= range.start || found.range.start >= range.end);
                if !stays(IpAddr::V6(address)) {
                    finds.push(range, SecretKind::Address);
                }
                break;
            }
        }
    }
}

/// Returns the part of a name that is searched for elsewhere; `None` if the name is not worth
/// searching for.
pub(super) fn worth_looking_for(name: &str) -> Option<&str> {
    let core = name.get(names::core(name))?;
    (!core.is_empty() && !names::is_public(name) && !names::is_public(core)).then_some(core)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(SecretKind, &str)> {
        found_with(text, Dots::Address)
    }

    fn found_with(text: &str, dots: Dots) -> Vec<(SecretKind, &str)> {
        let mut finds = Finds::default();
        find(
            text.as_bytes(),
            dots,
            &|kind, text| kind == SecretKind::Account && text == "999988887777",
            &mut finds,
        );
        finds.found.sort_by_key(|found| found.range.start);
        finds.found.iter().map(|found| (found.kind, &text[found.range.clone()])).collect()
    }

    #[test]
    fn forms_are_found_where_they_stand() {
        for (text, kind, secret) in [
            ("account 111122223333.", SecretKind::Account, "111122223333"),
            ("logs-111122223333-eu", SecretKind::Account, "111122223333"),
            ("x999988887777y", SecretKind::Account, "999988887777"),
            ("key=AKIAIOSFODNN7EXAMPLE;", SecretKind::KeyId, "AKIAIOSFODNN7EXAMPLE"),
            ("AROAEXAMPLEEXAMPLE123:bob", SecretKind::KeyId, "AROAEXAMPLEEXAMPLE123"),
            ("mail alice.b+c@mail.example.org.", SecretKind::Email, "alice.b+c@mail.example.org"),
            ("'al@example.org'", SecretKind::Email, "al@example.org"),
            ("from 203.0.113.9, again", SecretKind::Address, "203.0.113.9"),
            ("203.0.113.0/24", SecretKind::Address, "203.0.113.0"),
            ("https://203.0.113.9:8080/", SecretKind::Address, "203.0.113.9"),
            ("[2600:1f18::9]:443", SecretKind::Address, "2600:1f18::9"),
            ("at 2600:1f18::9.", SecretKind::Address, "2600:1f18::9"),
            ("::ffff:203.0.113.9", SecretKind::Address, "::ffff:203.0.113.9"),
            ("ip-10-0-12-5.ec2.internal", SecretKind::Address, "10-0-12-5"),
            ("tgw-attach-0a1b2c3d4e5f60718", SecretKind::Id, "tgw-attach-0a1b2c3d4e5f60718"),
            ("(i-0a1b2c3d)", SecretKind::Id, "i-0a1b2c3d"),
        ] {
            assert_eq!(found(text), [(kind, secret)], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            "1111222233334",
            "x111122223333",
            "00000000-0000-4000-8000-000000000012",
            "0.0.0.0/0",
            "::/0",
            "127.0.0.1",
            "10:00:00",
            "2024-03-01T10:00:00Z",
            "1.2.3",
            "1.2.3.4.5",
            "300.1.1.1",
            "s3:::",
            "AKIA",
            "AKIAiosfodnn7example",
            "a@b",
            "@example.org",
            "std::fmt::Debug",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(found_with("Chrome/120.0.0.0 x", Dots::Agent), []);
        assert_eq!(found_with("curl (203.0.113.9)", Dots::Agent), [(SecretKind::Address, "203.0.113.9")]);
        assert_eq!(found_with("8.0.3.1", Dots::Version), []);
    }

    #[test]
    fn wholes() {
        for (text, kind) in [
            ("111122223333", Some(SecretKind::Account)),
            ("alice@example.org", Some(SecretKind::Email)),
            ("i-0a1b2c3d", Some(SecretKind::Id)),
            ("1234abcd-12ab-34cd-56ef-1234567890ab", Some(SecretKind::Id)),
            ("alice", None),
            ("by alice@example.org", None),
            ("ip-10-0-0-1", None),
        ] {
            assert_eq!(kind_of_whole(text), kind, "{text}");
        }
    }
}
