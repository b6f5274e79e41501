"""An account in the emulator that is what the documents of a scenario say.

Each resource is made by the call that makes it in AWS, and gets the id that the documents give it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from emulator import REGION, Emulator

# Lists and documents that there is a way to build from; what else a scenario has, the emulator cannot be made to have.
BUILT = {
    "Addresses", "DhcpOptions", "HostedZoneSummaries", "InternetGateways", "NatGateways", "NetworkAcls", "NetworkInterfaces",
    "PrefixLists", "ResolverRuleAssociations", "ResolverRules", "ResourceRecordSets", "RouteTables", "SecurityGroupRules",
    "SecurityGroups", "Subnets", "VpcEndpoints", "VpcPeeringConnections", "Vpcs", "clusters", "services", "taskDefinition", "tasks",
    "EnableDnsHostnames", "EnableDnsSupport", "FirewallRuleGroupAssociations", "Role", "PolicyNames", "AttachedPolicies",
    "PolicyDocument", "Policy", "ARN", "policyText", "ResourcePolicy",
}  # fmt: skip
# What stands beside those in a document.
MARKS = {"MaxItems", "VpcId", "failures", "tags", "PolicyName", "RoleName", "PolicyVersion", "Name", "IsTruncated"}
MARKS |= {"registryId", "repositoryName", "CreatedDate", "LastChangedDate", "Tags", "VersionIdsToStages"}

# A role of which the documents say nothing has to be there for its tasks, and stands in nobody's way.
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


class Unrepresentable(Exception):
    """Something in the documents that the emulator cannot be made to have."""


def require(possible: bool, what: str) -> None:
    """Fails where the emulator cannot have something."""
    if not possible:
        raise Unrepresentable(what)


class Documents:
    """The documents of a scenario: file names without `.json`, and what is in them."""

    def __init__(self, files: dict[str, dict[str, Any]]) -> None:
        self.files = files
        require(not any(own.get("TransitGatewayAttachments") for own in files.values()), "a transit gateway's attachments")
        for name, document in files.items():
            strange = {key for key, value in document.items() if value != []} - BUILT - MARKS
            require(not strange, f"{', '.join(sorted(strange))} of {name}.json")

    def all(self, key: str) -> list[Any]:
        """The entries of all lists of one kind."""
        return [entry for document in self.files.values() for entry in document.get(key, [])]

    def each(self, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The documents that have a key, by the name of their file."""
        return ((name, document) for name, document in self.files.items() if key in document)

    def find(self, key: str, member: str, value: Any) -> dict[str, Any] | None:
        """The entry of a list with this member."""
        return next((entry for entry in self.all(key) if entry.get(member) == value), None)


