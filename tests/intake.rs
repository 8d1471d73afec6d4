//! Complete, truncated and damaged files, and files of other formats.

use std::io::Read;

use proptest::prelude::*;
use trailglass::intake::{LogReader, Report, Status};

use crate::support::reading::{self, gzip, log_file};

/// Returns its bytes in small pieces, as a disk may.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(out.len()).min(self.0.len());
        out[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

fn read_in_steps(bytes: &[u8], step: usize, piece: usize) -> (Report, Vec<String>) {
    reading::read_with(&mut LogReader::with_step(step), bytes.len(), &mut Pieces(bytes, piece))
}

fn read(bytes: &[u8]) -> (Report, Vec<String>) {
    read_in_steps(bytes, 1 << 20, usize::MAX)
}

fn event(number: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"u{number}"}},"eventTime":"2024-03-01T10:00:{:02}Z","eventSource":"iam.amazonaws.com","eventName":"GetUser","requestParameters":{{"text":"{}"}},"eventID":"0000{number:04}-0000-4000-8000-000000000000"}}"#,
        number % 60,
        "é{[\\\"".repeat(number % 9)
    )
}

fn events(count: usize) -> Vec<String> {
    (0..count).map(event).collect()
}

fn first_problem(report: &Report) -> &str {
    report.problems.first().map_or("", |problem| problem.message.as_str())
}

#[test]
fn a_log_file_is_read_whatever_it_is_called_and_however_it_is_packed() {
    let all = events(40);
    let text = log_file(&all);
    let twice = [gzip(text.as_bytes()), gzip(text.as_bytes())].concat();
    let pretty = text.replace(",\"", " ,\r\n\t\"").replace("[{", "[ {");
    let cases = [
        ("plain", text.clone().into_bytes(), 40, 0),
        ("gzip", gzip(text.as_bytes()), 40, 1),
        ("gzip in gzip", gzip(&gzip(text.as_bytes())), 40, 1),
        ("byte order mark", [b"\xef\xbb\xbf", text.as_bytes()].concat(), 40, 0),
        ("pretty", pretty.into_bytes(), 40, 0),
        ("two members, two log files", twice, 80, 2),
        (
            "members cut anywhere",
            [gzip(&text.as_bytes()[..1000]), gzip(&text.as_bytes()[1000..])].concat(),
            40,
            2,
        ),
        ("other members first", format!("{{\"a\":[1,{{}}],{}", &text[1..]).into_bytes(), 40, 0),
        ("lines", all.join("\n").into_bytes(), 40, 0),
        ("back to back", all.concat().into_bytes(), 40, 0),
        ("array", format!("[\n{}\n]\n", all.join(",\n")).into_bytes(), 40, 0),
        ("one", all[0].clone().into_bytes(), 1, 0),
    ];
    for (name, bytes, count, members) in cases {
        let (report, kept) = read(&bytes);
        assert_eq!((report.status, report.problems.as_slice()), (Status::Read, &[][..]), "{name}");
        assert_eq!(kept.len(), count, "{name}");
        assert_eq!(report.gzip_members, members, "{name}");
    }
    let (report, _) = read(b"{\"Records\":[]}");
    assert_eq!((report.status, report.records), (Status::Read, 0));
}

