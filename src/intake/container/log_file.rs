//! The log file that CloudTrail delivers to S3, and the JSON download of Event history, which has
//! the same form: `{"Records":[...]}`. One object may contain several, back to back.

use super::{Container, ContainerWalk, TextHead};
use crate::intake::report::Status;

pub(super) struct LogFile;

impl Container for LogFile {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        (!head.in_array && head.has("Records")).then_some("CloudTrail log file")
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.take_objects_with(&["Records"], &|walk| walk.take_event())
    }

    fn is_log(&self) -> bool {
        true
    }
}
