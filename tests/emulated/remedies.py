"""Remedies, carried out: what `diagnose` prints is run against the emulated AWS, and then every step is delivered.

Each broken network is built once for each of its alternatives, for a remedy changes the account.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from typing import Any

from cli import Cli
from design import CLUSTER, ENDPOINTS, EVERYWHERE
from emulator import Seeds
from live import Live
from networks import (
    Builder,
    Network,
    acl_forgets_replies,
    endpoints_refuse,
    nat_route_missing,
    public_without_address,
    s3_elsewhere,
)

# `NAME=$(aws …)`: what a command prints is kept for others.
KEPT = re.compile(r"([A-Z][A-Z_0-9]*)=\$\(aws ")

# Every remedy that has to have been carried out, by what its commands call, and how many of all there must be.
CALLS = {
    "allocate-address",
    "associate-route-table",
    "attach-internet-gateway",
    "authorize-security-group-egress",
    "authorize-security-group-ingress",
    "create-nat-gateway",
    "create-network-acl-entry",
    "create-route",
    "create-vpc-endpoint",
    "delete-hosted-zone",
    "delete-network-acl-entry",
    "modify-vpc-attribute",
    "modify-vpc-endpoint",
    "replace-network-acl-entry",
    "run-task",
}
LEAST = 40

# Remedies that AWS refuses here, as their condition says.
REFUSED = {"disassociate-vpc-from-hosted-zone": "LastVPCAssociation"}


def sealed(build: Builder) -> str:
    """Endpoints for all that the start needs, and no way out; returns their group."""
    return build.endpoints(build.group, build.place.route_table(build.vpc, build.subnet))


def endpoint_of(build: Builder, service: str) -> str:
    """The VPC's endpoint for a service."""
    name = f"com.amazonaws.{build.place.region}.{service}"
    filters = [{"Name": "vpc-id", "Values": [build.vpc]}, {"Name": "service-name", "Values": [name]}]
    return build.place.ec2.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"][0]["VpcEndpointId"]


def no_way_out_of_the_group(build: Builder) -> Network:
    """The task's group allows nothing out."""
    build.start("no-way-out-of-the-group")
    sealed(build)
    network = build.run()
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
    build.place.ec2.revoke_security_group_egress(GroupId=build.group, IpPermissions=[everything])
    return network


def private_dns_off(build: Builder) -> Network:
    """The endpoints are there, and their private DNS is off."""
    build.start("private-dns-off")
    sealed(build)
    network = build.run()
    for service in ENDPOINTS:
        build.place.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_of(build, service), PrivateDnsEnabled=False)
    return network


def host_names_off(build: Builder) -> Network:
    """The VPC has no DNS host names, which makes private DNS void."""
    build.start("host-names-off")
    sealed(build)
    network = build.run()
    build.place.ec2.modify_vpc_attribute(VpcId=build.vpc, EnableDnsHostnames={"Value": False})
    return network


def support_off(build: Builder) -> Network:
    """The VPC's resolver is off."""
    build.start("support-off")
    sealed(build)
    network = build.run()
    build.place.ec2.modify_vpc_attribute(VpcId=build.vpc, EnableDnsSupport={"Value": False})
    return network


def private_dns_and_host_names_off(build: Builder) -> Network:
    """Both are off: AWS refuses private DNS before host names."""
    build.start("private-dns-and-host-names-off")
    sealed(build)
    network = build.run()
    for service in ENDPOINTS:
        build.place.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_of(build, service), PrivateDnsEnabled=False)
    build.place.ec2.modify_vpc_attribute(VpcId=build.vpc, EnableDnsHostnames={"Value": False})
    return network


def nothing_at_all(build: Builder) -> Network:
    """No endpoints, no way out, and no DNS host names, as in a VPC that no console made."""
    build.start("nothing-at-all")
    build.place.route_table(build.vpc, build.subnet)
    network = build.run()
    build.place.ec2.modify_vpc_attribute(VpcId=build.vpc, EnableDnsHostnames={"Value": False})
    return network


