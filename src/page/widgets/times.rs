//! The time zone of this computer, and the display of times that the user chose.

use std::cell::RefCell;
use std::collections::HashMap;

pub use trailglass::app_state::TimeChoice;
pub use trailglass::base::time_display::TimeDisplay;
use wasm_bindgen::JsValue;

/// Returns the display for a choice; `first_millis` is the time of the first event.
pub fn time_display(choice: TimeChoice, first_millis: Option<i64>) -> TimeDisplay {
    match choice {
        TimeChoice::Utc => TimeDisplay::default(),
        TimeChoice::Local => TimeDisplay::of_zone(local_zone(), local_ahead_millis),
        TimeChoice::Relative => TimeDisplay::since(first_millis.unwrap_or(0)),
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

/// Returns the name of the local time zone, which lasts as long as the page.
fn local_zone() -> &'static str {
    thread_local! {
        static ZONE: &'static str = {
            let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
            js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into())
                .ok()
                .and_then(|zone| zone.as_string())
                .map_or("local time", |zone| Box::leak(zone.into_boxed_str()))
        };
    }
    ZONE.with(|zone| *zone)
}
