//! Digest files: hourly, signed lists of the log files that were delivered, each chained to the one
//! before.

use sha2::{Digest as _, Sha256};

use super::calendar::{self, ISO, START, stamp};
use super::organization::{ACCOUNTS, HOME_REGION, LOG_BUCKET, ORGANIZATION, REGIONS, TRAIL};
use super::random::HEX;
use super::signing::sign;
use super::writing::{append, ascii, joined, replaced};

/// The public half of the sample's signing key: PKCS#1 DER in Base64, as `list-public-keys` returns
/// it.
pub const PUBLIC_KEY: &str = include_str!("test-key.public.txt").trim_ascii_end();
/// The fingerprint of [`PUBLIC_KEY`]: the MD5 hash of the DER bytes.
pub const FINGERPRINT: &str = include_str!("test-key.fingerprint.txt").trim_ascii_end();

/// The second of the hour at which each stream's digests end. All are late enough that the last log
/// files are delivered before the last digest.
const ENDS: [i64; 6] = [37 * 60 + 22, 41 * 60 + 8, 52 * 60 + 47, 44 * 60 + 15, 39 * 60 + 51, 56 * 60 + 30];

/// Identifies a digest by its stream and the hour of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DigestName {
    pub(super) stream: usize,
    pub(super) hour: i64,
}

impl DigestName {
    /// Returns the digest that covers a delivery to `stream` at `seconds`.
    pub(super) fn covering(stream: usize, seconds: i64) -> DigestName {
        let first = START + ENDS[stream];
        DigestName { stream, hour: (seconds - first + 3599).div_euclid(3600).max(0) }
    }

    /// Returns the second at which it ends.
    pub(super) fn end(self) -> i64 {
        START + ENDS[self.stream] + self.hour * 3600
    }

    /// Returns its path relative to the bucket.
    #[inline(never)]
    pub(super) fn path(self) -> String {
        let (account, region) = (ACCOUNTS[self.stream / REGIONS.len()], REGIONS[self.stream % REGIONS.len()]);
        let mut out = folder(self.stream, "CloudTrail-Digest", self.end());
        append(
            &mut out,
            &[account, "_CloudTrail-Digest_", region, "_", TRAIL, "_", REGIONS[HOME_REGION], "_"],
        );
        stamp(&mut out, self.end(), calendar::SECOND);
        out.push_str(".json.gz");
        out
    }
}

/// Returns the folder in which CloudTrail puts a stream's files of one day.
#[inline(never)]
pub(super) fn folder(stream: usize, kind: &str, seconds: i64) -> String {
    let mut out = String::with_capacity(160);
    let (account, region) = (ACCOUNTS[stream / REGIONS.len()], REGIONS[stream % REGIONS.len()]);
    append(&mut out, &["AWSLogs/", ORGANIZATION, "/", account, "/", kind, "/", region, "/"]);
    stamp(&mut out, seconds, calendar::FOLDERS);
    out.push('/');
    out
}

/// A log file as a digest lists it.
#[derive(Clone, Debug)]
pub(super) struct ListedLogFile {
    pub(super) path: String,
    pub(super) hash: String,
    pub(super) oldest: i64,
    pub(super) newest: i64,
}

/// A digest with its signature.
#[derive(Clone, Debug)]
pub(super) struct SignedDigest {
    pub(super) name: DigestName,
    pub(super) path: String,
    pub(super) text: String,
    /// The signature in hexadecimal.
    pub(super) signature: String,
}

/// The reference from a digest to the one before it.
#[derive(Clone, Debug, Default)]
struct Previous {
    path: String,
    hash: String,
    signature: String,
}

/// The digest chain of one stream.
#[derive(Clone, Debug)]
pub(super) struct DigestChainWriter {
    pub(super) next: DigestName,
    pub(super) logs: Vec<ListedLogFile>,
    previous: Option<Previous>,
}

impl DigestChainWriter {
    pub(super) fn new(stream: usize) -> DigestChainWriter {
        DigestChainWriter { next: DigestName { stream, hour: 0 }, logs: Vec::new(), previous: None }
    }

