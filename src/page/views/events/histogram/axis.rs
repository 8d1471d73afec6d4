//! The times below the bars.

use trailglass::app_state::axis::{AxisTick, axis_ticks};
use trailglass::base::buckets::TimeBuckets;
use yew::prelude::*;

use crate::contexts::use_times;

#[derive(Clone, PartialEq, Properties)]
pub struct AxisProperties {
    /// The buckets above the axis.
    pub buckets: TimeBuckets,
    /// The width of the drawing.
    pub width: u32,
}

/// The axis. The table beside it contains the same times for screen readers.
#[component]
pub fn Axis(properties: &AxisProperties) -> Html {
    let AxisProperties { buckets, width } = *properties;
    let ticks = axis_ticks(buckets, width, use_times().clock());
    let label = |AxisTick { millis, part, label }: AxisTick| {
        html! {
            <span key={millis} class="histogram__tick" style={format!("left:{:.4}%", part * 100.0)}>
                if let Some((time, day)) = label {
                    <span>{ time }</span>
                    <span class="histogram__day">{ day }</span>
                }
            </span>
        }
    };
    html! { <div class="histogram__axis" aria-hidden="true">{ for ticks.into_iter().map(label) }</div> }
}
