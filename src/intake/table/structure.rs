//! Structures as Athena and CloudTrail Lake print them in a result:
//! `{type=IAMUser, arn=..., sessioncontext={attributes={...}}}`.
//!
//! The format has no quotes and no escapes. It can be parsed only because the keys are known: `, `
//! and a known key and `=` begin the next member. If a value contains such text, a key appears
//! twice, or in another position than in the other rows; then nothing is parsed.

use super::schema::{MemberKind, SchemaMember, member, plain};
use super::{add, json_text};

/// The order of the keys of one column's structures, taken from its first row. Athena prints every
/// key of the table in every row.
#[derive(Debug, Default)]
pub(super) struct Orders(Vec<(String, Vec<String>)>);

/// Returns a structure as JSON under CloudTrail's own names; `None` if it cannot be parsed with
/// certainty. Members that are `null` are omitted.
pub(super) fn to_json(text: &str, kind: MemberKind, orders: &mut Orders) -> Option<String> {
    let text = text.trim();
    let mut reader = StructureParser { text, at: 0, seen: Vec::new() };
    let value = match kind {
        MemberKind::Object(members) => reader.object(members, "", &[])?,
        MemberKind::List(members) => reader.list(members)?,
        _ => return None,
    };
    if reader.at != text.len() {
        return None;
    }
    let is_as_before = reader.seen.iter().all(|(path, keys)| {
        let known = orders.0.iter().find(|(other, _)| other == path);
        known.is_none_or(|(_, known)| known == keys)
    });
    if !is_as_before {
        return None;
    }
    for (path, keys) in reader.seen {
        if !orders.0.iter().any(|(other, _)| *other == path) {
            orders.0.push((path, keys));
        }
    }
    Some(value)
}

/// Parses a map with one entry, whose key need not be known: `{bucketName=b}`.
pub(super) fn single(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let (key, value) = inside.split_once('=')?;
    let is_key =
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    if !is_key || value.contains(", ") || value.contains(['{', '}', '[', ']']) {
        return None;
    }
    let mut out = String::from("{");
    if value != "null" {
        add(&mut out, key, &json_text(value));
    }
    out.push('}');
    Some(out)
}

/// Parses a structure that was printed as text.
struct StructureParser<'t> {
    text: &'t str,
    at: usize,
    /// The keys of each object, by its path.
    seen: Vec<(String, Vec<String>)>,
}

