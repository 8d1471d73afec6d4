//! Lines that end in an event: the export of CloudWatch Logs to S3, which writes a time before each
//! (ISO 8601, or milliseconds as some tools write them), and the payloads of QRadar
//! (`LogStreamName: ..., Message:`).

use super::cloudwatch_logs::TOO_LARGE;
use super::{Container, ContainerWalk, TextHead};
use crate::intake::report::Status;

pub(super) struct PrefixedLines;

impl Container for PrefixedLines {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let line = head.bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let brace = line.iter().position(|byte| *byte == b'{')?;
        let prefix = std::str::from_utf8(&line[..brace]).ok()?.trim_end();
        let is_event = head.mentions("\"eventVersion\"") || head.mentions("\"eventSource\"");
        if is_time(prefix) && is_event {
            Some("CloudWatch Logs export")
        } else if is_of_qradar(prefix) {
            Some("QRadar payloads")
        } else {
            None
        }
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.account.note(TOO_LARGE);
        walk.take_prefixed_lines(is_prefix, &|walk| walk.take_event())
    }
}

/// Whether a text may precede an event in its line.
fn is_prefix(prefix: &[u8]) -> bool {
    let prefix = std::str::from_utf8(prefix.trim_ascii_end());
    prefix.is_ok_and(|prefix| prefix.is_empty() || is_time(prefix) || is_of_qradar(prefix))
}

fn is_of_qradar(prefix: &str) -> bool {
    prefix.starts_with("LogStreamName:") && prefix.ends_with("Message:")
}

/// Whether a text is `2024-03-01T10:00:00.123Z`, or milliseconds since 1970.
fn is_time(prefix: &str) -> bool {
    let is_digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(prefix, 13)
        || (20..=40).contains(&prefix.len())
            && prefix.is_ascii()
            && prefix.ends_with('Z')
            && prefix.as_bytes()[10] == b'T'
            && prefix.get(..4).is_some_and(|year| is_digits(year, 4))
}
