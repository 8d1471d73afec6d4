//! The many forms in which users have these files, and hostile files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use rsa::Pkcs1v15Sign;
use rsa::pkcs1::EncodeRsaPublicKey as _;
use serde_json::Value;
use trailglass::integrity::check::{Checker, check};
use trailglass::integrity::evidence::{ContentHash, Evidence};
use trailglass::integrity::findings::{Class, DigestVerdict, Findings, Lacking, LogVerdict, VerdictCounts};
use trailglass::integrity::report::{ReportStamp, SCHEMA, html, json};
use trailglass::integrity::verdict::LogFault;
use trailglass::integrity::{aws_cli, commands, statement};

use super::forge::{FilesByPath, judge};
use super::scenarios::{evidence_of, evidence_of_file, files_of, packed};
use crate::compression::Compressor;
use crate::support::reading::gzip;

fn name(path: &str) -> &str {
    path.rsplit('/').next().expect("a name")
}

const WHOLE: VerdictCounts = VerdictCounts {
    digests_verified: 5,
    digests_found_key: 0,
    digests_unproven: 0,
    digests_invalid: 0,
    digests_missing: 0,
    logs_verified: 6,
    logs_found_key: 0,
    logs_unproven: 0,
    logs_invalid: 0,
    logs_missing: 0,
    logs_not_covered: 0,
};

const BY_FOUND_KEY: VerdictCounts =
    VerdictCounts { digests_verified: 0, digests_found_key: 5, logs_verified: 0, logs_found_key: 6, ..WHOLE };

#[test]
fn a_trail_is_verified_in_an_archive_flat_unpacked_and_downloaded_twice() {
    let files = files_of("clean");
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in &files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        builder.append_data(&mut header, path, bytes.as_slice()).expect("memory");
    }
    let archive = gzip(&builder.into_inner().expect("memory"));
    let in_archive = check(Evidence::new(evidence_of_file(0, "case.tar.gz", &archive))).1;
    // The keys are in the archive as well.
    assert_eq!(in_archive.counts, BY_FOUND_KEY);
    assert_eq!(in_archive.files.len(), 11);

    let flat: FilesByPath =
        files.iter().map(|(path, bytes)| (name(path).to_owned(), bytes.clone())).collect();
    assert_eq!(judge(&flat).counts, BY_FOUND_KEY);
    let apart = |path: &str| match path {
        "public-keys.json" => "keys/public-keys.json".to_owned(),
        path => name(path).to_owned(),
    };
    let flat: FilesByPath = files.iter().map(|(path, bytes)| (apart(path), bytes.clone())).collect();
    assert_eq!(judge(&flat).counts, WHOLE);
    let twice: FilesByPath = files
        .iter()
        .map(|(path, bytes)| (apart(path).replace(".json.gz", " (1).json.gz"), bytes.clone()))
        .collect();
    assert_eq!(judge(&twice).counts, WHOLE);

    let unpacked: FilesByPath = files
        .iter()
        .map(|(path, bytes)| {
            let mut text = Vec::new();
            match std::io::Read::read_to_end(
                &mut flate2::bufread::GzDecoder::new(bytes.as_slice()),
                &mut text,
            ) {
                Ok(_) => (path.trim_end_matches(".gz").to_owned(), text),
                Err(_) => (path.clone(), bytes.clone()),
            }
        })
        .collect();
    let findings = judge(&unpacked);
    assert_eq!(findings.counts, WHOLE);
    assert!(findings.logs.iter().all(|log| log.notes[0].to_string().contains("unpacked before")));

    for (format, ending) in [(Compressor::Zstd, ".zst"), (Compressor::Bzip2, ".bz2"), (Compressor::Xz, ".xz")]
    {
        let repacked = |files: &FilesByPath| -> FilesByPath {
            files.iter().map(|(path, bytes)| (format!("{path}{ending}"), format.pack(bytes))).collect()
        };
        let (keys, logs): (FilesByPath, FilesByPath) =
            unpacked.clone().into_iter().partition(|(path, _)| !path.contains("AWSLogs/"));
        let mut all = repacked(&logs);
        all.extend(keys.clone());
        let findings = judge(&all);
        assert_eq!(findings.counts, WHOLE, "{format:?}");
        assert!(findings.logs.iter().all(|log| log.notes[0].to_string().contains("packed anew before")));
        // The original bytes from CloudTrail, compressed once more.
        let mut all =
            repacked(&files.clone().into_iter().filter(|(path, _)| path.contains("AWSLogs/")).collect());
        all.extend(keys);
        let findings = judge(&all);
        assert_eq!(findings.counts, WHOLE, "{format:?}");
        assert!(findings.logs.iter().all(|log| log.notes.is_empty()));
    }
}

