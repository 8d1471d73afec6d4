//! An attacker who controls the bucket and every file except the user's own keys cannot obtain a
//! verdict of "verified", make a genuine file INVALID, or hide anything.

use serde_json::{Value, json};
use trailglass::integrity::findings::{BreakKind, Class, Findings, KeyOrigin, LogVerdict};
use trailglass::integrity::present::overview::overview;

use super::forge::{
    ACCOUNT, FilesByPath, SignedTrail, Signer, accused, attacker, aws, class_of, digests, first_sentence,
    head, honest, judge, judge_trusting, said, says_whole, with_keys,
};
use crate::compression::Compressor;
use crate::support::reading::gzip;

#[test]
fn an_honest_trail_is_verified_whole() {
    let written = honest();
    let findings = judge(&written.files);
    assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (4, 4));
    assert!(says_whole(&findings), "{}", first_sentence(&findings));
    assert_eq!(overview(&findings).class(), Class::Verified);
    assert!(findings.keys.iter().all(|key| key.is_trusted && key.origin == KeyOrigin::Apart));
}

fn tar_of(files: &FilesByPath) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        builder.append_data(&mut header, path, bytes.as_slice()).expect("memory");
    }
    builder.into_inner().expect("memory")
}

#[test]
fn keys_among_the_logs_prove_nothing_wherever_they_lie() {
    let account = format!("s3/a-bucket/AWSLogs/{ACCOUNT}");
    let list = attacker().list();
    let places: Vec<(String, Vec<u8>, KeyOrigin)> = vec![
        (format!("{account}/k.json"), list.clone(), KeyOrigin::AmongLogs),
        (format!("{account}/keys/k.json"), list.clone(), KeyOrigin::AmongLogs),
        (format!("{account}/CloudTrail/us-east-1/k.pem.json"), list.clone(), KeyOrigin::AmongLogs),
        (format!("{account}/CloudTrail/us-east-1/2024/03/01/k.json"), list.clone(), KeyOrigin::AmongLogs),
        (format!("{account}/CloudTrail/us-east-1/2024/03/01/x/k.json"), list.clone(), KeyOrigin::AmongLogs),
        (
            format!("{account}/CloudTrail-Digest/us-east-1/2024/03/01/k.json"),
            list.clone(),
            KeyOrigin::AmongLogs,
        ),
        ("s3/a-bucket/AWSLogs/k.json".to_owned(), list.clone(), KeyOrigin::AmongLogs),
        ("s3/a-bucket/k.json".to_owned(), list.clone(), KeyOrigin::AmongLogs),
        ("s3/a-bucket/keys/k.json".to_owned(), list.clone(), KeyOrigin::AmongLogs),
        ("s3/k.json".to_owned(), list.clone(), KeyOrigin::AmongLogs),
        ("elsewhere/k.json.gz".to_owned(), gzip(&list), KeyOrigin::Gzip),
        (
            format!("elsewhere/{ACCOUNT}_CloudTrail_us-east-1_20240301T1030Z_AbCdEfGh01234567.json.gz"),
            gzip(&list),
            KeyOrigin::Gzip,
        ),
        ("elsewhere/k.der".to_owned(), gzip(&attacker().der), KeyOrigin::Gzip),
        ("elsewhere/k.json.zst".to_owned(), Compressor::Zstd.pack(&list), KeyOrigin::Packed),
        ("elsewhere/k.json".to_owned(), Compressor::Bzip2.pack(&list), KeyOrigin::Packed),
        ("elsewhere/k.gz.xz".to_owned(), Compressor::Xz.pack(&gzip(&list)), KeyOrigin::Gzip),
    ];
    for (path, bytes, origin) in places {
        let mut files = SignedTrail::default().write(attacker(), |_, _| {}).files;
        for with_aws in [false, true] {
            if with_aws {
                files.insert("keys/public-keys.json".to_owned(), aws().list());
            }
            files.insert(path.clone(), bytes.clone());
            let findings = judge(&files);
            assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (0, 0), "{path}");
            assert_eq!((findings.counts.digests_found_key, findings.counts.logs_found_key), (4, 4), "{path}");
            let key = findings.keys.iter().find(|key| key.path == path).expect("it is shown");
            assert_eq!((key.origin, key.is_trusted), (origin, false), "{path}");
            assert!(
                first_sentence(&findings).starts_with("Verified only by public keys found among the logs")
            );
            assert!(findings.chains.iter().all(|chain| chain.proven.is_empty()), "{path}");
            assert_eq!(overview(&findings).class(), Class::FoundKey);
            assert!(said(&findings).contains("verified by a key found among the logs"));
            assert_eq!(findings.files.iter().filter(|file| file.class == Class::Verified).count(), 0);
            assert_eq!(findings.files.iter().filter(|file| file.class == Class::FoundKey).count(), 8);
            let findings = judge_trusting(&files, &[&path]);
            assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (4, 4), "{path}");
            assert!(said(&findings).contains(&format!("({path}) were trusted by hand")), "{path}");
        }
    }
}

