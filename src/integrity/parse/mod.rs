//! Reads what the evidence holds: digests, public keys, signatures, metadata, and the names of
//! files.

mod deep_json;
pub(super) mod digest;
mod documents;
pub mod location;
pub(super) mod object_metadata;
pub(super) mod public_key;
pub(super) mod signature;
