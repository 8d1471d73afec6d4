//! Gzip without compression, so that a sample file has the format that its name implies and the
//! download needs no compressor.

use flate2::Crc;

/// A gzip header: no name, no time, made on Unix (RFC 1952, 2.3.1).
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

/// Maximum number of bytes in a stored block (RFC 1951, 3.2.4).
const MOST_IN_BLOCK: usize = 0xffff;

/// Returns one gzip member of stored blocks.
pub(super) fn stored(bytes: &[u8]) -> Vec<u8> {
    let blocks = bytes.len().div_ceil(MOST_IN_BLOCK).max(1);
    let mut out = Vec::with_capacity(bytes.len() + HEADER.len() + blocks * 5 + 8);
    out.extend_from_slice(&HEADER);
    for block in 0..blocks {
        let part = &bytes[block * MOST_IN_BLOCK..bytes.len().min((block + 1) * MOST_IN_BLOCK)];
        let length = part.len() as u16;
        out.push(u8::from(block + 1 == blocks));
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(part);
    }
    let mut sum = Crc::new();
    sum.update(bytes);
    out.extend_from_slice(&sum.sum().to_le_bytes());
    out.extend_from_slice(&sum.amount().to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_stored_is_read_again() {
        for length in [0, 1, MOST_IN_BLOCK, MOST_IN_BLOCK + 1, 3 * MOST_IN_BLOCK] {
            let bytes: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let mut read = Vec::new();
            let whole = flate2::read::GzDecoder::new(&stored(&bytes)[..]).read_to_end(&mut read);
            assert!(whole.is_ok_and(|_| read == bytes), "{length}");
        }
    }
}
