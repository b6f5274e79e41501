//! Commands of the AWS CLI that carry a change out.

use hopwise_explain::{Change, DnsAttribute};
use hopwise_model::resource::{Direction, ExclusionMode, Peer, RouteDestination, RouteTarget};
use hopwise_model::{AccountId, NetworkAclId, SecurityGroupId, Traffic};
use ipnet::IpNet;

use super::context::Context;
use super::name;
use super::new::New;
use super::service::{self, Move};
use crate::words::shell::shell;

/// The commands of a change, in order; none where the AWS CLI cannot do it with what is known.
#[expect(clippy::too_many_lines, reason = "one exhaustive match, so that no change is forgotten")]
pub(super) fn commands(change: &Change, context: Context<'_>) -> Vec<String> {
    let new = context.new;
    let one = |command: String| vec![command];
    match change {
        Change::AuthorizeEgress { group, traffic, peer } => one(format!(
            "aws ec2 authorize-security-group-egress --group-id {group} --ip-permissions {}",
            permission(*traffic, peer, user_of(group, peer, context))
        )),
        Change::AuthorizeIngress { group, traffic, peer } => one(format!(
            "aws ec2 authorize-security-group-ingress --group-id {group} --ip-permissions {}",
            permission(*traffic, peer, user_of(group, peer, context))
        )),
        Change::RevokeEgress { group, traffic, peer } => one(format!(
            "aws ec2 revoke-security-group-egress --group-id {group} --ip-permissions {}",
            permission(*traffic, peer, user_of(group, peer, context))
        )),
        Change::RevokeIngress { group, traffic, peer } => one(format!(
            "aws ec2 revoke-security-group-ingress --group-id {group} --ip-permissions {}",
            permission(*traffic, peer, user_of(group, peer, context))
        )),
        Change::AddAclEntry { acl, number, direction, traffic, cidr } => {
            let entry = acl_entry(acl, *number, *direction);
            one(format!("aws ec2 create-network-acl-entry {entry} {}", acl_action("allow", *traffic, *cidr)))
        }
        Change::DenyByAcl { acl, number, direction, traffic, cidr } => {
            let entry = acl_entry(acl, *number, *direction);
            one(format!("aws ec2 create-network-acl-entry {entry} {}", acl_action("deny", *traffic, *cidr)))
        }
        Change::ReplaceAclEntry { acl, number, direction, traffic, cidr } => {
            let entry = acl_entry(acl, *number, *direction);
            one(format!("aws ec2 replace-network-acl-entry {entry} {}", acl_action("allow", *traffic, *cidr)))
        }
        Change::DeleteAclEntry { acl, number, direction } => {
            one(format!("aws ec2 delete-network-acl-entry {}", acl_entry(acl, *number, *direction)))
        }
        Change::CreateRoute { table, destination, target } => route_target(target, new)
            .map(|target| format!("aws ec2 create-route --route-table-id {table} {} {target}", covers(destination)))
            .into_iter()
            .collect(),
        Change::ReplaceRoute { table, destination, target } => route_target(target, new)
            .map(|target| format!("aws ec2 replace-route --route-table-id {table} {} {target}", covers(destination)))
            .into_iter()
            .collect(),
        Change::DeleteRoute { table, destination } => {
            one(format!("aws ec2 delete-route --route-table-id {table} {}", covers(destination)))
        }
        Change::AssociateRouteTable { subnet, table } => {
            let known = context.design.subnets.find(subnet.as_str());
            let explicit = known.is_some_and(|known| context.design.subnets.get(known).explicit_association);
            one(if explicit {
                // The snapshot's model has no ids of associations, so the command asks for this one's.
                format!(
                    "aws ec2 replace-route-table-association --route-table-id {table} --association-id \"$(aws ec2 describe-route-tables --filters Name=association.subnet-id,Values={subnet} --query \"RouteTables[].Associations[?SubnetId=='{subnet}'].RouteTableAssociationId\" --output text)\""
                )
            } else {
                format!("aws ec2 associate-route-table --route-table-id {table} --subnet-id {subnet}")
            })
        }
        Change::AssociateGatewayEndpoint { endpoint, table } => one(format!(
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {} --add-route-table-ids {table}",
            new.id(endpoint.as_str())
        )),
        Change::DisassociateGatewayEndpoint { endpoint, table } => one(format!(
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --remove-route-table-ids {table}"
        )),
        Change::CreateGatewayEndpoint { vpc, service_name, table, id } => one(new.kept(id.as_str(), format!(
            "aws ec2 create-vpc-endpoint --vpc-endpoint-type Gateway --vpc-id {vpc} --service-name {} --route-table-ids {table}",
            shell(service_name)
        ))),
        Change::CreateInterfaceEndpoint { vpc, service_name, subnets, groups, id } => {
            let subnets: Vec<&str> = subnets.iter().map(AsRef::as_ref).collect();
            let groups: Vec<&str> = groups.iter().map(AsRef::as_ref).collect();
            let guards =
                if groups.is_empty() { String::new() } else { format!(" --security-group-ids {}", groups.join(" ")) };
            // S3's private DNS is for on premises only unless asked otherwise.
            let inside =
                if service_name.rsplit('.').next() == Some("s3") { format!(" {INSIDE}") } else { String::new() };
            let command = format!(
                "aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id {vpc} --service-name {} --subnet-ids {}{guards} --private-dns-enabled{inside}",
                shell(service_name),
                subnets.join(" ")
            );
            one(new.kept(id.as_str(), command))
        }
        Change::AddEndpointSubnets { endpoint, subnets } => {
            let subnets: Vec<&str> = subnets.iter().map(AsRef::as_ref).collect();
            one(format!(
                "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --add-subnet-ids {}",
                subnets.join(" ")
            ))
        }
        Change::CreateMountTarget { file_system, subnet, groups } => {
            let groups: Vec<&str> = groups.iter().map(AsRef::as_ref).collect();
            let guards = if groups.is_empty() { String::new() } else { format!(" --security-groups {}", groups.join(" ")) };
            one(format!(
                "aws efs create-mount-target --file-system-id {} --subnet-id {subnet}{guards}",
                shell(file_system)
            ))
        }
        Change::AddEndpointGroup { endpoint, group } => one(format!(
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {} --add-security-group-ids {group}",
            new.id(endpoint.as_str())
        )),
        Change::EnablePrivateDns { endpoint } => {
            let found = context.design.vpc_endpoints.find(endpoint.as_str());
            let record = found.map(|found| &context.design.vpc_endpoints.get(found).record);
            // AWS lets S3's answer the inbound Resolver endpoint alone unless told otherwise.
            let is_open = record.is_some_and(|own| {
                own.service_name.rsplit('.').next() == Some("s3")
                    && own.private_dns_only_for_inbound_resolver.is_none()
            });
            let options = if is_open { format!(" {INSIDE}") } else { String::new() };
            one(format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} --private-dns-enabled{options}"))
        }
        Change::AnswerInsideVpc { endpoint } => {
            one(format!("aws ec2 modify-vpc-endpoint --vpc-endpoint-id {endpoint} {INSIDE}"))
        }
        Change::EnableDnsAttribute { vpc, attribute } => {
            let attribute = match attribute {
                DnsAttribute::Support => "--enable-dns-support",
                DnsAttribute::Hostnames => "--enable-dns-hostnames",
            };
            one(format!("aws ec2 modify-vpc-attribute --vpc-id {vpc} {attribute} '{{\"Value\":true}}'"))
        }
        Change::UseAmazonDns { vpc, options } => {
            let associate = |id: &str| format!("aws ec2 associate-dhcp-options --dhcp-options-id {id} --vpc-id {vpc}");
            match options {
                Some(options) => one(associate(options.as_str())),
                None => vec![AMAZON_DNS.to_owned(), associate("\"$DHCP_OPTIONS_ID\"")],
            }
        }
        Change::CreateRecord { zone, name, like } => name::create_records(zone, name, like, context),
        Change::AssociateZone { zone, vpc } => one(name::associate(zone, vpc, context)),
        Change::DisassociateZone { zone, vpc } => one(name::disassociate(zone, vpc, context)),
        Change::DeleteZone { zone } => one(format!("aws route53 delete-hosted-zone --id {zone}")),
        Change::AssignPublicIp { service, cluster, subnet } => {
            let placement = Move::PublicAddress { subnet };
            service::command(service.as_deref(), cluster.as_deref(), &placement, context).into_iter().collect()
        }
        Change::PlaceInSubnet { service, cluster, from, to } => {
            let placement = Move::Subnet { from, to };
            service::command(service.as_deref(), cluster.as_deref(), &placement, context).into_iter().collect()
        }
        Change::AssociateAddress { interface } => vec![
            ALLOCATE.to_owned(),
            format!("aws ec2 associate-address --network-interface-id {interface} --allocation-id \"$ALLOCATION_ID\""),
        ],
        Change::AcceptVpcPeeringConnection { connection } => {
            // It is accepted in the Region of who was asked, whichever asked.
            let region = context.accepter_of(connection).and_then(|side| side.region.as_ref());
            let region = region.map_or_else(String::new, |region| format!(" --region {region}"));
            let id = shell(connection);
            one(format!("aws ec2 accept-vpc-peering-connection{region} --vpc-peering-connection-id {id}"))
        }
        Change::AddSubnetToAttachment { attachment, subnet } => {
            let id = shell(attachment);
            one(format!(
                "aws ec2 modify-transit-gateway-vpc-attachment --transit-gateway-attachment-id {id} --add-subnet-ids {subnet}"
            ))
        }
        Change::AssociateTransitGatewayTable { attachment, table } => {
            let (id, table) = (shell(attachment), shell(table));
            one(format!(
                "aws ec2 associate-transit-gateway-route-table --transit-gateway-route-table-id {table} --transit-gateway-attachment-id {id}"
            ))
        }
        Change::CreateTransitGatewayRoute { table, block, attachment, replaces } => {
            let (id, table) = (shell(attachment), shell(table));
            let verb = if *replaces { "replace" } else { "create" };
            one(format!(
                "aws ec2 {verb}-transit-gateway-route --transit-gateway-route-table-id {table} --destination-cidr-block {block} --transit-gateway-attachment-id {id}"
            ))
        }
        Change::AttachInternetGateway { gateway, vpc } => {
            one(format!("aws ec2 attach-internet-gateway --internet-gateway-id {gateway} --vpc-id {vpc}"))
        }
        Change::CreateNatGateway { subnet, id } => {
            let variable = new.variable(id.as_str()).unwrap_or("NAT_GATEWAY_ID");
            vec![
                ALLOCATE.to_owned(),
                format!(
                    "{variable}=$(aws ec2 create-nat-gateway --subnet-id {subnet} --allocation-id \"$ALLOCATION_ID\" --query NatGateway.NatGatewayId --output text)"
                ),
                // Routes to it are accepted at once, and lead nowhere until then.
                format!("aws ec2 wait nat-gateway-available --nat-gateway-ids \"${variable}\""),
            ]
        }
        Change::ExcludeFromBlockPublicAccess { subnet, exclusion, mode } => {
            let mode = match mode {
                ExclusionMode::AllowEgress => "allow-egress",
                ExclusionMode::AllowBidirectional => "allow-bidirectional",
            };
            let call = match exclusion {
                None => format!("create-vpc-block-public-access-exclusion --subnet-id {subnet}"),
                Some(exclusion) => format!("modify-vpc-block-public-access-exclusion --exclusion-id {exclusion}"),
            };
            one(format!("aws ec2 {call} --internet-gateway-exclusion-mode {mode}"))
        }
    }
}

