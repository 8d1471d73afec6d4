//! Runs the statements that Trailglass writes: they must find the same events as the filter, in
//! DuckDB over the same files, and in an emulation of Athena's dialect.
//!
//! `tests/sql/run.py` runs them, with DuckDB and sqlglot from `.tools/venv` (`scripts/setup test`);
//! without these, a test reports that and passes.

mod finding;
mod groups;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use trailglass::base::time::TimeRange;
use trailglass::grouping::{Grouping, TimeStep};
use trailglass::query::{parse, quote};
use trailglass::sql::{Dialect, LogTable, Statement, statement};

use crate::support;
use crate::support::reading::gzip;
use crate::support::test_client::TestClient;

/// Returns the interpreter that has DuckDB and sqlglot; `None` if there is none.
fn python() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python");
    let works = Command::new(&path).args(["-c", "import duckdb, sqlglot"]).output();
    if works.is_ok_and(|output| output.status.success()) {
        return Some(path);
    }
    println!("skipped: DuckDB and sqlglot are not in .tools/venv (scripts/setup test puts them there)");
    None
}

fn run(python: &Path, asked: &Value) -> Value {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sql/run.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    child.stdin.take().expect("a pipe").write_all(asked.to_string().as_bytes()).expect("python reads");
    let output = child.wait_with_output().expect("python ends");
    assert!(output.status.success(), "run.py failed; see its messages above");
    serde_json::from_slice(&output.stdout).expect("run.py prints JSON")
}

/// The same trail for the engine and for DuckDB: files as CloudTrail delivers them, some events
/// twice, and real files if the corpus is present. Each test has its own, because tests run in
/// parallel.
struct SqlTrail {
    client: TestClient,
    files: Vec<PathBuf>,
    table: LogTable,
}

fn trail(of_test: &str) -> SqlTrail {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql").join(of_test);
    let _ = std::fs::remove_dir_all(&folder);
    let mut files = Vec::new();
    let records: Vec<String> = trailglass::sample::records(11, 900).collect();
    let day = folder.join("AWSLogs/111122223333/CloudTrail/eu-west-1/2025/03/01");
    std::fs::create_dir_all(&day).expect("a folder");
    for (number, chunk) in records.chunks(180).enumerate() {
        // Each file also has some of the next one's events.
        let again = records.iter().skip((number + 1) * 180).take(20);
        let all: Vec<&str> = chunk.iter().chain(again).map(String::as_str).collect();
        let path = day.join(format!("part-{number}.json.gz"));
        std::fs::write(&path, gzip(format!("{{\"Records\":[{}]}}", all.join(",")).as_bytes()))
            .expect("a file");
        files.push(path);
    }
    for path in support::corpus().map(|folder| support::files_below(&folder)).unwrap_or_default() {
        let is_small = std::fs::metadata(&path).is_ok_and(|about| about.len() < 400_000);
        let name = path.display().to_string();
        if is_small && name.ends_with(".json") && is_log_file(&path) && !name.contains("negative") {
            files.push(path);
        }
    }
    let mut client = TestClient::new(2);
    for (number, path) in files.iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(number, number as u32, &path.display().to_string(), &bytes);
    }
    client.settle();
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let mut table = LogTable::of_paths(names.iter().map(String::as_str));
    table.globs = names.into_iter().collect();
    SqlTrail { client, files, table }
}

/// Returns whether a file is a log file as CloudTrail delivers it, whose events all have an id.
fn is_log_file(path: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(path) else { return false };
    let Ok(Value::Object(members)) = serde_json::from_str::<Value>(&text) else { return false };
    let is_event = |record: &Value| record["eventID"].is_string() && record["eventTime"].is_string();
    members.len() == 1
        && members
            .get("Records")
            .and_then(Value::as_array)
            .is_some_and(|records| records.iter().all(is_event))
}

/// Returns what identifies an event: its id and the account of its log.
fn identity(text: &str) -> String {
    let record: Value = serde_json::from_str(text).expect("an event is JSON");
    let id = record["eventID"].as_str().or(record["eventId"].as_str()).unwrap_or("None");
    let filled = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let account = filled(&record["recipientAccountId"])
        .or_else(|| filled(&record["userIdentity"]["accountId"]))
        .or_else(|| filled(&record["accountId"]));
    format!("{id}|{}", account.as_deref().unwrap_or("None"))
}

/// Returns whether a dialect's table can contain an event. Insights events are delivered to
/// separate folders, which the table for Athena leaves out.
fn is_in_table(dialect: Dialect, record: &Value) -> bool {
    dialect == Dialect::DuckDb || record["insightDetails"].is_null()
}

