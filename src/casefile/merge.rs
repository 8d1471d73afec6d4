//! Merges two cases.

use hashbrown::{HashMap, HashSet};

use super::model::{Bookmark, Case, KeptRecord, ThingKey};
use crate::questions::{Question, new_id};

/// Returns the union of two cases. A thing marked in both has the tags and notes of both. Single
/// values, such as the name and the view, come from `first` unless it has none.
pub fn merge(first: &Case, other: &Case) -> Case {
    let mut both = first.clone();
    if both.title.is_empty() {
        both.title = other.title.clone();
    }
    both.notes = joined(&both.notes, &other.notes);
    if both.view.is_none() {
        both.view = other.view.clone();
    }
    let marks = std::mem::take(&mut both.marks);
    add_marks(&mut both, marks.into_iter().chain(other.marks.iter().cloned()));
    for question in &other.questions {
        if both.questions.iter().any(|known| known.asks_the_same_as(question)) {
            continue;
        }
        let is_taken = both.questions.iter().any(|known| known.id == question.id);
        let id = if is_taken { new_id(&both.questions) } else { question.id.clone() };
        both.questions.push(Question { id, ..question.clone() });
    }
    let known: HashSet<KeptRecord> = both.records.iter().cloned().collect();
    both.records.extend(other.records.iter().filter(|record| !known.contains(*record)).cloned());
    for (name, value) in &other.others {
        if !both.others.contains_key(name) {
            both.others.insert(name.clone(), value.clone());
        }
    }
    both
}

/// Adds marks to a case that has none, merging marks on the same thing.
pub(super) fn add_marks(case: &mut Case, marks: impl IntoIterator<Item = Bookmark>) {
    let mut places = HashMap::new();
    for mark in marks {
        add_mark(case, &mut places, mark, usize::MAX);
    }
}

/// Adds a mark to a case; `places` maps each marked thing to the index of its mark. Returns `false`
/// if the thing was already marked and the new note was left out because both notes together would
/// have more than `max_note` bytes.
pub(super) fn add_mark(
    case: &mut Case,
    places: &mut HashMap<ThingKey, usize>,
    mark: Bookmark,
    max_note: usize,
) -> bool {
    let Some(known) = places.get(&mark.on.key()).and_then(|place| case.marks.get_mut(*place)) else {
        places.insert(mark.on.key(), case.marks.len());
        case.marks.push(mark);
        return true;
    };
    for tag in mark.tags {
        if !known.tags.contains(&tag) {
            known.tags.push(tag);
        }
    }
    known.marked_at_millis = known.marked_at_millis.min(mark.marked_at_millis);
    let note = joined(&known.note, &mark.note);
    let fits = note.len() <= max_note || note == known.note;
    if fits {
        known.note = note;
    }
    fits
}

/// Returns both texts, the second below the first; a paragraph in both appears once.
fn joined(first: &str, other: &str) -> String {
    const BETWEEN: &str = "\n\n";
    let mut text = first.to_owned();
    let known: HashSet<&str> = first.split(BETWEEN).collect();
    for paragraph in other.split(BETWEEN).filter(|paragraph| !paragraph.is_empty()) {
        if !known.contains(paragraph) {
            if !text.is_empty() {
                text.push_str(BETWEEN);
            }
            text.push_str(paragraph);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::model::{MarkedActor, MarkedThing};
    use super::*;

    fn case(notes: &str, names: &[(&str, &str, &str)]) -> Case {
        let mut case = Case { notes: notes.to_owned(), ..Case::default() };
        for (name, tag, note) in names {
            let actor = MarkedActor { name: (*name).to_owned(), ..MarkedActor::default() };
            let mut mark = Bookmark::new(MarkedThing::Actor(actor), 5);
            mark.tags = vec![(*tag).to_owned()];
            mark.note = (*note).to_owned();
            case.add(mark);
        }
        case
    }

    #[test]
    fn questions_keep_apart() {
        let asking = |id: &str, title: &str| Question {
            id: id.to_owned(),
            title: title.to_owned(),
            filter: "eventName:x".to_owned(),
            ..Question::default()
        };
        let first = Case { questions: vec![asking("own-1", "a")], ..Case::default() };
        let other = Case { questions: vec![asking("own-1", "b"), asking("own-7", "a")], ..Case::default() };
        let both = merge(&first, &other);
        assert_eq!(both.questions, [asking("own-1", "a"), asking("own-2", "b")]);
        assert_eq!(merge(&both, &other), both);
    }

    #[test]
    fn what_both_have_marked_has_the_words_of_both() {
        let first = case("one", &[("alice", "a", "likely"), ("bob", "b", "")]);
        let other = case("two", &[("carol", "c", ""), ("alice", "x", "certain")]);
        let both = merge(&first, &other);
        let marks: Vec<(String, usize, &str)> =
            both.marks.iter().map(|mark| (mark.on.title(), mark.tags.len(), mark.note.as_str())).collect();
        let expected = [("alice", 2, "likely\n\ncertain"), ("bob", 1, ""), ("carol", 1, "")];
        assert_eq!(marks, expected.map(|(name, tags, note)| (name.to_owned(), tags, note)));
        assert_eq!(both.notes, "one\n\ntwo");
        // Merging again adds nothing.
        assert_eq!(merge(&both, &other), both);
        assert_eq!(merge(&first, &first), first);
        assert_eq!(merge(&Case::default(), &first), first);
    }
}
