//! The keys and the filter language, in a dialog.

use yew::prelude::*;

use crate::dialog::Modal;
use crate::keyboard::{KEYS, printed};
use crate::state::Action;

/// An example of the filter language and what it means.
struct Example {
    filter: &'static str,
    meaning: &'static str,
}

const fn example(filter: &'static str, meaning: &'static str) -> Example {
    Example { filter, meaning }
}

const EXAMPLES: &[Example] = &[
    example("eventName:DeleteBucket", "Equal, ignoring case"),
    example("eventName:Delete*", "Any text in place of *"),
    example("ip:10.0.0.0/8", "An address in a network, IPv4 or IPv6"),
    example("errorCode:*", "Has an error code"),
    example("not errorCode:*", "Has none; - is short for not"),
    example("eventName:(CreateUser or CreateAccessKey)", "One of several"),
    example("service:iam -who:alice", "Blanks mean and; also or, not, and brackets"),
    example("eventTime >= \"2024-03-01T10:00\" and eventTime < 2024-03-02", "From a time up to another, UTC"),
    example("requestParameters.bucketName:prod-*", "Any path into the record, also through lists"),
    example("userAgent:/pacu|boto3\\/1\\.2[0-9]/", "A regular expression"),
    example("\"secret plans\"", "Anywhere in the record"),
    example("who: service: ip: resource: key:", "Short names for what is asked most"),
];

/// What [`Help`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct HelpProperties {
    /// Told what happens.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn Help(properties: &HelpProperties) -> Html {
    let dispatch = &properties.dispatch;
    let take = |filter: &'static str| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Dialog(None));
            dispatch.emit(Action::Filter(filter.into()));
        })
    };
    html! {
        <Modal title="Keys and filter language" class="help" on_close={dispatch.reform(|()| Action::Dialog(None))}>
            <div class="help__columns">
                <section class="help__keys" aria-label="Keys">
                    for group in KEYS.iter() {
                        <h3 class="help__title">{ group.title }</h3>
                        <dl class="keys">
                            for line in group.keys.iter() {
                                <dt class="keys__keys">
                                    for key in line.keys.iter() { <kbd class="key">{ printed(key) }</kbd> }
                                </dt>
                                <dd class="keys__about">{ line.about }</dd>
                            }
                        </dl>
                    }
                </section>
                <section class="help__language" aria-label="Filter language">
                    <h3 class="help__title">{ "Filter language" }</h3>
                    <dl class="examples">
                        for example in EXAMPLES.iter() {
                            <dt class="examples__filter">
                                <button type="button" class="examples__take" title="Put this into the filter"
                                    onclick={take(example.filter)}><code>{ example.filter }</code></button>
                            </dt>
                            <dd class="examples__meaning">{ example.meaning }</dd>
                        }
                    </dl>
                </section>
            </div>
        </Modal>
    }
}
