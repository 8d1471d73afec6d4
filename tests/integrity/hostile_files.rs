//! Files that are odd without forged keys: impossible times, content on which readers disagree,
//! excessive amounts, unreadable files, hostile names in commands, and sign files of CloudTrail
//! Lake.

use serde_json::{Value, json};
use trailglass::integrity::commands;
use trailglass::integrity::evidence::ContentHash;
use trailglass::integrity::findings::{Class, LogVerdict};
use trailglass::integrity::present::overview::overview;

use super::forge::{
    FilesByPath, SignedTrail, Signer, accused, attacker, aws, class_of, first_sentence, head, honest, judge,
    said, says_whole, with_keys,
};
use super::scenarios::{evidence_of, evidence_of_file};
use crate::support::reading::gzip;

#[test]
fn no_impossible_time_is_proven_and_long_ones_are_said() {
    for (start, end, is_proven) in [
        ("2024-03-01T12:00:00Z", "2024-03-01T11:00:00Z", false),
        ("0001-01-01T00:00:00Z", "2024-03-01T11:00:00Z", false),
        ("2024-03-01T10:00:00Z", "9999-12-31T23:59:59Z", false),
        ("1970-01-01T00:00:00Z", "2024-03-01T11:00:00Z", false),
        ("yesterday", "2024-03-01T11:00:00Z", false),
        ("2024-03-01T10:00:00Z", "", false),
        ("2024-03-01T11:00:00Z", "2024-03-01T11:00:00Z", false),
        ("2024-02-20T10:00:00Z", "2024-03-01T11:00:00Z", true),
        ("2024-03-01T08:00:00Z", "2024-03-01T11:00:00Z", true),
    ] {
        let trail = SignedTrail { hours: 1, ..SignedTrail::default() };
        let written = with_keys(trail.write(aws(), |_, digest| {
            digest["digestStartTime"] = json!(start);
            digest["digestEndTime"] = json!(end);
        }));
        let findings = judge(&written.files);
        assert_eq!(findings.counts.digests_verified, 1, "{start} {end}");
        assert_eq!(!findings.chains[0].proven.is_empty(), is_proven, "{start} {end}");
        assert!(!says_whole(&findings), "{start} {end}");
        let notes = &findings.chains[0].digests[0].notes;
        let expected = if is_proven { "cover one hour" } else { "no clock can have shown" };
        assert!(notes.iter().any(|note| note.to_string().contains(expected)), "{start} {end}: {notes:?}");
        let lengths = findings.chains[0]
            .holes
            .iter()
            .map(|hole| hole.interval.until_millis - hole.interval.from_millis);
        assert!(lengths.max().unwrap_or(0) < 400 * 86_400_000, "{start} {end}");
    }
}

#[test]
fn what_other_readers_read_is_read() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for (name, odd) in [("number", "1e400".to_owned()), ("half", r#""\ud800""#.to_owned()), ("deep", deep)] {
        let trail = SignedTrail { hours: 1, ..SignedTrail::default() };
        let written = honest();
        let (path, text, _) = &written.digests[0];
        let text = String::from_utf8(text.clone()).expect("text");
        for text in [
            text.replacen('{', &format!("{{\"odd\":{odd},"), 1),
            format!("{},\"odd\":{odd}}}", &text[..text.len() - 1]),
        ] {
            let to_sign = format!(
                "2024-03-01T11:00:00Z\na-bucket/{}\n{}\nnull",
                trail.digest_key(0),
                ContentHash::of(text.as_bytes())
            );
            let mut files = FilesByPath::from([("keys/k.json".to_owned(), aws().list())]);
            files.insert(path.clone(), gzip(text.as_bytes()));
            files.insert(format!("{path}.head.json"), head(&aws().sign(&to_sign)));
            files.insert(written.logs[0].0.clone(), gzip(&written.logs[0].1));
            let findings = judge(&files);
            assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (1, 1), "{name}");
        }
    }
}

