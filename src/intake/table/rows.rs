//! Converts the rows of a table to events.

use super::columns::{EventTable, Maker};
use super::known::{KnownColumn, Meaning};
use super::node::RecordNode;
use super::schema::MemberKind;
use super::{json_text, own, python, respell, structure, times};
use crate::base::json::{member_of, plain_text, scan};
use crate::base::spreadsheet;

impl EventTable {
    /// Returns the event of a row as JSON; `None` if it has none.
    pub fn event(&mut self, cells: &[&str]) -> Option<String> {
        if let Some(place) = self.whole {
            let cell = cells.get(place).copied().unwrap_or_default().trim();
            if !self.has_parts || cell.starts_with('{') {
                return (!cell.is_empty()).then(|| cell.to_owned());
            }
        }
        self.tally.rows += 1;
        let mut node = RecordNode::new();
        let mut derived = own::DerivedValues::default();
        for index in 0..self.by_rank.len() {
            let place = self.by_rank[index];
            let cell = self.content(cells.get(place).copied().unwrap_or_default());
            if cell.is_empty() || self.maker != Maker::Own && cell.trim().is_empty() {
                continue;
            }
            match self.columns[place].derived {
                Some(of) => derived.set(of, cell),
                None => self.put(place, cell, &mut node),
            }
        }
        if self.maker == Maker::Own {
            let has = |name: &str| self.columns.iter().any(|column| column.name == name);
            derived.complete(&mut node, &has);
        }
        Some(node.to_json())
    }

    /// Returns the content of a cell; empty if the table writes a placeholder for no value.
    fn content<'c>(&self, cell: &'c str) -> &'c str {
        match (self.maker, cell) {
            (Maker::Own, _) => spreadsheet::original(cell),
            (Maker::Suzaku, "-") | (_, "null") => "",
            _ => cell,
        }
    }

    fn put(&mut self, place: usize, cell: &str, node: &mut RecordNode) {
        let is_put = match &self.columns[place].meaning {
            Meaning::At(known) => {
                let known: &'static KnownColumn = known;
                match known.only.is_none_or(|only| only.contains(&cell)) {
                    true => {
                        if says_the_same(node, &known.path, cell) {
                            return;
                        }
                        match self.value(place, known, cell) {
                            Some(value) => node.put(known.path.iter().copied(), value),
                            None => false,
                        }
                    }
                    false => false,
                }
            }
            Meaning::Below(member, below) => {
                let path: Vec<&str> =
                    member.path.iter().copied().chain(below.iter().map(String::as_str)).collect();
                let value = if self.is_text(place, cell) { json_text(cell) } else { loose(cell) };
                says_the_same(node, &path, cell) || node.put(path, value)
            }
            Meaning::Other => false,
        };
        let column = &self.columns[place];
        if !is_put && !column.key.is_empty() {
            // The name is already used by a member of the record.
            if !node.put([column.key.as_str()], loose(cell)) {
                node.put([format!("{} (column)", column.key).as_str()], loose(cell));
            }
            if column.meaning != Meaning::Other {
                self.tally.kept_apart.insert(place);
            }
        }
    }

    /// Whether an object in a cell of a flattened member was originally a JSON text: policies are,
    /// and so are values that were not flattened although others were.
    fn is_text(&self, place: usize, cell: &str) -> bool {
        let column = &self.columns[place];
        let is_object = cell.starts_with('{') && cell != "{}";
        is_object && (column.depth() < self.flattened || column.is_policy_text())
    }

    /// Returns a cell as the JSON of its member; `None` if it cannot be converted.
    fn value(&mut self, place: usize, known: &KnownColumn, cell: &str) -> Option<String> {
        let is_printed = cell.trim_start().starts_with(['{', '[']);
        let value = match known.kind {
            MemberKind::Text => Some(json_text(cell)),
            MemberKind::Flag => {
                // An export has a text exactly as it was written.
                let is_exact = self.maker == Maker::Own;
                let flag = ["true", "false"].into_iter().find(|flag| {
                    if is_exact { *flag == cell } else { flag.eq_ignore_ascii_case(cell.trim()) }
                });
                flag.map(str::to_owned)
            }
            MemberKind::Time => match times::canonical(cell, self.date_order()) {
                Some(time) => Some(json_text(&time)),
                // A word that other tables also use: a partition's day.
                None if known.rank == 2 => return None,
                None => {
                    self.tally.times += u64::from(known.path == ["eventTime"]);
                    None
                }
            },
            MemberKind::Open if respell::is_json(cell) => Some(cell.trim().to_owned()),
            MemberKind::Object(members) if respell::is_json(cell) => respell::object(cell, members, false),
            MemberKind::List(members) if respell::is_json(cell) => respell::list(cell.trim(), members),
            MemberKind::Open if is_printed => {
                let read = python::to_json(cell).or_else(|| structure::single(cell));
                if read.is_none() {
                    self.tally.unread_in(place);
                }
                read
            }
            MemberKind::Object(_) | MemberKind::List(_) if is_printed => {
                let read = respell::python(cell, known.kind)
                    .or_else(|| structure::to_json(cell, known.kind, &mut self.columns[place].orders));
                if read.is_none() {
                    self.tally.unread_in(place);
                }
                read
            }
            MemberKind::Open | MemberKind::Object(_) | MemberKind::List(_) => None,
        };
        Some(value.unwrap_or_else(|| json_text(cell)))
    }
}

