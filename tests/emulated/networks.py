"""The networks that the emulated account holds, and what hopwise has to say about each of them.

Each network is a VPC with one task, or one service without tasks. What is expected follows from how it was built.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from design import CLUSTER, ENDPOINTS, Place, tcp_443

STEPS = ("registry-auth", "image-manifest", "image-layers", "secrets", "logs")
THROUGH_ENDPOINTS = ("registry-auth", "image-manifest", "secrets", "logs")


@dataclass(frozen=True)
class Block:
    """Where packets stop: any part of `blocked_at` of the contract."""

    component: str
    id: str
    code: str
    direction: str = "forward"


@dataclass(frozen=True)
class Network:
    """A network and the answer that is expected of it."""

    name: str
    place: Place
    vpc: str
    select: tuple[str, str]
    """How to ask about it: `--task` and its id, or `--service` and its name."""
    verdict: str
    blocked: dict[str, Block] = field(default_factory=dict)
    """The steps that are blocked. The others are delivered."""
    placements: tuple[tuple[str, str], ...] = ()
    """The subnets of a service without tasks, with the verdict of each."""
    warnings: tuple[str, ...] = ()
    """What a warning has to contain, for example about what the snapshot contradicts."""


class Builder:
    """Builds networks in one place, each with a /16 of its own."""

    def __init__(self, place: Place, first: int, role: str = "execution") -> None:
        self.place = place
        self.number = first
        self.variant = ""
        self.role = place.role(role)

    def start(self, name: str) -> None:
        """A VPC with two subnets, a group for tasks that nothing may enter, and a task definition.

        The names that an account can have once end with the variant, where a network is built more than once.
        """
        name += self.variant
        self.name = name
        self.block = f"10.{self.number}.0.0/16"
        self.cidr, self.other_cidr = f"10.{self.number}.0.0/20", f"10.{self.number}.16.0/20"
        self.number += 1
        self.vpc = self.place.vpc(self.block)
        self.subnet = self.place.subnet(self.vpc, self.cidr)
        self.other_subnet = self.place.subnet(self.vpc, self.other_cidr, "b")
        self.group = self.place.group(self.vpc, f"{name}-task")
        self.definition = self.place.task_definition(name, self.role)

    def run(self, public: bool = False, adrift: bool = False) -> Network:
        """Runs the task. The network counts as delivered until it is told otherwise."""
        task = self.place.task(self.definition, self.subnet, None if adrift else self.cidr, self.group, public)
        return Network(self.name, self.place, self.vpc, ("--task", task), "delivered")

    def public(self) -> str:
        """Leads the task's subnet to an internet gateway, which it returns."""
        gateway = self.place.internet_gateway(self.vpc)
        self.place.route_table(self.vpc, self.subnet, GatewayId=gateway)
        return gateway

    def nat(self) -> str:
        """A NAT gateway in the other subnet, which leads to an internet gateway."""
        gateway = self.place.internet_gateway(self.vpc)
        self.place.route_table(self.vpc, self.other_subnet, GatewayId=gateway)
        return self.place.nat_gateway(self.other_subnet, self.other_cidr)

    def endpoints(self, admitted: str, table: str) -> str:
        """All endpoints that a start needs. The group of the interface endpoints, which it returns, admits a group."""
        group = self.place.group(self.vpc, f"{self.name}-endpoints", tcp_443(UserIdGroupPairs=[{"GroupId": admitted}]))
        for service in ENDPOINTS:
            self.place.interface_endpoint(self.vpc, service, self.subnet, self.cidr, group)
        self.place.gateway_endpoint(self.vpc, table)
        return group


def blocked(network: Network, block: Block, steps: tuple[str, ...] = STEPS) -> Network:
    """The same network, with steps that stop at one place."""
    return replace(network, verdict="blocked", blocked={step: block for step in steps})


def public_address(build: Builder) -> Network:
    """A public subnet, and a task with a public address."""
    build.start("public-address")
    build.public()
    return build.run(public=True)


def public_without_address(build: Builder) -> Network:
    """A public subnet, and a task without a public address: the internet gateway does not translate."""
    build.start("public-without-address")
    gateway = build.public()
    return blocked(build.run(), Block("internet_gateway", gateway, "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"))


def behind_nat(build: Builder) -> Network:
    """A private subnet whose default route leads to a NAT gateway."""
    build.start("behind-nat")
    build.place.route_table(build.vpc, build.subnet, NatGatewayId=build.nat())
    return build.run()


def nat_route_missing(build: Builder) -> Network:
    """The NAT gateway is there, but the private subnet has no route to it."""
    build.start("nat-route-missing")
    build.nat()
    table = build.place.route_table(build.vpc, build.subnet)
    return blocked(build.run(), Block("route_table", table, "NO_ROUTE_TO_DESTINATION"))


