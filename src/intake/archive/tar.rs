//! Tar, with the long names of GNU and pax.

use super::Unpack;
use crate::intake::window::Window;

pub(super) fn unpack(window: &mut Window<'_>, into: &mut dyn Unpack) {
    let mut archive = ::tar::Archive::new(window);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return into.problem(&format!("the archive cannot be read ({error})"), 0),
    };
    let mut at = 0;
    for entry in entries {
        match entry {
            Ok(mut entry) => {
                at = entry.raw_file_position();
                if !entry.header().entry_type().is_file() {
                    continue;
                }
                let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                // A file that fails is reported separately; the next may be intact.
                if let Ok(false) = into.file(&path, &mut entry) {
                    return;
                }
            }
            Err(error) => {
                return into.problem(
                    &format!("the archive breaks off or is damaged ({error}); the files before that place were read"),
                    at,
                );
            }
        }
    }
}
