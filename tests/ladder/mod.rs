//! The order in which the modules of the library may use each other, rings of files, unique names of
//! types, and the length of files.

mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use self::uses::Uses;

/// The top-level modules, from the bottom to the top: each uses only modules before it.
const LADDER: &[&str] = &[
    "base",
    "model",
    "event",
    "intake",
    "content",
    "store",
    "query",
    "copies",
    "sessions",
    "resources",
    "grouping",
    "questions",
    "redaction",
    "export",
    "sql",
    "casefile",
    "integrity",
    "accounts",
    "report",
    "handover",
    "sample",
    "protocol",
    "dispatch",
    "client",
    "view_address",
    "app_state",
];

/// The folders and files of `integrity`, likewise.
const INTEGRITY: &[&str] = &["model", "parse", "check", "present", "aws_cli", "report", "service"];

/// Returns the Rust files below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A source file as a module.
struct Module {
    /// Its path from the root of the crate, such as `["query", "parser"]`.
    path: Vec<String>,
    /// Its code, without comments and without its unit tests.
    code: String,
}

/// Returns the modules of the library.
fn modules() -> Vec<Module> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = Vec::new();
    for file in rust_files(&root) {
        let relative = file.strip_prefix(&root).expect("below the root").with_extension("");
        let mut path: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if path.last().is_some_and(|last| last == "mod") {
            path.pop();
        }
        if ["lib", "page", "worker", "bin"].contains(&path[0].as_str()) {
            continue;
        }
        let text = std::fs::read_to_string(&file).expect("a text");
        let lines = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().lines();
        let code = lines.map(|line| line.split("//").next().unwrap_or_default());
        modules.push(Module { path, code: code.collect::<Vec<_>>().join("\n") });
    }
    modules
}

/// Returns the paths in the code that begin at the root of the crate, without groups in braces.
fn paths(code: &str) -> BTreeSet<Vec<String>> {
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .map(|(at, start)| {
            let rest = &code[at + start.len()..];
            let end = rest.find(|letter: char| !(letter.is_alphanumeric() || "_:".contains(letter)));
            rest[..end.unwrap_or(rest.len())].split("::").map(str::to_owned).collect()
        })
        .collect()
}

#[test]
fn each_module_uses_only_modules_below_it() {
    let height = |top: &str| LADDER.iter().position(|known| *known == top);
    let mut faults = Vec::new();
    for module in modules() {
        let top = &module.path[0];
        let Some(own) = height(top) else {
            faults.push(format!("{top} is not in the ladder"));
            continue;
        };
        for path in paths(&module.code) {
            let used = &path[0];
            if used != top && height(used).is_none_or(|other| other > own) {
                faults.push(format!("{} uses crate::{}", module.path.join("::"), path.join("::")));
            }
        }
        for binary in ["trailglass::", "yew::", "web_sys::", "js_sys::", "wasm_bindgen::"] {
            if module.code.contains(&format!("use {binary}")) {
                faults.push(format!("{} uses {binary}", module.path.join("::")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_ladder_is_there() {
    let tops: BTreeSet<String> = modules().into_iter().map(|module| module.path[0].clone()).collect();
    let ladder: BTreeSet<String> = LADDER.iter().map(|top| (*top).to_owned()).collect();
    assert_eq!(tops, ladder);
}

#[test]
fn each_folder_of_integrity_uses_only_folders_before_it() {
    let height = |path: &[String]| {
        let (top, rest) = path.split_first()?;
        let folder = rest.first().filter(|_| top == "integrity")?;
        Some(INTEGRITY.iter().position(|known| known == folder).expect("a folder of the ladder"))
    };
    let uses = Uses::of(&modules());
    let mut folders = BTreeSet::new();
    for (file, used) in uses.edges() {
        let Some(own) = height(file) else { continue };
        folders.insert(own);
        let above = used.iter().find(|used| height(used).is_some_and(|other| other > own));
        assert_eq!(above, None, "{} uses it", file.join("::"));
    }
    assert_eq!(folders.len(), INTEGRITY.len());
}

#[test]
fn a_type_has_its_name_for_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in ["src", "tests", "benches"].map(|folder| rust_files(&root.join(folder))).concat() {
        for line in std::fs::read_to_string(&file).expect("a text").lines() {
            let is_public = line.trim_start().starts_with("pub");
            let mut words = line.split_whitespace().filter(|word| !word.starts_with("pub"));
            let (Some(keyword), Some(name)) = (words.next(), words.next()) else { continue };
            // An associated type is indented, and not public.
            let declares = ["struct", "enum", "trait", "union"].contains(&keyword)
                || keyword == "type" && (is_public || line.starts_with("type"));
            if !declares {
                continue;
            }
            let end = name.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
            let name = name[..end.unwrap_or(name.len())].to_owned();
            let place = file.strip_prefix(root).expect("below the root").display().to_string();
            declared.entry(name).or_default().push(place);
        }
    }
    assert!(declared.len() > 1_000, "{}", declared.len());
    declared.retain(|name, places| !name.is_empty() && places.len() > 1);
    assert_eq!(declared, BTreeMap::new());
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["src", "tests", "benches"].map(|folder| rust_files(&root.join(folder)));
    for file in files.concat() {
        let lines = std::fs::read_to_string(&file).expect("a text").lines().count();
        assert!(lines <= 500, "{} has {lines} lines", file.display());
    }
}

#[test]
fn no_files_use_each_other_in_a_ring() {
    let rings = Uses::of(&modules()).rings();
    assert!(
        rings.is_empty(),
        "{}",
        rings.iter().map(|ring| ring.join("\n")).collect::<Vec<_>>().join("\n\n")
    );
}

/// The modules of the page, from the bottom to the top: each uses only modules before it.
const PAGE_LADDER: &[&str] =
    &["platform", "client", "bookmarks", "contexts", "widgets", "views", "dialogs", "app", "main"];

#[test]
fn each_module_of_the_page_uses_only_modules_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page");
    let height = |top: &str| PAGE_LADDER.iter().position(|known| *known == top);
    let mut faults = Vec::new();
    for file in rust_files(&root) {
        let relative = file.strip_prefix(&root).expect("below the root").with_extension("");
        let top = relative.iter().next().expect("a name").to_string_lossy().into_owned();
        let own = height(&top).unwrap_or_else(|| panic!("{top} is not in the ladder of the page"));
        for path in paths(&std::fs::read_to_string(&file).expect("a text")) {
            if height(&path[0]).is_none_or(|other| other > own) {
                faults.push(format!("{} uses crate::{}", relative.display(), path.join("::")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
