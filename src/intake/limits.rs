//! How far hostile input is followed: all limits in one place.

/// The largest window, or dictionary, that a packed file may ask for in bytes:
/// what `zstd -d` takes without being asked, and twice what `xz -9` writes.
pub const MAX_WINDOW: u64 = 128 << 20;

/// What one dropped file may ask for. The default is what the page uses; tests
/// set smaller ones.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep archives and compressions may lie inside each other.
    pub layers: u32,
    /// A file may unpack to this many bytes whatever its size ...
    pub unpacked_bytes: u64,
    /// ... and beyond that to so many times its bytes on disk. Logs unpack to
    /// ten or thirty times theirs, a bomb to a thousand.
    pub unpacked_ratio: u64,
    /// How many files an archive may hold, those in archives in it included.
    pub entries: u64,
    /// How many of them are listed one by one; the others are counted.
    pub listed_entries: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            layers: 6,
            unpacked_bytes: 512 << 20,
            unpacked_ratio: 250,
            entries: 200_000,
            listed_entries: 5_000,
        }
    }
}
