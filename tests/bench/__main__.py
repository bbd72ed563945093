"""python3 run.py bench: how fast it trains beside others, and whether the window stays smooth."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench.measure import Team


def main(argv: Sequence[str]) -> int:
    """Prints tables for people, and last one JSON object (also to a file) for programs."""
    from tests.bench import report
    from tests.bench.ours import DEVICE

    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.json", help="keep the figures")
    parser.add_argument("--device", metavar="KEY", help="an OpenCL device, as in `devices`")
    arguments = parser.parse_args(argv)
    unknown = [name for name in arguments.name if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
    if arguments.device:
        os.environ[DEVICE] = arguments.device
    figures: dict[str, Any] = {"machine": report.machine()}
    report.lines(figures["machine"])
    team = Team()
    try:
        for name in arguments.name or PARTS:
            print(flush=True)
            figures[name] = PARTS[name](team)
    finally:
        team.close()
    print()
    report.summary(figures)
    text = json.dumps(figures)
    if arguments.output:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _row(name: str) -> Callable[[Team], Any]:
    def part(team: Team) -> Any:
        from tests.bench.rows import run

        return run(name, team)

    return part


def _waits(name: str, title: str) -> Callable[[Team], Any]:
    def part(team: Team) -> Any:
        from tests.bench import report, waits
        from tests.bench.players import Absent

        print(title)
        team.close()
        try:
            found = getattr(waits, name)()
        except Absent as absent:
            found = {"absent": str(absent)}
        report.lines(found)
        return found

    return part


def _variety(team: Team) -> Any:
    from tests.bench.rows import variety

    return variety(team)


def _window(team: Team) -> dict[str, Any]:
    from tests.bench import report
    from tests.bench.window import measure

    def show(found: Any) -> Any:
        made = asdict(found)
        report.lines({name.replace("_", " "): value for name, value in made.items()})
        return made

    return _both_ways(team, "the window, playing two spirals at full speed on", measure, show)


def _knobs(team: Team) -> dict[str, Any]:
    from tests.bench import report
    from tests.bench.knobs import measure

    def show(found: Any) -> Any:
        made = [asdict(turned) for turned in found]
        report.knobs(made)
        return made

    title = "every slider, dragged while two spirals are trained at full speed on"
    return _both_ways(team, title, measure, show)


def _both_ways(
    team: Team, title: str, measure: Callable[[str], Any], show: Callable[[Any], Any]
) -> dict[str, Any]:
    """Measures on NumPy and on a device, each in a process of its own; `show` prints what was
    found, and returns it for programs."""
    from tests.bench import report
    from tests.bench.players import Absent, alone

    team.close()
    found: dict[str, Any] = {}
    for way, device in (("NumPy", "numpy"), ("OpenCL", "auto")):
        print(f"{title} {way}")
        try:
            found[way] = show(alone(measure, device))
        except Absent as absent:
            found[way] = {"absent": str(absent)}
            report.lines(found[way])
    return found


def _board(team: Team) -> dict[str, Any]:
    from tests.bench import report
    from tests.bench.board import NODES, measure
    from tests.bench.players import alone

    team.close()
    print(f"the drawing board, {NODES} nodes")
    found = asdict(alone(measure))
    report.lines({name.replace("_", " "): value for name, value in found.items()})
    return found


PARTS: dict[str, Callable[[Team], Any]] = {
    **{name: _row(name) for name in ("W1", "W2", "W3", "W7", "W8")},
    "variety": _variety,
    "play": _waits("from_play", "seconds from Play, W1"),
    "compile": _waits("compiling", "seconds until the kernel is ready"),
    "kept": _waits("kept", "share of its speed beside a thread that is busy 12 of 16.7 ms"),
    "memory": _waits("memory", "MiB resident after W1, each engine in a process of its own"),
    "window": _window,
    "knobs": _knobs,
    "board": _board,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
