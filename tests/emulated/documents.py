"""A snapshot as a set of documents, and the same documents from the AWS CLI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

# What a document's items are called, by its top-level key: the fields that tell one item from another.
LISTS: dict[str, tuple[str, ...]] = {
    "Addresses": ("AllocationId",),
    "AttachedPolicies": ("PolicyArn",),
    "DhcpOptions": ("DhcpOptionsId",),
    "EgressOnlyInternetGateways": ("EgressOnlyInternetGatewayId",),
    "FirewallConfigs": ("ResourceId",),
    "FirewallRuleGroupAssociations": ("Id",),
    "InternetGateways": ("InternetGatewayId",),
    "NatGateways": ("NatGatewayId",),
    "NetworkAcls": ("NetworkAclId",),
    "NetworkInterfaces": ("NetworkInterfaceId",),
    "PrefixLists": ("PrefixListId",),
    "ProfileAssociations": ("Id",),
    "Reservations": ("ReservationId",),
    "ResolverRuleAssociations": ("Id",),
    "ResolverRules": ("Id",),
    "RouteTables": ("RouteTableId",),
    "SecurityGroupRules": ("SecurityGroupRuleId",),
    "SecurityGroups": ("GroupId",),
    "Subnets": ("SubnetId",),
    "TransitGatewayAttachments": ("TransitGatewayAttachmentId",),
    "TransitGatewayRouteTables": ("TransitGatewayRouteTableId",),
    "TransitGatewayVpcAttachments": ("TransitGatewayAttachmentId",),
    "TransitGateways": ("TransitGatewayId",),
    "VpcBlockPublicAccessExclusions": ("ExclusionId",),
    "VpcEndpoints": ("VpcEndpointId",),
    "VpcPeeringConnections": ("VpcPeeringConnectionId",),
    "Vpcs": ("VpcId",),
    "VpnGateways": ("VpnGatewayId",),
    "clusters": ("clusterArn",),
    "containerInstances": ("containerInstanceArn",),
    "services": ("serviceArn",),
    "tasks": ("taskArn",),
}

# Documents about one thing: the top-level key and what the thing is called. `None` stands for the file's stem, and
# nothing for what does not say what it belongs to: such documents are told apart by what they say.
SINGLES: dict[str, tuple[str, ...] | None] = {
    "ARN": ("ARN",),
    "Domains": None,
    "EnableDnsHostnames": ("VpcId",),
    "EnableDnsSupport": ("VpcId",),
    "Entries": None,
    "FirewallRules": None,
    "HostedZoneSummaries": None,
    "Policy": ("Policy", "Arn"),
    "PolicyDocument": ("PolicyName",),
    "PolicyNames": (),
    "PolicyVersion": (),
    "ResourcePolicy": ("ARN",),
    "ResourceRecordSets": None,
    "Role": ("Role", "Arn"),
    "Routes": None,
    "TransitGatewayRouteTablePropagations": None,
    "VpcBlockPublicAccessOptions": (),
    "policyText": ("repositoryName",),
    "taskDefinition": ("taskDefinition", "taskDefinitionArn"),
}

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)")

# What only says whether more follows. The CLI reads on and leaves these out.
PAGES = ("AdditionalRoutesAvailable", "IsTruncated", "Marker", "MaxItems", "MaxResults", "NextToken", "nextToken")

# Members that AWS always sends and the emulator leaves out. The SDK holds them to be sent, and fills them in.
ALWAYS_SENT = ("enableECSManagedTags", "enableExecuteCommand", "version")

Items = dict[str, dict[str, Any]]


def canonical(value: Any) -> Any:
    """A value without what may differ: the order of lists, how a time is written, values of environment variables."""
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if inner or key not in ALWAYS_SENT}
        return {key: canonical(inner) for key, inner in kept.items() if key != "environment"}
    if isinstance(value, list):
        return sorted((canonical(inner) for inner in value), key=lambda inner: json.dumps(inner, sort_keys=True))
    if isinstance(value, str) and TIME.fullmatch(value):
        return int(datetime.fromisoformat(value).timestamp())
    return value


def kind(key: str, document: dict[str, Any]) -> str:
    """The kind of a document: its key, except that two calls share one key."""
    managed = key == "PrefixLists" and any("PrefixListArn" in item for item in document[key])
    return "PrefixLists of describe-managed-prefix-lists" if managed else key


def items(folder: Path) -> Items:
    """All items of the documents below a folder, by kind and id. What is not known fails."""
    found: Items = {}
    for path, key, document in parts(folder):
        place = found.setdefault(kind(key, document), {})
        if key in LISTS:
            rest = {other: value for other, value in document.items() if other != key}
            for item in document[key]:
                name = "/".join(str(item.get(field)) for field in LISTS[key])
                put(place, name, item | ({"beside": rest} if any(rest.values()) else {}), path)
        else:
            put(place, single(key, document, path.stem), document, path)
    return found


def parts(folder: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """The documents below a folder, with their keys. A file may hold several, merged into one object."""
    for path, document in read(folder):
        if "ARN" in document:
            # A secret or its policy. Of a secret without a policy, only the names are printed.
            policy = "ResourcePolicy" in document or document.keys() == {"ARN", "Name"}
            yield path, "ResourcePolicy" if policy else "ARN", document
            continue
        keys = [key for key in document if key in LISTS or key in SINGLES]
        assert keys, f"{path.name} is no document that this suite knows: {sorted(document)}"
        for key in keys:
            others = set(keys) - {key}
            yield path, key, {name: value for name, value in document.items() if name not in others}


def single(key: str, document: dict[str, Any], stem: str) -> str:
    """What a document about one thing is about."""
    fields = SINGLES[key]
    if fields is None:
        return stem
    inner: Any = document
    for field in fields:
        inner = inner[field]
    return inner if fields else json.dumps(canonical(document), sort_keys=True)


def put(place: dict[str, Any], name: str, item: Any, path: Path) -> None:
    """Adds an item. Two files may only agree about it."""
    item = canonical(item)
    assert place.get(name, item) == item, f"{path.name} contradicts another file about {name}"
    place[name] = item


def read(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The documents below a folder, without the manifest."""
    for path in sorted(folder.rglob("*.json")):
        if path.name != "manifest.json":
            document = json.loads(path.read_bytes())
            yield path, {key: value for key, value in document.items() if key not in PAGES}


def environment_values(folder: Path) -> list[str]:
    """The values of environment variables that documents below a folder have."""

    def values(value: Any) -> Iterator[str]:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if isinstance(value, dict):
            yield from (each["value"] for each in value.get("environment") or () if "value" in each)
        for each in inner:
            yield from values(each)

    return [found for _, document in read(folder) for found in values(document)]