/// Allocates an Elastic IP address, and keeps its id for the next command.
const ALLOCATE: &str = "ALLOCATION_ID=$(aws ec2 allocate-address --domain vpc --query AllocationId --output text)";

/// Makes a set of DHCP options with the Amazon resolver, and keeps its id for the next command.
const AMAZON_DNS: &str = "DHCP_OPTIONS_ID=$(aws ec2 create-dhcp-options --dhcp-configurations Key=domain-name-servers,Values=AmazonProvidedDNS --query DhcpOptions.DhcpOptionsId --output text)";

/// Lets an S3 endpoint's private DNS answer the VPC itself.
const INSIDE: &str = "--dns-options PrivateDnsOnlyForInboundResolverEndpoint=false";

/// The account of a group that a rule of another account's group names, which has to be said (EC2 API, `UserIdGroupPair`).
fn user_of<'c>(group: &SecurityGroupId, peer: &Peer, context: Context<'c>) -> Option<&'c AccountId> {
    let Peer::Group(peer) = peer else { return None };
    let owner = |id: &SecurityGroupId| {
        let found = context.design.security_groups.find(id.as_str())?;
        context.design.security_groups.get(found).record.owner.as_ref()
    };
    owner(peer).filter(|user| owner(group).is_some_and(|own| own != *user))
}

