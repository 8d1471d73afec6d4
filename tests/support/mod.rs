//! Helpers shared by several integration tests.

pub mod dice;
pub mod in_process;
pub mod naive;
pub mod naive_event;
pub mod reading;
pub mod secrets;
pub mod test_client;

use std::path::{Path, PathBuf};

/// Returns the folder of real events, if it is present. It is outside the repository; without it, a
/// test reports that and passes.
pub fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the corpus of real events is not there ({})", folder.display());
    None
}

/// Returns every file below a folder, by path.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a readable folder").flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    files
}
