//! The questions that come with the page.

use std::sync::OnceLock;

use super::{Question, file};

/// As they are written down.
const TEXT: &str = include_str!("questions.json");

/// The questions that come with the page, in the order of their topics.
///
/// A test holds that every one of them is sound, so that none is lost here.
pub fn library() -> &'static [Question] {
    static LIBRARY: OnceLock<Vec<Question>> = OnceLock::new();
    LIBRARY.get_or_init(|| file::read(TEXT.as_bytes()).map(|imported| imported.questions).unwrap_or_default())
}