/// One permission in the shorthand syntax of the AWS CLI, quoted for a shell.
fn permission(traffic: Traffic, peer: &Peer, user: Option<&AccountId>) -> String {
    let traffic = match traffic {
        Traffic::All => "IpProtocol=-1".to_owned(),
        Traffic::Protocol(number) => format!("IpProtocol={number}"),
        Traffic::Ports { protocol, from, to } => {
            format!("IpProtocol={},FromPort={from},ToPort={to}", hopwise_model::traffic::protocol_name(protocol))
        }
        Traffic::Icmp { protocol, kind, code } => format!(
            "IpProtocol={},FromPort={},ToPort={}",
            hopwise_model::traffic::protocol_name(protocol),
            any(kind),
            any(code)
        ),
    };
    let peer = match peer {
        Peer::Cidr(IpNet::V4(net)) => format!("IpRanges=[{{CidrIp={net}}}]"),
        Peer::Cidr(IpNet::V6(net)) => format!("Ipv6Ranges=[{{CidrIpv6={net}}}]"),
        Peer::PrefixList(list) => format!("PrefixListIds=[{{PrefixListId={list}}}]"),
        Peer::Group(group) => {
            let user = user.map_or_else(String::new, |user| format!(",UserId={user}"));
            format!("UserIdGroupPairs=[{{GroupId={group}{user}}}]")
        }
    };
    shell(&format!("{traffic},{peer}"))
}

