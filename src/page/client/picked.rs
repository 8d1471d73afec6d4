//! Files that the user picked or dropped.

/// A file that the user picked or dropped.
#[derive(Clone, Debug)]
pub struct Picked {
    /// Its path below what was dropped, with `/` between the parts.
    pub path: String,
    pub file: web_sys::File,
}
