//! The keys that move along a list.

/// Returns the row to which a key moves, with the name of the key as in `KeyboardEvent.key`; `None`
/// for any other key. `here` is the current row; without one, the first key goes to the beginning.
/// `last` is the last row, `screenful` the number of rows on screen.
pub fn list_step(key: &str, here: Option<u64>, last: u64, screenful: u64) -> Option<u64> {
    Some(match (key, here) {
        ("ArrowDown" | "j", Some(here)) => (here + 1).min(last),
        ("ArrowUp" | "k", Some(here)) => here.saturating_sub(1),
        ("PageDown", Some(here)) => (here + screenful).min(last),
        ("PageUp", Some(here)) => here.saturating_sub(screenful),
        ("ArrowDown" | "ArrowUp" | "j" | "k" | "PageDown" | "PageUp" | "Home", _) => 0,
        ("End", _) => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_within_the_list() {
        let step = |key, here| list_step(key, Some(here), 9, 4);
        assert_eq!((step("j", 9), step("ArrowUp", 0)), (Some(9), Some(0)));
        assert_eq!(
            (step("PageDown", 3), step("PageDown", 8), step("PageUp", 2)),
            (Some(7), Some(9), Some(0))
        );
        assert_eq!((step("Home", 5), step("End", 5), step("x", 5)), (Some(0), Some(9), None));
    }

    #[test]
    fn without_a_row_the_first_key_goes_to_the_beginning() {
        for key in ["ArrowDown", "ArrowUp", "j", "k", "PageDown", "PageUp", "Home"] {
            assert_eq!(list_step(key, None, 9, 4), Some(0));
        }
        assert_eq!(list_step("End", None, 9, 4), Some(9));
    }
}
