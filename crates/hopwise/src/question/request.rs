//! A question about one flow.

use std::ops::RangeInclusive;

use hopwise_model::Region;
use hopwise_packet::Protocol;

/// A question about one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRequest {
    /// Who asks: the id of a network interface, an instance or a task, an address of one of them, or a public address
    /// outside the snapshot.
    pub from: String,
    /// Who is asked: any of these, the id of an interface endpoint, a host name, or the name of a service of AWS such as `ecr.api`.
    pub to: String,
    /// The protocol.
    pub protocol: Protocol,
    /// The destination port, 443 if `None`; ignored for protocols without ports. ICMP asks with echo requests.
    pub port: Option<u16>,
    /// The ports that the client may use; `None` stands for those that it would use by itself.
    pub source_ports: Option<RangeInclusive<u16>>,
    /// The Region of a service where nothing in the snapshot tells it.
    pub region: Option<Region>,
}

impl TraceRequest {
    /// A question about tcp 443, from any port that the source would use.
    #[must_use]
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        let (from, to, protocol) = (from.into(), to.into(), Protocol::TCP);
        Self { from, to, protocol, port: None, source_ports: None, region: None }
    }
}
