//! The findings: the sentences, the chains, the files, and how to get what is missing.

use trailglass::base::text;
use trailglass::integrity::findings::{Class, VerdictCounts};
use yew::prelude::*;

use super::ShownFindings;
use super::chains::{Chains, legend};
use super::class::classes;
use super::commands::commands;
use super::files::Files;
use super::fold::Fold;
use super::summary::IntegritySummary;
use super::supplied::supplied;
use super::waiting::teaching;
use crate::contexts::{use_client, use_times};
use crate::widgets::states::use_setter;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityFindingsProperties {
    pub findings: ShownFindings,
    /// Changes when the colours change.
    pub look: u32,
}

/// All findings, from top to bottom.
#[component]
pub fn IntegrityFindings(properties: &IntegrityFindingsProperties) -> Html {
    let IntegrityFindingsProperties { findings, look } = properties;
    let overview = &findings.overview;
    let (client, times) = (use_client(), use_times());
    let class = use_state_eq(|| None::<Class>);
    let on_choice = use_setter(&class);
    let counts = &overview.counts;
    let has_digests = !overview.chains.is_empty();
    // If there are only query results, there are neither digests nor logs.
    let has_files = overview.queries.is_empty() || *counts != VerdictCounts::default();
    let lines: u64 = overview.suggestions.iter().map(|suggestion| suggestion.lines.len() as u64).sum();
    html! {
        <div class="integrity__found">
            <IntegritySummary overview={overview.clone()} />
            if !has_digests && has_files {
                <div class="integrity__teach">{ teaching() }</div>
            }
            if has_files {
                { classes(counts, *class, &on_choice) }
            }
            if has_digests {
                <Fold id="integrity-chains" title="Chains" open=true attachments={legend()}>
                    <Chains findings={findings.clone()} look={*look} />
                </Fold>
            }
            if has_files {
                <Fold id="integrity-files" title="Files" open=true>
                    <Files findings={findings.clone()} class={*class} />
                </Fold>
            }
            if lines > 0 {
                <Fold id="integrity-commands" title="What would get what is missing" open=true
                    attachments={html! { <span class="muted">{ text::counted(lines, "command line", "command lines") }</span> }}>
                    { commands(&overview.suggestions) }
                </Fold>
            }
            { supplied(&client, overview, times, &findings.on_open) }
        </div>
    }
}