    /// Writes the next digest, which lists the log files delivered since the last one.
    #[inline(never)]
    pub(super) fn write(&mut self) -> SignedDigest {
        let name = self.next;
        let newest = self.logs.iter().map(|log| log.newest).max();
        let oldest = self.logs.iter().map(|log| log.oldest).min();
        let mut out = String::with_capacity(1600 + 400 * self.logs.len());
        let before = self.previous.take().unwrap_or_default();
        let (bucket, algorithm) = if before.path.is_empty() { ("", "") } else { (LOG_BUCKET, "SHA-256") };
        let path = name.path();
        members(
            &mut out,
            "{",
            &[
                ("awsAccountId", ACCOUNTS[name.stream / REGIONS.len()]),
                ("digestStartTime", &time(Some(name.end() - 3600))),
                ("digestEndTime", &time(Some(name.end()))),
                ("digestS3Bucket", LOG_BUCKET),
                ("digestS3Object", &path),
                ("digestPublicKeyFingerprint", FINGERPRINT),
                ("digestSignatureAlgorithm", "SHA256withRSA"),
                ("newestEventTime", &time(newest)),
                ("oldestEventTime", &time(oldest)),
                ("previousDigestS3Bucket", bucket),
                ("previousDigestS3Object", &before.path),
                ("previousDigestHashValue", &before.hash),
                ("previousDigestHashAlgorithm", algorithm),
                ("previousDigestSignature", &before.signature),
            ],
        );
        append(&mut out, &[",\"logFiles\":["]);
        for (place, log) in self.logs.iter().enumerate() {
            members(
                &mut out,
                if place == 0 { "{" } else { ",{" },
                &[
                    ("s3Bucket", LOG_BUCKET),
                    ("s3Object", &log.path),
                    ("hashValue", &log.hash),
                    ("hashAlgorithm", "SHA-256"),
                    ("newestEventTime", &time(Some(log.newest))),
                    ("oldestEventTime", &time(Some(log.oldest))),
                ],
            );
            append(&mut out, &["}"]);
        }
        append(&mut out, &["]}"]);

        let own = hash(out.as_bytes());
        let signed = if before.signature.is_empty() { "null" } else { &before.signature };
        let end = time(Some(name.end()));
        let signature =
            hexadecimal(&sign(&joined(&[&end, "\n", LOG_BUCKET, "/", &path, "\n", &own, "\n", signed])));
        self.logs.clear();
        self.next.hour += 1;
        self.previous = Some(Previous { path: path.clone(), hash: own, signature: signature.clone() });
        SignedDigest { name, path, text: out, signature }
    }
}

impl SignedDigest {
    /// Returns the output of `aws s3api head-object` for the digest, the only place that contains
    /// its own signature.
    #[inline(never)]
    pub(super) fn head(&self) -> String {
        joined(&[
            "{\n    \"AcceptRanges\": \"bytes\",\n    \"ContentType\": \"application/json\",\n    \"ContentEncoding\": \"gzip\",\n    \"ServerSideEncryption\": \"AES256\",\n    \"Metadata\": {\n        \"signature-algorithm\": \"SHA256withRSA\",\n        \"signature\": \"",
            &self.signature,
            "\"\n    }\n}\n",
        ])
    }
}

/// Returns the output of `aws cloudtrail list-public-keys`.
#[inline(never)]
pub(super) fn public_keys(hours: i64) -> String {
    let mut out = String::from("{\n    \"PublicKeyList\": [\n        {\n            \"Value\": \"");
    append(&mut out, &[PUBLIC_KEY, "\",\n            \"ValidityStartTime\": \""]);
    stamp(&mut out, START - 10 * 86_400, "%Y-%m-%dT%H:%M:%S+00:00");
    append(&mut out, &["\",\n            \"ValidityEndTime\": \""]);
    stamp(&mut out, START + hours * 3600 + 20 * 86_400, "%Y-%m-%dT%H:%M:%S+00:00");
    append(&mut out, &["\",\n            \"Fingerprint\": \"", FINGERPRINT, "\"\n        }\n    ]\n}\n"]);
    out
}

/// Returns the SHA-256 hash in hexadecimal.
#[inline(never)]
pub(super) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

#[inline(never)]
fn hexadecimal(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        ascii(&mut out, &[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
    }
    out
}

/// Appends JSON members; empty values become `null`. Slashes are escaped, as CloudTrail does in
/// digests.
#[inline(never)]
fn members(out: &mut String, opening: &str, members: &[(&str, &str)]) {
    for (place, (name, value)) in members.iter().enumerate() {
        append(out, &[if place == 0 { opening } else { "," }, "\"", name, "\":"]);
        if value.is_empty() {
            append(out, &["null"]);
        } else {
            append(out, &["\"", &replaced(value, "/", "\\/", usize::MAX), "\""]);
        }
    }
}

/// Returns a time in ISO form; empty if there is none.
#[inline(never)]
fn time(seconds: Option<i64>) -> String {
    let mut out = String::new();
    if let Some(seconds) = seconds {
        stamp(&mut out, seconds, ISO);
    }
    out
}
