"""What surgery has done to the units and wires that are shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.model.operations import are_held, of_unit
from app.texts import tr
from engine.build import Build
from engine.surgery import Part, Surgery

__all__ = ["Mark", "held_units", "marked_wires", "marks_on", "silent_units"]

Places = tuple[int, ...]


def silent_units(
    surgery: Surgery, built: Build, node: str, shown: Sequence[int]
) -> Places:
    """The positions among the `shown` units of a node of those that are knocked out."""
    if node not in surgery.knocked_nodes or node not in built.shapes:
        return ()
    shape = built.shapes[node]
    marked = surgery.marked("knocked", node, shape).reshape(math.prod(shape))
    return tuple(place for place, unit in enumerate(shown) if marked[unit])


def held_units(
    surgery: Surgery, built: Build, node: str, shown: Sequence[int]
) -> Places:
    """The positions of those whose own weights are all frozen."""
    if not surgery.holds:
        return ()
    return tuple(
        place for place, unit in enumerate(shown)
        if are_held(surgery, of_unit(built, node, unit))
    )


def marked_wires(
    surgery: Surgery, built: Build, matrix: str, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Places, Places]:
    """Which wires, each with the weight at its row and column of the `matrix`, are frozen one by
    one (not with all of their neuron), and which are pruned."""
    if not surgery.holds or matrix not in built.weights:
        return (), ()
    shape = built.weights[matrix].shape
    frozen = surgery.marked("frozen", matrix, shape)[list(rows), list(columns)]
    pruned = surgery.marked("pruned", matrix, shape)[list(rows), list(columns)]
    node = matrix.partition(".")[0]
    whole = [unit for unit in set(columns) if are_held(surgery, of_unit(built, node, unit))]
    return _numbers(frozen & ~np.isin(columns, whole)), _numbers(pruned)


@dataclass(frozen=True)
class Mark:
    """What surgery has done to a node: an icon, how often, and a sentence about it."""

    icon: str
    count: int
    sentence: str


def marks_on(surgery: Surgery, built: Build, node: str) -> tuple[Mark, ...]:
    """What has been frozen, knocked out and pruned in a node."""
    return tuple(_marks(surgery, built, node)) if surgery != Surgery() else ()


def _marks(surgery: Surgery, built: Build, node: str) -> Iterator[Mark]:
    weights, units = built.parameter_counts.get(node, 0), built.shapes.get(node, ())
    frozen = sum(_marked(surgery, built, node, "frozen"))
    pruned = sum(_marked(surgery, built, node, "pruned"))
    silent = int(surgery.marked("knocked", node, units).sum()) if units else 0
    if frozen:
        yield Mark("lock", frozen, tr(
            "Frozen: {count} of {all} weights. Training leaves them as they are.",
            count=frozen, all=weights,
        ))
    if silent:
        yield Mark("ban", silent, tr(
            "Knocked out: {count} of {all} neurons. Their output is 0.",
            count=silent, all=math.prod(units),
        ))
    if pruned:
        yield Mark("scissors", pruned, tr(
            "Pruned: {count} of {all} weights. They are 0 and stay so.",
            count=pruned, all=weights,
        ))


def _marked(surgery: Surgery, built: Build, node: str, part: Part) -> Iterator[int]:
    """How many numbers are marked in each array of a node."""
    for name, marks in getattr(surgery, part):
        if name.partition(".")[0] == node and name in built.weights:
            yield int(marks.on(built.weights[name].shape).sum())


def _numbers(marked: NDArray[np.bool_]) -> Places:
    return tuple(int(n) for n in np.flatnonzero(marked))