impl<'t> StructureParser<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    /// Parses the object that begins here; `above` are the members of the enclosing objects, the
    /// innermost last.
    fn object(
        &mut self,
        members: &'static [SchemaMember],
        path: &str,
        above: &[&'static [SchemaMember]],
    ) -> Option<String> {
        if !self.eat("{") {
            return None;
        }
        let mut levels = above.to_vec();
        levels.push(members);
        let (mut keys, mut out): (Vec<String>, _) = (Vec::new(), String::from("{"));
        if self.eat("}") {
            return Some("{}".to_owned());
        }
        loop {
            let (found, length) = key_at(self.rest(), members)?;
            let key = plain(found.name);
            if keys.contains(&key) {
                return None;
            }
            self.at += length;
            let below = format!("{path}/{key}");
            keys.push(key);
            let value = self.value(found, &below, &levels)?;
            if let Some(value) = value {
                add(&mut out, found.name, &value);
            }
            if self.eat("}") {
                break;
            }
            if !self.eat(", ") {
                return None;
            }
        }
        out.push('}');
        if let Some((_, known)) = self.seen.iter().find(|(other, _)| other == path) {
            if *known != keys {
                return None;
            }
        } else {
            self.seen.push((path.to_owned(), keys));
        }
        Some(out)
    }

    /// Returns a member's value as JSON, `Some(None)` for `null`.
    fn value(
        &mut self,
        of: &'static SchemaMember,
        path: &str,
        levels: &[&'static [SchemaMember]],
    ) -> Option<Option<String>> {
        if let MemberKind::Object(members) = of.kind
            && self.rest().starts_with('{')
        {
            return self.object(members, path, levels).map(Some);
        }
        let length = self.leaf_length(levels)?;
        let leaf = self.rest().get(..length)?;
        self.at += length;
        match of.kind {
            _ if leaf == "null" => Some(None),
            MemberKind::Object(_) | MemberKind::List(_) => None,
            MemberKind::Text | MemberKind::Flag | MemberKind::Time | MemberKind::Open => {
                Some(Some(json_text(leaf)))
            }
        }
    }

    /// Returns the length of the text up to the next known key of this level, or to the brace that
    /// ends the level.
    fn leaf_length(&self, levels: &[&'static [SchemaMember]]) -> Option<usize> {
        let (members, above) = levels.split_last()?;
        let rest = self.rest();
        rest.char_indices().find_map(|(at, letter)| {
            let after = rest.get(at..)?;
            let ends = match letter {
                ',' => after.strip_prefix(", ").is_some_and(|next| key_at(next, members).is_some()),
                '}' => closes(after, above),
                _ => false,
            };
            ends.then_some(at)
        })
    }

    fn list(&mut self, members: &'static [SchemaMember]) -> Option<String> {
        if !self.eat("[") {
            return None;
        }
        let mut out = String::from("[");
        if self.eat("]") {
            return Some("[]".to_owned());
        }
        loop {
            if out.len() > 1 {
                out.push(',');
            }
            out.push_str(&self.object(members, "[]", &[])?);
            if self.eat("]") {
                out.push(']');
                return Some(out);
            }
            if !self.eat(", ") {
                return None;
            }
        }
    }
}

/// Whether text that begins with a brace closes objects so that the next member of an enclosing
/// object follows, or the end.
fn closes(text: &str, above: &[&'static [SchemaMember]]) -> bool {
    let Some(rest) = text.strip_prefix('}') else { return false };
    match above.split_last() {
        None => rest.is_empty() || rest == "]" || rest.starts_with(", {"),
        Some((members, outer)) => {
            rest.strip_prefix(", ").is_some_and(|next| key_at(next, members).is_some()) || closes(rest, outer)
        }
    }
}

/// Returns the known key at a text's start, and its length including the `=`.
fn key_at<'m>(text: &str, members: &'m [SchemaMember]) -> Option<(&'m SchemaMember, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let key = text.get(..length).filter(|key| !key.is_empty())?;
    let found = member(members, key)?;
    text.get(length..)?.starts_with('=').then_some((found, length + 1))
}

#[cfg(test)]
mod tests {
    use super::super::schema::RECORD;
    use super::*;
    use serde_json::{Value, json};

    fn read_in(text: &str, column: &str, orders: &mut Orders) -> Option<Value> {
        let kind = member(RECORD, column).expect("a member").kind;
        to_json(text, kind, orders).map(|text| serde_json::from_str(&text).expect("JSON"))
    }

    fn read(text: &str) -> Option<Value> {
        read_in(text, "userIdentity", &mut Orders::default())
    }

    #[test]
    fn identities_are_read_back() {
        assert_eq!(
            read(
                "{type=AssumedRole, principalid=AROAX:d=1,b, arn=arn:aws:sts::1:assumed-role/Ops/d=1,b, \
                 accountid=1, invokedby=null, accesskeyid=ASIAX, username=null, onbehalfof=null, \
                 sessioncontext={attributes={mfaauthenticated=true, creationdate=2025-05-06T08:00:00Z}, \
                 sessionissuer={type=Role, principalid=AROAX, arn=r, accountid=1, username=Ops}, \
                 ec2roledelivery=null, webidfederationdata=null}}"
            ),
            Some(json!({
                "type": "AssumedRole", "principalId": "AROAX:d=1,b",
                "arn": "arn:aws:sts::1:assumed-role/Ops/d=1,b", "accountId": "1", "accessKeyId": "ASIAX",
                "sessionContext": {
                    "attributes": {"mfaAuthenticated": "true", "creationDate": "2025-05-06T08:00:00Z"},
                    "sessionIssuer": {
                        "type": "Role", "principalId": "AROAX", "arn": "r", "accountId": "1", "userName": "Ops",
                    },
                },
            }))
        );
        assert_eq!(
            read("{type=IAMUser, username=a, b=c}"),
            Some(json!({"type": "IAMUser", "userName": "a, b=c"}))
        );
        assert_eq!(read("{type=IAMUser, username=}x{}"), Some(json!({"type": "IAMUser", "userName": "}x{"})));
        assert_eq!(read("{}"), Some(json!({})));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_not_read() {
        for text in [
            // The name contains a key that appears again.
            "{type=IAMUser, username=a, arn=x, arn=arn:aws:iam::1:user/a}",
            "{type=IAMUser, username=a",
            "{type=IAMUser, what=a}x",
            "{what=a}",
            "type=IAMUser",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let mut orders = Orders::default();
        let mut next = |text| read_in(text, "userIdentity", &mut orders);
        assert!(next("{type=IAMUser, principalid=A, username=a}").is_some());
        assert!(next("{type=IAMUser, principalid=A, arn=arn:aws:iam::1:root, username=a}").is_none());
        assert!(next("{type=IAMUser, principalid=null, username=b}").is_some());
    }

    #[test]
    fn lists_and_small_structures_are_read_back() {
        let mut orders = Orders::default();
        assert_eq!(
            read_in(
                "[{arn=a, accountid=1, type=T}, {arn=b, accountid=null, type=T}]",
                "resources",
                &mut orders
            ),
            Some(json!([{"ARN": "a", "accountId": "1", "type": "T"}, {"ARN": "b", "type": "T"}]))
        );
        assert_eq!(
            read_in("{tlsversion=TLSv1.3, ciphersuite=X}", "tlsDetails", &mut Orders::default()),
            Some(json!({"tlsVersion": "TLSv1.3", "cipherSuite": "X"}))
        );
        assert_eq!(single("{bucketName=a=b,c}").as_deref(), Some(r#"{"bucketName":"a=b,c"}"#));
        for text in ["{bucketName=a, key=b}", "{policy={}}", "{=a}", "{a}", "a=b"] {
            assert_eq!(single(text), None, "{text}");
        }
    }
}
