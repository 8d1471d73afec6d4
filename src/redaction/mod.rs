//! Replaces what names people, accounts and machines by pseudonyms, the same
//! everywhere, so that logs can be handed on.
//!
//! ```text
//! first pass:  every record -> what is secret in it          places, forms
//!              -> values and their kinds                     dictionary
//! of all workers, merged in the page, shared to all          dictionary
//! second pass: every record -> the same finders, and every
//!              value of the dictionary, wherever it stands    redactor, knowledge, words
//!              -> pseudonyms by a keyed hash                  key, pseudonym
//! the key, kept for another day                              key_file
//! ```
//!
//! **What is secret** is known in two ways. *By place*: the value of
//! `userName`, of a parameter that names a thing, of a tag ([`Place`]). *By
//! form*: twelve digits, key ids, addresses, e-mail addresses, ARNs, ids of
//! EC2, wherever they stand. A name that was found by place in one record is
//! then looked for in all texts of all records: user agents, error messages,
//! policies.
//!
//! **Every text is peeled**: JSON in a JSON string is walked as a record is,
//! and percent and backslash escapes are seen through, layer by layer; what is
//! found in a layer is replaced where it stands in the outermost text.
//!
//! **What stays**: times, event names, services, Regions, error codes, event
//! ids and request ids, service names such as `ec2.amazonaws.com`, what AWS
//! itself owns (`arn:aws:iam::aws:policy/...`, `AWSServiceRoleFor...`), object
//! keys of JSON that are words of an API, loopback and unspecified addresses.
//!
//! **Words.** A name is replaced in free text where it stands as a whole word:
//! what is before and behind it is no letter or digit. Names of less than three
//! letters and names that are common words (`admin` is not, `test` and `s3`
//! are) are replaced only where they stand as a name. Object keys of S3 and
//! values of tags are replaced where they stand as such.
//!
//! Case is ignored: names that differ in case only have one pseudonym.

mod arn;
mod arn_words;
mod dictionary;
mod forms;
mod key;
pub mod key_file;
mod kind;
mod knowledge;
mod layers;
mod learn;
mod names;
mod places;
mod pseudonym;
mod redactor;
mod seek;
mod walk;
mod words;

pub use dictionary::{Dictionary, Example, KindCount};
pub use key::RedactionKey;
pub use kind::Kind;
pub use knowledge::Preparing;
pub use learn::Learner;
pub(crate) use names::is_region;
pub use places::Place;
pub use redactor::Redactor;