#[test]
fn keys_in_an_archive_prove_nothing() {
    let files = SignedTrail::default().write(attacker(), |_, _| {}).files;
    let keys = FilesByPath::from([("keys/k.json".to_owned(), attacker().list())]);
    let mut whole = files.clone();
    whole.extend(keys.clone());
    let whole = FilesByPath::from([("case.tar.gz".to_owned(), gzip(&tar_of(&whole)))]);
    let mut attachments = files.clone();
    attachments.insert("keys.tar".to_owned(), tar_of(&keys));
    for files in [whole, attachments] {
        let findings = judge(&files);
        assert_eq!((findings.counts.digests_verified, findings.counts.digests_found_key), (0, 4));
        let key = findings.keys[0].clone();
        assert_eq!(key.origin, KeyOrigin::Archive);
        assert_eq!(judge_trusting(&files, &[&key.path]).counts.digests_verified, 4);
    }
}

#[test]
fn partial_trees_have_no_room_for_keys_either() {
    let trail = SignedTrail::default();
    let account = format!("s3/a-bucket/AWSLogs/{ACCOUNT}/");
    for (cut, path) in [
        (account.clone(), "logs/k.json"),
        (account.clone(), "logs/keys/k.json"),
        (account.clone(), "logs/CloudTrail/k.json"),
        (account.clone(), "logs/CloudTrail-Digest/keys/k.json"),
    ] {
        let written = trail.write(attacker(), |_, _| {});
        let files: FilesByPath =
            written.files.into_iter().map(|(path, bytes)| (path.replace(&cut, "logs/"), bytes)).collect();
        let mut forged = files.clone();
        forged.insert(path.to_owned(), attacker().list());
        assert_eq!(judge(&forged).counts.digests_verified, 0, "{path}");
        let mut apart = files;
        apart.insert("keys/k.json".to_owned(), attacker().list());
        assert_eq!(judge(&apart).counts.digests_verified, 4);
    }
}

#[test]
fn short_keys_and_junk_keys_prove_nothing_and_accuse_nobody() {
    let short = Signer::new(1024);
    let mut files = SignedTrail::default().write(&short, |_, _| {}).files;
    files.insert("keys/k.json".to_owned(), short.list());
    let findings = judge(&files);
    assert_eq!((findings.counts.digests_verified, findings.counts.digests_unproven), (0, 4));
    assert!(
        findings.keys[0].problem.as_ref().is_some_and(|problem| problem.to_string().contains("1024 bits"))
    );
    assert_eq!(accused(&findings), 0);
    // An invalid key with the fingerprint of AWS's key.
    let mut files = honest().files;
    let junk = json!({"PublicKeyList": [{"Value": "AAAA", "Fingerprint": aws().fingerprint}]});
    files.insert("keys/a.json".to_owned(), junk.to_string().into_bytes());
    assert_eq!(judge(&files).counts.digests_verified, 4);
    files.remove("keys/public-keys.json");
    let findings = judge(&files);
    assert_eq!((accused(&findings), findings.counts.digests_unproven), (0, 4));
}

