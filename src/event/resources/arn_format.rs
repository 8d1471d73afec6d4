//! The format of the ARNs of a kind.

/// The parts of account and Region in an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnScope {
    /// Neither: names are unique in all of AWS.
    World,
    /// Only the account.
    Account,
    /// Only the Region.
    RegionAlone,
    /// Both.
    Region,
}

/// A kind of resource and the format of its ARNs.
#[derive(Clone, Copy, Debug)]
pub struct ArnFormat {
    /// `AWS::Service::Kind`.
    pub kind: &'static str,
    /// The service in its ARN.
    pub service: &'static str,
    /// The text before the name in its ARN.
    pub prefix: &'static str,
    /// The account and Region in its ARN.
    pub scope: ArnScope,
}
