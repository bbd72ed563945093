"""The rows of the table: a workload, who takes part, and what came of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tests.bench import report
from tests.bench.gates import Gate, judge
from tests.bench.measure import Figure, Team, race
from tests.bench.players import ENGINES
from tests.bench.workloads import VARIETY, find

__all__ = ["ROWS", "Row", "run", "variety"]


@dataclass(frozen=True)
class Row:
    """A task of the engines on a workload. A turn takes so many `seconds`, several epochs of the
    fastest: what an engine has begun of the next one is lost at its end."""

    what: str
    task: str
    workload: str
    seconds: float = 0.3
    rounds: int = 7


ROWS = {
    **{name: Row(find(name).what, "training", name) for name in ("W1", "W2")},
    "W3": Row(find("W3").what, "training", "W3", 1.2),
    "W7": Row("256 different networks as in W1, one epoch of all", "many", "W1"),
    "W8": Row("prediction of the W1 network on 256 × 256 points", "grid", "W1", 0.1),
}


def run(name: str, team: Team) -> dict[str, Any]:
    """Measures one row, and prints it."""
    row = ROWS[name]
    print(f"{name}  {row.what}")
    figures = race(
        team, ENGINES, name, row.task, row.workload, rounds=row.rounds, seconds=row.seconds
    )
    verdicts = judge(figures)
    report.figures(figures)
    report.verdicts(verdicts)
    return {
        "figures": [asdict(figure) for figure in figures],
        "gates": [{**asdict(verdict), "met": verdict.met} for verdict in verdicts],
    }


_PEERS = {"NumPy": 1.0, "PyTorch, 1 thread": 10.0}
"""How many times as fast as these every network is at least."""


def variety(team: Team) -> dict[str, Any]:
    """Thirty networks drawn at random, and the worst of them."""
    print(f"variety  {VARIETY} networks drawn at random; how many times as fast as others")
    report.variety_head()
    rows = []
    for number in range(1, VARIETY + 1):
        name = f"V{number}"
        figures = race(
            team, ("NumPy", "OpenCL", "PyTorch"), name, "training", name, seconds=0.05,
            wanted=lambda way: way in ("OpenCL", *_PEERS),
        )  # fmt: skip
        rows.append(_compared(name, figures))
        report.variety(rows[-1])
    worst = {
        peer: min(present, key=lambda row, peer=peer: row[peer])
        for peer in _PEERS
        if (present := [row for row in rows if row[peer] is not None])
    }
    report.worst(worst, _PEERS)
    return {"networks": rows, "worst": {peer: row["name"] for peer, row in worst.items()}}


def _compared(name: str, figures: list[Figure]) -> dict[str, Any]:
    """How many times as fast we are as others; on NumPy where there is no faster way."""
    present = {figure.way: figure for figure in figures if figure.rounds}
    ours = "OpenCL" if "OpenCL" in present else "NumPy"
    gates = [Gate(name, ours, peer, (peer,), least) for peer, least in _PEERS.items()]
    note = next((figure.note for figure in figures if figure.way == "OpenCL"), "")
    return {
        "name": name, "what": find(name).what, "ours": ours, "note": note,
        "milliseconds": {way: figure.milliseconds for way, figure in present.items()},
        **{verdict.peer: verdict.ratio for verdict in judge(figures, gates)},
    }  # fmt: skip
