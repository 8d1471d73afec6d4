//! Redacted outputs: known secrets are planted in every text of a case, a report, groups, a chain
//! and the list of files, and none of them may occur in the output.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::accounts::{FileFacts, Repeated, csv_row, text_row};
use trailglass::base::buckets::TimeBuckets;
use trailglass::base::remark::{Remark, RemarkPart};
use trailglass::base::time::TimeRange;
use trailglass::casefile::{
    self, Bookmark, Case, CaseFileStamp, EventFound, EventSought, KeptRecord, MarkedActor, MarkedEvent,
    MarkedFile, MarkedSession, MarkedThing,
};
use trailglass::export::ExportForm;
use trailglass::grouping::chart::{LabelFormat, Unit, heat, svg as chart_svg};
use trailglass::grouping::{GroupRow, GroupTable, Grouping, Heading, Matrix, csv};
use trailglass::handover::{NameCollector, Redact, RedactedFile, matrix, table};
use trailglass::intake::{ArchiveEntry, FileProblem, Report as FileReport, Status};
use trailglass::model::Selection;
use trailglass::query::StepCounts;
use trailglass::query::coverage::{CoverageMap, MapRow};
use trailglass::questions::{Framework, Question, Reference, library};
use trailglass::redaction::{RedactionKey, Redactor};
use trailglass::report::{
    AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, ReportedFile, ReportedIntegrity, Timeline, html,
};
use trailglass::sample;
use trailglass::sessions::{
    self, ActorKind, ActorRow, Certainty, ChainNode, ChainTree, EventCounts, SessionKind, SessionRow,
};
use trailglass::view_address::ViewAddress;

use crate::planted::unescaped;
use crate::support::secrets::{Secrets, holds, record, secrets, sentence};
use crate::support::test_client::{TestClient, selection};

const NOON: i64 = 1_709_294_400_000;

/// Names that no record contains: of folders, and of a person in a case who does not occur in these
/// logs.
#[derive(Clone, Debug)]
struct Elsewhere {
    folder: String,
    file: String,
    stranger: String,
    organization: String,
}

prop_compose! {
    fn elsewhere()(
        folder in "[a-z]{4}jq [a-z]{3,6}",
        file in "[A-Z][a-z]{3}jx(-[a-z]{3})?",
        stranger in "[a-z]{4}jz\\.[a-z]{3}",
        organization in "o-[a-z0-9]{6}jv[a-z0-9]{3}",
    ) -> Elsewhere {
        Elsewhere { folder, file, stranger, organization }
    }
}

/// Returns a remark that quotes a whole text.
fn quoting(text: String) -> Remark {
    Remark::of([RemarkPart::Name(text)])
}

/// Returns a sentence with every secret that a sentence can contain.
fn said(secrets: &Secrets, elsewhere: &Elsewhere) -> String {
    let Elsewhere { folder, file, stranger, organization } = elsewhere;
    format!("{} In {folder}: {file}.json.gz of {organization}, by {stranger}.", sentence(secrets))
}

/// Returns the path of a log file, with every secret that it can contain.
fn path(secrets: &Secrets, elsewhere: &Elsewhere) -> String {
    let Secrets { account, bucket, .. } = secrets;
    let Elsewhere { folder, organization, .. } = elsewhere;
    format!(
        "{folder}/{bucket}/AWSLogs/{organization}/{account}/CloudTrail/eu-west-1/2024/03/01/{account}_CloudTrail_eu-west-1_20240301T1000Z_AbCdEfGhIjKlMnOp.json.gz"
    )
}

/// Returns the path of a file that CloudTrail did not name.
fn own_path(elsewhere: &Elsewhere) -> String {
    format!("{}/{}.json.gz", elsewhere.folder, elsewhere.file)
}

fn mark(on: MarkedThing, secrets: &Secrets, elsewhere: &Elsewhere) -> Bookmark {
    let mut mark = Bookmark::new(on, NOON);
    mark.note = said(secrets, elsewhere);
    mark.tags = vec![secrets.user.clone(), elsewhere.stranger.clone()];
    mark.others.insert(secrets.user.clone(), json!(secrets.bucket));
    mark
}

