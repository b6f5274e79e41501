"""Snapshots that the AWS CLI makes: by the README's own commands, and one call at a time."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from design import CLUSTER
from documents import Items, items
from emulator import REGION

README = Path(__file__).resolve().parents[2] / "README.md"

# Lists of a Region that the README's commands leave out, by kind.
LISTS = {
    "EgressOnlyInternetGateways": "describe-egress-only-internet-gateways",
    "PrefixLists of describe-managed-prefix-lists": "describe-managed-prefix-lists",
    "TransitGatewayAttachments": "describe-transit-gateway-attachments",
    "TransitGatewayRouteTables": "describe-transit-gateway-route-tables",
    "TransitGatewayVpcAttachments": "describe-transit-gateway-vpc-attachments",
    "TransitGateways": "describe-transit-gateways",
    "VpcPeeringConnections": "describe-vpc-peering-connections",
    "VpnGateways": "describe-vpn-gateways",
}


class Cli:
    """The AWS CLI, in an environment in which it talks to the emulator."""

    def __init__(self, environment: dict[str, str], url: str, scratch: Path) -> None:
        scratch.mkdir()
        # Version 1 of the CLI prints the times of ECS as numbers unless it is told to write them as version 2 does.
        config = scratch / "config"
        config.write_text("[default]\ncli_timestamp_format = iso8601\n")
        bin = str(Path(sys.executable).parent)
        self.scratch = scratch
        self.environment = environment | {
            "PATH": f"{scratch}:{bin}:{environment['PATH']}",
            "AWS_CONFIG_FILE": str(config),
            "AWS_ENDPOINT_URL": url,
            "AWS_DEFAULT_REGION": REGION,
        }

    def call(self, *arguments: str) -> Any:
        """What one call prints, as JSON."""
        command = ["aws", *arguments, "--output", "json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"`{' '.join(command)}`: {done.stderr.strip()[:300]}"
        return json.loads(done.stdout)

    def readme(self, binary: Path) -> Path:
        """The folder that the README's commands make.

        The emulator's ARNs of containers look like ones of task definitions, which the commands take them for. Those
        calls fail and leave empty files, which go. So here, unlike where a person pastes them, a failed one stops nothing.
        """
        block = README.read_text().split("```bash\n")[1].split("```")[0]
        assert "bash capture.sh" in block, "the README's commands make no snapshot"
        block = block.replace("bash capture.sh", "sed 's/^( set -eu -o pipefail$/( set -u/' capture.sh | bash")
        self.scratch.joinpath("hopwise").symlink_to(binary)
        done = subprocess.run(
            ["bash", "-u", "-c", block],
            cwd=self.scratch,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=900,
        )
        errors = [line for line in done.stderr.splitlines() if "An error occurred" in line]
        strange = [line for line in errors if "DescribeTaskDefinition" not in line]
        assert not strange, f"the commands of the README: {strange[:3]}"
        assert '"' not in done.stdout[:1] and "steps" in done.stdout, f"they end with {done.stdout[:200]!r}"
        snapshot = self.scratch / "snapshot"
        for path in snapshot.rglob("*.json"):
            if not path.stat().st_size:
                path.unlink()
        return snapshot

    def fill(self, snapshot: Path, captured: Items) -> Items:
        """The items of a snapshot of the README, and those that are in `captured` beyond it."""
        found = items(snapshot)
        extra = self.scratch / "extra"
        extra.joinpath("propagations").mkdir(parents=True)
        calls: dict[str, tuple[str, ...]] = {}
        for kind in captured.keys() - found.keys():
            if kind in LISTS:
                calls[kind.replace(" ", "-")] = ("ec2", LISTS[kind])
        for name in captured.get("Entries", {}).keys() - found.get("Entries", {}).keys():
            calls[name] = ("ec2", "get-managed-prefix-list-entries", "--prefix-list-id", name)
        for name in captured.get("Routes", {}):
            calls[name] = (
                *("ec2", "search-transit-gateway-routes", "--transit-gateway-route-table-id", name),
                *("--filters", "Name=state,Values=active,blackhole"),
            )
        for name in captured.get("TransitGatewayRouteTablePropagations", {}):
            call = ("ec2", "get-transit-gateway-route-table-propagations", "--transit-gateway-route-table-id", name)
            calls[f"propagations/{name}"] = call
        hosts = captured.get("containerInstances")
        if hosts == {}:
            # Nothing can be described: the CLI has a document only of what there is.
            found["containerInstances"] = {}
        elif hosts and "containerInstances" not in found:
            arns = self.call("ecs", "list-container-instances", "--cluster", CLUSTER)["containerInstanceArns"]
            calls["hosts"] = (
                *("ecs", "describe-container-instances", "--cluster", CLUSTER, "--container-instances", *arns),
            )
        for arn in captured.get("ARN", {}):
            calls[f"secret-{arn.rsplit(':', 1)[-1]}"] = ("secretsmanager", "describe-secret", "--secret-id", arn)
        for arn in captured.get("ResourcePolicy", {}):
            name = f"secret-policy-{arn.rsplit(':', 1)[-1]}"
            calls[name] = ("secretsmanager", "get-resource-policy", "--secret-id", arn)
        for arn in captured.get("Role", {}):
            calls |= self.permissions(arn.rsplit("/", 1)[-1])
        for name in captured.get("policyText", {}):
            calls[f"repository-{name}"] = ("ecr", "get-repository-policy", "--repository-name", name)
        with ThreadPoolExecutor(3) as pool:
            for name, answer in zip(calls, pool.map(lambda call: self.call(*call), calls.values()), strict=True):
                extra.joinpath(f"{name}.json").write_text(json.dumps(answer))
        return found | items(extra) | {"Entries": found.get("Entries", {}) | items(extra).get("Entries", {})}

    def permissions(self, role: str) -> dict[str, tuple[str, ...]]:
        """The calls that read a role with its policies."""
        name = ("--role-name", role)
        calls: dict[str, tuple[str, ...]] = {
            f"role-{role}": ("iam", "get-role", *name),
            f"attached-{role}": ("iam", "list-attached-role-policies", *name),
            f"inline-{role}": ("iam", "list-role-policies", *name),
        }
        for policy in self.call("iam", "list-role-policies", *name)["PolicyNames"]:
            calls[f"inline-{role}-{policy}"] = ("iam", "get-role-policy", *name, "--policy-name", policy)
        for policy in self.call("iam", "list-attached-role-policies", *name)["AttachedPolicies"]:
            arn = policy["PolicyArn"]
            found = self.call("iam", "get-policy", "--policy-arn", arn)["Policy"]
            version = ("--version-id", found["DefaultVersionId"])
            calls[f"policy-{policy['PolicyName']}"] = ("iam", "get-policy", "--policy-arn", arn)
            calls[f"version-{policy['PolicyName']}"] = ("iam", "get-policy-version", "--policy-arn", arn, *version)
        return calls
