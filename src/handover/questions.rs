//! Questions.

use super::Redact;
use crate::questions::{Question, library};
use crate::redaction::Redactor;

impl Redact for Question {
    /// Those that come with the page name nobody.
    fn redacted(&self, by: &Redactor) -> Question {
        if library().contains(self) {
            return self.clone();
        }
        let Question { id, title, topic, filter, grouping, why, look_for, references } = self;
        let text = |text: &String| by.redact_text(text);
        Question {
            id: text(id),
            title: text(title),
            topic: text(topic),
            filter: text(filter),
            grouping: grouping.redacted(by),
            why: text(why),
            look_for: text(look_for),
            references: references.clone(),
        }
    }
}
