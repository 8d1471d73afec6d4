//! Input of files and folders: dropped anywhere on the page, or chosen.

mod choose;
mod entries;
mod handles;
mod walk;
mod zone;

pub use choose::OpenButtons;
pub use zone::DropZone;
