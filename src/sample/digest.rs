//! Digest files: the hourly statement of which log files were delivered, each
//! chained to the one before and signed.

use sha2::{Digest as _, Sha256};

use super::background::START;
use super::calendar::{self, ISO, stamp};
use super::world::{ACCOUNTS, HOME_REGION, LOG_BUCKET, ORGANIZATION, REGIONS, TRAIL};

/// The public half of the sample's signing key: PKCS#1 DER in Base64, as
/// `list-public-keys` gives it.
pub const PUBLIC_KEY: &str = include_str!("test-key.public.txt").trim_ascii_end();
/// Its fingerprint: the MD5 of the DER bytes.
pub const FINGERPRINT: &str = include_str!("test-key.fingerprint.txt").trim_ascii_end();

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 256;

/// Signs digests.
pub trait Signer {
    /// The signature (RSASSA-PKCS1-v1_5 with SHA-256) of digest `number`,
    /// whose string to sign is `text`.
    fn sign(&mut self, number: usize, text: &str) -> Vec<u8>;
}

/// Minute and second of the hour at which each stream's digests end. All lie
/// late enough for the last log files to come before the last digest.
const ENDS: [i64; 6] = [37 * 60 + 22, 41 * 60 + 8, 52 * 60 + 47, 44 * 60 + 15, 39 * 60 + 51, 56 * 60 + 30];

/// Which digest: the stream and the hour of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) stream: usize,
    pub(super) hour: i64,
}

impl Name {
    /// The digest that covers what is delivered to a stream at a time.
    pub(super) fn covering(stream: usize, seconds: i64) -> Name {
        let first = START + ENDS[stream];
        Name { stream, hour: (seconds - first + 3599).div_euclid(3600).max(0) }
    }

    /// The second at which it ends.
    pub(super) fn end(self) -> i64 {
        START + ENDS[self.stream] + self.hour * 3600
    }

    /// Its path below the bucket.
    pub(super) fn path(self) -> String {
        let (account, region) = (ACCOUNTS[self.stream / REGIONS.len()], REGIONS[self.stream % REGIONS.len()]);
        let mut out = folder(self.stream, "CloudTrail-Digest", self.end());
        for part in [account, "_CloudTrail-Digest_", region, "_", TRAIL, "_", REGIONS[HOME_REGION], "_"] {
            out.push_str(part);
        }
        stamp(&mut out, self.end(), calendar::SECOND);
        out.push_str(".json.gz");
        out
    }
}

/// The folder in which CloudTrail puts a stream's files of a day.
pub(super) fn folder(stream: usize, kind: &str, seconds: i64) -> String {
    let mut out = String::with_capacity(160);
    let (account, region) = (ACCOUNTS[stream / REGIONS.len()], REGIONS[stream % REGIONS.len()]);
    for part in ["AWSLogs/", ORGANIZATION, "/", account, "/", kind, "/", region, "/"] {
        out.push_str(part);
    }
    stamp(&mut out, seconds, calendar::FOLDERS);
    out.push('/');
    out
}

/// A log file as a digest knows it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) path: String,
    pub(super) hash: String,
    pub(super) oldest: i64,
    pub(super) newest: i64,
}

/// A digest that was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) name: Name,
    pub(super) text: String,
    /// In hexadecimal.
    pub(super) signature: String,
}

/// The chain of digests of one stream.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) next: Name,
    /// How many digests the chain gets.
    pub(super) hours: i64,
    pub(super) logs: Vec<Listed>,
    previous: Option<Written>,
}

impl Chain {
    pub(super) fn new(stream: usize, hours: i64) -> Chain {
        Chain { next: Name { stream, hour: 0 }, hours, logs: Vec::new(), previous: None }
    }