class Account:
    """One account of the emulator, empty at first."""

    def __init__(self, emulator: Emulator, number: str) -> None:
        self.number = number
        self.credentials = emulator.assume(f"arn:aws:iam::{number}:role/scenario")
        self.planned: dict[str, list[str]] = {}
        names = ("ec2", "ecs", "ecr", "iam", "secretsmanager", "route53")
        clients = [emulator.client(name, REGION, self.credentials) for name in names]
        for client in clients:
            client.meta.events.register("before-call", self.tell)
        self.ec2, self.ecs, self.ecr, self.iam, self.secrets, self.route53 = clients

    def tell(self, params: dict[str, Any], **_: Any) -> None:
        """Tells the server with each call which ids and addresses to hand out."""
        if self.planned:
            params["headers"]["X-Planned"] = json.dumps(self.planned)

    @contextmanager
    def planning(self, **ids: str | list[str] | None) -> Iterator[None]:
        """What is made in this block gets these ids, by prefix."""
        plan = {prefix: [own] if isinstance(own, str) else own for prefix, own in ids.items() if own}
        self.planned = {prefix.replace("_", "-"): own for prefix, own in plan.items()}
        yield
        self.planned = {}

    def build(self, documents: Documents) -> list[tuple[str, str]]:
        """Builds all of it; returns how to ask about its tasks and services."""
        self.documents = self.with_secrets(documents)
        documents = self.documents
        self.lists: dict[str, str] = {}
        self.dhcp_options()
        self.prefix_lists()
        for vpc in documents.all("Vpcs"):
            self.vpc(vpc)
        for subnet in documents.all("Subnets"):
            self.subnet(subnet)
        for gateway in documents.all("InternetGateways"):
            self.internet_gateway(gateway)
        self.groups()
        for acl in documents.all("NetworkAcls"):
            self.network_acl(acl)
        for table in documents.all("RouteTables"):
            self.table(table)
        for gateway in documents.all("NatGateways"):
            self.nat_gateway(gateway)
        for endpoint in documents.all("VpcEndpoints"):
            self.endpoint(endpoint)
        for connection in documents.all("VpcPeeringConnections"):
            self.peering(connection)
        for table in documents.all("RouteTables"):
            self.routes(table)
        self.zones()
        self.roles()
        asked = self.workloads()
        self.strangers()
        # Last, for AWS refuses private DNS without them.
        for name in ("EnableDnsHostnames", "EnableDnsSupport"):
            for _, document in documents.each(name):
                self.ec2.modify_vpc_attribute(VpcId=document["VpcId"], **{name: document[name]})
        return asked

    def with_secrets(self, documents: Documents) -> Documents:
        """The documents with secrets by the ARNs that they have here: the end of an ARN is drawn."""
        texts = {name: json.dumps(document) for name, document in documents.files.items()}
        wanted = [
            ":".join(secret["valueFrom"].split(":")[:7])
            for _, document in documents.each("taskDefinition")
            for container in document["taskDefinition"]["containerDefinitions"]
            for secret in (*container.get("secrets", []), *container.get("logConfiguration", {}).get("secretOptions", []))
            if ":secretsmanager:" in secret["valueFrom"]
        ]
        for arn in dict.fromkeys(wanted):
            require(f":{self.number}:" in arn and f":{REGION}:" in arn, "a secret of another account or Region")
            name = arn.split(":")[6]
            name = name[:-7] if name[-7:-6] == "-" else name
            made = self.secrets.create_secret(Name=name, SecretString="made-up")["ARN"]
            texts = {file: text.replace(arn, made) for file, text in texts.items()}
        documents = Documents({name: json.loads(text) for name, text in texts.items()})
        for _, document in documents.each("ResourcePolicy"):
            self.secrets.put_resource_policy(SecretId=document["ARN"], ResourcePolicy=document["ResourcePolicy"])
        return documents

    def dhcp_options(self) -> None:
        """Sets of DHCP options."""
        self.options = set()
        for options in self.documents.all("DhcpOptions"):
            with self.planning(dopt=options["DhcpOptionsId"]):
                configurations = [
                    {"Key": own["Key"], "Values": [value["Value"] for value in own["Values"]]}
                    for own in options["DhcpConfigurations"]
                ]
                self.ec2.create_dhcp_options(DhcpConfigurations=configurations)
                self.options.add(options["DhcpOptionsId"])

    def prefix_lists(self) -> None:
        """AWS's own prefix lists, which the emulator has under ids of its own."""
        own = {found["PrefixListName"]: found["PrefixListId"] for found in self.ec2.describe_managed_prefix_lists()["PrefixLists"]}
        for wanted in self.documents.all("PrefixLists"):
            if wanted["PrefixListName"] in own:
                self.lists[wanted["PrefixListId"]] = own[wanted["PrefixListName"]]

    def vpc(self, vpc: dict[str, Any]) -> None:
        """A VPC with what comes with it."""
        require(vpc.get("OwnerId", self.number) == self.number, "a VPC of another account")
        mine = vpc["VpcId"]
        mode = vpc.get("BlockPublicAccessStates", {}).get("InternetGatewayBlockMode", "off")
        require(mode == "off", "Block Public Access")

        def own(key: str, member: str, fits: Any) -> str | None:
            return next((own[member] for own in self.documents.all(key) if own["VpcId"] == mine and fits(own)), None)

        main = own("RouteTables", "RouteTableId", lambda table: any(link.get("Main") for link in table["Associations"]))
        acl = own("NetworkAcls", "NetworkAclId", lambda acl: acl["IsDefault"])
        group = own("SecurityGroups", "GroupId", lambda group: group["GroupName"] == "default")
        with self.planning(vpc=mine, rtb=main, acl=acl, sg=group):
            self.ec2.create_vpc(CidrBlock=vpc["CidrBlock"])
        for block in vpc.get("CidrBlockAssociationSet", []):
            if block["CidrBlock"] != vpc["CidrBlock"]:
                self.ec2.associate_vpc_cidr_block(VpcId=mine, CidrBlock=block["CidrBlock"])
        require(not vpc.get("Ipv6CidrBlockAssociationSet"), "a VPC with IPv6")
        for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
            self.ec2.modify_vpc_attribute(VpcId=mine, **{attribute: {"Value": True}})
        require(vpc["DhcpOptionsId"] in self.options, "DHCP options that are not there")
        self.ec2.associate_dhcp_options(VpcId=mine, DhcpOptionsId=vpc["DhcpOptionsId"])

    def subnet(self, subnet: dict[str, Any]) -> None:
        """A subnet."""
        require(not subnet.get("Ipv6CidrBlockAssociationSet"), "a subnet with IPv6")
        mode = subnet.get("BlockPublicAccessStates", {}).get("InternetGatewayBlockMode", "off")
        require(mode == "off", "Block Public Access")
        with self.planning(subnet=subnet["SubnetId"]):
            self.ec2.create_subnet(
                VpcId=subnet["VpcId"], CidrBlock=subnet["CidrBlock"], AvailabilityZone=subnet["AvailabilityZone"]
            )

    def internet_gateway(self, gateway: dict[str, Any]) -> None:
        """An internet gateway."""
        mine = gateway["InternetGatewayId"]
        with self.planning(igw=mine):
            self.ec2.create_internet_gateway()
        for attachment in gateway["Attachments"]:
            require(bool(self.documents.find("Vpcs", "VpcId", attachment["VpcId"])), "a VPC that was not collected")
            require(attachment["State"] in ("available", "attached"), f"an internet gateway {attachment['State']}")
            self.ec2.attach_internet_gateway(InternetGatewayId=mine, VpcId=attachment["VpcId"])

    def groups(self) -> None:
        """Security groups: all of them first, for their rules name each other."""
        groups = self.documents.all("SecurityGroups")
        known = {group["GroupId"] for group in groups}
        for group in groups:
            if group["GroupName"] != "default":
                with self.planning(sg=group["GroupId"]):
                    name, about = group["GroupName"], group.get("Description") or group["GroupName"]
                    self.ec2.create_security_group(GroupName=name, Description=about, VpcId=group["VpcId"])
        for group in groups:
            mine = group["GroupId"]
            now = self.ec2.describe_security_groups(GroupIds=[mine])["SecurityGroups"][0]
            if now["IpPermissions"]:
                self.ec2.revoke_security_group_ingress(GroupId=mine, IpPermissions=now["IpPermissions"])
            if now["IpPermissionsEgress"]:
                self.ec2.revoke_security_group_egress(GroupId=mine, IpPermissions=now["IpPermissionsEgress"])
            for key, call in (
                ("IpPermissions", self.ec2.authorize_security_group_ingress),
                ("IpPermissionsEgress", self.ec2.authorize_security_group_egress),
            ):
                rules = [self.rule(rule, known) for rule in group[key]]
                if rules:
                    call(GroupId=mine, IpPermissions=rules)

    def rule(self, rule: dict[str, Any], known: set[str]) -> dict[str, Any]:
        """A rule of a group as the call takes it."""
        require(rule["IpProtocol"] in ("-1", "tcp", "udp", "icmp"), "a rule of another protocol")
        named = {pair["GroupId"] for pair in rule.get("UserIdGroupPairs", [])}
        require(named <= known, "a rule that names a group which is not there")
        lists = [own["PrefixListId"] for own in rule.get("PrefixListIds", [])]
        require(all(own in self.lists for own in lists), "a prefix list that is not AWS's")
        rule = {key: value for key, value in rule.items() if value != []}
        return rule | {
            key: value
            for key, value in (
                ("UserIdGroupPairs", [{"GroupId": own} for own in sorted(named)]),
                ("PrefixListIds", [{"PrefixListId": self.lists[own]} for own in lists]),
            )
            if value
        }

    def network_acl(self, acl: dict[str, Any]) -> None:
        """A network ACL with its entries and subnets."""
        mine = acl["NetworkAclId"]
        if acl["IsDefault"]:
            for entry in self.ec2.describe_network_acls(NetworkAclIds=[mine])["NetworkAcls"][0]["Entries"]:
                if entry["RuleNumber"] < 32767:
                    which = {"RuleNumber": entry["RuleNumber"], "Egress": entry["Egress"]}
                    self.ec2.delete_network_acl_entry(NetworkAclId=mine, **which)
        else:
            with self.planning(acl=mine):
                self.ec2.create_network_acl(VpcId=acl["VpcId"])
        for entry in acl["Entries"]:
            require("Ipv6CidrBlock" not in entry or entry["RuleNumber"] >= 32767, "an entry for IPv6")
            if entry["RuleNumber"] < 32767:
                self.ec2.create_network_acl_entry(NetworkAclId=mine, **entry)
        for link in acl["Associations"]:
            filters = [{"Name": "association.subnet-id", "Values": [link["SubnetId"]]}]
            found = self.ec2.describe_network_acls(Filters=filters)["NetworkAcls"]
            for other in (own for acl in found for own in acl["Associations"] if own["SubnetId"] == link["SubnetId"]):
                if other["NetworkAclId"] != mine:
                    which = other["NetworkAclAssociationId"]
                    self.ec2.replace_network_acl_association(AssociationId=which, NetworkAclId=mine)

    def table(self, table: dict[str, Any]) -> None:
        """A route table without its routes."""
        mine = table["RouteTableId"]
        if not any(link.get("Main") for link in table["Associations"]):
            with self.planning(rtb=mine):
                self.ec2.create_route_table(VpcId=table["VpcId"])
        require(not table.get("PropagatingVgws"), "routes that a gateway propagates")
        for link in table["Associations"]:
            require("GatewayId" not in link, "an edge association")
            if "SubnetId" in link:
                with self.planning(rtbassoc=link.get("RouteTableAssociationId")):
                    self.ec2.associate_route_table(RouteTableId=mine, SubnetId=link["SubnetId"])

    def routes(self, table: dict[str, Any]) -> None:
        """The routes of a table that nobody else makes."""
        for route in table["Routes"]:
            kinds = ("GatewayId", "NatGatewayId", "NetworkInterfaceId", "VpcPeeringConnectionId")
            target = {key: route[key] for key in kinds if key in route}
            if target.get("GatewayId") == "local":
                continue
            require(route["State"] == "active", "a route to something that is gone")
            if str(target.get("GatewayId")).startswith("vpce-") and "DestinationPrefixListId" in route:
                continue
            kind = next((key for key in route if key.endswith("Id") and not key.startswith("Destination")), "nothing")
            require(list(target) and kind != "NetworkInterfaceId", f"a route to {kind}")
            require(not str(target.get("GatewayId")).startswith("vgw-"), "a virtual private gateway")
            require("DestinationCidrBlock" in route, "a route of IPv6")
            self.ec2.create_route(
                RouteTableId=table["RouteTableId"], DestinationCidrBlock=route["DestinationCidrBlock"], **target
            )

    def peering(self, connection: dict[str, Any]) -> None:
        """A peering connection between two VPCs of the account and Region."""
        mine, state = connection["VpcPeeringConnectionId"], connection["Status"]["Code"]
        sides = [connection[f"{side}VpcInfo"] for side in ("Requester", "Accepter")]
        require(all(side["Region"] == REGION for side in sides), "a peering connection between Regions")
        require(all(side["OwnerId"] == self.number for side in sides), "a peering connection with another account")
        require(state in ("active", "pending-acceptance"), f"a peering connection {state}")
        with self.planning(pcx=mine):
            self.ec2.create_vpc_peering_connection(VpcId=sides[0]["VpcId"], PeerVpcId=sides[1]["VpcId"])
        if state == "active":
            self.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=mine)

    def nat_gateway(self, gateway: dict[str, Any]) -> None:
        """A NAT gateway."""
        require(gateway["State"] == "available", f"a NAT gateway {gateway['State']}")
        require(gateway.get("AvailabilityMode", "zonal") == "zonal", "a regional NAT gateway")
        addresses = gateway["NatGatewayAddresses"]
        ids, own = [address["NetworkInterfaceId"] for address in addresses], [address["PrivateIp"] for address in addresses]
        public = gateway["ConnectivityType"] == "public"
        kind = {"ConnectivityType": gateway["ConnectivityType"]}
        if public:
            require(all("AllocationId" in address for address in addresses), "a public NAT gateway without an address")
            with self.planning(eipalloc=addresses[0]["AllocationId"]):
                kind["AllocationId"] = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        with self.planning(nat=gateway["NatGatewayId"], eni=ids, address=own):
            self.ec2.create_nat_gateway(SubnetId=gateway["SubnetId"], **kind)

    def endpoint(self, endpoint: dict[str, Any]) -> None:
        """An endpoint, and the interfaces that the documents say it has."""
        require(endpoint["State"] == "available", f"an endpoint {endpoint['State']}")
        more = {"PolicyDocument": endpoint["PolicyDocument"]} if "PolicyDocument" in endpoint else {}
        if endpoint["VpcEndpointType"] == "Gateway":
            more["RouteTableIds"] = endpoint["RouteTableIds"]
        else:
            require(endpoint["VpcEndpointType"] == "Interface", f"an endpoint of type {endpoint['VpcEndpointType']}")
            interfaces = [self.documents.find("NetworkInterfaces", "NetworkInterfaceId", own) for own in endpoint["NetworkInterfaceIds"]]
            require(all(interfaces) and bool(interfaces), "interfaces of endpoints that were not collected")
            subnets = [own["SubnetId"] for own in interfaces if own]
            groups = [group["GroupId"] for group in endpoint["Groups"]]
            more |= {"SubnetIds": subnets, "SecurityGroupIds": groups, "PrivateDnsEnabled": endpoint["PrivateDnsEnabled"]}
            options = endpoint.get("DnsOptions", {})
            only = options.get("PrivateDnsOnlyForInboundResolverEndpoint")
            if only is not None:
                more["DnsOptions"] = {"PrivateDnsOnlyForInboundResolverEndpoint": only}
            self.planned = {
                "eni": list(endpoint["NetworkInterfaceIds"]),
                "address": [own["PrivateIpAddress"] for own in interfaces if own],
            }
        self.planned |= {"vpce": [endpoint["VpcEndpointId"]]}
        self.ec2.create_vpc_endpoint(
            VpcEndpointType=endpoint["VpcEndpointType"],
            VpcId=endpoint["VpcId"],
            ServiceName=endpoint["ServiceName"],
            **more,
        )
        self.planned = {}

    def zones(self) -> None:
        """Private hosted zones with their records."""
        made: set[str] = set()
        for vpc, document in self.documents.each("HostedZoneSummaries"):
            where = {"VPCRegion": REGION, "VPCId": vpc}
            for zone in document["HostedZoneSummaries"]:
                mine = zone["HostedZoneId"]
                require("OwningService" not in zone["Owner"], "a zone of an AWS service")
                require(zone["Owner"]["OwningAccount"] == self.number, "a zone of another account")
                if mine in made:
                    self.route53.associate_vpc_with_hosted_zone(HostedZoneId=mine, VPC=where)
                    continue
                made.add(mine)
                with self.planning(zone=mine):
                    self.route53.create_hosted_zone(
                        Name=zone["Name"], CallerReference=mine, VPC=where, HostedZoneConfig={"PrivateZone": True}
                    )
                records = self.documents.files.get(mine, {}).get("ResourceRecordSets", [])
                own = [self.to_endpoint(record) for record in records if record["Type"] not in ("NS", "SOA")]
                changes = [{"Action": "CREATE", "ResourceRecordSet": record} for record in own]
                if changes:
                    self.route53.change_resource_record_sets(HostedZoneId=mine, ChangeBatch={"Changes": changes})

    def to_endpoint(self, record: dict[str, Any]) -> dict[str, Any]:
        """A record; an alias of an endpoint's own name has the one that the emulator gave it, whose hash is another."""
        alias = record.get("AliasTarget", {})
        if not alias.get("DNSName", "").startswith("vpce-"):
            return record
        endpoints = self.ec2.describe_vpc_endpoints()["VpcEndpoints"]
        meant = [own for own in endpoints if alias["DNSName"].startswith(own["VpcEndpointId"] + "-")]
        names = [entry["DnsName"] for own in meant for entry in own["DnsEntries"] if entry["DnsName"].startswith("vpce-")]
        return record | {"AliasTarget": alias | {"DNSName": names[0] + "."}} if names else record

    def roles(self) -> None:
        """Roles with their policies: those of the documents, and those that nothing is said of.

        The emulator has none of AWS's managed policies. Those of the documents become the account's own.
        """
        policies = {document["Policy"]["Arn"]: document for _, document in self.documents.each("Policy")}
        own = {
            arn: self.iam.create_policy(
                PolicyName=arn.rsplit("/", 1)[-1], PolicyDocument=json.dumps(document["PolicyVersion"]["Document"])
            )["Policy"]["Arn"]
            for arn, document in policies.items()
        }
        said = set()
        for name, document in self.documents.each("Role"):
            role = document["Role"]
            said.add(role["Arn"])
            boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
            require(boundary is None or boundary in own, "a boundary without its text")
            self.iam.create_role(
                RoleName=role["RoleName"],
                Path=role.get("Path", "/"),
                AssumeRolePolicyDocument=json.dumps(role["AssumeRolePolicyDocument"]),
                **({"PermissionsBoundary": own[boundary]} if boundary else {}),
            )
            for policy in document.get("AttachedPolicies", []):
                require(policy["PolicyArn"] in policies, "a policy without its text")
                self.iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=own[policy["PolicyArn"]])
        for _, document in self.documents.each("PolicyDocument"):
            self.iam.put_role_policy(
                RoleName=document["RoleName"],
                PolicyName=document["PolicyName"],
                PolicyDocument=json.dumps(document["PolicyDocument"]),
            )
        for _, document in self.documents.each("taskDefinition"):
            definition = document["taskDefinition"]
            for key in ("executionRoleArn", "taskRoleArn"):
                arn = definition.get(key)
                if arn and arn not in said:
                    said.add(arn)
                    require(f":{self.number}:" in arn, "a role of another account")
                    name = arn.rsplit("/", 1)[-1]
                    self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
                    self.iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))

    def workloads(self) -> list[tuple[str, str]]:
        """Clusters, task definitions, tasks, and services that have none."""
        for cluster in self.documents.all("clusters"):
            self.ecs.create_cluster(clusterName=cluster["clusterName"])
        definitions = {}
        for _, document in self.documents.each("taskDefinition"):
            definition = document["taskDefinition"]
            definitions[definition["taskDefinitionArn"]] = self.definition(definition)
        asked = []
        tasks = self.documents.all("tasks")
        for service in self.documents.all("services") if tasks else ():
            network = service.get("networkConfiguration", {}).get("awsvpcConfiguration", {})
            is_public = network.get("assignPublicIp") == "ENABLED"
            mine = [task for task in tasks if task.get("group") == f"service:{service['serviceName']}"]
            text = json.dumps(mine)
            own = [
                interface
                for interface in self.documents.all("NetworkInterfaces")
                if f'"{interface["NetworkInterfaceId"]}"' in text
            ]
            alike = not own or any(("Association" in interface) == is_public for interface in own)
            require(alike, "a service whose tasks are of what it was")
        for task in tasks:
            asked.append(("--task", self.task(task, definitions)))
        for service in () if tasks else self.documents.all("services"):
            require(service["taskDefinition"] in definitions, "a service without its task definition")
            self.ecs.create_service(
                cluster=service["clusterArn"],
                serviceName=service["serviceName"],
                taskDefinition=definitions[service["taskDefinition"]],
                desiredCount=service["desiredCount"],
                launchType="FARGATE",
                platformVersion=service.get("platformVersion", "1.4.0"),
                networkConfiguration=service["networkConfiguration"],
            )
            asked.append(("--service", service["serviceName"]))
        return asked

    def definition(self, definition: dict[str, Any]) -> str:
        """A task definition, with the repositories and secrets that it names; its ARN."""
        require("FARGATE" in definition.get("requiresCompatibilities", []), "a task that is not for Fargate")
        require(not definition.get("volumes"), "volumes")
        said = {document["repositoryName"]: document for _, document in self.documents.each("policyText")}
        for container in definition["containerDefinitions"]:
            registry, _, path = container["image"].partition("/")
            own = registry.startswith(f"{self.number}.dkr.")
            require(own or ".dkr.ecr" not in registry, "a repository of another account")
            if own:
                name = path.split("@")[0].split(":")[0]
                self.ecr.create_repository(repositoryName=name)
                if name in said:
                    require(json.loads(said[name]["policyText"])["Statement"] != [], "a policy without statements")
                    self.ecr.set_repository_policy(repositoryName=name, policyText=said[name]["policyText"])
            container.setdefault("memory", 512)
        shape = self.ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape
        kept = {key: value for key, value in definition.items() if key in shape.members and value not in ([], None)}
        return self.ecs.register_task_definition(**kept)["taskDefinition"]["taskDefinitionArn"]

    def task(self, task: dict[str, Any], definitions: dict[str, str]) -> str:
        """A task on Fargate where the documents say that its interface is; its id."""
        require(task.get("launchType") == "FARGATE", "a task that does not run on Fargate")
        require(task["taskDefinitionArn"] in definitions, "a task without its task definition")
        require(not task.get("overrides", {}).get("executionRoleArn"), "a task with another execution role")
        details = {own["name"]: own["value"] for link in task["attachments"] for own in link["details"]}
        mine = details.get("networkInterfaceId")
        interface = self.documents.find("NetworkInterfaces", "NetworkInterfaceId", mine)
        require(interface is not None, "a task whose interface is gone")
        assert interface
        network = {
            "subnets": [interface["SubnetId"]],
            "securityGroups": [group["GroupId"] for group in interface["Groups"]],
        }
        with self.planning(eni=mine, address=interface["PrivateIpAddress"]):
            answer = self.ecs.run_task(
                cluster=task["clusterArn"],
                taskDefinition=definitions[task["taskDefinitionArn"]],
                launchType="FARGATE",
                platformVersion=task["platformVersion"],
                networkConfiguration={"awsvpcConfiguration": network},
            )
        if "Association" in interface:
            allocation = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
            self.ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=mine)
        return answer["tasks"][0]["taskArn"].rsplit("/", 1)[-1]

    def strangers(self) -> None:
        """Interfaces of the documents that nothing above has made: there must be none."""
        there = {own["NetworkInterfaceId"] for own in self.ec2.describe_network_interfaces()["NetworkInterfaces"]}
        for interface in self.documents.all("NetworkInterfaces"):
            kind = interface.get("InterfaceType", "interface")
            require(interface["NetworkInterfaceId"] in there, f"an interface of type {kind} that has no maker")
