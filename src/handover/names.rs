//! Names identified by where they occur: the names of folders, files and marked things.

use super::fields::{Redact, TextRole, service_of};
use super::paths::{is_of_aws, plain, stem};
use crate::casefile::Case;
use crate::integrity::findings::Findings;
use crate::integrity::location;
use crate::redaction::{Learner, RedactionDictionary, Redactor, SecretKind};

/// Collects names that a text about the logs may contain, although no record does.
#[derive(Debug, Default)]
pub struct NameCollector {
    dictionary: RedactionDictionary,
    learner: Learner,
    /// The most recently learned folder, to avoid learning it again: files of a folder come
    /// together.
    folder: String,
}

impl NameCollector {
    /// Adds the names of the folders and the file on a path.
    pub fn path(&mut self, path: &str) {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if self.folder != folder {
            self.folder = folder.to_owned();
            folder
                .split('/')
                .filter(|part| !is_of_aws(part))
                .for_each(|part| self.name(SecretKind::Resource, part));
        }
        let plain = plain(path);
        // AWS's name of a log file consists of account, folder, Region and time, whose forms are
        // known, and random text.
        match location::digest(&plain) {
            Some(digest) => {
                self.name(SecretKind::Resource, digest.account);
                self.name(SecretKind::Resource, digest.trail);
                self.name(SecretKind::Resource, digest.organization.unwrap_or_default());
            }
            None if location::log(&plain).is_some() => {}
            None => self.name(SecretKind::Resource, stem(file).0),
        }
    }

    /// Adds a single name.
    pub fn name(&mut self, kind: SecretKind, name: &str) {
        self.dictionary.add_name(kind, name);
    }

    /// Adds a name that may combine a role and a session.
    fn person(&mut self, name: &str) {
        if !name.contains("arn:") {
            name.split('/').for_each(|part| self.name(SecretKind::User, part));
        }
    }

    /// Adds all names in a case.
    pub fn case(&mut self, case: &Case) {
        self.artefact(case);
    }

    /// Adds all names in the integrity findings.
    pub fn findings(&mut self, findings: &Findings) {
        self.artefact(findings);
    }

    fn artefact(&mut self, artefact: &impl Redact) {
        // A visit may change what it visits.
        artefact.clone().visit(&mut |role, text| self.text(role, text));
    }

    /// Adds the names in a text of an artefact.
    fn text(&mut self, role: TextRole, text: &str) {
        match role {
            TextRole::Record => self.learner.record(text, service_of(text)),
            TextRole::Person => self.person(text),
            TextRole::Bucket => self.name(SecretKind::Bucket, text),
            TextRole::Resource => self.name(SecretKind::Resource, text),
            TextRole::Path => self.path(text),
            TextRole::Sentence
            | TextRole::Name
            | TextRole::Prefix
            | TextRole::EventName
            | TextRole::EventId
            | TextRole::Region
            | TextRole::Time
            | TextRole::Hash
            | TextRole::ContentDigest
            | TextRole::ActorLabel => {}
        }
    }

    /// Returns the dictionary of all added names.
    pub fn into_dictionary(self) -> RedactionDictionary {
        let mut all = self.learner.into_dictionary();
        all.absorb(&self.dictionary);
        all
    }

    /// Returns a copy of the redactor that knows these names as well.
    pub fn with(self, by: &Redactor) -> Redactor {
        by.knowing(&self.into_dictionary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handover::path;
    use crate::redaction::RedactionKey;

    fn knowing(paths: &[&str]) -> Redactor {
        let mut names = NameCollector::default();
        paths.iter().for_each(|path| names.path(path));
        names.with(&Redactor::new(&RedactionKey::new([1; 32]), &RedactionDictionary::default()))
    }

    #[test]
    fn folders_and_files_lose_their_names_and_keep_what_aws_calls_them() {
        let log = "acme-trail/AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/01/111122223333_CloudTrail_us-east-1_20240301T1000Z_AbCdEfGh12345678.json.gz";
        let by = knowing(&[log, "acme.incident/logs/Bob's mac.json.gz"]);
        let after = path(log, &by);
        let account = by.pseudonym(SecretKind::Account, "111122223333");
        let parts: Vec<&str> = after.split('/').collect();
        assert!(parts[0].starts_with("resource-"), "{after}");
        assert_eq!(
            parts[1..].join("/"),
            log.split_once('/').map_or("", |(_, rest)| rest).replace("111122223333", &account)
        );
        let other = path("acme.incident/logs/Bob's mac.json.gz", &by);
        assert!(other.ends_with(".json.gz"), "{other}");
        for secret in ["acme", "incident", "Bob", "mac", "logs"] {
            assert!(!other.contains(secret), "{secret} is in {other}");
        }
        let said = by.redact_text("acme.incident was read, and Bob's mac was not");
        assert!(!said.contains("acme") && !said.contains("Bob"), "{said}");
    }

    #[test]
    fn a_folder_may_be_called_as_files_are() {
        // Found by a property test: a bucket whose name ends like that of a file.
        let own = "gadixq-9ml6sd.gz/AWSLogs/export.zip/part.json";
        let after = path(own, &knowing(&[own]));
        for secret in ["gadixq", "9ml6sd", "export", "part"] {
            assert!(!after.contains(secret), "{secret} is in {after}");
        }
        assert!(after.contains("/AWSLogs/") && after.ends_with(".json"), "{after}");
    }

    #[test]
    fn the_trail_and_the_organization_in_a_digests_name_are_names() {
        let digest = "AWSLogs/o-exampleorg1/111122223333/CloudTrail-Digest/us-east-1/2024/03/01/111122223333_CloudTrail-Digest_us-east-1_acme-audit_us-east-1_20240301T100000Z.json.gz";
        let by = knowing(&[digest]);
        let after = path(digest, &by);
        for secret in ["acme", "audit_", "exampleorg1", "111122223333"] {
            assert!(!after.contains(secret), "{secret} is in {after}");
        }
        assert!(
            after.contains("CloudTrail-Digest") && after.ends_with("_us-east-1_20240301T100000Z.json.gz"),
            "{after}"
        );
        assert!(!by.redact_text("the trail acme-audit of o-exampleorg1").contains("acme"));
        // The digest's object metadata is stored beside it.
        let sidecar = path(&format!("{digest}.head.json"), &by);
        assert!(!sidecar.contains("acme") && sidecar.ends_with(".json.gz.head.json"), "{sidecar}");
    }
}