#[test]
fn keys_of_one_fingerprint_are_all_shown() {
    let mut files = honest().files;
    let later = String::from_utf8(aws().list()).expect("text").replace("2030-", "2031-");
    files.insert("keys/later.json".to_owned(), later.into_bytes());
    let findings = judge(&files);
    assert_eq!(findings.keys.len(), 2);
    assert_eq!(findings.keys[0].fingerprint, findings.keys[1].fingerprint);
    assert_eq!(findings.counts.digests_verified, 4);
}

#[test]
fn metadata_that_lie_take_nothing_away() {
    let written = honest();
    let other = SignedTrail { trail: "other".to_owned(), ..SignedTrail::default() }.write(aws(), |_, _| {});
    let stranger = SignedTrail::default().write(attacker(), |_, _| {});
    let junk: Vec<Vec<u8>> = vec![
        head("00"),
        head("zz"),
        head("abc"),
        head(&"ab".repeat(256)),
        head(&stranger.digests[1].2),
        head(&written.digests[0].2),
        head(&other.digests[1].2),
        b"{\"AcceptRanges\":1,\"Metadata\":{}}".to_vec(),
        b"{\"AcceptRanges\":1".to_vec(),
    ];
    for lie in &junk {
        for hour in 0..3 {
            let mut files = written.files.clone();
            files.insert(format!("{}.head.json", written.digests[hour].0), lie.clone());
            let findings = judge(&files);
            assert_eq!(digests(&findings), [Class::Verified; 4], "{}", String::from_utf8_lossy(lie));
            assert_eq!(findings.counts.logs_verified, 4);
        }
        // The newest digest has no successor: nothing proves it, and nothing contradicts it.
        let mut files = written.files.clone();
        files.insert(format!("{}.head.json", written.digests[3].0), lie.clone());
        let mut findings = judge(&files);
        let is_of_another_trail = *lie == head(&other.digests[1].2);
        if is_of_another_trail {
            // The signature covers something that is not here. If that digest is added, the
            // metadata are recognised as its own.
            files.extend(other.files.clone());
            findings = judge(&files);
        }
        assert_eq!(accused(&findings), 0, "{}", String::from_utf8_lossy(lie));
        assert_eq!(class_of(&files, &findings, &written.digests[3].0), Class::Unproven);
    }
}

#[test]
fn a_changed_digest_is_invalid_by_its_signature_or_by_the_one_after_it() {
    let written = honest();
    let altered = |hour: usize| {
        let text = String::from_utf8(written.digests[hour].1.clone()).expect("text");
        gzip(text.replacen("SHA-256", "SHA-257", 1).as_bytes())
    };
    for hour in 0..4 {
        let (path, ..) = &written.digests[hour];
        let mut files = written.files.clone();
        files.insert(path.clone(), altered(hour));
        assert_eq!(class_of(&files, &judge(&files), path), Class::Invalid, "signature kept, {hour}");
        files.remove(&format!("{path}.head.json"));
        let expected = if hour == 3 { Class::Unproven } else { Class::Invalid };
        assert_eq!(class_of(&files, &judge(&files), path), expected, "signature gone, {hour}");
        // Beside the genuine digest.
        let copy = format!("copy/{path}");
        let mut files = written.files.clone();
        files.insert(copy.clone(), altered(hour));
        let findings = judge(&files);
        assert_eq!(class_of(&files, &findings, path), Class::Verified, "{hour}");
        assert_eq!(class_of(&files, &findings, &copy), Class::Invalid, "{hour}");
        assert_eq!(findings.counts.logs_verified, 4);
    }
}

