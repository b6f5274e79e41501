"""moto's server, with what nobody can put right through its API put right.

Everything else that differs from AWS is left as it is, or put right by calls: see README.md.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from ipaddress import ip_network
from itertools import islice
from typing import Any

from moto.core.exceptions import AccessDeniedError
from moto.core.responses import BaseResponse
from moto.ec2 import utils as draws
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models.elastic_network_interfaces import NetworkInterfaceBackend
from moto.ec2.models.managed_prefixes import ManagedPrefixList
from moto.ec2.models.network_acls import NetworkAclBackend
from moto.ec2.models.transit_gateway_route_tables import TransitGatewayRouteTableBackend
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.ecs.models import Task
from moto.iam.access_control import IAMRequest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.route53 import models as route53
from moto.route53.responses import Route53
from moto.route53resolver.responses import Route53ResolverResponse
from moto.server import main

WITH_WILDCARD = ("ecr.dkr", "s3")


def private_names(service_name: str) -> list[str]:
    """The names that an interface endpoint with private DNS answers: `com.amazonaws.R.ecr.api` is `api.ecr.R.…`."""
    _, _, region, *service = service_name.split(".")
    name = ".".join([*reversed(service), region, "amazonaws.com"])
    return [name, f"*.{name}"] if ".".join(service) in WITH_WILDCARD else [name]


def own_domain(service_name: str) -> str:
    """What the names of an endpoint's own end with: `com.amazonaws.R.ecr.api` is `api.ecr.R.vpce.amazonaws.com`."""
    _, _, region, *service = service_name.split(".")
    return ".".join([*reversed(service), region, "vpce.amazonaws.com"])


def dns_entries(endpoint: Any) -> list[dict[str, str]]:
    """`DnsEntries` with the private names. moto has only a name of the endpoint's own there, of another form than AWS's."""
    own: list[dict[str, str]] = [
        entry | {"dns_name": f"{entry['dns_name'].split('.')[0]}.{own_domain(endpoint.service_name)}"}
        for entry in endpoint.__dict__.get("own_dns_entries") or []
    ]
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

# Ids by prefix, and addresses of interfaces, that the call which is being answered hands out: `X-Planned` of its headers.
planned = threading.local()
setup_class = BaseResponse.setup_class
create_zone_id = route53.create_route53_zone_id
random_id = draws.random_id
create_network_interface = NetworkInterfaceBackend.create_network_interface

# The accounts that are made of scenarios begin with this. In all others interfaces have whatever address moto draws.
SCENARIOS = "9"


def read_plan(response: Any, request: Any, *arguments: Any, **named: Any) -> None:
    """Reads what is planned for a call."""
    planned.ids = json.loads(request.headers.get("X-Planned") or "{}")
    setup_class(response, request, *arguments, **named)


def take(kind: str) -> str | None:
    """The next id, or address, of a kind that is planned."""
    ids = getattr(planned, "ids", {}).get(kind)
    return str(ids.pop(0)) if ids else None


def planned_id(prefix: str = "", size: int = 17) -> str:
    """The id that is planned, or one that moto draws."""
    return take(prefix) or random_id(prefix, size)


def zone_id(*arguments: Any, **named: Any) -> str:
    """The id of a hosted zone that is planned, or one that begins with a Z as all of AWS's do."""
    return take("zone") or "Z" + str(create_zone_id(*arguments, **named))


def create_interface(backend: Any, subnet: Any, private_ip_address: Any, *rest: Any, **named: Any) -> Any:
    """Creates an interface with the address that is planned, or, in the account of a scenario, a free one of its subnet."""
    address = take("address")
    if address is None and backend.account_id.startswith(SCENARIOS):
        block = ip_network((backend.get_subnet(subnet) if isinstance(subnet, str) else subnet).cidr_block)
        taken = {own.private_ip_address for own in backend.enis.values()}
        # AWS keeps the first four addresses of a subnet.
        address = next(str(own) for own in islice(block, 4, None) if str(own) not in taken)
    return create_network_interface(backend, subnet, address or private_ip_address, *rest, **named)


create_network_acl = NetworkAclBackend.create_network_acl


def create_acl(backend: Any, *arguments: Any, **named: Any) -> Any:
    """Creates a network ACL with the entries `*`, which moto gives to default ACLs only."""
    acl = create_network_acl(backend, *arguments, **named)
    if not acl.network_acl_entries:
        backend.add_default_entries(acl.id)
        acl.network_acl_entries = [entry for entry in acl.network_acl_entries if int(entry.rule_number) == LAST_ENTRY]
    return acl


# The number of the entries `*` of IPv4.
LAST_ENTRY = 32767

NetworkAclBackend.create_network_acl = create_acl
BaseResponse.setup_class = read_plan
draws.random_id = planned_id
route53.create_route53_zone_id = zone_id
NetworkInterfaceBackend.create_network_interface = create_interface


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

dispatch = DomainDispatcherApplication.__call__


def answer_profiles(application: Any, environ: Any, start_response: Any) -> Any:
    """Answers Route 53 Profiles, which moto does not have: that no VPC has one."""
    if "/route53profiles/" not in environ.get("HTTP_AUTHORIZATION", ""):
        return dispatch(application, environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"ProfileAssociations": []}).encode()]


