//! Questions that came from a file, and how they are told from those of the
//! page: a case file may name its own question "Use of the root account" and
//! give it a filter that never matches.

use std::sync::OnceLock;

use super::{Question, library};

/// The longest name of a file, or of an author, that is kept, in characters.
const MAX_CHARACTERS: usize = 200;

impl Question {
    /// The question as one that was read from the file of this name, whatever
    /// the file says of its origin.
    pub fn from_file(self, file: &str) -> Question {
        let author = self.author.chars().take(MAX_CHARACTERS).collect();
        Question { source: file.chars().take(MAX_CHARACTERS).collect(), author, ..self }
    }

    /// Whether it is one of those that come with the page, word for word.
    pub fn is_built_in(&self) -> bool {
        library().contains(self)
    }

    /// The built-in question that this one may be mistaken for: another one
    /// with the same id, or with a title that reads the same.
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

    /// Sentences that must stand beside the title wherever it is shown; none
    /// for a question that was written here or came with the page.
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

/// The title as it reads: letters and digits in lower case, with letters of
/// other alphabets that look like Latin ones replaced by these. Texts that look
/// alike have the same skeleton; a few that do not may, too.
fn skeleton(title: &str) -> String {
    let letters = title.chars().flat_map(char::to_lowercase).map(latin_lookalike);
    letters.filter(|letter| letter.is_alphanumeric()).collect()
}

/// The Latin letter that a letter looks like, or the letter itself.
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
        // Another filter, grouping or word makes it another question.
        assert_eq!(Question { why: String::new(), ..known.clone() }.resembles(), Some(known));
        // A file cannot pass its copy of a built-in question for the page's own.
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
