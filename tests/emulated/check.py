"""The suite: `check.py BINARY`. See README.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import answer
import live
from cli import Cli
from design import Place
from emulator import OTHER_ACCOUNT, OTHER_REGION, ROLE, Emulator, Seeds, environment
from networks import NETWORKS, Builder, bystanders, nat_route_missing, public_without_address
from program import Program
from suite import Suite


def main(binary: Path) -> int:
    """Builds the networks, asks about them as files and live, and compares."""
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="emulated-") as folder:
        top = Path(folder)
        home = top / "program"
        home.joinpath("tmp").mkdir(parents=True)
        outside = environment(home)
        with Emulator(top / "moto.log") as emulator:
            seeds = Seeds(emulator)
            place = Place(emulator, seeds)
            build = Builder(place, 1)
            networks = [network(build) for network in NETWORKS]
            bystanders(place)
            abroad = nat_route_missing(Builder(Place(emulator, seeds, OTHER_REGION), 100, "abroad"))
            guest = Place(emulator, seeds, account=OTHER_ACCOUNT, credentials=emulator.assume(ROLE))
            other = public_without_address(Builder(guest, 110))
            hopwise = Program(binary, home, outside)
            cli = Cli(outside, emulator.url, top / "cli")

            snapshot = top / "none"
            with suite.check("the README's commands make a snapshot"):
                snapshot = cli.readme(binary)
            reports = {}
            for network in networks:
                with suite.check(f"{network.name}, as files"):
                    run = hopwise("diagnose", snapshot, *network.select, "--format", "json")
                    reports[network.name] = run.json()
                    answer.expect(network, run.json(), run.status, run.stderr)

            asked = live.Live(suite, hopwise, emulator)
            for network in networks:
                asked.network(network, reports.get(network.name))
            asked.whole_region(cli, snapshot, networks)
            asked.output_directory(networks[0])
            asked.two_regions(networks[0], abroad)
            asked.another_account(other)
            asked.surroundings(networks[0])
            asked.permissions(networks[0])
            asked.nothing_leaks()
    return suite.finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: check.py BINARY")
    sys.exit(main(Path(sys.argv[1])))
