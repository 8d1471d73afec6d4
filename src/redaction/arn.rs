//! Finds ARNs in a text, and the parts of them that name a customer's resources.

use std::ops::Range;

use super::arn_words::{is_own_path, is_type};
use super::forms::{Finds, SecretMatch, is_guid};
use super::harmless::{self, Joined};
use super::kind::SecretKind;
use super::regions::is_region;
use super::{names, vocabulary};
use crate::model::is_account;

/// Returns whether an unquoted ARN may contain this byte.
fn may_hold(byte: u8) -> bool {
    byte > b' ' && byte != 0x7f && !b"\"'`<>,;)]|\\".contains(&byte)
}

/// Finds ARNs and the secrets in them; all other parts of an ARN stay.
pub(super) fn find(bytes: &[u8], finds: &mut Finds) {
    let mut next = 0;
    for at in memchr::memmem::find_iter(bytes, b"arn:") {
        let is_border = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if at < next || !is_border {
            continue;
        }
        if let Some(end) = read(bytes, at, finds) {
            finds.claimed.push(at..end);
            next = end;
        }
    }
}

/// Reads the ARN at `at`. Returns its end; `None` if it is not an ARN.
fn read(bytes: &[u8], at: usize, finds: &mut Finds) -> Option<usize> {
    let mut parts = [0..0, 0..0, 0..0, 0..0];
    let mut from = at + 4;
    for part in &mut parts {
        // No part before the resource is longer than 64 bytes.
        let length = memchr::memchr(b':', bytes.get(from..bytes.len().min(from + 65))?)?;
        *part = from..from + length;
        from += length + 1;
    }
    let held = |part: &Range<usize>| bytes[part.clone()].iter().all(|byte| may_hold(*byte) && *byte != b'/');
    if !parts.iter().all(held) {
        return None;
    }
    let texts = parts.clone().map(|part| std::str::from_utf8(&bytes[part]).unwrap_or("\u{fffd}"));
    let [partition, service, region, account] = texts;
    if !PARTITIONS.contains(&partition) {
        return None;
    }
    let is_account = is_account(account);
    let is_pattern =
        |text: &str| text.bytes().all(|byte| b"*?x".contains(&byte)) || text.starts_with("${aws:");
    let is_known = [
        true,
        vocabulary::is_service(service) || is_pattern(service) || service == "aws",
        region == "global" || is_region(region) || is_pattern(region) || is_pattern_of_region(region),
        is_account || OWNERS.contains(&account) || is_pattern(account),
    ];
    let end = end_of_resource(bytes, at, from);
    for (part, is_known) in parts.iter().zip(is_known) {
        if !is_known {
            finds.found.push(SecretMatch::new(part.clone(), SecretKind::Value, false));
        }
    }
    let [.., account_place] = parts;
    if is_account {
        finds.found.push(SecretMatch::new(account_place, SecretKind::Account, false));
    }
    if !OWNERS.contains(&account) || account.is_empty() {
        let resource = Resource { bytes, service, has_account: is_account, finds };
        resource.read(from..end);
    } else {
        of_aws(bytes, from..end, finds);
    }
    Some(end)
}

/// The partitions of AWS, and patterns that match some of them.
const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
    "*",
    "aws*",
];

/// Values in the place of the account if AWS owns the resource.
const OWNERS: &[&str] = &["", "aws", "aws-managed", "cloudfront", "third-party", "partner"];

/// Returns whether a text is a pattern of Regions, such as `us-*` or `eu-west-?`.
fn is_pattern_of_region(text: &str) -> bool {
    let Some(start) = text.strip_suffix(['*', '?']) else { return false };
    ["", "1", "west-1"].iter().any(|rest| is_region(&format!("{start}{rest}")))
}

/// Marks the parts of an AWS-owned resource name that are not AWS's own words.
fn of_aws(bytes: &[u8], range: Range<usize>, finds: &mut Finds) {
    for part in split(bytes, &range, b"/:") {
        let text = String::from_utf8_lossy(&bytes[part.clone()]);
        let is_own = harmless::token(&text, Joined::Lenient).is_some()
            || harmless::is_managed_policy(&text)
            || is_own_path(text.as_bytes())
            || text.bytes().all(|byte| !byte.is_ascii_alphanumeric() && byte < 0x80);
        if !is_own {
            finds.found.push(SecretMatch::new(part, SecretKind::Value, false));
        }
    }
}

