//! Ids that are recognized by their form: a prefix, and a fixed number of digits.

/// Prefixes of ids, and the kinds of resources that they name. The prefix is followed by 17
/// hexadecimal digits, or 8 for old resources ("Resource IDs", EC2 User Guide).
const IDS: &[(&str, &str)] = &[
    ("i-", "AWS::EC2::Instance"),
    ("sg-", "AWS::EC2::SecurityGroup"),
    ("sgr-", "AWS::EC2::SecurityGroupRule"),
    ("vol-", "AWS::EC2::Volume"),
    ("snap-", "AWS::EC2::Snapshot"),
    ("ami-", "AWS::EC2::Image"),
    ("vpc-", "AWS::EC2::VPC"),
    ("subnet-", "AWS::EC2::Subnet"),
    ("eni-", "AWS::EC2::NetworkInterface"),
    ("rtb-", "AWS::EC2::RouteTable"),
    ("igw-", "AWS::EC2::InternetGateway"),
    ("eigw-", "AWS::EC2::EgressOnlyInternetGateway"),
    ("nat-", "AWS::EC2::NatGateway"),
    ("eipalloc-", "AWS::EC2::EIP"),
    ("vpce-", "AWS::EC2::VPCEndpoint"),
    ("vpce-svc-", "AWS::EC2::VPCEndpointService"),
    ("acl-", "AWS::EC2::NetworkAcl"),
    ("lt-", "AWS::EC2::LaunchTemplate"),
    ("pcx-", "AWS::EC2::VPCPeeringConnection"),
    ("tgw-", "AWS::EC2::TransitGateway"),
    ("tgw-attach-", "AWS::EC2::TransitGatewayAttachment"),
    ("tgw-rtb-", "AWS::EC2::TransitGatewayRouteTable"),
    ("vgw-", "AWS::EC2::VPNGateway"),
    ("cgw-", "AWS::EC2::CustomerGateway"),
    ("vpn-", "AWS::EC2::VPNConnection"),
    ("dopt-", "AWS::EC2::DHCPOptions"),
    ("pl-", "AWS::EC2::PrefixList"),
    ("fl-", "AWS::EC2::FlowLog"),
    ("key-", "AWS::EC2::KeyPair"),
    ("tms-", "AWS::EC2::TrafficMirrorSession"),
    ("tmt-", "AWS::EC2::TrafficMirrorTarget"),
    ("tmf-", "AWS::EC2::TrafficMirrorFilter"),
    ("tmfr-", "AWS::EC2::TrafficMirrorFilterRule"),
    ("cr-", "AWS::EC2::CapacityReservation"),
    ("eice-", "AWS::EC2::InstanceConnectEndpoint"),
    ("h-", "AWS::EC2::Host"),
    ("fs-", "AWS::EFS::FileSystem"),
    ("fsap-", "AWS::EFS::AccessPoint"),
];

/// Possible numbers of hexadecimal digits of an id.
const DIGITS: [usize; 2] = [17, 8];

/// Returns the kind of the resource if the text is exactly one id.
pub fn kind_of_id(text: &str) -> Option<&'static str> {
    if is_access_key(text) {
        return Some(super::things::ACCESS_KEY);
    }
    let at = text.rfind('-')? + 1;
    let (word, digits) = text.split_at(at);
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !DIGITS.contains(&digits.len()) || !digits.bytes().all(is_hex) {
        return None;
    }
    IDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}

/// Whether a text is a long-term access key: `AKIA` and 16 letters of base 32. A temporary key is a
/// part of a session, of which a role has one every hour.
fn is_access_key(text: &str) -> bool {
    text.len() == 20
        && text.starts_with("AKIA")
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Returns the kinds that have ids.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    IDS.iter().map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_with_both_lengths_of_digits() {
        for (word, kind) in IDS {
            for digits in ["0a1b2c3d", "0123456789abcdef0"] {
                assert_eq!(kind_of_id(&format!("{word}{digits}")), Some(*kind), "{word}{digits}");
            }
            for wrong in ["", "0a1b2c3", "0a1b2c3d4", "0A1B2C3D", "0123456789abcdefg", "0123456789abcdef01"] {
                assert_eq!(kind_of_id(&format!("{word}{wrong}")), None, "{word}{wrong}");
            }
        }
        assert_eq!(kind_of_id("AKIAIOSFODNN7EXAMPLE"), Some("AWS::IAM::AccessKey"));
        for text in ["ASIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7examplE", "i", "", "-"] {
            assert_eq!(kind_of_id(text), None, "{text}");
        }
        assert_eq!(kind_of_id("see sg-0a1b2c3d"), None, "an id among other words is no id");
    }
}
