//! Times as the page shows them: UTC, the clock of this computer, or since
//! the first event; and always which of these it is.

use std::cell::RefCell;
use std::collections::HashMap;

use trailglass::buckets::TickUnit;
use trailglass::event::time::{Civil, DAY_MILLIS};
use trailglass::protocol::TimeRange;
use wasm_bindgen::JsValue;
use yew::AttrValue;

/// Which clock the user wants to see. Kept between visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Coordinated universal time, as in the logs.
    #[default]
    Utc,
    /// This computer's time zone.
    Local,
    /// Since the first event that was read.
    Relative,
}

/// How times are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeDisplay {
    /// Coordinated universal time, as in the logs.
    #[default]
    Utc,
    /// This computer's time zone.
    Local,
    /// Relative to a time.
    Relative {
        /// The time that is zero.
        since_millis: i64,
    },
}

impl TimeDisplay {
    /// The display for a clock, where the first event has this time.
    pub fn new(clock: Clock, first_millis: Option<i64>) -> TimeDisplay {
        match clock {
            Clock::Utc => TimeDisplay::Utc,
            Clock::Local => TimeDisplay::Local,
            Clock::Relative => TimeDisplay::Relative { since_millis: first_millis.unwrap_or(0) },
        }
    }

    /// A time to the second, and to the millisecond where it has any:
    /// `2024-03-01 10:05:07`, `+1d 02:03:04`; `no time` for none.
    pub fn show(self, millis: Option<i64>) -> AttrValue {
        let Some(millis) = millis else { return AttrValue::Static("no time") };
        let text = match self {
            TimeDisplay::Relative { since_millis } => since(millis - since_millis, true),
            _ => {
                let civil = self.civil(millis);
                format!("{} {}", date(civil), clock(civil, true))
            }
        };
        text.into()
    }

    /// Which clock this is, for headings: `UTC`, `Europe/Berlin`, `since the
    /// first event`.
    pub fn zone(self) -> AttrValue {
        match self {
            TimeDisplay::Utc => AttrValue::Static("UTC"),
            TimeDisplay::Local => local_zone(),
            TimeDisplay::Relative { .. } => AttrValue::Static("since the first event"),
        }
    }

    /// A time with its clock: `2024-03-01 10:05:07 UTC`.
    pub fn show_with_zone(self, millis: Option<i64>) -> String {
        let time = self.show(millis);
        if millis.is_none() { time.to_string() } else { format!("{time} {}", self.zone()) }
    }

    /// A range with its clock, the date said once where it is the same and
    /// seconds left out where they are zero: `2024-03-01 10:05 to 10:10 UTC`.
    pub fn show_range(self, range: TimeRange) -> String {
        let (from, until) = (range.from_millis, range.until_millis);
        if let TimeDisplay::Relative { since_millis } = self {
            let seconds = [from, until].iter().any(|millis| (millis - since_millis) % 60_000 != 0);
            let (from, until) = (since(from - since_millis, seconds), since(until - since_millis, seconds));
            return format!("{from} to {until} {}", self.zone());
        }
        let (first, last) = (self.civil(from), self.civil(until));
        let seconds = [first, last].iter().any(|civil| civil.second != 0 || civil.milli != 0);
        let midnight = |civil: Civil| civil.hour == 0 && civil.minute == 0 && !seconds;
        let until = if date(first) == date(last) {
            clock(last, seconds)
        } else if midnight(first) && midnight(last) {
            // Whole days: their last is what people call the end.
            let last = self.civil(until - 1);
            if date(first) == date(last) {
                return format!("{} {}", date(first), self.zone());
            }
            return format!("{} to {} {}", date(first), date(last), self.zone());
        } else {
            format!("{} {}", date(last), clock(last, seconds))
        };
        format!("{} {} to {until} {}", date(first), clock(first, seconds), self.zone())
    }

    /// The two lines of a tick's label: the time, and the day it belongs to,
    /// which an axis writes only where it changes.
    pub fn tick(self, millis: i64, unit: TickUnit) -> (String, String) {
        if let TimeDisplay::Relative { since_millis } = self {
            let text = match unit {
                TickUnit::Seconds => since(millis - since_millis, true),
                TickUnit::Minutes => since(millis - since_millis, false),
                _ => format!("{:+}d", (millis - since_millis).div_euclid(DAY_MILLIS)),
            };
            return (text, String::new());
        }
        let civil = self.civil(millis);
        let month = MONTHS.get(civil.month as usize - 1).copied().unwrap_or_default();
        let day = format!("{month} {}, {}", civil.day, civil.year);
        match unit {
            TickUnit::Seconds => (clock(civil, true), day),
            TickUnit::Minutes => (clock(civil, false), day),
            TickUnit::Days => (format!("{month} {}", civil.day), civil.year.to_string()),
            TickUnit::Months => (month.to_owned(), civil.year.to_string()),
            TickUnit::Years => (civil.year.to_string(), String::new()),
        }
    }

    /// How far this clock is ahead of UTC at a time.
    pub fn offset_millis(self, millis: i64) -> i64 {
        match self {
            TimeDisplay::Utc => 0,
            TimeDisplay::Local => local_offset_millis(millis),
            TimeDisplay::Relative { since_millis } => -since_millis,
        }
    }

    fn civil(self, millis: i64) -> Civil {
        Civil::from_millis(millis + self.offset_millis(millis))
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn date(civil: Civil) -> String {
    format!("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day)
}

fn clock(civil: Civil, seconds: bool) -> String {
    let Civil { hour, minute, second, milli, .. } = civil;
    match (seconds, milli) {
        (false, _) => format!("{hour:02}:{minute:02}"),
        (true, 0) => format!("{hour:02}:{minute:02}:{second:02}"),
        (true, _) => format!("{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

fn since(millis: i64, seconds: bool) -> String {
    let sign = if millis < 0 { '−' } else { '+' };
    let length = millis.unsigned_abs() as i64;
    let days = length / DAY_MILLIS;
    let clock = clock(Civil::from_millis(length % DAY_MILLIS), seconds);
    if days > 0 { format!("{sign}{days}d {clock}") } else { format!("{sign}{clock}") }
}

/// The browser is asked once for each quarter of an hour: zones change their
/// offset on such edges only, and a screen of rows needs thousands of answers.
fn local_offset_millis(millis: i64) -> i64 {
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
            // Times beyond what a Date can hold have no offset.
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
