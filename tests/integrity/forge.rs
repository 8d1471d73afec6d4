//! Trails that the tests create and sign themselves, so that anything in them can be wrong.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::EncodeRsaPublicKey as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use trailglass::base::time::parse_millis;
use trailglass::integrity::check::Checker;
use trailglass::integrity::evidence::{ContentHash, Evidence};
use trailglass::integrity::findings::{Class, Findings, KeyFile, ObjectId};

use super::scenarios::evidence_of_file;
use crate::support::reading::gzip;

pub type FilesByPath = BTreeMap<String, Vec<u8>>;

const SHA_256_PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// A signing key.
pub struct Signer {
    key: RsaPrivateKey,
    pub fingerprint: String,
    pub der: Vec<u8>,
}

impl Signer {
    pub fn new(bits: usize) -> Signer {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, bits).expect("a key");
        let der = key.to_public_key().to_pkcs1_der().expect("DER").as_bytes().to_vec();
        let digest = <md5::Md5 as md5::Digest>::digest(&der);
        let fingerprint = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Signer { key, fingerprint, der }
    }

    pub fn sign(&self, text: &str) -> String {
        let scheme = Pkcs1v15Sign { hash_len: Some(32), prefix: SHA_256_PREFIX.into() };
        let signature = self.key.sign(scheme, &ContentHash::of(text.as_bytes()).0).expect("signed");
        signature.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Returns the key in the output format of `list-public-keys`.
    pub fn list(&self) -> Vec<u8> {
        let key = json!({"Value": STANDARD.encode(&self.der), "Fingerprint": self.fingerprint,
            "ValidityStartTime": "2020-01-01T00:00:00Z", "ValidityEndTime": "2030-01-01T00:00:00Z"});
        json!({"PublicKeyList": [key]}).to_string().into_bytes()
    }
}

/// Returns the key that stands for AWS's.
pub fn aws() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| Signer::new(2048))
}

/// Returns the key of an attacker who controls the bucket.
pub fn attacker() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(|| Signer::new(2048))
}

/// The parameters of a trail.
#[derive(Clone)]
pub struct SignedTrail {
    /// The folders above the bucket's, with a slash at the end.
    pub root: String,
    pub bucket: String,
    pub organization: String,
    pub region: String,
    pub trail: String,
    pub hours: usize,
    /// Text that makes every log file differ from another trail's.
    pub salt: String,
}

pub const ACCOUNT: &str = "111122223333";

impl Default for SignedTrail {
    fn default() -> SignedTrail {
        SignedTrail {
            root: "s3/".to_owned(),
            bucket: "a-bucket".to_owned(),
            organization: String::new(),
            region: "us-east-1".to_owned(),
            trail: "a-trail".to_owned(),
            hours: 4,
            salt: String::new(),
        }
    }
}

/// A trail as files.
pub struct Written {
    pub files: FilesByPath,
    /// Path, content and signature of each digest, by hour.
    pub digests: Vec<(String, Vec<u8>, String)>,
    pub logs: Vec<(String, Vec<u8>)>,
}

impl SignedTrail {
    pub fn digest_key(&self, hour: usize) -> String {
        let SignedTrail { organization, region, trail, .. } = self;
        let end = 10 + hour + 1;
        format!(
            "AWSLogs/{organization}{ACCOUNT}/CloudTrail-Digest/{region}/2024/03/01/{ACCOUNT}_CloudTrail-Digest_{region}_{trail}_us-east-1_20240301T{end:02}0000Z.json.gz"
        )
    }

    pub fn log_key(&self, hour: usize) -> String {
        let SignedTrail { organization, region, .. } = self;
        format!(
            "AWSLogs/{organization}{ACCOUNT}/CloudTrail/{region}/2024/03/01/{ACCOUNT}_CloudTrail_{region}_20240301T{:02}30Z_AbCdEfGh{hour:08}.json.gz",
            10 + hour
        )
    }

    pub fn path(&self, key: &str) -> String {
        let bucket = if self.root == "flat" { String::new() } else { format!("{}/", self.bucket) };
        format!("{}{bucket}{key}", self.root)
    }

