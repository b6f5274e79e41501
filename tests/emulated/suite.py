"""One line for each check, and a count at the end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager


class Suite:
    """Counts what passed and what failed."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    @contextmanager
    def check(self, name: str) -> Iterator[None]:
        """One check: the block. It fails by any exception, and the suite goes on."""
        start = time.monotonic()
        try:
            yield
        except AssertionError as failure:
            self.failed += 1
            print(f"FAIL  {name}: {failure}", flush=True)
        except Exception:
            self.failed += 1
            print(f"FAIL  {name}:\n{traceback.format_exc()}", flush=True)
        else:
            self.passed += 1
            print(f"ok    {name} ({time.monotonic() - start:.1f} s)", flush=True)

    def finish(self) -> int:
        """Prints the count, and returns the exit status."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0