/// The options that name an entry of a network ACL.
fn acl_entry(acl: &NetworkAclId, number: u32, direction: Direction) -> String {
    let way = match direction {
        Direction::Ingress => "--ingress",
        Direction::Egress => "--egress",
    };
    format!("--network-acl-id {acl} {way} --rule-number {number}")
}

/// The options that make an entry allow or deny something.
fn acl_action(action: &str, traffic: Traffic, cidr: IpNet) -> String {
    let block = match cidr {
        IpNet::V4(net) => format!("--cidr-block {net}"),
        IpNet::V6(net) => format!("--ipv6-cidr-block {net}"),
    };
    format!("--rule-action {action} {} {block}", acl_traffic(traffic))
}

fn acl_traffic(traffic: Traffic) -> String {
    match traffic {
        Traffic::All => "--protocol -1".to_owned(),
        Traffic::Protocol(number) => format!("--protocol {number}"),
        Traffic::Ports { protocol, from, to } => format!("--protocol {protocol} --port-range From={from},To={to}"),
        Traffic::Icmp { protocol, kind, code } => {
            format!("--protocol {protocol} --icmp-type-code Type={},Code={}", any(kind), any(code))
        }
    }
}

/// ICMP types and codes: -1 stands for any.
fn any(number: Option<u8>) -> String {
    number.map_or_else(|| "-1".to_owned(), |number| number.to_string())
}

fn covers(destination: &RouteDestination) -> String {
    match destination {
        RouteDestination::Cidr(IpNet::V4(net)) => format!("--destination-cidr-block {net}"),
        RouteDestination::Cidr(IpNet::V6(net)) => format!("--destination-ipv6-cidr-block {net}"),
        RouteDestination::PrefixList(list) => format!("--destination-prefix-list-id {list}"),
    }
}

/// The option that names a route's target; none where there is no such option.
fn route_target(target: &RouteTarget, new: &New) -> Option<String> {
    Some(match target {
        RouteTarget::Local => "--local-target".to_owned(),
        RouteTarget::InternetGateway(id) => format!("--gateway-id {id}"),
        RouteTarget::NatGateway(id) => format!("--nat-gateway-id {}", new.id(id.as_str())),
        RouteTarget::VpcEndpoint(id) => format!("--vpc-endpoint-id {}", new.id(id.as_str())),
        RouteTarget::NetworkInterface { interface: Some(id), .. } => format!("--network-interface-id {id}"),
        RouteTarget::NetworkInterface { interface: None, instance: Some(id) } => format!("--instance-id {id}"),
        RouteTarget::VirtualPrivateGateway(id) => format!("--gateway-id {}", shell(id)),
        RouteTarget::TransitGateway(id) => format!("--transit-gateway-id {}", shell(id)),
        RouteTarget::VpcPeeringConnection(id) => format!("--vpc-peering-connection-id {}", shell(id)),
        RouteTarget::EgressOnlyInternetGateway(id) => format!("--egress-only-internet-gateway-id {}", shell(id)),
        RouteTarget::LocalGateway(id) => format!("--local-gateway-id {}", shell(id)),
        RouteTarget::CarrierGateway(id) => format!("--carrier-gateway-id {}", shell(id)),
        RouteTarget::CoreNetwork(id) => format!("--core-network-arn {}", shell(id)),
        RouteTarget::OdbNetwork(id) => format!("--odb-network-arn {}", shell(id)),
        RouteTarget::NetworkInterface { interface: None, instance: None }
        | RouteTarget::Address(_)
        | RouteTarget::Other(_) => return None,
    })
}
