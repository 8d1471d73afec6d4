//! The input of a Lambda function: `Records` of an AWS service, such as Kinesis, SNS or SQS, each
//! with an `eventSource` that begins with `aws:`. They may carry events, but are never events
//! themselves.

use super::{Container, ContainerWalk, TextHead};
use crate::intake::record::is_envelope_source;
use crate::intake::report::Status;
use crate::intake::{RawRecord, RecordMember};

/// The event source, a member that only its records have, and the name of the input.
const KINDS: &[(&str, &str, &str)] = &[
    ("aws:s3", "s3", "S3 event notification"),
    ("aws:kinesis", "kinesis", "Lambda input from Kinesis"),
    ("aws:sns", "Sns", "Lambda input from SNS"),
    ("aws:sqs", "receiptHandle", "Lambda input from SQS"),
    ("aws:dynamodb", "dynamodb", "Lambda input from DynamoDB"),
    ("aws:ses", "ses", "Lambda input from SES"),
    ("aws:codecommit", "codecommit", "Lambda input from CodeCommit"),
];

const OTHER: &str = "Lambda input";

pub(super) struct LambdaInput;

impl Container for LambdaInput {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let first = head.first_of("Records")?;
        let whole = first.bytes.get(1..).and_then(|record| match RawRecord::scan(record, 0) {
            Ok((record, _)) => record,
            Err(_) => None,
        });
        if let Some(record) = whole {
            let source = record.plain(RecordMember::EventSource)?;
            let named = KINDS.iter().find(|(own, ..)| source.eq_ignore_ascii_case(own));
            return is_envelope_source(&source).then(|| named.map_or(OTHER, |(.., name)| name));
        }
        // A record that is longer than the beginning: decided by the members in the beginning,
        // unless they are members of an event.
        let is_event = first.has("eventVersion") && first.has("userIdentity");
        let named = KINDS.iter().find(|(_, member, _)| first.has(member));
        named.map(|(.., name)| *name).filter(|_| !is_event && !first.has("requestParameters"))
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.take_objects_with(&["Records"], &|walk| walk.take_event())
    }
}
