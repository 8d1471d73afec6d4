//! Case files: written files are read back, damage is reported, and events are found in any worker.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trailglass::casefile::{
    self, Bookmark, Case, CaseError, CaseFileStamp, EventSought, KeptRecord, MarkedActor, MarkedEvent,
    MarkedFile, MarkedSession, MarkedThing, OpenedCase, Others, Resolution,
};
use trailglass::client::RowPlace;
use trailglass::questions::Question;

use crate::support::test_client::TestClient;

fn writing() -> CaseFileStamp {
    CaseFileStamp { version: "0.1.0".to_owned(), written_at_millis: 1_700_000_000_000 }
}

/// Generates text as a user types it, or as an attacker leaves it in a log.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        Just("</script><img src=x onerror=alert(1)>".to_owned()),
        Just("\u{202e}\"\\\u{0}\n\t\u{7f}".to_owned()),
        "[a-z/.:-]{1,20}",
    ]
}

fn moment() -> impl Strategy<Value = i64> {
    // From year 0 to year 9999, the range of written times.
    -62_167_219_200_000_i64..253_402_300_800_000
}

fn others() -> impl Strategy<Value = Others> {
    proptest::collection::vec(("x-[a-z]{1,4}", any::<i32>(), text()), 0..3).prop_map(|members| {
        let member = |(name, number, text)| (name, json!([number, {"text": text}, null]));
        members.into_iter().map(member).collect::<Map<String, Value>>()
    })
}

fn thing() -> impl Strategy<Value = MarkedThing> {
    let content = proptest::option::of("[0-9a-f]{32}");
    let event =
        (text(), text(), content, proptest::option::of(moment()), text(), text(), any::<u32>(), others());
    let session = (text(), text(), text(), proptest::option::of(moment()), others());
    prop_oneof![
        event.prop_map(|(account, event_id, content, millis, event_name, who, record, others)| {
            let file = format!("logs/{who}");
            let event =
                MarkedEvent { account, event_id, content, millis, event_name, who, file, record, others };
            MarkedThing::Event(event)
        }),
        session.prop_map(|(id, name, account, first_millis, others)| {
            let actor = name.clone();
            MarkedThing::Session(MarkedSession { id, name, account, actor, first_millis, others })
        }),
        (text(), text(), text(), others()).prop_map(|(name, account, label, others)| {
            MarkedThing::Actor(MarkedActor { name, account, label, others })
        }),
        (text(), any::<u64>(), proptest::option::of("[0-9a-f]{64}"), others()).prop_map(
            |(path, bytes, sha256, others)| MarkedThing::File(MarkedFile { path, bytes, sha256, others })
        ),
    ]
}

prop_compose! {
    fn mark()(on in thing(), tags in proptest::collection::vec(text(), 0..4), note in text(),
        marked_at_millis in moment(), others in others()) -> Bookmark {
        Bookmark { on, tags, note, marked_at_millis, others }
    }
}

