//! The values to redact, over all workers.
//!
//! ```text
//! every worker searches its events -> dictionary, merged here, with the names of
//! folders and files -> a redactor here, and one in every worker that writes
//! ```

use std::cell::Cell;
use std::rc::Rc;

use crate::export::{ExportReply, ExportRequest};
use crate::model::Selection;
use crate::redaction::{Preparing, RedactionDictionary, RedactionKey, Redactor};
use futures_util::future::join_all;

use super::operation::{Operation, export_reply};
use super::{Buffer, Client, ClientError, ClientInner, Platform};

/// Number of values prepared before the page may draw again.
const VALUES_AT_ONCE: usize = 4_000;

/// Approximate size of one buffer of the dictionary, in bytes.
const BUFFER_BYTES: usize = 128 << 10;

/// The values to replace, and the key of their pseudonyms.
pub struct Redaction {
    /// The key of the pseudonyms.
    pub key: RedactionKey,
    /// The values to replace.
    pub dictionary: Rc<RedactionDictionary>,
    /// Replaces them, here in the page.
    pub redactor: Redactor,
}

impl std::fmt::Debug for Redaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the key nor the secrets belong into a message.
        formatter.write_str("Redaction")
    }
}

impl AsRef<Redactor> for Redaction {
    fn as_ref(&self) -> &Redactor {
        &self.redactor
    }
}

impl PartialEq for Redaction {
    fn eq(&self, other: &Self) -> bool {
        // Each search of the events makes its own.
        std::ptr::eq(self, other)
    }
}

impl Redaction {
    /// Serializes the key and the dictionary for a worker; see [`Redactor::of_buffers`].
    pub(super) async fn attachments<P: Platform>(&self, platform: &P) -> Vec<P::Buffer> {
        let mut attachments = vec![P::Buffer::of_bytes(self.key.bytes())];
        for buffer in self.dictionary.buffers(BUFFER_BYTES) {
            attachments.push(P::Buffer::of_bytes(&buffer));
            platform.next_turn().await;
        }
        attachments
    }
}

impl<P: Platform> Client<P> {
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
        operation: &Operation,
    ) -> Result<Rc<Redaction>, ClientError> {
        let _pass = self.inner.exports.enter().await?;
        let key = self.inner.redaction_key()?;
        let learned = self.inner.learn(names, operation).await;
        self.inner.end_export();
        prepared(self.platform(), key, Rc::new(learned?), operation).await
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
        operation: &Operation,
    ) -> Result<Rc<Redaction>, ClientError> {
        *self.inner.redaction_key.borrow_mut() = Some(key.clone());
        prepared(self.platform(), key, redaction.dictionary.clone(), operation).await
    }
}

/// Prepares the redactor.
async fn prepared<P: Platform>(
    platform: &P,
    key: RedactionKey,
    dictionary: Rc<RedactionDictionary>,
    operation: &Operation,
) -> Result<Rc<Redaction>, ClientError> {
    let mut preparing = Preparing::new(&key, &dictionary);
    while preparing.step(VALUES_AT_ONCE) {
        operation.check()?;
        platform.next_turn().await;
    }
    let redactor = preparing.finish();
    // A caller that cancelled meanwhile must learn of it.
    operation.check()?;
    Ok(Rc::new(Redaction { key, dictionary, redactor }))
}

impl<P: Platform> ClientInner<P> {
    /// Returns the values to redact in all events of all workers, added to `dictionary`.
    async fn learn(
        &self,
        mut dictionary: RedactionDictionary,
        operation: &Operation,
    ) -> Result<RedactionDictionary, ClientError> {
        let workers = self.begin_export(&Selection::default()).await?;
        let total = workers.iter().map(|(_, events)| events).sum();
        let done: Vec<Cell<u64>> = workers.iter().map(|_| Cell::new(0)).collect();
        let learning = workers.iter().zip(&done).map(|(&(place, events), own)| {
            let done = &done;
            async move {
                while own.get() < events {
                    operation.check()?;
                    match export_reply(self.ask_export(place, ExportRequest::Learn, &[]).said().await?)?.0 {
                        ExportReply::Learned(learned) => own.set(learned),
                        _ => return Err(ClientError::Mismatch),
                    }
                    operation.tell(done.iter().map(Cell::get).sum(), total);
                }
                Ok(())
            }
        });
        for outcome in join_all(learning).await {
            outcome?;
        }
        for &(place, _) in &workers {
            let (_, buffers) =
                export_reply(self.ask_export(place, ExportRequest::ShareDictionary, &[]).said().await?)?;
            for buffer in buffers {
                operation.check()?;
                dictionary.take_in(&buffer.to_bytes());
                self.platform.next_turn().await;
            }
        }
        Ok(dictionary)
    }

    /// Returns the key, generated when it is first needed.
    fn redaction_key(&self) -> Result<RedactionKey, ClientError> {
        if let Some(key) = &*self.redaction_key.borrow() {
            return Ok(key.clone());
        }
        // A key that is not random would protect nothing.
        let no_bytes = || ClientError::Failed("the browser gives no random numbers for a key".to_owned());
        let key = RedactionKey::new(self.platform.random_bytes().ok_or_else(no_bytes)?);
        *self.redaction_key.borrow_mut() = Some(key.clone());
        Ok(key)
    }
}
