//! A record while it is assembled.

use std::collections::BTreeMap;

use super::add;
use super::schema::RECORD;

/// A value of the record: JSON, or an object whose members are added later.
#[derive(Debug)]
pub(super) enum RecordNode {
    Value(String),
    Object(BTreeMap<(usize, String), RecordNode>),
}

impl RecordNode {
    pub fn new() -> RecordNode {
        RecordNode::Object(BTreeMap::new())
    }

    /// Puts a value at a path, unless a value is already there or above it. Returns whether it was
    /// put.
    pub fn put<'p>(&mut self, path: impl IntoIterator<Item = &'p str>, value: String) -> bool {
        let mut node = self;
        let mut is_top = true;
        for name in path {
            let RecordNode::Object(members) = node else { return false };
            node = members.entry(key(name, is_top)).or_insert_with(RecordNode::new);
            is_top = false;
        }
        match node {
            RecordNode::Object(members) if members.is_empty() => *node = RecordNode::Value(value),
            _ => return false,
        }
        true
    }

    /// Returns the node at a path.
    pub fn get(&self, path: &[&str]) -> Option<&RecordNode> {
        let mut node = self;
        for (depth, name) in path.iter().enumerate() {
            let RecordNode::Object(members) = node else { return None };
            node = members.get(&key(name, depth == 0))?;
        }
        Some(node)
    }

    /// Removes and returns a member.
    pub fn take(&mut self, name: &str) -> Option<RecordNode> {
        match self {
            RecordNode::Object(members) => members.remove(&key(name, true)),
            RecordNode::Value(_) => None,
        }
    }

    /// Returns the node as JSON. An object with the keys 0, 1, 2 and so on is an array whose
    /// elements were named by columns.
    pub fn to_json(&self) -> String {
        let members = match self {
            RecordNode::Value(value) => return value.clone(),
            RecordNode::Object(members) => members,
        };
        let is_array = !members.is_empty()
            && members.keys().enumerate().all(|(place, (_, name))| *name == place.to_string());
        if is_array {
            let elements: Vec<String> = members.values().map(RecordNode::to_json).collect();
            return format!("[{}]", elements.join(","));
        }
        let mut out = String::from("{");
        for ((_, name), node) in members {
            add(&mut out, name, &node.to_json());
        }
        out.push('}');
        out
    }
}

/// Returns the sort key of a member: CloudTrail's order in a record, numbers by value, otherwise
/// alphabetical.
fn key(name: &str, is_top: bool) -> (usize, String) {
    let place = match is_top {
        true => RECORD.iter().position(|member| member.name == name),
        false => name.parse().ok().filter(|number: &usize| number.to_string() == name),
    };
    (place.unwrap_or(usize::MAX), name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_their_order() {
        let mut node = RecordNode::new();
        assert!(node.put(["year"], "2025".to_owned()));
        assert!(node.put(["eventName"], "\"A\"".to_owned()));
        assert!(node.put(["userIdentity", "arn"], "\"b\"".to_owned()));
        assert!(!node.put(["userIdentity", "arn"], "\"c\"".to_owned()));
        assert!(!node.put(["userIdentity", "arn", "d"], "1".to_owned()));
        assert!(!node.put(["userIdentity"], "1".to_owned()));
        for (number, value) in ["10", "2", "1"].into_iter().rev().enumerate() {
            assert!(node.put(["requestParameters", "items", &number.to_string(), "id"], value.to_owned()));
        }
        assert_eq!(
            node.to_json(),
            r#"{"userIdentity":{"arn":"b"},"eventName":"A","requestParameters":{"items":[{"id":1},{"id":2},{"id":10}]},"year":2025}"#
        );
        assert!(
            matches!(node.get(&["userIdentity", "arn"]), Some(RecordNode::Value(value)) if value == "\"b\"")
        );
        assert!(node.take("year").is_some() && node.get(&["year"]).is_none());
    }
}
