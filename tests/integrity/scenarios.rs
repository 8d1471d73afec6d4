//! The scenarios: small trails with one modification each, and the AWS CLI's results for them.
//!
//! They are stored in one tar.gz: `scenarios.json`, and every distinct file once, by its hash.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use trailglass::intake::{DiscardingSink, LogReader};
use trailglass::integrity::evidence::{ContentHash, Evidence, FileEvidence};
use trailglass::model::FileDescriptor;

use crate::support::files_below;

const PACKED: &[u8] = include_bytes!("scenarios.tar.gz");

/// One scenario.
pub struct Scenario {
    pub name: String,
    /// The files that a user would drop, by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The AWS CLI's arguments.
    pub request: Value,
    /// The AWS CLI's result, by file.
    pub cli: Value,
    /// The AWS CLI's output: standard output, standard error.
    pub printed: (String, String),
}

/// Reads a file as the page does.
pub fn evidence_of_file(file: u32, path: &str, bytes: &[u8]) -> Vec<FileEvidence> {
    let descriptor = FileDescriptor { file, path: path.to_owned(), bytes: bytes.len() as u64 };
    let mut reader = LogReader::default();
    reader.read_with_evidence(&descriptor, &mut &bytes[..], &mut DiscardingSink);
    reader.take_evidence()
}

/// Returns the evidence of files, numbered in order.
pub fn evidence_of<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Evidence {
    let files = files.into_iter().enumerate();
    Evidence::new(
        files.flat_map(|(file, (path, bytes))| evidence_of_file(file as u32, path, bytes)).collect(),
    )
}

impl Scenario {
    pub fn evidence(&self) -> Evidence {
        evidence_of(self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
    }
}

/// Returns the scenarios in the repository.
pub fn packed() -> &'static [Scenario] {
    static SCENARIOS: OnceLock<Vec<Scenario>> = OnceLock::new();
    SCENARIOS.get_or_init(unpack)
}

/// Returns the files of a scenario in the repository. Panics if there is none of this name.
pub fn files_of(name: &str) -> BTreeMap<String, Vec<u8>> {
    packed().iter().find(|scenario| scenario.name == name).expect("a scenario").files.clone()
}

fn unpack() -> Vec<Scenario> {
    let mut blobs = BTreeMap::new();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(PACKED));
    for entry in archive.entries().expect("a tar archive") {
        let mut entry = entry.expect("an entry");
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its content");
        blobs.insert(name, bytes);
    }
    let list: Value = serde_json::from_slice(&blobs["scenarios.json"]).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let scenario = |scenario: &Value| Scenario {
        name: text(&scenario["name"]),
        files: scenario["files"]
            .as_object()
            .expect("files")
            .iter()
            .map(|(path, blob)| (path.clone(), blobs[&text(blob)].clone()))
            .collect(),
        request: scenario["request"].clone(),
        cli: scenario["cli"].clone(),
        printed: (text(&scenario["stdout"]), text(&scenario["stderr"])),
    };
    list.as_array().expect("scenarios").iter().map(scenario).collect()
}

/// Returns the scenarios that the oracle has written to a folder.
pub fn in_folder(folder: &Path) -> Vec<Scenario> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter(|entry| entry.path().join("aws-cli.json").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let scenario = |name: String| {
        let root = folder.join(&name);
        let bytes = |path: &str| std::fs::read(root.join(path)).expect("a file of the oracle");
        let json = |path: &str| serde_json::from_slice(&bytes(path)).expect("JSON");
        let mut files = BTreeMap::new();
        for path in files_below(&root.join("s3")).into_iter().chain([root.join("public-keys.json")]) {
            let below = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
            files.insert(below, std::fs::read(path).expect("a file of the oracle"));
        }
        let printed = String::from_utf8(bytes("aws-cli.txt")).expect("text");
        let (_, printed) = printed.split_once("# --- stdout\n").expect("stdout");
        let (stdout, stderr) = printed.split_once("\n# --- stderr\n").expect("stderr");
        Scenario {
            files,
            request: json("trail.json"),
            cli: json("aws-cli.json"),
            printed: (stdout.to_owned(), stderr.to_owned()),
            name,
        }
    };
    names.into_iter().map(scenario).collect()
}

/// Packs scenarios in the form that [`packed`] reads.
pub fn pack(scenarios: &[Scenario]) -> Vec<u8> {
    let mut blobs = BTreeMap::new();
    let mut list = Vec::new();
    for scenario in scenarios {
        let mut files = serde_json::Map::new();
        for (path, bytes) in &scenario.files {
            let name = format!("files/{}", &ContentHash::of(bytes).to_string()[..16]);
            files.insert(path.clone(), name.clone().into());
            blobs.insert(name, bytes.clone());
        }
        list.push(json!({
            "name": scenario.name,
            "files": files,
            "request": scenario.request,
            "cli": scenario.cli,
            "stdout": scenario.printed.0,
            "stderr": scenario.printed.1,
        }));
    }
    blobs.insert("scenarios.json".to_owned(), serde_json::to_vec(&list).expect("JSON"));
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut builder = tar::Builder::new(gzip);
    for (name, bytes) in blobs {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_entry_type(tar::EntryType::Regular);
        builder.append_data(&mut header, name, bytes.as_slice()).expect("memory");
    }
    let mut gzip = builder.into_inner().expect("memory");
    gzip.flush().and_then(|()| gzip.finish()).expect("memory")
}
