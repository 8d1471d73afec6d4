//! Serialization of a value as a text of JSON, for formats that do not describe themselves: they
//! cannot hold flattened maps or members that are left out. For `#[serde(with = …)]`.

use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes the value as a text.
///
/// # Errors
///
/// If the value has no JSON, such as a map whose keys are not texts, or `serializer` fails.
pub fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serde_json::to_string(value).map_err(S::Error::custom)?.serialize(serializer)
}

/// Reads the value from a text.
///
/// # Errors
///
/// If there is no text, or it is not the JSON of a value.
pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    serde_json::from_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}
