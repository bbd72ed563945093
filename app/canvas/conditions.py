"""What surgery has done to the units and wires that are shown."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        place for place, unit in enumerate(shown) if _is_held(surgery, built, node, unit)
    )


def marked_wires(
    surgery: Surgery, built: Build, matrix: str, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Places, Places]:
    """Which wires, each with the weight at its row and column of the `matrix`, are frozen one by
    one (not with all of their neuron), and which are pruned."""
    node = matrix.partition(".")[0]
    shape = _arrays(built, node).get(matrix)
    if not surgery.holds or shape is None:
        return (), ()
    frozen = surgery.marked("frozen", matrix, shape)[list(rows), list(columns)]
    pruned = surgery.marked("pruned", matrix, shape)[list(rows), list(columns)]
    whole = [unit for unit in set(columns) if _is_held(surgery, built, node, unit)]
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
    arrays = _arrays(built, node)
    for name, marks in getattr(surgery, part):
        if name in arrays:
            yield int(marks.on(arrays[name]).sum())


def _arrays(built: Build, node: str) -> dict[str, tuple[int, ...]]:
    """The shapes of what a node learns, by full name: also of one that is not trained just now,
    whose marks are still there when it is again."""
    draft = built.drafts.get(node)
    specs = draft.weights if draft is not None else ()
    return {f"{node}.{spec.name.partition('.')[2]}": spec.shape for spec in specs}


def _is_held(surgery: Surgery, built: Build, node: str, unit: int) -> bool:
    """Whether the weights of what comes into a unit, and its bias, are frozen."""
    units = built.shapes.get(node, ())[-1:]
    own = {n: shape for n, shape in _arrays(built, node).items() if shape[-1:] == units}
    return bool(own) and 0 <= unit < units[0] and all(
        surgery.held(name, shape)[..., unit].all() for name, shape in own.items()
    )


def _numbers(marked: NDArray[np.bool_]) -> Places:
    return tuple(int(n) for n in np.flatnonzero(marked))