    /// Writes the trail; `change` can modify each digest before it is signed.
    pub fn write(&self, signer: &Signer, change: impl Fn(usize, &mut Value)) -> Written {
        let mut written = Written { files: FilesByPath::new(), digests: Vec::new(), logs: Vec::new() };
        let mut previous: Option<(String, String, String)> = None;
        for hour in 0..self.hours {
            let log = json!({"Records": [{"eventVersion": "1.08", "eventName": "GetObject", "eventID": format!("{}{hour}", self.salt),
                "eventSource": "s3.amazonaws.com", "eventTime": "2024-03-01T10:00:00Z", "awsRegion": self.region}]});
            let log = log.to_string().into_bytes();
            let log_path = self.path(&self.log_key(hour));
            let mut digest = json!({
                "awsAccountId": ACCOUNT,
                "digestStartTime": format!("2024-03-01T{:02}:00:00Z", 10 + hour),
                "digestEndTime": format!("2024-03-01T{:02}:00:00Z", 11 + hour),
                "digestS3Bucket": self.bucket,
                "digestS3Object": self.digest_key(hour),
                "digestPublicKeyFingerprint": signer.fingerprint,
                "digestSignatureAlgorithm": "SHA256withRSA",
                "previousDigestS3Bucket": previous.as_ref().map(|_| self.bucket.clone()),
                "previousDigestS3Object": previous.as_ref().map(|(key, ..)| key.clone()),
                "previousDigestHashValue": previous.as_ref().map(|(_, hash, _)| hash.clone()),
                "previousDigestHashAlgorithm": previous.as_ref().map(|_| "SHA-256"),
                "previousDigestSignature": previous.as_ref().map(|(.., signature)| signature.clone()),
                "logFiles": [{"s3Bucket": self.bucket, "s3Object": self.log_key(hour), "hashValue": ContentHash::of(&log).to_string(), "hashAlgorithm": "SHA-256"}],
            });
            change(hour, &mut digest);
            let text = digest.to_string().into_bytes();
            let signature = signer.sign(&string_to_sign(&digest, &text));
            let key = self.digest_key(hour);
            let path = self.path(&key);
            previous = Some((key, ContentHash::of(&text).to_string(), signature.clone()));
            written.files.insert(path.clone(), gzip(&text));
            written.files.insert(format!("{path}.head.json"), head(&signature));
            written.files.insert(log_path.clone(), gzip(&log));
            written.digests.push((path, text, signature));
            written.logs.push((log_path, log));
        }
        written
    }
}

fn string_to_sign(digest: &Value, text: &[u8]) -> String {
    let part = |name: &str| digest[name].as_str().unwrap_or("null").to_owned();
    [
        part("digestEndTime"),
        format!("{}/{}", part("digestS3Bucket"), part("digestS3Object")),
        ContentHash::of(text).to_string(),
        part("previousDigestSignature"),
    ]
    .join("\n")
}

/// Returns the output of `head-object`.
pub fn head(signature: &str) -> Vec<u8> {
    json!({"AcceptRanges": "bytes", "Metadata": {"signature": signature, "signature-algorithm": "SHA256withRSA"}})
        .to_string()
        .into_bytes()
}

/// Returns an unmodified trail signed by AWS, with the keys in a separate folder.
pub fn honest() -> Written {
    with_keys(SignedTrail::default().write(aws(), |_, _| {}))
}

pub fn with_keys(mut written: Written) -> Written {
    written.files.insert("keys/public-keys.json".to_owned(), aws().list());
    written
}

pub fn judge(files: &FilesByPath) -> Findings {
    judge_trusting(files, &[])
}

/// Returns the findings if the user trusts the keys in these files.
pub fn judge_trusting(files: &FilesByPath, trusted: &[&str]) -> Findings {
    let mut all_evidence = Vec::new();
    let mut keys = Vec::new();
    for (number, (path, bytes)) in (0..).zip(files) {
        let of_file = evidence_of_file(number, path, bytes);
        keys.extend(
            of_file
                .iter()
                .filter(|file_evidence| trusted.contains(&file_evidence.path.as_str()))
                .map(|file_evidence| KeyFile { file: file_evidence.file, entry: file_evidence.entry }),
        );
        all_evidence.extend(of_file);
    }
    assert_eq!(keys.len(), trusted.len(), "each trusted file is there");
    Checker::new(Evidence::new(all_evidence)).trusting(keys).finish().1
}

/// Returns the class of the file at a path.
pub fn class_of(files: &FilesByPath, findings: &Findings, path: &str) -> Class {
    let number = files.keys().position(|file| file == path).expect("the file is there") as u32;
    let of_file = findings.files.iter().find(|file| file.file == number);
    of_file.unwrap_or_else(|| panic!("nothing is said of {path}")).class
}

/// Returns the classes of all digests, by end and object.
pub fn digests(findings: &Findings) -> Vec<Class> {
    let mut all: Vec<_> = findings.chains.iter().flat_map(|chain| &chain.digests).collect();
    all.sort_by_key(|digest| {
        (digest.end.as_ref().and_then(|end| parse_millis(&end.text)), digest.object.clone())
    });
    all.into_iter().map(|digest| digest.verdict.class()).collect()
}

/// Returns the first sentence of the statement.
pub fn first_sentence(findings: &Findings) -> String {
    trailglass::integrity::statement::summary(findings).remove(0)
}

pub fn says_whole(findings: &Findings) -> bool {
    first_sentence(findings).contains("without a hole")
}

/// Returns all findings as one text.
pub fn said(findings: &Findings) -> String {
    let writing = trailglass::integrity::report::ReportStamp {
        version: String::new(),
        written_at_millis: 1_709_290_800_000,
    };
    trailglass::integrity::report::json(findings, &writing)
}

/// Returns the number of INVALID files.
pub fn accused(findings: &Findings) -> usize {
    let is_of_log_or_digest = |which: &ObjectId| matches!(which, ObjectId::Log(_) | ObjectId::Digest(..));
    findings
        .files
        .iter()
        .filter(|file| file.class == Class::Invalid && is_of_log_or_digest(&file.finding))
        .count()
}
