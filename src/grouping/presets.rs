//! Groupings to begin with.

use super::{GroupSort, Grouping};

/// A grouping that is offered where none was chosen.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// By what.
    pub by: &'static [&'static str],
    /// Whose distinct values are counted; empty for none.
    pub distinct: &'static str,
    /// Which numbers are added up; empty for none.
    pub number: &'static str,
}

/// What people group by first.
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
        about: "Denied and failed calls of whoever is behind them, and of how many kinds",
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
    /// The grouping.
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
