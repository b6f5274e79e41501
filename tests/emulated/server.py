"""moto's server, with six things put right that nobody can put right through its API.

Everything else that differs from AWS is left as it is, or put right by calls: see README.md.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from moto.core.exceptions import AccessDeniedError
from moto.ec2.models.managed_prefixes import ManagedPrefixList
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.iam.access_control import IAMRequest
from moto.route53.responses import Route53
from moto.route53resolver.responses import Route53ResolverResponse
from moto.server import main

WITH_WILDCARD = ("ecr.dkr",)


def private_names(service_name: str) -> list[str]:
    """The names that an interface endpoint with private DNS answers: `com.amazonaws.R.ecr.api` is `api.ecr.R.…`."""
    _, _, region, *service = service_name.split(".")
    name = ".".join([*reversed(service), region, "amazonaws.com"])
    return [name, f"*.{name}"] if ".".join(service) in WITH_WILDCARD else [name]


def dns_entries(endpoint: Any) -> list[dict[str, str]]:
    """`DnsEntries` with the private names. moto has only a name of the endpoint's own there."""
    own: list[dict[str, str]] = endpoint.__dict__.get("own_dns_entries") or []
    if not own or not endpoint.private_dns_enabled:
        return own
    return own + [{"dns_name": name, "hosted_zone_id": "ZPRIVATE"} for name in private_names(endpoint.service_name)]


def set_dns_entries(endpoint: Any, entries: list[dict[str, str]]) -> None:
    """Keeps what moto sets."""
    endpoint.__dict__["own_dns_entries"] = entries


def cidrs(prefix_list: Any) -> list[str]:
    """`Cidrs` of `describe-prefix-lists`, which moto leaves out although it knows the entries."""
    versions: list[list[dict[str, str]]] = list(prefix_list.entries.values())
    return [entry["Cidr"] for entry in versions[-1]] if versions else []


DENIED = """<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. \
{who}</Message></Error></Errors><RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>"""


def raise_access_denied(request: Any) -> None:
    """Denies a call of EC2 as EC2 does. moto has one form of this error for all services, and no SDK finds its code."""
    error = AccessDeniedError(user_arn=request._access_key.arn, action=request._action)
    if request._service == "ec2":
        error.description = DENIED.format(who=error.message)
    raise error


def unchecked(_: Any, resource: str = "*") -> None:
    """Lets every call of Route 53 pass: once policies are enforced, moto refuses them all, whatever they say."""


Route53._authenticate_and_authorize_normal_action = unchecked


def nothing(key: str) -> Any:
    """The answer to a call of DNS Firewall, which moto does not have: that there is nothing."""
    return lambda _: json.dumps({key: []})


for call, key in (
    ("list_firewall_configs", "FirewallConfigs"),
    ("list_firewall_domain_lists", "FirewallDomainLists"),
    ("list_firewall_rule_group_associations", "FirewallRuleGroupAssociations"),
    ("list_firewall_rule_groups", "FirewallRuleGroups"),
):
    setattr(Route53ResolverResponse, call, nothing(key))

NO_EXCLUSIONS = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcBlockPublicAccessExclusionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
<requestId>00000000-0000-0000-0000-000000000000</requestId><vpcBlockPublicAccessExclusionSet/>\
</DescribeVpcBlockPublicAccessExclusionsResponse>"""


def describe_exclusions(_: Any) -> str:
    """The answer about exclusions from Block Public Access, which moto does not have: that there are none."""
    return NO_EXCLUSIONS


EC2Response.describe_vpc_block_public_access_exclusions = describe_exclusions
IAMRequest._raise_access_denied = raise_access_denied
VPCEndPoint.dns_entries = property(dns_entries, set_dns_entries)
ManagedPrefixList.cidrs = property(cidrs)


def end_with_parent() -> None:
    """Ends the server when whoever started it is gone, however it went: then standard input closes."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    main()
