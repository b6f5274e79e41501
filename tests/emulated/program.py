"""Runs the program under test, and remembers all that it printed and wrote."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Run:
    """What one run of the program came to."""

    command: str
    status: int
    stdout: str
    stderr: str

    def expect(self, *statuses: int) -> Run:
        """Fails unless the exit status is one of these."""
        said = self.stderr.strip()[:600]
        assert self.status in statuses, f"`{self.command}`: exit status {self.status}, expected {statuses}: {said}"
        return self

    def json(self) -> Any:
        """Standard output as JSON."""
        try:
            return json.loads(self.stdout)
        except ValueError:
            raise AssertionError(f"`{self.command}` printed no JSON, but {self.stdout[:200]!r}") from None


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """All that lies in a folder, with sizes and times of change."""
    found = {}
    for root, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(root, name)
            # The time of a folder changes with what is in it, which is listed itself.
            state = path.lstat()
            found[str(path)] = (0, 0) if path.is_dir() else (state.st_size, state.st_mtime_ns)
    return found


class Program:
    """The program, in a scratch folder that is its home, its working directory and its place for temporary files."""

    def __init__(self, binary: Path, scratch: Path, environment: dict[str, str]) -> None:
        self.binary = binary
        self.scratch = scratch
        self.environment = environment
        self.work = scratch / "work"
        self.work.mkdir()
        self.printed: list[tuple[str, str]] = []

    def __call__(self, *arguments: str | Path, writes: Path | None = None, **variables: str | None) -> Run:
        """Runs the program. It may write below `writes` and nowhere else. A variable that is `None` is not set."""
        environment = self.environment | {name: value for name, value in variables.items() if value is not None}
        for name in (name for name, value in variables.items() if value is None):
            environment.pop(name, None)
        before = listing(self.scratch)
        done = subprocess.run(
            [self.binary, *arguments],
            cwd=self.work,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        command = " ".join(["hopwise", *map(str, arguments)]).replace(str(self.scratch) + "/", "")
        self.printed.append((command, done.stdout + done.stderr))
        after = listing(self.scratch)
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        stray = [path for path in changed if not (writes and Path(path).is_relative_to(writes))]
        assert not stray, f"`{command}` touched {sorted(stray)[:5]}"
        return Run(command, done.returncode, done.stdout, done.stderr)