    /// Writes the next digest, with the log files delivered since the last.
    pub(super) fn write(&mut self, signer: &mut dyn Signer) -> Written {
        let name = self.next;
        let previous = self.previous.as_ref();
        let newest = self.logs.iter().map(|log| log.newest).max();
        let oldest = self.logs.iter().map(|log| log.oldest).min();
        let out = &mut String::with_capacity(1600 + 400 * self.logs.len());
        out.push('{');
        text(out, "awsAccountId", Some(ACCOUNTS[name.stream / REGIONS.len()]));
        time(out, "digestStartTime", Some(name.end() - 3600));
        time(out, "digestEndTime", Some(name.end()));
        text(out, "digestS3Bucket", Some(LOG_BUCKET));
        text(out, "digestS3Object", Some(&name.path()));
        text(out, "digestPublicKeyFingerprint", Some(FINGERPRINT));
        text(out, "digestSignatureAlgorithm", Some("SHA256withRSA"));
        time(out, "newestEventTime", newest);
        time(out, "oldestEventTime", oldest);
        text(out, "previousDigestS3Bucket", previous.map(|_| LOG_BUCKET));
        text(out, "previousDigestS3Object", previous.map(|digest| digest.name.path()).as_deref());
        text(out, "previousDigestHashValue", previous.map(|digest| hash(digest.text.as_bytes())).as_deref());
        text(out, "previousDigestHashAlgorithm", previous.map(|_| "SHA-256"));
        text(out, "previousDigestSignature", previous.map(|digest| digest.signature.as_str()));
        out.push_str("\"logFiles\":[");
        for (place, log) in self.logs.iter().enumerate() {
            out.push_str(if place == 0 { "{" } else { ",{" });
            text(out, "s3Bucket", Some(LOG_BUCKET));
            text(out, "s3Object", Some(&log.path));
            text(out, "hashValue", Some(&log.hash));
            text(out, "hashAlgorithm", Some("SHA-256"));
            time(out, "newestEventTime", Some(log.newest));
            time(out, "oldestEventTime", Some(log.oldest));
            out.pop();
            out.push('}');
        }
        out.push_str("]}");
        let digest = std::mem::take(out);

        let mut to_sign = String::with_capacity(1000);
        stamp(&mut to_sign, name.end(), ISO);
        let before = previous.map_or("null", |digest| &digest.signature);
        for part in ["\n", LOG_BUCKET, "/", &name.path(), "\n", &hash(digest.as_bytes()), "\n", before] {
            to_sign.push_str(part);
        }
        let number = name.stream * self.hours as usize + name.hour as usize;
        let signature = hexadecimal(&signer.sign(number, &to_sign));
        let written = Written { name, text: digest, signature };
        self.logs.clear();
        self.next.hour += 1;
        self.previous = Some(written.clone());
        written
    }
}

impl Written {
    /// What `aws s3api head-object` says of it: the only place where its own
    /// signature stands.
    pub(super) fn head(&self) -> String {
        [
            "{\n    \"AcceptRanges\": \"bytes\",\n    \"ContentType\": \"application/json\",\n    \"ContentEncoding\": \"gzip\",\n    \"ServerSideEncryption\": \"AES256\",\n    \"Metadata\": {\n        \"signature-algorithm\": \"SHA256withRSA\",\n        \"signature\": \"",
            &self.signature,
            "\"\n    }\n}\n",
        ]
        .concat()
    }
}

/// What `aws cloudtrail list-public-keys` says.
pub(super) fn public_keys(hours: i64) -> String {
    let mut out = String::from("{\n    \"PublicKeyList\": [\n        {\n            \"Value\": \"");
    out.push_str(PUBLIC_KEY);
    out.push_str("\",\n            \"ValidityStartTime\": \"");
    stamp(&mut out, START - 10 * 86_400, "%Y-%m-%dT%H:%M:%S+00:00");
    out.push_str("\",\n            \"ValidityEndTime\": \"");
    stamp(&mut out, START + hours * 3600 + 20 * 86_400, "%Y-%m-%dT%H:%M:%S+00:00");
    for part in ["\",\n            \"Fingerprint\": \"", FINGERPRINT, "\"\n        }\n    ]\n}\n"] {
        out.push_str(part);
    }
    out
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Appends a member; slashes are escaped, as CloudTrail does in digests.
fn text(out: &mut String, name: &str, value: Option<&str>) {
    out.push('"');
    out.push_str(name);
    match value {
        Some(value) => {
            out.push_str("\":\"");
            out.push_str(&value.replace('/', "\\/"));
            out.push_str("\",");
        }
        None => out.push_str("\":null,"),
    }
}

fn time(out: &mut String, name: &str, seconds: Option<i64>) {
    let written = seconds.map(|seconds| {
        let mut out = String::new();
        stamp(&mut out, seconds, ISO);
        out
    });
    text(out, name, written.as_deref());
}
