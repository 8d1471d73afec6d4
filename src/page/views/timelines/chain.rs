//! The tree of a chain: from the person through roles and accounts to every leaf.

use std::rc::Rc;

use trailglass::handover::Redact;
use trailglass::sessions::{Certainty, ChainNode, ChainTree, SessionScope, TimelinesOverview, svg};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::person;
use crate::client::PageClient;
use crate::dialogs::redacting::{RedactionSwitch, use_redacting};
use crate::platform::save::save;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct ChainProperties {
    pub client: PageClient,
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session whose chain is drawn.
    pub of: SessionScope,
    pub times: TimeDisplay,
    /// Called with the actor whose story to show.
    pub on_focus: Callback<SessionScope>,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
}

/// The tree. The arrow keys move within it.
#[component]
pub fn Chain(properties: &ChainProperties) -> Html {
    let ChainProperties { client, overview, of, times, on_focus, on_session } = properties;
    let tree = use_state(|| None::<Rc<ChainTree>>);
    let error = use_state_eq(|| None::<AttrValue>);
    let at = use_state_eq(|| 0_usize);
    let asked = use_mut_ref(|| None::<SessionScope>);
    let saving = use_redacting().saving();
    use_effect_with(*at, |at| bring_into_view(*at));
    use_effect_with((client.clone(), overview.clone(), *of), {
        let (tree, error) = (tree.setter(), error.setter());
        move |(client, _, of): &(PageClient, Rc<TimelinesOverview>, SessionScope)| {
            let (client, of) = (client.clone(), *of);
            *asked.borrow_mut() = Some(of);
            spawn_local(async move {
                let answer = client.chain(of).await;
                if *asked.borrow() != Some(of) {
                    return;
                }
                match answer {
                    Ok(found) => {
                        tree.set(Some(Rc::new(found)));
                        error.set(None);
                    }
                    Err(reason) => error.set(Some(reason.to_string().into())),
                }
            });
        }
    });
    if let Some(error) = &*error {
        return html! { <p role="alert" class="timelines__note">{ "The chain could not be told: " }{ error }</p> };
    }
    let Some(tree) = &*tree else {
        return html! { <p class="timelines__note">{ "Telling the chain…" }</p> };
    };
    let depths = depths(tree);
    let nodes = tree.nodes.len();
    let choose = {
        let (tree, on_focus, on_session) = (tree.clone(), on_focus.clone(), on_session.clone());
        move |number: usize| {
            let Some(node) = tree.nodes.get(number) else { return };
            match node.session {
                Some(session) => on_session.emit((session, node.actor)),
                None => on_focus.emit(SessionScope::Actor(node.actor)),
            }
        }
    };
    let onkeydown = {
        let (at, tree, choose) = (at.clone(), tree.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            let here = (*at).min(nodes.saturating_sub(1));
            let above = tree.nodes.get(here).and_then(|node| node.above).map(|above| above as usize);
            let below =
                tree.nodes.iter().position(|node| node.above.is_some_and(|above| above as usize == here));
            let next = match event.key().as_str() {
                "ArrowDown" => (here + 1).min(nodes.saturating_sub(1)),
                "ArrowUp" => here.saturating_sub(1),
                "ArrowLeft" => above.unwrap_or(here),
                "ArrowRight" => below.unwrap_or(here),
                "Home" => 0,
                "End" => nodes.saturating_sub(1),
                "Enter" | " " => {
                    event.prevent_default();
                    return choose(here);
                }
                _ => return,
            };
            event.prevent_default();
            at.set(next);
        })
    };
    let onclick = {
        let (at, choose) = (at.clone(), choose);
        Callback::from(move |event: MouseEvent| {
            let item = event.target_dyn_into::<Element>().and_then(|at| at.closest("[data-node]").ok()?);
            let number = item.and_then(|item| item.get_attribute("data-node")?.parse::<usize>().ok());
            if let Some(number) = number {
                at.set(number);
                choose(number);
            }
        })
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
    html! {
        <>
            <div class="timelines__buttons">
                <button type="button" class="button button--small" disabled={saving.waits()} onclick={on_save}>{ Icon::File.draw() }{ "Save as SVG" }</button>
                <RedactionSwitch />
                <ul class="timelines__legend">
                    for kind in [Certainty::Exact, Certainty::Inferred, Certainty::Claimed, Certainty::Unknown] {
                        <li>{ person::certainty(kind) }</li>
                    }
                </ul>
            </div>
            <ul role="tree" class="timelines__tree" aria-label="Chain" tabindex="0" aria-activedescendant={node_id(*at)} {onclick} {onkeydown}>
                for (number, node) in tree.nodes.iter().enumerate() {
                    { item(number, node, depths.get(number).copied().unwrap_or(0), *of, *at == number, *times) }
                }
            </ul>
            if tree.left_out > 0 {
                <p class="timelines__note">{ format!("{} more are not drawn", text::counted(tree.left_out.into(), "session", "sessions")) }</p>
            }
        </>
    }
}

/// Scrolls the active node into view.
fn bring_into_view(at: usize) {
    let item = gloo::utils::document().get_element_by_id(&node_id(at));
    if let Some(item) = item.and_then(|item| item.dyn_into::<HtmlElement>().ok())
        && at > 0
    {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        item.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn depths(tree: &ChainTree) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let above = node.above.and_then(|above| depths.get(above as usize));
        depths.push(above.map_or(0, |above| above + 1));
    }
    depths
}

fn item(
    number: usize,
    node: &ChainNode,
    depth: u32,
    of: SessionScope,
    is_at: bool,
    times: TimeDisplay,
) -> Html {
    let own = node.session.map_or(SessionScope::Actor(node.actor), SessionScope::Session);
    let class = classes!("timelines__node", is_at.then_some("timelines__node--at"));
    html! {
        <li key={number} role="treeitem" id={node_id(number)} {class} data-node={number.to_string()} aria-level={(depth + 1).to_string()}
            aria-selected={(own == of).to_string()} style={format!("--depth:{}", depth.min(16))}>
            <span class="timelines__line">
                if depth > 0 { <span class="timelines__link-line">{ person::certainty(node.certainty) }</span> }
                <strong>{ person::name(&node.name) }</strong>
                <span class="timelines__number">{ text::counted(node.count.events, "event", "events") }</span>
            </span>
            <span class="timelines__muted timelines__node-facts">
                { shown(&node.kind) }
                if !node.account.is_empty() { { ", account " }{ shown(&node.account) } }
                if !node.obtained_by.is_empty() { { ", by " }{ shown(&node.obtained_by) } }
                if node.count.failed > 0 { { ", " }<span class="timelines__failed">{ text::count(node.count.failed) }{ " failed" }</span> }
                if node.folded > 0 { { format!(", and {} alike", text::count(node.folded.into())) } }
                if node.count.first_millis.is_some() { { ", " }{ times.show(node.count.first_millis) } }
            </span>
            if !node.doubt.is_empty() {
                <span class="timelines__gap">{ Icon::Warning.draw() }<span>{ shown(&node.doubt.to_string()) }</span></span>
            }
            if let Some(gap) = &node.gap {
                <span class="timelines__gap">{ Icon::Warning.draw() }<span>{ "Gap: " }{ shown(&gap.to_string()) }</span></span>
            }
        </li>
    }
}

fn node_id(number: usize) -> String {
    format!("chain-node-{number}")
}
