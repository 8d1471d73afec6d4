//! The words of the status line while files are read.

use crate::base::text;
use crate::client::LoadProgress;

/// Time in which a speed is only noise, in seconds.
const NOISE_SECONDS: f64 = 0.3;

/// Returns how many files are read.
pub fn loading_words(progress: &LoadProgress) -> String {
    let LoadProgress { files_done, files_total, listing, .. } = progress;
    if files_done >= files_total && !listing && *files_total > 0 {
        return format!("Loading {}, putting them in order", text::counted(*files_total, "file", "files"));
    }
    let found = if *listing { " found" } else { "" };
    format!("Loading {} of {}{found}", text::count(*files_done), text::counted(*files_total, "file", "files"))
}

/// The average speed of reading since loading began.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoadSpeed {
    /// When loading began, in milliseconds, and the bytes read before.
    began: Option<(f64, u64)>,
}

impl LoadSpeed {
    /// Returns the speed in words; empty as long as it is unknown. `now_millis` is of any clock that
    /// never goes back.
    pub fn words(&mut self, progress: &LoadProgress, now_millis: f64) -> String {
        if !progress.loading {
            self.began = None;
            return String::new();
        }
        let (start, before) = *self.began.get_or_insert((now_millis, progress.bytes_done));
        let seconds = (now_millis - start) / 1000.0;
        if seconds < NOISE_SECONDS {
            return String::new();
        }
        let speed = progress.bytes_done.saturating_sub(before) as f64 / seconds;
        format!("{}/s", text::bytes(speed as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_whether_files_are_still_found() {
        let words = |files_done, files_total, listing| {
            loading_words(&LoadProgress { files_done, files_total, listing, ..LoadProgress::default() })
        };
        assert_eq!(words(1, 2, true), "Loading 1 of 2 files found");
        assert_eq!(words(1, 2, false), "Loading 1 of 2 files");
        assert_eq!(words(2, 2, false), "Loading 2 files, putting them in order");
        assert_eq!(words(0, 0, false), "Loading 0 of 0 files");
    }

    #[test]
    fn the_speed_counts_from_the_beginning_of_each_load() {
        let reading = |bytes_done| LoadProgress { bytes_done, loading: true, ..LoadProgress::default() };
        let mut speed = LoadSpeed::default();
        assert_eq!(speed.words(&reading(500), 1_000.0), "");
        assert_eq!(speed.words(&reading(900), 1_100.0), "");
        assert_eq!(speed.words(&reading(2_500), 3_000.0), format!("{}/s", text::bytes(1_000)));
        assert_eq!(speed.words(&LoadProgress::default(), 4_000.0), "");
        assert_eq!(speed.words(&reading(0), 9_000.0), "");
        assert_eq!(speed.words(&reading(3_000), 10_000.0), format!("{}/s", text::bytes(3_000)));
    }
}
