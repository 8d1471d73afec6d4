//! Predefined groupings.

use super::{GroupSort, Grouping};

/// A grouping that is offered when none is chosen.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The title.
    pub title: &'static str,
    /// A description of the result.
    pub about: &'static str,
    /// The names that events are grouped by.
    pub by: &'static [&'static str],
    /// The name whose distinct values are counted; empty if none.
    pub distinct: &'static str,
    /// The path of the numbers that are summed; empty if none.
    pub number: &'static str,
}

/// The groupings that people use first.
pub const PRESETS: [Preset; 3] = [
    Preset {
        title: "Who did what",
        about: "Calls of everybody, and from how many addresses",
        by: &["who", "eventName"],
        distinct: "sourceIPAddress",
        number: "",
    },
    Preset {
        title: "Errors by actor",
        about: "Denied and failed calls by actor, and how many kinds of calls",
        by: &["errorCode", "actor"],
        distinct: "eventName",
        number: "",
    },
    Preset {
        title: "Bytes out by bucket",
        about: "What was read from S3, where a trail records data events",
        by: &["requestParameters.bucketName"],
        distinct: "who",
        number: "additionalEventData.bytesTransferredOut",
    },
];

impl Preset {
    /// Returns the grouping.
    pub fn grouping(&self) -> Grouping {
        let name = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        let number = name(self.number);
        let sort = if number.is_some() { GroupSort::Sum } else { GroupSort::Count };
        Grouping { distinct: name(self.distinct), number, sort, ..Grouping::by(self.by) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_can_be_grouped_by() {
        for preset in PRESETS {
            assert!(preset.grouping().paths().is_ok(), "{}", preset.title);
        }
    }
}
