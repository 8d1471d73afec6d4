//! Limits for hostile input.

/// Maximum window, or dictionary, in bytes that a compressed file may require: the default limit of
/// `zstd -d`, and twice the size that `xz -9` writes.
pub const MAX_WINDOW: u64 = 128 << 20;

/// The limits for one dropped file. The page uses the default; tests set smaller ones.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum nesting of archives and compressions.
    pub layers: u32,
    /// Number of bytes that a file of any size may unpack to.
    pub unpacked_bytes: u64,
    /// Beyond `unpacked_bytes`, a file may unpack to this many times its size on disk. Logs unpack
    /// to ten or thirty times their size, a decompression bomb to a thousand.
    pub unpacked_ratio: u64,
    /// Maximum number of files in an archive, including those in nested archives.
    pub entries: u64,
    /// Maximum number of these that are listed individually; the others are counted.
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
