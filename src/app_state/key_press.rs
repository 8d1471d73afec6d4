//! A key press, as the browser reports it.

/// A key, and the modifiers that were held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPress {
    /// The key, as in `KeyboardEvent.key`.
    pub key: String,
    /// Whether Ctrl was held, or Cmd on a Mac.
    pub control: bool,
    /// Whether Shift was held.
    pub shift: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl KeyPress {
    /// Returns the press of a key without modifiers.
    pub fn plain(key: &str) -> KeyPress {
        KeyPress { key: key.to_owned(), ..KeyPress::default() }
    }
}
