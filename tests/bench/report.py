"""What people read of the figures."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from engine import __version__
from tests.bench.gates import Verdict
from tests.bench.measure import Figure

__all__ = [
    "figures", "knobs", "lines", "machine", "summary", "variety", "variety_head", "verdicts",
    "worst",
]

_PACKAGES = (
    "numpy", "pyopencl", "pocl-binary-distribution", "intel-opencl-rt", "torch", "jax",
    "scikit-learn",
)  # fmt: skip


def machine() -> dict[str, Any]:
    """Where and with what this is measured, and how busy the machine is with other things."""
    from engine.devices import devices

    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return {
        "version": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load before": load,
        "devices": "; ".join(f"{device.key} {device.name}" for device in devices()),
        **{package: _version(package) for package in _PACKAGES},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def lines(values: Mapping[str, Any]) -> None:
    """One value a line."""
    for name, value in values.items():
        text = f"{value:10.2f}" if isinstance(value, float) else f"{value!s:>10}"
        print(f"    {name:<28} {text}", flush=True)


def figures(found: Sequence[Figure]) -> None:
    """Milliseconds: the median of the rounds, the least and the greatest."""
    print("    engine                            ms        from          to")
    for figure in found:
        if figure.rounds:
            times = (figure.milliseconds, min(figure.rounds), max(figure.rounds))
            print(f"    {figure.way:<24}" + "".join(f"{ms:>12.4f}" for ms in times))
        else:
            print(f"    {figure.way:<24}      absent: {figure.note}")


def verdicts(found: Sequence[Verdict]) -> None:
    """How many times as fast: the median of the rounds, the least and the greatest."""
    if found:
        print(f"    {'times as fast as':<48}     ratio       from         to   gate    aim")
    for verdict in found:
        name = f"{verdict.ours} / {verdict.peer}"
        print(f"    {name:<48}", end="")
        if verdict.ratio is None:
            print(f"{'absent':>10}{verdict.least:>28g}×")
            continue
        span = "".join(f"{r:>10.2f}×" for r in (verdict.ratio, verdict.lowest, verdict.highest))
        aim = f"{verdict.aim:g}×" if verdict.aim else ""
        print(f"{span}{verdict.least:>6g}×{aim:>7}  {_word(verdict.met)}", flush=True)


def variety_head() -> None:
    """The columns of `variety`."""
    print(f"    {'':<4}{'PyTorch':>9}{'NumPy':>9}")


def variety(row: Mapping[str, Any]) -> None:
    """One network drawn at random; 0 where a peer is absent."""
    ratios = "".join(f"{row[p] or 0:>8.1f}×" for p in ("PyTorch, 1 thread", "NumPy"))
    print(f"    {row['name']:<4}{ratios}  {row['what']} {row['note']}", flush=True)


def worst(rows: Mapping[str, Mapping[str, Any]], least: Mapping[str, float]) -> None:
    """The networks with the smallest ratios."""
    for peer, row in rows.items():
        met = _word(row[peer] >= least[peer])
        text = f"{row[peer]:.1f}× (gate {least[peer]:g}×, {met})"
        print(f"    worst against {peer:<18} {text}  {row['name']} {row['what']}")


def knobs(turned: Sequence[Mapping[str, Any]]) -> None:
    """One slider a line: milliseconds of a frame, and what was trained while it was dragged."""
    print(f"    {'slider':<16}{'frame ms':>10}{'p99':>8}{'worst':>8}{'epochs':>9}{'by device':>11}")
    for row in turned:
        times = (row["frame_median_ms"], row["frame_p99_ms"], row["frame_worst_ms"])
        median, *rest = (f"{ms:.1f}" for ms in times)
        print(f"    {row['name']:<16}{median:>10}{rest[0]:>8}{rest[1]:>8}{row['epochs']:>9}"
              f"{row['by_device']:>11.0%}", flush=True)


def summary(found: Mapping[str, Any]) -> None:
    """Every gate that was not met, or could not be judged."""
    gates = [gate for row in found.values() if "gates" in row for gate in row["gates"]]
    for gate in gates:
        if gate["met"] is not True:
            ratio = "absent" if gate["ratio"] is None else f"{gate['ratio']:.2f}×"
            print(f"    {gate['row']} {gate['ours']} / {gate['peer']}: {ratio}, "
                  f"gate {gate['least']:g}×")
    met = sum(gate["met"] is True for gate in gates)
    print(f"{met} of {len(gates)} gates met")


def _word(met: bool | None) -> str:
    return {True: "met", False: "NOT MET", None: "absent"}[met]
