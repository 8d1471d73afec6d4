//! This computer's clock.

/// Returns the time, in milliseconds since 1970 UTC.
pub fn unix_time_millis() -> i64 {
    js_sys::Date::now() as i64
}
