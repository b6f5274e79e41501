"""What a diagnosis says, and whether it is what a network has to come to."""

from __future__ import annotations

from typing import Any

from networks import STEPS, Block, Network

EXIT = {"delivered": 0, "blocked": 1, "partial": 1, "undetermined": 3}


def fate(step: dict[str, Any]) -> tuple[str, str, Block | None]:
    """A step, its verdict, and where it is blocked."""
    at = step["blocked_at"]
    block = at and Block(at["component"], at["id"], at["code"], at["direction"])
    return step["step"], step["verdict"], block


def summary(report: dict[str, Any]) -> dict[str, Any]:
    """The part of a report that must not depend on where the documents come from."""
    return {
        "verdict": report["verdict"],
        "gaps": sorted(f"{gap['code']} {gap['id']}" for gap in report["gaps"]),
        "tasks": [
            {"task": task["task"], "placement": task["placement"], "verdict": task["verdict"],
             "steps": [fate(step) for step in task["steps"]]}
            for task in report["tasks"]
        ],
    }  # fmt: skip


def differences(first: Any, second: Any, where: str = "") -> list[str]:
    """Where two values differ, key for key."""
    if isinstance(first, dict) and isinstance(second, dict):
        found = []
        for key in sorted(first.keys() | second.keys()):
            if key not in first or key not in second:
                side = "first" if key in first else "second"
                found.append(f"{where}/{key} only in the {side}: {(first | second)[key]!r:.120}")
            else:
                found += differences(first[key], second[key], f"{where}/{key}")
        return found
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        pairs = enumerate(zip(first, second, strict=True))
        return [line for index, (a, b) in pairs for line in differences(a, b, f"{where}/{index}")]
    return [] if first == second else [f"{where}: {first!r:.160} and {second!r:.160}"]


def expect_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Fails unless two reports agree in verdicts, steps and where these are blocked."""
    found = differences(summary(first), summary(second))
    assert not found, "; ".join(found[:3])


def expect(network: Network, report: dict[str, Any], status: int, said: str) -> None:
    """Fails unless a report, the exit status and what standard error said are right about a network."""
    verdict = report["verdict"]
    assert verdict == network.verdict, f"{verdict}, expected {network.verdict}"
    assert status == EXIT[verdict], f"exit status {status} for {verdict}"
    for words in network.warnings:
        assert words in said, f"no warning about {words}: {said[:300]!r}"
        assert any(words in str(warning) for warning in report["warnings"]), f"no warning about {words} in the report"
    tasks = report["tasks"]
    if network.placements:
        found = [(task["placement"]["subnet"], task["verdict"]) for task in tasks]
        assert sorted(found) == sorted(network.placements), f"{found}, expected {network.placements}"
        assert all(task["task"] is None for task in tasks), "a service without tasks has a task"
        return
    assert len(tasks) == 1, f"{len(tasks)} tasks, expected one"
    assert tasks[0]["task"].endswith("/" + network.select[1]), f"another task, {tasks[0]['task']}"
    steps = [fate(step) for step in tasks[0]["steps"]]
    assert [name for name, _, _ in steps] == list(STEPS), f"steps {[name for name, _, _ in steps]}"
    for name, verdict, block in steps:
        wanted = network.blocked.get(name)
        assert verdict == ("blocked" if wanted else "delivered"), f"{name} is {verdict}"
        assert block == wanted, f"{name} is blocked at {block}, expected {wanted}"