fn question(secrets: &Secrets, elsewhere: &Elsewhere) -> Question {
    let said = said(secrets, elsewhere);
    Question {
        id: format!("own-{}", secrets.user),
        title: format!("Was it {} in {}?", secrets.session, elsewhere.folder),
        topic: format!("About {}", secrets.user),
        filter: format!("who:\"{}\" and key:{} or ip:{}", secrets.user, secrets.key, secrets.v4),
        grouping: Some(Grouping::by(&[&format!("requestParameters.{}", secrets.function)])),
        why: said.clone(),
        look_for: said.clone(),
        references: vec![Reference {
            framework: Framework::Other(format!("Rules of {}", secrets.user)),
            id: secrets.bucket.clone(),
            title: said.clone(),
        }],
        author: secrets.user.clone(),
        source: format!("{}.trailglass.json", elsewhere.folder),
    }
}

fn case(secrets: &Secrets, elsewhere: &Elsewhere) -> Case {
    let Secrets { account, key, user, session, function, .. } = secrets;
    let event = |who: &str, file: String, number: usize| {
        MarkedThing::Event(MarkedEvent {
            account: account.clone(),
            event_id: format!("00000000-0000-4000-8000-{number:012}"),
            millis: Some(NOON),
            event_name: "GetObject".to_owned(),
            who: who.to_owned(),
            file,
            record: 7,
            ..MarkedEvent::default()
        })
    };
    let things = [
        event(user, path(secrets, elsewhere), 0),
        event(&elsewhere.stranger, own_path(elsewhere), 99),
        MarkedThing::Session(MarkedSession {
            id: key.clone(),
            name: format!("{function}/{session}"),
            account: account.clone(),
            actor: user.clone(),
            ..MarkedSession::default()
        }),
        MarkedThing::Actor(MarkedActor {
            name: elsewhere.stranger.clone(),
            account: account.clone(),
            label: "IAM user".to_owned(),
            ..MarkedActor::default()
        }),
        MarkedThing::File(MarkedFile { path: own_path(elsewhere), bytes: 9, ..MarkedFile::default() }),
    ];
    let view = ViewAddress {
        selection: Selection { filter: format!("who:\"{user}\" and \"{}\"", secrets.bucket), time: None },
        ..ViewAddress::default()
    };
    let mut case = Case {
        title: format!("{} of {user}", elsewhere.stranger),
        notes: said(secrets, elsewhere),
        view: Some(view.format()),
        marks: things.into_iter().map(|thing| mark(thing, secrets, elsewhere)).collect(),
        questions: vec![question(secrets, elsewhere)],
        records: vec![KeptRecord {
            account: account.clone(),
            event_id: "00000000-0000-4000-8000-000000000000".to_owned(),
            record: record(0, secrets).to_string(),
        }],
        ..Case::default()
    };
    case.others.insert("later".to_owned(), json!({"x": said(secrets, elsewhere)}));
    case
}

const COUNT: EventCounts = EventCounts {
    events: 7,
    failed: 2,
    writes: 3,
    first_millis: Some(NOON),
    last_millis: Some(NOON + 600_000),
};

fn tree(secrets: &Secrets, elsewhere: &Elsewhere) -> ChainTree {
    let node = |above: Option<u32>, name: String| ChainNode {
        above,
        session: above,
        actor: 0,
        name,
        kind: "IAM user".to_owned(),
        account: secrets.account.clone(),
        obtained_by: "AssumeRole".to_owned(),
        certainty: Certainty::Inferred,
        doubt: quoting(said(secrets, elsewhere)),
        gap: Some(quoting(said(secrets, elsewhere))),
        count: COUNT,
        folded: 0,
    };
    let Secrets { user, function, session, key, .. } = secrets;
    let nodes = vec![
        node(None, user.clone()),
        node(Some(0), format!("{function}/{session}")),
        node(Some(1), key.clone()),
    ];
    ChainTree { nodes, left_out: 0 }
}

