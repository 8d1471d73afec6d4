//! Whether a crashed worker is restarted.

/// Number of consecutive crashes without a message after which a worker is given up: something
/// keeps it from starting.
const SILENT_DEATHS: u32 = 2;

/// The crash history of one position in the worker pool.
#[derive(Debug, Default)]
pub struct RestartPolicy {
    spoke: bool,
    silent_deaths: u32,
}

impl RestartPolicy {
    /// Records a message from the worker: it has started.
    pub fn spoke(&mut self) {
        self.spoke = true;
        self.silent_deaths = 0;
    }

    /// Records a crash. Returns whether another worker must be started in its place.
    pub fn died(&mut self) -> bool {
        if !std::mem::take(&mut self.spoke) {
            self.silent_deaths += 1;
        }
        self.silent_deaths < SILENT_DEATHS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_never_starts_is_given_up() {
        let mut restart_policy = RestartPolicy::default();
        assert!(restart_policy.died());
        assert!(!restart_policy.died());
    }

    #[test]
    fn one_that_worked_is_revived_each_time() {
        let mut restart_policy = RestartPolicy::default();
        for _ in 0..10 {
            restart_policy.spoke();
            assert!(restart_policy.died());
        }
        assert!(restart_policy.died(), "the last one had no time to speak");
        assert!(!restart_policy.died());
    }
}
