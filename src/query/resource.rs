//! What `resource:` looks at.

/// The top-level keys of a record below which every text is a resource's name,
/// ARN or id, as far as `resource:` is concerned.
///
/// Keys are compared ignoring ASCII case, and only texts count: a number among
/// the parameters is a size or a limit far more often than an id.
pub const RESOURCE_KEYS: [&str; 3] = ["resources", "requestParameters", "responseElements"];

/// The names by which a text below [`RESOURCE_KEYS`] is known: itself, and, if
/// it is an ARN, what comes behind the account (`role/ops/Admin`) and the last
/// part of that (`Admin`). A condition on the resource is met if one of them
/// passes.
pub fn resource_names(text: &str) -> impl Iterator<Item = &str> {
    let is_arn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
    let local = if is_arn { text.splitn(6, ':').nth(5) } else { None };
    let last = local.and_then(|local| local.rsplit(['/', ':']).next()).filter(|last| Some(*last) != local);
    [Some(text), local, last].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_known_by_its_parts() {
        let names = |text| resource_names(text).collect::<Vec<_>>();
        assert_eq!(names("sg-0123"), ["sg-0123"]);
        assert_eq!(names("arn:aws:s3:::logs"), ["arn:aws:s3:::logs", "logs"]);
        assert_eq!(
            names("arn:aws:iam::111122223333:role/ops/Admin"),
            ["arn:aws:iam::111122223333:role/ops/Admin", "role/ops/Admin", "Admin"]
        );
        assert_eq!(
            names("arn:aws:lambda:eu-west-1:111122223333:function:resize"),
            ["arn:aws:lambda:eu-west-1:111122223333:function:resize", "function:resize", "resize"]
        );
        assert_eq!(names("arn:aws"), ["arn:aws"]);
    }
}
