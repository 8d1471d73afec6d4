//! A line of the tree.

use trailglass::app_state::json_line::{
    LineBadge, TextWrapping, badges, children_words, cut_at, line_id, preview, wrapping,
};
use trailglass::app_state::json_tree::{SharedTree, TreeAction};
use trailglass::base::document::{DrawnLine, NodeForm, NodeId, NodeName, RecordTree};
use trailglass::base::text;
use yew::prelude::*;

use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown_with;
use crate::widgets::value_actions::{CopyButton, ValueActions};

#[derive(Clone, PartialEq, Properties)]
pub struct TreeLineProperties {
    pub tree: SharedTree,
    pub line: DrawnLine,
    pub open: bool,
    /// Whether this is the current line.
    pub at: bool,
    pub actions: bool,
    /// The search text.
    pub needle: AttrValue,
    /// Whether this is the current match of the search.
    pub current: bool,
    /// Whether a secret value is revealed.
    pub revealed: bool,
    /// Whether a long text is shown in full.
    pub whole: bool,
    pub dispatch: Callback<TreeAction>,
}

#[component]
pub fn TreeLine(properties: &TreeLineProperties) -> Html {
    let TreeLineProperties { tree, line, open, at, current, .. } = properties;
    let document = &tree.0;
    let class =
        classes!("json__line", at.then_some("json__line--at"), current.then_some("json__line--current"));
    let id = line_id(*line);
    match *line {
        DrawnLine::More { of, hidden } => html! {
            <div role="treeitem" {class} {id} data-line={of.number().to_string()} data-more=""
                aria-level={(document.level(of) + 2).to_string()} aria-selected={at.to_string()}
                style={format!("--level: {}", document.level(of) + 1)}>
                <span class="json__twisty"></span>
                <span class="json__more">{ format!("Show more of {}", text::counted(u64::from(hidden), "element", "elements")) }</span>
            </div>
        },
        DrawnLine::Node(node) => {
            let wraps = document.form(node) == NodeForm::TooDeep
                || (document.form(node) == NodeForm::Text && wrapping(document.text(node)).is_some());
            let class = classes!(class, wraps.then_some("json__line--wrapping"));
            let expanded = (document.child_count(node) > 0).then(|| open.to_string());
            html! {
                <div role="treeitem" {class} {id} data-line={node.number().to_string()}
                    aria-level={(document.level(node) + 1).to_string()} aria-selected={at.to_string()}
                    aria-expanded={expanded.clone()}
                    style={format!("--level: {}", document.level(node))}>
                    <span class="json__twisty">
                        if expanded.is_some() {
                            { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                        }
                    </span>
                    <span class="json__content">
                        { name(document, node, &properties.needle) }
                        { for badges(document, node).into_iter().map(badge) }
                        { value(properties, node) }
                    </span>
                    if properties.actions {
                        { actions(properties, node) }
                    }
                </div>
            }
        }
    }
}

fn name(document: &RecordTree, node: NodeId, needle: &str) -> Html {
    match document.name(node) {
        NodeName::Root => html! { <span class="json__root">{ "Record" }</span> },
        NodeName::Key(name) => html! {
            <><span class="json__key">{ shown_with(name, needle) }</span><span class="json__colon">{ ": " }</span></>
        },
        NodeName::Index(index) => html! {
            <><span class="json__index">{ index }</span><span class="json__colon">{ ": " }</span></>
        },
    }
}

fn badge(badge: LineBadge) -> Html {
    let class = classes!("json__badge", badge.is_warning.then_some("json__badge--warning"));
    html! { <span {class} title={badge.title}>{ badge.words }</span> }
}

fn value(properties: &TreeLineProperties, node: NodeId) -> Html {
    let document = &properties.tree.0;
    match document.form(node) {
        NodeForm::Object | NodeForm::Array => branch(document, node, properties.open),
        NodeForm::Null => html! { <span class="json__word">{ "null" }</span> },
        NodeForm::Bool => html! {
            <span class="json__word">{ shown_with(document.text(node), &properties.needle) }</span>
        },
        NodeForm::Number => html! {
            <span class="json__number">{ shown_with(document.text(node), &properties.needle) }</span>
        },
        NodeForm::Text if document.is_secret(node) && !properties.revealed => {
            html! {
                <>
                    <span class="json__masked" aria-label="masked">{ "••••••••••••" }</span>
                    { small_button(properties, TreeAction::Reveal(node), "Show secret".to_owned()) }
                </>
            }
        }
        NodeForm::Text => html! {
            <span class={classes!("json__text", wrapping_class(document.text(node)))}>{ "\"" }{ long(properties, node) }{ "\"" }</span>
        },
        NodeForm::TooDeep => {
            html! { <span class="json__text json__text--long">{ long(properties, node) }</span> }
        }
    }
}

/// Returns the CSS class for wrapping.
fn wrapping_class(text: &str) -> Option<&'static str> {
    wrapping(text).map(|wrapping| match wrapping {
        TextWrapping::Long => "json__text--long",
        TextWrapping::Prose => "json__text--prose",
    })
}

fn branch(document: &RecordTree, node: NodeId, open: bool) -> Html {
    html! {
        <>
            <span class="json__count">{ children_words(document, node) }</span>
            if !open && document.child_count(node) > 0 {
                <span class="json__preview">{ preview(document, node) }</span>
            }
        </>
    }
}

fn long(properties: &TreeLineProperties, node: NodeId) -> Html {
    let full = properties.tree.0.text(node);
    let Some(end) = cut_at(full) else { return shown_with(full, &properties.needle) };
    let (shown, label) = if properties.whole {
        (full, "Show less".to_owned())
    } else {
        let count = full.chars().count() as u64;
        (&full[..end], format!("Show all {} characters", text::count(count)))
    };
    html! {
        <>
            { shown_with(shown, &properties.needle) }
            if !properties.whole { { "…" } }
            { small_button(properties, TreeAction::Whole(node), label) }
        </>
    }
}

fn small_button(properties: &TreeLineProperties, action: TreeAction, label: String) -> Html {
    let onclick = bound(&properties.dispatch, move |dispatch, event: MouseEvent| {
        event.stop_propagation();
        dispatch.emit(action.clone());
    });
    html! { <button type="button" class="json__small-button" tabindex="-1" {onclick}>{ label }</button> }
}

fn actions(properties: &TreeLineProperties, node: NodeId) -> Html {
    let document = &properties.tree.0;
    let path = AttrValue::from(document.path(node));
    let target = document.filter_target(node);
    let inside = document.holder(node) != node;
    let of = match &target {
        Some((path, _)) if inside => AttrValue::from(format!("the whole text of {path}")),
        _ => path.clone(),
    };
    let filter = target.map(|(path, value)| (AttrValue::from(path), AttrValue::from(value.to_owned())));
    let masked = document.is_secret(node) && !properties.revealed;
    // Built only for the line whose buttons are shown: a branch must be serialized for it.
    let copy = (!masked).then(|| AttrValue::from(document.copied(node)));
    html! {
        <span class="json__actions"><span class="json__buttons">
            <ValueActions {filter} {copy} {of} tabbable={false} />
            if !path.is_empty() {
                <CopyButton text={path} of="the path" label="path" class="json__copy" tabbable={false} />
            }
        </span></span>
    }
}