#[test]
fn a_hash_in_a_verified_digest_proves_what_is_before_it() {
    // Only the newest digest has a signature, and the others are not copied either.
    let written = with_keys(SignedTrail::default().write(aws(), |hour, digest| {
        if hour > 0 {
            digest["previousDigestSignature"] = Value::Null;
        }
        if hour < 2 {
            digest["digestPublicKeyFingerprint"] = json!("of a key that nobody has");
        }
    }));
    let mut files = written.files.clone();
    files.retain(|path, _| !path.ends_with(".head.json") || path.contains("T140000Z"));
    let findings = judge(&files);
    assert_eq!(digests(&findings), [Class::Verified; 4]);
    assert_eq!(findings.counts.logs_verified, 4);
    // Without the newest digest, none is proven.
    files.retain(|path, _| !path.contains("T140000Z"));
    assert_eq!(digests(&judge(&files)), [Class::Unproven; 3]);
}

fn has_break(findings: &Findings, kind: BreakKind) -> bool {
    findings.chains.iter().flat_map(|chain| &chain.breaks).any(|found| found.kind == kind)
}

#[test]
fn only_links_of_the_same_trail_leave_no_hole() {
    type Change = fn(usize, &mut Value);
    let changes: [(Change, BreakKind); 4] = [
        (
            |hour, digest| {
                if hour == 2 {
                    let key = digest["previousDigestS3Object"].as_str().unwrap_or_default().to_owned();
                    digest["previousDigestS3Object"] = json!(key.replace("us-east-1", "eu-west-1"));
                }
            },
            BreakKind::OtherChain,
        ),
        (
            |hour, digest| {
                if hour == 2 {
                    let key = digest["previousDigestS3Object"].as_str().unwrap_or_default().to_owned();
                    digest["previousDigestS3Object"] = json!(key.replace("a-trail", "b-trail"));
                }
            },
            BreakKind::OtherChain,
        ),
        (
            |hour, digest| {
                if hour == 2 {
                    digest["previousDigestS3Object"] = Value::Null;
                }
            },
            BreakKind::NoName,
        ),
        (
            |hour, digest| {
                if hour == 2 {
                    digest["previousDigestS3Bucket"] = Value::Null;
                    digest["previousDigestS3Object"] = Value::Null;
                    digest["previousDigestHashValue"] = Value::Null;
                }
            },
            BreakKind::NoName,
        ),
    ];
    for (number, (change, kind)) in changes.into_iter().enumerate() {
        let written = with_keys(SignedTrail::default().write(aws(), change));
        let findings = judge(&written.files);
        assert!(has_break(&findings, kind), "{number}");
        assert!(!says_whole(&findings), "{number}");
        assert_ne!(overview(&findings).class(), Class::Verified, "{number}");
        assert_eq!(accused(&findings), 0, "{number}");
    }
}

#[test]
fn trails_of_the_same_names_do_not_stand_for_each_other() {
    let one = SignedTrail::default();
    let others = [
        SignedTrail { bucket: "b-bucket".to_owned(), salt: "b".to_owned(), ..SignedTrail::default() },
        SignedTrail {
            organization: "o-abcdefghij/".to_owned(),
            salt: "o".to_owned(),
            ..SignedTrail::default()
        },
        SignedTrail {
            trail: "b-trail".to_owned(),
            region: "eu-west-1".to_owned(),
            salt: "t".to_owned(),
            ..SignedTrail::default()
        },
    ];
    for other in others {
        let (first, second) = (one.write(aws(), |_, _| {}), other.write(aws(), |_, _| {}));
        let mut files = first.files.clone();
        files.extend(second.files.clone());
        files.insert("keys/k.json".to_owned(), aws().list());
        let findings = judge(&files);
        assert_eq!(
            (findings.counts.digests_verified, findings.counts.logs_verified),
            (8, 8),
            "{}",
            other.salt
        );
        assert_eq!((findings.chains.len(), accused(&findings)), (2, 0), "{}", other.salt);
        assert!(says_whole(&findings), "{}", other.salt);
        // Without the buckets' names in the folders, the content decides.
        let bare = |path: &String| path.replace("a-bucket", "one").replace("b-bucket", "two");
        let renamed: FilesByPath = files.iter().map(|(path, bytes)| (bare(path), bytes.clone())).collect();
        let findings = judge(&renamed);
        assert_eq!((findings.counts.logs_verified, accused(&findings)), (8, 0), "{}", other.salt);
        // A missing digest is noticed, although the other trail has one with the same name.
        let mut cut = files.clone();
        cut.remove(&second.digests[1].0);
        let findings = judge(&cut);
        assert_eq!(findings.counts.digests_missing, 1, "{}", other.salt);
        assert!(!says_whole(&findings));
        // A log file of one trail is altered.
        let mut altered = files.clone();
        altered.insert(second.logs[1].0.clone(), gzip(b"{\"Records\":[]}"));
        let findings = judge(&altered);
        assert_eq!(class_of(&altered, &findings, &second.logs[1].0), Class::Invalid);
        assert_eq!(class_of(&altered, &findings, &first.logs[1].0), Class::Verified);
    }
}

