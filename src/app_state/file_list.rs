//! The list of files as text, and the names in it.

use super::file_table::FileTable;
use crate::accounts::{FileFacts, csv_head, csv_row, text_head, text_row};
use crate::casefile::Case;
use crate::client::Platform;
use crate::handover::{NameCollector, RedactedFile};
use crate::redaction::Redactor;

/// Number of files that are written or searched before the page may draw again.
const FILES_AT_ONCE: usize = 500;

/// Returns the files at `places` as a table of text, with pseudonyms if there is a redactor.
pub async fn file_list_text<P: Platform>(
    platform: &P,
    file_table: &FileTable,
    places: &[u32],
    redactor: Option<&Redactor>,
) -> String {
    written(platform, file_table, places, text_head(), redactor, |out, file| {
        out.push('\n');
        out.push_str(&text_row(file));
    })
    .await
}

/// Returns the files at `places` as CSV, with pseudonyms if there is a redactor.
pub async fn file_list_csv<P: Platform>(
    platform: &P,
    file_table: &FileTable,
    places: &[u32],
    redactor: Option<&Redactor>,
) -> String {
    let mut head = String::new();
    csv_head(&mut head);
    written(platform, file_table, places, head, redactor, csv_row).await
}

async fn written<P: Platform>(
    platform: &P,
    file_table: &FileTable,
    places: &[u32],
    head: String,
    redactor: Option<&Redactor>,
    write: impl Fn(&mut String, FileFacts<'_>),
) -> String {
    let mut out = head;
    for portion in places.chunks(FILES_AT_ONCE) {
        for source in portion.iter().filter_map(|place| file_table.sources.get(*place as usize)) {
            match redactor {
                Some(redactor) => write(&mut out, RedactedFile::of(source.facts(), redactor).account()),
                None => write(&mut out, source.facts()),
            }
        }
        platform.next_turn().await;
    }
    out
}

/// Collects the names of files and folders, and the names in the case.
pub async fn collect_names<P: Platform>(platform: &P, file_table: &FileTable, case: &Case) -> NameCollector {
    let mut names = NameCollector::default();
    names.case(case);
    for portion in file_table.sources.chunks(FILES_AT_ONCE) {
        for source in portion {
            names.path(&source.path);
            let entries = source.report.iter().flat_map(|report| &report.entries);
            entries.for_each(|entry| names.path(&entry.path));
        }
        platform.next_turn().await;
    }
    names
}
