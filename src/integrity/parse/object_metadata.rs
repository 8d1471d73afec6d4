//! Object metadata as printed by `aws s3api head-object` or `get-object`: the only place that
//! contains a digest's own signature (`cloudtrail.md` 3.3).

use serde_json::Value;

use super::documents::{json_documents, text_of};

/// The suffix of metadata files, which is appended to the name of the digest.
pub const SIDECAR: &str = ".head.json";

/// The metadata of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectMetadata {
    /// The signature in hexadecimal.
    pub signature: Option<String>,
    /// `SHA256withRSA`. The value is not checked, but it must be present.
    pub signature_algorithm: Option<String>,
    /// A timestamp that only backfill digests have.
    pub backfill_generation_timestamp: Option<String>,
}

impl ObjectMetadata {
    /// Returns the signature if the metadata are complete enough for the AWS CLI to use it.
    pub fn usable_signature(&self) -> Option<&str> {
        self.signature_algorithm.as_ref().and(self.signature.as_deref())
    }
}

/// Parses a metadata file, which may describe several objects.
pub fn parse(bytes: &[u8]) -> Vec<ObjectMetadata> {
    let text = text_of(bytes);
    json_documents(&text).0.iter().filter(|document| document.is_object()).map(of).collect()
}

fn of(document: &Value) -> ObjectMetadata {
    let metadata = document.get("Metadata").and_then(Value::as_object);
    let field = |wanted: &str| {
        let named = |name: &str| {
            let name = name.to_ascii_lowercase();
            name.strip_prefix("x-amz-meta-").unwrap_or(&name) == wanted
        };
        let (_, value) = metadata?.iter().find(|(name, _)| named(name))?;
        value.as_str().map(str::to_owned)
    };
    ObjectMetadata {
        signature: field("signature"),
        signature_algorithm: field("signature-algorithm"),
        backfill_generation_timestamp: field("backfill-generation-timestamp"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_are_read_alone_and_in_rows() {
        let one =
            r#"{"AcceptRanges":"bytes","Metadata":{"signature":"ab","Signature-Algorithm":"SHA256withRSA"}}"#;
        assert_eq!(parse(one.as_bytes())[0].usable_signature(), Some("ab"));
        let utf16: Vec<u8> = one.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(parse(&utf16), parse(one.as_bytes()));
        let two = format!("{one}\n{{\"Metadata\":{{\"signature\":\"cd\"}}}}");
        let found = parse(two.as_bytes());
        assert_eq!((found.len(), found[1].usable_signature()), (2, None));
        assert_eq!(parse(b"{}"), [ObjectMetadata::default()]);
        assert_eq!(parse(b"{"), []);
    }
}
