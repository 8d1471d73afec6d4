//! `sample-trail`: writes the sample trail to a folder, at any size.
//!
//! It works on native targets only, because a browser has no folders. For WebAssembly `main` is
//! empty, so that the whole package builds for that target.

#[cfg(not(target_arch = "wasm32"))]
mod write;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    write::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
