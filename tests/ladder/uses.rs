//! Which file of the library uses which, from its paths, followed through re-exports to the file that
//! declares the name.

use std::collections::{BTreeMap, BTreeSet};

use super::Module;

/// A path of modules, such as `["query", "parser"]`; that of the root is empty.
type ModulePath = Vec<String>;

/// The names in a module.
#[derive(Default)]
struct Names {
    /// The paths that `use` brings in, by the name that each gets.
    used: BTreeMap<String, ModulePath>,
    /// The names of `used` that are only re-exported, and not used in the module itself.
    passed_on: BTreeSet<String>,
    /// The other paths in its code.
    paths: BTreeSet<ModulePath>,
}

/// The modules of the library and their names.
pub struct Uses(BTreeMap<ModulePath, Names>);

/// What a path names.
#[derive(Clone)]
enum Target {
    Module(ModulePath),
    /// Something that this module declares.
    ItemOf(ModulePath),
}

impl Uses {
    /// Reads the modules.
    pub fn of(modules: &[Module]) -> Uses {
        let mut all: BTreeMap<ModulePath, Names> =
            modules.iter().map(|module| (module.path.clone(), names(&module.code))).collect();
        all.insert(Vec::new(), Names::default());
        Uses(all)
    }

    /// Returns for each file the files that it uses. That a file uses the `mod.rs` of a folder that it
    /// is in does not count.
    pub fn edges(&self) -> BTreeMap<&ModulePath, BTreeSet<ModulePath>> {
        let targets = |(from, names): (&ModulePath, &Names)| -> BTreeSet<ModulePath> {
            let used = names.used.iter().filter(|(name, _)| !names.passed_on.contains(*name));
            // A module that is brought in counts where something of it is used.
            let items = used.filter_map(|(_, path)| match self.resolve(from, path, 0)? {
                Target::ItemOf(module) => Some(module),
                Target::Module(_) => None,
            });
            let paths = names.paths.iter().filter_map(|path| match self.resolve(from, path, 0)? {
                Target::ItemOf(module) | Target::Module(module) => Some(module),
            });
            items.chain(paths).filter(|module| !from.starts_with(module)).collect()
        };
        self.0.iter().map(|module| (module.0, targets(module))).collect()
    }

    /// Returns what a path means in a module; `None` if it is not of the library.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Target::Module(Vec::new()),
            "self" => Target::Module(from.to_vec()),
            "super" => Target::Module(from[..from.len().checked_sub(1)?].to_vec()),
            name => self.named(from, name, depth)?,
        };
        while let (Target::Module(module), Some((name, others))) = (&at, rest.split_first()) {
            at = match name.as_str() {
                "super" => Target::Module(module[..module.len().checked_sub(1)?].to_vec()),
                name => match self.named(module, name, depth) {
                    Some(target) => target,
                    None => Target::ItemOf(module.clone()),
                },
            };
            rest = others;
        }
        Some(at)
    }

    /// Returns what a name means in a module, if it is one of its modules or brought in there.
    fn named(&self, module: &[String], name: &str, depth: usize) -> Option<Target> {
        let inner: ModulePath = module.iter().cloned().chain([name.to_owned()]).collect();
        if self.0.contains_key(&inner) {
            return Some(Target::Module(inner));
        }
        let names = self.0.get(module).filter(|_| depth < 8)?;
        names.used.get(name).and_then(|path| self.resolve(module, path, depth + 1))
    }

    /// Returns the rings: the sets of files of which each uses each other, directly or not.
    pub fn rings(&self) -> Vec<Vec<String>> {
        let edges = self.edges();
        let reached: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = edges
            .keys()
            .map(|start| {
                let (mut seen, mut open) = (BTreeSet::new(), vec![*start]);
                while let Some(file) = open.pop() {
                    open.extend(edges[file].iter().filter(|next| seen.insert(*next)));
                }
                (*start, seen)
            })
            .collect();
        let mut rings = BTreeSet::new();
        for (file, beyond) in &reached {
            let ring: Vec<&ModulePath> =
                beyond.iter().copied().filter(|other| reached[other].contains(file)).collect();
            let lines = ring.iter().map(|one| {
                let inside = edges[one].iter().filter(|used| ring.contains(used));
                format!(
                    "{} uses {}",
                    one.join("::"),
                    inside.map(|used| used.join("::")).collect::<Vec<_>>().join(", ")
                )
            });
            rings.insert(lines.collect());
        }
        rings.into_iter().filter(|ring: &Vec<String>| !ring.is_empty()).collect()
    }
}

