"""Remedies of the scenarios, carried out: the account of their documents is built, and mended by what `diagnose` prints.

A scenario counts if its answer holds in the emulator, before as its `expect.toml` says, and after the commands of its
remedies as they promise.
"""

from __future__ import annotations

import json
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from account import Account, Documents, Unrepresentable
from cli import Cli
from emulator import Emulator, environment
from live import Live
from program import Program
from remedies import REFUSED, call_of, carry_out, changes_of
from suite import Suite

FOLDER = Path(__file__).resolve().parents[1] / "scenarios"
# The account of the documents.
ACCOUNT = "111122223333"
# How many have to be carried out.
LEAST = 40
# How many are carried out at a time.
AT_ONCE = 3

# Calls of remedies that do nothing in the emulator.
IDLE = {
    "create-vpc-block-public-access-exclusion": "has no exclusions from Block Public Access",
    "modify-vpc-block-public-access-exclusion": "has no exclusions from Block Public Access",
    "update-service": "moves no task when its service changes",
    "run-task": "starts no task with a public address",
}

# Scenarios that can be built, and mean something else here.
NOT_THERE = {
    "acl-knows-some-of-s3": "other blocks in the prefix list of S3",
    "container-that-exited-before-its-logs-were-cut-off": "no container that has exited",
    "central-endpoints-over-peering-closed-to-the-shop": "no connection in rules that name groups of a peer VPC",
}

# The scenarios with remedies that are not carried out here, by the reason: no others may be left out, and none of these done.
SKIPPED: dict[str, tuple[str, ...]] = {
    "AWS refuses its first remedy, as its condition says": (
        "zone-record-has-the-address-of-another-services-endpoint",
        "zone-record-leads-to-a-public-address",
        "zone-record-leads-to-the-task-itself",
        "zone-sends-a-name-to-another-services-endpoint",
    ),
    "the emulator cannot be given Block Public Access": (
        "block-public-access-bidirectional",
        "block-public-access-bidirectional-behind-nat",
        "block-public-access-ingress",
        "block-public-access-of-the-subnet-alone",
        "block-public-access-of-the-vpc-without-exclusions",
    ),
    "the emulator cannot be given DeletedDate of secret.json": (
        "secret-marked-for-deletion",
    ),
    "the emulator cannot be given FirewallConfigs of firewall-configs.json": (
        "half-working-pull",
    ),
    "the emulator cannot be given Reservations of instances.json": (
        "nat-instance-behind-an-acl",
        "nat-instance-that-admits-nobody",
        "nat-instance-that-lets-nothing-out",
    ),
    "the emulator cannot be given VpcBlockPublicAccessExclusions of vpc-block-public-access-exclusions.json": (
        "block-public-access-egress-only-exclusion",
    ),
    "the emulator cannot be given a NAT gateway deleted": (
        "nat-gateway-listed-before-and-after",
    ),
    "the emulator cannot be given a NAT gateway failed": (
        "failed-nat-gateway",
    ),
    "the emulator cannot be given a VPC that was not collected": (
        "internet-gateway-of-a-vpc-not-collected",
    ),
    "the emulator cannot be given a peering connection between Regions": (
        "central-endpoints-over-peering-group-of-another-region",
    ),
    "the emulator cannot be given a policy without its text": (
        "parameters-need-the-plural",
    ),
    "the emulator cannot be given a regional NAT gateway": (
        "regional-nat-gateway-without-the-zone",
    ),
    "the emulator cannot be given a repository of another account": (
        "cross-account-repository-refuses",
    ),
    "the emulator cannot be given __type, message of platform-orders.json": (
        "cross-account-repository-without-policy",
    ),
    "the emulator cannot be given __type, message of shop-orders.json": (
        "endpoint-policy-for-another-repository",
        "image-not-allowed",
    ),
    "the emulator is asked about tasks, and not about the next one of their service": (
        "block-public-access-excluded-subnet",
        "block-public-access-of-a-neighbour-alone",
        "efs-without-dns-hostnames",
        "next-task-in-a-subnet-without-route",
        "service-edited-after-launch",
        "task-that-started-before-its-logs-were-cut-off",
    ),
    "the emulator cannot be given a transit gateway's attachments": (
        "central-egress-over-a-transit-gateway-no-way-back",
        "central-egress-through-a-private-nat-gateway",
        "central-endpoints-over-a-transit-gateway-acl",
        "central-endpoints-over-a-transit-gateway-blackhole",
        "central-endpoints-over-a-transit-gateway-no-way-back",
        "central-endpoints-over-a-transit-gateway-not-associated",
        "central-endpoints-over-a-transit-gateway-not-propagated",
        "central-endpoints-over-a-transit-gateway-zone-not-attached",
    ),
    "the emulator cannot be given a virtual private gateway": ("virtual-private-gateway-whose-replies-an-acl-denies",),
    "the emulator cannot be given a route to TransitGatewayId": (
        "central-endpoints-in-a-hub-without-wildcard",
        "zone-named-like-the-endpoints-service",
        "zone-with-a-misspelled-name",
    ),
    "the emulator cannot be given a route to something that is gone": (
        "blackhole-shadows-the-default-route",
        "central-endpoints-over-peering-not-accepted",
        "deleted-nat-gateway",
        "detached-internet-gateway",
        "leftover-route-beats-s3-endpoint",
        "s3-gateway-route-is-blackhole",
    ),
    "the emulator cannot be given a rule of another protocol": (
        "endpoint-sg-protocols",
    ),
    "the emulator cannot be given a rule that names a group which is not there": (
        "endpoint-sg-names-deleted-group",
    ),
    "the emulator cannot be given a task whose interface is gone": (
        "stopped-by-a-permission-though-blocked",
        "stopped-task-without-interface",
        "stopped-timeout-at-an-endpoint",
        "stopped-timeout-without-nat-route",
    ),
    "the emulator cannot be given a task with another execution role": (
        "overridden-execution-role",
    ),
    "the emulator cannot be given a zone of an AWS service": (
        "zone-shadows-aws-names-beside-endpoints",
    ),
    "the emulator cannot be given an endpoint failed": (
        "endpoint-failed",
    ),
    "the emulator cannot be given an entry for IPv6": (
        "acl-allows-ipv6-only",
    ),
    "the emulator cannot be given interfaces of endpoints that were not collected": (
        "endpoint-in-no-subnet",
    ),
    "the emulator cannot be given an interface of type interface that has no maker": (
        "one-of-two-subnets-has-no-route",
        "service-without-tasks",
        "zone-record-has-an-address-of-another-vpc",
    ),
    "the emulator cannot be given an interface of type nat_gateway that has no maker": (
        "blocked-before-the-missing-document",
    ),
    "the emulator cannot be given an internet gateway detaching": (
        "internet-gateway-being-detached",
    ),
    "the emulator cannot be given containerInstances of container-instances.json": (
        "ec2-agent-endpoint-policies-refuse",
        "ec2-agent-endpoints-without-private-dns",
        "ec2-efs-admits-only-the-instance",
        "ec2-endpoint-policy-allows-nobody",
        "ec2-host-group-not-admitted",
        "ec2-without-agent-endpoints",
        "fsx-for-windows-volume",
    ),
    "the emulator cannot be given volumes": (
        "efs-mount-target-in-another-zone",
        "efs-one-zone-file-system",
        "efs-security-group-443",
    ),
    "the emulator has no connection in rules that name groups of a peer VPC": (
        "central-endpoints-over-peering-closed-to-the-shop",
    ),
    "the emulator has no container that has exited": (
        "container-that-exited-before-its-logs-were-cut-off",
    ),
    "the emulator has other blocks in the prefix list of S3": (
        "acl-knows-some-of-s3",
    ),
    "the emulator starts no task with a public address": (
        "public-subnet-no-public-ip",
    ),
}


