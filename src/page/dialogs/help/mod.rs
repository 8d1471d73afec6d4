//! The dialog with the keys and the filter language.

use trailglass::query::EXAMPLES;
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::widgets::dialog::Modal;
use trailglass::app_state::Action;
use trailglass::app_state::keys::{KEYS, printed};

#[component]
pub fn Help() -> Html {
    let dispatch = use_dispatch();
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
                        <dl class="help__list">
                            for line in group.keys.iter() {
                                <dt class="help__combination">
                                    for key in line.keys.iter() { <kbd class="key">{ printed(key) }</kbd> }
                                </dt>
                                <dd class="help__about">{ line.about }</dd>
                            }
                        </dl>
                    }
                </section>
                <section class="help__language" aria-label="Filter language">
                    <h3 class="help__title">{ "Filter language" }</h3>
                    <dl class="help__examples">
                        for example in EXAMPLES.iter() {
                            <dt>
                                <button type="button" class="help__take" title="Put this into the filter"
                                    onclick={take(example.filter)}><code>{ example.filter }</code></button>
                            </dt>
                            <dd class="help__meaning">{ example.meaning }</dd>
                        }
                    </dl>
                </section>
            </div>
        </Modal>
    }
}
