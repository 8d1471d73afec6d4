//! Whether saved files are redacted: one choice for the whole page, so that it cannot be forgotten
//! at the next button.

mod switch;
mod work;

use std::rc::Rc;

use trailglass::app_state::redaction::SaveMode;
pub use trailglass::app_state::redaction::{WorkState, of_events};
use web_sys::File;
use yew::prelude::*;

pub use self::switch::RedactionSwitch;
pub use self::work::{Begun, UnderWay, begin, stop};
use super::inputs::is_checked;
use crate::client::Redaction;

/// The way in which a file is saved.
pub type Saving = SaveMode<Redaction>;

/// The choice. Everything that saves a file reads it with [`use_redacting`].
#[derive(Clone, Default, PartialEq)]
pub struct Redacting {
    /// Whether saved files are redacted.
    pub is_on: bool,
    /// Whether files are still being read; the search starts after that.
    pub waits_for_files: bool,
    /// The search for the values to replace.
    pub looking: WorkState<Rc<Redaction>>,
    /// Called with the new choice.
    pub on_choice: Callback<bool>,
    /// Cancels the search.
    pub on_stop: Callback<()>,
    /// Repeats the search.
    pub on_again: Callback<()>,
    /// Opens the dialog with the preview.
    pub on_show: Callback<()>,
    /// The outcome of the last key file.
    pub key_read: Option<KeyRead>,
    /// Takes the key from a key file.
    pub on_key_file: Callback<File>,
}

/// The outcome of reading a key file.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyRead {
    /// The key was taken from the file with this name.
    Used(AttrValue),
    /// The file has no usable key, for this reason.
    Refused(AttrValue),
}

impl Redacting {
    /// Returns the way in which files are saved now.
    pub fn saving(&self) -> Saving {
        SaveMode::of(self.is_on, self.waits_for_files, &self.looking)
    }

    /// Returns the handler that passes a changed check box to the page.
    pub fn on_change(&self) -> Callback<Event> {
        self.on_choice.reform(|event: Event| is_checked(&event))
    }
}

/// Returns the page's choice.
#[hook]
pub fn use_redacting() -> Redacting {
    use_context::<Redacting>().unwrap_or_default()
}
