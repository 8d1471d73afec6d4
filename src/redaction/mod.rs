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
//! **In a record, everything is replaced that is not known to be harmless.**
//! What a value is, is known *by place*: the value of `userName`, of a parameter
//! that names a thing, of a tag ([`Place`]); and *by form*: twelve digits, key
//! ids, addresses (also those of network cards and in the names of hosts),
//! e-mail addresses, ARNs, ids of EC2, wherever they stand. Of all other texts,
//! each word is replaced by itself, unless it is a time, a short number, a
//! Region, a service or its host, or made of words of the APIs of AWS and of
//! English (`harmless`, `vocabulary`). The words that stay are collected
//! ([`Dictionary::harmless`]) and shown before anything is saved. Tokens,
//! passwords, signatures and keys are removed as a whole.
//!
//! In texts that are no part of a record (notes, titles, filters), what has a
//! form is replaced, and every name that was found in some record.
//!
//! **Every text is peeled**: JSON in a JSON string is walked as a record is,
//! base64, percent encoding and JSON strings around a whole text are taken off
//! and put on again (`coats`), and percent and backslash escapes in it are seen
//! through, layer by layer; what is found in a layer is replaced where it stands
//! in the outermost text. A text with more layers than are looked through is
//! replaced as a whole, and so is base64 that is no text.
//!
//! **What stays**: times, event names, services, Regions, error codes, event
//! ids and request ids, as far as their values look like those of AWS
//! ([`Constant`]); what AWS itself owns (`arn:aws:iam::aws:policy/...`,
//! `AWSServiceRoleFor...`), object keys of JSON that are words of an API,
//! loopback and unspecified addresses.
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
mod coats;
mod dictionary;
mod forms;
mod harmless;
mod hosts;
mod key;
pub mod key_file;
mod keys;
mod kind;
mod knowledge;
mod layers;
mod learn;
mod members;
mod names;
mod places;
mod pseudonym;
mod redactor;
mod seek;
mod tokens;
mod vocabulary;
mod walk;
mod words;

pub use dictionary::{Dictionary, Example, HarmlessCount, KindCount};
pub use harmless::Harmless;
pub use key::RedactionKey;
pub use kind::Kind;
pub use knowledge::Preparing;
pub use learn::Learner;
pub use members::Constant;
pub(crate) use names::is_region;
pub use places::Place;
pub use redactor::Redactor;