def private_endpoints(build: Builder) -> Network:
    """No way out, but endpoints for everything that the start needs."""
    build.start("private-endpoints")
    build.endpoints(build.group, build.place.route_table(build.vpc, build.subnet))
    return build.run()


def endpoints_refuse(build: Builder) -> Network:
    """The group of the endpoints admits another group than the task's. S3 has no group to ask."""
    build.start("endpoints-refuse")
    stranger = build.place.group(build.vpc, "endpoints-refuse-other")
    group = build.endpoints(stranger, build.place.route_table(build.vpc, build.subnet))
    return blocked(build.run(), Block("security_group", group, "ENI_SG_RULES_MISMATCH"), THROUGH_ENDPOINTS)


def s3_elsewhere(build: Builder) -> Network:
    """The gateway endpoint of S3 is on the route table of the other subnet."""
    build.start("s3-elsewhere")
    table = build.place.route_table(build.vpc, build.subnet)
    build.endpoints(build.group, build.place.route_table(build.vpc, build.other_subnet))
    return blocked(build.run(), Block("route_table", table, "NO_ROUTE_TO_DESTINATION"), ("image-layers",))


def acl_forgets_replies(build: Builder) -> Network:
    """A network ACL that lets 443 in, as if the task were a server, and no reply to an ephemeral port."""
    build.start("acl-forgets-replies")
    build.public()
    acl = build.place.network_acl(
        build.vpc, build.subnet, (100, False, "6", {"From": 443, "To": 443}), (100, True, "-1", None)
    )
    return blocked(build.run(public=True), Block("network_acl", acl, "SUBNET_ACL_RESTRICTION", "return"))


def service_without_tasks(build: Builder) -> Network:
    """A service that has no task: one of its subnets has a way out, the other one does not."""
    build.start("service-without-tasks")
    private, cidr = build.subnet, f"10.{build.number - 1}.32.0/20"
    lost = build.place.subnet(build.vpc, cidr, "c")
    build.place.route_table(build.vpc, private, NatGatewayId=build.nat())
    build.place.route_table(build.vpc, lost)
    build.place.ecs.create_service(
        cluster=CLUSTER,
        serviceName=build.name,
        taskDefinition=build.definition,
        desiredCount=1,
        launchType="FARGATE",
        platformVersion="1.4.0",
        networkConfiguration=build.place.configuration([private, lost], build.group, public=False),
    )
    placements = ((private, "delivered"), (lost, "blocked"))
    select = ("--service", build.name)
    return Network(build.name, build.place, build.vpc, select, "partial", placements=placements)


def address_adrift(build: Builder) -> Network:
    """A task whose address lies outside its subnet, as the emulator has it unless it is helped: worth a warning."""
    build.start("address-adrift")
    build.public()
    network = build.run(public=True, adrift=True)
    return replace(network, warnings=(build.subnet, build.cidr))


NETWORKS: tuple[Callable[[Builder], Network], ...] = (
    public_address,
    public_without_address,
    behind_nat,
    nat_route_missing,
    private_endpoints,
    endpoints_refuse,
    s3_elsewhere,
    acl_forgets_replies,
    service_without_tasks,
    address_adrift,
)


def bystanders(place: Place) -> None:
    """Resources that no task has to do with, so that every kind of document has something in it."""
    ec2 = place.ec2
    vpc, other = place.vpc("10.200.0.0/16"), place.vpc("10.201.0.0/16")
    subnet = place.subnet(vpc, "10.200.0.0/20")
    ec2.create_egress_only_internet_gateway(VpcId=vpc)
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=other)["VpcPeeringConnection"]
    # A capture asks for the connections that routes lead to.
    own = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
    connection = peering["VpcPeeringConnectionId"]
    ec2.create_route(RouteTableId=own, DestinationCidrBlock="10.201.0.0/16", VpcPeeringConnectionId=connection)
    ec2.create_vpn_gateway(Type="ipsec.1")
    entries = [{"Cidr": "192.0.2.0/24", "Description": "office"}, {"Cidr": "198.51.100.0/24"}]
    ec2.create_managed_prefix_list(PrefixListName="offices", AddressFamily="IPv4", MaxEntries=5, Entries=entries)
    gateway = ec2.create_transit_gateway(Description="hub")["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=vpc, SubnetIds=[subnet])
    # Likewise for transit gateways.
    ec2.create_route(RouteTableId=own, DestinationCidrBlock="10.202.0.0/16", TransitGatewayId=gateway)
    place.zone(vpc, "shop.internal", orders="10.200.0.10", **{"*": "10.200.0.11"})
    rule = place.resolver.create_resolver_rule(CreatorRequestId="1", RuleType="SYSTEM", DomainName="example.com")
    place.resolver.associate_resolver_rule(ResolverRuleId=rule["ResolverRule"]["Id"], VPCId=vpc)
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet, InstanceType="t3.small")
