//! A worker's answers to requests about copies.

use super::{
    CopiesReply, CopiesRequest, Copy, EventPrint, FoundCopies, HiddenCopies, HiddenCopy, of_words, to_words,
};
use crate::base::small_sort::SmallSort;
use crate::content::{ContentDigests, Differences, compare};
use crate::model::Field;
use crate::query::{ShardQuery, sort_millis};
use crate::store::Store;
use crate::store::repeats::Key;

/// Maximum number of copies that are listed.
const MOST_ALIKE: usize = 200;
/// Maximum number of other records with the same id that are listed.
const MOST_OTHERS: usize = 50;

/// Answers a request about copies.
pub fn answer(shard_query: &mut ShardQuery, ask: &CopiesRequest) -> CopiesReply {
    match ask {
        CopiesRequest::Print { row } => CopiesReply::Print(print(shard_query.store(), *row)),
        CopiesRequest::Find { print, text } => CopiesReply::Found(find(shard_query.store(), print, text)),
        CopiesRequest::Hidden { file, of, limit } => {
            let store = shard_query.store();
            let is_wanted = |copy: &HiddenCopy| copy.file == *file && of.is_none_or(|of| copy.of == of);
            let all = (0..store.hidden().len()).filter_map(|place| hidden(store, place));
            CopiesReply::Hidden(list(all.filter(is_wanted), *limit))
        }
        CopiesRequest::Matching { selection, limit } => {
            let matching = shard_query.differing_copies(selection);
            let store = shard_query.store();
            let places = matching.into_iter().filter_map(|record| store.hidden_place(record));
            CopiesReply::Hidden(list(places.filter_map(|place| hidden(store, place)), *limit))
        }
    }
}

fn list(copies: impl Iterator<Item = HiddenCopy>, limit: u32) -> HiddenCopies {
    let mut copies: Vec<HiddenCopy> = copies.collect();
    copies.sort_small();
    let total = copies.len() as u64;
    copies.truncate(limit as usize);
    HiddenCopies { copies, total }
}

fn hidden(store: &Store, place: usize) -> Option<HiddenCopy> {
    let hidden = store.hidden().get(place)?;
    let (file, index) = store.file_of(hidden.row.record);
    Some(HiddenCopy {
        file,
        index,
        row: hidden.row.record,
        of: hidden.of,
        millis: sort_millis(hidden.row.millis),
        event_name: store.value_in(Field::EventName, &hidden.row).unwrap_or_default().to_owned(),
        differs: hidden.differs,
    })
}

fn print(store: &Store, record: u32) -> Option<EventPrint> {
    let row = store.any_row(record)?;
    let key = store.key_of(record)?;
    let text = store.text_of(&row);
    Some(EventPrint {
        id: to_words(key.id),
        owner: to_words(key.owner),
        call: to_words(key.call),
        millis: sort_millis(key.millis),
        content: to_words(ContentDigests::of(&String::from_utf8_lossy(&text)).digest()),
    })
}

fn find(store: &Store, print: &EventPrint, text: &str) -> FoundCopies {
    let own = ContentDigests::of(text);
    let mut found = FoundCopies::default();
    let (id, owner, call) = (of_words(print.id), of_words(print.owner), of_words(print.call));
    for (key, is_shown) in store.with_id(id, owner) {
        let is_alike = key.call == call && sort_millis(key.millis) == print.millis;
        let (list, more, most) = match is_alike {
            true => (&mut found.alike, &mut found.more_alike, MOST_ALIKE),
            // A hidden copy of another event is listed with that event.
            false if !is_shown => continue,
            false => (&mut found.others, &mut found.more_others, MOST_OTHERS),
        };
        if list.len() >= most {
            *more += 1;
            continue;
        }
        list.extend(copy(store, &key, is_shown, &own, is_alike));
    }
    found
}

/// Returns a record, compared with the given one if it is a copy.
fn copy(store: &Store, key: &Key, is_shown: bool, own: &ContentDigests<'_>, is_alike: bool) -> Option<Copy> {
    let row = store.any_row(key.record)?;
    let text = store.text_of(&row);
    let text = String::from_utf8_lossy(&text);
    let value = |field| store.value_in(field, &row).unwrap_or_default().to_owned();
    let (file, index) = store.file_of(key.record);
    Some(Copy {
        row: key.record,
        file,
        index,
        millis: sort_millis(key.millis),
        event_name: value(Field::EventName),
        event_source: value(Field::EventSource),
        integrity: store.integrity_of(key.record).unwrap_or_default().to_owned(),
        is_shown,
        content: to_words(ContentDigests::of(&text).digest()),
        differences: if is_alike { compare(own, &text) } else { Differences::default() },
    })
}