prop_compose! {
    fn case()(title in text(), notes in text(), view in proptest::option::of(text()),
        marks in proptest::collection::vec(mark(), 0..8), questions in proptest::collection::vec("[a-zé ]{1,9}[a-z]", 0..3),
        record in proptest::option::of(text()), others in others()) -> Case {
        let mut case = Case { title, notes, view, others, ..Case::default() };
        for mark in marks {
            case.add(mark);
        }
        case.questions = (1..).zip(questions).map(|(number, title)| Question {
            id: format!("own-{number}"), title, filter: "eventName:Create*".to_owned(), ..Question::default()
        }).collect();
        case.records = record.into_iter().map(|record| {
            KeptRecord { account: "1".to_owned(), event_id: "e".to_owned(), record }
        }).collect();
        case
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_again(case in case()) {
        let text = casefile::write(&case, &writing());
        prop_assert!(casefile::is_case(text.as_bytes()));
        prop_assert_eq!(casefile::read(text.as_bytes(), None), Ok(OpenedCase { case, left_out: Vec::new() }));
    }

    #[test]
    fn damage_is_an_error_or_another_case_and_never_a_panic(case in case(), at in any::<proptest::sample::Index>(),
        noise in proptest::collection::vec(any::<u8>(), 0..6), cut in any::<bool>()) {
        let mut bytes = casefile::write(&case, &writing()).into_bytes();
        let place = at.index(bytes.len());
        if cut {
            bytes.truncate(place);
        }
        bytes.splice(place..place, noise);
        if let Err(error) = casefile::read(&bytes, None) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn any_bytes_are_no_case(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(casefile::read(&bytes, None).is_err());
    }

    #[test]
    fn two_cases_together_hold_everything_of_both(first in case(), other in case()) {
        let both = casefile::merge(&first, &other);
        for mark in first.marks.iter().chain(&other.marks) {
            let merged = both.mark_of(&mark.on.key()).expect("every mark is there");
            prop_assert!(mark.tags.iter().all(|tag| merged.tags.contains(tag)));
            let paragraphs = mark.note.split("\n\n").filter(|paragraph| !paragraph.is_empty());
            for paragraph in paragraphs {
                prop_assert!(merged.note.contains(paragraph));
            }
        }
        for question in first.questions.iter().chain(&other.questions) {
            prop_assert!(both.questions.iter().any(|known| known.title == question.title));
        }
        prop_assert_eq!(casefile::merge(&both, &other), both);
    }
}

#[test]
fn every_case_follows_its_schema() {
    let schema: Value = serde_json::from_str(casefile::SCHEMA).expect("the schema is JSON");
    let names = |pointer: &str| -> Vec<String> {
        let members = schema.pointer(pointer).and_then(Value::as_object).expect(pointer);
        members.keys().cloned().collect()
    };
    let mut case =
        Case { title: "t".to_owned(), notes: "n".to_owned(), view: Some("#/".to_owned()), ..Case::default() };
    let at = Some(1_000);
    for thing in [
        MarkedThing::Event(MarkedEvent {
            event_id: "e".to_owned(),
            content: Some("0".repeat(32)),
            millis: at,
            ..MarkedEvent::default()
        }),
        MarkedThing::Session(MarkedSession { first_millis: at, ..MarkedSession::default() }),
        MarkedThing::Actor(MarkedActor::default()),
        MarkedThing::File(MarkedFile { sha256: Some("0".repeat(64)), ..MarkedFile::default() }),
    ] {
        case.add(Bookmark::new(thing, 5));
    }
    case.questions = vec![Question { title: "q".to_owned(), filter: "*".to_owned(), ..Question::default() }];
    case.records =
        vec![KeptRecord { account: String::new(), event_id: "e".to_owned(), record: "{}".to_owned() }];
    let written: Value = serde_json::from_str(&casefile::write(&case, &writing())).expect("JSON");
    let members =
        |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(members(&written)), sorted(names("/properties")));
    for mark in written["marks"].as_array().expect("marks") {
        assert_eq!(sorted(members(mark)), sorted(names("/$defs/mark/properties")));
        let kind = mark["on"]["kind"].as_str().expect("a kind");
        assert_eq!(
            sorted(members(&mark["on"])),
            sorted(names(&format!("/$defs/{kind}/properties"))),
            "{kind}"
        );
    }
    assert_eq!(members(&written["records"][0]), ["account", "eventID", "record"]);
    assert_eq!(schema["properties"]["format"]["const"], written["format"]);
    assert_eq!(schema["properties"]["formatVersion"]["const"], written["formatVersion"]);
    assert_eq!(schema["properties"]["marks"]["maxItems"], casefile::MAX_MARKS);
    assert_eq!(schema["$defs"]["text"]["maxLength"], casefile::MAX_NOTE);
}

#[test]
fn too_much_of_anything_is_refused() {
    let mark = |number: usize| {
        let file = MarkedFile { path: number.to_string(), ..MarkedFile::default() };
        Bookmark::new(MarkedThing::File(file), 0)
    };
    let many = Case { marks: (0..=casefile::MAX_MARKS).map(mark).collect(), ..Case::default() };
    let written = casefile::write(&many, &writing());
    assert_eq!(
        casefile::read(written.as_bytes(), None),
        Err(CaseError::TooMany {
            what: "bookmarks",
            count: casefile::MAX_MARKS + 1,
            most: casefile::MAX_MARKS
        })
    );
    let mut tagged = mark(1);
    tagged.tags = vec!["é".repeat(casefile::MAX_TAG + 1)];
    let written = casefile::write(&Case { marks: vec![tagged], ..Case::default() }, &writing());
    let opened = casefile::read(written.as_bytes(), None).expect("a case without that mark");
    assert!(
        opened.left_out[0].contains("a tag in the case file has 101 characters"),
        "{:?}",
        opened.left_out
    );
    let deep = format!(
        "{{\"format\":\"trailglass-case\",\"formatVersion\":1,\"x\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(matches!(casefile::read(deep.as_bytes(), None), Err(CaseError::Broken { line: 1, .. })));
}

#[test]
fn a_question_that_cannot_be_asked_is_left_out_and_said() {
    let text = r#"{"format": "trailglass-case", "formatVersion": 1, "questions": [
        {"title": "Sound", "filter": "eventName:x"}, {"title": "Odd", "filter": "evntName:x"}]}"#;
    let OpenedCase { case, left_out } = casefile::read(text.as_bytes(), None).expect("a case");
    assert_eq!(case.questions.len(), 1);
    assert_eq!(left_out.len(), 1);
    assert!(left_out[0].contains("“Odd”") && left_out[0].contains("did you mean eventName?"), "{left_out:?}");
}

