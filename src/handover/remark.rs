//! Redacts sentences that quote from files.

use super::fields::{Redact, TextRole, TextVisitor};
use crate::base::remark::{Remark, RemarkPart};

impl Redact for Remark {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        for part in self.parts_mut() {
            match part {
                RemarkPart::Words(_) | RemarkPart::Number(_) | RemarkPart::Counted(..) => {}
                RemarkPart::Name(quoted) => visit(TextRole::Name, quoted),
                RemarkPart::Path(quoted) => visit(TextRole::Path, quoted),
                RemarkPart::Object { bucket, key } => {
                    visit(TextRole::Bucket, bucket);
                    visit(TextRole::Path, key);
                }
                RemarkPart::Fingerprint(quoted) => visit(TextRole::Hash, quoted),
                RemarkPart::Time(quoted) => visit(TextRole::Time, quoted),
            }
        }
    }
}
