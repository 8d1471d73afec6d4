//! Events as a naive count of groups sees them: parsed JSON and the values of columns.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use trailglass::model::{FIELDS, Field, Sort, StorageGroup};
use trailglass::query::{Path, named_path};

use super::test_client::TestClient;

/// An event for the naive count: its JSON, its columns and its time.
pub struct NaiveEvent {
    pub json: Value,
    columns: BTreeMap<Field, String>,
    pub millis: Option<i64>,
}

/// Returns the events that a filter matches.
pub fn naive_events(client: &TestClient, filter: &str) -> Vec<NaiveEvent> {
    let fields: Vec<Field> =
        FIELDS.iter().filter(|spec| spec.storage != StorageGroup::Time).map(|spec| spec.field).collect();
    let rows =
        client.rows(filter, Sort { field: Field::EventTime, descending: false }, 0, 1_000_000, &fields);
    let texts = client.texts(filter);
    assert_eq!(rows.len(), texts.len());
    rows.into_iter()
        .zip(texts)
        .map(|((_, row), text)| NaiveEvent {
            json: serde_json::from_str(&text).expect("an event is JSON"),
            columns: fields.iter().copied().zip(row.values).collect(),
            millis: row.millis,
        })
        .collect()
}

impl NaiveEvent {
    /// Returns the values of a field or path, with repetitions.
    pub fn values(&self, name: &str) -> Vec<String> {
        match named_path(name).expect("a name") {
            Path::Column(field) => {
                self.columns.get(&field).filter(|value| !value.is_empty()).cloned().into_iter().collect()
            }
            Path::Record(keys) => {
                let mut found = Vec::new();
                at_path(&self.json, &keys, &mut found);
                found
            }
            Path::Resource | Path::Fact(_) => unreachable!("nothing is grouped by it"),
        }
    }

    /// Returns the distinct values, or a single empty one.
    pub fn key(&self, name: &str) -> BTreeSet<String> {
        let values: BTreeSet<String> = self.values(name).into_iter().collect();
        if values.is_empty() { BTreeSet::from([String::new()]) } else { values }
    }
}

fn at_path(value: &Value, keys: &[String], found: &mut Vec<String>) {
    match (value, keys.split_first()) {
        (Value::Array(elements), _) => elements.iter().for_each(|element| at_path(element, keys, found)),
        (Value::Object(members), Some((key, below))) => {
            for (_, member) in members.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key)) {
                at_path(member, below, found);
            }
        }
        (Value::Object(members), None) => members.values().for_each(|member| at_path(member, keys, found)),
        (_, Some(_)) | (Value::Null, None) => {}
        (Value::String(text), None) => found.extend((!text.is_empty()).then(|| text.clone())),
        (other, None) => found.push(other.to_string()),
    }
}
