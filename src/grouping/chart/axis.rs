//! Computes the tick values of a numeric axis.

/// Approximate number of steps.
const STEPS: f64 = 5.0;

/// Returns the tick values of an axis from 0 to at least `most`; the last is its end.
pub(super) fn steps(most: f64) -> Vec<f64> {
    if most.is_nan() || most <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = most / STEPS;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(most);
    // Fractions of an event are meaningless.
    let step = if most >= STEPS { step.max(1.0).round().max(1.0) } else { step };
    let mut at = vec![0.0];
    while at.last().is_some_and(|last| *last < most * 0.999) && at.len() < 20 {
        at.push(at.len() as f64 * step);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_end() {
        assert_eq!(steps(0.0), [0.0, 1.0]);
        assert_eq!(steps(5.0), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(steps(1_234.0), [0.0, 250.0, 500.0, 750.0, 1_000.0, 1_250.0]);
        for most in [1e-6, 0.3, 1.0, 7.0, 99.0, 1e6, 3.7e12, f64::MAX / 1e10] {
            let steps = steps(most);
            assert!(steps.len() > 1 && steps.len() < 12, "{most}: {steps:?}");
            assert!(steps.last().is_some_and(|last| *last >= most * 0.999), "{most}: {steps:?}");
        }
    }
}