fn record(account: &str, id: Option<&str>, number: u32, more: Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.08", "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "eventTime": format!("2024-03-01T10:00:{number:02}Z"), "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser", "awsRegion": "us-east-1", "sourceIPAddress": "203.0.113.9",
        "recipientAccountId": account, "number": number,
    });
    if let Some(id) = id {
        record["eventID"] = json!(id);
    }
    if let (Some(record), Some(more)) = (record.as_object_mut(), more.as_object()) {
        record.extend(more.clone());
    }
    record
}

/// Returns the number in the record at a place.
fn number_at(client: &TestClient, place: RowPlace) -> u64 {
    let text: Value = serde_json::from_str(&client.record(place.worker, place.row).text).expect("JSON");
    text["number"].as_u64().expect("a number")
}

/// Returns the locations of events: the sought index, the worker, and the number in the record.
fn found(client: &TestClient, sought: &[EventSought]) -> Vec<(u32, u32, u64)> {
    let places = client.find_events(sought).into_iter().zip(0..).flat_map(|(places, sought)| {
        places.into_iter().map(move |(found, place)| {
            assert_eq!(found.sought, sought);
            (sought, place)
        })
    });
    let mut all: Vec<_> =
        places.map(|(sought, place)| (sought, place.worker, number_at(client, place))).collect();
    all.sort_unstable();
    all
}

/// Returns a mark made before contents were kept.
fn old_mark(account: &str, event_id: &str) -> MarkedEvent {
    MarkedEvent { account: account.to_owned(), event_id: event_id.to_owned(), ..MarkedEvent::default() }
}

/// Returns the numbers in the records that a mark resolves to.
fn chosen(client: &TestClient, event: &MarkedEvent) -> Resolution<u64> {
    let sought = EventSought::by_id(event);
    let found = client.find_events(std::slice::from_ref(&sought)).remove(0).into_iter();
    let all = found.map(|(found, place)| (found, number_at(client, place))).collect();
    casefile::choose(&sought, all)
}

#[test]
fn of_records_that_share_an_id_a_mark_is_on_the_one_that_was_marked() {
    let same = json!({"eventTime": "2024-03-01T10:00:00Z"});
    let number = |number: u32| record("111122223333", Some("masked"), number, same.clone());
    // Enough that not all are reported, and one at another time.
    let other = record("111122223333", Some("masked"), 30, json!({"eventTime": "2024-03-01T11:00:00Z"}));
    let records: Vec<Value> = (1..=20).map(number).chain([other]).collect();
    for workers in 1..=3 {
        let mut client = TestClient::new(workers);
        for (file, records) in records.chunks(5).enumerate() {
            let text = json!({"Records": records}).to_string();
            client.read(file % workers, file as u32, &format!("{file}.json"), text.as_bytes());
        }
        client.settle();
        let mut case = Case::default();
        for place in client.places() {
            let (event, _) = client.reference(place);
            let number = number_at(&client, place);
            assert_eq!(chosen(&client, &event), Resolution::Found(vec![number]), "{workers} workers");
            case.add(Bookmark::new(MarkedThing::Event(event), 0));
        }
        assert_eq!(case.marks.len(), records.len(), "each is a mark of its own");
        assert_eq!(chosen(&client, &old_mark("111122223333", "masked")), Resolution::Several);
    }
}

