//! The difference that a change made: rules of a security group, and lines of documents.

use std::rc::Rc;

use trailglass::app_state::resource_history::{document_difference, rule_lines};
use trailglass::base::document::RecordTree;
use trailglass::base::text;
use trailglass::resources::{Body, DiffLine, RuleChange, documents_of, rules_of};
use yew::prelude::*;

use crate::client::{ClientError, PageClient, RowPlace};
use crate::widgets::log_text::shown;
use crate::widgets::query::use_query;

#[derive(Clone, PartialEq, Properties)]
pub struct DifferenceProperties {
    pub identity: AttrValue,
    /// The place of the change's event.
    pub place: RowPlace,
    /// The documents in the change, each with the place of its previous version, if known.
    pub documents: Vec<(String, Option<RowPlace>)>,
    /// Whether there are older changes that have not been fetched.
    pub further: bool,
}

/// The fetched differences.
#[derive(PartialEq)]
struct FetchedDifferences {
    rules: Vec<RuleChange>,
    documents: Vec<(String, Versions)>,
}

/// The previous and the new version of a document.
#[derive(PartialEq)]
struct Versions {
    /// `None` if no previous version is known.
    before: Option<Body>,
    after: Body,
}

/// The difference, fetched when it is shown.
#[component]
pub fn Difference(properties: &DifferenceProperties) -> Html {
    let fetched = use_query(Some(properties.clone()), fetch);
    match fetched.answer() {
        None => html! { <p class="muted">{ "Fetching the versions…" }</p> },
        Some(Err(error)) => html! { <p role="alert">{ "The versions could not be fetched: " }{ error }</p> },
        Some(Ok(fetched)) => html! {
            <div class="difference">
                if !fetched.rules.is_empty() {
                    { lines("Rules", &rule_lines(&fetched.rules)) }
                }
                for (name, versions) in fetched.documents.iter() {
                    { document(name, versions, properties.further) }
                }
                if fetched.rules.is_empty() && fetched.documents.is_empty() {
                    <p class="muted">{ "The record does not say which rules." }</p>
                }
            </div>
        },
    }
}

async fn fetch(
    client: PageClient,
    properties: DifferenceProperties,
) -> Result<Rc<FetchedDifferences>, ClientError> {
    let DifferenceProperties { identity, place, documents, .. } = properties;
    let read = async |place: RowPlace| -> Result<Option<RecordTree>, ClientError> {
        Ok(RecordTree::read(&client.record(place).await?.text).ok())
    };
    let now = read(place).await?;
    let mut found =
        FetchedDifferences { rules: now.as_ref().map(rules_of).unwrap_or_default(), documents: Vec::new() };
    let version = |record: &Option<RecordTree>, name: &str| {
        let versions = record.as_ref().map(|record| documents_of(record, &identity)).unwrap_or_default();
        versions.into_iter().find(|version| version.name == name).map(|version| version.body)
    };
    for (name, before) in documents {
        let before = match before {
            Some(place) => version(&read(place).await?, &name),
            None => None,
        };
        let after = version(&now, &name).unwrap_or(Body::Absent);
        found.documents.push((name, Versions { before, after }));
    }
    Ok(Rc::new(found))
}

fn document(name: &str, versions: &Versions, further: bool) -> Html {
    let difference = document_difference(versions.before.as_ref(), &versions.after, further);
    html! {
        <>
            { difference.lines.map_or_else(|| heading(name), |changed| lines(name, &changed)) }
            if let Some(note) = difference.note {
                <p class="difference__note">{ note }</p>
            }
        </>
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
