//! The histogram as a table, for those who cannot see it.

use std::rc::Rc;

use yew::prelude::*;

use crate::overview::Bars;
use crate::text;
use crate::times::TimeDisplay;

/// More rows than this help nobody who listens to them, and drawing hundreds
/// at every letter typed would be felt: neighbours are added up.
const ROWS: usize = 24;

/// What [`Table`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct TableProperties {
    /// What it shows.
    pub bars: Rc<Bars>,
    /// How times are written.
    pub times: TimeDisplay,
}

/// The table: only slices in which there are events.
#[component]
pub fn Table(properties: &TableProperties) -> Html {
    let TableProperties { bars, times } = properties;
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