/// Whether the record already has this value at a path, from another column.
fn says_the_same(node: &RecordNode, path: &[&str], cell: &str) -> bool {
    (0..=path.len()).rev().any(|length| {
        let Some(RecordNode::Value(value)) = node.get(&path[..length]) else { return false };
        let below = path[length..].iter().try_fold(value.as_str(), |value, name| member_of(value, name));
        below.is_some_and(|value| plain_text(value) == cell)
    })
}

/// Maximum length of a number; a longer one is an id.
const LONGEST_NUMBER: usize = 9;

/// Converts a cell of unknown kind: to JSON if it is JSON, otherwise to text.
fn loose(cell: &str) -> String {
    if let Some(flag) = ["true", "false"].into_iter().find(|flag| flag.eq_ignore_ascii_case(cell)) {
        return flag.to_owned();
    }
    let is_number = cell.len() <= LONGEST_NUMBER && !cell.starts_with(['"', 'n']);
    let may_be_json = is_number || cell.starts_with(['{', '[']);
    let is_json = || scan::value(cell.as_bytes(), 0).is_ok_and(|end| end == cell.len());
    if may_be_json && is_json() { cell.to_owned() } else { json_text(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn table(names: &str) -> EventTable {
        EventTable::of(&names.split(',').collect::<Vec<_>>(), false).expect("events")
    }

    fn read(table: &mut EventTable, cells: &[&str]) -> Value {
        serde_json::from_str(&table.event(cells).expect("an event")).expect("JSON")
    }

    #[test]
    fn the_better_column_fills_a_member_and_the_other_is_kept() {
        let mut table =
            table("timestamp,region,eventname,eventsource,awsregion,eventtime,type,Type,arn,useridentity");
        let event = read(
            &mut table,
            &[
                "2025/05/06",
                "eu-west-1",
                "A",
                "b",
                "us-east-1",
                "2025-05-06 08:00:00",
                "IAMUser",
                "AWSCloudTrail",
                "arn:x",
                r#"{"type":"IAMUser","arn":"arn:x"}"#,
            ],
        );
        assert_eq!(
            event,
            json!({
                "eventTime": "2025-05-06T08:00:00Z", "eventName": "A", "eventSource": "b", "awsRegion": "us-east-1",
                "userIdentity": {"type": "IAMUser", "arn": "arn:x"},
                "timestamp": "2025/05/06", "region": "eu-west-1", "Type": "AWSCloudTrail",
            })
        );
    }

    #[test]
    fn cells_become_what_their_members_are() {
        let mut table = table(
            "eventName,eventSource,readOnly,resources,requestParameters.items.0.id,errorMessage,eventTime,x",
        );
        let event = read(
            &mut table,
            &["A", "b", "False", r#"[{"arn":"a"}]"#, "i-1", r#"{"a":1}"#, "05/06/2025 08:00:00", "7"],
        );
        assert_eq!(
            event,
            json!({
                "eventName": "A", "eventSource": "b", "readOnly": false, "resources": [{"ARN": "a"}],
                "requestParameters": {"items": [{"id": "i-1"}]}, "errorMessage": "{\"a\":1}",
                "eventTime": "05/06/2025 08:00:00", "x": 7,
            })
        );
        assert_eq!(table.tally.times, 1);
    }

    #[test]
    fn objects_that_stayed_where_others_were_flattened_are_texts() {
        let object = r#"{"a":1}"#;
        let names = ["policyDocument", "Policy", "bucketPolicy", "tags"];
        let of = |more: &str| {
            let columns = names.map(|name| format!("requestParameters.{name}")).join(",");
            let mut table = table(&format!("eventName,eventSource,{columns}{more}"));
            read(&mut table, &["A", "b", object, object, object, "{}", "1"])["requestParameters"].clone()
        };
        assert_eq!(
            of(""),
            json!({"policyDocument": object, "Policy": object, "bucketPolicy": {"a": 1}, "tags": {}})
        );
        assert_eq!(
            of(",requestParameters.x.y"),
            json!({"policyDocument": object, "Policy": object, "bucketPolicy": object, "tags": {}, "x": {"y": 1}})
        );
    }

    #[test]
    fn one_date_tells_how_all_are_written() {
        let mut table = table("EventName,EventSource,EventTime");
        table.learn_dates(&["A", "b", "05/06/2025 08:00:00"]);
        table.learn_dates(&["A", "b", "21/04/2025 08:00:00"]);
        assert_eq!(read(&mut table, &["A", "b", "05/06/2025 08:00:00"])["eventTime"], "2025-06-05T08:00:00Z");
        table.learn_dates(&["A", "b", "04/21/2025 08:00:00"]);
        assert_eq!(read(&mut table, &["A", "b", "05/06/2025 08:00:00"])["eventTime"], "05/06/2025 08:00:00");
    }
}
