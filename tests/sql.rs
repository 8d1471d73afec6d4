//! Statements that Trailglass writes, run: the same events as the filter finds,
//! by real DuckDB over the same files, and by what Athena's dialect says.
//!
//! `tests/sql/run.py` runs them, with DuckDB and sqlglot from `.tools/venv`
//! (`scripts/setup test`); without them a test says so and passes.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use trailglass::grouping::{GroupSort, Grouping, TimeStep};
use trailglass::protocol::TimeRange;
use trailglass::query::{parse, quote};
use trailglass::sql::{Dialect, Effect, Statement, Table, statement};

use crate::filters::{Event, conditions, events_of};
use crate::support;
use crate::support::reading::gzip;
use crate::support::world::World;

/// The interpreter that has DuckDB and sqlglot.
fn python() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python");
    let works = Command::new(&path).args(["-c", "import duckdb, sqlglot"]).output();
    if works.is_ok_and(|output| output.status.success()) {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "DuckDB and sqlglot are there on CI");
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

/// The same trail for the engine and for DuckDB: files as CloudTrail delivers
/// them, some of them twice; and real ones, where the corpus is there.
struct Trail {
    world: World,
    files: Vec<PathBuf>,
    table: Table,
}

fn trail() -> Trail {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql");
    let _ = std::fs::remove_dir_all(&folder);
    let mut files = Vec::new();
    let records: Vec<String> = trailglass::sample::records(11, 900).collect();
    let day = folder.join("AWSLogs/111122223333/CloudTrail/eu-west-1/2025/03/01");
    std::fs::create_dir_all(&day).expect("a folder");
    for (number, chunk) in records.chunks(180).enumerate() {
        // Each file has a few of the next one's events, too.
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
    let mut world = World::new(2);
    for (number, path) in files.iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        world.read(number, number as u32, &path.display().to_string(), &bytes);
    }
    world.settle();
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let mut table = Table::of_paths(names.iter().map(String::as_str));
    table.globs = names.into_iter().collect();
    Trail { world, files, table }
}

/// Whether a file is a log file as CloudTrail delivers it, of events that have
/// an id.
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

/// What tells an event from the others: its id and the account of its log.
fn identity(text: &str) -> String {
    let record: Value = serde_json::from_str(text).expect("an event is JSON");
    let id = record["eventID"].as_str().or(record["eventId"].as_str()).unwrap_or("None");
    let filled = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let account = filled(&record["recipientAccountId"])
        .or_else(|| filled(&record["userIdentity"]["accountId"]))
        .or_else(|| filled(&record["accountId"]));
    format!("{id}|{}", account.as_deref().unwrap_or("None"))
}

fn ids(world: &mut World, filter: &str) -> Vec<String> {
    let mut ids: Vec<String> = world.texts(filter).iter().map(|text| identity(text)).collect();
    ids.sort_unstable();
    ids
}

fn said(dialect: Dialect, filter: &str, table: &Table) -> Statement {
    statement(dialect, &parse(filter).tree, None, None, table)
}

fn texts(filter: &str, table: &Table) -> Value {
    let text = |dialect| said(dialect, filter, table).text;
    json!({"duckdb": text(Dialect::DuckDb), "athena": text(Dialect::Athena), "lake": text(Dialect::Lake)})
}

/// Macros that the test's rewriting of Athena's statements uses, too.
fn macros() -> String {
    let text = said(Dialect::DuckDb, "ip:10.0.0.0/8", &Table::default()).text;
    text[..text.find("WITH record AS (").expect("a query")].to_owned()
}

