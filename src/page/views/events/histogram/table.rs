//! The histogram as a table, for screen readers.

use std::rc::Rc;

use trailglass::base::text;
use yew::prelude::*;

use crate::contexts::use_times;
use crate::views::events::overview::Bars;

/// Maximum number of rows; neighbouring buckets are added up. More are of no use to a listener, and
/// rendering hundreds at every key press would be noticeable.
const ROWS: usize = 24;

#[derive(Clone, PartialEq, Properties)]
pub struct HistogramTableProperties {
    pub bars: Rc<Bars>,
}

/// The table. It contains only slices with events.
#[component]
pub fn HistogramTable(properties: &HistogramTableProperties) -> Html {
    let times = use_times();
    html! {
        <table class="unseen">
            <caption>{ "Matching events over time" }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Time" }</th>
                    <th scope="col">{ "Events" }</th>
                    <th scope="col">{ "Failed" }</th>
                </tr>
            </thead>
            <tbody>
                for (first, time, matching, failed) in properties.bars.counts().rows(ROWS) {
                    <tr key={first}>
                        <th scope="row">{ times.show_range(time) }</th>
                        <td>{ text::count(matching) }</td>
                        <td>{ text::count(failed) }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}
