//! The report: no text of a log or a case becomes markup, gaps are stated first, and everything
//! marked is included in order of time.

use proptest::prelude::*;
use serde_json::json;
use trailglass::accounts::status_word;
use trailglass::base::remark::Remark;
use trailglass::base::time::TimeRange;
use trailglass::casefile::{Bookmark, MarkedActor, MarkedEvent, MarkedFile, MarkedThing};
use trailglass::intake::{ContentHash, Status};
use trailglass::integrity::findings::VerdictCounts;
use trailglass::questions::{Question, library};
use trailglass::report::{
    AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, ReportedFile, ReportedIntegrity, Timeline,
    html, partial,
};
use trailglass::sessions::{
    ActorKind, ActorRow, Certainty, ChainNode, ChainTree, EventCounts, LaneBucket, SessionKind, SessionLane,
    SessionRow,
};

const NOON: i64 = 1_709_294_400_000;

fn page(report: &CaseReport) -> String {
    html(report).collect()
}

fn event(name: &str, millis: i64, note: &str, record: Option<String>) -> ReportedEvent {
    let on = MarkedThing::Event(MarkedEvent {
        account: "111122223333".to_owned(),
        event_id: format!("id-{name}"),
        millis: Some(millis),
        event_name: name.to_owned(),
        who: "alice".to_owned(),
        file: "logs/one.json.gz".to_owned(),
        record: 4,
        ..MarkedEvent::default()
    });
    let mut mark = Bookmark::new(on, NOON);
    mark.note = note.to_owned();
    mark.tags = vec!["to check".to_owned()];
    ReportedEvent { mark, record, integrity: String::new() }
}

fn record(name: &str) -> String {
    json!({
        "eventTime": "2024-03-01T12:00:00Z", "eventSource": "iam.amazonaws.com", "eventName": name,
        "awsRegion": "us-east-1", "sourceIPAddress": "203.0.113.9", "errorCode": "AccessDenied",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::111122223333:user/alice"},
    })
    .to_string()
}

fn timeline(name: &str) -> Timeline {
    let count = EventCounts {
        events: 7,
        failed: 2,
        writes: 3,
        first_millis: Some(NOON),
        last_millis: Some(NOON + 600_000),
    };
    let actor = ActorRow {
        actor: 0,
        name: name.to_owned(),
        kind: ActorKind::User,
        id: String::new(),
        account: "111122223333".to_owned(),
        certainty: Certainty::Exact,
        count,
        sessions: 2,
        addresses: 1,
        accounts: Vec::new(),
        marks: Vec::new(),
    };
    let session = SessionRow {
        session: 0,
        actor: 0,
        name: format!("{name}/session"),
        id: "ASIA".to_owned(),
        kind: SessionKind::Key,
        account: String::new(),
        access_key_id: "ASIA".to_owned(),
        depth: 0,
        parent: None,
        certainty: Certainty::Exact,
        doubt: Remark::default(),
        obtained_by: "AssumeRole".to_owned(),
        opened: 0,
        count,
    };
    let node = |above: Option<u32>| ChainNode {
        above,
        session: above,
        actor: 0,
        name: name.to_owned(),
        kind: "IAM user".to_owned(),
        account: String::new(),
        obtained_by: String::new(),
        certainty: Certainty::Inferred,
        doubt: Remark::default(),
        gap: None,
        count,
        folded: 0,
    };
    let on = MarkedThing::Actor(MarkedActor { name: name.to_owned(), ..MarkedActor::default() });
    let bucket = |bucket, events, failed, writes| LaneBucket { bucket, events, failed, writes };
    Timeline {
        mark: Bookmark::new(on, NOON),
        actor,
        tree: ChainTree { nodes: vec![node(None), node(Some(0))], left_out: 0 },
        sessions: vec![session],
        all_sessions: 2,
        lanes: vec![SessionLane { buckets: vec![bucket(0, 4, 2, 0), bucket(9, 3, 0, 3)], marks: None }],
        time: TimeRange { from_millis: NOON, until_millis: NOON + 600_000 },
        step_millis: 60_000,
    }
}

/// Returns integrity results in which three digests and five log files are verified, and `others`
/// of each are not.
fn checked(sentence: &str, others: u32) -> ReportedIntegrity {
    ReportedIntegrity {
        sentences: vec![sentence.to_owned()],
        counts: VerdictCounts {
            digests_verified: 3,
            digests_missing: others,
            logs_verified: 5,
            logs_invalid: others,
            logs_not_covered: 2 * others,
            ..VerdictCounts::default()
        },
        holes: others.into(),
    }
}

