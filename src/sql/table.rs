//! The location of the logs, inferred from the paths of loaded files, and the statement that makes
//! an Athena table of them.

use std::collections::BTreeSet;

use super::columns::COLUMNS;
use super::quote;
use crate::model::is_account;

/// The placeholder for a bucket whose name is unknown.
pub const NO_BUCKET: &str = "YOUR-BUCKET";

/// Maximum number of accounts or Regions that the table lists; with more, every query must name
/// one.
pub const MOST_LISTED: usize = 100;

/// The name of Athena's table.
pub(super) const ATHENA_TABLE: &str = "cloudtrail_logs";

/// The location of the logs, as far as it is known: facts for the table that a statement reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogTable {
    /// The bucket's name; `None` if unknown, which is common because paths seldom contain it.
    pub bucket: Option<String>,
    /// The part of the key before `AWSLogs`; ends with a slash unless it is empty.
    pub prefix: String,
    /// The organisation's id; `None` if no path contains one.
    pub organization: Option<String>,
    /// The accounts that folders are named after.
    pub accounts: BTreeSet<String>,
    /// The Regions that folders are named after.
    pub regions: BTreeSet<String>,
    /// The first day that has a folder, as `2024/03/01`.
    pub first_day: Option<String>,
    /// Glob patterns of the files' paths, for DuckDB: `logs/**/*.json.gz`.
    pub globs: BTreeSet<String>,
}

impl LogTable {
    /// Infers the location from the paths of log files, such as
    /// `logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2024/03/01/name.json.gz`: any folders may
    /// precede `AWSLogs`, and an organisation's id may follow it.
    ///
    /// Folder names are untrusted: paths whose folders do not have CloudTrail's form are skipped.
    pub fn of_paths<'p>(paths: impl IntoIterator<Item = &'p str>) -> LogTable {
        let mut table = LogTable::default();
        let mut prefixes = BTreeSet::new();
        for path in paths {
            table.add_glob(path);
            let folders: Vec<&str> = path.split('/').collect();
            let Some(at) = folders.iter().rposition(|folder| *folder == "AWSLogs") else { continue };
            let Some((before, [_, behind @ ..])) = folders.split_at_checked(at) else { continue };
            let (organization, behind) = match behind {
                [first, rest @ ..] if is_organization(first) => (Some(*first), rest),
                rest => (None, rest),
            };
            let [account, "CloudTrail", region, year, month, day, _] = behind else { continue };
            let day = format!("{year}/{month}/{day}");
            if !is_account(account) || !is_region(region) || !is_day(&day) {
                continue;
            }
            table.accounts.insert((*account).to_owned());
            table.regions.insert((*region).to_owned());
            table.organization = table.organization.or(organization.map(str::to_owned));
            if table.first_day.as_ref().is_none_or(|first| day < *first) {
                table.first_day = Some(day);
            }
            prefixes.insert(before.join("/"));
        }
        table.read_prefix(&prefixes);
        table
    }

    /// Reads the bucket and prefix from the folders if `s3://bucket/prefix` was copied with its
    /// name as a folder. Usually it was not, and then bucket and prefix cannot be told apart.
    fn read_prefix(&mut self, prefixes: &BTreeSet<String>) {
        let only = prefixes.first().filter(|_| prefixes.len() == 1);
        let Some((bucket, prefix)) = only.and_then(|only| {
            let rest = only.strip_prefix("s3://").or_else(|| only.strip_prefix("s3/"))?;
            Some(rest.split_once('/').unwrap_or((rest, "")))
        }) else {
            return;
        };
        let is_safe =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./=".contains(&byte));
        if !bucket.is_empty() && is_safe(bucket) && is_safe(prefix) {
            self.bucket = Some(bucket.to_owned());
            self.prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        }
    }

    fn add_glob(&mut self, path: &str) {
        // The formats that DuckDB reads; it reads neither bzip2 nor xz.
        let ending = [".json.gz", ".json.zst", ".json"].into_iter().find(|ending| path.ends_with(ending));
        let Some(ending) = ending else { return };
        // A folder whose name contains pattern characters cannot be named in a pattern.
        let first = path.split('/').next().unwrap_or_default();
        let folder =
            match path.contains('/') && !first.is_empty() && !first.contains(['*', '?', '[', '{', '\\']) {
                true => format!("{first}/"),
                false => String::new(),
            };
        // A limit, so that the files of a hundred drops still make few patterns.
        if self.globs.len() < 20 {
            self.globs.insert(format!("{folder}**/*{ending}"));
        }
    }

    /// Returns the S3 URI where the logs begin.
    fn location(&self) -> String {
        let LogTable { bucket, prefix, organization, .. } = self;
        let bucket = bucket.as_deref().unwrap_or(NO_BUCKET);
        let organization = organization.as_deref().map(|id| format!("{id}/")).unwrap_or_default();
        format!("s3://{bucket}/{prefix}AWSLogs/{organization}")
    }

    /// Returns the statement that creates the Athena table, with partitions by account, Region and
    /// day found by partition projection.
    pub fn create(&self) -> String {
        let mut notes = vec![
            "-- The logs of CloudTrail as a table for Athena. Nothing is copied and nothing is loaded:"
                .to_owned(),
            "-- partitions are projected from the names of folders.".to_owned(),
        ];
        if self.bucket.is_none() {
            notes.push(format!(
                "-- The loaded paths do not tell the bucket: replace {NO_BUCKET} (twice), and put what stands"
            ));
            notes.push("-- before AWSLogs behind it, if anything does.".to_owned());
        }
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|column| format!("  {} {}", column.lower(), wrapped(&column.written())))
            .collect();
        let mut properties = vec![("projection.enabled".to_owned(), "true".to_owned())];
        for (name, values, what) in
            [("account", &self.accounts, "accounts"), ("region", &self.regions, "Regions")]
        {
            let listed: Vec<&str> = values.iter().map(String::as_str).collect();
            let kind = if (1..=MOST_LISTED).contains(&listed.len()) { "enum" } else { "injected" };
            properties.push((format!("projection.{name}.type"), kind.to_owned()));
            if kind == "enum" {
                properties.push((format!("projection.{name}.values"), listed.join(",")));
                notes.push(format!("-- {}: those of the loaded paths; add others.", capital(what)));
            } else {
                let why = if listed.is_empty() {
                    "The loaded paths name no"
                } else {
                    "The loaded paths name too many"
                };
                notes.push(format!("-- {why} {what}: every query has to say {name} = '...'."));
            }
        }
        let first = self.first_day.as_deref().unwrap_or("2013/11/01");
        for (name, value) in [
            ("projection.day.type", "date"),
            ("projection.day.format", "yyyy/MM/dd"),
            ("projection.day.range", &format!("{first},NOW")),
            ("projection.day.interval", "1"),
            ("projection.day.interval.unit", "DAYS"),
            (
                "storage.location.template",
                &format!("{}${{account}}/CloudTrail/${{region}}/${{day}}", self.location()),
            ),
        ] {
            properties.push((name.to_owned(), value.to_owned()));
        }
        let properties: Vec<String> = properties
            .iter()
            .map(|(name, value)| format!("  {} = {}", quote::text(name), quote::text(value)))
            .collect();
        format!(
            "{}\nCREATE EXTERNAL TABLE {ATHENA_TABLE} (\n{}\n)\nPARTITIONED BY (account string, region string, `day` string)\n\
             ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'\n\
             STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'\n\
             OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\n\
             LOCATION {}\nTBLPROPERTIES (\n{}\n);\n",
            notes.join("\n"),
            columns.join(",\n"),
            quote::text(&self.location()),
            properties.join(",\n")
        )
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// Returns a long type wrapped over several lines.
fn wrapped(kind: &str) -> String {
    let (mut text, mut width, mut depth) = (String::new(), 0, 0_usize);
    for letter in kind.chars() {
        text.push(letter);
        width += 1;
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ',' if width > 60 => {
                text.push_str(&format!("\n{}", " ".repeat(4 + 2 * depth)));
                width = 4 + 2 * depth;
            }
            _ => {}
        }
    }
    text
}

fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|id| {
        (10..=32).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_region(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_day(text: &str) -> bool {
    let shape = |at: usize, byte: u8| if at == 4 || at == 7 { byte == b'/' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| shape(at, byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PATH: &str = "AWSLogs/o-abcdef0123/111122223333/CloudTrail/eu-west-1/2024/03/01/x.json.gz";

    #[test]
    fn paths_tell_where_logs_are() {
        let paths = [
            format!("s3://my-logs/team/{PATH}"),
            format!("s3://my-logs/team/{}", PATH.replace("111122223333", "444455556666").replace("03/01", "02/29")),
            "s3://my-logs/team/AWSLogs/o-abcdef0123/111122223333/CloudTrail-Digest/eu-west-2/2020/01/01/d.json.gz".to_owned(),
        ];
        let table = LogTable::of_paths(paths.iter().map(String::as_str));
        assert_eq!((table.bucket.as_deref(), table.prefix.as_str()), (Some("my-logs"), "team/"));
        assert_eq!(table.accounts.len(), 2);
        assert_eq!(table.regions.iter().collect::<Vec<_>>(), ["eu-west-1"]);
        assert_eq!(table.first_day.as_deref(), Some("2024/02/29"));
        let text = table.create();
        assert!(text.contains("'projection.account.values' = '111122223333,444455556666'"), "{text}");
        assert!(
            text.contains("'s3://my-logs/team/AWSLogs/o-abcdef0123/${account}/CloudTrail/${region}/${day}'")
        );
        assert!(!text.contains(NO_BUCKET));
    }

    #[test]
    fn what_paths_do_not_tell_is_said() {
        let table = LogTable::of_paths([
            "logs/a.json.gz",
            "logs/b/c.json",
            "x[1]/d.json",
            "logs/e.json.zst",
            "f.json.xz",
        ]);
        assert_eq!(
            table.globs.iter().collect::<Vec<_>>(),
            ["**/*.json", "logs/**/*.json", "logs/**/*.json.gz", "logs/**/*.json.zst"]
        );
        let text = table.create();
        assert!(
            text.contains("replace YOUR-BUCKET") && text.contains("'projection.account.type' = 'injected'")
        );
        assert!(text.contains("every query has to say account = '...'"));
        let many: Vec<String> =
            (0..=MOST_LISTED).map(|number| PATH.replace("111122223333", &format!("{number:012}"))).collect();
        let text = LogTable::of_paths(many.iter().map(String::as_str)).create();
        assert!(
            text.contains("'projection.account.type' = 'injected'")
                && text.contains("name too many accounts")
        );
    }

    proptest! {
        #[test]
        fn hostile_folders_name_nothing(folder in "[-';/`a-z0-9\\\\\n*$]{0,16}") {
            let path = PATH.replace("eu-west-1", &folder).replace("o-abcdef0123", &folder);
            let table = LogTable::of_paths([path.as_str(), &format!("s3://{folder}/{PATH}")]);
            let text = table.create();
            prop_assert_eq!(text.matches('\'').count() % 2, 0);
            for region in &table.regions {
                prop_assert!(is_region(region));
            }
            prop_assert!(table.bucket.is_none_or(|bucket| !bucket.contains(['\'', '\\', '\n', '`'])));
        }
    }
}
