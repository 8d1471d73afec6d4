//! Observes a file's bytes while it is read, for its [`FileEvidence`].
//!
//! A file is observed at its outermost wrapping: the inflated bytes of the first gzip member, or
//! the plain bytes, after any other decompression. If it turns out to be an archive, the files in
//! it are observed instead.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::compression::gzip::{FirstMember, GzipObserver};
use super::compression::without_ending;
use super::file_evidence::{DocumentContent, DocumentKind, FileEvidence, MAX_DOCUMENT, Role};
use super::fingerprint::{ContentHash, Fingerprint, Wrapping};
use super::hashes::{ContentIndex, Hashes};

/// Whether the content is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Kept until the beginning has shown the kind of file.
    Undecided,
    No,
    Yes(DocumentKind),
}

/// The state of hashing the content.
enum Hashing {
    /// Buffered, so that it is hashed together with others.
    Whole(Vec<u8>),
    /// Hashed as it is read.
    Running(Sha256),
}

/// Observes one file.
pub(crate) struct HashingTee {
    hashes: Rc<RefCell<Hashes>>,
    /// The hash of the content.
    hashing: RefCell<Hashing>,
    /// Whether its name is that of a digest.
    has_digest_name: bool,
    /// Whether the file is compressed in another way than by gzip.
    is_repacked: Cell<bool>,
    /// Whether a reader feeds it.
    is_attached: Cell<bool>,
    /// Whether the file is not an archive.
    is_open: Cell<bool>,
    is_log: Cell<bool>,
    is_unreadable: Cell<bool>,
    content_bytes: Cell<u64>,
    keep: Cell<Keep>,
    kept: RefCell<Vec<u8>>,
    is_too_long: Cell<bool>,
    first_member: Cell<Option<FirstMember>>,
    trailing_bytes: Cell<u64>,
    has_second_member: Cell<bool>,
    /// The hash of the file as stored, if it is needed.
    packed: Option<RefCell<Sha256>>,
}

impl HashingTee {
    /// Starts to observe the file with this name.
    pub fn begin(path: &str, hashes: Rc<RefCell<Hashes>>) -> Rc<HashingTee> {
        let longest = hashes.borrow().longest;
        let hashing = match longest {
            0 => Hashing::Running(Sha256::default()),
            _ => Hashing::Whole(hashes.borrow_mut().buffer()),
        };
        Rc::new(HashingTee {
            hashes,
            hashing: RefCell::new(hashing),
            has_digest_name: is_digest_name(path),
            is_repacked: Cell::new(false),
            is_attached: Cell::new(false),
            is_open: Cell::new(true),
            is_log: Cell::new(false),
            is_unreadable: Cell::new(false),
            content_bytes: Cell::new(0),
            keep: Cell::new(Keep::Undecided),
            kept: RefCell::default(),
            is_too_long: Cell::new(false),
            first_member: Cell::new(None),
            trailing_bytes: Cell::new(0),
            has_second_member: Cell::new(false),
            packed: is_query_result(path).then(RefCell::default),
        })
    }

    /// Returns the shared hasher, for the files in it.
    pub fn hashes(&self) -> Rc<RefCell<Hashes>> {
        Rc::clone(&self.hashes)
    }

    /// Returns true on the first call only: the outermost wrapping is observed.
    pub fn attach(&self) -> bool {
        !self.is_attached.replace(true)
    }

    /// Notes that the file is compressed in another way than by gzip, which CloudTrail does not do:
    /// its decompressed bytes are observed.
    pub fn repacked(&self) {
        self.is_repacked.set(self.is_repacked.get() || !self.is_attached.get());
    }

    pub fn is_repacked(&self) -> bool {
        self.is_repacked.get()
    }

    pub fn bytes(&self, part: &[u8]) {
        if !self.is_open.get() {
            return;
        }
        self.hash(part);
        self.content_bytes.set(self.content_bytes.get() + part.len() as u64);
        if self.keep.get() == Keep::No || self.is_too_long.get() {
            return;
        }
        let mut kept = self.kept.borrow_mut();
        if kept.len() + part.len() > MAX_DOCUMENT {
            self.is_too_long.set(true);
            *kept = Vec::new();
        } else {
            kept.extend_from_slice(part);
        }
    }

    fn longest(&self) -> usize {
        self.hashes.borrow().longest
    }

    fn hash(&self, part: &[u8]) {
        let mut hashing = self.hashing.borrow_mut();
        match &mut *hashing {
            Hashing::Running(hasher) => hasher.update(part),
            Hashing::Whole(content) if content.len() + part.len() <= self.longest() => {
                content.extend_from_slice(part);
            }
            Hashing::Whole(content) => {
                let content = std::mem::take(content);
                let mut hasher = Sha256::new_with_prefix(&content);
                hasher.update(part);
                *hashing = Hashing::Running(hasher);
                self.hashes.borrow_mut().give_back(content);
            }
        }
    }

