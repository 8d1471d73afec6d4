//! A record as a tree: to fold, search, filter by and copy from.
//!
//! Lines are drawn in portions, so that a record of thousands of values never blocks the page.

mod line;
mod search;
mod state;

use gloo::timers::callback::Timeout;
use gloo::utils::document as page;
use trailglass::base::document::{DrawnLine, NodeId};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use self::line::{TreeLine, line_id};
use self::search::{TreeSearch, TreeSearchProperties};
pub use self::state::SharedTree;
use self::state::{TreeAction, TreeState};
use crate::platform::clipboard;
use crate::state::FilterFor;
use crate::widgets::value_actions::CopyButton;

/// Number of lines in one portion.
const PORTION: usize = 80;

/// Above this number of lines, those off the screen are not laid out.
const LONG: usize = 300;

#[derive(Clone, PartialEq, Properties)]
pub struct JsonTreeProperties {
    pub tree: SharedTree,
    /// The record's text as it is in the file.
    pub text: AttrValue,
    /// The initial search text.
    pub needle: AttrValue,
    /// Called with another search text.
    pub on_needle: Callback<AttrValue>,
    pub on_filter: Callback<FilterFor>,
}

/// The tree, and the controls above it.
#[component]
pub fn JsonTree(properties: &JsonTreeProperties) -> Html {
    let JsonTreeProperties { tree, text, on_filter, .. } = properties;
    let state = {
        let (tree, needle) = (tree.clone(), properties.needle.clone());
        use_reducer(move || TreeState::new(tree, needle))
    };
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: TreeAction, ()| dispatcher.dispatch(action))
    };
    use_effect_with((state.needle.clone(), properties.on_needle.clone()), |(needle, on_needle)| {
        on_needle.emit(needle.clone());
    });
    use_effect_with((state.moves, state.at), |(moves, at)| {
        if *moves > 0 {
            scroll_to(*at);
        }
    });
    let drawn = use_portions(state.lines.len());

    let onkeydown = {
        let (state, dispatch, on_filter) = (state.clone(), dispatch.clone(), on_filter.clone());
        Callback::from(move |event: KeyboardEvent| {
            if key(&event, &state, &dispatch, &on_filter) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let onclick = {
        let (state, dispatch) = (state.clone(), dispatch.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(line) = event.target_dyn_into::<Element>().and_then(|part| line_under(&part, &state))
            else {
                return;
            };
            dispatch.emit(TreeAction::At(line));
            if !clipboard::has_selection() {
                activate(line, &state, &dispatch);
            }
        })
    };
    let onpointerover = {
        let (state, dispatch) = (state.clone(), dispatch.clone());
        Callback::from(move |event: PointerEvent| {
            let line = event.target_dyn_into::<Element>().and_then(|part| line_under(&part, &state));
            dispatch.emit(TreeAction::Hover(line));
        })
    };
    let onpointerleave = dispatch.reform(|_: PointerEvent| TreeAction::Hover(None));
    let all = |open: bool| {
        let root = tree.0.root();
        dispatch.reform(move |_: MouseEvent| TreeAction::SetAll(root, open))
    };

    let current = state.current_node();
    let found: std::collections::BTreeSet<NodeId> = state.found.nodes.iter().copied().collect();
    let long = state.lines.len() > LONG;
    let pointed = state.hovered.unwrap_or(state.at);
    html! {
        <section class="json" aria-label="Record">
            <div class="json__bar">
                <TreeSearch ..TreeSearchProperties::of(&state, dispatch.clone()) />
                <button type="button" class="button" onclick={all(true)} title="Open every branch">{ "Unfold" }</button>
                <button type="button" class="button" onclick={all(false)} title="Close every branch">{ "Fold" }</button>
                <CopyButton text={text.clone()} of="the record as it stands in the file" label="Copy record" />
            </div>
            <div role="tree" class={classes!("json__tree", long.then_some("json__tree--long"))} aria-label="Record" tabindex="0"
                aria-activedescendant={line_id(state.at)} {onkeydown} {onclick} {onpointerover} {onpointerleave}>
                { for state.lines.iter().take(drawn).map(|&line| {
                    let node = match line {
                        DrawnLine::Node(node) | DrawnLine::More { of: node, .. } => node,
                    };
                    let needle = if found.contains(&node) { state.needle.clone() } else { AttrValue::default() };
                    html! {
                        <TreeLine key={line_id(line)} tree={tree.clone()} {line} open={state.folds.is_open(node)}
                            at={state.at == line} actions={pointed == line} {needle}
                            current={current.map(DrawnLine::Node) == Some(line)}
                            revealed={state.revealed.contains(&node)} whole={state.whole.contains(&node)}
                            dispatch={dispatch.clone()} on_filter={on_filter.clone()} />
                    }
                }) }
            </div>
        </section>
    }
}

/// Returns how many of `lines` lines to draw: one portion at first, and another one after each
/// render.
#[hook]
fn use_portions(lines: usize) -> usize {
    let drawn = use_state_eq(|| PORTION);
    use_effect_with((lines, *drawn), {
        let drawn = drawn.clone();
        move |(lines, now)| {
            let next = *now + PORTION;
            let timer = (*now < *lines).then(|| Timeout::new(0, move || drawn.set(next)));
            move || std::mem::drop(timer)
        }
    });
    *drawn
}

fn scroll_to(line: DrawnLine) {
    let Some(element) = page().get_element_by_id(&line_id(line)) else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Returns the line that contains an element.
fn line_under(part: &Element, state: &TreeState) -> Option<DrawnLine> {
    let element = part.closest("[data-line]").ok().flatten()?;
    let number: u32 = element.get_attribute("data-line")?.parse().ok()?;
    let more = element.has_attribute("data-more");
    state.lines.iter().copied().find(|line| match line {
        DrawnLine::Node(node) => !more && node.number() == number,
        DrawnLine::More { of, .. } => more && of.number() == number,
    })
}

/// Runs the effect of a click or Enter on a line.
fn activate(line: DrawnLine, state: &TreeState, dispatch: &Callback<TreeAction>) {
    match line {
        DrawnLine::More { of, .. } => dispatch.emit(TreeAction::More(of)),
        DrawnLine::Node(node) if state.tree.0.child_count(node) > 0 => {
            dispatch.emit(TreeAction::Toggle(node))
        }
        DrawnLine::Node(_) => {}
    }
}

/// Runs the effect of a key. Returns whether the key was handled.
fn key(
    event: &KeyboardEvent,
    state: &TreeState,
    dispatch: &Callback<TreeAction>,
    on_filter: &Callback<FilterFor>,
) -> bool {
    let tree = &state.tree.0;
    let control = event.ctrl_key() || event.meta_key();
    if event.alt_key() || (control && event.key() != "c") || (control && clipboard::has_selection()) {
        return false;
    }
    let node = state.node();
    let open = node.is_some_and(|node| state.folds.is_open(node) && tree.child_count(node) > 0);
    let closed = node.is_some_and(|node| !state.folds.is_open(node) && tree.child_count(node) > 0);
    let whole = state.lines.len() as i64;
    match (event.key().as_str(), node) {
        ("ArrowDown" | "j", _) => dispatch.emit(TreeAction::Move(1)),
        ("ArrowUp" | "k", _) => dispatch.emit(TreeAction::Move(-1)),
        ("Home", _) => dispatch.emit(TreeAction::Move(-whole)),
        ("End", _) => dispatch.emit(TreeAction::Move(whole)),
        ("ArrowRight", Some(node)) if closed => dispatch.emit(TreeAction::Set(node, true)),
        ("ArrowRight", _) if open => dispatch.emit(TreeAction::Move(1)),
        ("ArrowLeft", Some(node)) if open => dispatch.emit(TreeAction::Set(node, false)),
        ("ArrowLeft", _) => dispatch.emit(TreeAction::Parent),
        ("*", Some(node)) => dispatch.emit(TreeAction::SetAll(node, true)),
        ("Enter" | " ", Some(node)) if tree.is_secret(node) => dispatch.emit(TreeAction::Reveal(node)),
        ("Enter" | " ", Some(node)) if !tree.is_branch(node) => dispatch.emit(TreeAction::Whole(node)),
        ("Enter" | " ", _) => activate(state.at, state, dispatch),
        ("f" | "x", Some(node)) => {
            if let Some((field, value)) = tree.filter_target(node) {
                let exclude = event.key() == "x";
                on_filter.emit(FilterFor { field, value: value.to_owned(), exclude });
            }
        }
        ("c", Some(node)) => copy(tree.copied(node)),
        ("p", Some(node)) => copy(tree.path(node)),
        _ => return false,
    }
    true
}

fn copy(text: String) {
    spawn_local(async move {
        clipboard::copy(&text).await;
    });
}
