//! The values to redact, over all workers.
//!
//! ```text
//! every worker searches its events -> dictionary, merged here, with the names of
//! folders and files -> a redactor here, and one in every worker that writes
//! ```

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::join_all;
use js_sys::Uint8Array;
use trailglass::export::{ExportReply, ExportRequest};
use trailglass::model::Selection;
use trailglass::redaction::{Preparing, RedactionDictionary, RedactionKey, Redactor};
use wasm_bindgen::JsValue;

use super::export::{Course, told};
use super::{ClientInner, PageClient};
use crate::platform::turn::Turn;
use trailglass::client::ClientError;

/// Number of values prepared before the page may draw again.
const VALUES_AT_ONCE: usize = 4_000;

/// Approximate size of one buffer of the dictionary, in bytes.
const BUFFER_BYTES: usize = 128 << 10;

/// The values to replace, and the key of their pseudonyms.
pub struct Redaction {
    pub key: RedactionKey,
    /// The values to replace.
    pub dictionary: Rc<RedactionDictionary>,
    /// Replaces them, here in the page.
    pub redactor: Redactor,
}

impl PartialEq for Redaction {
    fn eq(&self, other: &Self) -> bool {
        // Each search of the events makes its own.
        std::ptr::eq(self, other)
    }
}

impl Redaction {
    /// Serializes the key and the dictionary for a worker; see [`Redactor::of_buffers`].
    pub(super) async fn to_beside(&self) -> Vec<JsValue> {
        let mut turn = Turn::new().ok();
        let mut attachments = vec![Uint8Array::from(&self.key.bytes()[..]).buffer().into()];
        for buffer in self.dictionary.buffers(BUFFER_BYTES) {
            attachments.push(Uint8Array::from(buffer.as_slice()).buffer().into());
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
        attachments
    }
}

impl PageClient {
    /// Searches all events for values to redact, and adds `names`. The key stays the same as long
    /// as the page is open, so that the pseudonyms in one file match those in another.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if it was cancelled; otherwise if a worker crashed, or other
    /// files were read meanwhile.
    pub async fn redaction(
        &self,
        names: RedactionDictionary,
        course: &Course,
    ) -> Result<Rc<Redaction>, ClientError> {
        let _pass = self.0.exports.enter().await?;
        let key = self.0.redaction_key()?;
        let learned = self.0.learn(names, course).await;
        self.0.end_export();
        prepared(key, Rc::new(learned?), course).await
    }

    /// Returns the same values with pseudonyms of another key, which becomes the page's key.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if it was cancelled.
    pub async fn redaction_by(
        &self,
        key: RedactionKey,
        redaction: &Redaction,
        course: &Course,
    ) -> Result<Rc<Redaction>, ClientError> {
        *self.0.redaction_key.borrow_mut() = Some(key.clone());
        prepared(key, redaction.dictionary.clone(), course).await
    }
}

/// Prepares the redactor.
async fn prepared(
    key: RedactionKey,
    dictionary: Rc<RedactionDictionary>,
    course: &Course,
) -> Result<Rc<Redaction>, ClientError> {
    let mut preparing = Preparing::new(&key, &dictionary);
    let mut turn = Turn::new().ok();
    while preparing.step(VALUES_AT_ONCE) {
        course.check()?;
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    let redactor = preparing.finish();
    // A caller that cancelled meanwhile must learn of it.
    course.check()?;
    Ok(Rc::new(Redaction { key, dictionary, redactor }))
}

impl ClientInner {
    /// Returns the values to redact in all events of all workers, added to `dictionary`.
    async fn learn(
        &self,
        mut dictionary: RedactionDictionary,
        course: &Course,
    ) -> Result<RedactionDictionary, ClientError> {
        let workers = self.begin_export(&Selection::default()).await?;
        let total = workers.iter().map(|(_, events)| events).sum();
        let done: Vec<Cell<u64>> = workers.iter().map(|_| Cell::new(0)).collect();
        let learning = workers.iter().zip(&done).map(|(&(place, events), own)| {
            let done = &done;
            async move {
                while own.get() < events {
                    course.check()?;
                    match told(self.ask_export(place, ExportRequest::Learn, &[]).said().await?)?.0 {
                        ExportReply::Learned(learned) => own.set(learned),
                        _ => return Err(ClientError::Mismatch),
                    }
                    course.tell(done.iter().map(Cell::get).sum(), total);
                }
                Ok(())
            }
        });
        for outcome in join_all(learning).await {
            outcome?;
        }
        let mut turn = Turn::new().ok();
        for &(place, _) in &workers {
            let (_, buffers) =
                told(self.ask_export(place, ExportRequest::ShareDictionary, &[]).said().await?)?;
            for buffer in buffers {
                course.check()?;
                dictionary.take_in(&Uint8Array::new(&buffer).to_vec());
                if let Some(turn) = &mut turn {
                    turn.pass().await;
                }
            }
        }
        Ok(dictionary)
    }

    /// Returns the key, generated when it is first needed.
    fn redaction_key(&self) -> Result<RedactionKey, ClientError> {
        if let Some(key) = &*self.redaction_key.borrow() {
            return Ok(key.clone());
        }
        let mut bytes = [0; 32];
        let drawn = web_sys::window()
            .ok_or(JsValue::NULL)
            .and_then(|window| window.crypto())
            .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
        // A key that is not random would protect nothing.
        drawn.map_err(|_| ClientError::Failed("the browser gives no random numbers for a key".to_owned()))?;
        let key = RedactionKey::new(bytes);
        *self.redaction_key.borrow_mut() = Some(key.clone());
        Ok(key)
    }
}