fn report(secrets: &Secrets, elsewhere: &Elsewhere) -> CaseReport {
    let Secrets { account, key, user, session, function, role_id, .. } = secrets;
    let Case { title, notes, marks, .. } = case(secrets, elsewhere);
    let said = said(secrets, elsewhere);
    let actor = ActorRow {
        actor: 0,
        name: user.clone(),
        kind: ActorKind::User,
        id: format!("arn:aws:iam::{account}:user/{user}"),
        account: account.clone(),
        certainty: Certainty::Exact,
        count: COUNT,
        sessions: 1,
        addresses: 1,
        accounts: vec![account.clone()],
        marks: Vec::new(),
    };
    let row = SessionRow {
        session: 0,
        actor: 0,
        name: format!("{function}/{session}"),
        id: format!("{role_id}:{session}"),
        kind: SessionKind::Key,
        account: account.clone(),
        access_key_id: key.clone(),
        depth: 0,
        parent: None,
        certainty: Certainty::Exact,
        doubt: quoting(said.clone()),
        obtained_by: "AssumeRole".to_owned(),
        opened: 0,
        count: COUNT,
    };
    let file = |path: String| ReportedFile {
        path,
        problem: said.clone(),
        problems: 1,
        entries: vec![(own_path(elsewhere), None), (path_in_archive(secrets, elsewhere), None)],
        ..ReportedFile::default()
    };
    CaseReport {
        title,
        notes,
        scope: ReportScope {
            selection: Selection { filter: format!("who:{user}"), time: None },
            files: vec![file(path(secrets, elsewhere)), file(own_path(elsewhere))],
            alerts: vec![said.clone()],
            ..ReportScope::default()
        },
        integrity: Some(ReportedIntegrity { sentences: vec![said.clone()], ..ReportedIntegrity::default() }),
        questions: vec![
            AnsweredQuestion {
                question: question(secrets, elsewhere),
                count: Err(said.clone()),
                attempts: Some(Err(said.clone())),
            },
            AnsweredQuestion { question: library()[0].clone(), count: Ok(3), attempts: Some(Ok(1)) },
        ],
        events: (0..2)
            .map(|number| ReportedEvent {
                mark: marks[0].clone(),
                record: (number == 0).then(|| record(0, secrets).to_string()),
                integrity: String::new(),
            })
            .collect(),
        timelines: vec![Timeline {
            mark: marks[3].clone(),
            actor,
            tree: tree(secrets, elsewhere),
            sessions: vec![row],
            all_sessions: 1,
            lanes: Vec::new(),
            time: TimeRange { from_millis: NOON, until_millis: NOON + 600_000 },
            step_millis: 60_000,
        }],
        others: marks.iter().map(|mark| (mark.clone(), Some(said.clone()))).collect(),
        ..CaseReport::default()
    }
}

fn path_in_archive(secrets: &Secrets, elsewhere: &Elsewhere) -> String {
    format!("{}.zip/{}", elsewhere.file, path(secrets, elsewhere))
}

