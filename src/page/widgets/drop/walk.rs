//! The walk through folders to the files in them.

use futures_util::future::join_all;
use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::entries::{self, DroppedEntry};
use super::handles::{self, FileHandle, FolderHandle, Handle};
use crate::client::{PageListing, Picked, now_millis};
use crate::platform::turn::Turn;

/// Number of folders that are listed at the same time: a trail has one folder per day, and listing
/// takes time even if it contains little.
const FOLDERS_AT_ONCE: usize = 16;

/// Number of files that are opened at the same time. Chromium returns those of entries all in one
/// task, at up to a third of a millisecond each.
const OPENED_AT_ONCE: usize = 16;

/// Minimum time between two deliveries of opened files to the client: each makes the page render.
const GIFT_MILLIS: f64 = 50.0;

/// Number of chosen files that are processed before the page renders again.
const FILES_AT_ONCE: u32 = 500;

/// A dropped item, in every form that the browser provides.
pub struct Dropped {
    handle: Option<Promise>,
    entry: Option<DroppedEntry>,
    file: Option<File>,
}

/// A folder to list.
pub enum Folder {
    Entry(FileSystemDirectoryEntry),
    Handle(FolderHandle),
}

/// A file to open.
enum Closed {
    Entry(FileSystemFileEntry),
    Handle(FileHandle),
}

/// The remaining work.
#[derive(Default)]
struct Ahead {
    folders: Vec<Folder>,
    files: Vec<Closed>,
}

/// Collects the dropped items. Must be called while the event is handled: the items are gone
/// afterwards.
pub fn take(transfer: &DataTransfer) -> Vec<Dropped> {
    let items = transfer.items();
    (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file")
        .map(|item| Dropped {
            handle: handles::of_item(&item),
            entry: item.webkit_get_as_entry().ok().flatten().map(DroppedEntry::from),
            file: item.get_as_file().ok().flatten(),
        })
        .collect()
}

/// Returns the items that were dropped before the page had started: objects with a promise of a
/// `handle`, an `entry` and a `file`, each of which may be missing; see `static/boot.js`.
pub fn take_early(items: &JsValue) -> Vec<Dropped> {
    let Some(items) = items.dyn_ref::<Array>() else { return Vec::new() };
    fn member<T: JsCast>(item: &JsValue, name: &str) -> Option<T> {
        let value = Reflect::get(item, &JsValue::from_str(name)).ok()?;
        (!value.is_null() && !value.is_undefined()).then(|| value.unchecked_into())
    }
    let dropped = |item: JsValue| Dropped {
        handle: member(&item, "handle"),
        entry: member::<FileSystemEntry>(&item, "entry").map(DroppedEntry::from),
        file: member(&item, "file"),
    };
    items.iter().map(dropped).collect()
}

/// Walks through all dropped items, and passes each file to the client as it is found.
pub async fn walk_dropped(dropped: Vec<Dropped>, listing: PageListing) {
    let mut ahead = Ahead::default();
    for Dropped { handle, entry, file } in dropped {
        let handle = match handle {
            Some(promise) => handles::arrived(promise).await,
            None => None,
        };
        match (handle, entry, file) {
            (Some(handle), ..) => ahead.add_handle(handle),
            (None, Some(entry), _) => ahead.add_entry(entry),
            (None, None, Some(file)) => listing.found(vec![Picked { path: file.name(), file }]),
            (None, None, None) => {}
        }
    }
    walk(ahead, listing).await;
}

/// Walks through a folder, and passes each file to the client as it is found.
pub async fn walk_folder(folder: Folder, listing: PageListing) {
    walk(Ahead { folders: vec![folder], files: Vec::new() }, listing).await;
}

/// Passes chosen files to the client. `files` must be an array: a `FileList` is emptied when its
/// input is.
pub async fn take_chosen(files: Array, listing: PageListing) {
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

async fn walk(mut ahead: Ahead, listing: PageListing) {
    loop {
        open_all(std::mem::take(&mut ahead.files), &listing).await;
        if ahead.folders.is_empty() || listing.is_cancelled() {
            break;
        }
        let next = ahead.folders.split_off(ahead.folders.len().saturating_sub(FOLDERS_AT_ONCE));
        for found in join_all(next.into_iter().map(|folder| list(folder, &listing))).await {
            ahead.folders.extend(found.folders);
            ahead.files.extend(found.files);
        }
    }
    listing.skipped(ahead.folders.iter().map(Folder::path).collect());
}

/// Returns the folders and the files in a folder.
async fn list(folder: Folder, listing: &PageListing) -> Ahead {
    let mut found = Ahead::default();
    let listed = match &folder {
        Folder::Entry(entry) => {
            entries::list(entry, |entry| {
                found.add_entry(entry);
                !listing.is_cancelled()
            })
            .await
        }
        Folder::Handle(handle) => {
            handle
                .list(|handle| {
                    found.add_handle(handle);
                    !listing.is_cancelled()
                })
                .await
        }
    };
    if let Err(error) = listed {
        let reason = format!("the browser could not list this folder to its end ({})", in_words(&error));
        listing.refused(folder.path(), &reason);
    }
    found
}

/// Opens the files, [`OPENED_AT_ONCE`] at a time, and passes them to the client.
async fn open_all(files: Vec<Closed>, listing: &PageListing) {
    let mut found = Vec::new();
    let mut given_millis = f64::MIN;
    let mut waiting = files.chunks(OPENED_AT_ONCE);
    while !listing.is_cancelled()
        && let Some(files) = waiting.next()
    {
        let opened = join_all(files.iter().map(Closed::open)).await;
        for (closed, file) in files.iter().zip(opened) {
            match file {
                Ok(file) => found.push(Picked { path: closed.path(), file }),
                Err(error) => {
                    let reason = format!("the browser could not open this file ({})", in_words(&error));
                    listing.refused(closed.path(), &reason);
                }
            }
        }
        if now_millis() - given_millis >= GIFT_MILLIS {
            given_millis = now_millis();
            listing.found(std::mem::take(&mut found));
        }
    }
    listing.found(found);
    listing.skipped(waiting.flatten().map(Closed::path).collect());
}

impl Ahead {
    fn add_entry(&mut self, entry: DroppedEntry) {
        match entry {
            DroppedEntry::Folder(folder) => self.folders.push(Folder::Entry(folder)),
            DroppedEntry::File(file) => self.files.push(Closed::Entry(file)),
        }
    }

    fn add_handle(&mut self, handle: Handle) {
        match handle {
            Handle::Folder(folder) => self.folders.push(Folder::Handle(folder)),
            Handle::File(file) => self.files.push(Closed::Handle(file)),
        }
    }
}

impl Folder {
    fn path(&self) -> String {
        match self {
            Folder::Entry(entry) => entries::path(entry),
            Folder::Handle(handle) => handle.path().to_owned(),
        }
    }
}

impl Closed {
    fn path(&self) -> String {
        match self {
            Closed::Entry(entry) => entries::path(entry),
            Closed::Handle(handle) => handle.path().to_owned(),
        }
    }

    async fn open(&self) -> Result<File, JsValue> {
        match self {
            Closed::Entry(entry) => entries::open(entry).await,
            Closed::Handle(handle) => handle.open().await,
        }
    }
}

fn in_words(error: &JsValue) -> String {
    let part = |name: &str| Reflect::get(error, &name.into()).ok()?.as_string();
    match (part("name"), part("message")) {
        (Some(name), Some(message)) => format!("{name}: {message}"),
        _ => "no reason given".to_owned(),
    }
}
