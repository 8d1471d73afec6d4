//! Shown until there are verdicts: what digests are and how to get them, a running check, or why a
//! check did not finish.

use trailglass::app_state::recipe::DIGEST_RECIPES;
use trailglass::base::text;
use yew::prelude::*;

use crate::client::{Checking, PageClient};
use crate::widgets::cli_instructions::recipes;
use crate::widgets::icons::Icon;
use crate::widgets::progress::percent;
use crate::widgets::waiting::{JobProgress, waiting};

/// Draws the view without verdicts. `loading` says whether files are still being read, `has_files`
/// whether any file was dropped.
pub fn integrity_waiting(client: &PageClient, checking: &Checking, loading: bool, has_files: bool) -> Html {
    let check = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.check_integrity())
    };
    let again =
        html! { <button type="button" class="button" onclick={check.clone()}>{ "Check again" }</button> };
    match checking {
        Checking::UnderWay(so_far) => {
            let client = client.clone();
            let words = match so_far.total {
                0 => "Gathering the evidence…".to_owned(),
                total => text::done_of(so_far.done, total, "step", "steps"),
            };
            html! {
                <JobProgress title="Checking digests and log files" label="Checking integrity"
                    percent={(so_far.total > 0).then(|| percent(so_far.done, so_far.total))} spoken={words.clone()} {words}
                    on_stop={Callback::from(move |()| client.stop_checking())} />
            }
        }
        Checking::Stopped => waiting(
            Some("status"),
            html! { { "The check was stopped" } },
            html! { { "Nothing is known of the files: a check that is not done to its end proves nothing." } },
            again,
        ),
        Checking::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2 class="verdict--invalid">{ Icon::Warning.draw() }{ "The check failed" }</h2>
                <p>{ reason }</p>
                <p class="muted">{ "This says nothing about the files." }</p>
                { again }
            </div>
        },
        Checking::Never | Checking::Done(_) if loading => waiting(
            Some("status"),
            html! { { "Files are still being read" } },
            html! { { "The check begins when all are read, if digests or sign files are among them." } },
            html! {},
        ),
        Checking::Never | Checking::Done(_) => html! {
            <div class="integrity__teach">
                <h2>{ if has_files { "No digest files are here" } else { "No files yet" } }</h2>
                { teaching() }
                if has_files {
                    <p class="muted">
                        { "Results of CloudTrail Lake queries have signatures of their own: " }
                        <button type="button" class="link" onclick={check}>{ "check what is here" }</button>
                    </p>
                }
            </div>
        },
    }
}

/// Explains digests and how to get them.
pub fn teaching() -> Html {
    html! {
        <>
            <p class="integrity__lead">
                { "A trail with log file validation writes a digest every hour: it lists the hash of each log file that was delivered, and is signed by CloudTrail. Digests lie beside the logs in the same bucket, below " }
                <code>{ "AWSLogs/ACCOUNT/CloudTrail-Digest/" }</code>
                { ". Each holds the signature of the one before it, so that a downloaded folder can be checked here, offline." }
            </p>
            { recipes("How to get what proves the logs", DIGEST_RECIPES) }
        </>
    }
}
