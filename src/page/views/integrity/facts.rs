//! The building blocks of evidence.

use trailglass::app_state::integrity_words::{command_for, object_address};
use trailglass::base::remark::Remark;
use trailglass::integrity::findings::{Class, FilePlace, Object};
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::integrity::words::differing;
use yew::prelude::*;

use crate::widgets::lists::more_line;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::value_actions::CopyButton;

/// Maximum number of places listed. A user who dropped a file more often than that knows it.
const MOST_LISTED: usize = 50;

/// Draws a line of evidence: a label and a finding.
pub fn fact(label: &'static str, value: Html) -> Html {
    html! {
        <>
            <dt class="evidence__label">{ label }</dt>
            <dd class="evidence__fact">{ value }</dd>
        </>
    }
}

/// Draws lines of text with invisible characters marked. Copying takes them unmarked.
pub fn code_box(name: &str, lines: &str, copy: AttrValue) -> Html {
    html! {
        <div class="command">
            <pre class="command__code integrity__code" tabindex="0" role="region" aria-label={name.to_owned()}>
                { for lines.split_inclusive('\n').map(|line| match line.strip_suffix('\n') {
                    Some(line) => html! { <>{ shown(line) }{ "\n" }</> },
                    None => shown(line),
                }) }
            </pre>
            <CopyButton text={copy} of={name.to_owned()} label="Copy" />
        </div>
    }
}

/// Draws a text with a copy button.
pub fn copied(text: &str, of: &'static str) -> Html {
    html! {
        <span class="evidence__copied">
            <code class="evidence__code" title={shown_text(text)}>{ shown(text) }</code>
            <CopyButton text={text.to_owned()} {of} />
        </span>
    }
}

/// Draws the bucket and key that an object belongs to.
pub fn object(object: &Object) -> Html {
    let address = object_address(object);
    if address.is_empty() {
        return html! { <span class="muted">{ "nothing tells" }</span> };
    }
    html! {
        <span class="evidence__copied">
            <code class="evidence__code evidence__code--long">{ shown(&address) }</code>
            <CopyButton text={address.clone()} of="where it belongs" />
        </span>
    }
}

/// Draws the command line that downloads a missing object, if there is one.
pub fn command(overview: &IntegrityOverview, object: &Object, class: Class) -> Html {
    match command_for(overview, object, class) {
        Some(line) => fact("To get it", code_box("The command line", line, line.to_owned().into())),
        None => html! {},
    }
}

/// Draws where a file was found among the dropped files.
pub fn places(places: &[FilePlace]) -> Html {
    if places.is_empty() {
        return html! { <span class="verdict--missing">{ "It is not here" }</span> };
    }
    html! {
        <ul>
            for place in places.iter().take(MOST_LISTED) {
                <li><code class="evidence__code evidence__code--long">{ shown(&place.path) }</code></li>
            }
            { more_line(places.len(), MOST_LISTED) }
        </ul>
    }
}

/// Draws two hashes: as one if they are equal, otherwise one above the other, with the differences
/// marked.
pub fn hashes(expected: (&'static str, &str), found: (&'static str, &str)) -> Html {
    if expected.1.is_empty() || found.1.is_empty() {
        let one = |(label, hash): (&'static str, &str)| {
            (!hash.is_empty()).then(|| hash_line(label, html! { { shown(hash) } }, hash))
        };
        return html! { <div class="evidence__hashes">{ one(expected) }{ one(found) }</div> };
    }
    if expected.1 == found.1 {
        return html! {
            <div class="evidence__hashes">
                { hash_line("SHA-256", html! { { shown(found.1) } }, found.1) }
                <p class="verdict--verified">{ format!("{} and {} are the same", expected.0, found.0.to_lowercase()) }</p>
            </div>
        };
    }
    let marked = |one: &str, other: &str| -> Html {
        differing(one, other)
            .into_iter()
            .map(|(piece, differs)| match differs {
                true => html! { <mark class="evidence__differs">{ shown(piece) }</mark> },
                false => shown(piece),
            })
            .collect()
    };
    html! {
        <div class="evidence__hashes evidence__hashes--differ">
            { hash_line(expected.0, marked(expected.1, found.1), expected.1) }
            { hash_line(found.0, marked(found.1, expected.1), found.1) }
            <p class="verdict--invalid">{ "They differ" }</p>
        </div>
    }
}

fn hash_line(label: &'static str, hash: Html, text: &str) -> Html {
    html! {
        <p class="evidence__hash">
            <span class="muted">{ label }</span>
            <code>{ hash }</code>
            <CopyButton text={text.to_owned()} of={label} />
        </p>
    }
}

/// Draws the remaining remarks.
pub fn notes(notes: &[Remark]) -> Html {
    if notes.is_empty() {
        return html! {};
    }
    fact(
        "Notes",
        html! {
            <ul>
                for note in notes.iter().take(MOST_LISTED) {
                    <li>{ shown(&note.to_string()) }</li>
                }
            </ul>
        },
    )
}
