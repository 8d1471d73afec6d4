//! The keys: one table that the page acts on and that help lists.
//!
//! A part of the page that has the focus handles its own keys; they are in the table without a
//! command, so that help lists them.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

pub use crate::platform::focus::focus;
use crate::state::{Action, Dialog};
use crate::views::case;
use crate::views::events::filter_bar;

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

#[derive(Debug)]
pub struct KeyGroup {
    /// The part of the page, as a heading.
    pub title: &'static str,
    pub keys: &'static [KeyBinding],
}

const fn key(keys: &'static [&'static str], about: &'static str) -> KeyBinding {
    KeyBinding { keys, about, command: None }
}

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

/// Handles the keys that work anywhere.
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

fn command_of(event: &KeyboardEvent) -> Option<KeyCommand> {
    let taken = event.default_prevented() || event.ctrl_key() || event.meta_key() || event.alt_key();
    // A dialog has its own keys, and closes on Escape on its own.
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

fn run(command: KeyCommand, dispatch: &Callback<Action>) {
    match command {
        KeyCommand::Filter => focus(filter_bar::INPUT_ID),
        KeyCommand::Help => dispatch.emit(Action::Dialog(Some(Dialog::Help))),
        KeyCommand::Bookmark => press(case::EVENT_STAR_ID),
        KeyCommand::Close => dispatch.emit(Action::Close),
    }
}

/// Clicks a button, if it exists.
fn press(id: &str) {
    if let Some(button) =
        document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        button.click();
    }
}
