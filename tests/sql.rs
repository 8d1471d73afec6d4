//! Statements that Trailglass writes, run: the same events as the filter finds,
//! by real DuckDB over the same files, and by what Athena's dialect says.
//!
//! `tests/sql/run.py` runs them, with DuckDB and sqlglot from `.tools/venv`
//! (`scripts/setup test`); without them a test says so and passes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use trailglass::event::Field;
use trailglass::event::time::{DAY_MILLIS, to_text};
use trailglass::grouping::{GroupSort, Grouping, TimeStep};
use trailglass::protocol::{Sort, TimeRange};
use trailglass::query::{parse, quote};
use trailglass::sql::{Dialect, Statement, Table, statement};

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
    while filters.len() < 130 {
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
    assert!(some > 100 && exact[0] > 110 && exact[1] > 95, "{some} {exact:?}");
}

/// An event as it is counted slowly.
struct Slow {
    json: Value,
    columns: Vec<String>,
    millis: Option<i64>,
}

const FIELDS: [Field; 4] = [Field::Who, Field::EventName, Field::Service, Field::Outcome];

impl Slow {
    /// The values of a field or path, each as often as it is there.
    fn values(&self, name: &str) -> Vec<String> {
        fn at(value: &Value, keys: &[&str], found: &mut Vec<String>) {
            match (value, keys) {
                (Value::Array(elements), _) => elements.iter().for_each(|element| at(element, keys, found)),
                (_, [key, below @ ..]) => at(&value[*key], below, found),
                (Value::Null, []) => {}
                (Value::String(text), []) => found.push(text.clone()),
                (other, []) => found.push(other.to_string()),
            }
        }
        let mut found = Vec::new();
        match FIELDS.iter().position(|field| field.spec().name == name) {
            Some(place) => found.push(self.columns[place].clone()),
            None => at(&self.json, &name.split('.').collect::<Vec<_>>(), &mut found),
        }
        found.retain(|text| !text.is_empty());
        found
    }

    fn keys(&self, name: &str) -> BTreeSet<Option<String>> {
        let keys: BTreeSet<Option<String>> = self.values(name).into_iter().map(Some).collect();
        if keys.is_empty() { BTreeSet::from([None]) } else { keys }
    }
}

/// What is counted of a group: events, first and last time, distinct values,
/// numbers.
#[derive(Default)]
struct Sums {
    events: u64,
    times: Vec<i64>,
    distinct: BTreeSet<String>,
    numbers: Vec<f64>,
}

fn counted(events: &[Slow], grouping: &Grouping) -> BTreeMap<Vec<Option<String>>, Sums> {
    let mut groups: BTreeMap<Vec<Option<String>>, Sums> = BTreeMap::new();
    for event in events {
        let mut keys = vec![Vec::new()];
        for name in &grouping.by {
            let each = event.keys(name);
            keys = keys
                .into_iter()
                .flat_map(|key: Vec<Option<String>>| {
                    each.iter().map(move |value| [key.clone(), vec![value.clone()]].concat())
                })
                .collect();
        }
        for mut key in keys {
            if grouping.time_step == Some(TimeStep::Day) {
                key.push(event.millis.map(|millis| to_text(millis - millis.rem_euclid(DAY_MILLIS))));
            }
            let sums = groups.entry(key).or_default();
            sums.events += 1;
            sums.times.extend(event.millis);
            let values =
                |name: &Option<String>| name.as_deref().map(|name| event.values(name)).unwrap_or_default();
            sums.distinct.extend(values(&grouping.distinct));
            sums.numbers.extend(values(&grouping.number).iter().filter_map(|text| text.parse::<f64>().ok()));
        }
    }
    groups
}

