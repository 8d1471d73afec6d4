//! Why a worker died, and what it cost, in words.

use super::Held;

/// A worker's memory ends at 4 GiB; one that has grown to this much and stops
/// without a word has met the end.
const NEARLY_FULL_BYTES: u64 = 3 << 30;

/// What the browser says where memory is refused.
const OUT_OF_MEMORY: [&str; 4] =
    ["out of memory", "allocation failed", "memory allocation", "Out of bounds memory access"];

/// Why a worker died, from its last words and the size of its memory.
///
/// A failure to get memory aborts without a panic: the browser then knows
/// only of an "unreachable" instruction.
pub fn cause_of_death(last_words: &str, memory_bytes: u64) -> String {
    let full = last_words.contains("unreachable") && memory_bytes >= NEARLY_FULL_BYTES;
    if full || OUT_OF_MEMORY.iter().any(|sign| last_words.contains(sign)) {
        let mebibytes = memory_bytes >> 20;
        return format!("out of memory, at {mebibytes} MiB");
    }
    match last_words.trim() {
        "" => "the browser gives no reason".to_owned(),
        words => words.to_owned(),
    }
}

/// What the death of a worker cost, for the person who waits for it.
pub fn obituary(cause: &str, held: &Held) -> String {
    let files = |count: usize| match count {
        1 => "1 file".to_owned(),
        _ => format!("{count} files"),
    };
    let cost = match (held.read.len(), held.unread.len()) {
        (0, 0) => "It held no file".to_owned(),
        (read, 0) => format!("The events of {} that it had read are lost", files(read)),
        (0, unread) => format!("It had not finished {}", files(unread)),
        (read, unread) => format!(
            "The events of {} that it had read are lost, and it had not finished {}",
            files(read),
            files(unread)
        ),
    };
    let remedy = match held.read.len() + held.unread.len() {
        0 => "",
        _ => ". Sources lists these files; drop them again to read them",
    };
    format!("A worker stopped: {cause}. {cost}{remedy}. Everything else goes on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_memory_is_named() {
        let trap = "Uncaught RuntimeError: unreachable";
        assert_eq!(cause_of_death(trap, 4 << 30), "out of memory, at 4096 MiB");
        assert_eq!(cause_of_death(trap, 5 << 20), trap);
        assert_eq!(
            cause_of_death("RangeError: Array buffer allocation failed", 1 << 30),
            "out of memory, at 1024 MiB"
        );
        assert_eq!(cause_of_death(" ", 0), "the browser gives no reason");
    }

    #[test]
    fn the_cost_is_told() {
        let held = Held { unread: vec![1], read: vec![2, 3] };
        assert_eq!(
            obituary("out of memory, at 4096 MiB", &held),
            "A worker stopped: out of memory, at 4096 MiB. The events of 2 files that it had read are lost, \
             and it had not finished 1 file. Sources lists these files; drop them again to read them. \
             Everything else goes on"
        );
        assert_eq!(
            obituary("a fault", &Held::default()),
            "A worker stopped: a fault. It held no file. Everything else goes on"
        );
    }
}