#[test]
fn a_mark_is_on_the_only_record_of_its_id_but_not_on_another_event() {
    let marked = record("1", Some("masked"), 1, json!({}));
    let event = MarkedEvent {
        content: Some(casefile::content_of(&marked.to_string())),
        millis: Some(1_709_287_201_000),
        event_name: "CreateUser".to_owned(),
        ..old_mark("1", "masked")
    };
    let other_copy = record("1", Some("masked"), 1, json!({"sharedEventID": "x"}));
    let another = record("1", Some("masked"), 2, json!({}));
    let correction = record("1", Some("masked"), 7, json!({"addendum": {"reason": "UPDATED_DATA"}}));
    for (records, of_new, of_old) in [
        (vec![&marked], Resolution::Found(vec![1]), Resolution::Found(vec![1])),
        (vec![&marked, &correction], Resolution::Found(vec![1, 7]), Resolution::Found(vec![1, 7])),
        (vec![&other_copy], Resolution::Found(vec![1]), Resolution::Found(vec![1])),
        (vec![&another], Resolution::Missing, Resolution::Found(vec![2])),
        (vec![&marked, &another], Resolution::Found(vec![1]), Resolution::Several),
        (vec![&another, &other_copy], Resolution::Several, Resolution::Several),
        (vec![], Resolution::Missing, Resolution::Missing),
    ] {
        let mut client = TestClient::new(1);
        client.read(0, 0, "log.json", json!({"Records": records}).to_string().as_bytes());
        client.settle();
        assert_eq!(chosen(&client, &event), of_new, "{records:?}");
        assert_eq!(chosen(&client, &old_mark("1", "masked")), of_old, "{records:?}");
    }
}

#[test]
fn events_are_found_by_account_and_id_wherever_they_lie() {
    const GUID: &str = "11111111-2222-4333-8444-555555555555";
    let correction = json!({"addendum": {"reason": "UPDATED_DATA"}});
    let files: [Vec<Value>; 3] = [
        vec![
            record("111122223333", Some(GUID), 1, json!({})),
            record("444455556666", Some(GUID), 2, json!({})),
            record("111122223333", Some("ODD-id"), 3, json!({})),
        ],
        vec![
            // A copy of the first, a correction of it, and one without an id.
            record("111122223333", Some(GUID), 1, json!({})),
            record("111122223333", Some(GUID), 4, correction),
            record("111122223333", None, 5, json!({})),
        ],
        vec![record("111122223333", None, 6, json!({}))],
    ];
    let id = |account: &str, id: &str| EventSought::by_id(&old_mark(account, id));
    let sought = [
        id("111122223333", GUID),
        id("444455556666", GUID),
        id("111122223333", "ODD-id"),
        EventSought::Place { file: 1, record: 2 },
        id("777788889999", GUID),
        id("111122223333", "never"),
    ];
    for workers in 1..=3 {
        let mut client = TestClient::new(workers);
        for (number, records) in files.iter().enumerate() {
            let text = json!({"Records": records}).to_string();
            client.read(number, number as u32, &format!("{number}.json"), text.as_bytes());
        }
        client.settle();
        let numbers: Vec<(u32, u64)> =
            found(&client, &sought).into_iter().map(|(number, _, record)| (number, record)).collect();
        assert_eq!(numbers, [(0, 1), (0, 4), (1, 2), (2, 3), (3, 5)], "{workers} workers");

        // Every row also returns a reference by which it is found.
        for place in client.places() {
            let (event, file) = client.reference(place);
            assert_eq!((event.who.as_str(), event.event_name.as_str()), ("alice", "CreateUser"));
            let sought = match event.event_id.as_str() {
                "" => EventSought::Place { file, record: event.record },
                _ => EventSought::by_id(&event),
            };
            let found = client.find_events(&[sought]).remove(0);
            assert!(found.iter().any(|(_, found)| *found == place), "{event:?} is found again");
        }
    }
}
