//! A line-by-line difference of two texts.

use similar::DiffOp;
use similar::algorithms::{Capture, Replace, myers};

/// Maximum number of lines of both texts together that are compared line by line: the time grows
/// with the square of the size of the difference.
const MOST_LINES: usize = 4_000;

/// Number of equal lines that are shown around a difference.
const CONTEXT: usize = 3;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// A line in both texts.
    Same(String),
    /// A line in the newer text only.
    Added(String),
    /// A line in the older text only.
    Removed(String),
    /// A number of equal lines that are left out.
    Skipped(usize),
}

/// Returns the lines of two texts without the equal ones that are far from any difference; empty if
/// the texts are equal.
pub fn difference(older: &str, newer: &str) -> Vec<DiffLine> {
    if older == newer {
        return Vec::new();
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (older.lines().collect(), newer.lines().collect());
    let removed =
        |lines: &[&str]| lines.iter().map(|line| DiffLine::Removed((*line).to_owned())).collect::<Vec<_>>();
    let added =
        |lines: &[&str]| lines.iter().map(|line| DiffLine::Added((*line).to_owned())).collect::<Vec<_>>();
    if old.len() + new.len() > MOST_LINES {
        return [removed(&old), added(&new)].concat();
    }
    let mut lines = Vec::new();
    // Calls Myers directly: the generic entry point would link every algorithm into the page.
    // [`Replace`] puts the lines that replace others after them.
    let mut captured = Replace::new(Capture::new());
    let Ok(()) = myers::diff(&mut captured, &old[..], 0..old.len(), &new[..], 0..new.len());
    for operation in captured.into_inner().into_ops() {
        match operation {
            DiffOp::Equal { old_index, len, .. } => {
                lines.extend(
                    old[old_index..old_index + len].iter().map(|line| DiffLine::Same((*line).to_owned())),
                );
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                lines.extend(removed(&old[old_index..old_index + old_len]))
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                lines.extend(added(&new[new_index..new_index + new_len]))
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                lines.extend(removed(&old[old_index..old_index + old_len]));
                lines.extend(added(&new[new_index..new_index + new_len]));
            }
        }
    }
    skip_far(lines)
}

/// Leaves out equal lines that are far from a difference.
fn skip_far(lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let is_same = |line: &DiffLine| matches!(line, DiffLine::Same(_));
    let different: Vec<usize> = (0..lines.len()).filter(|at| !is_same(&lines[*at])).collect();
    let is_near = |at: usize| {
        let next = different.partition_point(|place| *place < at);
        let distance = |place: Option<&usize>| place.map_or(usize::MAX, |place| place.abs_diff(at));
        distance(different.get(next)).min(distance(next.checked_sub(1).and_then(|at| different.get(at))))
            <= CONTEXT
    };
    let mut kept = Vec::new();
    let mut skipped = 0;
    for (at, line) in lines.into_iter().enumerate() {
        if is_near(at) {
            if skipped > 0 {
                kept.push(DiffLine::Skipped(skipped));
                skipped = 0;
            }
            kept.push(line);
        } else {
            skipped += 1;
        }
    }
    if skipped > 0 {
        kept.push(DiffLine::Skipped(skipped));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn far_lines_are_left_out() {
        let older: String = (0..20).map(|number| format!("{number}\n")).collect();
        let newer = older.replace("\n10\n", "\nten\n");
        let lines = difference(&older, &newer);
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[0], DiffLine::Skipped(7));
        assert_eq!(lines[4..6], [DiffLine::Removed("10".to_owned()), DiffLine::Added("ten".to_owned())]);
        assert_eq!(lines[9], DiffLine::Skipped(6));
        assert_eq!(difference(&older, &older), []);
    }

    #[test]
    fn very_long_texts_are_replaced_whole() {
        let long = "a\n".repeat(MOST_LINES);
        assert_eq!(difference(&long, "b").len(), MOST_LINES + 1);
    }

    proptest! {
        #[test]
        fn both_texts_come_back(older in "([ab]\n){0,12}", newer in "([ab]\n){0,12}") {
            let lines = difference(&older, &newer);
            prop_assert_eq!(lines.is_empty(), older == newer);
            let side = |added: bool| -> usize {
                lines.iter().map(|line| match line {
                    DiffLine::Same(_) => 1,
                    DiffLine::Skipped(lines) => *lines,
                    DiffLine::Added(_) => usize::from(added),
                    DiffLine::Removed(_) => usize::from(!added),
                }).sum()
            };
            if older != newer {
                prop_assert_eq!((side(false), side(true)), (older.lines().count(), newer.lines().count()));
            }
        }
    }
}
