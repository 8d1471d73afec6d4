//! The tree of a chain: from the person through roles and accounts to every leaf.

use std::rc::Rc;

use trailglass::app_state::chain_tree::{ChainKey, chain_key, scope_of};
use trailglass::base::text;
use trailglass::handover::Redact;
use trailglass::sessions::{Certainty, ChainNode, ChainTree, SessionScope, TimelinesOverview, svg};
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::person;
use crate::contexts::use_times;
use crate::platform::save::save;
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;
use crate::widgets::redacting::{RedactionSwitch, use_redacting};
use crate::widgets::times::TimeDisplay;

#[derive(Clone, PartialEq, Properties)]
pub struct ChainProperties {
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session whose chain is drawn.
    pub of: SessionScope,
    /// Called with the actor whose story to show.
    pub on_focus: Callback<SessionScope>,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
}

/// What an input on the tree changes.
#[derive(Clone)]
struct ChainInput {
    tree: Rc<ChainTree>,
    /// The index of the current node.
    at: UseStateHandle<usize>,
    on_focus: Callback<SessionScope>,
    on_session: Callback<(u32, u32)>,
}

impl ChainInput {
    fn choose(&self, number: usize) {
        let Some(node) = self.tree.nodes.get(number) else { return };
        match node.session {
            Some(session) => self.on_session.emit((session, node.actor)),
            None => self.on_focus.emit(SessionScope::Actor(node.actor)),
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        let Some(key) = chain_key(&event.key(), *self.at, &self.tree) else { return };
        event.prevent_default();
        match key {
            ChainKey::Go(number) => self.at.set(number),
            ChainKey::Choose(number) => self.choose(number),
        }
    }

    fn click(&self, event: &MouseEvent) {
        let item = event.target_dyn_into::<Element>().and_then(|at| at.closest("[data-node]").ok()?);
        let number = item.and_then(|item| item.get_attribute("data-node")?.parse::<usize>().ok());
        if let Some(number) = number {
            self.at.set(number);
            self.choose(number);
        }
    }
}

/// The tree. The arrow keys move within it.
#[component]
pub fn Chain(properties: &ChainProperties) -> Html {
    let ChainProperties { overview, of, on_focus, on_session } = properties;
    let times = use_times();
    let at = use_state_eq(|| 0_usize);
    use_effect_with(*at, |at| bring_into_view(*at));
    let query = use_query(Some((overview.clone(), *of)), |client, (_, of)| async move {
        client.chain(of).await.map(Rc::new)
    });
    let saving = use_redacting().saving();
    let tree = match query.answer() {
        Some(Ok(tree)) => tree.clone(),
        Some(Err(error)) => {
            return html! { <p role="alert" class="note">{ "The chain could not be loaded: " }{ error }</p> };
        }
        None => return html! { <p class="note">{ "Fetching the chain…" }</p> },
    };
    let on_save = {
        let (tree, saving) = (tree.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let redacted = saving.redactor().map(|redactor| tree.redacted(redactor));
            let tree = redacted.as_ref().unwrap_or(&tree);
            let title = tree.nodes.first().map_or("Chain", |root| root.name.as_str());
            save(&saving.file_name("trailglass-chain", ".svg"), "image/svg+xml", &svg(tree, title));
        })
    };
    let input = ChainInput { tree, at, on_focus: on_focus.clone(), on_session: on_session.clone() };
    html! {
        <>
            <div class="story__buttons">
                <button type="button" class="button button--small" disabled={saving.waits()} onclick={on_save}>{ Icon::File.draw() }{ "Save as SVG" }</button>
                <RedactionSwitch />
                <ul class="legend">
                    for kind in [Certainty::Exact, Certainty::Inferred, Certainty::Claimed, Certainty::Unknown] {
                        <li>{ person::certainty(kind) }</li>
                    }
                </ul>
            </div>
            { nodes(&input, *of, times) }
            if input.tree.left_out > 0 {
                <p class="note">{ format!("{} more are not drawn", text::counted(input.tree.left_out.into(), "session", "sessions")) }</p>
            }
        </>
    }
}

fn nodes(input: &ChainInput, of: SessionScope, times: TimeDisplay) -> Html {
    let onclick = bound(input, |input, event: MouseEvent| input.click(&event));
    let onkeydown = bound(input, |input, event: KeyboardEvent| input.key(&event));
    let at = *input.at;
    html! {
        <ul role="tree" class="session-tree" aria-label="Chain" tabindex="0" aria-activedescendant={node_id(at)} {onclick} {onkeydown}>
            for (number, (node, depth)) in input.tree.nodes.iter().zip(input.tree.depths()).enumerate() {
                { item(number, node, depth, of, at == number, times) }
            }
        </ul>
    }
}

/// Scrolls the active node into view.
fn bring_into_view(at: usize) {
    let item = gloo::utils::document().get_element_by_id(&node_id(at));
    if let (Some(item), 1..) = (item, at) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        item.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn item(
    number: usize,
    node: &ChainNode,
    depth: u32,
    of: SessionScope,
    is_at: bool,
    times: TimeDisplay,
) -> Html {
    let class = classes!("session-tree__node", is_at.then_some("session-tree__node--at"));
    html! {
        <li key={number} role="treeitem" id={node_id(number)} {class} data-node={number.to_string()} aria-level={(depth + 1).to_string()}
            aria-selected={(scope_of(node) == of).to_string()} style={format!("--depth:{}", depth.min(16))}>
            <span class="session-tree__line">
                if depth > 0 { <span class="session-tree__link">{ person::certainty(node.certainty) }</span> }
                <strong>{ person::name(&node.name) }</strong>
                <span class="session-tree__number">{ text::counted(node.count.events, "event", "events") }</span>
            </span>
            <span class="muted session-tree__facts">
                { shown(&node.kind) }
                if !node.account.is_empty() { { ", account " }{ shown(&node.account) } }
                if !node.obtained_by.is_empty() { { ", by " }{ shown(&node.obtained_by) } }
                if node.count.failed > 0 { { ", " }<span class="failed">{ text::count(node.count.failed) }{ " failed" }</span> }
                if node.folded > 0 { { format!(", and {} alike", text::count(node.folded.into())) } }
                if node.count.first_millis.is_some() { { ", " }{ times.show(node.count.first_millis) } }
            </span>
            if !node.doubt.is_empty() {
                <span class="story__gap">{ Icon::Warning.draw() }<span>{ shown(&node.doubt.to_string()) }</span></span>
            }
            if let Some(gap) = &node.gap {
                <span class="story__gap">{ Icon::Warning.draw() }<span>{ "Gap: " }{ shown(&gap.to_string()) }</span></span>
            }
        </li>
    }
}

fn node_id(number: usize) -> String {
    format!("chain-node-{number}")
}