fn question(title: &str, topic: &str, count: Result<u64, String>) -> AnsweredQuestion {
    let question = Question {
        title: title.to_owned(),
        topic: topic.to_owned(),
        filter: "eventName:Create*".to_owned(),
        ..Question::default()
    };
    AnsweredQuestion { question, count, attempts: None }
}

fn whole() -> CaseReport {
    let file = |path: &str, status, problems| ReportedFile {
        path: path.to_owned(),
        bytes: 1_234,
        kind: "CloudTrail log file".to_owned(),
        status: Some(status),
        records: 10,
        problem: if problems > 0 { "the gzip is cut".to_owned() } else { String::new() },
        problems,
        sha256: Some(ContentHash::of(path.as_bytes())),
        ..ReportedFile::default()
    };
    let marked = MarkedFile { path: "logs/lost.json".to_owned(), bytes: 9, ..MarkedFile::default() };
    CaseReport {
        version: "0.1.0".to_owned(),
        written_at_millis: NOON,
        title: "Larkfield".to_owned(),
        notes: "What happened".to_owned(),
        scope: ReportScope {
            events: 20,
            repeats: 3,
            span_millis: Some((NOON, NOON + 600_000)),
            files: vec![file("logs/a.json.gz", Status::Read, 0), file("logs/b.json.gz", Status::Partial, 1)],
            ..ReportScope::default()
        },
        integrity: Some(checked("3 digests are verified.", 0)),
        questions: vec![
            question("Own one", "Own questions", Ok(0)),
            AnsweredQuestion { attempts: Some(Ok(56)), ..question("Found", "Access", Ok(1_234)) },
            AnsweredQuestion { question: library()[0].clone(), count: Ok(0), attempts: None },
        ],
        events: vec![
            event("CreateUser", NOON, "The first", Some(record("CreateUser"))),
            event("DeleteTrail", NOON + 60_000, "The second", None),
        ],
        timelines: vec![timeline("alice")],
        others: vec![(
            Bookmark::new(MarkedThing::File(marked), NOON),
            Some("Not among the loaded files".to_owned()),
        )],
    }
}

#[test]
fn everything_is_in_it_in_its_place() {
    let report = whole();
    // Paths may break after their slashes.
    let page = page(&report).replace("</span><span>", "");
    let mut from = 0;
    // In this order: the gaps come before anything that could be mistaken for the whole.
    for text in [
        "default-src &#39;none&#39;",
        "<h1>Larkfield</h1>",
        "Written by Trailglass 0.1.0 on 2024-03-01 12:00:00 UTC.",
        "What is missing</h2>",
        "Of 2 files: 1 read only in part; see Files.",
        "2 bookmarks are not in the files that were loaded",
        "id=\"notes\"",
        "20 events, and 3 copies of events counted once",
        "3 digests are verified.",
        // Only a built-in question may be shortened to its title.
        "<th scope=\"col\">Events</th><th scope=\"col\">Refused</th>",
        "<td class=\"number\">0</td><td class=\"number\">–</td><td>Own one",
        "<td class=\"number\">1,234</td><td class=\"number\">56</td><td>Found",
        "1 question found no event:",
        &format!("<li>{}</li>", library()[0].title),
        "id=\"event-1\"",
        "2024-03-01 12:00:00 UTC</span>",
        "The first</p>",
        "Tags: to check",
        "<code>AccessDenied</code>",
        "logs/one.json.gz, record 5",
        "id=\"event-2\"",
        "Not in the files that were loaded when this was written.",
        "<svg class=\"lanes\"",
        "Sessions of alice along time",
        "1 session is not drawn.",
        "data:image/svg+xml;base64,",
        "logs/lost.json",
        "All 2 files",
        "the gzip is cut",
        &ContentHash::of(b"logs/b.json.gz").to_string(),
        "</html>",
    ] {
        // The policy is the page's own markup, with unescaped quotes.
        let wanted = text.replace("&#39;none&#39;", "'none'");
        let at = page[from..].find(&wanted).unwrap_or_else(|| panic!("{wanted} follows in the page"));
        from += at;
    }
    assert_eq!(page.matches("<h1>").count(), 1);
    // Every table has a caption, and every link a target.
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    for link in page.split("href=\"#").skip(1) {
        let id = link.split('"').next().unwrap_or_default();
        assert!(page.contains(&format!("id=\"{id}\"")), "{id} is there");
    }
    assert!(!page.contains("<script") && !page.contains("http://www.w3.org/1999"), "nothing from elsewhere");
    assert!(page.contains(status_word(Some(Status::Partial))));
    // The same report gives the same page.
    assert_eq!(self::page(&report), self::page(&whole()));
}

