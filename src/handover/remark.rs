//! Redacts sentences that quote from files.

use super::names::path;
use super::{Redact, hexadecimal};
use crate::base::remark::{Remark, RemarkPart};
use crate::model::Field;
use crate::redaction::Redactor;

impl Redact for Remark {
    fn redacted(&self, by: &Redactor) -> Remark {
        Remark::of(self.parts().iter().map(|part| match part {
            RemarkPart::Words(_) | RemarkPart::Number(_) | RemarkPart::Counted(..) => part.clone(),
            RemarkPart::Name(quoted) => RemarkPart::Name(by.redact_name(quoted)),
            RemarkPart::Path(quoted) => RemarkPart::Path(path(quoted, by)),
            RemarkPart::Object { bucket, key } => {
                RemarkPart::Object { bucket: by.redact_name(bucket), key: path(key, by) }
            }
            RemarkPart::Fingerprint(quoted) => RemarkPart::Fingerprint(hexadecimal(quoted, by)),
            RemarkPart::Time(quoted) => RemarkPart::Time(by.redact_field(Field::EventTime, quoted)),
        }))
    }
}
