//! Replaces the names of people, accounts and machines with consistent pseudonyms, so that logs can
//! be handed on.
//!
//! ```text
//! first pass:  every record -> its secrets                    places, forms
//!              -> values and their kinds                      dictionary
//! merged over all workers in the page, sent to all            dictionary
//! second pass: every record -> the same finders, and every
//!              value of the dictionary wherever it occurs     redactor, knowledge, words
//!              -> pseudonyms by a keyed hash                  key, pseudonym
//! the key, saved for later use                                key_file
//! ```
//!
//! **In a record, everything is replaced that is not known to be harmless.** The kind of a value is
//! known *by place*: the value of `userName`, of a parameter that names a resource, of a tag
//! ([`PlaceKind`]); and *by form*: twelve digits, key ids, addresses (including MAC addresses, and
//! addresses in host names), e-mail addresses, ARNs, EC2 ids, wherever they occur. In all other
//! texts, each word is replaced on its own, unless it is a time, a short number, a Region, a
//! service or its host, or made of words of the APIs of AWS and of English (`harmless`,
//! `vocabulary`). The words that stay are collected ([`RedactionDictionary::harmless`]) and shown
//! before anything is saved. Tokens, passwords, signatures and keys are removed as a whole.
//!
//! In texts outside records (notes, titles, filters), secrets with a form are replaced, and every
//! name that was found in some record.
//!
//! **Every text is decoded**: JSON in a JSON string is walked like a record; base64, percent
//! encoding and JSON strings around a whole text are removed and applied again (`coats`); and
//! percent and backslash escapes are decoded layer by layer, and whatever is found in a layer is
//! replaced at its position in the outermost text. A text with more layers than are decoded is
//! replaced as a whole, and so is base64 that is not text.
//!
//! **What stays**: times, event names, services, Regions, error codes, event ids and request ids,
//! as far as their values have the form that AWS writes ([`Constant`]); resources that AWS owns
//! (`arn:aws:iam::aws:policy/...`, `AWSServiceRoleFor...`); JSON object keys that are words of an
//! API; loopback and unspecified addresses.
//!
//! **Words.** In free text, a name is replaced where it occurs as a whole word, with no letter or
//! digit before or after it. Names of fewer than three letters and names that are common words
//! (`test` and `s3`, but not `admin`) are replaced only where they are known to be a name. S3
//! object keys and tag values are replaced only in their own places.
//!
//! Case is ignored: names that differ only in case have the same pseudonym.

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
mod preview;
mod pseudonym;
mod quantity;
mod redactor;
mod regions;
mod seek;
mod tokens;
mod vocabulary;
mod walk;
mod words;

pub use dictionary::{HarmlessCount, RedactionDictionary};
pub use harmless::Harmless;
pub use key::RedactionKey;
pub use kind::SecretKind;
pub use learn::Learner;
pub use members::Constant;
pub use places::PlaceKind;
pub use preview::{KindCount, ReplacementExample};
pub use redactor::{Preparing, Redactor};
pub(crate) use regions::is_region;
