//! The built-in questions.

use std::sync::OnceLock;

use super::{Question, file};

/// The source text of the built-in questions.
const TEXT: &str = include_str!("questions.json");

/// Returns the built-in questions, in the order of their topics.
///
/// A test ensures that every one of them is valid, so that none is lost here.
pub fn library() -> &'static [Question] {
    static LIBRARY: OnceLock<Vec<Question>> = OnceLock::new();
    LIBRARY.get_or_init(|| file::read(TEXT.as_bytes()).map(|imported| imported.questions).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::query::parse;
    use crate::questions::Framework;

    #[test]
    fn every_question_is_sound() {
        let read = file::read(TEXT.as_bytes()).unwrap();
        assert_eq!(read.problems, []);
        assert!(library().len() > 60);
        let ids: BTreeSet<&str> = library().iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids.len(), library().len(), "an id is used twice");
        let titles: BTreeSet<&str> = library().iter().map(|question| question.title.as_str()).collect();
        assert_eq!(titles.len(), library().len(), "a title is used twice");
        for question in library() {
            let id = &question.id;
            assert!(TEXT.contains(&format!("\"id\": \"{id}\"")), "{id} was given anew");
            assert!(id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{id}");
            assert!(question.grouping.is_some(), "{id}");
            for text in [&question.why, &question.look_for] {
                assert!(text.ends_with('.') && text.len() > 20, "{id}: {text}");
            }
        }
    }

    #[test]
    fn filters_have_one_canonical_form() {
        for question in library() {
            let tree = parse(&question.filter).tree;
            let canonical = tree.to_string();
            let again = parse(&canonical);
            assert_eq!(again.errors, [], "{}: {canonical}", question.id);
            assert_eq!(again.tree, tree, "{}: {canonical}", question.id);
            assert_eq!(again.tree.to_string(), canonical, "{}", question.id);
            // The library is counted before sessions are followed.
            assert!(!tree.asks_for_sessions(), "{}", question.id);
            assert!(!question.grouping.as_ref().is_some_and(|grouping| grouping.asks_for_sessions()));
        }
    }

    #[test]
    fn topics_stand_together() {
        let mut topics: Vec<&str> = library().iter().map(|question| question.topic.as_str()).collect();
        topics.dedup();
        let different: BTreeSet<&str> = topics.iter().copied().collect();
        assert_eq!(topics.len(), different.len(), "{topics:?}");
    }

    #[test]
    fn references_are_well_formed() {
        for question in library() {
            for reference in &question.references {
                let id = reference.id.as_str();
                match &reference.framework {
                    Framework::Cis => {
                        assert!(
                            id.strip_prefix("4.").is_some_and(|number| number.parse::<u32>().is_ok()),
                            "{id}"
                        );
                        assert!(
                            reference
                                .title
                                .starts_with("CIS AWS Foundations Benchmark 1.4.0, 2.0.0 and 3.0.0: ")
                        );
                    }
                    Framework::MitreAttack => {
                        let (technique, part) = id.split_once('.').unwrap_or((id, "001"));
                        let is_number = |text: &str, length| {
                            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
                        };
                        assert!(
                            technique.strip_prefix('T').is_some_and(|number| is_number(number, 4)),
                            "{id}"
                        );
                        assert!(is_number(part, 3), "{id}");
                    }
                    Framework::Other(name) => panic!("{name} of {id}"),
                }
            }
        }
    }

    #[test]
    fn every_monitoring_control_of_the_benchmark_is_there() {
        for number in 1..=15 {
            let control = format!("4.{number}");
            let of_benchmark = library().iter().filter(|question| {
                question.id.starts_with(&format!("cis-4-{number}-"))
                    && question.title.starts_with(&format!("{control} "))
                    && question
                        .references
                        .iter()
                        .any(|reference| reference.framework == Framework::Cis && reference.id == control)
            });
            assert_eq!(of_benchmark.count(), 1, "{control}");
        }
    }
}