/// A log file that is damaged in another compression format could not be read, which is no evidence
/// against it.
#[test]
fn damage_of_another_compression_is_no_tampering() {
    for format in [Compressor::Zstd, Compressor::Bzip2, Compressor::Xz] {
        let mut files = files_of("clean");
        let path = files.keys().find(|path| path.contains("/CloudTrail/")).expect("a log").clone();
        let text = flate2::read::GzDecoder::new(&files[&path][..]);
        let text = std::io::read_to_string(text).expect("text");
        let packed = format.pack(text.as_bytes());
        files.remove(&path);
        let name = path.trim_end_matches(".gz").to_owned();
        for bytes in [&packed[..packed.len() / 2], &packed[..packed.len() - 4]] {
            files.insert(name.clone(), bytes.to_vec());
            let findings = judge(&files);
            let log = findings
                .logs
                .iter()
                .find(|log| !log.places.is_empty() && log.verdict != LogVerdict::Verified);
            assert_eq!(log.expect("it is not proven").verdict, LogVerdict::Unreadable, "{format:?}");
        }
        // Other content is tampering.
        files.insert(name.clone(), format.pack(b"{\"Records\":[]}"));
        let findings = judge(&files);
        assert!(
            findings.logs.iter().any(|log| log.verdict == LogVerdict::Invalid(LogFault::Hash)),
            "{format:?}"
        );
    }
}

#[test]
fn signatures_find_their_digests_by_content() {
    let files = files_of("clean");
    let (sidecars, others): (FilesByPath, FilesByPath) =
        files.into_iter().partition(|(path, _)| path.ends_with(".head.json"));
    let all: Vec<u8> = sidecars.values().flatten().copied().collect();
    let text = String::from_utf8(all.clone()).expect("text");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [all, utf16, sidecars.values().last().expect("one").clone()] {
        let mut files = others.clone();
        files.insert("answers.txt".to_owned(), bytes);
        let findings = judge(&files);
        assert_eq!(findings.counts, WHOLE);
        assert_eq!(findings.problems, []);
    }
    // Without its signature, the newest digest is unproven, and the command that fetches it is
    // suggested.
    let findings = judge(&others);
    let newest = findings.chains[0].digests.last().expect("a digest");
    assert_eq!(newest.verdict, DigestVerdict::Unproven(Lacking::Signature));
    assert_eq!((findings.counts.digests_verified, findings.counts.logs_unproven), (4, 2));
    let suggested = commands::suggestions(&findings);
    assert_eq!(suggested.len(), 1);
    assert!(suggested[0].lines[0].starts_with("mkdir -p fetched/oracle-bucket/AWSLogs/"));
    let line = &suggested[0].lines[1];
    assert!(line.starts_with("aws s3api head-object --bucket oracle-bucket --key AWSLogs/"), "{line}");
    assert!(line.ends_with("T150000Z.json.gz.head.json"), "{line}");
    // A signature of a digest that is not here is assigned to none.
    let mut strange = others.clone();
    strange.retain(|path, _| !path.contains("T150000Z"));
    strange.insert("answer.txt".to_owned(), sidecars.values().last().expect("one").clone());
    assert!(judge(&strange).problems[0].message.to_string().contains("no digest is here"));
}

