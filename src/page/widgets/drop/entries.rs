//! Files and folders as entries, which every browser provides for dropped items.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// A dropped file or folder.
pub enum DroppedEntry {
    Folder(FileSystemDirectoryEntry),
    File(FileSystemFileEntry),
}

impl From<FileSystemEntry> for DroppedEntry {
    fn from(entry: FileSystemEntry) -> DroppedEntry {
        if entry.is_directory() {
            DroppedEntry::Folder(entry.unchecked_into())
        } else {
            DroppedEntry::File(entry.unchecked_into())
        }
    }
}

/// Lists a folder, and passes each entry to `found` until that returns false.
///
/// # Errors
///
/// If the browser cannot list the folder to its end; the error is the browser's.
pub async fn list(
    folder: &FileSystemDirectoryEntry,
    mut found: impl FnMut(DroppedEntry) -> bool,
) -> Result<(), JsValue> {
    let reader = folder.create_reader();
    loop {
        let read = Promise::new(&mut |resolve, reject| {
            if let Err(error) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
                // The promise exists already; its rejection is awaited below.
                let _ = reject.call1(&JsValue::UNDEFINED, &error);
            }
        });
        // Chromium returns a hundred at a time, and an empty list at the end.
        let entries: Array = JsFuture::from(read).await?.unchecked_into();
        if entries.length() == 0 {
            return Ok(());
        }
        for entry in entries.iter() {
            if !found(entry.unchecked_into::<FileSystemEntry>().into()) {
                return Ok(());
            }
        }
    }
}

/// Opens the current version of the file.
///
/// # Errors
///
/// If the browser cannot open the file; the error is the browser's.
pub async fn open(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let opened = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    Ok(JsFuture::from(opened).await?.unchecked_into())
}

/// Returns the path relative to the dropped item.
pub fn path(entry: &FileSystemEntry) -> String {
    entry.full_path().trim_start_matches('/').to_owned()
}
