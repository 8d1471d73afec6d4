//! The keys: one table, from which the page acts and help is drawn.
//!
//! A part of the page that has the focus handles its own keys; they stand in
//! the table without a command, so that help knows them.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::case;
use crate::filter_bar;
use crate::state::{Action, Dialog};

/// What a key does wherever the focus is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Goes to the filter.
    Filter,
    /// Opens the list of keys.
    Help,
    /// Marks the open event, or takes its mark off.
    Bookmark,
    /// Closes what is open.
    Close,
}

/// One line of the table.
#[derive(Debug)]
pub struct Key {
    /// The keys, as `KeyboardEvent.key` and people call them; any of them.
    pub keys: &'static [&'static str],
    /// What they do.
    pub about: &'static str,
    /// What they do anywhere; `None` for keys of one part of the page.
    pub command: Option<Command>,
}

/// The keys of one part of the page.
#[derive(Debug)]
pub struct KeyGroup {
    /// Which part.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

const fn key(keys: &'static [&'static str], about: &'static str) -> Key {
    Key { keys, about, command: None }
}

/// Every key.
pub const KEYS: &[KeyGroup] = &[
    KeyGroup {
        title: "Anywhere",
        keys: &[
            Key { keys: &["/"], about: "Go to the filter", command: Some(Command::Filter) },
            Key { keys: &["?"], about: "Show this list", command: Some(Command::Help) },
            Key {
                keys: &["b"],
                about: "Bookmark the open event, or no longer",
                command: Some(Command::Bookmark),
            },
            Key { keys: &["Escape"], about: "Close the open event", command: Some(Command::Close) },
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
            key(&["Enter"], "Choose it; its story is told"),
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

/// What `KeyboardEvent.key` calls a key, as it is printed on one.
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

/// Listens to the keys that work anywhere.
#[hook]
pub fn use_keyboard(dispatch: &Callback<Action>) {
    use_effect_with(dispatch.clone(), |dispatch| {
        let dispatch = dispatch.clone();
        let listener = EventListener::new_with_options(
            &document(),
            "keydown",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                if let Some(command) = command_of(event) {
                    event.prevent_default();
                    run(command, &dispatch);
                }
            },
        );
        move || drop(listener)
    });
}

fn command_of(event: &KeyboardEvent) -> Option<Command> {
    let taken = event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key();
    // A dialog has its own keys, and closes by Escape by itself.
    if taken || document().query_selector("dialog[open]").ok().flatten().is_some() {
        return None;
    }
    if event.target().is_some_and(|target| takes_text(&target)) {
        return None;
    }
    let pressed = event.key();
    let lines = KEYS.iter().flat_map(|group| group.keys);
    lines.filter(|line| line.keys.contains(&pressed.as_str())).find_map(|line| line.command)
}

fn takes_text(target: &web_sys::EventTarget) -> bool {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return !matches!(input.type_().as_str(), "radio" | "checkbox" | "button" | "file");
    }
    let name = target.dyn_ref::<Element>().map(Element::tag_name).unwrap_or_default();
    matches!(name.as_str(), "TEXTAREA" | "SELECT")
}

fn run(command: Command, dispatch: &Callback<Action>) {
    match command {
        Command::Filter => focus(filter_bar::INPUT_ID),
        Command::Help => dispatch.emit(Action::Dialog(Some(Dialog::Help))),
        Command::Bookmark => press(case::EVENT_STAR_ID),
        Command::Close => dispatch.emit(Action::Close),
    }
}

/// Presses a button, if it is there.
fn press(id: &str) {
    if let Some(button) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        button.click();
    }
}

/// Puts the focus on an element, if it is there.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
        if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
}
