//! The enumeration values of the JSON report. They are as stable as its members, and listed in its
//! schema.

use crate::integrity::model::evidence::Wrapping;
use crate::integrity::model::findings::{BreakKind, Class, KeyOrigin, Location, SignatureSource};

/// An enumeration whose values have fixed names in the report.
pub(super) trait ReportTerm {
    /// Returns the name of the value.
    fn term(&self) -> &'static str;
}

impl ReportTerm for Class {
    fn term(&self) -> &'static str {
        match self {
            Class::Verified => "verified",
            Class::FoundKey => "foundKey",
            Class::Invalid => "invalid",
            Class::Unproven => "unproven",
            Class::Missing => "missing",
            Class::NotCovered => "notCovered",
        }
    }
}

impl ReportTerm for BreakKind {
    fn term(&self) -> &'static str {
        match self {
            BreakKind::Restart => "restart",
            BreakKind::Hash => "hash",
            BreakKind::Signature => "signature",
            BreakKind::Time => "time",
            BreakKind::Missing => "missing",
            BreakKind::Bucket => "bucket",
            BreakKind::Prefix => "prefix",
            BreakKind::OtherChain => "otherChain",
            BreakKind::NoName => "noName",
        }
    }
}

impl ReportTerm for SignatureSource {
    fn term(&self) -> &'static str {
        match self {
            SignatureSource::OwnMetadata => "ownMetadata",
            SignatureSource::Successor => "successor",
            SignatureSource::SuccessorHash => "successorHash",
        }
    }
}

impl ReportTerm for Location {
    fn term(&self) -> &'static str {
        match self {
            Location::Bucket => "bucket",
            Location::Key => "key",
            Location::Name => "name",
            Location::Unknown => "unknown",
            Location::Differs => "differs",
        }
    }
}

impl ReportTerm for Wrapping {
    fn term(&self) -> &'static str {
        match self {
            Wrapping::Plain => "plain",
            Wrapping::Repacked => "repacked",
            Wrapping::Gzip => "gzip",
            Wrapping::GzipNoTrailer => "gzipNoTrailer",
            Wrapping::GzipCut => "gzipCut",
            Wrapping::GzipChecksum => "gzipChecksum",
            Wrapping::GzipBroken => "gzipBroken",
            Wrapping::Unreadable => "unreadable",
            Wrapping::Unopened => "unopened",
        }
    }
}

impl ReportTerm for KeyOrigin {
    fn term(&self) -> &'static str {
        match self {
            KeyOrigin::Apart => "apart",
            KeyOrigin::AmongLogs => "amongLogs",
            KeyOrigin::Archive => "archive",
            KeyOrigin::Gzip => "gzip",
            KeyOrigin::Packed => "packed",
            KeyOrigin::WithEvents => "withEvents",
        }
    }
}
