//! The sample's digests, verified by another implementation of RSA: all are correct, except for the
//! alteration and the removal in the story.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use md5::Md5;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use trailglass::sample::{Edition, FINGERPRINT, IncidentStory, PUBLIC_KEY, Packing, SampleFile, small};

/// The prefix of a SHA-256 hash in PKCS#1 v1.5.
const PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len() / 2)
        .map(|place| u8::from_str_radix(&hexadecimal[2 * place..2 * place + 2], 16).expect("hexadecimal"))
        .collect()
}

fn public_key() -> RsaPublicKey {
    let der = base64::engine::general_purpose::STANDARD.decode(PUBLIC_KEY).expect("Base64");
    assert_eq!(hexadecimal(&Md5::digest(&der)), FINGERPRINT);
    let key = RsaPublicKey::from_pkcs1_der(&der).expect("PKCS#1");
    assert_eq!(key.size(), 256);
    key
}

fn signed(digest: &Value, text: &[u8]) -> String {
    let field = |name: &str| digest[name].as_str().unwrap_or("null").to_string();
    let object = format!("{}/{}", field("digestS3Bucket"), field("digestS3Object"));
    [field("digestEndTime"), object, hexadecimal(&Sha256::digest(text)), field("previousDigestSignature")]
        .join("\n")
}

fn check(files: &[SampleFile], story: &IncidentStory, every_signature: bool) {
    let key = public_key();
    let by_path: BTreeMap<&str, &SampleFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    assert_eq!(by_path.len(), files.len(), "no path twice");
    let digests: BTreeMap<&str, Value> = files
        .iter()
        .filter(|file| file.path.contains("/CloudTrail-Digest/") && file.path.ends_with(".gz"))
        .map(|file| (file.path.as_str(), serde_json::from_slice(&file.bytes).expect("a digest is JSON")))
        .collect();
    let mut signatures: BTreeMap<String, String> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.ends_with(".head.json")) {
        let head: Value = serde_json::from_slice(&file.bytes).expect("a sidecar is JSON");
        let signature = head["Metadata"]["signature"].as_str().expect("a signature").to_string();
        signatures.insert(file.path.trim_end_matches(".head.json").to_string(), signature);
    }
    assert_eq!(signatures.len() == digests.len(), every_signature);

    let (mut missing, mut starting, mut covered) = (BTreeSet::new(), 0, BTreeMap::new());
    for digest in digests.values() {
        let Some(previous) = digest["previousDigestS3Object"].as_str() else {
            starting += 1;
            assert!(
                digest["previousDigestSignature"].is_null() && digest["previousDigestHashValue"].is_null()
            );
            continue;
        };
        let signature = digest["previousDigestSignature"].as_str().expect("a signature");
        let known = signatures.entry(previous.to_string()).or_insert_with(|| signature.to_string());
        assert_eq!(known, signature);
        match by_path.get(previous) {
            None => assert!(missing.insert(previous), "missing twice"),
            Some(file) => {
                assert_eq!(digest["previousDigestHashValue"], hexadecimal(&Sha256::digest(&file.bytes)));
                assert_eq!(digests[previous]["digestEndTime"], digest["digestStartTime"]);
            }
        }
    }
    assert_eq!(starting, 6, "one chain for each account and Region");
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), [story.missing_digest.as_str()]);

    let mut altered = Vec::new();
    for (path, digest) in &digests {
        let file = by_path[path];
        assert_eq!(digest["digestS3Object"], *path);
        assert_eq!(digest["digestPublicKeyFingerprint"], FINGERPRINT);
        let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: Box::new(PREFIX) };
        let hash = Sha256::digest(signed(digest, &file.bytes).as_bytes());
        key.verify(scheme, &hash, &bytes(&signatures[*path])).expect("the signature verifies");
        for log in digest["logFiles"].as_array().expect("a list") {
            let path = log["s3Object"].as_str().expect("a path");
            assert!(covered.insert(path.to_string(), ()).is_none(), "{path} is listed twice");
            if log["hashValue"] != hexadecimal(&Sha256::digest(&by_path[path].bytes)) {
                altered.push(path.to_string());
            }
        }
    }
    assert_eq!(altered.len(), 1, "one log was altered");
    let text = String::from_utf8(by_path[altered[0].as_str()].bytes.clone()).expect("a log file is text");
    assert!(text.contains(&story.altered_event));

    // Files that no digest covers were delivered in the hour of the missing digest.
    let uncovered: Vec<&str> = files
        .iter()
        .filter(|file| file.records > 0)
        .map(|file| file.path.as_str())
        .filter(|path| !covered.contains_key(*path))
        .collect();
    let folder = |path: &str| path.split('/').nth(2).map(str::to_string);
    assert!(!uncovered.is_empty() && uncovered.len() < 40);
    assert!(uncovered.iter().all(|path| folder(path) == folder(&story.missing_digest)));
}

#[test]
fn the_small_edition_verifies_but_for_what_was_done_to_it() {
    let files: Vec<SampleFile> = small().files(0, 1).collect();
    check(&files, &IncidentStory::of(small().seed(), small().events()), false);
}

#[test]
fn any_edition_verifies_but_for_what_was_done_to_it() {
    for (seed, events) in [(1, 700), (2, 20_000)] {
        let packing = Packing { events_per_file: 40, ..Packing::default() };
        let files: Vec<SampleFile> = Edition::new(seed, events, packing).files(0, 1).collect();
        check(&files, &IncidentStory::of(seed, events), true);
    }
}
