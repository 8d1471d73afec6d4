//! The log file that CloudTrail delivers to S3, and the JSON download of Event
//! history, which has the same shape: `{"Records":[...]}`.

use super::walk::Damage;
use super::{Container, Head, Walk};
use crate::intake::report::Status;

pub(super) struct LogFile;

impl Container for LogFile {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        (!head.in_array && head.has("Records")).then_some("CloudTrail log file")
    }

    fn read(&self, _head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        // Several log files may stand back to back in one object.
        while walk.window.skip_space() == Some(b'{') {
            if let Err(damage) = take_object(walk) {
                walk.note(&damage);
                return walk.status();
            }
        }
        if walk.window.skip_space().is_some() {
            walk.account.problem(
                "other text follows after the log file's closing bracket",
                Some(walk.window.offset()),
            );
        }
        walk.status()
    }
}

/// One `{"Records":[...]}`, other members passed over.
fn take_object(walk: &mut Walk<'_, '_>) -> Result<(), Damage> {
    walk.window.consume(1);
    if walk.expect()? == b'}' {
        walk.window.consume(1);
        return Ok(());
    }
    loop {
        let key = walk.take_key()?;
        if key == b"Records" && walk.expect()? == b'[' {
            walk.take_array()?;
        } else {
            walk.skip_value()?;
        }
        match walk.expect()? {
            b',' => walk.window.consume(1),
            b'}' => {
                walk.window.consume(1);
                return Ok(());
            }
            _ => return Err(walk.broken_here(crate::intake::scan::Fault::Comma)),
        }
    }
}
