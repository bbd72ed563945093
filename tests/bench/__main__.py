"""python3 run.py bench: how fast it trains, and whether the window stays smooth meanwhile."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine import __version__


def main(argv: Sequence[str]) -> int:
    """Prints tables for people, and last one JSON object (also to a file) for programs."""
    parser = argparse.ArgumentParser(prog="python3 run.py bench", description=__doc__)
    parser.add_argument("part", nargs="*", help="training, window (default: both)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.json", help="keep the figures")
    arguments = parser.parse_args(argv)
    unknown = [part for part in arguments.part if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
    figures: dict[str, Any] = {
        "version": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    for part in arguments.part or PARTS:
        figures[part] = PARTS[part]()
        print()
    text = json.dumps(figures)
    if arguments.output:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


def _training() -> list[dict[str, Any]]:
    from tests.bench.workloads import WORKLOADS, measure

    for workload in WORKLOADS:
        print(f"{workload.name}  {workload.what}")
    print("\n    engine          ms an epoch   epochs")
    rows = []
    for row in measure():
        time = row.note if row.milliseconds is None else f"{row.milliseconds:.3f}"
        print(f"{row.workload}  {row.engine:<15} {time:>11}   {row.epochs or '':>6}", flush=True)
        rows.append(asdict(row))
    return rows


def _window() -> dict[str, Any]:
    from tests.bench.window import measure

    smoothness = measure()
    for name, value in asdict(smoothness).items():
        print(f"{name.replace('_', ' '):<28} {value:>10.2f}")
    return asdict(smoothness)


PARTS = {"training": _training, "window": _window}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
