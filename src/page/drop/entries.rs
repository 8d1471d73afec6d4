//! Files and folders by their entries, which every browser gives for what is
//! dropped.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// What an entry stands for.
pub enum Entry {
    /// A folder.
    Folder(FileSystemDirectoryEntry),
    /// A file.
    File(FileSystemFileEntry),
}

impl From<FileSystemEntry> for Entry {
    fn from(entry: FileSystemEntry) -> Entry {
        if entry.is_directory() {
            Entry::Folder(entry.unchecked_into())
        } else {
            Entry::File(entry.unchecked_into())
        }
    }
}

/// What lies in a folder, given to `found` piece by piece for as long as that
/// answers true.
///
/// # Errors
/// What the browser says where it cannot list the folder to its end.
pub async fn list(
    folder: &FileSystemDirectoryEntry,
    mut found: impl FnMut(Entry) -> bool,
) -> Result<(), JsValue> {
    let reader = folder.create_reader();
    loop {
        let read = Promise::new(&mut |resolve, reject| {
            if let Err(error) = reader.read_entries_with_callback_and_callback(&resolve, &reject) {
                // The promise has been made; its rejection is awaited below.
                let _ = reject.call1(&JsValue::UNDEFINED, &error);
            }
        });
        // Chromium gives a hundred at a time, and none at the end.
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

/// The file as it is now.
///
/// # Errors
/// What the browser says where it cannot open the file.
pub async fn open(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let opened = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    Ok(JsFuture::from(opened).await?.unchecked_into())
}

/// The path below what was dropped.
pub fn path(entry: &FileSystemEntry) -> String {
    entry.full_path().trim_start_matches('/').to_owned()
}
