//! CloudTrail's naming scheme: the facts in S3 keys, or in the ends of paths (`cloudtrail.md` 2.1).

use crate::base::time::parse_millis;
use crate::intake::without_packing;
use crate::integrity::model::findings::{Location, Object};

/// The facts in the name of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestLocation<'a> {
    /// The organisation's id; `None` if no folder contains it.
    pub organization: Option<&'a str>,
    /// The account.
    pub account: &'a str,
    /// The Region in which it was signed.
    pub region: &'a str,
    /// The trail's name.
    pub trail: &'a str,
    /// The trail's home Region.
    pub home_region: &'a str,
    /// The end of the period that it covers, as written: `20240301T110000Z`.
    pub time: &'a str,
    /// The end as a number, in milliseconds since 1970 UTC.
    pub end_millis: i64,
    /// Whether it is a backfill digest.
    pub is_backfill: bool,
}

/// The facts in the name of a log file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLocation<'a> {
    /// The account.
    pub account: &'a str,
    /// The folder, which states the kind: `CloudTrail`, `CloudTrail-Insight`.
    pub folder: &'a str,
    /// The Region.
    pub region: &'a str,
    /// The minute of delivery, in milliseconds since 1970 UTC.
    pub delivered_millis: i64,
}

/// Returns the last component of a path or key.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the part of a path or key from its last folder `AWSLogs` on; `None` if it has none.
pub fn relative(path: &str) -> Option<&str> {
    let at = path.rfind("AWSLogs/").filter(|at| *at == 0 || path[..*at].ends_with('/'))?;
    Some(&path[at..])
}

/// Returns the part before the last folder `AWSLogs`, without the slash. For a key, this is the
/// bucket's prefix.
pub fn prefix(key: &str) -> &str {
    relative(key).map_or("", |relative| key[..key.len() - relative.len()].trim_end_matches('/'))
}

/// Returns the organisation's id among the folders.
fn organization(path: &str) -> Option<&str> {
    relative(path)?.split('/').nth(1).filter(|folder| folder.starts_with("o-"))
}

/// Returns the name without its ending, and without the number that a browser adds to a second
/// download of the same name (`name (1).json.gz`).
fn stem(path: &str) -> Option<&str> {
    let stem = unpacked(name(path)).strip_suffix(".json")?;
    Some(without_copy_number(stem))
}

fn without_copy_number(stem: &str) -> &str {
    let Some((before, number)) = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return stem;
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { before.trim_end() } else { stem }
}

/// Returns the name without compression endings: without those of a later compression, and then
/// without `.gz`.
fn unpacked(name: &str) -> &str {
    let name = without_packing(name);
    name.strip_suffix(".gz").unwrap_or(name)
}

/// Returns the name by which files are looked up: without compression endings, and without the
/// number of a second download.
pub fn plain_name(path: &str) -> String {
    let name = unpacked(name(path));
    match name.strip_suffix(".json") {
        Some(stem) => format!("{}.json", without_copy_number(stem)),
        None => name.to_owned(),
    }
}

/// Returns the path or key by which files are looked up: without compression endings, and without
/// the number of a second download.
pub fn plain_path(path: &str) -> String {
    format!("{}{}", &path[..path.len() - name(path).len()], plain_name(path))
}

/// Parses the name of a digest.
pub fn digest(path: &str) -> Option<DigestLocation<'_>> {
    let (account, rest) = stem(path)?.split_once("_CloudTrail-Digest_")?;
    let is_backfill = rest.ends_with("_backfill");
    let rest = rest.strip_suffix("_backfill").unwrap_or(rest);
    // The trail's name may contain underscores, so the name is parsed from both ends.
    let (rest, time) = rest.rsplit_once('_')?;
    let (rest, home_region) = rest.rsplit_once('_')?;
    let (region, trail) = rest.split_once('_')?;
    let end_millis = parse_millis(time)?;
    let organization = organization(path);
    Some(DigestLocation { organization, account, region, trail, home_region, time, end_millis, is_backfill })
}

