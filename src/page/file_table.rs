//! The page's record of every dropped file.

pub use trailglass::app_state::{FileTable, SourceFile};