def without(*services: str) -> Callable[[Builder], Network]:
    """All endpoints but some."""

    def build_it(build: Builder) -> Network:
        build.start(f"without-{'-'.join(services).replace('.', '-')}")
        sealed(build)
        gone = [endpoint_of(build, service) for service in services]
        build.place.ec2.delete_vpc_endpoints(VpcEndpointIds=gone)
        return build.run()

    return build_it


def acl_rule(number: int, outbound: bool) -> Callable[[Builder], Network]:
    """A rule of the network ACL denies before another one allows."""

    def build_it(build: Builder) -> Network:
        build.start(f"acl-rule-{number}-{'out' if outbound else 'in'}")
        build.public()
        rules = ((100, False, "-1", None), (100, True, "-1", None))
        acl = build.place.network_acl(build.vpc, build.subnet, *rules)
        build.place.ec2.create_network_acl_entry(
            NetworkAclId=acl, RuleNumber=number, Egress=outbound, Protocol="6", RuleAction="deny", CidrBlock=EVERYWHERE,
            PortRange={"From": 443, "To": 443} if outbound else {"From": 32768, "To": 60999},
        )  # fmt: skip
        return build.run(public=True)

    return build_it


def acl_lets_out_the_vpc_only(build: Builder) -> Network:
    """Endpoints in the task's subnet, but the network ACL lets nothing out to S3, and none of its replies in."""
    build.start("acl-lets-out-the-vpc-only")
    sealed(build)
    acl = build.place.network_acl(build.vpc, build.subnet)
    for outbound in (False, True):
        build.place.ec2.create_network_acl_entry(
            NetworkAclId=acl, RuleNumber=100, Egress=outbound, Protocol="-1", RuleAction="allow", CidrBlock=build.block
        )
    return build.run()


def left_on_the_main_table(build: Builder) -> Network:
    """The subnet is on the main table, and another one leads to the NAT gateway."""
    build.start("left-on-the-main-table")
    table = build.place.route_table(build.vpc)
    build.place.ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=build.nat())
    return build.run()


def no_nat_gateway(build: Builder) -> Network:
    """A public subnet beside the task's, which has no way out: there is no NAT gateway yet."""
    build.start("no-nat-gateway")
    build.place.route_table(build.vpc, build.other_subnet, GatewayId=build.place.internet_gateway(build.vpc))
    build.place.route_table(build.vpc, build.subnet)
    return build.run()


def no_route_in_public(build: Builder) -> Network:
    """The task has a public address, and its table no route to the internet gateway."""
    build.start("no-route-in-public")
    build.place.internet_gateway(build.vpc)
    build.place.route_table(build.vpc, build.subnet)
    return build.run(public=True)


def empty_zone(build: Builder) -> Network:
    """A private hosted zone without records holds the names of AWS."""
    build.start("empty-zone")
    build.public()
    name = f"{build.place.region}.amazonaws.com"
    build.place.route53.create_hosted_zone(
        Name=name,
        CallerReference=build.name,
        VPC={"VPCRegion": build.place.region, "VPCId": build.vpc},
        HostedZoneConfig={"PrivateZone": True},
    )
    return build.run(public=True)


def gateway_detached(build: Builder) -> Network:
    """The route leads to an internet gateway that somebody took away from the VPC."""
    build.start("gateway-detached")
    gateway = build.public()
    network = build.run(public=True)
    build.place.ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=build.vpc)
    return network


def acl_of_nothing(build: Builder) -> Network:
    """A network ACL without rules."""
    build.start("acl-of-nothing")
    build.public()
    build.place.network_acl(build.vpc, build.subnet)
    return build.run(public=True)


def endpoints_admit_nobody(build: Builder) -> Network:
    """The group of the endpoints has no inbound rule."""
    build.start("endpoints-admit-nobody")
    group = sealed(build)
    network = build.run()
    rules = build.place.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    build.place.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rules)
    return network