#[test]
fn events_behind_something_else_are_found_and_said() {
    let event = r#"{"eventVersion":"1.08","eventName":"DeleteTrail","eventSource":"cloudtrail.amazonaws.com","eventTime":"2024-03-01T10:00:00Z"}"#;
    let records = format!(r#""Records":[{event},{event}]"#);
    for (text, events) in [
        (format!(r#"{{"awsAccountId":"1","digestStartTime":"x",{records}}}"#), 2),
        (format!(r#"{{"PublicKeyList":[],{records}}}"#), 2),
        (format!("{{\"PublicKeyList\":[]}}\n{event}\n{event}"), 2),
        (format!("{{\"PublicKeyList\":[]}}\n{{{records}}}"), 2),
        (format!("{{\"PublicKeyList\":[]}}[{event}]"), 1),
        (format!(r#"{{"AcceptRanges":"bytes","Metadata":{{}},{records}}}"#), 2),
        (format!(r#"{{"files":[],"hashSignature":"00",{records}}}"#), 2),
        (format!(r#"{{"trailList":[],{records}}}"#), 2),
    ] {
        let all_evidence = evidence_of_file(0, "x.json", text.as_bytes());
        assert_eq!(all_evidence[0].records, events, "{text}");
        let evidence = evidence_of([("x.json", text.as_bytes())]);
        let (_, findings) = trailglass::integrity::check::check(evidence);
        let is_log_or_said =
            findings.problems.iter().any(|problem| problem.message.to_string().contains("events beside"));
        assert!(is_log_or_said, "{text}: {:?}", findings.problems);
    }
    // A log file that CloudTrail signed remains one.
    let trail = SignedTrail { hours: 1, ..SignedTrail::default() };
    let log = format!(r#"{{"awsAccountId":"1","digestStartTime":"x",{records}}}"#);
    let written = with_keys(trail.write(aws(), |_, digest| {
        digest["logFiles"][0]["hashValue"] = json!(ContentHash::of(log.as_bytes()).to_string());
    }));
    let mut files = written.files.clone();
    files.insert(written.logs[0].0.clone(), gzip(log.as_bytes()));
    let findings = judge(&files);
    assert_eq!(class_of(&files, &findings, &written.logs[0].0), Class::Verified);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "runs natively, where there is a clock")]
fn many_keys_and_many_signatures_are_bounded_work() {
    let mut files = honest().files;
    let mut keys = Vec::new();
    for number in 0..400_u32 {
        // Distinct 2,048-bit numbers in the form of RSA keys.
        let mut der = attacker().der.clone();
        der[20..24].copy_from_slice(&number.to_be_bytes());
        keys.push(json!({"Value": base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &der)}));
        files.insert(format!("m/{number}.json"), head(&format!("{number:04x}").repeat(128)));
    }
    files.insert("keys/many.json".to_owned(), json!({"PublicKeyList": keys}).to_string().into_bytes());
    let start = std::time::Instant::now();
    let findings = judge(&files);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (4, 4));
}

#[test]
fn what_could_not_be_read_is_not_judged() {
    use std::io::{self, Read};
    use trailglass::intake::{DiscardingSink, LogReader};
    use trailglass::model::FileDescriptor;
    struct Gone(Vec<u8>);
    impl Read for Gone {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            match self.0.len().min(out.len()) {
                0 => Err(io::Error::other("NotReadableError")),
                some => {
                    out[..some].copy_from_slice(&self.0[..some]);
                    self.0.drain(..some);
                    Ok(some)
                }
            }
        }
    }
    let written = honest();
    let lost = [&written.logs[1].0, &written.digests[3].0];
    // Without a number, the file cannot even be opened.
    for before in [None, Some(0), Some(1), Some(2), Some(40)] {
        let mut all_evidence = Vec::new();
        for (number, (path, bytes)) in (0..).zip(&written.files) {
            let descriptor = FileDescriptor { file: number, path: path.clone(), bytes: bytes.len() as u64 };
            let mut reader = LogReader::default();
            if lost.contains(&path) {
                match before {
                    None => reader.unread_with_evidence(&descriptor),
                    Some(before) => {
                        let mut gone = Gone(bytes[..before].to_vec());
                        reader.read_with_evidence(&descriptor, &mut gone, &mut DiscardingSink);
                    }
                }
                all_evidence.extend(reader.take_evidence());
            } else {
                all_evidence.extend(evidence_of_file(number, path, bytes));
            }
        }
        let (_, findings) =
            trailglass::integrity::check::check(trailglass::integrity::evidence::Evidence::new(all_evidence));
        assert_eq!(accused(&findings), 0, "{before:?}");
        let log = findings.logs.iter().find(|log| log.object.key.contains("00000001")).expect("a log");
        assert_eq!(log.verdict, LogVerdict::Unreadable, "{before:?}");
        assert!(said(&findings).contains("unproven: it could not be read"), "{before:?}");
        assert_eq!(findings.counts.digests_missing, 0, "{before:?}");
    }
}

#[test]
fn a_failed_download_of_metadata_is_no_digest() {
    let written = honest();
    for (bytes, repeat) in [(b"".as_slice(), ""), (b"An error occurred (403)".as_slice(), " (1)")] {
        let mut files = written.files.clone();
        let sidecar = format!("{}.head.json", written.digests[1].0);
        files.insert(sidecar.replace(".head.json", &format!(".head{repeat}.json")), bytes.to_vec());
        if repeat.is_empty() {
            assert_eq!(files.len(), written.files.len());
        }
        let findings = judge(&files);
        assert_eq!((accused(&findings), findings.counts.digests_verified), (0, 4), "{bytes:?}");
        assert!(says_whole(&findings), "{}", first_sentence(&findings));
    }
}

#[test]
fn commands_name_only_what_cloudtrail_would_and_lead_into_no_other_bucket() {
    let written = honest();
    let mut forged: Value = serde_json::from_slice(&written.digests[3].1).expect("JSON");
    let evil =
        SignedTrail { bucket: "evil-bucket".to_owned(), trail: "evil".to_owned(), ..SignedTrail::default() };
    forged["digestS3Bucket"] = json!("evil-bucket");
    forged["digestS3Object"] = json!(evil.digest_key(4));
    forged["previousDigestS3Bucket"] = json!("evil-bucket");
    forged["previousDigestS3Object"] = json!(evil.digest_key(3));
    let listed = |key: &str| json!({"s3Bucket": "a-bucket", "s3Object": key, "hashValue": "11".repeat(32)});
    forged["logFiles"] = json!([
        listed(".bashrc"),
        listed("../../.ssh/authorized_keys"),
        listed("AWSLogs/$(id)/x.json.gz"),
        {"s3Bucket": "evil-bucket", "s3Object": evil.log_key(7), "hashValue": "00"},
    ]);
    let mut files = written.files.clone();
    files.insert("x/evil.json.gz".to_owned(), gzip(forged.to_string().as_bytes()));
    // Files that a verified digest lists are suggested.
    files.remove(&written.logs[2].0);
    files.remove(&written.digests[1].0);
    let suggestions = commands::suggestions(&judge(&files));
    let lines: Vec<&String> = suggestions.iter().flat_map(|suggestion| &suggestion.lines).collect();
    assert!(!lines.is_empty());
    for line in &lines {
        assert!(!line.contains("evil") && !line.contains("bashrc") && !line.contains(".."), "{line}");
        assert!(
            line.starts_with("mkdir -p ") || line.contains(" fetched/") || line.contains("> keys/"),
            "{line}"
        );
    }
    assert!(lines.iter().any(|line| line.contains("AbCdEfGh00000002")));
    assert!(lines.iter().any(|line| line.starts_with("aws s3api get-object") && line.contains("T120000Z")));
}

fn query(signer: &Signer, results: &[(&str, &[u8])], change: impl Fn(&mut Value)) -> Vec<u8> {
    let hashes: Vec<String> = results.iter().map(|(_, bytes)| ContentHash::of(bytes).to_string()).collect();
    let files: Vec<Value> = results
        .iter()
        .zip(&hashes)
        .map(|((name, _), hash)| json!({"fileName": name, "fileHashValue": hash}))
        .collect();
    let mut sign = json!({"version": "1.0", "region": "us-east-1", "files": files, "hashAlgorithm": "SHA-256",
        "signatureAlgorithm": "SHA256withRSA", "queryCompleteTime": "2024-03-01T10:00:00Z",
        "hashSignature": signer.sign(&hashes.join(" ")), "publicKeyFingerprint": signer.fingerprint});
    change(&mut sign);
    sign.to_string().into_bytes()
}

#[test]
fn sign_files_that_lie_hide_nothing_and_accuse_nobody() {
    let written = honest();
    let (one, two) = (gzip(b"eventName\nGetObject\n"), gzip(b"eventName\nPutObject\n"));
    let results: [(&str, &[u8]); 2] =
        [("result_1.csv.gz", one.as_slice()), ("result_2.csv.gz", two.as_slice())];
    let mut files = written.files.clone();
    files.insert("q/result_1.csv.gz".to_owned(), one.clone());
    files.insert("q/result_2.csv.gz".to_owned(), two.clone());
    files.insert("q/result_sign.json".to_owned(), query(aws(), &results, |_| {}));
    let findings = judge(&files);
    assert!(says_whole(&findings), "{}", first_sentence(&findings));
    assert_eq!(overview(&findings).class(), Class::Verified);
    assert_eq!(findings.counts.logs_not_covered, 0);
    // A forged sign file beside an altered log.
    let (log, _) = &written.logs[0];
    let (folder, name) = log.rsplit_once('/').expect("a folder");
    let altered = gzip(b"{\"Records\":[]}");
    files.insert(log.clone(), altered.clone());
    for lie in [
        query(attacker(), &[(name, altered.as_slice())], |_| {}),
        query(aws(), &[(name, altered.as_slice())], |_| {}),
    ] {
        files.insert(format!("{folder}/result_sign.json"), lie);
        assert_eq!(class_of(&files, &judge(&files), log), Class::Invalid);
    }
    // Forged sign files beside genuine results.
    let lies = [
        query(attacker(), &results, |_| {}),
        query(aws(), &results, |sign| sign["hashSignature"] = json!("00".repeat(256))),
        query(aws(), &results, |sign| sign["hashSignature"] = json!("junk")),
        query(attacker(), &[("result_1.csv.gz", b"other".as_slice())], |_| {}),
        query(aws(), &results, |sign| sign["publicKeyFingerprint"] = json!("00")),
    ];
    for lie in lies {
        let mut files = written.files.clone();
        files.insert("q/result_1.csv.gz".to_owned(), one.clone());
        files.insert("q/result_2.csv.gz".to_owned(), two.clone());
        files.insert("q/a_sign.json".to_owned(), lie.clone());
        let findings = judge(&files);
        assert!(
            findings.files.iter().all(|file| file.class != Class::Invalid),
            "{}",
            String::from_utf8_lossy(&lie)
        );
        assert!(!says_whole(&findings));
        assert_ne!(overview(&findings).class(), Class::Verified);
        files.insert("q/result_sign.json".to_owned(), query(aws(), &results, |_| {}));
        let findings = judge(&files);
        assert_eq!(class_of(&files, &findings, "q/result_1.csv.gz"), Class::Verified);
    }
    // An altered result beside its genuine sign file.
    let mut files = written.files;
    files.insert("q/result_1.csv.gz".to_owned(), gzip(b"eventName\n"));
    files.insert("q/result_2.csv.gz".to_owned(), two.clone());
    files.insert("q/result_sign.json".to_owned(), query(aws(), &results, |_| {}));
    let findings = judge(&files);
    assert_eq!(class_of(&files, &findings, "q/result_1.csv.gz"), Class::Invalid);
    assert_eq!(overview(&findings).class(), Class::Invalid);
}

#[test]
fn evidence_that_is_gone_is_said() {
    let mut files = honest().files;
    files.remove("keys/public-keys.json");
    let evidence = evidence_of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let (_, findings) = trailglass::integrity::Checker::new(evidence).without(3).finish();
    let summary = trailglass::integrity::statement::summary(&findings).join(" ");
    assert!(summary.contains("The worker that had read 3 files ended"), "{summary}");
    assert!(!summary.contains("no public key was supplied"), "{summary}");
}
