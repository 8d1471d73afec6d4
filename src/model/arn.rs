//! ARNs and account ids.

/// Maximum length of an ARN (IAM User Guide, "IAM and AWS STS quotas"); the longest S3 key and the
/// text before it fit.
const LONGEST_BYTES: usize = 2_048;

/// An ARN in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov` and so on.
    pub partition: &'a str,
    /// The service.
    pub service: &'a str,
    /// The Region; empty for a resource without one.
    pub region: &'a str,
    /// The account; empty for a resource without one.
    pub account: &'a str,
    /// The rest of the ARN.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// Splits a text at its colons into the parts of an ARN, whether it is one or not; missing parts
    /// are empty.
    pub fn split(text: &'a str) -> Arn<'a> {
        let mut parts = text.splitn(6, ':').skip(1);
        let mut part = || parts.next().unwrap_or_default();
        Arn { partition: part(), service: part(), region: part(), account: part(), resource: part() }
    }

    /// Parses a text that is exactly one ARN.
    ///
    /// # Examples
    ///
    /// ```
    /// use trailglass::model::Arn;
    ///
    /// let arn = Arn::parse("arn:aws:iam::111122223333:role/team/Deploy").unwrap();
    /// assert_eq!((arn.service, arn.region, arn.account), ("iam", "", "111122223333"));
    /// assert_eq!(arn.resource, "role/team/Deploy");
    /// assert!(Arn::parse("arn:aws:iam").is_none());
    /// ```
    pub fn parse(text: &'a str) -> Option<Arn<'a>> {
        if text.len() > LONGEST_BYTES || !text.starts_with("arn:aws") {
            return None;
        }
        let arn = Arn::split(text);
        let plain = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let is_whole = !arn.service.is_empty() && !arn.resource.is_empty();
        // Only names of objects and of alarms can contain blanks.
        let is_one_word = !arn.resource.chars().any(|letter| {
            letter.is_control() || letter.is_whitespace() && !matches!(arn.service, "s3" | "cloudwatch")
        });
        let fits = [arn.partition, arn.service, arn.region, arn.account].into_iter().all(plain);
        (is_whole && is_one_word && fits).then_some(arn)
    }
}

/// Returns role and session of `arn:aws:sts::ACCOUNT:assumed-role/Role/Session`; `None` for any other
/// ARN. The ARN of a session omits the path of its role.
///
/// # Examples
///
/// ```
/// use trailglass::model::role_and_session;
///
/// let arn = "arn:aws:sts::111122223333:assumed-role/Deploy/i-0abc";
/// assert_eq!(role_and_session(arn), Some(("Deploy", "i-0abc")));
/// ```
pub fn role_and_session(arn: &str) -> Option<(&str, &str)> {
    arn.split_once(":assumed-role/")?.1.split_once('/')
}

/// Returns the name at the end of an ARN: the part after the last slash, or else after the last
/// colon.
pub fn end_of_arn(arn: &str) -> Option<&str> {
    arn.rsplit_once('/').or_else(|| arn.rsplit_once(':')).map(|(_, name)| name)
}

/// Whether a text is an account id.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