#[test]
fn without_keys_nothing_is_authenticated() {
    let mut files = files_of("clean");
    files.remove("public-keys.json");
    let findings = judge(&files);
    assert_eq!((findings.counts.digests_unproven, findings.counts.logs_unproven), (5, 6));
    assert!(statement::summary(&findings)[0].starts_with("Consistent, not authenticated"));
    let suggested = &commands::suggestions(&findings)[0];
    assert_eq!(
        suggested.lines,
        [
            "mkdir -p keys",
            "aws cloudtrail list-public-keys --region us-east-1 --start-time 2024-03-01T10:00:00Z --end-time 2024-03-01T16:00:00Z > keys/public-keys-us-east-1.json"
        ]
    );
    // An altered log still differs visibly from the others.
    let path = files.keys().find(|path| path.contains("_CloudTrail_")).expect("a log").clone();
    files.insert(path, gzip(b"{\"Records\":[]}"));
    assert!(statement::summary(&judge(&files))[0].starts_with("Neither consistent nor authenticated"));
}

#[test]
fn a_key_of_another_time_is_noted() {
    let mut files = files_of("clean");
    let keys = String::from_utf8(files["public-keys.json"].clone()).expect("text");
    let later = keys.replace("2024-02-01T", "2024-03-01T13:30:00Z\", \"was\": \"");
    assert_ne!(later, keys);
    files.insert("public-keys.json".to_owned(), later.into_bytes());
    let findings = judge(&files);
    assert_eq!(findings.counts, WHOLE);
    let noted: Vec<bool> = findings.chains[0].digests.iter().map(|digest| !digest.notes.is_empty()).collect();
    assert_eq!(noted, [true, true, true, false, false]);
}

#[test]
fn the_findings_come_in_steps_and_cross_as_json() {
    let files = files_of("clean");
    let evidence = evidence_of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let mut checker = Checker::new(evidence.clone());
    let (mut before, mut steps) = (checker.progress(), 0);
    assert_eq!(before.done, 0);
    while !checker.progress().is_done() {
        let now = checker.step();
        assert!(now.done > before.done && now.total == before.total, "{before:?} {now:?}");
        (before, steps) = (now, steps + 1);
    }
    assert!(steps >= 6, "a step for each signature");
    let (_, findings) = checker.finish();
    assert_eq!(findings, check(evidence).1);
    let crossed = serde_json::to_string(&findings).expect("JSON");
    assert_eq!(serde_json::from_str::<Findings>(&crossed).expect("JSON"), findings);
}

#[test]
fn the_results_of_a_query_have_rules_of_their_own() {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048);
    let Ok(key) = key else { panic!("a key") };
    let der = key.to_public_key().to_pkcs1_der().expect("DER");
    let fingerprint: String =
        <md5::Md5 as md5::Digest>::digest(der.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let results = [gzip(b"eventName\nGetObject\n"), gzip(b"eventName\nPutObject\n")];
    let hashes: Vec<String> = results.iter().map(|result| ContentHash::of(result).to_string()).collect();
    let prefix = [
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
        0x04, 0x20,
    ];
    let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: prefix.into() };
    let signature = key.sign(scheme, &ContentHash::of(hashes.join(" ").as_bytes()).0).expect("signed");
    let signature: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    let sign = serde_json::json!({
        "version": "1.0", "region": "us-east-1", "hashAlgorithm": "SHA-256", "signatureAlgorithm": "SHA256withRSA",
        "files": [
            {"fileName": "result_1.csv.gz", "fileHashValue": hashes[0]},
            {"fileName": "result_2.csv.gz", "fileHashValue": hashes[1]},
        ],
        "queryCompleteTime": "2024-03-01T10:00:00Z", "hashSignature": signature, "publicKeyFingerprint": fingerprint,
    });
    let keys = serde_json::json!({"PublicKeyList": [{"Value": STANDARD.encode(der.as_bytes()), "Fingerprint": fingerprint}]});
    let mut files = FilesByPath::from([
        ("q/result_sign.json".to_owned(), sign.to_string().into_bytes()),
        ("q/result_1.csv.gz".to_owned(), results[0].clone()),
        ("q/result_2.csv.gz".to_owned(), results[1].clone()),
        ("keys.json".to_owned(), keys.to_string().into_bytes()),
    ]);
    let verdicts = |files: &FilesByPath| {
        let query = judge(files).queries.remove(0);
        (query.verdict.class(), query.files.iter().map(|file| file.verdict).collect::<Vec<_>>())
    };
    assert_eq!(verdicts(&files), (Class::Verified, vec![LogVerdict::Verified; 2]));
    assert!(report_by_schema(&judge(&files), "query").contains("result_2.csv.gz"));
    assert_eq!(
        statement::summary(&judge(&files))[0],
        "The results of the CloudTrail Lake query are verified."
    );
    // The same content in another compression is another file.
    files.insert("q/result_2.csv.gz".to_owned(), [gzip(b""), results[1].clone()].concat());
    assert_eq!(verdicts(&files).1[1].class(), Class::Invalid);
    let findings = judge(&files);
    assert_eq!(findings.queries[0].class(), Class::Invalid, "no better than its worst file");
    assert_eq!(findings.queries[0].words(), "sign file verified; 1 of 2 files INVALID");
    assert!(statement::summary(&findings)[0].contains("not verified"));
    files.remove("q/result_1.csv.gz");
    assert_eq!(verdicts(&files).1[0], LogVerdict::Missing);
    let turned = sign.to_string().replacen(&hashes[0], &hashes[1], 1);
    files.insert("q/result_sign.json".to_owned(), turned.into_bytes());
    assert_eq!(verdicts(&files).0, Class::Invalid);
}

