//! Through folders, to the files in them.

use futures_util::future::join_all;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileSystemDirectoryEntry, FileSystemDirectoryReader, FileSystemEntry,
    FileSystemFileEntry,
};

use crate::engine::{Listing, Picked, now_millis};
use crate::turn::Turn;

/// So many folders are listed at the same time: a trail has a folder for
/// every day, and each takes its time however little is in it.
const FOLDERS_AT_ONCE: usize = 16;

/// So many files are opened at the same time. Chromium hands them over all in
/// one task, at up to a third of a millisecond each.
const OPENED_AT_ONCE: usize = 16;

/// Opened files are given to the engine after so long at the latest; every
/// gift makes the page draw.
const GIFT_MILLIS: f64 = 50.0;

/// So many chosen files are looked at before the page draws again.
const FILES_AT_ONCE: u32 = 500;

/// What was dropped.
pub enum Dropped {
    /// A file or a folder of a file system.
    Entry(FileSystemEntry),
    /// A file that no file system stands behind.
    File(File),
}

/// Takes what was dropped. To be called while the event is handled: the items
/// are gone afterwards.
pub fn take(transfer: &DataTransfer) -> Vec<Dropped> {
    let items = transfer.items();
    (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file")
        .filter_map(|item| match item.webkit_get_as_entry() {
            Ok(Some(entry)) => Some(Dropped::Entry(entry)),
            _ => item.get_as_file().ok().flatten().map(Dropped::File),
        })
        .collect()
}

/// Goes through everything dropped, and gives each file to the engine when it
/// is found.
pub async fn walk(dropped: Vec<Dropped>, listing: Listing) {
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for thing in dropped {
        match thing {
            Dropped::Entry(entry) => sort(entry, &mut folders, &mut files),
            Dropped::File(file) => listing.found(vec![Picked { path: file.name(), file }]),
        }
    }
    loop {
        open_all(std::mem::take(&mut files), &listing).await;
        if folders.is_empty() || listing.is_cancelled() {
            break;
        }
        let next = folders.split_off(folders.len().saturating_sub(FOLDERS_AT_ONCE));
        for (deeper, found) in join_all(next.into_iter().map(|folder| list(folder, &listing))).await {
            folders.extend(deeper);
            files.extend(found);
        }
    }
    listing.skipped(folders.iter().map(|folder| path_of(folder)).collect());
}

/// Gives chosen files to the engine. `files` is a plain list of them: a
/// `FileList` is emptied when its input is.
pub async fn take_chosen(files: Array, listing: Listing) {
    let mut turn = Turn::new().ok();
    let relative_path = JsValue::from_str("webkitRelativePath");
    let mut at = 0;
    while at < files.length() {
        let end = files.length().min(at + FILES_AT_ONCE);
        let slice = (at..end).filter_map(|index| {
            let file: File = files.get(index).dyn_into().ok()?;
            let path = Reflect::get(&file, &relative_path).ok().and_then(|path| path.as_string());
            let path = path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
            Some(Picked { path, file })
        });
        listing.found(slice.collect());
        at = end;
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
}

/// The folders and the files in a folder.
async fn list(
    folder: FileSystemDirectoryEntry,
    listing: &Listing,
) -> (Vec<FileSystemDirectoryEntry>, Vec<FileSystemFileEntry>) {
    let reader = folder.create_reader();
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    while !listing.is_cancelled() {
        match read_entries(&reader).await {
            // Chromium gives a hundred at a time, and none at the end.
            Ok(entries) if entries.length() == 0 => break,
            Ok(entries) => {
                for entry in entries.iter() {
                    sort(entry.unchecked_into(), &mut folders, &mut files);
                }
            }
            Err(error) => {
                let reason =
                    format!("the browser could not list this folder to its end ({})", in_words(&error));
                listing.refused(path_of(&folder), &reason);
                break;
            }
        }
    }
    (folders, files)
}

fn sort(
    entry: FileSystemEntry,
    folders: &mut Vec<FileSystemDirectoryEntry>,
    files: &mut Vec<FileSystemFileEntry>,
) {
    if entry.is_directory() {
        folders.push(entry.unchecked_into());
    } else {
        files.push(entry.unchecked_into());
    }
}

/// Opens the files, a few at a time, and gives them to the engine.
async fn open_all(entries: Vec<FileSystemFileEntry>, listing: &Listing) {
    let mut found = Vec::new();
    let mut given_millis = f64::MIN;
    let mut waiting = entries.chunks(OPENED_AT_ONCE);
    while !listing.is_cancelled()
        && let Some(entries) = waiting.next()
    {
        let opened = join_all(entries.iter().map(open)).await;
        for (entry, file) in entries.iter().zip(opened) {
            match file {
                Ok(file) => found.push(Picked { path: path_of(entry), file }),
                Err(error) => {
                    let reason = format!("the browser could not open this file ({})", in_words(&error));
                    listing.refused(path_of(entry), &reason);
                }
            }
        }
        if now_millis() - given_millis >= GIFT_MILLIS {
            given_millis = now_millis();
            listing.found(std::mem::take(&mut found));
        }
    }
    listing.found(found);
    listing.skipped(waiting.flatten().map(|entry| path_of(entry)).collect());
}

async fn open(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let opened = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    Ok(JsFuture::from(opened).await?.unchecked_into())
}

async fn read_entries(reader: &FileSystemDirectoryReader) -> Result<Array, JsValue> {
    let read = Promise::new(&mut |resolve, reject| {
        if let Err(error) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
            // The promise has been made; its rejection is awaited below.
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    Ok(JsFuture::from(read).await?.unchecked_into())
}

/// The path below what was dropped.
fn path_of(entry: &FileSystemEntry) -> String {
    entry.full_path().trim_start_matches('/').to_owned()
}

fn in_words(error: &JsValue) -> String {
    let part = |name: &str| Reflect::get(error, &name.into()).ok()?.as_string();
    match (part("name"), part("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => "no reason given".to_owned(),
    }
}
