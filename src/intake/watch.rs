//! Watching over a file's bytes while it is read, for its [`Exhibit`].
//!
//! A file is watched at its outermost wrapping: what the first gzip member
//! inflates to, or the plain bytes. Where that turns out to be an archive, the
//! files in it are watched instead.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::exhibit::{Content, Document, Exhibit, MAX_DOCUMENT, Role};
use super::fingerprint::{ContentHash, Fingerprint, Witness, Wrapping};
use super::gzip::FirstMember;

/// The witness, shared by the layers of one file.
pub(crate) trait Shared {
    fn begin(&self);
    fn bytes(&self, part: &[u8]);
    fn dismiss(&self);
    fn end(&self) -> Option<ContentHash>;
}

impl Shared for RefCell<&mut dyn Witness> {
    fn begin(&self) {
        self.borrow_mut().begin();
    }

    fn bytes(&self, part: &[u8]) {
        self.borrow_mut().bytes(part);
    }

    fn dismiss(&self) {
        self.borrow_mut().dismiss();
    }

    fn end(&self) -> Option<ContentHash> {
        self.borrow_mut().end()
    }
}

/// What is to become of the content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Kept until the beginning has told what the file is.
    Undecided,
    No,
    Yes(Document),
}

/// Watches one file.
pub(crate) struct Watch<'w> {
    witness: &'w dyn Shared,
    /// Some reader feeds it.
    is_attached: Cell<bool>,
    /// It is no archive.
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
    /// Over the file as it lies there, where that is wanted.
    packed: Option<RefCell<Sha256>>,
}

impl<'w> Watch<'w> {
    /// Begins to watch the file of this name.
    pub fn begin(witness: &'w dyn Shared, path: &str) -> Rc<Watch<'w>> {
        witness.begin();
        Rc::new(Watch {
            witness,
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

    /// True for the first who asks: the outermost wrapping is watched.
    pub fn attach(&self) -> bool {
        !self.is_attached.replace(true)
    }

    pub fn bytes(&self, part: &[u8]) {
        if !self.is_open.get() {
            return;
        }
        self.witness.bytes(part);
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

    /// Bytes of the file as it lies there.
    pub fn packed(&self, part: &[u8]) {
        if let Some(hasher) = &self.packed {
            hasher.borrow_mut().update(part);
        }
    }

    /// The file is an archive.
    pub fn dismiss(&self) {
        if self.is_open.replace(false) {
            self.witness.dismiss();
            *self.kept.borrow_mut() = Vec::new();
        }
    }

    /// The beginning has told what the file is.
    pub fn recognised(&self, document: Option<Document>, is_log: bool) {
        self.is_log.set(is_log);
        self.keep.set(match document {
            Some(document) => Keep::Yes(document),
            // A damaged digest is known by its name only.
            None if !is_log => Keep::Undecided,
            None => Keep::No,
        });
        if self.keep.get() == Keep::No {
            *self.kept.borrow_mut() = Vec::new();
        }
    }

    pub fn unreadable(&self) {
        self.is_unreadable.set(true);
    }

    /// How the first gzip member ended; `None` where its source failed before.
    pub fn first_member(&self, first: Option<FirstMember>) {
        self.first_member.set(first);
        self.is_unreadable.set(self.is_unreadable.get() || first.is_none());
    }

    pub fn trailing(&self, bytes: u64, has_second_member: bool) {
        self.trailing_bytes.set(bytes);
        self.has_second_member.set(has_second_member);
    }

    /// What was seen; `None` for an archive.
    pub fn end(&self, path: &str) -> Option<Seen> {
        if !self.is_open.replace(false) {
            return None;
        }
        let wrapping = match self.first_member.get() {
            _ if self.is_unreadable.get() => Wrapping::Unreadable,
            None => Wrapping::Plain,
            Some(FirstMember::Sound) => Wrapping::Gzip,
            Some(FirstMember::NoTrailer) => Wrapping::GzipNoTrailer,
            Some(FirstMember::Cut) => Wrapping::GzipCut,
            Some(FirstMember::Checksum) => Wrapping::GzipChecksum,
            Some(FirstMember::Broken) => Wrapping::GzipBroken,
        };
        let content = Content { bytes: self.kept.take(), is_too_long: self.is_too_long.get() };
        let role = match self.keep.get() {
            Keep::Yes(document) => document.with(content),
            _ if is_digest_name(path) => Role::Digest(content),
            _ if self.is_log.get() => Role::Log,
            _ => Role::Other,
        };
        let fingerprint = Fingerprint {
            sha256: self.witness.end(),
            content_bytes: self.content_bytes.get(),
            wrapping,
            packed_sha256: self.packed.as_ref().map(|hasher| ContentHash(hasher.take().finalize().into())),
            trailing_bytes: self.trailing_bytes.get(),
            has_second_member: self.has_second_member.get(),
        };
        Some(Seen { fingerprint, role })
    }
}

/// What was seen of one file.
pub(crate) struct Seen {
    pub fingerprint: Fingerprint,
    pub role: Role,
}

/// Whether CloudTrail gives digests such names, and only them (`cloudtrail.md`
/// 2.1).
fn is_digest_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.contains("_CloudTrail-Digest_") && (name.ends_with(".json.gz") || name.ends_with(".json"))
}

/// Whether CloudTrail Lake gives the results of queries such names.
fn is_query_result(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("result_") && (name.ends_with(".csv.gz") || name.ends_with(".csv"))
}

/// An exhibit that could not be opened at all.
pub(crate) fn unopened(path: String, bytes: u64, first_record: u64) -> Exhibit {
    Exhibit {
        file: 0,
        entry: None,
        path,
        bytes,
        first_record,
        records: 0,
        fingerprint: Fingerprint {
            sha256: None,
            content_bytes: 0,
            wrapping: Wrapping::Unreadable,
            packed_sha256: None,
            trailing_bytes: 0,
            has_second_member: false,
        },
        role: Role::Other,
    }
}

/// A source whose bytes are watched.
pub(crate) struct Watched<'s, 'w> {
    pub source: &'s mut dyn Read,
    pub watch: Rc<Watch<'w>>,
}

impl Read for Watched<'_, '_> {
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
