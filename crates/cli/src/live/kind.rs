//! What kinds of resources are called.

use hopwise_capture::Call;

/// What a call describes, in the field's own words: `network interfaces`.
pub(crate) fn kind(call: Call) -> String {
    let operation = call.operation();
    let noun = ["Describe", "List", "Search", "Get"].iter().find_map(|verb| operation.strip_prefix(verb));
    let mut words = String::new();
    for character in noun.unwrap_or(operation).chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    let mut kind: Vec<String> = words.split(' ').map(abbreviation).collect();
    if let Some(last) = kind.last_mut()
        && !last.ends_with('s')
        && call.document().is_some()
    {
        *last = if last.ends_with('y') { format!("{}ies", last.trim_end_matches('y')) } else { format!("{last}s") };
    }
    kind.join(" ")
}

/// The field's abbreviations, as the field writes them.
fn abbreviation(word: &str) -> String {
    match word {
        "vpc" | "nat" | "dhcp" | "vpn" => word.to_ascii_uppercase(),
        "vpcs" => "VPCs".to_owned(),
        "acls" => "ACLs".to_owned(),
        word => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_called_as_people_call_them() {
        assert_eq!(kind(Call::DescribeVpcs), "VPCs");
        assert_eq!(kind(Call::DescribeNetworkInterfaces), "network interfaces");
        assert_eq!(kind(Call::DescribeNatGateways), "NAT gateways");
        assert_eq!(kind(Call::DescribeNetworkAcls), "network ACLs");
        assert_eq!(kind(Call::DescribeVpcAttribute), "VPC attributes");
        assert_eq!(kind(Call::GetRepositoryPolicy), "repository policies");
        assert_eq!(kind(Call::DescribeDhcpOptions), "DHCP options");
    }
}