/// Parses the name of a log file.
pub fn log(path: &str) -> Option<LogLocation<'_>> {
    let stem = stem(path)?;
    let mut parts = stem.splitn(4, '_');
    let (account, folder, region, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_account = crate::model::is_account(account);
    if !is_account || !folder.starts_with("CloudTrail") || folder == "CloudTrail-Digest" {
        return None;
    }
    // 20240301T1130Z has no seconds, which the time parser requires.
    let minute = rest.get(..13).filter(|_| rest[13..].starts_with('Z'))?;
    let delivered_millis = parse_millis(&format!("{minute}00Z"))?;
    Some(LogLocation { account, folder, region, delivered_millis })
}

/// Returns the agreement of a path with an object.
pub fn agreement(path: &str, object: &Object) -> Location {
    let names_agree = plain_name(path) == plain_name(&object.key);
    let folders = |path: &str| {
        let relative = relative(path)?;
        Some(relative[..relative.len() - name(relative).len()].to_owned())
    };
    match (folders(path), folders(&object.key)) {
        (Some(here), Some(there)) if here == there && names_agree => {
            let whole = format!("{}/{}", object.bucket, object.key);
            let whole = &whole[..whole.len() - name(&whole).len()];
            let here = &path[..path.len() - name(path).len()];
            if here == whole || here.ends_with(&format!("/{whole}")) {
                Location::Bucket
            } else {
                Location::Key
            }
        }
        (Some(_), Some(_)) => Location::Differs,
        _ if names_agree => Location::Name,
        _ if digest(path).is_some() || log(path).is_some() => Location::Differs,
        _ => Location::Unknown,
    }
}

/// Returns whether a text has the form of a Region name, such as `us-east-1`.
pub fn is_region(text: &str) -> bool {
    let mut parts: Vec<&str> = text.split('-').collect();
    let number = parts.pop().unwrap_or_default();
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    is_number && (2..=4).contains(&parts.len()) && parts.iter().all(is_word)
}

/// Returns whether an object has a name that CloudTrail gives:
/// `prefix/AWSLogs/o-id/ACCOUNT/CloudTrail.../REGION/YYYY/MM/DD/NAME.json.gz`, in a bucket with a
/// valid name.
pub fn is_of_cloudtrail(object: &Object) -> bool {
    is_bucket(&object.bucket) && of_cloudtrail(&object.key).is_some()
}

fn is_bucket(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_inside = |byte: u8| is_letter(byte) || matches!(byte, b'-' | b'.');
    let bytes = text.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|byte| is_inside(*byte))
        && bytes.first().is_some_and(|byte| is_letter(*byte))
        && bytes.last().is_some_and(|byte| is_letter(*byte))
        && !text.contains("..")
}

fn of_cloudtrail(key: &str) -> Option<()> {
    let when = |is: bool| is.then_some(());
    let relative = relative(key)?;
    let is_in_prefix = |byte: u8| byte.is_ascii_alphanumeric() || b"!_.*'()-".contains(&byte);
    for part in key[..key.len() - relative.len()].split_terminator('/') {
        when(!part.is_empty() && !part.starts_with(['.', '-']) && part.bytes().all(is_in_prefix))?;
    }
    let mut folders: Vec<&str> = relative.split('/').skip(1).collect();
    let file = folders.pop()?;
    if let Some(id) = folders.first().and_then(|folder| folder.strip_prefix("o-")) {
        when(!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))?;
        folders.remove(0);
    }
    let [account, kind, region, year, month, day] = folders.as_slice() else { return None };
    let is_number =
        |text: &str, digits: usize| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    when(is_number(account, 12) && is_region(region))?;
    when(is_number(year, 4) && is_number(month, 2) && is_number(day, 2))?;
    when(
        kind.starts_with("CloudTrail") && kind.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'),
    )?;
    when(file.ends_with(".json.gz"))?;
    when(file.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')))?;
    match digest(file) {
        Some(found) => when(
            *kind == "CloudTrail-Digest"
                && (found.account, found.region) == (account, region)
                && is_region(found.home_region),
        ),
        None => {
            let found = log(file)?;
            when((found.account, found.folder, found.region) == (account, kind, region))
        }
    }
}

