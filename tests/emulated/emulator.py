"""The emulated AWS: its server, its clients, and the addresses that it hands out."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
from moto.ec2 import utils as draws
from moto.moto_api._internal import mock_random

REGION = "eu-west-1"
OTHER_REGION = "eu-central-1"
ACCOUNT = "123456789012"
OTHER_ACCOUNT = "222233334444"
ROLE = f"arn:aws:iam::{OTHER_ACCOUNT}:role/reader"

# Nothing that the program writes may contain any of these. They are no real credentials, only easy to find.
ACCESS_KEY = "AKIAEMULATEDEMULATED"
SECRET_KEY = "emulatedSecretKey/NeverToBePrinted/0123456"
SESSION_TOKEN = "emulatedSessionTokenNeverToBePrinted"


def environment(home: Path) -> dict[str, str]:
    """The environment of everything that talks to the emulator: fake credentials, and no way to find real ones."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    for name in ("config", "credentials"):
        home.joinpath(name).touch()
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_SESSION_TOKEN": SESSION_TOKEN,
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_COLOR": "1",
    }


class Emulator:
    """A `moto_server` on a free port of the loopback interface, for as long as the `with` block lasts."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log

    def __enter__(self) -> Emulator:
        server = [sys.executable, Path(__file__).with_name("server.py"), "-H", "127.0.0.1", "-p", str(self.port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(server, stdout=log, stderr=log, stdin=subprocess.PIPE)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SystemExit(f"the emulator ended before it was ready:\n{self.log.read_text()}")
            try:
                self.post("/moto-api/reset")
                # Tasks stay as they are. Otherwise each call that describes them brings them closer to their end.
                never = {"progression": "manual", "times": 1_000_000_000}
                return self.post("/moto-api/state-manager/set-transition", model_name="ecs::task", transition=never)
            except urllib.error.URLError:
                time.sleep(0.1)
        raise SystemExit(f"the emulator was not ready after a minute:\n{self.log.read_text()}")

    def post(self, path: str, **body: Any) -> None:
        """Asks the emulator for something that AWS does not have."""
        data = json.dumps(body).encode() if body else b""
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def enforce_permissions(self, enforced: bool) -> None:
        """From now on, credentials are checked and policies evaluated, or no longer."""
        data = b"0" if enforced else b"1000000000"
        kind = {"Content-Type": "text/plain"}
        request = urllib.request.Request(self.url + "/moto-api/reset-auth", data, kind, method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def client(self, service: str, region: str = REGION, credentials: dict[str, str] | None = None) -> Any:
        """A client of boto3, of the first account unless other credentials are given."""
        own = {"AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY, "SessionToken": SESSION_TOKEN}
        keys = credentials or own
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
        )

    def assume(self, role: str) -> dict[str, str]:
        """Credentials of a role, which need not exist."""
        answer = self.client("sts").assume_role(RoleArn=role, RoleSessionName="networks")
        return {key: answer["Credentials"][key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken")}


class Seeds:
    """Makes the emulator draw addresses that lie in the right subnet.

    moto gives the interfaces of tasks, NAT gateways and interface endpoints any address in 10.0.0.0/8. It draws them
    from a generator that its API can seed, so the draws are known beforehand: this looks for a seed after which the
    address fits. No seed is used twice, because ids come from the same generator.
    """

    # What moto draws before the address, for each call that makes an interface.
    TASK: tuple[Callable[[], object], ...] = (mock_random.uuid4, mock_random.uuid4)
    NAT_GATEWAY = (draws.random_nat_gateway_id,)
    ENDPOINT = (draws.random_vpc_ep_id,)

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.seed = 0
        self.taken: set[str] = set()

    def plant(self, before: tuple[Callable[[], object], ...], cidr: str) -> str:
        """Seeds the emulator so that the call that comes next takes an address of `cidr`, and returns the address."""
        network = ipaddress.ip_network(cidr)
        # AWS keeps the first four addresses and the last one.
        reserved = {network[index] for index in (0, 1, 2, 3, -1)}
        while True:
            self.seed += 1
            mock_random.seed(self.seed)
            for draw in before:
                draw()
            drawn = draws.random_private_ip()
            address = ipaddress.ip_address(drawn)
            if address in network and address not in reserved and drawn not in self.taken:
                self.taken.add(drawn)
                self.emulator.post(f"/moto-api/seed?a={self.seed}")
                return drawn
