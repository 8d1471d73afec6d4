//! Shown until there are verdicts: what digests are and how to get them, a running check, or why a
//! check did not finish.

use std::rc::Rc;

use yew::prelude::*;

use crate::client::{Checking, PageClient};
use crate::dialogs::cli_instructions::{Recipe, recipes};
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use trailglass::base::text;

const RECIPES: &[Recipe] = &[
    Recipe {
        title: "The digest files, beside the logs",
        line: "aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail-Digest/ AWSLogs/ACCOUNT/CloudTrail-Digest/",
        note: "Keep the folders: they say which account, Region and hour a digest belongs to",
    },
    Recipe {
        title: "The public keys, for each Region and the time of its digests",
        line: "aws cloudtrail list-public-keys --region REGION --start-time 2024-03-01T00:00:00Z \\\n  --end-time 2024-04-01T00:00:00Z > keys/public-keys-REGION.json",
        note: "Into a folder of their own: keys that lie among logs prove nothing, and without keys digests and logs can be consistent, but not authenticated",
    },
    Recipe {
        title: "The signature of the newest digest of each Region",
        line: "aws s3api head-object --bucket BUCKET --key AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/…/NAME.json.gz \\\n  > NAME.json.gz.head.json",
        note: "Every other signature stands in the digest that follows; drop the .head.json beside its digest",
    },
];

#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityWaitingProperties {
    pub client: PageClient,
    /// The state of integrity checks.
    pub checking: Rc<Checking>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Whether any file was dropped.
    pub has_files: bool,
}

/// The view without verdicts.
#[component]
pub fn IntegrityWaiting(properties: &IntegrityWaitingProperties) -> Html {
    let IntegrityWaitingProperties { client, checking, loading, has_files } = properties;
    let check = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.check_integrity())
    };
    let stop = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.stop_checking())
    };
    let again = html! {
        <button type="button" class="button" onclick={check.clone()}>{ "Check again" }</button>
    };
    match &**checking {
        Checking::UnderWay(so_far) => {
            let words = if so_far.total == 0 {
                "Gathering the evidence…".to_owned()
            } else {
                format!("{} of {}", text::count(so_far.done), text::counted(so_far.total, "step", "steps"))
            };
            let known = (so_far.total > 0).then(|| percent(so_far.done, so_far.total));
            html! {
                <div class="waiting">
                    <h2>{ "Checking digests and log files" }</h2>
                    { progress("Checking integrity", known, Some(words.clone())) }
                    <p class="muted">{ words }</p>
                    <button type="button" class="button" onclick={stop}>{ "Stop" }</button>
                </div>
            }
        }
        Checking::Stopped => html! {
            <div class="waiting" role="status">
                <h2>{ "The check was stopped" }</h2>
                <p class="muted">{ "Nothing is known of the files: a check that is not done to its end proves nothing." }</p>
                { again }
            </div>
        },
        Checking::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2 class="integrity__class--invalid">{ Icon::Warning.draw() }{ "The check failed" }</h2>
                <p>{ reason }</p>
                <p class="muted">{ "This says nothing about the files." }</p>
                { again }
            </div>
        },
        Checking::Never | Checking::Done(_) if *loading => html! {
            <div class="waiting" role="status">
                <h2>{ "Files are still being read" }</h2>
                <p class="muted">{ "The check begins when all are read, if digests or sign files are among them." }</p>
            </div>
        },
        Checking::Never | Checking::Done(_) => html! {
            <div class="integrity__teach">
                if *has_files {
                    <h2>{ "No digest files are here" }</h2>
                } else {
                    <h2>{ "No files yet" }</h2>
                }
                <Teaching />
                if *has_files {
                    <p class="muted">
                        { "Results of CloudTrail Lake queries have signatures of their own: " }
                        <button type="button" class="integrity__link" onclick={check}>{ "check what is here" }</button>
                    </p>
                }
            </div>
        },
    }
}

/// Explains digests and how to get them.
#[component]
pub fn Teaching() -> Html {
    html! {
        <>
            <p class="integrity__lead">
                { "A trail with log file validation writes a digest every hour: it lists the hash of each log file that was delivered, and is signed by CloudTrail. Digests lie beside the logs in the same bucket, below " }
                <code>{ "AWSLogs/ACCOUNT/CloudTrail-Digest/" }</code>
                { ". Each holds the signature of the one before it, so that a downloaded folder can be checked here, offline." }
            </p>
            { recipes("How to get what proves the logs", RECIPES) }
        </>
    }
}
