//! Names of resources; a long name is cut in the middle.

use yew::prelude::*;

use crate::widgets::log_text::shown;
use trailglass::base::text;
use trailglass::model::Arn;

/// A name on one line.
pub fn on_one_line(name: &str) -> Html {
    let (start, end) = text::cut_for_elision(name);
    html! {
        <>
            // Screen readers read the whole name: its pieces are no words.
            <span class="unseen">{ shown(name) }</span>
            <span class="resource-name" aria-hidden="true">
                <span class="resource-name__start">{ shown(start) }</span><span class="resource-name__end">{ shown(end) }</span>
            </span>
        </>
    }
}

/// Formats a kind: `AWS::EC2::SecurityGroup` as `EC2 SecurityGroup`.
pub fn kind_words(kind: &str) -> String {
    kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ")
}

/// Returns the account and the Region of a resource, those that are known: from its ARN, or the
/// given account if that names none.
pub fn where_of(identity: &str, account: &str) -> Vec<String> {
    let Arn { region, account: own, .. } =
        if identity.starts_with("arn:") { Arn::split(identity) } else { Arn::split("") };
    let account = if own.is_empty() { account } else { own };
    [account, region].into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
