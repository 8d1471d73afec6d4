//! Sentences and trees of real events, if the corpus is present.

use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::base::document::RecordTree;
use trailglass::event::summary::Summary;

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            into.push(path);
        }
    }
}

/// Collects the records of a file in any of the forms in the corpus.
fn records(value: Value, into: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| records(item, into)),
        Value::Object(mut members) => match members.remove("Records") {
            Some(inner) => records(inner, into),
            None if members.contains_key("eventVersion") => into.push(Value::Object(members)),
            None => {}
        },
        _ => {}
    }
}

fn corpus() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    let mut found = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        if let Ok(value) = serde_json::from_str(&text) {
            records(value, &mut found);
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no corpus at {}", folder.display());
    }
    found
}

#[test]
fn every_real_event_has_a_sentence() {
    for record in corpus() {
        let sentence = Summary::of(&record).to_string();
        let named = record.get("eventName").is_some_and(Value::is_string);
        assert!(!named || sentence.chars().count() > 12, "{sentence:?} for {record}");
        assert!(!sentence.contains(" ,"), "{sentence:?}");
        assert!(!sentence.contains("HIDDEN_DUE_TO"), "{sentence:?}");
        assert_eq!(sentence, sentence.trim());
        let code = record.get("errorCode").and_then(Value::as_str).unwrap_or_default();
        assert!(code.is_empty() || sentence.contains(": "), "{sentence:?} hides {code}");
        if std::env::var_os("SHOW_SENTENCES").is_some() {
            println!("{sentence}");
        }
    }
}

#[test]
fn every_real_event_is_a_tree_that_says_the_same() {
    for record in corpus() {
        let text = record.to_string();
        let tree = RecordTree::read(&text).expect("the text of a value is JSON");
        assert_eq!(tree.to_value(200, usize::MAX), record);
        let copied: Value = serde_json::from_str(&tree.json(tree.root())).expect("what is copied is JSON");
        assert_eq!(copied, record);
    }
}
