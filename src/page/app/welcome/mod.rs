//! The page before any file is read: what to drop, how to get it, and the sample.

use trailglass::app_state::case_contents;
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::contexts::{use_case, use_client, use_dispatch};
use crate::widgets::cli_instructions::{Recipe, recipes};
use crate::widgets::drop::OpenButtons;
use crate::widgets::icons::Icon;
use trailglass::app_state::Action;

// Paths below AWSLogs are kept: they contain the account, Region and day of a file.
const RECIPES: &[Recipe] = &[
    Recipe {
        title: "Find the bucket that the trail writes to",
        line: "aws cloudtrail describe-trails \\\n  --query 'trailList[].[Name,S3BucketName,S3KeyPrefix]' --output table",
        note: "A key prefix, where there is one, comes before AWSLogs in the bucket",
    },
    Recipe {
        title: "Download one account, Region and month",
        line: "aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail/us-east-1/2024/03/ \\\n  AWSLogs/ACCOUNT/CloudTrail/us-east-1/2024/03/",
        note: "Days are folders, too; events of global services such as IAM are in us-east-1",
    },
    Recipe {
        title: "Or everything, digest files included",
        line: "aws s3 sync s3://BUCKET/AWSLogs/ AWSLogs/",
        note: "An organisation's trail has one more folder, AWSLogs/o-…/, and works the same",
    },
];

#[derive(Clone, PartialEq, Properties)]
pub struct WelcomeProperties {
    /// The filter from the address; it applies when events arrive.
    pub waiting_filter: AttrValue,
}

#[component]
pub fn Welcome(properties: &WelcomeProperties) -> Html {
    let WelcomeProperties { waiting_filter } = properties;
    let (client, dispatch, state) = (use_client(), use_dispatch(), use_case());
    let sample = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.load_sample())
    };
    html! {
        <main class="welcome">
            <div class="welcome__drop">
                <h2 class="welcome__title">{ "Drop CloudTrail logs here" }</h2>
                <p class="welcome__lead">
                    { "A folder from S3 as it is, or any number of " }<code>{ ".json.gz" }</code>{ " and " }
                    <code>{ ".json" }</code>{ " files, in any order" }
                </p>
                <div class="welcome__ways">
                    <OpenButtons client={client.clone()} class="button button--large" />
                    <span class="welcome__or">{ "or" }</span>
                    <button type="button" class="button button--large button--primary" onclick={sample}>
                        { Icon::Play.draw() }{ "Try the sample trail" }
                    </button>
                </div>
                <p class="welcome__promise">
                    { "Everything is read in this browser tab: nothing is uploaded, and the page makes no request once it has loaded" }
                </p>
                if !state.case.is_empty() {
                    <p class="welcome__waiting">
                        { format!("A case is open: {}. Drop its logs, or ", case_contents(&state.case)) }
                        <button type="button" class="link" onclick={dispatch.reform(|_: MouseEvent| Action::View(ViewId::Case))}>{ "look at it" }</button>
                    </p>
                }
                if !waiting_filter.is_empty() {
                    <p class="welcome__waiting">
                        { "This link filters for " }<code>{ waiting_filter }</code>{ ": open the logs it is about" }
                    </p>
                }
            </div>
            <section class="welcome__recipes" aria-label="How to get the logs">
                <h3 class="welcome__subtitle">{ "How to get the logs with the AWS CLI" }</h3>
                { recipes("Command lines to get the logs", RECIPES) }
            </section>
        </main>
    }
}