/// Returns the end of the ARN that begins at `at` and whose resource begins at `from`.
fn end_of_resource(bytes: &[u8], at: usize, from: usize) -> usize {
    let quote = match at.checked_sub(1).map(|before| bytes[before]) {
        // The whole text is an ARN: object keys may contain spaces.
        None => None,
        Some(quote @ (b'"' | b'\'' | b'`')) => Some(quote),
        Some(_) => {
            let held = bytes[from..].iter().take_while(|byte| may_hold(**byte)).count();
            let resource = &bytes[from..from + held];
            // Punctuation at the end belongs to the sentence around the ARN.
            let end = resource
                .iter()
                .rposition(|byte| !b".:!?".contains(byte) || *byte == b'?')
                .map_or(0, |last| last + 1);
            return from + end;
        }
    };
    match quote {
        Some(quote) => memchr::memchr(quote, &bytes[from..]).map_or(bytes.len(), |length| from + length),
        // In a list of ARNs, or before further words, the ARN ends at the first byte that it cannot
        // contain.
        None if is_one(bytes, from) => bytes.len(),
        None => from + bytes[from..].iter().take_while(|byte| may_hold(**byte)).count(),
    }
}

/// Returns whether a text that begins with an ARN consists of nothing else. Of all resources, only
/// S3 object keys may contain spaces.
fn is_one(bytes: &[u8], from: usize) -> bool {
    let has_blanks = bytes[from..].iter().any(|byte| !may_hold(*byte));
    !has_blanks
        || bytes.starts_with(b"arn:aws:s3:::")
            && memchr::memchr(b'/', &bytes[from..]).is_some()
            && memchr::memmem::find(&bytes[from..], b"arn:").is_none()
}

struct Resource<'b, 'f> {
    bytes: &'b [u8],
    service: &'b str,
    has_account: bool,
    finds: &'f mut Finds,
}

impl Resource<'_, '_> {
    fn read(mut self, range: Range<usize>) {
        match self.service {
            "s3" if !self.has_account => {
                let slash = memchr::memchr(b'/', &self.bytes[range.clone()]);
                let bucket_end = slash.map_or(range.end, |length| range.start + length);
                self.name(range.start..bucket_end, SecretKind::Bucket, true);
                if bucket_end < range.end {
                    self.name(bucket_end + 1..range.end, SecretKind::Object, false);
                }
            }
            "iam" | "sts" => self.identity(range),
            // The names of these resources contain slashes.
            "secretsmanager" | "ssm" | "logs" | "ecr" | "kms" => self.named_whole(range),
            _ => self.parts(range),
        }
    }

