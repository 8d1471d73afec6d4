//! The findings: the sentences, the chains, the files, and how to get what is missing.

use std::rc::Rc;

use trailglass::integrity::findings::{Class, ObjectId, VerdictCounts};
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::model::Selection;
use yew::prelude::*;

use super::chains::{Chains, legend};
use super::class::Classes;
use super::commands::Commands;
use super::files::Files;
use super::fold::Fold;
use super::summary::IntegritySummary;
use super::supplied::supplied;
use super::waiting::Teaching;
use crate::client::PageClient;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityFindingsProperties {
    pub client: PageClient,
    pub overview: Rc<IntegrityOverview>,
    /// Changes when the colours change.
    pub look: u32,
    pub times: TimeDisplay,
    /// The file whose evidence is open.
    pub opened: Option<ObjectId>,
    /// Called with a file to open its evidence.
    pub on_open: Callback<ObjectId>,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
}

/// All findings, from top to bottom.
#[component]
pub fn IntegrityFindings(properties: &IntegrityFindingsProperties) -> Html {
    let IntegrityFindingsProperties { client, overview, look, times, opened, on_open, on_events } =
        properties;
    let class = use_state_eq(|| None::<Class>);
    let on_choice = {
        let class = class.setter();
        use_callback((), move |chosen: Option<Class>, ()| class.set(chosen))
    };
    let counts = &overview.counts;
    let has_digests = !overview.chains.is_empty();
    // If there are only query results, there are neither digests nor logs.
    let has_files = overview.queries.is_empty() || *counts != VerdictCounts::default();
    let commands: u64 = overview.suggestions.iter().map(|suggestion| suggestion.lines.len() as u64).sum();
    html! {
        <div class="integrity__found">
            <IntegritySummary client={client.clone()} overview={overview.clone()} />
            if !has_digests && has_files {
                <div class="integrity__teach"><Teaching /></div>
            }
            if has_files {
                <Classes counts={*counts} chosen={*class} {on_choice} />
            }
            if has_digests {
                <Fold id="integrity-chains" title="Chains" open=true attachments={legend()}>
                    <Chains client={client.clone()} overview={overview.clone()} look={*look} times={*times}
                        opened={*opened} on_open={on_open.clone()} on_events={on_events.clone()} />
                </Fold>
            }
            if has_files {
                <Fold id="integrity-files" title="Files" open=true>
                    <Files client={client.clone()} overview={overview.clone()} class={*class} times={*times}
                        opened={*opened} on_open={on_open.clone()} />
                </Fold>
            }
            if commands > 0 {
                <Fold id="integrity-commands" title="What would get what is missing" open=true
                    attachments={html! { <span class="muted">{ text::counted(commands, "command line", "command lines") }</span> }}>
                    <Commands overview={overview.clone()} />
                </Fold>
            }
            { supplied(client, overview, *times, on_open) }
        </div>
    }
}
