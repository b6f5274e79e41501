"""The suite: `check.py BINARY`. See README.md."""

from __future__ import annotations

import os
import signal
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
from remedies import Remedies
from scenarios import Scenarios
from suite import Suite


def main(binary: Path) -> int:
    """Builds the networks, asks about them as files and live, and compares."""
    suite = Suite()
    with tempfile.TemporaryDirectory(prefix="emulated-") as folder:
        top = Path(folder)
        home = top / "program"
        home.joinpath("tmp").mkdir(parents=True)
        outside = environment(home)
        # The same for the clients of this process, whoever runs it.
        for name in [name for name in os.environ if name.startswith(("AWS_", "MOTO_"))]:
            del os.environ[name]
        os.environ.update(outside, NO_PROXY="127.0.0.1")
        with Emulator(top / "moto.log") as emulator:
            seeds = Seeds(emulator)
            place = Place(emulator, seeds)
            build = Builder(place, 1)
            networks = [network(build) for network in NETWORKS]
            bystanders(place)
            abroad = nat_route_missing(Builder(Place(emulator, seeds, OTHER_REGION), 100, "execution-abroad"))
            guest = Place(emulator, seeds, account=OTHER_ACCOUNT, credentials=emulator.assume(ROLE))
            other = public_without_address(Builder(guest, 110))
            hopwise = Program(binary, home, outside)
            cli = Cli(outside, emulator.url, top / "cli")

            with suite.check("the emulator's addresses lie in their subnets, but the one that is left adrift"):
                adrift = [subnet for where in (place, guest) for subnet in where.adrift()]
                assert adrift == [networks[-1].warnings[0]], f"adrift are {adrift}: does it draw otherwise now?"
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
            asked.others()
            asked.whole_region(cli, snapshot, networks)
            asked.output_directory(networks[0])
            asked.readme()
            asked.two_regions(networks[0], abroad)
            asked.another_account(other)
            asked.surroundings(networks[0])
            asked.permissions(networks[0])
            Remedies(asked, cli, Builder(place, 20, "execution-of-the-mended")).all()
            scenarios = Scenarios(suite, emulator, cli, hopwise, top / "scenarios")
            scenarios.all()
            asked.nothing_leaks()
    return suite.finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: check.py BINARY")
    # The emulator is stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(Path(sys.argv[1])))
