//! Blocks of VPCs and subnets.

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::refused::Refused;

/// The prefix lengths of IPv4 blocks.
const IPV4: [u8; 2] = [16, 28];

/// Those of the IPv6 blocks of a VPC, in steps of four (fact base L.1).
const IPV6: [u8; 2] = [44, 60];

/// That of the IPv6 block of a subnet.
const IPV6_OF_SUBNET: u8 = 64;

/// The blocks of a VPC by family, each of a size that AWS allows.
pub(crate) fn blocks(what: &str, texts: &[String]) -> Result<(Vec<Ipv4Net>, Vec<Ipv6Net>), Refused> {
    let (mut ipv4, mut ipv6): (Vec<Ipv4Net>, Vec<Ipv6Net>) = (Vec::new(), Vec::new());
    for text in texts {
        match parsed(what, text)? {
            IpNet::V4(block) => ipv4.push(sized(what, "InvalidVpc.Range", block)?),
            IpNet::V6(_) if ipv4.is_empty() => {
                return Err(Refused::new(what, "MissingParameter", "a VPC is made with a block of IPv4"));
            }
            IpNet::V6(block) => {
                let [widest, narrowest] = IPV6;
                if !(widest..=narrowest).contains(&block.prefix_len()) || block.prefix_len() % 4 != 0 {
                    let why = format!("{block} is not between /{widest} and /{narrowest} in steps of 4");
                    return Err(Refused::new(what, "InvalidVpc.Range", why));
                }
                ipv6.push(block);
            }
        }
    }
    Ok((ipv4, ipv6))
}

fn parsed(what: &str, text: &str) -> Result<IpNet, Refused> {
    let block = text.parse::<IpNet>().map(|block| block.trunc());
    block.map_err(|_| Refused::new(what, "InvalidParameterValue", format!("`{text}` is no block of addresses")))
}

fn sized(what: &str, code: &'static str, block: Ipv4Net) -> Result<Ipv4Net, Refused> {
    let [widest, narrowest] = IPV4;
    if !(widest..=narrowest).contains(&block.prefix_len()) {
        return Err(Refused::new(what, code, format!("{block} is not between /{widest} and /{narrowest}")));
    }
    Ok(block)
}

fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// The space of a VPC: which blocks are taken.
#[derive(Debug)]
pub(crate) struct Space<'v> {
    ipv4: &'v [Ipv4Net],
    ipv6: &'v [Ipv6Net],
    taken: Vec<Ipv4Net>,
    taken_ipv6: usize,
}

impl<'v> Space<'v> {
    pub(crate) fn new(ipv4: &'v [Ipv4Net], ipv6: &'v [Ipv6Net]) -> Self {
        Self { ipv4, ipv6, taken: Vec::new(), taken_ipv6: 0 }
    }

    /// Takes a block that was asked for.
    pub(crate) fn take(&mut self, what: &str, text: &str) -> Result<Ipv4Net, Refused> {
        let IpNet::V4(block) = parsed(what, text)? else {
            return Err(Refused::new(what, "InvalidParameterValue", format!("`{text}` is no IPv4 block")));
        };
        let block = sized(what, "InvalidSubnet.Range", block)?;
        if !self.ipv4.iter().any(|own| own.contains(&block)) {
            return Err(Refused::new(
                what,
                "InvalidSubnet.Range",
                format!("{block} is not within the blocks of the VPC"),
            ));
        }
        if let Some(other) = self.taken.iter().find(|other| overlap(**other, block)) {
            return Err(Refused::new(
                what,
                "InvalidSubnet.Conflict",
                format!("{block} overlaps {other} of another subnet"),
            ));
        }
        self.taken.push(block);
        Ok(block)
    }

    /// Takes the first block of a size that is free. Linear in the number of subnets.
    pub(crate) fn take_any(&mut self, what: &str, size: u8) -> Result<Ipv4Net, Refused> {
        let [widest, narrowest] = IPV4;
        if !(widest..=narrowest).contains(&size) {
            let why = format!("/{size} is not between /{widest} and /{narrowest}");
            return Err(Refused::new(what, "InvalidSubnet.Range", why));
        }
        let fits = self.ipv4.iter().filter_map(|own| own.subnets(size).ok()).flatten();
        let free = fits.into_iter().find(|block| !self.taken.iter().any(|other| overlap(*other, *block)));
        let free = free.ok_or_else(|| {
            Refused::new(what, "InvalidSubnet.Range", format!("the blocks of the VPC have no room for another /{size}"))
        })?;
        self.taken.push(free);
        Ok(free)
    }

    /// Takes the next block of IPv6.
    pub(crate) fn take_ipv6(&mut self, what: &str) -> Result<Ipv6Net, Refused> {
        let mut all = self.ipv6.iter().filter_map(|own| own.subnets(IPV6_OF_SUBNET).ok()).flatten();
        let free = all.nth(self.taken_ipv6).ok_or_else(|| {
            let why = match self.ipv6 {
                [] => "the VPC has no block of IPv6: `Vpc::block`".to_owned(),
                _ => format!("the blocks of the VPC have no room for another /{IPV6_OF_SUBNET}"),
            };
            Refused::new(what, "InvalidSubnet.Range", why)
        })?;
        self.taken_ipv6 += 1;
        Ok(free)
    }
}