#[test]
fn groups_are_counted_alike() {
    let Some(python) = python() else { return };
    let Trail { mut world, files, table } = trail();
    let sort = Sort { field: Field::EventTime, descending: false };
    let times: Vec<i64> =
        world.rows("", sort, 0, 1_000_000, &[]).into_iter().filter_map(|(_, row)| row.millis).collect();
    // The middle half of all events.
    let range = TimeRange { from_millis: times[times.len() / 4], until_millis: times[times.len() * 3 / 4] };
    let of = |names: &[&str]| Grouping { top: 10_000, ..Grouping::by(names) };
    let bytes = Some("additionalEventData.bytesTransferredOut".to_owned());
    let cases = [
        ("", None, of(&["who"])),
        ("outcome:failed", None, of(&["eventName", "service"])),
        ("", None, of(&["resources.type"])),
        (
            "service:s3",
            None,
            Grouping { number: bytes.clone(), sort: GroupSort::Sum, ..of(&["requestParameters.bucketName"]) },
        ),
        (
            "",
            None,
            Grouping {
                distinct: Some("resources.ARN".to_owned()),
                time_step: Some(TimeStep::Day),
                ..of(&["service"])
            },
        ),
        (
            "",
            Some(range),
            Grouping { distinct: Some("who".to_owned()), ..of(&["outcome", "resources.accountId"]) },
        ),
    ];
    let text = |dialect, (filter, time, grouping): &(&str, Option<TimeRange>, Grouping)| {
        let told = statement(dialect, &parse(filter).tree, *time, Some(grouping), &table);
        assert_eq!(told.left_out, [], "{filter}");
        told.text
    };
    let asked = json!({
        "files": files, "table": table.create(), "macros": macros(), "cases": [], "literals": [],
        "groups": cases.iter().map(|case| json!({
            "duckdb": text(Dialect::DuckDb, case), "athena": text(Dialect::Athena, case), "lake": text(Dialect::Lake, case),
        })).collect::<Vec<_>>(),
    });
    let answer = run(&python, &asked);
    for ((filter, time, grouping), found) in cases.iter().zip(answer["groups"].as_array().expect("answers")) {
        let rows = world.rows(filter, sort, 0, 1_000_000, &FIELDS);
        let events: Vec<Slow> = rows
            .into_iter()
            .zip(world.texts(filter))
            .map(|((_, row), text)| Slow {
                json: serde_json::from_str(&text).expect("an event is JSON"),
                columns: row.values,
                millis: row.millis,
            })
            .filter(|event| {
                time.is_none_or(|time| {
                    event.millis.is_some_and(|millis| (time.from_millis..time.until_millis).contains(&millis))
                })
            })
            .collect();
        assert!(events.len() > 10, "{filter}");
        let expected = counted(&events, grouping);
        for name in ["duckdb", "athena"] {
            let rows = found[name]["rows"]
                .as_array()
                .unwrap_or_else(|| panic!("{}", found[name]["error"].as_str().unwrap_or_default()));
            assert_eq!(rows.len(), expected.len(), "{grouping:?} in {name}");
            for row in rows {
                let mut key: Vec<Option<String>> =
                    grouping.by.iter().map(|name| row[name].as_str().map(str::to_owned)).collect();
                key.extend(grouping.time_step.map(|_| row["time"].as_str().map(str::to_owned)));
                let sums = expected.get(&key).unwrap_or_else(|| panic!("{name} has a group {key:?}"));
                assert_eq!(row["events"], sums.events, "{key:?} in {name}");
                let percent = row["percent"].as_f64().expect("a share");
                let share = 100.0 * sums.events as f64 / events.len() as f64;
                assert!((percent - share).abs() < 0.006, "{percent} for {share}, {key:?} in {name}");
                let time = |millis: Option<&i64>| millis.map(|millis| to_text(*millis));
                assert_eq!(row["first_seen"].as_str(), time(sums.times.iter().min()).as_deref(), "{key:?}");
                assert_eq!(row["last_seen"].as_str(), time(sums.times.iter().max()).as_deref(), "{key:?}");
                if grouping.distinct.is_some() {
                    assert_eq!(row["distinct_values"], sums.distinct.len(), "{key:?} in {name}");
                }
                if grouping.number.is_some() {
                    let sum = (!sums.numbers.is_empty()).then(|| sums.numbers.iter().sum::<f64>());
                    assert_eq!(row["total"].as_f64(), sum, "{key:?} in {name}");
                    assert_eq!(
                        row["maximum"].as_f64(),
                        sums.numbers.iter().copied().reduce(f64::max),
                        "{key:?}"
                    );
                }
            }
        }
    }
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

/// Statements as people read them, kept beside the tests. With
/// `TRAILGLASS_UPDATE=1` they are written anew.
#[test]
fn statements_read_as_they_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql");
    let paths = [
        "s3://my-logs/team/AWSLogs/o-abcdef0123/111122223333/CloudTrail/eu-west-1/2025/03/01/a.json.gz",
        "s3://my-logs/team/AWSLogs/o-abcdef0123/444455556666/CloudTrail/us-east-1/2025/02/28/b.json.gz",
    ];
    let mut table = Table::of_paths(paths);
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
