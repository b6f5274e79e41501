//! Codes of gaps, in the style of the explanation codes.

use hopwise_model::NotEvaluated;

/// What is not evaluated, in words that finish "not evaluated: …".
pub(crate) const fn not_evaluated(what: NotEvaluated) -> &'static str {
    match what {
        NotEvaluated::TransitGateway => {
            "what a transit gateway does besides routing by its tables (policy tables, translation of addresses, several paths at once, packets that it brought and that leave the VPC again)"
        }
        NotEvaluated::TransitGatewayAttachment => {
            "what lies behind an attachment of a transit gateway that is no VPC's"
        }
        NotEvaluated::TransitGatewayZone => "in which zone a transit gateway takes packets, or lets them into the VPC",
        NotEvaluated::ReplyToNatGateway => {
            "which way a reply to a NAT gateway of the peer VPC goes, which a route leads elsewhere"
        }
        NotEvaluated::PeerVpcGroup => {
            "a rule that names a security group of a peer VPC (who has the group there, and whether the rule is stale, which `aws ec2 describe-stale-security-groups --vpc-id ID` tells)"
        }
        NotEvaluated::VirtualPrivateGateway => "what lies behind a virtual private gateway",
        NotEvaluated::Appliance => "what an interface that routes for others (a NAT instance or an appliance) does",
        NotEvaluated::Inspection => "what a firewall or a Gateway Load Balancer endpoint does",
        NotEvaluated::InternetFirewall => {
            "what a firewall does that inspects the traffic of the internet gateway (`NetworkFirewallAssociations` of the VPC, `IgwFirewall` of routes, `NetworkFirewallConnectivityType` of subnets)"
        }
        NotEvaluated::NatAppliance => "what the appliance on a NAT gateway does",
        NotEvaluated::OutsideTarget => "what lies behind a gateway that leads out of the Region's network",
        NotEvaluated::UnknownTarget => "a route target of a kind that is not known",
        NotEvaluated::EdgeRouteTable => "an edge route table that sends inbound packets through an appliance",
        NotEvaluated::EncryptionControl => "VPC encryption control in mode enforce",
        NotEvaluated::InternetGatewayReflection => {
            "packets that turn round at an internet gateway to a public address of the same network"
        }
        NotEvaluated::LinkLocal => "link-local services and the VPC's own resolver and router addresses",
        NotEvaluated::Ipv6 => "IPv6",
        NotEvaluated::Dns64 => "IPv6 addresses that the resolver makes up (DNS64), and the way through NAT64",
        NotEvaluated::ZoneDelegation => "name servers that a private hosted zone delegates a part of itself to",
        NotEvaluated::StandIn => {
            "whether who has the address in the private hosted zone's record passes connections on to the service"
        }
        NotEvaluated::EndpointServiceName => "whether the endpoint's service answers by this name, too",
        NotEvaluated::Profile => {
            "what a Route 53 Profile brings to the VPC's names: zones, Resolver rules, DNS Firewall, endpoints (`aws route53profiles list-profile-resource-associations --profile-id ID`)"
        }
        NotEvaluated::DnsRedirection => {
            "the names that a public name may lead on to, which DNS Firewall inspects and may block"
        }
        NotEvaluated::DnsThreatProtection => "rules of DNS Firewall that know threats by other signs than domains",
        NotEvaluated::EndpointServiceUdp => "whether the service behind the endpoint takes UDP",
        NotEvaluated::EndpointServicePort => {
            "whether the service behind the endpoint answers on this port (services of AWS answer on 443, if their guides name no other)"
        }
        NotEvaluated::PublicServicePort => {
            "whether the service answers on this port and protocol (services of AWS answer on TCP 443, if their guides name no other)"
        }
        NotEvaluated::EndpointInNoSubnet => {
            "what the resolver answers for an endpoint that is in no subnet (`SubnetIds` is empty) and so has no interface"
        }
        NotEvaluated::DnsOverHttps => {
            "whether the Resolver endpoint takes DNS over HTTPS (`aws route53resolver list-resolver-endpoints` tells its `Protocols`)"
        }
        NotEvaluated::Listeners => {
            "which ports the load balancer listens on (`aws elbv2 describe-listeners` or `aws elb describe-load-balancers` tells)"
        }
        NotEvaluated::InterfaceKind => "which connections an interface of this kind opens and takes",
        NotEvaluated::EndpointKind => "a VPC endpoint of a kind that is not known",
    }
}
