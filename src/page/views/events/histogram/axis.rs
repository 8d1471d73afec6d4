//! The times below the bars.

use trailglass::base::buckets;
use trailglass::base::buckets::TimeBuckets;
use yew::prelude::*;

use crate::widgets::times::TimeDisplay;

/// Space for a label and the gap to the next one.
const LABEL_PIXELS: u32 = 90;
/// Minimum distance of a label from the right end, where it would be cut off.
const END_PIXELS: f64 = 44.0;

#[derive(Clone, PartialEq, Properties)]
pub struct AxisProperties {
    /// The buckets above the axis.
    pub buckets: TimeBuckets,
    /// The width of the drawing.
    pub width: u32,
    pub times: TimeDisplay,
}

/// The axis. The table beside it contains the same times for screen readers.
#[component]
pub fn Axis(properties: &AxisProperties) -> Html {
    let AxisProperties { buckets, width, times } = *properties;
    let range = buckets.range();
    let at_most = (width / LABEL_PIXELS).clamp(2, 16);
    let ticks = buckets::ticks(range, at_most, times.offset_millis(range.from_millis));
    let length = (range.until_millis - range.from_millis).max(1) as f64;
    let mut day_before = String::new();
    let labels = ticks.at_millis.into_iter().map(|millis| {
        let part = (millis - range.from_millis) as f64 / length;
        if (1.0 - part) * f64::from(width) < END_PIXELS {
            return html! { <span key={millis} class="histogram__tick" style={place(part)}></span> };
        }
        let (time, day) = times.tick(millis, ticks.unit);
        let day = if day == day_before {
            String::new()
        } else {
            day_before.clone_from(&day);
            day
        };
        html! {
            <span key={millis} class="histogram__tick" style={place(part)}>
                <span>{ time }</span>
                <span class="histogram__day">{ day }</span>
            </span>
        }
    });
    html! { <div class="histogram__axis" aria-hidden="true">{ for labels }</div> }
}

fn place(part: f64) -> String {
    format!("left:{:.4}%", part * 100.0)
}
