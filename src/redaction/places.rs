//! Classifies values by their place in a record.

use super::kind::SecretKind;
use super::members::{self, Constant};
use super::quantity::is_quantity;
use crate::event::resources::kind_named_by;

/// The kind of value at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// A value that AWS chose and that identifies no one; it stays if it has the expected form.
    Constant(Constant),
    /// A token, a password or a signature; it is removed.
    Dropped,
    /// As a whole, a name of something of this kind.
    Name(SecretKind),
    /// A name of something of this kind that is not searched for elsewhere.
    NameHere(SecretKind),
    /// An access key id.
    Key,
    /// A `principalId`: an id, often followed by a colon and a session name.
    Principal,
    /// The bucket and key of an object: `bucket/key`.
    Object,
    /// A user agent, in which four numbers with dots may be a version.
    Agent,
    /// A version.
    Version,
    /// A quantity or a time.
    Quantity,
    /// Any other text in a record: every word that is not known to be harmless is replaced.
    Words,
    /// A text outside records, such as notes: secrets with a form and known names are replaced.
    Free,
}

/// A section of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    /// The top level.
    Top,
    /// `userIdentity`, or a similar part of another member.
    Identity,
    /// `requestParameters`, `responseElements` and all other members.
    Inside,
    /// Tags.
    Tags,
}

/// Keys whose values name people, roles and sessions, in lower case.
const USER_KEYS: &[&str] = &[
    "username",
    "rolename",
    "rolesessionname",
    "sessionname",
    "sourceidentity",
    "accountalias",
    "accountaliases",
    "masterusername",
    "displayname",
    "givenname",
    "familyname",
    "middlename",
    "nickname",
    "loginname",
    "login",
    "dbuser",
    "principalname",
    "ssousername",
    "ssouserfirstname",
    "ssouserlastname",
    "useralias",
    "federatedusername",
    "userid",
    "adminuser",
    "adminusername",
    "canonicaluser",
    "ownerid",
    "accountname",
    "fullname",
    "firstname",
    "lastname",
    "iamuser",
    "assumedroleuser",
];

/// Keys whose values name other things, in lower case.
const RESOURCE_KEYS: &[&str] = &[
    "groupname",
    "instanceprofilename",
    "policyname",
    "functionname",
    "tablename",
    "secretid",
    "queuename",
    "topicname",
    "clustername",
    "stackname",
    "trailname",
    "repositoryname",
    "loggroupname",
    "logstreamname",
    "projectname",
    "streamname",
    "documentname",
    "dbinstanceidentifier",
    "dbclusteridentifier",
    "aliasname",
    "samlprovidername",
    "rulename",
    "servercertificatename",
    "keyname",
    "databasename",
];

/// Keys whose values are S3 object keys, in lower case.
const OBJECT_KEYS: &[&str] = &[
    "objectkey",
    "s3key",
    "s3objectkey",
    "s3keyprefix",
    "s3prefix",
    "startafter",
    "start-after",
    "keymarker",
];

/// Keys that end in `Name` and whose values are words of an API, in lower case.
const WORD_NAMES: &[&str] = &[
    "eventname",
    "regionname",
    "servicename",
    "metricname",
    "attributename",
    "enginename",
    "operationname",
    "apiname",
    "zonename",
    "availabilityzonename",
    "actionname",
    "typename",
    "columnname",
    "parametername",
    "optionname",
    "filtername",
    "resourcetypename",
    "namespacename",
    "qualifiername",
    "virtualname",
    "devicename",
    "rootdevicename",
    "platformname",
    "unitname",
    "classname",
    "fieldname",
    "headername",
];

/// A cache of places: there are few keys, and many values.
#[derive(Debug, Default)]
pub(super) struct Places {
    known: hashbrown::HashMap<(Section, bool), hashbrown::HashMap<Box<str>, OfService>>,
    count: usize,
}

/// The places of the keys of one service.
type OfService = hashbrown::HashMap<Box<str>, PlaceKind>;

/// Maximum number of cached places; callers can choose keys, so their number is unlimited.
const MOST_PLACES: usize = 20_000;

