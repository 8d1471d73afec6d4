//! A line of the tree.

use trailglass::base::document::{DrawnLine, Encoding, NodeForm, NodeId, NodeName, RecordTree, visible_text};
use yew::prelude::*;

use super::state::{SharedTree, TreeAction};
use crate::state::FilterFor;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown_with;
use crate::widgets::value_actions::{CopyButton, ValueActions};
use trailglass::base::text;

/// Maximum length of a text in characters; a longer one is cut until the user expands it.
const CUT_CHARACTERS: usize = 300;

/// Maximum length of the preview of a closed branch, in characters.
const PREVIEW_CHARACTERS: usize = 72;

/// Returns the id of a line, for the tree's `aria-activedescendant`.
pub fn line_id(line: DrawnLine) -> String {
    match line {
        DrawnLine::Node(node) => format!("record-{}", node.number()),
        DrawnLine::More { of, .. } => format!("record-{}-more", of.number()),
    }
}

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
    pub on_filter: Callback<FilterFor>,
}

#[component]
pub fn TreeLine(properties: &TreeLineProperties) -> Html {
    let TreeLineProperties { tree, line, open, at, current, .. } = properties;
    let document = &tree.0;
    let class =
        classes!("json__line", at.then_some("json__line--at"), current.then_some("json__line--current"),);
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
                        { marks(document, node) }
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

/// Badges for what a value's text does not show: repeated member, encoded JSON, withheld by size,
/// nested too deep.
fn marks(document: &RecordTree, node: NodeId) -> Html {
    let packed = document.encoding(node).map(|encoding| match encoding {
        Encoding::Json => "JSON in text",
        Encoding::UrlEncodedJson => "URL-encoded JSON",
    });
    let withheld = document.withheld(node).map(|withheld| {
        let size = withheld.original_size.as_deref().and_then(|size| size.parse().ok()).map(text::bytes);
        size.map_or("withheld by size".to_owned(), |size| format!("withheld by size: {size}"))
    });
    let doubled = document.doubled(node).map(|doubled| {
        let times = if doubled.times == 2 { "twice".to_owned() } else { format!("{} times", doubled.times) };
        let which = if doubled.counts { "this one counts" } else { "the last one counts" };
        format!("occurs {times}, {which}")
    });
    html! {
        <>
            if let Some(doubled) = doubled {
                <span class="json__badge json__badge--warning"
                    title="This object has several members of the same name. Columns and filters take the last of them">
                    { doubled }
                </span>
            }
            if let Some(packed) = packed {
                <span class="json__badge">{ packed }</span>
            }
            if let Some(withheld) = withheld {
                <span class="json__badge json__badge--warning"
                    title="CloudTrail left this out because it was too large: a known way to hide a policy">
                    { withheld }
                </span>
            }
            if document.form(node) == NodeForm::TooDeep {
                <span class="json__badge json__badge--warning">{ "nested too deep, shown as text" }</span>
            }
        </>
    }
}

fn value(properties: &TreeLineProperties, node: NodeId) -> Html {
    let document = &properties.tree.0;
    match document.form(node) {
        form @ (NodeForm::Object | NodeForm::Array) => branch(document, node, form, properties.open),
        NodeForm::Null => html! { <span class="json__word">{ "null" }</span> },
        NodeForm::Bool => html! {
            <span class="json__word">{ shown_with(document.text(node), &properties.needle) }</span>
        },
        NodeForm::Number => html! {
            <span class="json__number">{ shown_with(document.text(node), &properties.needle) }</span>
        },
        NodeForm::Text if document.is_secret(node) && !properties.revealed => {
            let dispatch = properties.dispatch.clone();
            let onclick = Callback::from(move |event: MouseEvent| {
                event.stop_propagation();
                dispatch.emit(TreeAction::Reveal(node));
            });
            html! {
                <>
                    <span class="json__masked" aria-label="masked">{ "••••••••••••" }</span>
                    <button type="button" class="json__small-button" tabindex="-1" {onclick}>{ "Show secret" }</button>
                </>
            }
        }
        NodeForm::Text => html! {
            <span class={classes!("json__text", wrapping(document.text(node)))}>{ "\"" }{ long(properties, node) }{ "\"" }</span>
        },
        NodeForm::TooDeep => {
            html! { <span class="json__text json__text--long">{ long(properties, node) }</span> }
        }
    }
}

/// Returns the CSS class for wrapping: a text with blanks may wrap at them, an endless one
/// anywhere; an identifier never wraps.
fn wrapping(text: &str) -> Option<&'static str> {
    if text.len() > CUT_CHARACTERS {
        Some("json__text--long")
    } else {
        (text.len() > 60 && text.contains(char::is_whitespace)).then_some("json__text--prose")
    }
}

fn branch(document: &RecordTree, node: NodeId, form: NodeForm, open: bool) -> Html {
    let count = document.child_count(node);
    let (brackets, counted) = match form {
        NodeForm::Object => ("{}", text::counted(u64::from(count), "member", "members")),
        _ => ("[]", text::counted(u64::from(count), "element", "elements")),
    };
    if count == 0 {
        return html! { <span class="json__count">{ brackets }</span> };
    }
    if open {
        return html! { <span class="json__count">{ counted }</span> };
    }
    html! {
        <>
            <span class="json__count">{ counted }</span>
            <span class="json__preview">{ preview(document, node) }</span>
        </>
    }
}

/// Returns a short text with the first members of a closed branch.
fn preview(document: &RecordTree, node: NodeId) -> String {
    let mut told = String::new();
    for child in document.children(node) {
        if !told.is_empty() {
            told.push_str(", ");
        }
        if let NodeName::Key(name) = document.name(child) {
            told.push_str(&visible_text(name));
            told.push_str(": ");
        }
        match document.form(child) {
            NodeForm::Object => told.push_str("{…}"),
            NodeForm::Array => told.push_str("[…]"),
            NodeForm::TooDeep => told.push('…'),
            NodeForm::Text if document.is_secret(child) => told.push_str("••••"),
            _ => {
                let text: String = document.text(child).chars().take(PREVIEW_CHARACTERS).collect();
                told.push_str(&visible_text(&text));
            }
        }
        if let Some((end, _)) = told.char_indices().nth(PREVIEW_CHARACTERS) {
            told.truncate(end);
            told.push('…');
            break;
        }
    }
    told
}

fn long(properties: &TreeLineProperties, node: NodeId) -> Html {
    let full = properties.tree.0.text(node);
    let Some((end, _)) = full.char_indices().nth(CUT_CHARACTERS) else {
        return shown_with(full, &properties.needle);
    };
    let dispatch = properties.dispatch.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        dispatch.emit(TreeAction::Whole(node));
    });
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
            <button type="button" class="json__small-button" tabindex="-1" {onclick}>{ label }</button>
        </>
    }
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
            <ValueActions {filter} {copy} {of} tabbable={false} on_filter={properties.on_filter.clone()} />
            if !path.is_empty() {
                <CopyButton text={path} of="the path" label="path" tabbable={false} />
            }
        </span></span>
    }
}