/// Filters over the trail's own paths and values, always the same.
fn filters(events: &[Event]) -> Vec<String> {
    let conditions = conditions(events);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut filters: Vec<String> = [
        "who:*admin*",
        "service:(iam or sts) and outcome:failed",
        "userAgentFamily:*cli*",
        "category:Data",
        "account:111122223333",
        "sourceIPAddress:10.0.0.0/8 or sourceIPAddress:203.0.113.0/24",
        "not errorCode:* and readOnly:false",
        "eventName:/^(Create|Put).*(Key|Policy)$/",
        "eventTime >= 2025-03-04 and eventTime < 2025-03-06T12:30",
        "userIdentity.sessionContext.attributes.creationDate >= 2025-03-05",
        "requestParameters.maxItems > 10 or requestParameters.durationSeconds >= 3600",
        "requestparameters.BUCKETNAME:*",
        "responseElements.credentials.accessKeyId:ASIA*",
        "resources.ARN:arn:aws:s3*",
        "resource:*bucket*",
        "who > \"m\"",
        "actor:alice and eventName:Get*",
        "not (actor:alice or eventName:Get*)",
        "resource:arn:aws:iam::111122223333:role/Admin",
        "key:AKIA*",
        "eventTime:*T1*",
        "not userIdentity.userName:*",
    ]
    .map(str::to_owned)
    .to_vec();
    while filters.len() < 190 {
        let (a, b) = (&conditions[next(conditions.len())], &conditions[next(conditions.len())]);
        filters.push(match next(8) {
            0..=3 => a.clone(),
            4 => format!("{a} and {b}"),
            5 => format!("{a} or {b}"),
            6 => format!("not ({a} or {b})"),
            _ => format!("{a} and not {b}"),
        });
    }
    filters
}

#[test]
fn statements_find_what_the_filter_finds() {
    let Some(python) = python() else { return };
    let Trail { mut world, files, table } = trail();
    let events = events_of(&mut world);
    let filters = filters(&events);
    let asked = json!({
        "files": files, "table": table.create(), "macros": macros(), "groups": [], "literals": [],
        "cases": filters.iter().map(|filter| texts(filter, &table)).collect::<Vec<_>>(),
    });
    let answer = run(&python, &asked);
    let (mut wrong, mut exact, mut some) = (Vec::new(), [0, 0], 0);
    for (filter, found) in filters.iter().zip(answer["cases"].as_array().expect("cases")) {
        let ours = ids(&mut world, filter);
        some += usize::from(!ours.is_empty() && ours.len() < events.len());
        let lake = &found["lake"]["ids"][0];
        if lake != "1" {
            wrong.push(format!("{filter}\n  CloudTrail Lake: {}", found["lake"]));
        }
        for (place, (dialect, name)) in
            [(Dialect::DuckDb, "duckdb"), (Dialect::Athena, "athena")].into_iter().enumerate()
        {
            let statement = said(dialect, filter, &table);
            let Some(theirs) = found[name]["ids"].as_array() else {
                wrong.push(format!(
                    "{filter}\n  {name}: {}",
                    found[name]["error"].as_str().unwrap_or_default()
                ));
                continue;
            };
            let theirs: Vec<&str> = theirs.iter().filter_map(Value::as_str).collect();
            let is_exact = statement.left_out.is_empty();
            exact[place] += usize::from(is_exact);
            let (mine, other): (BTreeSet<&str>, BTreeSet<&str>) =
                (ours.iter().map(String::as_str).collect(), theirs.iter().copied().collect());
            let agrees = if is_exact { ours == theirs } else { mine.is_subset(&other) };
            if !agrees {
                let lost: Vec<_> = mine.difference(&other).take(3).collect();
                let more: Vec<_> = other.difference(&mine).take(3).collect();
                wrong.push(format!(
                    "{filter}\n  {name}: {} here, {} there; lost {lost:?}, more {more:?}; left out {:?}\n{}",
                    ours.len(),
                    theirs.len(),
                    statement.left_out,
                    statement.text
                ));
            }
        }
    }
    println!(
        "{} events, {} filters ({some} find some): said exactly for DuckDB {}, for Athena {}",
        events.len(),
        filters.len(),
        exact[0],
        exact[1]
    );
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), filters.len(), wrong.join("\n\n"));
    assert!(some > 100 && exact[0] > 150 && exact[1] > 100, "{some} {exact:?}");
}

#[test]
fn no_value_gets_out_of_its_literal() {
    let Some(python) = python() else { return };
    let table = Table::default();
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
                    "eventName:{quoted} or requestParameters.{}:{quoted} or {quoted} or resource:{quoted}",
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
