//! Redacts questions.

use super::Redact;
use crate::questions::{Framework, Question, Reference};
use crate::redaction::Redactor;

impl Redact for Question {
    /// Leaves built-in questions unchanged, because they contain no names.
    fn redacted(&self, by: &Redactor) -> Question {
        if self.is_built_in() {
            return self.clone();
        }
        let Question { id, title, topic, filter, grouping, why, look_for, references, author, source } = self;
        let text = |text: &String| by.redact_text(text);
        let reference = |Reference { framework, id, title }: &Reference| Reference {
            framework: match framework {
                Framework::Other(name) => Framework::Other(text(name)),
                known => known.clone(),
            },
            id: text(id),
            title: text(title),
        };
        Question {
            id: text(id),
            title: text(title),
            topic: text(topic),
            filter: text(filter),
            grouping: grouping.redacted(by),
            why: text(why),
            look_for: text(look_for),
            references: references.iter().map(reference).collect(),
            author: text(author),
            source: text(source),
        }
    }
}
