//! The origin of questions, and how questions from a file are distinguished from the built-in ones:
//! a case file could title its own question "Use of the root account" and give it a filter that
//! never matches.

use std::sync::OnceLock;

use super::{Question, library};

/// Maximum length in characters of the name of a file or of an author that is kept.
const MAX_CHARACTERS: usize = 200;

impl Question {
    /// Returns the question marked as read from the file of this name, whatever origin the file
    /// itself claims.
    pub fn from_file(self, file: &str) -> Question {
        let author = self.author.chars().take(MAX_CHARACTERS).collect();
        Question { source: file.chars().take(MAX_CHARACTERS).collect(), author, ..self }
    }

    /// Returns whether the question is identical to a built-in one.
    pub fn is_built_in(&self) -> bool {
        library().contains(self)
    }

    /// Returns the built-in question that this one could be mistaken for: a different one with the
    /// same id, or with a title that looks the same.
    pub fn resembles(&self) -> Option<&'static Question> {
        if self.is_built_in() {
            return None;
        }
        static SKELETONS: OnceLock<Vec<String>> = OnceLock::new();
        let skeletons =
            SKELETONS.get_or_init(|| library().iter().map(|known| skeleton(&known.title)).collect());
        let title = skeleton(&self.title);
        let mut known = library().iter().zip(skeletons);
        known.find(|(known, skeleton)| known.id == self.id || **skeleton == title).map(|(known, _)| known)
    }

    /// Returns the sentences that must accompany the title wherever it is shown; none for a
    /// question that was written here or is built in.
    pub fn origin(&self) -> Vec<String> {
        let mut sentences = Vec::new();
        if !self.source.is_empty() {
            sentences.push(if self.author.is_empty() {
                format!("From the file {}, which names no author", self.source)
            } else {
                format!("From the file {}, by {} as the file says", self.source, self.author)
            });
        }
        if let Some(known) = self.resembles() {
            sentences.push(format!(
                "Not the built-in question “{}”: its own filter decides what is counted",
                known.title
            ));
        }
        sentences
    }
}

/// Returns the title reduced to its letters and digits, in lower case, with look-alikes from other
/// alphabets replaced by Latin letters. Titles that look alike have the same skeleton; some that do
/// not may share one too.
fn skeleton(title: &str) -> String {
    let letters = title.chars().flat_map(char::to_lowercase).map(latin_lookalike);
    letters.filter(|letter| letter.is_alphanumeric()).collect()
}

/// Returns the Latin letter that `letter` looks like, or `letter` itself.
fn latin_lookalike(letter: char) -> char {
    match letter {
        'а' | 'α' | 'á' | 'à' | 'ạ' | 'ɑ' => 'a',
        'ь' | 'Ꮟ' => 'b',
        'с' | 'ϲ' | 'ç' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'é' | 'è' | 'ẹ' | 'ε' => 'e',
        'ғ' => 'f',
        'ɡ' | 'ց' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ї' | 'í' | 'ì' | 'ı' | 'ι' | '1' | '|' | 'l' | 'ӏ' => 'i',
        'ј' => 'j',
        'κ' | 'к' => 'k',
        'м' => 'm',
        'п' | 'η' | 'ñ' => 'n',
        'о' | 'ο' | 'ó' | 'ò' | 'ö' | '0' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' | 'ú' | 'ù' | 'ü' => 'u',
        'ѵ' | 'ν' => 'v',
        'ѡ' | 'ω' | 'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ý' => 'y',
        // Fullwidth forms.
        '\u{ff41}'..='\u{ff5a}' => char::from(b'a' + (letter as u32 - 0xff41) as u8),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_questions_resemble_nothing() {
        for question in library() {
            assert!(question.is_built_in() && question.origin().is_empty(), "{}", question.id);
        }
        let skeletons: std::collections::BTreeSet<String> =
            library().iter().map(|question| skeleton(&question.title)).collect();
        assert_eq!(skeletons.len(), library().len());
    }

    #[test]
    fn a_title_or_an_id_of_the_page_is_marked_on_another_question() {
        let known = &library()[0];
        let with = |id: &str, title: String| Question {
            id: id.to_owned(),
            title,
            filter: "eventName:NoSuchCall".to_owned(),
            ..Question::default()
        };
        let titles = [
            known.title.clone(),
            known.title.to_uppercase(),
            format!("  {}\u{200b} ", known.title.replace(' ', "\u{a0}")),
            known.title.replace('o', "о").replace('e', "е"),
            known.title.replace('i', "l"),
            known.title.replace(['?', '.'], ""),
        ];
        for title in titles {
            let question = with("own-1", title).from_file("case.json");
            assert_eq!(question.resembles(), Some(known), "{}", question.title);
            assert_eq!(question.origin().len(), 2);
        }
        assert_eq!(with(&known.id, "Something else".to_owned()).resembles(), Some(known));
        assert_eq!(with("own-1", "Something else".to_owned()).resembles(), None);
        // A different filter, grouping or text makes it a different question.
        assert_eq!(Question { why: String::new(), ..known.clone() }.resembles(), Some(known));
        // A file's copy of a built-in question does not count as the built-in one.
        assert_eq!(known.clone().from_file("case.json").resembles(), Some(known));
    }

    #[test]
    fn the_file_and_its_author_are_named() {
        let question = Question { author: "mallory".to_owned(), ..Question::default() }.from_file("a.json");
        assert_eq!(question.origin(), ["From the file a.json, by mallory as the file says"]);
        let forged =
            Question { source: "trusted.json".to_owned(), ..Question::default() }.from_file("b.json");
        assert_eq!(forged.origin(), ["From the file b.json, which names no author"]);
    }
}