fn ids(client: &mut TestClient, filter: &str, dialect: Dialect) -> Vec<String> {
    let is_there =
        |text: &&String| is_in_table(dialect, &serde_json::from_str(text).expect("an event is JSON"));
    let mut ids: Vec<String> =
        client.texts(filter).iter().filter(is_there).map(|text| identity(text)).collect();
    ids.sort_unstable();
    ids
}

fn said(dialect: Dialect, filter: &str, table: &LogTable) -> Statement {
    statement(dialect, &parse(filter).tree, None, None, table)
}

fn texts(filter: &str, table: &LogTable) -> Value {
    let text = |dialect| said(dialect, filter, table).text;
    json!({"duckdb": text(Dialect::DuckDb), "athena": text(Dialect::Athena), "lake": text(Dialect::Lake)})
}

/// Returns the macros that the test's translation of Athena's statements needs as well.
fn macros() -> String {
    let text = said(Dialect::DuckDb, "ip:10.0.0.0/8", &LogTable::default()).text;
    text[..text.find("WITH record AS (").expect("a query")].to_owned()
}

#[test]
fn no_value_gets_out_of_its_literal() {
    let Some(python) = python() else { return };
    let table = LogTable::default();
    let values = [
        "x' OR '1'='1",
        "'; DROP TABLE cloudtrail_logs; --",
        "a\\' OR 1=1 --",
        "/* */ '' \\",
        "\"quoted\"",
        "line\nSELECT 1;\r\n--",
        "\u{2028}; SELECT 2",
        "${account} {{x}} $1 :p ?",
        "100%_!",
        "é' -- ü",
    ];
    let cases: Vec<Value> = values
        .iter()
        .map(|value| {
            let quoted = quote(value);
            texts(
                &format!(
                    "eventName:{quoted} and requestParameters.{}:{quoted} and {quoted} and resource:{quoted}",
                    quote(value)
                ),
                &table,
            )
        })
        .collect();
    let asked =
        json!({"files": [], "table": "", "macros": macros(), "cases": [], "groups": [], "literals": cases});
    let answer = run(&python, &asked);
    for (value, found) in values.iter().zip(answer["literals"].as_array().expect("answers")) {
        for name in ["duckdb", "athena", "lake"] {
            let kinds = found[name]["kinds"].as_array().expect("kinds");
            assert_eq!(*kinds, ["Select"], "{value} in {name}");
            let texts = found[name]["texts"].as_array().expect("texts");
            let lower = value.to_ascii_lowercase();
            assert!(texts.iter().any(|text| text == &lower), "{value} in {name}: {texts:?}");
        }
    }
}

/// Compares statements with the copies stored beside the tests. With `TRAILGLASS_UPDATE=1` the
/// copies are rewritten.
#[test]
fn statements_read_as_they_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql");
    let paths = [
        "s3://my-logs/team/AWSLogs/o-abcdef0123/111122223333/CloudTrail/eu-west-1/2025/03/01/a.json.gz",
        "s3://my-logs/team/AWSLogs/o-abcdef0123/444455556666/CloudTrail/us-east-1/2025/02/28/b.json.gz",
    ];
    let mut table = LogTable::of_paths(paths);
    table.globs = BTreeSet::from(["logs/**/*.json.gz".to_owned()]);
    let tree = parse(
        "eventName:(Delete* or PutBucketPolicy) and not sourceIPAddress:10.0.0.0/8 \
         and requestParameters.bucketName:prod-* and actor:alice",
    )
    .tree;
    let time = Some(TimeRange { from_millis: 1_740_787_200_000, until_millis: 1_741_046_400_000 });
    let grouping = Grouping {
        time_step: Some(TimeStep::Day),
        distinct: Some("ip".to_owned()),
        ..Grouping::by(&["eventName", "account"])
    };
    let text = |dialect, grouping| statement(dialect, &tree, time, grouping, &table).text;
    let is_update = std::env::var_os("TRAILGLASS_UPDATE").is_some();
    for (name, text) in [
        ("athena-table.sql", table.create()),
        ("athena.sql", text(Dialect::Athena, None)),
        ("lake-groups.sql", text(Dialect::Lake, Some(&grouping))),
        ("duckdb.sql", text(Dialect::DuckDb, None)),
    ] {
        let path = folder.join(name);
        if is_update {
            std::fs::write(&path, &text).expect("a file");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, kept, "{name}: TRAILGLASS_UPDATE=1 writes it anew");
    }
}
