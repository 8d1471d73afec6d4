//! The times under the bars.

use trailglass::buckets;
use trailglass::protocol::Buckets;
use yew::prelude::*;

use crate::times::TimeDisplay;

/// A label needs this much room.
const LABEL_PIXELS: u32 = 90;

/// What [`Axis`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct AxisProperties {
    /// What it stands under.
    pub buckets: Buckets,
    /// How wide that is drawn.
    pub width: u32,
    /// How times are written.
    pub times: TimeDisplay,
}

/// The axis. The table beside it says the same to those who cannot see it.
#[component]
pub fn Axis(properties: &AxisProperties) -> Html {
    let AxisProperties { buckets, width, times } = *properties;
    let range = buckets.range();
    let at_most = (width / LABEL_PIXELS).clamp(2, 16);
    let ticks = buckets::ticks(range, at_most, times.offset_millis(range.from_millis));
    let length = (range.until_millis - range.from_millis).max(1) as f64;
    let mut day_before = String::new();
    let labels = ticks.at_millis.into_iter().map(|millis| {
        let (time, day) = times.tick(millis, ticks.unit);
        let day = if day == day_before {
            String::new()
        } else {
            day_before.clone_from(&day);
            day
        };
        let left = (millis - range.from_millis) as f64 / length * 100.0;
        html! {
            <span key={millis} class="histogram__tick" style={format!("left:{left:.4}%")}>
                <span>{ time }</span>
                <span class="histogram__day">{ day }</span>
            </span>
        }
    });
    html! { <div class="histogram__axis" aria-hidden="true">{ for labels }</div> }
}
