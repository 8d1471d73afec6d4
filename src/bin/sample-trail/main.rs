//! `sample-trail`: writes the sample trail to a folder, at any size.
//!
//! Natively only: a browser has no folders. There it is empty,
//! so that everything else can be built for it in one go.

#[cfg(not(target_arch = "wasm32"))]
mod write;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    write::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
