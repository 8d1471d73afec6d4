//! How the messages of workers are written as bytes.

use thiserror::Error;

use super::WorkerMessage;

/// A [`WorkerMessage`] that cannot be written, or bytes that are none: page and worker come from
/// different builds.
#[derive(Debug, Error)]
#[error("a message cannot be written or read: {0}")]
pub struct WorkerMessageError(postcard::Error);

impl WorkerMessage {
    /// Returns the message in the postcard format: fields in their order, without names, numbers in
    /// as few bytes as they need.
    ///
    /// # Errors
    ///
    /// Only for types that the format cannot write, such as a sequence of unknown length; no
    /// message has one.
    pub fn to_bytes(&self) -> Result<Vec<u8>, WorkerMessageError> {
        postcard::to_allocvec(self).map_err(WorkerMessageError)
    }

    /// Reads what [`WorkerMessage::to_bytes`] has written.
    ///
    /// # Errors
    ///
    /// If `bytes` are not one message.
    pub fn from_bytes(bytes: &[u8]) -> Result<WorkerMessage, WorkerMessageError> {
        match postcard::take_from_bytes(bytes) {
            Ok((message, [])) => Ok(message),
            Ok(_) => Err(WorkerMessageError(postcard::Error::DeserializeBadEncoding)),
            Err(error) => Err(WorkerMessageError(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let message = WorkerMessage { id: u32::MAX, answer: Answer::Failed("no room".to_owned()) };
        let bytes = message.to_bytes().unwrap();
        assert_eq!(WorkerMessage::from_bytes(&bytes).unwrap(), message);
        assert!(WorkerMessage::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(WorkerMessage::from_bytes(&[&bytes[..], b"x"].concat()).is_err());
    }
}
