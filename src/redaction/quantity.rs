//! Keys whose numbers are quantities or times, and no accounts.

/// Words in keys whose numbers are quantities or times.
const QUANTITIES: &[&str] = &[
    "size",
    "bytes",
    "count",
    "seconds",
    "millis",
    "minutes",
    "days",
    "date",
    "time",
    "limit",
    "capacity",
    "max",
    "min",
    "port",
    "iops",
    "throughput",
    "total",
    "period",
    "duration",
    "expir",
    "percent",
    "length",
    "offset",
    "number",
];

/// Returns whether the numbers at a key are quantities or times.
pub(super) fn is_quantity(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    QUANTITIES.iter().any(|word| lower.contains(word)) && !lower.contains("account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_a_quantity_and_accounts_are_none() {
        assert!(is_quantity("bytesTransferredOut") && !is_quantity("ownerAccount"));
    }
}