#[test]
fn what_is_missing_is_said() {
    let said = partial(&CaseReport::default());
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("Integrity was not checked"), "{said:?}");
    let mut report = whole();
    report.scope.is_loading = true;
    report.scope.without_time = 1;
    report.scope.alerts = vec!["A worker stopped.".to_owned()];
    report.questions.push(question("Failed", "Access", Err("a worker died".to_owned())));
    let said = partial(&report).join("\n");
    for words in
        ["still being read", "1 event has no time", "A worker stopped.", "1 question was not answered"]
    {
        assert!(said.contains(words), "{words} is in {said}");
    }
    assert!(page(&report).contains("not known: a worker died"));
    let sound = CaseReport { integrity: Some(checked("All verified.", 0)), ..CaseReport::default() };
    assert!(page(&sound).contains("Nothing is known to be missing"));
    // Every verdict other than verified is reported.
    let unsound = CaseReport { integrity: Some(checked("Not intact.", 1)), ..CaseReport::default() };
    assert!(!page(&unsound).contains("Nothing is known to be missing"));
    assert_eq!(
        partial(&unsound),
        [
            "Of 4 digests: 1 missing; see Integrity.",
            "Of 8 log files: 1 INVALID, 2 not covered by any digest; see Integrity.",
            "1 stretch of time is proven by no verified digest; see Integrity."
        ]
    );
    let without = CaseReport { integrity: Some(ReportedIntegrity::default()), ..CaseReport::default() };
    assert!(partial(&without)[0].starts_with("No digest was loaded"));
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,16}",
        Just("</style></title><script>alert(1)</script>".to_owned()),
        Just("\"><img src=x onerror=alert(1)>".to_owned()),
        Just("'><svg onload=alert(1)>\u{202e}\u{0}".to_owned()),
        Just("&lt;b&gt;]]>--><!--".to_owned()),
        Just("javascript:alert(1)".to_owned()),
    ]
}

/// Returns the names of a page's elements, in order, except those of path segments.
fn elements(page: &str) -> Vec<String> {
    let name = |rest: &str| rest.split(|letter: char| !letter.is_alphanumeric()).next().map(str::to_owned);
    let begins = |rest: &&str| rest.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '!');
    page.split('<').skip(1).filter(begins).filter_map(name).filter(|name| name != "span").collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_an_element(text in hostile(), other in hostile()) {
        let with = |text: &str, other: &str| {
            let mut report = whole();
            report.title = format!("t{text}");
            report.notes = format!("n{other}");
            report.version = text.to_owned();
            report.scope.selection.filter = format!("f{text}");
            report.scope.alerts = vec![other.to_owned()];
            report.scope.files[0].path = text.to_owned();
            report.scope.files[0].kind = other.to_owned();
            report.scope.files[1].problem = text.to_owned();
            report.scope.files[1].entries = vec![(other.to_owned(), None)];
            report.integrity = Some(checked(text, 1));
            report.questions = vec![question(text, other, Ok(3)), question(text, other, Err(text.to_owned()))];
            report.questions[0].question.why = format!("w{text}");
            report.questions[0].question.filter = other.to_owned();
            let mut record: serde_json::Value = serde_json::from_str(&record("x")).expect("JSON");
            for member in ["eventName", "sourceIPAddress", "userAgent", "errorCode", "errorMessage"] {
                record[member] = json!(format!("r{text}"));
            }
            report.events = vec![event(&format!("e{text}"), NOON, &format!("n{other}"), Some(record.to_string())), event(&format!("e{other}"), NOON, "n", None)];
            report.events[0].mark.tags = vec![text.to_owned(), other.to_owned()];
            report.timelines = vec![timeline(&format!("a{text}"))];
            report.timelines[0].sessions[0].name = other.to_owned();
            report.timelines[0].mark.note = format!("n{text}");
            report.others[0].1 = Some(text.to_owned());
            page(&report)
        };
        let page = with(&text, &other);
        // The page has the same elements as with harmless texts.
        prop_assert_eq!(elements(&page), elements(&with("x", "y")));
        let unseen = ['\u{202e}', '\u{0}'];
        prop_assert!(!page.contains(unseen));
    }

    #[test]
    fn no_time_makes_it_panic(from in any::<i64>(), length in 0..i64::MAX, step in any::<i64>(), buckets in proptest::collection::vec(any::<(u32, u32, u32)>(), 0..5)) {
        let mut report = whole();
        // The range of times that can be written.
        let from = from.clamp(-62_167_219_200_000, 253_402_300_800_000);
        let until = from.saturating_add(length).min(253_402_300_800_000);
        report.timelines[0].time = TimeRange { from_millis: from, until_millis: until };
        report.timelines[0].step_millis = step;
        report.timelines[0].lanes[0].buckets = buckets.into_iter().map(|(bucket, events, failed)| LaneBucket { bucket, events, failed, writes: 0 }).collect();
        prop_assert!(page(&report).ends_with("</html>\n"));
    }
}
