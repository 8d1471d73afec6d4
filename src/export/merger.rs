//! Merges the pieces of several workers into one file, in order.

use crate::base::csv;
use crate::export::ExportForm;

/// Size in bytes of a piece's position record: the event's time, the number of its id, its file,
/// its index in that file, and the length of the piece.
pub(super) const PLACE_BYTES: usize = 8 + 16 + 4 + 4 + 4;

/// Appends a position record.
pub(super) fn write_place(
    places: &mut Vec<u8>,
    millis: i64,
    id: u128,
    (file, index): (u32, u32),
    length: usize,
) {
    places.extend_from_slice(&millis.to_le_bytes());
    places.extend_from_slice(&id.to_le_bytes());
    places.extend_from_slice(&file.to_le_bytes());
    places.extend_from_slice(&index.to_le_bytes());
    places.extend_from_slice(&(length as u32).to_le_bytes());
}

/// A k-way merge over the workers' pieces. Each worker must send its pieces in order.
#[derive(Debug)]
pub struct Merger {
    lanes: Vec<WorkerPieces>,
    before: Vec<u8>,
    between: &'static [u8],
    behind: &'static [u8],
    written: u64,
}

/// Pieces received from one worker and not yet written.
#[derive(Debug, Default)]
struct WorkerPieces {
    places: Vec<u8>,
    pieces: Vec<u8>,
    /// Number of positions already written; `taken_bytes` counts the bytes of their pieces.
    taken: usize,
    taken_bytes: usize,
    is_last: bool,
}

impl Merger {
    /// Creates a merger for a file of this form and `workers` workers.
    pub fn new(workers: usize, form: &ExportForm) -> Merger {
        let (before, between, behind): (Vec<u8>, &[u8], &[u8]) = match form {
            ExportForm::Csv(fields) => {
                let mut head = String::new();
                csv::push_row(&mut head, fields.iter().map(|field| field.spec().name).chain([csv::EVENT_ID]));
                (head.into_bytes(), b"", b"")
            }
            ExportForm::JsonLines => (Vec::new(), b"\n", b"\n"),
            ExportForm::Records => (b"{\"Records\":[".to_vec(), b",", b"]}"),
        };
        let lanes = std::iter::repeat_with(WorkerPieces::default).take(workers).collect();
        Merger { lanes, before, between, behind, written: 0 }
    }

    /// Returns the workers that must send more pieces before anything can be written.
    pub fn waits_for(&self) -> Vec<usize> {
        let waits = |lane: &WorkerPieces| lane.next().is_none() && !lane.is_last;
        self.lanes.iter().enumerate().filter(|(_, lane)| waits(lane)).map(|(worker, _)| worker).collect()
    }

    /// Receives the next pieces of a worker, with their positions.
    pub fn take_in(&mut self, worker: usize, places: Vec<u8>, pieces: Vec<u8>, is_last: bool) {
        if let Some(lane) = self.lanes.get_mut(worker) {
            *lane = WorkerPieces { places, pieces, taken: 0, taken_bytes: 0, is_last };
        }
    }

    /// Returns the number of events written so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Appends merged pieces to `out` until it has about `bytes` bytes or a worker must send more.
    /// Returns whether the file is complete.
    pub fn write(&mut self, out: &mut Vec<u8>, bytes: usize) -> bool {
        out.append(&mut self.before);
        while out.len() < bytes && self.waits_for_none() {
            let heads = self.lanes.iter().enumerate();
            let first = heads.filter_map(|(number, lane)| Some((lane.next()?, number))).min();
            let Some(((.., length), number)) = first else {
                // An empty list has no line to end.
                if self.written > 0 || self.behind != b"\n" {
                    out.extend_from_slice(self.behind);
                }
                self.behind = b"";
                return true;
            };
            if self.written > 0 {
                out.extend_from_slice(self.between);
            }
            let lane = &mut self.lanes[number];
            let end = lane.taken_bytes + length;
            out.extend_from_slice(lane.pieces.get(lane.taken_bytes..end).unwrap_or_default());
            lane.taken += 1;
            lane.taken_bytes = end;
            self.written += 1;
        }
        false
    }

    fn waits_for_none(&self) -> bool {
        self.lanes.iter().all(|lane| lane.next().is_some() || lane.is_last)
    }
}

impl WorkerPieces {
    /// Returns the time, id, file, index in the file and length of the next piece.
    fn next(&self) -> Option<(i64, u128, u32, u32, usize)> {
        let place = self.places.get(self.taken * PLACE_BYTES..)?.first_chunk::<PLACE_BYTES>()?;
        let millis = place.first_chunk().map(|bytes| i64::from_le_bytes(*bytes))?;
        let id = place[8..].first_chunk().map(|bytes| u128::from_le_bytes(*bytes))?;
        let number = |at: usize| place[at..].first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
        Some((millis, id, number(24)?, number(28)?, number(32)? as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Merges lanes of times, fed `portion` at a time.
    fn merged(lanes: &[Vec<i64>], portion: usize, form: &ExportForm) -> String {
        let mut merger = Merger::new(lanes.len(), form);
        let mut given = vec![0; lanes.len()];
        let mut out = Vec::new();
        for _ in 0..10_000 {
            for worker in merger.waits_for() {
                let (mut places, mut pieces) = (Vec::new(), Vec::new());
                for millis in lanes[worker].iter().skip(given[worker]).take(portion) {
                    let piece = format!("{{{millis}}}");
                    write_place(&mut places, *millis, *millis as u128, (0, 0), piece.len());
                    pieces.extend_from_slice(piece.as_bytes());
                    given[worker] += 1;
                }
                merger.take_in(worker, places, pieces, given[worker] >= lanes[worker].len());
            }
            let limit = out.len() + 16;
            if merger.write(&mut out, limit) {
                return String::from_utf8(out).unwrap();
            }
        }
        panic!("no end");
    }

    proptest! {
        #[test]
        fn one_order_whoever_holds_what(lanes in proptest::collection::vec(proptest::collection::vec(0_i64..99, 0..30), 1..5),
            portion in 1_usize..7) {
            let mut lanes = lanes;
            lanes.iter_mut().for_each(|lane| lane.sort_unstable());
            let mut all: Vec<i64> = lanes.iter().flatten().copied().collect();
            all.sort_unstable();
            let expected: Vec<String> = all.iter().map(|millis| format!("{{{millis}}}")).collect();
            let records = merged(&lanes, portion, &ExportForm::Records);
            prop_assert_eq!(records, format!("{{\"Records\":[{}]}}", expected.join(",")));
            let lines = merged(&lanes, portion, &ExportForm::JsonLines);
            prop_assert_eq!(lines, expected.iter().map(|line| format!("{line}\n")).collect::<String>());
        }
    }

    #[test]
    fn nothing_is_written_rightly_too() {
        assert_eq!(merged(&[vec![], vec![]], 1, &ExportForm::Records), "{\"Records\":[]}");
        assert_eq!(merged(&[vec![]], 1, &ExportForm::JsonLines), "");
        let columns = ExportForm::Csv(vec![crate::model::Field::EventTime, crate::model::Field::UserName]);
        assert_eq!(merged(&[vec![]], 1, &columns), "eventTime,userIdentity.userName,eventID\r\n");
    }
}