#[test]
fn packed_and_unpacked_are_one() {
    let written = honest();
    let mut files = written.files.clone();
    for (path, text, _) in &written.digests {
        files.insert(path.trim_end_matches(".gz").to_owned(), text.clone());
    }
    for (path, text) in &written.logs {
        files.insert(path.trim_end_matches(".gz").to_owned(), text.clone());
    }
    let findings = judge(&files);
    assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (4, 4));
    assert_eq!((findings.counts.digests(), findings.counts.logs()), (4, 4));
    // One of the two copies is altered.
    let altered = written.logs[0].0.trim_end_matches(".gz").to_owned();
    files.insert(altered.clone(), b"{\"Records\":[]}".to_vec());
    let findings = judge(&files);
    assert_eq!(class_of(&files, &findings, &altered), Class::Invalid);
    assert_eq!(class_of(&files, &findings, &written.logs[0].0), Class::Verified);
}

#[test]
fn an_unproven_digest_accuses_nobody() {
    let written = honest();
    let mut forged: Value = serde_json::from_slice(&written.digests[3].1).expect("JSON");
    forged["digestS3Object"] = json!(SignedTrail::default().digest_key(4));
    forged["digestStartTime"] = json!("2024-03-01T14:00:00Z");
    forged["digestEndTime"] = json!("2024-03-01T15:00:00Z");
    forged["previousDigestS3Object"] = json!(SignedTrail::default().digest_key(3));
    forged["previousDigestHashValue"] = json!("00".repeat(32));
    forged["previousDigestSignature"] = json!("00".repeat(256));
    let log = |hour: usize| json!({"s3Bucket": "a-bucket", "s3Object": SignedTrail::default().log_key(hour), "hashValue": "11".repeat(32)});
    forged["logFiles"] = json!([log(0), log(1), log(9)]);
    let mut files = written.files.clone();
    let path = SignedTrail::default().path(&SignedTrail::default().digest_key(4));
    files.insert(path.clone(), gzip(forged.to_string().as_bytes()));
    let uncovered = SignedTrail::default().path(&SignedTrail::default().log_key(9));
    files.insert(uncovered.clone(), gzip(b"{\"Records\":[]}"));
    for with_keys in [true, false] {
        if !with_keys {
            files.remove("keys/public-keys.json");
        }
        let findings = judge(&files);
        assert_eq!(accused(&findings), 0);
        if with_keys {
            assert_eq!((findings.counts.digests_verified, findings.counts.logs_verified), (4, 4));
        }
        assert_eq!(class_of(&files, &findings, &path), Class::Unproven);
        assert_eq!(class_of(&files, &findings, &uncovered), Class::Unproven);
        let log = findings.logs.iter().find(|log| log.object.key.contains("00000009")).expect("a log");
        assert_eq!(log.verdict, LogVerdict::DiffersFromUnproven);
        assert!(!says_whole(&findings));
    }
}