@dataclass(frozen=True)
class Scenario:
    """A scenario with a broken start and a remedy."""

    name: str
    number: int
    documents: dict[str, Any]
    run: dict[str, Any]
    # Whether a service's next task is told beside its tasks.
    beside: bool

    @property
    def account(self) -> str:
        """The account of the emulator that it is built in."""
        return f"9{self.number:011}"


def composed(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The documents of a scenario, its own and its base's, and its expectation."""
    folder = FOLDER / name
    expectation = tomllib.loads(folder.joinpath("expect.toml").read_text())
    documents = composed(expectation["base"])[0] if "base" in expectation else {}
    for file in expectation.get("without", []):
        del documents[file]
    # An empty file is what a command leaves that failed.
    own = {path.name: json.loads(path.read_text() or "null") for path in sorted(folder.glob("*.json"))}
    return documents | own, expectation


def expected(run: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The verdicts of the steps of each task or placement, as `expect.toml` has them, where it has."""
    return [
        [(step["step"], step.get("verdict", task.get("every_step", {}).get("verdict", "?"))) for step in task["step"]]
        for task in run["task"]
        if "step" in task
    ]


def said(report: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """The verdicts of the steps of each task or placement."""
    return [[(step["step"], step["verdict"]) for step in task["steps"]] for task in report["tasks"]]


class Scenarios:
    """Carries the remedies of scenarios out, some at a time, each in an account and a home of its own."""

    def __init__(self, suite: Suite, emulator: Emulator, cli: Cli, hopwise: Program, top: Path) -> None:
        self.suite, self.emulator, self.cli, self.hopwise = suite, emulator, cli, hopwise
        self.top = top
        self.done = 0

    def all(self) -> None:
        """Every scenario that has a remedy, and then the count."""
        broken = self.broken()
        skipped = {}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = [(scenario, pool.submit(self.mended, scenario)) for scenario in broken]
            for scenario, result in running:
                with self.suite.check(f"scenario {scenario.name}"):
                    reason = result.result()
                    if reason:
                        skipped[scenario.name] = reason
                        print(f"skip  scenario {scenario.name}: {reason}", flush=True)
                    else:
                        self.done += 1
        with self.suite.check(f"{self.done} scenarios were mended, {len(skipped)} are not for the emulator"):
            assert self.done >= LEAST, f"only {self.done} of at least {LEAST}"
            meant = {name: reason for reason, names in SKIPPED.items() for name in names}
            assert skipped == meant, f"others are left out than was said: {skipped.items() ^ meant.items()}"

    def broken(self) -> list[Scenario]:
        """The scenarios whose task or service does not start and has a remedy."""
        found = []
        for number, name in enumerate(sorted(path.name for path in FOLDER.iterdir() if path.is_dir())):
            documents, expectation = composed(name)
            run = expectation["run"][0]
            asks = run.get("command", "diagnose") == "diagnose" and not run.get("args")
            if asks and run["verdict"] in ("blocked", "partial"):
                folder = self.top / f"{name}.documents"
                folder.mkdir(parents=True)
                for file, document in documents.items():
                    folder.joinpath(file).write_text("" if document is None else json.dumps(document))
                report = self.hopwise("diagnose", folder, "--format", "json").json()
                tasks = [task["task"] is not None for task in report["tasks"]]
                scenario = Scenario(name, number, documents, run, any(tasks) and not all(tasks))
                if any(finding["remedies"] for task in report["tasks"] for finding in task["findings"]):
                    found.append(scenario)
        return found

    def mended(self, scenario: Scenario) -> str | None:
        """Builds a scenario, carries its remedies out and looks at it again; why that cannot be done here, if it cannot."""
        if scenario.beside:
            return "the emulator is asked about tasks, and not about the next one of their service"
        if scenario.name in NOT_THERE:
            return f"the emulator has {NOT_THERE[scenario.name]}"
        try:
            live, keys, asked = self.built(scenario.account, scenario.name, scenario.documents)
        except Unrepresentable as what:
            return f"the emulator cannot be given {what}"
        select = [word for pair in asked for word in pair]

        def look(when: str) -> dict[str, Any]:
            run = live.diagnose(live.capture(when, **keys), *select)
            return dict(run.json())

        try:
            before = look("before")
            assert before["verdict"] == scenario.run["verdict"], f"{before['verdict']}, expected {scenario.run['verdict']}: {said(before)}"
            wanted = expected(scenario.run)
            assert not wanted or said(before) == wanted, f"{said(before)}, expected {wanted}"
            return self.repair(before, keys, look)
        finally:
            self.hopwise.printed.extend(live.hopwise.printed)

    def built(self, number: str, name: str, documents: dict[str, Any]) -> tuple[Live, dict[str, str], list[tuple[str, str]]]:
        """The account of some documents: how to ask about it, its keys, and how to ask about its tasks and services."""
        account = Account(self.emulator, number)
        texts = {file: json.dumps(document).replace(ACCOUNT, number) for file, document in documents.items()}
        files = {file.removesuffix(".json"): json.loads(text) for file, text in texts.items()}
        asked = account.build(Documents(files))
        home = self.top / name
        home.joinpath("tmp").mkdir(parents=True)
        live = Live(self.suite, Program(self.hopwise.binary, home, environment(home)), self.emulator)
        keys = {
            "AWS_ACCESS_KEY_ID": account.credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": account.credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": account.credentials["SessionToken"],
        }
        return live, keys, asked

    def repair(self, before: dict[str, Any], keys: dict[str, str], look: Any) -> str | None:
        """Carries the first alternative of every finding out; what has a remedy must then be delivered."""
        changes: list[dict[str, Any]] = []
        for task in before["tasks"]:
            changes += [change for change in changes_of(task, 0) if change not in changes]
        commands = [command for change in changes for command in change["commands"]]
        assert changes and all(change["commands"] for change in changes), "a change without a command"
        idle = [f"the emulator {IDLE[call]}" for call in map(call_of, commands) if call in IDLE]
        if idle:
            return idle[0]
        kept: dict[str, str] = {}
        for change in changes:
            for command in change["commands"]:
                done = carry_out(command, self.cli.environment | keys, kept)
                if done.returncode and change.get("conditions") and REFUSED.get(call_of(command), "?") in done.stderr:
                    return "AWS refuses its first remedy, as its condition says"
                assert done.returncode == 0, f"`{command}`: {done.stderr.strip()[:400]}"
        after = look("after")
        for task, now in zip(before["tasks"], after["tasks"], strict=True):
            for finding in task["findings"]:
                for place in finding["steps"] if finding["remedies"] else ():
                    step, promised = now["steps"][place], task["steps"][place]["plans"][0]["verdict"]
                    said = f"{step['step']} is {step['verdict']}, not {promised}, after {commands}"
                    assert step["verdict"] == promised, said
        return None
