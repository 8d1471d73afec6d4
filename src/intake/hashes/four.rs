//! Four numbers that are processed in parallel: in one register if the machine supports it,
//! otherwise in four.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) use self::numbers::Four;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) use self::register::Four;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod register {
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub struct Four(v128);

    impl Four {
        #[inline(always)]
        pub fn new([a, b, c, d]: [u32; 4]) -> Four {
            Four(u32x4(a, b, c, d))
        }

        pub fn numbers(self) -> [u32; 4] {
            let Four(four) = self;
            [
                u32x4_extract_lane::<0>(four),
                u32x4_extract_lane::<1>(four),
                u32x4_extract_lane::<2>(four),
                u32x4_extract_lane::<3>(four),
            ]
        }

        #[inline(always)]
        pub fn add(self, other: Four) -> Four {
            Four(u32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn xor(self, other: Four) -> Four {
            Four(v128_xor(self.0, other.0))
        }

        #[inline(always)]
        pub fn and(self, other: Four) -> Four {
            Four(v128_and(self.0, other.0))
        }

        #[inline(always)]
        pub fn shift<const BITS: u32>(self) -> Four {
            Four(u32x4_shr(self.0, BITS))
        }

        #[inline(always)]
        pub fn rotate<const BITS: u32>(self) -> Four {
            Four(v128_or(u32x4_shr(self.0, BITS), u32x4_shl(self.0, 32 - BITS)))
        }

        #[inline(always)]
        pub fn swap_bytes(self) -> Four {
            Four(u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(self.0, self.0))
        }

        /// Transposes rows to columns.
        #[inline(always)]
        pub fn turn([a, b, c, d]: [Four; 4]) -> [Four; 4] {
            let (low_ab, high_ab) =
                (u32x4_shuffle::<0, 4, 1, 5>(a.0, b.0), u32x4_shuffle::<2, 6, 3, 7>(a.0, b.0));
            let (low_cd, high_cd) =
                (u32x4_shuffle::<0, 4, 1, 5>(c.0, d.0), u32x4_shuffle::<2, 6, 3, 7>(c.0, d.0));
            [
                Four(u64x2_shuffle::<0, 2>(low_ab, low_cd)),
                Four(u64x2_shuffle::<1, 3>(low_ab, low_cd)),
                Four(u64x2_shuffle::<0, 2>(high_ab, high_cd)),
                Four(u64x2_shuffle::<1, 3>(high_ab, high_cd)),
            ]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod numbers {
    use std::array::from_fn;

    #[derive(Clone, Copy)]
    pub struct Four([u32; 4]);

    impl Four {
        pub fn new(numbers: [u32; 4]) -> Four {
            Four(numbers)
        }

        pub fn numbers(self) -> [u32; 4] {
            self.0
        }

        fn with(self, other: Four, reckon: impl Fn(u32, u32) -> u32) -> Four {
            Four(from_fn(|lane| reckon(self.0[lane], other.0[lane])))
        }

        pub fn add(self, other: Four) -> Four {
            self.with(other, u32::wrapping_add)
        }

        pub fn xor(self, other: Four) -> Four {
            self.with(other, |a, b| a ^ b)
        }

        pub fn and(self, other: Four) -> Four {
            self.with(other, |a, b| a & b)
        }

        pub fn shift<const BITS: u32>(self) -> Four {
            Four(self.0.map(|number| number >> BITS))
        }

        pub fn rotate<const BITS: u32>(self) -> Four {
            Four(self.0.map(|number| number.rotate_right(BITS)))
        }

        pub fn swap_bytes(self) -> Four {
            Four(self.0.map(u32::swap_bytes))
        }

        /// Transposes rows to columns.
        pub fn turn(rows: [Four; 4]) -> [Four; 4] {
            from_fn(|column| Four(from_fn(|row| rows[row].0[column])))
        }
    }
}
