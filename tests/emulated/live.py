"""The live half: captures and diagnoses of the emulated account, against what the files said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import answer
from cli import README, Cli
from design import CLUSTER, SECRET_VALUE
from documents import environment_values, items
from emulator import ACCESS_KEY, OTHER_ACCOUNT, OTHER_REGION, REGION, ROLE, SECRET_KEY, SESSION_TOKEN, Emulator
from networks import Network
from program import Program, Run, listing
from suite import Suite

# The access key that the emulator gives out with a role.
ROLE_KEY = re.compile(r"ASIA[A-Z0-9]{16}")
JSON = ("--format", "json")


class Live:
    """Asks the program about the emulated account itself."""

    def __init__(self, suite: Suite, hopwise: Program, emulator: Emulator) -> None:
        self.suite = suite
        self.hopwise = hopwise
        self.emulator = emulator
        self.there = ("--region", REGION, "--endpoint-url", emulator.url)

    def folder(self, name: str) -> Path:
        """Where a capture goes."""
        return self.hopwise.work / name

    def capture(self, name: str, *arguments: str, status: int = 0, **variables: str | None) -> Path:
        """Captures, and returns the directory, which has a manifest."""
        folder = self.folder(name)
        where = () if "--region" in arguments else self.there
        self.hopwise("capture", "-o", folder, *where, *arguments, writes=folder, **variables).expect(status)
        assert folder.joinpath("manifest.json").is_file(), "there is no manifest"
        json.loads(folder.joinpath("manifest.json").read_bytes())
        return folder

    def diagnose(self, *arguments: str | Path, **variables: str | None) -> Run:
        """Diagnoses, with JSON on standard output."""
        return self.hopwise("diagnose", *arguments, *JSON, **variables)

    def network(self, network: Network, files: dict[str, Any] | None) -> None:
        """Captured and live, a network is what it is as files."""
        select = ("--cluster", CLUSTER, *network.select)
        with self.suite.check(f"{network.name}, captured"):
            folder = self.capture(network.name, *select)
            assert {path.name for path in folder.iterdir()} == {"manifest.json", REGION}, "another layout"
            run = self.diagnose(folder)
            self.same(network, files, run)
        with self.suite.check(f"{network.name}, live"):
            run = self.diagnose("--live", *self.there, *select)
            self.same(network, files, run)

    @staticmethod
    def same(network: Network, files: dict[str, Any] | None, run: Run) -> None:
        """Fails unless an answer is right and that of the files."""
        run.expect(answer.EXIT[network.verdict])
        answer.expect(network, run.json(), run.status, run.stderr)
        assert files, "there is no answer from files to compare with"
        answer.expect_same(files, run.json())

    def others(self) -> None:
        """The commands that ask about everything say of the account what they say of its snapshot."""
        scope = ("--cluster", CLUSTER)
        with self.suite.check("rules, faults and differences, live"):
            folder = self.capture("asked-about", *scope)
            rules = self.hopwise.work / "rules.toml"
            rules.write_text("[[rules]]\nnever_reaches = { from = 'internet', to = '*' }\n")
            for command, own in [("check", ()), ("check", ("--rules", rules)), ("harden", scope)]:
                files = self.hopwise(command, folder, *own, *JSON)
                live = self.hopwise(command, "--live", *self.there, *dict.fromkeys((*own, *scope)), *JSON)
                said = [{key: run.json().get(key) for key in ("result", "verdict", "single_points_of_failure")} for run in (files, live)]
                assert files.status == live.status != 2 and said[0] == said[1], f"{command}: {said}, {live.stderr[:300]}"
            run = self.hopwise("diff", folder, "--live", *self.there, *JSON)
            # What is stopped on both sides is told, and is no difference.
            differs = [flow for flow in run.json()["flows"] if flow["result"] != "same"]
            assert not differs and run.status in (0, 3), f"{differs}, {run.status}: {run.stderr[:300]}"

    def whole_region(self, cli: Cli, snapshot: Path, networks: list[Network]) -> None:
        """A captured Region holds the documents that the AWS CLI prints, key for key."""
        folder = self.folder("region")
        found: dict[str, dict[str, Any]] = {}
        with self.suite.check("the whole Region, captured"):
            self.capture("region")
            found = items(folder)
            assert not environment_values(folder), "values of environment variables are there"
        with self.suite.check("the Region's documents, all kinds of the README's commands"):
            missing = items(snapshot).keys() - found.keys()
            assert found and not missing, f"missing: {sorted(missing)}"
        printed: dict[str, dict[str, Any]] = {}
        with self.suite.check("the Region's documents, asked of the AWS CLI"):
            printed = cli.fill(snapshot, found)
            strange = found.keys() - printed.keys()
            assert found and not strange, f"no call of the AWS CLI is known for {sorted(strange)}"
        for kind in sorted(found):
            with self.suite.check(f"the Region's documents, {kind}"):
                different = answer.differences(found[kind], printed.get(kind, {}))
                assert not different, f"{len(different)} differences, captured first: " + "; ".join(different[:3])
        for network in networks:
            with self.suite.check(f"{network.name}, in the captured Region"):
                run = self.diagnose(folder, *network.select)
                answer.expect(network, run.json(), run.status, run.stderr)

    def output_directory(self, network: Network) -> None:
        """An output directory that exists is refused, unless `--force` says to put another in its place."""
        folder = self.folder("kept")
        with self.suite.check("an existing directory is refused"):
            folder.mkdir()
            folder.joinpath("notes.txt").write_text("mine")
            before = listing(folder)
            select = ("--cluster", CLUSTER, *network.select)
            run = self.hopwise("capture", "-o", folder, *self.there, *select).expect(2)
            assert listing(folder) == before and "--force" in run.stderr, f"it says {run.stderr!r}"
        with self.suite.check("an existing snapshot is replaced with --force"):
            self.capture("replaced", "--cluster", CLUSTER, *network.select)
            added = self.folder("replaced") / REGION / "added-by-hand.json"
            added.write_text("{}")
            again = ("--force", "--cluster", CLUSTER, *network.select)
            run = self.hopwise("capture", "-o", self.folder("replaced"), *self.there, *again).expect(2)
            assert added.exists() and "is not of the capture" in run.stderr, f"it says {run.stderr!r}"
            added.unlink()
            stale = self.folder("replaced") / REGION / "vpcs.json"
            stale.write_text("{}")
            self.capture("replaced", *again)
            assert stale.read_text() != "{}", "what was there before is there still"

    def readme(self) -> None:
        """The README's commands for an account, but the one that installs the program, as they stand there."""
        with self.suite.check("the README's commands for an account"):
            block = README.read_text().split("## Your account")[1].split("```sh\n")[1].split("```")[0]
            commands = [line.split() for line in block.splitlines() if not line.startswith("cargo ")]
            assert len(commands) == 3, f"{len(commands)} commands"
            said = []
            for name, *arguments in commands:
                assert name == "hopwise", name
                folder = self.folder("account")
                run = self.hopwise(*arguments, writes=folder, AWS_ENDPOINT_URL=self.emulator.url, AWS_REGION=REGION)
                said.append(run.expect(0 if arguments[0] == "capture" else 1).stdout)
            place = re.compile(rf"{REGION}/")
            assert place.sub("", said[0]) == place.sub("", said[2]), "the account and its snapshot differ"

    def two_regions(self, here: Network, abroad: Network) -> None:
        """Two Regions in one snapshot."""
        with self.suite.check("two Regions"):
            regions = ("--region", REGION, "--region", OTHER_REGION, "--endpoint-url", self.emulator.url)
            folder = self.capture("regions", *regions)
            assert {path.name for path in folder.iterdir()} == {"manifest.json", REGION, OTHER_REGION}
            for network in (here, abroad):
                run = self.diagnose(folder, *network.select)
                answer.expect(network, run.json(), run.status, run.stderr)

    def another_account(self, network: Network) -> None:
        """An account that a role leads into."""
        with self.suite.check("another account, through a role"):
            folder = self.capture("accounts", "--role-arn", ROLE)
            place = folder / "accounts" / OTHER_ACCOUNT / REGION
            assert place.joinpath("vpcs.json").is_file(), f"no {place.relative_to(folder)}/vpcs.json"
            assert {path.name for path in folder.iterdir()} == {"manifest.json", "accounts"}, "another layout"
            assert network.vpc in items(place)["Vpcs"], "the VPC of that account is not there"
            run = self.diagnose(folder, *network.select)
            answer.expect(network, run.json(), run.status, run.stderr)

    def surroundings(self, network: Network) -> None:
        """The environment: where the endpoint is, and whether there are credentials."""
        select = ("--cluster", CLUSTER, *network.select)
        with self.suite.check("AWS_ENDPOINT_URL and AWS_REGION instead of flags"):
            run = self.diagnose("--live", *select, AWS_ENDPOINT_URL=self.emulator.url, AWS_REGION=REGION)
            answer.expect(network, run.json(), run.status, run.stderr)
        with self.suite.check("--save keeps what a diagnosis saw"):
            folder = self.folder("saved")
            run = self.hopwise("diagnose", "--live", "--save", folder, *self.there, *select, *JSON, writes=folder)
            answer.expect(network, run.json(), run.status, run.stderr)
            answer.expect_same(run.json(), self.diagnose(folder).json())
        with self.suite.check("without credentials nothing is written"):
            gone = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
            run = self.hopwise("capture", "-o", self.folder("none"), *self.there, **gone).expect(2)
            assert "credentials" in run.stderr and not self.folder("none").exists(), f"it says {run.stderr!r}"

    def permissions(self, network: Network) -> None:
        """Policies are enforced: a call that is denied is a gap, and the printed policy is enough."""
        iam = self.emulator.client("iam")
        iam.create_user(UserName="reader")
        key = iam.create_access_key(UserName="reader")["AccessKey"]
        secret = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
        variables: dict[str, str | None] = {**secret, "AWS_SESSION_TOKEN": None}
        printed = '{"Version": "2012-10-17", "Statement": []}'
        with self.suite.check("--print-iam-policy prints a policy"):
            printed = self.hopwise("capture", "--print-iam-policy").expect(0).stdout
            assert json.loads(printed)["Version"] == "2012-10-17", "another version"

        def policy(*statements: dict[str, Any]) -> None:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            iam.put_user_policy(UserName="reader", PolicyName="reader", PolicyDocument=document)
            self.emulator.enforce_permissions(True)

        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        with self.suite.check("a denied call is a gap that names the permission"):
            policy(everything, {"Effect": "Deny", "Action": "ec2:DescribeNetworkAcls", "Resource": "*"})
            try:
                folder = self.capture("denied", "--cluster", CLUSTER, *network.select, status=3, **variables)
            finally:
                self.emulator.enforce_permissions(False)
            said = self.hopwise.printed[-1][1]
            assert "ec2:DescribeNetworkAcls" in said, f"it says {said!r}"
            assert "DescribeNetworkAcls" in folder.joinpath("manifest.json").read_text(), "the manifest does not say it"
            assert not folder.joinpath(REGION, "network-acls.json").exists(), "there is a document all the same"
            run = self.diagnose(folder).expect(3)
            assert "network-acls" in str(run.json()["gaps"]), f"the gaps are {run.json()['gaps']}"
        with self.suite.check("the printed policy is enough"):
            policy(*json.loads(printed)["Statement"])
            try:
                self.capture("permitted", **variables)
            finally:
                self.emulator.enforce_permissions(False)
        self.keys = (key["AccessKeyId"], key["SecretAccessKey"])

    def nothing_leaks(self) -> None:
        """Neither credentials nor values of environment variables are in anything printed or written."""
        written = [path for path in self.hopwise.work.rglob("*") if path.is_file()]
        with self.suite.check("there is something in which a secret could be"):
            assert any("task-definition" in path.read_text(errors="replace") for path in written), "nothing is captured"
        texts = self.hopwise.printed + [(str(path), path.read_text(errors="replace")) for path in written]
        secrets = {"the secret key": SECRET_KEY, "the session token": SESSION_TOKEN, "the access key": ACCESS_KEY}
        secrets |= {"an environment variable's value": SECRET_VALUE, "the reader's access key": self.keys[0]}
        secrets |= {"the reader's secret key": self.keys[1]}
        for what, secret in secrets.items():
            with self.suite.check(f"nowhere: {what}"):
                found = [name for name, text in texts if secret in text]
                assert not found, f"it is in {found[:3]}"
        with self.suite.check("nowhere: a key of a role"):
            found = [name for name, text in texts if ROLE_KEY.search(text)]
            assert not found, f"one is in {found[:3]}"
