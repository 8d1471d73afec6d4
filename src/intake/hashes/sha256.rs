//! SHA-256 of four messages in parallel (FIPS 180-4, section 6.2).

use std::array::from_fn;

use super::four::U32x4;

/// Size of a block in bytes.
pub(super) const BLOCK: usize = 64;

/// The initial state of every message.
const BEGINNING: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

#[rustfmt::skip]
const ROUNDS: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// The states of four messages.
pub(super) struct States([U32x4; 8]);

impl Default for States {
    fn default() -> States {
        States(BEGINNING.map(|word| U32x4::new([word; 4])))
    }
}

impl States {
    /// Starts a new message in this lane.
    pub fn begin(&mut self, lane: usize) {
        for (four, beginning) in self.0.iter_mut().zip(BEGINNING) {
            let mut numbers = four.numbers();
            numbers[lane] = beginning;
            *four = U32x4::new(numbers);
        }
    }

    /// Returns the hash of the message in this lane, after its last block was processed.
    pub fn hash(&self, lane: usize) -> [u8; 32] {
        let mut hash = [0; 32];
        for (bytes, four) in hash.chunks_exact_mut(4).zip(self.0) {
            bytes.copy_from_slice(&four.numbers()[lane].to_be_bytes());
        }
        hash
    }

    /// Processes one block of each message.
    pub fn take(&mut self, blocks: [&[u8; BLOCK]; 4]) {
        let mut words = words(blocks);
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.0;
        for (number, constant) in ROUNDS.into_iter().enumerate() {
            let place = number % 16;
            if number >= 16 {
                let (early, late) = (words[(place + 1) % 16], words[(place + 14) % 16]);
                let early = early.rotate::<7>().xor(early.rotate::<18>()).xor(early.shift::<3>());
                let late = late.rotate::<17>().xor(late.rotate::<19>()).xor(late.shift::<10>());
                words[place] = words[place].add(early).add(words[(place + 9) % 16]).add(late);
            }
            let mixed = e.rotate::<6>().xor(e.rotate::<11>()).xor(e.rotate::<25>());
            let chosen = g.xor(e.and(f.xor(g)));
            let first = h.add(mixed).add(chosen).add(U32x4::new([constant; 4])).add(words[place]);
            let mixed = a.rotate::<2>().xor(a.rotate::<13>()).xor(a.rotate::<22>());
            let majority = b.xor(a.xor(b).and(b.xor(c)));
            let second = mixed.add(majority);
            (h, g, f, e, d, c, b, a) = (g, f, e, d.add(first), c, b, a, first.add(second));
        }
        for (four, new) in self.0.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *four = four.add(new);
        }
    }
}

/// Returns the sixteen words of each block; words with the same index are together.
#[inline(always)]
fn words(blocks: [&[u8; BLOCK]; 4]) -> [U32x4; 16] {
    let mut words = [U32x4::new([0; 4]); 16];
    for (quarter, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *words = U32x4::turn(blocks.map(|block| {
            let bytes = &block.as_chunks::<16>().0[quarter];
            let word = |place: usize| u32::from_le_bytes(bytes.as_chunks::<4>().0[place]);
            // SHA-256 is big-endian.
            U32x4::new(from_fn(word)).swap_bytes()
        }));
    }
    words
}