/// Returns whether the file name claims gzip.
pub fn is_named_gzip(path: &str) -> bool {
    path.ends_with(".gz")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_from_both_ends_of_its_name() {
        let key = "p/AWSLogs/o-abc/111122223333/CloudTrail-Digest/eu-west-1/2024/03/01/111122223333_CloudTrail-Digest_eu-west-1_my_own_trail_us-east-1_20240301T110000Z_backfill.json.gz";
        let found = digest(key).expect("a digest");
        assert_eq!(
            (found.account, found.region, found.trail, found.home_region, found.is_backfill),
            ("111122223333", "eu-west-1", "my_own_trail", "us-east-1", true)
        );
        assert_eq!((found.organization, found.end_millis), (Some("o-abc"), 1_709_290_800_000));
        assert_eq!(prefix(key), "p");
        let standard = key.replace("_backfill", "_backfill_other");
        assert_eq!(digest(&standard), None);
        let copy = digest("111122223333_CloudTrail-Digest_eu-west-1_t_us-east-1_20240301T110000Z (1).json");
        assert_eq!(copy.map(|copy| copy.trail), Some("t"));
    }

    #[test]
    fn only_names_that_cloudtrail_gives_are_its() {
        let is_one = |bucket: &str, key: &str| {
            is_of_cloudtrail(&Object { bucket: bucket.to_owned(), key: key.to_owned() })
        };
        let digest = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2024/03/01/111122223333_CloudTrail-Digest_eu-west-1_my.own_trail-1_us-gov-east-1_20240301T110000Z.json.gz";
        let log = "p/q/AWSLogs/o-abc/111122223333/CloudTrail/us-east-1/2024/03/01/111122223333_CloudTrail_us-east-1_20240301T1130Z_AbCdEfGh01234567.json.gz";
        let insight = "AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2024/03/01/111122223333_CloudTrail-Insight_us-east-1_20240301T1130Z_AbCdEfGh01234567.json.gz";
        for key in [digest, log, insight] {
            assert!(is_one("a-bucket.1", key), "{key}");
            for bucket in ["", "ab", "-ab", "A-b", "a/b", "a b", "a..b", "a\n-b", "--profile"] {
                assert!(!is_one(bucket, key), "{bucket}");
            }
        }
        for (from, to) in [
            ("p/q/", "../"),
            ("p/q/", "p/../"),
            ("p/q/", "-p/"),
            ("p/q/", "/"),
            ("p/q/", "$(id)/"),
            ("p/q/", "p\n/"),
            ("CloudTrail/", "Config/"),
            ("o-abc", "o-a;b"),
            ("2024/03/01/", "2024/03/"),
            ("_AbCdEfGh", "_Ab;EfGh"),
            ("_AbCdEfGh", "_Ab'EfGh"),
            (".json.gz", ".sh"),
            ("111122223333/", "444455556666/"),
            ("CloudTrail/us-east-1", "CloudTrail/eu-west-1"),
        ] {
            let other = log.replacen(from, to, 1);
            assert!(other != log && !is_one("a-bucket", &other), "{other}");
        }
        assert!(!is_one("a-bucket", ".ssh/authorized_keys"));
    }

    #[test]
    fn a_log_file_tells_when_it_was_delivered() {
        for unique in ["_AbCdEfGh01234567", "AbCdEfGh01234567"] {
            let path = format!("a/111122223333_CloudTrail-Insight_us-east-1_20240301T1130Z{unique}.json.gz");
            let found = log(&path).expect("a log");
            assert_eq!(
                (found.folder, found.region, found.delivered_millis),
                ("CloudTrail-Insight", "us-east-1", 1_709_292_600_000)
            );
        }
        assert_eq!(log("events.json"), None);
        assert_eq!(log("111122223333_CloudTrail_us-east-1_2024030\u{e9}.json"), None);
        assert_eq!(plain_name("x/a (2).json.gz"), "a.json");
        for packed in ["a.json.zst", "a.json.bz2", "a.json.xz", "a.json.gz.xz", "a (1).json.zst"] {
            assert_eq!(plain_name(packed), "a.json", "{packed}");
        }
        assert_eq!(relative("s3/bucket/notAWSLogs/x"), None);
    }
}
