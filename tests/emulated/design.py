"""The parts that a network is built from, in one account and Region of the emulator."""

from __future__ import annotations

import json
from ipaddress import ip_address, ip_network
from typing import Any

from emulator import ACCOUNT, REGION, Emulator, Seeds

CLUSTER = "prod"

# The value of an environment variable of every task definition. The name of the network follows.
SECRET_VALUE = "emulated-environment-value-that-nobody-may-see"

EVERYWHERE = "0.0.0.0/0"
ENDPOINTS = ("ecr.api", "ecr.dkr", "logs", "secretsmanager")


def tcp_443(**peer: Any) -> dict[str, Any]:
    """A permission of a security group for TLS."""
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **peer}


class Place:
    """One account and Region: its clients, and calls that make one thing each and return its id."""

    def __init__(
        self,
        emulator: Emulator,
        seeds: Seeds,
        region: str = REGION,
        account: str = ACCOUNT,
        credentials: dict[str, str] | None = None,
    ) -> None:
        self.seeds = seeds
        self.region = region
        self.account = account
        self.ec2, self.ecs, self.ecr, self.iam, self.secrets, self.route53, self.resolver = (
            emulator.client(service, region, credentials)
            for service in ("ec2", "ecs", "ecr", "iam", "secretsmanager", "route53", "route53resolver")
        )
        self.ecs.create_cluster(clusterName=CLUSTER)
        # The emulator's VPCs name a set of DHCP options, `default`, that it does not have.
        options = self.ec2.create_dhcp_options(
            DhcpConfigurations=[{"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}]
        )
        self.dhcp_options = options["DhcpOptions"]["DhcpOptionsId"]

    def vpc(self, cidr: str) -> str:
        """A VPC with both DNS attributes. Without host names, the emulator fails to start tasks."""
        vpc = self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
        self.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        self.ec2.associate_dhcp_options(VpcId=vpc, DhcpOptionsId=self.dhcp_options)
        return vpc

    def internet_gateway(self, vpc: str) -> str:
        """An attached internet gateway."""
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        return gateway

    def subnet(self, vpc: str, cidr: str, zone: str = "a") -> str:
        """A subnet."""
        zone = f"{self.region}{zone}"
        return self.ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=zone)["Subnet"]["SubnetId"]

    def route_table(self, vpc: str, *subnets: str, **default: str) -> str:
        """A route table of the subnets, with a default route if a target is given, such as `GatewayId`."""
        table = self.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        for subnet in subnets:
            self.ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        if default:
            self.ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, **default)
        return table

    def nat_gateway(self, subnet: str, cidr: str) -> str:
        """A public NAT gateway with an interface in its subnet."""
        allocation = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        self.seeds.plant(Seeds.NAT_GATEWAY, cidr)
        return self.ec2.create_nat_gateway(SubnetId=subnet, AllocationId=allocation)["NatGateway"]["NatGatewayId"]

    def group(self, vpc: str, name: str, *ingress: dict[str, Any]) -> str:
        """A security group that lets everything out, as new groups do, and `ingress` in."""
        group = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        if ingress:
            self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=list(ingress))
        return group

    def interface_endpoint(self, vpc: str, service: str, subnet: str, cidr: str, group: str) -> str:
        """An interface endpoint with private DNS."""
        self.seeds.plant(Seeds.ENDPOINT, cidr)
        return self.ec2.create_vpc_endpoint(
            VpcEndpointType="Interface",
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{self.region}.{service}",
            SubnetIds=[subnet],
            SecurityGroupIds=[group],
            PrivateDnsEnabled=True,
        )["VpcEndpoint"]["VpcEndpointId"]

    def gateway_endpoint(self, vpc: str, table: str) -> str:
        """The gateway endpoint of S3, on one route table."""
        return self.ec2.create_vpc_endpoint(
            VpcEndpointType="Gateway",
            VpcId=vpc,
            ServiceName=f"com.amazonaws.{self.region}.s3",
            RouteTableIds=[table],
        )["VpcEndpoint"]["VpcEndpointId"]

    def network_acl(self, vpc: str, subnet: str, *entries: tuple[int, bool, str, dict[str, int] | None]) -> str:
        """A network ACL of a subnet. An entry is its number, whether it is outbound, a protocol and ports."""
        acl = self.ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
        for number, egress, protocol, ports in entries:
            self.ec2.create_network_acl_entry(
                NetworkAclId=acl,
                RuleNumber=number,
                Egress=egress,
                Protocol=protocol,
                RuleAction="allow",
                CidrBlock=EVERYWHERE,
                **({"PortRange": ports} if ports else {}),
            )
        found = self.ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
        for association in found["NetworkAcls"][0]["Associations"]:
            if association["SubnetId"] == subnet:
                self.ec2.replace_network_acl_association(
                    AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
                )
        return acl

    def role(self, name: str) -> str:
        """An execution role with an inline policy and a managed one."""
        trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        allow = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
        document = {
            name: json.dumps({"Version": "2012-10-17", "Statement": [what]})
            for name, what in (("trust", trust), ("inline", allow), ("managed", allow | {"Action": ["ecr:*", "logs:*"]}))
        }
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document["trust"])["Role"]["Arn"]
        self.iam.put_role_policy(RoleName=name, PolicyName="secrets", PolicyDocument=document["inline"])
        policy = self.iam.create_policy(PolicyName=f"{name}-pull", PolicyDocument=document["managed"])["Policy"]["Arn"]
        self.iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        return role

    def secret(self, name: str) -> str:
        """A secret whose policy lets everybody of the account have it, and its ARN."""
        arn = self.secrets.create_secret(Name=name, SecretString=f"{SECRET_VALUE}-of-{name}")["ARN"]
        who = {"AWS": f"arn:aws:iam::{self.account}:root"}
        allow = {"Effect": "Allow", "Principal": who, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
        self.secrets.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
        return arn

    def zone(self, vpc: str, name: str, **records: str) -> str:
        """A private hosted zone with records of the type A."""
        where = {"VPCRegion": self.region, "VPCId": vpc}
        zone = self.route53.create_hosted_zone(Name=name, CallerReference=name, VPC=where)["HostedZone"]["Id"]
        changes = [
            {
                "Action": "CREATE",
                "ResourceRecordSet": {
                    "Name": f"{label}.{name}",
                    "Type": "A",
                    "TTL": 60,
                    "ResourceRecords": [{"Value": address}],
                },
            }
            for label, address in records.items()
        ]
        self.route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
        return zone.rsplit("/", 1)[-1]

    def task_definition(self, family: str, role: str) -> str:
        """A definition whose start takes five steps: log in, manifest, layers, a secret, logs."""
        self.ecr.create_repository(repositoryName=family)
        secret = self.secret(family)
        container = {
            "name": "app",
            "image": f"{self.account}.dkr.ecr.{self.region}.amazonaws.com/{family}:1.0.0",
            "essential": True,
            "memory": 512,
            "environment": [{"name": "TOKEN", "value": f"{SECRET_VALUE}-{family}"}],
            "secrets": [{"name": "PASSWORD", "valueFrom": f"{secret}:password::"}],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": family, "awslogs-region": self.region, "awslogs-stream-prefix": "app"},
            },
        }
        return self.ecs.register_task_definition(
            family=family,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="256",
            memory="512",
            executionRoleArn=role,
            containerDefinitions=[container],
        )["taskDefinition"]["taskDefinitionArn"]

    def task(self, definition: str, subnet: str, cidr: str | None, group: str, public: bool = False) -> str:
        """A Fargate task, and its id. Without `cidr` its interface has whatever address the emulator draws.

        The emulator ignores `assignPublicIp`, so that the address is one that this account allocates.
        """
        if cidr:
            self.seeds.plant(Seeds.TASK, cidr)
        answer = self.ecs.run_task(
            cluster=CLUSTER,
            taskDefinition=definition,
            launchType="FARGATE",
            platformVersion="1.4.0",
            networkConfiguration=self.configuration([subnet], group, public),
        )
        task = answer["tasks"][0]
        details = {detail["name"]: detail["value"] for detail in task["attachments"][0]["details"]}
        if public:
            allocation = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
            self.ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=details["networkInterfaceId"])
        return task["taskArn"].rsplit("/", 1)[-1]

    def adrift(self) -> list[str]:
        """The subnets of interfaces whose addresses lie outside them."""
        subnets = {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in self.ec2.describe_subnets()["Subnets"]}
        return [
            interface["SubnetId"]
            for interface in self.ec2.describe_network_interfaces()["NetworkInterfaces"]
            if ip_address(interface["PrivateIpAddress"]) not in ip_network(subnets[interface["SubnetId"]])
        ]

    @staticmethod
    def configuration(subnets: list[str], group: str, public: bool) -> dict[str, Any]:
        """Where a task or a service is placed."""
        assign = "ENABLED" if public else "DISABLED"
        return {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [group], "assignPublicIp": assign}}
