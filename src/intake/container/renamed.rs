//! Database rows as JSON objects: the members of an event under column names such as `event_name`
//! (Tailpipe, Steampipe).

/// Whether these members are the columns of a table of events. Tables of other programs also have
/// columns with these names, but neither the version nor an AWS service as the source.
pub(super) fn is_row<'m>(members: impl Iterator<Item = (&'m str, &'m str)> + Clone) -> bool {
    let get = |wanted: &str| members.clone().find(|(key, _)| *key == wanted).map(|(_, value)| value);
    get("event_name").is_some()
        && get("event_source").is_some_and(|source| {
            get("event_version").is_some_and(|version| version != "null")
                || source.ends_with(".amazonaws.com\"")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_an_event_under_other_names() {
        let members = [
            ("event_name", "\"PutObject\""),
            ("event_source", "\"s3.amazonaws.com\""),
            ("event_version", "\"1.11\""),
            ("source_ip_address", "\"203.0.113.7\""),
            ("error_code", "null"),
            (
                "user_identity",
                r#"{"principal_id":"A:b","session_context":{"session_issuer":{"user_name":"Ops"}}}"#,
            ),
            ("request_parameters", r#""{\"bucket_name\":\"a\"}""#),
            ("tp_index", "\"1\""),
        ];
        assert!(is_row(members.into_iter()));
        assert!(!is_row([("event_name", "\"signup\""), ("event_source", "\"shop\"")].into_iter()));
    }
}
