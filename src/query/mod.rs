//! Filters: from text to matching rows, with their counts and their order.
//!
//! # The filter language
//!
//! The language is the Kibana Query Language, as analysts know it, with additions for CloudTrail.
//!
//! | text | events |
//! |---|---|
//! | `eventName:DeleteBucket` | with this value |
//! | `eventName:Delete*` | with a value that matches; `*` is allowed anywhere |
//! | `eventName:"Delete*"` | with exactly this value; `\"` and `\\` inside quotes |
//! | `sourceIPAddress:10.0.0.0/8` | with an address in this network |
//! | `errorCode:*`, `not errorCode:*` | with some value, with none |
//! | `eventName:(CreateUser or Put* and not *Acl)` | with a value as listed |
//! | `eventTime:2024-03-02` | in this day (month, hour, minute, second) |
//! | `eventTime >= 2024-03-01T10:00` | from then on; also `>`, `<`, `<=` |
//! | `requestParameters.durationSeconds > 3600` | with a larger number |
//! | `requestParameters.bucketName:prod-*` | with a value at this path |
//! | `userAgent:/pacu\|boto3\/1\.2[0-9]/` | where this is found in the value |
//! | `requestParameters.name:/aws/lambda/x` | with this value: a text with more slashes, or with a single one, and without any sign of a regular expression is a name |
//! | `resource:sg-0123` | that name this resource, by name, id or ARN |
//! | `actor:alice` | of the originating identity, resolved through all role sessions in the chain |
//! | `session:ASIA...`, `session:*/nightly` | of one session, by its key, id or name |
//! | `chain:alice`, `chain:AKIA...` | of every session that comes from this name, key or session |
//! | `key:ASIA...` | made with this key, or that issued it |
//! | `crossAccount:true` | whose caller is of another account than the log or a resource |
//! | `openPolicy:true` | whose request has a policy that allows something to everybody |
//! | `secret`, `"secret plans"`, `/se.ret/` | with this in some key or value |
//! | `-a`, `not a`, `a b`, `a and b`, `a or b`, `(a)` | not binds before and, and before or |
//!
//! - **Case** is ignored everywhere, for ASCII letters only: names, keywords,
//!   values, free text and regular expressions. Other letters match themselves.
//! - **Absent**: a JSON null, an empty text and an empty array count as absent.
//!   An absent value passes no test, so `not field:x` is true of it.
//! - **Several values** at a path: one that passes is enough. A path that ends
//!   at an object means every scalar in it: `userIdentity:alice`.
//! - **Numbers and booleans** in a record are tested by their JSON text.
//! - **Names** are those of the catalogue, its short names, or paths into the record; see [`Path`].
//!   A name in quotes is always a path into the record. Without quotes, a path must begin with a
//!   key that CloudTrail writes at the top level of a record. Other names are reported, since they
//!   are typing errors far more often than undocumented fields, but they stay in the tree.
//! - **`resource:`** examines the texts of request, response and `resources`. A whole ARN or id
//!   also finds events that name the same resource differently, by the rules of
//!   [`crate::event::resources`].
//! - **`crossAccount:`** is `true` if `userIdentity.accountId` is present and differs from
//!   `recipientAccountId` or from an account in `resources`, or if `userIdentity.type` is
//!   `AWSAccount`; otherwise it is `false`. An AWS service that acts without an account of its own
//!   does not cross accounts.
//! - **`openPolicy:`** is `true` if a policy anywhere in `requestParameters`, an object or a JSON
//!   text, has a statement with the effect `Allow` and the principal `*`, perhaps under a
//!   condition; otherwise it is `false`.
//! - **Pasted texts** that contain colons are free text and not fields: ARNs, resource types, URLs,
//!   IPv6 addresses, times.

mod answer;
mod complete;
mod count;
pub mod coverage;
mod display;
pub mod edit;
mod examples;
mod expression;
mod fact;
#[cfg(test)]
mod grammar_tests;
mod hints;
mod lexer;
mod limits;
mod literal;
pub mod merge;
mod messages;
mod names;
mod narrow;
mod needle;
mod outline;
mod overview;
mod parser;
mod pattern;
mod plan;
mod predicate;
mod predicate_set;
mod record_match;
mod resource;
mod rows;
mod term;
mod text_search;
mod tree;
mod when;

pub use answer::ShardQuery;
pub use complete::{Completing, Completion, CompletionKind, Typing, apply, complete};
pub use count::CountJob;
pub use examples::{EXAMPLES, FilterExample};
pub use expression::Expression;
pub use fact::Fact;
pub use hints::{Hint, hint};
pub use lexer::SyntaxError;
pub use literal::{in_quotes, path_text, quote};
pub use messages::{
    Coverage, CoveredPair, EventRow, Facet, FacetRequest, KeySamples, LandmarksRequest, Overview,
    OverviewRequest, QueryReply, QueryRequest, QuestionsReply, QuestionsRequest, Record, Rows, RowsRequest,
    StepCounts,
};
pub use names::known_names;
pub(crate) use names::spelled;
pub use narrow::matching;
pub use needle::Needle;
pub use parser::{Parsed, parse};
pub use pattern::Pattern;
pub(crate) use plan::sort_millis;
pub use predicate::{Operand, Operator, Predicate};
pub use record_match::values_at;
pub use resource::{RESOURCE_KEYS, name_in, resource_names, resources_in, resources_of};
pub use rows::key as sort_key;
pub use term::{NameError, named_path};
pub use tree::{FreeText, Path, Term, Tree};
pub use when::TimeLiteral;
