//! A record as a tree: to fold, search, filter by and copy from.
//!
//! Lines are drawn in portions, so that a record of thousands of values never blocks the page.

mod line;
mod search;

use std::collections::BTreeSet;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use gloo::utils::document as page;
use trailglass::app_state::json_line::line_id;
use trailglass::app_state::json_tree::{SharedTree, TreeAction, TreeKey, TreeState};
use trailglass::base::document::{DrawnLine, NodeId};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use self::line::TreeLine;
use self::search::search_box;
use crate::contexts::use_acts;
use crate::platform::clipboard;
use crate::widgets::handlers::{bound, key_press};
use crate::widgets::reduced::{Reduced, use_reduced};
use crate::widgets::value_actions::CopyButton;
use trailglass::app_state::FilterFor;

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
}

/// The tree as of the last render, and its effects.
#[derive(Clone)]
struct TreeControl {
    state: UseReducerHandle<Reduced<TreeState>>,
    dispatch: Callback<TreeAction>,
    on_filter: Callback<FilterFor>,
}

impl TreeControl {
    fn press_key(&self, event: KeyboardEvent) {
        let press = key_press(&event);
        if press.control && clipboard::has_selection() {
            return;
        }
        match TreeKey::of(&press, &self.state) {
            None => return,
            Some(TreeKey::Act(action)) => self.dispatch.emit(action),
            Some(TreeKey::Filter { field, value, exclude }) => {
                self.on_filter.emit(FilterFor { field, value, exclude });
            }
            Some(TreeKey::Copy(text)) => spawn_local(async move {
                clipboard::copy(&text).await;
            }),
            Some(TreeKey::Nothing) => {}
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn click(&self, event: MouseEvent) {
        let Some(line) = self.line_under(event.target_dyn_into()) else { return };
        self.dispatch.emit(TreeAction::At(line));
        if let Some(action) = self.state.activation(line).filter(|_| !clipboard::has_selection()) {
            self.dispatch.emit(action);
        }
    }

    fn point(&self, event: PointerEvent) {
        self.dispatch.emit(TreeAction::Hover(self.line_under(event.target_dyn_into())));
    }

    /// Returns the line that contains an element.
    fn line_under(&self, part: Option<Element>) -> Option<DrawnLine> {
        let element = part?.closest("[data-line]").ok().flatten()?;
        let number: u32 = element.get_attribute("data-line")?.parse().ok()?;
        self.state.line(number, element.has_attribute("data-more"))
    }
}

/// The tree, and the controls above it.
#[component]
pub fn JsonTree(properties: &JsonTreeProperties) -> Html {
    let JsonTreeProperties { tree, text, needle, on_needle } = properties;
    let (state, dispatch) = use_reduced(|| TreeState::new(tree.clone(), Rc::from(needle.as_str())));
    let control =
        TreeControl { state: state.clone(), dispatch: dispatch.clone(), on_filter: use_acts().filter };
    use_effect_with((state.needle.clone(), on_needle.clone()), |(needle, on_needle)| {
        on_needle.emit(needle.clone().into());
    });
    use_effect_with((state.moves, state.at), |(moves, at)| {
        if *moves > 0 {
            scroll_to(*at);
        }
    });
    let drawn = use_portions(state.lines.len());
    let all = |open: bool| {
        let root = tree.0.root();
        dispatch.reform(move |_: MouseEvent| TreeAction::SetAll(root, open))
    };
    let long = state.lines.len() > LONG;
    html! {
        <section class="json" aria-label="Record">
            <div class="json__bar">
                { search_box(&state, &dispatch) }
                <button type="button" class="button" onclick={all(true)} title="Open every branch">{ "Unfold" }</button>
                <button type="button" class="button" onclick={all(false)} title="Close every branch">{ "Fold" }</button>
                <CopyButton text={text.clone()} of="the record as it stands in the file" label="Copy record" />
            </div>
            <div role="tree" class={classes!("json__tree", long.then_some("json__tree--long"))} aria-label="Record" tabindex="0"
                aria-activedescendant={line_id(state.at)} onkeydown={bound(&control, TreeControl::press_key)}
                onclick={bound(&control, TreeControl::click)} onpointerover={bound(&control, TreeControl::point)}
                onpointerleave={dispatch.reform(|_: PointerEvent| TreeAction::Hover(None))}>
                { for lines(&state, drawn, &dispatch) }
            </div>
        </section>
    }
}

/// Draws the first `drawn` lines.
fn lines<'s>(
    state: &'s TreeState,
    drawn: usize,
    dispatch: &'s Callback<TreeAction>,
) -> impl Iterator<Item = Html> + 's {
    let current = state.current_node();
    let found: BTreeSet<NodeId> = state.found.nodes.iter().copied().collect();
    let pointed = state.hovered.unwrap_or(state.at);
    let needle = AttrValue::from(state.needle.clone());
    state.lines.iter().take(drawn).map(move |&line| {
        let node = match line {
            DrawnLine::Node(node) | DrawnLine::More { of: node, .. } => node,
        };
        let needle = if found.contains(&node) { needle.clone() } else { AttrValue::default() };
        html! {
            <TreeLine key={line_id(line)} tree={state.tree.clone()} {line} open={state.folds.is_open(node)}
                at={state.at == line} actions={pointed == line} {needle}
                current={current.map(DrawnLine::Node) == Some(line)}
                revealed={state.revealed.contains(&node)} whole={state.whole.contains(&node)}
                dispatch={dispatch.clone()} />
        }
    })
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