/// Returns a page followed by the images that are encoded in it.
fn unpacked(page: String) -> String {
    let pictures: Vec<String> = page
        .split("base64,")
        .skip(1)
        .filter_map(|rest| STANDARD.decode(rest.split('"').next()?).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    assert!(!pictures.is_empty(), "the chain is drawn");
    [page, pictures.concat()].concat()
}

fn redactor(secrets: &Secrets) -> (TestClient, Redactor) {
    let records: Vec<String> = (0..3).map(|number| record(number, secrets).to_string()).collect();
    let client = TestClient::of_records(2, &records, |number| number);
    let dictionary = client.learn();
    let redactor = Redactor::new(&RedactionKey::new([5; 32]), &dictionary);
    (client, redactor)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn nothing_that_is_handed_on_holds_a_planted_secret(secrets in secrets(), elsewhere in elsewhere()) {
        let (_, by) = redactor(&secrets);
        let mut planted = secrets.all().to_vec();
        // Without the prefix: `o-` can be part of any word.
        planted.extend([elsewhere.folder.as_str(), &elsewhere.file, &elsewhere.stranger, &elsewhere.organization[2..]]);

        let case = case(&secrets, &elsewhere);
        let mut names = NameCollector::default();
        names.case(&case);
        names.path(&path(&secrets, &elsewhere));
        let by = names.with(&by);
        let writing = CaseFileStamp { version: "0.1.0".to_owned(), written_at_millis: NOON };
        let redacted = case.redacted(&by);
        let text = casefile::write(&redacted, &writing);
        prop_assert_eq!(holds(&text, &planted), None);
        // The result is still a case, with everything in it that can be handed on.
        let opened = casefile::read(text.as_bytes(), None).expect("a case").case;
        prop_assert_eq!(&opened, &redacted);
        prop_assert_eq!((opened.marks.len(), opened.questions.len(), opened.records.len()), (5, 1, 1));
        prop_assert!(ViewAddress::parse(opened.view.as_deref().unwrap_or_default()).selection.filter.contains("who:"));

        let page: String = html(&report(&secrets, &elsewhere).redacted(&by)).collect();
        prop_assert_eq!(holds(&unescaped(&unpacked(page)), &planted), None);

        let tree = tree(&secrets, &elsewhere).redacted(&by);
        let drawn = sessions::svg(&tree, &tree.nodes[0].name);
        prop_assert_eq!(holds(&unescaped(&drawn), &planted), None);
    }

    #[test]
    fn no_group_and_no_file_is_listed_by_its_name(secrets in secrets(), elsewhere in elsewhere()) {
        let (_, by) = redactor(&secrets);
        let mut planted = secrets.all().to_vec();
        planted.extend([elsewhere.folder.as_str(), &elsewhere.file, &elsewhere.organization[2..]]);
        let grouping = Grouping::by(&["who", "requestParameters.bucketName", "sourceIPAddress"]);
        let values = vec![secrets.user.clone(), secrets.bucket.clone(), secrets.v4.clone()];
        let groups = GroupTable {
            rows: vec![GroupRow { values: values.clone(), ..GroupRow::default() }],
            groups: 1,
            events: 3,
            ..GroupTable::default()
        };
        let groups = table(&groups, &grouping, &by);
        let text = csv(&grouping.redacted(&by), &groups);
        prop_assert_eq!(holds(&text, &planted), None);
        prop_assert!(groups.rows[0].values.iter().all(|value| !value.is_empty()));
        let heading = |key: u8| Heading { values: vec![(key, values[usize::from(key)].clone())], slice_millis: None };
        let drawn = Matrix { rows: vec![heading(0)], columns: vec![heading(1), heading(2)], cells: vec![vec![1.0, 2.0]], ..Matrix::default() };
        let writing = LabelFormat { clock: trailglass::base::clock::Clock::UTC, unit: Unit::Count };
        let picture = heat(&matrix(&drawn, &grouping, &by), None, 600.0, &writing);
        prop_assert_eq!(holds(&unescaped(&chart_svg(&picture, "Events")), &planted), None);

        let mut names = NameCollector::default();
        let paths = [path(&secrets, &elsewhere), own_path(&elsewhere)];
        paths.iter().for_each(|path| names.path(path));
        let by = names.with(&by);
        let said = format!("{} In {}: {}.json.gz.", sentence(&secrets), elsewhere.folder, elsewhere.file);
        let problem = FileProblem { message: said.clone(), at_byte: Some(1), record: None };
        let entry = ArchiveEntry {
            path: own_path(&elsewhere), status: Status::Partial, container: "CloudTrail log file".to_owned(),
            bytes: 1, records: 1, first_record: 0, problems: vec![problem.clone()],
        };
        let report = FileReport {
            file: 0, status: Status::Partial, container: "ZIP archive".to_owned(), bytes: 1, inflated_bytes: 1,
            gzip_members: 0, records: 1, span_millis: None, problems: vec![problem], more_problems: 0,
            notes: vec![said.clone()], beginning: said, entries: vec![entry], more_entries: 0,
        };
        let repeats = [Repeated { of: paths[1].as_str().into(), records: 2, differing: 1 }];
        let account = FileFacts { path: &paths[0], bytes: 1, report: Some(&report), repeats: &repeats, same_ids: 1 };
        let redacted = RedactedFile::of(account, &by);
        let mut text = text_row(redacted.account());
        csv_row(&mut text, redacted.account());
        prop_assert_eq!(holds(&text, &planted), None);
        prop_assert!(text.contains("/CloudTrail/eu-west-1/2024/03/01/") && text.contains(".json.gz"), "{}", text);
    }
}

/// Coverage has a row per account.
#[test]
fn coverage_names_no_account() {
    let row = |account: &str| MapRow {
        account: account.to_owned(),
        region: "eu-west-1".to_owned(),
        events: 3,
        counts: StepCounts::default(),
        cells: Vec::new(),
    };
    let map = CoverageMap {
        steps: TimeBuckets { start_millis: NOON, step_millis: 60_000, count: 3 },
        rows: vec![row("111122223333"), row("")],
        holes: Vec::new(),
        most: 3,
        events_elsewhere: 0,
    };
    let by = Redactor::new(&RedactionKey::new([5; 32]), &Default::default());
    let redacted = map.redacted(&by);
    for (row, own) in map.rows.iter().zip(&redacted.rows) {
        assert_eq!((row.events, &row.region), (own.events, &own.region));
        assert!(row.account.is_empty() || row.account != own.account, "{}", row.account);
    }
}

/// A redacted case finds the redacted events, so both can be handed on together.
#[test]
fn a_redacted_case_opens_next_to_the_redacted_logs() {
    let records: Vec<String> = sample::records(5, 600).collect();
    let client = TestClient::of_records(2, &records, |number| number);
    let dictionary = client.learn();
    let key = RedactionKey::new([5; 32]);
    let mut case = Case::default();
    for place in client.places().into_iter().step_by(29) {
        let (event, _) = client.reference(place);
        case.add(Bookmark::new(MarkedThing::Event(event), NOON));
    }
    assert!(case.marks.len() > 10);
    let mut names = NameCollector::default();
    names.case(&case);
    let redacted = case.redacted(&names.with(&Redactor::new(&key, &dictionary)));
    let lines = client.export(&selection(""), &ExportForm::JsonLines, Some((&key, &dictionary)));

    let mut client = TestClient::new(1);
    client.read(0, 0, "redacted.jsonl", lines.as_bytes());
    client.settle();
    let sought: Vec<EventSought> = redacted.events().map(EventSought::by_id).collect();
    let found = client.find_events(&sought);
    for (event, found) in sought.iter().zip(&found) {
        assert!(!found.is_empty(), "every redacted reference leads to its redacted event");
        let found = found.iter().map(|(found, _)| (found.clone(), ()));
        let chosen = casefile::choose(event, found.collect());
        assert!(matches!(chosen, casefile::Resolution::Found(_)), "{event:?}");
    }
    // They also have the same names.
    for (EventFound { sought, .. }, place) in found.into_iter().flatten() {
        let (event, _) = client.reference(place);
        let marked = redacted.events().nth(sought as usize).expect("a mark");
        // For roles that AWS names (`AWSReservedSSO_...`) only the session's name is kept; that the
        // role was one of these is no longer visible.
        assert!(event.who.ends_with(&marked.who), "{} {}", event.who, marked.who);
        assert_eq!(event.event_name, marked.event_name);
    }
    let text: Value = serde_json::from_str(&casefile::write(
        &redacted,
        &CaseFileStamp { version: "0.1.0".to_owned(), written_at_millis: NOON },
    ))
    .expect("JSON");
    assert_eq!(text["format"], "trailglass-case");
}
