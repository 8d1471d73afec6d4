//! Times as the page shows them: in UTC, in this computer's time zone, or since the first event;
//! always with the name of the clock.

use std::cell::RefCell;
use std::collections::HashMap;

pub use trailglass::app_state::TimeChoice;
use trailglass::base::buckets::TickUnit;
use trailglass::base::clock::Clock;
use trailglass::base::time::TimeRange;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// The clock in which times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeDisplay {
    /// Coordinated universal time, as in the logs.
    #[default]
    Utc,
    /// This computer's time zone.
    Local,
    /// Time since another time.
    Relative {
        /// The zero point.
        since_millis: i64,
    },
}

impl TimeDisplay {
    /// Returns the display for a choice; `first_millis` is the time of the first event.
    pub fn new(choice: TimeChoice, first_millis: Option<i64>) -> TimeDisplay {
        match choice {
            TimeChoice::Utc => TimeDisplay::Utc,
            TimeChoice::Local => TimeDisplay::Local,
            TimeChoice::Relative => TimeDisplay::Relative { since_millis: first_millis.unwrap_or(0) },
        }
    }

    /// Formats a time: `2024-03-01 10:05:07`, `+1d 02:03:04`; `no time` for `None`.
    pub fn show(self, millis: Option<i64>) -> AttrValue {
        match millis {
            Some(millis) => self.clock().show(millis).into(),
            None => AttrValue::Static("no time"),
        }
    }

    /// Returns the name of the clock for headings: `UTC`, `Europe/Berlin`, `since start`.
    pub fn zone(self) -> AttrValue {
        match self {
            TimeDisplay::Utc => AttrValue::Static("UTC"),
            TimeDisplay::Local => local_zone(),
            TimeDisplay::Relative { .. } => AttrValue::Static("since start"),
        }
    }

    /// Formats a time with its clock: `2024-03-01 10:05:07 UTC`.
    pub fn show_with_zone(self, millis: Option<i64>) -> String {
        let time = self.show(millis);
        if millis.is_none() { time.to_string() } else { format!("{time} {}", self.zone()) }
    }

    /// Formats a range with its clock: `2024-03-01 10:05 to 10:10 UTC`.
    pub fn show_range(self, range: TimeRange) -> String {
        format!("{} {}", self.clock().show_range(range), self.zone())
    }

    /// Formats a span with its clock; a day that both ends share is written once.
    pub fn show_span(self, first: Option<i64>, last: Option<i64>) -> String {
        let (from, until) = (self.show(first), self.show_with_zone(last));
        if first == last {
            return until;
        }
        let (day, time) = (from.split_once(' '), until.split_once(' '));
        match (self, day, time) {
            (TimeDisplay::Relative { .. }, ..) => format!("{from} to {until}"),
            (_, Some((one, _)), Some((other, time))) if one == other => format!("{from} to {time}"),
            _ => format!("{from} to {until}"),
        }
    }

    /// Returns the two lines of a tick's label; see [`Clock::tick`].
    pub fn tick(self, millis: i64, unit: TickUnit) -> (String, String) {
        self.clock().tick(millis, unit)
    }

    /// Returns how far this clock is ahead of UTC at a time.
    pub fn offset_millis(self, millis: i64) -> i64 {
        self.clock().ahead_millis(millis)
    }

    pub fn clock(self) -> Clock {
        match self {
            TimeDisplay::Utc => Clock::UTC,
            TimeDisplay::Local => Clock::Calendar { ahead_millis: local_ahead_millis },
            TimeDisplay::Relative { since_millis } => Clock::Since { start_millis: since_millis },
        }
    }
}

/// Returns how far the local time zone is ahead of UTC.
///
/// The offset is cached for each quarter of an hour: zones change their offset only at such
/// boundaries, and a screen of rows needs thousands of offsets.
fn local_ahead_millis(millis: i64) -> i64 {
    const QUARTER: i64 = 900_000;
    const MOST_KEPT: usize = 100_000;
    thread_local! {
        static OFFSETS: RefCell<HashMap<i64, i64>> = RefCell::default();
    }
    let quarter = millis.div_euclid(QUARTER);
    OFFSETS.with_borrow_mut(|offsets| {
        if offsets.len() > MOST_KEPT {
            offsets.clear();
        }
        *offsets.entry(quarter).or_insert_with(|| {
            let start = JsValue::from_f64((quarter * QUARTER) as f64);
            let minutes_behind = js_sys::Date::new(&start).get_timezone_offset();
            // Times beyond the range of a `Date` have no offset.
            if minutes_behind.is_finite() { -(minutes_behind * 60_000.0) as i64 } else { 0 }
        })
    })
}

fn local_zone() -> AttrValue {
    thread_local! {
        static ZONE: AttrValue = {
            let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
            js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into())
                .ok()
                .and_then(|zone| zone.as_string())
                .map_or(AttrValue::Static("local time"), AttrValue::from)
        };
    }
    ZONE.with(AttrValue::clone)
}
