//! Draws an actor's sessions over time: a lane for each session, and a bar for every slice of time
//! that has events.

use std::fmt::Write as _;

use super::Timeline;
use crate::base::buckets::ticks;
use crate::base::clock::Clock;
use crate::base::markup::HtmlPage;
use crate::base::text::{counted, without_middle};

const WIDTH: i64 = 1000;
const LABEL_WIDTH: i64 = 270;
const RIGHT: i64 = 12;
const LANE_HEIGHT: i64 = 24;
const AXIS_HEIGHT: i64 = 34;
const BAR_HEIGHT: i64 = 16;
/// Maximum number of characters beside a lane; longer names are shortened in the middle.
const NAME_LENGTH: usize = 40;
const TICKS: u32 = 7;

/// Draws the lanes of a timeline. The drawing's title contains the actor's name; `id` must be
/// unique among the drawings of a page.
pub fn svg(timeline: &Timeline, id: &str) -> String {
    let Timeline { actor, sessions, lanes, time, step_millis, .. } = timeline;
    let height = AXIS_HEIGHT + LANE_HEIGHT * sessions.len() as i64 + 6;
    let mut page = HtmlPage::default();
    page.raw(&format!(
        "<svg class=\"lanes\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\n<title id=\"{id}-title\">"
    ));
    page.text(&format!("Sessions of {} along time", actor.name));
    page.raw(&format!("</title>\n<desc id=\"{id}-text\">"));
    page.text(&described(timeline));
    page.raw("</desc>\n");
    let span = (time.until_millis - time.from_millis).max(1);
    let place = |millis: i64| {
        let part = i128::from(millis.saturating_sub(time.from_millis).clamp(0, span));
        LABEL_WIDTH + (part * i128::from(WIDTH - LABEL_WIDTH - RIGHT) / i128::from(span)) as i64
    };
    let scale = ticks(*time, TICKS, 0);
    for millis in &scale.at_millis {
        let (first, second) = Clock::UTC.tick(*millis, scale.unit);
        let x = place(*millis);
        page.raw(&format!("<path class=\"tick\" d=\"M{x} {AXIS_HEIGHT}V{height}\"/>"));
        for (y, words) in [(13, first), (27, second)] {
            page.raw(&format!("<text class=\"tick-label\" x=\"{x}\" y=\"{y}\">"));
            page.text(&words);
            page.raw("</text>");
        }
        page.raw("\n");
    }
    let most = lanes.iter().flat_map(|lane| &lane.buckets).map(|bucket| bucket.events).max().unwrap_or(1);
    for (number, session) in sessions.iter().enumerate() {
        let top = AXIS_HEIGHT + LANE_HEIGHT * number as i64;
        let foot = top + LANE_HEIGHT - 4;
        page.raw(&format!("<path class=\"lane\" d=\"M0 {foot}H{WIDTH}\"/><text x=\"2\" y=\"{}\">", foot - 5));
        page.text(&without_middle(&session.name, NAME_LENGTH));
        page.raw("</text>\n");
        for bucket in lanes.get(number).map(|lane| lane.buckets.as_slice()).unwrap_or_default() {
            let start = time.from_millis.saturating_add(step_millis.saturating_mul(bucket.bucket.into()));
            let (x, until) = (place(start), place(start.saturating_add(*step_millis)));
            let bar = bar_height(bucket.events, most);
            let class = if bucket.writes > 0 { "write" } else { "read" };
            let mut bars = String::new();
            let width = (until - x).max(2);
            let _ = write!(
                bars,
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{bar}\"/>",
                foot - bar
            );
            if bucket.failed > 0 {
                // A line across the bar, so that failures are not shown by colour alone.
                let _ = write!(bars, "<path class=\"failed\" d=\"M{x} {}h{width}\"/>", foot - bar - 2);
            }
            page.raw(&bars);
        }
        page.raw("\n");
    }
    page.raw("</svg>\n");
    page.finish()
}

/// Returns the height of a bar on a logarithmic scale, so that a single event is visible beside
/// thousands.
fn bar_height(events: u32, most: u32) -> i64 {
    let share = f64::from(events.max(1)).ln_1p() / f64::from(most.max(1)).ln_1p();
    ((share * BAR_HEIGHT as f64).round() as i64).clamp(3, BAR_HEIGHT)
}

/// Returns the drawing in words, for screen readers.
fn described(timeline: &Timeline) -> String {
    let Timeline { actor, sessions, all_sessions, time, .. } = timeline;
    let mut words = format!(
        "{} from {} to {} UTC: {}, of which {} failed.",
        counted((*all_sessions).into(), "session", "sessions"),
        Clock::UTC.show(time.from_millis),
        Clock::UTC.show(time.until_millis),
        counted(actor.count.events, "event", "events"),
        crate::base::text::count(actor.count.failed),
    );
    let left_out = u64::from(*all_sessions).saturating_sub(sessions.len() as u64);
    if left_out > 0 {
        words += &format!(" {} not drawn.", counted(left_out, "session is", "sessions are"));
    }
    words += " The table below has the same in numbers.";
    words
}
