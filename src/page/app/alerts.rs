//! Errors, shown until the user dismisses them.

use std::rc::Rc;

use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use trailglass::app_state::{Action, Alert};

#[derive(Clone, PartialEq, Properties)]
pub struct AlertsProperties {
    /// Oldest first.
    pub alerts: Rc<Vec<Alert>>,
}

/// The alerts. They never disappear on their own: the user may not have seen them.
#[component]
pub fn Alerts(properties: &AlertsProperties) -> Html {
    let dispatch = use_dispatch();
    html! {
        <div class="alerts">
            for alert in properties.alerts.iter() {
                <div key={alert.number} class="alerts__alert" role="alert">
                    { Icon::Warning.draw() }
                    <p class="alerts__message">{ shown(&alert.message) }</p>
                    <button type="button" class="button button--bare" aria-label="Dismiss" title="Dismiss"
                        onclick={
                            let number = alert.number;
                            dispatch.reform(move |_: MouseEvent| Action::Dismiss(number))
                        }>{ Icon::Close.draw() }</button>
                </div>
            }
        </div>
    }
}
