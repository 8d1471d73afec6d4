//! The histogram as a table, for screen readers.

use std::rc::Rc;

use yew::prelude::*;

use crate::views::events::overview::Bars;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of rows; neighbouring buckets are added up. More are of no use to a listener, and
/// rendering hundreds at every key press would be noticeable.
const ROWS: usize = 24;

#[derive(Clone, PartialEq, Properties)]
pub struct HistogramTableProperties {
    pub bars: Rc<Bars>,
    pub times: TimeDisplay,
}

/// The table. It contains only slices with events.
#[component]
pub fn HistogramTable(properties: &HistogramTableProperties) -> Html {
    let HistogramTableProperties { bars, times } = properties;
    let together = bars.matching.len().div_ceil(ROWS).max(1);
    let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
    let parts = bars.matching.chunks(together).zip(bars.failed.chunks(together)).enumerate();
    let rows = parts.filter(|(_, (matching, _))| sum(matching) > 0).map(|(number, (matching, failed))| {
        let first = (number * together) as u32;
        let range = bars.buckets.span(first, first + matching.len() as u32 - 1);
        html! {
            <tr key={first}>
                <th scope="row">{ times.show_range(range) }</th>
                <td>{ text::count(sum(matching)) }</td>
                <td>{ text::count(sum(failed)) }</td>
            </tr>
        }
    });
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
            <tbody>{ for rows }</tbody>
        </table>
    }
}
