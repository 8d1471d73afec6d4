//! What leaves the page as a file or through the clipboard.

pub mod csv;
