//! Helpers of the integration tests.

#![allow(dead_code, reason = "every test binary uses some of it")]

pub mod naive;