    /// Receives bytes of the file as stored.
    pub fn packed(&self, part: &[u8]) {
        if let Some(hasher) = &self.packed {
            hasher.borrow_mut().update(part);
        }
    }

    /// Notes that the file is an archive.
    pub fn dismiss(&self) {
        if self.is_open.replace(false) {
            *self.kept.borrow_mut() = Vec::new();
            if let Hashing::Whole(content) = &mut *self.hashing.borrow_mut() {
                self.hashes.borrow_mut().give_back(std::mem::take(content));
            }
        }
    }

    /// Notes the kind of file, once the beginning has shown it.
    pub fn recognised(&self, document: Option<DocumentKind>, is_log: bool) {
        self.is_log.set(is_log);
        self.keep.set(match document {
            Some(document) => Keep::Yes(document),
            // A damaged digest is recognized only by its name.
            None if !is_log && self.has_digest_name => Keep::Undecided,
            None => Keep::No,
        });
        if self.keep.get() == Keep::No {
            *self.kept.borrow_mut() = Vec::new();
        }
    }

    pub fn unreadable(&self) {
        self.is_unreadable.set(true);
    }

    /// Notes how the first gzip member ended; `None` if its source failed before.
    pub fn first_member(&self, first: Option<FirstMember>) {
        self.first_member.set(first);
        self.is_unreadable.set(self.is_unreadable.get() || first.is_none());
    }

    pub fn trailing(&self, bytes: u64, has_second_member: bool) {
        self.trailing_bytes.set(bytes);
        self.has_second_member.set(has_second_member);
    }

    /// Returns the result; `None` for an archive.
    pub fn end(&self) -> Option<ObservedFile> {
        if !self.is_open.replace(false) {
            return None;
        }
        let wrapping = match self.first_member.get() {
            _ if self.is_unreadable.get() => Wrapping::Unreadable,
            None if self.is_repacked.get() => Wrapping::Repacked,
            None => Wrapping::Plain,
            Some(FirstMember::Sound) => Wrapping::Gzip,
            Some(FirstMember::NoTrailer) => Wrapping::GzipNoTrailer,
            Some(FirstMember::Cut) => Wrapping::GzipCut,
            Some(FirstMember::Checksum) => Wrapping::GzipChecksum,
            Some(FirstMember::Broken) => Wrapping::GzipBroken,
        };
        let mut bytes = self.kept.take();
        bytes.shrink_to_fit();
        let content = DocumentContent { bytes, is_too_long: self.is_too_long.get() };
        let role = match self.keep.get() {
            Keep::Yes(document) => document.with(content),
            _ if self.has_digest_name => Role::Digest(content),
            _ if self.is_log.get() => Role::Log,
            _ => Role::Other,
        };
        let (sha256, waiting) = match self.hashing.replace(Hashing::Whole(Vec::new())) {
            Hashing::Running(hasher) => (Some(hash_of(hasher)), None),
            Hashing::Whole(content) => (None, Some(self.hashes.borrow_mut().add(content))),
        };
        let fingerprint = Fingerprint {
            sha256,
            content_bytes: self.content_bytes.get(),
            wrapping,
            packed_sha256: self.packed.as_ref().map(|hasher| hash_of(hasher.take())),
            trailing_bytes: self.trailing_bytes.get(),
            has_second_member: self.has_second_member.get(),
        };
        Some(ObservedFile { fingerprint, role, waiting })
    }
}

fn hash_of(hasher: Sha256) -> ContentHash {
    ContentHash(hasher.finalize().into())
}

/// The result of observing one file.
pub(crate) struct ObservedFile {
    pub fingerprint: Fingerprint,
    pub role: Role,
    /// The place of its hash, if that is still pending.
    pub waiting: Option<ContentIndex>,
}

impl GzipObserver for HashingTee {
    fn inflated(&self, part: &[u8]) {
        self.bytes(part);
    }

    fn stored(&self, part: &[u8]) {
        self.packed(part);
    }
}

/// Whether CloudTrail gives such names to digests, and only to them (`cloudtrail.md` 2.1).
fn is_digest_name(path: &str) -> bool {
    let name = without_ending(path.rsplit('/').next().unwrap_or(path));
    // The metadata of a digest are saved under its name and ".head.json".
    let stem = name.strip_suffix(".gz").unwrap_or(name).strip_suffix(".json");
    stem.is_some_and(|stem| stem.contains("_CloudTrail-Digest_") && !stem.contains(".json"))
}

