//! The names of Regions.

/// Returns whether a text has the form of a Region: `eu-west-1`, `us-gov-east-1`, or of a zone,
/// with a letter appended.
pub(crate) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    // `eusc-de-east-1` is in the European Sovereign Cloud.
    let is_first = first.len() == 2 || matches!(first.get(2..), Some("gov" | "iso" | "sc"));
    let (Some(last), Some(middle)) = (parts.next_back(), parts.next()) else { return false };
    let digits = last.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let is_middle = is_directions(middle) || first == "eusc" && middle == "de";
    is_first
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && is_middle
        && parts.next().is_none_or(is_directions)
        && parts.next().is_none()
        && digits.len() == 1
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && last.len() <= 2
}

/// Returns whether a part of a Region's name consists of directions: `northeast`.
fn is_directions(part: &str) -> bool {
    let mut rest = part;
    while let Some(shorter) = DIRECTIONS.iter().find_map(|word| rest.strip_prefix(word)) {
        if shorter.is_empty() {
            return true;
        }
        rest = shorter;
    }
    false
}

/// The words that Region names consist of.
const DIRECTIONS: &[&str] =
    &["gov", "isob", "isoe", "isof", "iso", "north", "south", "east", "west", "central"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_other_words() {
        for text in ["eu-west-1", "us-gov-east-1", "us-east-1a", "ap-southeast-2"] {
            assert!(is_region(text), "{text}");
        }
        for text in ["eu-west", "alice-bob-1", "eu-bob-1", "eu-west-12", "us-east-1abc", ""] {
            assert!(!is_region(text), "{text}");
        }
    }
}