DomainDispatcherApplication.__call__ = answer_profiles

NO_EXCLUSIONS = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcBlockPublicAccessExclusionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
<requestId>00000000-0000-0000-0000-000000000000</requestId><vpcBlockPublicAccessExclusionSet/>\
</DescribeVpcBlockPublicAccessExclusionsResponse>"""


def describe_exclusions(_: Any) -> str:
    """The answer about exclusions from Block Public Access, which moto does not have: that there are none."""
    return NO_EXCLUSIONS


EC2Response.describe_vpc_block_public_access_exclusions = describe_exclusions

search_routes = TransitGatewayRouteTableBackend.search_transit_gateway_routes


def search_transit_gateway_routes(
    backend: Any, transit_gateway_route_table_id: str, filters: Any, max_results: Any = None
) -> Any:
    """Searches a transit gateway's table without a limit: moto cuts the dictionary of its routes as if it were a list, and fails."""
    return search_routes(backend, transit_gateway_route_table_id, filters)


TransitGatewayRouteTableBackend.search_transit_gateway_routes = search_transit_gateway_routes

OPTIONS_OFF = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcBlockPublicAccessOptionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
<requestId>00000000-0000-0000-0000-000000000000</requestId><vpcBlockPublicAccessOptions>\
<state>default-state</state>\
<internetGatewayBlockMode>off</internetGatewayBlockMode></vpcBlockPublicAccessOptions>\
</DescribeVpcBlockPublicAccessOptionsResponse>"""


def describe_options(_: Any) -> str:
    """The answer about Block Public Access of the account, which moto does not have: that it is off."""
    return OPTIONS_OFF


EC2Response.describe_vpc_block_public_access_options = describe_options

create_vpc_endpoint = EC2Response.create_vpc_endpoint
modify_vpc_endpoint = EC2Response.modify_vpc_endpoint


class PrivateDnsRefused(EC2ClientError):
    """What AWS says to private DNS in a VPC without both DNS attributes."""

    def __init__(self, vpc: str) -> None:
        words = "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for"
        super().__init__("InvalidParameter", f"{words} {vpc}")


def refuse_private_dns(backend: Any, vpc_id: str) -> None:
    """Refuses private DNS as AWS does. moto looks at neither attribute."""
    vpc = backend.get_vpc(vpc_id)
    # moto keeps what it is told: a truth value or the word for one.
    if not all(str(on).lower() == "true" for on in (vpc.enable_dns_support, vpc.enable_dns_hostnames)):
        raise PrivateDnsRefused(vpc_id)


def set_dns_options(response: Any, endpoint: Any) -> None:
    """Keeps whom the private DNS of an endpoint answers, which moto forgets."""
    only = response._get_param("DnsOptions", {}).get("PrivateDnsOnlyForInboundResolverEndpoint")
    if only is not None:
        endpoint.dns_options = {"private_dns_only_for_inbound_resolver_endpoint": str(only).lower() == "true"}


def set_groups(response: Any, endpoint: Any) -> None:
    """Gives the interfaces of an endpoint its groups. moto gives them the VPC's default group."""
    for interface in endpoint.network_interface_ids if endpoint.security_group_ids else ():
        response.ec2_backend.modify_network_interface_attribute(interface, endpoint.security_group_ids)


def create_endpoint(response: Any) -> Any:
    """Creates an endpoint, unless AWS would refuse its private DNS."""
    is_interface = (response._get_param("VpcEndpointType") or "").lower() == "interface"
    if is_interface and response._get_bool_param("PrivateDnsEnabled", if_none=True):
        refuse_private_dns(response.ec2_backend, response._get_param("VpcId"))
    result = create_vpc_endpoint(response)
    endpoint = list(response.ec2_backend.vpc_end_points.values())[-1]
    set_dns_options(response, endpoint)
    set_groups(response, endpoint)
    return result


def modify_endpoint(response: Any) -> Any:
    """Turns private DNS on or off, and gives tables the routes of a gateway endpoint: moto does neither."""
    backend = response.ec2_backend
    endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[response._get_param("VpcEndpointId")])[0]
    enabled = response._get_bool_param("PrivateDnsEnabled", if_none=None)
    if enabled:
        refuse_private_dns(backend, endpoint.vpc_id)
    if enabled is not None:
        endpoint.private_dns_enabled = enabled
    set_dns_options(response, endpoint)
    for table in response._get_param("AddRouteTableIds", []):
        if table not in endpoint.route_table_ids:
            list_id = endpoint.destination_prefix_list_id
            backend.create_route(table, None, gateway_id=endpoint.id, destination_prefix_list_id=list_id)
    result = modify_vpc_endpoint(response)
    set_groups(response, endpoint)
    return result


def task_status(task: Any) -> str:
    """`lastStatus`. moto's tasks run at once, whatever their network is like; here they are on their way."""
    return "PENDING" if task.status == "RUNNING" else str(task.status)


def set_task_status(task: Any, status: str) -> None:
    """Keeps what moto sets."""
    task.status = status


Task.last_status = property(task_status, set_task_status)
EC2Response.create_vpc_endpoint = create_endpoint
EC2Response.modify_vpc_endpoint = modify_endpoint
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
