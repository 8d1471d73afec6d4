//! Are the logs authentic and complete? The verdicts of
//! [`trailglass::integrity`], drawn.

use std::rc::Rc;

use trailglass::protocol::Selection;
use yew::prelude::*;

use crate::engine::{Checking, Engine};
use crate::times::TimeDisplay;

/// What [`Integrity`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityProperties {
    /// Who is asked.
    pub engine: Engine,
    /// Where the checks are.
    pub checking: Rc<Checking>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Whether any file was dropped.
    pub has_files: bool,
    /// Changes when colours do.
    pub look: u32,
    /// How times are written.
    pub times: TimeDisplay,
    /// Called with events that are to be seen.
    pub on_events: Callback<Selection>,
}

/// The view.
#[component]
pub fn Integrity(properties: &IntegrityProperties) -> Html {
    let sentences = match &*properties.checking {
        Checking::Done(overview) => overview.statement.clone(),
        _ => Vec::new(),
    };
    html! {
        <section class="integrity" aria-label="Integrity">
            for sentence in sentences {
                <p>{ sentence }</p>
            }
        </section>
    }
}
