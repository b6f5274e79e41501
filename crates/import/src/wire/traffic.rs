//! Protocols and ports of security group rules and network ACL entries.

use hopwise_model::Traffic;
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};

use super::at::{At, Problem};

/// A protocol by name or number; `None` is all of them.
pub(crate) fn protocol(text: &str, at: &At<'_>) -> Result<Option<u8>, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "-1" | "all" => Ok(None),
        "tcp" => Ok(Some(TCP)),
        "udp" => Ok(Some(UDP)),
        "icmp" => Ok(Some(ICMP)),
        "icmpv6" => Ok(Some(ICMPV6)),
        number => match number.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => {
                Err(at.expected("a protocol: `tcp`, `udp`, `icmp`, `icmpv6`, a number up to 255, or `-1` for all"))
            }
        },
    }
}

/// A range of ports; both ends absent, or −1 as `describe-security-group-rules` prints it, is all of them.
pub(crate) fn ports(protocol: u8, from: (Option<i64>, At<'_>), to: (Option<i64>, At<'_>)) -> Result<Traffic, Problem> {
    let (from, to) = match (from, to) {
        ((None | Some(-1), _), (None | Some(-1), _)) => (0, u16::MAX),
        ((Some(low), from_at), (Some(high), to_at)) => {
            let number =
                |port: i64, at: &At<'_>| u16::try_from(port).map_err(|_| at.expected("a port from 0 to 65535"));
            let range = (number(low, &from_at)?, number(high, &to_at)?);
            if range.0 > range.1 {
                return Err(from_at.expected(format!("a port no higher than {high}, where the range ends")));
            }
            range
        }
        ((None, at), _) | (_, (None, at)) => return Err(at.expected("both ends of the range of ports, or none")),
    };
    Ok(Traffic::Ports { protocol, from, to })
}

/// An ICMP type and code; absent or −1 is any.
pub(crate) fn icmp(protocol: u8, kind: (Option<i64>, At<'_>), code: (Option<i64>, At<'_>)) -> Result<Traffic, Problem> {
    let number = |(value, at): (Option<i64>, At<'_>), what: &str| match value {
        None | Some(-1) => Ok(None),
        Some(value) => u8::try_from(value).map(Some).map_err(|_| at.expected(what)),
    };
    let kind = number(kind, "an ICMP type from 0 to 255, or -1 for any")?;
    let code = number(code, "an ICMP code from 0 to 255, or -1 for any")?;
    // Without a type there is nothing that a code could be a code of.
    Ok(Traffic::Icmp { protocol, kind, code: kind.and(code) })
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::Scope;

    use super::*;

    fn range(from: Option<i64>, to: Option<i64>) -> Result<Traffic, String> {
        let (file, scope) = ("f".into(), Scope::default());
        let at = At::top(&file, &scope);
        ports(TCP, (from, at.member("FromPort")), (to, at.member("ToPort"))).map_err(|p| p.pointer)
    }

    #[test]
    fn ranges_of_ports() {
        let all = Traffic::Ports { protocol: TCP, from: 0, to: 65535 };
        assert_eq!(range(None, None), Ok(all));
        assert_eq!(range(Some(-1), Some(-1)), Ok(all));
        assert_eq!(range(Some(443), Some(443)), Ok(Traffic::Ports { protocol: TCP, from: 443, to: 443 }));
        assert_eq!(range(Some(2), Some(1)), Err("/FromPort".to_owned()));
        assert_eq!(range(Some(2), Some(70000)), Err("/ToPort".to_owned()));
        assert_eq!(range(Some(2), None), Err("/ToPort".to_owned()));
    }

    #[test]
    fn icmp_types_and_codes() {
        let (file, scope) = ("f".into(), Scope::default());
        let at = At::top(&file, &scope);
        let icmp = |kind, code| icmp(ICMP, (kind, at.clone()), (code, at.clone())).unwrap();
        assert_eq!(icmp(Some(-1), Some(-1)), Traffic::Icmp { protocol: ICMP, kind: None, code: None });
        assert_eq!(icmp(Some(3), Some(4)), Traffic::Icmp { protocol: ICMP, kind: Some(3), code: Some(4) });
        assert_eq!(icmp(Some(8), None), Traffic::Icmp { protocol: ICMP, kind: Some(8), code: None });
        assert_eq!(icmp(Some(-1), Some(4)), Traffic::Icmp { protocol: ICMP, kind: None, code: None });
    }

    #[test]
    fn protocols_by_name_and_number() {
        let (file, scope) = ("f".into(), Scope::default());
        let at = At::top(&file, &scope);
        for (text, wanted) in [("-1", None), ("6", Some(6)), ("tcp", Some(6)), ("ICMPv6", Some(58)), ("47", Some(47))] {
            assert_eq!(protocol(text, &at).unwrap(), wanted, "{text}");
        }
        for text in ["256", "-2", "http", ""] {
            assert!(protocol(text, &at).is_err(), "{text}");
        }
    }
}