impl Places {
    /// Returns the place of a text at a key.
    pub fn of(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind {
        let known = self.known.get(&(section, is_top)).and_then(|services| services.get(service)?.get(key));
        if let Some(known) = known {
            return *known;
        }
        if self.count >= MOST_PLACES {
            *self = Places::default();
        }
        let found = place(section, service, key, is_top);
        self.count += 1;
        let services = self.known.entry((section, is_top)).or_default();
        services.entry(service.into()).or_default().insert(key.into(), found);
        found
    }
}

/// Returns the section that a top-level member starts.
pub(super) fn section_at_top(key: &str) -> Section {
    match key {
        "userIdentity" => Section::Identity,
        _ => Section::Inside,
    }
}

/// Returns whether the members below a key are tags: `tags`, `tagSet`, `tagSpecificationSet`,
/// `requestTags`.
pub(super) fn begins_tags(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    // Lists of tag keys contain words to filter by, not values.
    !lower.ends_with("keys")
        && (lower.ends_with("tags") || lower.ends_with("tagset") || lower.ends_with("tagcontext"))
        || matches!(
            lower.as_str(),
            "tag" | "tagging" | "taglist" | "tagspecificationset" | "tagspecification"
        )
}

/// Returns the place of a text at a key.
pub(super) fn place(section: Section, service: &str, key: &str, is_top: bool) -> PlaceKind {
    let lower = key.to_ascii_lowercase();
    let constant = match section {
        Section::Top => members::at_top(key),
        Section::Identity if key == "type" => Some(Constant::Word),
        Section::Identity | Section::Inside => members::anywhere(key),
        Section::Tags => None,
    };
    if let Some(constant) = constant {
        return PlaceKind::Constant(constant);
    }
    match section {
        Section::Top if key == "userAgent" => PlaceKind::Agent,
        Section::Tags if matches!(&*lower, "key" | "tagkey" | "resourcetype") => PlaceKind::Words,
        Section::Tags if lower.ends_with("arn") || lower.ends_with("id") && lower != "id" => PlaceKind::Words,
        Section::Tags => PlaceKind::NameHere(SecretKind::Tag),
        _ if lower == "principalid" || lower == "assumedroleid" || lower == "federateduserid" => {
            PlaceKind::Principal
        }
        _ if lower == "accesskeyid" => PlaceKind::Key,
        _ if lower == "useragent" => PlaceKind::Agent,
        _ if members::is_dropped(&lower) => PlaceKind::Dropped,
        _ if lower.ends_with("version") || lower.ends_with("versions") => PlaceKind::Version,
        // A host name can contain an address or a bucket.
        _ if ["dnsname", "hostname", "host", "hostheader"].iter().any(|end| lower.ends_with(end)) => {
            PlaceKind::Words
        }
        _ if USER_KEYS.contains(&&*lower) => PlaceKind::Name(SecretKind::User),
        _ if lower.ends_with("bucket") || lower.ends_with("bucketname") => {
            PlaceKind::Name(SecretKind::Bucket)
        }
        _ if lower == "x-amz-copy-source" || lower == "copysource" => PlaceKind::Object,
        _ if OBJECT_KEYS.contains(&&*lower) => PlaceKind::NameHere(SecretKind::Object),
        _ if service == "s3" && matches!(&*lower, "key" | "prefix" | "marker") => {
            PlaceKind::NameHere(SecretKind::Object)
        }
        _ if service == "iam" && lower == "path" => PlaceKind::NameHere(SecretKind::Resource),
        _ => by_rules(service, key, &lower, is_top),
    }
}

/// Classifies a key by the table of parameters that name resources.
fn by_rules(service: &str, key: &str, lower: &str, is_top: bool) -> PlaceKind {
    match kind_named_by(service, key, is_top) {
        Some("AWS::IAM::User" | "AWS::IAM::Role") => PlaceKind::Name(SecretKind::User),
        Some("AWS::S3::Bucket") => PlaceKind::Name(SecretKind::Bucket),
        Some(_) => PlaceKind::Name(SecretKind::Resource),
        None if RESOURCE_KEYS.contains(&lower) => PlaceKind::Name(SecretKind::Resource),
        None if (key.ends_with("Name") || key.ends_with("Names")) && !WORD_NAMES.contains(&lower) => {
            PlaceKind::NameHere(SecretKind::Resource)
        }
        None if (lower == "name" || lower == "names") => PlaceKind::Name(SecretKind::Resource),
        None if is_quantity(lower) => PlaceKind::Quantity,
        None => PlaceKind::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_record() {
        use Section::{Identity, Inside, Tags, Top};
        for (section, service, key, is_top, expected) in [
            (Top, "s3", "eventName", false, PlaceKind::Constant(Constant::EventName)),
            (Top, "s3", "userAgent", false, PlaceKind::Agent),
            (Top, "s3", "sourceIPAddress", false, PlaceKind::Words),
            (Identity, "s3", "userName", false, PlaceKind::Name(SecretKind::User)),
            (Identity, "s3", "principalId", false, PlaceKind::Principal),
            (Identity, "s3", "type", false, PlaceKind::Constant(Constant::Word)),
            (Inside, "sts", "sessionToken", false, PlaceKind::Dropped),
            (Inside, "s3", "maxKeys", true, PlaceKind::Quantity),
            (Inside, "s3", "bucketName", true, PlaceKind::Name(SecretKind::Bucket)),
            (Inside, "s3", "key", true, PlaceKind::NameHere(SecretKind::Object)),
            (Inside, "ec2", "key", true, PlaceKind::Words),
            (Inside, "kms", "keyId", true, PlaceKind::Name(SecretKind::Resource)),
            (Inside, "eks", "name", true, PlaceKind::Name(SecretKind::Resource)),
            (Inside, "eks", "name", false, PlaceKind::Name(SecretKind::Resource)),
            (Inside, "rds", "engineVersion", true, PlaceKind::Version),
            (Inside, "x", "widgetName", true, PlaceKind::NameHere(SecretKind::Resource)),
            (Inside, "x", "metricName", true, PlaceKind::Words),
            (Tags, "ec2", "key", false, PlaceKind::Words),
            (Tags, "ec2", "value", false, PlaceKind::NameHere(SecretKind::Tag)),
        ] {
            assert_eq!(place(section, service, key, is_top), expected, "{key}");
        }
        for key in ["tags", "tagSet", "principalTags", "tagSpecificationSet", "Tagging"] {
            assert!(begins_tags(key), "{key}");
        }
        for key in ["stage", "storage", "tagKeys", "percentage", "transitiveTagKeys"] {
            assert!(!begins_tags(key), "{key}");
        }
    }
}