#[test]
fn what_is_no_log_is_named_and_says_what_to_do() {
    let cases: [(&[u8], Status, &str, &str); 11] = [
        (b"", Status::Refused, "empty file", "the file is empty"),
        (b"  \n", Status::Refused, "empty file", "the file is empty"),
        (b"hello", Status::Refused, "text", "neither with gzip nor with JSON"),
        (b"PK\x03\x04....", Status::Refused, "zip archive", "breaks off"),
        (b"{\"a\":1}", Status::Refused, "JSON of another kind", "holds no CloudTrail events"),
        (b"{\"a\":", Status::Refused, "JSON of another kind", ""),
        (b"{oops", Status::Refused, "damaged JSON", "a key in double quotes is missing"),
        (
            br#"{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put"}]}"#,
            Status::Refused,
            "S3 event notification",
            "no CloudTrail log",
        ),
        (
            br#"{"awsAccountId":"1","digestStartTime":"2024-03-01T10:00:00Z","logFiles":[]}"#,
            Status::Recognised,
            "CloudTrail digest file",
            "",
        ),
        (br#"{"PublicKeyList":[]}"#, Status::Recognised, "CloudTrail public keys", ""),
        (b"a,b,c\n1,2,3\n", Status::Refused, "text", "neither with gzip nor with JSON"),
    ];
    for (bytes, status, container, advice) in cases {
        for packed in [bytes.to_vec(), gzip(bytes)] {
            let (report, _) = read(&packed);
            let name = String::from_utf8_lossy(bytes);
            assert_eq!((report.status, report.container.as_str()), (status, container), "{name}");
            assert!(first_problem(&report).contains(advice), "{name}: {}", first_problem(&report));
        }
    }
}

#[test]
fn what_is_refused_shows_its_beginning() {
    let beginning = |bytes: &[u8]| read(bytes).0.beginning;
    assert_eq!(beginning(b"  hello \xff\n<b>"), "hello \\xff\\n<b>");
    assert_eq!(beginning(&gzip(&[b'x'; 100])), "x".repeat(48));
    assert_eq!(beginning(log_file(&events(1)).as_bytes()), "");
}

#[test]
fn damage_is_reported_with_its_place_and_the_rest_is_kept() {
    let all = events(40);
    let text = log_file(&all);

    let (report, kept) = read(&text.as_bytes()[..text.len() - 10]);
    assert_eq!((report.status, kept.len()), (Status::Partial, 39));
    assert_eq!(report.problems[0].at_byte, Some(text.len() as u64 - 10));

    let at = text.find("\"u7\"").expect("the eighth event") as u64;
    let (report, kept) = read(text.replace("\"u7\"", "\"u\n\"").as_bytes());
    // One event is lost, and the following ones are found again.
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 39, 1));
    assert!(first_problem(&report).contains("control character"), "{}", first_problem(&report));
    assert_eq!((report.problems[0].at_byte, report.problems[0].record), (Some(at + 2), Some(7)));

    for (missing, instead) in [
        ("},\"eventTime\":\"2024-03-01T10:00:09Z\"", ",\"eventTime\":\"2024-03-01T10:00:09Z\""),
        ("\"u9\"}", "\"u9\"}}]"),
    ] {
        let (report, kept) = read(text.replacen(missing, instead, 1).as_bytes());
        assert_eq!((report.status, kept.len()), (Status::Partial, 39), "{:?}", report.problems);
    }

    let mut lines = all.clone();
    lines[7] = lines[7].replace("\"u7\"", "u7");
    let (report, kept) = read(lines.join("\n").as_bytes());
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 39, 1));

    let mut mixed = all.clone();
    mixed[3] = "17".to_owned();
    mixed[4] = r#"{"hello":"world"}"#.to_owned();
    let (report, kept) = read(log_file(&mixed).as_bytes());
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 38, 2));

    let mut packed = gzip(text.as_bytes());
    let middle = packed.len() / 2;
    let (report, kept) = read(&packed[..middle]);
    assert_eq!(report.status, Status::Partial);
    assert!(kept.len() > 5 && kept == all[..kept.len()], "{} events", kept.len());
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);

    let length = packed.len();
    packed[length - 6] ^= 1;
    let (report, kept) = read(&packed);
    assert_eq!((report.status, kept.len()), (Status::Partial, 40), "the checksum is wrong");

    let trailed = [gzip(text.as_bytes()), b"rubbish".to_vec()].concat();
    let (report, kept) = read(&trailed);
    assert_eq!((report.status, kept.len()), (Status::Partial, 40));
    assert!(first_problem(&report).starts_with("7 bytes after"), "{}", first_problem(&report));

    let mut not_utf8 = text.into_bytes();
    let place = not_utf8.windows(3).position(|bytes| bytes == "é{".as_bytes()).expect("an é");
    not_utf8[place + 1] = b'(';
    let (report, kept) = read(&not_utf8);
    assert_eq!((report.status, kept.len()), (Status::Partial, 40));
    assert!(kept.iter().any(|text| text.contains('\u{fffd}')));
}

#[test]
fn an_event_of_any_size_is_an_event() {
    // CloudTrail's events have at most 1 MB; tools that add members have no limit.
    let keys: Vec<String> = (0..500_000).map(|key| format!("\"key{key}\":{key}")).collect();
    let many_keys = event(1).replacen('{', &format!("{{\"eventName\":\"A\",{},", keys.join(",")), 1);
    let long_member = event(2).replacen('{', &format!("{{\"text\":\"{}\",", "x".repeat(5 << 20)), 1);
    for large in [event(3), many_keys, long_member] {
        for text in [large.clone(), format!("{large}\n{}", event(9)), format!("[{large},{}]", event(9))] {
            let (report, records) = read(text.as_bytes());
            assert!(records.first() == Some(&large), "{:?}", report.status);
            assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
        }
    }
}

#[test]
fn hostile_nesting_is_stopped() {
    let deep = format!("{{\"Records\":[{{\"eventVersion\":\"1.08\",\"a\":{}", "[".repeat(1_000_000));
    let (report, kept) = read(deep.as_bytes());
    assert_eq!((report.status, kept.len()), (Status::Refused, 0));
    assert!(first_problem(&report).contains("192 levels"), "{}", first_problem(&report));
    let nested = (0..8).fold(deep.into_bytes(), |bytes, _| gzip(&bytes));
    assert!(first_problem(&read(&nested).0).contains("inside each other"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn borders_anywhere_change_nothing(count in 0_usize..20, step in 1_usize..300, piece in 1_usize..300,
        packed: bool, lines: bool) {
        let all = events(count);
        let text = if lines && count > 0 { all.join("\n") } else { log_file(&all) };
        let bytes = if packed { gzip(text.as_bytes()) } else { text.into_bytes() };
        let (report, kept) = read_in_steps(&bytes, step, piece);
        prop_assert_eq!(report.status, Status::Read);
        prop_assert_eq!(kept, all);
    }

    #[test]
    fn a_cut_keeps_exactly_the_whole_events_before_it(count in 1_usize..12, cut in 0.0_f64..1.0, step in 1_usize..300) {
        let all = events(count);
        let text = log_file(&all);
        let end = (text.len() as f64 * cut) as usize;
        let (report, kept) = read_in_steps(&text.as_bytes()[..end], step, 7);
        let mut reach = "{\"Records\":[".len();
        let whole = all.iter().take_while(|event| { reach += event.len() + 1; reach - 1 <= end }).count();
        prop_assert_eq!(&kept, &all[..whole]);
        prop_assert!(report.status != Status::Read);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), step in 1_usize..64) {
        read_in_steps(&bytes, step, 5);
        let mut text = br#"{"Records":[{"eventVersion":"1.08","eventName":"x","eventSource":"y"},"#.to_vec();
        text.extend_from_slice(&bytes);
        let (_, kept) = read_in_steps(&text, step, 5);
        prop_assert!(!kept.is_empty());
    }
}