def nat_subnet_without_route(build: Builder) -> Network:
    """The subnet of the NAT gateway has no route to the internet gateway."""
    build.start("nat-subnet-without-route")
    build.place.internet_gateway(build.vpc)
    build.place.route_table(build.vpc, build.other_subnet)
    nat = build.place.nat_gateway(build.other_subnet, build.other_cidr)
    build.place.route_table(build.vpc, build.subnet, NatGatewayId=nat)
    return build.run()


def no_way_out_of_the_group_to_nat(build: Builder) -> Network:
    """A NAT gateway is there, but the task's group allows nothing out."""
    build.start("no-way-out-of-the-group-to-nat")
    build.place.route_table(build.vpc, build.subnet, NatGatewayId=build.nat())
    network = build.run()
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}
    build.place.ec2.revoke_security_group_egress(GroupId=build.group, IpPermissions=[everything])
    return network


def left_on_the_main_table_in_public(build: Builder) -> Network:
    """The subnet is on the main table, another one leads to the internet gateway, and the task has an address for it."""
    build.start("left-on-the-main-table-in-public")
    build.place.route_table(build.vpc, GatewayId=build.place.internet_gateway(build.vpc))
    return build.run(public=True)


BROKEN: tuple[Callable[[Builder], Network], ...] = (
    public_without_address,
    nat_route_missing,
    endpoints_refuse,
    s3_elsewhere,
    acl_forgets_replies,
    no_way_out_of_the_group,
    private_dns_off,
    host_names_off,
    support_off,
    private_dns_and_host_names_off,
    nothing_at_all,
    *(without(service) for service in (*ENDPOINTS, "s3")),
    without("ecr.api", "ecr.dkr"),
    without("logs", "s3"),
    without("ecr.api", "logs", "secretsmanager"),
    acl_rule(1, True),
    acl_rule(1, False),
    acl_rule(2, True),
    acl_rule(2, False),
    acl_rule(90, True),
    acl_rule(90, False),
    acl_lets_out_the_vpc_only,
    left_on_the_main_table,
    no_nat_gateway,
    no_route_in_public,
    empty_zone,
    gateway_detached,
    acl_of_nothing,
    endpoints_admit_nobody,
    nat_subnet_without_route,
    no_way_out_of_the_group_to_nat,
    left_on_the_main_table_in_public,
)


