//! Examples of the filter language for the page's help.

/// A filter and its meaning.
#[derive(Clone, Copy, Debug)]
pub struct FilterExample {
    /// The filter.
    pub filter: &'static str,
    /// A description in a few words.
    pub meaning: &'static str,
}

const fn example(filter: &'static str, meaning: &'static str) -> FilterExample {
    FilterExample { filter, meaning }
}

/// Examples of every part of the language, the simplest first.
pub const EXAMPLES: &[FilterExample] = &[
    example("eventName:DeleteBucket", "Equal, ignoring case"),
    example("eventName:Delete*", "Any text in place of *"),
    example("errorCode:*", "Has an error code"),
    example("not errorCode:*", "Has none; - is short for not"),
    example("eventName:(CreateUser or CreateAccessKey)", "One of several"),
    example("service:iam -who:alice", "Blanks mean and; there are also or and brackets"),
    example("ip:10.0.0.0/8", "An address in a network, IPv4 or IPv6"),
    example("eventTime >= 2024-03-01T10:00 and eventTime < 2024-03-02", "From a time up to another, UTC"),
    example("requestParameters.bucketName:prod-*", "Any path into the record, also through lists"),
    example("userAgent:/pacu|boto3\\/1\\.2[0-9]/", "A regular expression"),
    example("crossAccount:true", "The caller's account is not that of the log or of a resource"),
    example("\"secret plans\"", "Anywhere in the record"),
    example("resource:sg-0123 key:ASIA*", "Short names for what is asked most: who, ip, key, role, resource"),
    example("copies:differing or sameId:*", "Has a copy with other content, or the id of another event"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Tree, parse};

    #[test]
    fn every_example_is_a_filter() {
        for FilterExample { filter, .. } in EXAMPLES {
            let parsed = parse(filter);
            assert_eq!(parsed.errors, [], "{filter}");
            assert_ne!(parsed.tree, Tree::All, "{filter}");
        }
    }
}