const WRITING: ReportStamp = ReportStamp { version: String::new(), written_at_millis: 1_709_290_800_000 };

#[test]
fn a_report_is_inert_and_says_everything() {
    let mut files = files_of("log-modified");
    let hostile = "x/<img src=x onerror=alert(1)>\u{202e}'\"&_CloudTrail_.json";
    files.insert(hostile.to_owned(), br#"{"Records":[]}"#.to_vec());
    let findings = judge(&files);
    let page = html(&findings, &WRITING);
    assert!(!page.contains("<img") && !page.contains("<script") && !page.contains('\u{202e}'));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;⟨right-to-left override⟩&#39;&quot;&amp;"));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("));
    let value: Value = serde_json::from_str(&json(&findings, &WRITING)).expect("JSON");
    assert_eq!(value["formatVersion"], 1);
    assert_eq!(value["writtenAt"], "2024-03-01T11:00:00Z");
    assert_eq!(value["counts"]["logs"]["invalid"], 1);
    for log in findings.logs.iter().filter_map(|log| log.found) {
        assert!(page.contains(&log.to_string()));
    }
    for digest in &findings.chains[0].digests {
        let evidence = digest.evidence.as_ref().expect("evidence");
        assert!(page.contains(&evidence.string_to_sign));
    }
    let later = ReportStamp { written_at_millis: 0, ..WRITING };
    let dated = html(&findings, &later).replace("1970-01-01 00:00:00", "2024-03-01 11:00:00");
    assert_eq!(dated, page, "only the time of writing differs");
}

/// Validates a value against the subset of JSON Schema that the report's schema uses; a member that
/// the schema does not list is an error as well.
fn follows(schema: &Value, value: &Value, at: &str) {
    if let Some(constant) = schema.get("const") {
        return assert_eq!(constant, value, "{at}");
    }
    if let Some(Value::Array(terms)) = schema.get("enum") {
        assert!(terms.contains(value), "{at}: {value} is none of {terms:?}");
    }
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    match &schema["type"] {
        Value::String(kind) => assert_eq!(kind, own, "{at}"),
        Value::Array(kinds) => assert!(kinds.iter().any(|kind| kind == own), "{at}: {own}"),
        other => panic!("{at}: a schema without a type: {other}"),
    }
    for item in value.as_array().into_iter().flatten() {
        follows(&schema["items"], item, &format!("{at}[]"));
    }
    let Value::Object(members) = value else { return };
    let required = schema["required"].as_array().expect("required members");
    for name in required.iter().filter_map(Value::as_str) {
        assert!(members.contains_key(name), "{at} lacks {name}");
    }
    for (name, member) in members {
        let schema = schema["properties"].get(name);
        follows(
            schema.unwrap_or_else(|| panic!("{at}.{name} is not in the schema")),
            member,
            &format!("{at}.{name}"),
        );
    }
}

/// Returns the JSON report after validating it against its schema.
pub(super) fn report_by_schema(findings: &Findings, name: &str) -> String {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let report = json(findings, &WRITING);
    follows(&schema, &serde_json::from_str(&report).expect("JSON"), name);
    report
}

#[test]
fn every_report_follows_its_schema() {
    let reports = packed().iter().map(|scenario| {
        let (_, findings) = check(scenario.evidence());
        report_by_schema(&findings, &scenario.name)
    });
    let reports: String = reports.collect();
    // Together, the scenarios cover nearly all terms.
    for term in ["ownMetadata", "successor", "restart", "differs", "notCovered"] {
        assert!(reports.contains(&format!("\"{term}\"")), "no report says {term}");
    }
}

/// Generates a digest with arbitrary values.
fn hostile_digest() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("null".to_owned()),
        Just("7".to_owned()),
        Just("\"2024-03-01T11:00:00Z\"".to_owned()),
        Just("\"9999-12-31T23:59:59Z\"".to_owned()),
        Just("\"0000-01-01T00:00:00Z\"".to_owned()),
        Just("\"AWSLogs/x/d\"".to_owned()),
        Just(
            "\"AWSLogs/1/CloudTrail-Digest/r/1/1/1/1_CloudTrail-Digest_r_t_r_20240301T110000Z.json.gz\""
                .to_owned()
        ),
        "\"[ -!#-\\[\\]-é☃]{0,12}\"",
    ];
    proptest::collection::vec(text, 13).prop_map(|values| {
        let names = [
            "awsAccountId",
            "digestStartTime",
            "digestEndTime",
            "digestS3Bucket",
            "digestS3Object",
            "digestPublicKeyFingerprint",
            "previousDigestS3Bucket",
            "previousDigestS3Object",
            "previousDigestHashValue",
            "previousDigestSignature",
        ];
        let members: Vec<String> =
            names.iter().zip(&values).map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let log = format!(
            "{{\"s3Bucket\":{},\"s3Object\":{},\"hashValue\":{}}}",
            values[10], values[11], values[12]
        );
        format!("{{{},\"logFiles\":[{log},{log}]}}", members.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_document_makes_it_panic(digests in proptest::collection::vec(("[a-z☃/_.-]{0,20}", hostile_digest()), 0..6), keys in "[ -~]{0,60}", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut files = files_of("clean");
        let apart = files.remove("public-keys.json").unwrap_or_default();
        files.insert("keys/public-keys.json".to_owned(), apart);
        for (place, (path, digest)) in digests.into_iter().enumerate() {
            files.insert(format!("{place}{path}"), digest.into_bytes());
        }
        files.insert("k.json".to_owned(), format!("{{\"PublicKeyList\":[{{\"Value\":\"{}\"}}]}}", STANDARD.encode(&bytes)).into_bytes());
        files.insert("k.pem".to_owned(), format!("-----BEGIN PUBLIC KEY-----{keys}").into_bytes());
        files.insert("h.json".to_owned(), format!("{{\"AcceptRanges\":1,\"Metadata\":{{\"signature\":{keys:?}}}}}").into_bytes());
        files.insert("s.json".to_owned(), format!("{{\"files\":[{{\"fileName\":{keys:?},\"fileHashValue\":\"\"}}],\"hashSignature\":\"\"}}").into_bytes());
        let evidence = evidence_of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let (evidence, findings) = check(evidence);
        prop_assert!(findings.counts.digests_verified == 5);
        html(&findings, &WRITING);
        json(&findings, &WRITING);
        commands::suggestions(&findings);
        for chain in &findings.chains {
            let request = aws_cli::ValidateRequest::of_chain(&findings, &chain.name);
            aws_cli::print(&evidence, &findings, &request);
        }
    }
}
