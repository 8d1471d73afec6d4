//! Gzip, zstd, bzip2, xz, zip, tar and UTF-16: as they are, and compressed once more, because a
//! checksum keeps a fuzzer from reaching compressed content.
#![no_main]

use std::io::Write;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    trailglass_fuzz::read_limited(bytes);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).expect("memory");
    trailglass_fuzz::read_limited(&encoder.finish().expect("memory"));
});
