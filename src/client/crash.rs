//! The cause of a worker's crash and its effect on the worker's files, as text.

use super::assignments::LostFiles;
use crate::base::small_sort::SmallSort;
use crate::model::FileNumber;

/// Memory size from which an unexplained stop counts as out of memory, in bytes. A worker's memory
/// is limited to 4 GiB.
const NEARLY_FULL_BYTES: u64 = 3 << 30;

/// Phrases in a browser's error text that mean that an allocation failed.
const OUT_OF_MEMORY: [&str; 4] =
    ["out of memory", "allocation failed", "memory allocation", "Out of bounds memory access"];

/// Returns the cause of a worker's crash, from its last error message and the size of its memory.
///
/// A failed allocation aborts without a panic: the browser then reports only an "unreachable"
/// instruction.
pub fn crash_cause(error_message: &str, memory_bytes: u64) -> String {
    let full = error_message.contains("unreachable") && memory_bytes >= NEARLY_FULL_BYTES;
    if full || OUT_OF_MEMORY.iter().any(|sign| error_message.contains(sign)) {
        let mebibytes = memory_bytes >> 20;
        return format!("out of memory, at {mebibytes} MiB");
    }
    match error_message.trim() {
        "" => "the browser gives no reason".to_owned(),
        words => words.to_owned(),
    }
}

/// The fate of the files of a worker that crashed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AfterCrash {
    /// Files that another worker reads once more.
    pub read_again: Vec<FileNumber>,
    /// Files whose events are lost: they had been read a second time already, or the worker was
    /// reading them when it crashed.
    pub lost: Vec<FileNumber>,
}

impl AfterCrash {
    /// Decides which of the files that a worker held are read again.
    ///
    /// Each file is read again at most once, so that a file or a task that crashes every worker
    /// cannot do so forever. The file that was being read is not read again: it may be the cause.
    pub fn of(held: LostFiles, may_be_read_again: impl Fn(FileNumber) -> bool) -> AfterCrash {
        let mut after = AfterCrash::default();
        let mut unread = held.unread.into_iter();
        after.lost.extend(unread.next());
        for file in held.read.into_iter().chain(unread) {
            if may_be_read_again(file) { after.read_again.push(file) } else { after.lost.push(file) }
        }
        after.read_again.sort_small();
        after.lost.sort_small();
        after
    }
}

/// Returns a sentence for the person: a worker stopped, why, and what becomes of its files.
pub fn crash_message(cause: &str, after: &AfterCrash) -> String {
    let files = |files: &[FileNumber]| match files.len() {
        1 => "1 file".to_owned(),
        count => format!("{} files", crate::base::text::count(count as u64)),
    };
    let mut message = format!("A worker stopped: {cause}. ");
    match after.read_again.len() {
        0 => {}
        1 => message += "The file that it held is being read again. ",
        _ => message += &format!("The {} that it held are being read again. ", files(&after.read_again)),
    }
    if !after.lost.is_empty() {
        message += &format!(
            "The events of {} are missing: Sources lists what; drop it again to read it. ",
            files(&after.lost)
        );
    }
    if after.read_again.is_empty() && after.lost.is_empty() {
        message += "It held no files. ";
    }
    message + "Everything else goes on."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_memory_is_named() {
        let trap = "Uncaught RuntimeError: unreachable";
        assert_eq!(crash_cause(trap, 4 << 30), "out of memory, at 4096 MiB");
        assert_eq!(crash_cause(trap, 5 << 20), trap);
        assert_eq!(
            crash_cause("RangeError: Array buffer allocation failed", 1 << 30),
            "out of memory, at 1024 MiB"
        );
        assert_eq!(crash_cause(" ", 0), "the browser gives no reason");
    }

    #[test]
    fn files_are_read_again_once_and_never_the_one_at_hand() {
        let held = LostFiles { unread: vec![7, 8, 9], read: vec![2, 1, 3] };
        let after = AfterCrash::of(held, |file| file != 3);
        assert_eq!(after, AfterCrash { read_again: vec![1, 2, 8, 9], lost: vec![3, 7] });
        let idle = AfterCrash::of(LostFiles { unread: vec![], read: vec![5] }, |_| true);
        assert_eq!(idle, AfterCrash { read_again: vec![5], lost: vec![] });
    }

    #[test]
    fn what_becomes_of_the_files_is_said() {
        let message = |read_again: &[u32], lost: &[u32]| {
            crash_message("a fault", &AfterCrash { read_again: read_again.into(), lost: lost.into() })
        };
        assert_eq!(
            message(&[], &[]),
            "A worker stopped: a fault. It held no files. Everything else goes on."
        );
        assert_eq!(
            message(&[1], &[]),
            "A worker stopped: a fault. The file that it held is being read again. Everything else goes on."
        );
        assert_eq!(
            message(&[1, 2], &[3]),
            "A worker stopped: a fault. The 2 files that it held are being read again. The events of 1 file are \
             missing: Sources lists what; drop it again to read it. Everything else goes on."
        );
    }
}
