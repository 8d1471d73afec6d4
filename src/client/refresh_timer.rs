//! The times at which rows are put in order while loading goes on.

/// Maximum wait between two beats while records arrive; longer only where [`COST_SHARE`] requires
/// it.
const LONGEST_WAIT_MILLIS: f64 = 2_000.0;

/// Minimum wait between two beats, however fast records arrive: each beat makes the whole page ask
/// again.
const SHORTEST_WAIT_MILLIS: f64 = 150.0;

/// Maximum share of the time that beats may take.
const COST_SHARE: f64 = 0.2;

/// Growth of the number of records since the last beat that makes the next one due after
/// [`SHORTEST_WAIT_MILLIS`].
const GROWTH: f64 = 1.5;

/// Decides when loading pauses so that questions see what has been read so far.
///
/// A beat is due at the first records, then whenever their number has grown by half or two seconds
/// have passed. The first rows appear at once, and a million more cost fewer than twenty beats.
#[derive(Debug, Default)]
pub struct RefreshTimer {
    beating_since: Option<f64>,
    last_beat: Option<f64>,
    last_cost: f64,
    records_at_beat: u64,
}

impl RefreshTimer {
    /// Starts a load; `records` were read by earlier loads.
    pub fn new(records: u64) -> RefreshTimer {
        RefreshTimer { records_at_beat: records, ..RefreshTimer::default() }
    }

    /// Returns whether a beat is due. If so, the beat has begun, and none is due until
    /// [`RefreshTimer::beaten`] is called.
    pub fn is_due(&mut self, now_millis: f64, records: u64) -> bool {
        if self.beating_since.is_some() || records <= self.records_at_beat {
            return false;
        }
        let due = match self.last_beat {
            None => true,
            Some(last) => {
                let waited = now_millis - last;
                let grown = records as f64 >= self.records_at_beat as f64 * GROWTH;
                let affordable = waited * COST_SHARE >= self.last_cost;
                affordable && waited >= if grown { SHORTEST_WAIT_MILLIS } else { LONGEST_WAIT_MILLIS }
            }
        };
        if due {
            self.beating_since = Some(now_millis);
            self.records_at_beat = records;
        }
        due
    }

    /// Ends the beat.
    pub fn beaten(&mut self, now_millis: f64) {
        if let Some(since) = self.beating_since.take() {
            self.last_cost = (now_millis - since).max(0.0);
            self.last_beat = Some(now_millis);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_records_are_shown_at_once_and_none_twice() {
        let mut refresh_timer = RefreshTimer::new(0);
        assert!(!refresh_timer.is_due(0.0, 0));
        assert!(refresh_timer.is_due(1.0, 10));
        assert!(!refresh_timer.is_due(500.0, 1_000), "the first beat has not ended");
        refresh_timer.beaten(501.0);
        assert!(!refresh_timer.is_due(10_000.0, 10), "nothing new came");
    }

    #[test]
    fn then_by_growth_and_by_time() {
        let mut refresh_timer = RefreshTimer::new(0);
        assert!(refresh_timer.is_due(0.0, 100));
        refresh_timer.beaten(1.0);
        assert!(!refresh_timer.is_due(100.0, 1_000), "too soon");
        assert!(refresh_timer.is_due(200.0, 1_000), "grown tenfold");
        refresh_timer.beaten(210.0);
        assert!(!refresh_timer.is_due(1_000.0, 1_100), "grown by a tenth");
        assert!(refresh_timer.is_due(2_300.0, 1_100), "two seconds are over");
    }

    #[test]
    fn a_costly_beat_makes_the_next_wait() {
        let mut refresh_timer = RefreshTimer::new(0);
        assert!(refresh_timer.is_due(0.0, 100));
        refresh_timer.beaten(600.0);
        assert!(!refresh_timer.is_due(2_900.0, 10_000));
        assert!(refresh_timer.is_due(3_600.0, 10_000));
    }

    #[test]
    fn a_million_records_cost_few_beats() {
        let mut refresh_timer = RefreshTimer::new(0);
        let mut beats = 0;
        for millis in 0..4_000u32 {
            let now = f64::from(millis);
            if refresh_timer.is_due(now, u64::from(millis) * 250) {
                beats += 1;
                refresh_timer.beaten(now);
            }
        }
        assert!((5..20).contains(&beats), "{beats} beats");
    }

    use proptest::prelude::*;
    proptest! {
        #[test]
        fn beats_never_overlap(steps in prop::collection::vec((0.0f64..500.0, 0u64..1_000, any::<bool>()), 1..200)) {
            let (mut refresh_timer, mut now, mut records, mut beating) = (RefreshTimer::new(0), 0.0, 0, false);
            for (wait, more, ends) in steps {
                now += wait;
                records += more;
                if refresh_timer.is_due(now, records) {
                    prop_assert!(!beating);
                    beating = true;
                }
                if ends && beating {
                    refresh_timer.beaten(now);
                    beating = false;
                }
            }
        }
    }
}
