//! The keys: one table that the page acts on and that help lists.
//!
//! A part of the page that has the focus handles its own keys; they are in the table without a
//! command, so that help lists them.

/// The effect of a key that works wherever the focus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyCommand {
    /// Focuses the filter.
    Filter,
    /// Opens the list of keys.
    Help,
    /// Adds or removes the bookmark of the open event.
    Bookmark,
    /// Closes the open event.
    Close,
}

/// Keys, and their effect.
#[derive(Debug)]
pub struct KeyBinding {
    /// The keys, as in `KeyboardEvent.key`; any of them works.
    pub keys: &'static [&'static str],
    /// The effect, as help words it.
    pub about: &'static str,
    /// The command; `None` for keys that only one part of the page handles.
    pub command: Option<KeyCommand>,
}

/// The keys of one part of the page.
#[derive(Debug)]
pub struct KeyGroup {
    /// The part of the page, as a heading.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [KeyBinding],
}

const fn key(keys: &'static [&'static str], about: &'static str) -> KeyBinding {
    KeyBinding { keys, about, command: None }
}

/// All keys, by part of the page.
pub const KEYS: &[KeyGroup] = &[
    KeyGroup {
        title: "Anywhere",
        keys: &[
            KeyBinding { keys: &["/"], about: "Go to the filter", command: Some(KeyCommand::Filter) },
            KeyBinding { keys: &["?"], about: "Show this list", command: Some(KeyCommand::Help) },
            KeyBinding {
                keys: &["b"],
                about: "Bookmark the open event, or no longer",
                command: Some(KeyCommand::Bookmark),
            },
            KeyBinding { keys: &["Escape"], about: "Close the open event", command: Some(KeyCommand::Close) },
        ],
    },
    KeyGroup {
        title: "Filter",
        keys: &[
            key(&["ArrowDown", "ArrowUp"], "Choose among the completions"),
            key(&["Tab"], "Take the completion"),
            key(&["Enter"], "Take the chosen completion, or keep the filter"),
            key(&["ArrowUp"], "In an empty filter: the filters of this session"),
            key(&["Escape"], "Close the completions, then leave the filter"),
        ],
    },
    KeyGroup {
        title: "Histogram",
        keys: &[
            key(&["ArrowLeft", "ArrowRight"], "Move the cursor"),
            key(&["Shift + arrow"], "Choose a range"),
            key(&["Home", "End"], "Go to the first or last slice"),
            key(&["Enter"], "Zoom in"),
            key(&["Backspace", "Escape"], "Zoom out"),
        ],
    },
    KeyGroup {
        title: "Events",
        keys: &[
            key(&["j", "k"], "Next or previous event"),
            key(&["Arrows", "PageUp", "PageDown", "Home", "End"], "Move between cells"),
            key(&["Enter"], "Open the event; once more to go into it"),
            key(&["b"], "Bookmark the event, or no longer"),
            key(&["f"], "Filter for the cell's value"),
            key(&["x"], "Filter the cell's value out"),
            key(&["c", "Ctrl + C"], "Copy the cell"),
            key(&["Shift + C"], "Copy the row"),
            key(&["ArrowUp", "Enter"], "From the first row: sort by the column"),
            key(&["Shift + arrow"], "Make the column wider or narrower"),
            key(&["Ctrl + Shift + arrow"], "Move the column"),
        ],
    },
    KeyGroup {
        title: "Record",
        keys: &[
            key(&["Arrows", "j", "k"], "Move, open and close branches"),
            key(&["*"], "Open everything below"),
            key(&["f"], "Filter for the value"),
            key(&["x"], "Filter the value out"),
            key(&["c"], "Copy the value"),
            key(&["p"], "Copy the path"),
        ],
    },
    KeyGroup {
        title: "Facets",
        keys: &[
            key(&["ArrowUp", "ArrowDown"], "Move between values"),
            key(&["Enter", "f"], "Filter for the value"),
            key(&["Alt + Enter", "x"], "Filter the value out"),
        ],
    },
    KeyGroup {
        title: "Coverage",
        keys: &[
            key(&["Arrows", "PageUp", "PageDown", "Home", "End"], "Move between cells"),
            key(&["Enter"], "Show the events of the cell"),
        ],
    },
    KeyGroup {
        title: "Timelines",
        keys: &[
            key(
                &["ArrowUp", "ArrowDown", "PageUp", "PageDown", "j", "k"],
                "Move between actors, lanes or nodes",
            ),
            key(&["Enter"], "Choose it and show its story"),
            key(&["Space"], "In the list: choose it beside others"),
            key(&["+", "-"], "In the lanes: zoom in or out"),
            key(&["ArrowLeft", "ArrowRight"], "In the lanes: earlier or later"),
            key(&["Home", "End"], "In the lanes: all times, or as long as the chosen lane"),
            key(&["Shift + drag"], "In the lanes: select a time"),
            key(&["Escape"], "In the lanes: back to all times"),
        ],
    },
    KeyGroup {
        title: "Resources",
        keys: &[
            key(
                &["ArrowUp", "ArrowDown", "j", "k", "PageUp", "PageDown", "Home", "End"],
                "Move along the list",
            ),
            key(&["Enter"], "Go into the history"),
            key(&["/"], "In the list: find a resource"),
            key(&["Escape"], "Close the open event, then back to the list"),
        ],
    },
    KeyGroup {
        title: "Questions",
        keys: &[
            key(&["ArrowUp", "ArrowDown", "j", "k", "Home", "End"], "Move between questions"),
            key(&["Enter"], "Show the events of the question"),
            key(&["/"], "In the list: find a question"),
        ],
    },
    KeyGroup {
        title: "Integrity",
        keys: &[
            key(&["ArrowLeft", "ArrowRight", "Home", "End"], "Move along a chain of digests"),
            key(&["ArrowUp", "ArrowDown", "PageUp", "PageDown"], "Move between chains"),
            key(&["j", "k"], "Next or previous file of the list"),
            key(&["Enter"], "Open the evidence of the digest or file"),
            key(&["Escape"], "Close the evidence"),
        ],
    },
];

