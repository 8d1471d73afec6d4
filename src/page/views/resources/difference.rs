//! The difference that a change made: rules of a security group, and lines of documents.

use std::rc::Rc;

use trailglass::base::document::RecordTree;
use trailglass::resources::{Body, DiffLine, RuleChange, difference, documents_of, rules_of};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, RowPlace};
use crate::widgets::log_text::shown;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct DifferenceProperties {
    pub client: PageClient,
    pub identity: AttrValue,
    /// The place of the change's event.
    pub place: RowPlace,
    /// The documents in the change, each with the place of its previous version, if known.
    pub documents: Vec<(String, Option<RowPlace>)>,
    /// Whether there are older changes that have not been fetched.
    pub further: bool,
}

/// The fetched differences.
#[derive(Clone, PartialEq)]
struct FetchedDifferences {
    rules: Vec<RuleChange>,
    documents: Vec<(String, Versions)>,
}

/// The previous and the new version of a document.
#[derive(Clone, PartialEq)]
struct Versions {
    /// `None` if no previous version is known.
    before: Option<Body>,
    after: Body,
}

/// The difference, fetched when it is shown.
#[component]
pub fn Difference(properties: &DifferenceProperties) -> Html {
    let seen = use_state(|| None::<Result<Rc<FetchedDifferences>, AttrValue>>);
    use_effect_with(properties.clone(), {
        let seen = seen.setter();
        move |properties: &DifferenceProperties| {
            let properties = properties.clone();
            spawn_local(async move {
                seen.set(Some(
                    fetch(&properties).await.map(Rc::new).map_err(|error| error.to_string().into()),
                ));
            });
        }
    });
    match &*seen {
        None => html! { <p class="muted">{ "Fetching the versions…" }</p> },
        Some(Err(error)) => html! { <p role="alert">{ "The versions could not be fetched: " }{ error }</p> },
        Some(Ok(seen)) => html! {
            <div class="difference">
                if !seen.rules.is_empty() {
                    { lines("Rules", &rule_lines(&seen.rules)) }
                }
                for (name, versions) in seen.documents.iter() {
                    { document(name, versions, properties.further) }
                }
                if seen.rules.is_empty() && seen.documents.is_empty() {
                    <p class="muted">{ "The record does not say which rules." }</p>
                }
            </div>
        },
    }
}

async fn fetch(properties: &DifferenceProperties) -> Result<FetchedDifferences, ClientError> {
    let DifferenceProperties { client, identity, place, documents, .. } = properties;
    let read = async |place: RowPlace| -> Result<Option<RecordTree>, ClientError> {
        Ok(RecordTree::read(&client.record(place).await?.text).ok())
    };
    let now = read(*place).await?;
    let mut seen =
        FetchedDifferences { rules: now.as_ref().map(rules_of).unwrap_or_default(), documents: Vec::new() };
    let version = |record: &Option<RecordTree>, name: &str| {
        let versions = record.as_ref().map(|record| documents_of(record, identity)).unwrap_or_default();
        versions.into_iter().find(|version| version.name == name).map(|version| version.body)
    };
    for (name, before) in documents {
        let before = match before {
            Some(place) => version(&read(*place).await?, name),
            None => None,
        };
        let after = version(&now, name).unwrap_or(Body::Absent);
        seen.documents.push((name.clone(), Versions { before, after }));
    }
    Ok(seen)
}

fn rule_lines(rules: &[RuleChange]) -> Vec<DiffLine> {
    let line = |change: &RuleChange| match change.is_added {
        true => DiffLine::Added(change.rule.clone()),
        false => DiffLine::Removed(change.rule.clone()),
    };
    rules.iter().map(line).collect()
}

fn document(name: &str, versions: &Versions, further: bool) -> Html {
    let note = |words: String| html! { <p class="difference__note">{ words }</p> };
    let text = match &versions.after {
        Body::Text(text) => text.as_str(),
        Body::Deleted => "",
        Body::Withheld(reason) => {
            return html! { <>{ heading(name) }{ note(format!("Withheld: CloudTrail left this version out ({reason}). What changed cannot be told.")) }</> };
        }
        Body::Absent => {
            return html! { <>{ heading(name) }{ note("The record does not hold this version.".to_owned()) }</> };
        }
    };
    let whole =
        |mark: fn(String) -> DiffLine| text.lines().map(|line| mark(line.to_owned())).collect::<Vec<_>>();
    match &versions.before {
        Some(Body::Text(before)) => {
            let changed = difference(before, text);
            match changed.is_empty() {
                true => {
                    html! { <>{ heading(name) }{ note("The same as the version before.".to_owned()) }</> }
                }
                false => lines(name, &changed),
            }
        }
        Some(Body::Deleted) => lines(name, &whole(DiffLine::Added)),
        Some(Body::Withheld(reason)) => html! {
            <>
                { lines(name, &whole(DiffLine::Same)) }
                { note(format!("The version before is withheld: CloudTrail left it out ({reason}).")) }
            </>
        },
        Some(Body::Absent) | None if versions.after == Body::Deleted => html! {
            <>{ heading(name) }{ note("It was deleted; what it said is not in these files.".to_owned()) }</>
        },
        Some(Body::Absent) | None => html! {
            <>
                { lines(name, &whole(DiffLine::Same)) }
                { note(if further {
                    "The version before may be among the older changes.".to_owned()
                } else {
                    "The first version in these files: there is none before to compare it with.".to_owned()
                }) }
            </>
        },
    }
}

fn heading(name: &str) -> Html {
    html! { <h3 class="difference__name">{ shown(name) }</h3> }
}

/// Draws lines with their signs. Screen readers read the signs as words.
fn lines(name: &str, lines: &[DiffLine]) -> Html {
    html! {
        <>
            { heading(name) }
            <div class="difference__lines" role="group" aria-label={format!("Difference: {name}")} tabindex="0">
                for line in lines.iter() {
                    { match line {
                        DiffLine::Same(text) => draw("", " ", "", text),
                        DiffLine::Added(text) => draw("difference__line--added", "+", "added: ", text),
                        DiffLine::Removed(text) => draw("difference__line--removed", "−", "removed: ", text),
                        DiffLine::Skipped(lines) => html! {
                            <div class="difference__skipped">{ format!("{} the same", text::counted(*lines as u64, "line", "lines")) }</div>
                        },
                    } }
                }
            </div>
        </>
    }
}

fn draw(class: &'static str, sign: &'static str, word: &'static str, text: &str) -> Html {
    html! {
        <div class={classes!("difference__line", class)}>
            <span class="difference__sign" aria-hidden="true">{ sign }</span><span class="unseen">{ word }</span>{ shown(text) }
        </div>
    }
}