/// Whether CloudTrail Lake gives such names to query results.
fn is_query_result(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("result_") && (name.ends_with(".csv.gz") || name.ends_with(".csv"))
}

/// Returns the evidence of a file that could not be opened at all; only its name says what it is.
pub(crate) fn unopened(path: String, bytes: u64, first_record: u64) -> FileEvidence {
    let role = if is_digest_name(&path) { Role::Digest(DocumentContent::default()) } else { Role::Other };
    FileEvidence {
        file: 0,
        entry: None,
        path,
        bytes,
        first_record,
        records: 0,
        fingerprint: Fingerprint {
            sha256: None,
            content_bytes: 0,
            wrapping: Wrapping::Unopened,
            packed_sha256: None,
            trailing_bytes: 0,
            has_second_member: false,
        },
        role,
    }
}

/// A source whose bytes are observed.
pub(crate) struct Watched<'s> {
    pub source: &'s mut dyn Read,
    pub watch: Rc<HashingTee>,
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let result = self.source.read(out);
        match &result {
            Ok(count) => {
                self.watch.bytes(&out[..*count]);
                self.watch.packed(&out[..*count]);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.watch.unreadable(),
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::intake::{DiscardingSink, LogReader};
    use crate::model::FileDescriptor;

    fn all_evidence(path: &str, bytes: &[u8]) -> Vec<FileEvidence> {
        let descriptor = FileDescriptor { file: 7, path: path.to_owned(), bytes: bytes.len() as u64 };
        let mut seen = Vec::new();
        for (step, longest) in [(1, 0), (3, 100), (1 << 20, 0), (1 << 20, 8 << 20)] {
            let mut reader = LogReader::with_step(step).with_hashes(Hashes::with_longest(longest));
            reader.read_with_evidence(&descriptor, &mut &bytes[..], &mut DiscardingSink);
            seen.push(reader.take_evidence());
            assert!(reader.take_evidence().is_empty(), "it is given once");
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "borders do not matter");
        seen.pop().unwrap_or_default()
    }

    fn one(path: &str, bytes: &[u8]) -> FileEvidence {
        let mut all = all_evidence(path, bytes);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
    }

    const LOG: &[u8] =
        br#"{"Records":[{"eventVersion":"1.08","eventName":"GetObject","eventSource":"s3.amazonaws.com"}]}"#;

    #[test]
    fn the_hash_is_that_of_the_first_member_however_it_ends() {
        let whole = gzip(LOG);
        let mut wrong = whole.clone();
        let checksum = wrong.len() - 8;
        wrong[checksum] ^= 1;
        let mut broken = whole.clone();
        broken[10..16].fill(0xff);
        let with = |rest: &[u8]| [&whole, rest].concat();
        for (bytes, wrapping, trailing, second) in [
            (LOG.to_vec(), Wrapping::Plain, 0, false),
            (whole.clone(), Wrapping::Gzip, 0, false),
            (whole[..whole.len() - 8].to_vec(), Wrapping::GzipNoTrailer, 0, false),
            (whole[..whole.len() - 1].to_vec(), Wrapping::GzipNoTrailer, 0, false),
            (wrong, Wrapping::GzipChecksum, 0, false),
            (with(b"extra"), Wrapping::Gzip, 5, false),
            (with(&[0; 512]), Wrapping::Gzip, 512, false),
            (with(&gzip(b"more")), Wrapping::Gzip, gzip(b"more").len() as u64, true),
            (with(b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff"), Wrapping::Gzip, 13, true),
        ] {
            let fingerprint = one("a.json.gz", &bytes).fingerprint;
            assert_eq!(
                (fingerprint.wrapping, fingerprint.trailing_bytes, fingerprint.has_second_member),
                (wrapping, trailing, second)
            );
            assert_eq!(fingerprint.sha256, Some(ContentHash::of(LOG)), "{wrapping:?}");
            assert_eq!(fingerprint.content_bytes, LOG.len() as u64);
        }
        for (bytes, wrapping) in [
            (&whole[..whole.len() / 2], Wrapping::GzipCut),
            (&whole[..4], Wrapping::GzipCut),
            (broken.as_slice(), Wrapping::GzipBroken),
        ] {
            let fingerprint = one("a.json.gz", bytes).fingerprint;
            assert_eq!(fingerprint.wrapping, wrapping);
            assert_ne!(fingerprint.sha256, Some(ContentHash::of(LOG)));
        }
    }

    #[test]
    fn text_is_hashed_as_it_lies_there() {
        let utf16: Vec<u8> = String::from_utf8_lossy(LOG).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xef\xbb\xbf", LOG].concat();
        for bytes in [utf16, marked, b"hello".to_vec(), b"x".to_vec(), Vec::new(), vec![b' '; 3 << 20]] {
            assert_eq!(one("a", &bytes).fingerprint.sha256, Some(ContentHash::of(&bytes)));
            assert_eq!(one("a", &gzip(&bytes)).fingerprint.sha256, Some(ContentHash::of(&bytes)));
        }
        // For gzip in gzip, the outer content is hashed.
        assert_eq!(one("a", &gzip(&gzip(LOG))).fingerprint.sha256, Some(ContentHash::of(&gzip(LOG))));
    }

    #[test]
    fn files_in_archives_stand_where_the_report_lists_them() {
        let tar = |files: &[(&str, Vec<u8>)]| {
            let mut builder = ::tar::Builder::new(Vec::new());
            for (name, content) in files {
                let mut header = ::tar::Header::new_ustar();
                header.set_size(content.len() as u64);
                header.set_entry_type(::tar::EntryType::Regular);
                builder.append_data(&mut header, name, content.as_slice()).expect("memory");
            }
            builder.into_inner().expect("memory")
        };
        let inner = gzip(&tar(&[("x/a.json.gz", gzip(LOG)), ("b.json", LOG.to_vec())]));
        let outer =
            tar(&[("first.json", LOG.to_vec()), ("inner.tgz", inner), ("last.txt", b"last".to_vec())]);
        let seen = all_evidence("down/all.tar", &outer);
        let listed: Vec<_> = seen
            .iter()
            .map(|file_evidence| {
                (
                    file_evidence.path.as_str(),
                    file_evidence.entry,
                    file_evidence.first_record,
                    file_evidence.records,
                )
            })
            .collect();
        assert_eq!(
            listed,
            [
                ("down/all.tar/first.json", Some(0), 0, 1),
                ("down/all.tar/inner.tgz/x/a.json.gz", Some(1), 1, 1),
                ("down/all.tar/inner.tgz/b.json", Some(2), 2, 1),
                ("down/all.tar/last.txt", Some(3), 3, 0),
            ]
        );
        assert!(
            seen[..3]
                .iter()
                .all(|file_evidence| file_evidence.fingerprint.sha256 == Some(ContentHash::of(LOG)))
        );
        let descriptor =
            FileDescriptor { file: 7, path: "down/all.tar".to_owned(), bytes: outer.len() as u64 };
        let report = LogReader::default().read(&descriptor, &mut outer.as_slice(), &mut DiscardingSink);
        for file_evidence in &seen {
            let entry = &report.entries[file_evidence.entry.map_or(0, |entry| entry as usize)];
            assert_eq!(format!("down/all.tar/{}", entry.path), file_evidence.path);
            assert_eq!(
                (entry.first_record, entry.records),
                (file_evidence.first_record, file_evidence.records)
            );
        }
    }

    #[test]
    fn documents_are_kept_whole_and_logs_are_not() {
        let digest = br#"{"awsAccountId":"1","digestStartTime":"x"}"#;
        let content = |bytes: &[u8]| DocumentContent { bytes: bytes.to_vec(), is_too_long: false };
        assert_eq!(one("any", &gzip(digest)).role, Role::Digest(content(digest)));
        let second = [gzip(digest), gzip(b"{}")].concat();
        assert_eq!(one("any", &second).role, Role::Digest(content(digest)), "the first member only");
        let name = "1_CloudTrail-Digest_us-east-1_t_us-east-1_20240301T110000Z.json.gz";
        assert_eq!(one(name, &gzip(b"{{{")).role, Role::Digest(content(b"{{{")));
        assert_eq!(
            one("keys", br#"{"PublicKeyList":[]}"#).role,
            Role::Keys(content(br#"{"PublicKeyList":[]}"#))
        );
        assert!(matches!(one("k", b"-----BEGIN PUBLIC KEY-----\nAA==\n").role, Role::Keys(_)));
        assert!(matches!(
            one("h", br#"{"AcceptRanges":"bytes","Metadata":{}}"#).role,
            Role::ObjectMetadata(_)
        ));
        assert!(matches!(one("s", br#"{"files":[],"hashSignature":"00"}"#).role, Role::SignFile(_)));
        assert_eq!(one("l", LOG).role, Role::Log);
        assert_eq!(one("o", b"hello").role, Role::Other);
        let packed = gzip(b"a,b\n");
        let result = one("x/result_1.csv.gz", &packed).fingerprint;
        assert_eq!(result.packed_sha256, Some(ContentHash::of(&packed)));
    }
}
