//! Redacts questions.

use super::fields::{Redact, TextRole, TextVisitor, redact_fields, visit_fields};
use crate::questions::{Framework, Question, Reference};

impl Redact for Question {
    /// Leaves built-in questions unchanged, because they contain no names.
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        if self.is_built_in() {
            return;
        }
        visit_fields!(self, visit, Question {
            Sentence: id, title, topic, filter, why, look_for, author, source;
            Inner: grouping, references;
        });
    }
}

redact_fields! {
    Reference {
        Sentence: id, title;
        Inner: framework;
    }
}

impl Redact for Framework {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        if let Framework::Other(name) = self {
            visit(TextRole::Sentence, name);
        }
    }
}