/// Returns the label of a key, given its name in `KeyboardEvent.key`.
pub fn printed(key: &str) -> &str {
    match key {
        "Escape" => "Esc",
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "PageUp" => "Page ↑",
        "PageDown" => "Page ↓",
        _ => key,
    }
}

/// Returns the command of a key that works wherever the focus is.
pub fn command_of(key: &str) -> Option<KeyCommand> {
    let lines = KEYS.iter().flat_map(|group| group.keys);
    lines.filter(|line| line.keys.contains(&key)).find_map(|line| line.command)
}

/// Returns whether an element takes typed text, given the name of its tag in capitals and, for an
/// input, its type.
pub fn takes_text(tag: &str, input_type: &str) -> bool {
    match tag {
        "INPUT" => !matches!(input_type, "radio" | "checkbox" | "button" | "file"),
        _ => matches!(tag, "TEXTAREA" | "SELECT"),
    }
}

/// Returns the place of the tab that a key leads to, from the tab at a place of `tabs`; `None` for
/// any other key.
pub fn tab_after(key: &str, at: usize, tabs: usize) -> Option<usize> {
    match key {
        "ArrowLeft" => Some((at + tabs - 1) % tabs),
        "ArrowRight" => Some((at + 1) % tabs),
        "Home" => Some(0),
        "End" => Some(tabs - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_keys_work_anywhere() {
        assert_eq!(command_of("/"), Some(KeyCommand::Filter));
        assert_eq!(command_of("?"), Some(KeyCommand::Help));
        assert_eq!(command_of("b"), Some(KeyCommand::Bookmark));
        assert_eq!(command_of("Escape"), Some(KeyCommand::Close));
        assert_eq!(command_of("j"), None);
    }

    #[test]
    fn keys_are_typed_into_texts_and_choices() {
        assert!(takes_text("INPUT", "text") && takes_text("TEXTAREA", "") && takes_text("SELECT", ""));
        assert!(!takes_text("INPUT", "radio") && !takes_text("BUTTON", ""));
    }

    #[test]
    fn tabs_are_a_ring() {
        let after = |key| [0, 1, 2].map(|at| tab_after(key, at, 3).unwrap());
        assert_eq!(after("ArrowRight"), [1, 2, 0]);
        assert_eq!(after("ArrowLeft"), [2, 0, 1]);
        assert_eq!((after("Home"), after("End")), ([0; 3], [2; 3]));
        assert_eq!(tab_after("Tab", 0, 3), None);
    }
}