def changes_of(task: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """The changes of one alternative of every finding that has any, in the order shown, each once."""
    changes: list[dict[str, Any]] = []
    for finding in task["findings"]:
        alternatives = finding["remedies"]
        for remedy in alternatives[min(number, len(alternatives) - 1)] if alternatives else ():
            for change in task["steps"][remedy["steps"][0]]["plans"][remedy["plan"]]["changes"]:
                if change not in changes:
                    changes.append(change)
    return changes


def call_of(command: str) -> str:
    """What a command calls, such as `create-route`."""
    return next(word for word in command[command.index("aws ") :].split()[2:] if not word.startswith("-"))


def carry_out(command: str, environment: dict[str, str], kept: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs one command in a shell that knows what commands before have `kept`, and keeps what it prints for others."""
    match = KEPT.match(command)
    script = f'{command}; status=$?; printf %s "${match[1]}"; exit $status' if match else command
    done = subprocess.run(
        ["bash", "-uc", script],
        env=environment | kept,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    if match and not done.returncode:
        assert done.stdout, f"`{command}` kept nothing"
        kept[match[1]] = done.stdout
    return done


class Remedies:
    """Carries remedies out."""

    def __init__(self, live: Live, cli: Cli, build: Builder) -> None:
        self.live, self.cli, self.build = live, cli, build
        self.calls: set[str] = set()
        self.done = 0
        self.refused = 0

    def all(self) -> None:
        """Every alternative of every broken network, and then the count."""
        for broken in BROKEN:
            number, alternatives = 0, 1
            while number < alternatives:
                name = broken.__name__
                self.build.variant = f"-{number + 1}"
                try:
                    network = broken(self.build)
                    name = network.name
                    report = self.look(network, name)
                except Exception as failure:
                    with self.live.suite.check(f"{name}, built"):
                        raise AssertionError(failure) from failure
                    break
                findings = report["tasks"][0]["findings"]
                alternatives = max(len(finding["remedies"]) for finding in findings) if findings else 0
                with self.live.suite.check(f"{name}, remedy {number + 1} of {alternatives}, carried out"):
                    assert report["verdict"] == "blocked", f"it is {report['verdict']} before"
                    assert alternatives, "no remedy is proposed"
                    self.repair(network, report["tasks"][0], number)
                number += 1
        with self.live.suite.check(f"{self.done} remedies were carried out, {self.refused} refused as they said"):
            assert self.done >= LEAST, f"only {self.done} of at least {LEAST}"
            assert self.refused == len(REFUSED), "AWS refuses another number than was said"
            assert self.calls >= CALLS, f"never run: {sorted(CALLS - self.calls)}"

    def look(self, network: Network, name: str) -> dict[str, Any]:
        """What is said of a network as it is now, captured anew."""
        folder = self.live.capture(f"remedy-{name}", "--cluster", CLUSTER, *network.select)
        return self.live.diagnose(folder).json()

    def repair(self, network: Network, task: dict[str, Any], number: int) -> None:
        """Runs the commands of one alternative of every finding, in the order shown, each once."""
        for finding in task["findings"]:
            steps = [task["steps"][step]["step"] for step in finding["steps"]]
            assert finding["remedies"], f"no remedy for {steps}"
        changes = changes_of(task, number)
        kept: dict[str, str] = {}
        for change in changes:
            assert change["commands"], f"no command for {change['message']}"
            for command in change["commands"]:
                refused = self.run(network, command, kept)
                if refused:
                    assert change.get("conditions"), f"`{command}` was refused, and no condition says so: {refused}"
                    self.refused += 1
                    return
        started = kept.pop("STARTED", None)
        after = Network(network.name, network.place, network.vpc, ("--task", started) if started else network.select, "delivered")
        report = self.look(after, f"{network.name}-after")
        steps = {step["step"]: step["verdict"] for step in report["tasks"][0]["steps"]}
        assert report["verdict"] == "delivered", f"{report['verdict']} after {changes}: {steps}"
        self.done += 1

    def run(self, network: Network, command: str, kept: dict[str, str]) -> str | None:
        """Runs one command in a shell that knows what commands before have kept; tells why AWS refused it, if it may."""
        call = call_of(command)
        self.prepare(network, call)
        done = carry_out(command, self.cli.environment, kept)
        if done.returncode and REFUSED.get(call, "?") in done.stderr:
            return done.stderr.strip()
        assert done.returncode == 0, f"`{command}`: {done.stderr.strip()[:400]}"
        self.calls.add(call)
        self.settle(network, call, done.stdout, kept)
        return None

    def prepare(self, network: Network, call: str) -> None:
        """Has the emulator draw an address that lies in the subnet, where the call makes an interface."""
        draws = {"run-task": Seeds.TASK, "create-vpc-endpoint": Seeds.ENDPOINT, "create-nat-gateway": Seeds.NAT_GATEWAY}
        if call in draws:
            cidr = self.build.other_cidr if call == "create-nat-gateway" else self.build.cidr
            network.place.seeds.plant(draws[call], cidr)

    def settle(self, network: Network, call: str, printed: str, kept: dict[str, str]) -> None:
        """Does what the emulator leaves out: public addresses of tasks."""
        ec2 = network.place.ec2
        if call == "run-task":
            task = json.loads(printed)["tasks"][0]
            details = {detail["name"]: detail["value"] for detail in task["attachments"][0]["details"]}
            allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
            ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=details["networkInterfaceId"])
            kept["STARTED"] = task["taskArn"].rsplit("/", 1)[-1]
