//! How the messages of workers are written as bytes.

use thiserror::Error;

use super::Event;

/// An [`Event`] that cannot be written, or bytes that are none: page and worker come from different
/// builds.
#[derive(Debug, Error)]
#[error("a message cannot be written or read: {0}")]
pub struct EventError(postcard::Error);

impl Event {
    /// Returns the event in the postcard format: fields in their order, without names, numbers in as
    /// few bytes as they need.
    ///
    /// # Errors
    ///
    /// Only for types that the format cannot write, such as a sequence of unknown length; no event
    /// has one.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EventError> {
        postcard::to_allocvec(self).map_err(EventError)
    }

    /// Reads what [`Event::to_bytes`] has written.
    ///
    /// # Errors
    ///
    /// If `bytes` are not one event.
    pub fn from_bytes(bytes: &[u8]) -> Result<Event, EventError> {
        match postcard::take_from_bytes(bytes) {
            Ok((event, [])) => Ok(event),
            Ok(_) => Err(EventError(postcard::Error::DeserializeBadEncoding)),
            Err(error) => Err(EventError(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::*;

    #[test]
    fn an_event_is_read_as_it_was_written() {
        let event = Event { id: u32::MAX, answer: Answer::Failed("no room".to_owned()) };
        let bytes = event.to_bytes().unwrap();
        assert_eq!(Event::from_bytes(&bytes).unwrap(), event);
        assert!(Event::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(Event::from_bytes(&[&bytes[..], b"x"].concat()).is_err());
    }
}