/// Reads the names in the code of a module.
fn names(code: &str) -> Names {
    let mut names = Names::default();
    let mut body = String::new();
    let mut public = Vec::new();
    let mut rest = code;
    while let Some(at) = next_use(rest) {
        let (before, from) = rest.split_at(at);
        let end = from.find(';').expect("the end of a use line");
        let before_line = before.rsplit('\n').next().unwrap_or_default();
        let mut brought_in = Vec::new();
        expand(&[], &from["use ".len()..end], &mut brought_in);
        if before_line.trim_start().starts_with("pub") {
            public.extend(brought_in.iter().map(|(name, _)| name.clone()));
        }
        names.used.extend(brought_in);
        body += before;
        rest = &from[end + 1..];
    }
    body += rest;
    let words: BTreeSet<&str> = body.split(|letter| !is_of_word(letter)).collect();
    names.passed_on = public.into_iter().filter(|name| !words.contains(name.as_str())).collect();
    names.paths = paths(&body);
    names
}

/// Returns where the next `use` begins that is the first word of its line but for `pub`.
fn next_use(code: &str) -> Option<usize> {
    code.match_indices("use ").map(|(at, _)| at).find(|at| {
        let line = code[..*at].rsplit('\n').next().unwrap_or_default().trim();
        line.is_empty() || line.starts_with("pub") && !line.contains(['{', ';', '='])
    })
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Adds the paths of a `use` line, each with the name that it gets.
fn expand(before: &[String], text: &str, out: &mut Vec<(String, ModulePath)>) {
    let text = text.trim();
    let segments = |text: &str| -> ModulePath {
        let parts = text.split("::").map(str::trim).filter(|part| !part.is_empty());
        before.iter().cloned().chain(parts.map(str::to_owned)).collect()
    };
    if let Some((path, group)) = text.split_once('{') {
        let path = segments(path);
        let (mut depth, mut from) = (0, 0);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    expand(&path, &group[from..at], out);
                    from = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    if text.is_empty() {
        return;
    }
    let (path, other_name) = text.split_once(" as ").unwrap_or((text, ""));
    let mut path = segments(path);
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let last = path.last().expect("a name");
    if last == "*" {
        // What the folder above has may be used.
        let is_of_library = ["crate", "self", "super"].contains(&path[0].as_str()) && path != ["super", "*"];
        assert!(!is_of_library, "what {} brings in cannot be determined", path.join("::"));
        return;
    }
    let name = if other_name.is_empty() { last.as_str() } else { other_name.trim() };
    out.push((name.to_owned(), path));
}

/// Returns the paths of at least two names in the code.
fn paths(code: &str) -> BTreeSet<ModulePath> {
    code.split(|letter: char| !is_of_word(letter) && letter != ':')
        .map(|path| path.trim_end_matches(':'))
        .filter(|path| path.contains("::") && !path.starts_with(':'))
        .map(|path| path.split("::").map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_reexport_hides_no_ring() {
    let module = |path: &str, code: &str| Module {
        path: path.split("::").map(str::to_owned).collect(),
        code: code.to_owned(),
    };
    let rings = |one: &str| {
        Uses::of(&[
            module("a", "mod one;\nmod two;\npub use one::{self as first, Shape};\npub use two::area;\nuse one::size;\nfn all() { size() }"),
            module("a::one", one),
            module("a::two", "use crate::a::{\n    Shape,\n    first::{size, Kind as Sort},\n};\npub fn area() {}"),
        ])
        .rings()
    };
    let ring = ["a::one uses a::two", "a::two uses a::one"].map(str::to_owned).to_vec();
    for using in [
        "use super::area;",
        "fn f() { crate::a::area(); }",
        "use super::super::a as b;\nfn f() { b::area() }",
    ] {
        assert_eq!(rings(using), std::slice::from_ref(&ring), "{using}");
    }
    // What a folder's mod.rs declares may be used in the folder.
    assert!(rings("use super::all;\nuse std::fmt;\nfn area() { fmt::write() }").is_empty());
}
