//! Redacts sentences that quote from files.

use super::names::path;
use super::{Redact, hexadecimal};
use crate::event::Field;
use crate::redaction::Redactor;
use crate::remark::{Part, Remark};

impl Redact for Remark {
    fn redacted(&self, by: &Redactor) -> Remark {
        Remark::of(self.parts().iter().map(|part| match part {
            Part::Words(_) | Part::Number(_) | Part::Counted(..) => part.clone(),
            Part::Name(quoted) => Part::Name(by.redact_name(quoted)),
            Part::Path(quoted) => Part::Path(path(quoted, by)),
            Part::Object { bucket, key } => {
                Part::Object { bucket: by.redact_name(bucket), key: path(key, by) }
            }
            Part::Fingerprint(quoted) => Part::Fingerprint(hexadecimal(quoted, by)),
            Part::Time(quoted) => Part::Time(by.redact_field(Field::EventTime, quoted)),
        }))
    }
}
