//! What a value is by the place where it stands in a record.

use super::keys;
use super::kind::Kind;
use super::members::{self, Constant};
use crate::event::resources::kind_named_by;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Something that AWS chose and that names nobody: it stays where it looks
    /// like that.
    Constant(Constant),
    /// A token, a password or a signature: it is removed.
    Dropped,
    /// The name of something of this kind, as a whole.
    Name(Kind),
    /// The name of something of this kind, which is not looked for elsewhere.
    NameHere(Kind),
    /// An access key id.
    Key,
    /// `principalId`: an id, and often a session's name behind a colon.
    Principal,
    /// Bucket and key of an object: `bucket/key`.
    Object,
    /// A user agent, in which four numbers with dots may be a version.
    Agent,
    /// A version.
    Version,
    /// A number that counts or measures, or a time.
    Quantity,
    /// Anything in a record: every word is replaced that is not known to be
    /// harmless.
    Words,
    /// A text that is no part of a record, such as notes: what has a form and
    /// every known name is replaced.
    Free,
}

/// Where in a record something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    /// Right in the record.
    Top,
    /// In `userIdentity`, or in a part of another member like it.
    Identity,
    /// In `requestParameters`, `responseElements` and wherever else.
    Inside,
    /// In tags.
    Tags,
}

/// Keys whose values name people, roles and sessions, in any case.
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

/// Keys whose values name other things, in any case.
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

/// Keys of object keys in S3, in any case.
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

/// Keys that end in `Name` and whose values are words of an API.
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

/// Places that were found out: there are few keys, and many values.
#[derive(Debug, Default)]
pub(super) struct Places {
    known: hashbrown::HashMap<(Section, bool), hashbrown::HashMap<Box<str>, OfService>>,
    count: usize,
}

/// The places of the keys of one service.
type OfService = hashbrown::HashMap<Box<str>, Place>;

/// Where keys are chosen by whoever calls, there is no end of them.
const MOST_PLACES: usize = 20_000;

impl Places {
    /// What a text at a key is.
    pub fn of(&mut self, section: Section, service: &str, key: &str, is_top: bool) -> Place {
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

/// The part of the record that a member begins.
pub(super) fn section_at_top(key: &str) -> Section {
    match key {
        "userIdentity" => Section::Identity,
        _ => Section::Inside,
    }
}

/// Whether the members below a key are tags: `tags`, `tagSet`,
/// `tagSpecificationSet`, `requestTags`.
pub(super) fn begins_tags(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    // Keys of tags are words that people filter by, and no values.
    !lower.ends_with("keys")
        && (lower.ends_with("tags") || lower.ends_with("tagset") || lower.ends_with("tagcontext"))
        || matches!(
            lower.as_str(),
            "tag" | "tagging" | "taglist" | "tagspecificationset" | "tagspecification"
        )
}

/// What a text at a key is.
pub(super) fn place(section: Section, service: &str, key: &str, is_top: bool) -> Place {
    let lower = key.to_ascii_lowercase();
    let constant = match section {
        Section::Top => members::at_top(key),
        Section::Identity if key == "type" => Some(Constant::Word),
        Section::Identity | Section::Inside => members::anywhere(key),
        Section::Tags => None,
    };
    if let Some(constant) = constant {
        return Place::Constant(constant);
    }
    match section {
        Section::Top if key == "userAgent" => Place::Agent,
        Section::Tags if matches!(&*lower, "key" | "tagkey" | "resourcetype") => Place::Words,
        Section::Tags if lower.ends_with("arn") || lower.ends_with("id") && lower != "id" => Place::Words,
        Section::Tags => Place::NameHere(Kind::Tag),
        _ if lower == "principalid" || lower == "assumedroleid" || lower == "federateduserid" => {
            Place::Principal
        }
        _ if lower == "accesskeyid" => Place::Key,
        _ if lower == "useragent" => Place::Agent,
        _ if members::is_dropped(&lower) => Place::Dropped,
        _ if lower.ends_with("version") || lower.ends_with("versions") => Place::Version,
        // In the name of a host, an address or a bucket may be told.
        _ if ["dnsname", "hostname", "host", "hostheader"].iter().any(|end| lower.ends_with(end)) => {
            Place::Words
        }
        _ if USER_KEYS.contains(&&*lower) => Place::Name(Kind::User),
        _ if lower.ends_with("bucket") || lower.ends_with("bucketname") => Place::Name(Kind::Bucket),
        _ if lower == "x-amz-copy-source" || lower == "copysource" => Place::Object,
        _ if OBJECT_KEYS.contains(&&*lower) => Place::NameHere(Kind::Object),
        _ if service == "s3" && matches!(&*lower, "key" | "prefix" | "marker") => {
            Place::NameHere(Kind::Object)
        }
        _ if service == "iam" && lower == "path" => Place::NameHere(Kind::Resource),
        _ => by_rules(service, key, &lower, is_top),
    }
}

/// By the table of parameters that name things.
fn by_rules(service: &str, key: &str, lower: &str, is_top: bool) -> Place {
    match kind_named_by(service, key, is_top) {
        Some("AWS::IAM::User" | "AWS::IAM::Role") => Place::Name(Kind::User),
        Some("AWS::S3::Bucket") => Place::Name(Kind::Bucket),
        Some(_) => Place::Name(Kind::Resource),
        None if RESOURCE_KEYS.contains(&lower) => Place::Name(Kind::Resource),
        None if (key.ends_with("Name") || key.ends_with("Names")) && !WORD_NAMES.contains(&lower) => {
            Place::NameHere(Kind::Resource)
        }
        None if (lower == "name" || lower == "names") => Place::Name(Kind::Resource),
        None if keys::is_quantity(lower) => Place::Quantity,
        None => Place::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_record() {
        use Section::{Identity, Inside, Tags, Top};
        for (section, service, key, is_top, expected) in [
            (Top, "s3", "eventName", false, Place::Constant(Constant::EventName)),
            (Top, "s3", "userAgent", false, Place::Agent),
            (Top, "s3", "sourceIPAddress", false, Place::Words),
            (Identity, "s3", "userName", false, Place::Name(Kind::User)),
            (Identity, "s3", "principalId", false, Place::Principal),
            (Identity, "s3", "type", false, Place::Constant(Constant::Word)),
            (Inside, "sts", "sessionToken", false, Place::Dropped),
            (Inside, "s3", "maxKeys", true, Place::Quantity),
            (Inside, "s3", "bucketName", true, Place::Name(Kind::Bucket)),
            (Inside, "s3", "key", true, Place::NameHere(Kind::Object)),
            (Inside, "ec2", "key", true, Place::Words),
            (Inside, "kms", "keyId", true, Place::Name(Kind::Resource)),
            (Inside, "eks", "name", true, Place::Name(Kind::Resource)),
            (Inside, "eks", "name", false, Place::Name(Kind::Resource)),
            (Inside, "rds", "engineVersion", true, Place::Version),
            (Inside, "x", "widgetName", true, Place::NameHere(Kind::Resource)),
            (Inside, "x", "metricName", true, Place::Words),
            (Tags, "ec2", "key", false, Place::Words),
            (Tags, "ec2", "value", false, Place::NameHere(Kind::Tag)),
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