    fn text(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    fn identity(&mut self, range: Range<usize>) {
        let parts = split(self.bytes, &range, b"/");
        let first = parts.first().map(|part| self.text(part).to_vec()).unwrap_or_default();
        let kind = match &first[..] {
            b"user" | b"role" | b"assumed-role" | b"federated-user" | b"mfa" | b"u2f" | b"sms-mfa" => {
                SecretKind::User
            }
            _ => SecretKind::Resource,
        };
        let last = parts.len().saturating_sub(1);
        // A role and its session, or a path and a name.
        let names_from = if first == b"assumed-role" { 1 } else { last };
        for (place, part) in parts.into_iter().enumerate() {
            if place == 0 && is_type(self.text(&part)) || place < last && is_own_path(self.text(&part)) {
                continue;
            }
            self.name(part, kind, place >= names_from);
        }
    }

    /// Reads `type:name` or `type/name`, with any characters in the name.
    fn named_whole(&mut self, range: Range<usize>) {
        let resource = self.text(&range);
        let Some(length) =
            memchr::memchr2(b'/', b':', resource).filter(|length| is_type(&resource[..*length]))
        else {
            return self.parts(range);
        };
        let mut name = range.start + length + 1..range.end;
        if self.service == "logs" {
            // `log-group:NAME:*`, `log-group:NAME:log-stream:STREAM`
            if let Some(length) = memchr::memchr(b':', self.text(&name)) {
                self.parts(name.start + length + 1..name.end);
                name.end = name.start + length;
            }
        }
        if self.service == "secretsmanager" {
            // The six letters that Secrets Manager appends to the name.
            let text = self.text(&name);
            let dash = memchr::memrchr(b'-', text).filter(|dash| {
                *dash > 0 && text.len() - dash == 7 && text[dash + 1..].iter().all(u8::is_ascii_alphanumeric)
            });
            if let Some(dash) = dash {
                self.name(name.start + dash + 1..name.end, SecretKind::Value, false);
                name.end = name.start + dash;
            }
        }
        self.name(name, SecretKind::Resource, true);
    }

    fn parts(&mut self, range: Range<usize>) {
        let parts = split(self.bytes, &range, b"/:");
        let is_bare = parts.len() == 1;
        for (place, part) in parts.into_iter().enumerate() {
            let text = self.text(&part);
            let is_word = !is_bare && is_type(text) && (place == 0 || place % 2 == 0 || text.len() <= 2);
            let is_version =
                place > 1 && (text == b"$LATEST" || text.len() <= 5 && text.iter().all(u8::is_ascii_digit));
            if !is_word && !is_version {
                self.name(part, SecretKind::Resource, true);
            }
        }
    }

    /// Marks a name. In a pattern, only the parts between `*`, `?` and `${variables}` are replaced.
    fn name(&mut self, range: Range<usize>, kind: SecretKind, is_name: bool) {
        let mut at = range.start;
        while at < range.end {
            let rest = &self.bytes[at..range.end];
            let length = match rest {
                [b'*' | b'?', ..] => {
                    at += 1;
                    continue;
                }
                [b'$', b'{', ..] => {
                    let length = memchr::memchr(b'}', rest).map_or(rest.len(), |length| length + 1);
                    if !is_variable(&rest[..length]) {
                        self.finds.found.push(SecretMatch::new(at..at + length, SecretKind::Value, false));
                    }
                    at += length;
                    continue;
                }
                _ => {
                    let wild = rest.iter().position(|byte| b"*?".contains(byte)).unwrap_or(rest.len());
                    memchr::memmem::find(&rest[..wild], b"${").unwrap_or(wild)
                }
            };
            let piece = at..at + length;
            at = piece.end;
            let is_whole = piece == range;
            let text = String::from_utf8_lossy(&self.bytes[piece.clone()]);
            if names::is_public(&text) {
                continue;
            }
            let core = names::core(&text);
            let place = piece.start + core.start..piece.start + core.end;
            if place.is_empty() {
                continue;
            }
            let kind = match text.get(core) {
                _ if !is_whole || kind == SecretKind::Object => kind,
                Some(core) if is_guid(core.as_bytes()) => SecretKind::Id,
                Some(core) => super::forms::kind_of_whole(core).unwrap_or(kind),
                None => kind,
            };
            self.finds.found.push(SecretMatch::new(place, kind, is_name && is_whole));
        }
    }
}

/// Returns whether a text is a policy variable, such as `${aws:username}`.
fn is_variable(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    text.ends_with('}')
        && words.filter(|word| !word.is_empty()).all(|word| harmless::token(word, Joined::Lenient).is_some())
}

/// Returns the ranges between separators.
fn split(bytes: &[u8], range: &Range<usize>, separators: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = range.start;
    for at in range.clone() {
        if separators.contains(&bytes[at]) {
            parts.push(from..at);
            from = at + 1;
        }
    }
    parts.push(from..range.end);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the text with each find replaced by its kind.
    fn masked(text: &str) -> String {
        let mut finds = Finds::default();
        find(text.as_bytes(), &mut finds);
        finds.found.sort_by_key(|found| found.range.start);
        let mut out = String::new();
        let mut at = 0;
        for found in finds.found {
            out.push_str(&text[at..found.range.start]);
            let letter = format!("{:?}", found.kind).to_lowercase();
            out.push_str(&format!("<{letter}{}>", if found.is_name { "" } else { "-here" }));
            at = found.range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn names_go_and_words_stay() {
        for (arn, expected) in [
            ("arn:aws:iam::111122223333:user/alice", "arn:aws:iam::<account-here>:user/<user>"),
            (
                "arn:aws:iam::111122223333:user/sales/alice",
                "arn:aws:iam::<account-here>:user/<user-here>/<user>",
            ),
            (
                "arn:aws:iam::111122223333:role/service-role/Reader",
                "arn:aws:iam::<account-here>:role/service-role/<user>",
            ),
            (
                "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
                "arn:aws:iam::<account-here>:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport",
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/Admin/bob",
                "arn:aws:sts::<account-here>:assumed-role/<user>/<user>",
            ),
            ("arn:aws:iam::111122223333:root", "arn:aws:iam::<account-here>:root"),
            ("arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AdministratorAccess"),
            ("arn:aws:s3:::acme-logs", "arn:aws:s3:::<bucket>"),
            ("arn:aws:s3:::acme-logs/a b/c.csv", "arn:aws:s3:::<bucket>/<object-here>"),
            ("arn:aws:s3:::acme-*/*", "arn:aws:s3:::<bucket-here>-*/*"),
            ("arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::<bucket>/${aws:username}/*"),
            ("arn:aws:s3:::*", "arn:aws:s3:::*"),
            ("arn:aws:sns:eu-west-1:111122223333:alarms", "arn:aws:sns:eu-west-1:<account-here>:<resource>"),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:resize:PROD",
                "arn:aws:lambda:eu-west-1:<account-here>:function:<resource>:<resource>",
            ),
            (
                "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day",
                "arn:aws:dynamodb:eu-west-1:<account-here>:table/<resource>/index/<resource>",
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-a1B2c3",
                "arn:aws:secretsmanager:eu-west-1:<account-here>:secret:<resource>-<value-here>",
            ),
            (
                "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x9:log-stream:s1z",
                "arn:aws:logs:eu-west-1:<account-here>:log-group:/<resource>:log-stream:<resource>",
            ),
            (
                "arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d",
                "arn:aws:ec2:eu-west-1:<account-here>:instance/<id>",
            ),
            (
                "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-west-1:<account-here>:key/<id>",
            ),
            ("arn:aws:iam::alice:user/bob", "arn:aws:iam::<value-here>:user/<user>"),
            ("arn:aws:iam:zork:y:z", "arn:aws:iam:<value-here>:<value-here>:<resource>"),
            (
                "arn:aws:ec2:zork-9:111122223333:instance/i-0a1b2c3d",
                "arn:aws:ec2:<value-here>:<account-here>:instance/<id>",
            ),
            (
                "arn:aws:iam::aws:policy/service-role/Zeppelin",
                "arn:aws:iam::aws:policy/service-role/<value-here>",
            ),
            ("arn:aws:s3:::acme/${zork}/*", "arn:aws:s3:::<bucket>/<value-here>/*"),
            (
                "arn:aws:foo:eu-west-1:111122223333:hush/hush",
                "arn:aws:<value-here>:eu-west-1:<account-here>:<resource>/<resource>",
            ),
        ] {
            assert_eq!(masked(arn), expected);
        }
    }

    #[test]
    fn in_the_middle_of_words() {
        assert_eq!(
            masked("User: arn:aws:iam::111122223333:user/al is not authorized on arn:aws:s3:::acme."),
            "User: arn:aws:iam::<account-here>:user/<user> is not authorized on arn:aws:s3:::<bucket>."
        );
        assert_eq!(
            masked(r#"{"R":"arn:aws:s3:::acme/a, b","x":1}"#),
            r#"{"R":"arn:aws:s3:::<bucket>/<object-here>","x":1}"#
        );
        assert_eq!(
            masked("[arn:aws:s3:::acme,arn:aws:s3:::bcme]"),
            "[arn:aws:s3:::<bucket>,arn:aws:s3:::<bucket>]"
        );
        for text in ["arn:", "arn:aws", "arn:zork:iam::1:x", "barn:aws:iam::1:x"] {
            assert_eq!(masked(text), text);
        }
    }
}
