//! Times in case files.

fn read_moment<E: serde::de::Error>(text: &str) -> Result<i64, E> {
    crate::base::time::parse_millis(text).ok_or_else(|| E::custom("a time looks like 2024-03-01T10:00:00Z"))
}

/// Serialises milliseconds since 1970 UTC as an ISO time.
pub(super) mod moment {
    use serde::{Deserialize as _, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(millis: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::base::time::to_text(*millis))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        super::read_moment(&String::deserialize(deserializer)?)
    }
}

/// Serialises optional milliseconds since 1970 UTC as an ISO time or `null`.
pub(super) mod optional_moment {
    use serde::{Deserialize as _, Deserializer, Serializer};
    pub fn serialize<S: Serializer>(millis: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        match millis {
            Some(millis) => serializer.serialize_str(&crate::base::time::to_text(*millis)),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        Option::<String>::deserialize(deserializer)?.as_deref().map(super::read_moment).transpose()
    }
}
