//! Four numbers that are processed in parallel: in one register if the machine supports it,
//! otherwise in four.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) use self::numbers::ScalarU32x4 as U32x4;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) use self::register::SimdU32x4 as U32x4;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod register {
    use core::arch::wasm32::*;

    #[derive(Clone, Copy)]
    pub struct SimdU32x4(v128);

    impl SimdU32x4 {
        #[inline(always)]
        pub fn new([a, b, c, d]: [u32; 4]) -> SimdU32x4 {
            SimdU32x4(u32x4(a, b, c, d))
        }

        pub fn numbers(self) -> [u32; 4] {
            let SimdU32x4(four) = self;
            [
                u32x4_extract_lane::<0>(four),
                u32x4_extract_lane::<1>(four),
                u32x4_extract_lane::<2>(four),
                u32x4_extract_lane::<3>(four),
            ]
        }

        #[inline(always)]
        pub fn add(self, other: SimdU32x4) -> SimdU32x4 {
            SimdU32x4(u32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn xor(self, other: SimdU32x4) -> SimdU32x4 {
            SimdU32x4(v128_xor(self.0, other.0))
        }

        #[inline(always)]
        pub fn and(self, other: SimdU32x4) -> SimdU32x4 {
            SimdU32x4(v128_and(self.0, other.0))
        }

        #[inline(always)]
        pub fn shift<const BITS: u32>(self) -> SimdU32x4 {
            SimdU32x4(u32x4_shr(self.0, BITS))
        }

        #[inline(always)]
        pub fn rotate<const BITS: u32>(self) -> SimdU32x4 {
            SimdU32x4(v128_or(u32x4_shr(self.0, BITS), u32x4_shl(self.0, 32 - BITS)))
        }

        #[inline(always)]
        pub fn swap_bytes(self) -> SimdU32x4 {
            SimdU32x4(u8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(self.0, self.0))
        }

        /// Transposes rows to columns.
        #[inline(always)]
        pub fn turn([a, b, c, d]: [SimdU32x4; 4]) -> [SimdU32x4; 4] {
            let (low_ab, high_ab) =
                (u32x4_shuffle::<0, 4, 1, 5>(a.0, b.0), u32x4_shuffle::<2, 6, 3, 7>(a.0, b.0));
            let (low_cd, high_cd) =
                (u32x4_shuffle::<0, 4, 1, 5>(c.0, d.0), u32x4_shuffle::<2, 6, 3, 7>(c.0, d.0));
            [
                SimdU32x4(u64x2_shuffle::<0, 2>(low_ab, low_cd)),
                SimdU32x4(u64x2_shuffle::<1, 3>(low_ab, low_cd)),
                SimdU32x4(u64x2_shuffle::<0, 2>(high_ab, high_cd)),
                SimdU32x4(u64x2_shuffle::<1, 3>(high_ab, high_cd)),
            ]
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod numbers {
    use std::array::from_fn;

    #[derive(Clone, Copy)]
    pub struct ScalarU32x4([u32; 4]);

    impl ScalarU32x4 {
        pub fn new(numbers: [u32; 4]) -> ScalarU32x4 {
            ScalarU32x4(numbers)
        }

        pub fn numbers(self) -> [u32; 4] {
            self.0
        }

        fn with(self, other: ScalarU32x4, reckon: impl Fn(u32, u32) -> u32) -> ScalarU32x4 {
            ScalarU32x4(from_fn(|lane| reckon(self.0[lane], other.0[lane])))
        }

        pub fn add(self, other: ScalarU32x4) -> ScalarU32x4 {
            self.with(other, u32::wrapping_add)
        }

        pub fn xor(self, other: ScalarU32x4) -> ScalarU32x4 {
            self.with(other, |a, b| a ^ b)
        }

        pub fn and(self, other: ScalarU32x4) -> ScalarU32x4 {
            self.with(other, |a, b| a & b)
        }

        pub fn shift<const BITS: u32>(self) -> ScalarU32x4 {
            ScalarU32x4(self.0.map(|number| number >> BITS))
        }

        pub fn rotate<const BITS: u32>(self) -> ScalarU32x4 {
            ScalarU32x4(self.0.map(|number| number.rotate_right(BITS)))
        }

        pub fn swap_bytes(self) -> ScalarU32x4 {
            ScalarU32x4(self.0.map(u32::swap_bytes))
        }

        /// Transposes rows to columns.
        pub fn turn(rows: [ScalarU32x4; 4]) -> [ScalarU32x4; 4] {
            from_fn(|column| ScalarU32x4(from_fn(|row| rows[row].0[column])))
        }
    }
}
